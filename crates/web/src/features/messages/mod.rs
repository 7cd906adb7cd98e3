//! Messages to guests: the outbox, how each guest may be reached, the link that stops them, answers that come in, the words.
mod contact;
mod halt;
mod outgoing;
mod outgoing_samples;
mod reply;
mod stop;
mod templates;

pub use contact::Reaching;
pub use outgoing::Outgoing;
pub use stop::Stopping;
pub use templates::Templates;

use crate::access::{Needs, Routes};
use crate::{Door, House, ui::icon::Icon};
use vocab::Permission;

/// Behind the word Messages.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Messages",
    href: "/messages",
    icon: Icon::Pen,
    line: "What goes to guests and when, what did not, whom to call instead, and who should be invited.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    let (reads, sends) = (Needs::May(Permission::MessagesRead), Needs::May(Permission::MessageSend));
    let reached = Needs::May(Permission::PatientRegister);
    Routes::new()
        .get("/messages", reads, outgoing::open)
        .post("/messages", sends, outgoing::gesture)
        .post("/messages/answers", sends, outgoing::answered)
        .get("/settings/messages", Needs::May(Permission::Settings), templates::open)
        .post("/settings/messages", Needs::May(Permission::Settings), templates::keep)
        .get("/patients/{patient}/contact", reached, contact::open)
        .post("/patients/{patient}/contact", reached, contact::keep)
        .post("/patients/{patient}/contact/halt", reached, halt::decide)
        .get("/stop/{patient}/{secret}", Needs::Anyone, stop::open)
        .post("/stop/{patient}/{secret}", Needs::Anyone, stop::stop)
        .post("/hooks/reply", Needs::Anyone, reply::hear)
}

/// Name and value of each field.
type Pairs = Vec<(String, String)>;

/// The last pair of this name, trimmed; empty where there is none.
fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.trim())
}

/// `Tue 24 Nov 2026, 14:05` on the wall of the site.
fn clock(house: &House, at: i64) -> String {
    crate::ui::moment(at, &house.zone())
}

#[cfg(test)]
mod tests;
