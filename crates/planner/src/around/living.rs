//! Advice on living: only what belongs to the goals, and only as strongly as section 7.2 supports it.
use crate::plan::Living;
use crate::scene::Scene;
use knowledge::living::Support;
use vocab::goals::Concern;

/// Hours of sleep below which sleep is spoken of.
const SLEEP_HOURS: f64 = 7.0;

/// The codes of advice that fit the goals and the life of the person, the most important first.
fn codes(scene: &Scene<'_, '_>) -> Vec<&'static str> {
    let has = |c: &[Concern]| scene.wishes.iter().any(|w| c.contains(&w.concern));
    let life = &scene.request.goals.lifestyle;
    let skin = !scene.wishes.iter().all(|w| matches!(w.concern, Concern::BodyTension | Concern::Rest));
    let mut all = Vec::new();
    if skin {
        all.extend(["daily_sunscreen", "shade_and_hat"]);
    }
    if life.smokes == Some(true) {
        all.push("stop_smoking");
    }
    if has(&[Concern::Acne]) {
        all.extend(["gentle_cleansing", "low_glycaemic_diet", "dairy_trial"]);
    }
    if has(&[Concern::Dehydration, Concern::Barrier]) {
        all.extend(["moisturiser", "hydration"]);
    }
    if life.sleep_hours.is_some_and(|h| h < SLEEP_HOURS) {
        all.push("sleep");
    }
    if has(&[Concern::Acne, Concern::BodyTension, Concern::Rest]) {
        all.push("stress");
    }
    all
}

/// What may be said at all.
const fn may_be_said(support: Support) -> bool {
    !matches!(support, Support::NoEffect | Support::NotSupported | Support::Inconsistent | Support::CaseLevel)
}

/// The advice of a plan.
pub(crate) fn living(scene: &Scene<'_, '_>) -> Vec<Living> {
    codes(scene)
        .into_iter()
        .filter_map(|code| {
            let claim = scene
                .k
                .care
                .living
                .iter()
                .find(|l| l.advice.iter().any(|a| a == code) && may_be_said(l.support))?;
            Some(Living {
                advice: code.to_owned(),
                support: claim.support.code().to_owned(),
                say: claim.say.clone(),
                sources: claim.sources.clone(),
                needs_sign_off: claim.recalled,
            })
        })
        .collect()
}
