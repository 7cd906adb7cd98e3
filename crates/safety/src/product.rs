//! Home-care products: pregnancy, allergies, prescriptions, limits.
use crate::answer::Because;
use crate::span::{Key, Span, plain};
use crate::standing::Person;
use crate::window::{Terms, window};
use knowledge::Knowledge;
use knowledge::condition::Attached;
use knowledge::ingredient::{Ingredient, ProductRule};
use vocab::case::{Ask, Status, Unstated};
use vocab::{Strength, Verdict};

/// Everything that is to be said about one product.
pub(crate) fn spans<'k>(
    k: &'k Knowledge,
    person: &Person<'_, 'k>,
    i: &'k Ingredient,
    ask: &Ask,
    out: &mut Vec<Span<'k>>,
) {
    prescription(i, ask, out);
    limits(i, ask, out);
    let p = &i.pregnancy;
    let too_strong = p.percent_max.is_some_and(|max| ask.params.percent.is_some_and(|stated| stated > max));
    let verdict = if too_strong { p.verdict.max(Verdict::Review) } else { p.verdict };
    if verdict > Verdict::Allow {
        let span = Span {
            because: Because::Text(&p.because),
            strength: p.strength,
            recalled: p.recalled,
            until: "after the pregnancy",
            ..plain(Key::Of("pregnancy-", &i.code), verdict, &p.sources)
        };
        condition(k, person, "pregnancy", &[], span, out);
    }
    for rule in &i.rule {
        by_rule(k, person, rule, out);
    }
}

fn prescription<'k>(i: &'k Ingredient, ask: &Ask, out: &mut Vec<Span<'k>>) {
    let Some(rx) = &i.prescription else { return };
    let needed = rx.from_percent.is_none_or(|from| ask.params.percent.is_some_and(|stated| stated >= from));
    if needed {
        out.push(Span {
            because: Because::Text(&rx.because),
            action: "A prescriber's order comes first.",
            attach: Some(Attached::PrescriberOrder),
            strength: rx.strength,
            ..plain(Key::Of("prescription-", &i.code), Verdict::Review, &rx.sources)
        });
    }
}

/// A stated strength above a limit of law or of a safety panel, anywhere: a prescriber looks.
fn limits<'k>(i: &'k Ingredient, ask: &Ask, out: &mut Vec<Span<'k>>) {
    let Some(stated) = ask.params.percent else { return };
    let strictest = i
        .limit
        .iter()
        .filter(|l| l.percent_max.is_some_and(|max| stated > max))
        .min_by(|a, b| a.percent_max.partial_cmp(&b.percent_max).unwrap_or(std::cmp::Ordering::Equal));
    if let Some(limit) = strictest {
        out.push(Span {
            because: Because::Text(&limit.text),
            recalled: limit.recalled,
            strength: Strength::Label,
            ..plain(Key::Of("limit-", &i.code), Verdict::Review, &limit.sources)
        });
    }
}

fn by_rule<'k>(k: &'k Knowledge, person: &Person<'_, 'k>, rule: &'k ProductRule, out: &mut Vec<Span<'k>>) {
    let span = Span {
        because: Because::Text(&rule.because),
        strength: rule.strength,
        recalled: rule.recalled,
        ..plain(Key::Rule(&rule.key), rule.verdict, &rule.sources)
    };
    match rule.condition.strip_prefix("drug_class:") {
        None => condition(k, person, &rule.condition, &rule.detail, span, out),
        Some(class) => {
            let status = person.drug_classes.iter().filter(|(code, _)| *code == class).map(|(_, s)| *s).min();
            match status {
                Some(Status::Present | Status::Past | Status::Absent) => out.push(span),
                Some(Status::Unknown) => out.push(open(span, class, "Is this medicine in use?")),
                None if person.case.unstated == Unstated::Unknown => {
                    out.push(open(span, "medicines", "Which medicines are in use, contraception included?"));
                }
                None => {}
            }
        }
    }
}

/// A finding that stands while a condition does.
fn condition<'k>(
    k: &'k Knowledge,
    person: &Person<'_, 'k>,
    code: &str,
    detail: &[String],
    span: Span<'k>,
    out: &mut Vec<Span<'k>>,
) {
    let Some(place) = k.condition_place(code) else { return };
    let (Some(known), Some(condition)) = (person.known.get(place), k.conditions.get(place)) else { return };
    for s in &known.standing {
        let named = detail.is_empty() || detail.iter().any(|d| Some(d.as_str()) == s.detail);
        let w = window(condition.holds, Terms::PLAIN, s, person.today);
        if let Some(w) = w.filter(|_| named) {
            if w.certain {
                out.push(Span { from: w.from, to: w.to, ..span.clone() });
            } else if span.verdict >= Verdict::Defer {
                out.push(Span {
                    from: w.from,
                    to: w.to,
                    ..open(span.clone(), &condition.code, &condition.question)
                });
            }
        }
    }
    if span.verdict >= Verdict::Defer && person.open(place, condition.place, None).next().is_some() {
        out.push(open(span, &condition.code, &condition.question));
    }
}

fn open<'k>(span: Span<'k>, code: &'k str, question: &'k str) -> Span<'k> {
    let because = if let Because::Text(reason) = span.because {
        Because::Unasked { title: code, reason }
    } else {
        span.because
    };
    Span {
        verdict: Verdict::Review,
        because,
        question: Some((code, question)),
        action: "",
        attach: None,
        until: "",
        ..span
    }
}
