//! Treating: a session from the door to the second signature, and the cards for when something goes wrong.
mod begin;
mod card;
mod closed;
mod face;
mod heard;
mod load;
mod open;
mod open_card;
mod parts;
mod passed;
pub(crate) mod planned;
mod review;
mod samples;
mod setting;
mod show;
mod signing;
pub(crate) mod told;

pub use begin::Begin;
pub use card::Card;
pub use review::Reviewing;
pub use show::Treating;

use crate::access::{Needs, Routes};
use crate::features::people::prescribes;
use crate::session::{Signed, reauthenticated};
use crate::{Door, Oops, Shared, ui::icon::Icon};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::ChartError;
use chart::entry::Body;
use chart::patient::NewEntry;
use chart::session::{Emergency, Meaning, Session, Standing, WaitingFor, standing};
use load::Room;
use vocab::Permission;

/// Behind the words Second signatures.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Review",
    href: "/review",
    icon: Icon::Pen,
    line: "Sessions that wait for a second signature, the oldest first.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    let writes = Needs::May(Permission::SessionWrite);
    Routes::new()
        .get("/patients/{patient}/sessions/new", writes, new)
        .get("/patients/{patient}/sessions", writes, new)
        .post("/patients/{patient}/sessions", writes, begin)
        .get("/patients/{patient}/sessions/{session}", Needs::May(Permission::ChartRead), session)
        .post("/patients/{patient}/sessions/{session}", writes, keep)
        .post("/patients/{patient}/sessions/{session}/review", Needs::May(Permission::CoSign), second)
        .get("/patients/{patient}/emergency/{card}", writes, emergency)
        .post("/patients/{patient}/emergency/{card}", writes, log)
        .get("/review", Needs::May(Permission::CoSign), waiting)
}

/// Two tablets with the same session: nothing is written over unseen.
const STALE: &str = "This session was kept on another device since you opened it here. What is kept now stands below, with your settings in their fields; nothing of yours was kept yet. Look at it, then keep or sign again.";

/// What a form sent: names and texts, in their order.
pub(crate) type Pairs = Vec<(String, String)>;

/// The last text under a name; empty where there is none.
pub(crate) fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.as_str())
}

fn address(patient: &str, entry: &str) -> String {
    format!("/patients/{patient}/sessions/{entry}")
}

async fn new(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let room = Room::enter(&house, &signed, &patient).await?;
    Ok(house.show_to(&signed, &room.beginning(said(&pairs, "treatment"), None).await?))
}

async fn begin(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let room = Room::enter(&house, &signed, &patient).await?;
    let treatment = said(&pairs, "treatment");
    // A second press, another tablet: one session is open, and it is gone on with.
    if let Some(open) = room.own_of_today(treatment) {
        return Ok(Redirect::to(&address(&patient, open)).into_response());
    }
    let (pass, checked) = match room.pass(treatment) {
        Ok(pass) => pass,
        Err(why) => return Ok(house.show_to(&signed, &room.beginning(treatment, Some(&why.to_string())).await?)),
    };
    // What holds at the door holds when it begins: a lot recalled, a no said, a finding written down since then stops it.
    if let Some(since) = crate::features::door::since(&house, &signed, &patient, checked).await? {
        return Ok(house.show_to(&signed, &room.beginning(treatment, Some(&since)).await?));
    }
    let session = room.first(treatment, said(&pairs, "again") == "yes", &pass).await?;
    let begun = room
        .record
        .patients()
        .begin_session(room.k, &patient, &session, &pass, &room.by, &mut *house.chance())
        .await;
    match begun {
        Ok(begun) => Ok(Redirect::to(&address(&patient, &begun.entry)).into_response()),
        Err(ChartError::Stock(not)) => {
            Ok(house.show_to(&signed, &room.beginning(treatment, Some(&not.to_string())).await?))
        }
        Err(refused @ ChartError::Form { .. }) => {
            // Another tablet was quicker by a moment: its session is the one.
            let room = Room::enter(&house, &signed, &patient).await?;
            if let Some(open) = room.own_of_today(treatment) {
                return Ok(Redirect::to(&address(&patient, open)).into_response());
            }
            Ok(house.show_to(&signed, &room.beginning(treatment, Some(&refused.to_string())).await?))
        }
        Err(other) => Err(other.into()),
    }
}

async fn session(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, entry)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let room = Room::enter(&house, &signed, &patient).await?;
    let mut page = room.treating(&entry, None).await?;
    page.amending = said(&pairs, "amend") == "yes" && page.mine;
    if said(&pairs, "lots") == "more" {
        page.offer_more(&room);
    }
    Ok(house.show_to(&signed, &page))
}

async fn keep(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, entry)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let room = Room::enter(&house, &signed, &patient).await?;
    let (line, now) = room.find(&entry)?;
    // Whose chart it stands in: of two that are read as one, the one in which it was begun.
    let owner = line.entry.patient.clone();
    let is_stale = !said(&pairs, "read").is_empty() && said(&pairs, "read") != chart::session::hash_of(&now);
    let heard = if is_stale { heard::beside(&now, &pairs, &room) } else { heard::heard(&now, &pairs, &room) };
    let deed = heard.deed.clone();
    let amending = said(&pairs, "amending") == "yes" && deed != "amend";
    let mut kept = false;
    let told = if is_stale {
        Some(("do".to_owned(), STALE.to_owned()))
    } else if amending {
        // Nothing of an amendment is kept before it is signed: the page is shown with what was pressed.
        (!heard.errors.is_empty()).then(|| ("do".to_owned(), "Some fields need another look.".to_owned()))
    } else if heard.errors.is_empty() {
        let stored = stored(&house, &signed, &room, (&owner, &entry), &heard.session, &pairs, &deed).await?;
        kept = stored.kept;
        stored.told
    } else {
        Some(("do".to_owned(), "Some fields need another look; nothing was kept.".to_owned()))
    };
    if told.is_none() && !amending {
        let here = address(&patient, &entry);
        let to = if matches!(deed.as_str(), "sign" | "amend") { here } else { format!("{here}#{}", heard.place) };
        return Ok(Redirect::to(&to).into_response());
    }
    // What was just kept is what the form is read over from now on: its next press is no other device's.
    let room = if kept { Room::enter(&house, &signed, &patient).await? } else { room };
    let mut page = room.treating(&entry, Some(&heard)).await?;
    page.amending = (amending || deed == "amend") && page.mine;
    if said(&pairs, "more_lots") == "yes" {
        page.offer_more(&room);
    }
    page.told = told;
    said(&pairs, "reason").clone_into(&mut page.reason);
    Ok(house.show_to(&signed, &page))
}

/// What became of a form.
struct Stored {
    /// The field and the sentence, where it could not be done.
    told: Option<(String, String)>,
    /// Whether the text was kept all the same.
    kept: bool,
}

/// Keeps, signs or amends.
async fn stored(
    house: &Shared,
    signed: &Signed,
    room: &Room<'_>,
    (owner, entry): (&str, &str),
    session: &Session,
    pairs: &Pairs,
    deed: &str,
) -> Result<Stored, Oops> {
    let patients = room.record.patients();
    let undone = |told| Stored { told: Some(told), kept: false };
    let signs = matches!(deed, "sign" | "amend");
    if signs && let Err(unproved) = reauthenticated(house, signed, said(pairs, "proof")).await {
        return unproved.beside_the_field().map(|words| undone(("proof".to_owned(), words)));
    }
    let keeps = room.keeps(&session.treatment);
    let is_whole = chart::session::missing(room.k, session, keeps).is_empty();
    let second = room.second(session).await?;
    let who = (signed.name.as_str(), &second);
    let chance = &mut *house.chance();
    let mut kept = false;
    let done = if deed == "amend" {
        let why = said(pairs, "reason");
        if !is_whole {
            return Ok(undone((signing::UNSIGNED.to_owned(), "Nothing of the amendment is kept yet.".to_owned())));
        }
        let day = room.today;
        patients.amend_session(room.k, owner, entry, session, why, keeps, who, day, &room.by, chance).await.map(|_| ())
    } else {
        match patients.keep_session(owner, entry, session, room.today, &room.by, chance).await {
            Ok(_) if signs && !is_whole => {
                let told = (signing::UNSIGNED.to_owned(), "What stands here is kept as a draft.".to_owned());
                return Ok(Stored { told: Some(told), kept: true });
            }
            Ok(_) if signs => {
                kept = true;
                patients.sign_session(room.k, owner, entry, keeps, who, &room.by, chance).await.map(|_| ())
            }
            other => other.map(|_| ()),
        }
    };
    match done {
        Ok(()) => Ok(Stored { told: None, kept: true }),
        Err(error @ (ChartError::Stock(_) | ChartError::Form { .. } | ChartError::Limit { .. })) => {
            Ok(Stored { told: Some(("do".to_owned(), crate::ui::sentence(&error.to_string()))), kept })
        }
        Err(other) => Err(other.into()),
    }
}

async fn second(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, entry)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let room = Room::enter(&house, &signed, &patient).await?;
    room.find(&entry)?;
    let meaning = if said(&pairs, "do") == "return" { Meaning::Returned } else { Meaning::Reviewed };
    let today = house.today().ok_or(Oops::Broken)?;
    let told = if meaning == Meaning::Reviewed && !prescribes(&house, &signed, today).await? {
        Some(("remark".to_owned(), "No licence of yours to prescribe holds here today: record it under People, or let somebody else sign.".to_owned()))
    } else if let Err(unproved) = reauthenticated(&house, &signed, said(&pairs, "proof")).await {
        Some(("proof".to_owned(), unproved.beside_the_field()?))
    } else {
        let remark = said(&pairs, "remark");
        match room.review(&entry, meaning, remark).await {
            Ok(()) => None,
            Err(error @ (ChartError::Form { .. } | ChartError::Limit { .. })) => {
                Some(("remark".to_owned(), crate::ui::sentence(&error.to_string())))
            }
            Err(other) => return Err(other.into()),
        }
    };
    let Some(told) = told else { return Ok(Redirect::to("/review").into_response()) };
    let mut page = room.treating(&entry, None).await?;
    page.told = Some(told);
    Ok(house.show_to(&signed, &page))
}

async fn waiting(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    let record = house.kept()?;
    let list = record.patients().waiting(WaitingFor::Review).await?;
    let roll = record.roll().await?;
    let mut rows = Vec::new();
    for one in list {
        // A patient who was erased has no session to read.
        let Ok(room) = Room::enter(&house, &signed, &one.patient).await else { continue };
        let Ok((line, session)) = room.find(&one.entry) else { continue };
        let due = match standing(&room.chart, line) {
            Standing::ToReview(signature) => signature.due,
            Standing::Draft | Standing::Signed(_) | Standing::Returned(_) | Standing::Withdrawn => Vec::new(),
        };
        rows.push(review::Waits {
            href: address(&one.patient, &one.entry),
            patient: room.name(),
            treatment: room.title(&session.treatment),
            performer: roll.get(&session.performer).map(|p| p.name.clone()).unwrap_or_default(),
            since: room.clock(one.since),
            own: session.performer == signed.practitioner,
            mine: due.contains(&signed.practitioner),
            due: due.iter().map(|id| roll.name(id).to_owned()).collect(),
        });
    }
    Ok(house.show_to(&signed, &Reviewing { rows }))
}

async fn emergency(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, card)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let room = Room::enter(&house, &signed, &patient).await?;
    let began = said(&pairs, "began").parse().ok();
    Ok(house.show_to(&signed, &room.card(&card, began, said(&pairs, "session"), None)?))
}

async fn log(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, card)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let room = Room::enter(&house, &signed, &patient).await?;
    let page = room.card(&card, said(&pairs, "began").parse().ok(), said(&pairs, "session"), None)?;
    let step = Some(said(&pairs, "step")).filter(|step| page.steps.iter().any(|s| s.key == *step));
    let entry = Emergency {
        card: card.clone(),
        began_at: page.began,
        step: step.map(str::to_owned),
        remark: said(&pairs, "remark").trim().to_owned(),
        session: page.session.clone(),
    };
    let chance = &mut *house.chance();
    let new = NewEntry {
        id: chart::book::new_id(room.by.at, chance),
        happened_at: room.by.at,
        body: Body::Emergency(entry),
        amends: None,
    };
    match room.record.patients().record(&patient, None, &[new], &room.by, chance).await {
        Ok(_) => Ok(Redirect::to(&format!("{}#log", page.address())).into_response()),
        Err(error @ (ChartError::Form { .. } | ChartError::Limit { .. })) => {
            let words = crate::ui::sentence(&error.to_string());
            Ok(house.show_to(&signed, &room.card(&card, Some(page.began), said(&pairs, "session"), Some(words))?))
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod open_tests;
#[cfg(test)]
mod tests;
