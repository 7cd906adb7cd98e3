//! Each session, put to the gate once more on its day, with the other sessions of the plan as known procedures.
use super::{Desk, Fault};
use crate::plan::Session;
use safety::Answer;
use vocab::Verdict;
use vocab::case::{Ask, Asked, Case};

pub(super) fn check(desk: &mut Desk<'_>) {
    let sessions = desk.sessions();
    for (i, (place, session)) in sessions.iter().enumerate() {
        let known = desk.k.treatment(&session.treatment).is_some();
        if !known && desk.k.protocol(&session.treatment).is_none() {
            desk.say(Fault::Unknown, place, format!("no treatment is called `{}`", session.treatment));
            continue;
        }
        let mut with = desk.case.clone();
        for (j, (_, other)) in sessions.iter().enumerate() {
            // What is done later on the same day is seen when that one is asked: then this one came before it.
            let later_today = other.on == session.on && j > i;
            if j != i && !later_today {
                with.facts.extend(other.facts());
            }
        }
        one(desk, place, session, &with);
        steps(desk, place, session, &with);
    }
    same_day(desk);
    maintained(desk);
}

fn one(desk: &mut Desk<'_>, place: &str, session: &Session, with: &Case) {
    let answers = answers(desk, session, with);
    let verdict = answers.iter().map(|a| a.verdict).max().unwrap_or(Verdict::Refuse);
    if verdict >= Verdict::Defer {
        // Alone it may stand: then it is the rest of the plan that is too near.
        let case = desk.case.clone();
        let alone = self::answers(desk, session, &case).iter().map(|a| a.verdict).max();
        let stops: Vec<_> =
            answers.iter().flat_map(|a| &a.findings).filter(|f| f.verdict >= Verdict::Defer).collect();
        let own = stops.iter().all(|f| f.rule.to_string().starts_with("own-gap"));
        let fault = match alone.is_some_and(|v| v < Verdict::Defer) {
            true if own => Fault::OwnGap,
            true => Fault::Spacing,
            false => Fault::Gate,
        };
        let because = stops.first().map_or_else(String::new, |f| format!("{}: {}", f.rule, f.because));
        desk.say(fault, place, format!("the gate says {verdict}. {because}"));
        return;
    }
    if verdict != session.verdict {
        desk.say(Fault::Verdict, place, format!("the plan says {}, the gate {verdict}", session.verdict));
    }
    if session.provisional != (session.verdict == Verdict::Review) {
        desk.say(Fault::Verdict, place, "provisional is what the gate reviews, and nothing else");
    }
    let (mut conditions, mut findings) = (Vec::new(), Vec::new());
    for answer in &answers {
        for c in &answer.conditions {
            let code = c.code.code();
            if code != "window" && session.conditions.iter().all(|own| own.code != code) {
                conditions.push(code);
            }
        }
        for f in &answer.findings {
            let rule = f.rule.to_string();
            if session.findings.iter().all(|own| own.rule != rule) {
                findings.push(rule);
            }
        }
    }
    for code in conditions {
        desk.say(
            Fault::Condition,
            place,
            format!("the gate attaches `{code}`, the session does not carry it"),
        );
    }
    for rule in findings {
        desk.say(Fault::Verdict, place, format!("the gate's finding `{rule}` is not told"));
    }
}

/// The gate's answers for each zone of a session.
fn answers<'k>(desk: &Desk<'k>, session: &Session, case: &Case) -> Vec<Answer<'k>> {
    if let Some(protocol) = desk.k.protocol(&session.treatment) {
        let answer = desk.gate.protocol(case, &session.treatment, desk.meant(protocol), session.on);
        let steps = answer.map(|a| a.steps).unwrap_or_default();
        return steps.into_iter().filter(|s| !s.left_out).flat_map(|s| s.answers).collect();
    }
    let zones: Vec<Option<vocab::Zone>> =
        if session.zones.is_empty() { vec![None] } else { session.zones.iter().map(|z| Some(*z)).collect() };
    let ask = |zone| Ask {
        what: Asked::Treatment(session.treatment.clone()),
        on: Some(session.on),
        zone,
        params: session.params.clone(),
        performer: Some(session.performer),
    };
    zones.into_iter().filter_map(|z| desk.gate.answer(case, &ask(z)).ok()).collect()
}

/// The steps of a protocol are what the gate leaves of it on that day; a treatment has none.
fn steps(desk: &mut Desk<'_>, place: &str, session: &Session, with: &Case) {
    let Some(protocol) = desk.k.protocol(&session.treatment) else {
        if !session.steps.is_empty() {
            desk.say(Fault::Steps, place, "a treatment has no steps");
        }
        return;
    };
    let answer = desk.gate.protocol(with, &session.treatment, desk.meant(protocol), session.on);
    let Ok(answer) = answer else { return };
    let left: Vec<_> = answer.steps.iter().filter(|s| !s.left_out).collect();
    let told = &session.steps;
    let mut wrong =
        (left.len() != told.len()).then(|| format!("{} steps; the gate leaves {}", told.len(), left.len()));
    for (step, is) in left.iter().zip(told) {
        let asked = step.answers.iter().find_map(|a| match &a.ask.what {
            Asked::Treatment(code) => Some((code, &a.ask.params)),
            Asked::Product(_) => None,
        });
        let told = is.treatment.as_ref().map(|code| (code, &is.params));
        let optional = step.step.optional == is.optional;
        if asked != told || !optional || step.does != is.does {
            wrong.get_or_insert_with(|| {
                format!("`{}` is not the step that the gate leaves: {}", is.does, step.does)
            });
        }
    }
    if let Some(says) = wrong {
        desk.say(Fault::Steps, place, says);
    }
}

/// The order of one day, as the reference lists it.
fn same_day(desk: &mut Desk<'_>) {
    let listed: Vec<&str> = desk.k.gaps.iter().flat_map(|g| &g.order).map(String::as_str).collect();
    let rank = |code: &str| {
        let group = desk.k.treatment(code).and_then(|t| t.group).map(vocab::Group::code);
        listed.iter().position(|word| *word == code || Some(*word) == group)
    };
    let mut wrong = Vec::new();
    let sessions = desk.sessions();
    for (place, later) in &sessions {
        for (_, earlier) in sessions.iter().take_while(|(p, _)| p != place) {
            if earlier.on > later.on {
                wrong.push((
                    place.clone(),
                    format!("{} on {} stands before it", earlier.treatment, earlier.on),
                ));
            } else if earlier.on == later.on
                && let (Some(a), Some(b)) = (rank(&earlier.treatment), rank(&later.treatment))
                && a > b
            {
                wrong.push((place.clone(), format!("on one day it goes before {}", earlier.treatment)));
            }
        }
    }
    for (place, says) in wrong {
        desk.say(Fault::SameDay, place, says);
    }
}

/// The first day of each maintenance, with all sessions of the plan behind it.
fn maintained(desk: &mut Desk<'_>) {
    let mut with = desk.case.clone();
    with.facts.extend(desk.plan.sessions.iter().flat_map(Session::facts));
    for (i, m) in desk.plan.maintain.iter().enumerate() {
        let place = format!("maintain[{i}] {}", m.treatment);
        let Some(last) =
            desk.plan.sessions.iter().filter(|s| s.treatment == m.treatment).max_by_key(|s| s.on)
        else {
            desk.say(Fault::Unaccounted, place, "no session of the plan is kept by it");
            continue;
        };
        if m.first < last.on.plus(i32::from(m.every_days)) {
            desk.say(
                Fault::OwnGap,
                &place,
                format!("{} is before {} days have passed", m.first, m.every_days),
            );
        }
        let again = Session { on: m.first, ..last.clone() };
        let stopped = answers(desk, &again, &with).iter().any(|a| a.verdict >= Verdict::Defer);
        if stopped {
            desk.say(Fault::Gate, place, format!("the gate stops it on {}", m.first));
        }
    }
}
