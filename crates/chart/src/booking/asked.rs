//! What the gate said when a visit was booked: kept with the visit, asked again when a fact changes.
use safety::{Answer, Gate, UnknownAsk};
use serde::{Deserialize, Serialize};
use vocab::case::{Ask, Case};
use vocab::{Day, Verdict};

/// What a verdict means for a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Books; what is to be done first is done at the door.
    Books,
    /// Books until a prescriber signs or the open question is answered.
    Provisional,
    /// Not on that day; the first day that is free, if one can be told.
    NotBefore(Option<Day>),
    /// Not at all without a prescriber.
    Not,
}

/// One reason, in words that were true on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Key of the rule.
    pub rule: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// The first day that this rule leaves free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Why.
    pub because: String,
    /// By law: nobody passes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_law: bool,
}

/// The answer of the gate to one visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The worst of the findings.
    pub verdict: Verdict,
    /// The day for which it was asked.
    pub on: Day,
    /// The day on which it was asked.
    pub asked_on: Day,
    /// Entries of the chart that were known when it was asked: when there are more, it is asked again.
    #[serde(default)]
    pub known: u64,
    /// The first day that would be free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Day>,
    /// Reasons, heaviest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Told>,
    /// Whether a law stands in the way, which nobody passes: known without the reasons.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_law: bool,
    /// Id of the entry by which a licensed person passes the gate, with the reason; never a setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_by: Option<String>,
}

impl Asked {
    /// A visit that treats nothing (a talk, a look at the skin) has nothing to be asked.
    #[must_use]
    pub const fn nothing(on: Day, today: Day) -> Self {
        Self {
            verdict: Verdict::Allow,
            on,
            asked_on: today,
            known: 0,
            earliest: None,
            findings: Vec::new(),
            by_law: false,
            passed_by: None,
        }
    }

    /// Asks the gate about a person, a treatment and a day; `case.today` is the day of asking.
    ///
    /// # Errors
    /// The knowledge has no such treatment.
    pub fn of(gate: &Gate<'_>, case: &Case, ask: &Ask, on: Day) -> Result<Self, UnknownAsk> {
        let mut ask = ask.clone();
        ask.on = Some(on);
        Ok(Self::told(&gate.answer(case, &ask)?, case.today))
    }

    /// The answer as it is kept: every reason once, also where several visits or facts give the same, and without the questions that
    /// could change it. Lists of visits read this for every visit; the questions are asked of the gate where they are put.
    #[must_use]
    pub fn told(answer: &Answer<'_>, today: Day) -> Self {
        let told = |f: &safety::Finding<'_>| Told {
            rule: f.rule.to_string(),
            verdict: f.verdict,
            until: f.until,
            because: f.because.to_string(),
            by_law: f.by_law,
        };
        let mut findings: Vec<Told> = Vec::new();
        for told in answer.findings.iter().map(told) {
            if !findings.contains(&told) {
                findings.push(told);
            }
        }
        Self {
            verdict: answer.verdict,
            on: answer.on,
            asked_on: today,
            known: 0,
            earliest: answer.earliest,
            by_law: is_by_law(&findings),
            findings,
            passed_by: None,
        }
    }

    /// What it means for a booking.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if self.passed_by.is_some() && !self.stands_by_law() {
            return Standing::Books;
        }
        match self.verdict {
            Verdict::Allow | Verdict::Caution => Standing::Books,
            Verdict::Review => Standing::Provisional,
            Verdict::Defer => Standing::NotBefore(self.earliest),
            Verdict::Refuse => Standing::Not,
        }
    }

    /// Whether it keeps a visit from its day; where somebody has to be asked first it does not.
    #[must_use]
    pub fn stops(&self) -> bool {
        matches!(self.standing(), Standing::Not | Standing::NotBefore(_))
    }

    /// Whether a law stands in the way.
    pub(crate) fn stands_by_law(&self) -> bool {
        self.by_law || is_by_law(&self.findings)
    }

    /// The heaviest reason.
    #[must_use]
    pub fn why(&self) -> Option<&Told> {
        self.findings.first()
    }
}

fn is_by_law(findings: &[Told]) -> bool {
    findings.iter().any(|told| told.by_law && told.verdict == Verdict::Refuse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_verdicts_book_as_the_house_says() {
        let day = Day::from_number(20_800);
        let later = Some(day.plus(9));
        for (verdict, standing) in [
            (Verdict::Allow, Standing::Books),
            (Verdict::Caution, Standing::Books),
            (Verdict::Review, Standing::Provisional),
            (Verdict::Defer, Standing::NotBefore(later)),
            (Verdict::Refuse, Standing::Not),
        ] {
            let mut asked = Asked { verdict, earliest: later, ..Asked::nothing(day, day) };
            assert_eq!(asked.standing(), standing, "{verdict}");
            asked.passed_by = Some("entry".to_owned());
            assert_eq!(asked.standing(), Standing::Books, "a prescriber passes {verdict}");
            asked.findings.push(Told {
                rule: "age".to_owned(),
                verdict: Verdict::Refuse,
                until: None,
                because: "by law".to_owned(),
                by_law: true,
            });
            assert_eq!(asked.standing(), standing, "nobody passes the law");
            asked.by_law = asked.stands_by_law();
            asked.findings.clear();
            assert_eq!(asked.standing(), standing, "nor where the reasons are not read");
        }
    }
}
