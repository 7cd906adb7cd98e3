//! The outbox in its states: ordinary, each list, empty, and as whoever may only read sees it.
use super::outgoing::{ANSWERS, Answered, INVITE, Line, Outgoing};
use chart::message::{Gesture, Kind};
use vocab::verdict::State as Light;

pub(super) fn samples() -> Vec<(&'static str, Outgoing)> {
    let lists = vec![
        ("coming".into(), "Coming", 2),
        ("sent".into(), "Sent", 1),
        ("failed".into(), "Failed", 0),
        ("suppressed".into(), "Not sent", 4),
        ("call".into(), "To call", 1),
        (INVITE.into(), "To invite", 1),
        (ANSWERS.into(), "Answers", 1),
    ];
    let base = Outgoing {
        chosen: "coming".into(),
        lists,
        carries: true,
        may_send: true,
        may_set: true,
        may_read: true,
        may_stop: true,
        csrf: "t".into(),
        ..Outgoing::default()
    };
    let line = Line {
        id: "reminder/p/2026-12-01".into(),
        patient: "p".into(),
        name: "Amara <Okafor>".into(),
        kind: Kind::Reminder.in_words().into(),
        standing: "goes".into(),
        when: "Sun 29 Nov 2026, 14:00".into(),
        gestures: vec![Gesture::Send, Gesture::Cancel],
        ..Line::default()
    };
    let call = Line {
        phone: "+1 555 0101".into(),
        standing: "not sent".into(),
        why: "Nobody asked the guest yet whether we may write for this".into(),
        gestures: vec![Gesture::Called],
        ..line.clone()
    };
    let sent = Line {
        standing: "sent".into(),
        light: Some(Light::Clear),
        to: "By e-mail to amara@example.org".into(),
        words: Some(("A reminder: Tuesday, 1 December 2026".into(), "Dear Amara,\n\nyour visit is near <b>.".into())),
        gestures: vec![],
        ..line.clone()
    };
    let invited = Line {
        kind: Kind::Recall.in_words().into(),
        standing: "waits for you".into(),
        light: Some(Light::Ask),
        why: "Botulinum toxin: the result is expected to fade from Sun 22 Nov 2026 on".into(),
        ..line.clone()
    };
    let answer = Answered { id: "a".into(), patient: "p".into(), name: "Amara".into(), when: "Tue 24 Nov 2026, 09:00".into(), words: "May I come at <five>?".into(), stop: false, open: true };
    let stopped = Answered { stop: true, open: false, words: "STOP".into(), ..answer.clone() };
    let of = |chosen: &str, lines: Vec<Line>| Outgoing { chosen: chosen.into(), lines, ..base.clone() };
    vec![
        ("ordinary", of("coming", vec![line.clone(), invited.clone()])),
        ("call", of("call", vec![call])),
        ("sent", of("sent", vec![sent])),
        ("invite", of(INVITE, vec![invited])),
        ("answers", Outgoing { chosen: ANSWERS.into(), answers: vec![answer, stopped], ..base.clone() }),
        ("many", Outgoing { more: 12, lines: vec![line.clone()], ..base.clone() }),
        ("empty", Outgoing { carries: false, ..base.clone() }),
        ("reader", Outgoing { may_send: false, may_set: false, may_read: false, may_stop: false, lines: vec![Line { gestures: vec![], ..line }], ..base }),
    ]
}
