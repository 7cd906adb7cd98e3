//! Who looked into a chart, day by day.
use super::gate;
use super::line::Telling;
use super::whole::who;
use crate::ui::{self, Heading, Table};
use crate::{Oops, Page, Shared};
use axum::extract::{Path, State as Held};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeSet;
use vocab::verdict::State;

/// So many lines stand open; where there are more, only those of the newest day do.
const LINES_OPEN: usize = 24;
/// Looks that are shown.
const LOOKS_SHOWN: u32 = 500;

/// Who looked into a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looks {
    /// Id of the patient.
    pub(super) patient: String,
    /// Full name of the patient.
    pub(super) name: String,
    /// The looks day by day, the newest first.
    pub(super) days: Vec<LookDay>,
    /// Whether there are more than are shown.
    pub(super) more: bool,
}

/// The looks of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LookDay {
    /// The day in words.
    pub(super) on: String,
    /// Who looked, in the order of the names.
    pub(super) people: Vec<Looked>,
}

/// Somebody who looked on a day for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Looked {
    /// Full name.
    pub(super) who: String,
    /// Why.
    pub(super) why: String,
    /// Whether it was an emergency, past the rights.
    pub(super) glass: bool,
    /// The minutes in which it happened, the earliest first; each once.
    pub(super) times: Vec<String>,
    /// How often.
    pub(super) looks: usize,
}

impl LookDay {
    /// The day in a line.
    fn in_words(&self) -> String {
        let names: BTreeSet<&str> = self.people.iter().map(|one| one.who.as_str()).collect();
        let looks: usize = self.people.iter().map(|one| one.looks).sum();
        let people = if names.len() == 1 { "one person".to_owned() } else { format!("{} people", names.len()) };
        if looks == 1 { format!("{people}, one look") } else { format!("{people}, {looks} looks") }
    }
}

/// Puts looks, the newest first, into their days: day, minute, name and the word of the reason.
pub(super) fn by_day(looks: impl Iterator<Item = (String, String, String, String)>) -> Vec<LookDay> {
    let mut days: Vec<LookDay> = Vec::new();
    for (on, time, who, word) in looks {
        if days.last().is_none_or(|day| day.on != on) {
            days.push(LookDay { on, people: Vec::new() });
        }
        let Some(day) = days.last_mut() else { continue };
        let why = reason(&word);
        let known = day.people.iter().position(|one| one.who == who && one.why == why);
        let place = known.unwrap_or(day.people.len());
        if known.is_none() {
            day.people.push(Looked { who, glass: word == "break_glass", why, ..Looked::default() });
        }
        let Some(one) = day.people.get_mut(place) else { continue };
        one.looks += 1;
        if one.times.first() != Some(&time) {
            one.times.insert(0, time);
        }
    }
    for day in &mut days {
        day.people.sort_by(|a, b| (&a.who, &a.why).cmp(&(&b.who, &b.why)));
    }
    days
}

/// The reason of a look in words.
fn reason(word: &str) -> String {
    match word {
        "care" => "to care for the patient".to_owned(),
        "own_request" => "the patient asked for it".to_owned(),
        "break_glass" => "in an emergency, past the rights".to_owned(),
        "audit" => "to check the record".to_owned(),
        other => other.to_owned(),
    }
}

/// Shows who looked. Looking at this list is no look into the chart.
pub(super) async fn open(
    Held(house): Held<Shared>,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    let record = house.kept()?;
    let patients = record.patients();
    let found = who(&patients, &patient).await?;
    let (roll, zone) = (record.roll().await?, house.zone());
    let telling = Telling { k: gate()?.knowledge(), roll: &roll, zone: &zone, patient: "" };
    let looks = patients.looks(&patient, LOOKS_SHOWN).await?;
    let looks = looks.iter().map(|look| {
        let (on, time) = telling.clock(look.at);
        (on, time, roll.name(&look.who).to_owned(), look.why.clone())
    });
    let more = looks.len() >= LOOKS_SHOWN as usize;
    Ok(house.show(&Looks { name: found.identity.name, days: by_day(looks), more, patient }))
}

impl Page for Looks {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::looks()
    }

    fn title(&self) -> String {
        format!("Who looked into the chart of {}", self.name)
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let table = |day: &LookDay| day.people.iter().fold(
            Table::new(&day.on).column("Who").column("Why").column("When"),
            |table, one| table.row(vec![
                html! { (one.who) },
                html! { @if one.glass { (ui::chip(State::Stop, &one.why)) } @else { (one.why) } },
                html! { (one.times.join(", ")) },
            ]),
        );
        let few = self.days.iter().map(|day| day.people.len()).sum::<usize>() <= LINES_OPEN;
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), (&self.name, &format!("/patients/{}", self.patient))], "Who looked"))
            (Heading::new(&self.title()).lead("Every look is remembered and cannot be taken back. The guest may see this list at any time.").actions(ui::print_button("Print")))
            @if self.days.is_empty() { (ui::empty("Nobody looked yet", "The first look will stand here.", &html! {})) } @else {
                div."stack tight" { @for (place, day) in self.days.iter().enumerate() {
                    details."disclose fold" open[few || place == 0] {
                        summary {
                            h2 { (day.on) @if day.people.iter().any(|one| one.glass) { " " (ui::chip(State::Stop, "an emergency")) } }
                            span."small muted" { (day.in_words()) }
                        }
                        div."inside boxed" { (table(day)) }
                    }
                } }
                @if self.more { p.muted { "The newest " (LOOKS_SHOWN) " stand here; the older ones are kept as well." } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_stand_by_day_and_person_and_an_emergency_for_itself() {
        let look = |on: &str, time: &str, who: &str, why: &str| [on, time, who, why].map(str::to_owned).into();
        let days = by_day(
            [
                look("Tue", "10:02", "Imani", "care"),
                look("Tue", "09:31", "Imani", "break_glass"),
                look("Tue", "09:30", "Imani", "care"),
                look("Tue", "09:30", "Imani", "care"),
                look("Tue", "08:00", "Ada", "care"),
                look("Mon", "17:00", "Imani", "something"),
            ]
            .into_iter(),
        );
        let told: Vec<(&str, &str, bool, String, usize)> = days
            .iter()
            .flat_map(|day| day.people.iter().map(|one| (day.on.as_str(), one.who.as_str(), one.glass, one.times.join(" "), one.looks)))
            .collect();
        assert_eq!(
            told,
            [
                ("Tue", "Ada", false, "08:00".to_owned(), 1),
                ("Tue", "Imani", true, "09:31".to_owned(), 1),
                ("Tue", "Imani", false, "09:30 10:02".to_owned(), 3),
                ("Mon", "Imani", false, "17:00".to_owned(), 1),
            ]
        );
        assert_eq!(days.iter().map(LookDay::in_words).collect::<Vec<_>>(), ["2 people, 5 looks", "one person, one look"]);
    }
}
