//! The year of one guest from the first plan to what keeps it: a plan that was agreed, its peels as signed sessions with lots,
//! scores beside what was expected of them, a second plan, and a visit to come with everything ready. All of it is computed by
//! the same planner and the same gate as for a real one.
use super::Scene;
use super::bookings::Desk;
use super::lives::Life;
use super::treated::{Deed, Treating};
use chart::ChartError;
use chart::entry::{Assessment, Body, Fact};
use planner::plan::Plan;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vocab::goals::{Concern, Scale};
use vocab::{Role, Zone};

/// Whose year it is.
pub(super) const WHO: &str = "Amara Okafor";
/// What she wants her plan to be made with.
const INSIST: &[&str] = &["peel_glycolic"];
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
    (
        30,
        -0.2,
        3.0,
        "The last peel of the course is weeks behind her. It holds; what keeps it is planned this week.",
    ),
];
/// The same under the second plan, yesterday.
const SINCE: (i32, f64, f64, &str) =
    (1, 0.1, 3.0, "It holds. Sunscreen every morning, and she no longer hides her forehead.");
/// The day of the first plan and of the second, days ago.
const AGREED: [i32; 2] = [150, 29];

/// Tells it.
pub(super) async fn fill(scene: &Scene<'_>, treating: &Treating<'_>) -> Result<(), ChartError> {
    let found = scene.record.patients().find(WHO).await?;
    let Some(patient) = found.first().map(|one| one.patient.clone()) else { return Ok(()) };
    let life = Life { scene, patient };
    let year = Year { life, treating };
    let first = year.life.agree(AGREED[0], &goals(scene, 8), INSIST).await?;
    year.life.signs("peel_glycolic", AGREED[0]).await?;
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
    let second = year.life.agree(AGREED[1], &goals(scene, 6), INSIST).await?;
    for session in &second.sessions {
        if session.on < scene.today {
            year.peel(session).await?;
        }
    }
    year.measure(&second, &SINCE).await?;
    year.gets_ready(&second).await
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

struct Year<'a> {
    life: Life<'a>,
    treating: &'a Treating<'a>,
}

impl Year<'_> {
    /// A score beside what the plan expected for that day.
    async fn measure(&self, plan: &Plan, told: &(i32, f64, f64, &str)) -> Result<(), ChartError> {
        let (ago, beside, bother, words) = *told;
        let on = self.life.day(ago);
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
        self.life.write(bodies, &self.life.scene.by(Role::Nurse, ago)).await
    }

    /// A planned peel on its day: the door, the session, the lot, the signature. It is the aesthetician's own work: nobody has
    /// to read it as well.
    async fn peel(&self, planned: &planner::plan::Session) -> Result<(), ChartError> {
        let scene = self.life.scene;
        let at = scene.at(scene.today.since(planned.on), 10, 10);
        let percent = planned.params.percent.map_or_else(|| "20".to_owned(), |percent| percent.to_string());
        let note = "Two thin layers. No frosting. Left calm.";
        let usual = Deed::usual(&planned.treatment, Role::Aesthetician, at, note);
        let set = [("percent", percent.as_str()), ("layers", "2")];
        self.treating.treat(&self.life.patient, &Deed { zones: &ZONES, set: &set, ..usual }).await.map(|_| ())
    }

    /// The next peel of the second plan is booked, its consent is signed, and today's questions were asked: nothing is open.
    async fn gets_ready(&self, plan: &Plan) -> Result<(), ChartError> {
        let Some(next) = plan.sessions.iter().find(|one| one.on > self.life.scene.today) else {
            return Ok(());
        };
        self.life.signs(&next.treatment, AGREED[1]).await?;
        let home = Fact {
            product: Some("sunscreen".to_owned()),
            status: Some(vocab::case::Status::Present),
            since: Some(self.life.scene.today.plus(-350)),
            ..Fact::default()
        };
        self.life.write(vec![Body::Fact(home)], &self.life.scene.by(Role::Nurse, 1)).await?;
        Desk::open(self.life.scene).await?.book(&self.life.patient, WHO, "glycolic", next.on).await
    }
}
