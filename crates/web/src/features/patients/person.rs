//! Registering somebody, and correcting how they are named and reached.
use super::finding::{Person, age};
use super::{Pairs, said};
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press};
use crate::{Oops, Page, Shared};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::book::new_id;
use chart::entry::{Body, Identity};
use chart::identity::{EMAIL_MAX, NAME_MAX, PHONE_MAX};
use chart::patient::{Found, NewEntry, Patients};
use maud::{Markup, html};
use vocab::case::Sex;
use vocab::{Day, Permission};

/// Nobody who comes is older.
const YEARS_MAX: i16 = 130;
/// From this likeness on two names are worth a second look.
const NAMESAKE: f64 = 0.93;

/// The page of somebody new, or of how somebody is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registering {
    /// Where the form goes.
    pub(super) to: String,
    /// The token of the session.
    pub(super) csrf: String,
    /// Name of the patient whose identity is corrected; empty for somebody new.
    pub(super) known: String,
    /// As typed: name, born, sex, phone, email.
    pub(super) fields: [String; 5],
    /// What is wrong with each of them.
    pub(super) errors: [Option<String>; 5],
    /// Who this may be already.
    pub(super) alike: Vec<Person>,
    /// Entries that were known when the page was made, for a correction.
    pub(super) expect: String,
}

const NAMES: [&str; 5] = ["name", "born", "sex", "phone", "email"];

impl Registering {
    fn of(pairs: &Pairs) -> Self {
        Self { fields: NAMES.map(|name| said(pairs, name).to_owned()), ..Self::default() }
    }

    /// What was typed as an identity, or what is wrong with it.
    fn read(&mut self, today: Option<Day>) -> Option<Identity> {
        let [name, born, sex, phone, email] = self.fields.clone();
        let [name_wrong, born_wrong, sex_wrong, phone_wrong, email_wrong] = &mut self.errors;
        let long = |text: &str, most: usize| text.chars().count() > most;
        if !name.chars().any(char::is_alphabetic) {
            *name_wrong = Some("Write the name as the guest writes it, with at least one letter.".into());
        } else if long(&name, NAME_MAX) {
            *name_wrong = Some(format!("At most {NAME_MAX} letters fit."));
        }
        let day = match born.as_str() {
            "" => None,
            text => match text.parse::<Day>() {
                Ok(day) if today.is_some_and(|today| age(day, today).is_none_or(|years| years > YEARS_MAX)) => {
                    *born_wrong = Some("That day lies in the future or too far back.".into());
                    None
                }
                Ok(day) => Some(day),
                Err(error) => {
                    *born_wrong = Some(ui::sentence(&error.to_string()));
                    None
                }
            },
        };
        let sex = match sex.as_str() {
            "" => None,
            word => word.parse::<Sex>().map_err(|error| *sex_wrong = Some(vocab::nearest::explain(&error))).ok(),
        };
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        if long(&phone, PHONE_MAX) || (!phone.is_empty() && digits < 5) {
            *phone_wrong = Some(format!("A number has at least 5 digits and at most {PHONE_MAX} signs."));
        }
        if long(&email, EMAIL_MAX) || (!email.is_empty() && !email.contains('@')) {
            *email_wrong = Some(format!("An address holds an @ and at most {EMAIL_MAX} letters."));
        }
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let identity = Identity { name, born: day, sex, phone: some(phone), email: some(email) };
        self.errors.iter().all(Option::is_none).then_some(identity)
    }
}

/// The empty form.
pub(super) async fn open(State(house): State<Shared>, signed: Signed) -> Response {
    house.show(&Registering { to: "/patients/new".into(), csrf: signed.csrf.clone(), ..Registering::default() })
}

/// Registers, unless somebody like that is there already and nobody said that it is somebody else.
pub(super) async fn register(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let patients = house.kept()?.patients();
    let mut page = Registering { to: "/patients/new".into(), csrf: signed.csrf.clone(), ..Registering::of(&pairs) };
    let Some(identity) = page.read(house.today()) else { return Ok(house.show(&page)) };
    if said(&pairs, "sure") != "yes" {
        let opens = signed.may(Permission::ChartRead);
        page.alike = alike(&patients, &identity)
            .await?
            .iter()
            .map(|found| Person::of(found, opens, house.today()))
            .collect();
        if !page.alike.is_empty() {
            return Ok(house.show(&page));
        }
    }
    let patient = patients.register(&identity, &house.by(&signed), &mut *house.chance()).await?;
    Ok(led(&signed, &patient))
}

/// Whoever may read the chart goes there; others see how the patient is reached.
fn led(signed: &Signed, patient: &str) -> Response {
    let end = if signed.may(Permission::ChartRead) { "" } else { "/identity" };
    Redirect::to(&format!("/patients/{patient}{end}")).into_response()
}

/// Who the new person may be already: the same number, the same birth day with a name like it, or nearly the same name.
async fn alike(patients: &Patients<'_>, identity: &Identity) -> Result<Vec<Found>, Oops> {
    let mut all: Vec<Found> = Vec::new();
    for found in patients.find(&identity.name).await? {
        let same_day = identity.born.is_some() && found.identity.born == identity.born;
        let other_day = identity.born.is_some() && found.identity.born.is_some() && !same_day;
        if same_day || (found.likeness >= NAMESAKE && !other_day) {
            all.push(found);
        }
    }
    if let Some(phone) = &identity.phone {
        all.extend(patients.find(phone).await?);
    }
    all.sort_by(|a, b| a.patient.cmp(&b.patient));
    all.dedup_by(|a, b| a.patient == b.patient);
    Ok(all)
}

/// How a patient is named and reached, as it stands.
pub(super) async fn edit(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    let patients = house.kept()?.patients();
    let found = patients.who(std::slice::from_ref(&patient)).await?;
    let Some(found) = found.first() else { return Err(gone(&patients, &patient).await) };
    // Of two charts that were joined the kept one says who the person is: a correction belongs there.
    if let Some(kept) = &found.part_of
        && patients.count(kept).await.is_ok()
    {
        return Ok(Redirect::to(&format!("/patients/{kept}/identity")).into_response());
    }
    let Identity { name, born, sex, phone, email } = found.identity.clone();
    let page = Registering {
        to: format!("/patients/{patient}/identity"),
        csrf: signed.csrf.clone(),
        known: name.clone(),
        fields: [
            name,
            born.map(|day| day.to_string()).unwrap_or_default(),
            sex.map(|sex| sex.code().to_owned()).unwrap_or_default(),
            phone.unwrap_or_default(),
            email.unwrap_or_default(),
        ],
        expect: patients.count(&patient).await?.to_string(),
        ..Registering::default()
    };
    Ok(house.show(&page))
}

/// Why a patient has no identity: never there, or erased.
async fn gone(patients: &Patients<'_>, patient: &str) -> Oops {
    patients.count(patient).await.map_or_else(Oops::from, |_| Oops::NotFound)
}

/// Records the corrected identity as a new entry; the old one stays in the story.
pub(super) async fn change(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let patients = house.kept()?.patients();
    let found = patients.who(std::slice::from_ref(&patient)).await?;
    let Some(found) = found.first() else { return Err(gone(&patients, &patient).await) };
    let mut page = Registering {
        to: format!("/patients/{patient}/identity"),
        csrf: signed.csrf.clone(),
        known: found.identity.name.clone(),
        expect: said(&pairs, "expect").to_owned(),
        ..Registering::of(&pairs)
    };
    let Some(identity) = page.read(house.today()) else { return Ok(house.show(&page)) };
    if identity != found.identity {
        let (by, chance) = (house.by(&signed), &mut *house.chance());
        let new = NewEntry {
            id: new_id(by.at, chance),
            happened_at: by.at,
            body: Body::Identity(identity),
            amends: None,
        };
        patients.record(&patient, page.expect.parse().ok(), &[new], &by, chance).await?;
    }
    Ok(led(&signed, &patient))
}

impl Page for Registering {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::registering()
    }

    fn title(&self) -> String {
        if self.known.is_empty() { "Somebody new".into() } else { format!("How {} is reached", self.known) }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn status(&self) -> StatusCode {
        let wrong = self.errors.iter().any(Option::is_some) || !self.alike.is_empty();
        if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let lead = "Only the name is needed to begin. What is not known stays not known, and is asked where it matters.";
        html! {
            @if self.known.is_empty() {
                (ui::breadcrumbs(&[("Patients", "/patients")], "New"))
                (Heading::new("Who is it?").lead(lead))
            } @else {
                (ui::breadcrumbs(&[("Patients", "/patients")], &self.known))
                (Heading::new(&self.title()).lead("A change is a new entry; what stood before stays in the story."))
            }
            form.card method="post" action=(self.to) {
                input type="hidden" name="csrf" value=(self.csrf);
                @if !self.expect.is_empty() { input type="hidden" name="expect" value=(self.expect); }
                (fields(self))
                @if self.alike.is_empty() {
                    div.actions {
                        (ui::submit(if self.known.is_empty() { "Register" } else { "Save" }, Press::Primary))
                        @if let Some(patient) = self.to.strip_suffix("/identity") { (ui::button_link(&format!("{patient}/contact"), "How to reach them", Press::Second)) }
                    }
                } @else {
                    (ui::notice(vocab::verdict::State::Ask, "Somebody like that is registered already", &html! { "Two charts of one person hide things from each other. Open the one that is meant, or say that this is somebody else." }))
                    (ui::rows(&self.alike.iter().map(|one| ui::Row { href: one.href.clone(), title: one.name.clone(), line: one.line.clone() }).collect::<Vec<_>>()))
                    div.actions { button.btn type="submit" name="sure" value="yes" { "It is somebody else: register" } }
                }
            }
        }
    }
}

fn fields(page: &Registering) -> Markup {
    let [name, born, sex, phone, email] = &page.fields;
    let [name_wrong, born_wrong, sex_wrong, phone_wrong, email_wrong] = &page.errors;
    let sexes = vec![
        (String::new(), "Not known".to_owned()),
        ("female".into(), "Female".into()),
        ("male".into(), "Male".into()),
        ("other".into(), "Other".into()),
    ];
    html! {
        (Field::new("name", "Full name", Entry::Text).value(name).hint("As the guest writes it.").error(name_wrong.as_deref()).autofocus())
        (Field::new("born", "Day of birth", Entry::Date).value(born).hint("Without it nobody can be shown to be of age.").error(born_wrong.as_deref()).optional())
        (Field::new("sex", "Sex as recorded for clinical use", Entry::Select(sexes)).value(sex).error(sex_wrong.as_deref()).optional())
        (Field::new("phone", "Telephone", Entry::Text).value(phone).error(phone_wrong.as_deref()).optional())
        (Field::new("email", "E-mail", Entry::Text).value(email).error(email_wrong.as_deref()).optional())
    }
}
