//! Moves that a place does not let through by itself: with the rest of the series, and over another visit on purpose.
use super::repair_tests::{repair, standing};
use super::series_tests::{agree, book, slots, stage, visits};
use super::words;
use crate::stage::Stage;
use chart::booking::{UNDO_MS, Visit};
use vocab::Role;

/// Four peels three weeks apart, booked as a whole; the guest and the visits.
async fn booked() -> (Stage, String, Vec<Visit>) {
    let (stage, guest) = stage().await;
    agree(&stage, &guest, &[1, 22, 43, 64]).await;
    let page = stage.as_(Role::Desk).get(&format!("/patients/{guest}/plan/book")).await;
    assert_eq!(book(&stage, &guest, &slots(&page, 0)).await.status, 303);
    let all = visits(&stage, &guest).await;
    (stage, guest, all)
}

#[tokio::test]
async fn a_visit_that_comes_too_near_to_its_neighbours_moves_together_with_them() {
    let (stage, guest, all) = booked().await;
    let (desk, first) = (stage.as_(Role::Desk), stage.house.today().unwrap());
    let url = format!("/calendar/visits/{}", all[2].id);
    let (before, cell) = (standing(&stage, &guest, first).await.0, all[2].slot.cell);
    let at = words::moment(first.plus(30), cell);
    // While it is held the answer is no, and leads to what moves with it.
    let room = all[2].slot.of(chart::booking::Kind::Room).unwrap();
    let held = desk.get(&format!("{url}/verdict?at={at}&with={room}")).await;
    assert!(held.text.contains("\"state\":\"stop\",\"moves\":false") && held.text.contains("Let go to see what moves with it."), "{}", held.text);
    assert!(held.text.contains(&format!("\"link\":\"{url}/with-rest?at=")), "{}", held.text);
    // The form leads there as well, from one word or from a day and a time.
    let (day, time) = at.split_once('T').unwrap();
    for fields in [vec![("at", at.as_str())], vec![("on-day", day), ("on-time", time)]] {
        let sent = desk.post(&format!("{url}/move"), &fields).await;
        assert!(sent.status == 303 && sent.to.starts_with(&format!("{url}/with-rest?at=")), "{} {}", sent.to, sent.text);
    }
    let asked = format!("{url}/with-rest?at={at}");
    let page = desk.get(&asked).await;
    for said in [
        "Glycolic peel 3 moves from Wed 6 January to Thu 24 December 2026, ",
        "because this is the time that was wished.",
        "Glycolic peel 2 moves from Wed 16 December to Thu 10 December 2026, ",
        "because it comes at least 14 days before Glycolic peel 3 on Thu 24 December.",
        "Glycolic peel 4 moves from Wed 27 January to Thu 21 January 2027, ",
        "because it comes at most 28 days from Glycolic peel 3 on Thu 24 December.",
        "Move all 3",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert_eq!(standing(&stage, &guest, first).await.0, before, "looking moves nothing");
    let digest = repair(&page, "with-rest");
    let old = desk.post(&format!("{url}/with-rest"), &[("at", &at), ("repair", "something else")]).await;
    assert!(old.status == 409 && old.text.contains("Move all 3"), "{}", old.text);
    let done = desk.post(&format!("{url}/with-rest"), &[("at", &at), ("repair", &digest)]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let after = standing(&stage, &guest, first).await.0;
    assert_eq!(after, [(1, cell, 1), (16, cell, 2), (30, cell, 3), (58, cell, 4)]);
    let page = desk.get(&done.to).await;
    assert!(page.text.contains("Moved together.") && page.text.contains("Moved with its series"), "{}", page.text);
    assert!(!page.text.contains("What puts it right"), "the series stands: {}", page.text);
    // One press undoes it for three minutes.
    stage.later(UNDO_MS - 1_000);
    let undone = desk.post(&format!("{url}/repair/undo"), &[("repair", &repair(&page, "repair/undo"))]).await;
    assert_eq!(undone.status, 303, "{}", undone.text);
    assert_eq!(standing(&stage, &guest, first).await.0, before);
    assert_eq!(super::desk::bookings(&stage.house).unwrap().check().await.unwrap().faults, []);
}

#[tokio::test]
async fn where_the_rest_cannot_follow_or_something_else_is_in_the_way_it_is_said() {
    let (stage, guest, all) = booked().await;
    let (desk, first) = (stage.as_(Role::Desk), stage.house.today().unwrap());
    let url = format!("/calendar/visits/{}", all[1].id);
    // The day before the first: the first would have to come later than the second.
    let at = words::moment(first.plus(2), all[1].slot.cell);
    let page = desk.get(&format!("{url}/with-rest?at={at}")).await;
    assert!(page.status == 200 && page.text.contains("no day is left for the others"), "{}", page.text);
    assert_eq!(desk.post(&format!("{url}/with-rest"), &[("at", &at), ("repair", "")]).await.status, 409);
    let night = desk.get(&format!("{url}/with-rest?at={}T20:00", first.plus(30))).await;
    assert!(night.text.contains("Not there"), "{}", night.text);
    let told = desk.get(&format!("{url}/with-rest?at=noon")).await;
    assert!(told.status == 422 && told.text.contains("A time is written as 2027-03-12T10:00"), "{}", told.text);
    let over = desk.get(&format!("{url}/with-rest?at=2020-01-01T10:00")).await;
    assert!(over.text.contains("That time is over."), "{}", over.text);
    // A fact that stops the day stops it with the rest as well as alone: red stays red.
    let sun = chart::entry::Fact { condition: Some("sunburn_zone".to_owned()), on: Some(first), ..chart::entry::Fact::default() };
    super::tests::write(&stage, &guest, chart::entry::Body::Fact(sun)).await;
    let soon = words::moment(first.plus(3), all[0].slot.cell);
    let held = desk.get(&format!("/calendar/visits/{}/verdict?at={soon}", all[0].id)).await;
    assert!(held.text.contains("\"state\":\"stop\"") && !held.text.contains("with-rest"), "{}", held.text);
    let page = desk.get(&format!("/calendar/visits/{}/with-rest?at={soon}", all[0].id)).await;
    assert!(page.text.contains("the safety check says:") && page.text.contains("No shift of the others changes that."), "{}", page.text);
    // Beside the distance to its own neighbour it says what would be left without it.
    let near = words::moment(first.plus(4), all[1].slot.cell);
    let held = desk.get(&format!("/calendar/visits/{}/verdict?at={near}", all[1].id)).await;
    assert!(held.text.contains("14 days (the known date is ") && held.text.contains("Freshly healed skin is thin"), "{}", held.text);
}

#[tokio::test]
async fn a_visit_lies_over_another_only_with_a_right_and_a_written_reason() {
    let (stage, _, all) = booked().await;
    let desk = stage.as_(Role::Desk);
    let taken = &all[0].slot;
    let (at, who) = (words::moment(taken.day, taken.cell), taken.of(chart::booking::Kind::Practitioner).unwrap());
    // Somebody else's visit later on the same day, with the same hands.
    let other = stage.patient("Joel Tanner").await;
    let later = words::moment(taken.day, taken.cell + 24);
    let fields = [("patient", other.as_str()), ("service", "led"), ("at", &later), ("who", who)];
    let made = desk.post("/calendar/new", &fields).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let url = made.to.split('?').next().unwrap().to_owned();
    // The drag is told no and where it leads; whoever has no right to it is told no alone.
    let verdict = format!("{url}/verdict?at={at}&with={who}");
    let held = desk.get(&verdict).await;
    assert!(held.text.contains("is taken: Ines M.") && held.text.contains("Let go to write why"), "{}", held.text);
    assert!(held.text.contains("#over\""), "{}", held.text);
    let aesthetician = stage.as_(Role::Aesthetician);
    assert!(!aesthetician.get(&verdict).await.text.contains("link"));
    let form = desk.get(&format!("{url}?at={at}&with={who}")).await;
    assert!(form.text.contains("Over another visit, on purpose?") && form.text.contains("Move it there all the same"), "{}", form.text);
    let fields = |why: &'static str| [("at", at.clone()), ("who", who.to_owned()), ("version", "1".to_owned()), ("over", "1".to_owned()), ("overlap", why.to_owned())];
    let send = async |browser: &crate::stage::Browser<'_>, why| {
        let fields = fields(why);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        browser.post(&format!("{url}/move"), &fields).await
    };
    let bare = desk.post(&format!("{url}/move"), &[("at", &at), ("who", who)]).await;
    assert!(bare.status == 409 && bare.text.contains("Move it there all the same"), "{}", bare.text);
    let silent = send(&desk, " ").await;
    assert!(silent.status == 422 && silent.text.contains("Write why, in a few words."), "{}", silent.text);
    assert_eq!(send(&aesthetician, "sisters come together").await.status, 409);
    let moved = send(&desk, "sisters come <together>").await;
    assert_eq!(moved.status, 303, "{}", moved.text);
    // It is an event of the visit, and stands on the board and in the table.
    let page = desk.get(&url).await.text;
    assert!(page.contains("Over another visit: Sisters come &lt;together&gt;."), "{page}");
    for view in ["day", "table"] {
        let shown = desk.get(&format!("/calendar?day={}&by=person&view={view}", taken.day)).await.text;
        assert!(shown.contains("over another visit: sisters come &lt;together&gt;"), "{view}: {shown}");
    }
    // Taken back in one press it lies over nobody.
    let back = desk.post(&format!("{url}/undo"), &[]).await;
    assert_eq!(back.status, 303, "{}", back.text);
    let id = url.rsplit('/').next().unwrap();
    let bookings = super::desk::bookings(&stage.house).unwrap();
    let stands = bookings.one(id).await.unwrap();
    assert_eq!((stands.slot.cell, stands.body.lane, stands.body.overlap), (taken.cell + 24, 0, None));
    assert_eq!(bookings.check().await.unwrap().faults, []);
}

#[tokio::test]
async fn a_machine_serves_one_guest_at_a_time_whatever_the_reason() {
    let (stage, guest) = super::tests::stage().await;
    let desk = stage.as_(Role::Desk);
    let day = super::tests::day(&stage, 1);
    super::tests::book(&stage, &guest, &format!("{day}T10:00")).await;
    let other = stage.patient("Joel Tanner").await;
    let fields = [("patient", other.as_str()), ("service", "ipl"), ("at", &format!("{day}T14:00"))];
    let made = desk.post("/calendar/new", &fields).await;
    let url = made.to.split('?').next().unwrap().to_owned();
    let held = desk.get(&format!("{url}/verdict?at={day}T10:15&with=fern")).await;
    assert!(held.text.contains("Fern is taken") && !held.text.contains("link"), "{}", held.text);
    let fields = [("at", format!("{day}T10:15")), ("over", "1".to_owned()), ("overlap", "she flies tonight".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let told = desk.post(&format!("{url}/move"), &fields).await;
    assert!(told.status == 409 && told.text.contains("Pulsed light is not free then, and serves one guest at a time"), "{}", told.text);
    let booked = [("patient", other.as_str()), ("service", "ipl"), ("at", &format!("{day}T10:15")), ("overlap", "she flies tonight")];
    assert_eq!(desk.post("/calendar/new", &booked).await.status, 409);
}
