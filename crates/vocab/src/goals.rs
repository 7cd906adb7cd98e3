//! What a person wishes, by when, and within which limits; and what was measured so far.
use crate::{Day, Zone};

crate::words! {
    /// A concern that a goal or a measurement is about.
    Concern, "concern" {
        /// Acne.
        Acne = "acne",
        /// Post-inflammatory hyperpigmentation.
        Pih = "pih",
        /// Melasma.
        Melasma = "melasma",
        /// Lentigines.
        Lentigines = "lentigines",
        /// Diffuse redness.
        Redness = "redness",
        /// Rosacea.
        Rosacea = "rosacea",
        /// Fine lines.
        FineLines = "fine_lines",
        /// Lines in motion.
        DynamicLines = "dynamic_lines",
        /// Folds.
        Folds = "folds",
        /// Laxity.
        Laxity = "laxity",
        /// Texture.
        Texture = "texture",
        /// Pores.
        Pores = "pores",
        /// Atrophic scars.
        AtrophicScars = "atrophic_scars",
        /// Dullness.
        Dullness = "dullness",
        /// Dehydration.
        Dehydration = "dehydration",
        /// Barrier.
        Barrier = "barrier",
        /// Oiliness.
        Oiliness = "oiliness",
        /// Tension of the body.
        BodyTension = "body_tension",
        /// Rest.
        Rest = "rest",
    }
}

crate::words! {
    /// A scale of severity or effect.
    Scale, "scale" {
        /// Global Acne Grading System, 0-44.
        Gags = "gags",
        /// Investigator's Global Assessment of acne, 0-4.
        IgaAcne = "iga_acne",
        /// Count of inflammatory lesions.
        LesionsInflammatory = "lesions_inflammatory",
        /// Count of non-inflammatory lesions.
        LesionsNoninflammatory = "lesions_noninflammatory",
        /// Modified Melasma Area and Severity Index, 0-24.
        Mmasi = "mmasi",
        /// Melasma Area and Severity Index, 0-48.
        Masi = "masi",
        /// Index of post-inflammatory pigment.
        PihIndex = "pih_index",
        /// Clinician's Erythema Assessment, 0-4.
        Cea = "cea",
        /// Investigator's Global Assessment of rosacea, 0-4.
        IgaRosacea = "iga_rosacea",
        /// Griffiths photonumeric scale, 0-8, or 0-9 with half points in its modified form.
        Griffiths = "griffiths",
        /// Glogau, 1-4.
        Glogau = "glogau",
        /// Goodman and Baron, qualitative, 1-4.
        GoodmanBaron = "goodman_baron",
        /// ECCA scar score.
        Ecca = "ecca",
        /// Global Aesthetic Improvement Scale, -1 to 3.
        Gais = "gais",
        /// Bother, 0-10.
        Bother = "bother_0_10",
        /// Patient global impression of change, 1-7.
        Pgic = "pgic",
        /// Individual typology angle, degrees.
        Ita = "ita",
        /// Corneometer, arbitrary units.
        Corneometer = "corneometer",
        /// Transepidermal water loss, g/m2/h.
        Tewl = "tewl",
    }
}

impl Scale {
    /// Smallest and largest value of the scale.
    #[must_use]
    pub const fn range(self) -> (f64, f64) {
        match self {
            Self::Gags => (0.0, 44.0),
            Self::IgaAcne | Self::Cea | Self::IgaRosacea => (0.0, 4.0),
            Self::LesionsInflammatory | Self::LesionsNoninflammatory => (0.0, 1000.0),
            Self::Mmasi => (0.0, 24.0),
            Self::Masi => (0.0, 48.0),
            Self::PihIndex | Self::Tewl => (0.0, 200.0),
            Self::Griffiths => (0.0, 9.0),
            Self::Glogau | Self::GoodmanBaron => (1.0, 4.0),
            Self::Ecca => (0.0, 540.0),
            Self::Gais => (-1.0, 3.0),
            Self::Bother => (0.0, 10.0),
            Self::Pgic => (1.0, 7.0),
            Self::Ita => (-90.0, 90.0),
            Self::Corneometer => (0.0, 150.0),
        }
    }
}

/// One concern with its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernGoal {
    /// The concern.
    pub concern: Concern,
    /// Scale of the score.
    pub scale: Option<Scale>,
    /// Score today.
    pub score: Option<f64>,
    /// Score to reach.
    pub target: Option<f64>,
    /// Where.
    pub zone: Option<Zone>,
    /// How much it matters beside the others, 1 to 10.
    pub weight: u8,
}

/// An event before which the skin is to be quiet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its day.
    pub on: Day,
    /// Quiet days before it.
    pub clear_days: u16,
    /// Its name.
    pub name: Option<String>,
}

/// Money in minor units of a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Minor units (cents).
    pub minor_units: i64,
    /// ISO 4217 code.
    pub currency: String,
}

/// Living: what advice and forecast may use.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lifestyle {
    /// Smokes.
    pub smokes: Option<bool>,
    /// Hours of sun a day, 0 to 24.
    pub sun_hours_per_day: Option<f64>,
    /// Hours of sleep a night, 0 to 24.
    pub sleep_hours: Option<f64>,
}

/// The goals of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Goals {
    /// What matters.
    pub concerns: Vec<ConcernGoal>,
    /// Last day of the plan.
    pub until: Option<Day>,
    /// An event.
    pub event: Option<Event>,
    /// Absences, first and last day.
    pub away: Vec<(Day, Day)>,
    /// Most money to spend.
    pub budget: Option<Budget>,
    /// Most visits.
    pub max_visits: Option<u16>,
    /// Most days of downtime in all.
    pub max_quiet_days: Option<u16>,
    /// Treatment codes, product codes and words to avoid.
    pub avoid: Vec<String>,
    /// Treatment codes, product codes and words to prefer.
    pub prefer: Vec<String>,
    /// Living.
    pub lifestyle: Lifestyle,
}

/// One measurement so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Its day.
    pub on: Day,
    /// What it is about.
    pub concern: Concern,
    /// On which scale.
    pub scale: Scale,
    /// The score.
    pub score: f64,
    /// By how many raters, at least 1.
    pub raters: u8,
}

/// A session of a plan that exists.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedSession {
    /// Treatment code.
    pub treatment: String,
    /// Its day.
    pub on: Day,
    /// Zones.
    pub zones: Vec<Zone>,
    /// Parameters.
    pub params: crate::Params,
    /// Whether it has happened.
    pub done: Option<bool>,
}

/// Home care of a plan that exists.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedHomeCare {
    /// Product code.
    pub product: String,
    /// Strength, per cent.
    pub percent: Option<f64>,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Option<Day>,
    /// Share of the intended use, 0 to 1.
    pub adherence: Option<f64>,
    /// Pauses, first and last day.
    pub pauses: Vec<(Day, Day)>,
}

/// A plan that exists, as far as forecast and repair read it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExistingPlan {
    /// Sessions.
    pub sessions: Vec<PlannedSession>,
    /// Home care.
    pub home_care: Vec<PlannedHomeCare>,
}

/// Words of `avoid` and `prefer` beside codes.
pub const WISH_WORDS: [&str; 8] =
    ["needles", "injectables", "lasers", "peels", "heat", "downtime", "fragrance", "prescription"];
