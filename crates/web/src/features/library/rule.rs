//! One rule as the library shows it, alone or among others.
use super::address;
use crate::ui;
use knowledge::Knowledge;
use knowledge::catalogue::{Home, ItemKind, RuleView};
use maud::{Markup, html};

/// A rule with everything that belongs to it.
pub(super) fn rule(k: &Knowledge, view: &RuleView<'_>) -> Markup {
    drawn(view, &ui::facts(&parts(k, view)))
}

/// A rule among many: what it says, and the rest one step further.
pub(super) fn one_of_many(k: &Knowledge, view: &RuleView<'_>) -> Markup {
    drawn(view, &html! {
        details."disclose light" {
            summary { "When it fires, and what it rests on" span.unseen { ": " (view.title) } }
            div."inside boxed" { (ui::facts(&parts(k, view))) }
        }
    })
}

fn drawn(view: &RuleView<'_>, rest: &Markup) -> Markup {
    html! {
        article.card.rule {
            h3 { a href=(address(ItemKind::Rule, &view.key)) { (view.title) } }
            div.cluster {
                @if let Some(verdict) = view.verdict { (ui::badge(verdict, "")) }
                @for (what, days) in &view.days { span."chip" { (what) ": " (days) @if *days == 1 { " day" } @else { " days" } } }
                @if view.by_law { span.chip { "by law: never overridden" } }
                @if view.recalled { (ui::sign_off()) }
            }
            p { (view.because) }
            (rest)
        }
    }
}

fn parts(k: &Knowledge, view: &RuleView<'_>) -> Vec<(&'static str, Markup)> {
    let mut parts: Vec<(&'static str, Markup)> = Vec::new();
    if !view.when.is_empty() {
        parts.push(("Fires when", html! { (view.when.join(" ")) }));
    }
    if !view.action.is_empty() {
        parts.push(("What to do", html! { (view.action) }));
    }
    if !view.until.is_empty() {
        parts.push(("Until", html! { (view.until) }));
    }
    parts.push(("Sources", tags(k, view.sources)));
    parts.push(("Strength", html! { (view.strength.in_words()) }));
    parts.push(("Read", html! { "on " (view.sign_off.reviewed.in_words()) ", again by " (view.sign_off.again.in_words()) }));
    let signed = view.sign_off.checker.as_deref().unwrap_or("not signed yet");
    parts.push(("Signed by", html! { (signed) }));
    parts.push(("Rule", html! { code { (view.key) } }));
    parts
}

/// Tags that lead to their sources.
pub(super) fn tags<'t>(k: &Knowledge, tags: impl IntoIterator<Item = &'t String>) -> Markup {
    html! {
        @for (place, tag) in tags.into_iter().enumerate() {
            @if place > 0 { ", " }
            @if k.sources.contains_key(tag) { a href=(address(ItemKind::Source, tag)) { (tag) } } @else { (tag) }
        }
    }
}

/// Where a rule stands, as a link.
pub(super) fn home(view: &RuleView<'_>) -> Option<(String, String)> {
    match &view.home {
        Home::Condition(c) => Some((c.title.clone(), address(ItemKind::Condition, &c.code))),
        Home::Treatment(t) => Some((t.title.clone(), address(ItemKind::Treatment, &t.code))),
        Home::Ingredient(i) => Some((i.title.clone(), address(ItemKind::Ingredient, &i.code))),
        Home::Cell(..) => Some(("Spacing".to_owned(), "/library/spacing".to_owned())),
        Home::Gaps(_) | Home::Pair(_) => None,
    }
}
