//! What if, and repair: the other two questions about a plan.
use super::words::title;
use crate::input;
use knowledge::Knowledge;
use planner::repair::Repair;
use planner::what_if::{Change, WhatIf};
use std::fmt::Write as _;
use std::process::ExitCode;

/// Reads a change from the command line.
pub(super) fn change(text: &str) -> Result<Change, String> {
    const ALLOWED: &str =
        "allowed are add=CODE, ban=CODE, event=DAY, budget=MINOR_UNITS and answer=CONDITION:STATUS";
    let (kind, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is no change; {ALLOWED}"))?;
    match kind {
        "add" => Ok(Change::Add(value.to_owned())),
        "ban" => Ok(Change::Ban(value.to_owned())),
        "event" => value.parse().map(Change::MoveEvent).map_err(|e: vocab::day::NotADay| e.to_string()),
        "budget" => value
            .parse()
            .map(Change::Budget)
            .map_err(|_| format!("`{value}` is not a whole number of minor units")),
        "answer" => {
            let mut parts = value.splitn(3, ':');
            let condition = parts.next().unwrap_or_default().to_owned();
            let status = parts.next().ok_or_else(|| format!("`{value}` has no status; {ALLOWED}"))?;
            let status = status.parse().map_err(|e: vocab::word::UnknownWord| vocab::nearest::explain(&e))?;
            Ok(Change::Answer { condition, status, detail: parts.next().map(str::to_owned) })
        }
        other => Err(format!("`{other}` is no kind of change; {ALLOWED}")),
    }
}

fn json<T: serde::Serialize>(value: &T) -> ExitCode {
    match casefile::to_json(value) {
        Ok(text) => input::print(&text),
        Err(e) => input::fail(&e.to_string()),
    }
}

/// Prints a repair.
pub(super) fn repaired(k: &Knowledge, repair: &Repair, as_json: bool) -> ExitCode {
    if as_json {
        return json(repair);
    }
    let cost = &repair.cost;
    let proof = if repair.proven { "no repair changes less" } else { "the least that was found" };
    let mut text = format!(
        "{} sessions keep their day, {} visits move by {} days in all, {} sessions are given up; {proof}\n",
        repair.kept, cost.visits_moved, cost.days_moved, cost.given_up
    );
    for c in &repair.changes {
        let to = c.to.map_or_else(|| "given up".to_owned(), vocab::Day::in_words);
        let sources =
            if c.sources.is_empty() { String::new() } else { format!(" [{}]", c.sources.join(", ")) };
        let _ = writeln!(
            text,
            "  {} of {} -> {to}: {}{sources}",
            title(k, &c.treatment),
            c.from.in_words(),
            c.because.join("; ")
        );
    }
    for found in &repair.plan.audit {
        let _ = writeln!(text, "  not signed by the auditor, so no days are shown: {found}");
    }
    for s in &repair.plan.sessions {
        let _ = writeln!(text, "  {}  {} [{}]", s.on.in_words(), title(k, &s.treatment), s.verdict);
    }
    input::print(&text)
}

/// Prints what would be different.
pub(super) fn what_if(k: &Knowledge, answer: &WhatIf, as_json: bool) -> ExitCode {
    if as_json {
        return json(answer);
    }
    let mut text = String::new();
    if answer.difference.is_empty() {
        text.push_str("Every plan stays as it is.\n");
    }
    for d in &answer.difference {
        let state = match (d.new, d.gone) {
            (true, _) => "comes into being",
            (_, true) => "is no longer possible or worth it",
            _ => "changes",
        };
        let _ = writeln!(
            text,
            "{} {state}: {:+} visits, {:+}.{:02} money, {:+} quiet days, {:+} points of result",
            d.name.code().replace('_', " "),
            d.visits,
            d.price / 100,
            (d.price % 100).abs(),
            d.quiet_days,
            d.result_percent
        );
        for (sign, list) in [("+", &d.came), ("-", &d.went)] {
            for x in list {
                let _ = writeln!(text, "  {sign} {}  {}", x.on.in_words(), title(k, &x.treatment));
            }
        }
    }
    for (what, list) in
        [("ruled out now", &answer.ruled_out), ("free now", &answer.freed), ("settled", &answer.settled)]
    {
        for x in list {
            let _ = writeln!(text, "{what}: {}", title(k, x));
        }
    }
    input::print(&text)
}
