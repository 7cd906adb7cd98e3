//! Goals: what somebody wishes, by when, within which limits.
use super::said::{Fault, Said};
use super::show::Consult;
use crate::ui::{self, Choice, Choices, Entry, Field};
use chart::consult::{AWAY_MAX, Consultation, Event, Goals, WORDS_MAX, Wanted, quiet_days};
use maud::{Markup, html};
use vocab::goals::{Concern, WISH_WORDS};

/// How much a concern matters: the weight and the word.
const WEIGHTS: [(u8, &str); 4] = [(0, "Not now"), (3, "A little"), (6, "Much"), (10, "Most of all")];
/// Absences that the form has room for.
const AWAY_ROWS: usize = 3;

/// A concern in the words of a guest.
pub(crate) const fn concern(concern: Concern) -> &'static str {
    match concern {
        Concern::Acne => "Acne",
        Concern::Pih => "Marks that spots leave",
        Concern::Melasma => "Melasma (brown patches)",
        Concern::Lentigines => "Sun spots",
        Concern::Redness => "Redness",
        Concern::Rosacea => "Rosacea",
        Concern::FineLines => "Fine lines",
        Concern::DynamicLines => "Lines in motion",
        Concern::Folds => "Folds",
        Concern::Laxity => "Firmness",
        Concern::Texture => "Texture",
        Concern::Pores => "Pores",
        Concern::AtrophicScars => "Sunken scars",
        Concern::Dullness => "Dullness",
        Concern::Dehydration => "Dry, thirsty skin",
        Concern::Barrier => "Sensitive skin",
        Concern::Oiliness => "Shine",
        Concern::BodyTension => "Tension in the body",
        Concern::Rest => "Rest",
    }
}

/// The draft as the form shows it.
pub(super) fn pairs(consultation: &Consultation) -> Said {
    let goals = &consultation.goals;
    let mut said = Said::default();
    said.put("words", &goals.words);
    for wanted in &goals.wanted {
        said.put(&format!("w-{}", wanted.concern), nearest_weight(wanted.weight));
    }
    if let Some(event) = &goals.event {
        said.put("event", &event.name);
        said.put("event-on", event.on);
        said.put("event-clear", event.clear_days);
    }
    said.put("until", goals.until.map(|day| day.to_string()).unwrap_or_default());
    for (row, (first, last)) in goals.away.iter().enumerate() {
        said.put(&format!("away{row}-from"), first);
        said.put(&format!("away{row}-to"), last);
    }
    said.put("budget", goals.budget_minor_units.map(major).unwrap_or_default());
    said.put("visits", goals.max_visits.map(|n| n.to_string()).unwrap_or_default());
    said.put("quiet", goals.max_quiet_days.map(|n| n.to_string()).unwrap_or_default());
    for word in &goals.avoid {
        said.put("avoid", word);
    }
    said
}

fn nearest_weight(weight: u8) -> u8 {
    WEIGHTS.iter().map(|(known, _)| *known).min_by_key(|known| known.abs_diff(weight)).unwrap_or(weight)
}

fn major(units: i64) -> String {
    if units % 100 == 0 { (units / 100).to_string() } else { format!("{}.{:02}", units / 100, units % 100) }
}

/// What the form says, into the draft; only if everything can be read.
pub(super) fn read(consultation: &mut Consultation, said: &Said) -> Vec<Fault> {
    let faults = &mut Vec::new();
    let before = &consultation.goals;
    let mut goals = Goals {
        words: said.text("words", WORDS_MAX, faults),
        wanted: wanted(before, said),
        until: said.day("until", faults),
        max_visits: said.count("visits", (1, 100), faults),
        max_quiet_days: said.count("quiet", (0, 365), faults),
        // What the form has no field for stays.
        prefer: before.prefer.clone(),
        ..Goals::default()
    };
    let known = |word: &&str| WISH_WORDS.contains(word);
    goals.avoid = said.all("avoid").filter(known).map(str::to_owned).collect();
    goals.avoid.extend(before.avoid.iter().filter(|word| !WISH_WORDS.contains(&word.as_str())).cloned());
    goals.event = event(said, faults);
    goals.away = away(before, said, faults);
    if let Some(budget) = said.number("budget", (0.0, 1_000_000.0), faults) {
        // Whole cents, and never a fraction of one.
        #[expect(clippy::cast_possible_truncation, reason = "at most a hundred million, asked the line before")]
        let units = (budget * 100.0).round() as i64;
        goals.budget_minor_units = Some(units);
        goals.currency = if before.currency.is_empty() { "USD".to_owned() } else { before.currency.clone() };
    }
    if faults.is_empty() {
        consultation.goals = goals;
    }
    std::mem::take(faults)
}

/// The concerns with their weights, the most important first; a zone that was said before stays.
fn wanted(before: &Goals, said: &Said) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Concern::ALL
        .iter()
        .filter_map(|concern| {
            let weight = said.get(&format!("w-{concern}")).parse::<u8>().ok().filter(|w| (1..=10).contains(w))?;
            let old = before.wanted.iter().find(|w| w.concern == *concern);
            let zone = old.and_then(|w| w.zone);
            // The form knows four weights; a finer one that was set elsewhere stays while its word stays.
            let weight = old.filter(|w| nearest_weight(w.weight) == weight).map_or(weight, |w| w.weight);
            Some(Wanted { concern: *concern, weight, zone })
        })
        .collect();
    all.sort_by_key(|wanted| std::cmp::Reverse(wanted.weight));
    all
}

fn event(said: &Said, faults: &mut Vec<Fault>) -> Option<Event> {
    let name = said.text("event", 120, faults);
    let on = said.day("event-on", faults);
    let clear_days = said.count("event-clear", (0, 365), faults).unwrap_or(quiet_days());
    if on.is_none() && !name.is_empty() && !faults.iter().any(|(field, _)| field == "event-on") {
        faults.push(("event-on".to_owned(), "On which day is it?".to_owned()));
    }
    Some(Event { on: on?, clear_days, name })
}

fn away(before: &Goals, said: &Said, faults: &mut Vec<Fault>) -> Vec<(vocab::Day, vocab::Day)> {
    let mut all = Vec::new();
    for row in 0..AWAY_ROWS {
        let (from, to) = (format!("away{row}-from"), format!("away{row}-to"));
        match (said.day(&from, faults), said.day(&to, faults)) {
            (Some(first), Some(last)) if first <= last => all.push((first, last)),
            (Some(_), Some(_)) => faults.push((to, "This ends before it begins.".to_owned())),
            (Some(first), None) if said.get(&to).is_empty() => all.push((first, first)),
            (None, Some(_)) if said.get(&from).is_empty() => faults.push((from, "From which day?".to_owned())),
            _ => {}
        }
    }
    all.extend(before.away.iter().skip(AWAY_ROWS));
    all.truncate(AWAY_MAX);
    all
}

pub(super) fn view(page: &Consult) -> Markup {
    let said = &page.said;
    let field = |name: &str, label: &str, entry: Entry| {
        Field::new(name, label, entry).value(said.get(name)).error(page.error(name))
    };
    let number = |low: &str, high: &str, unit: &str| Entry::Number { low: low.into(), high: high.into(), step: "1".into(), unit: unit.into() };
    let avoid = WISH_WORDS
        .iter()
        .map(|word| Choice { value: (*word).into(), label: ui::capital(word), note: String::new(), chosen: said.has("avoid", word) })
        .collect();
    html! {
        section.card {
            h2 { "What would you like to change?" }
            div."stack boxed" {
                (field("words", "In your own words", Entry::Lines).optional().hint("As you would say it to a friend. It is read by people only."))
                fieldset.choices {
                    legend { "And how much does each matter?" }
                    div.consult-weights { @for one in Concern::ALL { (weight(said, *one)) } }
                }
            }
        }
        section.card {
            h2 { "By when" }
            div."stack boxed" {
                div.form-row {
                    (field("event", "An event", Entry::Text).optional().hint("A wedding, a holiday, a photograph."))
                    (field("event-on", "Its day", Entry::Date).optional())
                    (field("event-clear", "Quiet days before it", number("0", "365", "days")).optional())
                }
                div.form-row {
                    (field("until", "Last day of the plan", Entry::Date).optional())
                    (field("visits", "Visits at most", number("1", "100", "visits")).optional())
                    (field("quiet", "Days of downtime at most", number("0", "365", "days")).optional())
                    (field("budget", "Money to spend at most", number("0", "1000000", "USD")).optional())
                }
                fieldset.choices {
                    legend { "Away" }
                    p.hint { "Days on which no visit is possible." }
                    @for row in 0..AWAY_ROWS { div.form-row {
                        (field(&format!("away{row}-from"), &format!("Absence {}, from", row + 1), Entry::Date).optional())
                        (field(&format!("away{row}-to"), &format!("Absence {}, until", row + 1), Entry::Date).optional())
                    } }
                }
            }
        }
        section.card { h2 { "Rather without" } div.boxed { (Choices::many("avoid", "Is there something you would rather avoid?", avoid)) } }
    }
}

fn weight(said: &Said, one: Concern) -> Markup {
    let name = format!("w-{one}");
    let chosen = said.get(&name);
    html! {
        div.consult-weight data-on=[(!chosen.is_empty()).then_some("yes")] {
            label for=(name) { (concern(one)) }
            select.input id=(name) name=(name) {
                @for (weight, word) in WEIGHTS {
                    @let value = if weight == 0 { String::new() } else { weight.to_string() };
                    option value=(value) selected[value == chosen] { (word) }
                }
            }
        }
    }
}
