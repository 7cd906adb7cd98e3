//! The plain list beside the road: visit by visit, what is done before, what stays at home, what keeps the result.
use super::words::{self, capital, many, money, short, title};
use crate::ui::icon::Icon;
use crate::ui::{badge, shape};
use maud::{Markup, html};
use planner::plan::{Do, HomeCare, Living, Plan, Prepare, Session, When};
use planner::report::Report;
use vocab::Day;

/// Sources as links.
pub(super) fn sources(tags: &[String]) -> Markup {
    let said = |tag: &str| match crate::house::knowledge().and_then(|k| k.sources.get(tag)) {
        Some(source) => source.text.clone(),
        None if tag == "HOUSE" => "House default".to_owned(),
        None => tag.to_owned(),
    };
    html! {
        @if !tags.is_empty() { p."small muted plan-sources" {
            @for (place, tag) in tags.iter().enumerate() { @if place > 0 { span.unseen { "; " } } a href={ "/library/sources/" (tag) } { (said(tag)) } }
        } }
    }
}

/// The visits, each with its reasons folded.
pub(super) fn visits(plan: &Plan, report: &Report) -> Markup {
    let mut days: Vec<(Day, Vec<&Session>)> = Vec::new();
    for one in &plan.sessions {
        match days.last_mut().filter(|(day, _)| *day == one.on) {
            Some((_, all)) => all.push(one),
            None => days.push((one.on, vec![one])),
        }
    }
    html! {
        @if !days.is_empty() {
            section.card id="by-visit" aria-labelledby="by-visit-title" {
                div.section-head { h2 id="by-visit-title" { "Visit by visit" } span."muted small" { "the same road in words" } }
                ol class="plan-visits" { @for (day, all) in &days { li {
                    p.day { b { (day.in_words()) } }
                    div.findings { @for one in all { (visit(one, report)) } }
                } } }
                @for one in &plan.maintain {
                    p."small plan-keep" { b { "To keep it: " } (title(&one.treatment)) " every " (one.every_days) " days, first " (short(one.first)) ", " (money(one.price, &report.currency)) " each." } (sources(&one.sources))
                }
            }
        }
    }
}

fn visit(one: &Session, report: &Report) -> Markup {
    let zones: Vec<String> = one.zones.iter().map(|zone| zone.in_words()).collect();
    let quiet = match (one.quiet_days, one.quiet_days_max) {
        (_, 0) => String::new(),
        (0, most) => format!(", at most {}", many(usize::from(most), "quiet day", "quiet days")),
        (usual, most) if usual == most => format!(", {}", many(usize::from(usual), "quiet day", "quiet days")),
        (usual, most) => format!(", {usual} to {most} quiet days"),
    };
    html! {
        details.finding {
            summary {
                (shape(one.verdict))
                span {
                    span.said { (words::session(one)) @if !zones.is_empty() { span.muted { ", " (zones.join(", ")) } } }
                    span."then small" { (badge(one.verdict, "")) " · " (one.minutes) " min · " (money(one.price, &report.currency)) " · " (one.performer.in_words()) (quiet) }
                    @if one.provisional { span."then small" { "A prescriber signs before it is confirmed." } }
                }
                (Icon::ChevronRight.with("turn"))
            }
            div.why {
                ul class="plan-list" { @for why in &one.because { li { (words::why(why)) } } }
                @if !one.conditions.is_empty() { div { b { "With" } ul class="plan-list" { @for with in &one.conditions { li { (words::sentence(&with.text)) } } } } }
                @for finding in &one.findings { p.small { (shape(finding.verdict)) " " (finding.because) } }
                (sources(&one.sources))
            }
        }
    }
}

/// Home care and what is done before, in words.
pub(super) fn home(plan: &Plan) -> Markup {
    html! {
        @if !plan.home_care.is_empty() || !plan.living.is_empty() {
            section.card id="home" {
                h2 { "At home" }
                @for (word, when) in [("Morning", When::Morning), ("Evening", When::Evening)] {
                    @let here: Vec<&HomeCare> = plan.home_care.iter().filter(|one| one.when == when || one.when == When::Both).collect();
                    @if !here.is_empty() { h3 { (word) } ul class="plan-list" { @for one in here { li { (product(one)) } } } }
                }
                @if !plan.living.is_empty() { h3 { "Living well" } ul class="plan-list" { @for one in living(plan) { li { (one.say) " " span."small muted" { (support(&one.support)) } @if one.needs_sign_off { " " (crate::ui::sign_off()) } } } } }
                @let before = before(plan);
                @if !before.is_empty() {
                    h3 { "Before the visits" }
                    ul class="plan-list" { @for (one, times) in &before { li {
                        b { (short(one.on)) @if *times > 1 { " and " (words::count(times - 1)) " more" } ": " }
                        (todo(one)) ". "
                        span."small muted" { (words::sentence(&one.because)) }
                    } } }
                }
            }
        }
    }
}

/// Advice on living, each sentence once.
fn living(plan: &Plan) -> Vec<&Living> {
    let mut all: Vec<&Living> = Vec::new();
    for one in &plan.living {
        if all.iter().all(|other| other.say != one.say) {
            all.push(one);
        }
    }
    all
}

/// How well an advice is supported, in words.
fn support(code: &str) -> String {
    match code {
        "supported" => "well supported".to_owned(),
        "weak" => "weakly supported".to_owned(),
        "association" => "seen together, not shown to help".to_owned(),
        "case_level" => "single cases only".to_owned(),
        "inconsistent" => "trials disagree".to_owned(),
        "modest" => "modestly supported".to_owned(),
        "no_effect" => "shown to do nothing".to_owned(),
        "observational" => "observed, not tried".to_owned(),
        "small" => "small trials only".to_owned(),
        other => other.replace('_', " "),
    }
}

/// What is to be done: a task in its own words, everything else with what is done to it.
fn todo(one: &Prepare) -> String {
    let what = one.what.replace('_', " ");
    let what = what.trim_end_matches('.');
    if one.act == Do::Task || one.what.contains(' ') { capital(what) } else { capital(&format!("{} {what}", one.act.code())) }
}

/// What is done before the visits, the same thing once with how often; products are told with the products.
fn before(plan: &Plan) -> Vec<(&Prepare, usize)> {
    let mut all: Vec<(&Prepare, usize)> = Vec::new();
    for one in plan.prepare.iter().filter(|one| !matches!(one.act, Do::Start | Do::Stop | Do::Resume)) {
        match all.iter_mut().find(|(first, _)| (first.act, &first.what) == (one.act, &one.what)) {
            Some((_, times)) => *times += 1,
            None => all.push((one, 1)),
        }
    }
    all
}

fn product(one: &HomeCare) -> Markup {
    let percent = one.percent.map(|value| format!(" {} %", words::figure(value))).unwrap_or_default();
    html! {
        b { (title(&one.product)) (percent) } ", from " (short(one.from)) " to " (short(one.until)) "."
        @if !one.pauses.is_empty() { " Rests " (one.pauses.len()) (if one.pauses.len() == 1 { " time" } else { " times" }) ", around visits." }
        @if one.verdict.state() == vocab::verdict::State::Ask { " " (badge(one.verdict, "a prescriber orders it")) }
    }
}
