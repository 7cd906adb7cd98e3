//! Goals, measurements and a plan that exists.
use crate::facts::Codes;
use crate::read::params;
use crate::tree::{Fault, Node};
use vocab::Day;
use vocab::goals::{
    Budget, ConcernGoal, Event, ExistingPlan, Goals, Lifestyle, Measured, PlannedHomeCare, PlannedSession,
    WISH_WORDS,
};

/// At most so many entries in a list of goals, absences, wishes, measurements or sessions.
const LIST_MAX: usize = 500;

fn small(node: &Node<'_, '_>, max: u16) -> Result<u16, Fault> {
    node.integer(0, i64::from(max)).map(|v| u16::try_from(v).unwrap_or(max))
}

pub(crate) fn goals(node: &Node<'_, '_>, codes: &Codes<'_>) -> Result<Goals, Fault> {
    let f = node.fields(&[
        "concerns",
        "until",
        "event",
        "away",
        "budget",
        "max_visits",
        "max_quiet_days",
        "avoid",
        "prefer",
        "lifestyle",
    ])?;
    let wishes = |n: &Node<'_, '_>| -> Result<Vec<String>, Fault> {
        let all: Vec<&str> = WISH_WORDS
            .iter()
            .copied()
            .chain(codes.treatments.iter().copied())
            .chain(codes.protocols.iter().copied())
            .chain(codes.products.iter().copied())
            .collect();
        n.list(LIST_MAX)?.iter().map(|w| w.code("wish", |c| all.contains(&c), &all)).collect()
    };
    Ok(Goals {
        concerns: f.map("concerns", |n| n.list(LIST_MAX)?.iter().map(concern).collect())?.unwrap_or_default(),
        until: f.map("until", Node::day)?,
        event: f.map("event", event)?,
        away: f.map("away", ranges)?.unwrap_or_default(),
        budget: f.map("budget", budget)?,
        max_visits: f.map("max_visits", |n| small(n, 500))?,
        max_quiet_days: f.map("max_quiet_days", |n| small(n, 2000))?,
        avoid: f.map("avoid", wishes)?.unwrap_or_default(),
        prefer: f.map("prefer", wishes)?.unwrap_or_default(),
        lifestyle: f.map("lifestyle", lifestyle)?.unwrap_or_default(),
    })
}

fn concern(node: &Node<'_, '_>) -> Result<ConcernGoal, Fault> {
    let f = node.fields(&["concern", "scale", "score", "target", "zone", "weight"])?;
    let scale: Option<vocab::goals::Scale> = f.map("scale", Node::word)?;
    let (min, max) = scale.map_or((-1000.0, 1000.0), vocab::goals::Scale::range);
    Ok(ConcernGoal {
        concern: f.need("concern")?.word()?,
        scale,
        score: f.map("score", |n| n.number(min, max))?,
        target: f.map("target", |n| n.number(min, max))?,
        zone: f.map("zone", Node::word)?,
        weight: f.map("weight", |n| n.integer(1, 10))?.map_or(1, |w| u8::try_from(w).unwrap_or(10)),
    })
}

fn event(node: &Node<'_, '_>) -> Result<Event, Fault> {
    let f = node.fields(&["on", "clear_days", "name"])?;
    Ok(Event {
        on: f.need("on")?.day()?,
        clear_days: f.map("clear_days", |n| small(n, 365))?.unwrap_or(0),
        name: f.map("name", |n| n.string().map(str::to_owned))?,
    })
}

fn ranges(node: &Node<'_, '_>) -> Result<Vec<(Day, Day)>, Fault> {
    node.list(LIST_MAX)?
        .iter()
        .map(|pair| match pair.list(2)?.as_slice() {
            [from, to] => {
                let (from, last) = (from.day()?, to.day()?);
                if from > last {
                    return Err(to.wrong(format!("{last} is before {from}")));
                }
                Ok((from, last))
            }
            _ => Err(pair.wrong("expected two days, the first and the last")),
        })
        .collect()
}

fn budget(node: &Node<'_, '_>) -> Result<Budget, Fault> {
    let f = node.fields(&["minor_units", "currency"])?;
    let at = f.need("currency")?;
    let currency = at.string()?;
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(at.wrong(format!(
            "`{}` is not an ISO 4217 code; allowed are codes like USD or EUR",
            vocab::nearest::clip(currency)
        )));
    }
    Ok(Budget {
        minor_units: f.need("minor_units")?.integer(0, 1_000_000_000)?,
        currency: currency.to_owned(),
    })
}

fn lifestyle(node: &Node<'_, '_>) -> Result<Lifestyle, Fault> {
    let f = node.fields(&["smokes", "sun_hours_per_day", "sleep_hours"])?;
    Ok(Lifestyle {
        smokes: f.map("smokes", Node::boolean)?,
        sun_hours_per_day: f.map("sun_hours_per_day", |n| n.number(0.0, 24.0))?,
        sleep_hours: f.map("sleep_hours", |n| n.number(0.0, 24.0))?,
    })
}

pub(crate) fn measured(node: &Node<'_, '_>) -> Result<Vec<Measured>, Fault> {
    node.list(LIST_MAX)?
        .iter()
        .map(|n| {
            let f = n.fields(&["on", "concern", "scale", "score", "raters"])?;
            let scale: vocab::goals::Scale = f.need("scale")?.word()?;
            let (min, max) = scale.range();
            Ok(Measured {
                on: f.need("on")?.day()?,
                concern: f.need("concern")?.word()?,
                scale,
                score: f.need("score")?.number(min, max)?,
                raters: f.map("raters", |n| n.integer(1, 20))?.map_or(1, |r| u8::try_from(r).unwrap_or(1)),
            })
        })
        .collect()
}

const SESSION: [&str; 18] = [
    "treatment",
    "steps",
    "on",
    "zones",
    "params",
    "purpose",
    "serves",
    "verdict",
    "provisional",
    "conditions",
    "because",
    "findings",
    "sources",
    "quiet_days",
    "quiet_days_max",
    "minutes",
    "price",
    "performer",
];

pub(crate) fn plan(node: &Node<'_, '_>, codes: &Codes<'_>) -> Result<ExistingPlan, Fault> {
    let f = node.fields(&[
        "name",
        "sessions",
        "prepare",
        "home_care",
        "living",
        "measure",
        "maintain",
        "expected",
        "total",
        "objective",
        "bound",
        "proven",
        "audit",
    ])?;
    Ok(ExistingPlan {
        sessions: f
            .map("sessions", |n| n.list(LIST_MAX)?.iter().map(|s| session(s, codes)).collect())?
            .unwrap_or_default(),
        home_care: f
            .map("home_care", |n| n.list(LIST_MAX)?.iter().map(|h| home_care(h, codes)).collect())?
            .unwrap_or_default(),
    })
}

fn session(node: &Node<'_, '_>, codes: &Codes<'_>) -> Result<PlannedSession, Fault> {
    let allowed: Vec<&'static str> = SESSION.iter().copied().chain(["done"]).collect();
    let f = node.fields(&allowed)?;
    Ok(PlannedSession {
        treatment: codes.visit(&f.need("treatment")?)?,
        on: f.need("on")?.day()?,
        zones: f.map("zones", |n| n.list(LIST_MAX)?.iter().map(Node::word).collect())?.unwrap_or_default(),
        params: f.map("params", params)?.unwrap_or_default(),
        done: f.map("done", Node::boolean)?,
    })
}

fn home_care(node: &Node<'_, '_>, codes: &Codes<'_>) -> Result<PlannedHomeCare, Fault> {
    let f = node.fields(&[
        "product",
        "percent",
        "when",
        "from",
        "until",
        "pauses",
        "adherence",
        "ramp",
        "serves",
        "verdict",
        "because",
        "sources",
    ])?;
    Ok(PlannedHomeCare {
        product: codes.product(&f.need("product")?)?,
        percent: f.map("percent", |n| n.number(0.0, 100.0))?,
        from: f.need("from")?.day()?,
        until: f.map("until", Node::day)?,
        adherence: f.map("adherence", |n| n.number(0.0, 1.0))?,
        pauses: f.map("pauses", ranges)?.unwrap_or_default(),
    })
}
