//! The words of every message, in plain language. Nothing of health stands in a subject, and a text message names no treatment.
use super::scene::{Guest, Sender, Told, When};
use super::short::{held, short_visits, some};
use super::tongue::Tongue;
use chart::message::{Kind, Way};
use std::collections::BTreeSet;
use vocab::Day;

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Says {
    /// Visits that are new, at another time (with the time that the guest knows), or called off.
    Visits { new: Vec<Told>, moved: Vec<(When, Told)>, gone: Vec<Told> },
    /// The visits of one day that is near.
    Reminder(Vec<Told>),
    /// The visits of today, or of tomorrow morning.
    Soon { visits: Vec<Told>, tomorrow: bool },
    /// A consent that must be read before a visit, and where.
    Consent { visit: Day, title: String, link: String },
    /// How it goes, and where to say it.
    Aftercare { link: String },
    /// A time that is held, until when, and where the booking is finished.
    Hold { visit: Told, until: When, link: String },
    /// A time that became free, until when it is kept, and where it is taken.
    Offer { visit: Told, until: When, link: String },
    /// An invitation: what for, and where to book.
    Recall { title: String, link: String },
}

/// Subject and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) text: String,
}

impl Says {
    /// What kind of message says this.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Visits { moved, gone, .. } if moved.is_empty() && gone.is_empty() => Kind::Confirmation,
            Self::Visits { new, moved, .. } if new.is_empty() && moved.is_empty() => Kind::Cancellation,
            Self::Visits { .. } => Kind::Change,
            Self::Reminder(_) => Kind::Reminder,
            Self::Soon { .. } => Kind::Soon,
            Self::Consent { .. } => Kind::Consent,
            Self::Aftercare { .. } => Kind::Aftercare,
            Self::Hold { .. } => Kind::Hold,
            Self::Offer { .. } => Kind::Offer,
            Self::Recall { .. } => Kind::Recall,
        }
    }

    /// In the words of an e-mail or of a text message.
    pub(crate) fn words(&self, sender: &Sender, guest: &Guest, t: &Tongue<'_>) -> Words {
        match guest.way {
            Way::Email => Words { subject: self.subject(sender, t), text: self.letter(sender, guest, t) },
            Way::Text => Words { subject: String::new(), text: self.short(sender, t) },
        }
    }

    /// Says when, never what for.
    fn subject(&self, sender: &Sender, t: &Tongue<'_>) -> String {
        let on = |english: &str, day: Day| t.say(english, &[("day", &t.day(day))]);
        match self {
            Self::Visits { new, moved, gone } => {
                match (self.kind(), new.as_slice(), moved.as_slice(), gone.as_slice()) {
                    (_, [one], [], []) => on("Your visit on {day}", one.day),
                    (_, [], [(_, one)], []) => on("Your visit is now on {day}", one.day),
                    (_, [], [], [one]) => on("Your visit on {day} was called off", one.day),
                    (Kind::Confirmation, ..) => {
                        t.say("Your {number} visits", &[("number", &new.len().to_string())])
                    }
                    (Kind::Cancellation, ..) => t.say(
                        "{number} of your visits were called off",
                        &[("number", &gone.len().to_string())],
                    ),
                    _ => t.say("Your visits have changed", &[]),
                }
            }
            Self::Reminder(visits) => {
                visits.first().map_or_else(String::new, |one| on("A reminder: {day}", one.day))
            }
            Self::Soon { visits, tomorrow } => {
                let english = if *tomorrow { "Tomorrow at {time}" } else { "Today at {time}" };
                visits.first().map_or_else(String::new, |one| t.say(english, &[("time", &one.at)]))
            }
            Self::Consent { visit, .. } => on("Please read before your visit on {day}", *visit),
            Self::Aftercare { .. } => t.say("How are you today?", &[]),
            Self::Hold { visit, .. } => t.say("We keep {when} for you", &[("when", &visit.when().say(t))]),
            Self::Offer { visit, .. } => t.say("{when} has become free", &[("when", &visit.when().say(t))]),
            Self::Recall { .. } => t.say("A note from {house}", &[("house", &sender.name)]),
        }
    }

    fn letter(&self, sender: &Sender, guest: &Guest, t: &Tongue<'_>) -> String {
        let mut parts = vec![t.say("Dear {name},", &[("name", &guest.name)])];
        parts.extend(self.middle(t));
        parts.extend(contact(self, sender, t));
        let end = if sender.signature.is_empty() { &sender.name } else { &sender.signature };
        parts.push(format!("{}\n{end}", t.say("With kind regards", &[])));
        if !guest.stop.is_empty() {
            let english = match self.kind() {
                Kind::Aftercare => {
                    "You allowed us to write to you about how you are after a treatment. To stop, press once:"
                }
                Kind::Recall => "You allowed us to write to you about new visits. To stop, press once:",
                Kind::Confirmation
                | Kind::Change
                | Kind::Cancellation
                | Kind::Reminder
                | Kind::Soon
                | Kind::Consent
                | Kind::Hold
                | Kind::Offer => "You allowed us to write to you about your visits. To stop, press once:",
            };
            parts.push(format!("{}\n{}", t.say(english, &[]), guest.stop));
        }
        parts.join("\n\n")
    }

    fn middle(&self, t: &Tongue<'_>) -> Vec<String> {
        match self {
            Self::Visits { new, moved, gone } => about_visits(new, moved, gone, t),
            Self::Reminder(visits) => {
                let one = visits.len() == 1;
                let what = t.say(if one { "your visit is near:" } else { "your visits are near:" }, &[]);
                let mut parts = vec![what, list(visits, t)];
                parts.extend(prepare(visits, t));
                parts
            }
            Self::Soon { visits, tomorrow } => {
                vec![
                    t.say(if *tomorrow { "we see you tomorrow:" } else { "we see you today:" }, &[]),
                    list(visits, t),
                ]
            }
            Self::Consent { visit, title, link } => {
                let values = [("day", t.day(*visit)), ("treatment", title.clone())];
                let values: Vec<(&str, &str)> =
                    values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let what = t.say("before your visit on {day} we need your consent: {treatment}.", &values);
                if link.is_empty() {
                    let here = "You read and sign it here with us. Please come ten minutes early, and bring every question you have.";
                    return vec![what, t.say(here, &[])];
                }
                let read = t.say(
                    "Please read it at home, where you have time, and write down what you want to ask:",
                    &[],
                );
                vec![what, format!("{read}\n{link}")]
            }
            Self::Aftercare { link } => vec![
                format!(
                    "{}\n{link}",
                    t.say(
                        "how are you after your visit? Tell us in one minute, also when everything is well:",
                        &[]
                    )
                ),
                t.say(
                    "If you cannot see or breathe well, or something gets worse quickly, do not write: call.",
                    &[],
                ),
            ],
            Self::Hold { visit, until, link } => vec![
                t.say("we keep this time for you until {until}:", &[("until", &until.say_end(t))]),
                visit.line(t),
                format!(
                    "{}\n{link}",
                    t.say("Finish the booking here; after that the time is free again:", &[])
                ),
            ],
            Self::Offer { visit, until, link } => vec![
                t.say("you asked us to tell you when a time becomes free:", &[]),
                visit.line(t),
                format!(
                    "{}\n{link}",
                    t.say("It is kept for you until {until}. Take it here:", &[("until", &until.say_end(t))])
                ),
            ],
            Self::Recall { title, link } => {
                let invites = "it may be time for your next visit: {treatment}. It is up to you, and we are glad to talk about it first.";
                let mut parts = vec![t.say(invites, &[("treatment", title)])];
                if !link.is_empty() {
                    parts.push(format!("{}\n{link}", t.say("Choose a time here:", &[])));
                }
                parts
            }
        }
    }

    /// A text message: one paragraph, without a name and without a treatment.
    fn short(&self, sender: &Sender, t: &Tongue<'_>) -> String {
        let says = match self {
            Self::Visits { new, moved, gone } => short_visits(new, moved, gone, t),
            Self::Reminder(visits) => t.say("we see you on {visits}.", &[("visits", &some(visits, t))]),
            Self::Soon { visits, tomorrow } => {
                let english =
                    if *tomorrow { "we see you tomorrow at {time}." } else { "we see you today at {time}." };
                t.say(english, &[("time", visits.first().map(|one| one.at.as_str()).unwrap_or_default())])
            }
            Self::Consent { visit, link, .. } => {
                let day = t.day(*visit);
                if link.is_empty() {
                    let early =
                        "please come ten minutes early on {day}: there is something to read and sign.";
                    t.say(early, &[("day", &day)])
                } else {
                    t.say(
                        "please read this before your visit on {day}: {link}",
                        &[("day", &day), ("link", link)],
                    )
                }
            }
            Self::Aftercare { link } => {
                t.say("how are you? Tell us in one minute: {link}", &[("link", link)])
            }
            Self::Hold { visit, until, link } => {
                held("we keep {when} for you until {until}. Finish here: {link}", visit, until, link, t)
            }
            Self::Offer { visit, until, link } => held(
                "{when} has become free and is kept for you until {until}: {link}",
                visit,
                until,
                link,
                t,
            ),
            Self::Recall { link, .. } if link.is_empty() => {
                t.say("it may be time for your next visit. Call us when you like.", &[])
            }
            Self::Recall { link, .. } => {
                t.say("it may be time for your next visit: {link}", &[("link", link)])
            }
        };
        format!("{}: {says} {}", sender.name, t.say("Answer STOP to get no more messages.", &[]))
    }
}

fn list(visits: &[Told], t: &Tongue<'_>) -> String {
    visits.iter().map(|visit| visit.line(t)).collect::<Vec<_>>().join("\n")
}

fn about_visits(new: &[Told], moved: &[(When, Told)], gone: &[Told], t: &Tongue<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    if !new.is_empty() {
        let what = if new.len() == 1 { "your visit is booked:" } else { "your visits are booked:" };
        parts.extend([t.say(what, &[]), list(new, t)]);
    }
    if !moved.is_empty() {
        let what =
            if moved.len() == 1 { "a visit is at another time:" } else { "some visits are at another time:" };
        let line = |(before, now): &(When, Told)| {
            let was = t.say("it was {when}", &[("when", &before.say(t))]);
            format!("- {} ({was}): {}", now.when().say(t), now.title)
        };
        parts.extend([t.say(what, &[]), moved.iter().map(line).collect::<Vec<_>>().join("\n")]);
    }
    if !gone.is_empty() {
        let what =
            if gone.len() == 1 { "this visit was called off:" } else { "these visits were called off:" };
        let lines: Vec<String> =
            gone.iter().map(|one| format!("- {}: {}", one.when().say(t), one.title)).collect();
        parts.extend([t.say(what, &[]), lines.join("\n")]);
    }
    parts.extend(prepare(new, t));
    parts
}

/// What to do before, each thing once.
fn prepare(visits: &[Told], t: &Tongue<'_>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let lines: Vec<String> = visits
        .iter()
        .flat_map(|visit| &visit.prepare)
        .filter(|line| seen.insert(line.as_str()))
        .map(|line| format!("- {}", t.say(line, &[])))
        .collect();
    (!lines.is_empty())
        .then(|| format!("{}\n\n{}", t.say("Please keep in mind before:", &[]), lines.join("\n")))
}

/// How to say that the time does not suit.
fn contact(says: &Says, sender: &Sender, t: &Tongue<'_>) -> Option<String> {
    let line = [("line", sender.line.as_str())];
    let ways = match (sender.answers, sender.line.is_empty()) {
        (true, false) => t.say("answer this e-mail or call {line}", &line),
        (true, true) => t.say("answer this e-mail", &[]),
        (false, false) => t.say("call {line}", &line),
        (false, true) => t.say("call us", &[]),
    };
    match says {
        Says::Aftercare { .. } if !sender.line.is_empty() => Some(t.say("Day and night: {line}", &line)),
        Says::Aftercare { .. } => None,
        Says::Visits { .. } | Says::Reminder(_) | Says::Soon { .. } => {
            Some(t.say("If a time does not suit you, {ways}.", &[("ways", &ways)]))
        }
        Says::Consent { .. } | Says::Hold { .. } | Says::Offer { .. } | Says::Recall { .. } => {
            Some(t.say("If you want to ask something, {ways}.", &[("ways", &ways)]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::examples;
    use super::*;
    use std::fmt::Write as _;

    fn sender() -> Sender {
        Sender {
            name: "Harbour House".to_owned(),
            line: "+1 555 0100".to_owned(),
            public: "https://house.example".to_owned(),
            answers: true,
            ..Sender::default()
        }
    }

    #[test]
    fn every_message_as_it_is_read() {
        let mut all = String::new();
        for way in [Way::Email, Way::Text] {
            let guest = Guest {
                name: "Amara Okafor".to_owned(),
                way,
                stop: "https://house.example/stop/…".to_owned(),
            };
            for says in examples() {
                let words = says.words(&sender(), &guest, &Tongue::default());
                write!(all, "==== {} by {way}\n{}\n\n{}\n\n", says.kind(), words.subject, words.text)
                    .unwrap();
            }
        }
        insta::assert_snapshot!(all);
    }

    #[test]
    fn no_subject_and_no_text_message_names_a_treatment() {
        for says in examples() {
            for way in [Way::Email, Way::Text] {
                let guest = Guest { name: "Amara".to_owned(), way, stop: String::new() };
                let words = says.words(&sender(), &guest, &Tongue::default());
                assert!(!words.subject.contains("Microneedling"), "{}", words.subject);
                assert!(way == Way::Email || !words.text.contains("Microneedling"), "{}", words.text);
                assert!(way == Way::Email || !words.text.contains("Amara"), "{}", words.text);
            }
        }
    }

    #[test]
    fn each_kind_has_an_example_and_one_visit_is_not_many() {
        let kinds: BTreeSet<Kind> = examples().iter().map(Says::kind).collect();
        assert_eq!(kinds, Kind::ALL.iter().copied().collect());
        let guest = Guest { name: "A".to_owned(), way: Way::Email, stop: String::new() };
        let Says::Visits { new, .. } = &examples()[0] else { panic!("visits") };
        let one = Says::Visits { new: new[..1].to_vec(), moved: vec![], gone: vec![] }.words(
            &sender(),
            &guest,
            &Tongue::default(),
        );
        assert!(
            one.text.contains("your visit is booked:")
                && one.subject == "Your visit on Thursday, 3 December 2026",
            "{one:?}"
        );
        let gone = Says::Visits { new: vec![], moved: vec![], gone: new.clone() }.words(
            &sender(),
            &guest,
            &Tongue::default(),
        );
        assert_eq!(gone.subject, "2 of your visits were called off");
        assert!(!gone.text.contains("keep in mind"), "nothing is prepared for what is off");
        let evening = Says::Soon { visits: new[..1].to_vec(), tomorrow: true }.words(
            &sender(),
            &guest,
            &Tongue::default(),
        );
        assert!(evening.subject == "Tomorrow at 14:00" && evening.text.contains("we see you tomorrow:"));
    }
}
