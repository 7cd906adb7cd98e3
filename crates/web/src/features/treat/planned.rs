//! What the agreed plan says about a treatment that is to be done: its settings and zones, for the door and for the session.
//! They are proposals: what is beyond a limit is not filled in, and what was changed by hand stays changed.
use crate::features::calendar::of_plan::parts;
use crate::features::plan::chart_case::{NEAR_DAYS, became};
use chart::case::day_of;
use chart::fold::Chart;
use chart::session::{Limit, Session};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeMap;
use vocab::{Day, Params, Zone};

/// The planned session that is meant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planned {
    /// The day on which the plan was agreed.
    pub(crate) agreed: Day,
    /// The planned day.
    pub(crate) on: Day,
    /// Nothing of this treatment was done since it was agreed: what follows is the first of the series.
    pub(crate) first: bool,
    /// Where; empty = the usual field of the treatment.
    pub(crate) zones: Vec<Zone>,
    /// Settings by the name of their field, as they are typed.
    pub(crate) settings: BTreeMap<String, String>,
}

impl Planned {
    /// The session of the agreed plan that is nearest to a day, within [`NEAR_DAYS`]; the steps of a protocol count as well.
    pub(crate) fn of(chart: &Chart, treatment: &str, day: Day, zone: &TimeZone) -> Option<Self> {
        let (line, agreed) = chart.plan()?;
        let near = became(chart, &agreed.plan, zone)
            .into_iter()
            .filter(|one| one.on.since(day).abs() <= NEAR_DAYS)
            .filter_map(|one| {
                let part = parts(one.entry, one.treatment).into_iter().find(|part| part.treatment == treatment)?;
                Some((one.on, one.entry.get("zones").cloned(), part.params))
            })
            .min_by_key(|(on, ..)| on.since(day).abs());
        let (on, zones, params) = near?;
        let zones = zones.and_then(|zones| serde_json::from_value(zones).ok()).unwrap_or_default();
        let since = |at: i64| at >= line.entry.happened_at;
        let first = !chart.sessions().any(|(_, one)| one.treatment == treatment && since(one.started_at));
        let agreed = day_of(line.entry.happened_at, zone);
        Some(Self { agreed, on, first, zones, settings: typed(&params) })
    }

    /// Fills in what the plan says and nothing says otherwise yet. What a field does not take, or what is beyond a limit for this
    /// skin, is left open: it stands in the list of what is missing.
    pub(super) fn fill(&self, session: &mut Session, limits: &[Limit]) {
        for (key, value) in &self.settings {
            let is_open = session.done.fields().iter().any(|f| f.key == key) && session.done.get(key).is_none();
            let number = value.parse::<f64>().ok();
            let beyond = limits.iter().any(|limit| limit.field == *key && number.is_some_and(|n| !limit.holds(n)));
            if is_open && !beyond {
                // A value that the field does not take is left out, as if the plan had not named it.
                let _ = session.done.set(key, value);
            }
        }
        if session.zones.is_empty() {
            session.zones.clone_from(&self.zones);
        }
    }
}

/// Settings by the names of the fields, as somebody types them.
fn typed(params: &Params) -> BTreeMap<String, String> {
    let Ok(Value::Object(all)) = serde_json::to_value(params) else { return BTreeMap::new() };
    let word = |value: Value| match value {
        Value::Number(number) => number.as_f64().map(|n| n.to_string()),
        Value::String(word) => Some(word),
        Value::Bool(yes) => Some(if yes { "yes" } else { "no" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    all.into_iter().filter_map(|(name, value)| Some((name, word(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chart::session::limits;
    use vocab::Phototype;

    fn planned(percent: f64) -> Planned {
        let params = Params { percent: Some(percent), ph: Some(3.5), ..Params::default() };
        let day = Day::from_number(20_000);
        Planned { agreed: day, on: day, first: true, zones: vec![Zone::CheekMedialL], settings: typed(&params) }
    }

    #[test]
    fn a_plan_fills_in_what_is_open_and_never_what_is_beyond_a_limit_or_set_by_hand() {
        let k = crate::house::knowledge().unwrap();
        let empty = || Session::new(k, "peel_glycolic", "n", 0).unwrap();
        let limits = limits(k, "peel_glycolic", Some(Phototype::V), &[]);
        let mut session = empty();
        planned(20.0).fill(&mut session, &limits);
        assert_eq!(session.done.get("percent").as_deref(), Some("20"));
        assert_eq!(session.done.get("ph").as_deref(), Some("3.5"));
        assert_eq!(session.zones, [Zone::CheekMedialL]);
        let mut by_hand = empty();
        by_hand.done.set("percent", "10").unwrap();
        by_hand.zones = vec![Zone::Chin];
        planned(20.0).fill(&mut by_hand, &limits);
        assert_eq!((by_hand.done.get("percent").as_deref(), by_hand.zones.as_slice()), (Some("10"), &[Zone::Chin][..]));
        // No strength of the field is above a hundred, and a limit of the house is one as well.
        let mut refused = empty();
        planned(120.0).fill(&mut refused, &limits);
        assert_eq!(refused.done.get("percent"), None);
        let own = [chart::session::Limit { max: Some(10.0), ..limits.first().cloned().unwrap() }];
        let mut limited = empty();
        let key = own[0].field.clone();
        planned(20.0).fill(&mut limited, &own);
        assert_eq!((key.as_str(), limited.done.get("percent")), ("percent", None));
    }
}
