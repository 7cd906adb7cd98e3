//! Scores on published scales.
use crate::ChartError;
use crate::history::wrong;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::Zone;
use vocab::goals::{Concern, Scale};
use vocab::scale::gags::Grades;

/// A score on a published scale, by a clinician or, for bother, by the patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// What it is about; absent for a scale of the whole skin, such as the typology angle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concern: Option<Concern>,
    /// The scale.
    pub scale: Scale,
    /// The score, in the unit and range of the scale.
    pub score: f64,
    /// How many raters it is the mean of, at least 1.
    pub raters: u8,
    /// Where; absent = everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// What the score was added up from, by name: for `gags` the grade 0-4 of each of its six areas.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, f64>,
}

impl Assessment {
    /// The six grades of the Global Acne Grading System, where this is one and all are there.
    #[must_use]
    pub fn gags(&self) -> Option<Grades> {
        if self.scale != Scale::Gags {
            return None;
        }
        let mut grades = [0_u8; 6];
        for (grade, (area, _)) in grades.iter_mut().zip(Grades::AREAS) {
            let part = self.parts.get(area).copied()?;
            *grade = (0..=4_u8).find(|whole| f64::from(*whole).total_cmp(&part).is_eq())?;
        }
        Grades::from_areas(grades)
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let (least, most) = self.scale.range();
        if !(least..=most).contains(&self.score) {
            return Err(wrong(&format!(
                "{} is outside the scale {}, which goes from {least} to {most}",
                self.score, self.scale
            )));
        }
        if self.raters == 0 {
            return Err(wrong("an assessment has at least one rater"));
        }
        // A total without its areas could hide a severe acne from the rules that read the grades.
        if self.scale == Scale::Gags {
            let grades = self.gags().ok_or_else(|| {
                let areas = Grades::AREAS.map(|(area, _)| area).join(", ");
                wrong(&format!("the scale gags needs its six parts, each a grade from 0 to 4: {areas}"))
            })?;
            if !f64::from(grades.total()).total_cmp(&self.score).is_eq() {
                return Err(wrong(&format!("the parts add up to {}, not to {}", grades.total(), self.score)));
            }
        }
        Ok(())
    }
}
