//! Plan: from a case with goals to visits, what comes of them, and why; one thing changed, and the difference.
mod agreed;
mod before;
mod carried;
mod change;
pub(crate) mod chart_case;
mod charted;
mod choosing;
mod examples;
mod expect;
mod letter;
mod reasons;
mod road;
mod samples;
mod show;
mod visits;
mod ways;
mod what_if;
mod words;

pub use agreed::Standing;
pub use choosing::Choosing;
pub use letter::Letter;
pub use show::Planned;

pub(crate) use examples::examples;

use crate::access::{Needs, Routes};
use crate::{Door, House, Oops, Shared, ui::icon::Icon};
use axum::extract::{Form, Query, State};
use axum::response::Response;
use carried::{Carried, Read};
use planner::report::Report;
use planner::request::Request;
use safety::Gate;
use std::sync::LazyLock;
use vocab::Permission;

/// Behind the word Plan.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Plan",
    href: "/plan",
    icon: Icon::Route,
    line: "From goals to visits: what, in which order, when, and what to expect of it.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/plan", Needs::Anyone, open)
        .post("/plan", Needs::Anyone, answer)
        .post("/plan/print", Needs::Anyone, print)
        .get("/patients/{patient}/plan", Needs::May(Permission::ChartRead), charted::open)
        .post("/patients/{patient}/plan", Needs::May(Permission::PlanAgree), charted::answer)
        .post("/patients/{patient}/plan/print", Needs::May(Permission::PlanAgree), charted::print)
}

type Pairs = Vec<(String, String)>;

/// The last pair of this name; empty where there is none.
fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.as_str())
}

/// The gate over the clinic's knowledge, made ready once.
fn gate() -> Result<&'static Gate<'static>, Oops> {
    static GATE: LazyLock<Option<Gate<'static>>> = LazyLock::new(|| crate::house::knowledge().map(Gate::new));
    GATE.as_ref().ok_or(Oops::Broken)
}

async fn open(State(house): State<Shared>, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let name = said(&pairs, "example");
    if name.is_empty() {
        return Ok(house.show(&Choosing::default()));
    }
    let Some(text) = examples::text(name) else {
        let known: Vec<&str> = examples::names().collect();
        let near = vocab::nearest::nearest(name, known.iter().copied()).map(|near| format!(" Did you mean “{near}”?"));
        let error = format!("There is no example “{}”.{}", vocab::nearest::clip(name), near.unwrap_or_default());
        return Ok(house.show(&Choosing { error: Some(error), ..Choosing::default() }));
    };
    answered(&house, Carried { case: text.to_owned(), ..Carried::default() }, None).await
}

async fn answer(State(house): State<Shared>, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let carried = Carried::from_pairs(&pairs);
    match said(&pairs, "do") {
        "change" => changed(&house, carried, &pairs).await,
        "wish" => wished(&house, &carried, &pairs).await,
        _ => answered(&house, carried, None).await,
    }
}

/// The plan of a case that was told what is wished of it, or the form again with what is wrong.
async fn wished(house: &House, carried: &Carried, pairs: &Pairs) -> Result<Response, Oops> {
    match change::wished(carried, pairs) {
        Ok(carried) => answered(house, carried, None).await,
        Err(error) => Ok(house.show(&Choosing {
            wishing: Some(carried.case.clone()),
            error: Some(error),
            whose: carried.whose.clone(),
            ..Choosing::default()
        })),
    }
}

/// The page about a carried case; `fault` is what could not be done with it.
async fn answered(house: &House, carried: Carried, fault: Option<(String, String)>) -> Result<Response, Oops> {
    let whose = carried.whose.clone();
    Ok(match carried.read()? {
        Read::Unread(error) => house.show(&Choosing { text: carried.case, error: Some(error), whose, ..Choosing::default() }),
        Read::NoGoals => house.show(&Choosing { wishing: Some(carried.case), whose, ..Choosing::default() }),
        Read::Request(request) => match planned(&request).await? {
            Ok(report) => house.show(&Planned { carried, request: *request, report, before: None, fault }),
            Err(error) if whose.is_some() => {
                house.show(&Choosing { wishing: Some(carried.case), error: Some(error), whose, ..Choosing::default() })
            }
            Err(error) => house.show(&Choosing { text: carried.case, error: Some(error), ..Choosing::default() }),
        },
    })
}

async fn changed(house: &House, carried: Carried, pairs: &Pairs) -> Result<Response, Oops> {
    let Read::Request(request) = carried.read()? else { return answered(house, carried, None).await };
    let Ok(report) = planned(&request).await? else { return answered(house, carried, None).await };
    let stay = |fault| house.show(&Planned { carried: carried.clone(), request: (*request).clone(), report: report.clone(), before: None, fault: Some(fault) });
    let made = match change::made(&carried, &request, &report, pairs) {
        Ok(made) => made,
        Err(fault) => return Ok(stay(fault)),
    };
    let Read::Request(after) = made.carried.read()? else { return Ok(stay(("change".into(), made.unread()))) };
    match planned(&after).await? {
        Err(error) => Ok(stay(("change".into(), error))),
        Ok(new) => {
            let before = before::Before::of(&carried, &report, made.told);
            Ok(house.show(&Planned { carried: made.carried, request: *after, report: new, before: Some(before), fault: None }))
        }
    }
}

/// Plans beside the threads that answer, because it computes. An error is a sentence about the request.
async fn planned(request: &Request) -> Result<Result<Report, String>, Oops> {
    let gate = gate()?;
    let request = request.clone();
    let done = tokio::task::spawn_blocking(move || planner::compose::plan(gate, &request)).await;
    Ok(done.map_err(|_| Oops::Broken)?.map_err(|error| words::sentence(&error.to_string())))
}

async fn print(State(house): State<Shared>, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    printed(&house, Carried::from_pairs(&pairs)).await
}

/// The letter of the plan that is looked at.
async fn printed(house: &House, carried: Carried) -> Result<Response, Oops> {
    let Read::Request(request) = carried.read()? else { return answered(house, carried, None).await };
    match planned(&request).await? {
        Ok(report) if carried.chosen(&report).is_some() => Ok(house.show(&Letter { carried, request: *request, report })),
        _ => answered(house, carried, None).await,
    }
}

#[cfg(test)]
mod tests;
