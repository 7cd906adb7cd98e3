//! From a request to a report: the whole way in order.
//!
//! ```text
//! request -> scene        the completed case, the days, the goals
//!         -> candidates   treatments that serve a goal, with the days that every limit leaves
//!         -> home care    products that serve a goal, one by one
//!         -> for each style: bare problem -> search -> put to the gate as a whole -> plan
//!         -> report       what no plan dominates, and the account of everything else
//! ```
use crate::account;
use crate::around;
use crate::audit::audit;
use crate::candidate::{Candidate, Relevant, ask_gate, candidate, relevant};
use crate::home::{self, Chosen};
use crate::instance::Instance;
use crate::mix::{MIXES, Mix};
use crate::plan::{Plan, Session, Style, Total};
use crate::report::{Note, Question, Report, RuledOut};
use crate::request::{PlanError, Request};
use crate::scene::{Scene, plannable};
use crate::search::{Keep, Progress};
use crate::sessions::sessions;
use crate::solve::{Solved, solved};
use crate::terms::{self, spacing};
use safety::Gate;
use vocab::goals::Concern;

/// Steps of each search. The searches of the worked cases end with their proof well before it.
pub const STEPS: u64 = 60_000;
/// Most plans of a report.
pub const PLANS_MAX: usize = 4;

/// Most courses that are tried for a second way.
const SECONDS: usize = 2;

/// Answers a request.
///
/// # Errors
/// The request cannot be read as a problem; what is only impossible is told in the report.
pub fn plan(gate: &Gate<'_>, request: &Request) -> Result<Report, PlanError> {
    plan_watched(gate, request, &mut |_| Keep::Going)
}

/// The same, asking `watch` from time to time whether to go on. Stopped, it answers with what it has.
///
/// # Errors
/// As [`plan`].
pub fn plan_watched(
    gate: &Gate<'_>,
    request: &Request,
    watch: &mut dyn FnMut(&Progress) -> Keep,
) -> Result<Report, PlanError> {
    let scene = Scene::new(gate, request)?;
    let ground = Ground::new(&scene)?;
    let mut held = Vec::new();
    let ways = ground.ways(watch, &mut |plan| signed(gate, request, plan, &mut held))?;
    let plans = ways.into_iter().map(|(plan, _)| plan).collect();
    ground.report(plans, held)
}

/// Whether the auditor signs a plan. One that it does not sign is never shown: staff learn what it found.
fn signed(gate: &Gate<'_>, request: &Request, plan: &Plan, held: &mut Vec<Note>) -> bool {
    let found = audit(gate, request, plan);
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    if !told.is_empty() {
        let text = format!("The plan `{}` is held back by the auditor: {}.", plan.name, told.join("; "));
        held.push(Note { text, needs_sign_off: true });
    }
    told.is_empty()
}

/// The bare problem behind the plan of a style, as it was last solved. Of a style that is not shown, the problem that it
/// would have been; `None` where no sessions are sought in that style.
///
/// # Errors
/// As [`plan`].
pub fn problem(gate: &Gate<'_>, request: &Request, style: Style) -> Result<Option<Instance>, PlanError> {
    let scene = Scene::new(gate, request)?;
    let ground = Ground::new(&scene)?;
    let ways = ground.ways(&mut |_| Keep::Going, &mut |plan| audit(gate, request, plan).is_empty())?;
    if let Some((_, instance)) = ways.into_iter().find(|(plan, _)| plan.name == style) {
        return Ok(instance);
    }
    let Some(mix) = MIXES.into_iter().find(|m| m.style == style) else { return Ok(None) };
    let home = ground.home(mix.prescription);
    let solved =
        solved(&scene, mix, &ground.candidates, &ground.sep, &home.chosen, STEPS, &mut |_| Keep::Going)?;
    Ok(Some(solved.instance))
}

/// A plan with the bare problem behind its sessions.
type Way = (Plan, Option<Instance>);

/// Everything that all styles share.
struct Ground<'s, 'g, 'k> {
    scene: &'s Scene<'g, 'k>,
    relevant: Vec<Relevant<'k>>,
    candidates: Vec<Candidate<'k>>,
    sep: Vec<Vec<usize>>,
    ruled_out: Vec<RuledOut>,
    /// Home care without and with prescription.
    homes: [home::Home<'k>; 2],
}

impl<'s, 'g, 'k> Ground<'s, 'g, 'k> {
    fn new(scene: &'s Scene<'g, 'k>) -> Result<Self, PlanError> {
        let relevant = relevant(scene);
        let mut candidates = Vec::new();
        let mut ruled_out = Vec::new();
        for of in &relevant {
            let Some(mut candidate) = candidate(scene, of, None)? else { continue };
            if let Some(out) = account::ruled_out(scene, of, &candidate)? {
                ruled_out.push(out);
                continue;
            }
            terms::limit(scene, &mut candidate)?;
            candidates.push(candidate);
        }
        let sep = spacing::distances(scene.gate, &candidates)?;
        let homes = [home::choose(scene, false)?, home::choose(scene, true)?];
        Ok(Self { scene, relevant, candidates, sep, ruled_out, homes })
    }

    fn home(&self, prescription: bool) -> &home::Home<'k> {
        let [without, with] = &self.homes;
        if prescription { with } else { without }
    }

    /// The ways to show, each with the bare problem behind it, of those that `signs` signs.
    fn ways(
        &self,
        watch: &mut dyn FnMut(&Progress) -> Keep,
        signs: &mut dyn FnMut(&Plan) -> bool,
    ) -> Result<Vec<Way>, PlanError> {
        let mut all: Vec<Way> = Vec::new();
        for mix in MIXES {
            all.extend(self.plan(mix, &self.candidates, watch)?);
        }
        all.extend(self.at_home().map(|plan| (plan, None)));
        all.retain(|(plan, _)| signs(plan));
        let mut ways = choose(&all);
        if let [(only, _)] = ways.as_slice() {
            let second = self.second(only, watch, signs)?;
            ways.extend(second);
        }
        Ok(ways)
    }

    /// Where only one way stands out, the course beside it that adds the most: little, but somebody may want it.
    fn second(
        &self,
        only: &Plan,
        watch: &mut dyn FnMut(&Progress) -> Keep,
        signs: &mut dyn FnMut(&Plan) -> bool,
    ) -> Result<Option<Way>, PlanError> {
        let unused = |c: &&Candidate<'_>| {
            !c.serves.is_empty() && only.sessions.iter().all(|s| s.treatment != c.code())
        };
        let mut others: Vec<(&Candidate<'k>, f64)> = self
            .candidates
            .iter()
            .filter(unused)
            .map(|c| (c, account::adds(self.scene, c, Some(only))))
            .collect();
        others.sort_by(|a, b| b.1.total_cmp(&a.1));
        let Some(mix) = MIXES.into_iter().find(|m| m.style != only.name) else { return Ok(None) };
        for (other, _) in others.into_iter().take(SECONDS) {
            let mut candidates = self.candidates.clone();
            for c in &mut candidates {
                let kept = only.sessions.iter().any(|s| s.treatment == c.code());
                c.forced = kept || c.code() == other.code();
            }
            let Some((plan, instance)) = self.plan(mix, &candidates, watch)? else { continue };
            let apart = !dominates(only, &plan) && !dominates(&plan, only) && !alike(only, &plan);
            if apart && plan.total.result_percent > only.total.result_percent && signs(&plan) {
                return Ok(Some((plan, instance)));
            }
        }
        Ok(None)
    }

    fn plan(
        &self,
        mix: Mix,
        candidates: &[Candidate<'k>],
        watch: &mut dyn FnMut(&Progress) -> Keep,
    ) -> Result<Option<Way>, PlanError> {
        let chosen = &self.home(mix.prescription).chosen;
        let solved = solved(self.scene, mix, candidates, &self.sep, chosen, STEPS, watch)?;
        let sessions = sessions(self.scene, &solved)?;
        if sessions.is_empty() {
            return Ok(None);
        }
        let maintain = around::maintain(self.scene, &solved, &sessions)?;
        let mut plan = dress(self.scene, mix.style, sessions.clone(), chosen);
        if mix.prescription {
            // Pauses around sessions can cost a prescription product more than it brings: then it is not asked for.
            let without = dress(self.scene, mix.style, sessions, &self.home(false).chosen);
            if without.total.result_percent >= plan.total.result_percent {
                plan = without;
            }
        }
        plan.maintain = maintain;
        let Solved { answer, instance, .. } = solved;
        plan.objective = answer.objective;
        plan.bound = answer.bound;
        plan.proven = answer.proven;
        Ok(Some((plan, Some(instance))))
    }

    /// What a person can do alone: home care without prescription, and habits; `None` where there is neither.
    fn at_home(&self) -> Option<Plan> {
        let plan = dress(self.scene, Style::AtHome, Vec::new(), &self.home(false).chosen);
        let serves = plan.home_care.iter().any(|h| !h.serves.is_empty());
        (serves || !plan.living.is_empty()).then_some(plan)
    }

    fn report(self, plans: Vec<Plan>, held: Vec<Note>) -> Result<Report, PlanError> {
        let scene = self.scene;
        let mut ruled_out = self.ruled_out;
        let [without, mut with] = self.homes;
        ruled_out.append(&mut with.ruled_out);
        let mut questions: Vec<Question> = Vec::new();
        for candidate in &self.candidates {
            let first = candidate.verdicts.iter().position(|v| plannable(*v)).unwrap_or(0);
            let answers = ask_gate(
                scene,
                &scene.case,
                candidate.code(),
                &candidate.zones,
                scene.day(first),
                candidate.step(0),
            )?;
            account::ask(&mut questions, &answers, candidate.code());
        }
        for (condition, text, product) in with.questions.iter().chain(&without.questions) {
            account::add_question(&mut questions, condition, text, product);
        }
        questions.sort_by(|a, b| b.about.len().cmp(&a.about.len()).then_with(|| a.cmp(b)));
        let mut not_chosen: Vec<_> =
            self.candidates.iter().filter_map(|c| account::not_chosen(scene, c, &plans)).collect();
        not_chosen.extend(home::left(scene, &with, &plans));
        let unmet = account::unmet(scene, &self.relevant, &self.candidates, &plans, &ruled_out);
        let currency = scene
            .request
            .prices
            .currency
            .clone()
            .or_else(|| scene.request.goals.budget.as_ref().map(|b| b.currency.clone()))
            .unwrap_or_else(|| "USD".to_owned());
        let mut notes = notes(scene, &plans);
        notes.extend(held);
        Ok(Report { plans, ruled_out, not_chosen, questions, unmet, notes, currency })
    }
}

/// Sessions with everything around them.
fn dress(scene: &Scene<'_, '_>, name: Style, sessions: Vec<Session>, chosen: &[Chosen<'_>]) -> Plan {
    let home_care = home::home_care(scene, chosen, &sessions);
    let mut days: Vec<_> = sessions.iter().map(|s| s.on).collect();
    days.dedup();
    let (result_percent, noticed) = around::result(scene, &sessions, &home_care);
    let total = Total {
        price: sessions.iter().map(|s| s.price).sum(),
        visits: u16::try_from(days.len()).unwrap_or(u16::MAX),
        quiet_days: sessions.iter().map(|s| s.quiet_days).sum(),
        minutes: sessions.iter().map(|s| u32::from(s.minutes)).sum(),
        result_percent,
        noticed,
        last: days.last().copied(),
    };
    Plan {
        name,
        prepare: around::prepare(scene, &sessions, chosen, &home_care),
        living: around::living(scene),
        measure: around::measure(scene, &sessions),
        maintain: Vec::new(),
        expected: around::expected(scene, &sessions, &home_care),
        total,
        objective: 0,
        bound: 0,
        proven: true,
        audit: Vec::new(),
        home_care,
        sessions,
    }
}

/// Agreed sessions with the home care that was agreed beside them.
pub(crate) fn dressed(scene: &Scene<'_, '_>, sessions: Vec<Session>) -> Result<Plan, PlanError> {
    let agreed = scene.request.existing.as_ref().map(|p| p.home_care.as_slice()).unwrap_or_default();
    Ok(dress(scene, Style::Agreed, sessions, &home::agreed(scene, agreed)?))
}

fn notes(scene: &Scene<'_, '_>, plans: &[Plan]) -> Vec<Note> {
    let mut all = Vec::new();
    let mut note = |text: &str, needs_sign_off| all.push(Note { text: text.to_owned(), needs_sign_off });
    if scene.request.prices.currency.is_none() && plans.iter().any(|p| !p.sessions.is_empty()) {
        note("Prices are examples: no price list of the house is set.", true);
    }
    if plans.iter().any(|p| !p.sessions.is_empty()) {
        note(
            "Discomfort, rising strengths and what a plan trades against what are figures of the house.",
            true,
        );
    }
    if let [only] = plans {
        let what = if only.sessions.is_empty() { "home care" } else { "this way" };
        let text = format!(
            "Only one way is shown: beside {what} nothing that may be given adds a point of per cent. What was possible \
             stands below with its figures."
        );
        note(&text, false);
    }
    let has = |c| scene.wishes.iter().any(|w| w.concern == c);
    if has(Concern::Acne) {
        note(
            "For acne the guideline of 2024 recommends creams and found too little evidence for peels, light, laser and \
             needling [AAD24]: what is planned in sessions goes along with the creams and does not replace them.",
            false,
        );
    }
    if has(Concern::Melasma) {
        note(
            "For melasma creams remain the most effective; peels and lasers were equal or inferior with more harm [MCK]. \
             No superiority over simple averages was shown for the forecast of melasma.",
            false,
        );
    }
    all
}

/// What a person compares: more result is better, less of the rest. Speed is read in two ways, as the day on which
/// something is noticed and as the day of the last session.
fn measures(plan: &Plan) -> [i64; 6] {
    let total = &plan.total;
    let noticed = total.noticed.map_or(i64::from(i32::MAX), |d| i64::from(d.number()));
    let last = total.last.map_or(0, |d| i64::from(d.number()));
    let result = -i64::from(total.result_percent);
    [result, total.price, i64::from(total.visits), i64::from(total.quiet_days), noticed, last]
}

/// Whether a plan is at least as good in everything and better in something, whichever way speed is read.
fn dominates(a: &Plan, b: &Plan) -> bool {
    let (a, b) = (measures(a), measures(b));
    let without = |place: usize| {
        let read = || (0..).zip(a.iter().zip(&b)).filter(move |(p, _)| *p != place).map(|(_, pair)| pair);
        read().all(|(x, y)| x <= y) && read().any(|(x, y)| x < y)
    };
    without(4) || without(5)
}

/// Whether a person would feel the difference.
fn alike(a: &Plan, b: &Plan) -> bool {
    let (x, y) = (measures(a), measures(b));
    let apart = |place: usize, least: i64| {
        x.get(place).zip(y.get(place)).is_some_and(|(x, y)| (x - y).abs() >= least)
    };
    let tenth = (a.total.price.max(b.total.price) / 10).max(1);
    !(apart(0, 3) || apart(1, tenth) || apart(2, 1) || apart(3, 1) || apart(4, 14) || apart(5, 14))
}

/// The plans that no other dominates and that differ from the ones before them.
fn choose(plans: &[Way]) -> Vec<Way> {
    let mut kept: Vec<Way> = Vec::new();
    for (place, way) in plans.iter().enumerate() {
        let plan = &way.0;
        let dominated = plans.iter().any(|(other, _)| dominates(other, plan));
        let twin = plans.iter().take(place).any(|(other, _)| measures(other) == measures(plan));
        // Home alone is shown where it is the only other way.
        let spare = plan.name == Style::AtHome && kept.len() > 1;
        if !dominated
            && !twin
            && !spare
            && !kept.iter().any(|(k, _)| alike(k, plan))
            && kept.len() < PLANS_MAX
        {
            kept.push(way.clone());
        }
    }
    kept
}
