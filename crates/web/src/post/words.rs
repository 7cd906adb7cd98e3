//! The words of every message, in plain language. Nothing of health stands in a subject, and a text message names no treatment.
use super::scene::{Guest, Sender, Told, on_day};
use chart::message::{Kind, Way};
use std::collections::BTreeSet;
use vocab::Day;

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Says {
    /// Visits that are new, at another time (with the time that the guest knows), or called off.
    Visits { new: Vec<Told>, moved: Vec<(String, Told)>, gone: Vec<Told> },
    /// The visits of one day that is near.
    Reminder(Vec<Told>),
    /// The visits of today, or of tomorrow morning.
    Soon { visits: Vec<Told>, tomorrow: bool },
    /// A consent that must be read before a visit, and where.
    Consent { visit: Day, title: String, link: String },
    /// How it goes, and where to say it.
    Aftercare { link: String },
    /// A time that is held, until when, and where the booking is finished.
    Hold { visit: Told, until: String, link: String },
    /// A time that became free, until when it is kept, and where it is taken.
    Offer { visit: Told, until: String, link: String },
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
    pub(crate) fn words(&self, sender: &Sender, guest: &Guest) -> Words {
        match guest.way {
            Way::Email => Words { subject: self.subject(sender), text: self.letter(sender, guest) },
            Way::Text => Words { subject: String::new(), text: self.short(sender) },
        }
    }

    /// Says when, never what for.
    fn subject(&self, sender: &Sender) -> String {
        match self {
            Self::Visits { new, moved, gone } => {
                match (self.kind(), new.as_slice(), moved.as_slice(), gone.as_slice()) {
                    (_, [one], [], []) => format!("Your visit on {}", on_day(one.day)),
                    (_, [], [(_, one)], []) => format!("Your visit is now on {}", on_day(one.day)),
                    (_, [], [], [one]) => format!("Your visit on {} was called off", on_day(one.day)),
                    (Kind::Confirmation, ..) => format!("Your {} visits", new.len()),
                    (Kind::Cancellation, ..) => format!("{} of your visits were called off", gone.len()),
                    _ => "Your visits have changed".to_owned(),
                }
            }
            Self::Reminder(visits) => {
                visits.first().map_or_else(String::new, |one| format!("A reminder: {}", on_day(one.day)))
            }
            Self::Soon { visits, tomorrow } => {
                let day = if *tomorrow { "Tomorrow" } else { "Today" };
                visits.first().map_or_else(String::new, |one| format!("{day} at {}", one.at))
            }
            Self::Consent { visit, .. } => format!("Please read before your visit on {}", on_day(*visit)),
            Self::Aftercare { .. } => "How are you today?".to_owned(),
            Self::Hold { visit, .. } => format!("We keep {} for you", visit.when()),
            Self::Offer { visit, .. } => format!("{} has become free", visit.when()),
            Self::Recall { .. } => format!("A note from {}", sender.name),
        }
    }

    fn letter(&self, sender: &Sender, guest: &Guest) -> String {
        let mut parts = vec![format!("Dear {},", guest.name)];
        parts.extend(self.middle());
        parts.extend(contact(self, sender));
        let end = if sender.signature.is_empty() { &sender.name } else { &sender.signature };
        parts.push(format!("With kind regards\n{end}"));
        if !guest.stop.is_empty() {
            let about = match self.kind() {
                Kind::Aftercare => "how you are after a treatment",
                Kind::Recall => "new visits",
                Kind::Confirmation
                | Kind::Change
                | Kind::Cancellation
                | Kind::Reminder
                | Kind::Soon
                | Kind::Consent
                | Kind::Hold
                | Kind::Offer => "your visits",
            };
            let line =
                format!("You allowed us to write to you about {about}. To stop, press once:\n{}", guest.stop);
            parts.push(line);
        }
        parts.join("\n\n")
    }

    fn middle(&self) -> Vec<String> {
        match self {
            Self::Visits { new, moved, gone } => about_visits(new, moved, gone),
            Self::Reminder(visits) => {
                let what = if visits.len() == 1 { "your visit is near:" } else { "your visits are near:" };
                let mut parts = vec![what.to_owned(), list(visits)];
                parts.extend(prepare(visits));
                parts
            }
            Self::Soon { visits, tomorrow } => {
                vec![format!("we see you {}:", if *tomorrow { "tomorrow" } else { "today" }), list(visits)]
            }
            Self::Consent { visit, title, link } => {
                let what = format!("before your visit on {} we need your consent: {title}.", on_day(*visit));
                if link.is_empty() {
                    let here = "You read and sign it here with us. Please come ten minutes early, and bring every question you have.";
                    return vec![what, here.to_owned()];
                }
                let read =
                    "Please read it at home, where you have time, and write down what you want to ask:";
                vec![what, format!("{read}\n{link}")]
            }
            Self::Aftercare { link } => vec![
                format!(
                    "how are you after your visit? Tell us in one minute, also when everything is well:\n{link}"
                ),
                "If you cannot see or breathe well, or something gets worse quickly, do not write: call."
                    .to_owned(),
            ],
            Self::Hold { visit, until, link } => vec![
                format!("we keep this time for you until {until}:"),
                visit.line(),
                format!("Finish the booking here; after that the time is free again:\n{link}"),
            ],
            Self::Offer { visit, until, link } => vec![
                "you asked us to tell you when a time becomes free:".to_owned(),
                visit.line(),
                format!("It is kept for you until {until}. Take it here:\n{link}"),
            ],
            Self::Recall { title, link } => {
                let mut parts = vec![format!(
                    "it may be time for your next visit: {title}. It is up to you, and we are glad to talk about it first."
                )];
                if !link.is_empty() {
                    parts.push(format!("Choose a time here:\n{link}"));
                }
                parts
            }
        }
    }

    /// A text message: one paragraph, without a name and without a treatment.
    fn short(&self, sender: &Sender) -> String {
        let house = &sender.name;
        let first = |visits: &[Told]| visits.first().map(Told::when).unwrap_or_default();
        let more = |n: usize| match n {
            0 | 1 => String::new(),
            2 => " and one more".to_owned(),
            n => format!(" and {} more", n - 1),
        };
        let says = match self {
            Self::Visits { new, moved, gone } => {
                let mut parts = Vec::new();
                if !new.is_empty() {
                    parts.push(format!("your visit is booked: {}{}.", first(new), more(new.len())));
                }
                if let Some((before, now)) = moved.first() {
                    parts.push(format!(
                        "your visit of {before} is now on {}{}.",
                        now.when(),
                        more(moved.len())
                    ));
                }
                if !gone.is_empty() {
                    parts.push(format!("your visit of {}{} was called off.", first(gone), more(gone.len())));
                }
                parts.join(" And ")
            }
            Self::Reminder(visits) => format!("we see you on {}{}.", first(visits), more(visits.len())),
            Self::Soon { visits, tomorrow } => {
                let day = if *tomorrow { "tomorrow" } else { "today" };
                format!(
                    "we see you {day} at {}.",
                    visits.first().map(|one| one.at.as_str()).unwrap_or_default()
                )
            }
            Self::Consent { visit, link, .. } => {
                let visit = on_day(*visit);
                if link.is_empty() {
                    format!("please come ten minutes early on {visit}: there is something to read and sign.")
                } else {
                    format!("please read this before your visit on {visit}: {link}")
                }
            }
            Self::Aftercare { link } => format!("how are you? Tell us in one minute: {link}"),
            Self::Hold { visit, until, link } => {
                format!("we keep {} for you until {until}. Finish here: {link}", visit.when())
            }
            Self::Offer { visit, until, link } => {
                format!("{} has become free and is kept for you until {until}: {link}", visit.when())
            }
            Self::Recall { link, .. } if link.is_empty() => {
                "it may be time for your next visit. Call us when you like.".to_owned()
            }
            Self::Recall { link, .. } => format!("it may be time for your next visit: {link}"),
        };
        format!("{house}: {says} Answer STOP to get no more messages.")
    }
}

fn list(visits: &[Told]) -> String {
    visits.iter().map(Told::line).collect::<Vec<_>>().join("\n")
}

fn about_visits(new: &[Told], moved: &[(String, Told)], gone: &[Told]) -> Vec<String> {
    let mut parts = Vec::new();
    if !new.is_empty() {
        let what = if new.len() == 1 { "your visit is booked:" } else { "your visits are booked:" };
        parts.extend([what.to_owned(), list(new)]);
    }
    if !moved.is_empty() {
        let what =
            if moved.len() == 1 { "a visit is at another time:" } else { "some visits are at another time:" };
        let lines: Vec<String> = moved
            .iter()
            .map(|(before, now)| format!("- {} (it was {before}): {}", now.when(), now.title))
            .collect();
        parts.extend([what.to_owned(), lines.join("\n")]);
    }
    if !gone.is_empty() {
        let what =
            if gone.len() == 1 { "this visit was called off:" } else { "these visits were called off:" };
        let lines: Vec<String> = gone.iter().map(|one| format!("- {}: {}", one.when(), one.title)).collect();
        parts.extend([what.to_owned(), lines.join("\n")]);
    }
    parts.extend(prepare(new));
    parts
}

/// What to do before, each thing once.
fn prepare(visits: &[Told]) -> Option<String> {
    let mut seen = BTreeSet::new();
    let lines: Vec<String> = visits
        .iter()
        .flat_map(|visit| &visit.prepare)
        .filter(|line| seen.insert(line.as_str()))
        .map(|line| format!("- {line}"))
        .collect();
    (!lines.is_empty()).then(|| format!("Please keep in mind before:\n\n{}", lines.join("\n")))
}

/// How to say that the time does not suit.
fn contact(says: &Says, sender: &Sender) -> Option<String> {
    let ways = match (sender.answers, sender.line.is_empty()) {
        (true, false) => format!("answer this e-mail or call {}", sender.line),
        (true, true) => "answer this e-mail".to_owned(),
        (false, false) => format!("call {}", sender.line),
        (false, true) => "call us".to_owned(),
    };
    match says {
        Says::Aftercare { .. } if !sender.line.is_empty() => Some(format!("Day and night: {}", sender.line)),
        Says::Aftercare { .. } => None,
        Says::Visits { .. } | Says::Reminder(_) | Says::Soon { .. } => {
            Some(format!("If a time does not suit you, {ways}."))
        }
        Says::Consent { .. } | Says::Hold { .. } | Says::Offer { .. } | Says::Recall { .. } => {
            Some(format!("If you want to ask something, {ways}."))
        }
    }
}

/// One of each, for the settings page and the tests.
pub(crate) fn examples() -> Vec<Says> {
    let visit = |day: i32, at: &str, title: &str| Told {
        day: Day::from_number(20_790 + day),
        at: at.to_owned(),
        title: title.to_owned(),
        minutes: 45,
        prepare: vec![
            "No retinoid on the three evenings before.".to_owned(),
            "Come without make-up.".to_owned(),
        ],
    };
    let one = visit(0, "14:00", "Microneedling");
    let link = |path: &str| format!("https://house.example{path}");
    vec![
        Says::Visits {
            new: vec![one.clone(), visit(28, "14:00", "Microneedling")],
            moved: vec![],
            gone: vec![],
        },
        Says::Visits {
            new: vec![],
            moved: vec![("Monday, 30 November 2026 at 10:00".to_owned(), one.clone())],
            gone: vec![],
        },
        Says::Visits { new: vec![], moved: vec![], gone: vec![one.clone()] },
        Says::Reminder(vec![one.clone()]),
        Says::Soon { visits: vec![one.clone()], tomorrow: false },
        Says::Consent { visit: one.day, title: "Microneedling".to_owned(), link: String::new() },
        Says::Aftercare { link: link("/g/…") },
        Says::Hold { visit: one.clone(), until: "10:15 today".to_owned(), link: link("/book/…") },
        Says::Offer { visit: one, until: "10:15 today".to_owned(), link: link("/book/…") },
        Says::Recall { title: "Microneedling".to_owned(), link: link("/book") },
    ]
}

#[cfg(test)]
mod tests {
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
                let words = says.words(&sender(), &guest);
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
                let words = says.words(&sender(), &guest);
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
        let one =
            Says::Visits { new: new[..1].to_vec(), moved: vec![], gone: vec![] }.words(&sender(), &guest);
        assert!(
            one.text.contains("your visit is booked:")
                && one.subject == "Your visit on Thursday, 3 December 2026",
            "{one:?}"
        );
        let gone = Says::Visits { new: vec![], moved: vec![], gone: new.clone() }.words(&sender(), &guest);
        assert_eq!(gone.subject, "2 of your visits were called off");
        assert!(!gone.text.contains("keep in mind"), "nothing is prepared for what is off");
        let evening = Says::Soon { visits: new[..1].to_vec(), tomorrow: true }.words(&sender(), &guest);
        assert!(evening.subject == "Tomorrow at 14:00" && evening.text.contains("we see you tomorrow:"));
    }
}
