//! The plan that was agreed, with what of it has happened.
use super::told::plain;
use crate::ui::{Table, chip};
use chart::fold::Chart;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use maud::{Markup, html};
use serde_json::Value;
use vocab::Day;
use vocab::verdict::State;

/// A session that was done counts for a planned one of the same treatment within so many days.
const NEAR_DAYS: i32 = 21;

/// The agreed plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Agreed {
    /// The day on which it was agreed.
    pub(super) on: String,
    /// Its sessions by day.
    pub(super) sessions: Vec<Agreement>,
    /// The newest of its days of measuring that has come, else the first to come.
    pub(super) measure: Option<Day>,
}

/// One session of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Agreement {
    /// Code of the treatment.
    pub(super) treatment: String,
    /// Its title.
    pub(super) title: String,
    /// The planned day.
    pub(super) day: Day,
    /// The planned day in words.
    pub(super) on: String,
    /// What became of it.
    pub(super) became: Became,
}

/// What became of a planned session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Became {
    /// Done on this day.
    Done(String),
    /// Its day is still to come.
    Coming,
    /// Its day is over and nothing was recorded.
    Missed,
}

impl Agreed {
    /// The plan of a chart, if one was agreed.
    pub(super) fn of(chart: &Chart, k: &Knowledge, today: Day, zone: &TimeZone) -> Option<Self> {
        let (line, agreed) = chart.plan()?;
        let mut done: Vec<(String, Day)> = chart
            .sessions()
            .map(|(line, session)| (session.treatment.clone(), chart::case::day_of(line.entry.happened_at, zone)))
            .collect();
        let mut sessions = Vec::new();
        for (code, on) in planned(&agreed.plan) {
            let near = |(other, day): &(String, Day)| *other == code && day.since(on).abs() <= NEAR_DAYS;
            let became = match done.iter().position(near) {
                Some(place) => Became::Done(Day::in_words(done.remove(place).1)),
                None if on >= today => Became::Coming,
                None => Became::Missed,
            };
            let title = k.treatment(&code).map_or_else(|| plain(&code), |t| t.title.clone());
            sessions.push(Agreement { treatment: code, title, day: on, on: Day::in_words(on), became });
        }
        let on = Day::in_words(chart::case::day_of(line.entry.happened_at, zone));
        Some(Self { on, sessions, measure: measuring(&agreed.plan, today) })
    }
}

/// The day of measuring that a plan asks for now.
fn measuring(plan: &Value, today: Day) -> Option<Day> {
    let list = plan.get("measure").and_then(Value::as_array);
    let day = |one: &Value| one.get("on")?.as_str()?.parse::<Day>().ok();
    let days: Vec<Day> = list.into_iter().flatten().filter_map(day).collect();
    days.iter().rev().find(|day| **day <= today).or_else(|| days.first()).copied()
}

/// Treatment and day of each session of a plan as it was agreed.
pub(super) fn planned(plan: &Value) -> Vec<(String, Day)> {
    let sessions = plan.get("sessions").and_then(Value::as_array);
    let one = |session: &Value| {
        let code = session.get("treatment")?.as_str()?.to_owned();
        Some((code, session.get("on")?.as_str()?.parse().ok()?))
    };
    sessions.into_iter().flatten().filter_map(one).collect()
}

/// The plan as a card.
pub(super) fn card(agreed: &Agreed, href: Option<&str>) -> Markup {
    let done = agreed.sessions.iter().filter(|one| matches!(one.became, Became::Done(_))).count();
    let table = agreed.sessions.iter().fold(
        Table::new("Sessions by day").column("Session").column("Planned").column("So far"),
        |table, one| {
            let state = match &one.became {
                Became::Done(on) => html! { (chip(State::Clear, &format!("done {on}"))) },
                Became::Coming => html! { "to come" },
                Became::Missed => html! { (chip(State::Ask, "nothing recorded")) },
            };
            table.row(vec![html! { (one.title) }, html! { (one.on) }, state])
        },
    );
    html! {
        section.card aria-labelledby="plan-title" {
            h2 id="plan-title" { "The plan, agreed on " (agreed.on) }
            div.boxed {
                @if agreed.sessions.is_empty() { p.muted { "It has no sessions: home care and habits alone." } }
                @else {
                    p { (done) " of " (agreed.sessions.len()) " sessions are done." }
                    progress max=(agreed.sessions.len()) value=(done) aria-label="Sessions done" {}
                    (table)
                }
                @if let Some(href) = href {
                    p { a href=(href) { "Open the plan" } }
                    @if done < agreed.sessions.len() { p { a href=(format!("{href}/book")) { "Book this series" } } }
                }
            }
        }
    }
}
