//! The limits beside a field: what the knowledge calls usual for this treatment, this skin and these zones.
//!
//! They come from the same data that the gate reads; the gate's own findings about the settings are asked with
//! [`beyond`] and never computed a second time.
use super::Session;
use knowledge::Knowledge;
use knowledge::treatment::Treatment;
use safety::Gate;
use vocab::case::{Ask, Asked, Case};
use vocab::{Phototype, Zone, ZoneSet};

/// A usual range of a setting, with where it is from.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// The field.
    pub field: String,
    /// Smallest usual value; `None` = the source names none.
    pub min: Option<f64>,
    /// Largest usual value.
    pub max: Option<f64>,
    /// Why, in words.
    pub because: String,
    /// Tags of the sources.
    pub sources: Vec<String>,
    /// Recalled, not looked up: shown as such.
    pub recalled: bool,
}

impl Limit {
    /// Whether a value is usual.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }
}

/// A setting that is beyond what is usual, in the gate's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// Key of the rule.
    pub rule: String,
    /// Where; absent = everywhere.
    pub zone: Option<Zone>,
    /// Its verdict.
    pub verdict: vocab::Verdict,
    /// Why, in words.
    pub because: String,
}

/// The limits of every setting that the knowledge speaks of, in the order in which it does.
///
/// A phototype that is not known is read as the strictest: every range that names types counts.
#[must_use]
pub fn limits(k: &Knowledge, treatment: &str, phototype: Option<Phototype>, zones: &[Zone]) -> Vec<Limit> {
    let Some(t) = k.treatment(treatment) else { return Vec::new() };
    let mut limits: Vec<Limit> = t
        .ranges
        .iter()
        .map(|range| Limit {
            field: range.param.clone(),
            min: (range.min > 0.0).then_some(range.min),
            max: Some(range.max),
            because: range.because.clone(),
            sources: range.sources.clone(),
            recalled: false,
        })
        .collect();
    limits.extend(
        t.usual.iter().filter(|u| u.types.is_empty() || phototype.is_none_or(|p| u.types.contains(&p))).map(
            |u| Limit {
                field: u.param.clone(),
                min: u.min,
                max: u.max,
                because: u.because.clone(),
                sources: u.sources.clone(),
                recalled: u.recalled,
            },
        ),
    );
    limits.extend(depth(t, zones));
    limits
}

/// The ceiling of needle depth: the lowest among the zones.
fn depth(t: &Treatment, zones: &[Zone]) -> Option<Limit> {
    let ceilings = t.depth.iter().filter(|d| {
        zones.is_empty()
            || zones.iter().any(|zone| d.zones.iter().any(|z| ZoneSet::of(*zone).meets(ZoneSet::only(*z))))
    });
    let lowest = ceilings.min_by(|a, b| a.max_mm.total_cmp(&b.max_mm))?;
    let names: Vec<String> = lowest.zones.iter().map(|z| z.in_words()).collect();
    Some(Limit {
        field: "depth_mm".to_owned(),
        min: None,
        max: Some(lowest.max_mm),
        because: format!("The ceiling of needle depth for {}.", names.join(", ")),
        sources: vec!["MN-DEPTH".to_owned()],
        recalled: lowest.recalled,
    })
}

/// What the gate says about the settings of a session that it does not say about the treatment without them: asked zone by
/// zone, with the facts of the case.
#[must_use]
pub fn beyond(gate: &Gate<'_>, case: &Case, session: &Session) -> Vec<Beyond> {
    let ask = |zone: Option<Zone>, params: vocab::Params| {
        let what = Asked::Treatment(session.treatment.clone());
        let asked = Ask { what, on: None, zone, params, performer: None };
        let findings = gate.answer(case, &asked).map(|answer| answer.findings).unwrap_or_default();
        findings.into_iter().map(move |f| Beyond {
            rule: f.rule.to_string(),
            zone,
            verdict: f.verdict,
            because: f.because.to_string(),
        })
    };
    let zones: Vec<Option<Zone>> =
        if session.zones.is_empty() { vec![None] } else { session.zones.iter().copied().map(Some).collect() };
    let mut beyond: Vec<Beyond> = Vec::new();
    for zone in zones {
        let without: Vec<Beyond> = ask(zone, vocab::Params::default()).collect();
        for finding in ask(zone, session.params(zone)) {
            let told = beyond.iter().any(|b| b.rule == finding.rule && b.because == finding.because);
            if !told && !without.contains(&finding) {
                beyond.push(finding);
            }
        }
    }
    beyond
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Done;
    use vocab::Phototype::{I, IV, V, VI};

    #[test]
    fn limits_are_those_of_the_reference_for_this_skin() {
        let k = Knowledge::shipped().unwrap();
        let most = |treatment: &str, skin, zones: &[Zone], field: &str| {
            let all = limits(k, treatment, skin, zones);
            all.iter().filter(|l| l.field == field).filter_map(|l| l.max).min_by(f64::total_cmp)
        };
        for (treatment, skin, zone, field, want) in [
            ("peel_glycolic", Some(I), Zone::Forehead, "percent", Some(70.0)),
            ("peel_glycolic", Some(IV), Zone::Forehead, "percent", Some(35.0)),
            ("peel_glycolic", Some(V), Zone::Forehead, "percent", Some(20.0)),
            ("peel_glycolic", Some(VI), Zone::Forehead, "percent", Some(20.0)),
            ("peel_glycolic", None, Zone::Forehead, "percent", Some(20.0)),
            ("microneedling", Some(I), Zone::Forehead, "depth_mm", Some(0.5)),
            ("microneedling", Some(I), Zone::CheekLateralL, "depth_mm", Some(1.5)),
            // The inner cheek holds the fold, whose ceiling is lower: the gate reads it so, and so is it shown.
            ("microneedling", Some(I), Zone::CheekMedialL, "depth_mm", Some(1.0)),
            ("microneedling", Some(I), Zone::PeriorbitalR, "depth_mm", Some(0.5)),
            ("laser_qs_pico", Some(I), Zone::Forehead, "fluence", Some(2.0)),
            ("massage", Some(I), Zone::Back, "percent", None),
        ] {
            assert_eq!(most(treatment, skin, &[zone], field), want, "{treatment} {skin:?} {zone} {field}");
        }
        let both = [Zone::CheekMedialL, Zone::Nose];
        assert_eq!(most("microneedling", Some(I), &both, "depth_mm"), Some(0.5), "the strictest zone counts");
        let cutoff = limits(k, "ipl", Some(IV), &[]);
        assert!(cutoff.iter().any(|l| l.field == "wavelength_nm" && l.min == Some(590.0)), "{cutoff:?}");
    }

    #[test]
    fn every_limit_stands_beside_a_field() {
        let k = Knowledge::shipped().unwrap();
        for t in k.treatments.iter().filter(|t| t.planned) {
            let done = Done::of(k, &t.code).unwrap();
            for limit in limits(k, &t.code, None, &[]) {
                assert!(done.fields().iter().any(|f| f.key == limit.field), "{}: {}", t.code, limit.field);
            }
        }
    }
}
