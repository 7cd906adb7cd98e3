//! Calendar: any day, booking a visit or a series, moving and calling off, opening hours and leave.
mod board;
mod book;
pub(crate) mod again;
pub(crate) mod desk;
mod diary;
mod freed_times;
mod hours;
mod hours_page;
mod legs;
mod loads;
mod moving;
pub(crate) mod names;
pub(crate) mod mending;
pub(crate) mod new_visit;
pub(crate) mod of_plan;
mod offer;
mod offers;
mod over;
pub(crate) mod passing;
mod rebook;
pub(crate) mod samples;
pub(crate) mod repair;
pub(crate) mod repair_page;
mod repair_words;
mod series;
mod series_first;
mod series_page;
mod series_samples;
mod shown;
mod shown_history;
mod shown_move;
mod taking;
pub(crate) mod today;
mod typed;
mod unsigned;
mod visit;
mod waitlist;
mod waitlist_page;
mod wish;
mod with_rest;
pub(crate) mod words;

pub use diary::Diary;
pub use hours_page::HoursPage;
pub use new_visit::NewVisit;
pub use offer::OfferPage;
pub use series_page::SeriesPage;
pub use shown::Shown;
pub use waitlist_page::{NewWish, WaitPage};
pub use with_rest::WithRest;


use crate::access::{Needs, Routes};
use crate::{Door, ui::icon::Icon};
use vocab::Permission::{BookingWrite, CalendarRead, Settings};

/// Behind the word Calendar.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Calendar",
    href: "/calendar",
    icon: Icon::Calendar,
    line: "Any day by person, room or device; new visits, series, moves.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/calendar", Needs::May(CalendarRead), diary::open)
        .get("/calendar/sheet", Needs::May(CalendarRead), diary::sheet)
        .get("/calendar/new", Needs::May(BookingWrite), book::open)
        .post("/calendar/new", Needs::May(BookingWrite), book::book)
        .get("/calendar/series", Needs::May(BookingWrite), series::open)
        .post("/calendar/series", Needs::May(BookingWrite), series::book)
        .get("/patients/{patient}/plan/book", Needs::May(BookingWrite), of_plan::open)
        .post("/patients/{patient}/plan/book", Needs::May(BookingWrite), of_plan::book)
        .get("/calendar/waitlist", Needs::May(CalendarRead), waitlist::open)
        .post("/calendar/waitlist", Needs::May(BookingWrite), waitlist::add)
        .get("/calendar/waitlist/new", Needs::May(BookingWrite), waitlist::new)
        .post("/calendar/waitlist/{wait}", Needs::May(BookingWrite), waitlist::turn)
        .post("/calendar/waitlist/offers/{offer}/link", Needs::May(BookingWrite), waitlist::link)
        .post("/calendar/waitlist/offers/{offer}/let-go", Needs::May(BookingWrite), waitlist::let_go)
        .get("/offer/{secret}", Needs::Anyone, offer::open)
        .post("/offer/{secret}", Needs::Anyone, offer::answered)
        .get("/calendar/visits/{visit}", Needs::May(CalendarRead), visit::open)
        .get("/calendar/visits/{visit}/verdict", Needs::May(BookingWrite), moving::verdict)
        .post("/calendar/visits/{visit}/undo", Needs::May(BookingWrite), moving::undo)
        .post("/calendar/names", Needs::May(CalendarRead), names::choose)
        .post("/calendar/visits/{visit}/move", Needs::May(BookingWrite), visit::relocate)
        .get("/calendar/visits/{visit}/with-rest", Needs::May(BookingWrite), with_rest::open)
        .post("/calendar/visits/{visit}/with-rest", Needs::May(BookingWrite), with_rest::accept)
        .post("/calendar/visits/{visit}/repair", Needs::May(BookingWrite), mending::accept)
        .post("/calendar/visits/{visit}/repair/undo", Needs::May(BookingWrite), mending::undo)
        .post("/calendar/visits/{visit}/status", Needs::May(BookingWrite), visit::turn)
        .get("/calendar/hours", Needs::May(CalendarRead), hours::open)
        .post("/calendar/hours", Needs::May(Settings), hours::keep)
        .post("/calendar/hours/undo", Needs::May(Settings), hours::undo)
        .post("/calendar/away", Needs::May(Settings), hours::away)
        .post("/calendar/away/end", Needs::May(Settings), hours::end_away)
}

#[cfg(test)]
mod moving_tests;
#[cfg(test)]
mod repair_tests;
#[cfg(test)]
mod series_tests;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod typed_tests;
#[cfg(test)]
mod undone_tests;
#[cfg(test)]
mod wait_tests;
