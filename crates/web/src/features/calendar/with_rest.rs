//! One visit of a series goes where it is wished, and the rest follows by the least change: shown with a reason for each shift,
//! done by one gesture.
use super::desk::{self, Guest, Pairs, said};
use super::mending::{self, Made};
use super::new_visit::Csrf;
use super::repair::{self, Card, Proposed};
use super::{repair_page, typed, visit, words};
use crate::session::Signed;
use crate::ui::{self, Heading};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::booking::{Visit, clock};
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State as Light;

/// The page of a visit that is wished elsewhere, with what follows it.
#[derive(Debug, Clone)]
pub struct WithRest {
    csrf: Csrf,
    visit: Visit,
    day: Day,
    cell: u16,
    /// Who or what was named for the new place: the name of the field and the id.
    named: Vec<(&'static str, String)>,
    /// What moves; without shifts there is none, and it says why.
    card: Card,
    fault: Option<(u16, String)>,
}

/// What was asked: a visit, where it is wished, and what would follow.
struct Asked {
    guest: Guest,
    visit: Visit,
    at: (Day, u16),
    found: Result<Proposed, String>,
}

async fn asked(house: &House, signed: &Signed, id: &str, pairs: &Pairs) -> Result<Asked, Oops> {
    let at = typed::moment(said(pairs, "at"), desk::now(house)?.0).map_err(Oops::BadRequest)?;
    let bookings = desk::bookings(house)?;
    let visit = bookings.one(id).await?;
    let guest = Guest::read(house, &visit.patient, &house.by(signed)).await?;
    let found = match visit::placed(house, signed, &visit, pairs, at, false).await? {
        Err(refused) => Err(refused.says),
        Ok((slot, _)) => {
            let all = bookings.of_patient(&visit.patient).await?;
            let found = repair::with_rest(house, &guest, &visit, &all, &slot).await?;
            found.ok_or_else(|| "It cannot begin there with what lies beside it on its day.".to_owned())
        }
    };
    Ok(Asked { guest, visit, at, found })
}

fn page(signed: &Signed, pairs: &Pairs, asked: Asked, fault: Option<(u16, String)>) -> WithRest {
    let named = ["who", "with"].into_iter().map(|name| (name, said(pairs, name).to_owned())).filter(|(_, id)| !id.is_empty());
    let card = match asked.found {
        Ok(found) => found.card,
        Err(why) => Card { must: Some(why), ..Card::default() },
    };
    let (day, cell) = asked.at;
    WithRest { csrf: Csrf::of(signed), visit: asked.visit, day, cell, named: named.collect(), card, fault }
}

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let asked = match asked(&house, &signed, &id, &pairs).await {
        Ok(asked) => asked,
        // What cannot be read is told on the page on which it can be said again.
        Err(Oops::BadRequest(told)) => return visit::again(&house, &signed, &id, &pairs, (422, told)).await,
        Err(other) => return Err(other),
    };
    Ok(house.show_to(&signed, &page(&signed, &pairs, asked, None)))
}

/// One gesture: what was proposed is done, if it is still what would be proposed.
pub(super) async fn accept(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let asked = match asked(&house, &signed, &id, &pairs).await {
        Ok(asked) => asked,
        Err(Oops::BadRequest(told)) => return visit::again(&house, &signed, &id, &pairs, (422, told)).await,
        Err(other) => return Err(other),
    };
    let made = match &asked.found {
        Ok(found) if !found.shifts.is_empty() && found.card.digest == said(&pairs, "repair") => {
            mending::make(&house, &asked.guest, found, &house.by(&signed)).await?
        }
        Ok(_) | Err(_) => Made::Changed,
    };
    let fault = match made {
        Made::Done => return Ok(Redirect::to(&format!("/calendar/visits/{id}?told=repaired")).into_response()),
        Made::Changed => (409, "Something changed meanwhile, so nothing was moved. This is how it stands now.".to_owned()),
        Made::Stopped(why) => (422, why),
    };
    // What is shown is what would be proposed now.
    let again = self::asked(&house, &signed, &id, &pairs).await?;
    Ok(house.show_to(&signed, &page(&signed, &pairs, again, Some(fault))))
}

impl WithRest {
    fn action(&self) -> String {
        format!("/calendar/visits/{}/with-rest", self.visit.id)
    }

    fn back(&self) -> String {
        format!("/calendar/visits/{}#move", self.visit.id)
    }

    fn proposal(&self) -> Markup {
        let count = self.card.shifts.len();
        let label = match count {
            1 => "Move it there".to_owned(),
            2 => "Move both".to_owned(),
            many => format!("Move all {many}"),
        };
        html! {
            section.card aria-labelledby="moves-title" {
                h2 id="moves-title" { @if count == 1 { "It moves alone" } @else { "What moves" } }
                p.muted { "The least change: the fewest visits, then the smallest shifts. Whatever is not named here stays." }
                (repair_page::shifts(&self.card))
                form method="post" action=(self.action()) {
                    (ui::csrf(&self.csrf))
                    input type="hidden" name="at" value=(words::moment(self.day, self.cell));
                    @for (name, id) in &self.named { input type="hidden" name=(name) value=(id); }
                    input type="hidden" name="repair" value=(self.card.digest);
                    div.form-end {
                        button."btn primary" { (label) }
                        a.btn href=(self.back()) { "Leave everything" }
                    }
                    p."small muted" { (repair_page::GRACE) }
                }
            }
        }
    }
}

impl Page for WithRest {
    fn samples() -> Vec<(&'static str, Self)> {
        let (visit, _) = super::samples::held();
        let (day, cell) = (visit.slot.day.plus(7), 120);
        let shift = |n: u16| format!("Lactic peel {n} moves from Thu 4 March to Thu 11 March 2027, 10:00, because it comes at least 14 days after Lactic peel <{}>.", n - 1);
        let card = Card { visit: visit.id.clone(), patient: "p1".to_owned(), shifts: vec![shift(2), shift(3), shift(4)], stretched: 2, digest: "v6 1".to_owned(), ..Card::default() };
        let of = |card: Card, fault| Self { csrf: Csrf::default(), visit: visit.clone(), day, cell, named: vec![("with", "fern".to_owned())], card, fault };
        let must = Card { must: Some("On Thu 11 March 2027 the safety check says: <why>.".to_owned()), shifts: Vec::new(), ..card.clone() };
        let changed = Some((409, "Something changed meanwhile, so nothing was moved.".to_owned()));
        vec![("several", of(card.clone(), None)), ("alone", of(Card { shifts: vec![shift(2)], stretched: 0, ..card.clone() }, None)), ("changed", of(card, changed)), ("not", of(must, None))]
    }

    fn title(&self) -> String {
        let guest = desk::short(self.visit.guest.as_deref(), false);
        format!("{guest} to {}, {}", words::day(self.day), clock(self.cell))
    }

    fn door(&self) -> Option<&'static str> {
        Some("/calendar")
    }

    fn status(&self) -> StatusCode {
        self.fault.as_ref().and_then(|(status, _)| StatusCode::from_u16(*status).ok()).unwrap_or(StatusCode::OK)
    }

    fn render(&self) -> Markup {
        let own = format!("/calendar/visits/{}", self.visit.id);
        let lead = format!("{} is on {}, {} now. The rest of its series keeps its distances.", self.visit.body.title, words::dated(self.visit.slot.day), clock(self.visit.slot.cell));
        html! {
            (ui::breadcrumbs(&[("Calendar", "/calendar"), ("Visit", &own)], "Move with the rest"))
            (Heading::new(&self.title()).eyebrow("Together with the rest").lead(&lead))
            @if let Some((_, told)) = &self.fault { (ui::notice(Light::Stop, "Not done", &html! { (told) })) }
            div.stack {
                @if let Some(must) = &self.card.must {
                    (ui::notice(Light::Stop, "Not there", &html! { (must) }))
                    div.form-end { a."btn primary" href=(self.back()) { "Other times" } }
                } @else { (self.proposal()) }
            }
        }
    }
}
