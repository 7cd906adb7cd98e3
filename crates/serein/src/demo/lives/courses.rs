//! Courses that are under way: scars with needles, toning after a test spot, toxin and filler that are kept.
use super::waits::scored;
use super::{Told, Who};
use crate::demo::treated::{Deed, Ends};
use chart::ChartError;
use chart::after::{CheckIn, Feels};
use chart::entry::{Body, Fact};
use knowledge::red_flag::Level;
use serde_json::json;
use vocab::case::Status;
use vocab::goals::{Concern, Scale};
use vocab::{Phototype, Role, Zone};

/// Tells them.
pub(super) async fn fill(told: &Told<'_>) -> Result<(), ChartError> {
    scars(told).await?;
    toning(told).await?;
    kept(told).await?;
    for (name, born, phone) in [
        ("Beatrix Lund", "1981-09-14", "+1 202 555 0131"),
        ("Ottilie Brandt", "1979-02-03", "+1 202 555 0138"),
    ] {
        due_again(told, &Who { name, born, phone, phototype: Phototype::II }).await?;
    }
    Ok(())
}

/// Scars of acne: the first needling of the plan is done, and the director has not read it yet.
async fn scars(told: &Told<'_>) -> Result<(), ChartError> {
    let life = told.known("Mateo Ruiz").await?;
    let scene = told.scene;
    let goals = json!({
        "concerns": [ { "concern": "atrophic_scars", "scale": "goodman_baron", "weight": 10 } ],
        "until": scene.today.plus(240),
        "away": [[scene.today.plus(84), scene.today.plus(101)]],
        "max_visits": 6,
        "prefer": ["microneedling"],
        // What the house does not offer is not planned.
        "avoid": ["lasers"],
        "lifestyle": { "smokes": false, "sun_hours_per_day": 2, "sleep_hours": 7 },
    });
    life.write(vec![told.examined(&["microneedling"], 16)], &scene.by(Role::Prescriber, 16)).await?;
    life.signs("microneedling", 9).await?;
    let grade = scored(Concern::AtrophicScars, Scale::GoodmanBaron, 3.0);
    life.write(vec![grade], &scene.by(Role::Prescriber, 3)).await?;
    let plan = life.agree(2, &goals, &["microneedling"]).await?;
    let note = "First of the course, cheeks only. Pinpoint bleeding, even. Cooled for ten minutes.";
    let first = Deed::usual("microneedling", Role::Nurse, scene.at(2, 10, 20), note);
    told.treating.treat(&life.patient, &Deed { ends: Ends::Signed, ..first }).await?;
    let fine = CheckIn {
        text: "Red like after a day outside. It does not hurt.".to_owned(),
        feels: Some(Feels::Tender),
        level: Some(Level::E4),
        by_guest: true,
        ..CheckIn::default()
    };
    let mut by = scene.by(Role::Nurse, 1);
    by.at = scene.at(1, 18, 40);
    life.write(vec![Body::CheckIn(fine)], &by).await?;
    let next = plan.sessions.iter().map(|one| one.on).find(|on| *on > scene.today);
    let next = next.unwrap_or_else(|| scene.today.plus(28));
    told.desk.book(&life.patient, "Mateo Ruiz", "microneedling", next).await
}

/// Brown marks on type IV: a test spot, read twice, before the first of three.
async fn toning(told: &Told<'_>) -> Result<(), ChartError> {
    let scene = told.scene;
    let who = Who {
        name: "Lin Castellano",
        born: "1992-05-21",
        phone: "+1 202 555 0119",
        phototype: Phototype::IV,
    };
    let marks = Fact::condition("acne_active", Status::Absent);
    let life = told.guest(&who, 34, vec![marks]).await?;
    life.signs("laser_qs_pico", 24).await?;
    life.write(
        vec![scored(Concern::Pih, Scale::Bother, 7.0), told.examined(&["laser_qs_pico"], 34)],
        &scene.by(Role::Prescriber, 34),
    )
    .await?;
    let spot = Deed::usual(
        "laser_qs_pico",
        Role::Prescriber,
        scene.at(21, 16, 0),
        "Test spot at the jaw, one pass.",
    );
    told.treating
        .treat(&life.patient, &Deed { zones: &[Zone::JawL], set: &[("passes", "1")], ..spot })
        .await?;
    for (ago, words) in [
        (19, "Test spot read after 48 hours: pale pink, no grey, no blister."),
        (6, "Test spot read again after a fortnight: nothing to see. The course can begin."),
    ] {
        life.write(vec![Body::note(words)], &scene.by(Role::Nurse, ago)).await?;
    }
    told.desk.series(&life.patient, "Lin Castellano", "toning", &[0, 28, 56]).await
}

/// Toxin in the forehead and filler in the lips, kept up for years: the toxin is due again, and an invitation says so.
async fn kept(told: &Told<'_>) -> Result<(), ChartError> {
    let life = told.known("Helen Park").await?;
    let scene = told.scene;
    life.write(vec![told.examined(&["botulinum", "filler_ha"], 134)], &scene.by(Role::Prescriber, 134))
        .await?;
    for code in ["botulinum", "filler_ha"] {
        life.signs(code, 133).await?;
    }
    let toxin =
        Deed::usual("botulinum", Role::Nurse, scene.at(121, 10, 0), "As last time; brow stays level.");
    told.treating.treat(&life.patient, &Deed { lot: "LT-4102", ..toxin }).await?;
    let filler = "One ml in all. Colour returned at once everywhere.";
    told.treating
        .treat(&life.patient, &Deed::usual("filler_ha", Role::Prescriber, scene.at(95, 11, 30), filler))
        .await?;
    let said = CheckIn {
        text: "All settled. Very happy.".to_owned(),
        feels: Some(Feels::Fine),
        level: Some(Level::E4),
        by_guest: true,
        ..CheckIn::default()
    };
    let mut by = scene.by(Role::Nurse, 81);
    by.at = scene.at(81, 19, 5);
    life.write(vec![Body::CheckIn(said)], &by).await
}

/// A forehead that was treated 112 days ago, and whom the door let in today: what a routine repeat looks like.
async fn due_again(told: &Told<'_>, who: &Who<'_>) -> Result<(), ChartError> {
    let scene = told.scene;
    let life = told.guest(who, 120, Vec::new()).await?;
    life.write(vec![told.examined(&["botulinum"], 120)], &scene.by(Role::Prescriber, 120)).await?;
    life.signs("botulinum", 113).await?;
    let then = Deed::usual("botulinum", Role::Nurse, scene.at(112, 9, 0), "");
    told.treating.treat(&life.patient, &Deed { lot: "LT-4102", ..then }).await?;
    let by = scene.by(Role::Nurse, 0);
    let wanted = crate::demo::treated::wanted("botulinum", &by.author, scene.today);
    let door = crate::demo::treated::at_the_door(scene, &life.patient, &wanted, by.at).await?;
    life.write(vec![Body::Door(door)], &by).await?;
    told.desk.book_at(&life.patient, who.name, "toxin", told.desk.soon(144)).await
}
