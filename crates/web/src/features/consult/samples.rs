//! Samples: invented people and answers. Not advice.
use super::goals;
use super::photographs::Set;
use super::said::Said;
use super::show::Consult;
use super::so_far::{Open, Stopped, Strip};
use chart::consult::{Age, Consultation, Event, Goals, Section, Seen, Standing, Wanted, key_of};
use chart::entry::Fact;
use chart::photo::View;
use knowledge::Knowledge;
use vocab::case::Status;
use vocab::goals::Concern;
use vocab::verdict::State;
use vocab::{Day, Phototype, Zone};

/// 24 November 2026.
const TODAY: Day = Day::from_number(20_781);

pub(super) fn all() -> Vec<(&'static str, Consult)> {
    let Ok(knowledge) = Knowledge::shipped() else { return Vec::new() };
    let page = |section| page(knowledge, section);
    let empty = Consult { consultation: Consultation::begin(0, "x"), said: Said::default(), strip: Some(Strip::default()), log: vec![], ..page(Section::Goals) };
    let fault = ("event-on".to_owned(), "“2026-02-30” is not a day of the calendar; write it as 2027-04-09.".to_owned());
    let mut unread = page(Section::Goals);
    unread.said.put("event-on", "2026-02-30");
    unread.said.put("words", "<script>alert(1)</script>");
    unread.faults = vec![fault];
    let guest = Consult { guest: true, strip: None, log: vec![], ..page(Section::Living) };
    let other = Consult { other: Some("Imani <Clarke>".into()), ..page(Section::BodyImage) };
    vec![
        ("empty", empty),
        ("unread", unread),
        ("medicines", medicines(page(Section::Medicines))),
        ("skin", page(Section::Skin)),
        ("concerns", page(Section::Concerns)),
        ("photographs", page(Section::Photographs)),
        ("guest", guest),
        ("other", other),
        ("summary", page(Section::Summary)),
    ]
}

fn consultation() -> Consultation {
    let mut own = Consultation::begin(i64::from(TODAY.number()) * 86_400_000, "nurse");
    own.goals = Goals {
        words: "Even skin for my wedding, <b>please</b>".into(),
        wanted: vec![
            Wanted { concern: Concern::Melasma, weight: 10, zone: None },
            Wanted { concern: Concern::Dullness, weight: 3, zone: None },
        ],
        event: Some(Event { on: TODAY.plus(200), clear_days: 14, name: "Wedding".into() }),
        avoid: vec!["needles".into()],
        ..Goals::default()
    };
    own.skin.phototype = Some(Phototype::V);
    let mut seen = Seen { zones: [Zone::CheekMedialR, Zone::Forehead].into(), bother: Some(8), ..Seen::default() };
    for (key, value) in [("masi.forehead.share", 20.0), ("masi.forehead.darkness", 2.0), ("masi.malar_r.share", 40.0), ("masi.malar_r.darkness", 3.0)] {
        seen.parts.insert(key.into(), value);
    }
    own.seen.insert(Concern::Melasma, seen);
    own.save(Section::Goals, own.begun_at, "nurse", true);
    own
}

fn page(knowledge: &'static Knowledge, section: Section) -> Consult {
    let consultation = consultation();
    let said = match section {
        Section::Goals => goals::pairs(&consultation),
        Section::Skin => super::skin::pairs(&consultation),
        Section::Concerns => super::concerns::pairs(&consultation, Concern::Melasma),
        Section::History
        | Section::Medicines
        | Section::Living
        | Section::Photographs
        | Section::BodyImage
        | Section::Summary => Said::default(),
    };
    let strip = Strip {
        stops: vec![Stopped { because: "An invented reason: this light burns deep skin.".into(), treatments: vec!["Pulsed light".into(), "A laser".into()], free: "Sat 13 Mar 2027".into() }],
        stopped: 7,
        asking: 4,
        clear: 9,
        questions: (0..6).map(|n| Open { text: format!("An invented question, number {n}?"), waiting: 6 - n, section: Section::History, at: "c-hsv_history".into() }).collect(),
        heard: vec![(State::Stop, "Combined pill".into()), (State::Ask, "Cold sores: not sure".into()), (State::Clear, "Phototype V".into())],
    };
    let views = View::SET.iter().map(|view| (*view, (*view == View::Front).then_some(TODAY))).collect();
    Consult {
        patient: "p1".into(),
        name: "Amara <Okafor>".into(),
        who: "34 years · first consultation".into(),
        consultation,
        section,
        concern: Concern::Melasma,
        said,
        faults: vec![],
        standing: vec![],
        strip: Some(strip),
        found: (vec![], false),
        guest: false,
        csrf: "token".into(),
        knowledge,
        log: vec![("Tue 24 Nov 2026 · Imani <Clarke>".into(), "Fact".into())],
        other: None,
        carried: None,
        photos: Set { kept: 1, views, allowed: false },
    }
}

/// A returning guest: a medicine said long ago, a row that was added, and a search that found nothing.
fn medicines(mut page: Consult) -> Consult {
    let old = Fact { drug: Some("Roaccutane".into()), status: Some(Status::Present), ..Fact::default() };
    page.standing = vec![Standing { key: key_of(&old), fact: old, said_at: 0, age: Age::Old(44), ends: true }];
    for (name, value) in [("m1", "drug:Roaccutane"), ("m1-is", "present"), ("m2", "drug:<b>odd</b>"), ("m2-is", "present"), ("find", "xyzzy"), ("c-allergy_latex", "present")] {
        page.said.put(name, value);
    }
    page
}
