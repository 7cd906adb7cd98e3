//! The auditor: an independent check of every plan before a person sees it.
//!
//! It is given what was asked and what was answered, and recomputes every limit from the request, the catalogue,
//! the gate and the forecast. **It shares no code with the search or its terms** (a test reads its `use` lines): where
//! both state the same rule they state it twice, so that a mistake in one is found by the other.
//!
//! A complaint is data: what kind of fault, where, and a sentence. No complaint means signed.
mod calendar;
mod course;
mod expected;
mod gate;
mod home;
mod living;
mod measuring;
mod money;
mod papers;
mod prepare;
mod report;
mod result;
mod wishes;

pub use report::audit_report;

use crate::plan::{Plan, Session};
use crate::request::Request;
use knowledge::Knowledge;
use knowledge::protocol::Protocol;
use knowledge::treatment::Treatment;
use safety::Gate;
use serde::Serialize;
use std::fmt;
use vocab::case::{Case, Fact, Status, Subject};
use vocab::goals::{Concern, Scale};
use vocab::{Day, Phototype};

vocab::words! {
    /// What kind of fault.
    Fault, "kind of fault" {
        /// Two plans of a report, of which one is worse in everything.
        Dominated = "dominated",
        /// A treatment or product that was wished away.
        Avoided = "avoided",
        /// A session while the person is away.
        Away = "away",
        /// More money than there is.
        Budget = "budget",
        /// A condition of the gate that the session does not carry.
        Condition = "condition",
        /// Two products that do not go together.
        Conflict = "conflict",
        /// More or fewer sessions than the catalogue states.
        Count = "count",
        /// A product used for longer than its cycle.
        Cycle = "cycle",
        /// Within the quiet days before the event.
        Event = "event",
        /// The expected course is not that of the forecast.
        Expected = "expected",
        /// The gate stops a session on its day.
        Gate = "gate",
        /// A product that the gate stops.
        HomeGate = "home_gate",
        /// Outside the days of the plan.
        Horizon = "horizon",
        /// A licence below the treatment's tier.
        Licence = "licence",
        /// A measuring day that is missing, or is none.
        Measure = "measure",
        /// Advice on living that the knowledge does not give, or that is missing.
        Living = "living",
        /// A visit that is too long.
        Minutes = "minutes",
        /// A treatment that is never planned.
        NeverPlanned = "never_planned",
        /// Objective, bound and proof contradict each other.
        Objective = "objective",
        /// A prescription without an order.
        Order = "order",
        /// Two sessions of one treatment too close or too far apart.
        OwnGap = "own_gap",
        /// A product that is used though a session is near.
        Pause = "pause",
        /// A preparation is missing or too late.
        Preparation = "preparation",
        /// A price that is not the house's.
        Price = "price",
        /// A session that serves no goal.
        Purpose = "purpose",
        /// More quiet days than were wished, or not those of the catalogue.
        Quiet = "quiet",
        /// Products begun too fast or too many.
        Ramp = "ramp",
        /// The order of one day.
        SameDay = "same_day_order",
        /// A statement without a source.
        Source = "source",
        /// Two treatments too close.
        Spacing = "spacing",
        /// The steps of a protocol are not those that the gate leaves.
        Steps = "steps",
        /// A strength outside its limits.
        Strength = "strength",
        /// In the sunny season, for someone who is much outdoors.
        Sun = "sun",
        /// A sum that is not the sum.
        Total = "total",
        /// Treatments of which nothing is said.
        Unaccounted = "unaccounted",
        /// A code that nobody knows.
        Unknown = "unknown",
        /// The verdict is not the gate's.
        Verdict = "verdict",
        /// More visits than were wished, or too much in one.
        Visits = "visits",
        /// A time of day that is not the product's.
        When = "when",
    }
}

/// One complaint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Complaint {
    /// What kind of fault.
    pub fault: Fault,
    /// Where: `sessions[2] peel_glycolic 2026-04-20`.
    pub place: String,
    /// What is wrong, in a sentence.
    pub says: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: {}", self.fault, self.place, self.says)
    }
}

/// Checks one plan against its request. Empty = signed.
#[must_use]
pub fn audit(gate: &Gate<'_>, request: &Request, plan: &Plan) -> Vec<Complaint> {
    let mut desk = Desk::new(gate, request, plan);
    gate::check(&mut desk);
    course::check(&mut desk);
    calendar::check(&mut desk);
    money::check(&mut desk);
    prepare::check(&mut desk);
    home::check(&mut desk);
    wishes::check(&mut desk);
    papers::check(&mut desk);
    living::check(&mut desk);
    result::check(&mut desk);
    expected::check(&mut desk);
    measuring::check(&mut desk);
    let mut found = desk.found;
    found.sort();
    found.dedup();
    found
}

/// The longest plan without an end or an event, days from today.
const DAYS_USUAL: i32 = 182;

/// Everything that the checks read, and what they found.
struct Desk<'a> {
    gate: &'a Gate<'a>,
    k: &'a Knowledge,
    request: &'a Request,
    plan: &'a Plan,
    /// The case with what the goals imply and what has happened.
    case: Case,
    /// First and last day of the plan.
    days: (Day, Day),
    /// `None` = not known, which counts as the darkest.
    skin: Option<Phototype>,
    found: Vec<Complaint>,
}

impl<'a> Desk<'a> {
    fn new(gate: &'a Gate<'a>, request: &'a Request, plan: &'a Plan) -> Self {
        let case = as_it_stands(gate, request);
        let goals = &request.goals;
        let today = request.case.today;
        let last =
            goals.until.or(goals.event.as_ref().map(|e| e.on)).unwrap_or_else(|| today.plus(DAYS_USUAL));
        let skin = gate.derived(&case).phototype_for_safety;
        Self { gate, k: gate.knowledge(), request, plan, case, days: (today, last), skin, found: Vec::new() }
    }

    fn say(&mut self, fault: Fault, place: impl Into<String>, says: impl Into<String>) {
        self.found.push(Complaint { fault, place: place.into(), says: says.into() });
    }

    /// Types IV to VI, or a type that nobody knows.
    fn marks_easily(&self) -> bool {
        self.skin.is_none_or(|s| s >= Phototype::IV)
    }

    /// The sessions with their places in words.
    fn sessions(&self) -> Vec<(String, &'a Session)> {
        let name = |(i, s): (usize, &'a Session)| (format!("sessions[{i}] {} {}", s.treatment, s.on), s);
        self.plan.sessions.iter().enumerate().map(name).collect()
    }

    /// The first session of each treatment.
    fn firsts(&self) -> Vec<(String, &'a Session)> {
        let mut seen: Vec<&str> = Vec::new();
        let mut all = self.sessions();
        all.sort_by_key(|(_, s)| s.on);
        all.retain(|(_, s)| {
            let new = !seen.contains(&s.treatment.as_str());
            seen.push(&s.treatment);
            new
        });
        all
    }

    /// Everything that a session consists of.
    fn parts(&self, session: &Session) -> Vec<&'a Treatment> {
        session.treatments().into_iter().filter_map(|code| self.k.treatment(code)).collect()
    }

    /// The goal that matters most of those that a protocol is for; of equals the first.
    fn meant(&self, protocol: &Protocol) -> Option<Concern> {
        let goals = &self.request.goals.concerns;
        let mut best: Option<(u32, Concern)> = None;
        for goal in goals.iter().filter(|g| protocol.concerns.contains(&g.concern)) {
            let same = goals.iter().filter(|g| g.concern == goal.concern);
            let weight = same.map(|g| u32::from(g.weight)).sum();
            if best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, goal.concern));
            }
        }
        best.map(|(_, concern)| concern)
    }

    /// Whether a product is in use before the plan begins: it was said, or an agreed plan began with it on an earlier day.
    fn in_use(&self, product: &str) -> bool {
        let agreed = self.request.existing.iter().flat_map(|plan| &plan.home_care);
        let begun = |from: Day, until: Option<Day>| {
            from < self.case.today && until.is_none_or(|last| last >= self.case.today)
        };
        let mut agreed = agreed.filter(|care| care.product == product);
        agreed.any(|care| begun(care.from, care.until))
            || self.case.facts.iter().any(|f| {
                f.status == Some(Status::Present) && matches!(&f.subject, Subject::Product(c) if c == product)
            })
    }
}

/// The case, the conditions that the goals state (who wishes less melasma has melasma), and the sessions of an agreed
/// plan that took place.
fn as_it_stands(gate: &Gate<'_>, request: &Request) -> Case {
    let mut case = request.case.clone();
    let mut stated: Vec<&str> = Vec::new();
    for goal in &request.goals.concerns {
        let severe = match goal.scale {
            Some(Scale::Gags) => goal.score.is_some_and(|s| s >= 31.0),
            Some(Scale::IgaAcne) => goal.score.is_some_and(|s| s >= 4.0),
            Some(_) | None => false,
        };
        if goal.concern == Concern::Melasma {
            stated.push("melasma");
        } else if goal.concern == Concern::Rosacea {
            stated.push("rosacea");
        } else if goal.concern == Concern::Acne {
            stated.push("acne_active");
            stated.extend(severe.then_some("acne_severe"));
        }
    }
    let acne = request.measured.iter().filter(|m| m.concern == Concern::Acne);
    if let Some(last) = acne.max_by_key(|m| m.on)
        && ((last.scale == Scale::Gags && last.score >= 31.0)
            || (last.scale == Scale::IgaAcne && last.score >= 4.0))
    {
        stated.extend(
            request.goals.concerns.iter().any(|g| g.concern == Concern::Acne).then_some("acne_severe"),
        );
    }
    if request.goals.lifestyle.smokes == Some(true) {
        stated.push("smoker");
    }
    for code in stated {
        let subject = Subject::Condition(code.to_owned());
        if gate.knowledge().condition(code).is_some() && case.facts.iter().all(|f| f.subject != subject) {
            case.facts.push(Fact::new(subject, Some(Status::Present)));
        }
    }
    let agreed = request.existing.iter().flat_map(|p| &p.sessions);
    for done in agreed.filter(|s| s.done == Some(true)) {
        let codes: Vec<&str> = match gate.knowledge().protocol(&done.treatment) {
            Some(protocol) => protocol.step.iter().filter_map(|s| s.treatment.as_deref()).collect(),
            None => vec![&done.treatment],
        };
        for fact in codes.iter().flat_map(|code| crate::plan::procedure(code, done.on, &done.zones)) {
            if !case.facts.contains(&fact) {
                case.facts.push(fact);
            }
        }
    }
    case
}
