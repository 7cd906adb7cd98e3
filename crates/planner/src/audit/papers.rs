//! Sources: every statement has one, and every tag is in the bibliography.
use super::{Desk, Fault};

pub(super) fn check(desk: &mut Desk<'_>) {
    let mut all: Vec<(String, &[String])> = Vec::new();
    for (place, s) in desk.sessions() {
        if s.because.is_empty() {
            desk.say(Fault::Source, &place, "no reason is given");
        }
        for f in &s.findings {
            all.push((format!("{place} finding {}", f.rule), &f.sources));
        }
        all.push((place, &s.sources));
    }
    let plan = desk.plan;
    all.extend(
        plan.prepare
            .iter()
            .enumerate()
            .map(|(i, p)| (format!("prepare[{i}] {}", p.what), p.sources.as_slice())),
    );
    all.extend(
        plan.home_care
            .iter()
            .enumerate()
            .map(|(i, h)| (format!("home_care[{i}] {}", h.product), h.sources.as_slice())),
    );
    all.extend(
        plan.living
            .iter()
            .enumerate()
            .map(|(i, l)| (format!("living[{i}] {}", l.advice), l.sources.as_slice())),
    );
    all.extend(
        plan.maintain
            .iter()
            .enumerate()
            .map(|(i, m)| (format!("maintain[{i}] {}", m.treatment), m.sources.as_slice())),
    );
    for (place, sources) in all {
        if sources.is_empty() {
            desk.say(Fault::Source, &place, "no source is given");
        }
        for tag in sources.iter().filter(|t| !desk.k.sources.contains_key(*t)) {
            desk.say(Fault::Source, &place, format!("`{tag}` is not in the bibliography"));
        }
    }
    for (i, e) in plan.expected.iter().enumerate() {
        if e.basis.is_empty() {
            desk.say(
                Fault::Source,
                format!("expected[{i}] {}", e.concern),
                "nothing is said of what it rests on",
            );
        }
    }
}
