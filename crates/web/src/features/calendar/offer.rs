//! The page on which a guest answers an offer, opened by the link in a message; nobody is signed in.
use super::desk::{self, Pairs, said};
use super::passing::waits;
use super::waitlist::answer;
use super::words;
use crate::ui::{self, Heading};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use chart::booking::{Kind, Service, Status, Visit, clock};
use chart::people::{Link, Purpose};
use chart::register::By;
use chart::wait::OfferState;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State as Light;

/// A time that is held for a guest who waits.
#[derive(Debug, Clone)]
pub struct OfferPage {
    state: OfferState,
    /// Whether the answer that was just given came too late.
    late: bool,
    title: String,
    day: Day,
    cell: u16,
    minutes: u16,
    price: String,
    with: String,
    prepare: Vec<String>,
    until: String,
}

async fn opened(house: &House, secret: &str) -> Result<Link, Oops> {
    let link = house.kept()?.people().link(secret, house.now_ms()).await?.ok_or(Oops::LinkOver)?;
    if link.purpose == Purpose::Offer { Ok(link) } else { Err(Oops::LinkOver) }
}

async fn page(house: &House, id: &str, late: bool) -> Result<OfferPage, Oops> {
    let offer = waits(house)?.offer(id).await?;
    let bookings = desk::bookings(house)?;
    let visit = bookings.one(id).await?;
    let service = desk::service(&bookings, &visit.body.service).await?;
    let resources = bookings.resources().await?;
    let who = visit.slot.of(Kind::Practitioner).and_then(|id| resources.iter().find(|one| one.id == id));
    Ok(OfferPage::of(&visit, &service, who.map_or("", |one| one.name.as_str()), offer.state, late, desk::moment(offer.ends_at, &house.zone())))
}

pub(super) async fn open(State(house): State<Shared>, Path(secret): Path<String>) -> Result<Response, Oops> {
    let link = opened(&house, &secret).await?;
    super::passing::advance(&house).await?;
    Ok(house.show(&page(&house, &link.subject, false).await?))
}

pub(super) async fn answered(
    State(house): State<Shared>,
    Path(secret): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let link = opened(&house, &secret).await?;
    let to = match said(&pairs, "answer") {
        "yes" => Status::Booked,
        "no" => Status::Cancelled,
        _ => return Err(Oops::BadRequest("An offer is answered with `yes` or `no`.".to_owned())),
    };
    let by = By { author: "guest".to_owned(), at: house.now_ms() };
    let done = answer(&house, &link.subject, to, &by).await?;
    let page = page(&house, &link.subject, false).await?;
    // The same answer sent twice is the answer; another one came too late.
    let same = (to == Status::Booked) == (page.state == OfferState::Accepted) && page.state != OfferState::Expired;
    Ok(house.show(&OfferPage { late: !done && !same, ..page }))
}

impl OfferPage {
    fn of(visit: &Visit, service: &Service, with: &str, state: OfferState, late: bool, until: String) -> Self {
        Self {
            state,
            late,
            title: visit.body.title.clone(),
            day: visit.slot.day,
            cell: visit.slot.cell,
            minutes: service.minutes(),
            price: crate::features::book::price(service),
            with: with.to_owned(),
            prepare: service.prepare.clone(),
            until,
        }
    }

    fn known(&self) -> Markup {
        ui::facts(&[
            ("When", html! { (words::dated(self.day)) ", " (clock(self.cell)) }),
            ("What", html! { (self.title) ", " (self.minutes) " minutes" }),
            ("With", html! { (self.with) }),
            ("Price", html! { (self.price) }),
            ("Before you come", html! {
                @if self.prepare.is_empty() { "Nothing to prepare." }
                @else { ul.why-not { @for line in &self.prepare { li { (line) } } } }
            }),
        ])
    }
}

impl Page for OfferPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let (visit, service) = super::samples::held();
        let page = |state, late| Self::of(&visit, &service, "Noor Haddad", state, late, "Tue 24 November, 11:00".to_owned());
        vec![
            ("open", page(OfferState::Open, false)),
            ("taken", page(OfferState::Accepted, false)),
            ("declined", page(OfferState::Declined, false)),
            ("late", page(OfferState::Expired, true)),
        ]
    }

    fn title(&self) -> String {
        let time = format!("{}, {}", words::day(self.day), clock(self.cell));
        match self.state {
            OfferState::Open => format!("A time is free: {time}"),
            OfferState::Accepted => format!("We expect you on {time}"),
            OfferState::Declined => "Thank you for telling us".to_owned(),
            OfferState::Expired | OfferState::Lost => "This time went to somebody else".to_owned(),
        }
    }

    fn is_for_guests(&self) -> bool {
        true
    }

    fn render(&self) -> Markup {
        html! {
            (Heading::new(&self.title()).eyebrow("You wait for a time"))
            @if self.late { (ui::notice(Light::Ask, "That came a little late", &html! { "The time was not kept any longer." })) }
            div.stack {
                @match self.state {
                    OfferState::Open => {
                        p.lead { "It is kept for you until " b { (self.until) } "." }
                        (ui::card("The visit", &self.known()))
                        // The address is the key; the form needs no other.
                        form.form-end method="post" {
                            button."btn primary" name="answer" value="yes" { "Yes, I come" }
                            button.btn name="answer" value="no" { "Not this time" }
                        }
                    }
                    OfferState::Accepted => { (ui::card("The visit", &self.known())) p { "Nothing else is needed." } }
                    OfferState::Declined => p { "You stay on the list, and we offer you the next time that fits." },
                    OfferState::Expired | OfferState::Lost => p { "You stay on the list, and we offer you the next time that fits." },
                }
            }
        }
    }
}
