//! `serein plan CASE`: plans for a case with goals.
use super::Args;
use super::other;
use super::watch::{used, watch};
use super::words::in_words;
use crate::input;
use casefile::CaseFile;
use knowledge::Knowledge;
use knowledge::clinic::Clinic;
use planner::house::example_prices;
use planner::request::{Price, Prices, Request};
use safety::Gate;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// A report with the CPU time, which differs from run to run.
#[derive(Serialize)]
struct Timed<'r> {
    #[serde(flatten)]
    report: &'r planner::report::Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_ms: Option<u128>,
}

/// Plans and prints.
pub(super) fn run(path: &Path, args: &Args) -> Result<ExitCode, ExitCode> {
    let bytes = input::read(path)?;
    let knowledge = args.clinic.knowledge()?;
    let file = casefile::read(knowledge, &bytes).map_err(|f| input::fault(path, &f))?;
    let gate = Gate::new(knowledge);
    let request = request(knowledge, file).map_err(|e| input::fail(&format!("{}: {e}", path.display())))?;
    let failed = |e: planner::request::PlanError| input::fail(&format!("{}: {e}", path.display()));
    if args.as_instance {
        let Some(instance) = planner::compose::problem(&gate, &request, args.style).map_err(failed)? else {
            return Err(input::fail(&format!("there is no problem behind the style `{}`", args.style)));
        };
        let text = casefile::to_json(&instance).map_err(|e| input::fail(&e.to_string()))?;
        return Ok(input::print(&text));
    }
    if args.repair {
        if request.existing.is_none() {
            return Err(input::fail(&format!(
                "{}: plan: a repair needs the agreed plan in the block `plan`",
                path.display()
            )));
        }
        let repair = planner::repair::repair(&gate, &request).map_err(failed)?;
        return Ok(other::repaired(knowledge, &repair, args.json));
    }
    let report = planner::compose::plan_watched(&gate, &request, &mut watch(None)).map_err(failed)?;
    if let Some(change) = &args.what_if {
        let answer = planner::what_if::what_if(&gate, &request, &report, change)
            .map_err(|e| input::fail(&format!("{}: {e}", path.display())))?;
        return Ok(other::what_if(knowledge, &answer, args.json));
    }
    let cpu_ms = args.timing.then(|| used().as_millis());
    if args.json {
        let timed = Timed { report: &report, cpu_ms };
        let text = casefile::to_json(&timed).map_err(|e| input::fail(&e.to_string()))?;
        return Ok(input::print(&text));
    }
    let mut text = in_words(knowledge, &request, &report, args.short);
    if let Some(ms) = cpu_ms {
        let _ = writeln!(text, "\n{ms} ms of CPU time");
    }
    Ok(input::print(&text))
}

/// The price list of a clinic: what it gives a price to, it offers.
fn of_clinic(knowledge: &Knowledge, clinic: &Clinic) -> Prices {
    let price = |code: &str| {
        let minor_units = clinic.price(code)?.minor_units;
        Some((code.to_owned(), Price { minor_units, minutes: clinic.minutes(code) }))
    };
    Prices {
        currency: Some(clinic.currency.to_string()),
        of: knowledge.treatments.iter().filter_map(|t| price(&t.code)).collect(),
    }
}

/// The request of a case file.
fn request(knowledge: &Knowledge, file: CaseFile) -> Result<Request, String> {
    let Some(goals) = file.goals else {
        return Err("goals: a plan needs the block `goals` with at least one concern".to_owned());
    };
    let prices = match knowledge.clinic() {
        Some(clinic) => of_clinic(knowledge, clinic),
        None => example_prices().map_err(|e| e.to_string())?,
    };
    Ok(Request {
        case: file.case,
        goals,
        measured: file.measured,
        existing: file.plan,
        prices,
        insist: Vec::new(),
    })
}
