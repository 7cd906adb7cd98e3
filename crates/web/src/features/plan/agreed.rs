//! The plan that a patient agreed to: how far it has come, whether the measurements go as was expected, and what keeps it
//! possible where a session was late or missed, or something new is known.
use super::carried::Whose;
use super::chart_case::{NEAR_DAYS, became};
use super::words::{self, capital, concern, figure, many, scale, title};
use crate::Page;
use crate::features::calendar::repair::Card;
use crate::features::calendar::repair_page;
use crate::ui::{self, Heading, Press, Table, chip};
use chart::case::day_of;
use chart::fold::Chart;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use planner::repair::{Changed, Repair};
use serde_json::Value;
use vocab::Day;
use vocab::goals::{Concern, Measured};
use vocab::verdict::State;

/// The page of an agreed plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// Whose plan it is.
    pub(super) whose: Whose,
    /// The day on which it was agreed; none where none was.
    pub(super) agreed: Option<Day>,
    /// Today.
    pub(super) today: Option<Day>,
    /// Each session: title, agreed day, day on which it was done.
    pub(super) sessions: Vec<(String, Day, Option<Day>)>,
    /// The visit of each session that has one: when, and its address.
    pub(super) visits: Vec<Option<(String, String)>>,
    /// Whether sessions are left that the reader may book.
    pub(super) may_book: bool,
    /// What was measured since, beside what was expected.
    pub(super) seen: Vec<Seen>,
    /// Whether the reader may agree and mend.
    pub(super) may: bool,
    /// The answer to the question what keeps it possible.
    pub(super) mended: Option<Mended>,
    /// What puts the visits that are booked for it right.
    pub(super) repair: Option<Card>,
    /// The repair of its visits that can be taken back: the visit, its id, until when.
    pub(super) undo: Option<(String, String, String)>,
    /// Whether the reader may book.
    pub(super) may_write: bool,
}

/// A measurement beside the forecast of the agreed plan.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub(super) concern: Concern,
    pub(super) scale: String,
    pub(super) on: Day,
    pub(super) score: f64,
    /// Median and 80 % band that were expected for that day.
    pub(super) expected: [f64; 3],
}

/// What keeps an agreed plan possible.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mended {
    /// It cannot be told, and why.
    Not(String),
    /// The least change.
    So(Box<Repair>),
}

impl Standing {
    /// Nothing was agreed, and the reader may not plan.
    pub(super) fn none(whose: &Whose) -> Self {
        Self { whose: whose.clone(), ..Self::default() }
    }

    /// The agreed plan of a chart; none where none was agreed.
    pub(super) fn of(chart: &Chart, whose: &Whose, today: Day, zone: &TimeZone, may: bool) -> Option<Self> {
        let (line, agreed) = chart.plan()?;
        let on = day_of(line.entry.happened_at, zone);
        let sessions = became(chart, &agreed.plan, zone);
        let measured = chart.measured(zone);
        Some(Self {
            whose: whose.clone(),
            agreed: Some(on),
            today: Some(today),
            sessions: sessions.iter().map(|one| (title(one.treatment), one.on, one.done)).collect(),
            visits: Vec::new(),
            may_book: false,
            seen: measured.iter().filter(|m| m.on > on).filter_map(|m| seen(&agreed.plan, m)).collect(),
            may,
            mended: None,
            repair: None,
            undo: None,
            may_write: false,
        })
    }

    fn missed(&self, one: &(String, Day, Option<Day>)) -> bool {
        one.2.is_none() && self.today.is_some_and(|today| one.1 < today)
    }
}

/// What the plan expected of a measured concern on that day, on the same scale; between two days of the course in proportion.
fn seen(plan: &Value, m: &Measured) -> Option<Seen> {
    let expected = plan.get("expected")?.as_array()?.iter().find(|one| {
        let word = |name: &str| one.get(name).and_then(Value::as_str);
        word("concern") == Some(m.concern.code()) && word("scale") == Some(m.scale.code())
    })?;
    let point = |one: &Value| -> Option<(Day, [f64; 3])> {
        let number = |name: &str| one.get(name)?.as_f64();
        Some((one.get("on")?.as_str()?.parse().ok()?, [number("median")?, number("low80")?, number("high80")?]))
    };
    let course: Vec<(Day, [f64; 3])> = expected.get("course")?.as_array()?.iter().filter_map(point).collect();
    let (from, a) = *course.iter().rfind(|(day, _)| *day <= m.on)?;
    let (to, b) = *course.iter().find(|(day, _)| *day >= m.on)?;
    let share = if to == from { 0.0 } else { f64::from(m.on.since(from)) / f64::from(to.since(from)) };
    let mut between = a;
    for (value, other) in between.iter_mut().zip(b) {
        *value += (other - *value) * share;
    }
    Some(Seen { concern: m.concern, scale: m.scale.code().to_owned(), on: m.on, score: m.score, expected: between })
}

impl Page for Standing {
    fn samples() -> Vec<(&'static str, Self)> {
        let day = |n: i32| Day::from_number(20_514).plus(n);
        let whose = Whose { patient: "p".into(), name: "Amara <Invented>".into(), csrf: "t".into() };
        let ordinary = Self {
            whose: whose.clone(),
            agreed: Some(day(0)),
            today: Some(day(40)),
            sessions: vec![
                ("Glycolic acid peel".into(), day(14), Some(day(15))),
                ("Glycolic acid peel".into(), day(28), None),
                ("Glycolic acid peel".into(), day(56), None),
            ],
            seen: vec![
                Seen { concern: Concern::Melasma, scale: "mmasi".into(), on: day(28), score: 6.1, expected: [6.0, 4.4, 7.9] },
                Seen { concern: Concern::Melasma, scale: "mmasi".into(), on: day(39), score: 9.0, expected: [5.2, 3.4, 7.6] },
            ],
            visits: vec![None, None, Some(("Wed 20 January, 10:00".into(), "/calendar/visits/v".into()))],
            may_book: true,
            may: true,
            mended: None,
            repair: None,
            undo: None,
            may_write: true,
        };
        let card = Card {
            visit: "v".into(),
            patient: "p".into(),
            shifts: vec!["Glycolic acid peel 3 moves from Wed 20 January to Thu 21 January 2027, 10:00, because <it> was missed.".into()],
            digest: "v 1".into(),
            ..Card::default()
        };
        let must = Card { must: Some("Glycolic acid peel 3: on Wed 20 January 2027 the safety check says: <no>.".into()), shifts: Vec::new(), ..card.clone() };
        let broken = Self { repair: Some(card), undo: Some(("v".into(), "r".into(), "10:03:00".into())), ..ordinary.clone() };
        let stuck = Self { repair: Some(must), ..ordinary.clone() };
        let not = Self { mended: Some(Mended::Not("An invented reason <b>.".into())), ..ordinary.clone() };
        vec![("ordinary", ordinary), ("unmended", not), ("broken", broken), ("stuck", stuck), ("nothing", Self::none(&whose))]
    }

    fn title(&self) -> String {
        match self.agreed {
            Some(_) => format!("{}: the plan so far", self.whose.name),
            None => format!("{}: no plan yet", self.whose.name),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let back = format!("/patients/{}", self.whose.patient);
        let Some(agreed) = self.agreed else {
            return html! {
                (Heading::new(&self.title()).eyebrow("Plan"))
                (ui::empty("Nothing was agreed yet", "A plan is made and agreed by whoever treats.", &ui::button_link(&back, "To the chart", Press::Second)))
            };
        };
        let done = self.sessions.iter().filter(|one| one.2.is_some()).count();
        let missed = self.sessions.iter().filter(|one| self.missed(one)).count();
        let anew = format!("/patients/{}/plan?new=1", self.whose.patient);
        let heading = Heading::new(&self.title()).eyebrow(&format!("Plan · agreed {}", agreed.in_words())).chips(html! {
            @if !self.sessions.is_empty() { (chip(State::Clear, &format!("{done} of {} sessions done", self.sessions.len()))) }
            @if missed > 0 { (chip(State::Ask, &format!("{} without a record", many(missed, "day", "days")))) }
        });
        let book = format!("/patients/{}/plan/book", self.whose.patient);
        let part = self.visits.iter().any(Option::is_some);
        let heading = if self.may || self.may_book {
            heading.actions(html! {
                @if self.may { a.btn href=(anew) { "Make a new plan" } }
                @if self.may_book { (ui::button_link(&book, if part { "Book the rest" } else { "Book this series" }, Press::Primary)) }
            })
        } else {
            heading
        };
        html! {
            (heading)
            (ui::patient_nav(&self.whose.patient, "/plan"))
            div.stack {
                @if let Some((visit, repair, until)) = self.undo.as_ref().filter(|_| self.may_write) { (repair_page::undo(visit, repair, until, &self.whose)) }
                @match (&self.mended, &self.repair) {
                    (Some(mended), _) => (self.mended_card(mended)),
                    (None, Some(card)) => (repair_page::card(card, &self.whose, repair_page::May { book: self.may_write, plan: self.may, back: "plan" })),
                    (None, None) => {}
                }
                (self.progress(done))
                (self.compared())
                @if self.may { (self.ask_to_mend(missed)) }
            }
        }
    }
}

impl Standing {
    fn form(&self, act: &str, label: &str, press: Press) -> Markup {
        html! {
            form method="post" action={ "/patients/" (self.whose.patient) "/plan" } {
                input type="hidden" name="csrf" value=(self.whose.csrf);
                input type="hidden" name="do" value=(act);
                (ui::submit(label, press))
            }
        }
    }

    fn progress(&self, done: usize) -> Markup {
        let head = Table::new("Sessions by day").column("Session").column("Agreed for").column("Visit").column("So far");
        let table = self.sessions.iter().enumerate().fold(head, |table, (n, one)| {
            let (title, on, at) = one;
            let so_far = match at {
                Some(at) if at == on => html! { (chip(State::Clear, "done on its day")) },
                Some(at) => html! { (chip(State::Clear, &format!("done {}", at.in_words()))) },
                None if self.missed(one) => html! { (chip(State::Ask, "nothing recorded")) },
                None => html! { "to come" },
            };
            let visit = match self.visits.get(n) {
                Some(Some((when, href))) => html! { a href=(href) { (when) } },
                Some(None) | None if at.is_some() => html! { "–" },
                Some(None) | None => html! { "not booked" },
            };
            table.row(vec![html! { (title) }, html! { (on.in_words()) }, visit, so_far])
        });
        html! {
            section.card id="progress" aria-labelledby="progress-title" {
                h2 id="progress-title" { "How far it has come" }
                @if self.sessions.is_empty() { p.muted { "It has no sessions: home care and habits alone." } } @else {
                    progress max=(self.sessions.len()) value=(done) aria-label="Sessions done" {}
                    div.boxed { (table) }
                    p."small muted" { "A session counts for an agreed one of the same treatment up to " (NEAR_DAYS) " days before or after its day." }
                }
            }
        }
    }

    fn compared(&self) -> Markup {
        let head = Table::new("Scores since, beside what the plan expected for that day")
            .column("Day").column("What").numbers("Measured").numbers("Expected").numbers("Four in five").column("Reading");
        let table = self.seen.iter().fold(head, |table, one| {
            let [median, low, high] = one.expected;
            let reading = if one.score > high {
                html! { (chip(State::Ask, "outside the range: look again")) }
            } else if one.score < low {
                html! { (chip(State::Ask, "outside the range on the other side: look again")) }
            } else {
                html! { (chip(State::Clear, "within the range")) }
            };
            table.row(vec![
                html! { (one.on.in_words()) },
                html! { (capital(&concern(one.concern))) ", " (scale(&one.scale)) },
                html! { (figure(one.score)) },
                html! { (figure(median)) },
                html! { (figure(low)) "–" (figure(high)) },
                reading,
            ])
        });
        html! {
            section.card id="compared" aria-labelledby="compared-title" {
                h2 id="compared-title" { "Measured, and what was expected" }
                @if self.seen.is_empty() { p.muted { "Nothing was measured since on a scale of the plan. Each score makes the forecast of the next plan narrower." } } @else {
                    div.boxed { (table) }
                    p."small muted" { "Four in five courses were expected inside the range, so one in five lies outside without any fault. Two in a row ask for a look." }
                }
            }
        }
    }

    fn ask_to_mend(&self, missed: usize) -> Markup {
        html! {
            section.card id="mend" aria-labelledby="mend-title" {
                h2 id="mend-title" { "Given what happened" }
                p {
                    @if missed > 0 { (capital(&many(missed, "session has", "sessions have"))) " no record. " }
                    "The days that are left are asked about again with what the chart says today, and only what must move is moved."
                }
                div.form-end { (self.form("mend", "Is the plan still possible?", Press::Second)) }
            }
        }
    }

    fn mended_card(&self, mended: &Mended) -> Markup {
        let repair = match mended {
            Mended::Not(why) => return ui::notice(State::Ask, "Not told", &html! { (why) }),
            Mended::So(repair) => repair,
        };
        let audit = &repair.plan.audit;
        html! {
            section."card plan-difference" id="mended" aria-labelledby="mended-title" {
                div.section-head {
                    h2 id="mended-title" { "What keeps it possible" }
                    span."muted small" { (capital(&many(usize::from(repair.kept), "session keeps its day", "sessions keep their day"))) @if repair.proven { ", and nothing less would do" } }
                }
                @if repair.changes.is_empty() {
                    p { b { "Nothing has to change. " } "Every session that is left may keep its day." }
                    @if self.repair.as_ref().is_some_and(|card| card.must.is_some()) {
                        p { "What is missing is in the calendar: people, rooms or devices with a free time on the days that are left. Hours and leave can change, or whoever may treats elsewhere." }
                        div.form-end { a.btn href="/calendar/hours" { "Opening hours and leave" } }
                    }
                }
                ul."plan-reasons" { @for one in &repair.changes { (changed(one)) } }
                @if !audit.is_empty() { p { b { "The auditor does not sign it: " } (audit.join("; ")) } }
                @else if self.may && !repair.changes.is_empty() {
                    p { "Agreed, its visits follow: what is given up is called off, what must move is moved, and what is not booked yet can be booked. All of it is shown first." }
                    div.form-end { (self.form("agree-mended", "Agree these days, and see the visits", Press::Primary)) }
                }
            }
        }
    }
}

fn changed(one: &Changed) -> Markup {
    let state = if one.to.is_some() { State::Ask } else { State::Stop };
    html! {
        li {
            (ui::shape(state))
            div {
                b { (title(&one.treatment)) ", " (one.from.in_words()) } " → "
                @match one.to { Some(to) => (to.in_words()), None => "given up" } ". "
                @for because in &one.because { span { (words::sentence(because)) " " } }
            }
        }
    }
}
