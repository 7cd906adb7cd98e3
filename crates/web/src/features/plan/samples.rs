//! Samples: an invented case and an invented answer, so that a change of knowledge or of the planner does not
//! change the drawing of a page. Not advice.
use super::before::Before;
use super::carried::{Carried, Read};
use super::letter::Letter;
use super::show::Planned;
use planner::plan::{
    Action, Do, Expected, HomeCare, Living, Maintain, Measure, Plan, Point, Prepare, Reason, Session, Style, Total, When,
};
use planner::report::{Added, Note, NotChosen, Question, Report, RuledOut, Unmet};
use planner::request::Request;
use planner::why::Why;
use vocab::goals::Concern;
use vocab::{Day, Params, Performer, Strength, Verdict};

/// 2 March 2026.
const TODAY: Day = Day::from_number(20_514);
const CASE: &str = r#"{"today":"2026-03-02","patient":{"born":"1991-05-04","phototype":"V"},"unstated":"absent","goals":{"concerns":[{"concern":"melasma","scale":"mmasi","score":8.4,"weight":3},{"concern":"redness"}],"until":"2026-06-27","event":{"on":"2026-06-20","clear_days":14,"name":"wedding"},"budget":{"minor_units":300000,"currency":"USD"},"max_visits":8}}"#;

pub(super) fn all() -> Vec<(&'static str, Planned)> {
    let pages = [("ordinary", ordinary()), ("changed", changed()), ("nothing", nothing()), ("worst", worst())];
    pages.into_iter().filter_map(|(name, page)| Some((name, page?))).collect()
}

pub(super) fn letters() -> Vec<(&'static str, Letter)> {
    let letter = |page: Planned| Letter { carried: page.carried, request: page.request, report: page.report };
    [("ordinary", ordinary()), ("nothing", nothing())].into_iter().filter_map(|(name, page)| Some((name, letter(page?)))).collect()
}

fn page(case: &str, report: Report) -> Option<Planned> {
    let carried = Carried { case: case.to_owned(), ..Carried::default() };
    let Ok(Read::Request(request)) = carried.read() else { return None };
    Some(Planned { carried, request: *request as Request, report, before: None, fault: None })
}

fn reason(verdict: Verdict, because: &str) -> Reason {
    let (rule, sources) = ("invented-rule".to_owned(), vec!["HOUSE".to_owned()]);
    Reason { rule, verdict, until: None, because: because.into(), sources, strength: Strength::Guideline, needs_sign_off: true }
}

fn session(code: &str, day: i32, quiet: u16, percent: Option<f64>) -> Session {
    let serves = Why::Serves { concern: Concern::Melasma, percent: 21, basis: "an invented trial".into() };
    Session {
        treatment: code.into(),
        steps: vec![],
        on: TODAY.plus(day),
        zones: vec![],
        params: Params { percent, ..Params::default() },
        purpose: Concern::Melasma,
        serves: vec![Concern::Melasma],
        verdict: if quiet > 0 { Verdict::Review } else { Verdict::Caution },
        provisional: quiet > 0,
        conditions: vec![Action { code: "sunscreen".into(), text: "sun protection every day".into(), from: None, until: None }],
        because: vec![serves, Why::QuietBefore { event: TODAY.plus(110), days: 14 }],
        findings: vec![reason(Verdict::Caution, "An invented reason to take care.")],
        sources: vec!["HOUSE".into()],
        quiet_days: quiet,
        quiet_days_max: quiet * 2,
        minutes: 45,
        price: 18_050,
        performer: Performer::Aesthetician,
    }
}

fn home(product: &str, when: When, pauses: Vec<(Day, Day)>) -> HomeCare {
    HomeCare {
        product: product.into(),
        percent: (when == When::Evening).then_some(10.0),
        when,
        from: TODAY.plus(if pauses.is_empty() { 0 } else { 14 }),
        until: TODAY.plus(117),
        pauses,
        ramp: vec![],
        serves: vec![],
        verdict: if when == When::Evening { Verdict::Review } else { Verdict::Allow },
        because: vec![],
        sources: vec!["HOUSE".into()],
    }
}

fn course(concern: Concern, scale: Option<&str>, from: f64, to: f64) -> Expected {
    let point = |week: i32| {
        let part = f64::from(week) / 16.0;
        let median = from + (to - from) * part;
        Point { on: TODAY.plus(week * 7), median, low50: median * (1.0 - part * 0.25), high50: median * (1.05 + part * 0.25), low80: median * (1.0 - part * 0.5), high80: median * (1.1 + part * 0.5) }
    };
    Expected {
        concern,
        scale: scale.map(str::to_owned),
        course: (0..=16).step_by(2).map(point).collect(),
        chance: scale.map(|_| 0.62),
        detectable: scale.map(|_| 1.2),
        own_percent: 0.0,
        so_far: None,
        look_again: None,
        basis: "an invented trial of 40 people".into(),
        needs_sign_off: true,
    }
}

fn plan(name: Style, sessions: Vec<Session>) -> Plan {
    let price = sessions.iter().map(|one| one.price).sum();
    let visits = u16::try_from(sessions.len()).unwrap_or(u16::MAX);
    let last = sessions.last().map(|one| one.on);
    let quiet_days = sessions.iter().map(|one| one.quiet_days).sum();
    let pauses = sessions.iter().map(|one| (one.on.plus(-2), one.on.plus(5))).collect();
    Plan {
        name,
        sessions,
        prepare: vec![Prepare { on: TODAY, act: Do::Ask, what: "consent".into(), because: "it is signed before the first visit".into(), before: None, sources: vec![] }],
        home_care: vec![home("sunscreen", When::Morning, vec![]), home("azelaic", When::Evening, pauses)],
        living: vec![Living { advice: "hat_and_shade".into(), support: "strong".into(), say: "An invented word on shade.".into(), sources: vec![], needs_sign_off: false }],
        measure: [0, 35, 70, 105].map(|day| Measure { on: TODAY.plus(day), what: vec!["photo".into()], because: "what has changed".into() }).into(),
        maintain: vec![Maintain { treatment: "peel_lactic".into(), every_days: 60, first: TODAY.plus(150), price: 11_000, because: "it fades".into(), sources: vec![] }],
        expected: vec![course(Concern::Melasma, Some("mmasi"), 8.4, 3.9), course(Concern::Redness, None, 100.0, 70.0)],
        total: Total { price, visits, quiet_days, minutes: 270, result_percent: 41, noticed: None, last },
        objective: 10,
        bound: 10,
        proven: true,
        audit: vec![],
    }
}

fn report(plans: Vec<Plan>) -> Report {
    Report {
        plans,
        ruled_out: vec![RuledOut {
            treatment: "ipl".into(),
            serves: vec![Concern::Melasma],
            verdict: Verdict::Refuse,
            earliest: None,
            until: None,
            findings: vec![reason(Verdict::Refuse, "An invented reason: the light would mark this skin.")],
        }],
        not_chosen: vec![NotChosen {
            treatment: "peel_mandelic".into(),
            because: "it adds less than can be noticed".into(),
            would_add: vec![Added { concern: Concern::Melasma, percent: 1.9 }],
            sessions: 4,
            price: 44_000,
            visits: 4,
            quiet_days: 1,
            sources: vec!["HOUSE".into()],
        }],
        questions: vec![Question { condition: "hsv_history".into(), text: "Have you ever had a cold sore?".into(), about: vec!["peel_glycolic".into()] }],
        unmet: vec![],
        notes: vec![Note { text: "Prices are examples.".into(), needs_sign_off: true }],
        currency: "USD".into(),
    }
}

fn six() -> Vec<Session> {
    let peels = [14, 35, 56].map(|day| session("peel_glycolic", day, 0, Some(20.0)));
    let needles = [70, 91].map(|day| session("microneedling", day, 2, None));
    peels.into_iter().chain(needles).chain([session("peel_glycolic", 103, 0, Some(30.0))]).collect()
}

fn ordinary() -> Option<Planned> {
    let few = six().into_iter().take(2).collect();
    page(CASE, report(vec![plan(Style::Balanced, six()), plan(Style::Lean, few), plan(Style::AtHome, vec![])]))
}

fn changed() -> Option<Planned> {
    let before = ordinary()?;
    let mut few = plan(Style::Balanced, six().into_iter().take(3).collect());
    few.expected = vec![course(Concern::Melasma, Some("mmasi"), 8.4, 5.1)];
    let page = page(CASE, report(vec![few]))?;
    let before = Before::of(&before.carried, &before.report, vec!["without Microneedling".into()]);
    let fault = Some(("budget".to_owned(), "“much” is not a whole number from 0 to 10000000.".to_owned()));
    Some(Planned { before: Some(before), fault, ..page })
}

fn nothing() -> Option<Planned> {
    let unmet = Unmet { concern: Concern::Melasma, because: "nothing that helps is allowed now".into(), refer: Some("dermatologist".into()), sources: vec!["HOUSE".into()] };
    page(CASE, Report { unmet: vec![unmet], not_chosen: vec![], ..report(vec![]) })
}

fn worst() -> Option<Planned> {
    let long = "a-word-without-any-place-to-break-it-".repeat(6);
    let case = CASE.replace("wedding", "</textarea><script>alert(1)</script>").replace("2026-06-27", "2027-03-01");
    let mut many: Vec<Session> = (0..30).map(|n| session("no_such_treatment<b>", n * 11, 3, Some(35.5))).collect();
    many.push(session(&long, 329, 5, None));
    let mut bad = plan(Style::Swift, many);
    bad.proven = false;
    bad.audit = vec!["it is not what it says".into()];
    bad.expected = vec![course(Concern::AtrophicScars, Some("bother_0_10"), 0.0, 0.0)];
    let mut report = report(vec![bad]);
    let one = report.ruled_out.first().cloned()?;
    report.ruled_out = (0..9).map(|_| RuledOut { findings: vec![reason(Verdict::Refuse, &long); 4], until: Some(long.clone()), ..one.clone() }).collect();
    report.questions = (0..12).map(|n| Question { condition: format!("c{n}"), text: format!("{long}<i>?"), about: vec![long.clone()] }).collect();
    page(&case, report)
}
