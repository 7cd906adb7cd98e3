//! What the house's treatments and products do: gain and time constants by code and concern, for the planner
//! and the patient's course; and what a session disturbs for some days.
use crate::kernel::{Course, Dose, Rates};
use crate::model::{Belief, DataError};
use crate::population::Population;
use crate::regimen::Use;
use serde::Deserialize;
use std::sync::OnceLock;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Effect {
    codes: Vec<String>,
    concern: String,
    #[serde(rename = "use")]
    manner: Use,
    class: Option<String>,
    ratio: Option<f64>,
    gain: Option<Belief>,
    on_weeks: Option<f64>,
    off_weeks: Option<f64>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    apart: bool,
    basis: String,
    #[serde(default)]
    status: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecoveryEntry {
    codes: Vec<String>,
    redness: f64,
    redness_half_days: f64,
    barrier: f64,
    barrier_half_days: f64,
    basis: String,
    #[serde(default)]
    status: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct EffectsFile {
    #[serde(default)]
    effect: Vec<Effect>,
    #[serde(default)]
    recovery: Vec<RecoveryEntry>,
}

/// What a treatment or product does for a concern.
#[derive(Debug, Clone, PartialEq)]
pub struct Gain {
    /// Given in sessions or used continuously.
    pub manner: Use,
    /// Median gain in log-units: per session, or the plateau of continuous use. The effect alone is 1 - exp(-gain).
    pub median: f64,
    /// Sd of the logarithm of the gain.
    pub log_sd: f64,
    /// How fast it comes and goes, weeks.
    pub rates: Rates,
    /// A procedure (light at home among them), not home care: end points of acne answer differently to the two.
    pub procedure: bool,
    /// Of two products of one kind only the stronger of the day counts; empty = of no kind.
    pub kind: String,
    /// Counts in full beside other products, because the published arms that name it were fitted so (sunscreen).
    pub apart: bool,
    /// Published series of this class in the table; zero = a prior only.
    pub series: u32,
    /// Where the number comes from.
    pub basis: String,
    /// The number was recalled and waits for the medical director.
    pub needs_sign_off: bool,
}

/// How redness and barrier stand above their usual level after a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovery {
    redness: (f64, f64),
    barrier: (f64, f64),
    /// Where the numbers come from.
    pub basis: String,
    /// The numbers were recalled and wait for the medical director.
    pub needs_sign_off: bool,
}

impl Recovery {
    /// Excess redness `days` after the session, as a share of the most that is usually seen, 0 to 1.
    #[must_use]
    pub fn redness(&self, days: f64) -> f64 {
        fading(self.redness, days)
    }

    /// Days until a tenth of the redness and of the water loss is left.
    #[must_use]
    pub fn days_to_a_tenth(&self) -> (f64, f64) {
        // log2(10) halvings leave a tenth.
        (self.redness.1 * std::f64::consts::LOG2_10, self.barrier.1 * std::f64::consts::LOG2_10)
    }

    /// Excess water loss `days` after the session, as a share of the most that is usually seen, 0 to 1.
    #[must_use]
    pub fn barrier(&self, days: f64) -> f64 {
        fading(self.barrier, days)
    }
}

fn fading((peak, half_days): (f64, f64), days: f64) -> f64 {
    if days < 0.0 { 0.0 } else { peak * libm::exp2(-days / half_days) }
}

/// The text of the effects that ship with the product.
pub const EFFECTS: &str = include_str!("../data/effects.toml");

fn effects() -> &'static EffectsFile {
    static SHIPPED: OnceLock<EffectsFile> = OnceLock::new();
    SHIPPED.get_or_init(|| toml::from_str(EFFECTS).unwrap_or_default())
}

/// Proves that the effects can be read and that every class they name is known.
pub fn check(of: &Population) -> Result<(), DataError> {
    let wrong = |what: String| DataError::Value { file: "effects.toml", what };
    let file: EffectsFile = toml::from_str(EFFECTS)
        .map_err(|source| DataError::Shape { file: "effects.toml", source: Box::new(source) })?;
    for effect in &file.effect {
        if of.model.concern(&effect.concern).is_none() {
            return Err(wrong(format!("unknown concern `{}`", effect.concern)));
        }
        if effect.class.is_some() == effect.gain.is_some() {
            return Err(wrong(format!("{:?}: either a class or a gain", effect.codes)));
        }
        if let Some(class) = &effect.class
            && of.model.class(&effect.concern, effect.manner, class).is_none()
        {
            return Err(wrong(format!("unknown class `{class}` for {}", effect.concern)));
        }
    }
    Ok(())
}

/// What this treatment or product does for this concern; `None` where nothing is known.
#[must_use]
pub fn gain(code: &str, concern: &str) -> Option<Gain> {
    gain_in(Population::shipped()?, code, concern)
}

/// The same with another population.
#[must_use]
pub fn gain_in(of: &Population, code: &str, concern: &str) -> Option<Gain> {
    let effect =
        effects().effect.iter().find(|e| e.concern == concern && e.codes.iter().any(|c| c == code))?;
    let (_, places) = of.model.concern(concern)?;
    let [group, on, off] = match effect.manner {
        Use::Continuous => places.continuous,
        Use::Sessions => places.sessions,
    };
    let class = effect.class.as_ref().and_then(|c| of.model.class(concern, effect.manner, c));
    let (median, log_sd) = match (class, effect.gain) {
        (Some(class), _) => {
            let slopes = [(group, 1.0), (class.deviation, 1.0)];
            let median = of.parameter(group).0 * of.parameter(class.deviation).0 * libm::exp(class.ln_ratio);
            (median * effect.ratio.unwrap_or(1.0), of.covariance(&slopes, &slopes).max(0.0).sqrt())
        }
        (None, Some(belief)) => (belief.median, belief.log_sd),
        (None, None) => return None,
    };
    let on = class.and_then(|c| c.on).unwrap_or(on);
    let off = class.and_then(|c| c.off).unwrap_or(off);
    let series = class.map_or(0, |c| of.series(&format!("{concern}.{}.{}", effect.manner.code(), c.name)));
    Some(Gain {
        manner: effect.manner,
        median,
        log_sd,
        rates: Rates {
            on: effect.on_weeks.unwrap_or(of.parameter(on).0),
            off: effect.off_weeks.unwrap_or(of.parameter(off).0),
            held: class.is_some_and(|c| c.held),
        },
        procedure: class.map_or(effect.manner == Use::Sessions, |c| c.procedure),
        kind: effect.kind.clone(),
        apart: effect.apart,
        series,
        basis: effect.basis.clone(),
        needs_sign_off: !effect.status.is_empty() || class.is_some_and(|c| !c.status.is_empty()),
    })
}

/// What a course of some length brings by a day, alone: per cent of today's severity taken off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brings {
    /// Sessions of the course, or weeks of use.
    pub count: u16,
    /// Median, per cent.
    pub percent: f64,
    /// 10 % quantile, per cent.
    pub low80: f64,
    /// 90 % quantile, per cent.
    pub high80: f64,
}

/// What 0, 1, .. `most` sessions at this distance (or weeks of use from the first day) bring by `day`, alone; rising
/// as long as another session still has time to work. Empty where nothing is known.
///
/// Days count from the first session, which is day 0; a session on or after `day` brings nothing.
#[must_use]
pub fn cumulative(code: &str, concern: &str, gap_days: u16, most: u16, day: u16) -> Vec<Brings> {
    let Some(gain) = gain(code, concern) else { return Vec::new() };
    let at = f64::from(day) / 7.0;
    let mut all = Vec::with_capacity(usize::from(most) + 1);
    for count in 0..=most {
        let course = match gain.manner {
            Use::Sessions => {
                Course::Sessions((0..count).map(|k| f64::from(k) * f64::from(gap_days) / 7.0).collect())
            }
            Use::Continuous => {
                Course::Continuous(vec![Dose { from: 0.0, until: f64::from(count), level: 1.0 }])
            }
        };
        let full = gain.median * course.fill(gain.rates, at).value;
        let spread = crate::normal::Z80 * gain.log_sd;
        let taken = |ln: f64| 100.0 * (1.0 - libm::exp(-full * libm::exp(ln)));
        all.push(Brings { count, percent: taken(0.0), low80: taken(-spread), high80: taken(spread) });
    }
    all
}

/// What a session of this treatment disturbs; `None` where nothing is known.
#[must_use]
pub fn recovery(code: &str) -> Option<Recovery> {
    let entry = effects().recovery.iter().find(|r| r.codes.iter().any(|c| c == code))?;
    Some(Recovery {
        redness: (entry.redness, entry.redness_half_days),
        barrier: (entry.barrier, entry.barrier_half_days),
        basis: entry.basis.clone(),
        needs_sign_off: !entry.status.is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_effects_belong_to_the_model() {
        check(Population::shipped().unwrap()).unwrap();
    }

    #[test]
    fn known_treatments_have_gains_and_unknown_ones_have_none() {
        let salicylic = gain("peel_salicylic", "acne").unwrap();
        let glycolic = gain("peel_glycolic", "acne").unwrap();
        assert!(salicylic.median > glycolic.median && glycolic.series >= 4);
        assert!(
            gain("laser_afl", "atrophic_scars").unwrap().median
                > 2.0 * gain("peel_glycolic", "atrophic_scars").unwrap().median
        );
        assert!(gain("botulinum", "dynamic_lines").unwrap().rates.held);
        for (code, concern) in
            [("massage", "acne"), ("microdermabrasion", "melasma"), ("vitamin_c", "melasma"), ("x", "y")]
        {
            assert_eq!(gain(code, concern), None, "{code} {concern}");
        }
    }

    #[test]
    fn more_sessions_bring_more_and_the_band_holds_the_median() {
        for (code, concern, gap) in
            [("peel_salicylic", "acne", 14), ("laser_afl", "atrophic_scars", 30), ("adapalene", "acne", 0)]
        {
            let all = cumulative(code, concern, gap, 6, 365);
            assert_eq!(all.len(), 7);
            for pair in all.windows(2) {
                assert!(pair[1].percent > pair[0].percent, "{code}: {pair:?}");
                assert!(pair[1].low80 < pair[1].percent && pair[1].percent < pair[1].high80, "{pair:?}");
            }
            assert!(all[0].percent.abs() < 1e-12 && all[6].high80 < 100.0);
        }
        assert!(cumulative("massage", "acne", 7, 6, 84).is_empty());
    }

    #[test]
    fn redness_and_barrier_fade() {
        let after = recovery("rf_microneedling").unwrap();
        assert!(after.barrier(7.0) < 0.1 * after.barrier(0.0), "baseline by day 7");
        assert!(after.redness(-1.0) == 0.0 && recovery("massage").is_none());
    }
}
