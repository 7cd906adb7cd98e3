//! Section 3.5, as the gate itself answers: which test is attached to which treatment, and when.
use super::markdown::{heading, table};
use knowledge::Knowledge;
use knowledge::condition::Attached;
use safety::Gate;
use vocab::case::{Ask, Case, Fact, Patient, Policy, Sex, Status, Subject, Unstated};
use vocab::{Day, Phototype};

/// Writes 3.5: a table of treatments by circumstance.
pub(super) fn write(k: &Knowledge, text: &mut String) {
    heading(text, 3, "3.5 Patch and spot tests, as the gate attaches them");
    let (Some(today), Some(born)) = (day("2026-03-02"), day("1990-01-01")) else { return };
    let gate = Gate::new(k);
    let circumstances = [
        ("type I–III", Phototype::II, None),
        ("type IV", Phototype::IV, None),
        ("type V", Phototype::V, None),
        ("type VI", Phototype::VI, None),
        ("contact allergy", Phototype::II, Some("allergy_fragrance")),
        ("pregnancy", Phototype::II, Some("pregnancy")),
    ];
    let mut head = vec!["Treatment"];
    head.extend(circumstances.iter().map(|(name, ..)| *name));
    let rows = k.treatments.iter().map(|t| {
        let mut row = vec![format!("`{}`", t.code)];
        for (_, phototype, condition) in &circumstances {
            let facts = condition
                .iter()
                .map(|code| Fact::new(Subject::Condition((*code).to_owned()), Some(Status::Present)));
            let case = Case {
                today,
                policy: Policy::default(),
                patient: Patient {
                    born: Some(born),
                    sex: Some(Sex::Female),
                    phototype: Some(*phototype),
                    ..Patient::default()
                },
                facts: facts.collect(),
                unstated: Unstated::Absent,
                ask: Vec::new(),
            };
            let answer = gate.answer(&case, &Ask::treatment(&t.code));
            let tests = answer.map(|a| {
                let codes = a.conditions.iter().map(|c| c.code);
                let tests = codes.filter(|c| matches!(c, Attached::PatchTest | Attached::TestSpot));
                let mut names: Vec<&str> = tests.map(Attached::code).collect();
                names.dedup();
                names.join(", ")
            });
            row.push(tests.ok().filter(|t| !t.is_empty()).unwrap_or_else(|| "–".to_owned()));
        }
        row
    });
    table(text, &head, rows);
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}
