//! The response of a group: how large the effect is at a week, and how it hangs on the parameters.
use crate::family::spelt;
use crate::kernel::{Course, rise};
use crate::model::{Model, Places, rates};
use crate::population::{Population, Slope};
use crate::regimen::{Component, Use};

/// Names of control groups that get a vehicle and attention.
pub const VEHICLES: [&str; 4] = ["vehicle", "placebo", "sham", "control"];
/// Names of control groups that get nothing.
pub const UNTREATED: [&str; 5] = ["none", "untreated", "observation", "no_treatment", "waiting_list"];

/// What an answer about one treatment rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rest {
    /// Arms of this very class.
    Own {
        /// The class.
        class: String,
        /// How many published series; zero = a prior only.
        series: u32,
    },
    /// Classes whose name begins alike.
    Family {
        /// The class that was asked for.
        class: String,
        /// The classes that stand for it.
        like: Vec<String>,
    },
    /// Nothing but the wide prior of everything given in this manner.
    Group {
        /// The class that was asked for.
        class: String,
        /// The manner.
        manner: Use,
    },
    /// No treatment: the context alone.
    Context {
        /// What the group is called.
        class: String,
    },
}

/// One treatment of a group, bound to the parameters of the model.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    ln_ratio: f64,
    gain: Vec<Slope>,
    on: usize,
    off: usize,
    held: bool,
    course: Course,
    unseen: bool,
}

/// A group under a regimen.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    places: Places,
    /// Shares of the end point: context, home care, procedures.
    shares: Option<[usize; 3]>,
    untreated: bool,
    parts: Vec<Part>,
    /// What it rests on, treatment by treatment.
    pub rests: Vec<Rest>,
    /// The code of the concern; `other` if nothing is known about it.
    pub concern: String,
    /// A larger number is better (hydration, thickness).
    pub higher_is_better: bool,
    /// The schedule was assumed.
    pub hidden_schedule: bool,
}

/// The effect at one week.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// ln U.
    pub log_u: f64,
    /// Slopes of ln U by the logarithms of the parameters.
    pub slopes: Vec<Slope>,
    /// Share of the effect that comes from each treatment without arms of its own.
    pub unseen: Vec<f64>,
}

/// Everything below this many log-units is no effect.
const LEAST: f64 = 1e-6;

impl Response {
    /// Binds a regimen to the model. `None` only if the model has no concern at all.
    #[must_use]
    pub fn bind(
        of: &Population,
        concern: &str,
        scale: &str,
        class: &str,
        parts: &[Component],
    ) -> Option<Self> {
        let model = &of.model;
        let scale = scale.to_lowercase();
        let by_scale = concern_of_scale(&scale);
        let named = model.concern(concern);
        let narrower = named.and_then(|(c, _)| model.narrower(&c.code, class));
        let known = by_scale.or(narrower).and_then(|c| model.concern(c)).or(named);
        let (concern, places) = known.or_else(|| model.concern("other"))?;
        let mut response = Self {
            places: *places,
            shares: concern.endpoints.then(|| endpoint(model, &scale)).flatten(),
            untreated: parts.is_empty() && is_untreated(class),
            parts: Vec::new(),
            rests: Vec::new(),
            concern: concern.code.clone(),
            higher_is_better: higher_is_better(&scale),
            hidden_schedule: false,
        };
        for part in parts {
            response.add(of, part);
        }
        if response.parts.is_empty() {
            response.rests.push(Rest::Context { class: class.to_owned() });
        }
        Some(response)
    }

    fn add(&mut self, of: &Population, component: &Component) {
        let model = &of.model;
        if is_control(&component.class) {
            return;
        }
        let dense = component.as_continuous();
        let exact = model.class(&self.concern, component.manner(), &component.class);
        let component = if exact.is_none() { dense.as_ref().unwrap_or(component) } else { component };
        let manner = component.manner();
        let [gain, on, off] = match manner {
            Use::Continuous => self.places.continuous,
            Use::Sessions => self.places.sessions,
        };
        let mut part = Part {
            ln_ratio: 0.0,
            gain: vec![(gain, 1.0)],
            on,
            off,
            held: false,
            course: component.course.clone(),
            unseen: false,
        };
        let class = component.class.clone();
        let mut procedure = manner == Use::Sessions;
        if let Some(known) = model.class(&self.concern, manner, &class) {
            part.ln_ratio = known.ln_ratio;
            part.gain.push((known.deviation, 1.0));
            part.on = known.on.unwrap_or(on);
            part.off = known.off.unwrap_or(off);
            part.held = known.held;
            procedure = known.procedure;
            let series = of.series(&format!("{}.{}.{}", self.concern, manner.code(), known.name));
            self.rests.push(Rest::Own { class, series });
        } else {
            part.unseen = true;
            let like = model.like(&self.concern, manner, &class);
            if like.is_empty() {
                self.rests.push(Rest::Group { class, manner });
            } else {
                let share: f64 = like.iter().map(|_| 1.0).sum();
                part.ln_ratio = like.iter().map(|c| c.ln_ratio).sum::<f64>() / share;
                part.gain.extend(like.iter().map(|c| (c.deviation, 1.0 / share)));
                if let [one] = like.as_slice() {
                    part.on = one.on.unwrap_or(on);
                    part.off = one.off.unwrap_or(off);
                    part.held = one.held;
                    procedure = one.procedure;
                }
                let like = like.iter().map(|c| c.name.clone()).collect();
                self.rests.push(Rest::Family { class, like });
            }
        }
        if let Some([_, home, procedures]) = self.shares {
            part.gain.push((if procedure { procedures } else { home }, 1.0));
        }
        self.parts.push(part);
    }

    /// The effect at week `t` with parameters of these logarithms.
    #[must_use]
    pub fn at(&self, means: &[f64], t: f64) -> Effect {
        let value = |place: usize| means.get(place).copied().unwrap_or(0.0);
        let mut u = 0.0;
        let mut slopes: Vec<Slope> = Vec::with_capacity(4 + 5 * self.parts.len());
        let (up, up_slope) = rise(t, libm::exp(value(self.places.context_weeks)));
        let share = if self.untreated { value(self.places.untreated) } else { 0.0 };
        let counted = self.shares.map(|[context, ..]| context);
        let plateau = libm::exp(value(self.places.context) + share + counted.map_or(0.0, value));
        u += plateau * up;
        slopes.push((self.places.context, plateau * up));
        slopes.push((self.places.context_weeks, plateau * up_slope));
        if self.untreated {
            slopes.push((self.places.untreated, plateau * up));
        }
        slopes.extend(counted.map(|place| (place, plateau * up)));
        let mut unseen = Vec::new();
        for part in &self.parts {
            let gain = libm::exp(part.ln_ratio + part.gain.iter().map(|(p, c)| c * value(*p)).sum::<f64>());
            let fill = part.course.fill(rates(value(part.on), value(part.off), part.held), t);
            u += gain * fill.value;
            slopes.extend(part.gain.iter().map(|(p, c)| (*p, c * gain * fill.value)));
            slopes.push((part.on, gain * fill.by_on));
            slopes.push((part.off, gain * fill.by_off));
            if part.unseen {
                unseen.push(gain * fill.value);
            }
        }
        let u = u.max(LEAST);
        for (_, slope) in &mut slopes {
            *slope /= u;
        }
        for share in &mut unseen {
            *share /= u;
        }
        Effect { log_u: libm::log(u), slopes, unseen }
    }

    /// The ratio to the start when ln U is `log_u`, and its slope by ln U: exp(-U) where less is better,
    /// 1 + U where more is better (no natural floor, no reason for a faster growth).
    #[must_use]
    pub fn ratio(&self, log_u: f64) -> (f64, f64) {
        // Beyond e^3 log-units nothing is left to lose: the same number is kept.
        let u = libm::exp(log_u.min(3.0));
        if self.higher_is_better {
            return (1.0 + u, u);
        }
        let ratio = libm::exp(-u);
        (ratio, -u * ratio)
    }

    /// How much of the relative change may be lost again by week `t`, as a standard deviation per unit
    /// of the relapse sd: zero while everything is in use, never falling afterwards.
    #[must_use]
    pub fn loosened(&self, means: &[f64], t: f64) -> f64 {
        let value = |place: usize| means.get(place).copied().unwrap_or(0.0);
        let mut sum = 0.0;
        for part in &self.parts {
            let Some(end) = part.course.end().filter(|end| *end < t) else { continue };
            let gain = libm::exp(part.ln_ratio + part.gain.iter().map(|(p, c)| c * value(*p)).sum::<f64>());
            let rates = rates(value(part.on), value(part.off), part.held);
            let stake = 1.0 - libm::exp(-gain * part.course.at_stake(rates));
            sum += stake * stake * rise(t - end, rates.off).0;
        }
        sum.sqrt()
    }
}

/// Whether a class is a control and not a treatment.
#[must_use]
pub fn is_control(class: &str) -> bool {
    let class = spelt(class);
    let first = class.split('_').next().unwrap_or("");
    VEHICLES.contains(&first) || is_untreated(&class)
}

fn is_untreated(class: &str) -> bool {
    let class = spelt(class);
    UNTREATED.iter().any(|u| class == *u || class.starts_with("untreated"))
}

/// Whether a larger number on this scale (lower case) is better.
#[must_use]
pub fn higher_is_better(scale: &str) -> bool {
    let hydration = scale.contains("hydration") || scale.contains("corneometer");
    !scale.contains("tewl")
        && (scale.contains("higher is better") || hydration || scale.contains("thickness"))
}

/// A scale that decides the concern whatever the table calls it.
fn concern_of_scale(scale: &str) -> Option<&'static str> {
    if scale.contains("tewl") || scale.contains("water loss") {
        Some("barrier")
    } else if scale.contains("sebum") {
        Some("oiliness")
    } else {
        None
    }
}

fn endpoint(model: &Model, scale: &str) -> Option<[usize; 3]> {
    let named = model.endpoints.iter().find(|(e, _)| e.words.iter().any(|w| scale.contains(w.as_str())));
    named.or_else(|| model.endpoints.iter().find(|(e, _)| e.words.is_empty())).map(|(_, places)| *places)
}
