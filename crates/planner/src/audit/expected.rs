//! The expected courses, put to the forecast once more: the auditor turns request and plan into one bare question for
//! each concern by its own arithmetic, day by day, and compares every number that is told with the answer.
//!
//! What counts: sessions of an agreed plan that took place, its home care up to yesterday, and everything that stands in
//! this plan. Own measurements are the start; without them the score of the goals is today's; without either the course
//! is told in per cent of the first day.
use super::{Desk, Fault};
use crate::plan::Expected;
use forecast::patient::{Given, Goal, Measurement, PatientCourse, Question, Stretch, When, course};
use forecast::population::Population;
use forecast::scale::{PERCENT, scale};
use std::collections::{BTreeMap, BTreeSet};
use vocab::goals::{Concern, ConcernGoal, Scale};
use vocab::{Day, Zone};

/// Numbers are written with two decimals.
const NEAR: f64 = 0.011;
/// An event is the day that counts when at most so many days of the plan follow it.
const AFTER_EVENT: i32 = 28;
/// The course looks back half of the ten years that it may last.
const BACK: i32 = 1_820;

pub(super) fn check(desk: &mut Desk<'_>) {
    let Some(of) = Population::shipped() else { return };
    let wished = wished(desk);
    for (i, told) in desk.plan.expected.iter().enumerate() {
        let place = format!("expected[{i}] {}", told.concern);
        let Some(goal) = wished.iter().find(|g| g.concern == told.concern) else {
            desk.say(Fault::Expected, place, "it is no goal of the request, or one without a course");
            continue;
        };
        let asked = Asked::new(desk, goal);
        match course(of, &asked.question) {
            Ok(answer) => {
                for says in asked.differences(told, &answer) {
                    desk.say(Fault::Expected, &place, says);
                }
            }
            Err(error) => desk.say(Fault::Expected, place, format!("the forecast has no course: {error}")),
        }
    }
    let told: BTreeSet<Concern> = desk.plan.expected.iter().map(|e| e.concern).collect();
    if told.len() < desk.plan.expected.len() {
        desk.say(Fault::Expected, "expected", "one concern is told twice");
    }
    let sessions = desk.plan.sessions.iter().flat_map(crate::plan::Session::counted);
    let codes: BTreeSet<&str> =
        sessions.chain(desk.plan.home_care.iter().map(|h| h.product.as_str())).collect();
    for goal in &wished {
        let concern = goal.concern.code();
        let known = codes.iter().any(|code| forecast::gain::gain(code, concern).is_some());
        if known && !told.contains(&goal.concern) {
            desk.say(Fault::Expected, concern, "something of the plan works on it, and no course is told");
        }
    }
}

/// One wish for each concern that has a course, in the order of the request: of several for one concern the first
/// scale, score and target count, and the place only if all name the same one.
fn wished(desk: &Desk<'_>) -> Vec<ConcernGoal> {
    let mut all: Vec<ConcernGoal> = Vec::new();
    for goal in &desk.request.goals.concerns {
        match all.iter_mut().find(|one| one.concern == goal.concern) {
            Some(one) => {
                one.zone = one.zone.filter(|zone| Some(*zone) == goal.zone);
                one.scale = one.scale.or(goal.scale);
                one.score = one.score.or(goal.score);
                one.target = one.target.or(goal.target);
            }
            None => all.push(goal.clone()),
        }
    }
    // Comfort is felt and not forecast.
    all.retain(|goal| !matches!(goal.concern, Concern::BodyTension | Concern::Rest));
    // Acne that the case itself has graded needs no score among the goals.
    let patient = &desk.request.case.patient;
    let graded = (patient.gags.map(|g| (Scale::Gags, f64::from(g.total()))))
        .or_else(|| patient.iga_acne.map(|grade| (Scale::IgaAcne, f64::from(grade))));
    for goal in all.iter_mut().filter(|g| g.concern == Concern::Acne && g.scale.is_none()) {
        if let (None, Some((on, score))) = (goal.score, graded) {
            (goal.scale, goal.score) = (Some(on), Some(score));
        }
    }
    all
}

/// A question of the auditor's own making, with the day from which its days are counted.
struct Asked {
    from: Day,
    scale: String,
    question: Question,
}

impl Asked {
    fn new(desk: &Desk<'_>, goal: &ConcernGoal) -> Self {
        let (today, last) = desk.days;
        let uses = Uses::of(desk);
        let (scale, scores) = scores(desk, goal);
        let first = uses.first().into_iter().chain(scores.iter().map(|(on, ..)| *on)).fold(today, Day::min);
        let from = first.max(today.plus(-BACK));
        let until = desk.request.measured.iter().map(|m| m.on).fold(last.max(today), Day::max);
        let scores = if scale == PERCENT { vec![(from, 100.0, 1)] } else { scores };
        let measured = scores.iter().map(|(on, score, raters)| Measurement {
            day: number(from, *on),
            score: *score,
            raters: *raters,
        });
        let event = desk.request.goals.event.as_ref().map(|e| e.on);
        let by = event.filter(|on| *on <= last && last.since(*on) <= AFTER_EVENT).unwrap_or(last);
        let target = goal.target.filter(|_| scale != PERCENT);
        let question = Question {
            concern: goal.concern.code().to_owned(),
            scale: scale.clone(),
            given: uses.given(from, until, goal.zone),
            measured: measured.collect(),
            goal: target.map(|score| Goal { score, by: number(from, by) }),
            until: number(from, until),
        };
        Self { from, scale, question }
    }

    /// Everything in which the plan tells something else than the forecast answers.
    fn differences(&self, told: &Expected, answer: &PatientCourse) -> Vec<String> {
        let mut all = Vec::new();
        if told.scale.as_deref().unwrap_or(PERCENT) != self.scale {
            return vec![format!("not on the scale of the forecast, {}", self.scale)];
        }
        if told.course.is_empty() {
            all.push("the course is empty".to_owned());
        }
        if !told.course.windows(2).all(|two| matches!(two, [a, b] if a.on < b.on)) {
            all.push("its days do not rise".to_owned());
        }
        for point in &told.course {
            let day = number(self.from, point.on);
            let Some(p) =
                answer.points.iter().find(|p| p.day == day && self.from.plus(i32::from(day)) == point.on)
            else {
                all.push(format!("{} is no day of the forecast", point.on));
                continue;
            };
            let [low50, high50] = p.band50;
            let [low80, high80] = p.band80;
            let pairs = [
                (point.median, p.median),
                (point.low50, low50),
                (point.high50, high50),
                (point.low80, low80),
                (point.high80, high80),
            ];
            if let Some((is, want)) = pairs.into_iter().find(|(is, want)| !near(*is, *want)) {
                all.push(format!("{is} on {}; the forecast gives {want:.2}", point.on));
            }
        }
        let same = |is: Option<f64>, want: Option<f64>| match (is, want) {
            (Some(is), Some(want)) => near(is, want),
            (None, None) => true,
            _ => false,
        };
        if !same(told.chance, answer.goal) {
            all.push(format!("a chance of {:?}; the forecast gives {:?}", told.chance, answer.goal));
        }
        let detectable = answer.smallest_detectable_change.filter(|_| self.scale != PERCENT);
        if !same(told.detectable, detectable) {
            all.push(format!("a detectable change of {:?}, not {detectable:?}", told.detectable));
        }
        if !near(told.own_percent, answer.own_weight) {
            all.push(format!("own data weigh {}, not {:.2} per cent", told.own_percent, answer.own_weight));
        }
        if told.so_far.as_deref() != answer.so_far.map(forecast::patient::SoFar::words) {
            all.push(format!("so far `{:?}`; the forecast says {:?}", told.so_far, answer.so_far));
        }
        if told.look_again.as_deref() != answer.off_track.map(forecast::patient::OffTrack::words) {
            all.push("whether somebody should look again is told otherwise".to_owned());
        }
        if told.needs_sign_off != answer.needs_sign_off {
            all.push("a recalled number is not marked, or one is marked that was looked up".to_owned());
        }
        all
    }
}

fn near(is: f64, want: f64) -> bool {
    (is - want).abs() <= NEAR
}

/// Days from the start, never before it.
fn number(from: Day, on: Day) -> u16 {
    u16::try_from(on.since(from).max(0)).unwrap_or(u16::MAX)
}

type Score = (Day, f64, u8);

/// The scale of the course and the scores on it, by day.
fn scores(desk: &Desk<'_>, goal: &ConcernGoal) -> (String, Vec<Score>) {
    let nothing = || (PERCENT.to_owned(), Vec::new());
    let own: Vec<_> = desk.request.measured.iter().filter(|m| m.concern == goal.concern).collect();
    let of = |scale: Scale| own.iter().filter(move |m| m.scale == scale);
    let wished = goal.scale.filter(|scale| own.is_empty() || of(*scale).next().is_some());
    // Of the latest day the last in the list.
    let latest = own.iter().fold(None::<(Day, Scale)>, |best, m| match best {
        Some((on, _)) if on > m.on => best,
        _ => Some((m.on, m.scale)),
    });
    let Some(chosen) = wished.or(latest.map(|(_, scale)| scale)).filter(|s| scale(s.code()).is_some()) else {
        return nothing();
    };
    let mut all: Vec<Score> = of(chosen).map(|m| (m.on, m.score, m.raters.max(1))).collect();
    all.sort_by_key(|(on, ..)| *on);
    if all.is_empty() {
        all.extend(goal.score.map(|score| (desk.days.0, score, 1)));
    }
    if all.is_empty() { nothing() } else { (chosen.code().to_owned(), all) }
}

/// A stretch of home care: product, first and last day, pauses, adherence.
struct Use<'a> {
    product: &'a str,
    from: Day,
    until: Option<Day>,
    pauses: &'a [(Day, Day)],
    adherence: f64,
}

/// Everything that acts: what has happened, and what this plan holds.
struct Uses<'a> {
    sessions: Vec<(&'a str, Day, &'a [Zone])>,
    home: Vec<Use<'a>>,
}

impl<'a> Uses<'a> {
    fn of(desk: &Desk<'a>) -> Self {
        let (today, _) = desk.days;
        let mut all = Self { sessions: Vec::new(), home: Vec::new() };
        if let Some(agreed) = &desk.request.existing {
            for s in agreed.sessions.iter().filter(|s| s.done == Some(true)) {
                // Of a medifacial the steps act, but for those that may be left out.
                let steps = desk.k.protocol(&s.treatment).map(|p| p.step.iter().filter(|s| !s.optional));
                match steps {
                    None => all.sessions.push((&s.treatment, s.on, &s.zones)),
                    Some(steps) => {
                        let codes = steps.filter_map(|step| step.treatment.as_deref());
                        all.sessions.extend(codes.map(|code| (code, s.on, s.zones.as_slice())));
                    }
                }
            }
            let yesterday = today.plus(-1);
            for h in agreed.home_care.iter().filter(|h| h.from <= yesterday) {
                all.home.push(Use {
                    product: &h.product,
                    from: h.from,
                    until: Some(h.until.map_or(yesterday, |until| until.min(yesterday))),
                    pauses: &h.pauses,
                    adherence: h.adherence.unwrap_or(1.0),
                });
            }
        }
        for s in &desk.plan.sessions {
            all.sessions.extend(s.counted().into_iter().map(|code| (code, s.on, s.zones.as_slice())));
        }
        for h in &desk.plan.home_care {
            all.home.push(Use {
                product: &h.product,
                from: h.from,
                until: Some(h.until),
                pauses: &h.pauses,
                adherence: 1.0,
            });
        }
        all
    }

    fn first(&self) -> Option<Day> {
        self.sessions.iter().map(|(_, on, _)| *on).chain(self.home.iter().map(|h| h.from)).min()
    }

    /// What the forecast is told, up to the last day of the course.
    fn given(&self, from: Day, until: Day, zone: Option<Zone>) -> Vec<Given> {
        let mut sessions: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
        for (treatment, on, zones) in &self.sessions {
            let here = zones.is_empty() || zones.iter().any(|z| vocab::zone::overlap(Some(*z), zone));
            if here && (from..=until).contains(on) {
                sessions.entry(treatment).or_default().push(number(from, *on));
            }
        }
        let mut all = Vec::new();
        for (code, mut days) in sessions {
            days.sort_unstable();
            all.push(Given { code: code.to_owned(), when: When::Sessions(days) });
        }
        let products: BTreeSet<&str> =
            self.home.iter().filter(|h| h.from <= until).map(|h| h.product).collect();
        for product in products {
            all.push(Given {
                code: product.to_owned(),
                when: When::Home(self.days_of(product, from, until)),
            });
        }
        all
    }

    /// How much of a product is used on each day, then the runs of equal days. Where two stretches overlap, the one that
    /// began earlier counts.
    fn days_of(&self, product: &str, from: Day, until: Day) -> Vec<Stretch> {
        let mut stretches: Vec<&Use<'_>> = self.home.iter().filter(|h| h.product == product).collect();
        stretches.sort_by_key(|h| h.from);
        let on = |day: Day| {
            let used = stretches.iter().find(|h| {
                h.from <= day
                    && h.until.is_none_or(|last| day <= last)
                    && !h.pauses.iter().any(|(a, b)| (*a..=*b).contains(&day))
            });
            used.map(|h| h.adherence)
        };
        let mut runs: Vec<Stretch> = Vec::new();
        for day in 0..=number(from, until) {
            let Some(adherence) = on(from.plus(i32::from(day))) else { continue };
            match runs.last_mut() {
                Some(run) if run.until == day && near(run.adherence, adherence) => run.until = day + 1,
                _ => runs.push(Stretch { from: day, until: day + 1, adherence }),
            }
        }
        runs
    }
}
