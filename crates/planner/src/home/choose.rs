//! Which products: by what they are expected to bring, one new active every two weeks, never more than three, never two
//! that do not go together (section 5 of the reference).
use super::unit;
use crate::candidate::reasons;
use crate::plan::{Reason, When};
use crate::report::RuledOut;
use crate::request::PlanError;
use crate::scene::{Scene, plannable};
use forecast::gain::{Gain, gain};
use forecast::regimen::Use;
use knowledge::Knowledge;
use knowledge::ingredient::{Ingredient, Pair, PairAdvice, TimeOfDay};
use safety::Answer;
use vocab::case::{Ask, Asked, Status, Subject};
use vocab::goals::{Concern, PlannedHomeCare};
use vocab::{Day, Params, Verdict};

/// Most actives in one plan (section 5.2).
pub(crate) const ACTIVES_MAX: usize = 3;
/// Days between the starts of two new actives (section 5.2).
pub(crate) const START_DAYS: i32 = 14;
/// Days until a prescriber has seen the person, a default of the house.
const ORDER_DAYS: i32 = 7;
/// Most actives for one concern: what a third adds to two stands in no trial.
const PER_CONCERN: usize = 2;
/// Most prescription products that a plan proposes to a prescriber.
const PRESCRIPTIONS: usize = 1;
/// Where a prescriber is asked at all, the guidelines' first choice is a prescription product: it may bring so much less.
const ORDERED: f64 = 1.5;
/// Swallowed, so never proposed here: a prescriber's own idea, or the person's by name.
const BY_MOUTH: &str = "tranexamic_oral";
/// A further product has to take off so much of what is left, or it is not worth the trouble.
const WORTH: f64 = 0.03;

/// A product that was chosen.
#[derive(Debug, Clone)]
pub(crate) struct Chosen<'k> {
    pub(crate) ingredient: &'k Ingredient,
    pub(crate) percent: Option<f64>,
    pub(crate) gains: Vec<(Concern, Gain)>,
    pub(crate) verdict: Verdict,
    pub(crate) findings: Vec<Reason>,
    /// It is in use already.
    pub(crate) in_use: bool,
    pub(crate) prescription: bool,
    pub(crate) start: Day,
    pub(crate) when: When,
    /// Another product shares its nights.
    pub(crate) alternates: Option<&'k Pair>,
}

/// What was chosen, and what the gate does not let.
pub(crate) struct Home<'k> {
    pub(crate) chosen: Vec<Chosen<'k>>,
    /// What the gate lets and what was not chosen.
    pub(crate) left: Vec<Chosen<'k>>,
    /// What was wished away, though the gate lets it.
    pub(crate) avoided: Vec<Chosen<'k>>,
    pub(crate) ruled_out: Vec<RuledOut>,
    /// Questions of the gate about chosen products: code, words, product.
    pub(crate) questions: Vec<(String, String, String)>,
}

/// Chooses the products of a plan.
pub(crate) fn choose<'k>(scene: &Scene<'_, 'k>, prescription: bool) -> Result<Home<'k>, PlanError> {
    let mut home = Home {
        chosen: Vec::new(),
        left: Vec::new(),
        avoided: Vec::new(),
        ruled_out: Vec::new(),
        questions: Vec::new(),
    };
    let of_body = |c: Concern| matches!(c, Concern::BodyTension | Concern::Rest);
    if scene.wishes.iter().all(|w| of_body(w.concern)) {
        return Ok(home);
    }
    let mut pool: Vec<Chosen<'k>> = Vec::new();
    for ingredient in &scene.k.ingredients {
        let Some((product, answer)) = product(scene, ingredient)? else { continue };
        if avoided(scene, &product) {
            if plannable(product.verdict) && ingredient.code != BY_MOUTH {
                home.avoided.push(product);
            }
            continue;
        }
        if product.prescription && !prescription && !product.in_use {
            continue;
        }
        if plannable(product.verdict) {
            for q in &answer.questions {
                let entry = (q.condition.to_owned(), q.text.to_string(), ingredient.code.clone());
                home.questions.push(entry);
            }
            pool.push(product);
        } else {
            home.ruled_out.push(ruled_out(&product, &answer));
        }
    }
    for code in ["sunscreen", "ceramides"] {
        if let Some(place) = pool.iter().position(|p| p.ingredient.code == code) {
            home.chosen.push(pool.remove(place));
        }
    }
    pick(scene, &mut pool, &mut home.chosen);
    home.left = pool;
    home.questions.retain(|(_, _, code)| home.chosen.iter().any(|c| c.ingredient.code == *code));
    Ok(home)
}

/// The products of an agreed plan that the gate still lets, from today on.
pub(crate) fn agreed<'k>(
    scene: &Scene<'_, 'k>,
    care: &[PlannedHomeCare],
) -> Result<Vec<Chosen<'k>>, PlanError> {
    let mut all: Vec<Chosen<'k>> = Vec::new();
    for planned in care.iter().filter(|c| c.until.is_none_or(|until| until >= scene.today)) {
        let Some(ingredient) = scene.k.ingredient(&planned.product) else { continue };
        let Some((mut product, _)) = product(scene, ingredient)? else { continue };
        if !plannable(product.verdict) || planned.from > scene.last {
            continue;
        }
        product.percent = planned.percent.or(product.percent);
        product.in_use |= planned.from < scene.today;
        product.start = planned.from.max(scene.today);
        let others: &[Chosen<'k>] = if supports(ingredient) { &[] } else { &all };
        product.when = slot(scene.k, ingredient, others).unwrap_or(When::Evening);
        product.alternates = alternates(scene.k, &all, ingredient);
        all.push(product);
    }
    Ok(all)
}

/// Whether it protects or supports and is not counted among the actives.
pub(crate) fn supports(ingredient: &Ingredient) -> bool {
    matches!(ingredient.family.as_str(), "sunscreen" | "barrier")
}

fn in_use(scene: &Scene<'_, '_>, code: &str) -> bool {
    scene
        .case
        .facts
        .iter()
        .any(|f| matches!(&f.subject, Subject::Product(c) if c == code) && f.status == Some(Status::Present))
}

fn product<'k>(
    scene: &Scene<'_, 'k>,
    ingredient: &'k Ingredient,
) -> Result<Option<(Chosen<'k>, Answer<'k>)>, PlanError> {
    let gains: Vec<(Concern, Gain)> = scene
        .wishes
        .iter()
        .filter_map(|w| Some((w.concern, gain(&ingredient.code, w.concern.code())?)))
        .filter(|(_, g)| g.manner == Use::Continuous)
        .collect();
    let in_use = in_use(scene, &ingredient.code);
    if gains.is_empty() && !supports(ingredient) && !in_use {
        return Ok(None);
    }
    let percent = ingredient.percent.map(|[least, _]| least);
    let prescription = ingredient
        .prescription
        .as_ref()
        .is_some_and(|p| p.from_percent.is_none_or(|from| percent.is_none_or(|at| at >= from)));
    let ask = Ask {
        what: Asked::Product(ingredient.code.clone()),
        on: Some(scene.today),
        zone: None,
        params: Params { percent, ..Params::default() },
        performer: None,
    };
    let answer = scene.gate.answer(&scene.case, &ask).map_err(|e| PlanError::Gate(e.code))?;
    let chosen = Chosen {
        ingredient,
        percent,
        gains,
        verdict: answer.verdict,
        findings: reasons(std::slice::from_ref(&answer)),
        in_use,
        prescription,
        start: scene.today,
        when: When::Evening,
        alternates: None,
    };
    Ok(Some((chosen, answer)))
}

fn avoided(scene: &Scene<'_, '_>, product: &Chosen<'_>) -> bool {
    let avoid = &scene.request.goals.avoid;
    let code = &product.ingredient.code;
    let swallowed = code == BY_MOUTH && !product.in_use && !scene.request.goals.prefer.contains(code);
    swallowed
        || avoid.iter().any(|w| w == code || (w == "prescription" && product.prescription && !product.in_use))
}

fn ruled_out(product: &Chosen<'_>, answer: &Answer<'_>) -> RuledOut {
    RuledOut {
        treatment: product.ingredient.code.clone(),
        serves: product.gains.iter().map(|(c, _)| *c).collect(),
        verdict: answer.verdict,
        earliest: answer.earliest,
        until: answer.until.clone(),
        findings: product.findings.clone(),
    }
}

/// What one more product would take off, as a share of everything that is wished.
fn worth(scene: &Scene<'_, '_>, chosen: &[Chosen<'_>], product: &Chosen<'_>, start: Day) -> f64 {
    let mut sum = 0.0;
    for (concern, gain) in &product.gains {
        let Some(wish) = scene.wish(concern.code()) else { continue };
        let same = |c: &&Chosen<'_>| !supports(c.ingredient) && c.gains.iter().any(|(x, _)| x == concern);
        if chosen.iter().filter(same).count() >= PER_CONCERN {
            continue;
        }
        let mut parts = super::parts(chosen, *concern, (scene.today, scene.due, scene.last));
        let before = super::together(&parts);
        let days = |d: Day| d.since(scene.today);
        parts.push((gain, unit(gain, days(start), days(scene.last), days(scene.due))));
        sum += f64::from(wish.weight) * (libm::exp(-before) - libm::exp(-super::together(&parts)));
    }
    let share = sum / f64::from(scene.weights());
    let wished = if scene.request.goals.prefer.contains(&product.ingredient.code) { 2.0 } else { 1.0 };
    let ordered = if product.prescription { ORDERED } else { 1.0 };
    share * wished * ordered
}

/// Adds what is in use, then the best of the rest, as long as it is worth it.
fn pick<'k>(scene: &Scene<'_, 'k>, pool: &mut Vec<Chosen<'k>>, chosen: &mut Vec<Chosen<'k>>) {
    for support in chosen.iter_mut() {
        support.when = slot(scene.k, support.ingredient, &[]).unwrap_or(When::Morning);
        if support.ingredient.when == TimeOfDay::Any {
            support.when = When::Both;
        }
    }
    pool.sort_by_key(|p| !p.in_use);
    let mut next = scene.today;
    loop {
        let actives = chosen.iter().filter(|c| !supports(c.ingredient)).count();
        if actives >= ACTIVES_MAX {
            return;
        }
        let mut best: Option<(f64, usize, When, Day)> = None;
        let ordered = chosen.iter().filter(|c| c.prescription && !c.in_use).count();
        for (place, product) in pool.iter().enumerate() {
            if product.prescription && !product.in_use && ordered >= PRESCRIPTIONS {
                continue;
            }
            let start = start(scene, product, next);
            let Some(when) = fits(scene.k, chosen, product) else { continue };
            let worth = if product.in_use { 1.0 } else { worth(scene, chosen, product, start) };
            if start < scene.due && worth >= WORTH && best.as_ref().is_none_or(|(w, ..)| worth > *w) {
                best = Some((worth, place, when, start));
            }
        }
        let Some((_, place, when, start)) = best else { return };
        let mut product = pool.remove(place);
        product.start = start;
        product.when = when;
        product.alternates = alternates(scene.k, chosen, product.ingredient);
        if !product.in_use {
            next = start.plus(START_DAYS);
        }
        chosen.push(product);
    }
}

fn start(scene: &Scene<'_, '_>, product: &Chosen<'_>, next: Day) -> Day {
    if product.in_use {
        scene.today
    } else if product.prescription {
        next.max(scene.today.plus(ORDER_DAYS))
    } else {
        next
    }
}

/// The part of the day in which a product goes with what is chosen; `None` where it does not go at all.
fn fits(k: &Knowledge, chosen: &[Chosen<'_>], product: &Chosen<'_>) -> Option<When> {
    let same = |c: &Chosen<'_>| {
        let kinds = |x: &Chosen<'_>| -> Vec<(Concern, String)> {
            x.gains.iter().filter(|(_, g)| !g.kind.is_empty()).map(|(c, g)| (*c, g.kind.clone())).collect()
        };
        let theirs = kinds(c);
        c.ingredient.family == product.ingredient.family || kinds(product).iter().any(|x| theirs.contains(x))
    };
    let refused = |c: &Chosen<'_>| advice(k, c.ingredient, product.ingredient) == Some(PairAdvice::Refuse);
    if !supports(product.ingredient) && chosen.iter().any(|c| same(c) || refused(c)) {
        return None;
    }
    slot(k, product.ingredient, chosen)
}

/// The first part of the day without a product that has to be apart from it.
fn slot(k: &Knowledge, ingredient: &Ingredient, chosen: &[Chosen<'_>]) -> Option<When> {
    let open: &[When] = match ingredient.when {
        TimeOfDay::Morning => &[When::Morning],
        TimeOfDay::Evening => &[When::Evening],
        TimeOfDay::Any => &[When::Evening, When::Morning],
    };
    open.iter().copied().find(|when| {
        chosen.iter().all(|c| {
            let meet = c.when == *when || c.when == When::Both;
            !(meet && advice(k, c.ingredient, ingredient) == Some(PairAdvice::SplitDay))
        })
    })
}

fn names(list: &[String], ingredient: &Ingredient) -> bool {
    list.iter().any(|w| *w == ingredient.code || *w == ingredient.family)
}

/// The pair that two ingredients make, if there is one.
pub(crate) fn pair<'k>(k: &'k Knowledge, a: &Ingredient, b: &Ingredient) -> Option<&'k Pair> {
    // A pair that names a product speaks before one that names its family.
    let rank = |p: &&Pair| {
        let exact = |list: &[String]| list.iter().any(|w| *w == a.code || *w == b.code);
        !(exact(&p.one) && exact(&p.other))
    };
    let meets =
        |p: &&Pair| (names(&p.one, a) && names(&p.other, b)) || (names(&p.one, b) && names(&p.other, a));
    k.pairs
        .iter()
        .filter(|p| p.one != p.other || a.family != b.family || a.code != b.code)
        .filter(meets)
        .min_by_key(rank)
}

fn advice(k: &Knowledge, a: &Ingredient, b: &Ingredient) -> Option<PairAdvice> {
    pair(k, a, b).map(|p| p.advice)
}

fn alternates<'k>(k: &'k Knowledge, chosen: &[Chosen<'_>], ingredient: &Ingredient) -> Option<&'k Pair> {
    chosen
        .iter()
        .filter_map(|c| pair(k, c.ingredient, ingredient))
        .find(|p| p.advice == PairAdvice::AlternateNights)
}
