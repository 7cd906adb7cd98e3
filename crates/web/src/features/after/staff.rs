//! The same days for staff: what was told, who was asked, what went wrong, what is open.
use super::days::{Days, OneDay};
use super::guest::all_symptoms;
use crate::features::consent::{known, name_of, title, today};
use crate::session::Signed;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press, Width};
use crate::{House, Oops, Page};
use axum::http::StatusCode;
use chart::after::{Due, Feels, Grade, Kind, Open, Since, due, since, tasks, urgency};
use chart::case::day_of;
use chart::entry::Body;
use chart::fold::Chart;
use knowledge::red_flag::Level;
use maud::{Markup, html};
use vocab::verdict::State;
use vocab::{Day, Permission};

/// Something that was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The day.
    pub on: Day,
    /// The level.
    pub level: Option<Level>,
    /// In words.
    pub said: String,
    /// Whether the guest said it through the link.
    pub by_guest: bool,
}

/// An adverse event, told in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Id of its first entry.
    pub id: String,
    /// The day.
    pub on: Day,
    /// How heavy, and how it stands.
    pub grade: String,
    /// What happened.
    pub what: String,
    /// What it is tied to.
    pub tied: String,
    /// A report to maker and authority is offered.
    pub serious: bool,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct StaffAfter {
    /// Id of the patient.
    pub patient: String,
    /// Name.
    pub name: String,
    /// The days after.
    pub days: Days,
    /// Sessions whose course is not over: id, what, day.
    pub sessions: Vec<(String, String, Day)>,
    /// Check-ins that are due, and whether they were answered.
    pub due: Vec<Due>,
    /// What was told, the newest first.
    pub told: Vec<Told>,
    /// Adverse events.
    pub events: Vec<Event>,
    /// What is open.
    pub open: Vec<Open>,
    /// Symptoms: code and words.
    pub symptoms: Vec<(String, String)>,
    /// A link that was just made.
    pub link: Option<String>,
    /// What is wrong with a form.
    pub fault: Option<String>,
    /// Whoever looks may write.
    pub may_write: bool,
    /// Today.
    pub today: Option<Day>,
    /// Token of the forms.
    pub csrf: String,
}

impl StaffAfter {
    pub(super) fn of(house: &House, signed: &Signed, chart: &Chart, patient: &str) -> Result<Self, Oops> {
        let (k, zone, day) = (known()?, house.zone(), today(house)?);
        let sessions: Vec<Since> = since(chart, &zone, day);
        let told = chart.lines.iter().rev().filter_map(|line| match &line.now {
            Some(Body::CheckIn(said)) => Some(Told {
                on: day_of(line.entry.happened_at, &zone),
                level: said.level,
                said: told_in_words(said),
                by_guest: said.by_guest,
            }),
            _ => None,
        });
        let events = chart.adverse().into_iter().map(|(first, _, event)| Event {
            id: first.to_owned(),
            on: event.noticed,
            grade: format!("{}, {}", event.grade.in_words(), event.outcome),
            what: event.what.clone(),
            tied: tied(event),
            serious: event.grade.is_serious(),
        });
        Ok(Self {
            patient: patient.to_owned(),
            name: name_of(chart),
            days: Days::of(k, &sessions, day),
            due: due(k, chart, &sessions, &zone),
            sessions: sessions.iter().map(|s| (s.session.clone(), title(k, &s.treatment), s.on)).collect(),
            told: told.take(20).collect(),
            events: events.collect(),
            open: tasks(k, chart, &zone, house.now_ms()),
            symptoms: all_symptoms(&k.symptom_words()),
            link: None,
            fault: None,
            may_write: signed.may(Permission::ChartWrite),
            today: Some(day),
            csrf: signed.csrf.clone(),
        })
    }

    fn token(&self) -> Markup {
        html! { input type="hidden" name="csrf" value=(self.csrf); }
    }

    fn address(&self, what: &str) -> String {
        format!("/patients/{}/after/{what}", self.patient)
    }

    fn care(&self) -> Markup {
        let today = self.today.unwrap_or(Day::FIRST);
        let lists = [("What is normal", spans(&self.days.week, |day| &day.normal)), ("What to do", spans(&self.days.week, |day| &day.todo))];
        html! {
            @for (title, list) in &lists {
                @let coming: Vec<_> = list.iter().filter(|one| one.to >= today).collect();
                @if !coming.is_empty() {
                    h3 { (title) }
                    ul { @for one in coming { @let when = one.when(today);
                        li { (one.text) @if !when.is_empty() { span.muted { (when) } } } } }
                }
            }
            @if !self.days.leave.is_empty() {
                h3 { "Left alone" }
                ul { @for left in &self.days.leave { li {
                    (left.text) " Free from " (left.free_from.in_words()) "."
                    @if !left.strictest.is_empty() { " The strictest wins: " (left.strictest) "." }
                } } }
            }
            @for title in &self.days.unwritten { p.muted { "No course is written for " (title) "." } }
        }
    }

    /// The check-ins of the newest session; those of earlier ones stand folded below.
    fn due(&self) -> Markup {
        let newest = self.days.newest.unwrap_or(Day::FIRST);
        let (now, before): (Vec<&Due>, Vec<&Due>) = self.due.iter().partition(|due| due.on >= newest);
        html! {
            (self.check_ins(&now))
            @if !before.is_empty() { details."disclose light" { summary { "Of earlier sessions" } div.inside { (self.check_ins(&before)) } } }
        }
    }

    fn check_ins(&self, list: &[&Due]) -> Markup {
        let today = self.today.unwrap_or(Day::FIRST);
        html! {
            ul class="lines" { @for due in list {
                @let (state, word) = match (&due.answered, due.on < today, due.high_risk) {
                    (Some(_), ..) => (State::Clear, "answered"),
                    (None, true, true) => (State::Stop, "no answer: call"),
                    (None, true, false) => (State::Ask, "no answer"),
                    (None, false, _) => (State::Ask, "to come"),
                };
                li class="line-item" { (ui::shape(state)) div.grow { b { (due.on.in_words()) } p.small {
                    "Day " (due.day) @if due.day == 0 { ", in the evening" } ": " (word) @if due.high_risk { " · high risk" }
                } } }
            } }
        }
    }

    fn told(&self) -> Markup {
        html! {
            @if self.told.is_empty() { p.muted { "Nothing was told yet." } }
            ul class="lines" { @for told in &self.told {
                @let state = told.level.map_or(State::Ask, urgency);
                li class="line-item" { (ui::shape(state)) div.grow {
                    p { b { (told.on.in_words()) } @if let Some(level) = told.level { ": " (level.in_words()) " (" (level) ")" } @if told.by_guest { " · through the link" } }
                    p.small { (told.said) }
                } }
            } }
        }
    }

    fn tell(&self) -> Markup {
        let feels = Feels::ALL
            .iter()
            .map(|f| Choice { value: f.code().into(), label: f.in_words().into(), note: String::new(), chosen: false })
            .collect();
        let words = self.symptoms.iter().map(|(_, words)| words.clone()).collect::<Vec<_>>();
        let range = Entry::Number { low: "30".into(), high: "45".into(), step: "0.1".into(), unit: "°C".into() };
        html! {
            form.card method="post" action=(self.address("told")) {
                (self.token())
                h2 { "Write down what was told" }
                (Choices::one("feels", "In one word", feels).width(Width::Brief))
                (Field::new("text", "In the patient’s words", Entry::Lines).optional().hint(&format!("It is read for {} symptoms, and the answer says what to do now.", words.len())))
                (Field::new("temperature", "Body temperature", range).optional())
                div.actions { (ui::submit("Write it down", Press::Second)) }
            }
        }
    }

    fn event(&self) -> Markup {
        let sessions = self.sessions.iter().map(|(id, what, on)| (id.clone(), format!("{what}, {}", on.in_words()))).collect();
        let grades = Grade::ALL.iter().map(|g| (g.code().to_owned(), ui::capital(g.in_words()))).collect();
        html! {
            @if !self.sessions.is_empty() {
                details.card {
                    summary { "Something went wrong: write an adverse event" }
                    form method="post" action=(self.address("adverse")) {
                        (self.token())
                        (Field::new("session", "After which session", Entry::Select(sessions)))
                        (Field::new("grade", "How heavy", Entry::Select(grades)))
                        (Field::new("what", "What happened", Entry::Lines).hint("Lots, settings, photographs and the consent in force are tied to it by themselves."))
                        div.actions { (ui::submit("Write it down", Press::Second)) }
                    }
                }
            }
        }
    }

    fn open(&self) -> Markup {
        html! {
            @if self.open.is_empty() { p.muted { "Nothing is open." } }
            ul class="lines" { @for task in &self.open {
                li class="line-item" { (ui::shape(task.kind.urgency())) div.grow {
                    p { (task.what) }
                    @if self.may_write {
                        details { summary { "It is done" } form method="post" action=(self.address("task")) {
                            (self.token()) input type="hidden" name="key" value=(task.key);
                            (Field::new("note", "How it ended", Entry::Text).id(&format!("note-{}", task.key.replace('/', "-")))) div.actions { (ui::submit("Done", Press::Second)) }
                        } }
                    }
                } }
            } }
        }
    }
}

/// What is told of some days in a row.
struct Span<'a> {
    text: &'a str,
    from: Day,
    to: Day,
    /// It goes on beyond the days that are looked at.
    on: bool,
}

impl Span<'_> {
    /// From when and until when, as far as it is not simply now.
    fn when(&self, today: Day) -> String {
        match (self.from > today, self.on) {
            (false, true) => String::new(),
            (false, false) if self.to == today => " Today.".to_owned(),
            (false, false) => format!(" Until {}.", self.to.in_words()),
            (true, true) => format!(" From {}.", self.from.in_words()),
            (true, false) if self.from == self.to => format!(" On {}.", self.from.in_words()),
            (true, false) => format!(" From {} to {}.", self.from.in_words(), self.to.in_words()),
        }
    }
}

/// Each sentence of the week once, with its first and last day, in the order in which they begin.
fn spans(week: &[OneDay], of: impl Fn(&OneDay) -> &[String]) -> Vec<Span<'_>> {
    let mut all: Vec<Span<'_>> = Vec::new();
    for (place, day) in week.iter().enumerate() {
        let last = place + 1 == week.len();
        for text in of(day) {
            match all.iter_mut().find(|one| one.text == text) {
                Some(known) => (known.to, known.on) = (day.on, last),
                None => all.push(Span { text, from: day.on, to: day.on, on: last }),
            }
        }
    }
    all
}

fn told_in_words(said: &chart::after::CheckIn) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(said.feels.map(|f| f.in_words().to_owned()));
    parts.extend(said.symptoms.iter().map(|s| super::days::in_words(s)));
    parts.extend(said.temperature_c.map(|t| format!("{t:.1} °C")));
    if !said.text.is_empty() {
        parts.push(format!("“{}”", said.text));
    }
    parts.join(", ")
}

fn tied(event: &chart::after::Adverse) -> String {
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let mut parts = vec![if event.session.is_some() { "the session with its settings".to_owned() } else { "no session here".to_owned() }];
    parts.push(if event.lots.is_empty() { "no lot".to_owned() } else { format!("lot {}", event.lots.join(", ")) });
    parts.push(count(event.photos.len(), "photograph", "photographs"));
    parts.push(if event.consent.is_some() { "the consent in force".to_owned() } else { "no consent".to_owned() });
    parts.join(", ")
}

impl Page for StaffAfter {
    fn samples() -> Vec<(&'static str, Self)> {
        let Some(k) = crate::house::knowledge() else { return Vec::new() };
        let today = Day::from_number(20_781);
        let empty = Self { patient: "p1".into(), name: "Amara <Okafor>".into(), today: Some(today), csrf: "t".into(), ..Self::default() };
        let session = |treatment: &str| Since { session: "s1".into(), treatment: treatment.into(), zones: Vec::new(), on: today.plus(-2), at: 0 };
        let due = Due { key: "s1/d0".into(), session: "s1".into(), treatment: "filler_ha".into(), on: today.plus(-2), day: 0, high_risk: true, answered: None };
        let ordinary = Self {
            days: Days::of(k, &[session("filler_ha"), session("botulinum")], today),
            sessions: vec![("s1".into(), "Hyaluronic acid filler".into(), today.plus(-2))],
            due: vec![due],
            told: vec![Told { on: today, level: Some(Level::E1), said: "“pale <patch>”".into(), by_guest: true }],
            events: vec![Event { id: "a1".into(), on: today, grade: "severe: x, open".into(), what: "<burn>".into(), tied: "lot A1".into(), serious: true }],
            open: vec![Open { key: "e1".into(), kind: Kind::Told(Level::E1), what: "Call back.".into(), due: today, by: Some(0), since: 0 }],
            link: Some("/g/secret".into()),
            fault: Some("Write what was told.".into()),
            may_write: true,
            ..empty.clone()
        };
        vec![("empty", empty), ("ordinary", ordinary)]
    }

    fn title(&self) -> String {
        format!("After the session: {}", self.name)
    }

    fn status(&self) -> StatusCode {
        if self.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let lead = match self.days.newest {
            Some(newest) => format!("{}, {}.", self.days.titles.join(" and "), newest.in_words()),
            None => "No session of the last 90 days is on record here.".to_owned(),
        };
        let link = html! {
            @if self.may_write { form method="post" action=(self.address("link")) { (self.token()) (ui::submit("Make the guest's link", Press::Second)) } }
            (ui::print_button("Print"))
        };
        let main = html! {
            @if let Some(fault) = &self.fault { (ui::notice(State::Ask, "Not written yet", &html! { (fault) })) }
            @if let Some(link) = &self.link { section.card id="link" { h2 { "The guest’s own page" } p { a href=(link) { code { (link) } } } p.small.muted { "It opens for 30 days, for whoever has it. Send it to the guest and to nobody else." } } }
            (ui::section("open", "What is open", "", &self.open()))
            (ui::section("told", "What was told", "", &self.told()))
            @if self.may_write { (self.tell()) (self.event()) }
            @if !self.events.is_empty() {
                (ui::section("adverse", "Adverse events", "", &html! { ul class="lines" { @for event in &self.events { li class="line-item" { (ui::shape(State::Ask)) div.grow {
                    p { a href=(format!("/patients/{}/adverse/{}", self.patient, event.id)) { (event.on.in_words()) ", " (event.grade) } } p { (event.what) } p.small { "Tied to " (event.tied) "." }
                    @if event.serious { p.small { "Serious: offer a report to the maker and to the authority of the place (in the United States MedWatch), with lot and device." } }
                } } } } }))
            }
        };
        let aside = html! {
            @if self.days.newest.is_some() { section.card { h2 { "The days after" } (self.care()) } }
            @if !self.due.is_empty() { section.card { h2 { "Check-ins by risk" } (self.due()) } }
        };
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), (&self.name, &format!("/patients/{}", self.patient))], "After"))
            (Heading::new(&format!("After the session: {}", self.name)).lead(&lead).actions(link))
            (ui::patient_nav(&self.patient, "/after"))
            (ui::columns(&main, &aside))
        }
    }
}
