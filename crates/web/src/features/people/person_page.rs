//! The page about one person as it is drawn.
use super::{html, Page, Person, Span, Day, Licence, LicenceKind, Practitioner, Trained, Supervised, Services, StatusCode, Markup, warning, ui, Heading, in_words, Tone, error, Table, role_choices, Entry};

impl Page for Person {
    fn samples() -> Vec<(&'static str, Self)> {
        let days = |from: &str, to: &str| Span { from: from.parse().unwrap_or(Day::from_number(0)), to: to.parse().ok() };
        let licence = Licence {
            id: "l1".into(),
            kind: LicenceKind::RegisteredNurse,
            number: "RN <0001>".into(),
            jurisdiction: "US-CA".into(),
            span: days("2020-01-01", "2026-12-31"),
        };
        let person = Practitioner {
            id: "x".into(),
            name: "Imani <Clarke>".into(),
            email: "imani@harbour.example".into(),
            roles: std::collections::BTreeSet::from([vocab::Role::Nurse]),
            active: true,
            licences: vec![licence],
            training: vec![Trained { id: "t".into(), what: "lumia-iii".into(), by: "the maker".into(), span: days("2025-02-01", "") }],
            supervision: vec![Supervised { id: "s".into(), supervisor: "y".into(), services: Services(vec!["botulinum".into()]), span: days("2026-01-01", "") }],
            ..Practitioner::default()
        };
        let others = vec![("y".to_owned(), "Dr. Imogen Sarkany".to_owned())];
        let today = "2026-11-25".parse().ok();
        let bare = Practitioner { licences: vec![], training: vec![], supervision: vec![], ..person.clone() };
        let full = Self { practitioner: person.clone(), others, today, may_write: true, csrf: "x".into(), ..Self::default() };
        vec![
            ("ordinary", full.clone()),
            ("wrong", full.clone().wrong(("number", "Write the number as it is printed.".into()), vec![("kind".into(), "massage".into())])),
            ("read-only", Self { may_write: false, ..full.clone() }),
            ("empty", Self { practitioner: bare, today, ..Self::default() }),
            ("gone", Self { practitioner: Practitioner { active: false, ..person }, ..full }),
        ]
    }

    fn title(&self) -> String {
        self.practitioner.name.clone()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/people")
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        let person = &self.practitioner;
        let said = self.today.and_then(|today| warning(person, today));
        html! {
            (ui::breadcrumbs(&[("People", "/people")], &person.name))
            (Heading::new(&person.name).eyebrow(&in_words(&person.roles)).lead(&person.email).chips(html! {
                @if !person.active { (ui::chip(Tone::Plain, "No longer here")) }
                @if let Some((standing, why)) = &said { (ui::chip(Tone::from(*standing), why)) }
            }))
            @if let Some(wrong) = error(&self.errors, "form") { (ui::notice(Tone::from(vocab::verdict::State::Stop), "That was not kept", &html! { (wrong) })) }
            (self.papers())
            @if self.may_write {
                (self.changes())
                (ui::section("events", "Ways in", "what this person signed in with, and changed about it", &super::super::passkeys::events_table(&self.events)))
            }
        }
    }
}

impl Person {
    fn papers(&self) -> Markup {
        let person = &self.practitioner;
        let name = |id: &str| {
            self.others.iter().find(|(other, _)| other == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone())
        };
        let licences = person.licences.iter().fold(
            Table::new("Licences").column("Licence").column("Number").column("Where").column("From").column("To"),
            |table, one| {
                table.row(vec![
                    html! { (one.kind.title()) },
                    html! { (one.number) },
                    html! { (one.jurisdiction) },
                    html! { (one.span.from.in_words()) },
                    html! { (until(one.span)) },
                ])
            },
        );
        let training = person.training.iter().fold(
            Table::new("Training").column("Device or treatment").column("By").column("From").column("To"),
            |table, one| {
                let (from, to) = (html! { (one.span.from.in_words()) }, html! { (until(one.span)) });
                table.row(vec![html! { (one.what) }, html! { (one.by) }, from, to])
            },
        );
        let under = person.supervision.iter().fold(
            Table::new("Supervision").column("Under").column("For").column("From").column("To"),
            |table, one| {
                let (from, to) = (html! { (one.span.from.in_words()) }, html! { (until(one.span)) });
                table.row(vec![html! { (name(&one.supervisor)) }, html! { (super::super::orders::titles(&one.services)) }, from, to])
            },
        );
        html! {
            @if person.licences.is_empty() { (ui::empty("No licence is on record", "Until one is, the door of every treatment stays closed for this person.", &html! {})) } @else { (licences) }
            @if !person.training.is_empty() { (training) }
            @if !person.supervision.is_empty() { (under) }
        }
    }

    fn changes(&self) -> Markup {
        let person = &self.practitioner;
        html! {
            (ui::section("changes", "Change", "every change is kept with who made it", &html! {
                div.stack {
                    (self.form("licence", "Add a licence", &self.licence_fields(), "Keep the licence"))
                    (self.form("training", "Add training", &self.training_fields(), "Keep the training"))
                    (self.form("supervision", "Add supervision", &self.supervision_fields(), "Keep the supervision"))
                    @if !self.papers_known().is_empty() { (self.form("ended", "A licence or another paper ended", &self.ended_fields(), "It ended")) }
                    (self.form("roles", "Change the roles", &html! { (role_choices(&person.roles, error(&self.errors, "role"))) }, "Keep the roles"))
                    (self.form("invitation", "A new link to sign in", &html! { p { "For a forgotten password or a lost telephone. The old password holds until the link is used." } }, "Make the link"))
                    @if person.active {
                        (self.form("left", "No longer works here", &html! {
                            p { "Nothing opens for them any more, on no device. What they wrote stays." }
                            @if let Some(wrong) = error(&self.errors, "left") { p.error { (ui::shape(vocab::verdict::State::Stop)) (wrong) } }
                        }, "They left"))
                    } @else { (self.form("returned", "Works here again", &html! { p { "Roles and papers are as they were." } }, "They are back")) }
                }
            }))
        }
    }

    fn licence_fields(&self) -> Markup {
        let blank = std::iter::once((String::new(), "Choose".to_owned()));
        let kinds = LicenceKind::ALL.iter().map(|kind| (kind.code().to_owned(), kind.title().to_owned()));
        html! {
            (self.field("kind", "Kind", Entry::Select(blank.chain(kinds).collect())))
            (self.field("number", "Number", Entry::Text))
            (self.field("jurisdiction", "Where it holds", Entry::Text).hint("A code such as US-CA or GB-ENG."))
            (self.field("from", "From", Entry::Date))
            (self.field("to", "To", Entry::Date).optional())
        }
    }

    fn training_fields(&self) -> Markup {
        html! {
            (self.field("what", "Device or treatment", Entry::Text).hint("The key of the device, as the clinic’s own files name it."))
            (self.field("trained-by", "By whom", Entry::Text))
            (self.field("trained-from", "From", Entry::Date))
            (self.field("trained-to", "To", Entry::Date).optional())
        }
    }

    fn supervision_fields(&self) -> Markup {
        let blank = std::iter::once((String::new(), "Choose".to_owned()));
        html! {
            (self.field("supervisor", "Under whom", Entry::Select(blank.chain(self.others.iter().cloned()).collect())))
            (super::super::service_choices(&self.sent, error(&self.errors, "service")))
            (self.field("under-from", "From", Entry::Date))
            (self.field("under-to", "To", Entry::Date).optional())
        }
    }

    fn papers_known(&self) -> Vec<(String, String)> {
        let person = &self.practitioner;
        let licences = person.licences.iter().map(|one| (one.id.clone(), format!("{} {}", one.kind.title(), one.number)));
        let training = person.training.iter().map(|one| (one.id.clone(), format!("Training: {}", one.what)));
        let under = person.supervision.iter().map(|one| (one.id.clone(), "Supervision".to_owned()));
        licences.chain(training).chain(under).collect()
    }

    fn ended_fields(&self) -> Markup {
        html! {
            (self.field("paper", "Which", Entry::Select(self.papers_known())))
            (self.field("on", "From which day it no longer holds", Entry::Date))
            (self.field("why", "Why", Entry::Text))
        }
    }
}

fn until(span: Span) -> String {
    span.to.map_or_else(|| "no end".to_owned(), Day::in_words)
}
