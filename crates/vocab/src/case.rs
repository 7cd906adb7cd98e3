//! A case: everything that is asked about a person, as plain data.
//!
//! Codes of conditions, treatments, products and drugs are text here: which of them exist is
//! known to the knowledge, and the reader of case files checks them against it.
use crate::{Day, Params, Performer, Phototype, Zone};
use serde::{Deserialize, Serialize};

crate::words! {
    /// How a fact stands.
    Status, "status" {
        /// Holds today.
        Present = "present",
        /// Held once and does not hold any more.
        Past = "past",
        /// Asked and denied.
        Absent = "absent",
        /// Asked and not known; wins over `unstated`.
        Unknown = "unknown",
    }
}

crate::words! {
    /// How facts that are not listed are read.
    Unstated, "reading of unstated facts" {
        /// Nobody asked: not known.
        Unknown = "unknown",
        /// Everything else was asked and denied.
        Absent = "absent",
    }
}

crate::words! {
    /// Sex as recorded for clinical use.
    Sex, "sex" {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Other.
        Other = "other",
    }
}

/// What a fact is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A condition code.
    Condition(String),
    /// A drug by any of its names.
    Drug(String),
    /// A treatment code, done or planned, here or elsewhere.
    Procedure(String),
    /// A home-care product code.
    Product(String),
}

/// One thing that is known, denied or not known about a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What it is about.
    pub subject: Subject,
    /// How it stands; an event with a day needs none.
    pub status: Option<Status>,
    /// First day of a state.
    pub since: Option<Day>,
    /// Last day of a state (last dose, day of healing).
    pub until: Option<Day>,
    /// Day of an event, past or future; for a value, the day it was measured.
    pub on: Option<Day>,
    /// Where; absent = everywhere.
    pub zone: Option<Zone>,
    /// Sub-case word of the condition.
    pub detail: Option<String>,
    /// A measured value.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Option<String>,
}

impl Fact {
    /// A fact of which only the subject and the status are known.
    #[must_use]
    pub const fn new(subject: Subject, status: Option<Status>) -> Self {
        Self {
            subject,
            status,
            since: None,
            until: None,
            on: None,
            zone: None,
            detail: None,
            value: None,
            unit: None,
        }
    }
}

/// What is known of the person apart from the facts; absent = not known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Patient {
    /// Day of birth.
    pub born: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Declared phototype.
    pub phototype: Option<Phototype>,
    /// Measured individual typology angle, degrees.
    pub ita: Option<f64>,
    /// Lesion grades 0-4 of the Global Acne Grading System.
    pub gags: Option<crate::scale::gags::Grades>,
    /// Investigator's Global Assessment of acne, 0-4.
    pub iga_acne: Option<u8>,
}

crate::words! {
    /// Reading of the isotretinoin literature.
    IsotretinoinPolicy, "policy.isotretinoin" {
        /// The label: six months for nearly everything (default).
        Label = "label",
        /// The 2017 consensus.
        Consensus2017 = "consensus2017",
    }
}

crate::words! {
    /// Distance between a vaccination and a filler.
    VaccineFillerPolicy, "policy.vaccine_filler" {
        /// 21 days after, 14 before (default).
        Ace2021 = "ace2021",
        /// 14 and 14.
        Asaps2021 = "asaps2021",
    }
}

crate::words! {
    /// Light treatments under photosensitising drugs.
    PhotosensitiserPolicy, "policy.photosensitiser_light" {
        /// The guideline's classes (default).
        Guideline = "guideline",
        /// Refuse light for every listed drug.
        RefuseAll = "refuse_all",
    }
}

/// Switches that a medical director may set.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Isotretinoin.
    pub isotretinoin: IsotretinoinPolicy,
    /// ISO 3166-2 code; absent = the strictest rule of every listed place.
    pub jurisdiction: Option<String>,
    /// HbA1c in per cent from which diabetes counts as uncontrolled (default 8.0).
    pub hba1c_limit: f64,
    /// Vaccination and filler.
    pub vaccine_filler: VaccineFillerPolicy,
    /// Photosensitisers and light.
    pub photosensitiser_light: PhotosensitiserPolicy,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            isotretinoin: IsotretinoinPolicy::Label,
            jurisdiction: None,
            hba1c_limit: 8.0,
            vaccine_filler: VaccineFillerPolicy::Ace2021,
            photosensitiser_light: PhotosensitiserPolicy::Guideline,
        }
    }
}

impl Policy {
    /// The value of a switch of words, by its name; `None` for a name that is not a switch of words.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<&str> {
        match name {
            "isotretinoin" => Some(self.isotretinoin.code()),
            "vaccine_filler" => Some(self.vaccine_filler.code()),
            "photosensitiser_light" => Some(self.photosensitiser_light.code()),
            "jurisdiction" => self.jurisdiction.as_deref(),
            _ => None,
        }
    }
}

/// What is asked: a treatment or a home-care product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A treatment code.
    Treatment(String),
    /// A product code.
    Product(String),
}

/// One question to the gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// What is asked.
    pub what: Asked,
    /// The day it would happen; absent = today.
    pub on: Option<Day>,
    /// Where; absent = everywhere.
    pub zone: Option<Zone>,
    /// Stated parameters.
    pub params: Params,
    /// Who would perform it, if stated.
    pub performer: Option<Performer>,
}

impl Ask {
    /// Asks for a treatment and states nothing else.
    #[must_use]
    pub fn treatment(code: &str) -> Self {
        Self {
            what: Asked::Treatment(code.to_owned()),
            on: None,
            zone: None,
            params: Params::default(),
            performer: None,
        }
    }
}

/// A whole case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The day on which the question is asked.
    pub today: Day,
    /// Switches.
    pub policy: Policy,
    /// The person.
    pub patient: Patient,
    /// What is known.
    pub facts: Vec<Fact>,
    /// How everything else is read.
    pub unstated: Unstated,
    /// The questions; empty = every treatment of the catalogue, today.
    pub ask: Vec<Ask>,
}

// ---------------------------------------------------------------- as it stands in knowledge files

/// A fact as it is written in a worked case of a knowledge file.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenFact {
    condition: Option<String>,
    drug: Option<String>,
    procedure: Option<String>,
    product: Option<String>,
    status: Option<Status>,
    since: Option<Day>,
    until: Option<Day>,
    on: Option<Day>,
    zone: Option<Zone>,
    detail: Option<String>,
    value: Option<f64>,
    unit: Option<String>,
}

/// A fact that names none or several subjects.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a fact names exactly one of condition, drug, procedure, product")]
pub struct NotOneSubject;

impl TryFrom<WrittenFact> for Fact {
    type Error = NotOneSubject;

    fn try_from(w: WrittenFact) -> Result<Self, NotOneSubject> {
        let subject = match (w.condition, w.drug, w.procedure, w.product) {
            (Some(code), None, None, None) => Subject::Condition(code),
            (None, Some(name), None, None) => Subject::Drug(name),
            (None, None, Some(code), None) => Subject::Procedure(code),
            (None, None, None, Some(code)) => Subject::Product(code),
            _ => return Err(NotOneSubject),
        };
        Ok(Self {
            subject,
            status: w.status,
            since: w.since,
            until: w.until,
            on: w.on,
            zone: w.zone,
            detail: w.detail,
            value: w.value,
            unit: w.unit,
        })
    }
}
