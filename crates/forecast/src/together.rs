//! What acts with one multiplier: a procedure alone, or all products used at home for one concern together.
//!
//! No published arm tells what a second cream adds to the first, and the sum of both is optimistic. So the strongest of
//! the day counts in full and each other for a half, the half standing for anything from nothing to all. They share one
//! multiplier, because nobody can tell from a patient's scores which of two creams worked.
use crate::gain::Gain;
use crate::kernel::Course as Timing;
use std::collections::BTreeMap;

/// What each product beside the strongest adds, as a share of what it would do alone: the middle of nothing and all.
pub const SHARE: f64 = 0.5;
/// The spread of that share: even between nothing and all, 1/sqrt(12).
const SHARE_SD: f64 = 0.288_675_134_594_812_9;
/// What an answer says where more than one product counts.
pub const SENTENCE: &str = "products used together: the strongest counts in full, each other for half of what it does alone; \
no published group tells the true share, so the band holds from none to all";

/// One treatment or product with its days.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) gain: Gain,
    pub(crate) timing: Timing,
}

/// Parts with one multiplier. Never empty.
#[derive(Debug, Clone)]
pub(crate) struct Effect {
    pub(crate) parts: Vec<Part>,
}

/// What parts do together: of each kind the strongest, then the strongest kind in full and a share of the others.
fn combined<'a>(parts: impl Iterator<Item = (&'a str, f64)>) -> f64 {
    let (most, rest) = strongest(parts);
    most + SHARE * rest
}

/// The strongest kind, and the sum of the other kinds.
fn strongest<'a>(parts: impl Iterator<Item = (&'a str, f64)>) -> (f64, f64) {
    let mut kinds: BTreeMap<&str, f64> = BTreeMap::new();
    let (mut most, mut sum) = (0.0_f64, 0.0);
    for (kind, value) in parts {
        if kind.is_empty() {
            most = most.max(value);
            sum += value;
        } else {
            let best = kinds.entry(kind).or_default();
            *best = best.max(value);
        }
    }
    for value in kinds.values() {
        most = most.max(*value);
        sum += value;
    }
    (most, sum - most)
}

impl Effect {
    /// One treatment alone.
    pub(crate) fn alone(part: Part) -> Self {
        Self { parts: vec![part] }
    }

    /// The effect at week `t` in log-units, each part's gain times the share that its end point sees.
    pub(crate) fn at(&self, t: f64, share: impl Fn(&Gain) -> f64) -> f64 {
        combined(self.parts.iter().map(|p| {
            let fill = p.timing.fill(p.gain.rates, t).value;
            (p.gain.kind.as_str(), p.gain.median * share(&p.gain) * fill)
        }))
    }

    /// Sd of the logarithm of the whole. Published gains of one class err together, so sds are added and not squares.
    pub(crate) fn log_sd(&self) -> f64 {
        let full = |p: &Part| (p.gain.kind.clone(), p.gain.median);
        let kinds: Vec<(String, f64)> = self.parts.iter().map(full).collect();
        let (most, rest) = strongest(kinds.iter().map(|(k, g)| (k.as_str(), *g)));
        let whole = most + SHARE * rest;
        if whole <= 0.0 {
            return self.parts.iter().map(|p| p.gain.log_sd).fold(0.0, f64::max);
        }
        let widest = self.parts.iter().map(|p| p.gain.log_sd * p.gain.median).sum::<f64>();
        let weight: f64 = self.parts.iter().map(|p| p.gain.median).sum();
        let of_gains = widest / weight;
        let of_share = SHARE_SD * rest / whole;
        (of_gains * of_gains + of_share * of_share).sqrt()
    }

    /// What a part counts for beside the others, when all are full: 1 for the strongest, the share for the rest.
    pub(crate) fn weight(&self, part: &Part) -> f64 {
        let most = self.parts.iter().map(|p| p.gain.median).fold(0.0, f64::max);
        if part.gain.median >= most { 1.0 } else { SHARE }
    }

    /// Whether two onset constants have passed at week `t` since each part began.
    pub(crate) fn settled(&self, t: f64) -> bool {
        self.parts.iter().all(|p| p.timing.begin().is_some_and(|begin| t >= begin + 2.0 * p.gain.rates.on))
    }

    /// How many kinds count beside one another.
    pub(crate) fn kinds(&self) -> usize {
        let mut named: Vec<&str> = self.parts.iter().map(|p| p.gain.kind.as_str()).collect();
        let bare = named.iter().filter(|k| k.is_empty()).count();
        named.retain(|k| !k.is_empty());
        named.sort_unstable();
        named.dedup();
        bare + named.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_counts_in_full_and_the_others_for_a_half() {
        for (parts, want) in [
            (vec![("", 0.4)], 0.4),
            (vec![("", 0.4), ("", 0.2)], 0.5),
            (vec![("retinoid", 0.4), ("retinoid", 0.3)], 0.4),
            (vec![("retinoid", 0.1), ("retinoid", 0.3), ("acid", 0.2), ("", 0.4)], 0.65),
            (vec![], 0.0),
        ] {
            assert!((combined(parts.iter().copied()) - want).abs() < 1e-12, "{parts:?}");
        }
    }

    #[test]
    fn two_products_are_wider_than_one() {
        let part = |code: &str| Part {
            gain: crate::gain::gain(code, "acne").unwrap(),
            timing: Timing::Continuous(vec![]),
        };
        let one = Effect::alone(part("adapalene"));
        let two = Effect { parts: vec![part("adapalene"), part("benzoyl_peroxide")] };
        let same = Effect { parts: vec![part("adapalene"), part("tretinoin")] };
        assert!(two.log_sd() > one.log_sd() && (same.log_sd() - one.log_sd()).abs() < 1e-12);
        assert_eq!((one.kinds(), two.kinds(), same.kinds()), (1, 2, 1));
    }
}
