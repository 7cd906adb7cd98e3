//! The end of a consultation: its answers become entries.
use super::{Consultation, FACTS_MAX, Living, Saved, Section, Smokes, Standing, Still, score};
use crate::ChartError;
use crate::assessment::Assessment;
use crate::entry::Body;
use crate::history::{Denied, Fact};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::case::Status;
use vocab::goals::{Concern, Scale};
use vocab::{Phototype, Zone};

/// That a consultation took place: when, and who answered which section.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// When it was begun, milliseconds since 1970.
    pub begun_at: i64,
    /// By whom.
    pub begun_by: String,
    /// The sections that were answered, with who saved them last.
    pub sections: BTreeMap<Section, Saved>,
    /// What was confirmed as still true, by key.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub confirmed: BTreeSet<String>,
    /// Where each concern was seen.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub zones: BTreeMap<Concern, BTreeSet<Zone>>,
    /// Remarks on concerns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub notes: BTreeMap<Concern, String>,
}

impl Consultation {
    /// Everything that was answered as bodies of entries, in an order in which they can be folded. `standing` is what the
    /// chart had before: what was confirmed is said again, what ended is ended.
    #[must_use]
    pub fn bodies(&self, standing: &[Standing]) -> Vec<Body> {
        let mut bodies = vec![Body::Consultation(self.closed())];
        if !self.goals.is_empty() {
            bodies.push(Body::Goals(self.goals.clone()));
        }
        let mut facts: Vec<Fact> = standing.iter().filter_map(|one| self.said_again(one)).collect();
        facts.extend(self.facts.iter().cloned());
        facts.extend(self.living_fact());
        facts.extend(self.seen_facts());
        facts.extend(self.body_image.status().map(|status| Fact::condition(super::BodyImage::CODE, status)));
        bodies.extend(denied(&facts));
        bodies.extend(facts.into_iter().filter(|fact| !is_plain_no(fact)).map(Body::Fact));
        if !self.skin.is_empty() {
            bodies.push(Body::Skin(self.skin.clone()));
        }
        bodies.extend(self.assessments());
        if self.living != Living::default() {
            bodies.push(Body::Living(self.living.clone()));
        }
        if self.body_image != super::BodyImage::default() {
            bodies.push(Body::BodyImage(self.body_image));
        }
        bodies
    }

    fn closed(&self) -> Closed {
        let confirmed = self.still.iter().filter(|(_, still)| **still == Still::True);
        let seen = || self.seen.iter();
        Closed {
            begun_at: self.begun_at,
            begun_by: self.begun_by.clone(),
            sections: self.saved.clone(),
            confirmed: confirmed.map(|(key, _)| key.clone()).collect(),
            zones: seen().filter(|(_, s)| !s.zones.is_empty()).map(|(c, s)| (*c, s.zones.clone())).collect(),
            notes: seen().filter(|(_, s)| !s.note.is_empty()).map(|(c, s)| (*c, s.note.clone())).collect(),
        }
    }

    /// A fact of the chart, said again now. What was answered anew in this consultation goes before.
    fn said_again(&self, one: &Standing) -> Option<Fact> {
        let anew = self.facts.iter().any(|fact| super::key_of(fact) == one.key);
        match self.still.get(&one.key).filter(|_| !anew)? {
            Still::True => Some(one.fact.clone()),
            Still::Ended { on } => Some(Fact {
                status: Some(Status::Past),
                until: Some(*on),
                since: one.fact.since.filter(|since| since <= on),
                ..one.fact.clone()
            }),
        }
    }

    fn living_fact(&self) -> Option<Fact> {
        let status = match self.living.smokes? {
            Smokes::Now => Status::Present,
            Smokes::Before => Status::Past,
            Smokes::Never => Status::Absent,
        };
        Some(Fact::condition("smoker", status))
    }

    /// What was charted is there: a condition that the rules read follows from a concern with a zone or a reading, unless the
    /// history answered it.
    fn seen_facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (concern, seen) in &self.seen {
            let Some((_, code)) = CHARTED.iter().find(|(charted, _)| charted == concern) else { continue };
            let code = *code;
            let answered = self.facts.iter().any(|fact| fact.condition.as_deref() == Some(code));
            let there = !seen.zones.is_empty() || score(*concern, &seen.parts).iter().any(|s| s.value > 0.0);
            if answered || !there {
                continue;
            }
            let detail = (*concern == Concern::Acne).then(|| worst_lesion(&seen.parts)).flatten();
            let fact = Fact { detail, ..Fact::condition(code, Status::Present) };
            if seen.zones.is_empty() {
                facts.push(fact);
            } else {
                facts.extend(seen.zones.iter().map(|zone| Fact { zone: Some(*zone), ..fact.clone() }));
            }
        }
        facts
    }

    /// Whole scores, how much each concern bothers, and a measured colour.
    fn assessments(&self) -> Vec<Body> {
        let mut all = Vec::new();
        for (concern, seen) in &self.seen {
            let zone = (seen.zones.len() == 1).then(|| seen.zones.first().copied()).flatten();
            let one = |scale, score, parts, zone| {
                Body::Assessment(Assessment { concern: Some(*concern), scale, score, raters: 1, zone, parts })
            };
            let whole = score(*concern, &seen.parts).into_iter().filter(super::Score::is_whole);
            all.extend(whole.map(|s| one(s.scale, s.value, s.parts, None)));
            all.extend(
                seen.bother.map(|bother| one(Scale::Bother, f64::from(bother), BTreeMap::new(), zone)),
            );
        }
        if let Some(ita) = self.skin.ita {
            all.push(Body::Assessment(Assessment {
                concern: None,
                scale: Scale::Ita,
                score: ita,
                raters: 1,
                zone: None,
                parts: BTreeMap::new(),
            }));
        }
        all
    }

    /// The phototype that was said or follows from the answers about burning and tanning.
    #[must_use]
    pub fn phototype(&self) -> Option<Phototype> {
        self.skin.phototype
    }

    /// Whether the draft is within its limits, asked before it is kept.
    ///
    /// # Errors
    /// The first limit that is passed, or the first answer that is not whole.
    pub fn check(&self) -> Result<(), ChartError> {
        if self.facts.len() > FACTS_MAX {
            return Err(ChartError::Limit {
                what: "facts of a consultation",
                limit: FACTS_MAX,
                got: self.facts.len(),
            });
        }
        self.goals.check()?;
        self.living.check()?;
        self.seen.values().try_for_each(super::Seen::check)?;
        self.facts.iter().try_for_each(Fact::check)
    }
}

/// Concerns that are conditions of the gate as well.
const CHARTED: [(Concern, &str); 3] =
    [(Concern::Melasma, "melasma"), (Concern::Rosacea, "rosacea"), (Concern::Acne, "acne_active")];

/// The kind of acne by the worst lesion that was graded; `None` where none was.
fn worst_lesion(parts: &BTreeMap<String, f64>) -> Option<String> {
    let grades = parts.iter().filter(|(key, _)| key.starts_with("gags.")).map(|(_, grade)| *grade);
    let worst = grades.fold(0.0, f64::max);
    let word = match worst {
        w if w >= 4.0 => "nodular",
        w if w >= 3.0 => "pustular",
        w if w >= 2.0 => "papular",
        w if w >= 1.0 => "comedonal",
        _ => return None,
    };
    Some(word.to_owned())
}

/// A no that says nothing but no: it can stand in one entry with all the others.
fn is_plain_no(fact: &Fact) -> bool {
    fact.condition.as_ref().is_some_and(|code| *fact == Fact::condition(code, Status::Absent))
}

fn denied(facts: &[Fact]) -> Option<Body> {
    let conditions: BTreeSet<String> =
        facts.iter().filter(|fact| is_plain_no(fact)).filter_map(|fact| fact.condition.clone()).collect();
    (!conditions.is_empty()).then(|| Body::Denied(Denied { conditions: conditions.into_iter().collect() }))
}
