//! Other ways there, side by side; and the difference that a change made.
use super::before::{Before, end};
use super::carried::Carried;
use super::words::{self, concern, count, figure, money, title};
use crate::ui::{self, Table};
use maud::{Markup, html};
use planner::plan::{Plan, Total};
use planner::report::Report;
use std::collections::BTreeMap;

/// The plans of a report, the chosen one marked.
pub(super) fn ways(carried: &Carried, report: &Report, chosen: &Plan) -> Markup {
    html! {
        @if report.plans.len() > 1 {
            section id="ways" aria-labelledby="ways-title" {
                div.section-head { h2 id="ways-title" { "Other ways there" } span."muted small" { "none is better than another in everything" } }
                div.plan-ways { @for plan in &report.plans { (way(carried, plan, plan.name == chosen.name, &report.currency)) } }
            }
        }
    }
}

fn way(carried: &Carried, plan: &Plan, on: bool, currency: &str) -> Markup {
    let (name, line) = words::style(plan.name);
    html! {
        div class={ "card plan-way" @if on { " on" } } {
            h3 { (name) @if on { " " (ui::chip(vocab::verdict::State::Clear, "shown")) } }
            p."small muted" { (line) }
            dl class="plan-sums" {
                @for one in &plan.expected { @if let Some(last) = one.course.last() {
                    dt { (words::capital(&concern(one.concern))) }
                    dd { (figure(last.median)) @if one.scale.is_none() { " %" } " " span."small muted" { "(" (figure(last.low80)) "–" (figure(last.high80)) ")" } }
                } }
                dt { "Visits" } dd { (plan.total.visits) }
                dt { "Quiet days" } dd { (plan.total.quiet_days) }
                dt { "Price" } dd { (money(plan.total.price, currency)) }
            }
            @if !on { button.btn type="submit" form="carry" formaction=(carried.at("#sum")) name="choose" value=(plan.name.code()) { "Show this one" span.unseen { ": " (name) } } }
        }
    }
}

/// What is different from before, with the way back.
pub(super) fn difference(before: &Before, report: &Report, now: Option<&Plan>) -> Markup {
    html! {
        section."card plan-difference" id="difference" aria-labelledby="difference-title" {
            div.section-head { h2 id="difference-title" { "What that changes" } span."muted small" { (words::capital(&words::joined(&before.told))) } }
            @match (&before.plan, now) {
                (Some((_, was)), Some(plan)) => {
                    div.boxed { (sums(was, plan, before, &report.currency)) }
                    (sessions(before, plan))
                }
                (Some(_), None) => p { b { "Nothing is left. " } "With that change no plan exists; the reasons stand below." },
                (None, Some(_)) => p { b { "Now there is a plan; before there was none." } },
                (None, None) => p { "There was no plan before, and there is none now." },
            }
            form method="post" action=(before.carried.at("#what-if")) {
                (before.carried.fields(before.carried.style))
                button.btn type="submit" { "Take it back" }
            }
        }
    }
}

fn sums(was: &Total, plan: &Plan, before: &Before, currency: &str) -> Table {
    let now = &plan.total;
    let row = |name: &str, was: String, now: String, change: String| {
        vec![html! { (name) }, html! { (was) }, html! { (now) }, html! { (change) }]
    };
    let table = Table::new("Before and now").column("What").numbers("Before").numbers("Now").numbers("Difference");
    let whole = |name: &str, a: u16, b: u16| row(name, a.to_string(), b.to_string(), signed(f64::from(b) - f64::from(a), ""));
    let price = now.price - was.price;
    let change = if price == 0 { "the same".to_owned() } else { format!("{}{}", if price > 0 { "+" } else { "" }, money(price, currency)) };
    let table = table
        .row(whole("Visits", was.visits, now.visits))
        .row(row("Price", money(was.price, currency), money(now.price, currency), change))
        .row(whole("Quiet days", was.quiet_days, now.quiet_days));
    plan.expected.iter().filter_map(end).fold(table, |table, (what, now)| {
        let was = before.ends.iter().find(|(other, _)| *other == what).map(|(_, value)| *value);
        let change = was.map_or_else(|| "new".to_owned(), |was| signed(now - was, ""));
        table.row(row(&words::capital(&concern(what)), was.map_or_else(|| "–".to_owned(), figure), figure(now), change))
    })
}

fn signed(change: f64, unit: &str) -> String {
    match figure(change.abs()).as_str() {
        "0" => "the same".to_owned(),
        size => format!("{}{size}{unit}", if change > 0.0 { "+" } else { "−" }),
    }
}

/// Treatments that came and went.
fn sessions(before: &Before, plan: &Plan) -> Markup {
    let mut now: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &plan.sessions {
        *now.entry(one.treatment.as_str()).or_insert(0) += 1;
    }
    let had = |code: &str| before.treatments.get(code).copied().unwrap_or(0);
    let came: Vec<String> = now.iter().filter(|(code, many)| had(code) < **many).map(|(code, many)| format!("{} ({} more)", title(code), count(many - had(code)))).collect();
    let went: Vec<String> = before
        .treatments
        .iter()
        .map(|(code, had)| (code, had - now.get(code.as_str()).copied().unwrap_or(0).min(*had)))
        .filter(|(_, fewer)| *fewer > 0)
        .map(|(code, fewer)| format!("{} ({} fewer)", title(code), count(fewer)))
        .collect();
    html! {
        @if !came.is_empty() { p { b { "Came: " } (words::joined(&came)) "." } }
        @if !went.is_empty() { p { b { "Went: " } (words::joined(&went)) "." } }
        @if came.is_empty() && went.is_empty() { p.muted { "The same treatments as before." } }
    }
}
