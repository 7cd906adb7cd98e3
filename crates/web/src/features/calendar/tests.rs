//! The pages of the calendar as people use them: forms only, no scripts.
use crate::stage::{Dice, Stage};
use axum::body::Body as Sent;
use axum::http::Request;
use chart::booking::{Hours, HoursKind, Kind, Resource, Segment, SegmentKind, Service};
use chart::entry::{Body, Denied, Fact, Skin};
use chart::patient::NewEntry;
use chart::people::{PeopleEvent, Services, Span, StandingOrder};
use vocab::Role;

/// A stage with one nurse, one room, one laser, open every day from nine to six; the id of a guest of whom all is known.
pub(crate) async fn stage() -> (Stage, String) {
    let stage = Stage::new().await;
    let bookings = super::desk::bookings(&stage.house).unwrap();
    let one = Resource::new;
    let all = [
        one(stage.id(Role::Nurse), Kind::Practitioner, "Noor Haddad"),
        one("fern", Kind::Room, "Fern"),
        one("ipl-head", Kind::Device, "Pulsed light"),
    ];
    bookings.keep_resources(&all).await.unwrap();
    let day = |weekday| Hours { kind: HoursKind::Shift, weekday, from: 108, to: 216 };
    let today = stage.house.today().unwrap();
    bookings.set_hours("", &(0..7).map(day).collect::<Vec<_>>(), today).await.unwrap();
    let service = Service {
        key: "ipl".to_owned(),
        title: "Intense pulsed light".to_owned(),
        line: String::new(),
        family: String::new(),
        treatment: "ipl".to_owned(),
        percent: None,
        ph: None,
        segments: vec![Segment { kind: SegmentKind::Hands, length: 9 }, Segment { kind: SegmentKind::Clean, length: 3 }],
        needs: [Kind::Practitioner, Kind::Room, Kind::Device].map(|kind| (kind, String::new())).to_vec(),
        price_minor: Some(22_000),
        currency: "EUR".to_owned(),
        quiet_days: (1, 5),
        prepare: Vec::new(),
        public: true,
    };
    bookings.keep_services(&[service]).await.unwrap();
    // Without an order of a prescriber every visit of the nurse would be provisional.
    let order = StandingOrder {
        id: "order".to_owned(),
        prescriber: stage.id(Role::Director).to_owned(),
        services: Services(vec!["ipl".to_owned()]),
        text: "As written in the protocol.".to_owned(),
        span: Span { from: "2020-01-01".parse().unwrap(), to: None },
    };
    let by = stage.house.by(&stage.signed(Role::Director));
    let ordered = [PeopleEvent::Ordered { order }];
    stage.record().people().tell(None, &ordered, &by, &mut Dice).await.unwrap();
    let guest = stage.patient("Ines Moreau").await;
    let codes = crate::house::knowledge().unwrap().conditions.iter().map(|c| c.code.clone()).collect();
    write(&stage, &guest, Body::Denied(Denied { conditions: codes })).await;
    let skin = Skin { phototype: Some(vocab::Phototype::II), ..Skin::default() };
    write(&stage, &guest, Body::Skin(skin)).await;
    (stage, guest)
}

pub(super) async fn write(stage: &Stage, patient: &str, body: Body) {
    let by = stage.house.by(&stage.signed(Role::Nurse));
    let entry = NewEntry { id: chart::book::new_id(by.at, &mut Dice), happened_at: by.at, body, amends: None };
    stage.record().patients().record(patient, None, &[entry], &by, &mut Dice).await.unwrap();
}

/// Books a visit; its address.
pub(crate) async fn book(stage: &Stage, guest: &str, at: &str) -> String {
    let fields = [("patient", guest), ("service", "ipl"), ("at", at)];
    let told = stage.as_(Role::Desk).post("/calendar/new", &fields).await;
    assert_eq!(told.status, 303, "{}", told.text);
    told.to.split('?').next().unwrap().to_owned()
}

pub(crate) fn day(stage: &Stage, after: i32) -> String {
    stage.house.today().unwrap().plus(after).to_string()
}

#[tokio::test]
async fn the_desk_finds_a_guest_books_moves_and_cancels_by_forms_alone() {
    let (stage, guest) = stage().await;
    let desk = stage.as_(Role::Desk);
    let found = desk.get("/calendar/new?q=ines").await;
    assert!(found.text.contains(&format!("/calendar/new?patient={guest}&amp;day=")), "{}", found.text);
    let times = desk.get(&format!("/calendar/new?patient={guest}&service=ipl")).await;
    let tomorrow = day(&stage, 1);
    assert!(times.text.contains(&format!("value=\"{tomorrow}T10:00\"")), "{}", times.text);
    let visit = book(&stage, &guest, &format!("{tomorrow}T10:00")).await;
    assert!(desk.get(&format!("/calendar?day={tomorrow}&by=room")).await.text.contains("Ines M."));
    // The same time for somebody else is taken; the page says so and shows others.
    let other = stage.patient("Joel Tanner").await;
    let fields = [("patient", other.as_str()), ("service", "ipl"), ("at", &format!("{tomorrow}T10:30"))];
    let told = desk.post("/calendar/new", &fields).await;
    assert!(told.status == 409 && told.text.contains("is taken"), "{}: {}", told.status, told.text);
    // The same form sent twice is booked once.
    assert_eq!(book(&stage, &guest, &format!("{tomorrow}T10:00")).await, visit);
    let moved = desk.post(&format!("{visit}/move"), &[("at", &format!("{tomorrow}T10:30")), ("version", "1")]).await;
    assert_eq!(moved.status, 303, "onto time that it took itself: {}", moved.text);
    let late = desk.post(&format!("{visit}/move"), &[("at", &format!("{tomorrow}T12:00")), ("version", "1")]).await;
    assert_eq!(late.status, 409, "somebody moved it since");
    let gone = desk.post(&format!("{visit}/status"), &[("to", "cancelled"), ("version", "2"), ("why", "ill")]).await;
    assert_eq!(gone.status, 303);
    let page = desk.get(&visit).await;
    assert!(page.text.contains("Cancelled") && page.text.contains("Moved") && page.text.contains("by Front desk Test"), "{}", page.text);
    let again = desk.post(&format!("{visit}/status"), &[("to", "arrived"), ("version", "3")]).await;
    assert!(again.status == 409 && again.text.contains("cannot become arrived"), "{}", again.text);
}

#[tokio::test]
async fn today_says_whose_consent_is_still_to_sign() {
    let (stage, guest) = stage().await;
    book(&stage, &guest, &format!("{}T14:00", day(&stage, 0))).await;
    let (desk, nurse) = (stage.as_(Role::Desk), stage.as_(Role::Nurse));
    for (browser, href) in [(&desk, "/calendar/visits/".to_owned()), (&nurse, format!("/patients/{guest}/consents/ipl"))] {
        let page = browser.get("/today").await;
        let task = page.text.split("Ines M.: consent still to sign.").nth(1).unwrap_or_else(|| panic!("{}", page.text));
        assert!(task.split("</li>").next().unwrap().contains(&href), "{href}");
    }
    stage.consented(&guest, "ipl").await;
    assert!(!nurse.get("/today").await.text.contains("consent still to sign"), "it is signed");
}

#[tokio::test]
async fn a_nurse_whom_no_order_covers_is_booked_provisionally_with_the_reason() {
    let (stage, guest) = stage().await;
    let by = stage.house.by(&stage.signed(Role::Director));
    let on = stage.house.today().unwrap();
    let ended = [PeopleEvent::Ended { paper: "order".to_owned(), on, why: "over".to_owned() }];
    stage.record().people().tell(None, &ended, &by, &mut Dice).await.unwrap();
    let visit = book(&stage, &guest, &format!("{}T10:00", day(&stage, 1))).await;
    let page = stage.as_(Role::Nurse).get(&visit).await;
    assert!(page.text.contains("no standing order and no supervision covers it"), "{}", page.text);
}

#[tokio::test]
async fn a_fact_that_changes_stops_what_was_booked_and_today_says_so() {
    let (stage, guest) = stage().await;
    let (desk, tomorrow) = (stage.as_(Role::Desk), day(&stage, 1));
    let visit = book(&stage, &guest, &format!("{tomorrow}T10:00")).await;
    let before = desk.get("/today").await;
    assert!(before.text.contains("Nothing waits"), "{}", before.text);
    let sun = Fact { condition: Some("sun_tan_recent".to_owned()), on: stage.house.today(), ..Fact::default() };
    write(&stage, &guest, Body::Fact(sun)).await;
    let after = desk.get("/today").await;
    assert!(after.text.contains("Ines M.: Intense pulsed light cannot go ahead."), "{}", after.text);
    // A new visit within those days is refused with the reason, and the first day that is free is said.
    let fields = [("patient", guest.as_str()), ("service", "ipl"), ("at", &format!("{tomorrow}T14:00"))];
    let told = desk.post("/calendar/new", &fields).await;
    assert!(told.status == 422 && told.text.contains("The first day that is free is"), "{}", told.text);
    // The visit's own page offers only days that the gate lets through.
    let page = desk.get(&visit).await;
    assert!(!page.text.contains(&format!("value=\"{tomorrow}T14:00\"")) && page.text.contains("Move it"), "{}", page.text);
}

#[tokio::test]
async fn a_series_is_proposed_booked_and_cancelled_as_a_whole() {
    let (stage, guest) = stage().await;
    let desk = stage.as_(Role::Desk);
    let address = format!("/calendar/series?patient={guest}&service=ipl&sessions=3&min=21&ideal=28&max=42");
    let page = desk.get(&address).await;
    let slots: Vec<&str> =
        page.text.split("name=\"slot\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).take(3).collect();
    assert!(page.text.contains("3 dates for Ines Moreau"), "{}", page.text);
    let mut fields = vec![("patient", guest.as_str()), ("service", "ipl")];
    fields.extend(slots.iter().map(|slot| ("slot", *slot)));
    let told = desk.post("/calendar/series", &fields).await;
    assert_eq!(told.status, 303, "{}", told.text);
    let visit = told.to.split('?').next().unwrap().to_owned();
    let shown = desk.get(&visit).await;
    assert!(shown.text.contains("Cancel this and the 2 after it"), "{}", shown.text);
    // One of the three is taken: none is booked.
    let again = desk.post("/calendar/series", &fields).await;
    assert!(again.status == 409 && again.text.contains("nothing was booked"), "{}", again.text);
    let fields = [("to", "cancelled"), ("version", "1"), ("rest", "series"), ("why", "moved away")];
    assert_eq!(desk.post(&format!("{visit}/status"), &fields).await.status, 303);
    let bookings = super::desk::bookings(&stage.house).unwrap();
    let checked = bookings.check().await.unwrap();
    assert_eq!((checked.visits, checked.faults), (0, vec![]));
}

#[tokio::test]
async fn leave_strands_a_visit_and_only_who_may_set_it_sets_it() {
    let (stage, guest) = stage().await;
    let tomorrow = day(&stage, 1);
    book(&stage, &guest, &format!("{tomorrow}T10:00")).await;
    let nurse = stage.id(Role::Nurse).to_owned();
    let fields = [("of", nurse.as_str()), ("first", tomorrow.as_str()), ("reason", "family")];
    assert_eq!(stage.as_(Role::Desk).post("/calendar/away", &fields).await.status, 403);
    let director = stage.as_(Role::Director);
    assert_eq!(director.post("/calendar/away", &fields).await.status, 303);
    let today = stage.as_(Role::Desk).get("/today").await;
    assert!(today.text.contains("Noor Haddad is not there for Ines M."), "{}", today.text);
    let wrong = [("of", nurse.as_str()), ("shift-from-0", "18:00"), ("shift-to-0", "9:00")];
    let told = director.post("/calendar/hours", &wrong).await;
    assert!(told.status == 422 && told.text.contains("The end comes after the beginning."), "{}", told.text);
    let nobodys = [("of", "fren"), ("shift-from-0", "9:00"), ("shift-to-0", "17:00"), ("first", tomorrow.as_str())];
    for address in ["/calendar/hours", "/calendar/away"] {
        let told = director.post(address, &nobodys).await;
        assert!(told.status == 400 && told.text.contains("did you mean `fern`?"), "{address}: {}", told.text);
    }
    for address in ["/calendar/new?patient=nobody", "/calendar/visits/nothing"] {
        let told = stage.as_(Role::Desk).get(address).await;
        assert_eq!(told.status, 404, "{address}");
    }
}

#[tokio::test]
async fn what_was_set_is_taken_back_in_one_press_and_what_was_typed_stays() {
    let (stage, _) = stage().await;
    let director = stage.as_(Role::Director);
    let bookings = super::desk::bookings(&stage.house).unwrap();
    let before = bookings.hours("").await.unwrap();
    let kept = director.post("/calendar/hours", &[("of", ""), ("shift-from-0", "10:00"), ("shift-to-0", "12:00")]).await;
    assert_eq!(bookings.hours("").await.unwrap().len(), 1);
    let page = director.get(&kept.to).await.text;
    let was = page.split("name=\"was\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(director.post("/calendar/hours/undo", &[("of", ""), ("was", &was)]).await.status, 303);
    assert_eq!(bookings.hours("").await.unwrap(), before);
    assert_eq!(director.post("/calendar/hours/undo", &[("of", ""), ("was", "nonsense")]).await.status, 400);
    let wrong = director.post("/calendar/hours", &[("of", ""), ("shift-from-1", "11:15"), ("shift-to-1", "noon")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("value=\"11:15\"") && wrong.text.contains("value=\"noon\""), "{}", wrong.text);
    let nurse = stage.id(Role::Nurse).to_owned();
    let (first, last) = (day(&stage, 5), day(&stage, 7));
    let noted = director.post("/calendar/away", &[("of", &nurse), ("first", &first), ("last", &last), ("reason", "a & b")]).await;
    let today = stage.house.today().unwrap();
    let id = bookings.away(None, today).await.unwrap()[0].id.clone();
    assert!(director.get(&noted.to).await.text.contains("Take it back"), "{}", noted.to);
    let ended = director.post("/calendar/away/end", &[("of", &nurse), ("away", &id)]).await;
    assert!(bookings.away(None, today).await.unwrap().is_empty());
    let page = director.get(&ended.to).await.text;
    assert!(page.contains("Note it again") && page.contains("value=\"a &amp; b\""), "{page}");
    let again = [("of", nurse.as_str()), ("first", &first), ("last", &last), ("reason", "a & b")];
    assert_eq!(director.post("/calendar/away", &again).await.status, 303);
    assert_eq!(bookings.away(None, today).await.unwrap()[0].reason, "a & b");
}

#[tokio::test]
async fn every_view_of_the_calendar_renders_and_initials_hide_names() {
    let (stage, guest) = stage().await;
    let tomorrow = day(&stage, 1);
    book(&stage, &guest, &format!("{tomorrow}T10:00")).await;
    for view in ["day", "three", "week", "month", "list", "table"] {
        let address = format!("/calendar?day={tomorrow}&view={view}");
        let chosen = Request::get(&address).header("cookie", "serein-names=initials").body(Sent::empty()).unwrap();
        let told = stage.as_(Role::Owner).send(chosen).await;
        assert_eq!(told.status, 200, "{view}");
        assert!(view == "month" || told.text.contains("I. M."), "{view}: {}", told.text);
        assert!(!told.text.contains("Ines"), "{view}: {}", told.text);
    }
    let sheet = stage.as_(Role::Owner).get(&format!("/calendar/sheet?day={tomorrow}")).await;
    assert!(sheet.text.contains("10:00 to 10:45") && sheet.text.contains("Ines M."), "{}", sheet.text);
}

#[tokio::test]
async fn what_is_said_while_a_visit_is_held_is_what_the_move_does_and_it_is_taken_back() {
    let (stage, guest) = stage().await;
    let (desk, tomorrow) = (stage.as_(Role::Desk), day(&stage, 1));
    let visit = book(&stage, &guest, &format!("{tomorrow}T10:00")).await;
    let other = stage.patient("Joel Tanner").await;
    let nurse = stage.id(Role::Nurse).to_owned();
    let taken = [("patient", other.as_str()), ("service", "ipl"), ("at", &format!("{tomorrow}T14:00"))];
    // Nothing is known of the other guest: provisional, and it still takes its time.
    assert_eq!(desk.post("/calendar/new", &taken).await.status, 303);
    for (at, with, moves, says) in [
        ("12:00", "fern", true, "Free."),
        ("10:15", nurse.as_str(), true, "Free."),
        ("14:15", "fern", false, "Fern is taken: Joel T. until 15:00."),
        ("18:30", nurse.as_str(), false, "Noor Haddad is not there at 18:30."),
    ] {
        let told = desk.get(&format!("{visit}/verdict?at={tomorrow}T{at}&with={with}")).await;
        let want = format!("\"moves\":{moves},\"says\":\"{says}\"");
        assert!(told.status == 200 && told.text.contains(&want), "{at} {with}: {}", told.text);
        if !moves {
            let sent = desk.post(&format!("{visit}/move"), &[("at", &format!("{tomorrow}T{at}")), ("with", with), ("version", "1")]).await;
            assert!(sent.status == 409 && sent.text.contains(says), "{}: {}", sent.status, sent.text);
        }
    }
    assert_eq!(desk.get(&format!("{visit}/verdict?at=noon&with=fern")).await.status, 400);
    assert_eq!(stage.as_(Role::Owner).get(&format!("{visit}/verdict?at={tomorrow}T12:00")).await.status, 403);
    let at = format!("{tomorrow}T12:00");
    let fields = [("at", at.as_str()), ("with", "fern"), ("version", "1"), ("back", "board"), ("by", "room")];
    let moved = desk.post(&format!("{visit}/move"), &fields).await;
    let id = visit.rsplit('/').next().unwrap();
    assert_eq!(moved.to, format!("/calendar?day={tomorrow}&view=day&by=room&moved={id}"));
    let board = desk.get(&moved.to).await;
    assert!(board.text.contains("Ines M. moved to") && board.text.contains("Take it back"), "{}", board.text);
    let back = desk.post(&format!("{visit}/undo"), &[("back", "board"), ("by", "room")]).await;
    assert!(back.status == 303 && back.to.contains(&format!("undone={id}")), "{}: {}", back.status, back.to);
    assert!(desk.get(&back.to).await.text.contains(", 10:00."));
    // Once is enough, and after a while it is a move like any other.
    assert_eq!(desk.post(&format!("{visit}/undo"), &[]).await.status, 303, "back again");
    stage.later(super::moving::UNDO_MS + 1);
    let late = desk.post(&format!("{visit}/undo"), &[]).await;
    assert!(late.status == 409 && late.text.contains("within ten minutes"), "{}", late.text);
}

#[tokio::test]
async fn a_name_in_the_diary_is_no_look_and_a_reason_that_is_shown_is_one() {
    let (stage, guest) = stage().await;
    let (desk, tomorrow) = (stage.as_(Role::Desk), day(&stage, 1));
    let visit = book(&stage, &guest, &format!("{tomorrow}T10:00")).await;
    stage.later(chart::patient::GLANCE_MS + 1);
    let count = async || stage.record().patients().looks(&guest, 100).await.unwrap().len();
    let before = count().await;
    for address in ["/today", "/calendar", "/calendar?view=week", "/calendar/waitlist"] {
        assert_eq!(desk.get(address).await.status, 200, "{address}");
    }
    assert_eq!(count().await, before, "nobody opened the chart");
    // A fact changes: the machine asks again, and Today shows why. That is one look of whoever reads it, not one a view.
    let sun = Fact { condition: Some("sun_tan_recent".to_owned()), on: stage.house.today(), ..Fact::default() };
    write(&stage, &guest, Body::Fact(sun)).await;
    for _ in 0..3 {
        assert!(desk.get("/today").await.text.contains("cannot go ahead"));
    }
    assert_eq!(desk.get(&visit).await.status, 200);
    let looks = stage.record().patients().looks(&guest, 100).await.unwrap();
    assert_eq!(looks.len(), before + 1);
    assert_eq!(looks[0].who, stage.id(Role::Desk), "the newest: who read it, not the house");
}

#[tokio::test]
async fn each_browser_remembers_whether_names_are_shown() {
    let (stage, guest) = stage().await;
    book(&stage, &guest, &format!("{}T17:00", day(&stage, 0))).await;
    let desk = stage.as_(Role::Desk);
    let chosen = desk.post("/calendar/names", &[("names", "initials"), ("back", "/today")]).await;
    assert_eq!((chosen.status, chosen.to.as_str()), (303, "/today"));
    let cookie = chosen.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("serein-names=initials;") && cookie.contains("HttpOnly"), "{cookie}");
    let pair = cookie.split(';').next().unwrap();
    let seen = desk.send(Request::get("/today").header("cookie", pair).body(Sent::empty()).unwrap()).await;
    assert!(!seen.text.contains("Ines") && seen.text.contains("Show names"), "{}", seen.text);
    assert!(desk.get("/today").await.text.contains("Ines M."));
    let away = desk.post("/calendar/names", &[("names", "initials"), ("back", "//evil.example")]).await;
    assert_eq!(away.to, "/");
    assert_eq!(desk.post("/calendar/names", &[("names", "none")]).await.status, 400);
}

/// The session that is done in a visit does not make the visit impossible; the next one still keeps its distance to it.
#[tokio::test]
async fn a_visit_whose_session_has_begun_stands() {
    let (stage, guest) = stage().await;
    let visit = book(&stage, &guest, &format!("{}T17:00", day(&stage, 0))).await;
    let k = crate::house::knowledge().unwrap();
    let session = chart::entry::Session::new(k, "ipl", stage.id(Role::Nurse), stage.house.now_ms()).unwrap();
    write(&stage, &guest, Body::Session(session)).await;
    let desk = stage.as_(Role::Desk);
    let today = desk.get("/today").await.text;
    assert!(today.contains("Ines M.") && !today.contains("cannot go ahead"), "{today}");
    let shown = desk.get(&visit).await.text;
    assert!(!shown.contains("cannot go ahead"), "{shown}");
    let again = desk.get(&format!("/calendar/new?patient={guest}&service=ipl&day={}", day(&stage, 3))).await.text;
    assert!(!again.contains(&format!("value=\"{}T10:00\"", day(&stage, 3))), "{again}");
}

/// A burn that a guest told of stands first on Today for whoever reads charts, without a word of what was told; the desk does not
/// learn of it, and it is gone when somebody has seen the guest.
#[tokio::test]
async fn today_begins_with_what_a_guest_told_after_a_treatment() {
    let (stage, guest) = stage().await;
    let said = chart::after::CheckIn {
        text: "two blisters".to_owned(),
        level: Some(knowledge::red_flag::Level::E2),
        ..chart::after::CheckIn::default()
    };
    write(&stage, &guest, Body::CheckIn(said)).await;
    let page = stage.as_(Role::Nurse).get("/today").await.text;
    assert!(page.contains("Ines M. told something after a treatment.") && page.contains("To be seen today."), "{page}");
    assert!(!page.contains("blisters"), "{page}");
    assert!(!stage.as_(Role::Desk).get("/today").await.text.contains("told something"));
    // The list of tasks means the same by it, and so does the guest's own page.
    let tasks = stage.as_(Role::Nurse).get("/tasks").await.text;
    assert!(tasks.contains("1 urgent, 1 in all"), "{tasks}");
    let chart = stage.as_(Role::Nurse).get(&format!("/patients/{guest}")).await.text;
    let next = chart.split("next-steps").nth(1).and_then(|rest| rest.split("</li>").next()).unwrap_or_default();
    assert!(next.contains("state-stop") && next.contains("Open the days after"), "{next}");
    let key = stage.record().patients().across(&["check_in"], 0, 9).await.unwrap().remove(0).id;
    let note = "Seen, cooled, comes again tomorrow.".to_owned();
    write(&stage, &guest, Body::Task(chart::after::Task::Done { key, note })).await;
    assert!(!stage.as_(Role::Nurse).get("/today").await.text.contains("told something"));
}

#[tokio::test]
async fn a_day_without_guests_leads_to_the_next_one_that_has_some() {
    let (stage, guest) = stage().await;
    let desk = stage.as_(Role::Desk);
    assert!(!desk.get("/today").await.text.contains("The next day with guests"));
    book(&stage, &guest, &format!("{}T10:00", day(&stage, 3))).await;
    let page = desk.get("/today").await.text;
    assert!(page.contains(&format!("href=\"/calendar?day={}\"", day(&stage, 3))) && page.contains("one visit"), "{page}");
}
