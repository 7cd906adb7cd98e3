//! How a patient may be reached, and for what: asked at the desk, recorded in the chart.
use super::halt::{self, Halted};
use super::{Pairs, said};
use crate::features::consent::who;
use crate::post::tongue::usable;
use crate::session::Signed;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press, Width};
use crate::{House, Oops, Page, Shared, post};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::contact::Contact;
use chart::message::{Purpose, Way};
use maud::{Markup, html};

/// The languages that can be named; the words are English until somebody has translated them and signed that off.
const LANGUAGES: [(&str, &str); 5] =
    [("en", "English"), ("es", "Spanish"), ("de", "German"), ("fr", "French"), ("ar", "Arabic")];

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reaching {
    patient: String,
    name: String,
    email: String,
    phone: String,
    contact: Contact,
    /// Whether anybody was asked at all.
    asked: bool,
    kept: bool,
    fault: Option<String>,
    /// Whether the house stopped every message.
    halted: Halted,
    csrf: String,
}

async fn page(house: &House, signed: &Signed, patient: &str) -> Result<Reaching, Oops> {
    let patients = house.kept()?.patients();
    let identity = who(&patients, patient).await?.ok_or(Oops::NotFound)?;
    // How somebody is reached is for the desk, who may not read the chart: nothing else of it is shown.
    let chart = patients.for_the_house(patient).await?;
    let contact = chart.contact().cloned();
    let halted = halt::of(house, &chart).await?;
    Ok(Reaching {
        patient: patient.to_owned(),
        name: identity.name,
        email: identity.email.unwrap_or_default(),
        phone: identity.phone.unwrap_or_default(),
        asked: contact.is_some(),
        contact: contact.unwrap_or_default(),
        halted,
        csrf: signed.csrf.clone(),
        ..Reaching::default()
    })
}

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let mut page = page(&house, &signed, &patient).await?;
    page.kept = said(&pairs, "kept") == "yes";
    Ok(house.show(&page))
}

/// The page once more, with what is wrong about stopping.
pub(super) async fn again(
    house: &House,
    signed: &Signed,
    patient: &str,
    tell: impl FnOnce(&mut Halted),
) -> Result<Response, Oops> {
    let mut page = page(house, signed, patient).await?;
    tell(&mut page.halted);
    Ok(house.show(&page))
}

pub(super) async fn keep(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let mut page = page(&house, &signed, &patient).await?;
    page.contact = Contact {
        ways: match said(&pairs, "way") {
            "email" => vec![Way::Email, Way::Text],
            "text" => vec![Way::Text, Way::Email],
            _ => Vec::new(),
        },
        language: said(&pairs, "language").to_owned(),
        allows: Purpose::ALL
            .iter()
            .filter_map(|purpose| match said(&pairs, purpose.code()) {
                "yes" => Some((*purpose, true)),
                "no" => Some((*purpose, false)),
                _ => None,
            })
            .collect(),
        by_guest: false,
        // What the house decided about all messages is another decision.
        halt: page.contact.halt.take(),
    };
    let (email, text) = (said(&pairs, "way") == "email", said(&pairs, "way") == "text");
    page.fault = match (email && page.email.is_empty(), text && page.phone.is_empty()) {
        (true, _) => Some("There is no e-mail address yet. Add it under name and address first.".to_owned()),
        (_, true) => Some("There is no telephone number yet. Add it under name and address first.".to_owned()),
        (false, false) if said(&pairs, "way").is_empty() => Some("Choose how, or choose that we only call.".to_owned()),
        (false, false) => None,
    };
    if page.fault.is_some() {
        return Ok(house.show(&page));
    }
    post::outbox(&house)?.keep_contact(&patient, &page.contact, &house.by(&signed), &mut *house.chance()).await?;
    Ok(Redirect::to(&format!("/patients/{patient}/contact?kept=yes")).into_response())
}

/// In which language messages really go, for a wish.
fn languages_hint(wished: &str) -> String {
    let written: Vec<&str> =
        LANGUAGES.iter().filter(|(code, _)| *code == "en" || usable(code).is_some()).map(|(_, name)| *name).collect();
    let known = crate::house::knowledge().and_then(|k| k.language(wished));
    let wish = known.map_or_else(String::new, |language| format!(" {}: {}.", crate::ui::capital(&language.title), language.standing()));
    format!("Messages go in {} so far; any other wish is kept, and goes in English.{wish}", written.join(", "))
}

impl Reaching {
    fn purpose(&self, purpose: Purpose) -> Markup {
        let answer = self.contact.allows.get(&purpose);
        let choice = |value: &str, label: &str, chosen| Choice {
            value: value.into(),
            label: label.into(),
            note: String::new(),
            chosen,
        };
        let choices = vec![
            choice("yes", "Yes", answer == Some(&true)),
            choice("no", "No", answer == Some(&false)),
            choice("", "Not asked yet", answer.is_none()),
        ];
        html! { (Choices::one(purpose.code(), purpose.in_words(), choices).width(Width::Brief)) }
    }
}

impl Page for Reaching {
    fn samples() -> Vec<(&'static str, Self)> {
        let bare = Self {
            patient: "p".into(),
            name: "Amara <Okafor>".into(),
            email: "amara@example.org".into(),
            csrf: "t".into(),
            ..Self::default()
        };
        let contact = Contact {
            ways: vec![Way::Email, Way::Text],
            language: "en".into(),
            allows: [(Purpose::Appointments, true), (Purpose::Recall, false)].into(),
            by_guest: true,
            halt: None,
        };
        let newest = |stopped| Some((stopped, "her <sister> asked for quiet".to_owned(), "Jo Lind, Tue 24 Nov 2026, 14:05".to_owned()));
        let halted = |stopped| Halted { newest: newest(stopped), ..Halted::default() };
        vec![
            ("empty", bare.clone()),
            ("ordinary", Self { contact: contact.clone(), asked: true, kept: true, ..bare.clone() }),
            ("stopped", Self { contact: contact.clone(), asked: true, halted: halted(true), ..bare.clone() }),
            ("written-again", Self { contact, asked: true, halted: halted(false), ..bare.clone() }),
            ("stop-without-reason", Self { halted: Halted { fault: Some("Say why, in a few words.".into()), ..Halted::default() }, ..bare.clone() }),
            ("wrong", Self { fault: Some("There is no telephone <number> yet.".into()), ..bare }),
        ]
    }

    fn title(&self) -> String {
        "How to reach them".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn status(&self) -> StatusCode {
        if self.fault.is_some() || self.halted.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let first = self.contact.ways.first();
        let way = |value: &str, label: &str, note: &str, chosen: bool| Choice {
            value: value.into(),
            label: label.into(),
            note: note.into(),
            chosen,
        };
        let mail = if self.email.is_empty() { "no address yet" } else { &self.email };
        let phone = if self.phone.is_empty() { "no number yet" } else { &self.phone };
        let ways = vec![
            way("email", "By e-mail", mail, first == Some(&Way::Email)),
            way("text", "By text message", phone, first == Some(&Way::Text)),
            way("call", "We only call", "", self.asked && first.is_none()),
        ];
        let languages = LANGUAGES.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect();
        let language = if self.contact.language.is_empty() { "en" } else { &self.contact.language };
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients")], &self.name))
            (Heading::new("How to reach them").eyebrow(&self.name).lead("Ask, and write down the answer. What was not asked counts as no: then somebody calls."))
            @if self.kept { div role="status" { (ui::notice(vocab::verdict::State::Clear, "Kept", &html! { "It counts from the next message on." })) } }
            @if self.halted.is_stopped() { p { a href="#halt" { "Every message to this guest is stopped." } } }
            @if self.contact.by_guest { p.muted { "The guest said this without us, by a link or an answer." } }
            form.form.narrow method="post" action={ "/patients/" (self.patient) "/contact" } {
                input type="hidden" name="csrf" value=(self.csrf);
                (Choices::one("way", "How do you want to hear from us?", ways).error(self.fault.as_deref()))
                (Field::new("language", "In which language?", Entry::Select(languages)).value(language).hint(&languages_hint(language)))
                h2 { "May we write to you about…" }
                @for purpose in Purpose::ALL { (self.purpose(*purpose)) }
                div.actions { (ui::submit("Keep", Press::Primary)) (ui::button_link(&format!("/patients/{}/identity", self.patient), "Name and address", Press::Second)) }
            }
            (self.halted.section(&self.patient, &self.csrf))
        }
    }
}
