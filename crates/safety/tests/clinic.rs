//! What a clinic's own layer does to the gate: labels, places, policy. Labels only ever add.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]
use knowledge::Knowledge;
use proptest::prelude::*;
use safety::Gate;
use std::sync::OnceLock;
use vocab::case::{Ask, Case, Fact, Patient, Policy, Sex, Status, Subject, Unstated};
use vocab::params::Toxin;
use vocab::{Params, Performer, Phototype, Verdict};

const HEAD: &str = "name = \"House\"\ncurrency = \"EUR\"\ntime_zone = \"UTC\"\n";
const LIGHT: &str = "maker = \"M\"\nmodel = \"One\"\ntreatments = [\"ipl\"]\nwavelengths_nm = [560]\n\
    phototypes = [\"I\", \"II\"]\nmin_age = 30\nsource = \"IFU\"\n\
    [[contraindication]]\ncondition = \"rosacea\"\nverdict = \"refuse\"\nbecause = \"b\"\n";
const OTHER: &str = "maker = \"M\"\nmodel = \"Two\"\ntreatments = [\"ipl\"]\nwavelengths_nm = [590]\n\
    phototypes = [\"I\", \"II\", \"III\"]\nsource = \"IFU\"\n";
const TOXIN: &str = "maker = \"M\"\nmodel = \"Tox\"\ntreatments = [\"botulinum\"]\ntoxin = \"onabotulinumtoxinA\"\n\
    max_age = 65\nsource = \"PI\"\n";

fn knowledge(files: &[(&str, &str)]) -> Knowledge {
    Knowledge::with_clinic([("clinic.toml", HEAD)].into_iter().chain(files.iter().copied())).unwrap()
}

fn case(born: &str, skin: Phototype, facts: Vec<Fact>, ask: Ask) -> Case {
    Case {
        today: "2026-03-02".parse().unwrap(),
        policy: Policy::default(),
        patient: Patient {
            born: Some(born.parse().unwrap()),
            sex: Some(Sex::Female),
            phototype: Some(skin),
            ..Patient::default()
        },
        facts,
        unstated: Unstated::Absent,
        ask: vec![ask],
    }
}

fn rosacea() -> Vec<Fact> {
    let mut fact = Fact::new(Subject::Condition("rosacea".into()), Some(Status::Present));
    fact.detail = Some("controlled".into());
    vec![fact]
}

/// Verdict, rules, and questions of the first answer.
fn asked(k: &Knowledge, case: &Case) -> (Verdict, Vec<String>, Vec<String>) {
    let gate = Gate::new(k);
    let answer = gate.answer(case, &case.ask[0]).unwrap();
    (
        answer.verdict,
        answer.findings.iter().map(|f| f.rule.to_string()).collect(),
        answer.questions.iter().map(|q| q.text.to_string()).collect(),
    )
}

#[test]
fn one_device_speaks_for_its_treatment() {
    use Phototype::{II, III};
    let k = knowledge(&[("devices/one.toml", LIGHT)]);
    for (born, skin, facts, want, rule) in [
        ("1990-01-01", II, vec![], Verdict::Allow, None),
        ("1990-01-01", III, vec![], Verdict::Refuse, Some("label-one-phototype")),
        ("1996-03-03", II, vec![], Verdict::Refuse, Some("label-one-age")),
        ("1996-03-02", II, vec![], Verdict::Allow, None),
        ("1990-01-01", II, rosacea(), Verdict::Refuse, Some("label-one-rosacea")),
    ] {
        let (verdict, rules, _) = asked(&k, &case(born, skin, facts, Ask::treatment("ipl")));
        assert_eq!(verdict, want, "{born} {skin} {rules:?}");
        assert_eq!(rules.first().map(String::as_str), rule, "{born} {skin} {rules:?}");
    }
}

#[test]
fn the_day_of_the_birthday_is_free_and_told() {
    let k = knowledge(&[("devices/one.toml", LIGHT)]);
    let case = case("1996-03-03", Phototype::II, vec![], Ask::treatment("ipl"));
    let gate = Gate::new(&k);
    let answer = gate.answer(&case, &case.ask[0]).unwrap();
    assert_eq!(answer.earliest, Some("2026-03-03".parse().unwrap()));
    assert_eq!(answer.findings[0].sources.tags().collect::<Vec<_>>(), vec!["LABEL-ONE"]);
    assert!(k.sources["LABEL-ONE"].text.contains("M One: IFU"));
}

#[test]
fn of_several_devices_what_only_one_says_is_open_until_somebody_says_which() {
    let k = knowledge(&[("devices/one.toml", LIGHT), ("devices/two.toml", OTHER)]);
    let with_nm = |nm: f64| Ask {
        params: Params { wavelength_nm: Some(nm), ..Params::default() },
        ..Ask::treatment("ipl")
    };
    for (ask, skin, want) in [
        (Ask::treatment("ipl"), Phototype::III, Verdict::Review),
        (with_nm(590.0), Phototype::III, Verdict::Allow),
        (with_nm(560.0), Phototype::III, Verdict::Refuse),
        (with_nm(755.0), Phototype::II, Verdict::Review),
        (Ask::treatment("ipl"), Phototype::IV, Verdict::Refuse),
        (Ask::treatment("ipl"), Phototype::II, Verdict::Allow),
    ] {
        let (verdict, rules, questions) = asked(&k, &case("1990-01-01", skin, vec![], ask.clone()));
        assert_eq!(verdict, want, "{skin} {:?} {rules:?}", ask.params.wavelength_nm);
        assert_eq!(
            questions.iter().any(|q| q.contains("Which device")),
            want == Verdict::Review && ask.params.wavelength_nm.is_none(),
            "{questions:?}"
        );
    }
}

#[test]
fn not_knowing_is_no_permission_of_a_label_either() {
    let k = knowledge(&[("devices/one.toml", LIGHT)]);
    let mut nobody = case("1990-01-01", Phototype::II, vec![], Ask::treatment("ipl"));
    nobody.patient.born = None;
    let (verdict, rules, questions) = asked(&k, &nobody);
    assert_eq!(verdict, Verdict::Review);
    assert!(rules.contains(&"label-one-age".to_owned()), "{rules:?}");
    assert!(questions.iter().any(|q| q.contains("How old")), "{questions:?}");
    let mut open = case("1990-01-01", Phototype::II, vec![], Ask::treatment("ipl"));
    open.facts = vec![Fact::new(Subject::Condition("rosacea".into()), Some(Status::Unknown))];
    assert_eq!(asked(&k, &open).0, Verdict::Review);
}

#[test]
fn a_toxin_without_a_label_on_file_is_looked_at() {
    let k = knowledge(&[("labels/tox.toml", TOXIN)]);
    let with = |toxin| Ask {
        params: Params { toxin: Some(toxin), ..Params::default() },
        ..Ask::treatment("botulinum")
    };
    for (ask, born, want) in [
        (with(Toxin::Ona), "1990-01-01", Verdict::Allow),
        (with(Toxin::Abo), "1990-01-01", Verdict::Review),
        (with(Toxin::Ona), "1960-03-02", Verdict::Review),
        (with(Toxin::Ona), "1960-03-03", Verdict::Allow),
    ] {
        let (verdict, rules, _) = asked(&k, &case(born, Phototype::II, vec![], ask));
        assert_eq!(verdict, want, "{born} {rules:?}");
    }
}

#[test]
fn who_may_depends_on_the_place_and_the_strictest_counts_where_none_is_named() {
    use Performer::{Aesthetician, NpPa, Rn};
    let texas = "signed = { name = \"Dr. A\", licence = \"MD 1\", on = 2026-09-01, reason = \"law\" }\n\
        code = \"US-TX\"\ntitle = \"Texas\"\nsources = [\"AMSPA\"]\n\
        sign_off = { author = \"House\", reviewed = 2026-09-01, again = 2027-03-01 }\n\
        [[tier]]\nkey = \"t1\"\nfor = [\"ipl\"]\nlowest = \"np_pa\"\nbecause = \"b\"\nsources = [\"AMSPA\"]\nstrength = \"E\"\n\
        [[tier]]\nkey = \"t2\"\nfor = [\"microneedling\"]\nlowest = \"aesthetician\"\nbecause = \"b\"\nsources = [\"AMSPA\"]\nstrength = \"E\"\n";
    let k = knowledge(&[("scope/us-tx.toml", texas)]);
    for (place, treatment, performer, want) in [
        (None, "ipl", Rn, Verdict::Refuse),
        (None, "ipl", NpPa, Verdict::Allow),
        (Some("FR"), "ipl", Rn, Verdict::Refuse),
        (Some("US-AZ"), "ipl", Rn, Verdict::Allow),
        (Some("US-CA"), "ipl", Rn, Verdict::Caution),
        (Some("US-CA"), "botulinum", NpPa, Verdict::Caution),
        (Some("US-CA"), "botulinum", Performer::Md, Verdict::Allow),
        (Some("US-CA"), "botulinum", Aesthetician, Verdict::Refuse),
        (Some("US-ND"), "microneedling", Aesthetician, Verdict::Refuse),
        (Some("US-TX"), "microneedling", Aesthetician, Verdict::Allow),
        (None, "microneedling", Aesthetician, Verdict::Refuse),
    ] {
        let ask = Ask { performer: Some(performer), ..Ask::treatment(treatment) };
        let mut case = case("1990-01-01", Phototype::II, vec![], ask);
        case.policy.jurisdiction = place.map(str::to_owned);
        let (verdict, rules, _) = asked(&k, &case);
        assert_eq!(verdict, want, "{place:?} {treatment} {performer} {rules:?}");
    }
}

#[test]
fn a_refusal_is_law_only_where_it_is_law() {
    let k = Knowledge::shipped().unwrap();
    let gate = Gate::new(k);
    for (place, law) in [(None, true), (Some("GB-ENG"), true), (Some("FR"), true), (Some("US-CA"), false)] {
        let mut case = case("2010-01-01", Phototype::II, vec![], Ask::treatment("botulinum"));
        case.policy.jurisdiction = place.map(str::to_owned);
        let answer = gate.answer(&case, &case.ask[0]).unwrap();
        assert_eq!(answer.verdict, Verdict::Refuse, "{place:?}");
        let finding = answer.findings.iter().find(|f| f.rule == *"minor-toxin").unwrap();
        assert_eq!(finding.by_law, law, "{place:?}");
    }
}

fn layered() -> &'static Knowledge {
    static K: OnceLock<Knowledge> = OnceLock::new();
    K.get_or_init(|| {
        knowledge(&[("devices/one.toml", LIGHT), ("devices/two.toml", OTHER), ("labels/tox.toml", TOXIN)])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn labels_never_make_an_answer_lighter(
        born in 1940_i16..2015,
        skin in prop::sample::select(Phototype::ALL.to_vec()),
        known in any::<bool>(),
        conditions in prop::collection::vec((0_usize..60, 0_usize..4), 0..6),
        treatment in prop::sample::select(vec!["ipl", "botulinum"]),
        nm in prop::option::of(prop::sample::select(vec![560.0, 590.0, 755.0])),
        toxin in prop::option::of(prop::sample::select(Toxin::ALL.to_vec())),
        denied in any::<bool>(),
    ) {
        let shipped = Knowledge::shipped().unwrap();
        let params = Params { wavelength_nm: nm, toxin, ..Params::default() };
        let ask = Ask { params, ..Ask::treatment(treatment) };
        let mut case = case(&format!("{born}-05-05"), skin, vec![], ask);
        if !known { case.patient.phototype = None; }
        case.unstated = if denied { Unstated::Absent } else { Unstated::Unknown };
        let statuses = [Status::Present, Status::Past, Status::Absent, Status::Unknown];
        for (i, s) in conditions {
            let codes: Vec<&str> = shipped.conditions.iter()
                .filter(|c| c.holds != knowledge::condition::Holds::Derived).map(|c| c.code.as_str()).collect();
            case.facts.push(Fact::new(Subject::Condition(codes[i % codes.len()].into()), Some(statuses[s])));
        }
        let (from, to) = (case.today, case.today.plus(400));
        let plain = Gate::new(shipped);
        let own = Gate::new(layered());
        let lighter = |day: vocab::Day| {
            let at = |gate: &Gate<'_>| gate.days(&case, &case.ask[0], day, day).unwrap()[0].verdict;
            (at(&plain), at(&own))
        };
        for run in own.days(&case, &case.ask[0], from, to).unwrap() {
            for day in [run.from, run.to] {
                let (shipped, layered) = lighter(day);
                prop_assert!(layered >= shipped, "{day}: {shipped} became {layered}");
            }
        }
    }
}
