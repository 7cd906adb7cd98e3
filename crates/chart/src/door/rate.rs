//! How often each rule stood at the door, and how often it was passed: a rule that is always passed protects nobody.
use crate::entry::Body;
use crate::patient::Entry;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Verdict;

/// A rule and its rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRate {
    /// Key of the rule.
    pub rule: String,
    /// At how many doors it stood with more than a caution: a patient, a treatment, a day.
    pub stood: u32,
    /// At how many of these it was passed.
    pub passed: u32,
    /// The heaviest verdict with which it stood.
    pub verdict: Verdict,
}

impl RuleRate {
    /// Passed per hundred times that it stood, rounded down; 0 to 100.
    #[must_use]
    pub fn percent(&self) -> u32 {
        (self.passed * 100).checked_div(self.stood).unwrap_or(0)
    }
}

/// The rate of every rule that stood at a door, the most passed first. A door that was tried several times on one day counts
/// once, and counts as passed when somebody wrote why.
#[must_use]
pub fn rates<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Vec<RuleRate> {
    type Place = (String, String, vocab::Day);
    let mut stood: BTreeMap<String, (BTreeSet<Place>, BTreeSet<Place>, Verdict)> = BTreeMap::new();
    for entry in entries {
        if let Body::Door(checked) = &entry.body {
            let place = (entry.patient.clone(), checked.service.clone(), checked.on);
            for ruled in checked.lines.iter().flat_map(|l| &l.rules).filter(|r| r.verdict > Verdict::Caution)
            {
                let row = stood.entry(ruled.rule.clone()).or_insert_with(nothing);
                row.0.insert(place.clone());
                row.2 = row.2.max(ruled.verdict);
            }
        } else if let Body::Override(over) = &entry.body {
            let place = (entry.patient.clone(), over.service.clone(), over.on);
            for ruled in &over.rules {
                let row = stood.entry(ruled.rule.clone()).or_insert_with(nothing);
                row.0.insert(place.clone());
                row.1.insert(place.clone());
                row.2 = row.2.max(ruled.verdict);
            }
        }
    }
    let count = |set: &BTreeSet<Place>| u32::try_from(set.len()).unwrap_or(u32::MAX);
    let mut rates: Vec<RuleRate> = stood
        .into_iter()
        .map(|(rule, (all, passed, verdict))| RuleRate {
            rule,
            stood: count(&all),
            passed: count(&passed),
            verdict,
        })
        .collect();
    rates.sort_by(|a, b| (b.passed, b.percent(), &a.rule).cmp(&(a.passed, a.percent(), &b.rule)));
    rates
}

fn nothing<P>() -> (BTreeSet<P>, BTreeSet<P>, Verdict) {
    (BTreeSet::new(), BTreeSet::new(), Verdict::Allow)
}
