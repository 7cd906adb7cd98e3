//! A patient's plan: made from the chart, agreed into it, compared with what came, repaired where life came between.
//!
//! Trying things out works on the carried text as everywhere. What is agreed is made again from the chart of this moment,
//! so that nothing is agreed that rests on an answer which nobody recorded.
use super::agreed::{Mended, Standing};
use super::carried::{Carried, Read, Whose};
use super::{Choosing, Pairs, answered, change, chart_case, changed, gate, planned, printed, said, wished};
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use crate::features::calendar::{desk, mending, repair};
use chart::book::new_id;
use chart::entry::{Body, PlanAgreed};
use chart::patient::{Asked, NewEntry, Story};
use planner::plan::Plan;
use planner::repair::{Changed, Repair, repair as least_change};
use planner::request::Request;
use serde_json::{Value, json};
use vocab::goals::Concern;
use vocab::{Day, Permission};

/// The chart as this request found it.
struct Opened {
    story: Story,
    today: Day,
    whose: Whose,
}

async fn opened(house: &House, signed: &Signed, patient: &str) -> Result<Opened, Oops> {
    let (record, chance) = (house.kept()?, &mut *house.chance());
    let asked = Asked { kinds: Vec::new(), skip: 0, most: 1 };
    let story = record.patients().story(patient, &asked, signed.why(patient), &house.by(signed), chance).await?;
    let name = crate::features::consent::name_of(&story.chart);
    let whose = Whose { patient: patient.to_owned(), name, csrf: signed.csrf.clone() };
    Ok(Opened { story, today: house.today().ok_or(Oops::Broken)?, whose })
}

impl Opened {
    /// The case of the chart with these goals.
    fn carried(&self, house: &House, goals: &Value) -> Carried {
        let case = chart_case::text(&self.story.chart, self.today, &house.zone(), goals);
        Carried { case, whose: Some(self.whose.clone()), ..Carried::default() }
    }

    /// The form of what is wished, with what the chart already knows of it.
    fn choosing(&self, house: &House) -> Choosing {
        let of_plan = self.story.chart.plan().and_then(|(_, agreed)| chart_case::goals(&agreed.plan));
        let agreed = of_plan.and_then(|goals| goals.get("concerns")).and_then(Value::as_array);
        let code = |goal: &Value| goal.get("concern")?.as_str()?.parse::<Concern>().ok();
        // What was wished last, in the consultation or with the plan, whichever came later.
        let wishes = self.story.chart.wishes();
        let mut known: Vec<Concern> = wishes.into_iter().flat_map(|w| &w.wanted).map(|w| w.concern).collect();
        if known.is_empty() {
            known = agreed.into_iter().flatten().filter_map(code).collect();
        }
        if known.is_empty() {
            known = self.story.chart.measured(&house.zone()).iter().map(|m| m.concern).collect();
        }
        let carried = self.carried(house, &json!({}));
        Choosing { wishing: Some(carried.case), whose: Some(self.whose.clone()), known, filled: wishes.map(|w| filled(w, self.today)).unwrap_or_default(), ..Choosing::default() }
    }

    fn standing(&self, house: &House, signed: &Signed) -> Option<Standing> {
        let may = signed.may(Permission::PlanAgree);
        Standing::of(&self.story.chart, &self.whose, self.today, &house.zone(), may)
    }
}

/// The agreed plan, or what is wished where none was agreed; `?new` asks for the form in any case.
pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let opened = opened(&house, &signed, &patient).await?;
    let anew = pairs.iter().any(|(name, _)| name == "new") && signed.may(Permission::PlanAgree);
    match opened.standing(&house, &signed) {
        Some(standing) if !anew => Ok(house.show(&with_visits(&house, &signed, &opened, standing).await?)),
        None if !signed.may(Permission::PlanAgree) => Ok(house.show(&Standing::none(&opened.whose))),
        _ => Ok(house.show(&opened.choosing(&house))),
    }
}

/// The plan with the visits that are booked for it.
async fn with_visits(house: &House, signed: &Signed, opened: &Opened, mut page: Standing) -> Result<Standing, Oops> {
    let visits = desk::bookings(house)?.of_person(&opened.whose.patient).await?;
    let Some(plan) = crate::features::calendar::of_plan::plan(house, &opened.story.chart, &visits) else { return Ok(page) };
    let when = |visit: &chart::booking::Visit| {
        let day = crate::features::calendar::words::day(visit.slot.day);
        (format!("{day}, {}", chart::booking::clock(visit.slot.cell)), format!("/calendar/visits/{}", visit.id))
    };
    page.visits = plan.sessions.iter().map(|one| one.visit.as_ref().map(when)).collect();
    let open = plan.sessions.iter().any(|one| one.done.is_none() && one.visit.is_none());
    page.may_write = signed.may(Permission::BookingWrite);
    page.may_book = open && page.may_write;
    if let Some(visit) = plan.any_visit(&visits) {
        // The look was written when the plan was opened.
        let guest = desk::Guest::unseen(house, &opened.whose.patient).await?;
        page.undo = mending::way_back(house, visit, &visits).await?;
        page.repair = repair::proposed(house, &guest, visit, &visits).await?.map(|found| found.card);
    }
    Ok(page)
}

/// One of: say what is wished, change one thing, agree, mend an agreed plan, agree what was mended.
pub(super) async fn answer(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let opened = opened(&house, &signed, &patient).await?;
    let carried = Carried { whose: Some(opened.whose.clone()), ..Carried::from_pairs(&pairs) };
    match said(&pairs, "do") {
        "change" => changed(&house, carried, &pairs).await,
        "wish" => {
            let fresh = opened.carried(&house, &json!({}));
            let scored = |carried: Carried| with_chart(&carried, &opened, &house);
            match change::wished(&fresh, &pairs) {
                Ok(carried) => answered(&house, scored(carried), None).await,
                Err(_) => wished(&house, &fresh, &pairs).await,
            }
        }
        "agree" => agree(&house, &signed, &opened, carried).await,
        "mend" => {
            let (page, _) = mended(&house, &signed, &opened).await?;
            Ok(house.show(&with_visits(&house, &signed, &opened, page).await?))
        }
        "agree-mended" => {
            let (page, plan) = mended(&house, &signed, &opened).await?;
            match plan {
                Some(plan) => {
                    keep(&house, &signed, &opened, plan).await?;
                    // The visits follow the plan: what is off, what moves, what is still to be booked.
                    let patient = &opened.whose.patient;
                    let to = if signed.may(Permission::BookingWrite) { "/book?told=mended" } else { "" };
                    Ok(Redirect::to(&format!("/patients/{patient}/plan{to}")).into_response())
                }
                None => Ok(house.show(&page)),
            }
        }
        _ => answered(&house, carried, None).await,
    }
}

/// The letter.
pub(super) async fn print(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let opened = opened(&house, &signed, &patient).await?;
    printed(&house, Carried { whose: Some(opened.whose), ..Carried::from_pairs(&pairs) }).await
}

/// The fields of the form from what was wished; what is over is no wish any more.
fn filled(wishes: &chart::consult::Goals, today: Day) -> Vec<(&'static str, String)> {
    let coming = |day: Day| (day >= today).then(|| day.to_string());
    let away = wishes.away.iter().find(|(_, to)| *to >= today);
    let all = [
        ("until", wishes.until.and_then(coming)),
        ("event", wishes.event.as_ref().and_then(|event| coming(event.on))),
        ("budget", wishes.budget_minor_units.map(|units| (units / 100).to_string())),
        ("visits", wishes.max_visits.map(|most| most.to_string())),
        ("quiet", wishes.max_quiet_days.map(|most| most.to_string())),
        ("away-from", away.map(|(from, _)| from.to_string())),
        ("away-to", away.map(|(_, to)| to.to_string())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// What the form has no field for comes from the consultation: how much each concern matters and where, how long the skin is
/// quiet before the event, further absences, what is wished and avoided, and how the person lives.
fn with_wishes(goals: &mut Value, opened: &Opened) {
    let chart = &opened.story.chart;
    let Some(fields) = goals.as_object_mut() else { return };
    if let Some(wishes) = chart.wishes() {
        for goal in fields.get_mut("concerns").and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(goal) = goal.as_object_mut() else { continue };
            let own = |w: &&chart::consult::Wanted| goal.get("concern").and_then(Value::as_str) == Some(w.concern.code());
            let Some(wanted) = wishes.wanted.iter().find(own).cloned() else { continue };
            goal.insert("weight".into(), wanted.weight.into());
            goal.extend(wanted.zone.map(|zone| ("zone".to_owned(), zone.code().into())));
        }
        let same = |event: &&chart::consult::Event| {
            fields.get("event").and_then(|said| said.get("on")).and_then(Value::as_str) == Some(event.on.to_string().as_str())
        };
        if let Some(event) = wishes.event.as_ref().filter(same) {
            let mut said = json!({ "on": event.on, "clear_days": event.clear_days });
            if let (Some(said), false) = (said.as_object_mut(), event.name.is_empty()) {
                said.insert("name".into(), event.name.clone().into());
            }
            fields.insert("event".into(), said);
        }
        let told = fields.get("away").and_then(Value::as_array).and_then(|all| all.first()).cloned();
        let away: Vec<Value> = wishes.away.iter().filter(|(_, to)| *to >= opened.today).map(|(from, to)| json!([from, to])).collect();
        if told.is_some() && told.as_ref() == away.first() {
            fields.insert("away".into(), away.into());
        }
        for (name, words) in [("avoid", &wishes.avoid), ("prefer", &wishes.prefer)] {
            if !words.is_empty() {
                fields.insert(name.into(), json!(words));
            }
        }
    }
    if let Some(living) = chart.living().map(chart::consult::Living::asked) {
        let all = [
            ("smokes", living.smokes.map(Value::from)),
            ("sun_hours_per_day", living.sun_hours_per_day.map(Value::from)),
            ("sleep_hours", living.sleep_hours.map(Value::from)),
        ];
        let said: serde_json::Map<String, Value> = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        if !said.is_empty() {
            fields.insert("lifestyle".into(), said.into());
        }
    }
}

/// Goals are told on the scale on which the chart last measured them.
fn with_chart(carried: &Carried, opened: &Opened, house: &House) -> Carried {
    let mut goals = carried.goals();
    with_wishes(&mut goals, opened);
    let measured = opened.story.chart.measured(&house.zone());
    for goal in goals.get_mut("concerns").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(fields) = goal.as_object_mut() else { continue };
        // How much it bothers is not how severe it is: it counts only where nothing else was measured.
        let own = |m: &&vocab::goals::Measured| fields.get("concern").and_then(Value::as_str) == Some(m.concern.code());
        let severe = measured.iter().rev().filter(own).find(|m| m.scale != vocab::goals::Scale::Bother);
        let newest = severe.or_else(|| measured.iter().rev().find(own));
        if let Some(newest) = newest {
            fields.insert("scale".into(), newest.scale.code().into());
        }
    }
    opened.carried(house, &goals)
}

/// Makes the plan again from the chart as it is now, and records it where it is the plan that was seen.
async fn agree(house: &House, signed: &Signed, opened: &Opened, carried: Carried) -> Result<Response, Oops> {
    let fresh = Carried { style: carried.style, insist: carried.insist.clone(), ..opened.carried(house, &carried.goals()) };
    let same = |a: &str, b: &str| serde_json::from_str::<Value>(a).ok() == serde_json::from_str::<Value>(b).ok();
    if !same(&fresh.case, &carried.case) {
        let why = "The chart says something else than the plan that was shown rests on: an answer that was only tried out here, \
                   or something recorded since. This is the plan from the chart as it stands; look at it and agree again.";
        return answered(house, fresh, Some(("agree".into(), why.into()))).await;
    }
    let Read::Request(request) = fresh.read()? else { return answered(house, fresh, None).await };
    let Ok(report) = planned(&request).await? else { return answered(house, fresh, None).await };
    let Some(plan) = fresh.chosen(&report) else { return answered(house, fresh, None).await };
    keep(house, signed, opened, agreed(plan, &fresh.goals())?).await
}

/// A plan as the chart keeps it: with the goals that it was agreed for.
fn agreed(plan: &Plan, goals: &Value) -> Result<Value, Oops> {
    let mut value = serde_json::to_value(plan).map_err(|_| Oops::Broken)?;
    let fields = value.as_object_mut().ok_or(Oops::Broken)?;
    fields.insert("goals".into(), goals.clone());
    Ok(value)
}

async fn keep(house: &House, signed: &Signed, opened: &Opened, plan: Value) -> Result<Response, Oops> {
    let (by, chance) = (house.by(signed), &mut *house.chance());
    let body = Body::PlanAgreed(PlanAgreed { plan });
    let entry = NewEntry { id: new_id(by.at, chance), happened_at: by.at, body, amends: None };
    let patient = &opened.whose.patient;
    // Only into the chart that the plan was made from: who wrote meanwhile is read first.
    house.kept()?.patients().record(patient, Some(opened.story.entries), &[entry], &by, chance).await?;
    Ok(Redirect::to(&format!("/patients/{patient}/plan")).into_response())
}

/// The agreed plan with what keeps it possible from today on, and that plan for the chart.
async fn mended(house: &House, signed: &Signed, opened: &Opened) -> Result<(Standing, Option<Value>), Oops> {
    let mut page = opened.standing(house, signed).ok_or(Oops::NotFound)?;
    let (line, before) = opened.story.chart.plan().ok_or(Oops::NotFound)?;
    let Some(goals) = chart_case::goals(&before.plan) else {
        page.mended = Some(Mended::Not("This plan does not say what it was agreed for, so it cannot be mended. Make a new one.".into()));
        return Ok((page, None));
    };
    let request = match opened.carried(house, goals).read()? {
        Read::Request(request) => *request,
        Read::Unread(why) => {
            page.mended = Some(Mended::Not(why));
            return Ok((page, None));
        }
        Read::NoGoals => return Err(Oops::Broken),
    };
    match repaired(request).await? {
        Err(why) => {
            page.mended = Some(Mended::Not(why));
            Ok((page, None))
        }
        Ok(found) => {
            let mut plan = agreed(&found.plan, goals)?;
            let became = chart_case::became(&opened.story.chart, &before.plan, &house.zone());
            let series = before.plan.get("series").and_then(Value::as_str).unwrap_or(&line.entry.id);
            goes_on(&mut plan, &became, &found.changes, series);
            let signed_off = found.plan.audit.is_empty();
            page.mended = Some(Mended::So(Box::new(found)));
            Ok((page, signed_off.then_some(plan)))
        }
    }
}

/// A mended plan goes on as the series that it was: each session keeps its number, so that its visit is found again, and what has
/// happened stays part of what was agreed.
fn goes_on(plan: &mut Value, became: &[chart_case::Agreed<'_>], changes: &[Changed], series: &str) {
    let mut left: Vec<&Changed> = changes.iter().collect();
    let mut steps: Vec<(u16, &str, Day)> = Vec::new();
    let mut done = Vec::new();
    for (place, one) in (1_u16..).zip(became) {
        let step = chart_case::step(one.entry).unwrap_or(place);
        if let Some(on) = one.done {
            done.push(json!({ "treatment": one.treatment, "on": on, "done": true, "step": step }));
            continue;
        }
        match left.iter().position(|change| change.treatment == one.treatment && change.from == one.on) {
            Some(at) => steps.extend(left.remove(at).to.map(|to| (step, one.treatment, to))),
            None => steps.push((step, one.treatment, one.on)),
        }
    }
    if let Some(sessions) = plan.get_mut("sessions").and_then(Value::as_array_mut) {
        for session in sessions.iter_mut().filter_map(Value::as_object_mut) {
            let word = |name: &str| session.get(name).and_then(Value::as_str).unwrap_or_default();
            let own = |(_, treatment, on): &(u16, &str, Day)| word("treatment") == *treatment && word("on") == on.to_string();
            if let Some(at) = steps.iter().position(own) {
                let (step, ..) = steps.remove(at);
                session.insert("step".into(), step.into());
            }
        }
        sessions.splice(0..0, done);
    }
    if let Some(fields) = plan.as_object_mut() {
        fields.insert("series".into(), series.into());
    }
}

async fn repaired(request: Request) -> Result<Result<Repair, String>, Oops> {
    let gate = gate()?;
    let done = tokio::task::spawn_blocking(move || least_change(gate, &request)).await;
    Ok(done.map_err(|_| Oops::Broken)?.map_err(|error| super::words::sentence(&error.to_string())))
}

#[cfg(test)]
#[path = "charted_tests.rs"]
mod tests;
