//! A one-time link for somebody, shown once to whoever made it.
use crate::session::Signed;
use crate::ui::{self, Heading, Press};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Path, State};
use axum::response::Response;
use chart::people::Purpose;
use maud::{Markup, html};

/// How long an invitation holds: a week, once.
const LASTS: (i64, i64) = (7 * 24 * 60 * 60_000, 1);

/// The link, to be handed on.
#[derive(Debug, Clone, Default)]
pub struct Invited {
    practitioner: String,
    name: String,
    link: String,
}

/// Makes the link and shows it.
pub(super) async fn show(house: &House, signed: &Signed, practitioner: &str) -> Result<Response, Oops> {
    let record = house.kept()?;
    let roll = record.roll().await?;
    let person = roll.get(practitioner).filter(|person| person.active).ok_or(Oops::NotFound)?;
    let by = house.by(signed);
    let people = record.people();
    let secret =
        people.make_link(Purpose::Invitation, practitioner, LASTS, &by, &mut *house.chance()).await?;
    let link = format!("{}/sign-in/{secret}", house.public().unwrap_or_default());
    Ok(house.show(&Invited { practitioner: person.id.clone(), name: person.name.clone(), link }))
}

pub(super) async fn make(
    State(house): State<Shared>,
    signed: Signed,
    Path(practitioner): Path<String>,
) -> Result<Response, Oops> {
    show(&house, &signed, &practitioner).await
}

impl Page for Invited {
    fn samples() -> Vec<(&'static str, Self)> {
        let (practitioner, name) = ("x".to_owned(), "Imani <Clarke>".to_owned());
        vec![("ordinary", Self { practitioner, name, link: "https://harbour.example/sign-in/AbC".into() })]
    }

    fn title(&self) -> String {
        "The link".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/people")
    }

    fn render(&self) -> Markup {
        html! {
            (Heading::new(&format!("Hand this link to {}", self.name)).lead("It opens once, within a week. It is shown only now; a new one can be made at any time."))
            p.secret { code { (self.link) } }
            (ui::button_link(&format!("/people/{}", self.practitioner), "Done", Press::Primary))
        }
    }
}
