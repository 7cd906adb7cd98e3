//! Finding a patient: one field for everything that is known of them, and whoever was seen last.
use crate::Page;
use crate::ui::{self, Heading, Press, Row};
use chart::patient::Found;
use maud::{Markup, html};
use vocab::Day;

/// The page of `/patients`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finding {
    /// What was typed; empty before anybody asked.
    pub(super) asked: String,
    /// Who may be meant, the likest first; before anybody asked, whoever was seen last.
    pub(super) found: Vec<Person>,
    /// Whether somebody new may be registered from here.
    pub(super) may_register: bool,
    /// Whether the plans that a change of the knowledge touches may be seen from here.
    pub(super) may_review: bool,
}

/// A patient in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Where the name leads.
    pub(super) href: String,
    /// Full name.
    pub(super) name: String,
    /// What tells them apart: birth day, age, number.
    pub(super) line: String,
}

impl Person {
    /// A patient who was found. Whoever may not read charts is led to how the patient is reached.
    pub(super) fn of(found: &Found, opens: bool, today: Option<Day>) -> Self {
        let chart = found.part_of.as_ref().unwrap_or(&found.patient);
        let identity = &found.identity;
        let born = identity.born.map(|born| match today.and_then(|today| age(born, today)) {
            Some(age) => format!("born {} ({age})", day(born)),
            None => format!("born {}", day(born)),
        });
        let joined = found.part_of.as_ref().map(|_| "read with another chart of the same person".to_owned());
        let parts: Vec<String> = [born, identity.phone.clone(), joined].into_iter().flatten().collect();
        let href = if opens { format!("/patients/{chart}") } else { format!("/patients/{chart}/identity") };
        Self { href, name: identity.name.clone(), line: parts.join(" · ") }
    }
}

/// A day without its weekday: `9 Apr 1990`.
pub(super) fn day(day: Day) -> String {
    day.in_words().split_once(' ').map_or_else(String::new, |(_, rest)| rest.to_owned())
}

/// Whole years on a day; nothing for somebody who is not born yet.
pub(super) fn age(born: Day, today: Day) -> Option<i16> {
    let years = today.date().year() - born.date().year();
    let years = if born.plus_years(years) > today { years - 1 } else { years };
    (years >= 0).then_some(years)
}

impl Page for Finding {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::finding()
    }

    fn title(&self) -> String {
        if self.asked.is_empty() { "Patients".into() } else { format!("Patients like “{}”", self.asked) }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let new = html! { @if self.may_register { (ui::button_link("/patients/new", "Register somebody new", Press::Second)) } };
        html! {
            (Heading::new("Whom do you look for?").actions(new.clone()))
            form."patient-find card" role="search" aria-label="Patients" action="/patients" method="get" data-live="found" {
                label for="q" { "Name, birth day or telephone number" }
                div.cluster {
                    input id="q" type="search" name="q" value=[(!self.asked.is_empty()).then_some(&self.asked)] autocomplete="off"
                        autofocus maxlength="200" aria-describedby="q-hint";
                    (ui::submit("Find", Press::Primary))
                }
                p.hint id="q-hint" { "Parts of a name are enough, and slips are forgiven. A birth day is written 1990-04-12." }
            }
            div id="found" aria-live="polite" {
                @if self.asked.is_empty() && self.may_review && !self.found.is_empty() {
                    p { a."tall-link" href="/knowledge-changes" { "Which agreed plans are answered differently now" } }
                }
                @if self.asked.is_empty() {
                    @if self.found.is_empty() { (ui::empty("Nobody is registered yet", "The first guest begins the record of this house.", &new)) }
                    @else { (ui::section("people", "Seen last", "", &rows(&self.found))) }
                } @else if self.found.is_empty() {
                    (ui::empty("Nobody is like that", "Try fewer letters, the family name alone, or the telephone number. Somebody who was erased is not found any more.", &new))
                } @else {
                    (ui::section("people", &many(self.found.len()), "the likest first", &rows(&self.found)))
                }
            }
        }
    }
}

fn many(count: usize) -> String {
    match count {
        1 => "One may be meant".into(),
        chart::patient::FOUND_MAX => format!("The {count} likest; more letters tell them apart"),
        more => format!("{more} may be meant"),
    }
}

fn rows(people: &[Person]) -> Markup {
    let rows: Vec<Row> = people
        .iter()
        .map(|one| Row { href: one.href.clone(), title: one.name.clone(), line: one.line.clone() })
        .collect();
    ui::rows(&rows)
}
