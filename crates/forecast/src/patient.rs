//! The course of one patient: published groups first, own measurements as they come.
//!
//! On x = ln(S + c) the course is linear in the patient's multipliers, so each measurement is one step of a
//! linear regression with a Gaussian prior: closed form, the same bytes each time.
use crate::filter::{Filter, weeks};
use crate::gain::gain_in;
use crate::kernel::{Course as Timing, Dose};
use crate::normal::{Sides, Z50, Z80, Z95};
use crate::population::Population;
use crate::regimen::Use;
use crate::scale::{Better, Scale, scale};
use crate::together::{Effect, Part, SENTENCE};

/// What a curve is called that rests on fewer than two own measurements.
pub const GROUPS_ONLY: &str = "published groups only";
/// What an answer says where different procedures act on one concern.
const PROCEDURES: &str = "different procedures are added up; no published group had both";
/// The longest course, days.
pub const DAYS_MAX: u16 = 3_640;
/// The most treatments and products in one question.
pub const GIVEN_MAX: usize = 40;
/// The most measurements in one question.
pub const MEASURED_MAX: usize = 500;

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

/// Why a course asks to be looked at. Nothing is escalated by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OffTrack {
    /// A measurement lay outside the 95 % band that was forecast for it.
    OutsideBand,
    /// Less than a fifth of the expected change, though two onset constants have passed.
    TooLittle,
}

impl OffTrack {
    /// The words of the answer.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::OutsideBand => {
                "the last measurement lies outside the 95 % band of the forecast before it: look at it again"
            }
            Self::TooLittle => {
                "less than a fifth of the expected change after two onset times: look at it again"
            }
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
    /// Why somebody should look at it; `None` with fewer than two scores, or on track.
    pub off_track: Option<OffTrack>,
    /// Weight of the patient's own data in the response at the end, percent; 0 = published groups only.
    pub own_weight: f64,
    /// What the curve rests on, one sentence per treatment.
    pub basis: Vec<String>,
    /// Treatments and products of which nothing is known for this concern.
    pub unknown: Vec<String>,
    /// A number behind the curve was recalled and waits for the medical director.
    pub needs_sign_off: bool,
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
    let mut needs_sign_off = effects.iter().flat_map(|e| &e.parts).any(|p| p.gain.needs_sign_off);
    let mut filter = Filter::new(of, &question.concern, scale, first.score, effects);
    let mut off_track = None;
    let mut expected = None;
    for (i, measured) in question.measured.iter().enumerate() {
        let surprise = filter.step(measured);
        if i == 0 {
            // What was to be expected before any change was seen, from the patient's own start.
            expected = Some(filter.expected(first.day, last.day));
        } else {
            off_track = (surprise.abs() > Z95).then_some(OffTrack::OutsideBand);
        }
    }
    if let Some(expected) = expected.filter(|_| question.measured.len() > 1 && off_track.is_none()) {
        off_track = filter.too_little(expected, first, last).then_some(OffTrack::TooLittle);
    }
    let days = filter.days(question.until);
    let smallest = scale.smallest_change((first.score, first.raters), (last.score, last.raters));
    if let Some((concern, _)) = of.model.concern(&question.concern) {
        basis.push(format!("course without treatment: {}", concern.basis));
        needs_sign_off |= !concern.status.is_empty();
        if !concern.caveat.is_empty() {
            basis.push(concern.caveat.clone());
        }
    } else {
        basis.push("nothing is known about this concern: wide prior over all others".to_owned());
    }
    if question.measured.len() < 2 {
        basis.push(GROUPS_ONLY.to_owned());
    }
    Ok(PatientCourse {
        goal: question.goal.map(|goal| filter.reached(&days, goal)),
        smallest_detectable_change: smallest,
        so_far: (question.measured.len() > 1)
            .then(|| smallest.map(|s| so_far(scale, first, last, s)))
            .flatten(),
        off_track,
        own_weight: filter.own_weight(question),
        points: weekly(&filter, &days, question.until),
        basis,
        unknown,
        needs_sign_off,
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
                all.iter()
                    .all(|s| s.from <= s.until && s.until <= DAYS_MAX && (0.0..=1.0).contains(&s.adherence))
                    && all.is_sorted_by(|a, b| a.until <= b.from)
            }
        };
        if !sound {
            return Err(range("days out of order, or an adherence outside 0 to 1"));
        }
    }
    Ok(())
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
    let mut home: Vec<Part> = Vec::new();
    for given in &question.given {
        let gain = gain_in(of, &given.code, &question.concern);
        let known =
            gain.and_then(|gain| timing(gain.manner, &given.when).map(|timing| Part { gain, timing }));
        let Some(part) = known else {
            if !unknown.contains(&given.code) {
                unknown.push(given.code.clone());
            }
            continue;
        };
        let mark = if part.gain.needs_sign_off { " (needs sign-off)" } else { "" };
        let series = match part.gain.series {
            0 => "prior only".to_owned(),
            n => format!("{n} series"),
        };
        basis.push(format!("{}: {series}, {}{mark}", given.code, part.gain.basis));
        if part.gain.manner == Use::Sessions || part.gain.procedure || part.gain.apart {
            effects.push(Effect::alone(part));
            continue;
        }
        if !part.gain.kind.is_empty() && home.iter().any(|p| p.gain.kind == part.gain.kind) {
            basis.push(format!("{}: of its kind only the strongest of the day counts", given.code));
        }
        home.push(part);
    }
    if effects.iter().filter(|e| e.parts.iter().all(|p| p.gain.procedure)).count() > 1 {
        basis.push(PROCEDURES.to_owned());
    }
    if !home.is_empty() {
        let together = Effect { parts: home };
        if together.kinds() > 1 {
            basis.push(SENTENCE.to_owned());
        }
        effects.push(together);
    }
    effects
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
