//! What a text message says of visits: one sentence each, without a name and without a treatment.
use super::scene::{Told, When};
use super::tongue::Tongue;

/// A time that is kept, its end, and where it is taken.
pub(super) fn held(english: &str, visit: &Told, until: &When, link: &str, t: &Tongue<'_>) -> String {
    t.say(english, &[("when", &visit.when().say(t)), ("until", &until.say_end(t)), ("link", link)])
}

/// The first visit of some, and how many more there are.
pub(super) fn some(visits: &[Told], t: &Tongue<'_>) -> String {
    some_of(visits.first().map(Told::when), visits.len(), t)
}

fn some_of(first: Option<When>, many: usize, t: &Tongue<'_>) -> String {
    let first = first.map(|when| when.say(t)).unwrap_or_default();
    match many {
        0 | 1 => first,
        2 => t.say("{when} and one more", &[("when", &first)]),
        many => t.say("{when} and {number} more", &[("when", &first), ("number", &(many - 1).to_string())]),
    }
}

pub(super) fn short_visits(new: &[Told], moved: &[(When, Told)], gone: &[Told], t: &Tongue<'_>) -> String {
    let mut parts = Vec::new();
    if !new.is_empty() {
        parts.push(t.say("your visit is booked: {visits}.", &[("visits", &some(new, t))]));
    }
    if let Some((before, now)) = moved.first() {
        let values = [("before", before.say(t)), ("visits", some_of(Some(now.when()), moved.len(), t))];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        parts.push(t.say("your visit of {before} is now on {visits}.", &values));
    }
    if !gone.is_empty() {
        parts.push(t.say("your visit of {visits} was called off.", &[("visits", &some(gone, t))]));
    }
    parts.join(&format!(" {} ", t.say("And", &[])))
}
