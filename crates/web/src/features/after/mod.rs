//! After a session: the guest's own page behind a link, the same for staff, and what is still to be done.
mod days;
mod event;
mod guest;
mod looked;
mod staff;
mod todo;
mod touched;

pub use event::AdverseEvent;
pub use guest::GuestAfter;
pub use looked::GuestLooks;
pub use staff::StaffAfter;
pub use todo::Todo;
pub use touched::Touched;

use crate::access::{Needs, Routes};
use crate::features::consent::{known, opened, record, today, who};
use crate::session::Signed;
use crate::{Door, House, Oops, Shared, ui::icon::Icon};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::after::{Adverse, CheckIn, Feels, Grade, Heard, Kind, Report, Task, heard, since, tasks};
use chart::book::new_id;
use chart::entry::Body;
use chart::fold::Chart;
use chart::patient::{Entry, NewEntry, Why};
use chart::people::{Link, Purpose};
use chart::stock::DrillEvent;
use chart::register::By;
use knowledge::red_flag::Level;
use std::collections::BTreeMap;
use vocab::Permission;

/// What is still to be done.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Tasks",
    href: "/tasks",
    icon: Icon::Info,
    line: "Who must be called, seen or answered, the most urgent first.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    let (reads, writes) = (Needs::May(Permission::ChartRead), Needs::May(Permission::ChartWrite));
    Routes::new()
        .get("/patients/{patient}/after", reads, staff)
        .post("/patients/{patient}/after/told", writes, told)
        .post("/patients/{patient}/after/adverse", writes, adverse)
        .get("/patients/{patient}/adverse/{entry}", reads, event::open)
        .post("/patients/{patient}/adverse/{entry}", writes, event::change)
        .post("/patients/{patient}/after/task", writes, task)
        .post("/patients/{patient}/after/link", Needs::May(Permission::MessageSend), link)
        .get("/tasks", reads, todo)
        .get("/recall", Needs::May(Permission::Recall), recall)
        .post("/recall", Needs::May(Permission::Recall), drill)
        .get("/g/{secret}", Needs::Anyone, guest)
        .get("/g/{secret}/looks", Needs::Anyone, guest_looks)
        .post("/g/{secret}", Needs::Anyone, guest_told)
}

/// A guest's link opens for so long, milliseconds: the days that the course is told for, and some.
const LINK_MS: i64 = 30 * 86_400_000;
/// How often it opens.
const LINK_USES: i64 = 1_000_000;
/// The most reports of a guest that are kept for one day; what to do is answered beyond it as well.
const REPORTS_A_DAY: usize = 12;
/// Days that the list of tasks looks back: the longest course and a fortnight.
const BACK_DAYS: i64 = 104;

/// Name and value of each field.
pub(crate) type Pairs = Vec<(String, String)>;

/// The last pair of this name, trimmed; empty where there is none.
pub(crate) fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.trim())
}

async fn staff(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let chart = opened(&house, &signed, &patient).await?;
    let mut page = StaffAfter::of(&house, &signed, &chart, &patient)?;
    page.link = Some(said(&pairs, "link").to_owned()).filter(|link| !link.is_empty());
    Ok(house.show(&page))
}

/// What was told, read from the form.
fn report(pairs: &Pairs) -> Result<Report, String> {
    let temperature_c = match said(pairs, "temperature") {
        "" => None,
        text => match text.replace(',', ".").parse::<f64>() {
            Ok(t) if (30.0..=45.0).contains(&t) => Some(t),
            Ok(_) | Err(_) => return Err("A body temperature lies between 30 and 45 °C.".to_owned()),
        },
    };
    Ok(Report {
        feels: said(pairs, "feels").parse::<Feels>().ok(),
        symptoms: pairs.iter().filter(|(n, v)| n == "symptom" && !v.is_empty()).map(|(_, v)| v.clone()).collect(),
        temperature_c,
        text: said(pairs, "text").to_owned(),
    })
}

fn is_empty(report: &Report) -> bool {
    *report == Report::default()
}

/// Puts what was told to the triage.
fn triaged(house: &House, chart: &Chart, report: &Report) -> Result<Heard<'static>, Oops> {
    let (k, zone, day) = (known()?, house.zone(), today(house)?);
    let case = chart.case(day, &k.policy(), &zone);
    Ok(heard(k, &case, &since(chart, &zone, day), report, house.now_ms(), &zone))
}

async fn told(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let chart = opened(&house, &signed, &patient).await?;
    let report = match report(&pairs) {
        Ok(report) if !is_empty(&report) => report,
        Ok(_) => return fault(&house, &signed, &chart, &patient, "Write what was told, or choose how it feels."),
        Err(why) => return fault(&house, &signed, &chart, &patient, &why),
    };
    let heard = triaged(&house, &chart, &report)?;
    keep(&house, &house.by(&signed), &patient, heard.check_in).await?;
    Ok(Redirect::to(&format!("/patients/{patient}/after#told")).into_response())
}

fn fault(house: &House, signed: &Signed, chart: &Chart, patient: &str, why: &str) -> Result<Response, Oops> {
    let mut page = StaffAfter::of(house, signed, chart, patient)?;
    page.fault = Some(why.to_owned());
    Ok(house.show(&page))
}

async fn adverse(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let chart = opened(&house, &signed, &patient).await?;
    let (what, grade) = (said(&pairs, "what"), said(&pairs, "grade").parse::<Grade>());
    let (Ok(grade), false) = (grade, what.is_empty()) else {
        return fault(&house, &signed, &chart, &patient, "An adverse event has a grade and says what happened.");
    };
    let Some(event) = Adverse::after(&chart, said(&pairs, "session"), today(&house)?, grade, what) else {
        return fault(&house, &signed, &chart, &patient, "Choose the session after which it happened.");
    };
    record(&house, &signed, &patient, Body::Adverse(event)).await?;
    Ok(Redirect::to(&format!("/patients/{patient}/after#adverse")).into_response())
}

async fn task(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (key, note, what) = (said(&pairs, "key"), said(&pairs, "note"), said(&pairs, "what"));
    let entry = if key.is_empty() {
        let due = said(&pairs, "due").parse().unwrap_or(today(&house)?.plus(1));
        Task::Opened { what: what.to_owned(), due }
    } else {
        Task::Done { key: key.to_owned(), note: note.to_owned() }
    };
    record(&house, &signed, &patient, Body::Task(entry)).await?;
    let to = if said(&pairs, "from") == "tasks" { "/tasks".to_owned() } else { format!("/patients/{patient}/after") };
    Ok(Redirect::to(&to).into_response())
}

async fn link(State(house): State<Shared>, signed: Signed, Path(patient): Path<String>) -> Result<Response, Oops> {
    let record = house.kept()?;
    // Nobody gets a link to a chart that is not there.
    let patients = record.patients();
    who(&patients, &patient).await?.ok_or(Oops::NotFound)?;
    let by = house.by(&signed);
    let secret = record
        .people()
        .make_link(Purpose::Guest, &patient, (LINK_MS, LINK_USES), &by, &mut *house.chance())
        .await?;
    Ok(Redirect::to(&format!("/patients/{patient}/after?link=/g/{secret}#link")).into_response())
}

/// The chart behind a guest's link.
async fn behind(house: &House, secret: &str) -> Result<(Link, By, Chart), Oops> {
    let record = house.kept()?;
    let link = record.people().link(secret, house.now_ms()).await?.ok_or(Oops::LinkOver)?;
    if link.purpose != Purpose::Guest {
        return Err(Oops::LinkOver);
    }
    let by = By { author: link.subject.clone(), at: house.now_ms() };
    let entries = record.patients().read(&link.subject, 0, Why::OwnRequest, &by, &mut *house.chance()).await?;
    Ok((link, by, Chart::of(&entries)))
}

async fn guest(State(house): State<Shared>, Path(secret): Path<String>) -> Result<Response, Oops> {
    let (_, _, chart) = behind(&house, &secret).await?;
    Ok(house.show(&GuestAfter::of(&house, &chart, &secret)?))
}

/// Looking at this list is no look into the chart.
async fn guest_looks(State(house): State<Shared>, Path(secret): Path<String>) -> Result<Response, Oops> {
    let link = house.kept()?.people().link(&secret, house.now_ms()).await?.ok_or(Oops::LinkOver)?;
    if link.purpose != Purpose::Guest {
        return Err(Oops::LinkOver);
    }
    Ok(house.show(&GuestLooks::of(&house, &link, &secret).await?))
}

async fn guest_told(
    State(house): State<Shared>,
    Path(secret): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (link, by, chart) = behind(&house, &secret).await?;
    let mut page = GuestAfter::of(&house, &chart, &secret)?;
    let report = match report(&pairs) {
        Ok(report) if !is_empty(&report) => report,
        Ok(_) => {
            page.fault = Some("Choose how it feels, or write what you notice.".to_owned());
            return Ok(house.show(&page));
        }
        Err(why) => {
            page.fault = Some(why);
            return Ok(house.show(&page));
        }
    };
    let mut heard = triaged(&house, &chart, &report)?;
    heard.check_in.by_guest = true;
    page.answer = Some(guest::Answer::of(&heard));
    page.healing = heard.check_in.level == Some(knowledge::red_flag::Level::E4);
    if told_today(&house, &chart, by.at) >= REPORTS_A_DAY {
        // What to do is answered all the same; what nobody would read any more is not piled up.
        page.full = true;
        return Ok(house.show(&page));
    }
    keep(&house, &by, &link.subject, heard.check_in).await?;
    Ok(house.show(&page))
}

/// Writes down what was told, all of it in one write.
async fn keep(house: &House, by: &By, patient: &str, told: CheckIn) -> Result<(), Oops> {
    let mut chance = house.chance();
    let mut entries = Vec::new();
    for part in told.in_parts() {
        let body = Body::CheckIn(part);
        body.check()?;
        entries.push(NewEntry { id: new_id(by.at, &mut *chance), happened_at: by.at, body, amends: None });
    }
    house.kept()?.patients().record(patient, None, &entries, by, &mut *chance).await?;
    Ok(())
}

/// How often the guest reported on the day of an instant.
fn told_today(house: &House, chart: &Chart, at: i64) -> usize {
    let zone = house.zone();
    let today = chart::case::day_of(at, &zone);
    let is_own = |line: &&chart::fold::Line| {
        matches!(&line.now, Some(Body::CheckIn(said)) if said.by_guest)
            && chart::case::day_of(line.entry.happened_at, &zone) == today
    };
    chart.lines.iter().filter(is_own).count()
}

async fn todo(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    let (k, zone, now) = (known()?, house.zone(), house.now_ms());
    let patients = house.kept()?.patients();
    let kinds = ["session", "check_in", "adverse", "task", "amendment"];
    let entries = patients.across(&kinds, now - BACK_DAYS * 86_400_000, chart::patient::ACROSS_MAX).await?;
    let mut by_patient: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for entry in &entries {
        by_patient.entry(&entry.patient).or_default().push(entry.clone());
    }
    let mut open = Vec::new();
    for (patient, entries) in by_patient {
        let of_one = tasks(k, &Chart::of(&entries), &zone, now);
        if of_one.is_empty() {
            continue;
        }
        let identity = who(&patients, patient).await?.unwrap_or_default();
        open.extend(of_one.into_iter().map(|task| todo::Line {
            patient: patient.to_owned(),
            name: identity.name.clone(),
            phone: identity.phone.clone().unwrap_or_default(),
            task,
        }));
    }
    crate::features::consent::listed(&house, &signed, Why::Care, open.iter().map(|line| line.patient.as_str())).await?;
    Ok(house.show(&Todo::of(open, now, today(&house)?, &zone, &signed)))
}

/// Days back in which something that was told is still looked for on Today; what is older stands among the tasks.
const LATELY_DAYS: i64 = 3;

/// What was told lately and waits for an answer today: whose chart, the name, and how soon; the most urgent first.
pub(crate) async fn told_lately(house: &House) -> Result<Vec<(String, String, Level)>, Oops> {
    let (k, zone, now) = (known()?, house.zone(), house.now_ms());
    let patients = house.kept()?.patients();
    let kinds = ["check_in", "task"];
    let entries = patients.across(&kinds, now - LATELY_DAYS * 86_400_000, chart::patient::ACROSS_MAX).await?;
    let mut by_patient: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        by_patient.entry(entry.patient.clone()).or_default().push(entry);
    }
    let mut told = Vec::new();
    for (patient, entries) in by_patient {
        let open = tasks(k, &Chart::of(&entries), &zone, now);
        let level = open.iter().find_map(|task| match task.kind {
            Kind::Told(level) if task.kind.urgency() == vocab::verdict::State::Stop => Some(level),
            Kind::Told(_) | Kind::Silent | Kind::Adverse | Kind::Written => None,
        });
        let Some(level) = level else { continue };
        let identity = who(&patients, &patient).await?.unwrap_or_default();
        told.push((patient, identity.name, level));
    }
    told.sort_by(|one, other| (one.2, &one.0).cmp(&(other.2, &other.0)));
    Ok(told)
}

async fn recall(
    State(house): State<Shared>,
    signed: Signed,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let number = said(&pairs, "lot");
    let mut page = touched::found(&house, number).await?;
    let (stock, csrf) = (touched::stock(&house)?, signed.csrf.clone());
    (page.drills, page.csrf) = (touched::drills(&house, &stock).await?, csrf);
    let named = page.reached.iter().filter(|one| !one.name.is_empty()).map(|one| one.patient.as_str());
    crate::features::consent::listed(&house, &signed, Why::Care, named).await?;
    Ok(house.show(&page))
}

/// A drill begins, or ends with the list that was found: both are told in a book of the house.
async fn drill(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let number = said(&pairs, "lot").to_owned();
    let to = format!("/recall?lot={}", crate::session::quoted(&number));
    let stock = touched::stock(&house)?;
    let event = match (said(&pairs, "do"), said(&pairs, "drill")) {
        ("begin", _) => DrillEvent::Began { number, real: said(&pairs, "real") == "yes" },
        ("finish", began) => {
            let found = touched::found(&house, &number).await?;
            let reached = found.reached.iter().map(|one| one.patient.as_str()).collect::<std::collections::BTreeSet<_>>().len();
            let began = began.parse().map_err(|_| Oops::BadRequest("Which drill ends?".to_owned()))?;
            DrillEvent::Finished { began, reached: u32::try_from(reached).unwrap_or(u32::MAX) }
        }
        _ => return Err(Oops::BadRequest("A drill begins or ends.".to_owned())),
    };
    stock.tell_drill(&event, &house.by(&signed), &mut *house.chance()).await?;
    Ok(Redirect::to(&to).into_response())
}

#[cfg(test)]
mod tests;
