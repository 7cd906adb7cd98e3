//! Why this plan, and why not another: what was ruled out, what was possible, what nobody can meet, what to ask.
use super::visits::sources;
use super::words::{self, capital, concern, figure, many, money, title};
use crate::ui::{badge, shape, sign_off};
use maud::{Markup, html};
use planner::plan::{Plan, Session};
use planner::report::{NotChosen, Report, RuledOut};
use planner::why::Why;
use vocab::verdict::State;

/// So many stand open; the others are one step further.
const OPEN: usize = 5;

/// Why the treatments of the plan, one reason each.
pub(super) fn why(plan: &Plan) -> Markup {
    let mut seen: Vec<(&Session, usize)> = Vec::new();
    for one in &plan.sessions {
        match seen.iter_mut().find(|(first, _)| first.treatment == one.treatment) {
            Some((_, times)) => *times += 1,
            None => seen.push((one, 1)),
        }
    }
    let quiet = plan.sessions.iter().flat_map(|one| &one.because).find(|why| matches!(why, Why::QuietBefore { .. }));
    html! {
        section.card id="why" {
            h2 { "Why this plan" }
            ul class="plan-reasons" {
                @for (one, times) in &seen { li {
                    (shape(State::Clear))
                    div {
                        p { b { (title(&one.treatment)) @if *times > 1 { ", " (words::count(*times)) " times" } ". " } (served(one)) }
                        (sources(&one.sources))
                    }
                } }
                @if let Some(quiet) = quiet { li { (shape(State::Clear)) div { p { b { "The last visit. " } (words::why(quiet)) } } } }
                @if plan.sessions.is_empty() { li { (shape(State::Clear)) div { p { b { "No visits. " } "What can be done at home is safe here; what a visit would add is not, or not enough." } } } }
            }
            p."small muted" {
                @if plan.sessions.is_empty() { "Nothing had to be searched: every product was put to the safety check." }
                @else if plan.proven { "By its figures no better plan exists: the search proved it." }
                @else { "The best plan found; the search ended before it could prove that there is no better one." }
            }
        }
    }
}

fn served(one: &Session) -> String {
    let said: Vec<String> = one
        .because
        .iter()
        .filter(|why| matches!(why, Why::Serves { .. } | Why::Comfort { .. } | Why::Preferred))
        .map(words::why)
        .collect();
    said.join(" ")
}

fn list(id: &str, heading: &str, all: &[Markup], more: &str) -> Markup {
    let (first, rest) = all.split_at(all.len().min(OPEN));
    html! {
        @if !all.is_empty() {
            section.card id=(id) {
                h2 { (heading) }
                ul class="plan-reasons" { @for one in first { (one) } }
                @if !rest.is_empty() {
                    details.plan-more { summary { (capital(&words::count(rest.len()))) " more" (more) } ul class="plan-reasons" { @for one in rest { (one) } } }
                }
            }
        }
    }
}

/// What may not be given on any day of the plan.
pub(super) fn ruled_out(report: &Report) -> Markup {
    let all: Vec<Markup> = report.ruled_out.iter().map(ruled).collect();
    list("ruled-out", "Ruled out", &all, ", with reasons")
}

fn ruled(one: &RuledOut) -> Markup {
    let yes = match (one.earliest, &one.until) {
        (Some(day), _) => format!("It may be looked at again from {}.", day.in_words()),
        (None, Some(until)) => words::sentence(until),
        (None, None) => "Nothing that is known now; a prescriber may decide otherwise, with a written reason.".into(),
    };
    html! {
        li {
            (shape(one.verdict))
            div {
                p { b { (title(&one.treatment)) ". " } @if let Some(first) = one.findings.first() { (first.because) } }
                p.small { span.muted { "What would make it a yes: " } (yes) }
                @for other in one.findings.iter().skip(1).take(3) { p."small muted" { "Also: " (other.because) } }
                @if let Some(first) = one.findings.first() { (sources(&first.sources)) @if first.needs_sign_off { " " (sign_off()) } }
            }
        }
    }
}

/// What was possible, with what it adds and costs.
pub(super) fn not_chosen(report: &Report) -> Markup {
    let all: Vec<Markup> = report.not_chosen.iter().map(|one| possible(one, &report.currency)).collect();
    list("not-chosen", "Possible, not chosen", &all, "")
}

fn possible(one: &NotChosen, currency: &str) -> Markup {
    let adds: Vec<String> = one.would_add.iter().map(|added| format!("{} {} %", concern(added.concern), figure(added.percent))).collect();
    let quiet = if one.quiet_days == 0 { String::new() } else { format!(", {}", many(usize::from(one.quiet_days), "quiet day", "quiet days")) };
    html! {
        li {
            (shape(crate::ui::Tone::Plain))
            div {
                p { b { (title(&one.treatment)) ". " } (words::sentence(&one.because)) }
                p."small muted" {
                    @if one.visits > 0 { "Costs " (money(one.price, currency)) ", " (many(usize::from(one.visits), "visit", "visits")) (quiet) ". " }
                    @if adds.is_empty() { "Adds nothing that is known." } @else { "Would take off: " (words::joined(&adds)) "." }
                }
            }
        }
    }
}

/// Goals that no plan meets.
pub(super) fn unmet(report: &Report) -> Markup {
    let all: Vec<Markup> = report
        .unmet
        .iter()
        .map(|one| html! { li {
            (shape(State::Stop))
            div {
                p { b { (capital(&concern(one.concern))) ". " } (words::sentence(&one.because)) }
                @if let Some(refer) = &one.refer { p.small { "To be seen by: " (refer) "." } }
                (sources(&one.sources))
            }
        } })
        .collect();
    list("unmet", "Cannot be met", &all, "")
}

/// Treatments that are named beside a question; the others are counted.
const TOLD_MAX: usize = 3;

/// Questions whose answers would change a plan.
pub(super) fn questions(report: &Report) -> Markup {
    let all: Vec<Markup> = report
        .questions
        .iter()
        .map(|one| {
            let about: Vec<String> = one.about.iter().map(|code| title(code)).collect();
            let few = about.len() <= TOLD_MAX + 1;
            let told = about.get(..TOLD_MAX).filter(|_| !few).map_or_else(|| words::joined(&about), |first| {
                format!("{} and {} more", first.join(", "), about.len() - TOLD_MAX)
            });
            html! { li { (shape(State::Ask)) div { p { b { (one.text) } } p."small muted" { "Waits for it: " (told) "." } } } }
        })
        .collect();
    list("questions", "Answers that would change it", &all, "")
}

/// What staff should know.
pub(super) fn notes(report: &Report) -> Markup {
    html! {
        @if !report.notes.is_empty() {
            details.disclose id="notes" {
                summary { "For staff" span."muted small" { (many(report.notes.len(), "note", "notes")) } (crate::ui::icon::Icon::ChevronRight.with("turn")) }
                div.inside { ul class="plan-list" { @for note in &report.notes { li { (note.text) @if note.needs_sign_off { " " (sign_off()) } } } } }
            }
        }
    }
}

/// The auditor's word on a plan.
pub(super) fn audited(plan: &Plan) -> Markup {
    html! { @if plan.audit.is_empty() { (crate::ui::chip(State::Clear, "Checked by an independent auditor")) } @else { (badge(vocab::Verdict::Review, "the auditor objects")) } }
}
