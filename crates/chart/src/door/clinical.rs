//! The lines that say what the gate says: its findings, each in exactly one of them.
use super::compose::plain;
use super::{Asked, Light, Line, Pass, What, Why};
use knowledge::Knowledge;
use safety::{Because, Finding};
use vocab::{Permission, Verdict};

const SUN: [&str; 3] = ["sun_tan_recent", "sunburn_zone", "self_tanner"];
const PREGNANCY: [&str; 3] = ["pregnancy", "lactation", "preeclampsia"];

/// Open questions that a line tells in full; the history asks all of them.
const QUESTIONS_SHOWN: usize = 3;

/// Lines that rest on what was asked today.
pub(super) fn is_of_today(what: What) -> bool {
    matches!(what, What::Verdict | What::Sun | What::Pregnancy)
}

/// In which line a finding of the gate stands: each in exactly one.
fn place(knowledge: &Knowledge, finding: &Finding<'_>) -> What {
    if matches!(
        finding.because,
        Because::Scope { .. } | Because::ScopeOpen { .. } | Because::Supervised { .. }
    ) {
        return What::Licence;
    }
    if matches!(finding.because, Because::Spacing { .. }) {
        return What::Interval;
    }
    let rule = finding.rule.to_string();
    let of = |codes: &[&str]| {
        codes
            .iter()
            .filter_map(|code| knowledge.condition(code))
            .any(|c| c.rule.iter().any(|r| r.key == rule))
    };
    match () {
        () if of(&SUN) => What::Sun,
        () if of(&PREGNANCY) => What::Pregnancy,
        () => What::Verdict,
    }
}

pub(super) fn findings<'a, 'k>(asked: &Asked<'a, 'k>, what: What) -> Vec<&'a Finding<'k>> {
    asked.answer.findings.iter().filter(|f| place(asked.knowledge, f) == what).collect()
}

pub(super) fn said_by_the_gate(asked: &Asked<'_, '_>, what: What) -> Line {
    let findings = findings(asked, what);
    let mut worst = findings.iter().map(|f| f.verdict).max().unwrap_or(Verdict::Allow);
    // The answer can not be heavier than its findings; should it ever be, the line of health says so.
    if what == What::Verdict {
        let all = asked.answer.findings.iter().map(|f| f.verdict).max().unwrap_or(Verdict::Allow);
        if asked.answer.verdict > all {
            worst = worst.max(asked.answer.verdict);
        }
    }
    let by_law = findings.iter().any(|f| f.by_law && f.verdict == Verdict::Refuse);
    let (light, pass) = match worst {
        Verdict::Allow => (Light::Green, Pass::Free),
        Verdict::Caution => (Light::Amber, Pass::Tick),
        Verdict::Review => (Light::Amber, Pass::Reason(Permission::Override)),
        Verdict::Defer => (Light::Red, Pass::Written),
        Verdict::Refuse if by_law => (Light::Red, Pass::Never),
        Verdict::Refuse => (Light::Red, Pass::Second),
    };
    let mut line = plain(what, light, pass, "", "");
    if light == Light::Green {
        if is_of_today(what) && !asked.asked_today {
            let would = "Ask today's questions: pregnancy, new medicines, sun, cold sores, illness, anything done elsewhere.";
            return plain(what, Light::Amber, Pass::Tick, "Not asked yet today.", would);
        }
        nothing_stands(what).clone_into(&mut line.said);
        return line;
    }
    if !findings.is_empty() {
        line.why = findings.iter().map(|f| why(f)).collect();
    }
    line.said = line.why.first().map(|w| w.text.clone()).unwrap_or_default();
    line.would = would(asked, what, &findings, worst);
    line
}

const fn nothing_stands(what: What) -> &'static str {
    match what {
        What::Interval => "Far enough from every other treatment on record.",
        What::Sun => "No sun, tan or burn that matters for this.",
        What::Pregnancy => "Nothing that matters for this.",
        What::Identity
        | What::Licence
        | What::Examination
        | What::Consent
        | What::Verdict
        | What::Photographs
        | What::Lots
        | What::Device
        | What::Kit => "Nothing stands against it today.",
    }
}

fn why(finding: &Finding<'_>) -> Why {
    Why {
        rule: finding.rule.to_string(),
        text: finding.because.to_string(),
        action: finding.action.to_owned(),
        verdict: finding.verdict,
        by_law: finding.by_law,
    }
}

/// What would make the line green: the actions, the questions, the first free day, or what must happen.
fn would(asked: &Asked<'_, '_>, what: What, findings: &[&Finding<'_>], worst: Verdict) -> String {
    let mut said: Vec<String> = Vec::new();
    let latest = findings.iter().filter(|f| f.verdict >= Verdict::Defer).map(|f| f.until).max();
    match (worst, latest) {
        (Verdict::Defer | Verdict::Refuse, Some(Some(day)))
            if findings.iter().all(|f| f.verdict < Verdict::Defer || f.until.is_some()) =>
        {
            said.push(format!("Free from {}.", day.in_words()));
        }
        (Verdict::Defer | Verdict::Refuse, _) => {
            said.extend(asked.answer.until.as_ref().map(|until| format!("Needed: {until}.")));
        }
        (Verdict::Allow | Verdict::Caution | Verdict::Review, _) => {}
    }
    let actions = findings.iter().map(|f| f.action).filter(|a| !a.is_empty());
    for action in actions {
        if !said.iter().any(|s| s == action) {
            said.push(action.to_owned());
        }
    }
    if what != What::Licence {
        let about = |code: &str| match what {
            What::Sun => SUN.contains(&code),
            What::Pregnancy => PREGNANCY.contains(&code),
            What::Interval => false,
            What::Identity
            | What::Licence
            | What::Examination
            | What::Consent
            | What::Verdict
            | What::Photographs
            | What::Lots
            | What::Device
            | What::Kit => !SUN.contains(&code) && !PREGNANCY.contains(&code),
        };
        let open: Vec<String> = asked
            .answer
            .questions
            .iter()
            .filter(|q| about(q.condition))
            .map(|q| q.text.to_string())
            .collect();
        said.extend(open.iter().take(QUESTIONS_SHOWN).cloned());
        if open.len() > QUESTIONS_SHOWN {
            said.push(format!("And {} more questions.", open.len() - QUESTIONS_SHOWN));
        }
    }
    if said.is_empty() {
        said.push(match worst {
            Verdict::Allow | Verdict::Caution => "Read it, see to it, and tick.".to_owned(),
            Verdict::Review => "A prescriber decides and writes why.".to_owned(),
            Verdict::Defer | Verdict::Refuse => "Another day or another treatment.".to_owned(),
        });
    }
    said.join(" ")
}
