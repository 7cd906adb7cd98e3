//! A guest's own consents: on their telephone before the visit, or on a tablet that was handed over and is locked to these
//! pages. The same text, the same questions, the same hash, the same road to a signature as in the room.
use super::{Given, Pairs, given, known, page, pen, title, today};
use crate::session::{self, Guest, Signed as Person, guest_subject};
use crate::ui::{self, Heading, Press};
use crate::{House, Oops, Page, Shared};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::ChartError;
use chart::consent::{Act, Presented, Standing, Text, standing};
use chart::entry::Body;
use chart::fold::Chart;
use chart::patient::Why;
use chart::people::Purpose;
use chart::register::By;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State as Light;

/// Where these pages begin.
const HERE: &str = "/own/consents";
/// A link opens for a fortnight: it is sent before a visit.
const LINK_MS: i64 = 14 * 86_400_000;
/// How often it opens.
const LINK_USES: i64 = 1_000;

/// A text that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Code of the service.
    pub service: String,
    /// What it is called.
    pub title: String,
    /// How it stands.
    pub state: Light,
    /// In words for the guest.
    pub says: String,
    /// Whether it can be signed now.
    pub open: bool,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnConsents {
    /// First name.
    pub name: String,
    /// Texts that were handed over, in the order of their titles.
    pub texts: Vec<Handed>,
    /// Whether this is a tablet of the house, which is given back.
    pub tablet: bool,
    /// Token of the form.
    pub csrf: String,
}

/// The text that was handed over last, if it still is exactly the text of today in its language, and by whom.
fn handed_over<'c>(chart: &'c Chart, service: &str) -> Option<(Text, &'c Presented)> {
    let newest = chart.lines.iter().rev().find_map(|line| match &line.now {
        Some(Body::Consent(consent)) if consent.service == service => match &consent.act {
            Act::Presented(presented) => Some(presented),
            Act::Misunderstood(_) | Act::Signed(_) | Act::Declined(_) | Act::Withdrawn(_) => None,
        },
        _ => None,
    })?;
    let text = super::text_in(service, &newest.language).ok()?;
    (text.hash() == newest.text_hash).then_some((text, newest))
}

/// Whether a text can be signed as it stands.
fn is_open(stands: &Standing) -> bool {
    match stands {
        Standing::Presented { .. } | Standing::Changed { .. } | Standing::Expired { .. } | Standing::OwnNeeded | Standing::GuardianNeeded => true,
        // What was declined is talked about first, and handed over anew.
        Standing::Holds { .. }
        | Standing::Thinking { .. }
        | Standing::Withdrawn { .. }
        | Standing::Missing
        | Standing::NoText { .. } => false,
    }
}

fn told(stands: &Standing) -> (Light, String) {
    match stands {
        Standing::Holds { on, .. } => (Light::Clear, format!("You signed it on {}.", on.in_words())),
        Standing::Thinking { free_from } => {
            (Light::Clear, format!("You signed it. You have until {} to think it over.", free_from.in_words()))
        }
        Standing::Withdrawn { .. } => (Light::Stop, "You said no. Nothing is done against it.".to_owned()),
        Standing::Changed { .. } => (Light::Ask, "The text changed since you signed it.".to_owned()),
        Standing::Expired { .. } | Standing::OwnNeeded | Standing::GuardianNeeded | Standing::Presented { .. } => {
            (Light::Ask, "Please read and sign it.".to_owned())
        }
        Standing::Missing | Standing::NoText { .. } => (Light::Ask, "We talk about it first.".to_owned()),
    }
}

impl OwnConsents {
    fn of(chart: &Chart, guest: &Guest, day: Day) -> Result<Self, Oops> {
        let k = known()?;
        let mut texts: Vec<Handed> = Vec::new();
        for line in &chart.lines {
            let Some(Body::Consent(consent)) = &line.now else { continue };
            if texts.iter().any(|one| one.service == consent.service) {
                continue;
            }
            if handed_over(chart, &consent.service).is_none() {
                continue;
            }
            let stands = standing(k, chart, &consent.service, day);
            let (state, says) = told(&stands);
            let title = title(k, &consent.service);
            texts.push(Handed { service: consent.service.clone(), title, state, says, open: is_open(&stands) });
        }
        texts.sort_by(|a, b| a.title.cmp(&b.title));
        let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
        Ok(Self {
            name: chart.identity().map_or_else(String::new, |i| first(&i.name)),
            texts,
            tablet: guest.only.is_some(),
            csrf: guest.csrf.clone(),
        })
    }
}

async fn opened(house: &House, guest: &Guest) -> Result<(Chart, By), Oops> {
    let by = By { author: guest.patient.clone(), at: house.now_ms() };
    let patients = house.kept()?.patients();
    let entries = patients.read(&guest.patient, 0, Why::OwnRequest, &by, &mut *house.chance()).await?;
    Ok((Chart::of(&entries), by))
}

pub(super) async fn list(State(house): State<Shared>, guest: Guest) -> Result<Response, Oops> {
    let (chart, _) = opened(&house, &guest).await?;
    Ok(house.show(&OwnConsents::of(&chart, &guest, today(&house)?)?))
}

/// The page of a text that was handed over, and who explained it; the same answer for what was not and for what is not there.
async fn own_page(house: &House, guest: &Guest, chart: &Chart, service: &str) -> Result<(super::Read, String), Oops> {
    let (text, presented) = handed_over(chart, service).ok_or(Oops::NotFound)?;
    let explained_by = presented.explained_by.clone();
    let roll = house.kept()?.roll().await?;
    let who = (guest.csrf.as_str(), roll.name(&explained_by));
    let mut page = page(house, chart, &guest.patient, text, who).await?;
    page.own = true;
    if !is_open(&page.stands) {
        page.paper = None;
        page.fault = Some(told(&page.stands).1);
    }
    Ok((page, explained_by))
}

pub(super) async fn read(
    State(house): State<Shared>,
    guest: Guest,
    Path(service): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let (chart, _) = opened(&house, &guest).await?;
    let (mut page, _) = own_page(&house, &guest, &chart, &service).await?;
    page.whole = page.changes.is_empty() || !super::said(&pairs, "whole").is_empty();
    Ok(house.show(&page))
}

pub(super) async fn sign(
    State(house): State<Shared>,
    guest: Guest,
    Path(service): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (chart, by) = opened(&house, &guest).await?;
    let (page, explained_by) = own_page(&house, &guest, &chart, &service).await?;
    if page.paper.is_none() {
        return Ok(house.show(&page));
    }
    let pen = pen(&house, &explained_by, &pairs)?;
    Ok(match given(&house, &by, &chart, page, &pairs, &pen).await? {
        Given::Signed(_) => Redirect::to(HERE).into_response(),
        Given::Not(page) => house.show(&*page),
    })
}

/// A link of the guest's own, shown once to whoever made it.
pub(super) async fn link(
    State(house): State<Shared>,
    person: Person,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    let record = house.kept()?;
    // Nobody gets a link to a chart that is not there.
    super::who(&record.patients(), &patient).await?.ok_or(Oops::NotFound)?;
    let (by, subject) = (house.by(&person), guest_subject(&patient, HERE));
    let people = record.people();
    let secret = people
        .make_link(Purpose::Guest, &subject, (LINK_MS, LINK_USES), &by, &mut *house.chance())
        .await?;
    Ok(Redirect::to(&format!("/patients/{patient}/consents?link=/sign-in/{secret}#own")).into_response())
}

/// The same link for a letter, as a path. Nothing where the text was not handed over in today's words: then it is explained
/// in the room first, and a link would open a page with nothing to sign.
///
/// # Errors
/// The record refuses.
pub(crate) async fn in_letter(house: &House, chart: &Chart, about: (&str, &str), by: &By) -> Result<Option<String>, ChartError> {
    let (patient, service) = about;
    let Some(record) = house.record().filter(|_| handed_over(chart, service).is_some()) else { return Ok(None) };
    let (people, subject) = (record.people(), guest_subject(patient, HERE));
    let secret =
        people.make_link(Purpose::Guest, &subject, (LINK_MS, LINK_USES), by, &mut *house.chance()).await?;
    Ok(Some(format!("/sign-in/{secret}")))
}

/// Locks this tablet to the guest's own consents.
pub(super) async fn tablet(
    State(house): State<Shared>,
    person: Person,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    super::who(&house.kept()?.patients(), &patient).await?.ok_or(Oops::NotFound)?;
    session::hand_over(&house, &person, &patient, HERE).await
}

/// The tablet goes back: its link ends for good.
pub(super) async fn back(State(house): State<Shared>, guest: Guest) -> Result<Response, Oops> {
    house.kept()?.people().end_link(&guest.link).await?;
    let mut response = Redirect::to("/thank-you").into_response();
    session::forget_guest(&mut response, house.is_under_tls());
    Ok(response)
}

impl Page for OwnConsents {
    fn samples() -> Vec<(&'static str, Self)> {
        let one = |service: &str, title: &str, state, says: &str, open| Handed {
            service: service.into(),
            title: title.into(),
            state,
            says: says.into(),
            open,
        };
        let ordinary = Self {
            name: "Amara".into(),
            texts: vec![
                one("filler_ha", "Hyaluronic acid <filler>", Light::Ask, "Please read and sign it.", true),
                one("photo_record", "Photographs for your record", Light::Clear, "You signed it.", false),
            ],
            tablet: true,
            csrf: "token".into(),
        };
        let empty = Self { texts: Vec::new(), tablet: false, ..ordinary.clone() };
        vec![("empty", empty), ("ordinary", ordinary)]
    }

    fn title(&self) -> String {
        "Your consents".into()
    }

    fn is_for_guests(&self) -> bool {
        true
    }

    fn render(&self) -> Markup {
        let left = self.texts.iter().filter(|one| one.open).count();
        let lead = match left {
            0 => "Nothing is left to sign.".to_owned(),
            1 => "One text is left to read and sign.".to_owned(),
            n => format!("{n} texts are left to read and sign."),
        };
        html! {
            div.guest {
                (Heading::new("Your consents").eyebrow(&format!("Hello {}", self.name)).lead(&lead))
                @if !self.texts.is_empty() {
                    ul class="lines" { @for one in &self.texts {
                        li class="line-item" {
                            (ui::shape(one.state))
                            div.grow { b { (one.title) } p.small { (one.says) } }
                            div.actions {
                                @let label = format!("{}: {}", if one.open { "Read and sign" } else { "Read" }, one.title);
                                (ui::button_link(&format!("{HERE}/{}", one.service), &label, if one.open { Press::Primary } else { Press::Second }))
                            }
                        }
                    } }
                }
                p.small.muted { "Signing is never the last word: you may say no at any time, also in the room." }
                @if self.tablet {
                    form method="post" action=(format!("{HERE}/back")) {
                        input type="hidden" name="csrf" value=(self.csrf);
                        (ui::submit("I am done, take the tablet back", Press::Second))
                    }
                }
            }
        }
    }
}
