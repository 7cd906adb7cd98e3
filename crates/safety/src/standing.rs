//! What stands: facts turned into conditions, once per case.
use crate::span::{EVER, FOREVER};
use knowledge::Knowledge;
use knowledge::condition::{Holds, Place};
use vocab::case::{Case, Fact, Status, Subject, Unstated};
use vocab::phototype::{ForSafety, Ita};
use vocab::{Phototype, Zone};

/// A condition that stands or stood, with its days as numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing<'k> {
    pub(crate) status: Status,
    pub(crate) since: Option<i32>,
    pub(crate) until: Option<i32>,
    pub(crate) on: Option<i32>,
    pub(crate) zone: Option<Zone>,
    pub(crate) detail: Option<&'k str>,
    /// Said to be present: a state that goes on, a drug or product in use. What a rule asks to stop
    /// counts as stopped today.
    pub(crate) goes_on: bool,
    /// Follows only for these treatments (codes); empty = all.
    pub(crate) only_for: &'k [String],
}

impl Standing<'_> {
    const fn plain(status: Status) -> Self {
        Self {
            status,
            since: None,
            until: None,
            on: None,
            zone: None,
            detail: None,
            goes_on: false,
            only_for: &[],
        }
    }
}

/// How a condition is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known<'k> {
    pub(crate) standing: Vec<Standing<'k>>,
    /// What is not known, with the place and the sub-case that were named. The status is `unknown` where
    /// a fact says so, and `present` where it only follows (from no birth date, from another open fact).
    pub(crate) open: Vec<Standing<'k>>,
    /// Somebody denied it, everywhere (`None`) or in one zone.
    pub(crate) denied: Vec<Option<Zone>>,
}

impl Known<'_> {
    /// Whether it is denied for an ask: what is bound to a place is denied only where it was.
    fn is_denied(&self, place: Place, asked: Option<Zone>) -> bool {
        self.denied.iter().any(|zone| zone.is_none() || place == Place::Anywhere || *zone == asked)
    }
}

/// A procedure done or planned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Procedure {
    /// Place in the catalogue.
    pub(crate) treatment: usize,
    /// Its day; `None` = some day that nobody knows.
    pub(crate) on: Option<i32>,
    /// Where the day is not known: whether it lies in the past at least.
    pub(crate) past: bool,
    pub(crate) zone: Option<Zone>,
}

/// A case as the rules see it.
pub(crate) struct Person<'c, 'k> {
    pub(crate) case: &'c Case,
    pub(crate) today: i32,
    /// By place in the knowledge's conditions.
    pub(crate) known: Vec<Known<'k>>,
    pub(crate) procedures: Vec<Procedure>,
    pub(crate) unknown_drugs: Vec<&'c str>,
    /// Classes of drugs in use or of unknown use.
    pub(crate) drug_classes: Vec<(&'k str, Status)>,
    pub(crate) phototype: ForSafety,
}

impl<'c, 'k> Person<'c, 'k> {
    pub(crate) fn new(k: &'k Knowledge, case: &'c Case) -> Self {
        let phototype = ForSafety::from(case.patient.phototype, case.patient.ita.and_then(Ita::from_degrees));
        let mut person = Self {
            case,
            today: case.today.number(),
            known: vec![Known::default(); k.conditions.len()],
            procedures: Vec::new(),
            unknown_drugs: Vec::new(),
            drug_classes: Vec::new(),
            phototype,
        };
        for fact in &case.facts {
            person.read(k, fact);
        }
        person.unknown_drugs.sort_unstable();
        person.unknown_drugs.dedup();
        person.derive(k);
        person.measure(k);
        person.imply(k);
        person
    }

    /// Everything about a condition that is not known: what was said to be, and, where nobody spoke
    /// of it and the unstated counts as unknown, the condition as such.
    pub(crate) fn open(
        &self,
        condition: usize,
        place: Place,
        asked: Option<Zone>,
    ) -> impl Iterator<Item = Standing<'k>> + '_ {
        let known = self.known.get(condition);
        let unsaid = known.is_some_and(|k| {
            k.standing.is_empty()
                && k.open.is_empty()
                && self.case.unstated == Unstated::Unknown
                && !k.is_denied(place, asked)
        });
        let said = known.into_iter().flat_map(|k| k.open.iter().copied());
        said.chain(unsaid.then_some(Standing::plain(Status::Present)))
    }

    fn read(&mut self, k: &'k Knowledge, fact: &'c Fact) {
        // An event with a day needs no status.
        let status = fact.status.unwrap_or(Status::Present);
        match &fact.subject {
            Subject::Condition(code) => {
                if let Some(place) = k.condition_place(code) {
                    let details = k.conditions.get(place).map_or(&[] as &[String], |c| c.details.as_slice());
                    let detail = fact
                        .detail
                        .as_deref()
                        .and_then(|d| details.iter().find(|known| known.as_str() == d))
                        .map(String::as_str);
                    self.add(place, status, fact, detail);
                }
            }
            Subject::Drug(name) => self.read_drug(k, name, status, fact),
            Subject::Product(code) => {
                for condition in k.ingredient(code).map_or(&[] as &[String], |i| i.sets.as_slice()) {
                    if let Some(place) = k.condition_place(condition)
                        && status != Status::Absent
                    {
                        self.add(place, status, fact, None);
                    }
                }
            }
            Subject::Procedure(code) => self.read_procedure(k, code, status, fact),
        }
    }

    fn read_drug(&mut self, k: &'k Knowledge, name: &'c str, status: Status, fact: &'c Fact) {
        let Some((class, drug)) = k.drug(name) else {
            if status != Status::Absent {
                self.unknown_drugs.push(name);
            }
            return;
        };
        let over = status == Status::Past || fact.until.is_some_and(|d| d.number() < self.today);
        if status == Status::Unknown || (status != Status::Absent && !over) {
            self.drug_classes.push((&class.code, status));
        }
        for set in class.sets.iter().chain(&drug.sets) {
            if let Some(place) = k.condition_place(&set.condition) {
                // Denying one drug of several denies nothing about the others.
                if status == Status::Absent && class.drug.len() > 1 {
                    continue;
                }
                self.add(place, status, fact, set.detail.as_deref());
            }
        }
    }

    fn read_procedure(&mut self, k: &'k Knowledge, code: &str, status: Status, fact: &Fact) {
        if status == Status::Absent {
            return;
        }
        if let Some(treatment) = k.treatment_place(code) {
            let on = fact.on.or(fact.until).or(fact.since).map(vocab::Day::number);
            self.procedures.push(Procedure { treatment, on, past: status == Status::Past, zone: fact.zone });
            for left in k.treatments.get(treatment).map_or(&[] as &[_], |t| t.leaves.as_slice()) {
                let Some(place) = k.condition_place(&left.condition) else { continue };
                let event = k.conditions.get(place).is_some_and(|c| c.holds == Holds::Event);
                let standing = Standing {
                    zone: fact.zone,
                    since: on.filter(|_| !event),
                    on: on.filter(|_| event),
                    detail: left.detail.as_deref(),
                    ..Standing::plain(if on.is_none() { status } else { Status::Present })
                };
                self.push(place, standing, status == Status::Unknown);
            }
        }
    }

    fn add(&mut self, place: usize, status: Status, fact: &Fact, detail: Option<&'k str>) {
        let standing = Standing {
            status,
            since: fact.since.map(vocab::Day::number),
            until: fact.until.map(vocab::Day::number),
            on: fact.on.map(vocab::Day::number),
            zone: fact.zone,
            detail,
            goes_on: fact.status == Some(Status::Present),
            only_for: &[],
        };
        match status {
            Status::Absent => {
                if let Some(known) = self.known.get_mut(place) {
                    known.denied.push(fact.zone);
                }
            }
            Status::Unknown => self.push(place, standing, true),
            Status::Present | Status::Past => self.push(place, standing, false),
        }
    }

    fn push(&mut self, place: usize, standing: Standing<'k>, open: bool) {
        if let Some(known) = self.known.get_mut(place) {
            if open {
                known.open.push(standing);
            } else {
                known.standing.push(standing);
            }
        }
    }

    /// What follows from birth date, phototype and scores.
    fn derive(&mut self, k: &'k Knowledge) {
        if let Some(place) = k.condition_place("minor") {
            match self.case.patient.born {
                None => self.push(place, Standing::plain(Status::Present), true),
                Some(born) => {
                    let of_age = born.plus_years(18).number();
                    let standing = Standing { until: Some(of_age - 1), ..Standing::plain(Status::Present) };
                    self.push(place, standing, false);
                }
            }
        }
        for (code, kind) in [("phototype_V", Phototype::V), ("phototype_VI", Phototype::VI)] {
            let Some(place) = k.condition_place(code) else { continue };
            let ForSafety { at_least, exact } = self.phototype;
            if at_least == kind {
                self.push(place, Standing::plain(Status::Present), false);
            } else if exact || at_least > kind {
                if let Some(known) = self.known.get_mut(place) {
                    known.denied.push(None);
                }
            } else {
                self.push(place, Standing::plain(Status::Present), true);
            }
        }
        let severe = self.case.patient.gags.is_some_and(|g| g.total() >= 31)
            || self.case.patient.iga_acne.is_some_and(|g| g >= 4);
        if severe && let Some(place) = k.condition_place("acne_severe") {
            self.push(place, Standing::plain(Status::Present), false);
        }
    }

    /// Diabetes is controlled while a value below the limit is on file and not older than 183 days;
    /// a value decides over a word, and the latest value decides over older ones.
    fn measure(&mut self, k: &'k Knowledge) {
        const VALID_DAYS: i32 = 183;
        let Some(place) = k.condition_place("diabetes") else { return };
        let Some(known) = self.known.get_mut(place) else { return };
        // The values speak for the days on which the diabetes stands.
        let present = || known.standing.iter().filter(|s| s.status == Status::Present);
        let Some(first) = present().map(|s| s.since.unwrap_or(EVER)).min() else { return };
        let end = present().map(|s| s.until.unwrap_or(FOREVER - 1)).max().unwrap_or(FOREVER - 1);
        let mut values: Vec<(i32, bool)> = self
            .case
            .facts
            .iter()
            .filter(|f| matches!(&f.subject, Subject::Condition(c) if c == "diabetes"))
            .filter_map(|f| {
                let value = f.value?;
                let percent =
                    if f.unit.as_deref() == Some("mmol/mol") { value * 0.0915 + 2.15 } else { value };
                Some((f.on?.number(), percent < self.case.policy.hba1c_limit))
            })
            .collect();
        // Of two values of one day the worse one counts: false sorts first and is kept.
        values.sort_unstable();
        values.dedup_by_key(|(day, _)| *day);
        let part = |from: i32, last: i32, detail: &'static str| Standing {
            since: Some(from.max(first)),
            until: Some(last.min(end)),
            detail: Some(detail),
            ..Standing::plain(Status::Present)
        };
        let mut parts = Vec::new();
        let mut open_from = EVER;
        for (i, &(on, controlled)) in values.iter().enumerate() {
            let next = values.get(i + 1).map_or(FOREVER, |v| v.0);
            if controlled {
                let last = (on + VALID_DAYS).min(next - 1);
                parts.push(part(open_from, on - 1, "uncontrolled"));
                parts.push(part(on, last, "controlled"));
                open_from = last + 1;
            }
        }
        parts.push(part(open_from, FOREVER - 1, "uncontrolled"));
        known.standing = parts;
    }

    /// Conditions that follow from others.
    fn imply(&mut self, k: &'k Knowledge) {
        for (place, condition) in k.conditions.iter().enumerate() {
            for implied in &condition.implies {
                let (Some(target), Some(from)) =
                    (k.condition_place(&implied.condition), self.known.get(place).cloned())
                else {
                    continue;
                };
                for s in from.standing {
                    // What ended on a known day held until then, and so did what follows from it.
                    let past =
                        (s.status == Status::Past && s.until.is_none()) || condition.holds == Holds::Event;
                    if past && !implied.from_past {
                        continue;
                    }
                    let known_there = implied.detail.as_deref();
                    let mut follows = Standing { detail: known_there, only_for: &implied.only_for, ..s };
                    if implied.from_past {
                        // Once there, always there: its days no longer matter.
                        follows = Standing { status: Status::Present, until: None, on: None, ..follows };
                    }
                    self.push(target, follows, false);
                }
                // Only a sub-case would follow, and which one is open too: the drug's own rules ask.
                if !from.open.is_empty() && implied.detail.is_none() {
                    self.push(target, Standing::plain(Status::Present), true);
                }
            }
        }
    }
}
