//! The answers: what to ask next, every treatment by state, the products.
use super::weigh::{DAYS_DRAWN, Open, Outcome, Reason, Way, Weighed, number};
use crate::ui::icon::Icon;
use crate::ui::{self, shape, sign_off};
use maud::{Markup, html};
use vocab::verdict::State;

/// So many questions stand open; the others are one step further.
const FIRST_QUESTIONS: usize = 5;

/// The states as groups, the heaviest first: code, heading, what it means.
const GROUPS: [(State, &str, &str); 3] = [
    (State::Stop, "Stop", "not now, or not at all"),
    (State::Ask, "Ask", "something is not known, or a prescriber looks"),
    (State::Clear, "Clear", "may go ahead, with its steps"),
];

/// What to ask next, each question with its three answers.
pub(super) fn questions(all: &[Open]) -> Markup {
    let (first, rest) = all.split_at(all.len().min(FIRST_QUESTIONS));
    html! {
        @if !all.is_empty() {
            section."card ask-questions" id="questions" {
                h2 { "Ask next" }
                ul class="ask-open" { @for one in first { (question(one)) } }
                @if !rest.is_empty() {
                    details.ask-more id="more-questions" {
                        summary { (number(rest.len())) " more" (Icon::ChevronRight.with("turn")) }
                        ul class="ask-open" { @for one in rest { (question(one)) } }
                    }
                }
            }
        }
    }
}

fn question(one: &Open) -> Markup {
    let id = format!("q-{}", one.code);
    let waiting = if one.waiting == 1 { "One waits for it".to_owned() } else { format!("{} wait for it", one.waiting) };
    html! {
        li id=(id) {
            (shape(State::Ask))
            div {
                p { (one.text) }
                p."small muted" { (waiting) @if one.unsure { " · asked, and not known" } }
            }
            @match &one.way {
                Way::Buttons(what) => div.ask-answers role="group" aria-label=(one.text) {
                    @for (verb, word) in [("yes", "Yes"), ("no", "No"), ("unsure", "Not known")] {
                        @if !(one.unsure && verb == "unsure") { button.btn type="submit" form="ask" name="do" value={ (verb) ":" (what) } { (word) } }
                    }
                },
                Way::Field(field) => div.ask-answers { a.btn href={ "#" (field) } { "Fill it in" span.unseen { ": " (one.text) } } },
                Way::Elsewhere => p."small muted ask-answers" { "Stated in a case file, as a setting of the treatment." },
            }
        }
    }
}

/// Every treatment as a row, grouped by state.
pub(super) fn treatments(outcome: &Outcome, show: &str) -> Markup {
    let shown = |state: State| show.is_empty() || show == "all" || show == state.code();
    let chosen = |value: &str| if value == "all" { GROUPS.iter().all(|(state, ..)| show != state.code()) } else { show == value };
    html! {
        section id="treatments" aria-labelledby="treatments-title" {
            div.section-head {
                h2 id="treatments-title" { "Treatments on " (outcome.on) }
                div."cluster ask-filter" role="group" aria-label="Show only" {
                    @for (value, word) in [("all", "All"), ("stop", "Stop"), ("ask", "Ask"), ("clear", "Clear")] {
                        button.chip type="submit" form="ask" name="do" value={ "show:" (value) } aria-pressed=(chosen(value)) { (word) }
                    }
                }
            }
            div.stack {
                @for (state, word, means) in GROUPS {
                    @let rows: Vec<&Weighed> = outcome.treatments.iter().filter(|one| one.verdict.state() == state).collect();
                    @if shown(state) && !rows.is_empty() {
                        section.card id=(state.code()) aria-label=(word) {
                            div.section-head { h3 { (shape(state)) " " (word) ": " (rows.len()) } span."small muted" { (means) } }
                            div.findings { @for one in rows { (row(one)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The products: a word each, reasons folded.
pub(super) fn products(all: &[Weighed]) -> Markup {
    let count = |state: State| all.iter().filter(|one| one.verdict.state() == state).count();
    html! {
        @if !all.is_empty() {
            details.disclose id="products" {
                summary {
                    "Home-care products"
                    span."muted small" { (count(State::Clear)) " clear, " (count(State::Ask)) " ask, " (count(State::Stop)) " stop" }
                    (Icon::ChevronRight.with("turn"))
                }
                div."inside findings" { @for one in all { (row(one)) } }
            }
        }
    }
}

fn row(one: &Weighed) -> Markup {
    let tone = one.verdict.state();
    let library = if one.with.is_empty() && one.reasons.is_empty() && one.waits.is_empty() { "Read about it" } else { "All about it" };
    html! {
        details id={ "t-" (one.code) } class={ "finding ask-row state-" (tone.code()) } {
            summary {
                (shape(one.verdict))
                span {
                    span.said { (one.title) }
                    span.then { (ui::badge(one.verdict, "")) " " (one.next) }
                }
                (strip(one))
                (Icon::ChevronRight.with("turn"))
            }
            div.why {
                @if tone == State::Stop { p.ask-yes { b { "What would make it a yes. " } (one.next) } }
                @if !one.reasons.is_empty() { ul class="ask-reasons" { @for each in &one.reasons { li { (reason(each)) } } } }
                @if !one.waits.is_empty() {
                    p { b { "Waits for: " } @for (place, (code, title)) in one.waits.iter().enumerate() { @if place > 0 { "; " } a href={ "#q-" (code) } { (title) } } "." }
                }
                @if !one.with.is_empty() { div { b { "With" } ul class="ask-with" { @for each in &one.with { li { (each) } } } } }
                p."small muted" { (one.days_in_words) }
                @if has_library() { p.small { (read(&format!("{}/{}", if is_product(one) { "ingredients" } else { "treatments" }, one.code), library)) } }
            }
        }
    }
}

/// Whether the library has its door in this house.
fn has_library() -> bool {
    crate::features::DOORS.iter().flatten().any(|door| door.href == "/library")
}

/// A page of the library by its words; only the words while there is no library: a link leads somewhere.
fn read(path: &str, words: &str) -> Markup {
    html! { @if has_library() { a href={ "/library/" (path) } { (words) } } @else { (words) } }
}

fn is_product(one: &Weighed) -> bool {
    super::gate().is_ok_and(|gate| gate.knowledge().treatment_place(&one.code).is_none())
}

fn reason(one: &Reason) -> Markup {
    html! {
        (shape(one.verdict))
        div {
            p { (one.because) @if !one.action.is_empty() { " " b { (one.action) } } }
            p."small muted" {
                @if !one.until.is_empty() { "Free from " (one.until) ". " }
                @if one.by_law { "By law. " }
                "Rule " (read(&format!("rules/{}", one.rule), &one.rule)) " · "
                @for (place, (tag, text)) in one.sources.iter().enumerate() { @if place > 0 { "; " } (read(&format!("sources/{tag}"), text)) }
                " · " (one.strength)
            }
            @if one.recalled { p { (sign_off()) } }
        }
    }
}

/// The next days as a bar: full height stops, half height asks, a low line is clear. The words stand in the row.
fn strip(one: &Weighed) -> Markup {
    let height = |state: State| match state {
        State::Stop => 12,
        State::Ask => 7,
        State::Clear => 3,
    };
    html! {
        svg.ask-strip viewBox={ "0 0 " (DAYS_DRAWN) " 14" } preserveAspectRatio="none" aria-hidden="true" {
            @for (from, many, state) in &one.days {
                rect class={ "state-" (state.code()) } x=(from) y=(13 - height(*state)) width=(many) height=(height(*state)) {}
            }
            path d="M0 13.5h90M30 14v-2M60 14v-2" {}
        }
    }
}
