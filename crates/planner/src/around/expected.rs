//! What to expect: the forecast of each concern under what has happened, the sessions and the home care of a plan.
//!
//! The person's own measurements correct it. A goal without a score is followed in per cent of the first day.
use crate::home::stretches;
use crate::plan::{Expected, HomeCare, Point, Session};
use crate::scene::{Scene, Wish, comfort};
use crate::terms::result::{Due, whole};
use forecast::course::{Asked, ConcernCourse, of_plan};
use forecast::gain::gain;
use forecast::patient::{Given, When};
use forecast::population::Population;
use forecast::scale::PERCENT;
use vocab::Day;
use vocab::goals::{ConcernGoal, ExistingPlan, Goals, PlannedHomeCare, PlannedSession};

/// Everything given in a plan, in the forecast's terms.
fn given(scene: &Scene<'_, '_>, sessions: &[Session], care: &[HomeCare]) -> Vec<Given> {
    let day = |d: Day| u16::try_from(d.since(scene.today)).unwrap_or(0);
    let mut all: Vec<Given> = Vec::new();
    for (code, on) in sessions.iter().flat_map(|s| s.counted().into_iter().map(|code| (code, s.on))) {
        match all.iter_mut().find(|g| g.code == code) {
            Some(Given { when: When::Sessions(days), .. }) => days.push(day(on)),
            Some(_) => {}
            None => all.push(Given { code: code.to_owned(), when: When::Sessions(vec![day(on)]) }),
        }
    }
    let home = |c: &HomeCare| Given { code: c.product.clone(), when: When::Home(stretches(c, scene.today)) };
    all.extend(care.iter().map(home));
    all
}

/// What has happened of an agreed plan, and what lies ahead in this one.
fn whole_plan(scene: &Scene<'_, '_>, sessions: &[Session], care: &[HomeCare]) -> ExistingPlan {
    let mut all = ExistingPlan::default();
    if let Some(before) = &scene.request.existing {
        for done in before.sessions.iter().filter(|s| s.done == Some(true)) {
            let parts = crate::medifacial::written(scene.k, &done.treatment, true);
            let part = |code: &&str| PlannedSession { treatment: (*code).to_owned(), ..done.clone() };
            all.sessions.extend(parts.iter().map(part));
        }
        let yesterday = scene.today.plus(-1);
        for past in before.home_care.iter().filter(|h| h.from < scene.today) {
            let until = Some(past.until.map_or(yesterday, |u| u.min(yesterday)));
            all.home_care.push(PlannedHomeCare { until, ..past.clone() });
        }
    }
    let parts = sessions.iter().flat_map(|s| s.counted().into_iter().map(move |code| (s, code)));
    all.sessions.extend(parts.map(|(s, code)| PlannedSession {
        treatment: code.to_owned(),
        on: s.on,
        zones: s.zones.clone(),
        params: s.params.clone(),
        done: None,
    }));
    all.home_care.extend(care.iter().map(|h| PlannedHomeCare {
        product: h.product.clone(),
        percent: h.percent,
        from: h.from,
        until: Some(h.until),
        adherence: None,
        pauses: h.pauses.clone(),
    }));
    all
}

/// The goals as the forecast reads them: one entry for each concern that has a course, up to the day that counts.
fn goals(scene: &Scene<'_, '_>) -> Goals {
    let own = &scene.request.goals;
    let one = |w: &Wish| ConcernGoal {
        concern: w.concern,
        scale: w.scale,
        score: w.score,
        target: w.target,
        zone: w.stated,
        weight: 1,
    };
    Goals {
        concerns: scene.wishes.iter().filter(|w| !comfort(w.concern)).map(one).collect(),
        until: Some(scene.last),
        event: own.event.clone().filter(|_| scene.for_event()),
        ..own.clone()
    }
}

/// The courses of a plan, one for each goal of which something is known. Comfort has no course.
pub(crate) fn expected(scene: &Scene<'_, '_>, sessions: &[Session], care: &[HomeCare]) -> Vec<Expected> {
    let Some(population) = Population::shipped() else { return Vec::new() };
    let (goals, plan) = (goals(scene), whole_plan(scene, sessions, care));
    let asked = Asked { today: scene.today, goals: &goals, plan: &plan, measured: &scene.request.measured };
    let codes: Vec<&str> =
        sessions.iter().flat_map(Session::counted).chain(care.iter().map(|c| c.product.as_str())).collect();
    let answers = of_plan(population, &asked).concerns;
    goals
        .concerns
        .iter()
        .filter(|g| codes.iter().any(|code| gain(code, g.concern.code()).is_some()))
        .filter_map(|g| Some((g, answers.iter().find(|a| a.concern == g.concern.code())?)))
        .filter(|(_, a)| !a.course.is_empty())
        .map(|(g, a)| one(scene, g, a))
        .collect()
}

fn one(scene: &Scene<'_, '_>, goal: &ConcernGoal, course: &ConcernCourse) -> Expected {
    let mut basis = course.basis.clone();
    basis.extend(course.label.map(str::to_owned));
    Expected {
        concern: goal.concern,
        scale: (course.scale != PERCENT).then(|| course.scale.clone()),
        course: points(scene, course),
        chance: course.goal.map(|g| g.probability),
        detectable: course.smallest_detectable_change,
        own_percent: course.own_weight_percent,
        so_far: course.so_far.map(str::to_owned),
        look_again: course.off_track.map(str::to_owned),
        basis: basis.join("; "),
        needs_sign_off: course.needs_sign_off,
    }
}

/// From now on: every two weeks, the day that counts, and the last day.
fn points(scene: &Scene<'_, '_>, course: &ConcernCourse) -> Vec<Point> {
    let now = course.course.iter().rposition(|p| p.on <= scene.today).unwrap_or(0);
    let ahead = course.course.get(now..).unwrap_or_default();
    let (first, last) = (ahead.first().map(|p| p.on), ahead.last().map(|p| p.on));
    let near_due = |day: Day| day <= scene.due && scene.due.since(day) < 7;
    let kept =
        |on: Day| first.is_some_and(|first| on.since(first) % 14 == 0) || Some(on) == last || near_due(on);
    ahead
        .iter()
        .filter(|p| kept(p.on))
        .map(|p| Point {
            on: p.on,
            median: p.median,
            low50: p.low50,
            high50: p.high50,
            low80: p.low80,
            high80: p.high80,
        })
        .collect()
}

/// A fall that people notice, per cent of today's severity. A default of the house.
const NOTICED: f64 = 20.0;

/// The expected fall of all goals together on a day (from the start of the plan), weighted, per cent of today's severity.
///
/// A goal of which nothing is known counts as no change; comfort counts by session.
fn fall(scene: &Scene<'_, '_>, given: &[(usize, forecast::gain::Gain, &Given)], due: Due) -> f64 {
    let mut sum = 0.0;
    for (place, wish) in scene.wishes.iter().enumerate() {
        let mut units = 0.0;
        let mut home = Vec::new();
        for (_, gain, given) in given.iter().filter(|(of, ..)| *of == place) {
            match &given.when {
                When::Sessions(days) if comfort(wish.concern) => {
                    units += gain.median * f64::from(u16::try_from(days.len()).unwrap_or(u16::MAX));
                }
                When::Sessions(days) => units += crate::terms::result::units(gain, days, due),
                When::Home(stretches) => home.push((gain, home_units(gain, stretches, due.day))),
            }
        }
        units += crate::home::together(&home);
        sum += f64::from(wish.weight) * (1.0 - libm::exp(-units));
    }
    100.0 * sum / f64::from(scene.weights())
}

/// The expected fall by the day that counts, and the first day on which it is large enough to be noticed.
pub(crate) fn result(scene: &Scene<'_, '_>, sessions: &[Session], care: &[HomeCare]) -> (u16, Option<Day>) {
    let all = given(scene, sessions, care);
    let mut known = Vec::new();
    for (place, wish) in scene.wishes.iter().enumerate() {
        for given in &all {
            known.extend(gain(&given.code, wish.concern.code()).map(|gain| (place, gain, given)));
        }
    }
    let at_due = fall(scene, &known, scene.counts());
    let day = (0..=scene.due_days())
        .step_by(7)
        .find(|day| fall(scene, &known, Due { day: *day, event: true }) >= NOTICED)
        .map(|day| scene.today.plus(i32::from(day)));
    (u16::try_from(whole(at_due)).unwrap_or(0), day)
}

fn home_units(gain: &forecast::gain::Gain, stretches: &[forecast::patient::Stretch], due: u16) -> f64 {
    use forecast::kernel::{Course, Dose};
    let weeks = |d: u16| f64::from(d) / 7.0;
    let doses = stretches
        .iter()
        .map(|s| Dose { from: weeks(s.from), until: weeks(s.until), level: s.adherence })
        .collect();
    gain.median * Course::Continuous(doses).fill(gain.rates, weeks(due)).value
}
