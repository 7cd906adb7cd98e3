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
    /// What the setting is called within a sentence, where it is one that was not filled in.
    pub setting: Option<String>,
}

/// What a house keeps for a treatment: what it has is named in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeps {
    /// Products: then a lot is named.
    pub products: bool,
    /// Devices: then one of them is named; else the note says what was used.
    pub devices: bool,
}

impl Keeps {
    /// Products and devices.
    pub const BOTH: Self = Self { products: true, devices: true };
}

/// Everything that is missing for a signature; empty = it can be signed.
#[must_use]
pub fn missing(k: &Knowledge, session: &Session, keeps: Keeps) -> Vec<Missing> {
    let mut gaps = Vec::new();
    let mut gap = |field, what: &str| gaps.push(Missing { field, what: what.to_owned(), setting: None });
    if session.ended_at.is_none() {
        gap("ended_at", "Say when it ended");
    }
    if session.zones.is_empty() {
        gap("zones", "Say where it was done");
    }
    for key in needed(k, session) {
        if session.done.get(key).is_none() {
            let field = session.done.fields().iter().find(|f| f.key == *key);
            let setting = field.map_or_else(|| (*key).to_owned(), super::Field::within);
            gaps.push(Missing { field: key, what: format!("Fill in: {setting}"), setting: Some(setting) });
        }
    }
    let mut gap = |field, what: &str| gaps.push(Missing { field, what: what.to_owned(), setting: None });
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
    if keeps.products && !injected && session.products.is_empty() {
        gap("products", "Name the lot of what was used");
    }
    if crate::stock::needs_device(k, &session.treatment) && session.device.is_none() {
        if keeps.devices {
            gap("device", "Say which device was used");
        } else if session.note.trim().is_empty() {
            // A prescriber let it begin at the door with none of the house: then a signature must be possible as well.
            gap("note", "Name in the note the device that was used; none of this house is on record for it");
        }
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
            let got: Vec<&str> = missing(k, &session, Keeps { products: false, devices: true })
                .iter()
                .map(|m| m.field)
                .collect();
            assert_eq!(got.join(" "), fields, "{treatment}");
            for key in needed(k, &session) {
                assert!(session.done.fields().iter().any(|f| f.key == *key), "{treatment}: {key}");
            }
        }
    }

    #[test]
    fn where_the_house_has_no_device_for_it_the_note_names_one() {
        let k = Knowledge::shipped().unwrap();
        let mut session = Session::new(k, "microdermabrasion", "n", 0).unwrap();
        let fields = |session: &Session, devices| -> Vec<&str> {
            let gaps = missing(k, session, Keeps { products: false, devices });
            gaps.iter().map(|gap| gap.field).filter(|field| matches!(*field, "device" | "note")).collect()
        };
        assert_eq!((fields(&session, true), fields(&session, false)), (vec!["device"], vec!["note"]));
        "A borrowed one, Diamond 2".clone_into(&mut session.note);
        assert_eq!((fields(&session, true), fields(&session, false)), (vec!["device"], vec![]));
    }

    #[test]
    fn a_setting_keeps_its_abbreviation_within_a_sentence() {
        let k = Knowledge::shipped().unwrap();
        let keeps = Keeps { products: false, devices: false };
        for (treatment, field, want) in [
            ("rf_microneedling", "watts", "RF power"),
            ("peel_glycolic", "ph", "pH"),
            ("microneedling", "depth_mm", "needle depth"),
        ] {
            let gaps = missing(k, &Session::new(k, treatment, "n", 0).unwrap(), keeps);
            let gap = gaps.into_iter().find(|gap| gap.field == field).unwrap();
            assert_eq!((gap.what, gap.setting.as_deref()), (format!("Fill in: {want}"), Some(want)));
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
