//! A chart as the text of a case with goals: what the page carries, and what an agreement is checked against.
//!
//! Only what the chart says stands in it. An answer that is tried out on the page changes the carried text and not the
//! chart, so that a plan made from it differs from this text and is not agreed.
use chart::case::day_of;
use chart::fold::Chart;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use vocab::Day;
use vocab::case::{Case, Fact, Policy, Subject};
use vocab::scale::gags::Grades;

/// A session that was done counts for an agreed one of the same treatment within so many days.
pub(crate) const NEAR_DAYS: i32 = 21;

/// The text of a case of today with these goals.
pub(super) fn text(chart: &Chart, today: Day, zone: &TimeZone, goals: &Value) -> String {
    let case = chart.case(today, &Policy::default(), zone);
    let measured: Vec<Value> = chart
        .measured(zone)
        .iter()
        .map(|m| json!({ "on": m.on, "concern": m.concern.code(), "scale": m.scale.code(), "score": m.score, "raters": m.raters }))
        .collect();
    let mut whole = json!({
        "today": today,
        "patient": patient(&case),
        "facts": case.facts.iter().map(fact).collect::<Vec<_>>(),
        "unstated": case.unstated.code(),
        "goals": goals,
        "measured": measured,
    });
    if let (Some((_, agreed)), Some(fields)) = (chart.plan(), whole.as_object_mut()) {
        fields.insert("plan".into(), json!({ "sessions": sessions(chart, &agreed.plan, today, zone), "home_care": home(&agreed.plan) }));
    }
    whole.to_string()
}

fn patient(case: &Case) -> Value {
    let person = &case.patient;
    let mut all = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            all.insert(name.to_owned(), value);
        }
    };
    put("born", person.born.map(|day| json!(day)));
    put("sex", person.sex.map(|sex| sex.code().into()));
    put("phototype", person.phototype.map(|kind| kind.code().into()));
    put("ita", person.ita.map(Value::from));
    let grades = person.gags.map(|g| {
        Grades::AREAS.iter().zip(g.grades()).map(|((name, _), grade)| ((*name).to_owned(), grade.into())).collect::<Map<String, Value>>()
    });
    let mut scores = Map::new();
    scores.extend(grades.map(|grades| ("gags".to_owned(), grades.into())));
    scores.extend(person.iga_acne.map(|grade| ("iga_acne".to_owned(), grade.into())));
    put("scores", (!scores.is_empty()).then(|| scores.into()));
    all.into()
}

fn fact(fact: &Fact) -> Value {
    let (kind, code) = match &fact.subject {
        Subject::Condition(code) => ("condition", code),
        Subject::Drug(name) => ("drug", name),
        Subject::Procedure(code) => ("procedure", code),
        Subject::Product(code) => ("product", code),
    };
    let mut all = Map::new();
    all.insert(kind.to_owned(), code.as_str().into());
    let days = [("since", fact.since), ("until", fact.until), ("on", fact.on)];
    all.extend(days.into_iter().filter_map(|(name, day)| Some((name.to_owned(), json!(day?)))));
    let words = [
        ("status", fact.status.map(|s| s.code().to_owned())),
        ("zone", fact.zone.map(|z| z.code().to_owned())),
        ("detail", fact.detail.clone()),
        ("unit", fact.unit.clone()),
    ];
    all.extend(words.into_iter().filter_map(|(name, word)| Some((name.to_owned(), word?.into()))));
    all.extend(fact.value.map(|value| ("value".to_owned(), value.into())));
    all.into()
}

/// One session of the agreed plan: the entry, its treatment, its day, and the day on which it was done.
pub(crate) struct Agreed<'p> {
    pub(crate) entry: &'p Value,
    pub(crate) treatment: &'p str,
    pub(crate) on: Day,
    pub(crate) done: Option<Day>,
}

/// The sessions of an agreed plan with what became of them. Each session of the chart counts once, for the nearest.
pub(crate) fn became<'p>(chart: &Chart, plan: &'p Value, zone: &TimeZone) -> Vec<Agreed<'p>> {
    let mut done: Vec<(String, Day)> =
        chart.sessions().map(|(line, s)| (s.treatment.clone(), day_of(line.entry.happened_at, zone))).collect();
    let list = plan.get("sessions").and_then(Value::as_array);
    let mut all: Vec<Agreed<'p>> = list
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let treatment = entry.get("treatment")?.as_str()?;
            Some(Agreed { entry, treatment, on: entry.get("on")?.as_str()?.parse().ok()?, done: None })
        })
        .collect();
    all.sort_by_key(|one| one.on);
    for one in &mut all {
        let near = |(code, day): &(String, Day)| code == one.treatment && day.since(one.on).abs() <= NEAR_DAYS;
        let place = done.iter().enumerate().filter(|(_, d)| near(d)).min_by_key(|(_, (_, day))| day.since(one.on).abs());
        if let Some(place) = place.map(|(place, _)| place) {
            one.done = Some(done.remove(place).1);
        }
    }
    all
}

/// The number of a session in its series, where the plan was mended and keeps it.
pub(crate) fn step(entry: &Value) -> Option<u16> {
    entry.get("step")?.as_u64().and_then(|step| u16::try_from(step).ok())
}

/// The agreed sessions as a case tells them: done on its real day, missed, or still to come.
fn sessions(chart: &Chart, plan: &Value, today: Day, zone: &TimeZone) -> Vec<Value> {
    became(chart, plan, zone)
        .into_iter()
        .map(|one| {
            let mut all = Map::new();
            all.insert("treatment".into(), one.treatment.into());
            all.insert("on".into(), json!(one.done.unwrap_or(one.on)));
            for name in ["zones", "params"] {
                all.extend(one.entry.get(name).map(|value| (name.to_owned(), value.clone())));
            }
            if one.done.is_some() || one.on < today {
                all.insert("done".into(), one.done.is_some().into());
            }
            all.into()
        })
        .collect()
}

/// The home care of an agreed plan as a case tells it.
fn home(plan: &Value) -> Vec<Value> {
    let list = plan.get("home_care").and_then(Value::as_array);
    let kept = |one: &Value| -> Option<Value> {
        let mut all = Map::new();
        for name in ["product", "percent", "from", "until", "pauses"] {
            all.extend(one.get(name).filter(|v| !v.is_null()).map(|value| (name.to_owned(), value.clone())));
        }
        all.contains_key("product").then(|| all.into())
    };
    list.into_iter().flatten().filter_map(kept).collect()
}

/// The goals that a plan was agreed for; nothing where it does not say.
pub(super) fn goals(plan: &Value) -> Option<&Value> {
    plan.get("goals").filter(|goals| goals.is_object())
}

#[cfg(test)]
mod tests {
    use super::*;
    use casefile::read;
    use chart::entry::{Body, PlanAgreed};

    #[test]
    fn an_empty_chart_is_a_case_that_can_be_read() {
        let k = knowledge::Knowledge::shipped().unwrap();
        let today = "2026-11-24".parse().unwrap();
        let goals = json!({ "concerns": [ { "concern": "melasma" } ] });
        let text = text(&Chart::default(), today, &TimeZone::UTC, &goals);
        let file = read(k, text.as_bytes()).unwrap();
        assert_eq!((file.case, file.plan), (Chart::default().case(today, &Policy::default(), &TimeZone::UTC), None));
    }

    #[test]
    fn an_agreed_session_of_a_past_day_without_a_record_is_missed() {
        let plan = json!({ "sessions": [
            { "treatment": "peel_glycolic", "on": "2026-11-01", "verdict": "allow" },
            { "treatment": "peel_glycolic", "on": "2026-12-01" } ], "home_care": [ { "product": "azelaic", "from": "2026-11-01", "percent": null } ] });
        let told = sessions(&Chart::default(), &plan, "2026-11-24".parse().unwrap(), &TimeZone::UTC);
        assert_eq!(told[0]["done"], json!(false));
        assert!(told[0].get("verdict").is_none() && told[1].get("done").is_none());
        assert_eq!(home(&plan), [json!({ "product": "azelaic", "from": "2026-11-01" })]);
        assert!(matches!(Body::PlanAgreed(PlanAgreed { plan }), Body::PlanAgreed(_)));
    }
}
