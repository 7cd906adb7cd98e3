//! Consent: the only road to a signature, and whether it holds.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use chart::consent::{
    Act, Allowed, Consent, Form, LANGUAGE, Meaning, Missing, NotPresented, Part, Pen, Presented, Purpose,
    Said, Signed, Standing, Text, changed, photo_allowed, standing,
};
use chart::entry::{Body, Identity};
use chart::fold::Chart;
use chart::patient::Entry;
use knowledge::Knowledge;
use proptest::prelude::*;
use std::collections::BTreeMap;
use vocab::Day;

fn shipped() -> &'static Knowledge {
    Knowledge::shipped().unwrap()
}

fn text(service: &str) -> Text {
    Text::of(shipped(), service, LANGUAGE).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn who(born: &str) -> Identity {
    Identity { name: "Amara Okafor".to_owned(), born: born.parse().ok(), ..Identity::default() }
}

fn right(text: &Text) -> BTreeMap<String, usize> {
    text.questions.iter().map(|q| (q.key.clone(), q.right)).collect()
}

fn at(day: Day) -> i64 {
    i64::from(day.number()) * 86_400_000 + 36_000_000
}

fn pen(text: &Text, on: Day) -> Pen {
    Pen {
        text_hash: text.hash(),
        name: "Amara Okafor".to_owned(),
        meaning: Some(Meaning::Agrees),
        at: at(on),
        on: Some(on),
        explained_by: "nurse-noor".to_owned(),
        ..Pen::default()
    }
}

fn signed(text: &Text, born: &str, pen: &Pen) -> Signed {
    let form = Form::present(text, &who(born), pen.on.unwrap()).unwrap();
    form.answer(&right(text)).unwrap().sign(pen).unwrap()
}

#[test]
fn who_signs_is_decided_by_the_day_of_birth() {
    let toxin = text("botulinum");
    let on = day("2026-11-25");
    for (born, guardian) in [("2008-11-25", false), ("2008-11-26", true), ("1990-04-12", false)] {
        assert_eq!(Form::present(&toxin, &who(born), on).unwrap().needs_guardian(), guardian, "{born}");
    }
    let unknown = Form::present(&toxin, &who("not said"), on).unwrap_err();
    assert_eq!(unknown, NotPresented::BirthUnknown);
    let ahead = Form::present(&toxin, &who("2027-01-01"), on).unwrap_err();
    assert_eq!(ahead, NotPresented::BirthAhead(day("2027-01-01")));
}

#[test]
fn what_is_missing_is_told_and_nothing_is_signed() {
    type Spoil = fn(&mut Pen);
    let filler = text("filler_ha");
    let on = day("2026-11-25");
    let cases: [(&str, Spoil, Missing); 9] = [
        ("another text", |p| p.text_hash = "0".repeat(64), Missing::Text),
        ("no text", |p| p.text_hash.clear(), Missing::Text),
        ("no tick", |p| p.meaning = None, Missing::Meaning),
        ("another meaning", |p| p.meaning = Some(Meaning::AllowsPhotographs), Missing::Meaning),
        ("no name", |p| p.name = "  ".to_owned(), Missing::Name),
        ("a stroke", |p| p.name = "x".to_owned(), Missing::Name),
        ("another person", |p| p.name = "Ida Berg".to_owned(), Missing::OtherName("Amara Okafor".to_owned())),
        ("nobody explained", |p| p.explained_by.clear(), Missing::Explained),
        ("script for a drawing", |p| p.drawn = Some("M 1 1 L <script>".to_owned()), Missing::Drawn),
    ];
    for (what, spoil, want) in cases {
        let mut pen = pen(&filler, on);
        spoil(&mut pen);
        let form = Form::present(&filler, &who("1990-04-12"), on).unwrap();
        let understood = form.answer(&right(&filler)).unwrap();
        assert_eq!(understood.sign(&pen).unwrap_err(), vec![want], "{what}");
    }
    let minor = Form::present(&filler, &who("2010-04-12"), on).unwrap();
    let mut own = pen(&filler, on);
    own.meaning = Some(Meaning::AgreesForMinor);
    assert_eq!(minor.answer(&right(&filler)).unwrap().sign(&own).unwrap_err(), vec![Missing::Guardian]);
}

#[test]
fn a_question_that_was_not_understood_stops_and_says_why() {
    let filler = text("filler_ha");
    let form = Form::present(&filler, &who("1990-04-12"), day("2026-11-25")).unwrap();
    let (form, wrong) = form.answer(&BTreeMap::new()).unwrap_err();
    assert_eq!(wrong.len(), filler.questions.len());
    assert!(wrong.iter().all(|w| w.left_out));
    let mut chosen = right(&filler);
    chosen.insert("pale".to_owned(), 0);
    let (_, wrong) = form.answer(&chosen).unwrap_err();
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].because.contains("day and night"), "{}", wrong[0].because);
}

fn line(id: &str, service: &str, on: Day, act: Act) -> Entry {
    Entry {
        patient: "p".to_owned(),
        seq: 1,
        id: id.to_owned(),
        happened_at: at(on),
        recorded_at: at(on),
        author: "a".to_owned(),
        amends: None,
        body: Body::Consent(Consent { service: service.to_owned(), act }),
    }
}

fn identity(born: &str) -> Entry {
    let mut entry = line(
        "0",
        "x",
        day("2026-01-01"),
        Act::Withdrawn(Said { by: String::new(), on: day("2026-01-01"), why: String::new() }),
    );
    entry.body = Body::Identity(who(born));
    entry
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn how_a_consent_stands() {
    let k = shipped();
    let filler = text("filler_ha");
    let told = |on: Day| {
        Act::Presented(Presented {
            text_hash: filler.hash(),
            language: "en".to_owned(),
            on,
            explained_by: "n".to_owned(),
        })
    };
    let sign = |on: Day| Act::Signed(Box::new(signed(&filler, "1990-04-12", &pen(&filler, on))));
    let no = |on: Day| Act::Withdrawn(Said { by: "Amara".to_owned(), on, why: String::new() });
    let (d1, d3, later) = (day("2026-03-01"), day("2026-03-03"), day("2026-06-01"));
    let holds =
        Standing::Holds { entry: "s".to_owned(), text_hash: filler.hash(), on: d1, until: d1.plus(365) };
    for (what, lines, asked, want) in [
        ("nobody asked", vec![], d1, Standing::Missing),
        ("told", vec![line("t", "filler_ha", d1, told(d1))], d1, Standing::Presented { on: d1 }),
        (
            "the day of signing",
            vec![line("s", "filler_ha", d1, sign(d1))],
            d1,
            Standing::Thinking { free_from: d3 },
        ),
        ("two days on", vec![line("s", "filler_ha", d1, sign(d1))], d3, holds.clone()),
        ("another service", vec![line("s", "botulinum", d1, sign(d1))], d3, Standing::Missing),
        ("the last day", vec![line("s", "filler_ha", d1, sign(d1))], d1.plus(364), holds.clone()),
        (
            "it ended",
            vec![line("s", "filler_ha", d1, sign(d1))],
            d1.plus(365),
            Standing::Expired { on: d1.plus(365) },
        ),
        ("signed later than asked", vec![line("s", "filler_ha", later, sign(later))], d3, Standing::Missing),
        (
            "taken back",
            vec![line("s", "filler_ha", d1, sign(d1)), line("w", "filler_ha", d3, no(d3))],
            later,
            Standing::Withdrawn { on: d3 },
        ),
        (
            "signed anew after it was taken back: the time to think begins anew",
            vec![
                line("s", "filler_ha", d1, sign(d1)),
                line("w", "filler_ha", d3, no(d3)),
                line("s2", "filler_ha", later, sign(later)),
            ],
            later,
            Standing::Thinking { free_from: later.plus(2) },
        ),
        (
            "renewed: nobody thinks twice",
            vec![
                line("s1", "filler_ha", d1.plus(-300), sign(d1.plus(-300))),
                line("s", "filler_ha", d1, sign(d1)),
            ],
            d1,
            holds.clone(),
        ),
        (
            "told first, signed on the day",
            vec![
                line("t", "filler_ha", d1.plus(-5), told(d1.plus(-5))),
                line("s", "filler_ha", d1, sign(d1)),
            ],
            d1,
            holds.clone(),
        ),
    ] {
        let mut entries = vec![identity("1990-04-12")];
        entries.extend(lines);
        assert_eq!(standing(k, &Chart::of(&entries), "filler_ha", asked), want, "{what}");
    }
    assert!(matches!(standing(k, &Chart::default(), "filer_ha", d1), Standing::NoText { .. }));
}

#[test]
fn a_guardians_word_ends_when_the_patient_comes_of_age() {
    let light = text("led_blue");
    let on = day("2026-11-25");
    let mut pen = pen(&light, on);
    pen.meaning = Some(Meaning::AgreesForMinor);
    pen.relation = Some("mother".to_owned());
    pen.name = "Ngozi Okafor".to_owned();
    let act = Act::Signed(Box::new(signed(&light, "2009-01-10", &pen)));
    let chart = Chart::of(&[identity("2009-01-10"), line("s", "led_blue", on, act)]);
    assert!(standing(shipped(), &chart, "led_blue", day("2027-01-09")).holds());
    assert_eq!(standing(shipped(), &chart, "led_blue", day("2027-01-10")), Standing::OwnNeeded);
    // A day of birth that was corrected afterwards: who signed as of age was none.
    let own = line(
        "s",
        "led_blue",
        on,
        Act::Signed(Box::new(signed(&light, "1990-04-12", &self::pen(&light, on)))),
    );
    let young = Chart::of(&[identity("1990-04-12"), own.clone(), identity("2009-01-10")]);
    assert_eq!(standing(shipped(), &young, "led_blue", day("2027-01-09")), Standing::GuardianNeeded);
    assert!(standing(shipped(), &young, "led_blue", day("2027-01-10")).holds());
}

#[test]
fn only_a_change_that_weighs_asks_for_a_new_signature_and_only_the_change_is_shown() {
    let now = text("botulinum");
    let on = day("2026-03-01");
    let mut old = now.clone();
    let risks = old.parts.get_mut(&Part::Risks).unwrap();
    let dropped = risks.pop().unwrap();
    let chart = |text: &Text| {
        Chart::of(&[
            identity("1990-04-12"),
            line("s", "botulinum", on, Act::Signed(Box::new(signed(text, "1990-04-12", &pen(text, on))))),
        ])
    };
    let asked = on.plus(10);
    let stands = standing(shipped(), &chart(&old), "botulinum", asked);
    assert_eq!(stands, Standing::Changed { parts: vec![Part::Risks], text_hash: old.hash() });
    let changes = changed(&old.bytes(), &now);
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].part, &changes[0].added, changes[0].gone.len()),
        (Part::Risks, &vec![dropped.text], 0)
    );
    let mut light = now.clone();
    light.parts.get_mut(&Part::Alternatives).unwrap().pop();
    assert!(standing(shipped(), &chart(&light), "botulinum", asked).holds(), "the catalogue grew");
}

#[test]
fn photographs_by_purpose_until_a_day_and_until_taken_back() {
    let on = day("2026-03-01");
    let act = |purpose: Purpose, until: Option<Day>| {
        let text = text(purpose.service());
        let mut pen = pen(&text, on);
        (pen.meaning, pen.until) = (Some(Meaning::AllowsPhotographs), until);
        Act::Signed(Box::new(signed(&text, "1990-04-12", &pen)))
    };
    let back = on.plus(5);
    let no = Act::Withdrawn(Said { by: "Amara".to_owned(), on: back, why: String::new() });
    let chart = Chart::of(&[
        line("1", "photo_record", on, act(Purpose::Record, None)),
        line("2", "photo_teaching", on, act(Purpose::Teaching, Some(on.plus(10)))),
        line("3", "photo_record", back, no),
    ]);
    for (what, purpose, instant, want) in [
        ("before it was signed", Purpose::Record, at(on) - 1, Allowed::NotAsked),
        ("from the moment of signing", Purpose::Record, at(on), Allowed::Until(at(on.plus(3650)))),
        ("the last moment", Purpose::Record, at(back) - 1, Allowed::Until(at(on.plus(3650)))),
        ("the moment it is taken back", Purpose::Record, at(back), Allowed::TakenBack(at(back))),
        ("another purpose is not touched", Purpose::Teaching, at(back), Allowed::Until(at(on.plus(10)))),
        ("its own end", Purpose::Teaching, at(on.plus(10)), Allowed::Ended(at(on.plus(10)))),
        ("never asked", Purpose::Publication, at(back), Allowed::NotAsked),
    ] {
        assert_eq!(photo_allowed(&chart, purpose, instant), want, "{what}");
    }
    // What a guardian allowed ends when the patient comes of age.
    let text = text("photo_record");
    let mut pen = pen(&text, on);
    (pen.meaning, pen.relation) = (Some(Meaning::AllowsPhotographs), Some("mother".to_owned()));
    let given = Act::Signed(Box::new(signed(&text, "2009-01-10", &pen)));
    let chart = Chart::of(&[identity("2009-01-10"), line("1", "photo_record", on, given)]);
    let own = i64::from(day("2027-01-10").number()) * 86_400_000;
    assert!(photo_allowed(&chart, Purpose::Record, own - 1).holds());
    assert_eq!(photo_allowed(&chart, Purpose::Record, own), Allowed::Ended(own));
}

/// One click on the form, in whatever order.
#[derive(Debug, Clone)]
enum Click {
    Answer(usize),
    Sign {
        hash: u8,
        name: String,
        meaning: Option<usize>,
        on: bool,
        explained: String,
        relation: Option<String>,
    },
}

fn click() -> impl Strategy<Value = Click> {
    prop_oneof![
        (0usize..3).prop_map(Click::Answer),
        (
            0u8..3,
            "[ a-zA]{0,4}|Amara|Amara Okafor",
            proptest::option::of(0usize..3),
            any::<bool>(),
            "|n1",
            proptest::option::of(" |mother")
        )
            .prop_map(|(hash, name, meaning, on, explained, relation)| Click::Sign {
                hash,
                name,
                meaning,
                on,
                explained,
                relation
            }),
    ]
}

proptest! {
    /// No order of clicks makes a signature without the text's hash, a name and the meaning; answers are needed first.
    #[test]
    fn no_order_of_clicks_signs_a_blank_form(
        service in proptest::sample::select(vec!["filler_ha", "botulinum", "photo_record", "massage"]),
        born in proptest::sample::select(vec!["1990-04-12", "2012-01-01"]),
        clicks in proptest::collection::vec(click(), 1..12),
    ) {
        let text = text(service);
        let today = day("2026-11-25");
        let mut answers: Option<BTreeMap<String, usize>> = None;
        for click in clicks {
            match click {
                Click::Answer(n) => answers = Some(text.questions.iter().map(|q| (q.key.clone(), n)).collect()),
                Click::Sign { hash, name, meaning, on, explained, relation } => {
                    let form = Form::present(&text, &who(born), today).unwrap();
                    let (minor, needed) = (form.needs_guardian(), form.meaning());
                    let Ok(understood) = form.answer(&answers.clone().unwrap_or_default()) else { continue };
                    prop_assert!(text.questions.iter().all(|q| answers.as_ref().unwrap()[&q.key] == q.right));
                    let pen = Pen {
                        text_hash: match hash { 0 => text.hash(), 1 => String::new(), _ => "a".repeat(64) },
                        name: name.clone(),
                        meaning: meaning.map(|m| Meaning::ALL[m]),
                        relation,
                        at: at(today),
                        on: on.then_some(today),
                        explained_by: explained,
                        ..Pen::default()
                    };
                    let Ok(signed) = understood.sign(&pen) else { continue };
                    let deed = signed.deed();
                    prop_assert_eq!((&deed.text_hash, hash), (&text.hash(), 0));
                    prop_assert!(deed.name.chars().filter(|c| c.is_alphabetic()).count() >= 2);
                    prop_assert_eq!(deed.meaning, needed);
                    prop_assert_eq!(pen.meaning, Some(needed));
                    let said = match &deed.signer {
                        chart::consent::Signer::Guardian { relation } => !relation.is_empty(),
                        chart::consent::Signer::Patient => false,
                    };
                    prop_assert!(!minor || said);
                    prop_assert!(!deed.explained_by.is_empty() && on);
                }
            }
        }
    }

    /// What stands in the record is asked the same: no field of a stored signature can be blank.
    #[test]
    fn a_stored_signature_with_a_blank_in_it_is_none(field in 0usize..6) {
        let filler = text("filler_ha");
        let act = Act::Signed(Box::new(signed(&filler, "1990-04-12", &pen(&filler, day("2026-11-25")))));
        let whole = Body::Consent(Consent { service: "filler_ha".to_owned(), act }).to_text().unwrap();
        prop_assert!(Body::from_text(Body::VERSION, &whole).is_ok());
        let mut json: serde_json::Value = serde_json::from_str(&whole).unwrap();
        let deed = &mut json["body"]["act"]["signed"];
        let name = ["text_hash", "name", "meaning", "explained_by", "parts", "signer"][field];
        prop_assert!(!deed[name].is_null());
        deed[name] = if name == "parts" { serde_json::json!({}) } else { serde_json::json!("") };
        prop_assert!(Body::from_text(Body::VERSION, &json.to_string()).is_err(), "{}", name);
    }
}
