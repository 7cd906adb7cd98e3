//! Who works here: everybody with what they are and how their licences stand; and somebody new.
use super::welcome::{wrong_email, wrong_name};
use super::{Pairs, invitation, said};
use crate::session::Signed;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press, Tone};
use crate::{Oops, Page, Shared};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use chart::people::{LicenceKind, PeopleEvent, Practitioner, Roll};
use maud::{Markup, html};
use std::collections::BTreeSet;
use vocab::verdict::State as Standing;
use vocab::{Day, Permission, Role};

/// Days before its end from which a licence is called for: two months.
pub(super) const WARN_DAYS: i32 = 60;

/// One person of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Roles in words.
    pub roles: String,
    /// What stands in the way of their work, if anything: how heavy it is, and a sentence.
    pub warning: Option<(Standing, String)>,
    /// Whether they work here now.
    pub active: bool,
}

/// The list of people.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Everybody, whoever works here first.
    pub people: Vec<Listed>,
    /// Whether whoever looks may add somebody.
    pub may_write: bool,
    /// Whether whoever looks sees what was opened past the rights.
    pub may_review: bool,
}

/// Roles as a sentence names them.
pub(super) fn in_words(roles: &BTreeSet<Role>) -> String {
    let words: Vec<&str> = roles.iter().map(|role| role.title()).collect();
    if words.is_empty() { "No role yet".to_owned() } else { words.join(", ") }
}

/// How the licences of somebody stand on a day: nothing to say, soon over, over, or none where one is needed.
pub(super) fn warning(person: &Practitioner, today: Day) -> Option<(Standing, String)> {
    let treats = person.roles.iter().any(|role| role.may(Permission::SessionWrite));
    if !person.active || !treats {
        return None;
    }
    let holds = person.licences.iter().filter(|licence| licence.span.holds_on(today));
    let soon = holds.clone().filter_map(|licence| Some((licence.span.to?, licence.kind))).min();
    let words = |kind: LicenceKind| kind.title().to_lowercase();
    match (holds.count(), soon) {
        (0, _) => {
            let last = person.licences.iter().filter_map(|licence| licence.span.to).max();
            Some((Standing::Stop, last.map_or_else(
                || "No licence is on record: the door stays closed.".to_owned(),
                |last| format!("The licence ended on {}: the door stays closed.", last.in_words()),
            )))
        }
        (_, Some((last, kind))) if last.since(today) <= WARN_DAYS => {
            Some((Standing::Ask, format!("The licence as {} ends on {}.", words(kind), last.in_words())))
        }
        _ => None,
    }
}

fn listed(roll: &Roll, today: Day) -> Vec<Listed> {
    let mut all: Vec<Listed> = roll
        .all()
        .map(|person| Listed {
            id: person.id.clone(),
            name: person.name.clone(),
            roles: in_words(&person.roles),
            warning: warning(person, today),
            active: person.active,
        })
        .collect();
    all.sort_by(|a, b| (!a.active, &a.name).cmp(&(!b.active, &b.name)));
    all
}

pub(super) async fn open(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    let roll = house.kept()?.roll().await?;
    let today = house.today().ok_or(Oops::Broken)?;
    Ok(house.show(&People {
        people: listed(&roll, today),
        may_write: signed.may(Permission::PeopleWrite),
        may_review: signed.may(Permission::OverridesRead),
    }))
}

impl Page for People {
    fn samples() -> Vec<(&'static str, Self)> {
        let person = |name: &str, roles: &str, warning| Listed {
            id: "x".into(),
            name: name.into(),
            roles: roles.into(),
            warning,
            active: true,
        };
        let soon = Some((Standing::Ask, "The licence as registered nurse ends on 31 December 2026.".to_owned()));
        let over = Some((Standing::Stop, "No licence is on record: the door stays closed.".to_owned()));
        let people = vec![
            person("Imani <Clarke>", "Nurse", soon),
            person("Lucía Ferrer", "Aesthetician", over),
            person("Jo Lind", "Front desk", None),
            Listed { active: false, ..person("Ada Old", "Nurse", None) },
        ];
        vec![
            ("ordinary", Self { people: people.clone(), may_write: true, may_review: true }),
            ("read-only", Self { people, may_write: false, may_review: false }),
            ("empty", Self::default()),
        ]
    }

    fn title(&self) -> String {
        "People".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/people")
    }

    fn render(&self) -> Markup {
        let actions = html! {
            @if self.may_write { (ui::button_link("/people/new", "Add somebody", Press::Primary)) }
            (ui::button_link("/people/orders", "Standing orders", Press::Second))
            @if self.may_write { (ui::button_link("/people/access", "Who came in", Press::Quiet)) }
            @if self.may_review { (ui::button_link("/people/opened", "Opened in an emergency", Press::Quiet)) }
        };
        let lead = "What each may do follows from the role; what each may do to a patient follows from the licence.";
        let (here, gone): (Vec<_>, Vec<_>) = self.people.iter().partition(|one| one.active);
        html! {
            (Heading::new("Who works here").lead(lead).actions(actions))
            @if self.people.is_empty() { (ui::empty("Nobody works here yet", "The first start makes the owner; the owner adds everybody else.", &html! {})) }
            @else {
                ul class="rows" { @for one in &here { (row(one)) } }
                @if !gone.is_empty() { (ui::section("gone", "No longer here", "kept, because what they did is", &html! { ul class="rows" { @for one in &gone { (row(one)) } } })) }
            }
        }
    }
}

fn row(one: &Listed) -> Markup {
    html! {
        li { a.row href={ "/people/" (one.id) } {
            b { (one.name) }
            span.small { (one.roles) @if let Some((standing, why)) = &one.warning { " " (ui::chip(Tone::from(*standing), why)) } }
            (ui::icon::Icon::ChevronRight)
        } }
    }
}

/// Adding somebody.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    csrf: String,
    name: String,
    email: String,
    roles: BTreeSet<Role>,
    errors: Vec<(&'static str, String)>,
}

pub(super) async fn adding(State(house): State<Shared>, signed: Signed) -> Response {
    house.show(&NewPerson { csrf: signed.csrf, ..NewPerson::default() })
}

/// The roles that a form names; a word that is no role is told.
pub(super) fn roles(pairs: &Pairs) -> Result<BTreeSet<Role>, String> {
    let named = pairs.iter().filter(|(name, _)| name == "role").map(|(_, role)| role);
    let roles: Result<BTreeSet<Role>, _> = named.map(|role| role.parse()).collect();
    match roles {
        Ok(roles) if roles.is_empty() => Err("Choose at least one role.".to_owned()),
        Ok(roles) => Ok(roles),
        Err(unknown) => Err(ui::sentence(&vocab::nearest::explain(&unknown))),
    }
}

/// The choice of roles.
pub(super) fn role_choices(chosen: &BTreeSet<Role>, error: Option<&str>) -> Choices {
    let options = Role::ALL.iter().map(|role| Choice {
        value: role.code().to_owned(),
        label: role.title().to_owned(),
        note: String::new(),
        chosen: chosen.contains(role),
    });
    Choices::many("role", "Roles", options.collect()).hint("Several are possible; the fewer, the better.").error(error)
}

pub(super) async fn add(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let record = house.kept()?;
    let roll = record.roll().await?;
    let (name, email) = (said(&pairs, "name").trim().to_owned(), said(&pairs, "email").trim().to_owned());
    let mut page = NewPerson { csrf: signed.csrf.clone(), name, email, ..NewPerson::default() };
    page.errors.extend(wrong_name(&page.name).map(|error| ("name", error)));
    page.errors.extend(wrong_email(&page.email).map(|error| ("email", error)));
    if roll.active().any(|person| person.email.eq_ignore_ascii_case(&page.email) && !page.email.is_empty()) {
        page.errors.push(("email", "Somebody here signs in with this address already.".to_owned()));
    }
    match roles(&pairs) {
        Ok(roles) => page.roles = roles,
        Err(error) => page.errors.push(("role", error)),
    }
    if !page.errors.is_empty() {
        return Ok(house.show(&page));
    }
    let by = house.by(&signed);
    let practitioner = chart::book::new_id(by.at, &mut *house.chance());
    let event = PeopleEvent::Joined {
        practitioner: practitioner.clone(),
        name: page.name,
        email: page.email,
        roles: page.roles,
    };
    record.people().tell(Some(roll.count), &[event], &by, &mut *house.chance()).await?;
    invitation::show(&house, &signed, &practitioner).await
}

impl Page for NewPerson {
    fn samples() -> Vec<(&'static str, Self)> {
        let errors = vec![
            ("name", wrong_name("").unwrap_or_default()),
            ("email", "Somebody here signs in with this address already.".to_owned()),
            ("role", "Choose at least one role.".to_owned()),
        ];
        let roles = BTreeSet::from([Role::Nurse]);
        vec![
            ("empty", Self::default()),
            ("wrong", Self { csrf: "x".into(), email: "\"x\"@y.zz".into(), roles, errors, name: String::new() }),
        ]
    }

    fn title(&self) -> String {
        "Add somebody".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/people")
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        let error = |field: &str| super::error(&self.errors, field);
        html! {
            (ui::breadcrumbs(&[("People", "/people")], "Add somebody"))
            (Heading::new("Who is new here?").lead("They get a link with which they choose their own password. Licences come afterwards."))
            form.form.narrow method="post" action="/people/new" {
                (super::token(&self.csrf))
                (Field::new("name", "Full name", Entry::Text).value(&self.name).error(error("name")).autofocus())
                (Field::new("email", "E-mail address", Entry::Text).value(&self.email).hint("They sign in with it.").error(error("email")))
                (role_choices(&self.roles, error("role")))
                (ui::submit("Add, and make the link", Press::Primary))
            }
        }
    }
}
