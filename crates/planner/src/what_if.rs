//! "What if": the same request with one thing changed, the new report, and the difference to the old one.
use crate::compose::plan;
use crate::plan::{Plan, Style};
use crate::report::Report;
use crate::request::{PlanError, Request};
use safety::Gate;
use serde::Serialize;
use vocab::Day;
use vocab::case::{Fact, Status, Subject};
use vocab::goals::Budget;

/// One change of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// This treatment is to be part of every plan, if it can be.
    Add(String),
    /// This treatment or product is never part of a plan.
    Ban(String),
    /// The event is on another day.
    MoveEvent(Day),
    /// Another budget, minor units.
    Budget(i64),
    /// A question is answered.
    Answer {
        /// Condition code.
        condition: String,
        /// How it stands.
        status: Status,
        /// Sub-case word, if it has one.
        detail: Option<String>,
    },
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// A code that nobody knows.
    #[error("unknown {what} `{got}`{hint}")]
    Unknown {
        /// What kind of code.
        what: &'static str,
        /// As it was given.
        got: String,
        /// `; did you mean …?`, or nothing.
        hint: String,
    },
    /// There is no event to move.
    #[error("there is no event in the goals that could be moved")]
    NoEvent,
    /// A budget without a currency, or below nothing.
    #[error("a budget is a number of minor units from 0 to 1000000000")]
    Budget,
    /// The changed request cannot be planned.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

/// The answer to a what-if.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhatIf {
    /// The report of the changed request.
    pub report: Report,
    /// What is different, plan by plan.
    pub difference: Vec<Difference>,
    /// Treatments that are ruled out now and were not before.
    pub ruled_out: Vec<String>,
    /// Treatments that are not ruled out any more.
    pub freed: Vec<String>,
    /// Questions that need no answer any more.
    pub settled: Vec<String>,
}

/// A treatment on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Dated {
    /// Treatment code.
    pub treatment: String,
    /// Its day.
    pub on: Day,
}

/// What is different in the plan of one style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The style.
    pub name: Style,
    /// There was no such plan before.
    pub new: bool,
    /// There is no such plan any more.
    pub gone: bool,
    /// Sessions that came.
    pub came: Vec<Dated>,
    /// Sessions that went.
    pub went: Vec<Dated>,
    /// More or less money, minor units.
    pub price: i64,
    /// More or fewer visits.
    pub visits: i32,
    /// More or fewer quiet days.
    pub quiet_days: i32,
    /// More or less result, points of per cent.
    pub result_percent: i32,
}

/// Makes a change to a request.
///
/// # Errors
/// The change names something that does not exist.
pub fn changed(gate: &Gate<'_>, request: &Request, change: &Change) -> Result<Request, ChangeError> {
    let k = gate.knowledge();
    let unknown = |what, got: &str, all: &mut dyn Iterator<Item = &str>| {
        let hint = vocab::nearest::hint(got, all);
        ChangeError::Unknown { what, got: vocab::nearest::clip(got), hint }
    };
    let mut request = request.clone();
    match change {
        Change::Add(code) => {
            if k.treatment(code).is_none() && k.protocol(code).is_none() {
                let protocols = k.protocols.iter().map(|p| p.code.as_str());
                let all = &mut k.treatments.iter().map(|t| t.code.as_str()).chain(protocols);
                return Err(unknown("treatment", code, all));
            }
            request.goals.avoid.retain(|w| w != code);
            if !request.insist.contains(code) {
                request.insist.push(code.clone());
            }
        }
        Change::Ban(code) => {
            let known = k.treatment(code).is_some() || k.protocol(code).is_some();
            if !known && k.ingredient(code).is_none() {
                let protocols = k.protocols.iter().map(|p| p.code.as_str());
                let products = k.ingredients.iter().map(|i| i.code.as_str()).chain(protocols);
                let all = &mut k.treatments.iter().map(|t| t.code.as_str()).chain(products);
                return Err(unknown("treatment or product", code, all));
            }
            request.goals.prefer.retain(|w| w != code);
            request.insist.retain(|w| w != code);
            request.goals.avoid.push(code.clone());
        }
        Change::MoveEvent(day) => match &mut request.goals.event {
            Some(event) => event.on = *day,
            None => return Err(ChangeError::NoEvent),
        },
        Change::Budget(minor_units) => {
            if !(0..=1_000_000_000).contains(minor_units) {
                return Err(ChangeError::Budget);
            }
            let currency =
                request.goals.budget.take().map(|b| b.currency).or_else(|| request.prices.currency.clone());
            let currency = currency.unwrap_or_else(|| "USD".to_owned());
            request.goals.budget = Some(Budget { minor_units: *minor_units, currency });
        }
        Change::Answer { condition, status, detail } => {
            if k.condition(condition).is_none() {
                let all = &mut k.conditions.iter().map(|c| c.code.as_str());
                return Err(unknown("condition", condition, all));
            }
            let subject = Subject::Condition(condition.clone());
            request.case.facts.retain(|f| f.subject != subject || f.status != Some(Status::Unknown));
            request.case.facts.push(Fact { detail: detail.clone(), ..Fact::new(subject, Some(*status)) });
        }
    }
    Ok(request)
}

/// Plans the changed request and compares it with the report of the unchanged one.
///
/// # Errors
/// The change names something that does not exist, or the changed request cannot be planned.
pub fn what_if(
    gate: &Gate<'_>,
    request: &Request,
    before: &Report,
    change: &Change,
) -> Result<WhatIf, ChangeError> {
    let report = plan(gate, &changed(gate, request, change)?)?;
    let out = |r: &Report| -> Vec<String> { r.ruled_out.iter().map(|x| x.treatment.clone()).collect() };
    let less = |all: Vec<String>, other: &[String]| -> Vec<String> {
        all.into_iter().filter(|x| !other.contains(x)).collect()
    };
    let (old, new) = (out(before), out(&report));
    let ask = |r: &Report| -> Vec<String> { r.questions.iter().map(|q| q.text.clone()).collect() };
    let mut difference = Vec::new();
    for style in Style::ALL {
        let find = |r: &Report| r.plans.iter().find(|p| p.name == *style).cloned();
        let found = compared(*style, find(before).as_ref(), find(&report).as_ref());
        difference.extend(found);
    }
    Ok(WhatIf {
        ruled_out: less(new.clone(), &old),
        freed: less(old, &new),
        settled: less(ask(before), &ask(&report)),
        difference,
        report,
    })
}

fn compared(name: Style, before: Option<&Plan>, after: Option<&Plan>) -> Option<Difference> {
    let dated = |p: Option<&Plan>| -> Vec<Dated> {
        let one = |s: &crate::plan::Session| Dated { treatment: s.treatment.clone(), on: s.on };
        p.map(|p| p.sessions.iter().map(one).collect()).unwrap_or_default()
    };
    let (old, new) = (dated(before), dated(after));
    let number = |f: fn(&Plan) -> i64| after.map_or(0, f) - before.map_or(0, f);
    let small = |f: fn(&Plan) -> i64| i32::try_from(number(f)).unwrap_or(i32::MAX);
    let difference = Difference {
        name,
        new: before.is_none() && after.is_some(),
        gone: before.is_some() && after.is_none(),
        came: new.iter().filter(|d| !old.contains(d)).cloned().collect(),
        went: old.iter().filter(|d| !new.contains(d)).cloned().collect(),
        price: number(|p| p.total.price),
        visits: small(|p| i64::from(p.total.visits)),
        quiet_days: small(|p| i64::from(p.total.quiet_days)),
        result_percent: small(|p| i64::from(p.total.result_percent)),
    };
    let same = before == after;
    (!same).then_some(difference)
}
