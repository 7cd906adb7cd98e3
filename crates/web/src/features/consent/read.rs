//! A text before a person: read, understood, signed.
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press};
use crate::Page;
use axum::http::StatusCode;
use chart::consent::{Item, Meaning, Missing, Part, PartChange, Purpose, Standing, Text, Wrong};
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::Day;
use vocab::verdict::State;

/// The page.
#[derive(Debug, Clone)]
pub struct Read {
    /// Id of the patient.
    pub patient: String,
    /// Name of the patient.
    pub name: String,
    /// The text.
    pub text: Text,
    /// Its hash: what the signature is bound to.
    pub hash: String,
    /// How the consent stands.
    pub stands: Standing,
    /// What changed since it was signed; empty = nothing, or it was never signed.
    pub changes: Vec<PartChange>,
    /// The whole text is shown, not only what changed.
    pub whole: bool,
    /// What the signature means and whether a guardian gives it; absent = it can not be given.
    pub paper: Option<(Meaning, bool)>,
    /// Why it can not be given.
    pub fault: Option<String>,
    /// Token of the form.
    pub csrf: String,
    /// Who explains it.
    pub explained_by: String,
    /// Whether the guest reads it on their own, without the parts that are for staff.
    pub own: bool,
    /// Today.
    pub today: Day,
    /// What was filled in already.
    pub filled: BTreeMap<String, String>,
    /// Questions that were not answered as the text says.
    pub wrong: Vec<Wrong>,
    /// What is missing from the signature.
    pub missing: Vec<Missing>,
}

impl Read {
    fn was(&self, name: &str) -> &str {
        self.filled.get(name).map_or("", String::as_str)
    }

    fn token(&self) -> Markup {
        html! { input type="hidden" name="csrf" value=(self.csrf); }
    }

    fn part(&self, part: Part, items: &[Item]) -> Markup {
        html! {
            section {
                h3 { (self.text.framed(part.title())) }
                ul class="sentences" { @for item in items { li { (item.text) } } }
            }
        }
    }

    fn changed(&self) -> Markup {
        html! {
            (ui::notice(State::Ask, "Only what changed is shown", &html! {
                "You signed an earlier version of this text. " a href="?whole=1" { "Read the whole text" } "."
            }))
            @for change in &self.changes {
                section {
                    h3 { (change.part.title()) }
                    @if !change.added.is_empty() { p.small { "New:" } ul class="sentences" { @for line in &change.added { li { ins { (line) } } } } }
                    @if !change.gone.is_empty() { p.small { "No longer said:" } ul class="sentences" { @for line in &change.gone { li { del { (line) } } } } }
                }
            }
        }
    }

    fn questions(&self) -> Markup {
        html! {
            @if !self.text.questions.is_empty() {
                section.card.sign {
                    h2 { "Before you sign" }
                    p { "So that we know we explained it well:" }
                    @for q in &self.text.questions {
                        @let name = format!("q-{}", q.key);
                        @let was = self.was(&name).to_owned();
                        @let options = q.answers.iter().enumerate().map(|(place, answer)| Choice {
                            value: place.to_string(), label: answer.clone(), note: String::new(), chosen: was == place.to_string(),
                        }).collect();
                        @let error = self.wrong.iter().find(|w| w.question == q.key).map(|w| if w.left_out {
                            "Choose an answer.".to_owned()
                        } else {
                            format!("Let us talk about this one. {}", w.because)
                        });
                        (Choices::one(&name, &q.ask, options).error(error.as_deref()))
                    }
                }
            }
        }
    }

    /// The sentence of the first fault of these kinds.
    fn fault_of(&self, about: impl Fn(&Missing) -> bool) -> Option<String> {
        self.missing.iter().find(|m| about(m)).map(|m| ui::sentence(&m.to_string()))
    }

    fn signature(&self, meaning: Meaning, guardian: bool) -> Markup {
        let name = self.fault_of(|m| matches!(m, Missing::Name | Missing::NameLong | Missing::OtherName(_)));
        let ticked = self.was("meaning") == meaning.code();
        let tick = vec![Choice { value: meaning.code().into(), label: self.text.framed(meaning.sentence()).into(), note: String::new(), chosen: ticked }];
        let relation = self.fault_of(|m| matches!(m, Missing::Guardian));
        let until = self.fault_of(|m| matches!(m, Missing::Until(_)));
        let sentence = self.fault_of(|m| matches!(m, Missing::Meaning));
        let other = self.fault_of(|m| matches!(m, Missing::Text | Missing::Explained));
        let interpreter = self.fault_of(|m| matches!(m, Missing::Interpreter));
        let drawn = self.fault_of(|m| matches!(m, Missing::Drawn));
        let photo = Purpose::of_service(&self.text.service).is_some();
        html! {
            section.card.sign {
                h2 { "Signature" }
                @if let Some(other) = &other { (ui::notice(State::Stop, "Not signed", &html! { (other) })) }
                (Choices::many("meaning", "What the signature means", tick).error(sentence.as_deref()))
                (Field::new("name", if guardian { "Full name of the guardian" } else { "Your full name" }, Entry::Text)
                    .value(self.was("name")).hint("Typing your name is your signature.").error(name.as_deref()))
                @if guardian {
                    (Field::new("relation", "You are the minor's", Entry::Combobox(vec!["mother".into(), "father".into(), "legal guardian".into()]))
                        .value(self.was("relation")).error(relation.as_deref()))
                }
                @if photo {
                    (Field::new("until", "Until which day, if not as long as allowed", Entry::Date).value(self.was("until")).optional().error(until.as_deref()))
                } @else if let Some(until) = &until { (ui::notice(State::Stop, "Not signed", &html! { (until) })) }
                div.field hidden data-draw="drawn" {
                    label for="drawn-pad" { "Draw your signature, if you like" }
                    canvas id="drawn-pad" width="600" height="200" tabindex="-1" {}
                    input type="hidden" name="drawn" value=(self.was("drawn"));
                    button.btn.quiet type="button" data-clear { "Clear the drawing" }
                }
                @if let Some(drawn) = &drawn { p.error { (ui::shape(State::Stop)) (drawn) } }
                (Field::new("speaks", "Your language, if it is not that of this text", Entry::Text).value(self.was("speaks")).optional().hint("Somebody interprets then."))
                (Field::new("interpreter", "Name of the interpreter, if there was one", Entry::Text).value(self.was("interpreter")).optional().error(interpreter.as_deref()))
                p.small.muted { "Explained by " (self.explained_by) " on " (self.today.in_words()) ". The signature is bound to the exact text above, your name, this moment and the sentence you ticked." }
                div.actions { (ui::submit("Sign", Press::Primary)) }
            }
        }
    }

    /// What staff need to know about the text: not part of what is signed.
    fn for_staff(&self) -> Markup {
        let resting: Vec<(&Part, &Item)> = self
            .text
            .parts
            .iter()
            .flat_map(|(part, items)| items.iter().map(move |item| (part, item)))
            .filter(|(_, item)| item.needs_sign_off)
            .collect();
        html! {
            details class="card staff-only" {
                summary { "For staff: what this text rests on" }
                @if resting.is_empty() { p { "Every sentence is signed off." } } @else {
                    p { @if resting.len() == 1 { "One sentence rests" } @else { (resting.len()) " sentences rest" } " on what was recalled and still " @if resting.len() == 1 { "waits" } @else { "wait" } " for a clinician’s sign-off:" }
                    ul class="sentences" { @for (part, item) in resting { li { (ui::sign_off()) " " b { (part.title()) ": " } (item.text) @if !item.sources.is_empty() { " " span.muted { "[" (item.sources.join(", ")) "]" } } } } }
                }
                @if let Some(k) = crate::house::knowledge() { @if !k.care.languages.is_empty() {
                    p { "Other languages:" }
                    ul { @for one in &k.care.languages { li { a href=(format!("/library/languages/{}", one.key)) lang=(one.key) { (one.title) } ": " (one.standing()) "." } } }
                } }
                p.small.muted { "SHA-256 " code class="hash" { (self.hash) } }
            }
        }
    }

    fn beside(&self, base: &str) -> Markup {
        let (state, says) = super::list::told(&self.stands);
        html! {
            section.card {
                h2 { "How it stands" }
                p class="cluster" { (ui::chip(state, match state { State::Clear => "holds", State::Ask => "to do", State::Stop => "not now" })) }
                p { (says) }
                @if self.text.cooling_off_days > 0 {
                    p.small.muted { "At least " (self.text.cooling_off_days) " days to think before a first treatment, counted from the day the text is handed over." }
                    form method="post" action=(format!("{base}/present")) { (self.token()) input type="hidden" name="language" value=(self.text.language); div.actions { (ui::submit("I explained it and hand it over", Press::Second)) } }
                }
                form method="post" action=(format!("{base}/no")) {
                    (self.token())
                    (Field::new("why", "In the patient’s words", Entry::Text).optional())
                    div.actions { (ui::submit(if self.stands.holds() { "Take it back" } else { "The answer is no" }, Press::Quiet)) }
                }
            }
        }
    }
}

impl Page for Read {
    fn samples() -> Vec<(&'static str, Self)> {
        let Some(text) = crate::house::knowledge().and_then(|k| Text::of(k, "botulinum", "en").ok()) else { return Vec::new() };
        let ordinary = Self {
            patient: "p1".into(),
            name: "Amara <Okafor>".into(),
            hash: text.hash(),
            text,
            stands: Standing::Missing,
            changes: Vec::new(),
            whole: true,
            paper: Some((Meaning::Agrees, false)),
            fault: None,
            csrf: "token".into(),
            explained_by: "Imani Clarke, RN".into(),
            own: false,
            today: Day::from_number(20_781),
            filled: BTreeMap::new(),
            wrong: Vec::new(),
            missing: Vec::new(),
        };
        let wrong = Wrong { question: "swallow".into(), left_out: false, because: "It is an emergency.".into() };
        let worst = Self {
            wrong: vec![wrong],
            missing: vec![Missing::Text, Missing::Meaning, Missing::OtherName("Amara <Okafor>".into()), Missing::Guardian],
            paper: Some((Meaning::AgreesForMinor, true)),
            ..ordinary.clone()
        };
        let changes = vec![PartChange {
            part: Part::Risks,
            added: vec!["Rare: <b>new</b>.".into()],
            gone: vec!["Sometimes: old.".into()],
        }];
        let stands = Standing::Changed { parts: vec![Part::Risks], text_hash: "x".into() };
        let renewed = Self { changes, stands, whole: false, ..ordinary.clone() };
        let fault = Some("The day of birth is not known: it decides who signs.".into());
        let unknown = Self { paper: None, fault, ..ordinary.clone() };
        let own = Self { own: true, ..ordinary.clone() };
        vec![("ordinary", ordinary), ("own", own), ("renewed", renewed), ("unknown", unknown), ("worst", worst)]
    }

    fn title(&self) -> String {
        format!("{}: consent", self.text.title)
    }

    fn is_for_guests(&self) -> bool {
        self.own
    }

    fn status(&self) -> StatusCode {
        if self.wrong.is_empty() && self.missing.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let consents = format!("/patients/{}/consents", self.patient);
        let base = if self.own {
            format!("/own/consents/{}", self.text.service)
        } else {
            format!("{consents}/{}", self.text.service)
        };
        let main = html! {
            form method="post" action=(base) {
                (self.token())
                input type="hidden" name="text" value=(self.hash);
                input type="hidden" name="language" value=(self.text.language);
                input type="hidden" name="whole" value=(if self.whole { "yes" } else { "no" });
                div.stack {
                    section.card.reading lang=(self.text.language) {
                        h2 { "What you agree to" }
                        @if self.whole { @for (part, items) in &self.text.parts { (self.part(*part, items)) } } @else { (self.changed()) }
                    }
                    @if let Some(fault) = &self.fault {
                        (ui::notice(State::Stop, "It cannot be signed yet", &html! { (fault) }))
                    }
                    @if let Some((meaning, guardian)) = self.paper { (self.questions()) (self.signature(meaning, guardian)) }
                }
            }
        };
        if self.own {
            return html! { div.guest {
                p { a href="/own/consents" { "All your consents" } }
                (Heading::new(&self.text.title).eyebrow("Consent"))
                (main)
            } };
        }
        let aside = html! { (self.beside(&base)) (self.for_staff()) };
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), (&self.name, &format!("/patients/{}", self.patient)), ("Consents", &consents)], &self.text.title))
            (Heading::new(&self.text.title).eyebrow(&format!("Consent of {}", self.name)).actions(html! { (ui::print_button("Print")) }))
            (ui::patient_nav(&self.patient, "/consents"))
            (ui::columns(&main, &aside))
        }
    }
}
