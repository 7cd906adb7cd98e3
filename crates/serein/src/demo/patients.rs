//! The guests of the invented clinic: the people of the ten examples, two more so that every skin type is there, and a year
//! of one of them. Nobody of these names is meant.
use super::Scene;
use crate::keys;
use casefile::CaseFile;
use chart::ChartError;
use chart::book::new_id;
use chart::consult::{Event, Wanted};
use chart::entry::{Amending, Amendment, Assessment, Body, Fact, Goals, Identity, Skin};
use chart::patient::NewEntry;
use knowledge::Knowledge;
use std::collections::BTreeMap;
use vocab::case::{self, Sex, Status, Subject, Unstated};
use vocab::goals::{Concern, Scale};
use vocab::scale::gags::Grades;
use vocab::{Day, Phototype, Role, Zone};

/// Name, telephone number, days since the first visit, and the case that the person came with.
const GUESTS: [(&str, &str, i32, &str); 10] = [
    ("Clara Hoffmann", "+1 202 555 0101", 12, include_str!("../../../../examples/wedding-in-16-weeks.json")),
    ("Amara Okafor", "+1 202 555 0102", 365, include_str!("../../../../examples/melasma-dark-skin.json")),
    ("Noor Haddad", "+1 202 555 0103", 33, include_str!("../../../../examples/pregnancy.json")),
    (MAN, "+1 202 555 0104", 48, include_str!("../../../../examples/acne-on-isotretinoin.json")),
    ("Maeve Brennan", "+1 202 555 0105", 74, include_str!("../../../../examples/rosacea.json")),
    ("Mateo Ruiz", "+1 202 555 0106", 19, include_str!("../../../../examples/atrophic-scars.json")),
    (
        "Ingrid Halvorsen",
        "+1 202 555 0107",
        210,
        include_str!("../../../../examples/photodamage-on-blood-thinner.json"),
    ),
    ("Leo Marchetti", "+1 202 555 0108", 3, include_str!("../../../../examples/teenager.json")),
    ("Tom Whitaker", "+1 202 555 0109", 1, include_str!("../../../../examples/only-rest.json")),
    ("Helen Park", "+1 202 555 0110", 135, include_str!("../../../../examples/maintenance.json")),
];
/// The example tells of a woman; here a man came with the same skin and the same medicine.
const MAN: &str = "Luca Ferrante";

/// Registers everybody.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let k = scene.k;
    for (name, phone, ago, text) in GUESTS {
        let mut file = casefile::read(k, text.as_bytes()).map_err(|e| form(&e.in_file(name)))?;
        if name == MAN {
            file.case.patient.sex = Some(Sex::Male);
            file.case.facts.retain(|fact| fact.subject != Subject::Condition("pregnancy".to_owned()));
        }
        let patient = example(scene, k, name, phone, ago, &file).await?;
        if name == "Amara Okafor" {
            a_year(scene, &patient).await?;
        }
    }
    let new = |name: &str, born: &str, sex, phone: &str| Identity {
        name: name.to_owned(),
        born: born.parse().ok(),
        sex: Some(sex),
        phone: Some(phone.to_owned()),
        email: None,
    };
    let guest = new("Siobhan Kelly", "1990-06-11", Sex::Female, "+1 202 555 0111");
    let first = vec![skin(Phototype::I), Body::note("Burns in twenty minutes; asks what protects best.")];
    first_visit(scene, &guest, 41, first).await?;
    let guest = new("Kwame Mensah", "1986-02-27", Sex::Male, "+1 202 555 0112");
    let keloid = Fact { zone: Some(Zone::Chest), ..Fact::condition("keloid_history", Status::Present) };
    let first = vec![
        skin(Phototype::VI),
        Body::Fact(keloid),
        Body::note("Razor bumps on the neck. Shaves every day."),
    ];
    first_visit(scene, &guest, 9, first).await?;
    Ok(())
}

fn form(why: &str) -> ChartError {
    ChartError::Form { what: "an example".to_owned(), why: why.to_owned() }
}

fn skin(phototype: Phototype) -> Body {
    Body::Skin(Skin { phototype: Some(phototype), ..Skin::default() })
}

/// Registers a guest and records the first visit.
async fn first_visit(
    scene: &Scene<'_>,
    identity: &Identity,
    ago: i32,
    bodies: Vec<Body>,
) -> Result<String, ChartError> {
    let patients = scene.record.patients();
    let patient = patients.register(identity, &scene.by(Role::Desk, ago), &mut keys::System).await?;
    let mut bodies = bodies;
    bodies.insert(0, super::lives::consulted(&scene.by(Role::Prescriber, ago)));
    record(scene, &patient, Role::Prescriber, ago, bodies).await?;
    Ok(patient)
}

/// Records what one person wrote on one day; gives the ids.
async fn record(
    scene: &Scene<'_>,
    patient: &str,
    role: Role,
    ago: i32,
    bodies: Vec<Body>,
) -> Result<Vec<String>, ChartError> {
    let by = scene.by(role, ago);
    let new =
        |body| NewEntry { id: new_id(by.at, &mut keys::System), happened_at: by.at, body, amends: None };
    let entries: Vec<NewEntry> = bodies.into_iter().map(new).collect();
    scene.record.patients().record(patient, None, &entries, &by, &mut keys::System).await?;
    Ok(entries.into_iter().map(|entry| entry.id).collect())
}

/// The person of an example, as if the day of the example were the day of the first visit.
async fn example(
    scene: &Scene<'_>,
    k: &Knowledge,
    name: &str,
    phone: &str,
    ago: i32,
    file: &CaseFile,
) -> Result<String, ChartError> {
    let moved = scene.today.plus(-ago).since(file.case.today);
    let person = &file.case.patient;
    let identity = Identity {
        name: name.to_owned(),
        born: person.born.map(|day| day.plus(moved)),
        sex: person.sex,
        phone: Some(phone.to_owned()),
        email: None,
    };
    let mut bodies: Vec<Body> = person.phototype.map(skin).into_iter().collect();
    bodies.extend(file.case.facts.iter().map(|fact| Body::Fact(stored(fact, moved))));
    if file.case.unstated == Unstated::Absent {
        let said: Vec<Fact> = file.case.facts.iter().map(|fact| stored(fact, 0)).collect();
        bodies.push(super::lives::denied(k, &said));
    }
    bodies.extend(person.gags.map(graded));
    if let Some(goals) = &file.goals {
        let scored = goals.concerns.iter().filter_map(|goal| {
            let scale = goal.scale.filter(|scale| *scale != Scale::Gags)?;
            Some(score(goal.concern, scale, goal.score?, goal.zone))
        });
        bodies.extend(scored);
        bodies.push(Body::Goals(wishes(goals, moved)));
    }
    first_visit(scene, &identity, ago, bodies).await
}

fn stored(fact: &case::Fact, moved: i32) -> Fact {
    let mut stored = Fact {
        status: fact.status,
        since: fact.since.map(|day| day.plus(moved)),
        until: fact.until.map(|day| day.plus(moved)),
        on: fact.on.map(|day| day.plus(moved)),
        zone: fact.zone,
        detail: fact.detail.clone(),
        value: fact.value,
        unit: fact.unit.clone(),
        ..Fact::default()
    };
    match &fact.subject {
        Subject::Condition(code) => stored.condition = Some(code.clone()),
        Subject::Drug(name) => stored.drug = Some(name.clone()),
        Subject::Procedure(code) => stored.procedure = Some(code.clone()),
        Subject::Product(code) => stored.product = Some(code.clone()),
    }
    stored
}

fn graded(grades: Grades) -> Body {
    let total = f64::from(grades.total());
    Body::Assessment(Assessment {
        parts: Grades::AREAS
            .iter()
            .zip(grades.grades())
            .map(|((area, _), grade)| ((*area).to_owned(), f64::from(grade)))
            .collect(),
        ..measured(Concern::Acne, Scale::Gags, total, None)
    })
}

fn measured(concern: Concern, scale: Scale, score: f64, zone: Option<Zone>) -> Assessment {
    Assessment { concern: Some(concern), scale, score, raters: 1, zone, parts: BTreeMap::new() }
}

fn score(concern: Concern, scale: Scale, score: f64, zone: Option<Zone>) -> Body {
    Body::Assessment(measured(concern, scale, score, zone))
}

fn wishes(goals: &vocab::goals::Goals, moved: i32) -> Goals {
    let shift = |day: Day| day.plus(moved);
    Goals {
        words: String::new(),
        wanted: goals
            .concerns
            .iter()
            .map(|goal| Wanted { concern: goal.concern, weight: goal.weight, zone: goal.zone })
            .collect(),
        until: goals.until.map(shift),
        event: goals.event.as_ref().map(|event| Event {
            on: shift(event.on),
            clear_days: event.clear_days,
            name: event.name.clone().unwrap_or_default(),
        }),
        away: goals.away.iter().map(|(from, until)| (shift(*from), shift(*until))).collect(),
        budget_minor_units: goals.budget.as_ref().map(|budget| budget.minor_units),
        currency: goals.budget.as_ref().map(|budget| budget.currency.clone()).unwrap_or_default(),
        max_visits: goals.max_visits,
        max_quiet_days: goals.max_quiet_days,
        avoid: goals.avoid.clone(),
        prefer: goals.prefer.clone(),
    }
}

/// Days ago, mMASI, bother, what was written: the months before the first plan.
const YEAR: [(i32, f64, f64, &str); 4] = [
    (321, 8.2, 8.0, "Azelaic acid every evening, sunscreen every morning. Dry at the nose, no redness."),
    (279, 7.9, 7.0, "Slow, she says. Keeps at it; no new products."),
    (
        195,
        8.1,
        8.0,
        "Back from the sea: a light tan. Peels were talked about and put off until it has faded.",
    ),
    (153, 7.8, 7.0, "The tan is gone. Peels are talked about again; the plan is made this week."),
];

/// Melasma on dark skin before the first plan: home care, and a holiday. How it went on is told where there is a shelf.
async fn a_year(scene: &Scene<'_>, patient: &str) -> Result<(), ChartError> {
    let day = |ago: i32| scene.today.plus(-ago);
    let home = Fact {
        product: Some("azelaic".to_owned()),
        status: Some(Status::Present),
        since: Some(day(350)),
        ..Fact::default()
    };
    record(scene, patient, Role::Nurse, 350, vec![Body::Fact(home)]).await?;
    for (ago, mmasi, bother, words) in YEAR {
        let bodies = vec![
            score(Concern::Melasma, Scale::Mmasi, mmasi, None),
            score(Concern::Melasma, Scale::Bother, bother, None),
            Body::note(words),
        ];
        let ids = record(scene, patient, Role::Nurse, ago, bodies).await?;
        if ago == 195 {
            let tan =
                Fact { condition: Some("sun_tan_recent".to_owned()), on: Some(day(200)), ..Fact::default() };
            record(scene, patient, Role::Nurse, ago, vec![Body::Fact(tan)]).await?;
        }
        if ago == 279
            && let Some(note) = ids.last()
        {
            corrected(scene, patient, note).await?;
        }
    }
    Ok(())
}

/// One correction, so that it can be seen how one looks.
async fn corrected(scene: &Scene<'_>, patient: &str, note: &str) -> Result<(), ChartError> {
    let by = scene.by(Role::Nurse, 278);
    let words = "Slow, she says. Keeps at it; one new product, a serum with vitamin C.";
    let new = NewEntry {
        id: new_id(by.at, &mut keys::System),
        happened_at: by.at,
        body: Body::Amendment(Amendment {
            how: Amending::Correction,
            reason: "she named a serum on the way out".to_owned(),
            to: Some(Box::new(Body::note(words))),
        }),
        amends: Some(note.to_owned()),
    };
    scene.record.patients().record(patient, None, &[new], &by, &mut keys::System).await?;
    Ok(())
}
