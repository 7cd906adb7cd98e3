//! A request and a plan that keeps every limit, made by hand with the gate's own answers.
use knowledge::Knowledge;
use planner::plan::{
    Action, Do, Expected, HomeCare, Living, Plan, Point, Prepare, Reason, Session, Style, Total, When,
};
use planner::request::{Price, Prices, Request};
use planner::why::Why;
use safety::Gate;
use vocab::case::{Ask, Case, Fact, Patient, Policy, Subject, Unstated};
use vocab::goals::{Budget, Concern, ConcernGoal, Goals, Lifestyle};
use vocab::{Day, Params, Performer, Phototype, Verdict};

pub(crate) fn gate() -> Gate<'static> {
    Gate::new(Knowledge::shipped().unwrap())
}

pub(crate) fn today() -> Day {
    "2026-02-02".parse().unwrap()
}

pub(crate) fn day(n: i32) -> Day {
    today().plus(n)
}

pub(crate) fn request() -> Request {
    let goal =
        |concern| ConcernGoal { concern, scale: None, score: None, target: None, zone: None, weight: 1 };
    let price = |code: &str, minor_units| (code.to_owned(), Price { minor_units, minutes: None });
    Request {
        case: Case {
            today: today(),
            policy: Policy::default(),
            patient: Patient {
                born: Some("1988-04-12".parse().unwrap()),
                phototype: Some(Phototype::IV),
                ..Patient::default()
            },
            facts: vec![],
            unstated: Unstated::Absent,
            ask: vec![],
        },
        goals: Goals {
            concerns: vec![goal(Concern::Texture), goal(Concern::FineLines), goal(Concern::Dullness)],
            until: Some(day(180)),
            event: None,
            away: vec![],
            budget: Some(Budget { minor_units: 200_000, currency: "USD".to_owned() }),
            max_visits: Some(8),
            max_quiet_days: Some(12),
            avoid: vec![],
            prefer: vec![],
            lifestyle: Lifestyle::default(),
        },
        measured: vec![],
        existing: None,
        insist: vec![],
        prices: Prices {
            currency: None,
            of: [price("peel_glycolic", 12_000), price("facial_hydrating", 9_000), price("ipl", 20_000)]
                .into(),
        },
    }
}

/// A session as the gate answers it on its day with the others around it.
pub(crate) fn session(request: &Request, others: &[(&str, i32)], (code, on): (&str, i32)) -> Session {
    let (gate, k) = (gate(), Knowledge::shipped().unwrap());
    let treatment = k.treatment(code).unwrap();
    let schedule = treatment.schedule.as_ref().unwrap();
    let percent = (code == "peel_glycolic").then_some(30.0);
    let ph = (code == "peel_glycolic").then_some(3.0);
    let params = Params { percent, ph, ..Params::default() };
    let within = |p: &&knowledge::treatment::PerformerRule| {
        p.percent_max.is_none_or(|m| percent.is_some_and(|x| x <= m))
            && p.ph_min.is_none_or(|m| ph.is_some_and(|x| x >= m))
    };
    let performer = treatment.performers.iter().find(within).map_or(Performer::Md, |p| p.tier);
    let mut case = request.case.clone();
    for (code, on) in others {
        case.facts
            .push(Fact { on: Some(day(*on)), ..Fact::new(Subject::Procedure((*code).to_owned()), None) });
    }
    let ask =
        Ask { on: Some(day(on)), params: params.clone(), performer: Some(performer), ..Ask::treatment(code) };
    let answer = gate.answer(&case, &ask).unwrap();
    assert!(answer.verdict < Verdict::Defer, "{code} {on}: {:?}", answer.findings);
    let action = |c: &safety::AttachedCondition<'_>| Action {
        code: c.code.code().to_owned(),
        text: c.text.to_owned(),
        from: c.from,
        until: c.until,
    };
    let reason = |f: &safety::Finding<'_>| Reason {
        rule: f.rule.to_string(),
        verdict: f.verdict,
        until: f.until,
        because: f.because.to_string(),
        sources: f.sources.tags().map(str::to_owned).collect(),
        strength: f.strength,
        needs_sign_off: f.recalled,
    };
    Session {
        treatment: code.to_owned(),
        steps: vec![],
        on: day(on),
        zones: vec![],
        params,
        purpose: Concern::Texture,
        serves: vec![Concern::Texture],
        verdict: answer.verdict,
        provisional: answer.verdict == Verdict::Review,
        conditions: answer.conditions.iter().map(action).collect(),
        because: vec![Why::Place { nth: 1, of: 1 }],
        findings: answer.findings.iter().map(reason).collect(),
        sources: vec!["HOUSE".to_owned()],
        quiet_days: schedule.downtime_days[0],
        quiet_days_max: schedule.downtime_days[1],
        minutes: schedule.minutes[1] + schedule.numbing_minutes.map_or(0, |n| n[1]),
        price: request.prices.of[code].minor_units,
        performer,
    }
}

pub(crate) fn care(product: &str, when: When, from: i32, sessions: &[Session]) -> HomeCare {
    let k = Knowledge::shipped().unwrap();
    let i = k.ingredient(product).unwrap();
    let mut pauses: Vec<(Day, Day)> = Vec::new();
    for s in sessions {
        for p in i
            .pause
            .iter()
            .filter(|p| k.applies_to(&p.around, &s.treatment) && p.before_days + p.after_days > 0)
        {
            let (a, b) =
                (s.on.plus(-i32::from(p.before_days)), s.on.plus(i32::from(p.after_days) - 1).max(s.on));
            match pauses.last_mut().filter(|last| a <= last.1.plus(1)) {
                Some(last) => last.1 = last.1.max(b),
                None => pauses.push((a, b)),
            }
        }
    }
    HomeCare {
        product: product.to_owned(),
        percent: i.percent.map(|[least, _]| least),
        when,
        from: day(from),
        until: day(180),
        pauses,
        ramp: vec![],
        serves: vec![],
        verdict: Verdict::Review,
        because: vec!["it is the example's".to_owned()],
        sources: vec!["HOUSE".to_owned()],
    }
}

/// Everything around sessions and products, as a careful planner would write it.
pub(crate) fn plan(request: &Request, given: &[(&str, i32)]) -> Plan {
    let mut sessions: Vec<Session> = Vec::new();
    for (i, one) in given.iter().enumerate() {
        let mut others = given.to_vec();
        others.remove(i);
        let others: Vec<_> = others.into_iter().filter(|o| o.1 != one.1 || o.1 < one.1).collect();
        sessions.push(session(request, &others, *one));
    }
    sessions.sort_by_key(|s| s.on);
    let home_care = vec![
        care("sunscreen", When::Morning, 0, &sessions),
        care("niacinamide", When::Evening, 0, &sessions),
        care("vitamin_c", When::Morning, 14, &sessions),
    ];
    let mut plan = Plan {
        name: Style::Balanced,
        prepare: vec![],
        home_care,
        living: vec![sunscreen()],
        measure: vec![],
        maintain: vec![],
        expected: vec![],
        total: Total {
            price: 0,
            visits: 0,
            quiet_days: 0,
            minutes: 0,
            result_percent: 10,
            noticed: None,
            last: None,
        },
        objective: 10,
        bound: 10,
        proven: true,
        audit: vec![],
        sessions,
    };
    prepare(&mut plan);
    settle(request, &mut plan);
    plan
}

fn prepare(plan: &mut Plan) {
    let entry = |on: Day, act: Do, what: &str, s: &Session| Prepare {
        on,
        act,
        what: what.to_owned(),
        because: "as the reference says".to_owned(),
        before: Some((s.treatment.clone(), s.on)),
        sources: vec!["HOUSE".to_owned()],
    };
    for s in &plan.sessions {
        for c in &s.conditions {
            match c.code.as_str() {
                "patch_test" => plan.prepare.push(entry(s.on.plus(-2), Do::Test, "patch_test", s)),
                "test_spot" => plan.prepare.push(entry(s.on.plus(-14), Do::Test, "test_spot", s)),
                "antiviral_prophylaxis" => {
                    plan.prepare.push(entry(s.on.plus(-7), Do::Order, "antiviral_prophylaxis", s));
                    plan.prepare.push(entry(s.on.plus(-1), Do::Start, "antiviral_prophylaxis", s));
                }
                "prescriber_order" => {
                    plan.prepare.push(entry(s.on.plus(-1), Do::Order, "prescriber_order", s));
                }
                "stop_product" => plan.prepare.push(entry(s.on.plus(-7), Do::Stop, "stop_product", s)),
                _ => {}
            }
        }
        if s.verdict == Verdict::Review {
            plan.prepare.push(entry(s.on.plus(-1), Do::Ask, "signature", s));
        }
    }
}

/// What every person with goals for the skin hears.
fn sunscreen() -> Living {
    let k = knowledge::Knowledge::shipped().unwrap();
    let says = |l: &&knowledge::living::Living| l.advice.iter().any(|a| a == "daily_sunscreen");
    let claim = k.care.living.iter().find(says).unwrap();
    Living {
        advice: "daily_sunscreen".to_owned(),
        support: claim.support.code().to_owned(),
        say: claim.say.clone(),
        sources: claim.sources.clone(),
        needs_sign_off: claim.recalled,
    }
}

/// Sums and expected courses of what stands in the plan.
pub(crate) fn settle(request: &Request, plan: &mut Plan) {
    let mut days: Vec<Day> = plan.sessions.iter().map(|s| s.on).collect();
    days.dedup();
    plan.total.price = plan.sessions.iter().map(|s| s.price).sum();
    plan.total.visits = u16::try_from(days.len()).unwrap();
    plan.total.quiet_days = plan.sessions.iter().map(|s| s.quiet_days).sum();
    plan.total.minutes = plan.sessions.iter().map(|s| u32::from(s.minutes)).sum();
    plan.total.last = days.last().copied();
    plan.expected = request.goals.concerns.iter().filter_map(|g| expected(plan, g.concern)).collect();
    // The result by its own complaint: a plan of the test promises what its courses give, and nothing else.
    for complaint in planner::audit::audit(&gate(), request, plan) {
        let told = complaint.says.strip_prefix("the courses give ").unwrap_or_default();
        if complaint.place == "total.result_percent" {
            plan.total.result_percent = told.parse().unwrap();
        } else if complaint.place == "total.noticed" {
            plan.total.noticed = told.parse().ok();
        }
    }
}

fn expected(plan: &Plan, concern: Concern) -> Option<Expected> {
    use forecast::patient::{Given, Measurement, Question, Stretch, When, course};
    let number = |d: Day| u16::try_from(d.since(today())).unwrap();
    let mut given: Vec<Given> = Vec::new();
    for s in &plan.sessions {
        if let Some(Given { when: When::Sessions(days), .. }) =
            given.iter_mut().find(|g| g.code == s.treatment)
        {
            days.push(number(s.on));
        } else {
            given.push(Given { code: s.treatment.clone(), when: When::Sessions(vec![number(s.on)]) });
        }
    }
    for h in &plan.home_care {
        let (mut all, mut from) = (Vec::new(), h.from);
        for (a, b) in h.pauses.iter().filter(|(_, b)| *b >= h.from) {
            if *a > from {
                all.push(Stretch { from: number(from), until: number(*a), adherence: 1.0 });
            }
            from = b.plus(1);
        }
        all.push(Stretch { from: number(from), until: number(h.until.plus(1)), adherence: 1.0 });
        given.push(Given { code: h.product.clone(), when: When::Home(all) });
    }
    given.retain(|g| forecast::gain::gain(&g.code, concern.code()).is_some());
    if given.is_empty() {
        return None;
    }
    let question = Question {
        concern: concern.code().to_owned(),
        scale: "percent".to_owned(),
        given,
        measured: vec![Measurement { day: 0, score: 100.0, raters: 1 }],
        goal: None,
        until: 180,
    };
    let answer = course(forecast::population::Population::shipped().unwrap(), &question).unwrap();
    let points = answer.points.iter().filter(|p| p.day % 14 == 0).map(|p| Point {
        on: day(i32::from(p.day)),
        median: p.median,
        low50: p.band50[0],
        high50: p.band50[1],
        low80: p.band80[0],
        high80: p.band80[1],
    });
    Some(Expected {
        concern,
        scale: None,
        course: points.collect(),
        chance: None,
        detectable: None,
        own_percent: 0.0,
        so_far: None,
        look_again: None,
        basis: answer.basis.join("; "),
        needs_sign_off: answer.needs_sign_off,
    })
}
