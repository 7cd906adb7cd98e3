//! One of each message, for the settings page and the tests.
use super::scene::{Told, When};
use super::words::Says;
use vocab::Day;

/// One of each, for the settings page and the tests.
pub(crate) fn examples() -> Vec<Says> {
    let visit = |day: i32, at: &str, title: &str| Told {
        day: Day::from_number(20_790 + day),
        at: at.to_owned(),
        title: title.to_owned(),
        minutes: 45,
        prepare: vec![
            "No retinoid on the three evenings before.".to_owned(),
            "Come without make-up.".to_owned(),
        ],
    };
    let one = visit(0, "14:00", "Microneedling");
    let link = |path: &str| format!("https://house.example{path}");
    vec![
        Says::Visits {
            new: vec![one.clone(), visit(28, "14:00", "Microneedling")],
            moved: vec![],
            gone: vec![],
        },
        Says::Visits {
            new: vec![],
            moved: vec![(When { day: Day::from_number(20_787), at: "10:00".to_owned() }, one.clone())],
            gone: vec![],
        },
        Says::Visits { new: vec![], moved: vec![], gone: vec![one.clone()] },
        Says::Reminder(vec![one.clone()]),
        Says::Soon { visits: vec![one.clone()], tomorrow: false },
        Says::Consent { visit: one.day, title: "Microneedling".to_owned(), link: String::new() },
        Says::Aftercare { link: link("/g/…") },
        Says::Hold {
            visit: one.clone(),
            until: When { day: one.day, at: "10:15".to_owned() },
            link: link("/book/…"),
        },
        Says::Offer {
            visit: one.clone(),
            until: When { day: one.day, at: "10:15".to_owned() },
            link: link("/book/…"),
        },
        Says::Recall { title: "Microneedling".to_owned(), link: link("/book") },
    ]
}

/// What the examples leave out: several at once, tomorrow, and links that are or are not there.
#[cfg(test)]
pub(crate) fn rarities() -> Vec<Says> {
    let mut visits: Vec<Told> = Vec::new();
    for says in examples() {
        if let Says::Visits { new, .. } = says {
            visits.extend(new);
        }
    }
    for one in &mut visits {
        one.prepare.clear();
    }
    let year =
        (0..12).map(|n| Told { day: Day::from_number(20_819 + n * 31), minutes: 0, ..visits[0].clone() });
    let week = (0..7).map(|n| Told { day: Day::from_number(20_790 + n), ..visits[0].clone() });
    let many: Vec<Told> = year.chain(week).collect();
    let moved: Vec<(When, Told)> = many.iter().map(|one| (one.when(), one.clone())).collect();
    let link = "https://house.example/x".to_owned();
    vec![
        Says::Visits { new: many.clone(), moved: vec![], gone: vec![] },
        Says::Visits { new: vec![visits[0].clone()], moved: vec![], gone: vec![] },
        Says::Visits { new: visits.clone(), moved: moved.clone(), gone: many.clone() },
        Says::Visits { new: vec![], moved, gone: vec![] },
        Says::Visits { new: vec![], moved: vec![], gone: many.clone() },
        Says::Reminder(many.clone()),
        Says::Soon { visits: many, tomorrow: true },
        Says::Consent { visit: Day::from_number(20_790), title: "Microneedling".to_owned(), link },
        Says::Recall { title: "Microneedling".to_owned(), link: String::new() },
    ]
}
