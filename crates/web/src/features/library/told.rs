//! What guests are told before a consent, what is done in an emergency, and the languages of both, as leaves of the library.
use super::leaf::Leaf;
use super::pages::leaf;
use super::rule::tags;
use crate::ui;
use knowledge::Knowledge;
use knowledge::catalogue::ItemKind;
use knowledge::consent::HowOften;
use maud::{Markup, html};

/// A sentence with its sources and its signature.
fn sentence(k: &Knowledge, before: &str, text: &str, sources: &[String], recalled: bool) -> Markup {
    html! { div.card {
        p { @if !before.is_empty() { b { (before) " " } } (text) }
        p."small muted" { (tags(k, sources)) @if recalled { " " (ui::sign_off()) } }
    } }
}

pub(super) fn consent_text(k: &Knowledge, key: &str) -> Option<Leaf> {
    let i = k.care.informing.iter().find(|i| i.key == key)?;
    let often = |how| match how {
        HowOften::Usual => "Usual:",
        HowOften::Sometimes => "Sometimes:",
        HowOften::Rare => "Rare:",
        HowOften::NotKnown => "How often is not known:",
    };
    let risks: Vec<Markup> =
        i.risk.iter().map(|r| sentence(k, often(r.how_often), &r.text, &r.sources, r.recalled)).collect();
    let told = |all: &[knowledge::consent::Told]| -> Vec<Markup> {
        all.iter().map(|t| sentence(k, "", &t.text, &t.sources, t.recalled)).collect()
    };
    let questions: Vec<Markup> = i.question.iter().map(|q| html! { div.card {
        p { b { (q.ask) } }
        ul { @for (place, answer) in q.answers.iter().enumerate() { li { (answer) @if place == q.right { " (right)" } } } }
        p."small muted" { (q.because) }
    } }).collect();
    let applies = if i.applies.is_empty() { "every treatment".to_owned() } else { i.applies.join(", ") };
    let recalled = i.recalled || i.risk.iter().any(|r| r.recalled) || i.off_label.iter().chain(&i.also).any(|t| t.recalled);
    Some(
        leaf(ItemKind::ConsentText, &i.title)
            .chip(key)
            .unsigned(recalled)
            .fact("Told before", html! { (applies) })
            .fact("Time to think", html! { @if i.cooling_off_days > 0 { (i.cooling_off_days) " days before a first treatment" } })
            .fact("Holds for", html! { @if i.valid_days > 0 { (i.valid_days) " days" } })
            .fact("Checked by", html! { (i.sign_off.checker.as_deref().unwrap_or("nobody yet")) })
            .fact("Read again by", html! { (i.sign_off.again.in_words()) })
            .part("risks", "What can happen", String::new(), &risks)
            .part("off-label", "Outside the label", String::new(), &told(&i.off_label))
            .part("also", "What everybody is told", String::new(), &told(&i.also))
            .part("questions", "Questions that check it", String::new(), &questions),
    )
}

pub(super) fn emergency_card(k: &Knowledge, key: &str) -> Option<Leaf> {
    let card = k.care.emergencies.iter().find(|card| card.key == key)?;
    let steps: Vec<Markup> = (1..).zip(&card.step).map(|(n, step): (usize, _)| html! { div.card {
        p { b { (n) ". " (step.does) } " " (step.how) @if step.again { " (again)" } }
        p."small muted" { (tags(k, &step.sources)) @if step.recalled { " " (ui::sign_off()) } }
    } }).collect();
    let never: Vec<Markup> = card.never.iter().map(|never| html! { p { (never) } }).collect();
    Some(
        leaf(ItemKind::EmergencyCard, &card.title)
            .lead(&card.when)
            .chip(key)
            .unsigned(card.recalled || card.step.iter().any(|step| step.recalled))
            .fact("Due again after", html! { @if let Some(minutes) = card.again_minutes { (minutes) " minutes" } })
            .fact("Sources", tags(k, &card.sources))
            .fact("Strength", html! { (card.strength.in_words()) })
            .fact("Checked by", html! { (card.sign_off.checker.as_deref().unwrap_or("nobody yet")) })
            .part("steps", "What is done, in this order", String::new(), &steps)
            .part("never", "What is not done", String::new(), &never),
    )
}

pub(super) fn language(k: &Knowledge, key: &str) -> Option<Leaf> {
    let language = k.language(key)?;
    let lines: Vec<Markup> = language.line.iter().map(|line| html! { div.card {
        p lang=(language.key) { (line.text) } p."small muted" { (line.english) }
    } }).collect();
    Some(
        leaf(ItemKind::Language, &language.title)
            .chip(key)
            .unsigned(!language.is_signed_off())
            .lead(&ui::sentence(language.standing()))
            .fact("Checked by", html! { (language.sign_off.checker.as_deref().unwrap_or("nobody yet")) })
            .part("lines", "Sentences", language.line.len().to_string(), &lines),
    )
}
