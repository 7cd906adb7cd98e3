//! Triage: every worked case of every red flag, a table of situations, and what no addition may do.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
use knowledge::red_flag::{Level, TriageCase};
use knowledge::{FILES, Knowledge};
use proptest::prelude::*;
use safety::triage::{Report, Triage, triage};
use vocab::case::{Fact, Subject};

const AT: i64 = 20_500 * 1440 + 12 * 60;

#[derive(serde::Deserialize)]
struct WithCases {
    key: Option<String>,
    #[serde(default)]
    case: Vec<TriageCase>,
}

fn ask<'k>(
    procedure: &str,
    minutes: i64,
    symptoms: &[&str],
    temperature_c: Option<f64>,
    text: Option<&str>,
) -> Triage<'k> {
    let symptoms: Vec<String> = symptoms.iter().map(|s| (*s).to_owned()).collect();
    let report =
        Report { procedure, at: AT, now: AT + minutes, facts: &[], symptoms: &symptoms, temperature_c, text };
    triage(Knowledge::shipped().unwrap(), &report)
}

fn text_level(procedure: &str, text: &str) -> Level {
    ask(procedure, 120, &[], None, Some(text)).level
}

#[test]
fn every_worked_case_of_every_red_flag_holds() {
    let mut wrong = Vec::new();
    let mut flags = 0;
    for (path, text) in
        FILES.iter().filter(|(p, _)| p.starts_with("red-flags/") && !p.ends_with("reading.toml"))
    {
        let file: WithCases = toml::from_str(text).unwrap();
        let key = file.key.unwrap();
        assert_eq!(format!("red-flags/{key}.toml"), *path);
        flags += 1;
        assert!(
            file.case.iter().any(|c| c.fires) && file.case.iter().any(|c| !c.fires) || key.len() < 4,
            "{path}: a case that fires and one that does not"
        );
        assert!(file.case.len() >= 3, "{path}: a case on the border");
        for c in &file.case {
            let symptoms: Vec<&str> = c.symptoms.iter().map(String::as_str).collect();
            let minutes = c.minutes.map_or(i64::from(c.day) * 1440, i64::from);
            let got = ask(&c.procedure, minutes, &symptoms, c.temperature_c, c.text.as_deref());
            if got.level != c.level || got.flags.contains(&key.as_str()) != c.fires {
                wrong.push(format!(
                    "{path}: {}: got {} by {:?} {:?}",
                    c.name, got.level, got.flags, got.because
                ));
            }
        }
    }
    assert!(flags >= 20);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table() {
    let mut wrong = Vec::new();
    let rows = include_str!("triage.table");
    let rows: Vec<&str> = rows.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).collect();
    assert!(rows.len() >= 60, "{} rows", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (time, unit) = cells[2].split_once(' ').unwrap();
        let minutes = time.parse::<i64>().unwrap()
            * match unit {
                "d" => 1440,
                "h" => 60,
                _ => 1,
            };
        let symptoms: Vec<&str> = cells[3].split(' ').filter(|w| !w.is_empty()).collect();
        let text = Some(cells[5]).filter(|t| !t.is_empty());
        let got = ask(cells[1], minutes, &symptoms, cells[4].parse().ok(), text);
        if got.level != cells[0].parse::<Level>().unwrap() {
            wrong.push(format!("{row}\n   got {} {:?}", got.level, got.because));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_word_of_the_contract_is_known() {
    let known = Knowledge::shipped().unwrap().symptom_words();
    for word in WORDS {
        assert!(known.contains(word), "{word}");
    }
    for sounds in &Knowledge::shipped().unwrap().care.reading.word {
        assert!(known.contains(sounds.symptom.as_str()), "{} is heard but not known", sounds.symptom);
    }
}

#[test]
fn each_word_is_told_once_by_its_heaviest_flag() {
    let got = ask("filler_ha", 60, &["vision_blurred", "eye_pain", "eye_redness"], None, None);
    let told = |word| got.because.iter().filter(|b| b.split(':').next().unwrap().contains(word)).count();
    assert_eq!(got.level, Level::E0);
    assert_eq!(told("vision_blurred"), 1, "{:?}", got.because);
    // The lighter flag of the eye stays for what the heavier one does not tell.
    assert_eq!(told("eye_redness"), 1, "{:?}", got.because);
    let got = ask("filler_ha", 60, &["eye_pain"], None, None);
    assert_eq!(got.flags, ["filler-embolism", "eye"]);
    assert_eq!(got.because.len(), 1, "{:?}", got.because);
    assert_eq!(got.sources, ["CMAC-V", "SITO"]);
}

#[test]
fn spreading_redness_says_why_a_normal_temperature_takes_nothing_away() {
    for temperature in [None, Some(36.5), Some(37.9)] {
        let got = ask("facial_hydrating", 60, &["redness_spreading"], temperature, None);
        assert_eq!(got.level, Level::E1);
        assert!(got.because.iter().any(|b| b.contains("one reading below 38 degrees")), "{:?}", got.because);
    }
}

#[test]
fn the_clock_of_each_level() {
    let clock = |s: &[&str], minutes| {
        let got = ask("filler_ha", minutes, s, Some(36.8), None);
        (got.level, got.act_within_minutes, got.level.reply_within())
    };
    assert_eq!(clock(&["eye_pain"], 60), (Level::E0, Some(0), None));
    assert_eq!(clock(&["livedo"], 60), (Level::E1, Some(15), None));
    // The procedure ended at 12:00; the rest of the day is what is left.
    assert_eq!(clock(&["pus"], 0), (Level::E2, Some(720), None));
    assert_eq!(clock(&["pus"], 719), (Level::E2, Some(1), None));
    assert_eq!(clock(&["pus"], 720), (Level::E2, Some(1440), None));
    assert_eq!(clock(&["milia"], 60), (Level::E3, None, Some("1 working day")));
    assert_eq!(clock(&["swelling"], 60), (Level::E4, None, None));
}

#[test]
fn a_procedure_of_the_facts_counts() {
    let day = vocab::Day::from_number(20_500);
    let at = |on| {
        let mut fact = Fact::new(Subject::Procedure("filler_ha".to_owned()), None);
        fact.on = on;
        let symptoms = ["blanching".to_owned()];
        let report = Report {
            procedure: "facial_hydrating",
            at: AT,
            now: AT + 60,
            facts: &[fact],
            symptoms: &symptoms,
            temperature_c: None,
            text: None,
        };
        triage(Knowledge::shipped().unwrap(), &report).level
    };
    assert_eq!(at(Some(day.plus(-2))), Level::E1);
    assert_eq!(at(Some(day.plus(-30))), Level::E1);
    assert_eq!(at(Some(day.plus(-31))), Level::E2);
    assert_eq!(at(Some(day.plus(1))), Level::E2, "planned, not done");
    assert_eq!(at(None), Level::E1, "done on a day that nobody knows");
}

#[test]
fn unknown_words_raise_by_one_and_say_so() {
    let got = ask("filler_ha", 60, &["swelling", "wibble"], None, None);
    assert_eq!(got.level, Level::E3);
    assert!(got.because.iter().any(|b| b.contains("`wibble`")));
    assert_eq!(ask("filler_ha", 60, &["blanching", "wibble"], None, None).level, Level::E0);
    assert_eq!(ask("filler_ha", 60, &["vison_loss"], None, None).level, Level::E0, "a slip of an emergency");
    assert_eq!(ask("filler_ha", 60, &["cant_see"], None, None).level, Level::E0);
}

#[test]
fn emergencies_in_everyday_words() {
    let mut wrong = Vec::new();
    for text in [
        "can't see",
        "I cannot see out of my right eye",
        "blind in one eye",
        "I've gone blind",
        "my vision is going",
        "cant se... my vison is blurry",
        "no sight on the left",
        "lost my sight",
        "I can’t breathe properly",
        "trouble breathing",
        "her lips are turning blue",
        "tongue is swollen",
        "he passed out",
        "face is drooping",
        "eyelid drooping",
        "CAN NOT SEE",
        "not able to see",
        "her speech is slurred",
        "no pain but I can't see",
        "No, I can't see",
        "my vision is not good",
        "blury vision",
        "everything went black",
        "double vision",
        "collapsed on the floor",
    ] {
        if text_level("filler_ha", text) != Level::E0 {
            wrong.push(text);
        }
    }
    for text in [
        "skin is white",
        "the skin has gone really white",
        "my lip is pale",
        "blotchy purple patch",
        "mottled skin",
        "pain is getting worse",
        "it hurts more and more",
        "skin feels cold",
        "unbearable pain",
        "no fever but the skin is white",
        "the pain is not getting better and my skin is whiet",
        "not sure, skin white?",
        "never had such severe pain",
    ] {
        if text_level("filler_ha", text) > Level::E1 {
            wrong.push(text);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_denied_raises_nothing() {
    let mut wrong = Vec::new();
    for text in [
        "no pain",
        "no pain, no trouble seeing",
        "No vision problems.",
        "I don't see any redness",
        "no blisters or fever",
        "a bit red, no pain",
        "slightly swollen, otherwise fine".trim_end_matches(", otherwise fine"),
        "everything looks fine",
        "I can see fine",
        "no trouble swallowing",
        "no white skin",
        "breathing is normal",
    ] {
        let got = ask("filler_ha", 120, &["swelling"], None, Some(text));
        if got.level != Level::E4 {
            wrong.push(format!("{text}: {:?}", got.because));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        text_level("filler_ha", "the thing wobbles"),
        Level::E3,
        "a person reads what is not understood"
    );
}

const WORDS: [&str; 65] = [
    "vision_loss",
    "vision_blurred",
    "vision_double",
    "eyelid_droop",
    "eye_pain",
    "headache_severe",
    "facial_weakness",
    "speech_trouble",
    "confusion",
    "breathing_trouble",
    "swelling_tongue_lip_throat",
    "hives_widespread",
    "collapse",
    "swallowing_trouble",
    "voice_hoarse",
    "general_weakness",
    "redness_spreading",
    "skin_black",
    "blanching",
    "livedo",
    "dusky_patch",
    "pain_out_of_proportion",
    "pain_increasing",
    "skin_cold",
    "capillary_refill_slow",
    "pustules",
    "slough",
    "blisters_grouped",
    "sores_punched_out",
    "pain_burning",
    "pus",
    "crust_honey",
    "warmth",
    "tenderness",
    "fever",
    "blister",
    "burn_white_grey",
    "burn_grid",
    "eye_redness",
    "lump_new",
    "swelling_warm",
    "numbness",
    "facial_asymmetry",
    "dent_volume_loss",
    "brown_patches",
    "white_patches",
    "redness_prolonged",
    "itch",
    "rash",
    "milia",
    "acne_flare",
    "lump_soft",
    "bruise_prolonged",
    "redness",
    "swelling",
    "bruise",
    "tightness",
    "dryness",
    "flaking",
    "peeling",
    "crust_light",
    "ooze",
    "warmth_mild",
    "itch_mild",
    "skin_rough",
];

const TEXTS: [&str; 12] = [
    "",
    "no pain",
    "can't see",
    "skin is white",
    "fine",
    "no trouble seeing",
    "zzz",
    "no blisters",
    "still red",
    "my vision is fine",
    "lump that hurts",
    "not better",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn nothing_that_is_added_lowers_and_order_does_not_matter(
        procedure in prop::sample::select(Knowledge::shipped().unwrap().treatments.iter().map(|t| t.code.clone()).collect::<Vec<_>>()),
        minutes in 0_i64..100_000,
        mut words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..5),
        more in prop::sample::select(WORDS.to_vec()),
        unknown in "[a-z_]{0,12}",
        text in prop::option::of(prop::sample::select(TEXTS.to_vec())),
        temperature in prop::option::of(35.0_f64..41.0),
    ) {
        let base = ask(&procedure, minutes, &words, temperature, text);
        prop_assert!(!base.because.is_empty() && !base.sources.is_empty() && !base.action.is_empty());
        for free in TEXTS {
            prop_assert!(ask(&procedure, minutes, &words, temperature, Some(free)).level <= ask(&procedure, minutes, &words, temperature, None).level);
        }
        let unmeasured = ask(&procedure, minutes, &words, None, text);
        prop_assert!(base.level <= unmeasured.level);
        prop_assert_eq!(ask(&procedure, minutes, &words, Some(36.8), text).level, unmeasured.level);
        words.push(more);
        let added = ask(&procedure, minutes, &words, temperature, text);
        prop_assert!(added.level <= base.level);
        words.reverse();
        prop_assert_eq!(&ask(&procedure, minutes, &words, temperature, text), &added);
        words.push(&unknown);
        prop_assert!(ask(&procedure, minutes, &words, temperature, text).level <= added.level);
    }

    #[test]
    fn any_text_is_answered(text in ".{0,200}") {
        let got = ask("filler_ha", 60, &["eye_pain"], None, Some(&text));
        prop_assert_eq!(got.level, Level::E0);
    }
}
