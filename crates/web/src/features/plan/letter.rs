//! The plan for the guest, on paper: plain words, days as people say them, nothing that a guest cannot use.
//!
//! What is normal and what to leave comes from the aftercare data, when to call from the red flags.
use super::carried::Carried;
use super::words::{capital, concern, count, figure, joined, long, many, money, short, title};
use crate::Page;
use crate::ui::{self, Press};
use knowledge::Knowledge;
use knowledge::red_flag::Level;
use maud::{Markup, html};
use planner::plan::{Expected, HomeCare, Plan, Session, When};
use planner::report::Report;
use planner::request::Request;
use safety::aftercare::{Done, after};
use std::collections::BTreeSet;
use vocab::Day;
use vocab::verdict::State;

/// The letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What every form carries.
    pub carried: Carried,
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub report: Report,
}

impl Page for Letter {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::letters()
    }

    fn title(&self) -> String {
        "Your plan".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/plan")
    }

    fn render(&self) -> Markup {
        html! {
            div."cluster plan-letter-do" {
                (ui::print_button("Print it"))
                form method="post" action=(self.carried.at("#sum")) {
                    (self.carried.fields(self.carried.style))
                    (ui::submit("Back to the plan", Press::Second))
                }
            }
            article.plan-letter {
                @match self.carried.chosen(&self.report) {
                    Some(plan) => (self.letter(plan)),
                    None => { h1 { "No plan yet" } p { "Nothing is planned for you at present. We will talk about it when we see you." } }
                }
            }
        }
    }
}

impl Letter {
    fn letter(&self, plan: &Plan) -> Markup {
        let goals: Vec<String> = self.request.goals.concerns.iter().map(|goal| concern(goal.concern)).collect();
        let total = &plan.total;
        html! {
            p.plan-letter-date { (long(self.request.case.today)) }
            h1 { "Your plan" }
            p { "Dear " (self.carried.whose.as_ref().map_or("guest", |whose| first_name(&whose.name))) "," }
            p {
                "thank you for telling us about yourself. This is what we suggest for " (joined(&goals)) ". "
                @if total.visits > 0 {
                    "It takes " (many(usize::from(total.visits), "visit", "visits")) ", and costs " (money(total.price, &self.report.currency)) " in all. "
                    @match total.quiet_days {
                        0 => "You can go about your days as usual in between. ",
                        days => { "You will want to stay in for about " (many(usize::from(days), "day", "days")) " altogether. " }
                    }
                } @else { "It needs no visit: everything is done at home. " }
                @if let Some(event) = &self.request.goals.event { "Your " (event.name.as_deref().unwrap_or("day")) " on " (long(event.on)) " is kept in mind. " }
                "Nothing is booked yet, and each visit begins with a few questions, because skin and health change."
            }
            (visits(plan))
            (home(plan))
            (hope(plan))
            @if let Some(k) = crate::house::knowledge() { (afterwards(k, plan)) (call(k, plan)) }
            p.plan-letter-end { "If anything is unclear, or something changes (a new medicine, a pregnancy, a cold sore, a sunburn), please tell us before you come. It is never a bother." }
            p { "With kind regards" br; span.serif { "Your house" } }
        }
    }
}

/// How a guest is greeted: by the first of the names.
fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or("guest")
}

fn visits(plan: &Plan) -> Markup {
    let days: BTreeSet<Day> = plan.sessions.iter().map(|one| one.on).collect();
    html! {
        @if !days.is_empty() {
            h2 { "Your visits" }
            ol class="plan-letter-visits" { @for day in &days {
                @let here: Vec<&Session> = plan.sessions.iter().filter(|one| one.on == *day).collect();
                @let minutes: u32 = here.iter().map(|one| u32::from(one.minutes)).sum();
                li {
                    b { (long(*day)) } ", about " (minutes) " minutes. "
                    (capital(&joined(&here.iter().map(|one| plain(&title(&one.treatment))).collect::<Vec<_>>()))) "."
                    @if here.iter().any(|one| one.provisional) { " We confirm this one after our doctor has looked at it." }
                }
            } }
        }
    }
}

/// A title without what only the house needs.
fn plain(title: &str) -> String {
    title.split(" (").next().unwrap_or(title).to_owned()
}

fn home(plan: &Plan) -> Markup {
    html! {
        @if !plan.home_care.is_empty() {
            h2 { "At home" }
            @for (word, when) in [("In the morning", When::Morning), ("In the evening", When::Evening)] {
                @let here: Vec<&HomeCare> = plan.home_care.iter().filter(|one| one.when == when || one.when == When::Both).collect();
                @if !here.is_empty() { h3 { (word) } ul { @for one in here { li { (product(one, plan)) } } } }
            }
        }
    }
}

fn product(one: &HomeCare, plan: &Plan) -> Markup {
    let first = plan.home_care.iter().map(|other| other.from).min();
    let percent = one.percent.map(|value| format!(" {} %", figure(value))).unwrap_or_default();
    html! {
        b { (plain(&title(&one.product))) (percent) }
        @if Some(one.from) != first { ", from " (short(one.from)) }
        "."
        @for ramp in &one.ramp {
            @if ramp.from == one.from { " At first " (lower(ramp.text.trim_end_matches('.'))) "." }
            @else { " From " (short(ramp.from)) " " (lower(ramp.text.trim_end_matches('.'))) "." }
        }
        @if let (Some((from, to)), more) = (one.pauses.first(), one.pauses.len().saturating_sub(1)) {
            " Leave it out from " (short(*from)) " to " (short(*to))
            @if more > 0 { ", and in the same way around " @if more == 1 { "the next visit" } @else { "the next " (count(more)) " visits" } }
            "."
        }
        @if one.verdict.state() == State::Ask { " Begin only after our doctor has ordered it." }
    }
}

fn hope(plan: &Plan) -> Markup {
    let lines: Vec<Markup> = plan.expected.iter().filter_map(hoped).collect();
    let together = plan.expected.iter().any(|one| one.basis.contains("used together") || one.basis.contains("are added up"));
    html! {
        @if !lines.is_empty() {
            section {
                h2 { "What you may hope for" }
                ul { @for line in &lines { li { (line) } } }
                p {
                    "These are the numbers of other people, taken from published studies. "
                    @if together { "No study gave all of this together to one group, so read the middle as a hopeful guess and the range as what we would stand by. " }
                    "Some see more, some less, and a few see nothing; we look together, with photographs, and change the plan if it does not help."
                }
            }
        }
    }
}

fn hoped(one: &Expected) -> Option<Markup> {
    let (first, last) = (one.course.first()?, one.course.last()?);
    let share = |value: f64| if first.median > 0.0 { (100.0 - value / first.median * 100.0).round() } else { 0.0 };
    let (middle, best, worst) = (share(last.median), share(last.low80), share(last.high80));
    let what = capital(&concern(one.concern));
    Some(if middle < 5.0 {
        html! { b { (what) ". " } "Little change is likely by " (short(last.on)) "." }
    } else {
        html! {
            b { (what) ". " } "By " (short(last.on)) ", four in five people see between "
            @if worst <= 0.0 { "no change" } @else { (worst) " % less" } " and "
            @if best >= 95.0 { "nearly all of it gone" } @else { (best) " % less" }
            "; the middle is about " (middle) " % less."
        }
    })
}

/// What is normal and what to leave, treatment by treatment.
fn afterwards(k: &Knowledge, plan: &Plan) -> Markup {
    let codes: BTreeSet<&str> = plan.sessions.iter().map(|one| one.treatment.as_str()).collect();
    html! {
        @for code in codes {
            @let day = Day::from_number(0);
            @let told = after(k, &[Done { treatment: code, on: day }]);
            @if !told.course.is_empty() || !told.leave.is_empty() { section {
                h2 { "After " (plain(&title(code)).to_lowercase()) }
                @if !told.course.is_empty() {
                    h3 { "What is normal" }
                    ul { @for one in &told.course { li { (stretch(one.from.since(day), one.to.since(day))) ": " (lower(&everyday(one.text))) } } }
                }
                @if !told.leave.is_empty() {
                    h3 { "What to leave" }
                    ul class="plan-letter-leave" { @for one in &told.leave { li { (everyday(one.text)) } } }
                }
            } }
        }
    }
}

/// Words of the house in words of a guest.
fn everyday(text: &str) -> String {
    text.replace("in phototypes III to VI", "on skin that is brown or tans easily").replace("phototype", "skin type")
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn stretch(from: i32, to: i32) -> String {
    match (from, to) {
        (0, 0) => "On the day".into(),
        (0, 1) => "On the day and the next".into(),
        (0, to) => format!("The first {to} days"),
        (from, to) if from == to => format!("Day {from}"),
        (from, to) => format!("Days {from} to {to}"),
    }
}

/// When to call: the flags that somebody acts on at once.
fn call(k: &Knowledge, plan: &Plan) -> Markup {
    let codes: BTreeSet<&str> = plan.sessions.iter().map(|one| one.treatment.as_str()).collect();
    let of = |level: Level| -> BTreeSet<String> {
        let flags = k.care.red_flags.iter().filter(|flag| flag.level == level);
        let here = flags.filter(|flag| codes.iter().any(|code| k.applies_to(&flag.applies, code)));
        here.flat_map(|flag| {
            let alone = flag.symptoms.iter().map(|word| symptom(word));
            let together = flag.together.iter().map(|set| {
                joined(&set.iter().map(|word| symptom(word)).collect::<Vec<_>>())
            });
            alone.chain(together).collect::<Vec<_>>()
        })
        .collect()
    };
    let urgent = of(Level::E0);
    html! {
        @if !codes.is_empty() { section {
            h2 { "When to call" }
            @for (words, level) in [("An ambulance, at once, for any of these:", Level::E0), ("Us, at once and at any hour, for any of these:", Level::E1)] {
                @let flags: BTreeSet<String> = if level == Level::E0 { urgent.clone() } else { of(level).difference(&urgent).cloned().collect() };
                @if !flags.is_empty() { p { b { (words) } } ul class="plan-letter-leave" { @for flag in &flags { li { (capital(flag)) } } } }
            }
        } }
    }
}

/// A symptom as a guest would say it.
fn symptom(code: &str) -> String {
    match code {
        "blanching" => "skin that turns white",
        "capillary_refill_slow" => "skin that stays pale after it was pressed",
        "dusky_patch" => "a bluish patch",
        "facial_weakness" => "weakness of one side of the face",
        "fever_unmeasured" => "feeling feverish",
        "hives_widespread" => "hives in many places",
        "livedo" => "a net-like pattern on the skin",
        "pain_out_of_proportion" => "more pain than you were told to expect",
        "redness_spreading" => "redness that spreads",
        "slough" => "skin that dies or comes away",
        "swelling_tongue_lip_throat" => "swelling of the tongue, the lips or the throat",
        other => return other.replace('_', " "),
    }
    .into()
}
