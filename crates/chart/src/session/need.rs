//! What must be there before a session is signed, by kind of treatment.
use super::{Done, Session};
use knowledge::Knowledge;
use vocab::Group;

/// Something that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The field of the form.
    pub field: &'static str,
    /// What to do, as a sentence without its full stop.
    pub what: String,
}

/// Everything that is missing for a signature; empty = it can be signed. `stocked` says whether the house keeps products for
/// this treatment: then a lot is named.
#[must_use]
pub fn missing(k: &Knowledge, session: &Session, stocked: bool) -> Vec<Missing> {
    let mut gaps = Vec::new();
    let mut gap = |field, what: &str| gaps.push(Missing { field, what: what.to_owned() });
    if session.ended_at.is_none() {
        gap("ended_at", "Say when it ended");
    }
    if session.zones.is_empty() {
        gap("zones", "Say where it was done");
    }
    for key in needed(k, session) {
        if session.done.get(key).is_none() {
            let label = session.done.fields().iter().find(|f| f.key == *key).map_or(*key, |f| f.label);
            gap(key, &format!("Fill in: {}", label.to_lowercase()));
        }
    }
    let is = |key: &str, word: &str| session.done.get(key).as_deref() == Some(word);
    if is("eyewear", "no") {
        gap("eyewear", "Eyes must be protected; if they were not, say so in the note and ask a prescriber");
    }
    if is("endpoint", "blanching") && session.note.trim().is_empty() {
        gap("note", "Say in the note what was done about the blanching");
    }
    let injected = matches!(session.done, Done::Injectable(_));
    if injected && session.points.is_empty() {
        gap("points", "Mark where it was injected, with lot and amount");
    }
    if injected && group(k, session) == Some(Group::Fil) && session.points.iter().any(|p| p.depth.is_none()) {
        gap("points", "Say how deep each point of filler lies");
    }
    if stocked && !injected && session.products.is_empty() {
        gap("products", "Name the lot of what was used");
    }
    if crate::stock::needs_device(k, &session.treatment) && session.device.is_none() {
        gap("device", "Say which device was used");
    }
    gaps
}

fn group(k: &Knowledge, session: &Session) -> Option<Group> {
    k.treatment(&session.treatment).and_then(|t| t.group)
}

/// The fields that a signature needs.
fn needed(k: &Knowledge, session: &Session) -> &'static [&'static str] {
    match &session.done {
        Done::Peel(_) if session.treatment == "peel_jessner" => &["layers", "minutes_on", "endpoint"],
        Done::Peel(_)
            if matches!(session.treatment.as_str(), "peel_glycolic" | "peel_lactic" | "peel_mandelic") =>
        {
            &["percent", "ph", "layers", "minutes_on", "neutraliser", "endpoint"]
        }
        Done::Peel(_) => &["percent", "layers", "minutes_on", "endpoint"],
        Done::Needling(_) if session.treatment == "rf_microneedling" => {
            &["depth_mm", "passes", "watts", "pulse_ms", "insulated", "endpoint"]
        }
        Done::Needling(_) => &["depth_mm", "passes", "endpoint"],
        Done::Light(_) => match (session.treatment.as_str(), group(k, session)) {
            ("led_blue" | "led_red", _) => &["minutes_light", "eyewear"],
            (_, Some(Group::Pdt)) => &["minutes_light", "eyewear", "endpoint"],
            (_, Some(Group::Nafl | Group::Abl)) => {
                &["wavelength_nm", "energy_mj", "density", "passes", "cooling", "eyewear", "endpoint"]
            }
            _ => &[
                "wavelength_nm",
                "fluence",
                "pulse_ms",
                "spot_mm",
                "passes",
                "cooling",
                "eyewear",
                "endpoint",
            ],
        },
        Done::Injectable(_) => match group(k, session) {
            Some(Group::Bont) => &["toxin", "diluent_ml"],
            Some(Group::Fil) => &["tool", "lidocaine", "refill"],
            _ => &["tool"],
        },
        Done::Mechanical(_) => &["tip", "passes"],
        Done::Facial(_) => &["steps"],
        Done::Massage(_) => &["pressure"],
        Done::Wrap(_) => &["agent", "minutes_wrapped"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_session_of_every_kind_says_what_is_missing_and_a_field_of_it_exists() {
        let k = Knowledge::shipped().unwrap();
        for (treatment, fields) in [
            ("peel_glycolic", "ended_at zones percent ph layers minutes_on neutraliser endpoint"),
            ("peel_jessner", "ended_at zones layers minutes_on endpoint"),
            ("peel_tca_10_20", "ended_at zones percent layers minutes_on endpoint"),
            ("microneedling", "ended_at zones depth_mm passes endpoint device"),
            ("rf_microneedling", "ended_at zones depth_mm passes watts pulse_ms insulated endpoint device"),
            (
                "ipl",
                "ended_at zones wavelength_nm fluence pulse_ms spot_mm passes cooling eyewear endpoint device",
            ),
            (
                "laser_nafl",
                "ended_at zones wavelength_nm energy_mj density passes cooling eyewear endpoint device",
            ),
            ("led_blue", "ended_at zones minutes_light eyewear device"),
            ("pdt", "ended_at zones minutes_light eyewear endpoint device"),
            ("botulinum", "ended_at zones toxin diluent_ml points"),
            ("filler_ha", "ended_at zones tool lidocaine refill points"),
            ("prp", "ended_at zones tool points"),
            ("hydradermabrasion", "ended_at zones tip passes device"),
            ("dermaplaning", "ended_at zones tip passes"),
            ("facial_hydrating", "ended_at zones steps"),
            ("massage", "ended_at zones pressure"),
            ("body_wrap", "ended_at zones agent minutes_wrapped"),
        ] {
            let session = Session::new(k, treatment, "n", 0).unwrap();
            let got: Vec<&str> = missing(k, &session, false).iter().map(|m| m.field).collect();
            assert_eq!(got.join(" "), fields, "{treatment}");
            for key in needed(k, &session) {
                assert!(session.done.fields().iter().any(|f| f.key == *key), "{treatment}: {key}");
            }
        }
    }

    #[test]
    fn every_treatment_that_is_planned_can_be_recorded() {
        let k = Knowledge::shipped().unwrap();
        for treatment in k.treatments.iter().filter(|t| t.planned) {
            assert!(Done::of(k, &treatment.code).is_some(), "{}", treatment.code);
        }
    }
}
