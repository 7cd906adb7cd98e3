//! The screen at the door: one card, twelve lines, one button.
use super::shelf::Shelf;
use super::stand::Stand;
use super::{Pairs, said};
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press};
use crate::Page;
use super::choose::{Setting, settings};
use axum::http::StatusCode;
use chart::door::{Door, Light, Line, Pass, What};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use vocab::verdict::State;
use vocab::{Day, Permission, Verdict};

/// The page.
#[derive(Debug, Clone)]
pub struct AtTheDoor {
    /// Id of the patient.
    pub patient: String,
    /// Name.
    pub name: String,
    /// Day of birth.
    pub born: Option<Day>,
    /// What the treatment is called.
    pub title: String,
    /// The door.
    pub door: Door,
    /// Who performs.
    pub practitioner: String,
    /// Who could: id and name.
    pub people: Vec<(String, String)>,
    /// What whoever stands here may do.
    pub may: BTreeSet<Permission>,
    /// Who passed what, by entry: name and reason.
    pub passed: BTreeMap<String, (String, String)>,
    /// What is asked of the gate: shown as a state.
    pub verdict: Verdict,
    /// Ticked: name and day of birth were compared.
    pub identity: bool,
    /// Ticked: the day's questions were asked.
    pub today: bool,
    /// Fields that stay in the address.
    pub kept: Vec<(String, String)>,
    /// What is chosen from the shelf, and what could be.
    pub shelf: Shelf,
    /// Settings that the gate is asked with: name, label, unit, lowest, highest, what stands there.
    pub settings: Vec<Setting>,
    /// The day of the agreed plan that this belongs to.
    pub planned: Option<Day>,
    /// The entry of a start that was just recorded.
    pub started: String,
    /// A start was asked for and lines still stand.
    pub refused: bool,
    /// A line that was not passed, and why.
    pub fault: Option<(What, String)>,
    /// Token of the forms.
    pub csrf: String,
}

impl AtTheDoor {
    pub(super) fn of(stand: &Stand, signed: &Signed, pairs: &Pairs) -> Self {
        // What was not sent was filled in from the plan: it stands on the page and is sent from there.
        let all = &stand.pairs;
        let passed = stand
            .passed
            .iter()
            .map(|(entry, _, name, reason)| (entry.clone(), (name.clone(), reason.clone())))
            .collect();
        Self {
            patient: stand.patient.clone(),
            name: stand.name.clone(),
            born: stand.born,
            title: match stand.zone {
                Some(zone) => format!("{}, {}", stand.title, ui::zone(zone)),
                None => stand.title.clone(),
            },
            door: stand.door.clone(),
            practitioner: stand.practitioner.clone(),
            people: stand.people.clone(),
            may: Permission::ALL.iter().copied().filter(|p| signed.may(*p)).collect(),
            passed,
            verdict: stand.verdict,
            identity: said(pairs, "identity") == "yes",
            today: said(pairs, "today") == "yes",
            kept: all.iter().filter(|one| super::stand::is_kept(one)).cloned().collect(),
            shelf: stand.shelf.clone(),
            settings: settings(&stand.door.service, all, stand.planned.as_ref()),
            planned: stand.planned.as_ref().map(|plan| plan.agreed),
            started: said(pairs, "started").to_owned(),
            refused: false,
            fault: None,
            csrf: signed.csrf.clone(),
        }
    }

    fn base(&self) -> String {
        format!("/patients/{}/door/{}", self.patient, self.door.service)
    }

    /// What every form here carries: the token, and what is filled in already.
    fn carried(&self, with_ticks: bool) -> Markup {
        html! {
            input type="hidden" name="csrf" value=(self.csrf);
            @for (name, value) in self.kept.iter().filter(|(name, _)| with_ticks || name == "zone") { input type="hidden" name=(name) value=(value); }
            @if with_ticks {
                input type="hidden" name="practitioner" value=(self.practitioner);
                @if self.identity { input type="hidden" name="identity" value="yes"; }
                @if self.today { input type="hidden" name="today" value="yes"; }
                @for line in self.door.lines.iter().filter(|l| l.ticked && l.what != What::Identity) {
                    input type="hidden" name="done" value=(line.what);
                }
            }
        }
    }

    fn line(&self, line: &Line) -> Markup {
        let open = line.is_open();
        let (state, word) = match (line.light, open) {
            (Light::Green, _) => (State::Clear, "in order"),
            (Light::Amber | Light::Red, true) => (State::Ask, "passed"),
            (Light::Amber, false) => (State::Ask, "ask"),
            (Light::Red, false) => (State::Stop, "stop"),
        };
        let class = match state { State::Clear => "door-line clear", State::Ask => "door-line ask", State::Stop => "door-line stop" };
        html! {
            li class=(class) id=(format!("line-{}", line.what)) {
                (ui::shape(state))
                div.grow {
                    p { b { (line.what.title()) } " " span.small { "(" (if line.pass == Pass::Tick && line.ticked { "done" } else { word }) ")" } }
                    p { (ui::with_days(&line.said)) }
                    @if !line.would.is_empty() && !open { p.would { (ui::with_days(&line.would)) } }
                    @if line.why.len() > 1 {
                        details { summary { (line.why.len() - 1) " more " (if line.why.len() == 2 { "reason" } else { "reasons" }) ": " (line.what.title()) }
                            ul class="sentences small" { @for why in line.why.iter().skip(1) { li { (ui::with_days(&why.text)) } } }
                        }
                    }
                    (self.tick(line))
                    @for entry in &line.passed { @if let Some((name, reason)) = self.passed.get(entry) {
                        p.small { b { (name) } ": “" (reason) "”" }
                    } }
                    (self.remedy(line))
                    (self.pass(line))
                }
            }
        }
    }

    /// The box to tick, where something was done or asked.
    fn tick(&self, line: &Line) -> Markup {
        let box_ = |name: &str, value: &str, checked: bool, label: &str| html! {
            label.option.tick { input type="checkbox" form="door" name=(name) value=(value) checked[checked]; span { (label) } }
        };
        let seen_to = format!("Read and seen to: {}", line.what.title().to_lowercase());
        match line.what {
            What::Identity if line.pass != Pass::Never => {
                let born = self.born.map_or_else(String::new, |day| format!(", born {}", day.in_words()));
                box_("identity", "yes", self.identity, &format!("The person said: {}{born}", self.name))
            }
            What::Verdict => html! {
                (box_("today", "yes", self.today, "Asked just now: pregnancy, new medicines, sun, cold sores, illness, anything done elsewhere. What is new is written down."))
                @if line.pass == Pass::Tick && !line.why.iter().all(|w| w.rule.starts_with("door-")) { (box_("done", line.what.code(), line.ticked, &seen_to)) }
            },
            What::Identity
            | What::Licence
            | What::Examination
            | What::Consent
            | What::Interval
            | What::Sun
            | What::Pregnancy
            | What::Photographs
            | What::Lots
            | What::Device
            | What::Kit => html! {
                @if line.pass == Pass::Tick && line.what != What::Identity && !line.why.iter().all(|w| w.rule.starts_with("door-")) {
                    (box_("done", line.what.code(), line.ticked, &seen_to))
                }
            },
        }
    }

    /// Where it can be put right.
    fn remedy(&self, line: &Line) -> Markup {
        if line.light == Light::Green {
            return html! {};
        }
        let patient = &self.patient;
        let (href, label) = match line.what {
            What::Consent => (format!("/patients/{patient}/consents/{}", self.door.service), "Open the consent"),
            What::Photographs => (format!("/patients/{patient}/photos"), "Take photographs"),
            What::Verdict | What::Sun | What::Pregnancy => (format!("/patients/{patient}/consult"), "Write down what is new"),
            What::Lots | What::Device | What::Kit => ("/stock".to_owned(), "Open the stock"),
            What::Licence => ("/people".to_owned(), "Open people"),
            What::Examination if self.may.contains(&Permission::Examine) => (format!("/patients/{patient}/examination"), "Record the examination"),
            What::Identity | What::Examination | What::Interval => return html! {},
        };
        html! { p { a href=(href) { (label) } } }
    }

    /// Passing it, for whoever may; the name of who may, for everybody else.
    fn pass(&self, line: &Line) -> Markup {
        if line.is_open() {
            return html! {};
        }
        let (needed, label) = match line.pass {
            Pass::Free | Pass::Tick => return html! {},
            Pass::Never => return html! { p.small.muted { "Nobody can pass this; it is put right instead." } },
            Pass::Reason(permission) => (permission, "Pass it with a reason"),
            Pass::Written => (Permission::Override, "Pass it with a prescriber's written reason"),
            Pass::Second if line.passed.is_empty() => (Permission::Override, "Sign first; a second prescriber signs as well"),
            Pass::Second => (Permission::Override, "Sign as the second prescriber"),
        };
        let fault = self.fault.as_ref().filter(|(what, _)| *what == line.what).map(|(_, fault)| fault.as_str());
        if !self.may.contains(&needed) {
            let who: Vec<&str> = needed.roles().iter().map(|role| role.title()).collect();
            return html! { p.small.muted { (who.join(" or ")) " may pass it, on this page and with a reason." } };
        }
        // A page can ask for several reasons: each field says for what.
        let whose = line.what.title().to_lowercase();
        html! {
            details open[fault.is_some()] {
                summary { (label) span.unseen { ": " (whose) } }
                form method="post" action=(format!("{}/pass", self.base())) {
                    (self.carried(true))
                    input type="hidden" name="what" value=(line.what);
                    (Field::new("reason", &format!("Reason for: {whose}"), Entry::Lines).id(&format!("reason-{}", line.what)).hint("It stands in the chart with your name, and the director reads it.").error(fault))
                    div.actions { button.btn type="submit" { "Write it down" span.unseen { ": " (whose) } } }
                }
            }
        }
    }

    /// What was just written down, and the way on: the lines would ask for the next start what was answered for this one.
    fn begun(&self) -> Markup {
        let session = format!("/patients/{}/sessions?treatment={}&door={}", self.patient, self.door.service, self.started);
        html! {
            (ui::notice(State::Clear, "Started", &html! { p { "It is written down. Whoever performs it may begin the session today." } }))
            p.actions {
                (ui::button_link(&session, "Go on to the session", Press::Primary))
                (ui::button_link(&self.base(), "Back to the door", Press::Second))
            }
        }
    }

    fn foot(&self) -> Markup {
        let standing = self.door.standing().count();
        let options = self.people.iter().map(|(id, name)| (id.clone(), name.clone())).collect();
        html! {
            form.card id="door" method="post" action=(self.base()) {
                (self.carried(false))
                (Field::new("practitioner", "Who performs it", Entry::Select(options)).value(&self.practitioner))
                @if let Some(agreed) = self.planned { p.small.muted { "It belongs to the plan agreed on " (agreed.in_words()) "." } }
                (super::choose::choices(&self.shelf, &self.settings))
                div.actions {
                    @if standing == 0 {
                        button.btn.primary.large type="submit" name="do" value="start" { "Start" }
                        button.btn type="submit" name="do" value="look" { "Check again" }
                    } @else {
                        button.btn.primary type="submit" name="do" value="look" { "Check again" }
                        button.btn type="submit" name="do" value="start" { "Start" }
                    }
                    button.btn.quiet type="submit" name="do" value="back" { "Not today" }
                }
                @if standing > 0 { p.small.muted { (standing) (if standing == 1 { " line still stands." } else { " lines still stand." }) } }
            }
        }
    }
}

impl Page for AtTheDoor {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::at_the_door()
    }

    fn title(&self) -> String {
        format!("{} at the door", self.name)
    }

    fn status(&self) -> StatusCode {
        if self.refused || self.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let open = self.door.may_start();
        let lead = if !self.started.is_empty() { "It may begin." } else if open { "Every line is in order, done or passed." } else { "What stands below is put right, done or passed before it starts." };
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), (&self.name, &format!("/patients/{}", self.patient))], "The door"))
            (Heading::new(&format!("{}: {}", self.name, self.title)).eyebrow(&format!("At the door, {}", self.door.on.in_words())).lead(lead))
            (ui::patient_nav(&self.patient, ""))
            @if !self.started.is_empty() { (self.begun()) }
            @if self.refused { (ui::notice(State::Stop, "Not started", &html! { "These lines still stand: " (self.door.standing().map(|l| l.what.title()).collect::<Vec<_>>().join(", ")) "." })) }
            @if self.started.is_empty() { div.columns {
                ol class="card door-lines" { @for line in &self.door.lines { (self.line(line)) } }
                (self.foot())
            } }
        }
    }
}
