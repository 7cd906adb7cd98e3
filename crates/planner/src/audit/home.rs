//! Home care: what the gate says of a product, strengths, times of day, pairs, ramp, pauses, orders.
use super::{Desk, Fault};
use crate::plan::{Do, HomeCare, When};
use knowledge::ingredient::{Ingredient, Pair, PairAdvice, TimeOfDay};
use vocab::case::{Ask, Asked};
use vocab::{Day, Params, Verdict};

/// Most actives in one plan (section 5.2).
const ACTIVES_MAX: usize = 3;
/// Days between the starts of two new actives (section 5.2).
const APART_DAYS: i32 = 14;
/// Nights a week of a product that shares its nights with another.
const ALTERNATE_MOST: u16 = 4;

pub(super) fn check(desk: &mut Desk<'_>) {
    let care = desk.plan.home_care.iter().enumerate();
    let named: Vec<(String, &HomeCare)> =
        care.map(|(i, h)| (format!("home_care[{i}] {}", h.product), h)).collect();
    for (place, h) in &named {
        let Some(ingredient) = desk.k.ingredient(&h.product) else {
            desk.say(Fault::Unknown, place, format!("no product is called `{}`", h.product));
            continue;
        };
        days(desk, place, h, ingredient);
        allowed(desk, place, h, ingredient);
        ordered(desk, place, h, ingredient);
        pauses(desk, place, h, ingredient);
    }
    pairs(desk, &named);
    ramp(desk, &named);
}

fn days(desk: &mut Desk<'_>, place: &str, h: &HomeCare, ingredient: &Ingredient) {
    let (first, last) = desk.days;
    if h.from < first || h.until > last || h.from > h.until {
        desk.say(
            Fault::Horizon,
            place,
            format!("{} to {}; the plan runs from {first} to {last}", h.from, h.until),
        );
    }
    let ordered = h.pauses.windows(2).all(|w| matches!(w, [a, b] if a.1 < b.0));
    if !ordered || h.pauses.iter().any(|(a, b)| a > b) {
        desk.say(Fault::Pause, place, "the pauses are out of order");
    }
    let most = ingredient.cycle_weeks_max.map(|w| i32::from(w) * 7);
    if let Some(most) = most.filter(|most| h.until.since(h.from) + 1 > *most) {
        desk.say(
            Fault::Cycle,
            place,
            format!("{} days in one cycle; at most {most}", h.until.since(h.from) + 1),
        );
    }
    let fits = match ingredient.when {
        TimeOfDay::Morning => h.when == When::Morning,
        TimeOfDay::Evening => h.when == When::Evening,
        TimeOfDay::Any => true,
    };
    if !fits {
        desk.say(Fault::When, place, format!("{}; it is for the {}", h.when, ingredient.when));
    }
}

/// The gate's word on the first day, and the usual strengths.
fn allowed(desk: &mut Desk<'_>, place: &str, h: &HomeCare, ingredient: &Ingredient) {
    let ask = Ask {
        what: Asked::Product(h.product.clone()),
        on: Some(h.from),
        zone: None,
        params: Params { percent: h.percent, ..Params::default() },
        performer: None,
    };
    let Ok(answer) = desk.gate.answer(&desk.case, &ask) else { return };
    if answer.verdict >= Verdict::Defer {
        let why = answer.findings.first().map_or_else(String::new, |f| f.because.to_string());
        desk.say(Fault::HomeGate, place, format!("the gate says {}. {why}", answer.verdict));
    } else if answer.verdict > h.verdict {
        desk.say(Fault::Verdict, place, format!("the plan says {}, the gate {}", h.verdict, answer.verdict));
    }
    if let (Some(percent), Some([least, most])) = (h.percent, ingredient.percent)
        && !(least..=most).contains(&percent)
    {
        desk.say(Fault::Strength, place, format!("{percent} %; usual are {least} to {most}"));
    }
    // Without a place the limits of every region count; where a prescriber looks first they are the prescriber's.
    let anywhere = desk.case.policy.jurisdiction.is_none() && h.verdict < Verdict::Review;
    let over = |l: &&knowledge::ingredient::Limit| {
        l.percent_max.is_some_and(|most| h.percent.is_some_and(|is| is > most))
            && l.from.is_none_or(|from| from <= h.from)
    };
    if let Some(limit) = ingredient.limit.iter().filter(|_| anywhere).find(over) {
        desk.say(Fault::Strength, place, format!("{}: {}", limit.region, limit.text));
    }
}

fn ordered(desk: &mut Desk<'_>, place: &str, h: &HomeCare, ingredient: &Ingredient) {
    let prescribed = ingredient
        .prescription
        .as_ref()
        .is_some_and(|p| p.from_percent.is_none_or(|from| h.percent.is_none_or(|is| is >= from)));
    let order = |p: &crate::plan::Prepare| p.act == Do::Order && p.what == h.product && p.on < h.from;
    if prescribed && !desk.in_use(&h.product) && !desk.plan.prepare.iter().any(order) {
        desk.say(
            Fault::Order,
            place,
            "a prescriber orders it before it is begun, and no such day is planned",
        );
    }
}

/// Every day that a session asks for without the product is a day of a pause.
fn pauses(desk: &mut Desk<'_>, place: &str, h: &HomeCare, ingredient: &Ingredient) {
    let mut missing = Vec::new();
    for session in &desk.plan.sessions {
        for pause in &ingredient.pause {
            if !session.treatments().iter().any(|code| desk.k.applies_to(&pause.around, code)) {
                continue;
            }
            let first = session.on.plus(-i32::from(pause.before_days)).max(h.from);
            let last = session.on.plus(i32::from(pause.after_days) - 1).min(h.until);
            let mut day = first;
            while day <= last {
                if !h.pauses.iter().any(|(a, b)| *a <= day && day <= *b) {
                    missing.push(format!("{day} is too near to {} on {}", session.treatment, session.on));
                    break;
                }
                day = day.plus(1);
            }
        }
    }
    for says in missing {
        desk.say(Fault::Pause, place, says);
    }
}

fn names(words: &[String], ingredient: &Ingredient) -> bool {
    words.iter().any(|w| *w == ingredient.code || *w == ingredient.family)
}

/// What the reference says of two products: what names both by their codes speaks before what names families.
fn pair<'k>(pairs: &'k [Pair], a: &Ingredient, b: &Ingredient) -> Option<&'k Pair> {
    let meets =
        |p: &&Pair| (names(&p.one, a) && names(&p.other, b)) || (names(&p.one, b) && names(&p.other, a));
    let both = |p: &&Pair| {
        let by_code = |x: &Ingredient| p.one.contains(&x.code) || p.other.contains(&x.code);
        by_code(a) && by_code(b)
    };
    let mut all: Vec<&Pair> = pairs.iter().filter(meets).collect();
    all.sort_by_key(|p| !both(p));
    all.into_iter().next()
}

fn pairs(desk: &mut Desk<'_>, named: &[(String, &HomeCare)]) {
    let mut found = Vec::new();
    for (i, (place, b)) in named.iter().enumerate() {
        for (_, a) in named.iter().take(i) {
            let (Some(x), Some(y)) = (desk.k.ingredient(&a.product), desk.k.ingredient(&b.product)) else {
                continue;
            };
            let together = a.from <= b.until && b.from <= a.until;
            if !together || x.code == y.code {
                continue;
            }
            let Some(pair) = pair(&desk.k.pairs, x, y) else { continue };
            let meet = a.when == b.when || a.when == When::Both || b.when == When::Both;
            let says = match pair.advice {
                PairAdvice::Refuse => Some("do not go into one plan"),
                PairAdvice::SplitDay if meet => Some("are kept to different times of the day"),
                PairAdvice::AlternateNights if meet && !alternate(desk, a, b) => Some("take turns by night"),
                PairAdvice::SplitDay
                | PairAdvice::AlternateNights
                | PairAdvice::Allowed
                | PairAdvice::Recommend => None,
            };
            found.extend(
                says.map(|s| (place.clone(), format!("{} and {} {s}. {}", x.code, y.code, pair.because))),
            );
        }
    }
    for (place, says) in found {
        desk.say(Fault::Conflict, place, says);
    }
}

/// One of the two leaves nights to the other. Of two that are in use already nobody is told when they began.
fn alternate(desk: &Desk<'_>, a: &HomeCare, b: &HomeCare) -> bool {
    let leaves = |h: &HomeCare| !h.ramp.is_empty() && h.ramp.iter().all(|r| r.per_week <= ALTERNATE_MOST);
    leaves(a) || leaves(b) || (desk.in_use(&a.product) && desk.in_use(&b.product))
}

fn ramp(desk: &mut Desk<'_>, named: &[(String, &HomeCare)]) {
    let active = |h: &HomeCare| {
        desk.k.ingredient(&h.product).is_some_and(|i| !matches!(i.family.as_str(), "sunscreen" | "barrier"))
    };
    let actives: Vec<&(String, &HomeCare)> = named.iter().filter(|(_, h)| active(h)).collect();
    let mut new: Vec<(Day, &str)> = Vec::new();
    for (place, h) in &actives {
        if !desk.in_use(&h.product) {
            new.push((h.from, place));
        }
    }
    new.sort_unstable();
    let mut found = Vec::new();
    for pair in new.windows(2) {
        if let [(a, _), (b, place)] = pair
            && b.since(*a) < APART_DAYS
        {
            found.push(((*place).to_owned(), format!("begun {} days after another new active", b.since(*a))));
        }
    }
    for (place, h) in &actives {
        let beside = actives.iter().filter(|(_, o)| o.from <= h.from && h.from <= o.until).count();
        if beside > ACTIVES_MAX {
            found.push((place.clone(), format!("{beside} actives together; at most {ACTIVES_MAX}")));
        }
    }
    for (place, says) in found {
        desk.say(Fault::Ramp, place, says);
    }
}
