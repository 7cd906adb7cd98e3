//! A treatment that may enter a plan: how it is given, on which days it may be, what it costs and brings.
mod ways;

use crate::house;
use crate::medifacial;
use crate::plan::{Reason, procedure};
use crate::request::{PlanError, Price};
use crate::scene::{Scene, comfort};
use crate::why::Blocked;
use forecast::gain::{Gain, gain};
use knowledge::protocol::Protocol;
use knowledge::treatment::{Schedule, Treatment};
use safety::Answer;
use std::borrow::Cow;
use vocab::case::{Ask, Asked, Case, Fact};
use vocab::goals::Concern;
use vocab::{Day, Group, Params, Performer, Verdict, Zone};
use ways::{Way, choices, chosen};

/// A treatment with everything that the terms read and write.
#[derive(Debug, Clone)]
pub(crate) struct Candidate<'k> {
    /// Code of a treatment or a protocol.
    pub(crate) code: &'k str,
    /// The protocol that it is, with the goal that chooses among its strengths.
    pub(crate) protocol: Option<(&'k Protocol, Option<Concern>)>,
    /// The treatment itself, or the treatments of the protocol's steps.
    pub(crate) parts: Vec<&'k Treatment>,
    pub(crate) schedule: Cow<'k, Schedule>,
    pub(crate) zones: Vec<Zone>,
    /// How each session is given, the last entry repeats; never empty.
    pub(crate) steps: Vec<(Params, Performer)>,
    /// The verdict of each day, by the heaviest step and zone.
    pub(crate) verdicts: Vec<Verdict>,
    /// What stands in the way of each day, the first term that said so.
    pub(crate) blocked: Vec<Option<Blocked>>,
    pub(crate) min_sessions: u16,
    pub(crate) max_sessions: u16,
    pub(crate) min_gap: u16,
    pub(crate) max_gap: u16,
    /// Usual and most quiet days.
    pub(crate) quiet: (u16, u16),
    pub(crate) minutes: u16,
    /// Minor units.
    pub(crate) price: i64,
    pub(crate) discomfort: i64,
    /// The goals that it serves, with what is known of the gain.
    pub(crate) serves: Vec<(Concern, Gain)>,
    /// The same before any term has kept something back.
    pub(crate) known: Vec<(Concern, Gain)>,
    pub(crate) preferred: bool,
    /// It is to be part of the plan if it can be, for a way beside the only one.
    pub(crate) forced: bool,
    /// The strength stays below the usual one, because the gate leaves more days so.
    pub(crate) capped: bool,
    /// Zones of the goals in which the gate never lets it; the others are treated.
    pub(crate) spared: Vec<Zone>,
    /// Why it is kept back, where a guideline or a wish says so.
    pub(crate) held: Option<Held>,
}

/// Why a possible treatment is kept back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Held {
    pub(crate) because: String,
    pub(crate) sources: Vec<String>,
}

impl<'k> Candidate<'k> {
    /// How the session with this number (from 0) is given.
    pub(crate) fn step(&self, nth: usize) -> (&Params, Performer) {
        const NOTHING: &Params = &EMPTY;
        self.steps.get(nth).or(self.steps.last()).map_or((NOTHING, Performer::Md), |(p, who)| (p, *who))
    }

    /// The days that are left.
    pub(crate) fn free(&self) -> Vec<usize> {
        self.blocked.iter().enumerate().filter(|(_, b)| b.is_none()).map(|(day, _)| day).collect()
    }

    /// Takes days away, unless another term did before.
    pub(crate) fn block(&mut self, days: std::ops::Range<usize>, why: Blocked) {
        let end = days.end.min(self.blocked.len());
        for slot in self.blocked.get_mut(days.start.min(end)..end).into_iter().flatten() {
            slot.get_or_insert(why);
        }
    }

    /// The groups of its parts.
    pub(crate) fn groups(&self) -> impl Iterator<Item = Group> {
        self.parts.iter().filter_map(|t| t.group)
    }

    pub(crate) const fn code(&self) -> &'k str {
        self.code
    }

    /// A session of it on a day as facts of a case.
    pub(crate) fn facts(&self, on: Day) -> Vec<Fact> {
        self.parts.iter().flat_map(|part| procedure(&part.code, on, &self.zones)).collect()
    }
}

const EMPTY: Params = Params {
    percent: None,
    ph: None,
    depth_mm: None,
    wavelength_nm: None,
    mode: None,
    device: None,
    toxin: None,
    lidocaine: None,
    current: None,
    pressure: None,
    heat: None,
    seaweed: None,
    aromatherapy: None,
    touch_up: None,
};

/// What a house may offer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Offer<'k> {
    Treatment(&'k Treatment, &'k Schedule),
    Protocol(&'k Protocol),
}

/// What is known of a treatment or a protocol for the goals: a number, or a claim without one.
pub(crate) struct Relevant<'k> {
    pub(crate) offer: Offer<'k>,
    /// Goals with a known gain.
    pub(crate) gains: Vec<(Concern, Gain)>,
    /// Goals that the catalogue names for it without a known gain.
    pub(crate) named: Vec<Concern>,
}

/// The treatments that have to do with the goals.
pub(crate) fn relevant<'k>(scene: &Scene<'_, 'k>) -> Vec<Relevant<'k>> {
    let mut all = Vec::new();
    for treatment in scene.k.treatments.iter().filter(|t| t.planned && t.always.is_none()) {
        let Some(schedule) = &treatment.schedule else { continue };
        let mut gains = Vec::new();
        let mut named = Vec::new();
        for wish in &scene.wishes {
            let code = wish.concern.code();
            if let Some(gain) = gain(&treatment.code, code) {
                gains.push((wish.concern, gain));
            } else if treatment.effect.iter().any(|e| e.concerns.iter().any(|c| c == code)) {
                named.push(wish.concern);
            }
        }
        if !gains.is_empty() || !named.is_empty() {
            all.push(Relevant { offer: Offer::Treatment(treatment, schedule), gains, named });
        }
    }
    all.extend(medifacial::relevant(scene));
    all
}

/// The lowest licence that may perform a treatment with these parameters.
pub(crate) fn performer(treatment: &Treatment, params: &Params) -> Performer {
    let within = |limit: Option<f64>, stated: Option<f64>, ok: fn(f64, f64) -> bool| match (limit, stated) {
        (None, _) => true,
        (Some(limit), Some(stated)) => ok(stated, limit),
        (Some(_), None) => false,
    };
    treatment
        .performers
        .iter()
        .find(|p| {
            within(p.percent_max, params.percent, |a, b| a <= b) && within(p.ph_min, params.ph, |a, b| a >= b)
        })
        .or(treatment.performers.last())
        .map_or(Performer::Md, |p| p.tier)
}

/// Makes a candidate: the way that leaves the most free days, or the way that was agreed, and its figures. No term has
/// spoken yet.
pub(crate) fn candidate<'k>(
    scene: &Scene<'_, 'k>,
    of: &Relevant<'k>,
    agreed: Option<(Vec<Zone>, (Params, Performer))>,
) -> Result<Option<Candidate<'k>>, PlanError> {
    let (treatment, schedule) = match of.offer {
        Offer::Treatment(treatment, schedule) => (treatment, schedule),
        Offer::Protocol(protocol) => return medifacial::candidate(scene, of, protocol, agreed.is_some()),
    };
    let Some(figure) = house::figure(&treatment.code)? else { return Ok(None) };
    let listed = scene.request.prices.of.get(&treatment.code).copied();
    // What was agreed is kept although it left the list.
    let unlisted = agreed.as_ref().map(|_| Price { minor_units: 0, minutes: None });
    let Some(price) = listed.or(unlisted) else { return Ok(None) };
    let (asked, zones, best) = if let Some((zones, step)) = agreed {
        let best = chosen(scene, &treatment.code, &zones, vec![vec![step]])?;
        (zones.clone(), zones, best)
    } else {
        let asked = zones(scene, of, treatment);
        let of_zones =
            |zones: &[Zone]| chosen(scene, &treatment.code, zones, choices(scene, treatment, figure, zones));
        let mut best = of_zones(&asked)?;
        let mut kept = asked.clone();
        if best.as_ref().is_some_and(|way| way.free == 0) && asked.len() > 1 {
            // One place that is stopped does not stop the others.
            kept.clear();
            for zone in &asked {
                if of_zones(std::slice::from_ref(zone))?.is_some_and(|way| way.free > 0) {
                    kept.push(*zone);
                }
            }
            match of_zones(&kept)?.filter(|way| way.free > 0 && !kept.is_empty()) {
                Some(way) => best = Some(way),
                None => kept.clone_from(&asked),
            }
        }
        (asked, kept, best)
    };
    let Some(Way { steps, verdicts, capped, .. }) = best else { return Ok(None) };
    let spared: Vec<Zone> = asked.into_iter().filter(|zone| !zones.contains(zone)).collect();
    let gains = in_zones(scene, &of.gains, &zones);
    let s = schedule;
    let numbing = s.numbing_minutes.map_or(0, |[_, most]| most);
    let [quiet, quiet_max] = s.downtime_days;
    Ok(Some(Candidate {
        code: &treatment.code,
        protocol: None,
        parts: vec![treatment],
        schedule: Cow::Borrowed(s),
        zones,
        steps,
        blocked: vec![None; verdicts.len()],
        verdicts,
        min_sessions: s.sessions[0],
        max_sessions: s.sessions[1],
        min_gap: s.min_gap_days,
        max_gap: s.typical_gap_days[1].max(s.min_gap_days),
        quiet: (quiet, quiet_max),
        minutes: price.minutes.unwrap_or_else(|| s.minutes[1].saturating_add(numbing)),
        price: price.minor_units.max(0),
        discomfort: figure.discomfort,
        serves: gains.clone(),
        known: gains,
        capped,
        spared,
        preferred: false,
        forced: false,
        held: None,
    }))
}

/// The gains that are left where only these zones are treated; no zone = the usual field.
fn in_zones(scene: &Scene<'_, '_>, gains: &[(Concern, Gain)], zones: &[Zone]) -> Vec<(Concern, Gain)> {
    let here = |concern: Concern| {
        let wish = scene.wish(concern.code());
        wish.is_none_or(|w| {
            zones.is_empty() || w.zones.is_empty() || w.zones.iter().any(|z| zones.contains(z))
        })
    };
    gains.iter().filter(|(concern, _)| here(*concern)).cloned().collect()
}

/// The zones of all goals that it serves; empty as soon as one of them is the whole field.
fn zones(scene: &Scene<'_, '_>, of: &Relevant<'_>, treatment: &Treatment) -> Vec<Zone> {
    let mut all: Vec<Zone> = Vec::new();
    let served = of.gains.iter().map(|(c, _)| *c).chain(of.named.iter().copied());
    for wish in served.filter_map(|c| scene.wish(c.code())) {
        if wish.zones.is_empty() && comfort(wish.concern) {
            // Rest finds its place wherever the rest of the session is.
            continue;
        }
        if wish.zones.is_empty() {
            return Vec::new();
        }
        all.extend(&wish.zones);
    }
    if all.is_empty() && treatment.code == "massage" {
        all.extend([Zone::Back, Zone::ShoulderL, Zone::ShoulderR]);
    }
    all.sort();
    all.dedup();
    all
}

/// One question to the gate for each zone.
pub(crate) fn asks(
    code: &str,
    zones: &[Zone],
    on: Option<Day>,
    (params, who): (&Params, Performer),
) -> Vec<Ask> {
    let ask = |zone| Ask {
        what: Asked::Treatment(code.to_owned()),
        on,
        zone,
        params: params.clone(),
        performer: Some(who),
    };
    if zones.is_empty() { vec![ask(None)] } else { zones.iter().map(|z| ask(Some(*z))).collect() }
}

/// The gate's answers for one session of a candidate, the heaviest first.
pub(crate) fn ask_gate<'k>(
    scene: &Scene<'_, 'k>,
    case: &Case,
    code: &str,
    zones: &[Zone],
    on: Day,
    step: (&Params, Performer),
) -> Result<Vec<Answer<'k>>, PlanError> {
    let mut answers = Vec::new();
    if let Some(protocol) = scene.k.protocol(code) {
        answers = medifacial::answers(scene, case, protocol, on)?;
    } else {
        for ask in asks(code, zones, Some(on), step) {
            answers.push(scene.gate.answer(case, &ask).map_err(|e| PlanError::Gate(e.code))?);
        }
    }
    answers.sort_by_key(|a| std::cmp::Reverse(a.verdict));
    Ok(answers)
}

/// The findings of several answers, each rule once, heaviest first.
pub(crate) fn reasons(answers: &[Answer<'_>]) -> Vec<Reason> {
    let mut all: Vec<Reason> = Vec::new();
    for f in answers.iter().flat_map(|a| &a.findings) {
        let because =
            if f.action.is_empty() { f.because.to_string() } else { format!("{} {}", f.because, f.action) };
        let rule = f.rule.to_string();
        if all.iter().any(|r| r.rule == rule && r.because == because) {
            continue;
        }
        all.push(Reason {
            rule,
            verdict: f.verdict,
            until: f.until,
            because,
            sources: f.sources.tags().map(str::to_owned).collect(),
            strength: f.strength,
            needs_sign_off: f.recalled,
        });
    }
    all.sort_by(|a, b| b.verdict.cmp(&a.verdict).then_with(|| a.rule.cmp(&b.rule)));
    all
}
