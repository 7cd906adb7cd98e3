//! How each kind of thing becomes a page of the library.
use super::leaf::Leaf;
use super::rule::{home, one_of_many, rule, tags};
use super::{address, folder, named};
use crate::ui::{self, Row};
use knowledge::Knowledge;
use knowledge::catalogue::{Home, ItemKind, RuleView, days, group, rules};
use knowledge::care::Stretch;
use knowledge::load::all_citations;
use maud::{Markup, html};

/// The page of an item; `None` where there is none of this kind and code.
pub(super) fn page(k: &Knowledge, kind: ItemKind, code: &str) -> Option<Leaf> {
    match kind {
        ItemKind::Condition => condition(k, code),
        ItemKind::Treatment => treatment(k, code),
        ItemKind::Rule => one_rule(k, code),
        ItemKind::Ingredient => ingredient(k, code),
        ItemKind::Drug => drug(k, code),
        ItemKind::Source => source(k, code),
        ItemKind::Aftercare => aftercare(k, code),
        ItemKind::Preparation => preparation(k, code),
        ItemKind::RedFlag => red_flag(k, code),
        ItemKind::Living => living(k, code),
        ItemKind::Spa => spa(k, code),
        ItemKind::ConsentText => super::told::consent_text(k, code),
        ItemKind::EmergencyCard => super::told::emergency_card(k, code),
        ItemKind::Language => super::told::language(k, code),
        ItemKind::OpenPoint => open_point(k, code),
    }
}

pub(super) fn leaf(kind: ItemKind, title: &str) -> Leaf {
    Leaf::new((named(kind).0.to_owned(), format!("/library?kind={}", folder(kind))), title)
}

/// Rules that fit, each as a card, with their number in words.
fn cards(k: &Knowledge, all: &[RuleView<'_>], fits: impl Fn(&RuleView<'_>) -> bool) -> (String, Vec<Markup>) {
    let cards: Vec<Markup> = all.iter().filter(|view| fits(view)).map(|view| one_of_many(k, view)).collect();
    let remark = if cards.len() == 1 { "1 rule".to_owned() } else { format!("{} rules", cards.len()) };
    (remark, cards)
}

/// Links to treatments or products by their codes.
fn links(k: &Knowledge, codes: &[&str]) -> Vec<Markup> {
    let row = |code: &&str| {
        let treatment = k.treatment(code).map(|t| (ItemKind::Treatment, t.title.clone()));
        let product = || k.ingredient(code).map(|i| (ItemKind::Ingredient, i.title.clone()));
        let (kind, title) = treatment.or_else(product)?;
        Some(Row { href: address(kind, code), title, line: (*code).to_owned() })
    };
    let list: Vec<Row> = codes.iter().filter_map(row).collect();
    if list.is_empty() { Vec::new() } else { vec![ui::rows(&list)] }
}

fn span(range: [u16; 2], unit: &str) -> Markup {
    let [least, most] = range;
    html! { @if least == most { (least) } @else { (least) " to " (most) } @if !unit.is_empty() { " " (unit) } }
}

fn condition(k: &Knowledge, code: &str) -> Option<Leaf> {
    let c = k.condition(code)?;
    let (remark, cards) = cards(k, &rules(k), |view| matches!(view.home, Home::Condition(home) if home.code == code));
    let cells: Vec<(&str, Markup)> = c.cells.iter().map(|(g, cell)| (g.code(), html! { (cell) })).collect();
    let matrix = if cells.is_empty() { Vec::new() } else { vec![html! { div.card { (ui::facts(&cells)) } }] };
    let follows: Vec<&str> = c.implies.iter().map(|i| i.condition.as_str()).collect();
    Some(
        leaf(ItemKind::Condition, &c.title)
            .lead(&c.question)
            .chip(code)
            .unsigned(c.rule.iter().any(|r| r.recalled))
            .fact("What people should know", html! { (c.note) })
            .fact("Sub-cases", html! { (c.details.join(", ")) })
            .fact("It also means", html! { @for (place, code) in follows.iter().enumerate() {
                @if place > 0 { ", " } @if k.condition(code).is_some() { a href=(address(ItemKind::Condition, code)) { (code) } } @else { (code) } } })
            .part("rules", "Its rules", remark, &cards)
            .part("row", "As the reference writes its row", String::new(), &matrix),
    )
}

fn treatment(k: &Knowledge, code: &str) -> Option<Leaf> {
    let t = k.treatment(code)?;
    let mut page = leaf(ItemKind::Treatment, &t.title).lead(&t.mechanism).chip(code);
    if let Some(g) = t.group {
        page = page.chip(group(g));
    }
    if !t.planned {
        page = page.chip("never planned");
    }
    if let Some(s) = &t.schedule {
        page = page
            .unsigned(s.recalled)
            .fact("Sessions in a series", span(s.sessions, ""))
            .fact("Least days between", html! { (days(s.min_gap_days)) })
            .fact("Usual days between", span(s.typical_gap_days, "days"))
            .fact("Downtime", span(s.downtime_days, "days"))
            .fact("Maintenance", html! { @if let Some(m) = s.maintenance_days { "every " (span(m, "days")) } })
            .fact("In the chair", span(s.minutes, "minutes"))
            .fact("These numbers rest on", html! { @if s.sources.is_empty() { (s.basis) } @else { (s.strength.in_words()) ", " (tags(k, &s.sources)) } });
    }
    if let Some(clinic) = k.clinic() {
        let price = clinic.price(code).map(|price| price.to_string()).unwrap_or_default();
        page = page.fact("Price in this house", html! { (price) });
    }
    let may = html! { @for who in &t.performers { p { (who.tier.in_words())
        @if let Some(percent) = who.percent_max { ", up to " (percent) " %" } @if let Some(ph) = who.ph_min { ", from pH " (ph) }
        ": " (who.because) } } };
    let effects: Vec<Markup> = t.effect.iter().map(|e| html! { div.card {
        p { (e.text) } p."small muted" { (e.concerns.join(", ")) " · " (e.strength.in_words()) " · " (tags(k, &e.sources)) }
    } }).collect();
    let notes: Vec<Markup> =
        t.notes.iter().map(|n| html! { p { (n.text) " " (tags(k, &n.sources)) @if n.recalled { " " (ui::sign_off()) } } }).collect();
    let all = rules(k);
    let (own_remark, own) = cards(k, &all, |view| matches!(view.home, Home::Treatment(home) if home.code == code));
    let (remark, touching) = cards(k, &all, |view| !matches!(view.home, Home::Treatment(_) | Home::Cell(..)) && view.touches.contains(&code));
    let sheet = k.aftercare(code).map(|a| (a.title.as_str(), address(ItemKind::Aftercare, &a.key)));
    Some(
        page.fact("Who may", may)
            .fact("Room and kit", html! { (t.room) })
            .fact("Afterwards", html! { @if let Some((title, href)) = &sheet { a href=(href) { (title) } } })
            .fact("Spacing", html! { a href="/library/spacing" { "Days to and from other treatments" } })
            .part("effect", "What it does", String::new(), &effects)
            .part("notes", "Worth knowing", String::new(), &notes)
            .part("own", "Its own rules: strengths, skin types, age, licence", own_remark, &own)
            .part("rules", "Rules that touch it", remark, &touching),
    )
}

fn one_rule(k: &Knowledge, key: &str) -> Option<Leaf> {
    let view = knowledge::catalogue::rule(k, key)?;
    let stands = home(&view);
    let remark = format!("{}", view.touches.len());
    Some(
        leaf(ItemKind::Rule, &view.title)
            .chip(key)
            .unsigned(view.recalled)
            .fact("It stands in", html! { @if let Some((title, href)) = &stands { a href=(href) { (title) } } })
            .part("rule", "The rule", String::new(), &[rule(k, &view)])
            .part("touches", "It touches", remark, &links(k, &view.touches)),
    )
}

fn ingredient(k: &Knowledge, code: &str) -> Option<Leaf> {
    let i = k.ingredient(code)?;
    let (remark, cards) = cards(k, &rules(k), |view| match view.home {
        Home::Ingredient(home) => home.code == code,
        Home::Pair(_) => view.touches.contains(&code),
        Home::Condition(_) | Home::Treatment(_) | Home::Cell(..) | Home::Gaps(_) => false,
    });
    let evidence: Vec<Markup> = i.evidence.iter().map(|e| html! { div.card {
        p { (e.text) } p."small muted" { (e.concerns.join(", ")) " · " (tags(k, &e.sources)) }
    } }).collect();
    Some(
        leaf(ItemKind::Ingredient, &i.title)
            .chip(code)
            .chip(i.family.clone())
            .unsigned(i.pregnancy.recalled)
            .fact("Strength and limits", html! { (i.strength_note) })
            .fact("Layering", html! { (i.layering) })
            .part("evidence", "What it does", String::new(), &evidence)
            .part("rules", "Its rules and pairs", remark, &cards),
    )
}

fn drug(k: &Knowledge, name: &str) -> Option<Leaf> {
    let (class, drug) = k.drug(name)?;
    let sets: Vec<&str> =
        class.sets.iter().chain(&drug.sets).map(|set| set.condition.as_str()).filter(|c| k.condition(c).is_some()).collect();
    let rows: Vec<Row> = sets.iter().filter_map(|code| k.condition(code)).map(|c| Row {
        href: address(ItemKind::Condition, &c.code), title: c.title.clone(), line: c.code.clone(),
    }).collect();
    let body = if rows.is_empty() { Vec::new() } else { vec![ui::rows(&rows)] };
    Some(
        leaf(ItemKind::Drug, &drug.name)
            .lead(&class.title)
            .fact("Also called", html! { (drug.also.join(", ")) })
            .fact("Sources", tags(k, &class.sources))
            .fact("Rules", html! { @if rows.is_empty() { "None here: it is listed so that it is known." } })
            .part("sets", "Whoever takes it is asked as", String::new(), &body),
    )
}

fn source(k: &Knowledge, tag: &str) -> Option<Leaf> {
    let s = k.sources.get(tag)?;
    let (remark, cards) = cards(k, &rules(k), |view| view.sources.iter().any(|own| own == tag));
    let files: std::collections::BTreeSet<String> =
        all_citations(k).into_iter().filter(|(_, own)| *own == tag).map(|(file, _)| file).collect();
    let strength = s.strength.iter().map(|one| one.in_words()).collect::<Vec<_>>().join(", ");
    Some(
        leaf(ItemKind::Source, tag)
            .lead(&s.text)
            .fact("Strength", html! { (strength) })
            .fact("DOI", html! { @if let Some(doi) = &s.doi { code { (doi) } } })
            .fact("Listed under", html! { (s.heading) })
            .fact("Cited in", html! { (files.into_iter().collect::<Vec<_>>().join(", ")) })
            .part("rules", "Rules that rest on it", remark, &cards),
    )
}

fn stretches(list: &[Stretch]) -> Vec<Markup> {
    let rows: Vec<(String, &str)> = list
        .iter()
        .map(|s| {
            let when = if s.from_day == s.to_day { format!("Day {}", s.from_day) } else { format!("Day {} to {}", s.from_day, s.to_day) };
            (when, s.text.as_str())
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    vec![html! { dl.facts { @for (when, text) in rows { dt { (when) } dd { (text) } } } }]
}

fn aftercare(k: &Knowledge, key: &str) -> Option<Leaf> {
    let a = k.care.aftercare.iter().find(|a| a.key == key)?;
    let leave: Vec<Markup> = a.leave.iter().map(|l| html! { p { (l.text) " " (tags(k, &l.sources)) } }).collect();
    Some(
        leaf(ItemKind::Aftercare, &a.title)
            .chip(key)
            .unsigned(a.recalled)
            .fact("Sources", tags(k, &a.sources))
            .part("course", "What is normal", String::new(), &stretches(&a.course))
            .part("do", "What to do", String::new(), &stretches(&a.todo))
            .part("leave", "What to leave alone", String::new(), &leave),
    )
}

fn preparation(k: &Knowledge, key: &str) -> Option<Leaf> {
    let p = k.care.preparation.iter().find(|p| p.key == key)?;
    let tasks: Vec<Markup> = p.task.iter().map(|t| html! { div.card {
        p { b { @if t.days_before == 0 { "The day itself" } @else { (days(t.days_before)) " before" } } " " (t.text) }
        p."small muted" { (t.applies.join(", ")) " " (tags(k, &t.sources)) @if t.recalled { " " (ui::sign_off()) } }
    } }).collect();
    Some(leaf(ItemKind::Preparation, &p.title).chip(key).part("tasks", "What to do", String::new(), &tasks))
}

fn red_flag(k: &Knowledge, key: &str) -> Option<Leaf> {
    let f = k.care.red_flags.iter().find(|f| f.key == key)?;
    Some(
        leaf(ItemKind::RedFlag, &f.because)
            .chip(f.level.code())
            .chip(key)
            .unsigned(f.recalled)
            .fact("What is done", html! { (f.action) })
            .fact("After", html! { @if f.applies.is_empty() { "any treatment" } @else { (f.applies.join(", ")) } })
            .fact("Symptoms", html! { (f.symptoms.iter().map(|s| s.replace('_', " ")).collect::<Vec<_>>().join(", ")) })
            .fact("Only together", html! { (f.together.iter().map(|set| set.join(" and ").replace('_', " ")).collect::<Vec<_>>().join("; ")) })
            .fact("Sources", tags(k, &f.sources))
            .fact("Strength", html! { (f.strength.in_words()) }),
    )
}

fn living(k: &Knowledge, key: &str) -> Option<Leaf> {
    let l = k.care.living.iter().find(|l| l.key == key)?;
    Some(
        leaf(ItemKind::Living, &l.claim)
            .chip(l.support.code().replace('_', " "))
            .unsigned(l.recalled)
            .fact("What may be said", html! { (l.say) })
            .fact("What was found", html! { (l.found) })
            .fact("Sources", tags(k, &l.sources)),
    )
}

fn spa(k: &Knowledge, key: &str) -> Option<Leaf> {
    let s = k.care.spa.iter().find(|s| s.key == key)?;
    let states: Vec<Markup> = s.states.iter().map(|t| html! { div.card {
        p { (t.text) } p."small muted" { (t.strength.in_words()) " · " (tags(k, &t.sources)) @if t.recalled { " " (ui::sign_off()) } }
    } }).collect();
    Some(leaf(ItemKind::Spa, &s.title).chip(key).part("states", "What is known", String::new(), &states))
}

fn open_point(k: &Knowledge, key: &str) -> Option<Leaf> {
    let p = k.care.open_points.iter().find(|p| p.key == key)?;
    Some(
        leaf(ItemKind::OpenPoint, &p.text)
            .chip(format!("point {}", p.number))
            .unsigned(true)
            .fact("Until it is settled", html! { (p.until_then) }),
    )
}
