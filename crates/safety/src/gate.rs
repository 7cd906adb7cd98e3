//! The gate itself: knowledge made ready once, cases asked often.
use crate::answer::{Answer, AttachedCondition, Because, Derived, Finding, Question, Sources};
use crate::span::{EVER, FOREVER, Key, Run, Span, first_free, runs, worst};
use crate::standing::Person;
use crate::{label, own, product, rules, scope, spacing};
use knowledge::Knowledge;
use knowledge::condition::{Attached, Rule};
use knowledge::treatment::Treatment;
use std::collections::BTreeSet;
use vocab::case::{Ask, Asked, Case};
use vocab::{Day, Params, Strength, Verdict};

/// An ask that names no treatment or product of the knowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownAsk {
    /// The code that was asked.
    pub code: String,
}

impl std::fmt::Display for UnknownAsk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is neither a treatment nor a product of the catalogue", self.code)
    }
}

impl std::error::Error for UnknownAsk {}

/// Knowledge made ready for asking.
pub struct Gate<'k> {
    knowledge: &'k Knowledge,
    /// For each treatment: the conditions with rules for it, and those rules.
    touching: Vec<Vec<(usize, Vec<&'k Rule>)>>,
    distances: spacing::Distances<'k>,
    /// For each treatment: the labels of the clinic's devices and products.
    labels: Vec<label::Labels<'k>>,
    /// For each treatment: whether some drug could refuse or defer it.
    drugs_could_stop: Vec<bool>,
}

impl<'k> Gate<'k> {
    /// Sorts the rules by the treatments that they touch.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let drug_set: BTreeSet<&str> = knowledge
            .drugs
            .iter()
            .flat_map(|c| c.sets.iter().chain(c.drug.iter().flat_map(|d| &d.sets)))
            .map(|s| s.condition.as_str())
            .collect();
        let mut touching = Vec::with_capacity(knowledge.treatments.len());
        let mut drugs_could_stop = Vec::with_capacity(knowledge.treatments.len());
        for t in &knowledge.treatments {
            let mut own = Vec::new();
            let mut stoppable = false;
            for (place, condition) in knowledge.conditions.iter().enumerate() {
                let rules: Vec<&Rule> = condition.rule.iter().filter(|r| touches(r, t)).collect();
                stoppable |= drug_set.contains(condition.code.as_str())
                    && rules.iter().any(|r| r.stop_days.is_some() || r.verdict >= Some(Verdict::Defer));
                if !rules.is_empty() {
                    own.push((place, rules));
                }
            }
            touching.push(own);
            drugs_could_stop.push(stoppable);
        }
        let labels: Vec<label::Labels<'k>> =
            knowledge.treatments.iter().map(|t| label::of(knowledge, t)).collect();
        for (stoppable, labels) in drugs_could_stop.iter_mut().zip(&labels) {
            *stoppable |= labels.iter().flat_map(|(l, _)| &l.rules).any(|(condition, r)| {
                drug_set.contains(condition.as_str()) && r.verdict >= Some(Verdict::Defer)
            });
        }
        let distances = spacing::Distances::new(knowledge);
        Self { knowledge, touching, distances, labels, drugs_could_stop }
    }

    /// The knowledge behind this gate.
    #[must_use]
    pub const fn knowledge(&self) -> &'k Knowledge {
        self.knowledge
    }

    /// What follows from the person's data.
    #[must_use]
    pub fn derived(&self, case: &Case) -> Derived {
        let person = Person::new(self.knowledge, case);
        Derived { phototype_for_safety: person.phototype.known(), gags: case.patient.gags }
    }

    /// Answers every ask of the case; without asks, every treatment of the catalogue for today.
    ///
    /// # Errors
    /// An ask names a code that the knowledge does not have.
    pub fn answers(&self, case: &Case) -> Result<Vec<Answer<'k>>, UnknownAsk> {
        let person = Person::new(self.knowledge, case);
        if case.ask.is_empty() {
            return self
                .knowledge
                .treatments
                .iter()
                .map(|t| self.one(&person, &Ask::treatment(&t.code)))
                .collect();
        }
        case.ask.iter().map(|ask| self.one(&person, ask)).collect()
    }

    /// Answers one ask about the person of `case`.
    ///
    /// # Errors
    /// The ask names a code that the knowledge does not have.
    pub fn answer(&self, case: &Case, ask: &Ask) -> Result<Answer<'k>, UnknownAsk> {
        self.one(&Person::new(self.knowledge, case), ask)
    }

    /// The verdict of every day from `from` to `to`, as runs: what planner and calendar ask for.
    ///
    /// # Errors
    /// The ask names a code that the knowledge does not have.
    pub fn days(&self, case: &Case, ask: &Ask, from: Day, to: Day) -> Result<Vec<Run>, UnknownAsk> {
        let spans = self.spans(&Person::new(self.knowledge, case), ask, from.number())?;
        Ok(runs(&spans, from, to))
    }

    fn one(&self, person: &Person<'_, 'k>, ask: &Ask) -> Result<Answer<'k>, UnknownAsk> {
        let on = ask.on.unwrap_or(person.case.today);
        let spans = self.spans(person, ask, on.number())?;
        let mut answer = tell(&spans, ask, on);
        // The knowledge names the default limit; what must happen names the one of the policy.
        let limit = person.case.policy.hba1c_limit;
        answer.until = answer.until.map(|t| t.replace("HbA1c < 8.0 %", &format!("HbA1c < {limit:.1} %")));
        Ok(answer)
    }

    /// The spans of an ask that reach a day or a later one: what is over by then has no part in any answer.
    pub(crate) fn spans(
        &self,
        person: &Person<'_, 'k>,
        ask: &Ask,
        since: i32,
    ) -> Result<Vec<Span<'k>>, UnknownAsk> {
        let mut out = Vec::new();
        match &ask.what {
            Asked::Product(code) => {
                let i = self.knowledge.ingredient(code).ok_or_else(|| UnknownAsk { code: code.clone() })?;
                product::spans(self.knowledge, person, i, ask, &mut out);
            }
            Asked::Treatment(code) => {
                let place =
                    self.knowledge.treatment_place(code).ok_or_else(|| UnknownAsk { code: code.clone() })?;
                let Some(t) = self.knowledge.treatments.get(place) else { return Ok(out) };
                for (condition, rules) in self.touching.get(place).into_iter().flatten() {
                    if let Some(c) = self.knowledge.conditions.get(*condition) {
                        rules::spans(person, *condition, c, rules, &t.code, ask, &mut out);
                    }
                }
                spacing::spans(&self.distances, person, place, (t, ask), since, &mut out);
                own::spans(self.knowledge, person, place, t, ask, &mut out);
                if let Some(labels) = self.labels.get(place) {
                    label::spans(self.knowledge, labels, person, t, ask, &mut out);
                }
                scope::law_of_the_place(self.knowledge, person.case.policy.jurisdiction.as_deref(), &mut out);
                if self.drugs_could_stop.get(place).copied().unwrap_or(true) {
                    self.unknown_drugs(person, &mut out);
                }
                if let Some(most) = t.never_above {
                    for span in &mut out {
                        span.verdict = span.verdict.min(most);
                    }
                }
            }
        }
        out.retain(|span| span.to > since);
        Ok(out)
    }

    /// What stands between two treatments on one day in this order, as findings of the second.
    pub(crate) fn on_one_day(&self, first: (&str, &Params), then: (&str, &Params)) -> Vec<Span<'k>> {
        spacing::on_one_day(&self.distances, first, then)
    }

    /// A drug that no list knows could be one that stops this.
    fn unknown_drugs(&self, person: &Person<'_, 'k>, out: &mut Vec<Span<'k>>) {
        for name in &person.unknown_drugs {
            let nearest = self.knowledge.nearest_drug(name);
            out.push(Span {
                from: EVER,
                to: FOREVER,
                verdict: Verdict::Review,
                key: Key::Rule("drug-unknown"),
                because: Because::UnknownDrug { name: vocab::nearest::clip(name), nearest },
                action: "",
                attach: None,
                lead_days: 0,
                until: "",
                sources: Sources::House,
                strength: Strength::Expert,
                recalled: false,
                by_law: false,
                question: Some(("medicines", "")),
            });
        }
    }
}

fn touches(rule: &Rule, t: &Treatment) -> bool {
    let named = |word: &String| *word == t.code || t.group.is_some_and(|g| g.code() == word);
    rule.applies.iter().any(named) && !rule.except.contains(&t.code)
}

/// The spans over one day as an answer.
pub(crate) fn tell<'k>(spans: &[Span<'k>], ask: &Ask, on: Day) -> Answer<'k> {
    let day = on.number();
    let verdict = worst(spans, day);
    let mut here: Vec<&Span<'k>> =
        spans.iter().filter(|s| s.covers(day) && s.verdict > Verdict::Allow).collect();
    here.sort_by(|a, b| {
        b.verdict.cmp(&a.verdict).then_with(|| a.key.cmp(&b.key)).then_with(|| a.from.cmp(&b.from))
    });
    let earliest = first_free(&spans.iter(), day).map(Day::from_number);
    let until = match earliest {
        Some(_) => None,
        None => here
            .iter()
            .find(|s| s.stops() && s.to >= Day::LAST.number())
            .or(here.first())
            .map(|s| must_happen(s)),
    };
    let mut findings: Vec<Finding<'k>> = Vec::with_capacity(here.len());
    let mut told: Option<(Key<'k>, Option<Day>)> = None;
    for s in &here {
        // Several facts may fire one rule: the heaviest, told first, speaks for all of them, save
        // for drugs and spacing, where each fact is a reason of its own.
        let each = matches!(s.because, Because::UnknownDrug { .. } | Because::Spacing { .. });
        if !each && findings.iter().any(|f| f.rule == s.key) {
            continue;
        }
        // The facts of one rule mostly stand one after the other, and end on the same day: many procedures are told by one spacing rule.
        let until = match &told {
            _ if !s.stops() => None,
            Some((key, until)) if *key == s.key => *until,
            _ => {
                let until = until_of(spans, s.key, day);
                told = Some((s.key, until));
                until
            }
        };
        findings.push(Finding {
            rule: s.key,
            verdict: s.verdict,
            until,
            because: s.because.clone(),
            action: s.action,
            sources: s.sources,
            strength: s.strength,
            recalled: s.recalled,
            by_law: s.by_law,
        });
    }
    let window_end = window_end(spans, earliest);
    let conditions = conditions(&here, spans, earliest, on, window_end);
    Answer {
        ask: ask.clone(),
        on,
        verdict,
        earliest,
        until,
        conditions,
        questions: questions(spans.iter().filter(|s| s.covers(day))),
        findings,
    }
}

/// The first day that one rule leaves free.
fn until_of(spans: &[Span<'_>], key: Key<'_>, day: i32) -> Option<Day> {
    let own: Vec<&Span<'_>> = spans.iter().filter(|span| span.stops() && span.key == key).collect();
    first_free(&own.iter().copied(), day).map(Day::from_number)
}

/// What must happen where no day can be computed.
fn must_happen(s: &Span<'_>) -> String {
    match s.until {
        "" => "a prescriber decides, with a written reason".to_owned(),
        text => text.to_owned(),
    }
}

/// The last day of the free run that begins at `earliest`, where a known date ends it.
fn window_end(spans: &[Span<'_>], earliest: Option<Day>) -> Option<Day> {
    let from = earliest?.number();
    spans.iter().filter(|s| s.stops() && s.from > from).map(|s| s.from - 1).min().map(Day::from_number)
}

fn conditions<'k>(
    here: &[&Span<'k>],
    spans: &[Span<'k>],
    earliest: Option<Day>,
    on: Day,
    window_end: Option<Day>,
) -> Vec<AttachedCondition<'k>> {
    let session = earliest.unwrap_or(on);
    // What the session will carry on the first free day belongs to the answer as well.
    let then = spans.iter().filter(|s| !s.stops() && s.covers(session.number()));
    let mut all: Vec<AttachedCondition<'k>> = Vec::new();
    for s in here.iter().copied().chain(then) {
        let Some(code) = s.attach else { continue };
        let from = (s.lead_days > 0).then(|| session.plus(-i32::from(s.lead_days)));
        let condition = AttachedCondition { code, text: s.action, from, until: from.map(|_| session) };
        if !all.iter().any(|c| c.code == code && c.text == condition.text) {
            all.push(condition);
        }
    }
    if let (Some(from), Some(until)) = (earliest, window_end) {
        let text = "Free between these two days only; after that something known stands in the way.";
        all.push(AttachedCondition { code: Attached::Window, text, from: Some(from), until: Some(until) });
    }
    all.sort_by(|a, b| a.code.cmp(&b.code).then_with(|| a.text.cmp(b.text)));
    all
}

fn questions<'a, 'k: 'a>(here: impl Iterator<Item = &'a Span<'k>>) -> Vec<Question<'k>> {
    let mut all: Vec<Question<'k>> = here
        .filter_map(|s| {
            let (condition, text) = s.question?;
            let text = match &s.because {
                Because::UnknownDrug { name, nearest } => {
                    let hint = nearest.map(|n| format!(" Is it {n}?")).unwrap_or_default();
                    std::borrow::Cow::Owned(format!("What is `{name}`, and what is it taken for?{hint}"))
                }
                Because::Text(_)
                | Because::Unasked { .. }
                | Because::UnknownDay { .. }
                | Because::Spacing { .. }
                | Because::Scope { .. }
                | Because::ScopeOpen { .. }
                | Because::Supervised { .. }
                | Because::Range { .. }
                | Because::Test { .. } => std::borrow::Cow::Borrowed(text),
            };
            Some(Question { condition, text })
        })
        .collect();
    all.sort();
    all.dedup();
    all
}
