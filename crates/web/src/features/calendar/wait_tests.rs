//! The waiting list and the next visit, as people use them.
use super::tests::{book, day, stage, write};
use crate::stage::{Dice, Stage};
use chart::entry::{Body, Denied, Fact, Skin};
use chart::message::GRACE_MS;
use chart::people::PeopleEvent;
use vocab::Role;

/// A further guest of whom all is known.
pub(super) async fn known(stage: &Stage, name: &str) -> String {
    let guest = stage.patient(name).await;
    let codes = crate::house::knowledge().unwrap().conditions.iter().map(|c| c.code.clone()).collect();
    write(stage, &guest, Body::Denied(Denied { conditions: codes })).await;
    let skin = Skin { phototype: Some(vocab::Phototype::II), ..Skin::default() };
    write(stage, &guest, Body::Skin(skin)).await;
    guest
}

/// Puts a guest on the list for any day and hour.
async fn wait(stage: &Stage, guest: &str, more: &[(&str, &str)]) {
    wait_for(stage, guest, "ipl", more).await;
}

pub(super) async fn wait_for(stage: &Stage, guest: &str, service: &str, more: &[(&str, &str)]) {
    let mut fields = vec![("patient", guest), ("service", service), ("notice", "0")];
    let days = ["0", "1", "2", "3", "4", "5", "6"];
    fields.extend(days.iter().map(|n| ("weekday", *n)));
    fields.extend_from_slice(more);
    let told = stage.as_(Role::Desk).post("/calendar/waitlist", &fields).await;
    assert_eq!(told.status, 303, "{}", told.text);
}

/// The address of the offer that is open, as the desk hands it on.
async fn link(stage: &Stage) -> String {
    let desk = stage.as_(Role::Desk);
    let list = desk.get("/calendar/waitlist").await.text;
    let from = list.split("/calendar/waitlist/offers/").nth(1).unwrap_or_else(|| panic!("no offer: {list}"));
    let id = from.split('/').next().unwrap();
    let made = desk.post(&format!("/calendar/waitlist/offers/{id}/link"), &[]).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let shown = desk.get(&made.to).await.text;
    format!("/offer/{}", shown.split("/offer/").nth(1).unwrap().split('<').next().unwrap())
}

/// Calls a visit off, and lets the grace pass in which it is nobody else's.
async fn cancel(stage: &Stage, visit: &str, version: &str) {
    let fields = [("to", "cancelled"), ("version", version)];
    let told = stage.as_(Role::Desk).post(&format!("{visit}/status"), &fields).await;
    assert_eq!(told.status, 303, "{}", told.text);
    stage.later(GRACE_MS - 1);
    let list = stage.as_(Role::Desk).get("/calendar/waitlist").await.text;
    assert!(!list.contains("a time is held") && list.contains("if it is still free then"), "{list}");
    stage.later(1);
}

#[tokio::test]
async fn a_freed_time_goes_to_the_best_fit_whose_gate_is_green_and_then_to_the_next() {
    let (stage, ines) = stage().await;
    let (desk, tomorrow) = (stage.as_(Role::Desk), day(&stage, 1));
    let visit = book(&stage, &ines, &format!("{tomorrow}T10:00")).await;
    // Four wait: one in the sun, one of whom nothing is known, one for another hour, two who may.
    let tanned = known(&stage, "Kit Brown").await;
    let sun = Fact { condition: Some("sun_tan_recent".to_owned()), on: stage.house.today(), ..Fact::default() };
    write(&stage, &tanned, Body::Fact(sun)).await;
    let unknown = stage.patient("Joel Tanner").await;
    let late = known(&stage, "Wren Diaz").await;
    let (first, second) = (known(&stage, "Mo Sand").await, known(&stage, "Rosa Pell").await);
    // The gate is asked in the order of fit: whose last day is nearest is asked first.
    for guest in [&tanned, &unknown] {
        wait(&stage, guest, &[("last", &day(&stage, 2))]).await;
        stage.later(1_000);
    }
    wait(&stage, &second, &[]).await;
    wait(&stage, &late, &[("from", "14:00")]).await;
    let soon = day(&stage, 3);
    wait(&stage, &first, &[("last", &soon)]).await;
    cancel(&stage, &visit, "1").await;
    let list = desk.get("/calendar/waitlist").await.text;
    assert!(list.contains("5 guests wait, a time is held for one"), "{list}");
    for said in [
        "<b>Mo S.</b>: fits at 10:00, uses 60 minutes of it",
        "Rosa P.: fits at 10:00",
        "Kit B.: may not have it on that day",
        "Joel T.: something is to be asked or signed first",
        "Wren D.: wishes other hours",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    // The time is held: nobody else books it.
    let other = known(&stage, "Lea Font").await;
    let fields = [("patient", other.as_str()), ("service", "ipl"), ("at", &format!("{tomorrow}T10:00"))];
    assert_eq!(desk.post("/calendar/new", &fields).await.status, 409);
    // The first says no; the next has it for two hours, and lets it pass; then nobody is left and it is free.
    let guest = stage.out();
    let address = link(&stage).await;
    let page = guest.get(&address).await;
    assert!(page.status == 200 && page.text.contains("A time is free") && page.text.contains("220.00 EUR"), "{}", page.text);
    stage.later(1_000);
    let no = guest.post_bare(&address, &[("answer", "no")]).await;
    assert!(no.text.contains("Thank you for telling us"), "{}", no.text);
    let again = guest.post_bare(&address, &[("answer", "yes")]).await;
    assert!(again.text.contains("a little late"), "{}", again.text);
    let next = link(&stage).await;
    assert!(desk.get("/calendar/waitlist").await.text.contains("for Rosa P."));
    stage.later(15 * 3_600_000);
    assert!(guest.get(&next).await.text.contains("no longer opens"), "the link ends with the offer");
    let fresh = stage.fresh(Role::Desk).await;
    let list = fresh.get("/calendar/waitlist").await.text;
    // One line tells how the time went, and the fold why nobody else had it.
    for said in [
        "no answer in time",
        "Mo S. did not want it. Rosa P. did not answer in time. Nobody else on the list could have it; it was free then (",
        "Why nobody",
        "Mo S.: was offered this time before",
        "Wren D.: wishes other hours",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
}

#[tokio::test]
async fn the_desk_reads_for_two_days_why_nobody_had_a_freed_time() {
    let (stage, ines) = stage().await;
    let (desk, tomorrow) = (stage.as_(Role::Desk), day(&stage, 1));
    let visit = book(&stage, &ines, &format!("{tomorrow}T10:00")).await;
    let alone = book(&stage, &known(&stage, "Lea Font").await, &format!("{tomorrow}T15:00")).await;
    // Whoever waits for an earlier time has a later one: it stands too near, and the gate says no because of it.
    let near = known(&stage, "Mo Sand").await;
    book(&stage, &near, &format!("{}T10:00", day(&stage, 8))).await;
    let treated = known(&stage, "Kit Brand").await;
    let yesterday = stage.house.today().unwrap().plus(-1);
    let done = Fact { procedure: Some("ipl".to_owned()), on: Some(yesterday), ..Fact::default() };
    write(&stage, &treated, Body::Fact(done)).await;
    let busy = known(&stage, "Joel Tann").await;
    book(&stage, &busy, &format!("{}T10:00", day(&stage, 9))).await;
    for (guest, more) in [(&near, None), (&treated, None), (&busy, Some(("from", "13:00")))] {
        wait(&stage, guest, &more.into_iter().collect::<Vec<_>>()).await;
        stage.later(1_000);
    }
    cancel(&stage, &visit, "1").await;
    let list = desk.get("/calendar/waitlist").await.text;
    for said in [
        "10:00 to 11:00</b>",
        "Nobody on the list could have it; it was free then (",
        "Mo S.: has another visit too near it, which could be moved instead",
        "Kit B.: may not have it on that day; from ",
        "Joel T.: wishes other hours",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    assert!(!list.contains("a time is held"), "{list}");
    // What is booked again before the list was asked is told as that.
    cancel(&stage, &alone, "1").await;
    let taken = book(&stage, &known(&stage, "Ada Holt").await, &format!("{tomorrow}T15:00")).await;
    let list = desk.get("/calendar/waitlist").await.text;
    assert!(list.contains("It was not free any more when the list was asked."), "{taken}: {list}");
    stage.later(chart::wait::KEPT_MS + 1_000);
    let fresh = stage.fresh(Role::Desk).await;
    let list = fresh.get("/calendar/waitlist").await.text;
    assert!(list.contains("no visit moved or was called off"), "{list}");
}

#[tokio::test]
async fn an_offer_that_was_lost_before_it_was_sent_is_told_as_that() {
    let (stage, ines) = stage().await;
    let visit = book(&stage, &ines, &format!("{}T10:00", day(&stage, 1))).await;
    let guest = known(&stage, "Mo Sand").await;
    wait(&stage, &guest, &[]).await;
    let off = stage.as_(Role::Desk).post(&format!("{visit}/status"), &[("to", "cancelled"), ("version", "1")]).await;
    assert_eq!(off.status, 303, "{}", off.text);
    // The process marks the offer, and is gone before it takes hold of the time.
    let (list, now) = (super::passing::waits(&stage.house).unwrap(), stage.house.now_ms());
    let (freed, one) = (list.freed().await.unwrap().remove(0).freed, list.open().await.unwrap().remove(0));
    assert!(list.offered(&one, "cut-off", (&freed, &[]), (now, now + GRACE_MS)).await.unwrap());
    stage.later(GRACE_MS);
    let list = stage.as_(Role::Desk).get("/calendar/waitlist").await.text;
    for said in [
        "Mo S.: was to have it before, but it could not be held and no message went out",
        "never sent, the time could not be held",
        "Nobody on the list could have it; it was free then (",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    assert!(!list.contains("was offered this time before") && !was_written_to(&stage, &guest).await, "{list}");
}

#[tokio::test]
async fn what_was_called_off_is_booked_again_in_one_press_while_its_time_is_free() {
    let (stage, ines) = stage().await;
    let (desk, tomorrow) = (stage.as_(Role::Desk), day(&stage, 1));
    let visit = book(&stage, &ines, &format!("{tomorrow}T10:00")).await;
    let id = visit.rsplit('/').next().unwrap();
    let gone = desk.post(&format!("{visit}/status"), &[("to", "cancelled"), ("version", "1")]).await;
    let page = desk.get(&gone.to).await.text;
    assert!(page.contains("Cancelled. The time is free again.") && page.contains("10:00</button>"), "{page}");
    let bookings = super::desk::bookings(&stage.house).unwrap();
    let old = bookings.one(id).await.unwrap();
    let who = old.slot.of(chart::booking::Kind::Practitioner).unwrap().to_owned();
    for (name, value) in [("who", who.as_str()), ("room", "fern"), ("device", "ipl-head")] {
        assert!(page.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name}: {page}");
    }
    let at = format!("{tomorrow}T10:00");
    let fields = [("patient", ines.as_str()), ("service", "ipl"), ("at", at.as_str()), ("who", who.as_str()), ("room", "fern"), ("device", "ipl-head")];
    let again = desk.post("/calendar/new", &fields).await;
    assert_eq!(again.status, 303, "{}", again.text);
    let new = bookings.one(again.to.split('?').next().unwrap().rsplit('/').next().unwrap()).await.unwrap();
    assert_eq!((new.slot == old.slot, new.id == old.id), (true, false));
    // Its time is taken now: the page says so by not offering it, and still leads on.
    let page = desk.get(&visit).await.text;
    assert!(!page.contains("Book the same again") && page.contains("Book the next visit for"), "{page}");
    stage.later(GRACE_MS);
    let list = desk.get("/calendar/waitlist").await.text;
    assert!(list.contains("Nobody was waiting"), "{list}");
}

#[tokio::test]
async fn a_freed_time_of_a_nurse_without_an_order_is_offered_to_nobody() {
    let (stage, ines) = stage().await;
    let tomorrow = day(&stage, 1);
    let visit = book(&stage, &ines, &format!("{tomorrow}T10:00")).await;
    let waits = known(&stage, "Mo Sand").await;
    wait(&stage, &waits, &[]).await;
    let by = stage.house.by(&stage.signed(Role::Director));
    let ended = PeopleEvent::Ended { paper: "order".to_owned(), on: stage.house.today().unwrap(), why: "reviewed".to_owned() };
    stage.record().people().tell(None, &[ended], &by, &mut Dice).await.unwrap();
    cancel(&stage, &visit, "1").await;
    // Booked by the desk that visit would be provisional; held for somebody it must be no more than that.
    let list = stage.as_(Role::Desk).get("/calendar/waitlist").await.text;
    assert!(list.contains("One guest waits") && !list.contains("a time is held"), "{list}");
}

#[tokio::test]
async fn a_guest_who_takes_the_offer_has_the_visit_and_waits_no_longer() {
    let (stage, ines) = stage().await;
    let (desk, tomorrow) = (stage.as_(Role::Desk), day(&stage, 1));
    let visit = book(&stage, &ines, &format!("{tomorrow}T10:00")).await;
    let waits = known(&stage, "Mo Sand").await;
    wait(&stage, &waits, &[]).await;
    wait(&stage, &waits, &[]).await;
    // A visit that moves away leaves a time as well.
    let moved = desk.post(&format!("{visit}/move"), &[("at", &format!("{tomorrow}T15:00")), ("version", "1")]).await;
    assert_eq!(moved.status, 303, "{}", moved.text);
    stage.later(GRACE_MS);
    let address = link(&stage).await;
    let guest = stage.out();
    assert_eq!(guest.post_bare(&address, &[("answer", "maybe")]).await.status, 400);
    for _ in 0..2 {
        let yes = guest.post_bare(&address, &[("answer", "yes")]).await;
        assert!(yes.text.contains("We expect you on") && !yes.text.contains("a little late"), "{}", yes.text);
    }
    let board = desk.get(&format!("/calendar?day={tomorrow}")).await.text;
    assert!(board.contains("Mo S.") && board.contains("Ines M."), "{board}");
    assert!(desk.get("/calendar/waitlist").await.text.contains("Nobody waits for a time"));
    let message = was_written_to(&stage, &waits).await;
    assert!(message, "the offer was written to the guest");
}

/// Whether a message about an offer stands in the outbox of a guest.
async fn was_written_to(stage: &Stage, guest: &str) -> bool {
    let record = stage.record();
    let outbox = chart::message::Outbox::new(&record.store, &record.key, &record.site);
    outbox.of_patient(guest).await.unwrap().iter().any(|one| one.kind == chart::message::Kind::Offer)
}

#[tokio::test]
async fn a_wish_is_read_field_by_field_and_taking_off_the_list_is_undone() {
    let (stage, guest) = stage().await;
    let desk = stage.as_(Role::Desk);
    let fields = [("patient", guest.as_str()), ("from", "noon"), ("last", "2020-01-01"), ("notice", "9999")];
    let told = desk.post("/calendar/waitlist", &fields).await;
    assert_eq!(told.status, 422);
    for said in ["A time such as 09:00", "The last day is not before the first.", "Choose at least one day", "from 0 to 336", "Choose what"] {
        assert!(told.text.contains(said), "{said}: {}", told.text);
    }
    wait(&stage, &guest, &[]).await;
    let list = desk.get("/calendar/waitlist").await.text;
    assert!(list.contains("One guest waits") && list.contains("Any day"), "{list}");
    let id = list.split("action=\"/calendar/waitlist/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let off = desk.post(&format!("/calendar/waitlist/{id}"), &[("to", "gone")]).await;
    let after = desk.get(&off.to).await.text;
    assert!(after.contains("Ines M. is off the list.") && after.contains("Nobody waits"), "{after}");
    assert_eq!(desk.post(&format!("/calendar/waitlist/{id}"), &[("to", "waiting")]).await.status, 303);
    assert!(desk.get("/calendar/waitlist").await.text.contains("One guest waits"));
    assert_eq!(desk.post(&format!("/calendar/waitlist/{id}"), &[("to", "waiting")]).await.status, 409, "it waits already");
}

#[tokio::test]
async fn when_a_visit_is_done_the_next_step_is_held_and_booked_in_one_press() {
    let (stage, guest) = stage().await;
    let desk = stage.as_(Role::Desk);
    let today = day(&stage, 0);
    let address = format!("/calendar/series?patient={guest}&service=ipl&sessions=2&min=21&ideal=28&max=42&day={}", day(&stage, 1));
    let page = desk.get(&address).await;
    let slots: Vec<&str> = page.text.split("name=\"slot\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).take(2).collect();
    assert!(page.text.contains("2 dates for"), "{}", page.text);
    let mut fields = vec![("patient", guest.as_str()), ("service", "ipl")];
    fields.extend(slots.iter().map(|slot| ("slot", *slot)));
    let first = desk.post("/calendar/series", &fields).await.to.split('?').next().unwrap().to_owned();
    // The second was called off: after the first is done it is proposed anew.
    let bookings = super::desk::bookings(&stage.house).unwrap();
    let all = bookings.of_patient(&guest).await.unwrap();
    cancel(&stage, &format!("/calendar/visits/{}", all[1].id), "1").await;
    stage.later(24 * 3_600_000);
    let desk = stage.fresh(Role::Desk).await;
    for (version, to) in [("1", "arrived"), ("2", "in_room")] {
        assert_eq!(desk.post(&format!("{first}/status"), &[("to", to), ("version", version)]).await.status, 303);
    }
    let done = desk.post(&format!("{first}/status"), &[("to", "done"), ("version", "3")]).await;
    assert!(done.status == 303 && done.to.contains("told=proposed"), "{} {}", done.to, done.text);
    let held = desk.get(&done.to).await.text;
    assert!(held.contains("The next visit is held") && held.contains("Let it go") && held.contains(">Book<"), "{held}");
    let visit = done.to.split('?').next().unwrap();
    assert_eq!(desk.post(&format!("{visit}/status"), &[("to", "booked"), ("version", "1")]).await.status, 303);
    let booked = bookings.one(visit.rsplit('/').next().unwrap()).await.unwrap();
    assert_eq!(booked.body.step.map(|step| (step.step, step.of)), Some((2, 2)));
    assert!(booked.slot.day.to_string() > today);
}
