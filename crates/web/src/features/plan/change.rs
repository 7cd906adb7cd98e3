//! One thing changed: what the form says, written into the case, so that the changed case is a case like any other.
use super::carried::{Carried, Read};
use super::words::{long, money, title};
use super::{Pairs, said};
use planner::report::Report;
use planner::request::Request;
use serde_json::{Map, Value, json};
use vocab::Day;

/// A changed case.
pub(super) struct Made {
    pub(super) carried: Carried,
    /// What was changed, in words.
    pub(super) told: Vec<String>,
}

impl Made {
    /// Why the changed case cannot be read.
    pub(super) fn unread(&self) -> String {
        match self.carried.read() {
            Ok(Read::Unread(error)) => error,
            _ => "The changed case has no goals any more.".into(),
        }
    }
}

/// The field that cannot be read, and why.
pub(super) type Fault = (String, String);

/// Answers that the form takes, each in words.
pub(super) const ANSWERS: [(&str, &str); 2] = [("present", "Yes"), ("absent", "No")];

/// Writes what the form says into the case. What stays as it is, is not touched.
pub(super) fn made(carried: &Carried, request: &Request, report: &Report, pairs: &Pairs) -> Result<Made, Fault> {
    let mut case: Value = serde_json::from_str(&carried.case).map_err(|error| ("change".to_owned(), error.to_string()))?;
    let mut made = Made { carried: carried.clone(), told: Vec::new() };
    let goals = block(&mut case, "goals")?;
    treatments(goals, &mut made, pairs);
    event(goals, &mut made, request, pairs)?;
    means(goals, &mut made, request, report, pairs)?;
    answers(&mut case, &mut made, report, pairs)?;
    if made.told.is_empty() {
        return Err(("change".into(), "Nothing was changed yet. Change one thing above, then ask again.".into()));
    }
    made.carried.case = case.to_string();
    Ok(made)
}

/// A block of the case as an object; made where it is missing.
fn block<'v>(case: &'v mut Value, name: &str) -> Result<&'v mut Map<String, Value>, Fault> {
    let whole = case.as_object_mut().ok_or_else(|| ("change".to_owned(), "The case is no object.".to_owned()))?;
    whole
        .entry(name)
        .or_insert_with(|| json!({}))
        .as_object_mut()
        .ok_or_else(|| ("change".to_owned(), format!("`{name}` of the case is no object.")))
}

/// A list of a block; made where it is missing.
fn list<'v>(block: &'v mut Map<String, Value>, name: &str) -> Option<&'v mut Vec<Value>> {
    block.entry(name).or_insert_with(|| json!([])).as_array_mut()
}

fn treatments(goals: &mut Map<String, Value>, made: &mut Made, pairs: &Pairs) {
    for (field, into, out_of) in [("ban", "avoid", "prefer"), ("add", "prefer", "avoid")] {
        let code = said(pairs, field);
        if code.is_empty() {
            continue;
        }
        if let Some(other) = goals.get_mut(out_of).and_then(Value::as_array_mut) {
            other.retain(|word| word.as_str() != Some(code));
        }
        if let Some(all) = list(goals, into) {
            all.push(code.into());
        }
        made.carried.insist.retain(|kept| kept != code);
        if field == "add" {
            made.carried.insist.push(code.to_owned());
            made.told.push(format!("with {}", title(code)));
        } else {
            made.told.push(format!("without {}", title(code)));
        }
    }
}

fn event(goals: &mut Map<String, Value>, made: &mut Made, request: &Request, pairs: &Pairs) -> Result<(), Fault> {
    let (text, event) = (said(pairs, "event"), request.goals.event.as_ref());
    let Some(event) = event.filter(|_| !text.is_empty()) else { return Ok(()) };
    let day: Day = text.parse().map_err(|_| ("event".to_owned(), "Write the day as 2026-06-20.".to_owned()))?;
    if day == event.on {
        return Ok(());
    }
    if day <= request.case.today {
        return Err(("event".into(), format!("The event lies after {}, the day of the case.", long(request.case.today))));
    }
    if let Some(block) = goals.get_mut("event").and_then(Value::as_object_mut) {
        block.insert("on".into(), day.to_string().into());
    }
    // The plan reaches as far beyond the event as it did before.
    if let Some(until) = request.goals.until {
        goals.insert("until".into(), day.plus(until.since(event.on)).max(day).to_string().into());
    }
    made.told.push(format!("{} on {}", event.name.as_deref().unwrap_or("the event"), long(day)));
    Ok(())
}

fn means(goals: &mut Map<String, Value>, made: &mut Made, request: &Request, report: &Report, pairs: &Pairs) -> Result<(), Fault> {
    if let Some(whole) = number(pairs, "budget", 10_000_000)? {
        let now = request.goals.budget.as_ref();
        let minor = whole.saturating_mul(100);
        if now.is_none_or(|budget| budget.minor_units != minor) {
            let currency = now.map_or(report.currency.as_str(), |budget| &budget.currency);
            goals.insert("budget".into(), json!({ "minor_units": minor, "currency": currency }));
            made.told.push(format!("for at most {}", money(minor, currency)));
        }
    }
    for (field, name, now, words) in [
        ("visits", "max_visits", request.goals.max_visits, "visits"),
        ("quiet", "max_quiet_days", request.goals.max_quiet_days, "quiet days"),
    ] {
        if let Some(most) = number(pairs, field, 500)?
            && now.map(i64::from) != Some(most)
        {
            goals.insert(name.into(), most.into());
            made.told.push(format!("at most {most} {words}"));
        }
    }
    Ok(())
}

/// A whole number from nothing to `most`; `None` where nothing was typed.
fn number(pairs: &Pairs, field: &str, most: i64) -> Result<Option<i64>, Fault> {
    let text = said(pairs, field).trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = text.parse::<i64>().ok().filter(|number| (0..=most).contains(number));
    read.map(Some).ok_or_else(|| {
        (field.to_owned(), format!("“{}” is not a whole number from 0 to {most}.", vocab::nearest::clip(text)))
    })
}

fn answers(case: &mut Value, made: &mut Made, report: &Report, pairs: &Pairs) -> Result<(), Fault> {
    for question in &report.questions {
        let status = said(pairs, &format!("answer-{}", question.condition));
        let Some((_, word)) = ANSWERS.iter().find(|(code, _)| *code == status) else { continue };
        let whole = case.as_object_mut().ok_or_else(|| ("change".to_owned(), "The case is no object.".to_owned()))?;
        if let Some(facts) = list(whole, "facts") {
            // Only what was not known is answered here; a fact that was stated stays.
            facts.retain(|fact| {
                fact.get("condition").and_then(Value::as_str) != Some(&question.condition)
                    || fact.get("status").and_then(Value::as_str) != Some("unknown")
            });
            facts.push(json!({ "condition": question.condition, "status": status }));
            made.told.push(format!("“{}” answered: {word}", question.text.trim_end_matches('?')));
        }
    }
    Ok(())
}

/// The case with what is wished of it.
pub(super) fn wished(carried: &Carried, pairs: &Pairs) -> Result<Carried, String> {
    let mut case: Value = serde_json::from_str(&carried.case).map_err(|error| error.to_string())?;
    let concerns: Vec<Value> =
        pairs.iter().filter(|(name, _)| name == "concern").map(|(_, code)| json!({ "concern": code })).collect();
    if concerns.is_empty() {
        return Err("A plan needs at least one thing that matters. Choose one below.".into());
    }
    let goals = block(&mut case, "goals").map_err(|(_, why)| why)?;
    goals.insert("concerns".into(), concerns.into());
    let day = |field: &str, name: &str| -> Result<Option<Day>, String> {
        let text = said(pairs, field).trim();
        let wrong = |_| format!("{name}: “{}” is no day. Write it as 2026-06-20.", vocab::nearest::clip(text));
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(wrong) }
    };
    if let Some(on) = day("until", "Until")? {
        goals.insert("until".into(), on.to_string().into());
    }
    if let Some(on) = day("event", "A day that counts")? {
        goals.insert("event".into(), json!({ "on": on.to_string(), "clear_days": 14 }));
    }
    match (day("away-from", "Away from")?, day("away-to", "Back after")?) {
        (None, None) => {}
        (Some(from), to) if to.is_none_or(|to| to >= from) => {
            goals.insert("away".into(), json!([[from.to_string(), to.unwrap_or(from).to_string()]]));
        }
        (Some(_), _) => return Err("Away from: the last day away lies before the first.".into()),
        (None, Some(_)) => return Err("Away from: name the first day as well as the last.".into()),
    }
    if let Some(whole) = number(pairs, "budget", 10_000_000).map_err(|(_, why)| why)? {
        let prices = crate::house::knowledge().and_then(|k| planner::house::prices(k).ok());
        let currency = prices.and_then(|prices| prices.currency).unwrap_or_else(|| "USD".to_owned());
        goals.insert("budget".into(), json!({ "minor_units": whole.saturating_mul(100), "currency": currency }));
    }
    for (field, name) in [("visits", "max_visits"), ("quiet", "max_quiet_days")] {
        if let Some(most) = number(pairs, field, 500).map_err(|(_, why)| why)? {
            goals.insert(name.into(), most.into());
        }
    }
    Ok(Carried { case: case.to_string(), ..carried.clone() })
}
