//! What the labels of a clinic's devices and products add: never less, only more.
//!
//! Where one device is used for a treatment, its label counts. Where several are, and the question
//! does not say which, what all of them say counts; what only some of them say is open: review,
//! with the question which one it will be.
use crate::answer::{Because, Sources};
use crate::rules;
use crate::span::{Key, Span, plain};
use crate::standing::Person;
use knowledge::Knowledge;
use knowledge::clinic::Label;
use knowledge::condition::Rule;
use knowledge::treatment::Treatment;
use vocab::case::Ask;
use vocab::{Phototype, Strength, Verdict};

/// The labels of one treatment, with their contraindications by place of the condition.
pub(crate) type Labels<'k> = Vec<(&'k Label, Vec<(usize, Vec<&'k Rule>)>)>;

/// The labels that bear on `t`, found once.
pub(crate) fn of<'k>(k: &'k Knowledge, t: &Treatment) -> Labels<'k> {
    let labels = k.clinic().into_iter().flat_map(|clinic| clinic.labels_for(&t.code));
    labels
        .map(|label| {
            let mut by_place: Vec<(usize, Vec<&Rule>)> = Vec::new();
            for (code, rule) in &label.rules {
                let Some(place) = k.condition_place(code) else { continue };
                match by_place.iter_mut().find(|(other, _)| *other == place) {
                    Some((_, rules)) => rules.push(rule),
                    None => by_place.push((place, vec![rule])),
                }
            }
            (label, by_place)
        })
        .collect()
}

/// Every finding of the labels of one treatment.
pub(crate) fn spans<'k>(
    k: &'k Knowledge,
    labels: &Labels<'k>,
    person: &Person<'_, 'k>,
    t: &'k Treatment,
    ask: &Ask,
    out: &mut Vec<Span<'k>>,
) {
    if labels.is_empty() {
        return;
    }
    let mut each: Vec<Vec<Span<'k>>> = Vec::new();
    for (label, rules) in labels.iter().filter(|(label, _)| label.may_be(&ask.params)) {
        let mut own = Vec::new();
        cleared(label, person, ask, &mut own);
        for (place, rules) in rules {
            if let Some(condition) = k.conditions.get(*place) {
                rules::spans(person, *place, condition, rules, &t.code, ask, &mut own);
            }
        }
        each.push(own);
    }
    match each.len() {
        0 => out.push(Span {
            because: Because::Text(
                "No device or product of this clinic has the stated settings: its label is not on file.",
            ),
            sources: Sources::House,
            ..plain(Key::Of("label-none-", &t.code), Verdict::Review, &[])
        }),
        1 => out.extend(each.into_iter().flatten()),
        _ => together(&each, out),
    }
}

/// Whom and which settings the label clears.
fn cleared<'k>(label: &'k Label, person: &Person<'_, 'k>, ask: &Ask, out: &mut Vec<Span<'k>>) {
    let of = |what, verdict| Span {
        strength: Strength::Label,
        ..plain(Key::Pair("label-", &label.key, what), verdict, &label.tags)
    };
    age(label, person, &of, out);
    if !label.phototypes.is_empty() {
        let skin = person.phototype;
        let possible =
            Phototype::ALL.iter().filter(|p| **p == skin.at_least || (!skin.exact && **p > skin.at_least));
        let (inside, outside): (Vec<&Phototype>, Vec<&Phototype>) =
            possible.partition(|p| label.phototypes.contains(p));
        if inside.is_empty() {
            out.push(Span {
                because: Because::Text("The label does not clear this phototype."),
                until: "another device or product",
                ..of("phototype", label.outside)
            });
        } else if !outside.is_empty() && label.outside >= Verdict::Defer {
            out.push(Span {
                because: Because::Unasked {
                    title: "phototype",
                    reason: "The label does not clear every phototype.",
                },
                question: Some((
                    "phototype_V",
                    "How does your skin react to the sun: does it burn, does it tan?",
                )),
                ..of("phototype", Verdict::Review)
            });
        }
    }
    if let (Some([min, max]), Some(stated)) = (label.depth_mm, ask.params.depth_mm)
        && !(min..=max).contains(&stated)
    {
        let because =
            Because::Range { param: "depth_mm", min, max, reason: "The device is made for these depths." };
        out.push(Span { because, ..of("depth", Verdict::Review) });
    }
}

fn age<'k>(
    label: &'k Label,
    person: &Person<'_, 'k>,
    of: &impl Fn(&'static str, Verdict) -> Span<'k>,
    out: &mut Vec<Span<'k>>,
) {
    match (person.case.patient.born, label.min_age) {
        (Some(born), Some(years)) => out.push(Span {
            to: born.plus_years(i16::from(years)).number(),
            because: Because::Text("The label clears it only from a greater age on."),
            ..of("age", Verdict::Refuse)
        }),
        (None, Some(_)) => out.push(Span {
            because: Because::Unasked {
                title: "date of birth",
                reason: "The label clears it only from a certain age on.",
            },
            question: Some(("minor", "How old are you?")),
            ..of("age", Verdict::Review)
        }),
        (Some(_) | None, None) => {}
    }
    if let (Some(born), Some(years)) = (person.case.patient.born, label.max_age) {
        out.push(Span {
            from: born.plus_years(i16::from(years) + 1).number(),
            because: Because::Text("Beyond the ages of the label; a prescriber looks."),
            ..of("age-above", Verdict::Review)
        });
    }
}

/// Several labels, of which nobody said which one counts.
fn together<'k>(each: &[Vec<Span<'k>>], out: &mut Vec<Span<'k>>) {
    let mut cuts: Vec<i32> = each.iter().flatten().flat_map(|s| [s.from, s.to]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let &[from, to] = pair else { continue };
        let heaviest: Vec<Option<&Span<'k>>> =
            each.iter().map(|own| own.iter().filter(|s| s.covers(from)).max_by_key(|s| s.verdict)).collect();
        let least = heaviest.iter().map(|s| s.map_or(Verdict::Allow, |s| s.verdict)).min();
        let all_stop = least >= Some(Verdict::Defer);
        if all_stop {
            if let Some(span) = heaviest.iter().flatten().min_by_key(|s| s.verdict) {
                out.push(Span { from, to, ..(*span).clone() });
            }
            continue;
        }
        for span in each.iter().flatten().filter(|s| s.covers(from)) {
            let span = Span { from, to, ..span.clone() };
            out.push(if span.stops() { open(span) } else { span });
        }
    }
}

/// What only one of several labels stops.
fn open(span: Span<'_>) -> Span<'_> {
    let because = if let Because::Text(reason) = span.because {
        Because::Unasked { title: "which device or product is used", reason }
    } else {
        span.because
    };
    Span {
        verdict: Verdict::Review,
        because,
        question: Some(("device", "Which device or product will be used?")),
        action: "",
        attach: None,
        until: "",
        ..span
    }
}
