//! The course of a case, for people.
use forecast::course::{ConcernCourse, PlanCourse};
use forecast::scale::PERCENT;
use std::fmt::Write as _;

/// Every how many weeks a row is shown; JSON has each week.
const EVERY_WEEKS: f64 = 4.0;

/// All concerns, then what each session disturbs.
pub(super) fn in_words(answer: &PlanCourse) -> String {
    let mut text = String::new();
    for (i, concern) in answer.concerns.iter().enumerate() {
        if i > 0 {
            text.push('\n');
        }
        one(&mut text, concern);
    }
    if answer.concerns.is_empty() {
        text.push_str("Nothing to forecast: the goals name no concern and nothing was measured.\n");
    }
    if !answer.recovery.is_empty() {
        text.push_str("\nWhat the sessions disturb for some days, apart from the benefit\n");
        for r in &answer.recovery {
            let sign = if r.needs_sign_off { ", needs sign-off" } else { "" };
            let _ = writeln!(
                text,
                "  {}  {}: redness nearly gone after {:.0} d, barrier after {:.0} d ({}{sign})",
                r.on, r.treatment, r.redness_days, r.barrier_days, r.basis
            );
            for h in &r.harms {
                let _ = writeln!(
                    text,
                    "              {}: {} of {} people ({:.0} to {:.0} %), {}; {}",
                    h.event, h.cases, h.of, h.low80, h.high80, h.group, h.basis
                );
            }
        }
    }
    text
}

fn one(text: &mut String, c: &ConcernCourse) {
    let unit = if c.scale == PERCENT { "per cent of the first day".to_owned() } else { c.scale.clone() };
    let label = c.label.map(|l| format!("  [{l}]")).unwrap_or_default();
    let _ = writeln!(text, "{} ({unit}){label}", c.concern.replace('_', " "));
    if let Some(why) = &c.unanswered {
        let _ = writeln!(text, "  no course: {why}");
    }
    if !c.course.is_empty() {
        let _ =
            writeln!(text, "  {:<10}  {:>4}  {:>6}  {:>15}  {:>15}", "day", "week", "median", "half", "80 %");
    }
    let last = c.course.last().map(|p| p.on);
    for p in &c.course {
        if p.week % EVERY_WEEKS != 0.0 && Some(p.on) != last {
            continue;
        }
        let (half, most) = (band(p.low50, p.high50), band(p.low80, p.high80));
        let _ = writeln!(text, "  {}  {:>4.0}  {:>6.1}  {half:>15}  {most:>15}", p.on, p.week, p.median);
    }
    if let Some(goal) = &c.goal {
        let of20 = whole(goal.probability * 20.0);
        let _ = writeln!(
            text,
            "  goal {} by {}: about {of20} of 20 people like this one reach it",
            goal.score, goal.by
        );
    }
    if let Some(smallest) = c.smallest_detectable_change {
        let _ = writeln!(text, "  a change below {smallest:.1} cannot be told from noise");
    }
    if let Some(so_far) = c.so_far {
        let _ = writeln!(text, "  so far: {so_far}; own data weigh {:.0} %", c.own_weight_percent);
    }
    if let Some(off) = c.off_track {
        let _ = writeln!(text, "  {off}");
    }
    for basis in &c.basis {
        let _ = writeln!(text, "  rests on: {basis}");
    }
    if !c.unknown.is_empty() {
        let _ = writeln!(text, "  nothing is known, and nothing is counted, of: {}", c.unknown.join(", "));
    }
    if c.needs_sign_off {
        let _ = writeln!(text, "  numbers behind this curve need sign-off");
    }
}

fn band(low: f64, high: f64) -> String {
    format!("{low:.1} to {high:.1}")
}

/// The nearest whole number, without the sign of a zero.
fn whole(x: f64) -> String {
    format!("{:.0}", x.max(0.0))
}
