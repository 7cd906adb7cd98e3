//! The products that were possible and were not chosen: what each would have added, and why it is not there.
use super::choose::{ACTIVES_MAX, pair, supports};
use super::{Chosen, Home, parts, together, unit};
use crate::account::left_of;
use crate::plan::Plan;
use crate::report::{Added, NotChosen};
use crate::scene::Scene;
use knowledge::ingredient::PairAdvice;

/// Least fall that counts as an effect, points of per cent of today's severity.
const EFFECT: f64 = 2.0;

/// One entry for each product that the gate lets, that is known to serve a goal, and that the first plan does not hold.
pub(crate) fn left(scene: &Scene<'_, '_>, home: &Home<'_>, plans: &[Plan]) -> Vec<NotChosen> {
    let first = plans.first();
    let there = |p: &Plan, code: &str| p.home_care.iter().any(|h| h.product == code);
    let mut all: Vec<NotChosen> = Vec::new();
    for product in home.left.iter().chain(&home.avoided) {
        let code = product.ingredient.code.as_str();
        if product.gains.is_empty() || first.is_some_and(|p| there(p, code)) {
            continue;
        }
        let added = added(scene, home, product, first);
        let others: Vec<&str> = plans.iter().filter(|p| there(p, code)).map(|p| p.name.code()).collect();
        let because = if home.avoided.iter().any(|p| p.ingredient.code == code) {
            "it was wished to avoid it, or what it is".to_owned()
        } else if others.is_empty() {
            why_not(scene, home, product, &added)
        } else {
            format!("not in the first plan; it is part of: {}", others.join(", "))
        };
        let mut sources: Vec<String> =
            product.ingredient.evidence.iter().flat_map(|e| e.sources.iter().cloned()).collect();
        sources.sort();
        sources.dedup();
        if sources.is_empty() {
            sources.push("HOUSE".to_owned());
        }
        all.push(NotChosen {
            treatment: code.to_owned(),
            because,
            would_add: added,
            sessions: 0,
            price: 0,
            visits: 0,
            quiet_days: 0,
            sources,
        });
    }
    all
}

/// What it would have added to the first plan, begun today.
fn added(scene: &Scene<'_, '_>, home: &Home<'_>, product: &Chosen<'_>, first: Option<&Plan>) -> Vec<Added> {
    let days = (scene.today, scene.due, scene.last);
    let one = |(concern, gain): &(vocab::goals::Concern, forecast::gain::Gain)| {
        let mut all = parts(&home.chosen, *concern, days);
        let before = together(&all);
        all.push((gain, unit(gain, 0, scene.last.since(scene.today), scene.due.since(scene.today))));
        let more = 1.0 - libm::exp(before - together(&all));
        let percent = libm::round(1000.0 * left_of(first, *concern) * more) / 10.0;
        Added { concern: *concern, percent: percent.max(0.0) }
    };
    product.gains.iter().map(one).collect()
}

fn why_not(scene: &Scene<'_, '_>, home: &Home<'_>, product: &Chosen<'_>, added: &[Added]) -> String {
    let title = |c: &Chosen<'_>| c.ingredient.title.clone();
    for other in home.chosen.iter().filter(|c| !supports(c.ingredient)) {
        if let Some(pair) = pair(scene.k, other.ingredient, product.ingredient)
            && pair.advice == PairAdvice::Refuse
        {
            return format!("it does not go with {}: {}", title(other), pair.because);
        }
        let kind = |c: &Chosen<'_>| c.gains.iter().map(|(_, g)| g.kind.clone()).find(|k| !k.is_empty());
        let same = kind(other).is_some() && kind(other) == kind(product);
        if same || other.ingredient.family == product.ingredient.family {
            return format!("of its kind {} is there already, and of one kind only one counts", title(other));
        }
    }
    if added.iter().all(|a| a.percent < EFFECT) {
        return "beside what is planned it would add less than can be noticed".to_owned();
    }
    if product.prescription && home.chosen.iter().any(|c| c.prescription && !c.in_use) {
        return "one prescription at a time is proposed to a prescriber".to_owned();
    }
    let actives = home.chosen.iter().filter(|c| !supports(c.ingredient)).count();
    if actives >= ACTIVES_MAX {
        return format!("{ACTIVES_MAX} actives are there already: more irritates more than it adds");
    }
    "what it would add is less than what the chosen products bring, and they leave no room for it".to_owned()
}
