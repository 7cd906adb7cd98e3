//! Today: the calendar's page of this day, behind a door of its own.
pub use super::calendar::today::Today;

use super::calendar::today;
use crate::access::{Needs, Routes};
use crate::{Door, ui::icon::Icon};
use vocab::Permission;

/// Behind the word Today.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Today",
    href: "/today",
    icon: Icon::Sun,
    line: "Who comes today, what to look at first, and how the house stands.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    Routes::new().get("/today", Needs::May(Permission::CalendarRead), today::open)
}
