//! The course of one patient: published groups first, own measurements as they come.
//!
//! On x = ln(S + c) the course is linear in the patient's multipliers, so each measurement is one step of a
//! linear regression with a Gaussian prior: closed form, the same bytes each time.
use crate::gain::{Gain, gain_in};
use crate::kernel::{Course as Timing, Dose, rise};
use crate::matrix::Symmetric;
use crate::normal::{Sides, Z50, Z80};
use crate::population::Population;
use crate::regimen::Use;
use crate::scale::{Better, Scale, scale};

/// The longest course, days.
pub const DAYS_MAX: u16 = 3_640;
/// The most treatments and products in one question.
pub const GIVEN_MAX: usize = 40;
/// The most measurements in one question.
pub const MEASURED_MAX: usize = 500;

/// Spread of one patient's response around the published group.
const MULTIPLIER_SD: f64 = 0.6;
/// Spread of a clinic's results around the published group; shared by all its treatments.
const CLINIC_SD: f64 = 0.4;
/// Spread of a slow drift of the logarithm, per week.
const DRIFT_SD: f64 = 0.003;
/// Day-to-day spread of the logarithm beside the rating error.
const DAILY_SD: f64 = 0.03;
/// Rating error of the logarithm where a scale's own is not known.
const UNKNOWN_ERROR: f64 = 0.20;
/// The linear filter is too narrow by about this factor (simulation, outcome reference 3.4).
const WIDER: f64 = 1.15;

/// A stretch of home care, days from the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// First day.
    pub from: u16,
    /// First day without; not before `from`.
    pub until: u16,
    /// Adherence, 0 to 1; 1 is use as in the published trials.
    pub adherence: f64,
}

/// When something is given, days from the start.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    /// Sessions on these days, in order.
    Sessions(Vec<u16>),
    /// Home care in stretches that follow one another.
    Home(Vec<Stretch>),
}

/// A treatment or product with its days.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Treatment or product code.
    pub code: String,
    /// Its days.
    pub when: When,
}

/// A measurement of the patient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measurement {
    /// Day from the start.
    pub day: u16,
    /// The score on the scale of the question.
    pub score: f64,
    /// How many raters it is the mean of, at least 1.
    pub raters: u8,
}

/// What is to be reached, and by when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// The score.
    pub score: f64,
    /// Day from the start.
    pub by: u16,
}

/// A question about one concern of one patient. Day 0 is the day of the first measurement or of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Concern code.
    pub concern: String,
    /// Scale code.
    pub scale: String,
    /// What is given.
    pub given: Vec<Given>,
    /// What was measured, in order of days; the first is the start.
    pub measured: Vec<Measurement>,
    /// What is to be reached.
    pub goal: Option<Goal>,
    /// The last day of the course.
    pub until: u16,
}

/// A question that has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CourseError {
    /// The scale has no course (a class, a signed change), or is not known.
    #[error("no course can be forecast on the scale `{0}`")]
    Scale(String),
    /// Nothing to start from.
    #[error("a first score is needed")]
    NoStart,
    /// A value outside its range.
    #[error("{0}")]
    Range(&'static str),
}

/// One day of the course, on the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoursePoint {
    /// Day from the start.
    pub day: u16,
    /// Median.
    pub median: f64,
    /// 50 % band.
    pub band50: [f64; 2],
    /// 80 % band.
    pub band80: [f64; 2],
}

/// What the change so far is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoFar {
    /// Better by more than can be noise.
    Improved,
    /// Smaller than can be measured.
    NoDetectableChange,
    /// Worse by more than can be noise.
    Worse,
}

impl SoFar {
    /// The words of the answer.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Improved => "improved",
            Self::NoDetectableChange => "no detectable change",
            Self::Worse => "worse",
        }
    }
}

/// The course of one concern.
#[derive(Debug, Clone, PartialEq)]
pub struct PatientCourse {
    /// By week from the start, and the last day.
    pub points: Vec<CoursePoint>,
    /// Probability that the goal is reached on or before its day, 0 to 1.
    pub goal: Option<f64>,
    /// The smallest change between two scores that is more than noise; `None` where the error is not known.
    pub smallest_detectable_change: Option<f64>,
    /// The change between first and last score; `None` with fewer than two or where the error is not known.
    pub so_far: Option<SoFar>,
    /// Weight of the patient's own data in the response at the end, percent; 0 = published groups only.
    pub own_weight: f64,
    /// What the curve rests on, one sentence per treatment.
    pub basis: Vec<String>,
    /// Treatments and products of which nothing is known for this concern.
    pub unknown: Vec<String>,
}

struct Effect {
    gain: Gain,
    timing: Timing,
}

struct Filter<'a> {
    scale: &'a Scale,
    share: f64,
    context: (f64, f64),
    effects: Vec<Effect>,
    mean: Vec<f64>,
    covariance: Symmetric,
    prior: Symmetric,
    /// The day of the last measurement.
    last: u16,
}

/// Answers a question from the population that ships with the product.
pub fn course(of: &Population, question: &Question) -> Result<PatientCourse, CourseError> {
    let scale = scale(&question.scale).ok_or_else(|| CourseError::Scale(question.scale.clone()))?;
    check(question, scale)?;
    let (Some(first), Some(last)) = (question.measured.first(), question.measured.last()) else {
        return Err(CourseError::NoStart);
    };
    let mut basis = Vec::new();
    let mut unknown = Vec::new();
    let effects = effects(of, question, &mut basis, &mut unknown);
    let mut filter = Filter::new(of, &question.concern, scale, first.score, effects);
    for measured in &question.measured {
        filter.step(measured);
    }
    let days = filter.days(question.until);
    let smallest = scale.smallest_change((first.score, first.raters), (last.score, last.raters));
    if let Some((concern, _)) = of.model.concern(&question.concern) {
        basis.push(format!("course without treatment: {}", concern.basis));
        if !concern.caveat.is_empty() {
            basis.push(concern.caveat.clone());
        }
    } else {
        basis.push("nothing is known about this concern: wide prior over all others".to_owned());
    }
    if question.measured.len() < 2 {
        basis.push("published groups only".to_owned());
    }
    Ok(PatientCourse {
        goal: question.goal.map(|goal| filter.reached(&days, goal)),
        smallest_detectable_change: smallest,
        so_far: (question.measured.len() > 1).then(|| smallest.map(|s| so_far(scale, first, last, s))).flatten(),
        own_weight: filter.own_weight(question),
        points: weekly(&filter, &days, question.until),
        basis,
        unknown,
    })
}

fn check(question: &Question, scale: &Scale) -> Result<(), CourseError> {
    let range = CourseError::Range;
    if question.until > DAYS_MAX {
        return Err(range("the course is longer than ten years"));
    }
    if question.given.len() > GIVEN_MAX || question.measured.len() > MEASURED_MAX {
        return Err(range("more than 40 treatments or 500 measurements"));
    }
    let on_scale = |x: f64| (0.0..=scale.most).contains(&x);
    if !question.measured.iter().all(|m| on_scale(m.score) && m.raters > 0 && m.day <= DAYS_MAX) {
        return Err(range("a score outside its scale, without a rater, or beyond ten years"));
    }
    if !question.measured.is_sorted_by_key(|m| m.day) {
        return Err(range("measurements out of order"));
    }
    if question.goal.is_some_and(|g| !on_scale(g.score) || g.by > DAYS_MAX) {
        return Err(range("a goal outside the scale, or beyond ten years"));
    }
    for given in &question.given {
        let sound = match &given.when {
            When::Sessions(days) => days.is_sorted() && days.iter().all(|d| *d <= DAYS_MAX),
            When::Home(all) => {
                all.iter().all(|s| s.from <= s.until && s.until <= DAYS_MAX && (0.0..=1.0).contains(&s.adherence))
                    && all.is_sorted_by(|a, b| a.until <= b.from)
            }
        };
        if !sound {
            return Err(range("days out of order, or an adherence outside 0 to 1"));
        }
    }
    Ok(())
}

fn weeks(day: u16) -> f64 {
    f64::from(day) / 7.0
}

fn timing(manner: Use, when: &When) -> Option<Timing> {
    match (manner, when) {
        (Use::Sessions, When::Sessions(days)) if !days.is_empty() => {
            Some(Timing::Sessions(days.iter().map(|d| weeks(*d)).collect()))
        }
        // Light given twice a week and the like: used continuously from the first to the last session.
        (Use::Continuous, When::Sessions(days)) => {
            let (first, last) = (days.first()?, days.last()?);
            let dose = Dose { from: weeks(*first), until: weeks(*last) + 0.5, level: 1.0 };
            Some(Timing::Continuous(vec![dose]))
        }
        (Use::Continuous, When::Home(all)) => Some(Timing::Continuous(
            all.iter()
                .map(|s| Dose { from: weeks(s.from), until: weeks(s.until), level: s.adherence })
                .collect(),
        )),
        (Use::Sessions, _) => None,
    }
}

fn effects(
    of: &Population,
    question: &Question,
    basis: &mut Vec<String>,
    unknown: &mut Vec<String>,
) -> Vec<Effect> {
    let mut effects: Vec<Effect> = Vec::new();
    for given in &question.given {
        let gain = gain_in(of, &given.code, &question.concern);
        let known = gain.and_then(|gain| timing(gain.manner, &given.when).map(|timing| Effect { gain, timing }));
        let Some(effect) = known else {
            if !unknown.contains(&given.code) {
                unknown.push(given.code.clone());
            }
            continue;
        };
        let mark = if effect.gain.needs_sign_off { " (needs sign-off)" } else { "" };
        let series = match effect.gain.series {
            0 => "prior only".to_owned(),
            n => format!("{n} series"),
        };
        let same = effects.iter().any(|e| !e.gain.kind.is_empty() && e.gain.kind == effect.gain.kind);
        if same {
            basis.push(format!("{}: not added to another of its kind", given.code));
        } else {
            basis.push(format!("{}: {series}, {}{mark}", given.code, effect.gain.basis));
            effects.push(effect);
        }
    }
    effects
}

/// Places in the vector of the patient's parameters: start, drift, context; then one per treatment.
const FIXED: usize = 3;

impl<'a> Filter<'a> {
    fn new(of: &Population, concern: &str, scale: &'a Scale, start: f64, effects: Vec<Effect>) -> Self {
        let known = of.model.concern(concern).or_else(|| of.model.concern("other"));
        let mut context = (0.0, 1.0);
        let mut context_sd = 0.0;
        if let Some((_, places)) = known {
            let (plateau, sd) = of.parameter(places.context);
            context = (plateau, of.parameter(places.context_weeks).0);
            context_sd = sd;
        }
        let endpoint = scale.endpoint.as_ref().filter(|_| known.is_some_and(|(c, _)| c.endpoints));
        let share = endpoint
            .and_then(|code| of.model.endpoints.iter().find(|(e, _)| e.code == *code))
            .map_or(1.0, |(_, place)| of.parameter(*place).0);
        let n = FIXED + effects.len();
        let mut mean = vec![libm::log(start + scale.offset), 0.0];
        mean.resize(n, 1.0);
        let mut prior = Symmetric::zeros(n);
        prior.add(0, 0, 1.0);
        prior.add(1, 1, DRIFT_SD * DRIFT_SD);
        let sds = std::iter::once(context_sd).chain(effects.iter().map(|e| e.gain.log_sd));
        for (k, sd) in sds.enumerate() {
            prior.add(FIXED - 1 + k, FIXED - 1 + k, MULTIPLIER_SD * MULTIPLIER_SD + sd * sd);
            for j in 0..=k {
                prior.add(FIXED - 1 + k, FIXED - 1 + j, CLINIC_SD * CLINIC_SD);
            }
        }
        Self { scale, share, context, effects, mean, covariance: prior.clone(), prior, last: 0 }
    }

    /// x on a day is this row times the parameters.
    fn row(&self, day: u16) -> Vec<f64> {
        let t = weeks(day);
        let sign = match self.scale.better {
            Better::Lower => -self.share,
            Better::Higher => self.share,
        };
        let mut row = vec![1.0, t, sign * self.context.0 * rise(t, self.context.1).0];
        row.extend(self.effects.iter().map(|e| sign * e.gain.median * e.timing.fill(e.gain.rates, t).value));
        row
    }

    fn step(&mut self, measured: &Measurement) {
        self.last = self.last.max(measured.day);
        let from = measured.score + self.scale.offset;
        let relative = self.scale.error(measured.score, measured.raters).map_or(UNKNOWN_ERROR, |sem| sem / from);
        let row = self.row(measured.day);
        let spread = self.covariance.times(&row);
        let total = self.covariance.between(&row, &row) + relative * relative + DAILY_SD * DAILY_SD;
        let expected: f64 = row.iter().zip(&self.mean).map(|(r, m)| r * m).sum();
        let surprise = (libm::log(from) - expected) / total;
        self.mean.iter_mut().zip(&spread).for_each(|(m, s)| *m += s * surprise);
        for (i, a) in spread.iter().enumerate() {
            for (j, b) in spread.iter().enumerate().take(i + 1) {
                self.covariance.add(i, j, -a * b / total);
            }
        }
    }

    /// Median and sides on the scale, before the band is kept from narrowing.
    fn raw(&self, day: u16) -> Sides {
        let row = self.row(day);
        // A treatment is never forecast to do harm because a patient was measured worse: at worst it does nothing.
        let kept = self.mean.iter().enumerate().map(|(i, m)| if i < FIXED { *m } else { m.max(0.0) });
        let x: f64 = row.iter().zip(kept).map(|(r, m)| r * m).sum();
        let spread = Z80 * WIDER * self.covariance.between(&row, &row).max(0.0).sqrt();
        let on_scale = |x: f64| (libm::exp(x) - self.scale.offset).clamp(0.0, self.scale.most);
        let median = on_scale(x);
        Sides { median, low: median - on_scale(x - spread), high: on_scale(x + spread) - median }
    }

    /// How much of the gain may be lost again since the last measurement or the end of use, as a half-width.
    fn loosened(&self, relapse_sd: f64, day: u16) -> f64 {
        let start = libm::exp(self.mean.first().copied().unwrap_or(0.0)) - self.scale.offset;
        let mut sum = 0.0;
        for (effect, m) in self.effects.iter().zip(self.mean.iter().skip(FIXED)) {
            let Some(end) = effect.timing.end() else { continue };
            let since = weeks(day) - end.max(weeks(self.last));
            if since <= 0.0 {
                continue;
            }
            let rates = effect.gain.rates;
            let gain = self.share * effect.gain.median * m.max(0.0) * effect.timing.at_stake(rates);
            let stake = start.max(0.0) * (1.0 - libm::exp(-gain));
            sum += stake * stake * rise(since, rates.off).0;
        }
        Z80 * relapse_sd * sum.sqrt()
    }

    /// Every day until the last; after the last measurement the band never narrows.
    fn days(&self, until: u16) -> Vec<Sides> {
        let relapse_sd = Population::shipped().map_or(0.3, |p| p.model.noise.relapse_sd);
        let mut widest: f64 = 0.0;
        let mut all = Vec::with_capacity(usize::from(until) + 1);
        for day in 0..=until {
            let raw = self.raw(day);
            let width = raw.low + raw.high;
            if day < self.last || width <= 0.0 {
                all.push(raw);
                continue;
            }
            widest = widest.max(width);
            let loosened = 2.0 * self.loosened(relapse_sd, day);
            let target = (widest * widest + loosened * loosened).sqrt();
            all.push(self.stretched(raw, target));
        }
        all
    }

    /// The same median with this width, inside the scale: what does not fit on one side goes to the other.
    fn stretched(&self, raw: Sides, width: f64) -> Sides {
        let width = width.min(self.scale.most);
        let low = raw.low * width / (raw.low + raw.high);
        let low = low.min(raw.median).max(width - (self.scale.most - raw.median));
        Sides { median: raw.median, low, high: width - low }
    }

    fn reached(&self, days: &[Sides], goal: Goal) -> f64 {
        let upto = days.iter().take(usize::from(goal.by) + 1).skip(usize::from(self.last));
        let on_day = |sides: &Sides| match self.scale.better {
            Better::Lower => sides.below(goal.score),
            Better::Higher => 1.0 - sides.below(goal.score),
        };
        upto.map(on_day).fold(0.0, f64::max)
    }

    /// How much narrower the own data made the response at the end of the course, percent.
    fn own_weight(&self, question: &Question) -> f64 {
        let mut row = self.row(question.until);
        row.iter_mut().take(FIXED - 1).for_each(|r| *r = 0.0);
        let (before, after) = (self.prior.between(&row, &row), self.covariance.between(&row, &row));
        if question.measured.len() < 2 || before <= 0.0 {
            return 0.0;
        }
        100.0 * (1.0 - after / before).clamp(0.0, 1.0)
    }
}

fn so_far(scale: &Scale, first: &Measurement, last: &Measurement, smallest: f64) -> SoFar {
    let better = match scale.better {
        Better::Lower => first.score - last.score,
        Better::Higher => last.score - first.score,
    };
    if better >= smallest {
        SoFar::Improved
    } else if better <= -smallest {
        SoFar::Worse
    } else {
        SoFar::NoDetectableChange
    }
}

fn weekly(filter: &Filter<'_>, days: &[Sides], until: u16) -> Vec<CoursePoint> {
    let share = Z50 / Z80;
    let mut points = Vec::new();
    for (day, sides) in (0_u16..).zip(days) {
        if day % 7 != 0 && day != until && day != filter.last {
            continue;
        }
        let m = sides.median;
        points.push(CoursePoint {
            day,
            median: m,
            band50: [m - share * sides.low, m + share * sides.high],
            band80: [m - sides.low, m + sides.high],
        });
    }
    points
}
