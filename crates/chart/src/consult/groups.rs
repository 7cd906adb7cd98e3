//! Conditions as people are asked about them: in groups, so that a whole group can be denied in one gesture.
use super::Section;
use knowledge::Knowledge;
use knowledge::condition::Holds;

/// A group of conditions that are asked together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// Its key.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// The section that asks it.
    pub section: Section,
    /// Condition codes; a condition that no group names is asked in the last one.
    pub codes: &'static [&'static str],
}

const fn group(
    key: &'static str,
    title: &'static str,
    section: Section,
    codes: &'static [&'static str],
) -> Group {
    Group { key, title, section, codes }
}

/// The group that takes what no other names.
const REST: &str = "rest";

/// The groups, in the order of asking.
#[rustfmt::skip]
pub const GROUPS: &[Group] = &[
    group("now", "Today", Section::History, &[
        "pregnancy", "lactation", "fever_systemic_infection", "hsv_active", "intoxication", "preeclampsia",
    ]),
    group("skin", "Your skin", Section::History, &[
        "hsv_history", "keloid_history", "melasma", "rosacea", "acne_active", "acne_severe", "psoriasis", "vitiligo",
        "lichen_planus", "dermatitis_flare", "infection_zone", "contagious_skin_disease", "open_wound_zone",
        "suspicious_lesion", "skin_cancer_zone",
    ]),
    group("lately", "The last weeks and the next", Section::History, &[
        "sun_tan_recent", "sunburn_zone", "self_tanner", "hair_removal_recent", "dental_work", "vaccination",
        "facial_surgery_recent", "fracture_bruise_zone",
    ]),
    group("heart", "Heart, blood and circulation", Section::History, &[
        "cardiovascular_disease", "heart_disease_unstable", "hypertension_uncontrolled", "hypotension", "dvt_pe",
        "varicose_vein_zone", "bleeding_disorder",
    ]),
    group("body", "The whole body", Section::History, &[
        "diabetes", "thyroid_disease", "asthma", "immunosuppression", "cancer_treatment", "chemo_radiation",
        "renal_hepatic_failure_acute", "osteoporosis", "porphyria",
    ]),
    group("autoimmune", "Autoimmune and connective tissue", Section::History, &[
        "lupus", "photosensitive_ctd", "scleroderma_morphea", "autoimmune_other",
    ]),
    group("nerves", "Nerves and muscles", Section::History, &[
        "epilepsy_photosensitive", "epilepsy_other", "neuromuscular_disease", "neuropathy", "dysphagia_resp_compromise",
        "claustrophobia",
    ]),
    group("implants", "Implants, fillers and tattoos", Section::History, &[
        "pacemaker_icd", "neurostimulator", "cochlear_implant", "metal_implant_zone", "permanent_filler_zone",
        "tattoo_pmu_zone",
    ]),
    group("medicines", "Kinds of medicine", Section::Medicines, &[
        "isotretinoin", "retinoid_topical", "photosensitiser_drug", "anticoagulant_rx", "antiplatelet_rx",
        "nsaid_supplement_bruising", "gold_salts_ever", "aminoglycoside_now", "neuromuscular_blocker_now",
    ]),
    group("allergies", "Allergies", Section::Medicines, &[
        "allergy_anaphylaxis_multiple", "allergy_lidocaine", "allergy_salicylate", "allergy_resorcinol",
        "allergy_toxin_or_albumin", "allergy_gram_positive_protein", "allergy_hymenoptera", "allergy_cow_milk_protein",
        "allergy_porphyrin_ala", "allergy_latex", "allergy_nickel_steel", "allergy_fragrance", "allergy_essential_oil",
        "allergy_nut", "allergy_iodine",
    ]),
    group(REST, "Anything else", Section::History, &[]),
];

/// Conditions that another section asks in its own way.
const ELSEWHERE: &[&str] = &["smoker", super::BodyImage::CODE];

impl Group {
    /// The conditions of this group that the knowledge has, in the order of asking. Those that follow from other data are
    /// never asked.
    #[must_use]
    pub fn conditions<'k>(&self, k: &'k Knowledge) -> Vec<&'k knowledge::condition::Condition> {
        let asked = |c: &&knowledge::condition::Condition| c.holds != Holds::Derived;
        if self.key != REST {
            return self.codes.iter().filter_map(|code| k.condition(code)).filter(asked).collect();
        }
        let named = |code: &str| GROUPS.iter().any(|g| g.codes.contains(&code)) || ELSEWHERE.contains(&code);
        k.conditions.iter().filter(asked).filter(|c| !named(&c.code)).collect()
    }
}

/// The group with this key.
#[must_use]
pub fn group_of(key: &str) -> Option<&'static Group> {
    GROUPS.iter().find(|group| group.key == key)
}

/// Whether a medicine that the patient named sets this condition: then the medicine is the answer.
#[must_use]
pub fn by_medicine(k: &Knowledge, drugs: &[&str], code: &str) -> bool {
    drugs
        .iter()
        .filter_map(|name| k.drug(name))
        .any(|(class, drug)| class.sets.iter().chain(&drug.sets).any(|set| set.condition == code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_condition_is_asked_exactly_once_and_every_code_exists() {
        let k = Knowledge::shipped().unwrap();
        let mut asked = BTreeSet::new();
        for group in GROUPS {
            for code in group.codes {
                assert!(k.condition(code).is_some(), "{code}");
            }
            for condition in group.conditions(k) {
                assert!(asked.insert(&condition.code), "{} is asked twice", condition.code);
            }
        }
        asked.extend(k.conditions.iter().map(|c| &c.code).filter(|code| ELSEWHERE.contains(&code.as_str())));
        let all: BTreeSet<_> =
            k.conditions.iter().filter(|c| c.holds != Holds::Derived).map(|c| &c.code).collect();
        assert_eq!(asked, all);
        assert!(group_of(REST).unwrap().conditions(k).is_empty(), "the shipped ones all have a place");
    }

    #[test]
    fn a_medicine_answers_for_its_class() {
        let k = Knowledge::shipped().unwrap();
        assert!(by_medicine(k, &["Roaccutane"], "isotretinoin"));
        assert!(!by_medicine(k, &["Roaccutane"], "anticoagulant_rx"));
        assert!(!by_medicine(k, &["no such thing"], "isotretinoin"));
    }
}
