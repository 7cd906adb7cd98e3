//! Walks every worked case of every knowledge file and holds the gate to it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::similar_names,
    reason = "a test may stop at the first surprise"
)]
use knowledge::worked::WorkedCase;
use knowledge::{FILES, Knowledge};
use safety::{Answer, Gate};
use vocab::case::{Ask, Asked, Case, Fact, Patient, Policy, Sex, Unstated};
use vocab::{Day, Phototype};

#[derive(serde::Deserialize)]
struct WithCases {
    #[serde(default)]
    case: Vec<WorkedCase>,
}

fn policy(words: &std::collections::BTreeMap<String, String>) -> Policy {
    let mut policy = Policy::default();
    for (name, value) in words {
        match name.as_str() {
            "isotretinoin" => policy.isotretinoin = value.parse().unwrap(),
            "vaccine_filler" => policy.vaccine_filler = value.parse().unwrap(),
            "photosensitiser_light" => policy.photosensitiser_light = value.parse().unwrap(),
            "hba1c_limit" => policy.hba1c_limit = value.parse().unwrap(),
            "jurisdiction" => policy.jurisdiction = Some(value.clone()),
            other => panic!("unknown switch {other}"),
        }
    }
    policy
}

fn answer<'k>(gate: &Gate<'k>, w: &WorkedCase) -> Result<Answer<'k>, String> {
    let today: Day = w.today.unwrap_or_else(|| "2026-03-02".parse().unwrap());
    let facts = w
        .facts
        .iter()
        .cloned()
        .map(|f| Fact::try_from(f).map_err(|e| e.to_string()))
        .collect::<Result<Vec<_>, _>>()?;
    let what = if gate.knowledge().ingredient(&w.ask).is_some() {
        Asked::Product(w.ask.clone())
    } else {
        Asked::Treatment(w.ask.clone())
    };
    let ask = Ask { what, on: w.on, zone: w.zone, params: w.params.clone(), performer: w.performer };
    let case = Case {
        today,
        policy: policy(&w.policy),
        patient: Patient {
            born: Some(w.born.unwrap_or_else(|| "1990-01-01".parse().unwrap())),
            sex: Some(w.sex.unwrap_or(Sex::Female)),
            phototype: Some(w.phototype.unwrap_or(Phototype::II)),
            ..Patient::default()
        },
        facts,
        unstated: w.unstated.unwrap_or(Unstated::Absent),
        ask: vec![ask.clone()],
    };
    gate.answer(&case, &ask).map_err(|e| e.to_string())
}

/// Rule keys that a file owns, and the prefixes of keys made from its code.
fn owned_keys(path: &str, text: &str) -> Vec<String> {
    let table: toml::Table = text.parse().unwrap();
    let mut keys = Vec::new();
    for list in ["rule", "phototype", "age", "gap"] {
        for rule in table.get(list).and_then(toml::Value::as_array).into_iter().flatten() {
            keys.extend(rule.get("key").and_then(toml::Value::as_str).map(str::to_owned));
        }
    }
    keys.extend(table.get("cap").and_then(|c| c.get("key")).and_then(toml::Value::as_str).map(str::to_owned));
    if let Some(code) = table.get("code").and_then(toml::Value::as_str) {
        let code = code.replace('_', "-").to_lowercase();
        for prefix in ["own-gap", "excluded", "scope", "range", "depth", "prescription", "pregnancy", "limit"]
        {
            keys.push(format!("{prefix}-{code}"));
        }
    }
    if let Some(first) = path.strip_prefix("spacing/").and_then(|p| p.strip_suffix(".toml"))
        && first.len() == 1
    {
        keys.extend(('a'..='z').map(|then| format!("spacing-{first}-{then}")));
    }
    keys
}

#[test]
fn every_worked_case_of_every_file_holds() {
    let knowledge = match Knowledge::shipped() {
        Ok(k) => k,
        Err(e) => panic!("{e}"),
    };
    let gate = Gate::new(knowledge);
    let (mut walked, mut faults) = (0, Vec::new());
    for (path, text) in FILES {
        let cased =
            ["conditions/", "treatments/", "spacing/", "ingredients/"].iter().any(|f| path.starts_with(f));
        if !cased {
            continue;
        }
        let file: WithCases = match toml::from_str(text) {
            Ok(file) => file,
            Err(e) => {
                faults.push(format!("{path}: {e}"));
                continue;
            }
        };
        let keys = owned_keys(path, text);
        let (mut fires, mut silent) = (0, 0);
        for w in &file.case {
            walked += 1;
            let a = match answer(&gate, w) {
                Ok(a) => a,
                Err(e) => {
                    faults.push(format!("{path}: {}: {e}", w.name));
                    continue;
                }
            };
            let fired: Vec<String> =
                a.findings.iter().map(|f| f.rule.to_string()).filter(|r| keys.contains(r)).collect();
            let as_said = if let Some(rule) = &w.fires {
                fires += 1;
                fired.contains(rule)
            } else {
                silent += 1;
                fired.is_empty()
            };
            if !as_said || a.verdict != w.verdict || (w.earliest.is_some() && a.earliest != w.earliest) {
                faults.push(format!(
                    "{path}: {}: wanted {} {:?} {:?}, got {} {:?}; fired {:?} of {:?}",
                    w.name,
                    w.verdict,
                    w.fires,
                    w.earliest.map(|d| d.to_string()),
                    a.verdict,
                    a.earliest.map(|d| d.to_string()),
                    fired,
                    a.findings.iter().map(|f| f.rule.to_string()).collect::<Vec<_>>(),
                ));
            }
        }
        if path.starts_with("conditions/") && (fires == 0 || silent == 0) {
            faults.push(format!("{path}: needs a case that fires and one that does not"));
        }
        // Elsewhere a file may always speak (an excluded service) or never (a moisturiser), but it shows which.
        if fires + silent == 0 && *path != "spacing/day-order.toml" {
            faults.push(format!("{path}: needs a worked case"));
        }
    }
    assert!(faults.is_empty(), "{} faults in {walked} cases\n{}", faults.len(), faults.join("\n"));
    assert!(walked > 150, "only {walked} cases were found");
}
