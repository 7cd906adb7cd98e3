//! What to expect: the forecast of each concern under the sessions and the home care of a plan.
use crate::home::stretches;
use crate::plan::{Expected, HomeCare, Point, Session};
use crate::scene::{Scene, Wish, comfort};
use crate::terms::result::{Due, whole};
use forecast::gain::gain;
use forecast::patient::{Given, Goal, Measurement, PatientCourse, Question, When, course};
use forecast::population::Population;
use vocab::Day;

/// The scale on which a course is reckoned when the goals give no score: 10 stands for today, so a point is ten per cent.
const RELATIVE: &str = "bother_0_10";

/// Everything given in a plan, in the forecast's terms.
fn given(scene: &Scene<'_, '_>, sessions: &[Session], care: &[HomeCare]) -> Vec<Given> {
    let day = |d: Day| u16::try_from(d.since(scene.today)).unwrap_or(0);
    let mut all: Vec<Given> = Vec::new();
    for session in sessions {
        match all.iter_mut().find(|g| g.code == session.treatment) {
            Some(Given { when: When::Sessions(days), .. }) => days.push(day(session.on)),
            Some(_) => {}
            None => all
                .push(Given { code: session.treatment.clone(), when: When::Sessions(vec![day(session.on)]) }),
        }
    }
    let home = |c: &HomeCare| Given { code: c.product.clone(), when: When::Home(stretches(c, scene.today)) };
    all.extend(care.iter().map(home));
    all
}

/// The courses of a plan, one for each goal of which something is known. Comfort has no course.
pub(crate) fn expected(scene: &Scene<'_, '_>, sessions: &[Session], care: &[HomeCare]) -> Vec<Expected> {
    let Some(population) = Population::shipped() else { return Vec::new() };
    let all = given(scene, sessions, care);
    scene
        .wishes
        .iter()
        .filter(|w| !comfort(w.concern))
        .filter_map(|wish| one(scene, population, wish, &all))
        .collect()
}

fn one(scene: &Scene<'_, '_>, population: &Population, wish: &Wish, all: &[Given]) -> Option<Expected> {
    let code = wish.concern.code();
    let gains: Vec<_> = all.iter().filter_map(|g| Some((g.clone(), gain(&g.code, code)?))).collect();
    if gains.is_empty() {
        return None;
    }
    let given: Vec<Given> = gains.iter().map(|(g, _)| g.clone()).collect();
    let stated =
        wish.scale.zip(wish.score).filter(|(scale, _)| forecast::scale::scale(scale.code()).is_some());
    let (scale, start) = stated.map_or((RELATIVE, 10.0), |(scale, score)| (scale.code(), score));
    let until = u16::try_from(scene.last.since(scene.today)).unwrap_or(0);
    let by = scene.due_days();
    let target = wish.target.filter(|_| stated.is_some());
    let question = Question {
        concern: code.to_owned(),
        scale: scale.to_owned(),
        given,
        measured: vec![Measurement { day: 0, score: start, raters: 1 }],
        goal: target.map(|score| Goal { score, by }),
        until,
    };
    let course = course(population, &question).ok()?;
    let factor = if stated.is_some() { 1.0 } else { 10.0 };
    Some(Expected {
        concern: wish.concern,
        scale: stated.map(|(scale, _)| scale.code().to_owned()),
        course: points(scene, &course, factor),
        chance: course.goal.map(|p| libm::round(p * 1000.0) / 1000.0),
        detectable: stated.and(course.smallest_detectable_change).map(rounded),
        basis: course.basis.join("; "),
        needs_sign_off: gains.iter().any(|(_, g)| g.needs_sign_off),
    })
}

fn rounded(x: f64) -> f64 {
    // Adding nothing makes a negative nothing plain.
    libm::round(x * 100.0) / 100.0 + 0.0
}

/// Every two weeks, the day that counts, and the last day.
fn points(scene: &Scene<'_, '_>, course: &PatientCourse, factor: f64) -> Vec<Point> {
    let last = course.points.last().map_or(0, |p| p.day);
    let due = scene.due_days();
    let near_due = |day: u16| day <= due && due - day < 7;
    course
        .points
        .iter()
        .filter(|p| p.day % 14 == 0 || p.day == last || near_due(p.day))
        .map(|p| Point {
            on: scene.today.plus(i32::from(p.day)),
            median: rounded(p.median * factor),
            low50: rounded(p.band50[0] * factor),
            high50: rounded(p.band50[1] * factor),
            low80: rounded(p.band80[0] * factor),
            high80: rounded(p.band80[1] * factor),
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
        let mut kinds: Vec<&str> = Vec::new();
        for (_, gain, given) in given.iter().filter(|(of, ..)| *of == place) {
            if !gain.kind.is_empty() {
                if kinds.contains(&gain.kind.as_str()) {
                    continue;
                }
                kinds.push(&gain.kind);
            }
            units += match &given.when {
                When::Sessions(days) if comfort(wish.concern) => {
                    gain.median * f64::from(u16::try_from(days.len()).unwrap_or(u16::MAX))
                }
                When::Sessions(days) => crate::terms::result::units(gain, days, due),
                When::Home(stretches) => home_units(gain, stretches, due.day),
            };
        }
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
