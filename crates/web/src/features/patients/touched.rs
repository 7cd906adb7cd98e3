//! Which agreed plans are answered differently now: after a change of the knowledge, or of what is known of the person.
use super::finding::day;
use super::gate;
use super::told::plain;
use crate::session::Signed;
use crate::ui::{self, Heading, Table};
use crate::{Oops, Page, Shared};
use axum::extract::State;
use axum::response::Response;
use chart::fold::Chart;
use chart::patient::{Asked, Why};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use safety::Gate;
use serde_json::Value;
use std::collections::BTreeSet;
use vocab::case::{self, Ask, Subject};
use vocab::{Day, Params, Verdict, Zone};

/// The page of `/knowledge-changes`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Plans that were read.
    pub(super) plans: usize,
    /// Sessions that are still to come in them.
    pub(super) coming: usize,
    /// Sessions that are answered differently now, the soonest first.
    pub(super) sessions: Vec<Differs>,
}

/// A session to come that is answered differently than when it was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Differs {
    /// Where the patient's plan stands.
    pub(super) href: String,
    /// Name of the patient.
    pub(super) name: String,
    /// Treatment.
    pub(super) title: String,
    /// Its day.
    pub(super) on: Day,
    /// The answer when it was agreed.
    pub(super) was: Verdict,
    /// The answer now.
    pub(super) now: Verdict,
    /// The heaviest reason now.
    pub(super) because: String,
}

/// A session of a plan as it was agreed.
struct Coming {
    code: String,
    on: Day,
    zones: Vec<Zone>,
    params: Params,
    was: Verdict,
}

/// Reads every agreed plan and asks the gate anew. Each chart that is opened for it remembers that.
pub(super) async fn open(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    let (record, chance, by) = (house.kept()?, &mut *house.chance(), house.by(&signed));
    let (gate, today, zone) = (gate()?, house.today().ok_or(Oops::Broken)?, house.zone());
    let patients = record.patients();
    let mut page = Touched::default();
    let none = Asked { kinds: Vec::new(), skip: 0, most: 0 };
    let mut persons = BTreeSet::new();
    for chart in patients.with_plans().await? {
        // Two charts of one person are read as one, and so are their plans.
        let patient = patients.part_of(&chart).await?.unwrap_or(chart);
        if !persons.insert(patient.clone()) {
            continue;
        }
        let story = patients.story(&patient, &none, Why::Audit, &by, chance).await?;
        let Some((_, agreed)) = story.chart.plan() else { continue };
        page.plans += 1;
        let coming = coming(&agreed.plan, today);
        page.coming += coming.len();
        let name = story.chart.identity().map_or_else(String::new, |identity| identity.name);
        let differs = differing(gate, &story.chart, &coming, today, &zone);
        page.sessions.extend(differs.into_iter().map(|(session, now, because)| Differs {
            href: format!("/patients/{patient}"),
            name: name.clone(),
            title: gate.knowledge().treatment(&session.code).map_or_else(|| plain(&session.code), |t| t.title.clone()),
            on: session.on,
            was: session.was,
            now,
            because,
        }));
    }
    page.sessions.sort_by(|a, b| (a.on, &a.name).cmp(&(b.on, &b.name)));
    Ok(house.show(&page))
}

fn coming(plan: &Value, today: Day) -> Vec<Coming> {
    let one = |session: &Value| {
        let text = |name: &str| session.get(name).and_then(Value::as_str);
        let zones = session.get("zones").and_then(Value::as_array);
        Some(Coming {
            code: text("treatment")?.to_owned(),
            on: text("on")?.parse().ok()?,
            zones: zones.into_iter().flatten().filter_map(|zone| zone.as_str()?.parse().ok()).collect(),
            params: session.get("params").and_then(|p| serde_json::from_value(p.clone()).ok()).unwrap_or_default(),
            was: text("verdict")?.parse().ok()?,
        })
    };
    let sessions = plan.get("sessions").and_then(Value::as_array);
    sessions.into_iter().flatten().filter_map(one).filter(|session| session.on >= today).collect()
}

/// The sessions whose state is another now, each with the heaviest reason.
fn differing<'c>(
    gate: &Gate<'_>,
    chart: &Chart,
    coming: &'c [Coming],
    today: Day,
    zone: &TimeZone,
) -> Vec<(&'c Coming, Verdict, String)> {
    let case = chart.case(today, &gate.knowledge().policy(), zone);
    let mut differs = Vec::new();
    for (place, session) in coming.iter().enumerate() {
        let mut asked = case.clone();
        // The other sessions of the plan are known procedures; what is done later on the same day is not yet done.
        let others = coming.iter().enumerate().filter(|(other, s)| *other < place || s.on != session.on);
        asked.facts.extend(others.filter(|(other, _)| *other != place).map(|(_, s)| case::Fact {
            on: Some(s.on),
            zone: s.zones.first().copied(),
            ..case::Fact::new(Subject::Procedure(s.code.clone()), None)
        }));
        let places: Vec<Option<Zone>> =
            if session.zones.is_empty() { vec![None] } else { session.zones.iter().copied().map(Some).collect() };
        let mut worst: Option<(Verdict, String)> = None;
        for place in places {
            let ask = Ask {
                on: Some(session.on),
                zone: place,
                params: session.params.clone(),
                ..Ask::treatment(&session.code)
            };
            // A treatment that the knowledge no longer has is not one to go on with.
            let (verdict, because) = match gate.answer(&asked, &ask) {
                Ok(answer) => {
                    let because = answer.findings.first().map(|f| f.because.to_string()).unwrap_or_default();
                    (answer.verdict, because)
                }
                Err(unknown) => (Verdict::Refuse, unknown.to_string()),
            };
            if worst.as_ref().is_none_or(|(before, _)| verdict > *before) {
                worst = Some((verdict, because));
            }
        }
        if let Some((now, because)) = worst
            && now.state() != session.was.state()
        {
            differs.push((session, now, because));
        }
    }
    differs
}

impl Page for Touched {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::touched()
    }

    fn title(&self) -> String {
        match self.sessions.len() {
            0 if self.coming == 0 => "No agreed session is to come".into(),
            0 => "Every agreed session is answered as it was".into(),
            1 => "One agreed session is answered differently now".into(),
            many => format!("{many} agreed sessions are answered differently now"),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let table = self.sessions.iter().fold(
            Table::new("Sessions to come, the soonest first")
                .column("Patient")
                .column("Session")
                .column("When agreed")
                .column("Now")
                .column("Why"),
            |table, one| {
                table.row(vec![
                    html! { a."tall-link" href=(one.href) { (one.name) } },
                    html! { (one.title) ", " (day(one.on)) },
                    ui::badge(one.was, ""),
                    ui::badge(one.now, ""),
                    html! { (one.because) },
                ])
            },
        );
        let counted = |count: usize, one: &str, many: &str| if count == 1 { format!("One {one}") } else { format!("{count} {many}") };
        let lead = if self.coming == 0 {
            "Sessions of agreed plans are put to the safety check anew here, with the knowledge and the charts of the day.".to_owned()
        } else {
            format!(
                "Put to the safety check anew, with the knowledge and the charts of today. {}, {} to come.",
                counted(self.plans, "agreed plan", "agreed plans"),
                counted(self.coming, "session", "sessions").to_lowercase()
            )
        };
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients")], "What changed"))
            (Heading::new(&self.title()).lead(&lead).actions(ui::print_button("Print")))
            @if self.sessions.is_empty() { (ui::empty("Nothing to look at", "After a change of the knowledge or of a clinic's own rules this page says whom it touches.", &html! {})) }
            @else { (table) }
        }
    }
}
