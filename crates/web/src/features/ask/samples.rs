//! Samples: invented answers, so that a change of knowledge does not change the drawing of a page. Not advice.
use super::find::Found;
use super::sheet::{Line, Sheet};
use super::show::Asking;
use super::weigh::{Open, Outcome, Reason, Way, Weighed};
use vocab::case::Status;
use vocab::verdict::State;
use vocab::{Day, Verdict};

/// 24 November 2026.
const TODAY: Day = Day::from_number(20_781);

pub(super) fn all() -> Vec<(&'static str, Asking)> {
    vec![("ordinary", ordinary()), ("empty", page(Sheet::default())), ("clear", clear()), ("unread", unread()), ("unclear", unclear()), ("worst", worst())]
}

fn page(sheet: Sheet) -> Asking {
    Asking { sheet, today: TODAY, outcome: None, fault: None, found: (vec![], false), file: "{ \"today\": \"2026-11-24\" }\n".into() }
}

fn reason(verdict: Verdict, because: &str) -> Reason {
    Reason {
        verdict,
        because: because.into(),
        action: String::new(),
        until: String::new(),
        rule: "invented-rule".into(),
        sources: vec![("INVENTED".into(), "A. Author 2024, Journal".into())],
        strength: "guideline or consensus",
        recalled: false,
        by_law: false,
    }
}

fn weighed(code: &str, title: &str, verdict: Verdict, next: &str) -> Weighed {
    Weighed {
        code: code.into(),
        title: title.into(),
        verdict,
        free: String::new(),
        next: next.into(),
        reasons: vec![],
        waits: vec![],
        with: vec![],
        days: vec![(0, 90, verdict.state())],
        days_in_words: format!("All of the next 90 days: {}.", verdict.state()),
    }
}

fn stopped() -> Weighed {
    Weighed {
        free: "Sat 13 Mar 2027".into(),
        reasons: vec![Reason { until: "Sat 13 Mar 2027".into(), recalled: true, ..reason(Verdict::Defer, "An invented reason: the skin is fragile for a while.") }],
        days: vec![(0, 60, State::Stop), (60, 30, State::Clear)],
        days_in_words: "Tue 24 Nov 2026 to Fri 22 Jan 2027: stop; Sat 23 Jan 2027 to Sun 21 Feb 2027: clear.".into(),
        ..weighed("dermaplaning", "Dermaplaning", Verdict::Defer, "May go ahead from Sat 13 Mar 2027.")
    }
}

fn asking() -> Weighed {
    Weighed {
        waits: vec![("hsv_history".into(), "Cold sores at any time".into())],
        ..weighed("peel_glycolic", "Glycolic acid peel", Verdict::Review, "Waits for one answer.")
    }
}

fn careful() -> Weighed {
    Weighed {
        reasons: vec![reason(Verdict::Caution, "An invented reason to take care.")],
        with: vec!["Sun protection every day (Tue 24 Nov 2026 to Tue 1 Dec 2026)".into()],
        ..weighed("facial_hydrating", "Hydrating facial", Verdict::Caution, "With one step that make it safe.")
    }
}

fn ordinary() -> Asking {
    let mut sheet = Sheet::default();
    for (field, text) in [("born", "1992-05-03"), ("type", "III"), ("rest", "absent"), ("day", "2026-12-01")] {
        sheet.set(field, text);
    }
    let mut drug = Line::new("drug:Roaccutane", Status::Past);
    drug.set("until", "2026-09-10");
    sheet.facts = vec![drug, Line::new("condition:hsv_history", Status::Unknown)];
    sheet.gone = Some((1, Line::new("condition:melasma", Status::Present)));
    let open = Open { code: "hsv_history".into(), text: "Have you ever had a cold sore?".into(), waiting: 12, unsure: true, way: Way::Buttons("condition:hsv_history".into()) };
    let outcome = Outcome {
        on: "Tue 1 Dec 2026".into(),
        later: true,
        treatments: vec![stopped(), asking(), careful()],
        products: vec![weighed("niacinamide", "Niacinamide", Verdict::Allow, "Nothing known stands in the way.")],
        questions: vec![open],
    };
    Asking { outcome: Some(outcome), ..page(sheet) }
}

fn clear() -> Asking {
    let mut sheet = Sheet::default();
    sheet.set("rest", "absent");
    let outcome = Outcome { on: "Tue 24 Nov 2026".into(), treatments: vec![careful()], ..Outcome::default() };
    Asking { outcome: Some(outcome), ..page(sheet) }
}

fn unread() -> Asking {
    let mut sheet = Sheet::default();
    sheet.set("born", "2026-02-30");
    sheet.facts = vec![Line::new("condition:diabetes", Status::Present)];
    let why = "`2026-02-30` is not a day of the calendar; write YYYY-MM-DD, from 1800-01-01 to 2299-12-31.";
    Asking { fault: Some(("born".into(), why.into())), ..page(sheet) }
}

fn unclear() -> Asking {
    let mut sheet = Sheet::default();
    sheet.set("add", "roacutan <b>");
    let found = Found { what: "drug:Roaccutane".into(), title: "Roaccutane (isotretinoin)".into(), kind: "Medicine" };
    let why = "Nothing here is called “roacutan <b>”. Is it the one below?";
    Asking { fault: Some(("add".into(), why.into())), found: (vec![found], true), ..page(sheet) }
}

fn worst() -> Asking {
    let long = "a-word-without-any-place-to-break-it-".repeat(6);
    let mut sheet = Sheet::default();
    for field in ["hba1c", "law", "ita"] {
        sheet.set(field, "9");
    }
    sheet.set("left", "the acne scores, the goals, the measurements");
    sheet.set("zone", "no <such> zone");
    let mut strange = Line::new(&format!("drug:{long}<script>"), Status::Present);
    strange.set("since", "2026-01-01");
    strange.set("zone", "chin");
    let mut sugar = Line::new("condition:diabetes", Status::Present);
    sugar.set("value", "9,1");
    sugar.set("unit", "%");
    sheet.facts = vec![strange, sugar, Line::new("condition:nobody_knows", Status::Present)];
    let sources = (0..6).map(|n| (format!("TAG{n}"), long.clone())).collect();
    let heavy = Reason { action: long.clone(), by_law: true, recalled: true, sources, ..reason(Verdict::Refuse, &long) };
    let question = |n: usize| Open { code: format!("c{n}"), text: format!("{long}?"), waiting: n, unsure: n == 9, way: if n == 3 { Way::Elsewhere } else { Way::Field("born".into()) } };
    let days = (0..90).map(|n| (n, 1, if n % 2 == 0 { State::Stop } else { State::Ask })).collect();
    let bad = Weighed {
        reasons: vec![heavy; 3],
        waits: (0..30).map(|n| (format!("c{n}"), format!("A thing nobody asked, number {n}"))).collect(),
        with: vec![long.clone(); 3],
        days,
        ..weighed("no_such_treatment", &long, Verdict::Refuse, "Nothing here: the law refuses it, and nobody may override that.")
    };
    let outcome = Outcome { on: "Mon 31 Dec 2299".into(), later: true, treatments: vec![bad], products: vec![], questions: (0..10).map(question).collect() };
    Asking { outcome: Some(outcome), ..page(sheet) }
}
