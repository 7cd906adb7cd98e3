//! The seeded faults.
use crate::good::{care, day, today};
use planner::audit::Fault;
use planner::plan::{Do, Maintain, Plan, When};
use planner::request::Request;
use vocab::Phototype;
use vocab::case::{Fact, Status, Subject};
use vocab::goals::{Concern, Event};

/// A seeded fault: its code, and what it does to a good request and plan. All that follows from it is settled again, so
/// that only the fault itself is left to find.
pub(crate) type Seed = (Fault, &'static str, fn(&mut Request, &mut Plan));

pub(crate) const SEEDS: &[Seed] = &[
    (Fault::OwnGap, "one day short", |_, p| p.sessions[1].on = day(27)),
    (Fault::OwnGap, "too long a break", |_, p| {
        p.sessions.truncate(6);
        p.sessions[5].on = day(150);
    }),
    (Fault::Count, "a session too few", |_, p| drop(p.sessions.remove(5))),
    (Fault::Count, "a session too many", |r, p| {
        r.goals.max_visits = None;
        let mut more = p.sessions[5].clone();
        more.on = day(119);
        p.sessions[6].on = day(150);
        p.sessions.insert(6, more);
    }),
    (Fault::Spacing, "two treatments too near", |_, p| p.sessions[6].on = day(110)),
    (Fault::SameDay, "days out of order", |_, p| p.sessions.swap(0, 1)),
    (Fault::Gate, "a new medicine", |r, _| {
        r.case.facts.push(Fact {
            until: Some(today()),
            ..Fact::new(Subject::Drug("isotretinoin".to_owned()), Some(Status::Past))
        });
    }),
    (Fault::Verdict, "a question left open", |r, _| {
        r.case.facts.push(Fact::new(Subject::Condition("isotretinoin".to_owned()), Some(Status::Unknown)));
    }),
    (Fault::Condition, "a condition left out", |_, p| p.sessions[0].conditions.clear()),
    (Fault::Licence, "a licence too low", |_, p| p.sessions[0].params.percent = Some(70.0)),
    (Fault::NeverPlanned, "never planned", |_, p| "waxing".clone_into(&mut p.sessions[6].treatment)),
    (Fault::Unknown, "a treatment that nobody knows", |_, p| {
        "peel_moon".clone_into(&mut p.sessions[6].treatment);
    }),
    (Fault::Unknown, "a product that nobody knows", |_, p| {
        "moonlight".clone_into(&mut p.home_care[1].product);
    }),
    (Fault::Horizon, "after the end", |r, p| r.goals.until = Some(p.sessions[5].on)),
    (Fault::Away, "while away", |r, _| r.goals.away = vec![(day(40), day(44))]),
    (Fault::Event, "in the quiet days", |r, _| {
        r.goals.event = Some(Event { on: day(130), clear_days: 7, name: None });
    }),
    (Fault::Sun, "in the sunny season", |r, _| {
        r.goals.lifestyle.sun_hours_per_day = Some(6.0);
        r.case.patient.phototype = Some(Phototype::IV);
    }),
    (Fault::Avoided, "wished away", |r, _| r.goals.avoid = vec!["peels".to_owned()]),
    (Fault::Avoided, "a product wished away", |r, _| r.goals.avoid = vec!["vitamin_c".to_owned()]),
    (Fault::Budget, "over budget", |r, _| r.goals.budget.as_mut().unwrap().minor_units = 80_999),
    (Fault::Visits, "too many visits", |r, _| r.goals.max_visits = Some(6)),
    (Fault::Quiet, "too many quiet days", |r, _| r.goals.max_quiet_days = Some(5)),
    (Fault::Quiet, "quiet days made fewer", |_, p| p.sessions[0].quiet_days = 0),
    (Fault::Price, "a price of its own", |_, p| p.sessions[0].price = 1),
    (Fault::Price, "not offered", |r, _| {
        r.prices.of.remove("facial_hydrating");
    }),
    (Fault::Minutes, "a visit made shorter", |_, p| p.sessions[0].minutes = 5),
    (Fault::Purpose, "serves nothing", |_, p| p.sessions[0].purpose = Concern::Rest),
    (Fault::Preparation, "no patch test", |_, p| p.prepare.retain(|e| e.what != "patch_test")),
    (Fault::Preparation, "the test too late", |_, p| {
        p.prepare.iter_mut().filter(|e| e.act == Do::Test).for_each(|e| e.on = e.on.plus(1));
    }),
    (Fault::Preparation, "after its session", |_, p| {
        let mut late = p.prepare[0].clone();
        (late.act, late.on) = (Do::Task, p.sessions[0].on.plus(1));
        p.prepare.push(late);
    }),
    (Fault::Preparation, "a skin that marks and is not primed", |r, p| {
        r.case.patient.phototype = Some(Phototype::IV);
        p.home_care.retain(|h| h.product != "sunscreen");
    }),
    (Fault::Pause, "no pause around a session", |_, p| {
        let sessions = p.sessions.clone();
        p.home_care = vec![care("azelaic", When::Evening, 0, &sessions)];
        p.home_care[0].pauses.clear();
        p.home_care[0].percent = Some(10.0);
    }),
    (Fault::Conflict, "conflicting products", |_, p| {
        p.home_care.push(care("benzoyl_peroxide", When::Morning, 28, &p.sessions.clone()));
    }),
    (Fault::Conflict, "two exfoliants", |_, p| {
        let sessions = p.sessions.clone();
        p.home_care.truncate(1);
        p.home_care.push(care("aha_glycolic", When::Evening, 0, &sessions));
        p.home_care.push(care("salicylic", When::Evening, 14, &sessions));
    }),
    (Fault::Ramp, "begun at once", |_, p| p.home_care[2].from = day(13)),
    (Fault::Ramp, "four actives", |_, p| {
        let sessions = p.sessions.clone();
        p.home_care.push(care("azelaic", When::Evening, 28, &sessions));
        p.home_care[3].percent = Some(10.0);
        p.home_care.push(care("peptides", When::Evening, 42, &sessions));
    }),
    (Fault::When, "sunscreen in the evening", |_, p| p.home_care[0].when = When::Evening),
    (Fault::Strength, "too strong", |_, p| p.home_care[2].percent = Some(60.0)),
    (Fault::HomeGate, "a retinoid in pregnancy", |r, p| {
        r.case.facts.push(Fact::new(Subject::Condition("pregnancy".to_owned()), Some(Status::Present)));
        p.home_care.push(care("retinol", When::Evening, 28, &p.sessions.clone()));
    }),
    (Fault::Order, "a prescription nobody orders", |_, p| {
        p.home_care.truncate(1);
        p.home_care.push(care("tretinoin", When::Evening, 0, &p.sessions.clone()));
    }),
    (Fault::Cycle, "longer than its cycle", |_, p| {
        p.home_care.truncate(1);
        p.home_care.push(care("hydroquinone", When::Evening, 0, &p.sessions.clone()));
    }),
    (Fault::Source, "no source", |_, p| p.sessions[0].sources.clear()),
    (Fault::Source, "a source that nobody knows", |_, p| p.home_care[0].sources = vec!["MOON".to_owned()]),
    (Fault::Source, "no reason", |_, p| p.sessions[0].because.clear()),
    (Fault::Objective, "better than the bound", |_, p| p.bound = 9),
    (Fault::Objective, "a proof with a gap", |_, p| p.bound = 11),
    (Fault::Unaccounted, "keeps what is not there", |_, p| {
        p.maintain.push(Maintain {
            treatment: "ipl".to_owned(),
            every_days: 90,
            first: day(170),
            price: 1,
            because: "it fades".to_owned(),
            sources: vec!["HOUSE".to_owned()],
        });
    }),
];
