//! A door at which everything but the gate is in order.
use chart::consent::Standing;
use chart::door::{
    Asked, Door, Examination, Hands, Override, Photographs, Supervision, Training, What, door,
};
use chart::stock::{Because, Readiness, ReadyLine, State};
use knowledge::Knowledge;
use safety::{Answer, Gate};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use vocab::case::{Ask, Case, Fact, Patient, Policy, Status, Subject, Unstated};
use vocab::{Day, Performer, Phototype};

pub(crate) fn gate() -> &'static Gate<'static> {
    static GATE: OnceLock<Gate<'static>> = OnceLock::new();
    GATE.get_or_init(|| Gate::new(Knowledge::shipped().unwrap()))
}

pub(crate) fn today() -> Day {
    "2026-11-25".parse().unwrap()
}

pub(crate) fn well() -> Case {
    Case {
        today: today(),
        policy: Policy::default(),
        patient: Patient {
            born: "1990-04-12".parse().ok(),
            phototype: Some(Phototype::II),
            ..Patient::default()
        },
        facts: Vec::new(),
        unstated: Unstated::Absent,
        ask: Vec::new(),
    }
}

pub(crate) fn answer(case: &Case, service: &str) -> Answer<'static> {
    let mut ask = Ask::treatment(service);
    ask.performer = Some(Performer::Md);
    gate().answer(case, &ask).unwrap()
}

pub(crate) fn holds() -> Standing {
    Standing::Holds {
        entry: "s".to_owned(),
        text_hash: "h".to_owned(),
        on: today().plus(-9),
        until: today().plus(300),
    }
}

pub(crate) fn readiness(state: State) -> Readiness {
    Readiness { state, lines: vec![ReadyLine { state, what: String::new(), because: Because::NotNeeded }] }
}

/// A door at which everything but the gate is in order.
pub(crate) struct Scene {
    pub(crate) answer: Answer<'static>,
    pub(crate) service: &'static str,
    pub(crate) consent: Standing,
    pub(crate) examination: Examination<'static>,
    pub(crate) photographs: Photographs,
    pub(crate) hands: Option<Hands<'static>>,
    pub(crate) stock: [State; 3],
    pub(crate) identity: bool,
    pub(crate) asked_today: bool,
    pub(crate) done: BTreeSet<What>,
    pub(crate) overrides: Vec<(String, String, Override)>,
}

impl Scene {
    pub(crate) fn of(service: &'static str, case: &Case) -> Self {
        let hands = Hands {
            practitioner: "dr-ada",
            name: "Ada Lind",
            performer: Some(Performer::Md),
            until: Some(today().plus(100)),
            supervision: Supervision::None,
            training: Training::Done,
            lacks: None,
        };
        Self {
            answer: answer(case, service),
            service,
            consent: holds(),
            examination: Examination::Good { by: "Ada Lind", on: today().plus(-9), until: today().plus(300) },
            photographs: Photographs::Taken(today()),
            hands: Some(hands),
            stock: [State::Ready; 3],
            identity: true,
            asked_today: true,
            done: BTreeSet::new(),
            overrides: Vec::new(),
        }
    }

    pub(crate) fn door(&self) -> Door {
        let [lots, device, kit] = self.stock.map(readiness);
        let overrides: Vec<(&str, &str, &Override)> =
            self.overrides.iter().map(|(id, who, over)| (id.as_str(), who.as_str(), over)).collect();
        door(&Asked {
            knowledge: gate().knowledge(),
            service: self.service,
            on: today(),
            identity: self.identity,
            identity_known: true,
            hands: self.hands.clone(),
            examination: self.examination.clone(),
            consent: &self.consent,
            answer: &self.answer,
            asked_today: self.asked_today,
            done: &self.done,
            photographs: self.photographs,
            lots: Some(&lots),
            device: Some(&device),
            kit: Some(&kit),
            overrides: &overrides,
        })
    }
}

pub(crate) fn present(code: &str) -> Fact {
    Fact::new(Subject::Condition(code.to_owned()), Some(Status::Present))
}
