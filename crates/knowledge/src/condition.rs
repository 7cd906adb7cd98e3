//! A condition: one row of the contraindication matrix, or one of the spa conditions.
use crate::review::SignOff;
use crate::worked::WorkedCase;
use serde::Deserialize;
use std::collections::BTreeMap;
use vocab::{Group, Strength, Verdict};

vocab::words! {
    /// How a status and its days are read.
    Holds, "way a condition holds" {
        /// Comes and goes: past means gone; `until` is its last day.
        State = "state",
        /// Once true, always true: past counts as present (an allergy, a keloid).
        Ever = "ever",
        /// Long-lasting: past means somebody should say whether it is settled, so it is not known.
        Chronic = "chronic",
        /// Happens on a day: `on`, past or future.
        Event = "event",
        /// Follows from other data (age, phototype) and is never written in a case.
        Derived = "derived",
    }
}

vocab::words! {
    /// Where a condition matters.
    Place, "place" {
        /// Wherever the treatment is given.
        Anywhere = "anywhere",
        /// Only where the fact's zone and the asked zone overlap.
        Overlap = "overlap",
        /// Only where both are known and do not overlap.
        Elsewhere = "elsewhere",
    }
}

vocab::words! {
    /// A set of zones that a rule may name.
    Area, "area" {
        /// Forehead to jaw, neck and décolleté.
        Facial = "facial",
        /// Lips and around the mouth.
        Lips = "lips",
        /// Every zone that is not facial.
        Body = "body",
    }
}

vocab::words! {
    /// How a rule reads a parameter that was not stated.
    UnstatedParam, "reading of an unstated parameter" {
        /// As if it had the rule's value.
        Applies = "applies",
        /// Not known: at least review, with a question.
        Review = "review",
        /// As if it had another value.
        No = "no",
    }
}

/// A condition file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Code as in case files.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Number of the row in the reference's matrix; spa conditions have none.
    #[serde(default)]
    pub row: Option<u8>,
    /// How its status is read.
    pub holds: Holds,
    /// Where it matters unless a rule says otherwise.
    pub place: Place,
    /// Sub-case words that a fact may carry.
    #[serde(default)]
    pub details: Vec<String>,
    /// Sub-case words that only the program sets (a class of drug, a measured value).
    #[serde(default)]
    pub inner_details: Vec<String>,
    /// The sub-case an unstated one is read as: the stricter side.
    #[serde(default)]
    pub stricter: Option<String>,
    /// The question to ask when it is not known.
    pub question: String,
    /// Conditions that are present when this one is present or past.
    #[serde(default)]
    pub implies: Vec<Implied>,
    /// What people should know, with sources in brackets.
    #[serde(default)]
    pub note: String,
    /// The row as it stands in the reference, cell by cell; what is missing is `–`.
    #[serde(default)]
    pub cells: BTreeMap<Group, String>,
    /// Groups of which the reference says nothing on purpose, with the reason (spa conditions).
    #[serde(default)]
    pub silent: String,
    /// Who wrote and checked it, and when it is read again.
    pub sign_off: SignOff,
    /// The rules.
    #[serde(default)]
    pub rule: Vec<Rule>,
    /// Worked cases.
    #[serde(default)]
    pub case: Vec<WorkedCase>,
}

/// A condition that follows from another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Implied {
    /// The condition that follows.
    pub condition: String,
    /// Its sub-case.
    #[serde(default)]
    pub detail: Option<String>,
    /// Whether it also follows from a past condition.
    #[serde(default)]
    pub from_past: bool,
    /// Limited to these treatments (codes); empty = all.
    #[serde(default)]
    pub only_for: Vec<String>,
}

/// When a rule fires, beyond its condition being present.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// The fact's sub-case is one of these.
    pub detail: Vec<String>,
    /// A policy switch has one of these values.
    pub policy: BTreeMap<String, String>,
    /// A parameter of the ask has this value.
    pub params: BTreeMap<String, String>,
    /// How an unstated parameter is read.
    pub unstated: Option<UnstatedParam>,
    /// The asked zone meets this area (an unstated zone does).
    pub asked_area: Option<Area>,
    /// The fact's zone meets this area (an unstated zone does).
    pub fact_area: Option<Area>,
}

/// One rule: what it affects, the verdict, why, and on whose word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique key, lower case with hyphens.
    pub key: String,
    /// Groups (`SPA`) and treatment codes (`ipl`) that it affects.
    #[serde(rename = "for")]
    pub applies: Vec<String>,
    /// Treatment codes that it does not affect.
    #[serde(default)]
    pub except: Vec<String>,
    /// The verdict; absent for a rule that only asks to stop a product.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// Days after the last day (or the event) during which it stands; for `defer` the day itself
    /// `last + days` is free.
    #[serde(default)]
    pub days: Option<u16>,
    /// Days before an event during which it stands.
    #[serde(default)]
    pub before_days: Option<u16>,
    /// Begins only so many days after the event, and then stays.
    #[serde(default)]
    pub after_days: Option<u16>,
    /// `S:n`: the product is stopped so many days before.
    #[serde(default)]
    pub stop_days: Option<u16>,
    /// Place, if it differs from the condition's.
    #[serde(default)]
    pub place: Option<Place>,
    /// When it fires.
    #[serde(default)]
    pub when: When,
    /// Condition attached to the answer (code of the contract).
    #[serde(default)]
    pub attach: Option<Attached>,
    /// What to do, in words; the text of the attached condition.
    #[serde(default)]
    pub action: String,
    /// What must happen where no date can be computed.
    #[serde(default)]
    pub until: String,
    /// Why, in one or two sentences.
    pub because: String,
    /// Tags of the bibliography; `HOUSE` where the cell is only recalled.
    pub sources: Vec<String>,
    /// Strength of the evidence.
    pub strength: Strength,
    /// Recalled, not looked up: shown as "needs sign-off".
    #[serde(default)]
    pub recalled: bool,
    /// A refusal by law is never overridden.
    #[serde(default)]
    pub by_law: bool,
    /// The question for an unstated parameter.
    #[serde(default)]
    pub question: String,
}

impl Rule {
    /// Whether its days count from healing: a day on which the trouble was seen does not end it.
    #[must_use]
    pub fn counts_from_healing(&self) -> bool {
        self.until.starts_with("healed")
    }
}

vocab::words! {
    /// Conditions that an answer may carry.
    Attached, "answer condition" {
        /// Antiviral, ordered by a prescriber.
        AntiviralProphylaxis = "antiviral_prophylaxis",
        /// Patch test of the agent.
        PatchTest = "patch_test",
        /// Test spot of the device.
        TestSpot = "test_spot",
        /// Sun protection.
        SunProtection = "sun_protection",
        /// Consent of a guardian.
        GuardianConsent = "guardian_consent",
        /// A prescriber's order.
        PrescriberOrder = "prescriber_order",
        /// The prescriber is told.
        InformPrescriber = "inform_prescriber",
        /// Bruising is planned for.
        BruisingPlan = "bruising_plan",
        /// A product is paused.
        StopProduct = "stop_product",
        /// The area is left alone afterwards.
        NoManipulation = "no_manipulation",
        /// No amide anaesthetic.
        NoNumbingAmide = "no_numbing_amide",
        /// Insulated needles.
        InsulatedNeedles = "insulated_needles",
        /// Light pressure only.
        LightPressure = "light_pressure",
        /// No oils that do not suit.
        AvoidOils = "avoid_oils",
        /// Keep away from the lesion.
        AvoidLesion = "avoid_lesion",
        /// Opaque eye shields.
        EyeShields = "eye_shields",
        /// Continuous light only.
        ContinuousLightOnly = "continuous_light_only",
        /// Ready for anaphylaxis.
        AnaphylaxisCover = "anaphylaxis_cover",
        /// Allowed between two days only.
        Window = "window",
    }
}
