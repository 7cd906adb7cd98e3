//! The link in every message by which a guest stops them: no sign-in, one press, and a way back.
use super::{Pairs, said};
use crate::ui::{self, Heading};
use crate::{House, Oops, Page, Shared, post};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use chart::message::{Purpose, Why};
use chart::register::By;
use maud::{Markup, html};
use vocab::verdict::State as Light;

/// What happened at the press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// Invitations end; the rest goes on.
    Invitations,
    /// Nothing is written any more.
    Everything,
    /// It was taken back.
    Back,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopping {
    address: String,
    house: String,
    done: Option<Done>,
    /// What was allowed before the press, as the way back carries it.
    before: String,
    line: String,
}

/// The patient, if the link is ours.
fn whose(house: &House, patient: &str, secret: &str) -> Result<String, Oops> {
    let record = house.kept()?;
    let ours = record.key.is_link(&record.site, "stop", patient, secret);
    if ours { Ok(patient.to_owned()) } else { Err(Oops::LinkOver) }
}

fn page(house: &House, patient: &str, secret: &str) -> Stopping {
    Stopping {
        address: format!("/stop/{patient}/{secret}"),
        house: post::house_name(),
        done: None,
        before: String::new(),
        line: house.line().unwrap_or_default().to_owned(),
    }
}

pub(super) async fn open(
    State(house): State<Shared>,
    Path((patient, secret)): Path<(String, String)>,
) -> Result<Response, Oops> {
    let patient = whose(&house, &patient, &secret)?;
    house.kept()?.patients().known(&patient).await.map_err(|_| Oops::LinkOver)?;
    Ok(house.show(&page(&house, &patient, &secret)))
}

pub(super) async fn stop(
    State(house): State<Shared>,
    Path((patient, secret)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let patient = whose(&house, &patient, &secret)?;
    house.kept()?.patients().known(&patient).await.map_err(|_| Oops::LinkOver)?;
    let outbox = post::outbox(&house)?;
    // The guest says it, so the guest is who records it.
    let by = By { author: patient.clone(), at: house.now_ms() };
    let mut page = page(&house, &patient, &secret);
    let chance = &mut *house.chance();
    // A mail program that offers its own button sends `List-Unsubscribe=One-Click` and shows no page: everything ends.
    let (done, purposes) = match said(&pairs, "stop") {
        "invitations" => (Done::Invitations, &[Purpose::Recall][..]),
        "back" => (Done::Back, &[][..]),
        _ => (Done::Everything, Purpose::ALL),
    };
    page.done = Some(done);
    if done == Done::Back {
        let mut contact = house.kept()?.patients().for_the_house(&patient).await?.contact().cloned().unwrap_or_default();
        contact.by_guest = true;
        // Only what the press took is given back: who never said yes does not say it here.
        let allowed = said(&pairs, "before").split(' ').filter_map(|code| code.parse::<Purpose>().ok());
        let allowed: Vec<Purpose> = allowed.collect();
        contact.allows.extend(allowed.iter().map(|purpose| (*purpose, true)));
        outbox.keep_contact(&patient, &contact, &by, chance).await?;
        outbox.give_back(&patient, &allowed, Why::Refused, by.at).await?;
        return Ok(house.show(&page));
    }
    let before = outbox.stop(&patient, purposes, &by, chance).await?;
    let codes: Vec<&str> =
        purposes.iter().filter(|p| before.allows.get(p) == Some(&true)).map(|purpose| purpose.code()).collect();
    page.before = codes.join(" ");
    Ok(house.show(&page))
}

impl Page for Stopping {
    fn samples() -> Vec<(&'static str, Self)> {
        let ask = Self {
            address: "/stop/p/x".into(),
            house: "Harbour <House>".into(),
            done: None,
            before: String::new(),
            line: "+1 555 0100".into(),
        };
        let after = |done, before: &str| Self { done: Some(done), before: before.into(), ..ask.clone() };
        vec![
            ("ordinary", ask.clone()),
            ("invitations", after(Done::Invitations, "recall")),
            ("everything", after(Done::Everything, "appointments recall")),
            ("nothing", Self { line: String::new(), ..after(Done::Everything, "") }),
            ("back", after(Done::Back, "")),
        ]
    }

    fn title(&self) -> String {
        "Messages".into()
    }

    fn is_for_guests(&self) -> bool {
        true
    }

    fn render(&self) -> Markup {
        let button = |stop: &str, label: &str, class: &str| html! { button class=(class) type="submit" name="stop" value=(stop) { (label) } };
        html! { div.guest {
            @match self.done {
                None => {
                    (Heading::new("Fewer messages?").eyebrow(&self.house).lead("One press, and it holds at once. Your visits stay as they are."))
                    form.card method="post" action=(self.address) {
                        p { "Stop invitations to come again. You still hear about the visits that you booked." }
                        div.actions { (button("invitations", "Stop invitations", "btn primary")) }
                        p { "Stop everything, also reminders and changes of your visits. We call you instead." }
                        div.actions { (button("everything", "Stop every message", "btn")) }
                    }
                }
                Some(done) => {
                    div role="status" { @match done {
                        Done::Invitations => { (ui::notice(Light::Clear, "Invitations are stopped", &html! { "You still hear about the visits that you booked." })) }
                        Done::Everything => { (ui::notice(Light::Clear, "Every message is stopped", &html! { "We call you when something changes." })) }
                        Done::Back => { (ui::notice(Light::Clear, "It is as before", &html! { "You hear from us again." })) }
                    } }
                    h1 { "Done" }
                    @if !self.before.is_empty() {
                        form method="post" action=(self.address) {
                            input type="hidden" name="before" value=(self.before);
                            p { "Pressed by mistake?" }
                            div.actions { (button("back", "Undo", "btn")) }
                        }
                    }
                }
            }
            @if !self.line.is_empty() { p.small.muted { "To speak to us: " a.call href=(format!("tel:{}", self.line.replace(' ', ""))) { (self.line) } } }
        } }
    }
}
