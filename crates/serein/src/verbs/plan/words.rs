//! A report for people at a terminal.
use knowledge::Knowledge;
use planner::plan::{Plan, Session};
use planner::report::Report;
use planner::request::Request;
use std::fmt::Write as _;
use vocab::goals::Concern;
use vocab::verdict::State;

/// Money in words: whole units without a fraction of nothing.
fn money(minor: i64, currency: &str) -> String {
    if minor % 100 == 0 {
        format!("{} {currency}", minor / 100)
    } else {
        format!("{}.{:02} {currency}", minor / 100, minor % 100)
    }
}

/// The title of a treatment or product.
pub(super) fn title<'k>(k: &'k Knowledge, code: &'k str) -> &'k str {
    k.treatment(code)
        .map(|t| t.title.as_str())
        .or_else(|| k.protocol(code).map(|p| p.title.as_str()))
        .or_else(|| k.ingredient(code).map(|i| i.title.as_str()))
        .unwrap_or(code)
}

/// The whole report, or its plans with their sessions only.
pub(super) fn in_words(k: &Knowledge, request: &Request, report: &Report, short: bool) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "Asked on {}", request.case.today.in_words());
    if report.plans.is_empty() {
        let _ = writeln!(text, "\nNothing can be planned.");
    }
    for plan in &report.plans {
        one(&mut text, k, plan, &report.currency, short);
    }
    if !short {
        account(&mut text, k, report);
    }
    text
}

/// What stands beside the plans.
fn account(text: &mut String, k: &Knowledge, report: &Report) {
    section(
        text,
        "Goals that are not met",
        report.unmet.iter().map(|u| {
            let refer = u.refer.as_ref().map(|r| format!(" (see a {r})")).unwrap_or_default();
            format!("{}: {}{refer} [{}]", u.concern.code().replace('_', " "), u.because, u.sources.join(", "))
        }),
    );
    section(
        text,
        "Ruled out",
        report.ruled_out.iter().map(|r| {
            let why = r
                .findings
                .first()
                .map_or(String::new(), |f| format!("{} [{}]", f.because, f.sources.join(", ")));
            let free = r.earliest.map(|d| format!(" Free from {d}.")).unwrap_or_default();
            format!("{} [{}]: {why}{free}", title(k, &r.treatment), r.verdict)
        }),
    );
    section(
        text,
        "Possible, not chosen",
        report.not_chosen.iter().map(|n| {
            let adds: Vec<String> = n
                .would_add
                .iter()
                .map(|a| format!("{} {} %", a.concern.code().replace('_', " "), a.percent))
                .collect();
            let adds = if adds.is_empty() {
                String::new()
            } else {
                format!(" Would take off: {}.", adds.join(", "))
            };
            format!(
                "{}, {} x, {}: {}.{adds}",
                title(k, &n.treatment),
                n.sessions,
                money(n.price, &report.currency),
                n.because
            )
        }),
    );
    section(
        text,
        "Answers that would change a plan",
        report.questions.iter().map(|q| {
            let about: Vec<&str> = q.about.iter().map(|c| title(k, c)).collect();
            format!("{} ({})", q.text, about.join(", "))
        }),
    );
    section(
        text,
        "For staff",
        report
            .notes
            .iter()
            .map(|n| format!("{}{}", n.text, if n.needs_sign_off { " Needs sign-off." } else { "" })),
    );
}

fn section(text: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        let _ = writeln!(text, "\n{heading}");
        for line in lines {
            let _ = writeln!(text, "  - {line}");
        }
    }
}

fn one(text: &mut String, k: &Knowledge, plan: &Plan, currency: &str, short: bool) {
    let t = &plan.total;
    let proof = if plan.proven { "the best there is by its figures" } else { "the best found" };
    let comfort = plan.sessions.iter().all(|s| matches!(s.purpose, Concern::Rest | Concern::BodyTension));
    let result = match (plan.expected.is_empty(), comfort && !plan.sessions.is_empty()) {
        (true, true) => format!("{} minutes of rest", t.minutes),
        _ => format!("about {} % less of what bothers", t.result_percent),
    };
    let _ = writeln!(
        text,
        "\n{} - {} visits, {}, {} quiet days, {result}",
        plan.name.code().replace('_', " ").to_uppercase(),
        t.visits,
        money(t.price, currency),
        t.quiet_days,
    );
    if !plan.sessions.is_empty() {
        let _ = writeln!(text, "  {proof}: {} points, none above {}", plan.objective, plan.bound);
    }
    for session in &plan.sessions {
        visit(text, k, session, currency, short);
    }
    if !short {
        around(text, k, plan);
    }
}

/// What stands around the sessions.
fn around(text: &mut String, k: &Knowledge, plan: &Plan) {
    for h in &plan.home_care {
        let percent = h.percent.map(|p| format!(" {p} %")).unwrap_or_default();
        let pauses: Vec<String> = h.pauses.iter().map(|(a, b)| format!("{a} to {b}")).collect();
        let pauses =
            if pauses.is_empty() { String::new() } else { format!("; pauses {}", pauses.join(", ")) };
        let order = if h.verdict.state() == State::Ask { " (a prescriber looks first)" } else { "" };
        let _ = writeln!(
            text,
            "  home   {}{percent}, {}, {} to {}{pauses}{order} [{}]",
            title(k, &h.product),
            h.when.code().replace('_', " "),
            h.from,
            h.until,
            h.sources.join(", ")
        );
    }
    for p in &plan.prepare {
        let _ = writeln!(text, "  before {} {} {}: {}", p.on, p.act, p.what.replace('_', " "), p.because);
    }
    for m in &plan.measure {
        let _ = writeln!(text, "  see    {} {} ({})", m.on, m.what.join(", "), m.because);
    }
    for m in &plan.maintain {
        let _ = writeln!(
            text,
            "  keep   {} every {} days, first {}",
            title(k, &m.treatment),
            m.every_days,
            m.first
        );
    }
    for e in &plan.expected {
        if let (Some(first), Some(last)) = (e.course.first(), e.course.last()) {
            let scale = e.scale.as_deref().unwrap_or("per cent of today");
            let sign = if e.needs_sign_off { "; needs sign-off" } else { "" };
            let own = own(e);
            let _ = writeln!(
                text,
                "  expect {} ({scale}): {} today, {} on {}, four in five between {} and {}{own}{sign}",
                e.concern.code().replace('_', " "),
                first.median,
                last.median,
                last.on,
                last.low80,
                last.high80
            );
        }
    }
    for l in &plan.living {
        let _ =
            writeln!(text, "  live   {} ({}) [{}]", l.say, l.support.replace('_', " "), l.sources.join(", "));
    }
}

/// What the person's own measurements say, after the course.
fn own(e: &planner::plan::Expected) -> String {
    let mut text = String::new();
    if e.own_percent > 0.0 {
        let _ = write!(text, "; own measurements weigh {} %", e.own_percent);
    }
    for said in e.so_far.iter().chain(&e.look_again) {
        let _ = write!(text, "; {said}");
    }
    if let Some(chance) = e.chance {
        let _ = write!(text, "; the target is reached with a chance of {:.0} %", chance * 100.0);
    }
    text
}

fn visit(text: &mut String, k: &Knowledge, s: &Session, currency: &str, short: bool) {
    let shape = match s.verdict.state() {
        State::Clear => "●",
        State::Ask => "◆",
        State::Stop => "■",
    };
    let percent = s.params.percent.map(|p| format!(" {p} %")).unwrap_or_default();
    let zones: Vec<String> = s.zones.iter().map(|z| z.in_words()).collect();
    let zones = if zones.is_empty() { String::new() } else { format!(", {}", zones.join(", ")) };
    let _ = writeln!(
        text,
        "  {shape} {}  {}{percent}{zones} [{}], {} min, {}, {}",
        s.on.in_words(),
        title(k, &s.treatment),
        s.verdict,
        s.minutes,
        money(s.price, currency),
        s.performer.in_words()
    );
    if short {
        return;
    }
    for step in &s.steps {
        let why =
            if step.because.is_empty() { String::new() } else { format!(" ({})", step.because.join(" ")) };
        let _ = writeln!(text, "      {} {} min: {}{why}", step.phase, step.minutes, step.does);
    }
    let why: Vec<String> = s.because.iter().map(ToString::to_string).collect();
    let _ = writeln!(text, "      {} [{}]", why.join("; "), s.sources.join(", "));
    for c in &s.conditions {
        let _ = writeln!(text, "      with {}: {}", c.code.replace('_', " "), c.text);
    }
}
