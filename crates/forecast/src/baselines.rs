//! The simple forecasts that a model must beat, made from the same arms that the model was fitted to.
//!
//! They are those of the published comparison: the mean of the concern at week 12; the line through the start and that
//! mean; the mean of the same class of treatment; the mean split into active and control; that split also by lesions.
use crate::arms::Arm;
use crate::fit::usable;
use crate::response::is_control;
use std::collections::BTreeMap;

/// Names of the baselines, in the order of [`Baselines::of`].
pub const NAMES: [&str; 5] = ["mean at week 12", "line to it", "class", "active or control", "and lesions"];
/// The week that trials of this kind end at most often.
const WEEK: f64 = 12.0;

/// Means of published arms, by what they share.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Baselines {
    means: BTreeMap<[String; 3], f64>,
}

/// Lesions that a scale of acne counts; the same word for all else.
fn lesions(arm: &Arm) -> &'static str {
    let scale = arm.scale.to_lowercase();
    if scale.contains("non-inflammatory") || scale.contains("comedo") {
        "non-inflammatory"
    } else if scale.contains("inflammatory") || scale.contains("papul") {
        "inflammatory"
    } else {
        "all"
    }
}

/// What an arm shares with others, from nothing to most: the keys under which its value is averaged.
fn keys(arm: &Arm) -> [[String; 3]; 5] {
    let concern = arm.concern.to_lowercase();
    let part = if is_control(&arm.class) { "control" } else { "active" };
    let key = |kind: &str, what: &str| [concern.clone(), kind.to_owned(), what.to_owned()];
    [
        [String::new(), String::new(), String::new()],
        key("", ""),
        key("class", &arm.class),
        key(part, ""),
        key(part, lesions(arm)),
    ]
}

impl Baselines {
    /// The means of these arms, each series counted once with its point nearest to week 12.
    #[must_use]
    pub fn from(arms: &[Arm]) -> Self {
        let mut nearest: BTreeMap<&str, &Arm> = BTreeMap::new();
        for arm in arms.iter().filter(|a| usable(a)) {
            let best = nearest.entry(&arm.id).or_insert(arm);
            if (arm.week - WEEK).abs() < (best.week - WEEK).abs() {
                *best = arm;
            }
        }
        let mut sums: BTreeMap<[String; 3], (f64, f64)> = BTreeMap::new();
        for arm in nearest.values() {
            for key in keys(arm) {
                let sum = sums.entry(key).or_default();
                *sum = (sum.0 + arm.percent.unwrap_or(0.0), sum.1 + 1.0);
            }
        }
        Self { means: sums.into_iter().map(|(key, (sum, n))| (key, sum / n)).collect() }
    }

    /// What each of them says about an arm, percent. Where no arm shares the key, the next wider mean stands for it.
    #[must_use]
    pub fn of(&self, arm: &Arm) -> [f64; 5] {
        let [all, concern, class, part, with_lesions] = keys(arm);
        let get = |key: &[String; 3], wider: f64| self.means.get(key).copied().unwrap_or(wider);
        let all = get(&all, 0.0);
        let concern = get(&concern, all);
        let part = get(&part, concern);
        let line = (concern * arm.week / WEEK).max(-100.0);
        [concern, line, get(&class, concern), part, get(&with_lesions, part)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_taken_over_what_an_arm_shares() {
        let text = "id,concern,scale,week,klass,regimen,pct_change,trial\n\
            A,acne,inflammatory lesions,12,topical,topical:C:0:12,-60,t\n\
            A,acne,inflammatory lesions,2,topical,topical:C:0:12,-10,t\n\
            B,acne,comedones,12,topical,topical:C:0:12,-40,t\n\
            C,acne,comedones,12,vehicle,,-20,t\n\
            D,scar,ECCA,30,afl,afl:S:2:30,-70,u\n";
        let arms = crate::arms::read(text).unwrap();
        let made = Baselines::from(&arms);
        let same = |got: [f64; 5], want: [f64; 5]| {
            assert!(got.iter().zip(want).all(|(g, w)| (g - w).abs() < 1e-9), "{got:?} {want:?}");
        };
        same(made.of(&arms[1]), [-40.0, -40.0 / 6.0, -50.0, -50.0, -60.0]);
        same(made.of(&arms[3]), [-40.0, -40.0, -20.0, -20.0, -20.0]);
        // The line does not fall below nothing, and what shares nothing gets the mean of all.
        same(made.of(&arms[4]), [-70.0, -100.0, -70.0, -70.0, -70.0]);
        same(Baselines::from(&arms[..4]).of(&arms[4]), [-40.0, -100.0, -40.0, -40.0, -40.0]);
    }
}
