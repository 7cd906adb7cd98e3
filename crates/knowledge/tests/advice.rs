//! Nobody is told to stop a prescribed drug, or to put off a vaccination or the dentist: the
//! treatment moves. Every text of every knowledge file is read: conditions, treatments, care,
//! protocols, red flags, spacing, ingredients, places, drugs and the rest.
use knowledge::FILES;

const STOPS: [&str; 10] =
    ["stop", "stops", "pause", "pauses", "discontinue", "interrupt", "withhold", "omit", "skip", "come off"];
const DRUGS: [&str; 18] = [
    "medic",
    "drug",
    "anticoag",
    "blood thinner",
    "isotretinoin",
    "retinoid",
    "tretinoin",
    "antibiotic",
    "insulin",
    "steroid",
    "prescri",
    "warfarin",
    "immunosuppress",
    "chemo",
    "aspirin",
    "pain killer",
    "pill",
    "contracepti",
];
const PUTS_OFF: [&str; 12] = [
    "postpone",
    "put off",
    "delay",
    "move",
    "reschedule",
    "wait with",
    "defer",
    "cancel",
    "avoid",
    "skip",
    "no vaccin",
    "leave",
];
const CARE: [&str; 6] = ["vaccin", "dental", "dentist", "jab", "immunis", "immuniz"];
/// What makes a sentence harmless: it forbids the very thing, or leaves it to the prescriber.
const UNLESS: [&str; 7] = [
    "never",
    "nobody is",
    "no one is",
    "nobody prescribed",
    "without a prescription",
    "whoever prescribed it",
    "may waive the pause",
];
/// What only describes: here the filler is what moves, or a reaction is what is delayed.
const READ: [&str; 5] = [
    "the filler moves",
    "moves the filler",
    "the filler keeps",
    "delayed reaction",
    "delayed filler reaction",
];

fn texts(value: &toml::Value, out: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => {
            out.push(text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
        }
        toml::Value::Array(list) => list.iter().for_each(|v| texts(v, out)),
        toml::Value::Table(table) => table.values().for_each(|v| texts(v, out)),
        toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_) => {}
    }
}

/// Whether a sentence has a word, or the beginning of one.
fn has(sentence: &str, words: &[&str], whole: bool) -> bool {
    let padded = format!(" {} ", sentence.replace(|c: char| !c.is_alphanumeric(), " "));
    words.iter().any(|w| padded.contains(&if whole { format!(" {w} ") } else { format!(" {w}") }))
}

fn advises_wrongly(sentence: &str) -> bool {
    let wrong = (has(sentence, &STOPS, true) && has(sentence, &DRUGS, false))
        || (has(sentence, &PUTS_OFF, false) && has(sentence, &CARE, false));
    wrong && !UNLESS.iter().chain(&READ).any(|w| sentence.contains(w))
}

#[test]
fn the_test_finds_what_it_looks_for() {
    for wrong in [
        "stop warfarin five days before",
        "pause the prescribed drug",
        "ask the patient to skip insulin",
        "the dental visit is postponed",
        "move the vaccination behind the filler",
    ] {
        assert!(advises_wrongly(wrong), "{wrong}");
    }
    for right in ["never stop a prescribed drug", "the filler moves, never the dentist", "stop picking"] {
        assert!(!advises_wrongly(right), "{right}");
    }
}

#[test]
fn no_text_moves_anything_but_the_treatment() {
    let (mut read, mut wrong) = (0, Vec::new());
    for (path, text) in FILES {
        let mut all = Vec::new();
        texts(&toml::Value::Table(toml::from_str(text).unwrap()), &mut all);
        for text in all {
            // A clause after a semicolon may say what keeps the one before it harmless.
            for sentence in text.split(['.', '!', '?']) {
                read += 1;
                if advises_wrongly(sentence) {
                    wrong.push(format!("{path}: {}", sentence.trim()));
                }
            }
        }
    }
    assert!(read > 15_000, "only {read} sentences were read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
