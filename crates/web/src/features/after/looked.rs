//! Who looked into the own chart, for the guest behind a link.
use crate::ui::{self, Heading, Table};
use crate::{House, Oops, Page};
use chart::case::day_of;
use chart::people::Link;
use maud::{Markup, html};

/// Looks that are told; the newest first.
const LOOKS_SHOWN: u32 = 200;

/// The page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuestLooks {
    /// Secret of the link, for the way back.
    pub(super) secret: String,
    /// Day, who, why.
    pub(super) seen: Vec<(String, String, &'static str)>,
}

impl GuestLooks {
    pub(super) async fn of(house: &House, link: &Link, secret: &str) -> Result<Self, Oops> {
        let record = house.kept()?;
        let (roll, zone) = (record.roll().await?, house.zone());
        let looks = record.patients().looks(&link.subject, LOOKS_SHOWN).await?;
        let seen = looks.iter().map(|look| {
            let who = if look.who == link.subject {
                "You".to_owned()
            } else {
                roll.get(&look.who).map_or_else(|| "The house itself".to_owned(), |person| person.name.clone())
            };
            let why = match look.why.as_str() {
                "care" => "to care for you",
                "own_request" => "you asked for it",
                "break_glass" => "in an emergency",
                "audit" => "to check the record",
                _ => "another reason",
            };
            (day_of(look.at, &zone).in_words(), who, why)
        });
        let mut seen: Vec<_> = seen.collect();
        // Several looks of one person on one day for one reason are one line.
        seen.dedup();
        Ok(Self { secret: secret.to_owned(), seen })
    }
}

impl Page for GuestLooks {
    fn samples() -> Vec<(&'static str, Self)> {
        let one = ("Tue 24 Nov 2026".to_owned(), "Imani <Clarke>, RN".to_owned(), "to care for you");
        let secret = "secret".to_owned();
        vec![("ordinary", Self { secret: secret.clone(), seen: vec![one] }), ("empty", Self { secret, seen: Vec::new() })]
    }

    fn title(&self) -> String {
        "Who looked into your record".into()
    }

    fn is_for_guests(&self) -> bool {
        true
    }

    fn render(&self) -> Markup {
        let table = self.seen.iter().fold(
            Table::new("Looks, the newest first").column("Day").column("Who").column("Why"),
            |table, (on, who, why)| table.row(vec![html! { (on) }, html! { (who) }, html! { (why) }]),
        );
        html! {
            (Heading::new(&self.title()).lead("Everybody who opens your record is written down, and so are you."))
            @if self.seen.is_empty() { (ui::empty("Nobody yet", "Your record was not opened by anybody.", &html! {})) } @else { div.boxed { (table) } }
            p { a."btn" href={ "/g/" (self.secret) } { "Back to your days" } }
        }
    }
}
