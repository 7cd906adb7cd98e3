//! Who came in, and how: for whoever runs the house.
use crate::ui::{self, Heading, Table};
use crate::{Oops, Page, Shared};
use axum::extract::State;
use axum::response::Response;
use chart::people::AccessEvent;
use maud::{Markup, html};

/// Lines that are shown, the newest first.
const SHOWN: usize = 300;

/// The list.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// When, who, what.
    list: Vec<(String, String, String)>,
}

pub(super) async fn list(State(house): State<Shared>) -> Result<Response, Oops> {
    let record = house.kept()?;
    let (roll, zone) = (record.roll().await?, house.zone());
    let clock = |at: i64| crate::ui::moment(at, &zone);
    let told = record.people().access(0).await?;
    let line = |told: chart::own::Told<AccessEvent>| {
        let (who, what) = match told.event {
            AccessEvent::SignedIn { practitioner, how, address } => {
                let from = if address.is_empty() { String::new() } else { format!(" from {address}") };
                (practitioner, format!("came in by {how}{from}"))
            }
            // Whose chart it was and why is the director's list.
            AccessEvent::BrokeGlass { practitioner, .. } => (practitioner, "opened a chart in an emergency".to_owned()),
            AccessEvent::Key { practitioner, change, label } => {
                let which = if label.is_empty() { String::new() } else { format!(": {label}") };
                (practitioner, format!("{}{which}", change.in_words()))
            }
            AccessEvent::Feed { practitioner, what, address, .. } => {
                let from = if address.is_empty() { String::new() } else { format!(" from {address}") };
                (practitioner, format!("address of a calendar: {what}{from}"))
            }
        };
        (clock(told.at), roll.name(&who).to_owned(), what)
    };
    Ok(house.show(&Access { list: told.into_iter().rev().take(SHOWN).map(line).collect() }))
}

impl Page for Access {
    fn samples() -> Vec<(&'static str, Self)> {
        let one = |who: &str, what: &str| ("2026-11-25 09:00".to_owned(), who.to_owned(), what.to_owned());
        let list = vec![one("Jo <Lind>", "came in by password from 203.0.113.5"), one("Ada", "opened a chart in an emergency")];
        vec![("ordinary", Self { list }), ("empty", Self::default())]
    }

    fn title(&self) -> String {
        "Who came in".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/people")
    }

    fn render(&self) -> Markup {
        let table = self.list.iter().fold(
            Table::new("The newest first").column("When").column("Who").column("What"),
            |table, (when, who, what)| table.row(vec![html! { (when) }, html! { (who) }, html! { (what) }]),
        );
        html! {
            (ui::breadcrumbs(&[("People", "/people")], "Who came in"))
            (Heading::new("Who came in").lead("Each sign-in and each emergency, as the book of the house tells it. Nothing here can be taken out."))
            @if self.list.is_empty() { (ui::empty("Nobody has", "Sign-ins stand here from the first one on.", &html! {})) } @else { (table) }
        }
    }
}
