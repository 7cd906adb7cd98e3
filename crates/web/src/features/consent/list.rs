//! The consents of a patient: what holds, what ended, what is still to be asked.
use super::title;
use crate::ui::{self, Entry, Field, Heading, Press};
use crate::Page;
use chart::consent::{Act, Allowed, Purpose, Standing, photo_allowed, standing};
use chart::entry::Body;
use chart::fold::Chart;
use knowledge::Knowledge;
use maud::{Markup, html};
use std::collections::BTreeSet;
use vocab::Day;
use vocab::verdict::State;

/// One service or purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Code.
    pub service: String,
    /// What it is called.
    pub title: String,
    /// How it stands.
    pub state: State,
    /// In words.
    pub says: String,
    /// The entry to show, if it was signed.
    pub entry: Option<String>,
    /// A remark about questions that were misunderstood, or empty.
    pub remark: String,
}

/// The list.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// Id of the patient.
    pub patient: String,
    /// Name.
    pub name: String,
    /// Treatments.
    pub services: Vec<Row>,
    /// Purposes of photographs.
    pub photographs: Vec<Row>,
    /// Every treatment that could be chosen: code and title.
    pub choices: Vec<(String, String)>,
    /// A link that was just made for the guest, with its address.
    pub link: Option<String>,
    /// Token of the forms.
    pub csrf: String,
}

/// How a standing is told: state and sentence.
pub(crate) fn told(stands: &Standing) -> (State, String) {
    match stands {
        Standing::Holds { on, until, .. } => {
            (State::Clear, format!("Signed on {}, holds until {}.", on.in_words(), until.plus(-1).in_words()))
        }
        Standing::Thinking { free_from } => {
            (State::Stop, format!("Signed; the time to think ends on {}.", free_from.in_words()))
        }
        Standing::Changed { parts, .. } => {
            let parts: Vec<&str> = parts.iter().map(|p| p.title()).collect();
            (State::Ask, format!("The text changed since: {}.", parts.join(", ")))
        }
        Standing::Expired { on } => (State::Ask, format!("Ended on {}.", on.in_words())),
        Standing::Withdrawn { on } => (State::Stop, format!("Declined or taken back on {}.", on.in_words())),
        Standing::GuardianNeeded => (State::Ask, "The patient signed and is a minor: a guardian signs.".to_owned()),
        Standing::OwnNeeded => (State::Ask, "A guardian signed; the patient is of age now.".to_owned()),
        Standing::Presented { on } => (State::Ask, format!("Handed over on {}, not signed.", on.in_words())),
        Standing::Missing => (State::Ask, "Not asked yet.".to_owned()),
        Standing::NoText { why } => (State::Ask, ui::sentence(why)),
    }
}

impl List {
    pub(super) fn of(
        knowledge: &Knowledge,
        chart: &Chart,
        patient: &str,
        day: Day,
        now: i64,
        _name: &dyn Fn(&str) -> String,
    ) -> Self {
        let asked: BTreeSet<&str> = chart
            .lines
            .iter()
            .filter_map(|line| match &line.now {
                Some(Body::Consent(consent)) => Some(consent.service.as_str()),
                _ => None,
            })
            .filter(|service| Purpose::of_service(service).is_none())
            .collect();
        let row = |service: &str| {
            let (state, says) = told(&standing(knowledge, chart, service, day));
            Row {
                service: service.to_owned(),
                title: title(knowledge, service),
                state,
                says,
                entry: signed(chart, service),
                remark: misunderstood(chart, service),
            }
        };
        let photographs = Purpose::ALL.iter().map(|purpose| {
            let allowed = photo_allowed(chart, *purpose, now);
            let says = match allowed {
                Allowed::Until(_) => told(&standing(knowledge, chart, purpose.service(), day)).1,
                Allowed::NotAsked => "Not asked yet.".to_owned(),
                Allowed::Ended(_) => "It ended.".to_owned(),
                Allowed::TakenBack(_) => "Declined or taken back: none are shown.".to_owned(),
            };
            let state = if allowed.holds() { State::Clear } else { State::Ask };
            Row { state, says, ..row(purpose.service()) }
        });
        let mut choices: Vec<(String, String)> =
            knowledge.treatments.iter().map(|t| (t.code.clone(), t.title.clone())).collect();
        choices.sort_by(|a, b| a.1.cmp(&b.1));
        Self {
            patient: patient.to_owned(),
            name: super::name_of(chart),
            services: asked.into_iter().map(row).collect(),
            photographs: photographs.collect(),
            choices,
            ..Self::default()
        }
    }

    /// The guest reads and signs alone: at home by a link, or here on this tablet.
    fn own(&self, way: &str) -> Markup {
        html! {
            p { "They read and sign each text that you handed over, with the same questions. Nothing else opens." }
            @if let Some(link) = &self.link {
                p { "Give the guest this link; it opens for a fortnight and is shown once:" }
                p { code class="hash" { (link) } }
            }
            div.actions {
                form method="post" action=(format!("{way}/consents/link")) {
                    input type="hidden" name="csrf" value=(self.csrf);
                    (ui::submit("Make the guest's link", Press::Second))
                }
                form method="post" action=(format!("{way}/consents/tablet")) {
                    input type="hidden" name="csrf" value=(self.csrf);
                    (ui::submit("Hand this tablet over", Press::Second))
                }
            }
            p.small.muted { "Handing the tablet over signs you out of it." }
        }
    }

    fn rows(&self, rows: &[Row]) -> Markup {
        html! {
            ul class="lines" {
                @for row in rows {
                    li class="line-item" {
                        (ui::shape(row.state))
                        div.grow {
                            b { (row.title) }
                            p.small { (row.says) @if !row.remark.is_empty() { " " (row.remark) } }
                        }
                        div.actions {
                            @if let Some(entry) = &row.entry {
                                (ui::button_link_of(&format!("/patients/{}/consents/{}/signed/{entry}", self.patient, row.service), "What was signed", &row.title, Press::Quiet))
                            }
                            (ui::button_link_of(&format!("/patients/{}/consents/{}", self.patient, row.service), "Open", &row.title, Press::Second))
                        }
                    }
                }
            }
        }
    }
}

/// The newest signature that still stands in the record.
fn signed(chart: &Chart, service: &str) -> Option<String> {
    chart.lines.iter().rev().find_map(|line| match &line.now {
        Some(Body::Consent(c)) if c.service == service && matches!(c.act, Act::Signed(_)) => {
            Some(line.entry.id.clone())
        }
        _ => None,
    })
}

/// Whether a question was misunderstood since the last signature.
fn misunderstood(chart: &Chart, service: &str) -> String {
    let last = chart.lines.iter().rev().find_map(|line| match &line.now {
        Some(Body::Consent(c)) if c.service == service => Some(matches!(c.act, Act::Misunderstood(_))),
        _ => None,
    });
    if last == Some(true) { "A question was misunderstood: talk it through.".to_owned() } else { String::new() }
}

impl Page for List {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |service: &str, title: &str, state, says: &str, entry: Option<&str>| Row {
            service: service.into(),
            title: title.into(),
            state,
            says: says.into(),
            entry: entry.map(str::to_owned),
            remark: String::new(),
        };
        let photographs = vec![row("photo_record", "Photographs for your record", State::Ask, "Not asked yet.", None)];
        let empty = Self {
            patient: "p1".into(),
            name: "Amara Okafor".into(),
            photographs: photographs.clone(),
            choices: vec![("filler_ha".into(), "Hyaluronic acid filler".into())],
            ..Self::default()
        };
        let mut filler = row("filler_ha", "Hyaluronic acid <filler>", State::Clear, "Signed on Mon 2 Nov 2026.", Some("e1"));
        filler.remark = "A question was misunderstood: talk it through.".into();
        let ordinary = Self {
            services: vec![filler, row("ipl", "Intense pulsed light", State::Stop, "Declined on Tue 3 Nov 2026.", None)],
            ..empty.clone()
        };
        let ordinary = Self { link: Some("/sign-in/secret".into()), csrf: "token".into(), ..ordinary };
        vec![("empty", empty), ("ordinary", ordinary)]
    }

    fn title(&self) -> String {
        format!("Consents of {}", self.name)
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let way = format!("/patients/{}", self.patient);
        let mut options = vec![(String::new(), "Choose a treatment".to_owned())];
        options.extend(self.choices.iter().cloned());
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), (&self.name, &way)], "Consents"))
            (Heading::new(&format!("Consents of {}", self.name)).lead("What was told and signed, and what is still to be asked."))
            (ui::patient_nav(&self.patient, "/consents"))
            div.stack {
                @if self.services.is_empty() {
                    (ui::section("services", "Treatments", "", &html! { p.muted { "Nothing was asked yet. Choose a treatment below." } }))
                } @else {
                    (ui::section("services", "Treatments", "", &self.rows(&self.services)))
                }
                form.card method="get" action=(format!("{way}/consents")) {
                    (Field::new("service", "Ask about another treatment", Entry::Select(options)))
                    div.actions { (ui::submit("Open its text", Press::Second)) }
                }
                (ui::section("photographs", "Photographs", "each purpose by itself", &self.rows(&self.photographs)))
                (ui::section("own", "On the guest's own", "what was handed over and is not signed yet", &self.own(&way)))
            }
        }
    }
}
