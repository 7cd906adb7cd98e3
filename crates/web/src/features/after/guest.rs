//! The guest's own page: today, what is normal, what to leave, how it feels, when to call.
use super::days::{Days, Left, OneDay, in_words};
use crate::features::consent::{known, today};
use crate::ui::{self, Choice, Choices, Entry, Field, Press, Width};
use crate::{House, Oops, Page};
use axum::http::StatusCode;
use chart::after::{Feels, Heard, since};
use chart::entry::Body;
use chart::fold::Chart;
use knowledge::red_flag::Level;
use maud::{Markup, html};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use vocab::Day;
use vocab::verdict::State;

/// Symptoms that a guest can tick; everything else is written in words.
const ALARMS: [(&str, &str); 16] = [
    ("vision_loss", "I see less, or nothing, on one side"),
    ("vision_double", "I see double"),
    ("breathing_trouble", "It is hard to breathe"),
    ("swallowing_trouble", "It is hard to swallow or to speak"),
    ("facial_weakness", "A side of my face is weak"),
    ("blanching", "A patch of skin turned pale or white"),
    ("livedo", "Skin that is mottled like a net, or dusky"),
    ("pain_increasing", "It hurts more and more"),
    ("fever", "Fever or shivering"),
    ("pus", "Pus or yellow crust"),
    ("blister", "Blisters"),
    ("redness_spreading", "Redness that spreads"),
    ("eyelid_droop", "An eyelid hangs"),
    ("lump_new", "A new lump"),
    ("itch", "It itches a lot"),
    ("brown_patches", "Brown patches"),
];

/// The answer to what was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The level.
    pub level: Level,
    /// What is done, as the knowledge says.
    pub action: String,
}

impl Answer {
    pub(super) fn of(heard: &Heard<'_>) -> Self {
        let level = heard.check_in.level.unwrap_or(Level::E3);
        let action = heard.triage.as_ref().map_or_else(String::new, |t| t.action.to_owned());
        Self { level, action }
    }
}

/// The page.
#[derive(Debug, Clone)]
pub struct GuestAfter {
    /// The secret of the link.
    pub secret: String,
    /// First name.
    pub name: String,
    /// The days after.
    pub days: Days,
    /// Today.
    pub today: Day,
    /// Symptoms that can be ticked: code and words.
    pub symptoms: Vec<(String, String)>,
    /// The number of the house, answered day and night; empty = none is known here.
    pub line: String,
    /// The emergency number of the place.
    pub emergency: &'static str,
    /// The newest report of today was as expected.
    pub healing: bool,
    /// The answer to what was just told.
    pub answer: Option<Answer>,
    /// What is wrong with the form.
    pub fault: Option<String>,
    /// So much was told today that the newest report was answered and not kept.
    pub full: bool,
}

/// The emergency number of a place: the one that works there from every telephone.
pub(super) fn emergency(jurisdiction: Option<&str>) -> &'static str {
    match jurisdiction.map(|code| code.get(..2).unwrap_or(code)) {
        Some("US" | "CA") => "911",
        Some("GB") => "999",
        Some("AU") => "000",
        Some("NZ") => "111",
        Some(_) | None => "112",
    }
}

impl GuestAfter {
    pub(super) fn of(house: &House, chart: &Chart, secret: &str) -> Result<Self, Oops> {
        let (k, zone, day) = (known()?, house.zone(), today(house)?);
        let sessions = since(chart, &zone, day);
        let words = k.symptom_words();
        let newest = chart.lines.iter().rev().find_map(|line| match &line.now {
            Some(Body::CheckIn(said)) => Some((chart::case::day_of(line.entry.happened_at, &zone), said.level)),
            _ => None,
        });
        let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
        Ok(Self {
            secret: secret.to_owned(),
            name: chart.identity().map_or_else(String::new, |i| first(&i.name)),
            days: Days::of(k, &sessions, day),
            today: day,
            symptoms: tickable(&words),
            line: house.line().unwrap_or_default().to_owned(),
            emergency: emergency(k.policy().jurisdiction.as_deref()),
            healing: newest == Some((day, Some(Level::E4))),
            answer: None,
            fault: None,
            full: false,
        })
    }

    fn call(&self) -> Markup {
        html! {
            @if self.line.is_empty() { b { "Call us on the number of your appointment card" } }
            @else { a class="call" href=(format!("tel:{}", self.line.replace(' ', ""))) { "Call us: " (self.line) } }
        }
    }

    /// What somebody does now; never softer than the level.
    fn answered(&self, answer: &Answer) -> Markup {
        let emergency = html! { a class="call" href=(format!("tel:{}", self.emergency)) { "Call " (self.emergency) " now" } };
        match answer.level {
            Level::E0 => ui::notice(State::Stop, "This is an emergency", &html! {
                p { (emergency) ", and do not drive yourself. Then " (self.call()) "." }
                p { "Do not wait for an answer here: a page cannot see you." }
            }),
            Level::E1 => ui::notice(State::Stop, "Somebody must speak to you now", &html! {
                p { (self.call()) " at once, also at night. Hours matter, so waiting until the morning is not right." }
                p { "Nobody answers within 15 minutes? " (emergency) "." }
            }),
            Level::E2 => ui::notice(State::Ask, "Somebody must see you today", &html! {
                p { (self.call()) " today, also in the evening, and come in. If it becomes worse before you reach us, " (emergency) "." }
            }),
            Level::E3 => ui::notice(State::Ask, "A person reads this", &html! {
                p { "You have an answer by the next working day. If it becomes worse, or you are worried, do not wait: " (self.call()) "." }
            }),
            Level::E4 => ui::notice(State::Clear, "That is as expected", &html! {
                p { "It belongs to these days. Tell us again when something changes." }
            }),
        }
    }

    fn strip(&self) -> Markup {
        html! {
            ol class="days" aria-label="Days" {
                @for day in &self.days.week {
                    @let class = match day.on.cmp(&self.today) { Ordering::Less => "past", Ordering::Equal => "on", Ordering::Greater => "" };
                    li class=(class) aria-current=[(day.on == self.today).then_some("date")] {
                        span { (day.on.in_words().get(..3).unwrap_or_default()) }
                        b { @if day.number >= 0 { (day.number) } @else { "–" } }
                    }
                }
            }
        }
    }

    /// What is normal, symptom by symptom, drawn from its first day to its last with today's mark.
    fn normal(&self) -> Markup {
        let days = &self.days;
        let (Some(first), Some(last)) = (days.week.first(), days.week.last()) else { return html! {} };
        let span = f64::from(last.on.since(first.on) + 1);
        let x = |day: Day| (f64::from(day.since(first.on)).clamp(0.0, span)) / span * 350.0;
        let shown: Vec<_> = days.expected.iter().filter(|e| e.from <= last.on && e.to >= first.on).collect();
        html! {
            @if !shown.is_empty() {
                section class="normal" aria-labelledby="normal-title" {
                    h2 id="normal-title" { "What is normal, and how long" }
                    ul class="bars" {
                        @for e in shown {
                            li {
                                span { (ui::capital(&e.word)) " " span.muted { "until " (short(e.to)) } }
                                svg viewBox="0 0 350 10" width="100%" height="10" preserveAspectRatio="none" aria-hidden="true" {
                                    rect class="track" x="0" y="4" width="350" height="2" {}
                                    rect class="bar" x=(format!("{:.1}", x(e.from))) y="2" width=(format!("{:.1}", (x(e.to.plus(1)) - x(e.from)).max(0.0))) height="6" rx="3" {}
                                    rect class="now" x=(format!("{:.1}", x(self.today))) y="0" width="3" height="10" {}
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn leave(list: &[Left]) -> Markup {
        html! {
            @for left in list {
                li class="leave" { span class="ring" aria-hidden="true" {} span {
                    (left.text) " " b { "Free again on " (short(left.free_from)) "." }
                    @if !left.strictest.is_empty() { " " span.muted { "The longer of your treatments decides: " (left.strictest) "." } }
                } }
            }
        }
    }

    fn feel(&self) -> Markup {
        let choices = Feels::ALL
            .iter()
            .map(|f| Choice { value: f.code().into(), label: f.in_words().into(), note: String::new(), chosen: false })
            .collect();
        let ticks: Vec<Choice> = self
            .symptoms
            .iter()
            .map(|(code, label)| Choice { value: code.clone(), label: label.clone(), note: String::new(), chosen: false })
            .collect();
        let range = Entry::Number { low: "30".into(), high: "45".into(), step: "0.1".into(), unit: "°C".into() };
        html! {
            form.card method="post" action=(format!("/g/{}", self.secret)) id="feel" {
                h2 { "How does it feel?" }
                @if let Some(fault) = &self.fault { (ui::notice(State::Ask, "Not sent yet", &html! { (fault) })) }
                (Choices::one("feels", "In one word", choices).width(Width::Brief))
                details {
                    summary { "Tell us more" }
                    @if !ticks.is_empty() { (Choices::many("symptom", "Do you notice any of these?", ticks)) }
                    (Field::new("text", "In your own words", Entry::Lines).optional())
                    (Field::new("temperature", "Body temperature, if you measured it", range).optional())
                }
                div.actions { (ui::submit("Send", Press::Primary)) }
                p.small.muted { "This page answers at once what to do. It is read by people in working hours; at any other time, call." }
            }
        }
    }

    fn headline(&self) -> (String, String) {
        let today = self.days.today(self.today);
        let title = today
            .and_then(|day| day.normal.first().cloned())
            .unwrap_or_else(|| "Nothing special is expected today.".to_owned());
        let after = self.days.titles.join(" and ");
        let days = self.days.newest.map_or(0, |newest| self.today.since(newest));
        let eyebrow = match days {
            0 => format!("The day of your {}", after.to_lowercase()),
            1 => format!("One day after {}", after.to_lowercase()),
            n => format!("{n} days after {}", after.to_lowercase()),
        };
        (eyebrow, title)
    }
}

/// `Mon 30 Nov`: a guest knows the year.
fn short(day: Day) -> String {
    let words = day.in_words();
    words.rsplit_once(' ').map_or(words.clone(), |(short, _)| short.to_owned())
}

/// The alarms that the knowledge knows by these codes, and nothing that it would not understand.
fn tickable(words: &BTreeSet<&str>) -> Vec<(String, String)> {
    ALARMS
        .iter()
        .filter(|(code, _)| words.contains(code))
        .map(|(code, label)| ((*code).to_owned(), (*label).to_owned()))
        .collect()
}

impl Page for GuestAfter {
    fn samples() -> Vec<(&'static str, Self)> {
        let Some(k) = crate::house::knowledge() else { return Vec::new() };
        let today = Day::from_number(20_781);
        let session = |treatment: &str, ago: i32| chart::after::Since {
            session: "s".into(),
            treatment: treatment.into(),
            zones: Vec::new(),
            on: today.plus(-ago),
            at: 0,
        };
        let of = |sessions: &[chart::after::Since]| Self {
            secret: "x".into(),
            name: "Amara".into(),
            days: Days::of(k, sessions, today),
            today,
            symptoms: tickable(&k.symptom_words()),
            line: "+1 555 0100".into(),
            emergency: "911",
            healing: false,
            answer: None,
            fault: None,
            full: false,
        };
        let ordinary = Self { healing: true, ..of(&[session("microneedling", 2)]) };
        let two = of(&[session("filler_ha", 1), session("laser_vascular", 1)]);
        let answered = |level| Some(Answer { level, action: String::new() });
        let urgent = Self { answer: answered(Level::E1), line: String::new(), ..two.clone() };
        let full = Self { full: true, answer: answered(Level::E3), ..two.clone() };
        let emergency = Self { answer: answered(Level::E0), fault: Some("A <fault>.".into()), ..two.clone() };
        vec![("ordinary", ordinary), ("two", two), ("quiet", of(&[])), ("urgent", urgent), ("emergency", emergency), ("full", full)]
    }

    fn title(&self) -> String {
        "Your care".into()
    }

    fn is_for_guests(&self) -> bool {
        true
    }

    fn status(&self) -> StatusCode {
        if self.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let hello = html! { @if self.name.is_empty() { "Hello" } @else { "Hello " (self.name) } };
        if self.days.newest.is_none() {
            return html! { div.guest {
                span.eyebrow { (hello) }
                h1 { "Nothing needs special care today." }
                p.lead { "This page fills itself after your next treatment." }
                p { (self.call()) " when you want to ask something." }
                p { a."tall-link" href={ "/g/" (self.secret) "/looks" } { "Who looked into your record" } }
            } };
        }
        let (eyebrow, title) = self.headline();
        let empty = OneDay { on: self.today, number: 0, normal: Vec::new(), todo: Vec::new() };
        let today = self.days.today(self.today).unwrap_or(&empty);
        html! { div.guest {
            p class="cluster" { span.muted { (hello) } @if self.healing { (ui::chip(State::Clear, "as expected")) } }
            @if let Some(answer) = &self.answer { div role="status" { (self.answered(answer)) } }
            @if self.full {
                (ui::notice(State::Ask, "This report was not kept", &html! {
                    p { "You told us a lot today, and this page keeps no more until tomorrow. What stands above is still what to do. " (self.call()) " and tell us." }
                }))
            }
            (self.strip())
            span.eyebrow { (eyebrow) }
            h1 { (title) }
            section.card { h2 { "Today" }
                ul class="today" {
                    @for text in today.normal.iter().skip(1) { li { span class="dot" aria-hidden="true" {} span { (text) } } }
                    @for text in &today.todo { li { span class="dot" aria-hidden="true" {} span { (text) } } }
                    (Self::leave(&self.days.leave))
                    @if today.todo.is_empty() && today.normal.len() < 2 && self.days.leave.is_empty() { li { span class="dot" aria-hidden="true" {} span { "Nothing special. Sunscreen, as always." } } }
                }
                @for title in &self.days.unwritten { p.small.muted { "About " (title) ": ask us, the course is told in person." } }
            }
            (self.feel())
            section class="card urgent" {
                h2 { "When to call" }
                p { "Loss of sight, trouble breathing or swallowing, a weak face: " a class="call" href=(format!("tel:{}", self.emergency)) { "Call " (self.emergency) } "." }
                p { "Pale, mottled or dusky skin, pain that grows, blisters, pus or fever: " (self.call()) ", day or night." }
            }
            (self.normal())
            @if !self.days.visits.is_empty() {
                section.card { h2 { "We see you" } ul { @for day in &self.days.visits { li { (day.in_words()) } } } }
            }
            @let ahead = self.ahead();
            @if !ahead.is_empty() {
                section.coming { h2 { "The days ahead" } p.muted { "What is new on each day." }
                    dl class="facts" { @for (day, new) in &ahead { dt { (short(*day)) } dd { (new.join(" ")) } } }
                }
            }
            p { a."tall-link" href={ "/g/" (self.secret) "/looks" } { "Who looked into your record" } }
        } }
    }
}

impl GuestAfter {
    /// The days to come on which something is said that was not said the day before.
    fn ahead(&self) -> Vec<(Day, Vec<&str>)> {
        let pairs = self.days.week.iter().zip(self.days.week.iter().skip(1)).filter(|(_, day)| day.on > self.today);
        let new = pairs.map(|(before, day): (&OneDay, &OneDay)| {
            let told = |one: &&String| before.normal.contains(*one) || before.todo.contains(*one);
            (day.on, day.normal.iter().chain(&day.todo).filter(|one| !told(one)).map(String::as_str).collect::<Vec<_>>())
        });
        new.filter(|(_, new)| !new.is_empty()).collect()
    }
}

/// Symptom words for staff, who know them all.
pub(super) fn all_symptoms(words: &BTreeSet<&str>) -> Vec<(String, String)> {
    words.iter().map(|code| ((*code).to_owned(), ui::capital(&in_words(code)))).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn everything_that_can_be_ticked_is_understood() {
        let words = crate::house::knowledge().unwrap().symptom_words();
        for (code, _) in super::ALARMS {
            assert!(words.contains(code), "{code}");
        }
    }
}
