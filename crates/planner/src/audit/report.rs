//! A whole report: each plan, no plan worse than another in everything, and nothing left without a word.
use super::{Complaint, Fault, audit};
use crate::plan::Plan;
use crate::report::Report;
use crate::request::Request;
use safety::Gate;
use std::collections::BTreeSet;

/// Most plans of a report.
const PLANS_MAX: usize = 4;

/// Checks every plan of a report, and the report around them. Empty = signed.
#[must_use]
pub fn audit_report(gate: &Gate<'_>, request: &Request, report: &Report) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (i, plan) in report.plans.iter().enumerate() {
        for mut complaint in audit(gate, request, plan) {
            complaint.place = format!("plans[{i}] {}: {}", plan.name, complaint.place);
            found.push(complaint);
        }
    }
    let mut say = |fault, place: String, says: String| found.push(Complaint { fault, place, says });
    if report.plans.len() > PLANS_MAX {
        let says = format!("{} plans; a person compares at most {PLANS_MAX}", report.plans.len());
        say(Fault::Count, "plans".to_owned(), says);
    }
    for (i, plan) in report.plans.iter().enumerate() {
        for (j, other) in report.plans.iter().enumerate() {
            if i != j && worse(plan, other) {
                let place = format!("plans[{i}] {}", plan.name);
                say(
                    Fault::Dominated,
                    place,
                    format!("plans[{j}] {} is at least as good in everything", other.name),
                );
            }
        }
    }
    for code in unaccounted(gate, request, report) {
        say(
            Fault::Unaccounted,
            code.clone(),
            format!("{code} would serve a goal and is neither chosen nor ruled out nor told"),
        );
    }
    sources(gate, report, &mut say);
    found.sort();
    found.dedup();
    found
}

/// What a person compares, the smaller the better.
fn weighed(plan: &Plan) -> [i64; 5] {
    let t = &plan.total;
    let noticed = t.noticed.map_or(i64::MAX, |d| i64::from(d.number()));
    [-i64::from(t.result_percent), t.price, i64::from(t.visits), i64::from(t.quiet_days), noticed]
}

/// At least as bad in everything (a twin is so too).
fn worse(plan: &Plan, other: &Plan) -> bool {
    weighed(plan).iter().zip(weighed(other)).all(|(a, b)| *a >= b)
}

/// Treatments of the price list that could serve a goal and of which nothing is said.
fn unaccounted(gate: &Gate<'_>, request: &Request, report: &Report) -> Vec<String> {
    let k = gate.knowledge();
    let chosen = report.plans.iter().flat_map(|p| &p.sessions).map(|s| s.treatment.as_str());
    let told: BTreeSet<&str> = chosen
        .chain(report.ruled_out.iter().map(|r| r.treatment.as_str()))
        .chain(report.not_chosen.iter().map(|n| n.treatment.as_str()))
        .collect();
    let serves = |t: &knowledge::treatment::Treatment| {
        request.goals.concerns.iter().map(|c| c.concern.code()).any(|concern| {
            forecast::gain::gain(&t.code, concern).is_some()
                || t.effect.iter().any(|e| e.concerns.iter().any(|c| c == concern))
        })
    };
    k.treatments
        .iter()
        .filter(|t| t.planned && t.always.is_none() && t.schedule.is_some())
        .filter(|t| request.prices.of.contains_key(&t.code) && serves(t))
        .filter(|t| !told.contains(t.code.as_str()))
        .map(|t| t.code.clone())
        .chain(protocols(gate, request).filter(|code| !told.contains(code.as_str())))
        .collect()
}

/// Protocols of the price list that are for a goal.
fn protocols(gate: &Gate<'_>, request: &Request) -> impl Iterator<Item = String> {
    let meant = |p: &&knowledge::protocol::Protocol| {
        request.prices.of.contains_key(&p.code)
            && request.goals.concerns.iter().any(|c| p.concerns.contains(&c.concern))
    };
    gate.knowledge().protocols.iter().filter(meant).map(|p| p.code.clone())
}

fn sources(gate: &Gate<'_>, report: &Report, say: &mut impl FnMut(Fault, String, String)) {
    let known = |tag: &String| gate.knowledge().sources.contains_key(tag);
    for (i, r) in report.ruled_out.iter().enumerate() {
        let place = format!("ruled_out[{i}] {}", r.treatment);
        if r.findings.is_empty() {
            say(Fault::Source, place.clone(), "no finding is told".to_owned());
        }
        for f in r.findings.iter().filter(|f| f.sources.is_empty() || !f.sources.iter().all(known)) {
            say(Fault::Source, place.clone(), format!("the finding {} has no known source", f.rule));
        }
    }
    for (i, n) in report.not_chosen.iter().enumerate() {
        if n.because.is_empty() {
            say(Fault::Source, format!("not_chosen[{i}] {}", n.treatment), "no reason is told".to_owned());
        }
    }
}
