//! Groups, letters, days and conditions of rules in words.
use crate::condition::{Area, Condition, Holds, Place, Rule, UnstatedParam};
use vocab::group::SpacingLetter;
use vocab::{Group, Verdict};

/// A group in words, as it stands inside a sentence.
#[must_use]
pub const fn group(group: Group) -> &'static str {
    match group {
        Group::Spa => "facials and LED",
        Group::Mech => "mechanical exfoliation",
        Group::Sup => "superficial peels",
        Group::Med => "medium peels",
        Group::Mn => "microneedling",
        Group::Rfmn => "radio-frequency microneedling",
        Group::Light => "light and lasers",
        Group::Nafl => "non-ablative fractional laser",
        Group::Abl => "ablative lasers",
        Group::Bont => "botulinum toxin",
        Group::Fil => "filler",
        Group::Prp => "platelet-rich plasma",
        Group::Pdt => "photodynamic therapy",
        Group::Body => "massage and wraps",
    }
}

/// A letter of the spacing matrix in words.
#[must_use]
pub const fn letter(letter: SpacingLetter) -> &'static str {
    match letter {
        SpacingLetter::F => "facial or LED",
        SpacingLetter::M => "mechanical exfoliation",
        SpacingLetter::S => "superficial peel",
        SpacingLetter::T => "medium peel",
        SpacingLetter::N => "microneedling",
        SpacingLetter::R => "radio-frequency microneedling",
        SpacingLetter::L => "light or laser",
        SpacingLetter::X => "non-ablative fractional laser",
        SpacingLetter::A => "ablative laser",
        SpacingLetter::B => "botulinum toxin",
        SpacingLetter::H => "filler",
        SpacingLetter::P => "platelet-rich plasma",
        SpacingLetter::D => "photodynamic therapy",
    }
}

/// `1 day`, `14 days`.
#[must_use]
pub fn days(count: u16) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// When a rule of a condition fires, sentence by sentence.
#[must_use]
pub fn fires_when(condition: &Condition, rule: &Rule) -> Vec<String> {
    let mut said = vec![standing(condition, rule)];
    said.extend(border(condition, rule));
    let place = rule.place.unwrap_or(condition.place);
    match place {
        Place::Anywhere => {}
        Place::Overlap => said.push(
            "Only where its zone and the treated zone overlap; a zone that is not stated is everywhere."
                .into(),
        ),
        Place::Elsewhere => said.push("Only where both zones are known and lie apart.".into()),
    }
    let when = &rule.when;
    if !when.detail.is_empty() {
        let unstated = condition.stricter.as_ref().filter(|word| when.detail.contains(word));
        let also = if unstated.is_some() { ", also when nothing is said of it" } else { "" };
        said.push(format!("Only if it is {}{also}.", spoken(&when.detail)));
    }
    for (switch, value) in &when.policy {
        said.push(format!(
            "Only where the house follows “{}” for {}.",
            value.replace('_', " "),
            switch.replace('_', " ")
        ));
    }
    for (name, value) in &when.params {
        let unstated = match when.unstated {
            Some(UnstatedParam::Applies) => "; not stated counts as this",
            Some(UnstatedParam::Review) => "; not stated is asked for",
            Some(UnstatedParam::No) | None => "",
        };
        let name = name.replace('_', " ");
        let stated = match value.as_str() {
            "true" => format!("with {name}"),
            "false" => format!("without {name}"),
            value => format!("where {name} is {}", value.replace('_', " ")),
        };
        said.push(format!("Only {stated}{unstated}."));
    }
    if let Some(area) = when.asked_area {
        said.push(format!("Only where {} treated.", in_area(area)));
    }
    if let Some(area) = when.fact_area {
        said.push(format!("Only where {} affected.", in_area(area)));
    }
    said
}

/// While it is present, or around its day.
fn standing(condition: &Condition, rule: &Rule) -> String {
    match condition.holds {
        Holds::State if rule.days.is_some() => "While it is present, and for a time after its last day.",
        Holds::State => "While it is present, its last day included.",
        Holds::Ever => "Once it was ever present; the past counts.",
        Holds::Chronic => "While it is present; if it is said to be past, it is asked whether it is settled.",
        Holds::Event => "Around the day on which it happens.",
        Holds::Derived => "It follows from age or skin type, and is never asked.",
    }
    .to_owned()
}

/// The border days of a rule, one sentence each.
fn border(condition: &Condition, rule: &Rule) -> Vec<String> {
    let last = if condition.holds == Holds::Event { "the day itself" } else { "the last day" };
    let mut said = Vec::new();
    if let Some(count) = rule.days {
        said.push(if rule.verdict == Some(Verdict::Defer) {
            format!("Free again {} after {last}; that day is free.", days(count))
        } else {
            format!("Stands until {} after {last}, that day included.", days(count))
        });
    }
    if let Some(count) = rule.before_days {
        said.push(format!("Also stands less than {0} before it; {0} before is free.", days(count)));
    }
    if let Some(count) = rule.after_days {
        said.push(format!("Begins {} after it, and then stays.", days(count)));
    }
    if let Some(count) = rule.stop_days {
        said.push(format!("The product is paused {} before.", days(count)));
    }
    said
}

fn spoken(words: &[String]) -> String {
    words.iter().map(|word| format!("“{}”", word.replace('_', " "))).collect::<Vec<_>>().join(" or ")
}

const fn in_area(area: Area) -> &'static str {
    match area {
        Area::Facial => "the face, neck or décolleté is",
        Area::Lips => "the lips or the skin around the mouth are",
        Area::Body => "the body below the décolleté is",
    }
}
