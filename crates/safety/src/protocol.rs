//! A protocol through the gate: every step is asked, swaps are made where the data says so, and the
//! whole is only as free as its strictest remaining step.
//!
//! What a step may become is known beforehand, so each possibility is weighed once; a day then only
//! chooses among them. The same walk answers one day and a whole horizon.
use crate::answer::{Answer, Because, Sources};
use crate::gate::{Gate, UnknownAsk, tell};
use crate::span::{Key, Span, plain, worst};
use crate::standing::Person;
use knowledge::condition::Attached;
use knowledge::protocol::{Approved, Protocol, Step, Swap, Used};
use vocab::case::{Ask, Asked, Case};
use vocab::goals::Concern;
use vocab::{Day, Params, Phototype, Verdict};

/// What the gate says to a protocol on one day.
#[must_use = "a verdict that nobody reads protects nobody"]
#[derive(Debug, Clone)]
pub struct ProtocolAnswer<'k> {
    /// The protocol.
    pub protocol: &'k Protocol,
    /// The day that was asked.
    pub on: Day,
    /// The worst of the remaining steps.
    pub verdict: Verdict,
    /// The first day from `on` without defer or refuse; `None` where none can be computed.
    pub earliest: Option<Day>,
    /// Minutes of the remaining steps.
    pub minutes: u16,
    /// The steps, in order.
    pub steps: Vec<StepAnswer<'k>>,
}

/// What the gate says to one step.
#[derive(Debug, Clone)]
pub struct StepAnswer<'k> {
    /// The step as written.
    pub step: &'k Step,
    /// What is done, in words; empty for a step that is left out.
    pub does: &'k str,
    /// The worst of its answers; `allow` for a step that is left out.
    pub verdict: Verdict,
    /// What was swapped, in order; empty = as written.
    pub swapped: Vec<&'k Swap>,
    /// Whether nothing of it remains on this day.
    pub left_out: bool,
    /// The gate's answers to its treatment and its products.
    pub answers: Vec<Answer<'k>>,
}

impl<'k> ProtocolAnswer<'k> {
    /// Every swap that was made, in the order of the steps.
    pub fn swapped(&self) -> impl Iterator<Item = &'k Swap> {
        self.steps.iter().flat_map(|s| s.swapped.iter().copied())
    }

    /// The treatment codes that remain, in order.
    pub fn treatments(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter(|s| !s.left_out).flat_map(|s| &s.answers).filter_map(|a| match &a.ask.what {
            Asked::Treatment(code) => Some(code.as_str()),
            Asked::Product(_) => None,
        })
    }
}

/// One thing that a step may be: as written, or after a swap.
pub(crate) struct Choice<'k> {
    /// Each ask with its spans.
    pub(crate) asks: Vec<(Ask, Vec<Span<'k>>)>,
    does: &'k str,
}

/// A step with everything it may become: the first choice is as written, then one per swap.
pub(crate) struct Walked<'k> {
    pub(crate) step: &'k Step,
    pub(crate) choices: Vec<Choice<'k>>,
}

/// A step on one day.
pub(crate) struct Chosen<'k> {
    pub(crate) choice: usize,
    swapped: Vec<&'k Swap>,
    pub(crate) left_out: bool,
    /// Findings that come from the steps before it.
    same_day: Vec<Span<'k>>,
    pub(crate) verdict: Verdict,
}

/// A protocol made ready for one person.
pub(crate) struct Walk<'g, 'c, 'k> {
    gate: &'g Gate<'k>,
    person: Person<'c, 'k>,
    protocol: &'k Protocol,
    pub(crate) steps: Vec<Walked<'k>>,
}

impl<'k> Gate<'k> {
    /// Asks for a whole protocol on one day; a concern chooses among its strengths.
    ///
    /// # Errors
    /// The knowledge has no protocol with this code.
    pub fn protocol(
        &self,
        case: &Case,
        code: &str,
        concern: Option<Concern>,
        on: Day,
    ) -> Result<ProtocolAnswer<'k>, UnknownAsk> {
        Ok(self.walk(case, code, concern)?.answer(on))
    }

    pub(crate) fn walk<'g, 'c>(
        &'g self,
        case: &'c Case,
        code: &str,
        concern: Option<Concern>,
    ) -> Result<Walk<'g, 'c, 'k>, UnknownAsk> {
        let protocol = self.knowledge().protocol(code).ok_or_else(|| UnknownAsk { code: code.to_owned() })?;
        let person = Person::new(self.knowledge(), case);
        let mut steps = Vec::with_capacity(protocol.step.len());
        for step in &protocol.step {
            let (params, products) = strength(step, person.phototype.at_least, concern);
            let mut choices =
                vec![self.choice(&person, step.treatment.as_deref(), params, products, &step.does)?];
            for swap in &step.swap {
                let treatment = swap.treatment.as_deref();
                choices.push(self.choice(&person, treatment, &swap.params, &swap.products, &swap.does)?);
            }
            steps.push(Walked { step, choices });
        }
        Ok(Walk { gate: self, person, protocol, steps })
    }

    fn choice(
        &self,
        person: &Person<'_, 'k>,
        treatment: Option<&str>,
        params: &Params,
        products: &[Used],
        does: &'k str,
    ) -> Result<Choice<'k>, UnknownAsk> {
        let treatment = treatment.map(|code| Ask { params: params.clone(), ..Ask::treatment(code) });
        let products = products.iter().map(|used| Ask {
            what: Asked::Product(used.code.clone()),
            params: Params { percent: used.percent, ..Params::default() },
            ..Ask::treatment("")
        });
        let asks = treatment.into_iter().chain(products).map(|ask| {
            let spans = self.spans(person, &ask, crate::span::EVER)?;
            Ok((ask, spans))
        });
        Ok(Choice { asks: asks.collect::<Result<_, _>>()?, does })
    }
}

/// The strength of a step for this skin and concern.
fn strength(step: &Step, skin: Phototype, concern: Option<Concern>) -> (&Params, &[Used]) {
    let variant = step.variant.iter().find(|v| {
        (v.types.is_empty() || v.types.contains(&skin))
            && (v.concerns.is_empty() || concern.is_some_and(|c| v.concerns.contains(&c)))
    });
    let params = variant.and_then(|v| v.params.as_ref()).unwrap_or(&step.params);
    let products = variant.and_then(|v| v.products.as_ref()).unwrap_or(&step.products);
    (params, products)
}

impl<'k> Walk<'_, '_, 'k> {
    /// What each step is on one day, and what follows from the steps before it.
    pub(crate) fn choose(&self, day: i32) -> Vec<Chosen<'k>> {
        let mut chosen: Vec<Chosen<'k>> = Vec::with_capacity(self.steps.len());
        for walked in &self.steps {
            let mut choice = 0;
            let mut swapped = Vec::new();
            for (place, swap) in walked.step.swap.iter().enumerate() {
                if walked.choices.get(choice).is_some_and(|now| self.fires(swap, now, day)) {
                    choice = place + 1;
                    swapped.push(swap);
                }
            }
            let now = walked.choices.get(choice);
            let asks = now.map_or(&[] as &[_], |c| c.asks.as_slice());
            let written = !walked.step.swap.is_empty() && choice > 0;
            let mut left_out = written && asks.is_empty() && now.is_none_or(|c| c.does.is_empty());
            let same_day = if left_out { Vec::new() } else { self.same_day(&chosen, asks) };
            let heaviest = asks.iter().map(|(_, spans)| worst(spans, day)).max();
            let mut verdict =
                heaviest.max(same_day.iter().map(|s| s.verdict).max()).unwrap_or(Verdict::Allow);
            if walked.step.optional && verdict >= Verdict::Defer {
                left_out = true;
            }
            if left_out {
                verdict = Verdict::Allow;
            }
            chosen.push(Chosen { choice, swapped, left_out, same_day, verdict });
        }
        chosen
    }

    fn fires(&self, swap: &Swap, now: &Choice<'k>, day: i32) -> bool {
        if !swap.types.is_empty() {
            let skin = self.person.phototype;
            return swap.types.iter().any(|t| *t == skin.at_least || (!skin.exact && *t > skin.at_least));
        }
        let Some(code) = swap.condition.as_deref() else { return false };
        let k = self.gate.knowledge();
        let spans = now.asks.iter().flat_map(|(ask, spans)| spans.iter().map(move |s| (ask, s)));
        spans
            .filter(|(_, s)| s.covers(day) && s.verdict >= swap.from && s.question.is_none())
            .any(|(ask, s)| is_about(k, ask, s, code))
    }

    /// Pairs of this step with what is done before it on the same day.
    fn same_day(&self, before: &[Chosen<'k>], asks: &[(Ask, Vec<Span<'k>>)]) -> Vec<Span<'k>> {
        let mut found = Vec::new();
        for (ask, _) in asks {
            let Asked::Treatment(then) = &ask.what else { continue };
            for (walked, chosen) in self.steps.iter().zip(before).filter(|(_, c)| !c.left_out) {
                let earlier = walked.choices.get(chosen.choice).into_iter().flat_map(|c| &c.asks);
                for (earlier, _) in earlier {
                    let Asked::Treatment(first) = &earlier.what else { continue };
                    let pairs = self.gate.on_one_day((first, &earlier.params), (then, &ask.params));
                    found.extend(pairs.into_iter().map(|span| {
                        match self.approved(first, then, &ask.params) {
                            Some(approved) => self.sequence(approved, span.key),
                            None => span,
                        }
                    }));
                }
            }
        }
        found
    }

    /// The approved sequence that covers a pair, for a skin that is known to be one of its types.
    fn approved(&self, first: &str, then: &str, params: &Params) -> Option<&'k Approved> {
        let skin = self.person.phototype;
        self.protocol.approved.iter().find(|a| {
            a.first == first
                && a.then.iter().any(|t| t == then)
                && params.percent.is_some_and(|p| p <= a.percent_max)
                && skin.exact
                && a.types.contains(&skin.at_least)
        })
    }

    /// An approved sequence waits for the prescriber until somebody checked the file.
    fn sequence(&self, approved: &'k Approved, key: Key<'k>) -> Span<'k> {
        let checked = self.protocol.sign_off.checker.is_some();
        Span {
            because: Because::Text(&approved.because),
            action: "A prescriber approves this sequence.",
            attach: Some(Attached::PrescriberOrder),
            recalled: self.protocol.recalled,
            sources: Sources::Listed(&approved.sources),
            ..plain(key, if checked { Verdict::Caution } else { Verdict::Review }, &[])
        }
    }

    fn answer(&self, on: Day) -> ProtocolAnswer<'k> {
        let day = on.number();
        let chosen = self.choose(day);
        let verdict = chosen.iter().map(|c| c.verdict).max().unwrap_or(Verdict::Allow);
        let earliest = std::iter::once(day)
            .chain(self.cuts(day))
            .find(|d| self.verdict(*d) < Verdict::Defer)
            .map(Day::from_number);
        let mut minutes = 0_u16;
        let mut steps = Vec::with_capacity(chosen.len());
        for (walked, c) in self.steps.iter().zip(chosen) {
            let choice = walked.choices.get(c.choice);
            if !c.left_out {
                minutes = minutes.saturating_add(walked.step.minutes);
            }
            let mut extra = c.same_day;
            let answers = choice.into_iter().flat_map(|choice| &choice.asks).map(|(ask, spans)| {
                // Same-day findings belong to the treatment, which a step names first.
                let spans: Vec<Span<'k>> = spans.iter().cloned().chain(std::mem::take(&mut extra)).collect();
                tell(&spans, ask, on)
            });
            steps.push(StepAnswer {
                step: walked.step,
                does: choice.map_or("", |choice| choice.does),
                verdict: c.verdict,
                swapped: c.swapped,
                left_out: c.left_out,
                answers: answers.collect(),
            });
        }
        ProtocolAnswer { protocol: self.protocol, on, verdict, earliest, minutes, steps }
    }
}

/// Whether a finding is about a condition: a rule of its file, of a label, or of a product.
fn is_about(k: &knowledge::Knowledge, ask: &Ask, span: &Span<'_>, code: &str) -> bool {
    match span.key {
        Key::Rule(key) => {
            let own = k.condition(code).is_some_and(|c| c.rule.iter().any(|r| r.key == key));
            let label = || {
                let labels = k.clinic().into_iter().flat_map(|c| &c.labels);
                labels.flat_map(|l| &l.rules).any(|(condition, r)| condition == code && r.key == key)
            };
            let product = || match &ask.what {
                Asked::Product(p) => k
                    .ingredient(p)
                    .is_some_and(|i| i.rule.iter().any(|r| r.condition == code && r.key == key)),
                Asked::Treatment(_) => false,
            };
            own || label() || product()
        }
        Key::Of("pregnancy-", _) => code == "pregnancy",
        Key::Of(..) | Key::Pair(..) => false,
    }
}
