//! Measuring days: before anything is done, every four weeks, before the event, and at the end.
use crate::plan::{Measure, Session};
use crate::scene::Scene;
use vocab::Day;
use vocab::goals::Concern;

/// Days between measurements: pigment and acne change over 8 to 16 weeks (section 5.3), so four weeks see a change or its absence.
const EVERY: i32 = 28;

/// Longest stretch without a measurement, days: one and a half times the usual distance.
const LONGEST: i32 = 42;

/// The scale that a concern is followed on when the goals name none.
fn usual(concern: Concern) -> &'static str {
    match concern {
        Concern::Melasma => "mmasi",
        Concern::Acne => "gags",
        Concern::Pih => "pih_index",
        Concern::Redness => "cea",
        Concern::Rosacea => "iga_rosacea",
        Concern::FineLines => "griffiths",
        Concern::AtrophicScars => "goodman_baron",
        Concern::Dehydration => "corneometer",
        Concern::Barrier => "tewl",
        Concern::Lentigines
        | Concern::DynamicLines
        | Concern::Folds
        | Concern::Laxity
        | Concern::Texture
        | Concern::Pores
        | Concern::Dullness
        | Concern::Oiliness
        | Concern::BodyTension
        | Concern::Rest => "bother_0_10",
    }
}

fn what(scene: &Scene<'_, '_>) -> Vec<String> {
    let skin = scene.wishes.iter().any(|w| !matches!(w.concern, Concern::BodyTension | Concern::Rest));
    let mut all: Vec<String> = Vec::new();
    if skin {
        all.push("photo".to_owned());
    }
    for wish in &scene.wishes {
        let scale = wish.scale.map_or(usual(wish.concern), vocab::goals::Scale::code).to_owned();
        if !all.contains(&scale) {
            all.push(scale);
        }
    }
    all
}

/// The measuring days of a plan. Where a session is near, the measurement joins its visit, before it begins.
pub(crate) fn measure(scene: &Scene<'_, '_>, sessions: &[Session]) -> Vec<Measure> {
    let near = |day: Day| {
        sessions
            .iter()
            .map(|s| s.on)
            .filter(|on| on.since(day).abs() <= 7)
            .min_by_key(|on| on.since(day).abs())
    };
    let mut days: Vec<(Day, &str)> = vec![(scene.today, "where it begins")];
    let mut day = scene.today.plus(EVERY);
    while day.plus(EVERY / 2) <= scene.due {
        days.push((near(day).filter(|d| *d > scene.today).unwrap_or(day), "what has changed in four weeks"));
        day = day.plus(EVERY);
    }
    let event = scene.request.goals.event.as_ref().map(|event| event.on);
    days.push((scene.due, if event == Some(scene.due) { "before the event" } else { "what was reached" }));
    if let Some(eve) = event.map(|on| on.plus(-1))
        && scene.today < eve
        && eve < scene.due
    {
        // A measurement of the days before says the same; the eve is the one that counts.
        days.retain(|(day, _)| *day == scene.today || *day == scene.due || day.since(eve).abs() > 7);
        days.push((eve, "before the event"));
    }
    days.sort();
    days.dedup_by_key(|(day, _)| *day);
    // Joining visits may leave a longer stretch: a measurement in its middle closes it.
    let between: Vec<Day> = days
        .iter()
        .zip(days.iter().skip(1))
        .filter(|((a, _), (b, _))| b.since(*a) > LONGEST)
        .map(|((a, _), (b, _))| a.plus(b.since(*a) / 2))
        .collect();
    days.extend(between.into_iter().map(|day| (day, "what has changed in between")));
    days.sort();
    let what = what(scene);
    days.into_iter()
        .map(|(on, because)| Measure { on, what: what.clone(), because: because.to_owned() })
        .collect()
}
