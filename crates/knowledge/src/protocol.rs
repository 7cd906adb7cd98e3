//! Protocols: the medifacial as an ordered list of steps for one visit, each of them gated.
//!
//! A step names a treatment, or products, or neither (it is then only words and minutes). A swap
//! says what takes its place when the gate finds something about it; it never loosens a verdict,
//! because whatever takes the place is gated again.
use crate::Knowledge;
use crate::load::Problem;
use crate::review::SignOff;
use crate::scope::unknown;
use crate::spacing::Gaps;
use crate::worked::WorkedCase;
use serde::Deserialize;
use vocab::goals::Concern;
use vocab::{Params, Phototype, Strength, Verdict};

vocab::words! {
    /// The phases of one visit, in the order of the reference (section 4, order on one day).
    Phase, "phase" {
        /// Cleanse.
        Cleanse = "cleanse",
        /// Dermaplaning.
        Dermaplane = "dermaplane",
        /// Hydradermabrasion, microdermabrasion or a weak peel.
        Exfoliate = "exfoliate",
        /// Extraction by hand.
        Extraction = "extraction",
        /// Light or laser.
        Light = "light",
        /// Needling.
        Needling = "needling",
        /// Infusion of actives.
        Infusion = "infusion",
        /// Mask.
        Mask = "mask",
        /// LED.
        Led = "led",
        /// Moisturiser.
        Moisturiser = "moisturiser",
        /// Sunscreen.
        Sunscreen = "sunscreen",
    }
}

/// A protocol file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Code, the name of its file; also its key in price lists.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// What it is for, in one sentence.
    pub purpose: String,
    /// Concerns it serves.
    pub concerns: Vec<Concern>,
    /// Days between two visits of this protocol, smallest and usual.
    pub gap_days: [u16; 2],
    /// Fewest and most visits of one course; absent = as often as it is wished for.
    #[serde(default)]
    pub sessions: Option<[u16; 2]>,
    /// Minutes in all: the sum of the steps.
    pub minutes: u16,
    /// The steps, in order.
    pub step: Vec<Step>,
    /// Pairs that the spacing matrix lets happen on one day only as an approved sequence.
    #[serde(default)]
    pub approved: Vec<Approved>,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Recalled, not looked up: shown as "needs sign-off".
    #[serde(default)]
    pub recalled: bool,
    /// Who wrote and checked it; an approved sequence stays with the prescriber until somebody did.
    pub sign_off: SignOff,
    /// Worked cases; `ask` is the protocol, `fires` the key of a swap.
    #[serde(default)]
    pub case: Vec<WorkedCase>,
}

/// One step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// When in the visit.
    pub phase: Phase,
    /// What is done, in words.
    pub does: String,
    /// Treatment code, if the step is one.
    #[serde(default)]
    pub treatment: Option<String>,
    /// Settings of the treatment.
    #[serde(default)]
    pub params: Params,
    /// Products it uses.
    #[serde(default)]
    pub products: Vec<Used>,
    /// Minutes.
    pub minutes: u16,
    /// Left out for the day when something stops it.
    #[serde(default)]
    pub optional: bool,
    /// Other strengths by skin type and concern; the first that fits counts.
    #[serde(default)]
    pub variant: Vec<Variant>,
    /// What takes its place, and when; tried in order.
    #[serde(default)]
    pub swap: Vec<Swap>,
}

/// A product with its strength.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// Product code.
    pub code: String,
    /// Strength, per cent; absent = depends on the formula.
    #[serde(default)]
    pub percent: Option<f64>,
}

/// Another strength of a step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// For these types; empty = all.
    #[serde(default)]
    pub types: Vec<Phototype>,
    /// For these concerns; empty = all.
    #[serde(default)]
    pub concerns: Vec<Concern>,
    /// Settings instead; absent = unchanged.
    #[serde(default)]
    pub params: Option<Params>,
    /// Products instead; absent = unchanged.
    #[serde(default)]
    pub products: Option<Vec<Used>>,
}

/// What takes the place of a step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Swap {
    /// Unique key.
    pub key: String,
    /// The gate found something about this condition,
    #[serde(default)]
    pub condition: Option<String>,
    /// at least this heavy (default `defer`: it stops the step). What nobody knows never swaps.
    #[serde(default = "defer")]
    pub from: Verdict,
    /// Or the skin may be of one of these types.
    #[serde(default)]
    pub types: Vec<Phototype>,
    /// Treatment instead; with neither treatment nor products the step is left out.
    #[serde(default)]
    pub treatment: Option<String>,
    /// Its settings.
    #[serde(default)]
    pub params: Params,
    /// Products instead.
    #[serde(default)]
    pub products: Vec<Used>,
    /// What is done instead, in words; empty = the step is left out.
    #[serde(default)]
    pub does: String,
    /// Why.
    pub because: String,
}

const fn defer() -> Verdict {
    Verdict::Defer
}

/// A pair on one day that only an approved sequence allows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approved {
    /// Treatment done first.
    pub first: String,
    /// Treatments that may follow.
    pub then: Vec<String>,
    /// At most this strength, per cent.
    pub percent_max: f64,
    /// Only in these types.
    pub types: Vec<Phototype>,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
}

impl Protocol {
    /// Every citation of the file.
    pub(crate) fn citations(&self) -> Vec<&String> {
        self.sources.iter().chain(self.approved.iter().flat_map(|a| &a.sources)).collect()
    }
}

/// Codes that do not exist, steps out of order, minutes that do not add up.
pub(crate) fn cross_check(k: &Knowledge) -> Vec<Problem> {
    let mut problems = Vec::new();
    for p in &k.protocols {
        let file = format!("protocols/{}.toml", p.code);
        let mut wrong = |message: String| problems.push(Problem::new(&file, &message));
        let sum: u32 = p.step.iter().map(|s| u32::from(s.minutes)).sum();
        if sum != u32::from(p.minutes) {
            wrong(format!("`minutes` is {}, and the steps add up to {sum}", p.minutes));
        }
        for pair in p.step.windows(2) {
            if let [one, next] = pair
                && next.phase < one.phase
            {
                wrong(format!(
                    "`{}` stands after `{}`: steps follow the order of one day",
                    next.phase, one.phase
                ));
            }
        }
        if p.sessions.is_some_and(|[least, most]| least == 0 || least > most) {
            wrong("`sessions` are the fewest and the most visits of a course, at least 1".to_owned());
        }
        if p.step.is_empty() {
            wrong("has no step".to_owned());
        }
        let order: Vec<Option<usize>> =
            p.step.iter().filter_map(|s| rank(k, s.treatment.as_deref()?)).map(Some).collect();
        if !order.is_sorted() {
            wrong("its treatments are not in the order of `spacing/day-order.toml`".to_owned());
        }
        if k.treatment(&p.code).is_some() || k.ingredient(&p.code).is_some() {
            wrong(format!("`{}` is the code of a treatment or product as well", p.code));
        }
        codes(k, p, &file, &mut problems);
    }
    problems
}

/// Place of a treatment in the order of one day; `None` where the order does not name it.
fn rank(k: &Knowledge, code: &str) -> Option<usize> {
    let group = k.treatment(code)?.group.map(vocab::Group::code);
    let order = k.gaps.iter().map(|g: &Gaps| &g.order).find(|order| !order.is_empty())?;
    order.iter().position(|word| word == code || Some(word.as_str()) == group)
}

fn codes(k: &Knowledge, p: &Protocol, file: &str, problems: &mut Vec<Problem>) {
    let swaps = || p.step.iter().flat_map(|s| &s.swap);
    let treatments = p
        .step
        .iter()
        .filter_map(|s| s.treatment.as_ref())
        .chain(swaps().filter_map(|s| s.treatment.as_ref()))
        .chain(p.approved.iter().flat_map(|a| a.then.iter().chain([&a.first])));
    for code in treatments.filter(|code| k.treatment(code).is_none()) {
        problems.push(unknown(file, "treatment", code, k.treatments.iter().map(|t| t.code.as_str())));
    }
    let variants = || p.step.iter().flat_map(|s| &s.variant).flat_map(|v| v.products.iter().flatten());
    let products = p.step.iter().flat_map(|s| &s.products).chain(swaps().flat_map(|s| &s.products));
    for used in products.chain(variants()).filter(|used| k.ingredient(&used.code).is_none()) {
        problems.push(unknown(file, "product", &used.code, k.ingredients.iter().map(|i| i.code.as_str())));
    }
    let mut keys = std::collections::BTreeSet::new();
    for swap in swaps() {
        if !keys.insert(&swap.key) {
            problems.push(Problem::new(file, &format!("the swap `{}` is written twice", swap.key)));
        }
        if swap.condition.is_none() == swap.types.is_empty() {
            let message = format!("the swap `{}` names either a condition or phototypes", swap.key);
            problems.push(Problem::new(file, &message));
        }
        if let Some(code) = swap.condition.as_deref().filter(|code| k.condition(code).is_none()) {
            problems.push(unknown(file, "condition", code, k.conditions.iter().map(|c| c.code.as_str())));
        }
    }
}
