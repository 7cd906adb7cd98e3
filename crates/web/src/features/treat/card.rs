//! A card for an emergency: what to do in which order, a clock, and a log that is the record.
use crate::Page;
use crate::session::Carries;
use crate::ui::{self, Entry, Heading, Press};
use axum::http::StatusCode;
use maud::{Markup, html};
use vocab::verdict::State;

/// A step as the card shows it.
#[derive(Debug, Clone)]
pub struct Step {
    /// Key.
    pub key: String,
    /// What to do.
    pub does: String,
    /// How.
    pub how: String,
    /// Whether it is due again.
    pub again: bool,
    /// Not signed off yet.
    pub recalled: bool,
    /// Sources, as they are cited.
    pub sources: Vec<String>,
    /// Hour and minute of its last doing.
    pub done: Option<(String, i64)>,
}

/// A line of the log.
#[derive(Debug, Clone)]
pub struct Logged {
    /// Minutes since the beginning.
    pub minute: i64,
    /// The hour.
    pub at: String,
    /// The step; absent = a remark.
    pub step: Option<String>,
    /// What was said.
    pub remark: String,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Card {
    /// The token of the forms.
    pub csrf: String,
    /// Id of the patient.
    pub patient: String,
    /// Their name.
    pub name: String,
    /// Id of the session's entry.
    pub session: Option<String>,
    /// Key of the card.
    pub key: String,
    /// Title.
    pub title: String,
    /// When it is opened.
    pub when: String,
    /// What is not done.
    pub never: Vec<String>,
    /// Minutes until steps are due again.
    pub again_minutes: Option<u16>,
    /// The steps.
    pub steps: Vec<Step>,
    /// Other cards: key and title.
    pub others: Vec<(String, String)>,
    /// When it began, milliseconds since 1970.
    pub began: i64,
    /// The hour of its beginning.
    pub began_hour: String,
    /// Minutes since then.
    pub minutes: i64,
    /// What was logged, newest first.
    pub log: Vec<Logged>,
    /// What could not be logged.
    pub told: Option<String>,
}

impl Carries for Card {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Card {
    /// Where the card stands with its clock running.
    pub(super) fn address(&self) -> String {
        let session = self.session.as_ref().map(|s| format!("&session={s}")).unwrap_or_default();
        format!("/patients/{}/emergency/{}?began={}{session}", self.patient, self.key, self.began)
    }

    fn hidden(&self) -> Markup {
        html! {
            (ui::csrf(self))
            input type="hidden" name="began" value=(self.began);
            @if let Some(session) = &self.session { input type="hidden" name="session" value=(session); }
        }
    }

    /// Whether no step is signed off yet: then it is said once.
    fn all_recalled(&self) -> bool {
        self.steps.iter().all(|step| step.recalled)
    }

    fn step(&self, step: &Step) -> Markup {
        let due = match (&step.done, self.again_minutes) {
            (Some((_, minute)), Some(again)) if step.again => self.minutes - minute >= i64::from(again),
            _ => false,
        };
        html! {
            li class=(if step.done.is_some() { "step done" } else { "step" }) {
                form action=(self.address()) method="post" {
                    (self.hidden())
                    input type="hidden" name="step" value=(step.key);
                    div.step-words {
                        strong { (step.does) }
                        @if !step.how.is_empty() { p { (step.how) } }
                        @if step.recalled && !self.all_recalled() { p.small { (ui::sign_off()) } }
                        @for source in &step.sources { p.small.muted { (source) } }
                        @if let Some((at, minute)) = &step.done { p.small { "Done at " (at) ", minute " (minute) "." @if due { " " strong { "Due again." } } } }
                    }
                    input.input name="remark" aria-label={ "Remark to: " (step.does) } placeholder="Dose, site, lot, what was seen" autocomplete="off";
                    button.btn.primary type="submit" { @if step.done.is_some() { "Done again" } @else { "Done now" } }
                }
            }
        }
    }
}

impl Page for Card {
    fn samples() -> Vec<(&'static str, Self)> {
        let step = |key: &str, does: &str, done| Step {
            key: key.into(),
            does: does.into(),
            how: "How it is done.".into(),
            again: true,
            recalled: true,
            sources: vec!["An invented source".into()],
            done,
        };
        let card = Self {
            csrf: "t".into(),
            patient: "p".into(),
            name: "Amara <Okafor>".into(),
            session: Some("s".into()),
            key: "anaphylaxis".into(),
            title: "Anaphylaxis".into(),
            when: "Trouble breathing.".into(),
            never: vec!["Do not let the person stand.".into()],
            again_minutes: Some(5),
            steps: vec![step("call", "Call the emergency number", None), step("adrenaline", "Adrenaline", None)],
            others: vec![("burn".into(), "Burn".into())],
            began: 0,
            began_hour: "10:20".into(),
            minutes: 0,
            log: vec![],
            told: None,
        };
        let mut busy = card.clone();
        busy.minutes = 7;
        busy.steps = vec![step("call", "Call the emergency number", Some(("10:21".into(), 1)))];
        busy.log = vec![Logged { minute: 1, at: "10:21".into(), step: Some("call".into()), remark: "<answered>".into() }];
        vec![("opened", card.clone()), ("busy", busy), ("refused", Self { told: Some("A step or a remark.".into()), ..card })]
    }

    fn title(&self) -> String {
        format!("{}: {}", self.title, self.name)
    }

    fn status(&self) -> StatusCode {
        if self.told.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let chart = format!("/patients/{}", self.patient);
        let session = self.session.as_ref().map(|session| format!("{chart}/sessions/{session}"));
        let mut way = vec![(self.name.as_str(), chart.as_str())];
        way.extend(session.as_deref().map(|href| ("The session", href)));
        html! {
            (ui::breadcrumbs(&way, &self.title))
            (Heading::new(&self.title).eyebrow(&self.name).lead(&self.when).actions(html! {
                @for (key, title) in &self.others { (ui::button_link(&format!("/patients/{}/emergency/{key}", self.patient), title, Press::Quiet)) }
            }))
            p.clock role="timer" data-since=(self.began) { "Minute " span.minute { (self.minutes) } " since " (self.began_hour) }
            @if let Some(told) = &self.told { (ui::notice(State::Stop, "Not logged", &html! { p { (told) } })) }
            ul.never { @for one in &self.never { li { (ui::shape(State::Stop)) (one) } } }
            p."small muted cluster" { "The signed protocol of the house goes before this card." @if self.all_recalled() { (ui::sign_off()) } }
            ol.steps { @for step in &self.steps { (self.step(step)) } }
            form.form.remark action=(self.address()) method="post" {
                (self.hidden())
                (ui::Field::new("remark", "Anything else for the log", Entry::Text).hint("Pulse, pressure, what was said. The time is written with it."))
                div.form-end { (ui::submit("Write into the log", Press::Second)) }
            }
            (ui::section("log", "The log", "every line is in the chart", &html! {
                @if self.log.is_empty() { p.muted { "Nothing is logged yet." } }
                ol.log { @for line in &self.log {
                    li { strong { "Minute " (line.minute) } " · " (line.at) " · "
                        @if let Some(step) = &line.step { (self.steps.iter().find(|s| s.key == *step).map_or(step.as_str(), |s| s.does.as_str())) }
                        @if !line.remark.is_empty() { @if line.step.is_some() { ": " } (line.remark) } }
                } }
            }))
            div.actions { (ui::print_button("Print the log")) }
        }
    }
}
