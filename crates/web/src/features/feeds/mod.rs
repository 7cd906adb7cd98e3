//! Feeds: one's own visits, or a guest's, in the calendar of a telephone, under a secret address.
mod page;
mod read;

pub use page::FeedPage;
pub(crate) use read::house_name;

use crate::access::{Needs, Routes};
use crate::session::Signed;
use crate::{Door, House, Oops, Shared};
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::people::{AccessEvent, Feed, Names, Whose};
use vocab::Permission::{BookingWrite, CalendarRead};

/// No door of its own: one's own page and the page of a visit lead here.
pub(crate) const DOOR: Option<Door> = None;

pub(crate) fn routes() -> Routes {
    let (reads, writes) = (Needs::May(CalendarRead), Needs::May(BookingWrite));
    Routes::new()
        .get("/feeds/{secret}", Needs::Anyone, read::read)
        .get("/calendar/feed", reads, own)
        .post("/calendar/feed", reads, make_own)
        .post("/calendar/feed/end", reads, end_own)
        .get("/patients/{patient}/feed", writes, of_guest)
        .post("/patients/{patient}/feed", writes, make_of_guest)
        .post("/patients/{patient}/feed/end", writes, end_of_guest)
}

type Pairs = Vec<(String, String)>;

/// Whose feed a page is about.
async fn page(house: &House, signed: &Signed, whose: Whose, subject: &str) -> Result<FeedPage, Oops> {
    let record = house.kept()?;
    let feed = record.people().feed_of(whose, subject).await?;
    let zone = house.zone();
    let clock = |at: i64| crate::ui::moment(at, &zone);
    let roll = record.roll().await?;
    let made = |feed: &Feed| page::Made {
        names: feed.names,
        by: roll.name(&feed.made_by).to_owned(),
        at: clock(feed.made_at),
        seen: if feed.looks == 0 { String::new() } else { clock(feed.seen_at) },
        looks: feed.looks,
    };
    Ok(FeedPage {
        patient: (whose == Whose::Guest).then(|| subject.to_owned()),
        made: feed.as_ref().map(made),
        csrf: signed.csrf.clone(),
        ..FeedPage::default()
    })
}

/// Makes a feed, or makes its address anew, and shows the address once.
async fn make(
    house: &House,
    signed: &Signed,
    (whose, subject): (Whose, &str),
    names: Names,
    headers: &HeaderMap,
) -> Result<Response, Oops> {
    let (people, by) = (house.kept()?.people(), house.by(signed));
    let secret = people.make_feed((whose, subject), names, &by, &mut *house.chance()).await?;
    remember(house, &signed.practitioner, whose, subject, "made").await?;
    let mut page = page(house, signed, whose, subject).await?;
    page.address = format!("{}/feeds/{secret}.ics", base(house, headers));
    Ok(house.show(&page))
}

/// The address under which whoever asks reached this house.
fn base(house: &House, headers: &HeaderMap) -> String {
    // Whoever asks may say any host; only what can be one is written into an address.
    let is_host = |host: &&str| {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
        !host.is_empty() && host.len() <= 255 && host.chars().all(plain)
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(is_host);
    house.public().map_or_else(|| format!("http://{}", host.unwrap_or("localhost")), str::to_owned)
}

async fn end(house: &House, signed: &Signed, whose: Whose, subject: &str) -> Result<(), Oops> {
    if house.kept()?.people().end_feed(whose, subject).await? {
        remember(house, &signed.practitioner, whose, subject, "ended").await?;
    }
    Ok(())
}

async fn remember(house: &House, who: &str, whose: Whose, subject: &str, what: &str) -> Result<(), Oops> {
    let event = AccessEvent::Feed {
        practitioner: who.to_owned(),
        subject: format!("{whose}/{subject}"),
        what: what.to_owned(),
        address: String::new(),
    };
    let by = chart::register::By { author: who.to_owned(), at: house.now_ms() };
    house.kept()?.people().remember(&event, &by, &mut *house.chance()).await?;
    Ok(())
}

async fn own(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    Ok(house.show(&page(&house, &signed, Whose::Practitioner, &signed.practitioner).await?))
}

async fn make_own(
    State(house): State<Shared>,
    signed: Signed,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let whose = (Whose::Practitioner, signed.practitioner.as_str());
    let said = pairs.iter().rev().find(|(name, _)| name == "names").map_or("", |(_, said)| said.as_str());
    let Ok(names) = said.parse::<Names>() else {
        let mut page = page(&house, &signed, whose.0, whose.1).await?;
        page.error = Some("Say how guests are named.".to_owned());
        return Ok(house.show(&page));
    };
    make(&house, &signed, whose, names, &headers).await
}

async fn end_own(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    end(&house, &signed, Whose::Practitioner, &signed.practitioner).await?;
    Ok(Redirect::to("/calendar/feed").into_response())
}

async fn of_guest(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    house.kept()?.patients().known(&patient).await?;
    Ok(house.show(&page(&house, &signed, Whose::Guest, &patient).await?))
}

async fn make_of_guest(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Oops> {
    house.kept()?.patients().known(&patient).await?;
    make(&house, &signed, (Whose::Guest, &patient), Names::None, &headers).await
}

async fn end_of_guest(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    house.kept()?.patients().known(&patient).await?;
    end(&house, &signed, Whose::Guest, &patient).await?;
    Ok(Redirect::to(&format!("/patients/{patient}/feed")).into_response())
}

#[cfg(test)]
mod tests;
