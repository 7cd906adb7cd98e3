//! The samples of the page on which a series is booked.
use super::offers::{Dated, Found, Offered, Wished};
use super::samples::{day, guest, service};
use super::series_page::{SeriesPage, Source};
use super::typed::Wrong;
use calendar::series::Gap;
use vocab::verdict::State;

pub(super) fn series() -> Vec<(&'static str, SeriesPage)> {
    let gap = Gap { min: 14, ideal: 28, max: 42 };
    let one = |n: i32| Dated {
        day: day().plus(n),
        cell: 120,
        what: "Lactic peel & <care>".to_owned(),
        with: vec!["Noor Haddad".to_owned(), "Fern".to_owned()],
        state: if n == 57 { State::Ask } else { State::Clear },
        slots: vec![format!("1.0@2027-01-{:02}T10:00 noor fern", 1 + n % 20)],
    };
    let offered = |title: &str, line: &str, shift: i32| Offered {
        title: title.to_owned(),
        line: line.to_owned(),
        visits: vec![one(1 + shift), one(29 + shift), one(57 + shift)],
    };
    let offers = vec![
        offered("Best dates", "Ends on Wed 20 January 2027; every day as planned, the same hands throughout.", 0),
        offered("Always on Thursdays", "It costs: ends 1 day later, 3 days further off the planned days.", 1),
    ];
    let of = |chosen: bool| Source::Service {
        services: vec![service()],
        service: chosen.then(|| Box::new(service())),
        sessions: 3,
        gap,
    };
    let nobody = SeriesPage { typed: "zz".to_owned(), ..SeriesPage::bare(day()) };
    let bare = SeriesPage { guest: Some(guest(day())), source: of(false), ..SeriesPage::bare(day()) };
    let found = SeriesPage {
        source: of(true),
        people: vec![("noor".to_owned(), "Noor Haddad".to_owned())],
        found: Found { offers: offers.clone(), blocked: Vec::new() },
        ..bare.clone()
    };
    let blocked = Found { offers: Vec::new(), blocked: vec!["It would be possible with 3 days more between visits than usual.".to_owned()] };
    let typed = vec![("day".to_owned(), "12.3.2027".to_owned()), ("min".to_owned(), "a month".to_owned())];
    let wrong = Wrong::of(&typed, vec![
        ("day", "A day such as 2027-03-12; did you mean 2027-03-12?".to_owned()),
        ("min", "A whole number from 1 to 180.".to_owned()),
        ("away-to", "The last day away is not before the first.".to_owned()),
    ]);
    let wished = Wished { weekdays: vec![1, 3], away: ("2027-03-04".into(), "2027-03-01".into()), wrong, ..Wished::default() };
    let none = SeriesPage { source: of(true), found: blocked, ..bare.clone() };
    let wrong = SeriesPage { source: of(true), wished, ..bare.clone() };
    let plan = |booked: Vec<(String, String)>, left_out: Vec<String>, rest: usize| Source::Plan { agreed: day(), booked, left_out, rest };
    let booked = vec![("Lactic peel, Wed 2 December 2026".to_owned(), "/calendar/visits/v1".to_owned())];
    let of_plan = SeriesPage {
        source: plan(booked.clone(), vec!["No service here offers Microneedling, planned for Fri 1 January 2027.".to_owned()], 3),
        found: Found { offers, blocked: Vec::new() },
        ..bare.clone()
    };
    let whole = SeriesPage { source: plan(booked, Vec::new(), 0), ..bare.clone() };
    vec![("nobody", nobody), ("wishes", bare), ("found", found), ("none", none), ("wrong", wrong), ("plan", of_plan), ("plan-booked", whole)]
}
