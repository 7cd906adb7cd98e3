//! The face as a map of zones: a drawing in which every zone can be reached with a finger and with the keyboard.
//!
//! A zone is a link to its own field in the list beside it, so that the map works without scripts; with them it marks the
//! zone in place. The drawing is ours: a neutral line face, the person's right side at the left of the picture.
use maud::{Markup, PreEscaped, html};
use vocab::Zone;

/// How a zone is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Which.
    pub zone: Zone,
    /// Whether it was chosen.
    pub chosen: bool,
    /// How heavy it is, 0 none to 4 heaviest; drawn in clay.
    pub weight: u8,
    /// Where a press leads.
    pub href: String,
    /// What is said of it beside its name, for whoever hears the map: `marked, papule`.
    pub said: String,
}

/// The zones that have a place on the map, the person's right first, in the order of reading.
pub const ZONES: &[Zone] = &[
    Zone::Forehead,
    Zone::Glabella,
    Zone::TempleR,
    Zone::TempleL,
    Zone::PeriorbitalR,
    Zone::PeriorbitalL,
    Zone::InfraorbitalR,
    Zone::InfraorbitalL,
    Zone::Nose,
    Zone::CheekMedialR,
    Zone::CheekMedialL,
    Zone::CheekLateralR,
    Zone::CheekLateralL,
    Zone::NasolabialR,
    Zone::NasolabialL,
    Zone::Perioral,
    Zone::LipUpper,
    Zone::LipLower,
    Zone::Chin,
    Zone::JawR,
    Zone::JawL,
    Zone::Neck,
    Zone::Decollete,
];

/// The outline of a zone and whether it is drawn mirrored; `None` for zones of the body.
const fn outline(zone: Zone) -> Option<(&'static str, bool)> {
    let (path, mirrored) = match zone {
        Zone::Forehead => (
            "M106 148C110 84 150 42 210 42s100 42 104 106c-22-12-48-15-78-14l-4-14h-44l-4 14c-30-1-56 2-78 14Z",
            false,
        ),
        Zone::Glabella => ("M190 123h40l-3 14-4 46h-26l-4-46Z", false),
        Zone::TempleR => ("M102 156c8-5 15-9 22-11l-4 30-20 50c-6-22-5-46 2-69Z", false),
        Zone::TempleL => ("M102 156c8-5 15-9 22-11l-4 30-20 50c-6-22-5-46 2-69Z", true),
        Zone::PeriorbitalR => ("M127 145c20-8 42-9 60-5l4 46-4 34c-22-12-46-14-70-6l7-38Z", false),
        Zone::PeriorbitalL => ("M127 145c20-8 42-9 60-5l4 46-4 34c-22-12-46-14-70-6l7-38Z", true),
        Zone::InfraorbitalR => ("M118 220c24-8 48-5 68 6l-5 26c-20-8-42-8-62 0-2-10-2-22-1-32Z", false),
        Zone::InfraorbitalL => ("M118 220c24-8 48-5 68 6l-5 26c-20-8-42-8-62 0-2-10-2-22-1-32Z", true),
        Zone::Nose => {
            ("M198 188h24l6 60 10 28c4 12-2 22-12 25-10 3-22 3-32 0-10-3-16-13-12-25l10-28Z", false)
        }
        Zone::CheekMedialR => {
            ("M120 258c18-8 40-8 60-1l-5 24-14 27c-8 14-12 22-14 34-12-14-22-44-27-84Z", false)
        }
        Zone::CheekMedialL => {
            ("M120 258c18-8 40-8 60-1l-5 24-14 27c-8 14-12 22-14 34-12-14-22-44-27-84Z", true)
        }
        Zone::CheekLateralR => ("M97 232l16-10c-2 50 6 88 24 124l-12 12c-16-34-26-80-28-126Z", false),
        Zone::CheekLateralL => ("M97 232l16-10c-2 50 6 88 24 124l-12 12c-16-34-26-80-28-126Z", true),
        Zone::NasolabialR => ("M179 284c4 8 8 15 14 20-14 8-24 20-28 40l-14 2c0-24 12-44 28-62Z", false),
        Zone::NasolabialL => ("M179 284c4 8 8 15 14 20-14 8-24 20-28 40l-14 2c0-24 12-44 28-62Z", true),
        Zone::Perioral => (
            "M196 307c10 3 18 3 28 0 16 6 27 20 31 40 2 14-2 26-10 36-22 12-48 12-70 0-8-10-12-22-10-36 4-20 15-34 31-40Z",
            false,
        ),
        Zone::LipUpper => ("M174 350c10-9 24-14 36-7 12-7 26-2 36 7-12 3-24 4-36 4s-24-1-36-4Z", false),
        Zone::LipLower => ("M174 353c12 4 24 5 36 5s24-1 36-5c-4 14-18 21-36 21s-32-7-36-21Z", false),
        Zone::Chin => ("M176 388c22 10 46 10 68 0 5 22-10 40-34 40s-39-18-34-40Z", false),
        Zone::JawR => {
            ("M128 362l13-11c2 10 12 16 22 10 0 10 4 20 10 27-2 12 0 22 6 30-22-8-40-28-51-56Z", false)
        }
        Zone::JawL => {
            ("M128 362l13-11c2 10 12 16 22 10 0 10 4 20 10 27-2 12 0 22 6 30-22-8-40-28-51-56Z", true)
        }
        Zone::Neck => ("M158 424c14 9 32 14 52 14s38-5 52-14l6 50c-36 12-80 12-116 0Z", false),
        Zone::Decollete => ("M92 520c14-24 36-36 58-42 38 12 82 12 120 0 22 6 44 18 58 42Z", false),
        Zone::Chest
        | Zone::Abdomen
        | Zone::Back
        | Zone::ShoulderL
        | Zone::ShoulderR
        | Zone::ArmL
        | Zone::ArmR
        | Zone::HandL
        | Zone::HandR
        | Zone::ButtockL
        | Zone::ButtockR
        | Zone::LegL
        | Zone::LegR
        | Zone::FootL
        | Zone::FootR
        | Zone::Scalp => return None,
    };
    Some((path, mirrored))
}

/// The lines of a face: not pressed, not read out.
const LINES: &str = concat!(
    r#"<path d="M122 168c16-11 40-11 56-3M242 165c16-8 40-8 56 3" opacity=".65"/>"#,
    r#"<path d="M128 196c14-12 36-12 50 1-14 8-36 8-50-1ZM242 197c14-13 36-13 50-1-14 9-36 9-50 1Z"/>"#,
    r#"<circle cx="153" cy="195" r="5.5"/><circle cx="267" cy="195" r="5.5"/>"#,
    r#"<path d="M194 292c6 6 26 6 32 0" opacity=".65"/><path d="M174 352c24 5 48 5 72 0"/>"#,
);

/// The map with its zones, in the order given.
#[must_use]
pub fn face_map(name: &str, zones: &[Marked]) -> Markup {
    html! {
        svg.face viewBox="60 8 300 516" role="group" aria-label=(name) {
            path.skin d="M210 20C120 20 74 92 76 190c-14-4-22 12-18 40 3 26 12 44 26 44 10 92 62 172 126 172s116-80 126-172c14 0 23-18 26-44 4-28-4-44-18-40C346 92 300 20 210 20Z" {}
            path.skin d="M156 420l-6 58c-26 6-48 18-62 46h244c-14-28-36-40-62-46l-6-58Z" {}
            @for one in zones { (zone(one)) }
            g.lines { (PreEscaped(LINES)) }
        }
    }
}

fn zone(one: &Marked) -> Markup {
    let Some((path, mirrored)) = outline(one.zone) else { return html! {} };
    let said = if one.said.is_empty() {
        one.zone.in_words()
    } else {
        format!("{}: {}", one.zone.in_words(), one.said)
    };
    html! {
        a href=(one.href) data-zone=(one.zone) aria-label=(said) {
            path class={ "zone w" (one.weight.min(4)) @if one.chosen { " chosen" } } d=(path) transform=[mirrored.then_some("matrix(-1 0 0 1 420 0)")] { title { (said) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_of_the_face_has_its_place() {
        for zone in Zone::ALL.iter().take_while(|zone| **zone <= Zone::Decollete) {
            assert!(ZONES.contains(zone) && outline(*zone).is_some(), "{zone}");
        }
        assert!(outline(Zone::Back).is_none());
    }
}
