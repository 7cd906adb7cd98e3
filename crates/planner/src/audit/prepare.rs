//! What must be there before a session: tests made and read, orders, signatures, priming.
use super::{Desk, Fault};
use crate::plan::{Do, Prepare, Session};
use vocab::{Day, Group, Verdict};

/// A test counts for so long (section 3.5).
const TEST_VALID_DAYS: i32 = 183;
/// Days from a test to its second reading.
const READ_DAYS: i32 = 2;
/// Days from a test spot of light to the full field in types IV to VI.
const SPOT_DARKER_DAYS: i32 = 14;
/// Least days of priming (section 6.1: two to four weeks).
const PRIMING_DAYS: i32 = 14;

pub(super) fn check(desk: &mut Desk<'_>) {
    let (today, _) = desk.days;
    for (i, p) in desk.plan.prepare.iter().enumerate() {
        let place = format!("prepare[{i}] {} {}", p.act, p.what);
        if p.on < today {
            desk.say(Fault::Preparation, &place, format!("{} is past", p.on));
        }
        if let Some((code, on)) = &p.before {
            let known = desk.plan.sessions.iter().any(|s| s.treatment == *code && s.on == *on);
            if !known {
                desk.say(Fault::Preparation, &place, format!("there is no session of {code} on {on}"));
            }
            if p.on > *on {
                desk.say(Fault::Preparation, &place, format!("{} is after the session of {on}", p.on));
            }
        }
    }
    for (place, session) in desk.firsts() {
        let has = |code: &str| session.conditions.iter().any(|c| c.code == code);
        let spot = if desk.marks_easily() { SPOT_DARKER_DAYS } else { READ_DAYS };
        for (code, days) in [("patch_test", READ_DAYS), ("test_spot", spot)] {
            if has(code) && !tested(desk, session, code, days) {
                desk.say(Fault::Preparation, &place, format!("no {code} at least {days} days before"));
            }
        }
        if primes(desk, session) && !primed(desk, session.on.plus(-PRIMING_DAYS)) {
            desk.say(Fault::Preparation, place, format!("the skin is not primed for {PRIMING_DAYS} days"));
        }
    }
    for (place, session) in desk.sessions() {
        orders(desk, &place, session);
    }
}

fn tested(desk: &Desk<'_>, session: &Session, code: &str, days: i32) -> bool {
    let (latest, earliest) = (session.on.plus(-days), session.on.plus(-TEST_VALID_DAYS));
    desk.plan.prepare.iter().any(|p| {
        // A test on the same day for another session is said once.
        let own =
            p.before.as_ref().is_none_or(|(c, _)| *c == session.treatment) || p.on == latest.max(desk.days.0);
        own && p.act == Do::Test && p.what == code && (earliest..=latest).contains(&p.on)
    })
}

/// Orders and signatures that a session waits for.
fn orders(desk: &mut Desk<'_>, place: &str, session: &Session) {
    let by = |act: Do, what: &str, latest: Day| {
        let fits = |p: &Prepare| p.act == act && p.what == what && p.on <= latest;
        desk.plan.prepare.iter().any(fits)
    };
    let before = session.on.plus(-1);
    let mut missing: Vec<&str> = Vec::new();
    for c in &session.conditions {
        let there = match c.code.as_str() {
            "antiviral_prophylaxis" => {
                by(Do::Order, "antiviral_prophylaxis", before)
                    && by(Do::Start, "antiviral_prophylaxis", session.on)
            }
            "prescriber_order" => by(Do::Order, "prescriber_order", before),
            "stop_product" => by(Do::Stop, "stop_product", session.on),
            "guardian_consent" => by(Do::Ask, "guardian_consent", session.on),
            _ => true,
        };
        if !there {
            missing.push(&c.code);
        }
    }
    if session.verdict == Verdict::Review && !by(Do::Ask, "signature", session.on) {
        missing.push("signature");
    }
    for what in missing {
        desk.say(Fault::Preparation, place, format!("nothing in time about {what}"));
    }
}

/// Medium peels for everyone; superficial peels, light and fractional lasers in skin that marks easily.
fn primes(desk: &Desk<'_>, session: &Session) -> bool {
    desk.parts(session).iter().any(|t| match t.group {
        Some(Group::Med) => true,
        Some(Group::Sup | Group::Light | Group::Nafl | Group::Abl) => desk.marks_easily(),
        _ => false,
    })
}

fn primed(desk: &Desk<'_>, since: Day) -> bool {
    let calm = |code: &str| {
        let family = desk.k.ingredient(code).map(|i| i.family.as_str());
        matches!(family, Some("sunscreen" | "retinoid" | "lightener" | "azelaic"))
    };
    let care = desk.plan.home_care.iter().any(|h| calm(&h.product) && h.from <= since);
    let task = desk.plan.prepare.iter().any(|p| p.act == Do::Start && calm(&p.what) && p.on <= since);
    care || task || desk.k.ingredients.iter().any(|i| calm(&i.code) && desk.in_use(&i.code))
}
