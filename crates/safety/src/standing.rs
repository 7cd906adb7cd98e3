//! What stands: facts turned into conditions, once per case.
use crate::span::{EVER, FOREVER};
use knowledge::Knowledge;
use knowledge::condition::Holds;
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
    /// A drug or product in use today: counts as stopped today where a rule asks to stop it.
    pub(crate) in_use: bool,
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
            in_use: false,
            only_for: &[],
        }
    }
}

/// How a condition is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known<'k> {
    pub(crate) standing: Vec<Standing<'k>>,
    /// Somebody said that it is not known.
    pub(crate) open: bool,
    /// Somebody denied it.
    pub(crate) denied: bool,
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

    /// Whether a condition of which nobody spoke is open.
    pub(crate) fn is_open(&self, condition: usize) -> bool {
        self.known.get(condition).is_some_and(|known| {
            known.open
                || (known.standing.is_empty() && !known.denied && self.case.unstated == Unstated::Unknown)
        })
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
                    self.add(place, status, fact, detail, false);
                }
            }
            Subject::Drug(name) => self.read_drug(k, name, status, fact),
            Subject::Product(code) => {
                for condition in k.ingredient(code).map_or(&[] as &[String], |i| i.sets.as_slice()) {
                    if let Some(place) = k.condition_place(condition)
                        && status != Status::Absent
                    {
                        self.add(place, status, fact, None, true);
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
                self.add(place, status, fact, set.detail.as_deref(), true);
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
            if code == "filler_permanent"
                && let Some(place) = k.condition_place("permanent_filler_zone")
            {
                let standing = Standing { zone: fact.zone, since: on, ..Standing::plain(Status::Present) };
                self.push(place, standing, status == Status::Unknown);
            }
        }
    }

    fn add(&mut self, place: usize, status: Status, fact: &Fact, detail: Option<&'k str>, drug: bool) {
        let standing = Standing {
            status,
            since: fact.since.map(vocab::Day::number),
            until: fact.until.map(vocab::Day::number),
            on: fact.on.map(vocab::Day::number),
            zone: fact.zone,
            detail,
            in_use: drug && fact.status == Some(Status::Present),
            only_for: &[],
        };
        match status {
            Status::Absent => {
                if let Some(known) = self.known.get_mut(place) {
                    known.denied = true;
                }
            }
            Status::Unknown => self.push(place, standing, true),
            Status::Present | Status::Past => self.push(place, standing, false),
        }
    }

    fn push(&mut self, place: usize, standing: Standing<'k>, open: bool) {
        if let Some(known) = self.known.get_mut(place) {
            if open {
                known.open = true;
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
                    known.denied = true;
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
        if !known.standing.iter().any(|s| s.status == Status::Present) {
            return;
        }
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
            since: Some(from),
            until: Some(last),
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
                    let past = s.status == Status::Past || condition.holds == Holds::Event;
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
                if from.open && implied.detail.is_none() {
                    self.push(target, Standing::plain(Status::Unknown), true);
                }
            }
        }
    }
}
