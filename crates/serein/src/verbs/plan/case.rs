//! `serein plan CASE`: plans for a case with goals.
use super::Args;
use super::other;
use super::watch::{used, watch};
use super::words::in_words;
use crate::input;
use casefile::CaseFile;
use knowledge::Knowledge;
use planner::house::prices;
use planner::request::Request;
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

/// The request of a case file.
fn request(knowledge: &Knowledge, file: CaseFile) -> Result<Request, String> {
    let Some(goals) = file.goals else {
        return Err("goals: a plan needs the block `goals` with at least one concern".to_owned());
    };
    let prices = prices(knowledge).map_err(|e| e.to_string())?;
    Ok(Request {
        case: file.case,
        goals,
        measured: file.measured,
        existing: file.plan,
        prices,
        insist: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use planner::audit::{audit, audit_report};
    use planner::compose::{plan, problem};
    use planner::report::Report;
    use planner::search::{Keep, Limits, solve};
    use std::collections::BTreeSet;

    fn worked(name: &str) -> (Request, Report) {
        let k = Knowledge::shipped().unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
        let request = request(k, casefile::read(k, &std::fs::read(path).unwrap()).unwrap()).unwrap();
        let report = plan(&Gate::new(k), &request).unwrap();
        (request, report)
    }

    fn treatments(report: &Report) -> BTreeSet<&str> {
        report.plans.iter().flat_map(|p| &p.sessions).map(|s| s.treatment.as_str()).collect()
    }

    fn ruled_out(report: &Report, code: &str) -> bool {
        report.ruled_out.iter().any(|r| r.treatment == code && !r.findings.is_empty())
    }

    #[test]
    fn every_worked_case_is_planned_signed_and_proven() {
        let k = Knowledge::shipped().unwrap();
        let gate = Gate::new(k);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .filter(|n| Path::new(n).extension().is_some_and(|kind| kind == "json"))
            .collect();
        names.sort();
        assert!(names.len() >= 10, "{names:?}");
        for name in names {
            let (request, report) = worked(&name);
            assert!(!report.plans.is_empty(), "{name}");
            assert_eq!(audit_report(&gate, &request, &report), vec![], "{name}");
            for shown in &report.plans {
                assert_eq!(audit(&gate, &request, shown), vec![], "{name} {}", shown.name);
                assert!(shown.proven, "{name} {}", shown.name);
                let Some(bare) = problem(&gate, &request, shown.name).unwrap() else { continue };
                let answer = solve(&bare, Limits::NONE, &mut |_| Keep::Going);
                assert_eq!(answer.objective, shown.objective, "{name} {}", shown.name);
            }
        }
    }

    #[test]
    fn somebody_measures_on_the_eve_of_the_event_and_at_the_end() {
        let (request, melasma) = worked("melasma-dark-skin.json");
        let eve = request.goals.event.as_ref().unwrap().on.plus(-1);
        for plan in &melasma.plans {
            let of_eve = plan.measure.iter().find(|m| m.on == eve).unwrap();
            assert_eq!(of_eve.because, "before the event", "{}", plan.name);
            assert_eq!(plan.measure.last().unwrap().because, "what was reached", "{}", plan.name);
        }
    }

    #[test]
    fn the_worked_cases_say_what_a_clinician_expects() {
        let (_, melasma) = worked("melasma-dark-skin.json");
        assert!(treatments(&melasma).iter().all(|t| t.starts_with("peel_")), "{:?}", treatments(&melasma));
        assert!(ruled_out(&melasma, "ipl") && ruled_out(&melasma, "laser_afl"));
        let first = melasma.plans.first().unwrap().sessions.first().unwrap();
        assert_eq!(first.params.percent, Some(20.0), "type V starts weak");

        let (_, acne) = worked("acne-on-isotretinoin.json");
        assert!(acne.plans.first().unwrap().sessions.is_empty() && ruled_out(&acne, "peel_salicylic"));
        assert_eq!(treatments(&acne), BTreeSet::from(["led_blue"]), "only light that needs no skin to heal");

        let (_, pregnant) = worked("pregnancy.json");
        assert_eq!(treatments(&pregnant), BTreeSet::from(["massage"]));
        assert!(ruled_out(&pregnant, "tretinoin") && ruled_out(&pregnant, "peel_salicylic"));

        let (_, teenager) = worked("teenager.json");
        for s in teenager.plans.iter().flat_map(|p| &p.sessions) {
            assert!(s.provisional && s.conditions.iter().any(|c| c.code == "guardian_consent"));
        }

        let (_, thinner) = worked("photodamage-on-blood-thinner.json");
        let text = serde_json::to_string(&thinner).unwrap().to_lowercase();
        assert!(!text.contains("stop eliquis") && !text.contains("stop apixaban"));

        let (_, rest) = worked("only-rest.json");
        assert!(treatments(&rest).contains("massage"));
        assert!(rest.plans.iter().all(|p| p.home_care.is_empty() && p.expected.is_empty()));

        let (request, wedding) = worked("wedding-in-16-weeks.json");
        let event = request.goals.event.unwrap().on;
        for s in wedding.plans.iter().flat_map(|p| &p.sessions) {
            assert!(event.since(s.on) > 14, "{} on {}", s.treatment, s.on);
        }
    }

    #[test]
    fn a_plan_goes_back_into_its_case_and_nothing_is_repaired() {
        let k = Knowledge::shipped().unwrap();
        let (request, report) = worked("rosacea.json");
        let mut value: serde_json::Value = {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/rosacea.json");
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
        };
        value["plan"] = serde_json::to_value(report.plans.first().unwrap()).unwrap();
        let file = casefile::read(k, value.to_string().as_bytes()).unwrap();
        let again = super::request(k, file).unwrap();
        assert_eq!(again.case, request.case);
        let repaired = planner::repair::repair(&Gate::new(k), &again).unwrap();
        assert_eq!(repaired.changes, vec![]);
        assert_eq!(repaired.plan.sessions.len(), report.plans.first().unwrap().sessions.len());
    }
}
