//! Every message to one guest stopped by the desk, and taken back: one press and one reason, from the page that says how they
//! are reached. Who, when and why stand in the chart.
use super::contact;
use super::{Pairs, clock, said};
use crate::session::Signed;
use crate::ui::{self, Entry, Field};
use crate::{House, Oops, Shared, post};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::contact::WHY_MAX;
use chart::entry::Body;
use chart::fold::Chart;
use maud::{Markup, html};
use vocab::verdict::State as Light;

/// How the messages of one guest stand with the house.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Halted {
    /// The newest decision: whether it stops them, why, and who decided it when.
    pub(super) newest: Option<(bool, String, String)>,
    /// What was typed and is not enough.
    pub(super) typed: String,
    pub(super) fault: Option<String>,
}

/// The newest decision of a chart.
pub(super) async fn of(house: &House, chart: &Chart) -> Result<Halted, Oops> {
    let roll = house.kept()?.roll().await?;
    let newest = chart.contact().and_then(|contact| contact.halt.clone()).and_then(|halt| {
        // The decision is carried along when other things are kept: it belongs to the first entry that says it.
        let same = |line: &&chart::fold::Line| matches!(&line.now, Some(Body::Contact(one)) if one.halt.as_ref() == Some(&halt));
        let entry = &chart.lines.iter().rev().take_while(|line| same(line) || !matches!(line.now, Some(Body::Contact(_)))).filter(same).last()?.entry;
        let who = roll.get(&entry.author).map_or_else(|| "somebody of the house".to_owned(), |person| person.name.clone());
        Some((halt.stopped, halt.why, format!("{who}, {}", clock(house, entry.recorded_at))))
    });
    Ok(Halted { newest, ..Halted::default() })
}

/// Stops every message, or writes again.
pub(super) async fn decide(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let why = said(&pairs, "why");
    let stops = match said(&pairs, "do") {
        "stop" => true,
        "again" => false,
        _ => return Err(Oops::BadRequest("Messages are stopped (`stop`) or written again (`again`).".to_owned())),
    };
    let length = why.chars().count();
    let fault = match length {
        0 => Some("Say why, in a few words: whoever reads the chart later wants to know.".to_owned()),
        1..=WHY_MAX => None,
        _ => Some(format!("At most {WHY_MAX} characters; these are {length}.")),
    };
    if fault.is_some() {
        return contact::again(&house, &signed, &patient, |halted| {
            why.clone_into(&mut halted.typed);
            halted.fault = fault;
        })
        .await;
    }
    let (outbox, by) = (post::outbox(&house)?, house.by(&signed));
    if stops {
        outbox.halt(&patient, why, &by, &mut *house.chance()).await?;
    } else {
        outbox.resume(&patient, why, &by, &mut *house.chance()).await?;
    }
    Ok(Redirect::to(&format!("/patients/{patient}/contact#halt")).into_response())
}

impl Halted {
    pub(super) fn is_stopped(&self) -> bool {
        self.newest.as_ref().is_some_and(|(stopped, ..)| *stopped)
    }

    /// The part of the page.
    pub(super) fn section(&self, patient: &str, csrf: &str) -> Markup {
        let (word, label, hint, button) = if self.is_stopped() {
            ("again", "Why are they written to again?", "What waited and is not too late goes then.", "Write again")
        } else {
            ("stop", "Why?", "Such as: asked by telephone, bereaved, wrong number.", "Stop every message")
        };
        html! {
            section id="halt" aria-labelledby="halt-head" {
                h2 id="halt-head" { "Every message at once" }
                @if let Some((stopped, why, who)) = &self.newest {
                    @if *stopped {
                        (ui::notice(Light::Stop, "Every message is stopped", &html! { (why) " " span.muted { "(" (who) ")" } }))
                        p { "Nothing is written, also nothing that waited. Who has to hear of a changed visit stands in " a href="/messages?list=call" { "To call" } "." }
                    } @else {
                        p { "Written to again: " (why) " " span.muted { "(" (who) ")" } }
                    }
                } @else {
                    p { "Stops reminders, changes, questions and invitations together, also what waits to go. What the guest answered above stays as it is." }
                }
                form.form.narrow method="post" action={ "/patients/" (patient) "/contact/halt" } {
                    input type="hidden" name="csrf" value=(csrf);
                    (Field::new("why", label, Entry::Text).value(&self.typed).error(self.fault.as_deref()).hint(hint))
                    div.actions { button.btn name="do" value=(word) { (button) } }
                }
            }
        }
    }
}
