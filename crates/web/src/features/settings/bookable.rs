//! What can be booked: the people, rooms and devices of the calendar, and the services that need them. A new house begins here.
use super::bookable_page::{Bookable, MINUTES, Typed};
use crate::features::calendar::desk::{self, Pairs, said};
use crate::key::{key_of, words};
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::booking::{GRAIN_MINUTES, Kind, Resource, Segment, SegmentKind, Service};
use std::collections::BTreeSet;
use vocab::{Money, Permission};

/// The longest name or sentence, letters.
const WORDS_MAX: usize = 200;
/// Words by which a room or a device is asked for.
const SKILLS_MAX: usize = 20;
/// The longest stretch of a visit, minutes.
const STRETCH_MAX: u16 = 480;
/// The most days that are called quiet.
const QUIET_MAX: u16 = 60;
/// Sentences of what to do before.
const PREPARE_MAX: usize = 12;
/// Things and services of one house.
const MANY: usize = 400;

pub(super) async fn open(State(house): State<Shared>, signed: Signed, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let mut page = page(&house, &signed).await?;
    said(&pairs, "told").clone_into(&mut page.told);
    page.typed = page.about(said(&pairs, "thing"), said(&pairs, "service"));
    Ok(house.show_to(&signed, &page))
}

async fn page(house: &House, signed: &Signed) -> Result<Bookable, Oops> {
    let (bookings, roll) = (desk::bookings(house)?, house.kept()?.roll().await?);
    let k = desk::gate()?.knowledge();
    Ok(Bookable {
        things: bookings.resources().await?,
        services: bookings.services().await?,
        people: roll.active().map(|person| (person.id.clone(), person.name.clone())).collect(),
        treatments: k.treatments.iter().map(|one| (one.code.clone(), one.title.clone())).collect(),
        currency: k.clinic().map_or_else(|| "EUR".to_owned(), |clinic| clinic.currency.code().to_owned()),
        may_set: signed.may(Permission::Settings),
        may_offer: signed.may(Permission::CatalogueWrite),
        csrf: signed.csrf.clone(),
        ..Bookable::default()
    })
}

/// Whether two names are the same but for case and what stands between their words. Who writes the name of something that is
/// here changes that, and adds no second one.
fn same_name(one: &str, other: &str) -> bool {
    words(one) == words(other)
}

fn skills(text: &str) -> BTreeSet<String> {
    text.split(',').map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect()
}

fn is_long(text: &str) -> bool {
    text.chars().count() > WORDS_MAX
}

/// Adds somebody or something that can be booked, or changes it.
pub(super) async fn thing(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let mut page = page(&house, &signed).await?;
    match read_thing(&page, &pairs) {
        Ok(one) => {
            let mut things = page.things;
            match things.iter_mut().find(|other| other.id == one.id) {
                Some(other) => *other = one,
                None => things.push(one),
            }
            desk::bookings(&house)?.keep_resources(&things).await?;
            Ok(Redirect::to("/settings/bookable?told=kept#things").into_response())
        }
        Err(errors) => {
            (page.errors, page.typed) = (errors, Typed::Thing(pairs));
            Ok(house.show_to(&signed, &page))
        }
    }
}

type Errors = Vec<(&'static str, String)>;

fn read_thing(page: &Bookable, pairs: &Pairs) -> Result<Resource, Errors> {
    let mut errors = Errors::new();
    let kind: Option<Kind> = said(pairs, "kind").parse().map_err(|e| errors.push(("kind", vocab::nearest::explain(&e)))).ok();
    let person = page.people.iter().find(|(id, _)| id == said(pairs, "person"));
    let is_person = kind == Some(Kind::Practitioner);
    let name = person.filter(|_| is_person).map_or(said(pairs, "name"), |(_, name)| name.as_str());
    if is_person && person.is_none() {
        errors.push(("person", "Choose who it is; whoever is missing is invited under People first.".to_owned()));
    }
    if !is_person && (words(name).is_empty() || is_long(name)) {
        errors.push(("name", format!("A name of 1 to {WORDS_MAX} letters, such as `Fern`.")));
    }
    let words = skills(said(pairs, "skills"));
    if words.len() > SKILLS_MAX || words.iter().any(|word| is_long(word)) {
        errors.push(("skills", format!("At most {SKILLS_MAX} words, with commas between them.")));
    }
    if is_long(said(pairs, "line")) {
        errors.push(("line", format!("At most {WORDS_MAX} letters.")));
    }
    let id = match (kind, person) {
        (Some(Kind::Practitioner), Some((id, _))) => id.clone(),
        (Some(kind), _) => {
            let same = page.things.iter().find(|one| one.kind == kind && same_name(&one.name, name));
            let taken = |id: &str| page.things.iter().any(|one| one.id == id);
            same.map_or_else(|| key_of(&format!("{} {name}", kind.code()), kind.code(), taken), |one| one.id.clone())
        }
        (None, _) => String::new(),
    };
    let before = page.things.iter().find(|one| one.id == id);
    if before.is_none() && page.things.len() >= MANY {
        errors.push(("name", format!("A house has at most {MANY} of them.")));
    }
    match (kind, errors.is_empty()) {
        (Some(kind), true) => Ok(Resource {
            id,
            kind,
            name: name.trim().to_owned(),
            line: said(pairs, "line").to_owned(),
            // What somebody may do stays until the services say otherwise.
            skills: if is_person {
                before.map(|one| one.skills.clone()).unwrap_or_default()
            } else {
                words.into_iter().map(|word| (word, None)).collect()
            },
            retired: false,
        }),
        _ => Err(errors),
    }
}

/// Takes something out of the booking, or puts it back: what was booked stays.
pub(super) async fn retired(State(house): State<Shared>, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let bookings = desk::bookings(&house)?;
    let mut things = bookings.resources().await?;
    let one = things.iter_mut().find(|one| one.id == said(&pairs, "id")).ok_or(Oops::NotFound)?;
    one.retired = said(&pairs, "to") == "out";
    bookings.keep_resources(&things).await?;
    Ok(Redirect::to("/settings/bookable?told=kept#things").into_response())
}

/// Adds a service, or changes the one of the same name, and who does it.
pub(super) async fn service(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let mut page = page(&house, &signed).await?;
    let who: BTreeSet<&str> = pairs.iter().filter(|(name, _)| name == "who").map(|(_, id)| id.as_str()).collect();
    match read_service(&page, &pairs, &who) {
        Ok(one) => {
            let bookings = desk::bookings(&house)?;
            let mut things = page.things;
            for person in things.iter_mut().filter(|one| one.kind == Kind::Practitioner) {
                person.skills.retain(|(skill, _)| *skill != one.key);
                if who.contains(person.id.as_str()) {
                    person.skills.push((one.key.clone(), None));
                }
            }
            let mut services = page.services;
            match services.iter_mut().find(|other| other.key == one.key) {
                Some(other) => *other = one,
                None => services.push(one),
            }
            bookings.keep_services(&services).await?;
            bookings.keep_resources(&things).await?;
            Ok(Redirect::to("/settings/bookable?told=kept#services").into_response())
        }
        Err(errors) => {
            (page.errors, page.typed) = (errors, Typed::Service(pairs));
            Ok(house.show_to(&signed, &page))
        }
    }
}

fn read_service(page: &Bookable, pairs: &Pairs, who: &BTreeSet<&str>) -> Result<Service, Errors> {
    let mut errors = Errors::new();
    let (title, treatment) = (said(pairs, "title"), said(pairs, "treatment"));
    let same = page.services.iter().find(|one| same_name(&one.title, title));
    let taken = |key: &str| page.services.iter().any(|one| one.key == key);
    let key = same.map_or_else(|| key_of(title, "service", taken), |one| one.key.clone());
    if words(title).is_empty() || is_long(title) {
        errors.push(("title", format!("A name of 1 to {WORDS_MAX} letters, as the price list says it.")));
    }
    if !treatment.is_empty() && !page.treatments.iter().any(|(code, _)| code == treatment) {
        errors.push(("treatment", "Choose a treatment that the library knows, or a talk.".to_owned()));
    }
    let segments = stretches(pairs, &mut errors);
    let practitioner = |id: &&str| page.things.iter().any(|one| one.kind == Kind::Practitioner && one.id == **id && !one.retired);
    if who.is_empty() || !who.iter().all(practitioner) {
        errors.push(("who", "Choose at least one person of the calendar.".to_owned()));
    }
    let mut needs = vec![(Kind::Practitioner, key.clone())];
    for (field, kind) in [("room", Kind::Room), ("device", Kind::Device)] {
        let word = said(pairs, field);
        let serves = |one: &Resource| one.kind == kind && one.skills.iter().any(|(skill, _)| skill == word);
        match (word, page.things.iter().any(serves)) {
            ("", _) if kind == Kind::Device => {}
            ("", _) => errors.push((field, "Choose what the room must serve for.".to_owned())),
            (_, false) => errors.push((field, "Nothing in the house serves for that.".to_owned())),
            (word, true) => needs.push((kind, word.to_owned())),
        }
    }
    let price = price(page, said(pairs, "price"), &mut errors);
    let quiet = ["quiet_low", "quiet_high"].map(|name| {
        let typed = said(pairs, name);
        let days = if typed.is_empty() { Some(0) } else { typed.parse().ok() };
        let days = days.filter(|days| *days <= QUIET_MAX);
        days.unwrap_or_else(|| {
            errors.push((name, format!("A whole number of days, 0 to {QUIET_MAX}.")));
            0
        })
    });
    if quiet[0] > quiet[1] && !errors.iter().any(|(name, _)| name.starts_with("quiet")) {
        errors.push(("quiet_high", "Not less than the fewest.".to_owned()));
    }
    let prepare: Vec<String> = said(pairs, "prepare").lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    if prepare.len() > PREPARE_MAX || prepare.iter().any(|line| is_long(line)) || is_long(said(pairs, "line")) || is_long(said(pairs, "family")) {
        errors.push(("prepare", format!("At most {PREPARE_MAX} lines, and no line longer than {WORDS_MAX} letters.")));
    }
    let before = page.services.iter().find(|one| one.key == key);
    // What was set for another treatment says nothing of this one.
    let same = before.filter(|one| one.treatment == treatment);
    let percent = setting(pairs, ("percent", 100.0), same.and_then(|one| one.percent), &mut errors);
    let ph = setting(pairs, ("ph", 14.0), same.and_then(|one| one.ph), &mut errors);
    if before.is_none() && page.services.len() >= MANY {
        errors.push(("title", format!("A house offers at most {MANY} services.")));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Service {
        key,
        title: title.to_owned(),
        line: said(pairs, "line").to_owned(),
        family: said(pairs, "family").to_owned(),
        treatment: treatment.to_owned(),
        percent,
        ph,
        segments,
        needs,
        price_minor: price.map(|money| money.minor_units),
        currency: page.currency.clone(),
        quiet_days: (quiet[0], quiet[1]),
        prepare,
        public: said(pairs, "public") == "yes",
    })
}

/// A setting that the gate is asked with, from 0 to the most; an empty field leaves what stood there.
fn setting(pairs: &Pairs, (name, most): (&'static str, f64), stood: Option<f64>, errors: &mut Errors) -> Option<f64> {
    let typed = said(pairs, name);
    if typed.is_empty() {
        return stood;
    }
    let value = typed.parse::<f64>().ok().filter(|value| (0.0..=most).contains(value));
    if value.is_none() {
        errors.push((name, format!("A number from 0 to {most}, such as `3.5`; empty where it has none.")));
    }
    value
}

fn price(page: &Bookable, typed: &str, errors: &mut Errors) -> Option<Money> {
    if typed.is_empty() {
        return None;
    }
    let money = page.currency.parse().ok().and_then(|currency| Money::typed(typed, currency));
    if money.is_none() {
        errors.push(("price", format!("An amount of {}, such as `120` or `99.50`; empty where it is told in the consultation.", page.currency)));
    }
    money
}

/// The stretches of a visit, in steps of five minutes.
fn stretches(pairs: &Pairs, errors: &mut Errors) -> Vec<Segment> {
    let kinds = [SegmentKind::Prepare, SegmentKind::Hands, SegmentKind::Processing, SegmentKind::Clean];
    let mut segments = Vec::new();
    for ((name, _), kind) in MINUTES.iter().zip(kinds) {
        let typed = said(pairs, name);
        let minutes = if typed.is_empty() { Ok(0) } else { typed.parse::<u16>() };
        match minutes {
            Ok(0) if kind == SegmentKind::Hands => errors.push((name, "Hands are on the guest for five minutes at least.".to_owned())),
            Ok(0) => {}
            Ok(minutes) if minutes.is_multiple_of(GRAIN_MINUTES) && minutes <= STRETCH_MAX => {
                segments.push(Segment { kind, length: minutes / GRAIN_MINUTES });
            }
            _ => errors.push((name, format!("Minutes in steps of {GRAIN_MINUTES}, at most {STRETCH_MAX}."))),
        }
    }
    segments
}
