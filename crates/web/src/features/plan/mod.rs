//! Plan: from a case with goals to visits, what comes of them, and why; one thing changed, and the difference.
mod before;
mod carried;
mod change;
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
        "wish" => match change::wished(&carried, &pairs) {
            Ok(carried) => answered(&house, carried, None).await,
            Err(error) => Ok(house.show(&Choosing { wishing: Some(carried.case), error: Some(error), ..Choosing::default() })),
        },
        _ => answered(&house, carried, None).await,
    }
}

/// The page about a carried case; `before` is what it was before something was changed.
async fn answered(house: &House, carried: Carried, before: Option<before::Before>) -> Result<Response, Oops> {
    Ok(match carried.read()? {
        Read::Unread(error) => house.show(&Choosing { text: carried.case, error: Some(error), wishing: None }),
        Read::NoGoals => house.show(&Choosing { wishing: Some(carried.case), ..Choosing::default() }),
        Read::Request(request) => match planned(&request).await? {
            Ok(report) => house.show(&Planned { carried, request: *request, report, before, fault: None }),
            Err(error) => house.show(&Choosing { text: carried.case, error: Some(error), wishing: None }),
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
    let carried = Carried::from_pairs(&pairs);
    let Read::Request(request) = carried.read()? else { return answered(&house, carried, None).await };
    match planned(&request).await? {
        Ok(report) if carried.chosen(&report).is_some() => Ok(house.show(&Letter { carried, request: *request, report })),
        _ => answered(&house, carried, None).await,
    }
}

#[cfg(test)]
mod tests;
