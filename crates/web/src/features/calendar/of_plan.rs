//! The sessions of an agreed plan are booked as a whole: those that are left, on days near the agreed ones.
use super::desk::{self, Guest, Pairs};
use super::legs::{Session, Together};
use super::offers::{self, FAR, Legs, Wished};
use super::series;
use super::series_page::{SeriesPage, Source};
use super::taking::{self, Booked};
use super::{mending, repair, words};
use crate::features::plan::chart_case::{self, NEAR_DAYS};
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::booking::{Service, Status, Step, Visit};
use chart::case::day_of;
use chart::fold::Chart;
use chart::patient::Asked as StoryAsked;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeSet;
use vocab::{Day, Params, Zone};

/// One treatment of a session of an agreed plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) treatment: String,
    pub(crate) params: Params,
}

/// A session of an agreed plan, with what became of it and the visit that is booked for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planned {
    /// Its place in the plan, from 1.
    pub(crate) step: u16,
    /// Code of the treatment or protocol.
    pub(crate) treatment: String,
    /// The agreed day.
    pub(crate) on: Day,
    /// The day on which it was done.
    pub(crate) done: Option<Day>,
    /// The visit that is booked for it.
    pub(crate) visit: Option<Visit>,
    zones: Vec<Zone>,
    parts: Vec<Part>,
}

/// The agreed plan of a chart: its entry, the day of the agreement, its sessions with their visits.
pub(crate) struct Plan {
    id: String,
    agreed: Day,
    pub(crate) sessions: Vec<Planned>,
}

/// The sessions of a plan that was agreed anew under the series of the one before: what counts for its visits now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outline {
    pub(crate) series: String,
    /// Step, treatment, and the window to the one before of its kind.
    steps: Vec<(u16, String, Option<[u16; 3]>)>,
}

impl Outline {
    /// Whether a visit of the series is no step of the plan any more.
    pub(super) fn lacks(&self, visit: &Visit) -> bool {
        let of = visit.body.step.as_ref().filter(|step| step.series == self.series);
        of.is_some_and(|of| self.steps.iter().all(|(step, ..)| *step != of.step))
    }

    /// Gives a step the window that the plan has for it now; a step that the plan does not have keeps its own.
    pub(super) fn renew(&self, of: &mut Step, treatment: &str) {
        let own = |(step, code, _): &&(u16, String, Option<[u16; 3]>)| *step == of.step && code == treatment && of.series == self.series;
        if let Some((_, _, window)) = self.steps.iter().find(own) {
            of.window = *window;
        }
    }
}

/// The outline of the plan of a chart; `None` where it was not agreed anew.
pub(super) fn outline(chart: &Chart, zone: &TimeZone) -> Option<Outline> {
    chart.plan()?.1.plan.get("series")?;
    let plan = in_zone(chart, zone, &[])?;
    let steps = plan.sessions.iter().enumerate().flat_map(|(place, session)| {
        session.parts.iter().map(|part| (session.step, part.treatment.clone(), plan.step(place, session, part).window)).collect::<Vec<_>>()
    });
    Some(Outline { steps: steps.collect(), series: plan.id.clone() })
}

/// Reads the agreed plan and finds the visit of each session; `None` where none was agreed.
pub(crate) fn plan(house: &House, chart: &Chart, visits: &[Visit]) -> Option<Plan> {
    in_zone(chart, &house.zone(), visits)
}

fn in_zone(chart: &Chart, zone: &TimeZone, visits: &[Visit]) -> Option<Plan> {
    let (line, agreed) = chart.plan()?;
    // A plan that was mended goes on as the series that it was.
    let id = agreed.plan.get("series").and_then(Value::as_str).unwrap_or(&line.entry.id).to_owned();
    let mut sessions: Vec<Planned> = Vec::new();
    for (place, one) in (1_u16..).zip(chart_case::became(chart, &agreed.plan, zone)) {
        let step = chart_case::step(one.entry).unwrap_or(place);
        let zones = one.entry.get("zones").and_then(|zones| serde_json::from_value(zones.clone()).ok()).unwrap_or_default();
        sessions.push(Planned { step, treatment: one.treatment.to_owned(), on: one.on, done: one.done, visit: None, zones, parts: parts(one.entry, one.treatment) });
    }
    visits_of(&mut sessions, &id, visits);
    Some(Plan { id, agreed: day_of(line.entry.happened_at, zone), sessions })
}

/// The treatments of a session: the steps of a protocol, or itself.
pub(crate) fn parts(entry: &Value, treatment: &str) -> Vec<Part> {
    let params = |of: &Value| of.get("params").and_then(|p| serde_json::from_value(p.clone()).ok()).unwrap_or_default();
    let steps = entry.get("steps").and_then(Value::as_array).into_iter().flatten();
    let of_steps: Vec<Part> = steps
        .filter_map(|step| Some(Part { treatment: step.get("treatment")?.as_str()?.to_owned(), params: params(step) }))
        .collect();
    if of_steps.is_empty() { vec![Part { treatment: treatment.to_owned(), params: params(entry) }] } else { of_steps }
}

/// Gives each session its visit: the one that was booked as its step, else the nearest of the same treatment.
fn visits_of(sessions: &mut [Planned], series: &str, visits: &[Visit]) {
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let claims = |visit: &&Visit| visit.status.is_open() || visit.status == Status::Done;
    for session in sessions.iter_mut() {
        let own = |v: &&Visit| v.body.step.as_ref().is_some_and(|step| step.series == series && step.step == session.step);
        if let Some(visit) = visits.iter().filter(claims).find(own) {
            taken.insert(&visit.id);
            session.visit = Some(visit.clone());
        }
    }
    for session in sessions.iter_mut().filter(|one| one.visit.is_none() && one.done.is_none()) {
        let fits = |v: &&Visit| {
            !taken.contains(v.id.as_str())
                && v.body.step.as_ref().is_none_or(|step| step.series != series)
                && session.parts.iter().any(|part| part.treatment == v.body.treatment)
                && v.slot.day.since(session.on).abs() <= NEAR_DAYS
        };
        let near = visits.iter().filter(|v| v.status.is_open()).filter(fits).min_by_key(|v| v.slot.day.since(session.on).abs());
        if let Some(visit) = near {
            taken.insert(&visit.id);
            session.visit = Some(visit.clone());
        }
    }
}

impl Plan {
    /// The sessions that are neither done nor booked, as legs; beside them those that are booked, and what nobody offers here.
    fn legs(&self, services: &[Service], from: Day) -> (Legs, Vec<String>) {
        let (mut legs, mut left_out) = (Legs { all: Vec::new(), booked: Vec::new() }, Vec::new());
        for (place, session) in self.sessions.iter().enumerate().filter(|(_, one)| one.done.is_none()) {
            let mut own = Vec::with_capacity(session.parts.len());
            for part in &session.parts {
                match offered(services, part) {
                    Some(service) => own.push(Session { service: service.clone(), step: self.step(place, session, part) }),
                    None => left_out.push(format!("No service here offers {}, planned for {}.", words::treatment(&part.treatment), words::dated(session.on))),
                }
            }
            if own.is_empty() {
                continue;
            }
            if let Some(visit) = &session.visit {
                legs.booked.push((legs.all.len(), visit.slot.day));
                legs.all.push(Together { sessions: own, wanted: visit.slot.day });
                continue;
            }
            let wanted = session.on.max(from);
            let open = legs.all.len().checked_sub(1).filter(|last| legs.booked.iter().all(|(one, _)| one != last));
            // Sessions that were agreed for one day are one visit.
            let same_day = place > 0 && self.sessions.get(place - 1).is_some_and(|before| before.on == session.on);
            match open.filter(|_| same_day).and_then(|last| legs.all.get_mut(last)) {
                Some(last) => last.sessions.extend(own),
                None => legs.all.push(Together { sessions: own, wanted }),
            }
        }
        (legs, left_out)
    }

    /// A session as a step of the series, with its window to the one before of its kind.
    fn step(&self, place: usize, session: &Planned, part: &Part) -> Step {
        let before = self.sessions.iter().take(place).rev().find(|one| one.parts.iter().any(|p| p.treatment == part.treatment));
        let schedule = crate::house::knowledge().and_then(|k| k.treatment(&part.treatment)).and_then(|t| t.schedule.as_ref());
        let window = before.map(|before| {
            let agreed = u16::try_from(session.on.since(before.on)).unwrap_or(1).max(1);
            let least = schedule.map_or(1, |s| s.min_gap_days).max(1);
            let most = schedule.map_or(agreed, |s| s.typical_gap_days[1]).max(agreed).max(least);
            [least, agreed.max(least), most]
        });
        Step {
            series: self.id.clone(),
            step: session.step,
            of: u16::try_from(self.sessions.len()).unwrap_or(u16::MAX).max(self.sessions.iter().map(|one| one.step).max().unwrap_or(0)),
            window,
            zones: session.zones.clone(),
            params: Some(part.params.clone()),
        }
    }
}

/// The service that offers a treatment, rather the one of the same strength.
fn offered<'s>(services: &'s [Service], part: &Part) -> Option<&'s Service> {
    let same = |service: &&Service| service.treatment == part.treatment;
    services.iter().filter(same).find(|service| service.percent == part.params.percent).or_else(|| services.iter().find(same))
}

/// Everything that the page stands on.
struct Read {
    guest: Guest,
    plan: Plan,
    services: Vec<Service>,
    visits: Vec<Visit>,
}

impl Plan {
    /// A visit of its series, if one was booked.
    pub(crate) fn any_visit<'v>(&self, visits: &'v [Visit]) -> Option<&'v Visit> {
        visits.iter().find(|visit| visit.guest.is_some() && visit.body.step.as_ref().is_some_and(|step| step.series == self.id))
    }
}

async fn read(house: &House, signed: &Signed, patient: &str) -> Result<Read, Oops> {
    let guest = Guest::read(house, patient, &house.by(signed)).await?;
    let bookings = desk::bookings(house)?;
    let none = StoryAsked { kinds: Vec::new(), skip: 0, most: 0 };
    // The look was written a moment ago, when the guest was read.
    let story = house.kept()?.patients().unseen(patient, &none, &mut *house.chance()).await?;
    let visits = bookings.of_person(patient).await?;
    let plan = plan(house, &story.chart, &visits).ok_or(Oops::NotFound)?;
    Ok(Read { guest, plan, services: bookings.services().await?, visits })
}

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let page = page(&house, &signed, &patient, &pairs, None).await?;
    Ok(house.show_to(&signed, &page))
}

async fn page(house: &House, signed: &Signed, patient: &str, pairs: &Pairs, fault: Option<(u16, String)>) -> Result<SeriesPage, Oops> {
    let Read { guest, plan, services, visits } = read(house, signed, patient).await?;
    let (today, _) = desk::now(house)?;
    let mut page = SeriesPage::new(signed, today);
    page.fault = fault;
    desk::said(pairs, "told").clone_into(&mut page.told);
    page.may_plan = signed.may(vocab::Permission::PlanAgree);
    if let Some(visit) = plan.any_visit(&visits) {
        page.undo = mending::way_back(house, visit, &visits).await?;
        page.repair = repair::proposed(house, &guest, visit, &visits).await?.map(|found| found.card);
    }
    page.wished = Wished::read(pairs, today);
    page.day = page.wished.day.unwrap_or_else(|| today.plus(1)).max(today.plus(1));
    let (legs, left_out) = plan.legs(&services, page.day);
    let rest = legs.rest();
    let free = desk::bookings(house)?.free(page.day, FAR).await?;
    let wanted: Vec<Service> = rest.iter().flat_map(|leg| leg.sessions.iter().map(|one| one.service.clone())).collect();
    page.people = series::serving(&free, &wanted);
    // What is booked is put right first; the rest keeps its distances to it.
    if !rest.is_empty() && page.wished.wrong.is_empty() && page.repair.is_none() {
        page.found = offers::find(house, &guest, &legs, &free, &page.wished).await?;
    }
    let booked = plan.sessions.iter().filter_map(|one| {
        let visit = one.visit.as_ref().filter(|_| one.done.is_none())?;
        Some((format!("{}, {}", visit.body.title, words::dated(visit.slot.day)), format!("/calendar/visits/{}", visit.id)))
    });
    page.source = Source::Plan { agreed: plan.agreed, booked: booked.collect(), left_out, rest: rest.len() };
    page.guest = Some(guest);
    Ok(page)
}

pub(super) async fn book(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let Read { guest, plan, services, .. } = read(&house, &signed, &patient).await?;
    let (today, _) = desk::now(&house)?;
    let (legs, _) = plan.legs(&services, today.plus(1));
    match taking::book(&house, &signed, &guest, &legs.rest(), &pairs).await? {
        Booked::All(ids) => {
            let first = ids.first().map_or("", String::as_str);
            Ok(Redirect::to(&format!("/calendar/visits/{first}?told=booked")).into_response())
        }
        Booked::Not(status, told) => {
            let page = page(&house, &signed, &patient, &pairs, Some((status, told))).await?;
            Ok(house.show_to(&signed, &page))
        }
    }
}
