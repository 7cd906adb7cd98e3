//! What waits, and until when: after isotretinoin, in pregnancy, with a tan.
use super::{Life, Told};
use crate::demo::treated::Deed;
use chart::ChartError;
use chart::entry::{Assessment, Body, Fact};
use std::collections::BTreeMap;
use vocab::Role;
use vocab::case::{Ask, Status};
use vocab::goals::{Concern, Scale};

/// Tells them.
pub(super) async fn fill(told: &Told<'_>) -> Result<(), ChartError> {
    isotretinoin(told).await?;
    pregnant(told).await?;
    tanned(told).await
}

/// A score of one concern, given by one person.
pub(super) fn scored(concern: Concern, scale: Scale, score: f64) -> Body {
    let concern = Some(concern);
    Body::Assessment(Assessment { concern, scale, score, raters: 1, zone: None, parts: BTreeMap::new() })
}

/// The worst lesion of each of the six areas of GAGS, with the score that follows from them.
fn graded(grades: [u8; 6]) -> Body {
    const AREAS: [(&str, u8); 6] =
        [("forehead", 2), ("cheek_r", 2), ("cheek_l", 2), ("nose", 1), ("chin", 1), ("chest_back", 3)];
    let parts = AREAS.iter().zip(grades).map(|((area, _), grade)| ((*area).to_owned(), f64::from(grade)));
    let total = AREAS.iter().zip(grades).map(|((_, factor), grade)| f64::from(factor * grade)).sum();
    Body::Assessment(Assessment {
        concern: Some(Concern::Acne),
        scale: Scale::Gags,
        score: total,
        raters: 1,
        zone: None,
        parts: parts.collect(),
    })
}

/// Acne: the course of isotretinoin ended a month ago; blades wait half a year from its last day, calm care does not.
async fn isotretinoin(told: &Told<'_>) -> Result<(), ChartError> {
    let life = told.known("Luca Ferrante").await?;
    let scene = told.scene;
    life.signs("facial_hydrating", 34).await?;
    let note = "Lips and cheeks very dry. No acid, no blade, no heat.";
    told.treating
        .treat(&life.patient, &Deed::usual("facial_hydrating", Role::Aesthetician, scene.at(33, 11, 0), note))
        .await?;
    let ended = Fact {
        drug: Some("Roaccutane".to_owned()),
        status: Some(Status::Past),
        since: Some(life.day(160)),
        until: Some(life.day(30)),
        ..Fact::default()
    };
    let by = scene.by(Role::Prescriber, 6);
    life.write(vec![Body::Fact(ended), graded([1, 1, 1, 0, 1, 0])], &by).await?;
    let until = first_free(&life, "dermaplaning", &by).await?;
    let words = format!(
        "Last capsule a month ago. He would like dermaplaning for his photographs: it waits{until}, and he was told why. Red \
         light and calm facials go on."
    );
    life.write(vec![Body::note(&words)], &by).await?;
    life.signs("led_red", 6).await?;
    told.desk.book(&life.patient, "Luca Ferrante", "led", scene.today.plus(2)).await
}

/// The first day that the gate leaves free, as the end of a sentence; nothing where it tells none.
async fn first_free(
    life: &Life<'_>,
    treatment: &str,
    by: &chart::register::By,
) -> Result<String, ChartError> {
    let scene = life.scene;
    let case = life.chart(by).await?.case(scene.today, &scene.k.policy(), &scene.zone);
    let answer = scene.gate.answer(&case, &Ask::treatment(treatment));
    let day = answer.ok().and_then(|answer| answer.earliest);
    Ok(day.map_or_else(String::new, |day| format!(" until {}", day.in_words())))
}

/// Second trimester: most things stop, a mild fruit acid may be, and a quiet hour.
async fn pregnant(told: &Told<'_>) -> Result<(), ChartError> {
    let life = told.known("Noor Haddad").await?;
    let scene = told.scene;
    for code in ["facial_hydrating", "peel_glycolic"] {
        life.signs(code, 27).await?;
    }
    let note = "Lay on her left side. Without scent; no heat.";
    told.treating
        .treat(&life.patient, &Deed::usual("facial_hydrating", Role::Therapist, scene.at(26, 14, 0), note))
        .await?;
    let words = "Asked for something against the brown patches before the birth. Light, needles and salicylic acid wait; a \
                 glycolic peel of 20 % is possible and was explained. Sunscreen and a hat first.";
    life.write(vec![Body::note(words)], &scene.by(Role::Nurse, 26)).await?;
    told.desk.book(&life.patient, "Noor Haddad", "glycolic", scene.today.plus(3)).await
}

/// Rosacea in a course of pulsed light: the first went well, and today she comes back from the sea.
async fn tanned(told: &Told<'_>) -> Result<(), ChartError> {
    let life = told.known("Maeve Brennan").await?;
    let scene = told.scene;
    life.signs("ipl", 36).await?;
    life.write(vec![told.examined(&["ipl"], 40)], &scene.by(Role::Prescriber, 40)).await?;
    let note = "First of three. Even redness, gone by the evening.";
    told.treating.treat(&life.patient, &Deed::usual("ipl", Role::Nurse, scene.at(33, 15, 0), note)).await?;
    life.write(vec![scored(Concern::Redness, Scale::Cea, 2.0)], &scene.by(Role::Nurse, 19)).await?;
    told.desk.book_at(&life.patient, "Maeve Brennan", "ipl", told.desk.soon(168)).await?;
    let sun = Fact {
        condition: Some("sun_tan_recent".to_owned()),
        on: Some(life.day(3)),
        note: Some("A weekend at the sea; she told the desk this morning.".to_owned()),
        ..Fact::default()
    };
    life.write(vec![Body::Fact(sun)], &scene.by(Role::Nurse, 0)).await
}
