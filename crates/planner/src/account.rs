//! The account beside the plans: what was ruled out and why, what was not chosen and what it would have brought, what is
//! still to be asked, and which goals nobody can meet here.
use crate::candidate::{Candidate, Relevant, ask_gate, reasons};
use crate::plan::{Plan, Session};
use crate::report::{Added, NotChosen, Question, RuledOut, Unmet};
use crate::request::PlanError;
use crate::scene::{Scene, comfort, plannable, severe};
use crate::terms::result::units;
use crate::why::Blocked;
use safety::Answer;
use vocab::goals::Concern;

/// Least fall that counts as an effect, per cent of today's severity.
const EFFECT: f64 = 2.0;

/// A treatment that the gate never frees within the plan, with its findings.
pub(crate) fn ruled_out(
    scene: &Scene<'_, '_>,
    of: &Relevant<'_>,
    candidate: &Candidate<'_>,
) -> Result<Option<RuledOut>, PlanError> {
    if candidate.verdicts.iter().any(|v| plannable(*v)) {
        return Ok(None);
    }
    let answers =
        ask_gate(scene, &scene.case, candidate.code(), &candidate.zones, scene.today, candidate.step(0))?;
    let Some(worst) = answers.first() else { return Ok(None) };
    Ok(Some(RuledOut {
        treatment: candidate.code().to_owned(),
        serves: of.gains.iter().map(|(c, _)| *c).chain(of.named.iter().copied()).collect(),
        verdict: worst.verdict,
        earliest: answers.iter().map(|a| a.earliest).max().flatten().filter(|d| *d > scene.last),
        until: worst.until.clone(),
        findings: reasons(&answers),
    }))
}

/// Sessions of a whole course and the days of the plan on which they would lie.
fn course(candidate: &Candidate<'_>) -> (u16, Vec<u16>) {
    let sessions = candidate.min_sessions.max(1);
    let first = candidate.free().first().copied().and_then(|d| u16::try_from(d).ok()).unwrap_or(0);
    let gap = candidate.schedule.typical_gap_days[0].max(candidate.min_gap).max(1);
    (sessions, (0..sessions).map(|n| first.saturating_add(n.saturating_mul(gap))).collect())
}

/// Why a candidate is in no plan, or not in the first one.
fn why_not(
    scene: &Scene<'_, '_>,
    candidate: &Candidate<'_>,
    plans: &[Plan],
    added: &[Added],
) -> (String, Vec<String>) {
    let sources = candidate.schedule.sources.clone();
    if let Some(held) = &candidate.held
        && candidate.serves.is_empty()
    {
        return (held.because.clone(), if held.sources.is_empty() { sources } else { held.sources.clone() });
    }
    if candidate.serves.is_empty() {
        return (
            "no number is known for what it does here, so nothing can be promised of it".to_owned(),
            sources,
        );
    }
    let free = candidate.free();
    let span = u32::from(candidate.min_gap) * u32::from(candidate.min_sessions.saturating_sub(1));
    let room = free.first().zip(free.last()).map_or(0, |(a, b)| u32::try_from(b - a).unwrap_or(0));
    if free.is_empty() || room < span {
        let blocked = |b: Blocked| candidate.blocked.iter().filter(|x| **x == Some(b)).count();
        let most = [Blocked::Event, Blocked::Away, Blocked::Sun, Blocked::Gate]
            .into_iter()
            .max_by_key(|b| blocked(*b));
        let what = match most.filter(|b| blocked(*b) > 0) {
            Some(Blocked::Event) => "the event",
            Some(Blocked::Away) => "the absences",
            Some(Blocked::Sun) => "the sunny season",
            Some(_) | None => "what the gate and the preparation leave",
        };
        let because = format!(
            "a course of {} needs {span} days; {what} leave{} no room for it before {}",
            candidate.min_sessions,
            if what.starts_with("the abs") { "" } else { "s" },
            scene.last
        );
        return (because, sources);
    }
    let goals = &scene.request.goals;
    let price = candidate.price.saturating_mul(i64::from(candidate.min_sessions));
    if let Some(budget) = &goals.budget
        && price > budget.minor_units
    {
        return ("one course of it costs more than the whole budget".to_owned(), sources);
    }
    let quiet = u32::from(candidate.quiet.0) * u32::from(candidate.min_sessions);
    if goals.max_quiet_days.is_some_and(|most| quiet > u32::from(most)) {
        return (format!("one course of it takes {quiet} quiet days, more than were wished"), sources);
    }
    if goals.max_visits.is_some_and(|most| candidate.min_sessions > most) {
        return ("one course of it takes more visits than were wished".to_owned(), sources);
    }
    let chosen: Vec<&str> = plans
        .iter()
        .filter(|p| p.sessions.iter().any(|s| s.treatment == candidate.code()))
        .map(|p| p.name.code())
        .collect();
    if !chosen.is_empty() {
        return (format!("not in the first plan; it is part of: {}", chosen.join(", ")), sources);
    }
    if added.iter().all(|a| a.percent < EFFECT) {
        return ("beside what is planned it would add less than can be noticed".to_owned(), sources);
    }
    (
        "what it would add does not outweigh its price, visits and discomfort beside what is planned"
            .to_owned(),
        sources,
    )
}

/// What a whole course of a candidate would add to a plan, by concern, in points of per cent of today's severity.
fn added(scene: &Scene<'_, '_>, candidate: &Candidate<'_>, plan: Option<&Plan>) -> Vec<Added> {
    let (_, days) = course(candidate);
    let mut all: Vec<Added> = Vec::new();
    for (concern, gain) in candidate.known.iter().filter(|(c, _)| !comfort(*c)) {
        let so_far = left_of(plan, *concern);
        let percent = 100.0 * so_far * (1.0 - libm::exp(-units(gain, &days, scene.counts())));
        all.push(Added { concern: *concern, percent: libm::round(percent * 10.0) / 10.0 });
    }
    all
}

/// The same over all goals, by their weight.
pub(crate) fn adds(scene: &Scene<'_, '_>, candidate: &Candidate<'_>, plan: Option<&Plan>) -> f64 {
    let weight = |concern: Concern| scene.wish(concern.code()).map_or(0.0, |w| f64::from(w.weight));
    let sum: f64 = added(scene, candidate, plan).iter().map(|a| weight(a.concern) * a.percent).sum();
    sum / f64::from(scene.weights())
}

/// A candidate that the first plan leaves out.
pub(crate) fn not_chosen(
    scene: &Scene<'_, '_>,
    candidate: &Candidate<'_>,
    plans: &[Plan],
) -> Option<NotChosen> {
    let first = plans.first();
    let in_first = |s: &Session| s.treatment == candidate.code();
    if first.is_some_and(|p| p.sessions.iter().any(in_first)) {
        return None;
    }
    let (sessions, _) = course(candidate);
    let added = added(scene, candidate, first);
    let (because, sources) = why_not(scene, candidate, plans, &added);
    Some(NotChosen {
        treatment: candidate.code().to_owned(),
        because,
        would_add: added,
        sessions,
        price: candidate.price.saturating_mul(i64::from(sessions)),
        visits: sessions,
        quiet_days: candidate.quiet.0.saturating_mul(sessions),
        sources,
    })
}

/// The share of today's severity of a concern that a plan leaves.
pub(crate) fn left_of(plan: Option<&Plan>, concern: Concern) -> f64 {
    plan.and_then(|p| p.expected.iter().find(|e| e.concern == concern)).map_or(1.0, left)
}

/// The share of today's severity that a course leaves at its end.
fn left(expected: &crate::plan::Expected) -> f64 {
    match (expected.course.first(), expected.course.last()) {
        (Some(first), Some(last)) if first.median > 0.0 => (last.median / first.median).clamp(0.0, 1.0),
        _ => 1.0,
    }
}

/// Adds the questions of answers about one treatment or product.
pub(crate) fn ask(questions: &mut Vec<Question>, answers: &[Answer<'_>], about: &str) {
    for q in answers.iter().flat_map(|a| &a.questions) {
        add_question(questions, q.condition, &q.text, about);
    }
}

/// Adds one question; what is asked already only learns what else waits for it.
pub(crate) fn add_question(questions: &mut Vec<Question>, condition: &str, text: &str, about: &str) {
    let about = about.to_owned();
    match questions.iter_mut().find(|q| q.condition == condition && q.text == text) {
        Some(q) if !q.about.contains(&about) => q.about.push(about),
        Some(_) => {}
        None => questions.push(Question {
            condition: condition.to_owned(),
            text: text.to_owned(),
            about: vec![about],
        }),
    }
}

/// The goals that no plan meets.
pub(crate) fn unmet(
    scene: &Scene<'_, '_>,
    relevant: &[Relevant<'_>],
    candidates: &[Candidate<'_>],
    plans: &[Plan],
    ruled_out: &[RuledOut],
) -> Vec<Unmet> {
    let mut all = Vec::new();
    for wish in &scene.wishes {
        let concern = wish.concern;
        if severe(wish) || (concern == Concern::Acne && has_severe(scene)) {
            all.push(Unmet {
                concern,
                because: "severe acne is treated by a dermatologist first; whatever is planned here only goes along with it"
                    .to_owned(),
                refer: Some("dermatologist".to_owned()),
                sources: vec!["AAD24".to_owned()],
            });
        }
        let served = |p: &Plan| {
            p.sessions.iter().any(|s| s.serves.contains(&concern))
                || p.home_care.iter().any(|h| h.serves.contains(&concern))
        };
        if plans.iter().any(served) {
            continue;
        }
        let known = relevant.iter().any(|r| r.gains.iter().any(|(c, _)| *c == concern));
        let stopped: Vec<&str> =
            ruled_out.iter().filter(|r| r.serves.contains(&concern)).map(|r| r.treatment.as_str()).collect();
        let possible: Vec<&str> = candidates
            .iter()
            .filter(|c| c.known.iter().any(|(x, _)| *x == concern))
            .map(Candidate::code)
            .collect();
        let (because, sources) = if !possible.is_empty() {
            let text = format!(
                "possible, but in no plan: {}; the reasons stand with each of them",
                possible.join(", ")
            );
            (text, vec!["HOUSE".to_owned()])
        } else if !known && stopped.is_empty() {
            ("nothing known moves this concern here".to_owned(), vec!["HOUSE".to_owned()])
        } else if !stopped.is_empty() {
            let sources = ruled_out
                .iter()
                .filter(|r| r.serves.contains(&concern))
                .flat_map(|r| r.findings.iter().flat_map(|f| f.sources.iter().cloned()))
                .collect::<std::collections::BTreeSet<String>>();
            (
                format!("what would move it is ruled out here: {}", stopped.join(", ")),
                sources.into_iter().collect(),
            )
        } else {
            (
                "what would move it has no room within the days, the budget and the wishes".to_owned(),
                vec!["HOUSE".to_owned()],
            )
        };
        all.push(Unmet { concern, because, refer: None, sources });
    }
    all
}

fn has_severe(scene: &Scene<'_, '_>) -> bool {
    let patient = &scene.case.patient;
    patient.iga_acne.is_some_and(|g| g >= 4)
        || patient.gags.is_some_and(|g| g.total() >= 31)
        || scene.case.facts.iter().any(|f| {
            f.status == Some(vocab::case::Status::Present)
                && matches!(&f.subject, vocab::case::Subject::Condition(c) if c == "acne_severe")
        })
}
