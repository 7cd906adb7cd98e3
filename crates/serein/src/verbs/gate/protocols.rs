//! Protocols in words: each with its verdict, what was swapped, and what stands in the way.
use crate::look::{colour, shape};
use safety::{Gate, ProtocolAnswer, UnknownAsk};
use std::fmt::Write as _;
use vocab::Verdict;
use vocab::case::Case;
use vocab::goals::Goals;

/// Every protocol for the day of the case; a goal chooses among the strengths of a protocol that serves it.
pub(super) fn answers<'k>(
    gate: &Gate<'k>,
    case: &Case,
    goals: Option<&Goals>,
) -> Result<Vec<ProtocolAnswer<'k>>, UnknownAsk> {
    let all = gate.knowledge().protocols.iter();
    all.map(|p| {
        let wanted = goals.into_iter().flat_map(|g| &g.concerns).map(|c| c.concern);
        let concern = wanted.into_iter().find(|c| p.concerns.contains(c));
        gate.protocol(case, &p.code, concern, case.today)
    })
    .collect()
}

/// All of them in words.
pub(super) fn in_words(text: &mut String, gate: &Gate<'_>, answers: &[ProtocolAnswer<'_>]) {
    let _ = writeln!(text, "\nProtocols");
    for a in answers {
        let state = a.verdict.state();
        let style = colour(state);
        let price = gate.knowledge().clinic().and_then(|c| c.price(&a.protocol.code));
        let price = price.map(|p| format!(", {p}")).unwrap_or_default();
        let sign = if a.protocol.recalled { ", needs sign-off" } else { "" };
        let _ = writeln!(
            text,
            "\n{style}{} {:<6}{style:#} {}, {} minutes{price}  [{}]{sign}",
            shape(state),
            state,
            a.protocol.title,
            a.minutes,
            a.verdict
        );
        match a.earliest {
            Some(day) if day > a.on => {
                let _ = writeln!(text, "         First free day: {}", day.in_words());
            }
            Some(_) => {}
            None => {
                let _ = writeln!(text, "         No day can be computed");
            }
        }
        steps(text, a);
    }
}

fn steps(text: &mut String, a: &ProtocolAnswer<'_>) {
    for step in &a.steps {
        if step.left_out {
            let _ = writeln!(text, "         - {:<11} left out: {}", step.step.phase, step.step.does);
        } else {
            let _ = writeln!(text, "         - {:<11} {}", step.step.phase, step.does);
        }
        for swap in &step.swapped {
            let _ = writeln!(text, "           swapped: {}", swap.because);
        }
        for finding in step.answers.iter().flat_map(|a| &a.findings).filter(|f| f.verdict > Verdict::Allow) {
            let tags: Vec<&str> = finding.sources.tags().collect();
            let _ = writeln!(
                text,
                "           {} {} ({}) [{}]",
                finding.verdict,
                finding.because,
                finding.rule,
                tags.join(", ")
            );
            if !finding.action.is_empty() {
                let _ = writeln!(text, "             Do: {}", finding.action);
            }
        }
    }
}
