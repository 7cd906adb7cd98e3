//! What if: a form that carries the case and changes one thing of it.
use super::change::ANSWERS;
use super::show::Planned;
use super::words::title;
use crate::ui::{self, Choice, Choices, Entry, Field, Press, Width};
use maud::{Markup, html};
use planner::plan::Plan;
use planner::report::Question;
use std::collections::BTreeSet;

/// So many questions stand open on the page, those that matter most for this plan.
const QUESTIONS: usize = 3;
/// So many more are folded under them.
const QUESTIONS_MORE: usize = 24;

/// The form. Everything else on the page that is pressed belongs to it as well, so that the case is carried once.
pub(super) fn form(page: &Planned, plan: Option<&Plan>) -> Markup {
    let error = |field: &str| page.fault.as_ref().filter(|(at, _)| at == field).map(|(_, why)| why.as_str());
    let goals = &page.request.goals;
    let whole = |value: Option<u16>| value.map(|value| value.to_string()).unwrap_or_default();
    let budget = goals.budget.as_ref();
    let (anew, another) = page.carried.anew();
    let currency = budget.map_or(page.report.currency.as_str(), |budget| &budget.currency);
    html! {
        section.card id="what-if" aria-labelledby="what-if-title" {
            div.section-head { h2 id="what-if-title" { "What if" } span."muted small" { "change one thing and see what it does; nothing is stored" } }
            form."form plan-what-if" id="carry" method="post" action=(page.carried.at("#difference")) {
                (page.carried.fields(plan.map(|plan| plan.name)))
                div.plan-fields {
                    (Field::new("ban", "Without", Entry::Select(bans(plan))).error(error("ban")))
                    (Field::new("add", "With", Entry::Select(adds(page, plan))).error(error("add")))
                    @if let Some(event) = &goals.event {
                        (Field::new("event", event_label(event.name.as_deref()).as_str(), Entry::Date).value(&event.on.to_string()).error(error("event")))
                    }
                    (Field::new("budget", "Budget, at most", number("10000000", currency)).value(&budget.map(|budget| (budget.minor_units / 100).to_string()).unwrap_or_default()).error(error("budget")))
                    (Field::new("visits", "Visits, at most", number("500", "")).value(&whole(goals.max_visits)).error(error("visits")))
                    (Field::new("quiet", "Quiet days, at most", number("500", "")).value(&whole(goals.max_quiet_days)).error(error("quiet")))
                }
                (questions(&page.report.questions, plan))
                @if let Some(why) = error("change") { p.error role="alert" { (ui::shape(vocab::verdict::State::Stop)) (why) } }
                div.form-end { button."btn primary" type="submit" name="do" value="change" { "See what that changes" } (ui::button_link(&anew, another, Press::Quiet)) }
            }
        }
    }
}

fn event_label(name: Option<&str>) -> String {
    let name: String = name.unwrap_or("event").chars().take(40).collect();
    format!("The day: {name}")
}

fn number(most: &str, unit: &str) -> Entry {
    Entry::Number { low: "0".into(), high: most.into(), step: "1".into(), unit: unit.into() }
}

/// What is still to be asked: first what this plan's own sessions and products wait for, then what the most others wait for.
fn questions(asked: &[Question], plan: Option<&Plan>) -> Markup {
    let planned = in_plan(plan);
    let own = |one: &Question| one.about.iter().filter(|code| planned.contains(code.as_str())).count();
    let mut ranked: Vec<&Question> = asked.iter().collect();
    ranked.sort_by_key(|one| std::cmp::Reverse((own(one), one.about.len())));
    let (first, rest) = ranked.split_at(QUESTIONS.min(ranked.len()));
    html! {
        @for one in first { (question(one)) }
        @if !rest.is_empty() {
            details.disclose.light {
                summary { @if rest.len() == 1 { "One more open question" } @else { (rest.len()) " more open questions" } }
                div."inside stack" {
                    @for one in rest.iter().take(QUESTIONS_MORE) { (question(one)) }
                    @if rest.len() > QUESTIONS_MORE { p."small muted" { (rest.len() - QUESTIONS_MORE) " others are answered in the consultation." } }
                }
            }
        }
    }
}

fn question(asked: &Question) -> Markup {
    let (code, text) = (asked.condition.as_str(), asked.text.as_str());
    let known = crate::house::knowledge().is_some_and(|k| k.condition(code).is_some());
    if !known {
        return html! { p."small muted" { (text) " Answered in the case file." } };
    }
    let mut options: Vec<Choice> = ANSWERS
        .iter()
        .map(|(value, label)| Choice { value: (*value).into(), label: (*label).into(), ..Choice::default() })
        .collect();
    options.push(Choice { label: "Not known".into(), chosen: true, ..Choice::default() });
    html! { (Choices::one(&format!("answer-{code}"), text, options).width(Width::Brief)) }
}

/// The treatments and products of a plan.
fn in_plan(plan: Option<&Plan>) -> BTreeSet<&str> {
    let sessions = plan.into_iter().flat_map(|plan| &plan.sessions).map(|one| one.treatment.as_str());
    let products = plan.into_iter().flat_map(|plan| &plan.home_care).map(|one| one.product.as_str());
    sessions.chain(products).collect()
}

/// What is in the plan can be left out.
fn bans(plan: Option<&Plan>) -> Vec<(String, String)> {
    let mut codes = in_plan(plan);
    codes.remove("sunscreen");
    options("leave out nothing", codes)
}

/// What was possible can be insisted upon.
fn adds(page: &Planned, plan: Option<&Plan>) -> Vec<(String, String)> {
    let known = crate::house::knowledge();
    let planned: BTreeSet<&str> = plan.iter().flat_map(|plan| &plan.sessions).map(|one| one.treatment.as_str()).collect();
    let codes = page.report.not_chosen.iter().map(|one| one.treatment.as_str());
    let codes = codes.filter(|code| known.is_some_and(|k| k.treatment(code).is_some()) && !planned.contains(code));
    options("add nothing", codes.collect())
}

fn options(none: &str, codes: BTreeSet<&str>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = codes.into_iter().map(|code| (code.to_owned(), title(code))).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all.insert(0, (String::new(), none.to_owned()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_plan_waits_for_is_asked_first_and_the_rest_is_folded() {
        let one = |condition: &str, about: &[&str]| Question {
            condition: condition.into(),
            text: format!("{condition}?"),
            about: about.iter().map(|code| (*code).to_owned()).collect(),
        };
        let asked = [
            one("anticoagulant", &["ipl"]),
            one("diabetes", &["ipl", "botulinum"]),
            one("hsv_history", &["peel_glycolic"]),
            one("pregnancy", &["ipl", "botulinum", "peel_glycolic", "filler_ha"]),
        ];
        let page = questions(&asked, None).into_string();
        let at = |words: &str| page.find(words).unwrap_or(usize::MAX);
        assert!(at("pregnancy?") < at("diabetes?") && at("diabetes?") < at("<details"), "{page}");
        assert!(page.contains("One more open question") && at("<details") < at("hsv_history?"), "{page}");
        assert!(!questions(&asked[..3], None).into_string().contains("<details"), "a few are not folded");
        assert_eq!(questions(&[], None).into_string(), "");
    }
}
