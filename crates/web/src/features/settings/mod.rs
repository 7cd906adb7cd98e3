//! Settings: one page from which everything that a house sets for itself is reached, each with how it stands.
mod bookable;
mod bookable_page;
mod index;

pub use bookable_page::Bookable;
pub use index::Index;

use super::calendar::desk;
use crate::access::{Needs, Routes};
use crate::session::{Signed, Visitor};
use crate::{Door, House, Oops, Shared, ui::icon::Icon};
use axum::extract::State;
use axum::response::Response;
use chart::booking::{HoursKind, Kind};
use index::{Entry, Group};
use vocab::{Day, Permission};

/// Behind the word Settings.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Settings",
    href: "/settings",
    icon: Icon::Pen,
    line: "Opening hours, leave, licences, devices, services and prices.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/settings", Needs::May(Permission::CalendarRead), open)
        .get("/settings/bookable", Needs::May(Permission::CalendarRead), bookable::open)
        .post("/settings/bookable/things", Needs::May(Permission::Settings), bookable::thing)
        .post("/settings/bookable/retired", Needs::May(Permission::Settings), bookable::retired)
        .post("/settings/bookable/services", Needs::May(Permission::CatalogueWrite), bookable::service)
}

/// A licence that ends within so many days is told here.
const LICENCE_DAYS: i32 = 60;
/// Leave and service of so many days ahead are counted here.
const AWAY_DAYS: i32 = 30;

async fn open(State(house): State<Shared>, signed: Signed, visitor: Visitor) -> Result<Response, Oops> {
    let today = house.today().ok_or(Oops::Broken)?;
    let opens = |path: &str| {
        let table = crate::table();
        let route = table.iter().find(|route| route.method == "GET" && route.path == path);
        route.is_some_and(|route| crate::access::opens(route.needs, &visitor))
    };
    // A new house is set up in this order.
    let mut groups = vec![people(&house, today).await?, things(&house, today).await?, times(&house, today).await?, desk_group()];
    for group in &mut groups {
        group.entries.retain(|entry| opens(entry.href.split('?').next().unwrap_or_default()));
    }
    groups.retain(|group| !group.entries.is_empty());
    Ok(house.show_to(&signed, &Index { groups }))
}

fn entry(href: &str, title: &str, line: String, look: bool) -> Entry {
    Entry { href: href.to_owned(), title: title.to_owned(), line, look }
}

/// Opening hours, shifts, leave and service.
async fn times(house: &House, today: Day) -> Result<Group, Oops> {
    let bookings = desk::bookings(house)?;
    let open = bookings.hours("").await?;
    let days = open.iter().filter(|one| one.kind == HoursKind::Shift).map(|one| one.weekday).collect::<std::collections::BTreeSet<_>>();
    let hours = match days.len() {
        0 => "No hours yet: nothing can be booked.".to_owned(),
        1 => "Open on one day of the week.".to_owned(),
        many => format!("Open on {many} days of the week."),
    };
    let mut entries = vec![entry("/calendar/hours", "Opening hours and closed days", hours, days.is_empty())];
    let away = bookings.away(None, today).await?;
    for one in bookings.resources().await?.into_iter().filter(|one| !one.retired) {
        let own = away.iter().filter(|away| away.resource == one.id && away.first <= today.plus(AWAY_DAYS));
        let what = if one.kind == Kind::Practitioner { "Shifts and leave" } else { "Hours and service" };
        let line = match own.count() {
            0 => format!("{what}. Nothing in the next {AWAY_DAYS} days."),
            1 => format!("{what}. Away once in the next {AWAY_DAYS} days."),
            many => format!("{what}. Away {many} times in the next {AWAY_DAYS} days."),
        };
        entries.push(entry(&format!("/calendar/hours?of={}", one.id), &one.name, line, false));
    }
    Ok(Group { title: "When the house and everybody is there".to_owned(), entries })
}

/// Licences, roles, standing orders.
async fn people(house: &House, today: Day) -> Result<Group, Oops> {
    let roll = house.kept()?.roll().await?;
    let ends = |licence: &chart::people::Licence| licence.span.to.is_some_and(|to| to <= today.plus(LICENCE_DAYS));
    let soon: Vec<&str> =
        roll.active().filter(|person| person.licences.iter().any(ends)).map(|person| person.name.as_str()).collect();
    let is_alone = roll.active().count() == 1;
    let line = if is_alone {
        "Only one person works here so far. Add who treats and who answers the telephone; whoever does that too takes a further role.".to_owned()
    } else if soon.is_empty() {
        format!("No licence ends within {LICENCE_DAYS} days.")
    } else {
        format!("A licence of {} ends within {LICENCE_DAYS} days, or has ended.", soon.join(", "))
    };
    let entries = vec![
        entry("/people", "People, roles and licences", line, is_alone || !soon.is_empty()),
        entry("/people/orders", "Standing orders", "What is delegated, by whom, to whom.".to_owned(), false),
        entry("/me", "Your own account", "Password, app for codes, where you are signed in.".to_owned(), false),
    ];
    Ok(Group { title: "Who may do what".to_owned(), entries })
}

/// Devices, services, stock.
async fn things(house: &House, today: Day) -> Result<Group, Oops> {
    let record = house.kept()?;
    let stock = chart::stock::Stock::new(&record.store, &record.key, &record.site);
    let devices = stock.devices().await?;
    let not_ok: Vec<&str> =
        devices.values().filter(|one| !one.retired && !one.is_ok(today)).map(|one| one.name.as_str()).collect();
    let line = if devices.values().all(|one| one.retired) {
        "No device is on record yet.".to_owned()
    } else if not_ok.is_empty() {
        "Every device is in order and serviced.".to_owned()
    } else {
        format!("Not in order or due for service: {}.", not_ok.join(", "))
    };
    let bookings = desk::bookings(house)?;
    let (things, services) = (bookings.resources().await?, bookings.services().await?);
    let bookable = if things.is_empty() || services.is_empty() {
        "Nothing can be booked yet: name the rooms, the people and what is offered.".to_owned()
    } else {
        "Rooms, people, devices, and what guests come for.".to_owned()
    };
    let is_bare = things.is_empty() || services.is_empty();
    let entries = vec![
        entry("/settings/bookable", "What can be booked", bookable, is_bare),
        entry("/devices", "Devices and their service", line, !not_ok.is_empty()),
        entry("/catalogue", "Services, prices and products", "What the house offers, and for how much.".to_owned(), false),
        entry("/stock", "Lots on hand", "What is on the shelf, until when.".to_owned(), false),
    ];
    Ok(Group { title: "What the house works with".to_owned(), entries })
}

/// What guests see and hear of the house.
fn desk_group() -> Group {
    let entries = vec![
        entry("/settings/messages", "Messages", "When guests are written to, and in whose name.".to_owned(), false),
        entry("/calendar/waitlist", "Waitlist", "Who would come earlier.".to_owned(), false),
        entry("/book", "The page on which guests book", "As a guest sees it.".to_owned(), false),
    ];
    Group { title: "Guests".to_owned(), entries }
}

#[cfg(test)]
mod bookable_tests;

#[cfg(test)]
mod tests {
    use crate::stage::Stage;
    use vocab::Role;

    #[tokio::test]
    async fn everything_that_can_be_set_is_reached_from_one_page_by_whom_it_opens() {
        let stage = Stage::new().await;
        for role in Role::ALL {
            let page = stage.as_(*role).get("/settings").await;
            assert_eq!(page.status, 200, "{role}");
            let links: Vec<&str> = page.text.split("class=\"row\" href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            assert!(links.contains(&"/calendar/hours") && links.contains(&"/people"), "{role}: {links:?}");
            for link in links {
                assert_eq!(stage.as_(*role).get(link).await.status, 200, "{role}: {link}");
            }
        }
        let page = stage.as_(Role::Owner).get("/settings").await;
        assert!(page.text.contains("No hours yet: nothing can be booked."), "{}", page.text);
    }
}
