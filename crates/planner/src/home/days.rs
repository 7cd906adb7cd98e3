//! The days of a product: its ramp, its cycle, and the pauses that the sessions ask for (sections 5.3 and 6.2).
use super::Chosen;
use crate::home::choose::{START_DAYS, supports};
use crate::plan::{HomeCare, Ramp, Session};
use crate::scene::Scene;
use forecast::patient::Stretch;
use knowledge::Knowledge;
use knowledge::ingredient::Ingredient;
use vocab::Day;

/// The products of a plan with these sessions: no new active begins within two weeks of another, none within a pause.
pub(crate) fn home_care(scene: &Scene<'_, '_>, chosen: &[Chosen<'_>], sessions: &[Session]) -> Vec<HomeCare> {
    let mut next = scene.today;
    let mut all = Vec::with_capacity(chosen.len());
    for product in chosen {
        let new = !product.in_use && !supports(product.ingredient);
        let start = if new { product.start.max(next) } else { product.start };
        let care = one(scene, &Chosen { start, ..product.clone() }, sessions);
        if new {
            next = care.from.plus(START_DAYS);
        }
        // What would begin on the last days does nothing any more.
        if care.from < scene.last || !new {
            all.push(care);
        }
    }
    all
}

fn one(scene: &Scene<'_, '_>, product: &Chosen<'_>, sessions: &[Session]) -> HomeCare {
    let i = product.ingredient;
    let mut from = product.start;
    let end = |from: Day| i.cycle_weeks_max.map(|w| from.plus(i32::from(w) * 7 - 1));
    let mut pauses = pauses(scene.k, i, from, scene.last, sessions);
    // A product does not begin within a pause but after it.
    while !product.in_use
        && let Some((_, last)) = pauses.first().copied().filter(|(first, _)| *first <= from)
    {
        pauses.remove(0);
        from = last.plus(1);
    }
    let cycle = end(from);
    let until = cycle.map_or(scene.last, |end| end.min(scene.last)).max(from);
    pauses.retain_mut(|(first, last)| {
        *last = until.min(*last);
        *first <= *last
    });
    let mut because: Vec<String> = Vec::new();
    let serves: Vec<_> = product.gains.iter().map(|(c, _)| *c).collect();
    for concern in &serves {
        let text = i.evidence.iter().find(|e| e.concerns.iter().any(|c| c == concern.code()));
        because.extend(text.map(|e| format!("{}: {}", concern.code().replace('_', " "), e.text)));
    }
    if i.family == "sunscreen" {
        because.push(
            "every morning: pigment, redness and all that is treated here get worse in the sun".to_owned(),
        );
    } else if supports(i) {
        because.push("it keeps the barrier calm beside actives and sessions".to_owned());
    }
    if product.in_use {
        because.push("it is in use already and goes on".to_owned());
    }
    because.extend(product.alternates.map(|p| format!("on alternate nights: {}", p.because)));
    because.extend(
        cycle.filter(|end| *end < scene.last).map(|end| format!("a break from {end} on, as for every cycle")),
    );
    because.extend(product.findings.iter().map(|f| f.because.clone()));
    let mut sources: Vec<String> = i
        .evidence
        .iter()
        .filter(|e| supports(i) || e.concerns.iter().any(|c| serves.iter().any(|s| s.code() == c)))
        .flat_map(|e| e.sources.iter().cloned())
        .chain(product.findings.iter().flat_map(|f| f.sources.iter().cloned()))
        .chain(product.alternates.iter().flat_map(|p| p.sources.iter().cloned()))
        .collect();
    sources.sort();
    sources.dedup();
    if sources.is_empty() {
        sources.push("HOUSE".to_owned());
    }
    HomeCare {
        product: i.code.clone(),
        percent: product.percent,
        when: product.when,
        from,
        until,
        pauses,
        ramp: ramp(product, from, until),
        serves,
        verdict: product.verdict,
        because,
        sources,
    }
}

fn ramp(product: &Chosen<'_>, start: Day, until: Day) -> Vec<Ramp> {
    let step = |from: Day, per_week: u16, text: &str| Ramp { from, per_week, text: text.to_owned() };
    let most = if product.alternates.is_some() { 3 } else { u16::MAX };
    if product.in_use {
        return Vec::new();
    }
    let mut all: Vec<Ramp> = Vec::new();
    for r in &product.ingredient.ramp {
        let from = start.plus(i32::from(r.from_week.saturating_sub(1)) * 7);
        if from <= until && r.per_week <= most {
            all.push(step(from, r.per_week, &r.text));
        }
    }
    if all.is_empty() && product.alternates.is_some() {
        all.push(step(start, 3, "On alternate nights, never together with the other one."));
    }
    all
}

/// The days without a product around sessions: so many before, so many from the day of the session on.
pub(crate) fn pauses(
    k: &Knowledge,
    ingredient: &Ingredient,
    from: Day,
    until: Day,
    sessions: &[Session],
) -> Vec<(Day, Day)> {
    let mut all: Vec<(Day, Day)> = Vec::new();
    for session in sessions {
        for pause in &ingredient.pause {
            let meant = session.treatments().iter().any(|code| k.applies_to(&pause.around, code));
            if !meant || pause.before_days + pause.after_days == 0 {
                continue;
            }
            let first = session.on.plus(-i32::from(pause.before_days)).max(from);
            let last = session.on.plus(i32::from(pause.after_days) - 1).max(session.on).min(until);
            if first <= last {
                all.push((first, last));
            }
        }
    }
    all.sort();
    let mut merged: Vec<(Day, Day)> = Vec::new();
    for (first, last) in all {
        match merged.last_mut() {
            Some(before) if first <= before.1.plus(1) => before.1 = before.1.max(last),
            Some(_) | None => merged.push((first, last)),
        }
    }
    merged
}

/// The stretches of use for the forecast: from start to end without the pauses.
pub(crate) fn stretches(care: &HomeCare, today: Day) -> Vec<Stretch> {
    let day = |d: Day| u16::try_from(d.since(today)).unwrap_or(0);
    let mut all = Vec::new();
    let mut from = care.from;
    for (first, last) in &care.pauses {
        if *first > from {
            all.push(Stretch { from: day(from), until: day(*first), adherence: 1.0 });
        }
        from = last.plus(1);
    }
    if from <= care.until {
        all.push(Stretch { from: day(from), until: day(care.until.plus(1)), adherence: 1.0 });
    }
    all
}
