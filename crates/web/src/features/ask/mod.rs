//! Ask: what is known about a person, and what that means for every treatment, as one goes.
mod facts;
mod file;
pub(crate) mod find;
mod opening;
mod samples;
mod sheet;
mod show;
mod verdicts;
mod weigh;
pub(crate) mod words;

pub use opening::Opening;
pub use show::Asking;

use crate::access::{Needs, Routes};
use crate::{Door, Oops, Shared, ui::icon::Icon};
use axum::extract::{Form, Query, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use safety::Gate;
use sheet::{ADDRESS_LIMIT, FACTS_ON_PAGE, Line, Sheet};
use std::sync::LazyLock;
use vocab::Day;
use vocab::case::Status;

/// Behind the word Ask.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Ask",
    href: "/ask",
    icon: Icon::Question,
    line: "May this person have this treatment on this day? The answer for all of them, with its reasons.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/ask", Needs::Anyone, ask)
        .get("/ask/case.json", Needs::Anyone, case_file)
        .get("/ask/open", Needs::Anyone, open)
        .post("/ask/open", Needs::Anyone, read)
}

type Pairs = Vec<(String, String)>;

/// The gate over the clinic's knowledge, made ready once.
pub(crate) fn gate() -> Result<&'static Gate<'static>, Oops> {
    static GATE: LazyLock<Option<Gate<'static>>> = LazyLock::new(|| crate::house::knowledge().map(Gate::new));
    GATE.as_ref().ok_or(Oops::Broken)
}

/// The day of the house; without a clock nobody knows it, and then nothing is answered.
fn today(house: &Shared) -> Result<Day, Oops> {
    house.today().ok_or(Oops::Broken)
}

fn sheet(query: Option<&str>, pairs: &Pairs) -> Result<Sheet, Oops> {
    let long = query.map_or(0, str::len);
    if long > ADDRESS_LIMIT {
        return Err(Oops::BadRequest(format!(
            "The address holds {long} letters and at most {ADDRESS_LIMIT} are read. Take some facts away, or ask the command line with a case file."
        )));
    }
    let sheet = Sheet::from_pairs(pairs);
    if sheet.facts.len() > FACTS_ON_PAGE {
        return Err(Oops::BadRequest(too_many(sheet.facts.len())));
    }
    Ok(sheet)
}

fn too_many(facts: usize) -> String {
    format!("There are {facts} facts, and at most {FACTS_ON_PAGE} fit on this page. A longer case is answered by `serein gate`.")
}

async fn ask(
    State(house): State<Shared>,
    RawQuery(query): RawQuery,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let mut sheet = sheet(query.as_deref(), &pairs)?;
    let deed = pairs.iter().rev().find(|(name, _)| name == "do").map(|(_, deed)| deed.as_str());
    if let Some(there) = deed.and_then(|deed| done(&mut sheet, deed)) {
        // The address says what is known, not what was pressed: reload and bookmark do nothing twice.
        let target = format!("{}#{there}", sheet.href());
        if target.len() <= ADDRESS_LIMIT && sheet.facts.len() <= FACTS_ON_PAGE {
            return Ok(Redirect::to(&target).into_response());
        }
        return Err(Oops::BadRequest(too_many(sheet.facts.len())));
    }
    Ok(house.show(&Asking::about(sheet, today(&house)?, deed.is_some())?))
}

/// Does what a button says, and gives the place on the page to look at; `None` if it could not be done.
fn done(sheet: &mut Sheet, deed: &str) -> Option<String> {
    let (verb, what) = deed.split_once(':').unwrap_or((deed, ""));
    match verb {
        "add" if sheet.get("add").is_empty() => Some("answer".into()),
        "add" => {
            let what = find::meant(sheet.get("add"))?;
            Some(added(sheet, &what))
        }
        "take" => Some(added(sheet, what)),
        "drop" => {
            sheet.take_away(what.parse::<usize>().ok()?.checked_sub(1)?);
            Some("facts".into())
        }
        "undo" => {
            sheet.put_back();
            Some("facts".into())
        }
        "yes" | "no" | "unsure" => {
            let status = match verb {
                "yes" => Status::Present,
                "no" => Status::Absent,
                _ => Status::Unknown,
            };
            sheet.state(what, status);
            Some("questions".into())
        }
        "show" => {
            sheet.set("show", what);
            Some("treatments".into())
        }
        _ => Some("answer".into()),
    }
}

fn added(sheet: &mut Sheet, what: &str) -> String {
    sheet.set("add", "");
    sheet.gone = None;
    // A second date of the same treatment or illness is a fact of its own.
    sheet.facts.push(Line::new(what, Status::Present));
    format!("f{}", sheet.facts.len())
}

async fn case_file(
    State(house): State<Shared>,
    RawQuery(query): RawQuery,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let sheet = sheet(query.as_deref(), &pairs)?;
    let text = file::written(gate()?.knowledge(), &sheet, today(&house)?);
    let head = [(CONTENT_TYPE, "application/json"), (CONTENT_DISPOSITION, "attachment; filename=\"case.json\"")];
    Ok((head, text).into_response())
}

async fn open(State(house): State<Shared>) -> Response {
    house.show(&Opening::default())
}

async fn read(State(house): State<Shared>, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let text = pairs.into_iter().find(|(name, _)| name == "case").map(|(_, text)| text).unwrap_or_default();
    let error = match casefile::read(gate()?.knowledge(), text.as_bytes()) {
        Err(fault) => fault.in_file("case.json"),
        Ok(read) => {
            let sheet = file::opened(&read);
            let target = sheet.href();
            if sheet.facts.len() <= FACTS_ON_PAGE && target.len() <= ADDRESS_LIMIT {
                return Ok(Redirect::to(&target).into_response());
            }
            too_many(sheet.facts.len())
        }
    };
    Ok(house.show(&Opening { text, error: Some(error) }))
}

#[cfg(test)]
mod tests;
