//! The plan as a page: who, the road, what to expect, why, what else, what if.
use super::before::Before;
use super::carried::Carried;
use super::words::{self, capital, concern, figure, many, money};
use super::{expect, reasons, road, samples, visits, ways, what_if};
use crate::Page;
use crate::ui::{self, Heading, Tone, chip, chip_link, icon::Icon};
use axum::http::StatusCode;
use maud::{Markup, html};
use planner::plan::Plan;
use planner::report::Report;
use planner::request::Request;
use vocab::goals::Concern;
use vocab::verdict::State;

/// One state of the page.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What every form carries.
    pub carried: Carried,
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub report: Report,
    /// What it was before something was changed.
    pub before: Option<Before>,
    /// The field of the what-if that cannot be read, and why.
    pub fault: Option<(String, String)>,
}

impl Page for Planned {
    fn samples() -> Vec<(&'static str, Self)> {
        samples::all()
    }

    fn title(&self) -> String {
        self.sentence()
    }

    fn door(&self) -> Option<&'static str> {
        Some(if self.carried.whose.is_some() { "/patients" } else { "/plan" })
    }

    fn status(&self) -> StatusCode {
        if self.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let plan = self.carried.chosen(&self.report);
        html! {
            div id="sum" { (self.heading(plan)) }
            @if let Some(whose) = &self.carried.whose { (ui::patient_nav(&whose.patient, "/plan")) }
            @if let Some((_, why)) = self.fault.as_ref().filter(|(at, _)| at == "agree") {
                div.plan-block { (ui::notice(State::Ask, "Not agreed", &html! { (why) })) }
            }
            @if let Some(before) = &self.before { div.plan-block { (ways::difference(before, &self.report, plan)) } }
            div.columns {
                div.stack {
                    @match plan {
                        Some(plan) => {
                            (self.road(plan))
                            (expect::expected(plan, &self.report, &self.request))
                            (visits::visits(plan, &self.report))
                            (visits::home(plan))
                        }
                        None => (ui::empty("No plan exists for this", "Nothing that would serve is allowed on any day. What stands in the way, and what would change it, is listed here.", &ui::button_link("#what-if", "Change something", ui::Press::Primary))),
                    }
                }
                aside.stack {
                    (reasons::questions(&self.report))
                    (reasons::unmet(&self.report))
                    @if let Some(plan) = plan { (reasons::why(plan)) }
                    (reasons::ruled_out(&self.report))
                    (reasons::not_chosen(&self.report))
                    (reasons::notes(&self.report))
                }
            }
            @if let Some(plan) = plan { div.plan-block { (ways::ways(&self.carried, &self.report, plan)) } }
            div.plan-block { (what_if::form(self, plan)) }
        }
    }
}

impl Planned {
    /// The concerns that are not given up, the heaviest first.
    fn served(&self) -> Vec<Concern> {
        let mut goals: Vec<_> = self.request.goals.concerns.iter().collect();
        goals.sort_by_key(|goal| std::cmp::Reverse(goal.weight));
        let unmet = |one: Concern| self.report.unmet.iter().any(|unmet| unmet.concern == one);
        goals.iter().map(|goal| goal.concern).filter(|one| !unmet(*one)).collect()
    }

    fn sentence(&self) -> String {
        match self.carried.chosen(&self.report) {
            Some(plan) => {
                let said = words::heading(plan, &self.served());
                match &self.carried.whose {
                    Some(whose) => format!("{}: {}", whose.name, words::small(&said)),
                    None => said,
                }
            }
            None => "Nothing can be planned as it stands".into(),
        }
    }

    fn heading(&self, plan: Option<&Plan>) -> Markup {
        let today = self.request.case.today;
        let style = plan.map(|plan| format!(" · {}", words::style(plan.name).0)).unwrap_or_default();
        let heading = Heading::new(&self.sentence())
            .eyebrow(&format!("Plan{style} · drafted {}, not agreed", today.in_words()))
            .chips(self.chips(plan));
        let heading = match plan {
            Some(_) => heading.actions(html! {
                // Enter in a field presses the first button of its form, and that must not be the letter.
                button type="submit" form="carry" name="do" value="change" hidden {}
                a.btn href="#what-if" { "Change something" }
                @let press = if self.carried.whose.is_some() { "btn" } else { "btn primary" };
                button class=(press) type="submit" form="carry" formaction=(self.carried.at("/print")) { (Icon::Printer) "Letter for the guest" }
                @if self.carried.whose.is_some() { button."btn primary" type="submit" form="carry" formaction=(self.carried.at("")) name="do" value="agree" { "Agree this plan" } }
            }),
            None => heading.lead("Whatever would serve is not allowed now, or not wished. The reasons are below; change one thing and look again."),
        };
        html! { (heading) }
    }

    fn chips(&self, plan: Option<&Plan>) -> Markup {
        let person = &self.request.case.patient;
        let age = person.born.map(|born| {
            let years = (0_i16..130).take_while(|years| born.plus_years(years + 1) <= self.request.case.today).count();
            format!("{years} years")
        });
        let (asked, out) = (self.report.questions.len(), self.report.ruled_out.len());
        html! {
            @if let Some(kind) = person.phototype { span.chip { (tone(&kind.to_string())) "Phototype " (kind) } }
            @if let Some(age) = age { (chip(Tone::Plain, &age)) }
            @for goal in &self.request.goals.concerns {
                @let score = goal.scale.zip(goal.score).map(|(scale, score)| format!(", {} {}", words::scale(scale.code()), figure(score))).unwrap_or_default();
                (chip(Tone::Plain, &format!("{}{score}", capital(&concern(goal.concern)))))
            }
            @if asked > 0 { (chip_link(State::Ask, &format!("{} to ask", many(asked, "thing", "things")), "#questions")) }
            @if out > 0 { (chip_link(State::Stop, &format!("{} ruled out", many(out, "treatment", "treatments")), "#ruled-out")) }
            @for one in &self.report.unmet { (chip_link(State::Stop, &format!("{}: cannot be met", capital(&concern(one.concern))), "#unmet")) }
            @if let Some(plan) = plan { (reasons::audited(plan)) }
        }
    }

    fn road(&self, plan: &Plan) -> Markup {
        let total = &plan.total;
        let quiet = many(usize::from(total.quiet_days), "quiet day", "quiet days");
        let result = if plan.expected.is_empty() { format!("{} minutes of rest", total.minutes) } else { format!("about {} % less of what bothers", total.result_percent) };
        html! {
            section.card id="road" aria-labelledby="road-title" {
                div.section-head {
                    h2 id="road-title" { "The road" }
                    span."muted small" { (capital(&many(usize::from(total.visits), "visit", "visits"))) " · " (money(total.price, &self.report.currency)) " · " (quiet) " · " (result) }
                }
                (road::road(plan, &self.request))
            }
        }
    }
}

/// The tone of a skin as a small round.
fn tone(kind: &str) -> Markup {
    html! { svg.plan-tone width="13" height="13" aria-hidden="true" { circle class={ "tone-" (kind) } cx="6.5" cy="6.5" r="6" {} } }
}
