//! What is done before the sessions: tests, orders, priming, pauses of products, and the tasks of section 6.1.
use crate::home::Chosen;
use crate::plan::{Action, Do, HomeCare, Prepare, Session};
use crate::scene::Scene;
use crate::terms::preparation::{PATCH_DAYS, PRIMING_DAYS, SPOT_DAYS, SPOT_DAYS_DARKER, primed};
use vocab::Day;

/// All preparations of a plan, by day.
pub(crate) fn prepare(
    scene: &Scene<'_, '_>,
    sessions: &[Session],
    chosen: &[Chosen<'_>],
    care: &[HomeCare],
) -> Vec<Prepare> {
    let mut all = Vec::new();
    for product in chosen {
        products(scene, product, care, &mut all);
    }
    for (place, session) in sessions.iter().enumerate() {
        let first = !sessions.iter().take(place).any(|s| s.treatment == session.treatment);
        for condition in &session.conditions {
            conditions(scene, session, condition, first, &mut all);
        }
        if session.provisional {
            let because = "the gate says review: a prescriber signs, or the open question is answered, before it is booked";
            all.push(task(scene, session, -1, Do::Ask, "signature", because, &session.sources));
        }
        if first {
            priming(scene, session, care, &mut all);
        }
        tasks(scene, session, &mut all);
    }
    for p in &mut all {
        p.on = p.on.max(scene.today);
    }
    all.sort();
    all.dedup();
    // One task on one day is said once, for the first session that asks for it.
    let mut said: Vec<(Day, Do, String)> = Vec::new();
    all.retain(|p| {
        let key = (p.on, p.act, p.what.clone());
        let new = !said.contains(&key);
        said.push(key);
        new
    });
    all
}

fn task(
    scene: &Scene<'_, '_>,
    session: &Session,
    offset: i32,
    act: Do,
    what: &str,
    because: &str,
    sources: &[String],
) -> Prepare {
    let house = || vec!["HOUSE".to_owned()];
    Prepare {
        on: session.on.plus(offset).max(scene.today),
        act,
        what: what.to_owned(),
        because: because.to_owned(),
        before: Some((session.treatment.clone(), session.on)),
        sources: if sources.is_empty() { house() } else { sources.to_vec() },
    }
}

/// Starts of new products, and the orders that prescription products wait for.
fn products(scene: &Scene<'_, '_>, product: &Chosen<'_>, care: &[HomeCare], all: &mut Vec<Prepare>) {
    let Some(care) = care.iter().find(|c| c.product == product.ingredient.code) else { return };
    let entry = |on: Day, act: Do, because: &str| Prepare {
        on,
        act,
        what: care.product.clone(),
        because: because.to_owned(),
        before: None,
        sources: care.sources.clone(),
    };
    if product.prescription && !product.in_use {
        all.push(entry(
            scene.today,
            Do::Order,
            "a prescriber looks and orders it; until then it is not begun",
        ));
    }
    if !product.in_use {
        all.push(entry(care.from, Do::Start, "one new active at a time, two weeks apart"));
    }
    for (first, last) in &care.pauses {
        all.push(entry(*first, Do::Stop, "a session is near"));
        if *last < care.until {
            all.push(entry(last.plus(1), Do::Resume, "the skin has had its days of rest"));
        }
    }
}

/// Tasks that follow from the conditions of the gate.
fn conditions(scene: &Scene<'_, '_>, session: &Session, c: &Action, first: bool, all: &mut Vec<Prepare>) {
    let sources = &session.sources;
    let mut push = |offset: i32, act: Do, what: &str, because: &str| {
        all.push(task(scene, session, offset, act, what, because, sources));
    };
    match c.code.as_str() {
        "patch_test" if first => {
            push(-i32::from(PATCH_DAYS), Do::Test, "patch_test", &c.text);
            push(0, Do::Read, "patch_test", "read after 24 and 48 hours; a reaction rules the agent out");
        }
        "test_spot" if first => {
            let days = if scene.marks_easily() { SPOT_DAYS_DARKER } else { SPOT_DAYS };
            push(-i32::from(days), Do::Test, "test_spot", &c.text);
            let read = i32::from(days) - i32::from(SPOT_DAYS);
            push(-read, Do::Read, "test_spot", "read after 48 hours");
            if read > 0 {
                push(0, Do::Read, "test_spot", "read again after 14 days, before the full field");
            }
        }
        "antiviral_prophylaxis" => {
            push(-7, Do::Order, "antiviral_prophylaxis", &c.text);
            push(
                -1,
                Do::Start,
                "antiviral_prophylaxis",
                "as the prescriber orders; without the order the session does not begin",
            );
        }
        "prescriber_order" => push(-1, Do::Order, "prescriber_order", &c.text),
        "inform_prescriber" => push(-7, Do::Ask, "inform_prescriber", &c.text),
        "guardian_consent" => push(-1, Do::Ask, "guardian_consent", &c.text),
        "stop_product" => {
            let offset = c.from.map_or(-7, |from| from.since(session.on));
            push(offset, Do::Stop, "stop_product", &c.text);
        }
        "bruising_plan" if first => push(-2, Do::Task, "bruising_plan", &c.text),
        _ => {}
    }
}

/// Priming with what is part of the home care: sunscreen at least.
fn priming(scene: &Scene<'_, '_>, session: &Session, care: &[HomeCare], all: &mut Vec<Prepare>) {
    let group = |code: &&str| scene.k.treatment(code).and_then(|t| t.group);
    if !session.treatments().iter().any(|code| primed(group(code), scene.marks_easily())) {
        return;
    }
    let because = "the skin is primed for two to four weeks before the first session";
    let sources = ["PEEL-T".to_owned()];
    let start = session.on.plus(-i32::from(PRIMING_DAYS)).max(scene.today);
    for product in
        care.iter().filter(|c| c.from <= start && scene.k.ingredient(&c.product).is_some_and(primes))
    {
        all.push(task(
            scene,
            session,
            -i32::from(PRIMING_DAYS),
            Do::Start,
            &product.product,
            because,
            &sources,
        ));
    }
    if care.is_empty() {
        let offset = -i32::from(PRIMING_DAYS);
        all.push(task(scene, session, offset, Do::Start, "sunscreen", because, &sources));
    }
}

fn primes(ingredient: &knowledge::ingredient::Ingredient) -> bool {
    matches!(ingredient.family.as_str(), "sunscreen" | "retinoid" | "lightener" | "azelaic")
}

/// The tasks of section 6.1 that hold for every person.
fn tasks(scene: &Scene<'_, '_>, session: &Session, all: &mut Vec<Prepare>) {
    for preparation in &scene.k.care.preparation {
        for t in &preparation.task {
            if !t.only.is_empty()
                || !session.treatments().iter().any(|code| scene.k.applies_to(&t.applies, code))
            {
                continue;
            }
            let offset = -i32::from(t.days_before);
            if session.on.plus(offset) < scene.today {
                continue;
            }
            all.push(task(scene, session, offset, Do::Task, &t.text, &preparation.title, &t.sources));
        }
    }
}
