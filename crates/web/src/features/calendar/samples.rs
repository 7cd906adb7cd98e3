//! The samples that the pages of the calendar share: ordinary, empty, worst. Nobody is meant.
use super::board::{Board, Sends, Side, table};
use super::desk::Guest;
use super::diary::{Diary, Done, View};
use super::loads::{Line, Load};
use super::hours_page::HoursPage;
use super::new_visit::Csrf;
use super::repair::Card;
use super::series_first::First;
use super::shown::Shown;
use super::typed::Wrong;
use super::today::{Standing, Task, Today};
use calendar::Cells;
use calendar::visit::Stored;
use chart::booking::visit::Body;
use chart::booking::{
    Asked, Event, Free, Kind, Part, Resource, Segment, SegmentKind, Service, Slot, Status, Step, Told, Visit,
};
use chart::entry::Identity;
use vocab::case::{Case, Patient, Policy, Unstated};
use vocab::verdict::State;
use vocab::{Day, Verdict};

/// The day of the samples: a Tuesday.
pub(super) fn day() -> Day {
    Day::from_number(20_781)
}

pub(crate) fn service() -> Service {
    let segment = |kind, length| Segment { kind, length };
    Service {
        key: "microneedling".to_owned(),
        title: "Microneedling".to_owned(),
        line: "Fine channels that make the skin renew itself.".to_owned(),
        family: "Renewal".to_owned(),
        treatment: "microneedling".to_owned(),
        percent: None,
        ph: None,
        segments: vec![segment(SegmentKind::Prepare, 4), segment(SegmentKind::Hands, 8), segment(SegmentKind::Clean, 3)],
        needs: vec![(Kind::Practitioner, "microneedling".to_owned()), (Kind::Room, String::new())],
        price_minor: Some(24_000),
        currency: "EUR".to_owned(),
        quiet_days: (1, 3),
        prepare: vec!["No retinoid for five days before.".to_owned()],
        public: true,
    }
}

pub(crate) fn guest(today: Day) -> Guest {
    Guest {
        patient: "p1".to_owned(),
        identity: Identity { name: "Amara Okafor".to_owned(), ..Identity::default() },
        case: Case {
            today,
            policy: Policy::default(),
            patient: Patient::default(),
            facts: Vec::new(),
            unstated: Unstated::Unknown,
            ask: Vec::new(),
        },
        known: 1,
        outline: None,
        begun: Vec::new(),
    }
}

pub(crate) fn asked(verdict: Verdict, on: Day) -> Asked {
    let told = Told {
        rule: "sample".to_owned(),
        verdict,
        until: None,
        because: "Not known yet: pregnancy. It matters here.".to_owned(),
        by_law: false,
    };
    let findings = if verdict == Verdict::Allow { Vec::new() } else { vec![told] };
    Asked { verdict, findings, earliest: Some(on.plus(9)), ..Asked::nothing(on, on) }
}

fn visit(id: &str, guest: Option<&str>, cell: u16, status: Status, verdict: Verdict) -> Visit {
    let service = service();
    let chosen = [(Kind::Practitioner, "noor".to_owned()), (Kind::Room, "fern".to_owned())];
    Visit {
        id: id.to_owned(),
        patient: "p1".to_owned(),
        guest: guest.map(str::to_owned),
        status,
        hold_until: None,
        version: 1,
        slot: Slot { day: day(), cell, parts: service.parts(&chosen), segments: service.segments.clone() },
        body: Body {
            service: service.key,
            title: service.title,
            treatment: service.treatment,
            step: Some(Step { series: "s".to_owned(), step: 2, of: 4, ..Step::default() }),
            asked: asked(verdict, day()),
            lane: 0,
            overlap: None,
            note: String::new(),
            treated: None,
        },
    }
}

/// A visit that is held, and its service.
pub(crate) fn held() -> (Visit, Service) {
    (visit("v6", Some("Amara Okafor"), 180, Status::Held, Verdict::Allow), service())
}

fn visits() -> Vec<Visit> {
    vec![
        visit("v1", Some("Lea Fontaine"), 108, Status::Done, Verdict::Allow),
        visit("v2", Some("Amara Okafor"), 126, Status::InRoom, Verdict::Caution),
        visit("v3", Some("Joel Tanner"), 156, Status::Confirmed, Verdict::Review),
        visit("v4", Some("Ines Moreau"), 180, Status::Booked, Verdict::Defer),
        Visit { body: Body { lane: 1, overlap: Some("Mother & daughter".to_owned()), ..visit("v5", None, 183, Status::Booked, Verdict::Allow).body }, ..visit("v5", None, 183, Status::Booked, Verdict::Allow) },
    ]
}

fn free(days: usize) -> Free {
    let skills = vec![("microneedling".to_owned(), None)];
    let one = |id: &str, kind, name: &str| Resource { skills: skills.clone(), ..Resource::new(id, kind, name) };
    let resources = vec![one("noor", Kind::Practitioner, "Noor Haddad"), one("fern", Kind::Room, "Fern")];
    let open = vec![Cells::span(108, 216); days];
    let stored = resources
        .iter()
        .map(|r| Stored { name: r.id.clone(), kind: r.kind.need(), skills: r.skills.clone(), free: open.clone() })
        .collect();
    Free { first: day(), days, present: vec![open.clone(), open], resources, stored }
}

pub(super) fn today() -> Vec<(&'static str, Today)> {
    let (free, visits) = (free(1), visits());
    let task = Task {
        visit: "v4".to_owned(),
        state: State::Stop,
        title: "Ines M.: Microneedling cannot go ahead.".to_owned(),
        line: "15:00. She was in the sun on Sunday.".to_owned(),
        href: "/calendar/visits/v4#move".to_owned(),
        action: "See dates",
    };
    let ready = Standing { name: "Fern".to_owned(), line: "next at 13:00".to_owned(), word: "ready", state: Some(State::Clear) };
    let full = Today {
        day: day(),
        board: Board::of(Side::Room, &free, &visits, Some((day(), 131)), false),
        table: table("Visits of today", &visits, &free, false),
        as_table: false,
        guests: 5,
        next: None,
        tasks: vec![task],
        series: vec![First { guest: "Amara O.".to_owned(), card: card() }],
        house: vec![ready],
        csrf: Csrf::default(),
        private: false,
        may_book: true,
        done: None,
    };
    let mut nothing = free.clone();
    nothing.resources.clear();
    let empty = Today {
        board: Board::of(Side::Person, &nothing, &[], None, false),
        guests: 0,
        next: Some((day().plus(1), 1)),
        tasks: Vec::new(),
        series: Vec::new(),
        house: Vec::new(),
        may_book: false,
        ..full.clone()
    };
    let private = Today { private: true, as_table: true, table: table("Visits of today", &visits, &free, true), ..full.clone() };
    vec![("by-room", full), ("empty", empty), ("table-of-initials", private)]
}

pub(super) fn diary() -> Vec<(&'static str, Diary)> {
    let (three_days, free, visits) = (free(3), free(1), visits());
    let line = Line { id: "v2".to_owned(), cell: 126, end: 141, guest: "Amara O.".to_owned(), what: "Microneedling".to_owned(), state: State::Ask };
    let load = |n: i32, visits: Vec<Line>, per_cent| Load { day: day().plus(n), visits, per_cent, open: n != 5, hours: (n != 5).then_some((108, 216)), clocks: None };
    let of_day = Diary {
        view: View::Day,
        day: day(),
        today: day(),
        first: day(),
        board: Some(Board::of(Side::Person, &free, &visits, Some((day(), 131)), false)),
        tables: Vec::new(),
        days: vec![load(0, vec![line.clone()], 60)],
        next_open: None,
        csrf: Csrf::default(),
        private: false,
        may_book: true,
        sheet: false,
        done: None,
        fault: None,
    };
    let sends = Sends { csrf: Csrf::default(), back: "board", view: "three" };
    let done = Done {
        id: "v2".to_owned(),
        told: "Amara O. moved to Tue 24 November, 10:30.".to_owned(),
        may_undo: true,
        fields: [("back", "board"), ("by", "room"), ("view", "three")],
    };
    let three = Diary {
        view: View::Three,
        board: Some(Board::of(Side::Room, &three_days, &visits, Some((day(), 131)), true).with(Some(sends))),
        private: true,
        done: Some(done),
        ..of_day.clone()
    };
    let week: Vec<Load> = (0..7).map(|n| load(n, if (1..=2).contains(&n) { vec![line.clone()] } else { Vec::new() }, u32::try_from(n * 15).unwrap_or(0))).collect();
    let several = Diary { view: View::Week, board: None, days: week.clone(), ..of_day.clone() };
    let month = Diary { view: View::Month, ..several.clone() };
    let tables = [1, 2].map(|n| (day().plus(n), table(&super::words::dated(day().plus(n)), &visits, &free, false))).to_vec();
    let list = Diary { view: View::List, today: day().plus(2), tables, ..several.clone() };
    let sheet = Diary { view: View::Day, sheet: true, tables: list.tables.iter().take(1).cloned().collect(), ..list.clone() };
    let change = "The clocks go forward at 02:00: it is 03:00 then, and the day has 23 hours. Visits keep their hour on the wall.";
    let free_day = Load { clocks: Some(change.to_owned()), ..load(0, Vec::new(), 0) };
    let nothing = Diary { board: Some(Board::of(Side::Room, &free, &[], None, false)), days: vec![free_day], ..of_day.clone() };
    let closed = Diary { board: None, days: vec![load(5, Vec::new(), 0)], next_open: Some(day().plus(6)), ..of_day.clone() };
    let said = "“soon” is no day. A day such as 2027-03-12. This is today.";
    let no_day = Diary { fault: Some(said.to_owned()), ..of_day.clone() };
    vec![("no-day", no_day), ("day", of_day), ("three", three), ("week", several), ("month", month), ("list", list), ("sheet", sheet), ("nothing", nothing), ("closed", closed)]
}

/// A repair with a name that must be escaped and days that are stretched.
fn card() -> Card {
    Card {
        visit: "v3".to_owned(),
        patient: "p1".to_owned(),
        shifts: vec!["Lactic peel 3 moves from Thu 4 March to Thu 11 March 2027, 10:00, because it comes at least 14 days after Lactic peel 2 on Thu 25 February.".to_owned()],
        stretched: 3,
        digest: "v3 1".to_owned(),
        ..Card::default()
    }
}

pub(super) fn shown() -> Vec<(&'static str, Shown)> {
    let bare = |visit| Shown::bare(visit, day());
    let names = vec![
        ("noor".to_owned(), Kind::Practitioner, "Noor Haddad".to_owned()),
        ("fern".to_owned(), Kind::Room, "Fern".to_owned()),
    ];
    let event = Event { seq: 1, at: 20_780 * 86_400_000, author: "desk".to_owned(), kind: "booked".to_owned(), body: "{}".to_owned() };
    let open = Shown {
        names,
        history: vec![("Jo Lindqvist".to_owned(), event)],
        series: visits().into_iter().skip(1).take(2).collect(),
        times: vec![(day().plus(1), vec![108, 120])],
        who: Some("noor".to_owned()),
        may_write: true,
        charts_today: Some(true),
        told: "booked".to_owned(),
        ..bare(visit("v3", Some("Joel Tanner"), 156, Status::Confirmed, Verdict::Review))
    };
    let proposed = Shown { proposed: Some((day().plus(2), 120, asked(Verdict::Defer, day().plus(2)))), told: String::new(), ..open.clone() };
    let part = Part { resource: "gone".to_owned(), kind: Kind::Device, from: 0, length: 2 };
    let mut erased = visit("v5", None, 183, Status::Cancelled, Verdict::Allow);
    erased.slot.parts.push(part);
    erased.body.overlap = Some("Mother & daughter".to_owned());
    let next = Shown {
        visit: Visit { hold_until: Some(20_781 * 86_400_000 + 36_000_000), ..held().0 },
        told: "proposed".to_owned(),
        may_undo: true,
        ..open.clone()
    };
    let card = card();
    let must = Card { must: Some("Lactic peel 3: <the safety check>.".to_owned()), shifts: Vec::new(), ..card.clone() };
    let undo_repair = Some(("r1".to_owned(), "10:03:00".to_owned()));
    let mended = Shown { repair: Some(card), undo_repair, told: "restored".to_owned(), ..open.clone() };
    let stuck = Shown { repair: Some(must), told: String::new(), ..open.clone() };
    let typed = vec![("on-day".to_owned(), "12.3.2027".to_owned()), ("on-time".to_owned(), "noon".to_owned())];
    let wrong = Wrong::of(&typed, vec![
        ("on-day", "A day such as 2027-03-12; did you mean 2027-03-12?".to_owned()),
        ("on-time", "A time such as 14:05, on a step of five minutes; did you mean 12:00?".to_owned()),
    ]);
    let called_off = Shown {
        visit: visit("v3", Some("Joel Tanner"), 156, Status::Cancelled, Verdict::Allow),
        same: Some(vec![("patient", "p1".to_owned()), ("service", "lactic-30".to_owned()), ("at", "2027-03-02T13:00".to_owned()), ("who", "noor".to_owned())]),
        times: Vec::new(),
        told: "cancelled".to_owned(),
        ..open.clone()
    };
    let mistyped = Shown { wrong, told: String::new(), ..open.clone() };
    vec![("mistyped", mistyped), ("called-off", called_off), ("repair", mended), ("stuck", stuck), ("open", open.clone()), ("next", next), ("proposed", proposed), ("erased", bare(erased)), ("taken", Shown { times: Vec::new(), fault: Some((409, "That time was taken a moment ago.".to_owned())), ..open })]
}

pub(super) fn hours() -> Vec<(&'static str, HoursPage)> {
    let mut house = HoursPage { may_change: true, stranded: 2, resources: free(1).resources, ..HoursPage::bare(day()) };
    for open in house.week.days.iter_mut().take(6) {
        open.0 = ("09:00".to_owned(), "18:00".to_owned());
    }
    let wrong = HoursPage {
        of: "noor".to_owned(),
        errors: vec![("shift-to-0".to_owned(), "The end comes after the beginning.".to_owned())],
        ..house.clone()
    };
    let kept = HoursPage { done: Some(super::hours_page::Done::Hours("s0:108-216".to_owned())), ..house.clone() };
    let ended = ["2026-11-30", "2026-12-04", "<family>"].map(str::to_owned);
    let ended = HoursPage { of: "noor".to_owned(), done: Some(super::hours_page::Done::Ended(ended)), ..house.clone() };
    vec![("house", house), ("kept", kept), ("ended", ended), ("wrong", wrong), ("read-only", HoursPage::bare(day()))]
}
