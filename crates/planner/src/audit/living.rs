//! Advice on living: word for word what the knowledge lets be said, nothing that was found to do nothing, and what
//! every person with goals for the skin, or who smokes, has to hear.
use super::{Desk, Fault};
use knowledge::living::Support;
use vocab::goals::Concern;

pub(super) fn check(desk: &mut Desk<'_>) {
    let plan = desk.plan;
    let mut said: Vec<&str> = Vec::new();
    for (i, l) in plan.living.iter().enumerate() {
        let place = format!("living[{i}] {}", l.advice);
        if said.contains(&l.advice.as_str()) {
            desk.say(Fault::Living, &place, "it is said twice");
        }
        said.push(&l.advice);
        let claims = desk.k.care.living.iter().filter(|c| c.advice.contains(&l.advice));
        let known =
            claims.filter(|c| c.say == l.say && c.support.code() == l.support && c.sources == l.sources);
        let Some(claim) = known.max_by_key(|c| c.recalled == l.needs_sign_off) else {
            desk.say(Fault::Living, &place, "the knowledge does not say it so");
            continue;
        };
        if claim.recalled != l.needs_sign_off {
            desk.say(
                Fault::Living,
                &place,
                "a recalled claim is not marked, or one is marked that was looked up",
            );
        }
        let refused = [Support::NoEffect, Support::NotSupported, Support::Inconsistent, Support::CaseLevel];
        if refused.contains(&claim.support) {
            desk.say(Fault::Living, place, "the evidence does not support it");
        }
    }
    let has = |concern: Concern| desk.request.goals.concerns.iter().any(|g| g.concern == concern);
    let body = |c: Concern| matches!(c, Concern::BodyTension | Concern::Rest);
    let skin = desk.request.goals.concerns.iter().any(|g| !body(g.concern));
    let smokes = desk.request.goals.lifestyle.smokes == Some(true);
    for (advice, needed, allowed) in [
        ("daily_sunscreen", skin, skin),
        ("stop_smoking", smokes, smokes),
        ("low_glycaemic_diet", false, has(Concern::Acne)),
        ("dairy_trial", false, has(Concern::Acne)),
    ] {
        let there = said.contains(&advice);
        if needed && !there {
            desk.say(Fault::Living, "living", format!("nobody says `{advice}`"));
        } else if there && !allowed {
            desk.say(Fault::Living, "living", format!("`{advice}` has nothing to do with this person"));
        }
    }
}
