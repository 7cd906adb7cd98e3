//! Days and times that cannot be read: the form comes back with what was typed, the error beside its field, and nothing is done.
use super::tests::{book, day, stage};
use crate::stage::{Stage, Told};
use vocab::Role;

/// The field of a page as it stands: its text and what stands beside it.
fn field<'t>(told: &'t Told, id: &str) -> (&'t str, &'t str) {
    let input = told.text.split(&format!(" id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no field {id}: {}", told.text));
    let (input, after) = input.split_once('>').unwrap();
    let value = input.split(" value=\"").nth(1).map_or("", |rest| rest.split('"').next().unwrap());
    let error = after.split("</div>").next().unwrap().split(&format!("id=\"{id}-error\"")).nth(1).unwrap_or_default();
    assert_eq!(input.contains("aria-invalid"), !error.is_empty(), "{id}");
    (value, error)
}

async fn where_it_is(stage: &Stage, visit: &str) -> (String, u16) {
    let id = visit.rsplit('/').next().unwrap();
    let slot = super::desk::bookings(&stage.house).unwrap().one(id).await.unwrap().slot;
    (slot.day.to_string(), slot.cell)
}

#[tokio::test]
async fn a_time_or_day_that_cannot_be_read_moves_nothing_and_says_what_was_meant() {
    let (stage, guest) = stage().await;
    let (desk, tomorrow) = (stage.as_(Role::Desk), day(&stage, 1));
    let visit = book(&stage, &guest, &format!("{tomorrow}T10:00")).await;
    let to = format!("{visit}/move");
    for (on, at, day_says, time_says) in [
        (tomorrow.as_str(), "noon", "", "did you mean 12:00?"),
        (tomorrow.as_str(), "32:00", "", "A time such as 14:05, on a step of five minutes."),
        ("tomorrow", "2 pm", &*format!("did you mean {tomorrow}?"), "did you mean 14:00?"),
        ("", "12:00", "A day such as 2027-03-12.", ""),
        ("2027-02-30", "", "did you mean 2027-02-28?", "A time such as 14:05"),
    ] {
        let told = desk.post(&to, &[("on-day", on), ("on-time", at), ("version", "1")]).await;
        assert_eq!(told.status, 422, "{on} {at}");
        for (id, typed, says) in [("on-day", on, day_says), ("on-time", at, time_says)] {
            let (value, error) = field(&told, id);
            assert_eq!(value, typed, "{id}");
            assert!(error.contains(says) && error.is_empty() == says.is_empty(), "{id} {typed}: {error}");
        }
        assert!(told.text.contains("<details class=\"times\" open"), "the field is seen");
    }
    for at in ["noon", "32:00", "2027-03-12", ""] {
        let told = desk.post(&to, &[("at", at), ("version", "1")]).await;
        assert!(told.status == 422 && told.text.contains("A time is written as 2027-03-12T10:00"), "{at}: {}", told.text);
    }
    assert_eq!(where_it_is(&stage, &visit).await, (tomorrow.clone(), 120));
    let told = desk.get(&format!("{visit}?day=soon")).await;
    assert_eq!((told.status, field(&told, "day").0), (422, "soon"));
}

#[tokio::test]
async fn every_form_of_the_calendar_keeps_what_was_typed() {
    let (stage, guest) = stage().await;
    let (desk, director) = (stage.as_(Role::Desk), stage.as_(Role::Director));
    let nurse = stage.id(Role::Nurse);
    let told = desk.get(&format!("/calendar/new?patient={guest}&service=ipl&day=1.12.2026")).await;
    assert_eq!((told.status, field(&told, "day").0), (422, "1.12.2026"));
    assert!(field(&told, "day").1.contains("did you mean 2026-12-01?") && !told.text.contains("name=\"at\""), "{}", told.text);
    let told = desk.post("/calendar/new", &[("patient", &guest), ("service", "ipl"), ("at", "noon")]).await;
    assert!(told.status == 422 && told.text.contains("A time is written as") && told.text.contains("When does Ines Moreau come?"), "{}", told.text);
    let told = desk.get(&format!("/calendar/series?patient={guest}&service=ipl&day=monday&min=often&away-from=x")).await;
    assert_eq!(told.status, 422);
    for (id, typed) in [("day", "monday"), ("min", "often"), ("away-from", "x")] {
        let (value, error) = field(&told, id);
        assert!(value == typed && !error.is_empty(), "{id}: {value} {error}");
    }
    let told = desk.get("/calendar?day=20261201").await;
    assert!(told.status == 422 && told.text.contains("did you mean 2026-12-01?"), "{}", told.text);
    let told = desk.post("/calendar/waitlist", &[("patient", &guest), ("service", "ipl"), ("from", "noon"), ("to", "6 p.m."), ("first", "today")]).await;
    assert_eq!(told.status, 422);
    for (id, typed, near) in [("from", "noon", "12:00"), ("to", "6 p.m.", "18:00"), ("first", "today", &day(&stage, 0))] {
        let (value, error) = field(&told, id);
        assert!(value == typed && error.contains(&format!("did you mean {near}?")), "{id}: {value} {error}");
    }
    let told = director.post("/calendar/hours", &[("of", ""), ("shift-from-2", "nine"), ("shift-to-2", "noon")]).await;
    assert_eq!((told.status, field(&told, "shift-from-2").0), (422, "nine"));
    assert!(field(&told, "shift-from-2").1.contains("A time such as 09:00") && field(&told, "shift-to-2").1.contains("did you mean 12:00?"));
    let told = director.post("/calendar/away", &[("of", nurse), ("first", "24/12/2026"), ("last", "later"), ("reason", "family")]).await;
    assert_eq!((told.status, field(&told, "first").0, field(&told, "last").0, field(&told, "reason").0), (422, "24/12/2026", "later", "family"));
    assert!(field(&told, "first").1.contains("did you mean 2026-12-24?") && field(&told, "last").1.contains("A day such as 2027-03-12."));
}
