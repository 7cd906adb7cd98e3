//! The page of a session: what was done, beside what is usual and what was done last time.
use super::load::Room;
use super::review::Due;
use super::setting::{is_foreign, nanoseconds, usual, with_unit};
use crate::Page;
use crate::session::Carries;
use crate::ui::{self, Entry, Heading, Tone};
use axum::http::StatusCode;
use chart::session::{Beyond, Done, Field, Kind, Limit, Missing, Session, Standing};
use maud::{Markup, html};
use chart::stock::{Amount, Unit};
use std::collections::BTreeMap;
use vocab::verdict::State;

/// So many empty fields that nothing speaks of are folded; fewer stay where they are.
const FOLDED_MIN: usize = 6;

/// A lot that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotChoice {
    /// Id.
    pub id: String,
    /// Name of the product.
    pub product: String,
    /// Number on the pack.
    pub number: String,
    /// Unit of the product; absent = the product is not in the catalogue any more.
    pub unit: Option<Unit>,
    /// All of it in one line.
    pub label: String,
}

impl LotChoice {
    /// So much of it, with its unit.
    pub(super) fn counted(&self, amount: Amount) -> String {
        self.unit.map_or_else(|| amount.to_string(), |unit| unit.counted(amount))
    }
}

/// A field as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The field.
    pub field: Field,
    /// What stands in it, as typed.
    pub value: String,
    /// What stood in it last time.
    pub last: Option<String>,
    /// What the agreed plan says.
    pub planned: Option<String>,
    /// What is usual.
    pub limits: Vec<Limit>,
    /// Whether the value is beyond what is usual.
    pub beyond: bool,
    /// Why it does not hold.
    pub error: Option<String>,
}

/// The page of a session.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the session")]
pub struct Treating {
    /// The token of the forms.
    pub csrf: String,
    /// Id of the patient.
    pub patient: String,
    /// Their name.
    pub name: String,
    /// Id of the session's entry.
    pub entry: String,
    /// Title of the treatment.
    pub title: String,
    /// The phototype that safety counts with; absent = not known.
    pub skin: Option<String>,
    /// The session, as kept or as heard.
    pub session: Session,
    /// How it stands.
    pub standing: Standing,
    /// Its fields.
    pub fields: Vec<Shown>,
    /// Lots that may be chosen.
    pub lots: Vec<LotChoice>,
    /// Whether lots are offered that were not looked at at the door.
    pub more_lots: bool,
    /// Whether there is a door whose lots are the ones that are offered.
    pub could_more: bool,
    /// Ids of the lots that were looked at at the door.
    pub at_hand: Vec<String>,
    /// The hash of the text that was read: another tablet may have kept another one by the time this form is sent.
    pub read: String,
    /// Whether it was begun on another day.
    pub overnight: bool,
    /// The day of the agreed plan that it belongs to, and the planned zones.
    pub planned: Option<(vocab::Day, Vec<vocab::Zone>)>,
    /// Products for this treatment: key and name.
    pub products: Vec<(String, String)>,
    /// Devices that may be chosen: key and name.
    pub devices: Vec<(String, String)>,
    /// Whether it is done with a device.
    pub needs_device: bool,
    /// What is missing for a signature.
    pub gaps: Vec<Missing>,
    /// What the gate says about the settings.
    pub beyond: Vec<Beyond>,
    /// Whose second signature is asked for.
    pub second: Due,
    /// Whether whoever looks performed it.
    pub mine: bool,
    /// Whether whoever looks may give the second signature.
    pub may_review: bool,
    /// Who performed it.
    pub performer: String,
    /// When it began.
    pub started: String,
    /// Hour of its end.
    pub ended: Option<String>,
    /// When it was done last.
    pub last: Option<String>,
    /// Amendments: when, who, why.
    pub changes: Vec<(String, String, String)>,
    /// What did not hold: the text and why, by field.
    pub errors: BTreeMap<String, (String, String)>,
    /// Who signed the text that counts, and when: one text for each signature.
    pub signed: Vec<(String, chart::session::Signature)>,
    /// Whether it is being amended.
    pub amending: bool,
    /// Why it is amended, as typed.
    pub reason: String,
    /// What could not be done: the field and the sentence.
    pub told: Option<(String, String)>,
}

impl Carries for Treating {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Page for Treating {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::treating()
    }

    fn title(&self) -> String {
        format!("{}: {}", self.name, self.title)
    }

    fn status(&self) -> StatusCode {
        if self.told.is_some() || !self.errors.is_empty() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let open = self.mine && (matches!(self.standing, Standing::Draft | Standing::Returned(_)) || self.amending);
        let lead = match self.session.minutes() {
            Some(1) => format!("By {}, began {}, one minute.", self.performer, self.started),
            Some(minutes) => format!("By {}, began {}, {minutes} minutes.", self.performer, self.started),
            None => format!("By {}, began {}.", self.performer, self.started),
        };
        let here = format!("/patients/{}", self.patient);
        html! {
            (ui::breadcrumbs(&[(&self.name, &here)], &self.title))
            (Heading::new(&self.title).eyebrow(&self.name).lead(&lead).chips(self.chips()).actions(self.cards()))
            (ui::patient_nav(&self.patient, "/sessions"))
            (self.undone())
            @if let Standing::Returned(signature) = &self.standing {
                (ui::notice(State::Ask, &format!("{} sent it back", signature.name), &html! { p { (signature.remark) } }))
            }
            (self.left_open())
            @if open { (self.form()) } @else { (self.closed()) }
            (self.history())
            @if !open { (self.ways_on()) }
        }
    }
}

impl Treating {
    /// Offers every lot that may be used today, beside those of the door.
    pub(super) fn offer_more(&mut self, room: &Room<'_>) {
        self.lots = room.choices(&self.session, true);
        self.more_lots = true;
    }

    /// What is told of a session that nobody signed yet, to whoever did not expect it so.
    fn left_open(&self) -> Markup {
        let is_open = matches!(self.standing, Standing::Draft | Standing::Returned(_));
        html! {
            @if is_open && !self.mine {
                (ui::notice(State::Ask, &format!("{} has this session open", self.performer), &html! { p { "It was begun " (self.started) " and is not signed yet. Only " (self.performer) " can write in it and sign it; you see what is kept so far." } }))
            }
            @if is_open && self.mine && self.overnight {
                (ui::notice(State::Ask, "This session was left open", &html! { p { "It was begun " (self.started) ". Write when it really ended, look at everything once more, and sign it." } }))
            }
        }
    }

    fn chips(&self) -> Markup {
        let (tone, word): (Tone, &str) = match &self.standing {
            Standing::Draft => (State::Ask.into(), "Draft, not signed"),
            Standing::ToReview(_) => (State::Ask.into(), "Signed, waits for a second signature"),
            Standing::Returned(_) => (State::Ask.into(), "Sent back"),
            Standing::Signed(_) => (State::Clear.into(), "Signed"),
            Standing::Withdrawn => (State::Stop.into(), "Withdrawn"),
        };
        html! {
            (ui::chip(tone, word))
            @match &self.skin {
                Some(skin) => { (ui::chip(Tone::Plain, &format!("Phototype {skin}"))) }
                None => { (ui::chip(State::Ask, "Phototype not known: the strictest limits are shown")) }
            }
            @if let Some(last) = &self.last { (ui::chip(Tone::Plain, &format!("Last time {last}"))) }
        }
    }

    /// What is one press away when something goes wrong.
    fn cards(&self) -> Markup {
        let link = |key: &str| format!("/patients/{}/emergency/{key}?session={}", self.patient, self.entry);
        html! {
            @if matches!(self.session.done, Done::Injectable(_)) { a.btn.alarm href=(link("vascular_occlusion")) { "Occlusion" } }
            a.btn.alarm href=(link("anaphylaxis")) { "Anaphylaxis" }
            @if matches!(self.session.done, Done::Light(_) | Done::Peel(_) | Done::Needling(_) | Done::Wrap(_)) { a.btn.alarm href=(link("burn")) { "Burn" } }
        }
    }

    fn form(&self) -> Markup {
        let action = format!("/patients/{}/sessions/{}", self.patient, self.entry);
        html! {
            form.form.treat action=(action) method="post" {
                (ui::csrf(self))
                input type="hidden" name="read" value=(self.read);
                @if self.more_lots { input type="hidden" name="more_lots" value="yes"; }
                @if let Some((agreed, _)) = self.planned.as_ref().filter(|_| self.session.repeats.is_none()) {
                    p.small.muted { "Filled in from the plan agreed on " (agreed.in_words()) " where nothing else was said. Look at each before you sign." }
                }
                // The first button is what Enter presses.
                @if self.amending {
                    input type="hidden" name="amending" value="yes";
                    div.form-end { button.btn type="submit" name="do" value="look" { "Look at the changes" } span.small.muted { "Nothing is kept before you sign the amendment at the end of the page." } }
                } @else {
                    div.form-end { button.btn type="submit" name="do" value="keep" { "Keep draft" } span.small.muted { "Nothing is lost when you leave; lots are taken from the shelf as you keep." } }
                }
                @if matches!(self.session.done, Done::Injectable(_)) { (self.injected()) }
                section.treat-part aria-labelledby="settings-title" {
                    h2 #settings-title { "Settings" }
                    (self.settings())
                    @if !self.beyond.is_empty() { (self.outside()) }
                }
                (self.where_done())
                @if !matches!(self.session.done, Done::Injectable(_)) { (self.shelf()) }
                section.treat-part aria-labelledby="end-title" {
                    h2 #end-title { "End and note" }
                    div.form-row {
                        div.field {
                            label for="ended" { "Ended at" }
                            input.input id="ended" name="ended" type="time" value=[self.typed("ended").or(self.ended.as_deref())]
                                aria-invalid=[self.errors.contains_key("ended").then_some("true")] aria-describedby="ended-hint";
                            (self.wrong("ended"))
                            p.hint id="ended-hint" { "Signing fills in the time of now if it is empty." }
                        }
                        (ui::Field::new("note", "Note for colleagues", Entry::Lines).value(&self.session.note).optional())
                    }
                    @if !self.amending { div.form-end { button.btn type="submit" name="do" value="end" { "Ended now" } } }
                }
                (self.signing())
            }
        }
    }

    pub(super) fn typed(&self, field: &str) -> Option<&str> {
        self.errors.get(field).map(|(typed, _)| typed.as_str())
    }

    pub(super) fn wrong(&self, field: &str) -> Markup {
        html! { @if let Some((_, why)) = self.errors.get(field) { p.error id={ (field) "-error" } { (ui::shape(State::Stop)) (why) } } }
    }

    /// The fields. Where many are empty and nothing speaks of them, as the settings of a laser for a panel of red light, they are
    /// folded under those that matter; and so are those of its sisters, as the toxin of a filler.
    fn settings(&self) -> Markup {
        let needed = |shown: &Shown| self.gaps.iter().any(|gap| gap.field == shown.field.key);
        let spoken = |shown: &Shown| {
            let told = shown.last.is_some() || shown.planned.is_some() || shown.error.is_some() || !shown.limits.is_empty();
            told || !shown.value.is_empty()
        };
        let silent = |shown: &Shown| !needed(shown) && !spoken(shown);
        let many = self.fields.iter().filter(|shown| silent(shown)).count() >= FOLDED_MIN;
        let treatment = self.session.treatment.as_str();
        let (rest, first): (Vec<&Shown>, Vec<&Shown>) =
            self.fields.iter().partition(|shown| silent(shown) && (many || is_foreign(treatment, shown.field.key)));
        html! {
            div.form-row { @for shown in first { (self.field(shown)) } @if self.needs_device && !self.devices.is_empty() { (self.device()) } }
            @if self.needs_device && self.devices.is_empty() { p.hint { "No device of this house is on record for this treatment: name in the note what was used." } }
            @if !rest.is_empty() {
                details.disclose.light {
                    summary { @if rest.len() == 1 { "One more setting" } @else { (rest.len()) " more settings" } }
                    div."inside form-row" { @for shown in &rest { (self.field(shown)) } }
                }
            }
        }
    }

    fn field(&self, shown: &Shown) -> Markup {
        let mut hints = Vec::new();
        if let Some(last) = &shown.last {
            hints.push(format!("Last time {}.", with_unit(last, shown.field.kind)));
        }
        if let Some(planned) = &shown.planned {
            let own = *planned == shown.value && self.session.repeats.is_none();
            hints.push(if own { "From the plan.".to_owned() } else { format!("Planned: {}.", with_unit(planned, shown.field.kind)) });
        }
        hints.extend(nanoseconds(&shown.value, shown.field.kind).map(|short| format!("That is {short}.")));
        for limit in &shown.limits {
            hints.push(usual(limit, shown.field.kind));
        }
        let needed = self.gaps.iter().any(|gap| gap.field == shown.field.key);
        let entry = match shown.field.kind {
            Kind::Number { unit, low, high } => Entry::Number {
                low: low.to_string(),
                high: high.to_string(),
                step: "any".to_owned(),
                unit: unit.to_owned(),
            },
            Kind::Choice(words) => Entry::Select(
                std::iter::once((String::new(), "Choose".to_owned()))
                    .chain(words.iter().map(|w| ((*w).to_owned(), ui::capital(w))))
                    .collect(),
            ),
            Kind::Flag => Entry::Select(
                [("", "Choose"), ("yes", "Yes"), ("no", "No")].map(|(v, l)| (v.to_owned(), l.to_owned())).to_vec(),
            ),
            Kind::Text => Entry::Text,
        };
        let mut field = ui::Field::new(shown.field.key, shown.field.label, entry)
            .value(&shown.value)
            .error(shown.error.as_deref());
        if !hints.is_empty() {
            field = field.hint(&hints.join(" "));
        }
        if !needed && shown.value.is_empty() {
            field = field.optional();
        }
        html! {
            div.beside {
                (field)
                @if shown.beyond { p.amber { (ui::shape(State::Ask)) "Beyond what is usual. Look again; you can keep it." } }
            }
        }
    }

    fn device(&self) -> Markup {
        let options = std::iter::once((String::new(), "Choose".to_owned())).chain(self.devices.iter().cloned()).collect();
        let field = ui::Field::new("device", "Device", Entry::Select(options))
            .value(self.session.device.as_deref().unwrap_or_default());
        html! { (field.hint("Only devices whose service is not overdue are offered.")) }
    }

    /// What the gate says about these settings.
    fn outside(&self) -> Markup {
        html! {
            (ui::notice(State::Ask, "A prescriber looks at these settings", &html! {
                ul { @for one in &self.beyond { li { @if let Some(zone) = one.zone { strong { (ui::zone(zone)) ": " } } (one.because) } } }
            }))
        }
    }
}
