//! What cannot be read: one message with its place, the allowed words and the nearest one.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
use casefile::{BYTES_MAX, FACTS_MAX, Fault, read, read_triage};
use knowledge::Knowledge;
use proptest::prelude::*;

fn fault(bytes: &[u8]) -> Fault {
    read(Knowledge::shipped().unwrap(), bytes).unwrap_err()
}

const GOOD: &str = r#"{"today":"2026-02-09","patient":{"born":"1995-04-12","phototype":"V"},
"facts":[{"condition":"hsv_history","status":"unknown"}],"unstated":"absent","ask":[{"treatment":"ipl","on":"2026-02-10"}]}"#;

#[test]
fn a_good_case_is_read() {
    let file = read(Knowledge::shipped().unwrap(), GOOD.as_bytes()).unwrap();
    assert_eq!(file.case.facts.len(), 1);
    assert_eq!(file.case.ask.len(), 1);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, one row a fault")]
fn each_fault_names_its_place_and_the_nearest_word() {
    for (text, line, column, path, said) in [
        ("", 1, 1, "", "empty"),
        ("  \n ", 1, 1, "", "empty"),
        ("[]", 1, 1, "", "expected an object"),
        ("\u{feff}{}", 1, 1, "", "byte order mark"),
        ("{\"to\u{1}day\":1}", 1, 5, "", "control character"),
        ("{\"today\":\"2026\n\"}", 1, 15, "", "control character"),
        ("{", 1, 1, "", "not JSON"),
        (r#"{"today":"2026-02-09"} x"#, 1, 24, "", "not JSON"),
        (r#"{"today":"2026-02-09",}"#, 1, 22, "", "not JSON"),
        (r#"{'today':"2026-02-09"}"#, 1, 2, "", "not JSON"),
        ("{\"today\":\"2026-02-09\" /* a */}", 1, 23, "", "not JSON"),
        (r#"{"patient":{}}"#, 1, 1, "", "`today` is missing"),
        (r#"{"today":"2026-02-09"}"#, 1, 1, "", "`patient` is missing"),
        (r#"{"today":"2026-02-30","patient":{}}"#, 1, 10, "today", "not a day"),
        (r#"{"today":20260209,"patient":{}}"#, 1, 10, "today", "expected a text"),
        (r#"{"today":"2026-02-09","patient":{"born":"2026-02-10"}}"#, 1, 41, "patient.born", "after today"),
        (
            r#"{"today":"2026-02-09","patient":{"phototyp":"V"}}"#,
            1,
            34,
            "patient.phototyp",
            "did you mean `phototype`",
        ),
        (
            r#"{"today":"2026-02-09","patient":{"phototype":"VII"}}"#,
            1,
            46,
            "patient.phototype",
            "allowed I, II, III",
        ),
        (r#"{"today":"2026-02-09","patient":{"ita":91}}"#, 1, 40, "patient.ita", "out of range"),
        (r#"{"today":"2026-02-09","patient":{"ita":1e999}}"#, 1, 40, "patient.ita", "not a finite number"),
        (r#"{"today":"2026-02-09","today":"2026-02-09","patient":{}}"#, 1, 23, "today", "given twice"),
        (
            "{\"today\":\"2026-02-09\",\"patient\":{},\n\"facts\":[{\"condition\":\"pregnency\",\"status\":\"present\"}]}",
            2,
            23,
            "facts[0].condition",
            "did you mean `pregnancy`",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"facts":[{"condition":"minor","status":"present"}]}"#,
            1,
            58,
            "facts[0].condition",
            "follows from `patient`",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"facts":[{"condition":"pregnancy"}]}"#,
            1,
            45,
            "facts[0]",
            "needs `status` or `on`",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"facts":[{"condition":"lupus","drug":"x","status":"present"}]}"#,
            1,
            45,
            "facts[0]",
            "exactly one",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"facts":[{"condition":"lupus","status":"active"}]}"#,
            1,
            75,
            "facts[0].status",
            "allowed present, past, absent, unknown",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"facts":[{"condition":"lupus","status":"present","detail":"quite"}]}"#,
            1,
            94,
            "facts[0].detail",
            "did you mean `quiet`",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"facts":[{"condition":"lupus","status":"present","zone":"cheek"}]}"#,
            1,
            92,
            "facts[0].zone",
            "did you mean `cheek_",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"facts":[{"condition":"diabetes","status":"present","value":7.1}]}"#,
            1,
            96,
            "facts[0].value",
            "needs its `unit`",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"policy":{"isotretinoin":"strict"}}"#,
            1,
            61,
            "policy.isotretinoin",
            "allowed label, consensus2017",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"policy":{"laser":"no"}}"#,
            1,
            46,
            "policy.laser",
            "unknown field",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"ask":[{"treatment":"peel_glycolik"}]}"#,
            1,
            56,
            "ask[0].treatment",
            "did you mean `peel_glycolic`",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"ask":[{"treatment":"ipl","params":{"percnt":20}}]}"#,
            1,
            72,
            "ask[0].params.percnt",
            "did you mean `percent`",
        ),
        (
            r#"{"today":"2026-02-09","patient":{},"ask":[{"treatment":"ipl","performer":"nurse"}]}"#,
            1,
            74,
            "ask[0].performer",
            "allowed aesthetician, rn, np_pa, md",
        ),
        (r#"{"today":"2026-02-09","patient":{},"ask":[{}]}"#, 1, 43, "ask[0]", "exactly one"),
        (r#"{"today":"2026-02-09","patient":null}"#, 1, 33, "patient", "null"),
    ] {
        let f = fault(text.as_bytes());
        assert!(f.what.contains(said), "{text}\n{f:?}");
        assert_eq!((f.line, f.column, f.path.as_str()), (line, column, path), "{text}\n{f:?}");
        assert!(f.in_file("case.json").chars().count() <= 4000);
    }
}

/// A triage question: the opening fields, and the rest as given.
fn told(rest: &str) -> String {
    format!(r#"{{"today":"2026-02-09","patient":{{}},{rest}}}"#)
}

const AFTER: &str = r#""after":{"procedure":"filler_ha","at":"2026-02-09T15:30"},"now":"2026-02-09T18:10""#;

#[test]
fn each_fault_of_a_triage_question_names_its_place() {
    let k = Knowledge::shipped().unwrap();
    let good = told(&format!(r#"{AFTER},"symptoms":["blanching"],"temperature_c":37.2,"text":"white""#));
    assert_eq!(read_triage(k, good.as_bytes()).unwrap().symptoms, ["blanching"]);
    let after = |procedure: &str, at: &str, now: &str| {
        told(&format!(r#""after":{{"procedure":"{procedure}","at":"{at}"}},"now":"{now}""#))
    };
    let with = |rest: &str| told(&format!("{AFTER},{rest}"));
    let now = "2026-02-09T18:10";
    for (text, path, said) in [
        (told(r#""now":"2026-02-09T18:10""#), "", "`after` is missing"),
        (told(r#""after":{"procedure":"filler_ha","at":"2026-02-09T15:30"}"#), "", "`now` is missing"),
        (told(r#""after":{"procedure":"filler_ha"},"now":"2026-02-09T18:10""#), "after", "`at` is missing"),
        (
            told(r#""after":{"at":"2026-02-09T15:30"},"now":"2026-02-09T18:10""#),
            "after",
            "`procedure` is missing",
        ),
        (told(r#""after":"filler_ha","now":"2026-02-09T18:10""#), "after", "expected an object"),
        (after("filler_h", "2026-02-09T15:30", now), "after.procedure", "did you mean `filler_ha`"),
        (after("filler_ha", "2026-02-09T18:11", now), "now", "before the procedure"),
        (after("filler_ha", "2026-02-09 15:30", now), "after.at", "YYYY-MM-DDTHH:MM"),
        (after("filler_ha", "2026-02-30T15:30", now), "after.at", "is not a local time"),
        (after("filler_ha", "2026-02-09T24:00", now), "after.at", "is not a local time"),
        (after("filler_ha", "2026-02-09T15:60", now), "after.at", "is not a local time"),
        (after("filler_ha", "2026-02-09T15:30Z", now), "after.at", "is not a local time"),
        (after("filler_ha", "2026-02-09T15:30", "2026-02-09"), "now", "is not a local time"),
        (with(r#""symptom":["blanching"]"#), "symptom", "did you mean `symptoms`"),
        (with(r#""now":"2026-02-09T18:10""#), "now", "given twice"),
        (with(r#""temperature_c":24.9"#), "temperature_c", "allowed 25 to 45"),
        (with(r#""temperature_c":98.6"#), "temperature_c", "allowed 25 to 45"),
        (with(r#""temperature_c":1e999"#), "temperature_c", "not a finite number"),
        (with(r#""temperature_c":"37""#), "temperature_c", "expected a number"),
        (with(r#""temperature_c":NaN"#), "", "not JSON"),
        (with(r#""symptoms":"blanching""#), "symptoms", "expected a list"),
        (with(r#""symptoms":[1]"#), "symptoms[0]", "expected a text"),
        (with(r#""text":["white"]"#), "text", "expected a text"),
        (with(&format!(r#""symptoms":[{}]"#, vec![r#""pus""#; 201].join(","))), "symptoms", "at most 200"),
        (with(&format!(r#""symptoms":{}{}"#, "[".repeat(40), "]".repeat(40))), "", "deeper than 32"),
        (with(&format!(r#""text":"{}""#, "x".repeat(5 * BYTES_MAX))), "", "1 MiB"),
        (String::new(), "", "empty"),
    ] {
        let f = read_triage(k, text.as_bytes()).unwrap_err();
        let start: String = text.chars().take(300).collect();
        assert!(f.what.contains(said), "{start}\n{f:?}");
        assert_eq!(f.path, path, "{start}\n{f:?}");
        assert!(f.line >= 1 && f.column >= 1 && f.in_file("case.json").chars().count() <= 4000);
    }
    let mut bytes = good.into_bytes();
    let white = bytes.len() - 4;
    bytes[white] = 0xff;
    assert!(read_triage(k, &bytes).unwrap_err().what.contains("UTF-8"));
}

#[test]
fn limits_hold_at_their_edge() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(fault(deep(32).as_bytes()).what.contains("expected an object"));
    assert!(fault(deep(33).as_bytes()).what.contains("deeper than 32"));
    assert!(fault(&vec![b' '; BYTES_MAX + 1]).what.contains("1 MiB"));
    assert!(fault(b"{\"today\": \"\xff\"}").what.contains("UTF-8"));
    let facts = |n: usize| {
        let list = vec![r#"{"condition":"lupus","status":"absent"}"#; n].join(",");
        format!(r#"{{"today":"2026-02-09","patient":{{}},"facts":[{list}]}}"#)
    };
    assert!(read(Knowledge::shipped().unwrap(), facts(FACTS_MAX).as_bytes()).is_ok());
    assert!(fault(facts(FACTS_MAX + 1).as_bytes()).what.contains("at most 1000"));
    let long = format!(r#"{{"today":"2026-02-09","patient":{{}},"{}":1}}"#, "x".repeat(9_000));
    assert!(fault(long.as_bytes()).in_file("f").chars().count() <= 4000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any bytes are answered with a case or a fault, never a panic.
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let k = Knowledge::shipped().unwrap();
        let _ = read(k, &bytes);
        let _ = read_triage(k, &bytes);
    }

    /// A good case with bytes changed, cut out or doubled.
    #[test]
    fn a_damaged_case(place in any::<prop::sample::Index>(), end in any::<prop::sample::Index>(), byte in any::<u8>(), how in 0..3) {
        let mut bytes = GOOD.as_bytes().to_vec();
        let (a, b) = (place.index(bytes.len()), end.index(bytes.len()));
        match how {
            0 => bytes[a] = byte,
            1 => { bytes.drain(a.min(b)..a.max(b)); }
            _ => { let part = bytes[a.min(b)..a.max(b)].to_vec(); bytes.splice(a..a, part); }
        }
        if let Err(f) = read(Knowledge::shipped().unwrap(), &bytes) {
            prop_assert!(f.line >= 1 && f.column >= 1 && !f.what.is_empty());
            prop_assert!(f.in_file("-").chars().count() <= 4000);
        }
    }
}
