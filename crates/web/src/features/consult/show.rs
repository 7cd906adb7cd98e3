//! The page of a consultation: the steps at the left, one section, and what it already means at the right.
use super::said::{Fault, Said};
use super::so_far::Strip;
use super::{body_image, concerns, goals, history, living, medicines, photographs, skin, still, summary};
use crate::Page;
use crate::features::ask::find::Found;
use crate::session::quoted;
use crate::ui::icon::Icon;
use crate::ui::{self, Press, shape};
use axum::http::StatusCode;
use chart::consult::{Consultation, Section, Standing};
use knowledge::Knowledge;
use maud::{Markup, html};
use vocab::goals::Concern;
use vocab::verdict::State;

/// The parts of the page that follow what is answered.
const LIVE: &str = "score map strip saved found steps heard";

/// One state of the page.
#[derive(Debug, Clone)]
pub struct Consult {
    /// Whose consultation it is.
    pub patient: String,
    /// Their name.
    pub name: String,
    /// Age and what else is said below the name.
    pub who: String,
    /// What was answered so far.
    pub consultation: Consultation,
    /// The section that is shown.
    pub section: Section,
    /// The concern that is looked at, in its section.
    pub concern: Concern,
    /// What the form shows: the draft, or what was typed and cannot be read.
    pub said: Said,
    /// What cannot be read.
    pub faults: Vec<Fault>,
    /// What the chart knew before.
    pub standing: Vec<Standing>,
    /// What it means so far; a guest is not shown it.
    pub strip: Option<Strip>,
    /// What a search found, and whether that is a guess.
    pub found: (Vec<Found>, bool),
    /// Whether a guest holds the tablet.
    pub guest: bool,
    /// The token of the session.
    pub csrf: String,
    /// The knowledge that the questions come from.
    pub knowledge: &'static Knowledge,
    /// The last lines of the chart: when and by whom, and what.
    pub log: Vec<(String, String)>,
    /// Who changed this section since the page was made, if somebody did.
    pub other: Option<String>,
    /// What is known of the photographs.
    pub photos: photographs::Set,
    /// The day of the answers that the form shows, where they are those of the last time.
    pub carried: Option<vocab::Day>,
}

impl Consult {
    /// Where this section is.
    pub(super) fn address(&self) -> String {
        self.address_of(self.section)
    }

    /// Where a section is, for whoever holds the page.
    pub(super) fn address_of(&self, section: Section) -> String {
        if self.guest { format!("/tablet/{section}") } else { format!("/patients/{}/consult/{section}", quoted(&self.patient)) }
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| at == field).map(|(_, why)| why.as_str())
    }

    /// Whether something is wrong with a field whose name begins so.
    pub(super) fn errors_begin_with(&self, start: &str) -> bool {
        self.faults.iter().any(|(at, _)| at.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
    }

    /// Every medicine that is named, in this consultation or in the chart.
    pub(super) fn drugs(&self) -> impl Iterator<Item = &str> {
        let heard = self.consultation.facts.iter();
        heard.chain(self.standing.iter().map(|one| &one.fact)).filter_map(|fact| fact.drug.as_deref())
    }

    /// Whether the chart has this medicine, product or treatment already.
    pub(super) fn in_chart(&self, what: &str) -> bool {
        self.standing.iter().any(|one| one.key.split('@').next() == Some(what))
    }

    /// The sections that whoever holds the page may open.
    pub(super) fn sections(&self) -> impl Iterator<Item = Section> {
        let guest = self.guest;
        Section::ALL.iter().copied().filter(move |section| !guest || section.for_guest())
    }

    fn steps(&self) -> Markup {
        html! {
            nav id="steps" aria-label="Sections" { ol class="consult-steps" {
                @for section in self.sections() {
                    li { a href=(self.address_of(section)) aria-current=[(section == self.section).then_some("step")] {
                        span.mark aria-hidden="true" { @if self.consultation.is_done(section) { "✓" } @else if section == self.section { "●" } @else { "○" } }
                        span { (section.title()) @if self.consultation.is_done(section) { span.unseen { ", done" } } }
                        span.n { (self.count(section)) }
                    } }
                }
            } }
        }
    }

    /// What stands at the end of a step: a number or a few letters.
    fn count(&self, section: Section) -> String {
        let own = &self.consultation;
        let number = |n: usize| if n == 0 { String::new() } else { n.to_string() };
        let open = |section: Section| self.strip.as_ref().map_or(0, |strip| strip.questions.iter().filter(|q| q.section == section).count());
        match section {
            Section::Goals => number(own.goals.wanted.len()),
            Section::History | Section::Medicines => match open(section) {
                0 => String::new(),
                n => format!("{n} to ask"),
            },
            Section::Skin => own.skin.phototype.map(|p| p.code().to_owned()).unwrap_or_default(),
            Section::Concerns => number(own.seen.len()),
            Section::Photographs => number(self.photos.kept),
            Section::Living | Section::BodyImage | Section::Summary => String::new(),
        }
    }

    fn heard(&self) -> Markup {
        let heard = self.strip.as_ref().map(|strip| strip.heard.as_slice()).unwrap_or_default();
        html! {
            div id="heard" {
                @if !heard.is_empty() {
                    section."card consult-heard" {
                        h2 { "Heard so far" }
                        div.cluster { @for (state, text) in heard.iter().take(14) { (heard_chip(*state, text)) } @if heard.len() > 14 { span.chip { (heard.len() - 14) " more" } } }
                    }
                }
            }
        }
    }

    fn strip(&self) -> Markup {
        html! {
            div id="strip" aria-live="polite" {
                @if let Some(strip) = &self.strip {
                    section."card consult-strip" {
                        h2 { "What this already means" }
                        ul class="plain" {
                            @if strip.stopped > 0 { li { (shape(State::Stop)) div { p { b { (strip.stopped) " stop" } } (stops(strip)) } } }
                            @if strip.asking > 0 { li { (shape(State::Ask)) div { p { b { (strip.asking) @if strip.asking == 1 { " waits" } @else { " wait" } } " for an answer or a prescriber." } (self.questions(strip)) } } }
                            li { (shape(State::Clear)) p { b { (strip.clear) @if strip.clear == 1 { " is" } @else { " are" } " clear" } " today." } }
                        }
                    }
                }
            }
        }
    }

    fn questions(&self, strip: &Strip) -> Markup {
        let line = |one: &super::so_far::Open| html! { li { a href={ (self.address_of(one.section)) "#" (one.at) } { (one.text) } " " span."small muted" { (one.waiting) @if one.waiting == 1 { " treatment waits" } @else { " treatments wait" } } } };
        html! {
            @if !strip.questions.is_empty() {
                p.small { "Still to ask:" }
                ul class="consult-open" { @for one in strip.questions.iter().take(4) { (line(one)) } }
                @if strip.questions.len() > 4 {
                    details.consult-says { summary { (strip.questions.len() - 4) " more" (Icon::ChevronRight.with("turn")) } ul class="consult-open" { @for one in strip.questions.iter().skip(4) { (line(one)) } } }
                }
            }
        }
    }

    fn chart(&self) -> Markup {
        html! {
            @if !self.log.is_empty() {
                section.card {
                    h2 { "The chart" }
                    ol class="consult-log" { @for (when, what) in &self.log { li { span."small muted" { (when) } span { (what) } } } }
                    a.consult-all href={ "/patients/" (quoted(&self.patient)) } { "Everything, with who and when" }
                }
            }
        }
    }

    fn form(&self) -> Markup {
        let last = self.sections().last() == Some(self.section);
        html! {
            form."form consult-form" method="post" action=(self.address()) data-live=(LIVE) {
                input type="hidden" name="csrf" value=(self.csrf);
                // The Enter key saves and stays; it never denies a group by accident.
                button.unseen type="submit" name="do" value="save" tabindex="-1" aria-hidden="true" { "Save" }
                (self.saved())
                @if self.other.is_some() { (self.conflict()) }
                @if matches!(self.section, Section::History | Section::Medicines) { (still::view(self)) }
                @if let Some(on) = self.carried { (super::carried::view(on)) }
                @match self.section {
                    Section::Goals => (goals::view(self)),
                    Section::History => (history::view(self)),
                    Section::Medicines => (medicines::view(self)),
                    Section::Skin => (skin::view(self)),
                    Section::Concerns => (concerns::view(self)),
                    Section::Living => (living::view(self)),
                    Section::Photographs => (photographs::view(self)),
                    Section::BodyImage => (body_image::view(self)),
                    Section::Summary => (summary::view(self)),
                }
                @if self.section != Section::Summary {
                    div.form-end {
                        button."btn primary" type="submit" name="do" value="continue" { @if last { "Save and finish" } @else { "Save and continue" } }
                        @if let Some(before) = self.sections().take_while(|s| *s != self.section).last() { (ui::button_link(&self.address_of(before), "Back", Press::Quiet)) }
                    }
                }
            }
        }
    }

    /// What is kept so far; carries the number of the last change, so that two screens do not overwrite each other.
    fn saved(&self) -> Markup {
        let saved = self.consultation.saved.get(&self.section);
        html! {
            p."small muted consult-saved" id="saved" role="status" {
                input type="hidden" name="revision" value=(self.consultation.revision(self.section));
                @if !self.faults.is_empty() { (shape(State::Ask)) "Not kept yet: " @if self.faults.len() == 1 { "one answer needs" } @else { (self.faults.len()) " answers need" } " another look." }
                @else if saved.is_some() { "Kept. You can leave at any time and go on from here." }
                @else { "What you answer is kept as you go." }
            }
        }
    }

    fn conflict(&self) -> Markup {
        let who = self.other.as_deref().unwrap_or_default();
        let words = html! { (who) " changed this section since this page was made. What you see below is yours and is not kept yet. Save it to put it in their place, or " a href=(self.address()) { "look at theirs" } "." };
        ui::notice(State::Ask, "Somebody else answered here as well", &words)
    }
}

fn heard_chip(state: State, text: &str) -> Markup {
    match state {
        State::Clear => html! { span.chip { (text) } },
        State::Ask | State::Stop => ui::chip(state, text),
    }
}

fn stops(strip: &Strip) -> Markup {
    let line = |one: &super::so_far::Stopped| {
        html! { li { b { (one.treatments.join(", ")) } ". " (ui::with_days(&one.because)) span."small muted" { @if !one.free.is_empty() { " The first is free from " (one.free) "." } } } }
    };
    html! {
        ul class="consult-open" { @for one in strip.stops.iter().take(3) { (line(one)) } }
        @if strip.stops.len() > 3 {
            details.consult-says { summary { (strip.stops.len() - 3) " more reasons" (Icon::ChevronRight.with("turn")) } ul class="consult-open" { @for one in strip.stops.iter().skip(3) { (line(one)) } } }
        }
    }
}

impl Page for Consult {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::all()
    }

    fn title(&self) -> String {
        if self.guest { self.section.title().to_owned() } else { format!("{}: {}", self.name, self.section.title()) }
    }

    fn status(&self) -> StatusCode {
        match (&self.other, self.faults.is_empty()) {
            (Some(_), _) => StatusCode::CONFLICT,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, true) => StatusCode::OK,
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        html! {
            div class=(if self.guest { "consult guest" } else { "consult" }) {
                div.consult-side {
                    span.eyebrow { @if self.guest { "Your consultation" } @else { "Consultation" } }
                    h1 { (self.name) }
                    p."muted small" { (self.who) }
                    @if !self.guest { p { a."tall-link small" href={ "/patients/" (quoted(&self.patient)) } { "Leave for the chart" } } }
                    (self.steps())
                    @if !self.guest { (self.heard()) (super::hand::button(self)) }
                }
                div.stack { h2.consult-here { (self.section.title()) } (self.form()) }
                @if self.guest { (super::hand::back(self)) }
                @else { aside.stack aria-label="Beside the answers" { (self.strip()) (self.chart()) } }
            }
            script type="module" src=(crate::assets::address("consult.js")) {}
        }
    }
}
