//! The year of one guest from the first plan to what keeps it: a plan that was agreed, its peels as signed sessions with lots,
//! scores beside what was expected of them, a second plan, and a visit to come with everything ready. All of it is computed by
//! the same planner and the same gate as for a real one.
use super::Scene;
use super::bookings::Desk;
use super::stock::door;
use crate::keys;
use chart::ChartError;
use chart::book::new_id;
use chart::entry::{Assessment, Body, Fact, PlanAgreed};
use chart::fold::Chart;
use chart::patient::{NewEntry, Why};
use chart::register::By;
use chart::session::{DoorPass, Second, Session, Used};
use chart::stock::{Delivery, Stock};
use knowledge::Knowledge;
use planner::plan::Plan;
use planner::request::Request;
use safety::Gate;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vocab::goals::{Concern, Scale};
use vocab::{Role, Zone};

/// Whose year it is.
pub(super) const WHO: &str = "Amara Okafor";
/// The product that her peels are done with.
const PRODUCT: &str = "peel-glycolic-30";
/// Where.
const ZONES: [Zone; 4] = [Zone::CheekMedialL, Zone::CheekMedialR, Zone::Forehead, Zone::LipUpper];

/// Days ago, what was written; the score is what the plan of that time expected, and a little beside it.
const FOLLOWED: [(i32, f64, f64, &str); 4] = [
    (128, 0.4, 6.0, "First peel went calmly; one day of tightness. Wears a hat now."),
    (
        98,
        -0.3,
        5.0,
        "Cheeks lighter at the edges. Asked whether light would be quicker: told why not for this skin.",
    ),
    (70, 0.2, 4.0, "Photographs beside those of the first day: she saw it herself."),
    (30, -0.2, 3.0, "Last peel of the course four weeks ago. It holds; what keeps it is planned today."),
];
/// The day of the first plan and of the second, days ago.
const AGREED: [i32; 2] = [150, 29];

/// Tells it.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let k = Knowledge::shipped().map_err(|e| form(&e.to_string()))?;
    let found = scene.record.patients().find(WHO).await?;
    let Some(patient) = found.first().map(|one| one.patient.clone()) else { return Ok(()) };
    let gate = Gate::new(k);
    let year = Year { scene, k, gate: &gate, patient, lot: delivered(scene).await? };
    let first = year.agree(AGREED[0], &goals(scene, 8)).await?;
    let mut told = FOLLOWED.iter().peekable();
    for session in &first.sessions {
        while let Some(one) = told.next_if(|(ago, ..)| scene.today.plus(-ago) < session.on) {
            year.measure(&first, one).await?;
        }
        year.peel(session).await?;
    }
    for one in told {
        year.measure(&first, one).await?;
    }
    let second = year.agree(AGREED[1], &goals(scene, 6)).await?;
    for session in &second.sessions {
        if session.on < scene.today {
            year.peel(session).await?;
        }
    }
    year.gets_ready(&second).await
}

fn form(why: &str) -> ChartError {
    ChartError::Form { what: "the year of the demonstration".to_owned(), why: why.to_owned() }
}

/// What she wishes, as a case tells it.
fn goals(scene: &Scene<'_>, visits: u16) -> Value {
    json!({
        "concerns": [ { "concern": "melasma", "scale": "mmasi", "weight": 10 } ],
        "until": scene.today.plus(120),
        "max_visits": visits,
        "avoid": ["needles"],
        "prefer": ["peel_glycolic"],
        "lifestyle": { "smokes": false, "sun_hours_per_day": 2, "sleep_hours": 7 },
    })
}

/// A bottle that was there before the first peel.
async fn delivered(scene: &Scene<'_>) -> Result<Option<String>, ChartError> {
    let stock = Stock::new(&scene.record.store, &scene.record.key, &scene.record.site);
    let products = stock.products().await?;
    let Some(product) = products.get(PRODUCT) else { return Ok(None) };
    let amount = "50".parse().map_err(|e: chart::stock::NotAnAmount| form(&e.to_string()))?;
    let delivery = Delivery {
        number: "CG-071".to_owned(),
        expires: scene.today.plus(220),
        amount,
        from: "Northgate medical supply".to_owned(),
    };
    let by = scene.by(Role::Nurse, 160);
    stock.receive(product, &delivery, scene.today.plus(-160), &by, &mut keys::System).await.map(Some)
}

struct Year<'a> {
    scene: &'a Scene<'a>,
    k: &'static Knowledge,
    gate: &'a Gate<'a>,
    patient: String,
    lot: Option<String>,
}

impl Year<'_> {
    async fn record(&self, bodies: Vec<Body>, by: &By) -> Result<(), ChartError> {
        let new =
            |body| NewEntry { id: new_id(by.at, &mut keys::System), happened_at: by.at, body, amends: None };
        let entries: Vec<NewEntry> = bodies.into_iter().map(new).collect();
        self.scene
            .record
            .patients()
            .record(&self.patient, None, &entries, by, &mut keys::System)
            .await
            .map(|_| ())
    }

    async fn chart(&self, by: &By) -> Result<Chart, ChartError> {
        let patients = self.scene.record.patients();
        Ok(Chart::of(&patients.glance(&self.patient, Why::Care, by, &mut keys::System).await?))
    }

    /// Plans from the chart as it was on that day, and agrees the balanced plan.
    async fn agree(&self, ago: i32, goals: &Value) -> Result<Plan, ChartError> {
        let by = self.scene.by(Role::Prescriber, ago);
        let chart = self.chart(&by).await?;
        let today = self.scene.today.plus(-ago);
        let text = json!({ "today": today, "patient": {}, "facts": [], "goals": goals }).to_string();
        let file = casefile::read(self.k, text.as_bytes()).map_err(|e| form(&e.in_file("goals")))?;
        let request = Request {
            case: chart.case(today, &self.k.policy(), &self.scene.zone),
            goals: file.goals.ok_or_else(|| form("no goals"))?,
            measured: chart.measured(&self.scene.zone),
            existing: None,
            prices: planner::house::prices(self.k).map_err(|e| form(&e.to_string()))?,
            insist: vec!["peel_glycolic".to_owned()],
        };
        let report = planner::compose::plan(self.gate, &request).map_err(|e| form(&e.to_string()))?;
        let plan = report.plans.into_iter().next().ok_or_else(|| form("no plan"))?;
        let mut kept = serde_json::to_value(&plan).map_err(|e| form(&e.to_string()))?;
        if let Some(fields) = kept.as_object_mut() {
            fields.insert("goals".to_owned(), goals.clone());
        }
        self.record(vec![Body::PlanAgreed(PlanAgreed { plan: kept })], &by).await?;
        Ok(plan)
    }

    /// A score beside what the plan expected for that day.
    async fn measure(&self, plan: &Plan, told: &(i32, f64, f64, &str)) -> Result<(), ChartError> {
        let (ago, beside, bother, words) = *told;
        let on = self.scene.today.plus(-ago);
        let course = plan.expected.iter().find(|one| one.concern == Concern::Melasma).map(|one| &one.course);
        let near = course.into_iter().flatten().min_by_key(|point| point.on.since(on).abs());
        let expected = near.map_or(6.0, |point| point.median);
        let scored = |scale, score: f64| {
            let score = (score * 10.0).round() / 10.0;
            let concern = Some(Concern::Melasma);
            Body::Assessment(Assessment {
                concern,
                scale,
                score,
                raters: 1,
                zone: None,
                parts: BTreeMap::new(),
            })
        };
        let bodies =
            vec![scored(Scale::Mmasi, expected + beside), scored(Scale::Bother, bother), Body::note(words)];
        self.record(bodies, &self.scene.by(Role::Nurse, ago)).await
    }

    /// A planned peel on its day: the door, the session, the lot, the signature.
    async fn peel(&self, planned: &planner::plan::Session) -> Result<(), ChartError> {
        let (scene, patients) = (self.scene, self.scene.record.patients());
        let ago = scene.today.since(planned.on);
        let mut by = scene.by(Role::Aesthetician, ago);
        by.at = scene.at(ago, 10, 10);
        let code = planned.treatment.as_str();
        let Some(mut session) = Session::new(self.k, code, &by.author, by.at) else { return Ok(()) };
        let asked = door(code, &by.author, planned.on);
        let entry = new_id(by.at, &mut keys::System);
        let body = Body::Door(asked.clone());
        let told = NewEntry { id: entry.clone(), happened_at: by.at, body, amends: None };
        patients.record(&self.patient, None, &[told], &by, &mut keys::System).await?;
        session.zones = ZONES.to_vec();
        let percent = planned.params.percent.map_or_else(|| "20".to_owned(), |percent| percent.to_string());
        for (key, value) in [
            ("percent", percent.as_str()),
            ("ph", "3.5"),
            ("layers", "2"),
            ("minutes_on", "4"),
            ("neutraliser", "bicarbonate"),
            ("endpoint", "erythema"),
        ] {
            session.done.set(key, value).map_err(|why| form(&why))?;
        }
        let amount = "2".parse().map_err(|e: chart::stock::NotAnAmount| form(&e.to_string()))?;
        session.products.extend(self.lot.iter().map(|lot| Used { lot: lot.clone(), amount }));
        "Two thin layers. No frosting. Left calm.".clone_into(&mut session.note);
        session.ended_at = Some(by.at + 25 * 60_000);
        let pass = DoorPass::of(&asked, &entry, &by.author, planned.on).map_err(|e| form(&e.to_string()))?;
        let begun =
            patients.begin_session(self.k, &self.patient, &session, &pass, &by, &mut keys::System).await?;
        // A peel is the aesthetician's own work: nobody has to read it as well.
        let second = Second { needed: false, due: Vec::new() };
        let signer = ("Lucía Ferrer", &second);
        patients
            .sign_session(self.k, &self.patient, &begun.entry, true, signer, &by, &mut keys::System)
            .await
            .map(|_| ())
    }

    /// The next peel of the second plan is booked, its consent is signed, and today's questions were asked: nothing is open.
    async fn gets_ready(&self, plan: &Plan) -> Result<(), ChartError> {
        let Some(next) = plan.sessions.iter().find(|one| one.on > self.scene.today) else { return Ok(()) };
        super::consents::signed(self.scene, self.k, &self.patient, &next.treatment, AGREED[1]).await?;
        let home = Fact {
            product: Some("sunscreen".to_owned()),
            status: Some(vocab::case::Status::Present),
            since: Some(self.scene.today.plus(-350)),
            ..Fact::default()
        };
        self.record(vec![Body::Fact(home)], &self.scene.by(Role::Nurse, 1)).await?;
        Desk::open(self.scene).await?.book(&self.patient, WHO, "glycolic", next.on).await
    }
}
