//! In an emergency: a chart is opened past the rights, for a while, with a reason; and the list of it for the director.
use super::{Pairs, error, said, token};
use crate::session::{self, Signed};
use crate::ui::{self, Entry, Field, Heading, Press, Table};
use crate::{Oops, Page, Shared};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::people::{AccessEvent, TEXT_MAX};
use maud::{Markup, html};

/// How long the chart stays open: one hour.
const OPEN_MS: i64 = 60 * 60_000;
/// The fewest letters of a reason.
const REASON_MIN: usize = 15;
/// How many openings are listed.
const SHOWN: usize = 200;

/// The page on which the glass is broken.
#[derive(Debug, Clone, Default)]
pub struct Glass {
    patient: String,
    csrf: String,
    reason: String,
    errors: Vec<(&'static str, String)>,
}

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    house.kept()?.patients().known(&patient).await?;
    Ok(house.show(&Glass { patient, csrf: signed.csrf, ..Glass::default() }))
}

pub(super) async fn broken(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    house.kept()?.patients().known(&patient).await?;
    let people = house.kept()?.people();
    let reason = said(&pairs, "reason").trim().to_owned();
    let mut page = Glass { patient, csrf: signed.csrf.clone(), reason, ..Glass::default() };
    let letters = page.reason.chars().count();
    if letters < REASON_MIN {
        page.errors.push(("reason", format!("Say in a sentence what is happening: at least {REASON_MIN} letters.")));
    } else if letters > TEXT_MAX {
        page.errors.push(("reason", format!("At most {TEXT_MAX} letters.")));
    } else if let Err(unproved) = session::reauthenticated(&house, &signed, said(&pairs, "proof")).await {
        page.errors.push(("proof", unproved.beside_the_field()?));
    }
    if !page.errors.is_empty() {
        return Ok(house.show(&page));
    }
    let by = house.by(&signed);
    let until = by.at.saturating_add(OPEN_MS);
    let event = AccessEvent::BrokeGlass {
        practitioner: signed.practitioner.clone(),
        patient: page.patient.clone(),
        reason: page.reason,
        until,
    };
    // First the trace, then the door.
    people.remember(&event, &by, &mut *house.chance()).await?;
    people.widen(&signed.session, &page.patient, until).await?;
    Ok(Redirect::to(&format!("/patients/{}", page.patient)).into_response())
}

impl Page for Glass {
    fn samples() -> Vec<(&'static str, Self)> {
        let bare = Self { patient: "x".into(), csrf: "x".into(), ..Self::default() };
        let errors = vec![("reason", "Say in a sentence what is happening: at least 15 letters.".to_owned())];
        vec![("ordinary", bare.clone()), ("wrong", Self { reason: "<short>".into(), errors, ..bare })]
    }

    fn title(&self) -> String {
        "Open in an emergency".into()
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        html! {
            (Heading::new("Open this chart in an emergency").lead("It opens for reading, for one hour, on this device only. The medical director sees that you opened it and why; the patient sees it as well."))
            form.form.narrow method="post" action={ "/patients/" (self.patient) "/emergency" } {
                (token(&self.csrf))
                (Field::new("reason", "What is happening", Entry::Lines).value(&self.reason).error(error(&self.errors, "reason")).autofocus())
                (Field::new("proof", "Your password, or a code of your app", Entry::Secret("current-password")).error(error(&self.errors, "proof")))
                (ui::submit("Open the chart", Press::Primary))
            }
        }
    }
}

/// What was opened past the rights, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// When, who, whose chart, why.
    list: Vec<(String, String, String, String)>,
}

pub(super) async fn list(State(house): State<Shared>) -> Result<Response, Oops> {
    let record = house.kept()?;
    let (roll, zone) = (record.roll().await?, house.zone());
    let clock = |at: i64| crate::ui::moment(at, &zone);
    let told = record.people().access(0).await?;
    let opened = told.into_iter().rev().filter_map(|told| match told.event {
        AccessEvent::BrokeGlass { practitioner, patient, reason, .. } => {
            Some((clock(told.at), roll.name(&practitioner).to_owned(), patient, reason))
        }
        AccessEvent::SignedIn { .. } | AccessEvent::Key { .. } | AccessEvent::Feed { .. } => None,
    });
    Ok(house.show(&Opened { list: opened.take(SHOWN).collect() }))
}

impl Page for Opened {
    fn samples() -> Vec<(&'static str, Self)> {
        let one = |why: &str| ("2026-11-25 09:00".to_owned(), "Jo Lind".to_owned(), "x".to_owned(), why.to_owned());
        vec![
            ("ordinary", Self { list: vec![one("Fainted in the waiting room <b>"), one("Bleeding, no nurse here")] }),
            ("empty", Self::default()),
        ]
    }

    fn title(&self) -> String {
        "Opened in an emergency".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/people")
    }

    fn render(&self) -> Markup {
        let table = self.list.iter().fold(
            Table::new("The newest first").column("When").column("Who").column("Whose chart").column("Why"),
            |table, (when, who, patient, why)| {
                let chart = html! { a href={ "/patients/" (patient) "/looks" } { "Who looked" } };
                table.row(vec![html! { (when) }, html! { (who) }, chart, html! { (why) }])
            },
        );
        html! {
            (ui::breadcrumbs(&[("People", "/people")], "Opened in an emergency"))
            (Heading::new("Charts opened in an emergency").lead("Each was opened past the rights of whoever opened it, with the reason they gave."))
            @if self.list.is_empty() { (ui::empty("None was", "Nobody has opened a chart past their rights.", &html! {})) } @else { (table) }
        }
    }
}
