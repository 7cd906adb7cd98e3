//! Codes in the words of people: sub-cases, statuses, the days that matter.
use knowledge::condition::{Condition, Holds, Place};
use vocab::case::Status;

/// What kind of fact it is, as far as its fields go.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind<'k> {
    /// A medicine.
    Drug,
    /// A product at home.
    Product,
    /// A treatment.
    Procedure,
    /// A condition with its file.
    Condition(&'k Condition),
}

/// A sub-case word.
pub(crate) fn detail(word: &str) -> String {
    match word {
        "koebner" => "new marks where the skin was scratched or cut".into(),
        "pmu" => "permanent make-up".into(),
        "als" => "ALS".into(),
        "pmma" => "PMMA".into(),
        "lambert_eaton" => "Lambert-Eaton syndrome".into(),
        "trimester_1" => "first trimester".into(),
        "trimester_2" => "second trimester".into(),
        "trimester_3" => "third trimester".into(),
        "comedonal" => "mostly blackheads (comedonal)".into(),
        "papular" => "small red bumps (papular)".into(),
        "pustular" => "pus-filled spots (pustular)".into(),
        "nodular" => "deep lumps (nodular)".into(),
        "flare" => "flaring now".into(),
        "controlled" => "under control".into(),
        "uncontrolled" => "not under control".into(),
        "unknown" => "which one is not known".into(),
        other => other.replace('_', " "),
    }
}

/// The statuses that make sense for a kind, each in words.
pub(crate) fn statuses(kind: Kind<'_>, chosen: &str) -> Vec<(String, String)> {
    let words: [(&str, &str); 4] = match kind {
        Kind::Drug | Kind::Product => [
            ("present", "Takes or uses it"),
            ("past", "Stopped"),
            ("absent", "Asked: no"),
            ("unknown", "Asked: not known"),
        ],
        Kind::Procedure => [
            ("present", "Done or planned"),
            ("past", "Done before"),
            ("absent", "Asked: never"),
            ("unknown", "Asked: not known"),
        ],
        Kind::Condition(c) if c.holds == Holds::Ever || c.holds == Holds::Event => [
            ("present", "Yes"),
            ("past", "Yes, in the past"),
            ("absent", "Asked: no"),
            ("unknown", "Asked: not known"),
        ],
        Kind::Condition(_) => [
            ("present", "Yes, now"),
            ("past", "In the past"),
            ("absent", "Asked: no"),
            ("unknown", "Asked: not known"),
        ],
    };
    let once = matches!(kind, Kind::Procedure)
        || matches!(kind, Kind::Condition(c) if c.holds == Holds::Ever || c.holds == Holds::Event);
    let mut all: Vec<(String, String)> = words
        .into_iter()
        .filter(|(code, _)| !(once && *code == Status::Past.code() && chosen != *code))
        .map(|(code, word)| (code.to_owned(), word.to_owned()))
        .collect();
    if !all.iter().any(|(code, _)| code == chosen) {
        let word = if chosen.is_empty() { "On the day below".to_owned() } else { format!("“{chosen}” is no answer") };
        all.insert(0, (chosen.to_owned(), word));
    }
    all
}

/// The days that matter for a kind: the part and its label.
pub(crate) fn days(kind: Kind<'_>) -> Vec<(&'static str, &'static str)> {
    match kind {
        Kind::Drug => vec![("until", "Last dose")],
        Kind::Product => vec![("until", "Last used")],
        Kind::Procedure => vec![("on", "Day, past or planned")],
        Kind::Condition(c) => match c.holds {
            Holds::Event => vec![("on", "Day, past or planned")],
            Holds::Chronic if c.code == "diabetes" => vec![("on", "HbA1c measured on")],
            Holds::Chronic if c.rule.iter().any(|r| r.days.is_some() || r.after_days.is_some()) => {
                vec![("on", "Last new sign on")]
            }
            Holds::Ever | Holds::Derived | Holds::Chronic => vec![],
            Holds::State => match c.code.as_str() {
                "pregnancy" | "lactation" => vec![("until", "Ended on")],
                "isotretinoin" | "retinoid_topical" | "photosensitiser_drug" | "anticoagulant_rx" | "antiplatelet_rx"
                | "nsaid_supplement_bruising" | "aminoglycoside_now" | "neuromuscular_blocker_now" => {
                    vec![("until", "Last dose")]
                }
                "chemo_radiation" | "cancer_treatment" => vec![("until", "Last treatment")],
                "fever_systemic_infection" => vec![("until", "Well again on")],
                "intoxication" | "smoker" => vec![("until", "Last time")],
                _ if c.place == Place::Overlap => vec![("until", "Healed or gone on")],
                _ => vec![("until", "Over since")],
            },
        },
    }
}

/// What a day is called that a case file states although the kind needs none.
pub(crate) fn spare(part: &str) -> &'static str {
    match part {
        "since" => "First day",
        "until" => "Last day",
        _ => "Day",
    }
}

/// Whether the zone of a fact matters.
pub(crate) fn zoned(kind: Kind<'_>) -> bool {
    match kind {
        Kind::Procedure => true,
        Kind::Drug | Kind::Product => false,
        Kind::Condition(c) => {
            c.place == Place::Overlap
                || c.rule.iter().any(|r| r.when.fact_area.is_some() || r.place.is_some_and(|p| p != Place::Anywhere))
        }
    }
}
