//! Guests whose lives differ, each told through the same doors as a real one: what waits and until when, a course that is
//! under way, what happened afterwards, and charts that need a second look. Nobody of these names is meant.
mod charts;
mod courses;
mod since;
mod waits;

use super::Scene;
use super::bookings::Desk;
use super::treated::Treating;
use crate::keys;
use chart::ChartError;
use chart::book::new_id;
use chart::consult::{Closed, Saved, Section};
use chart::entry::{Body, Denied, Fact, Identity, PlanAgreed, Skin};
use chart::fold::Chart;
use chart::patient::{NewEntry, Why};
use chart::people::{EXAMINATION_DAYS, Examination, Mode, Services};
use chart::register::By;
use knowledge::Knowledge;
use knowledge::condition::Holds;
use planner::plan::Plan;
use planner::request::Request;
use serde_json::{Value, json};
use vocab::{Day, Phototype, Role};

/// Tells them all.
pub(super) async fn fill(scene: &Scene<'_>, treating: &Treating<'_>) -> Result<(), ChartError> {
    let desk = Desk::open(scene).await?;
    let told = Told { scene, treating, desk: &desk };
    waits::fill(&told).await?;
    courses::fill(&told).await?;
    since::fill(&told).await?;
    charts::fill(&told).await
}

/// What a life is told with.
struct Told<'a> {
    scene: &'a Scene<'a>,
    treating: &'a Treating<'a>,
    desk: &'a Desk<'a>,
}

/// Who somebody is, as a story begins.
struct Who<'w> {
    name: &'w str,
    born: &'w str,
    phone: &'w str,
    phototype: Phototype,
}

/// A chart that is being written.
pub(super) struct Life<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) patient: String,
}

fn form(why: &str) -> ChartError {
    ChartError::Form { what: "a life of the demonstration".to_owned(), why: why.to_owned() }
}

impl<'a> Told<'a> {
    /// Somebody who is here since the first visit: registered, consulted, everything denied that was not said.
    async fn guest(&self, who: &Who<'_>, ago: i32, said: Vec<Fact>) -> Result<Life<'a>, ChartError> {
        let scene = self.scene;
        let identity = Identity {
            name: who.name.to_owned(),
            born: who.born.parse().ok(),
            phone: Some(who.phone.to_owned()),
            ..Identity::default()
        };
        let patients = scene.record.patients();
        let patient = patients.register(&identity, &scene.by(Role::Desk, ago), &mut keys::System).await?;
        let life = Life { scene, patient };
        let by = scene.by(Role::Prescriber, ago);
        let skin = Skin { phototype: Some(who.phototype), ..Skin::default() };
        let mut bodies = vec![consulted(&by), denied(scene.k, &said), Body::Skin(skin)];
        bodies.extend(said.into_iter().map(Body::Fact));
        life.write(bodies, &by).await?;
        Ok(life)
    }

    /// An examination in the room that clears for these treatments.
    fn examined(&self, codes: &[&str], ago: i32) -> Body {
        let on = self.scene.today.plus(-ago);
        Body::Examination(Examination {
            services: Services(codes.iter().map(|code| (*code).to_owned()).collect()),
            cleared: true,
            mode: Mode::InPerson,
            on,
            until: on.plus(EXAMINATION_DAYS),
            remark: String::new(),
        })
    }

    /// A guest who came with one of the examples.
    async fn known(&self, name: &str) -> Result<Life<'a>, ChartError> {
        let found = self.scene.record.patients().find(name).await?;
        let one = found.into_iter().next().ok_or_else(|| form(&format!("no {name}")))?;
        Ok(Life { scene: self.scene, patient: one.patient })
    }
}

impl Life<'_> {
    /// A day so many days ago.
    pub(super) fn day(&self, ago: i32) -> Day {
        self.scene.today.plus(-ago)
    }

    /// Writes what somebody wrote at one instant.
    pub(super) async fn write(&self, bodies: Vec<Body>, by: &By) -> Result<(), ChartError> {
        let new =
            |body| NewEntry { id: new_id(by.at, &mut keys::System), happened_at: by.at, body, amends: None };
        let entries: Vec<NewEntry> = bodies.into_iter().map(new).collect();
        let patients = self.scene.record.patients();
        patients.record(&self.patient, None, &entries, by, &mut keys::System).await.map(|_| ())
    }

    /// The chart as it stands.
    pub(super) async fn chart(&self, by: &By) -> Result<Chart, ChartError> {
        let patients = self.scene.record.patients();
        Ok(Chart::of(&patients.glance(&self.patient, Why::Care, by, &mut keys::System).await?))
    }

    /// Signs the consent to a service.
    pub(super) async fn signs(&self, service: &str, ago: i32) -> Result<(), ChartError> {
        super::consents::signed(self.scene, &self.patient, service, ago).await
    }

    /// Plans from the chart as it was on that day, and agrees the balanced plan.
    pub(super) async fn agree(&self, ago: i32, goals: &Value, insist: &[&str]) -> Result<Plan, ChartError> {
        let (scene, by) = (self.scene, self.scene.by(Role::Prescriber, ago));
        let (chart, today) = (self.chart(&by).await?, self.day(ago));
        let text = json!({ "today": today, "patient": {}, "facts": [], "goals": goals }).to_string();
        let file = casefile::read(scene.k, text.as_bytes()).map_err(|e| form(&e.in_file("goals")))?;
        let request = Request {
            case: chart.case(today, &scene.k.policy(), &scene.zone),
            goals: file.goals.ok_or_else(|| form("no goals"))?,
            measured: chart.measured(&scene.zone),
            existing: None,
            prices: planner::house::prices(scene.k).map_err(|e| form(&e.to_string()))?,
            insist: insist.iter().map(|code| (*code).to_owned()).collect(),
        };
        let report = planner::compose::plan(&scene.gate, &request).map_err(|e| form(&e.to_string()))?;
        let plan = report.plans.into_iter().next().ok_or_else(|| form("no plan"))?;
        let mut kept = serde_json::to_value(&plan).map_err(|e| form(&e.to_string()))?;
        if let Some(fields) = kept.as_object_mut() {
            fields.insert("goals".to_owned(), goals.clone());
        }
        self.write(vec![Body::PlanAgreed(PlanAgreed { plan: kept })], &by).await?;
        Ok(plan)
    }
}

/// That a consultation took place, every section answered by whoever consulted.
pub(super) fn consulted(by: &By) -> Body {
    const LASTED_MS: i64 = 35 * 60_000;
    let saved = Saved { revision: 1, at: by.at, by: by.author.clone(), done: true };
    Body::Consultation(Closed {
        begun_at: by.at - LASTED_MS,
        begun_by: by.author.clone(),
        sections: Section::ALL.iter().map(|section| (*section, saved.clone())).collect(),
        ..Closed::default()
    })
}

/// Everything that can be asked and was not said, as asked and denied. A medicine or a product that was named speaks of the
/// conditions that it sets.
pub(super) fn denied(k: &Knowledge, said: &[Fact]) -> Body {
    let spoken = |code: &str| {
        said.iter().any(|fact| {
            let by_drug = fact.drug.as_deref().and_then(|name| k.drug(name));
            let of_drug = by_drug.is_some_and(|(class, drug)| {
                class.sets.iter().chain(&drug.sets).any(|set| set.condition == code)
            });
            let by_product = fact.product.as_deref().and_then(|name| k.ingredient(name));
            let of_product = by_product.is_some_and(|one| one.sets.iter().any(|set| set == code));
            fact.condition.as_deref() == Some(code) || of_drug || of_product
        })
    };
    let open = k.conditions.iter().filter(|c| c.holds != Holds::Derived && !spoken(&c.code));
    Body::Denied(Denied { conditions: open.map(|c| c.code.clone()).collect() })
}
