//! From solved days to sessions that can say why they are there.
use crate::candidate::{Candidate, ask_gate, reasons};
use crate::medifacial;
use crate::plan::{Action, Session};
use crate::request::PlanError;
use crate::scene::{Scene, comfort};
use crate::solve::{Solved, others};
use crate::terms::result::{units, whole};
use crate::why::{Blocked, Why};
use knowledge::Knowledge;
use vocab::goals::Concern;
use vocab::{Verdict, Zone};

/// The sessions of a solution, by day and then in the order of the day.
pub(crate) fn sessions(scene: &Scene<'_, '_>, solved: &Solved<'_>) -> Result<Vec<Session>, PlanError> {
    let places = solved.sessions();
    let mut all = Vec::with_capacity(places.len());
    for at in &places {
        if let Some(candidate) = solved.candidates.get(at.1) {
            all.push(session(scene, solved, &places, *at, candidate)?);
        }
    }
    all.sort_by(|a, b| {
        let rank = |s: &Session| order(scene.k, &s.treatment);
        a.on.cmp(&b.on).then_with(|| rank(a).cmp(&rank(b))).then_with(|| a.treatment.cmp(&b.treatment))
    });
    Ok(all)
}

/// The place of a treatment in the order of one day (section 4).
pub(crate) fn order(k: &Knowledge, code: &str) -> usize {
    let group = k.treatment(code).and_then(|t| t.group).map(vocab::Group::code);
    k.gaps
        .iter()
        .flat_map(|g| &g.order)
        .position(|word| word == code || Some(word.as_str()) == group)
        .unwrap_or(usize::MAX)
}

fn session(
    scene: &Scene<'_, '_>,
    solved: &Solved<'_>,
    places: &[(usize, usize)],
    (day, place): (usize, usize),
    candidate: &Candidate<'_>,
) -> Result<Session, PlanError> {
    let own: Vec<usize> = places.iter().filter(|(_, p)| *p == place).map(|(d, _)| *d).collect();
    let nth = own.iter().filter(|d| **d < day).count();
    let (params, performer) = candidate.step(nth);
    let mut case = scene.case.clone();
    case.facts.extend(others(scene, solved, places, (day, place)));
    let on = scene.day(day);
    let answers = ask_gate(scene, &case, candidate.code(), &candidate.zones, on, (params, performer))?;
    let findings = reasons(&answers);
    let verdict = answers.first().map_or(Verdict::Allow, |a| a.verdict);
    let mut conditions: Vec<Action> = answers
        .iter()
        .flat_map(|a| &a.conditions)
        .filter(|c| c.code != knowledge::condition::Attached::Window)
        .map(|c| Action {
            code: c.code.code().to_owned(),
            text: c.text.to_owned(),
            from: c.from,
            until: c.until,
        })
        .collect();
    conditions.sort();
    conditions.dedup();
    let mut because = purpose(scene, candidate, &own);
    because.push(Why::Place { nth: short(nth + 1), of: short(own.len()) });
    if !candidate.spared.is_empty() {
        because.push(Why::Spared { zones: candidate.spared.clone() });
    }
    if candidate.preferred {
        because.push(Why::Preferred);
    }
    because
        .extend(params.percent.map(|percent| strength(percent, nth, scene.marks_easily(), candidate.capped)));
    because.extend(day_reasons(scene, solved, places, (day, place), candidate));
    let mut serves: Vec<(u32, Concern)> = served(scene, candidate, &own);
    serves.sort_by_key(|(worth, _)| std::cmp::Reverse(*worth));
    let mut sources: Vec<String> = findings.iter().flat_map(|f| f.sources.iter().cloned()).collect();
    sources.extend(candidate.schedule.sources.iter().cloned());
    for (_, concern) in &serves {
        let named = |e: &&knowledge::treatment::Effect| e.concerns.iter().any(|c| c == concern.code());
        let effects = candidate.parts.iter().flat_map(|t| &t.effect);
        sources.extend(effects.filter(named).flat_map(|e| e.sources.iter().cloned()));
    }
    sources.sort();
    sources.dedup();
    Ok(Session {
        treatment: candidate.code().to_owned(),
        steps: medifacial::steps(scene, &case, candidate.code(), on)?,
        on,
        zones: candidate.zones.clone() as Vec<Zone>,
        params: params.clone(),
        purpose: serves
            .first()
            .map_or_else(|| scene.wishes.first().map_or(Concern::Rest, |w| w.concern), |(_, c)| *c),
        serves: serves.into_iter().map(|(_, c)| c).collect(),
        verdict,
        provisional: verdict == Verdict::Review,
        conditions,
        because,
        findings,
        sources,
        quiet_days: candidate.quiet.0,
        quiet_days_max: candidate.quiet.1,
        minutes: candidate.minutes,
        price: candidate.price,
        performer,
    })
}

/// Why a peel has its strength.
fn strength(percent: f64, nth: usize, marks_easily: bool, capped: bool) -> Why {
    if capped {
        return Why::Strength {
            percent,
            because: "it stays below the usual strength, which would have fewer days here",
        };
    }
    let because = match (nth, marks_easily) {
        (0, true) => "the weakest usual strength, because this skin marks easily or its type is not known",
        (0, false) => "the first session is weak",
        (_, true) => "it rises slowly in skin that marks easily",
        (_, false) => "it rises when the first session was borne well",
    };
    Why::Strength { percent, because }
}

fn short(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// The goals that a course serves, with what it is worth to each.
fn served(scene: &Scene<'_, '_>, candidate: &Candidate<'_>, own: &[usize]) -> Vec<(u32, Concern)> {
    let days: Vec<u16> = own.iter().map(|d| short(*d)).collect();
    candidate
        .serves
        .iter()
        .map(|(concern, gain)| {
            let weight = scene.wish(concern.code()).map_or(0, |w| w.weight);
            let units = if comfort(*concern) {
                gain.median * f64::from(short(days.len()))
            } else {
                units(gain, &days, scene.counts())
            };
            let percent = 100.0 * (1.0 - libm::exp(-units));
            (weight * u32::try_from(whole(percent * 10.0)).unwrap_or(0), *concern)
        })
        .collect()
}

fn purpose(scene: &Scene<'_, '_>, candidate: &Candidate<'_>, own: &[usize]) -> Vec<Why> {
    let days: Vec<u16> = own.iter().map(|d| short(*d)).collect();
    candidate
        .serves
        .iter()
        .map(|(concern, gain)| {
            if comfort(*concern) {
                return Why::Comfort { concern: *concern };
            }
            let percent = 100.0 * (1.0 - libm::exp(-units(gain, &days, scene.counts())));
            let mark = if gain.needs_sign_off { "; needs sign-off" } else { "" };
            Why::Serves {
                concern: *concern,
                percent: u16::try_from(whole(percent)).unwrap_or(0),
                basis: format!("{}{mark}", gain.basis),
            }
        })
        .collect()
}

/// What shaped the day: what keeps it from being earlier, or what asks for it.
fn day_reasons(
    scene: &Scene<'_, '_>,
    solved: &Solved<'_>,
    places: &[(usize, usize)],
    (day, place): (usize, usize),
    candidate: &Candidate<'_>,
) -> Vec<Why> {
    let mut all = Vec::new();
    let sep = |a: usize, b: usize| solved.sep.get(a).and_then(|r| r.get(b)).copied().unwrap_or(0);
    let code = |p: usize| solved.candidates.get(p).map_or(String::new(), |c| c.code().to_owned());
    let before = places.iter().filter(|(d, p)| *p == place && *d < day).map(|(d, _)| *d).max();
    if let Some(prev) = before
        && day - prev == usize::from(candidate.min_gap)
    {
        all.push(Why::OwnGap { after: scene.day(prev), days: candidate.min_gap });
    }
    for (d, p) in places.iter().filter(|(_, p)| *p != place) {
        if *d < day && day - d == sep(*p, place) {
            all.push(Why::Spacing { other: code(*p), on: scene.day(*d), days: short(day - d) });
        } else if *d > day && d - day == sep(place, *p) {
            all.push(Why::Before { other: code(*p), on: scene.day(*d), days: short(d - day) });
        } else if *d == day {
            let rank = |code: &str| (order(scene.k, code), code.to_owned());
            let other = code(*p);
            let first = rank(candidate.code()) < rank(&other);
            all.push(Why::Together { other, first });
        }
    }
    if all.is_empty() {
        let earlier = day.checked_sub(1).and_then(|d| candidate.blocked.get(d)).copied().flatten();
        if day == 0 {
            all.push(Why::FirstFree(Blocked::Past));
        } else if let Some(blocked) = earlier {
            all.push(Why::FirstFree(blocked));
        }
    }
    let later = candidate.blocked.get(day + 1).copied().flatten();
    if all.is_empty()
        && later == Some(Blocked::Event)
        && let Some(event) = &scene.request.goals.event
    {
        let days = crate::terms::clear_days(event.clear_days, candidate.quiet.1);
        all.push(Why::QuietBefore { event: event.on, days });
    }
    if let Some(prev) = before
        && all.is_empty()
        && day - prev >= usize::from(candidate.max_gap)
    {
        all.push(Why::LatestGap { after: scene.day(prev), days: candidate.max_gap });
    }
    if all.is_empty() {
        all.push(Why::Rhythm);
    }
    all
}
