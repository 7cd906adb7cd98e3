//! The good-faith examination: a prescriber saw the patient, and says for which treatments and until when.
use super::person::services;
use super::{Pairs, day, error, said, service_choices, token};
use crate::session::{self, Signed};
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::entry::Body;
use chart::patient::NewEntry;
use chart::people::{EXAMINATION_DAYS, Examination, Mode};
use maud::{Markup, html};
use vocab::{Day, Performer};

/// The most days that an examination may be said to hold, three years: a day beyond it is a slip of the keyboard.
const HOLDS_DAYS_MAX: i32 = 3 * 365;

/// The form of an examination.
#[derive(Debug, Clone, Default)]
pub struct Examining {
    patient: String,
    csrf: String,
    sent: Pairs,
    errors: Vec<(&'static str, String)>,
}

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    house.kept()?.patients().known(&patient).await?;
    let today = house.today().ok_or(Oops::Broken)?;
    let sent = vec![
        ("on".to_owned(), today.to_string()),
        ("until".to_owned(), today.plus(EXAMINATION_DAYS).to_string()),
        ("mode".to_owned(), "in-person".to_owned()),
    ];
    Ok(house.show(&Examining { patient, csrf: signed.csrf, sent, errors: vec![] }))
}

fn read(house: &House, pairs: &Pairs) -> Result<Examination, (&'static str, String)> {
    let services = services(pairs).map_err(|error| ("service", error))?;
    let cleared = match said(pairs, "cleared") {
        "yes" => true,
        "no" => false,
        _ => return Err(("cleared", "Say whether the patient may be treated.".to_owned())),
    };
    let mode = match said(pairs, "mode") {
        "in-person" => Mode::InPerson,
        "video" => Mode::Video,
        _ => return Err(("mode", "Say how you saw the patient.".to_owned())),
    };
    let on = day(pairs, "on").map_err(|error| ("on", error))?;
    if house.today().is_some_and(|today| on > today) {
        return Err(("on", "This day has not come yet.".to_owned()));
    }
    let until = day(pairs, "until").map_err(|error| ("until", error))?;
    if until < on {
        return Err(("until", "The last day lies before the examination.".to_owned()));
    }
    if until.since(on) > HOLDS_DAYS_MAX {
        return Err(("until", "An examination holds for three years at most.".to_owned()));
    }
    let remark = said(pairs, "remark").trim().to_owned();
    let seen = Examination { services, cleared, mode, on, until, remark };
    seen.check().map_err(|fault| ("remark", ui::sentence(&fault.to_string())))?;
    Ok(seen)
}

/// Whether whoever is signed in holds a licence to prescribe on a day, here: a role alone examines and answers for nobody.
pub(crate) async fn prescribes(house: &House, signed: &Signed, day: Day) -> Result<bool, Oops> {
    let place = crate::features::consent::known()?.policy().jurisdiction;
    let roll = house.kept()?.roll().await?;
    let tier = roll.get(&signed.practitioner).and_then(|person| person.performer_on(day, place.as_deref()));
    Ok(tier >= Some(Performer::NpPa))
}

pub(super) async fn sign(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (record, by) = (house.kept()?, house.by(&signed));
    record.patients().known(&patient).await?;
    let wrong = match read(&house, &pairs) {
        Err(wrong) => wrong,
        Ok(seen) if !prescribes(&house, &signed, seen.on).await? => {
            ("on", "No licence of yours to prescribe holds here on this day: record it under People, or let somebody else examine.".to_owned())
        }
        Ok(seen) => if let Err(unproved) = session::reauthenticated(&house, &signed, said(&pairs, "proof")).await {
            ("proof", unproved.beside_the_field()?)
        } else {
            let id = chart::book::new_id(by.at, &mut *house.chance());
            let body = Body::Examination(seen);
            let entry = NewEntry { id, happened_at: by.at, body, amends: None };
            record.patients().record(&patient, None, &[entry], &by, &mut *house.chance()).await?;
            return Ok(Redirect::to(&format!("/patients/{patient}")).into_response());
        },
    };
    Ok(house.show(&Examining { patient, csrf: signed.csrf, sent: pairs, errors: vec![wrong] }))
}

impl Page for Examining {
    fn samples() -> Vec<(&'static str, Self)> {
        let sent = vec![("on".into(), "2026-11-25".into()), ("until".into(), "2027-11-25".into())];
        let bare = Self { patient: "x".into(), csrf: "x".into(), sent, errors: vec![] };
        let errors = vec![("cleared", "Say whether the patient may be treated.".to_owned())];
        vec![("ordinary", bare.clone()), ("wrong", Self { errors, ..bare })]
    }

    fn title(&self) -> String {
        "Examination".into()
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let field = |name, label: &str, entry| {
            Field::new(name, label, entry).value(said(&self.sent, name)).error(error(&self.errors, name))
        };
        let choice = |name: &str, value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            note: String::new(),
            chosen: said(&self.sent, name) == value,
        };
        let cleared = vec![choice("cleared", "yes", "May be treated"), choice("cleared", "no", "May not be treated")];
        let modes = vec![choice("mode", "in-person", "In the same room"), choice("mode", "video", "By live picture and sound")];
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), ("Chart", &format!("/patients/{}", self.patient))], "Examination"))
            (Heading::new("You examined this patient").lead("A medical act begins with an examination by a prescriber. The door asks for it until it ends."))
            form.form.narrow method="post" action={ "/patients/" (self.patient) "/examination" } {
                (token(&self.csrf))
                (service_choices(&self.sent, error(&self.errors, "service")))
                (Choices::one("cleared", "What you found", cleared).error(error(&self.errors, "cleared")))
                (Choices::one("mode", "How you saw the patient", modes).error(error(&self.errors, "mode")))
                (field("on", "Day of the examination", Entry::Date))
                (field("until", "Last day on which it holds", Entry::Date))
                (field("remark", "Remark", Entry::Lines).optional())
                (ui::prove(error(&self.errors, "proof")))
                (ui::submit("Sign the examination", Press::Primary))
            }
        }
    }
}
