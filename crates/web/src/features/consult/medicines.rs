//! Medicines and products one by one, kinds of medicine and allergies in groups.
use super::history::{asked, group_card, more, put_parts, read_parts, search};
use super::said::{Fault, Said};
use super::show::Consult;
use crate::features::ask::find::called;
use crate::features::ask::words::{self, Kind};
use crate::ui::{self, Entry, Field};
use chart::consult::{Consultation, Section};
use chart::entry::Fact;
use maud::{Markup, html};
use vocab::case::{Status, Subject};
use vocab::nearest::squash;

/// At most so many medicines and products on one page.
pub(super) const ROWS_MAX: usize = 60;

/// Kind and code, as the search writes them; `None` for a condition, which has its own place.
fn what(fact: &Fact) -> Option<String> {
    match fact.subject()? {
        Subject::Drug(name) => Some(format!("drug:{name}")),
        Subject::Product(code) => Some(format!("product:{code}")),
        Subject::Procedure(code) => Some(format!("procedure:{code}")),
        Subject::Condition(_) => None,
    }
}

fn alike(one: &Fact, other: &Fact) -> bool {
    what(one).map(|text| squash(&text)) == what(other).map(|text| squash(&text))
        && what(one).is_some()
        && one.on == other.on
}

/// The rows: what this consultation heard, then what the chart has and nobody touched yet.
pub(super) fn pairs(consultation: &Consultation, before: &[Fact]) -> Said {
    let mut said = Said::default();
    let heard: Vec<&Fact> = consultation.facts.iter().filter(|fact| what(fact).is_some()).collect();
    let untouched = before.iter().filter(|old| what(old).is_some() && !heard.iter().any(|new| alike(new, old)));
    for (place, fact) in heard.iter().copied().chain(untouched).take(ROWS_MAX).enumerate() {
        let name = format!("m{}", place + 1);
        said.put(&name, what(fact).unwrap_or_default());
        said.put(&format!("{name}-is"), fact.status.map_or("", Status::code));
        put_parts(&mut said, &name, fact);
    }
    said
}

/// The rows of a form, in their order.
fn rows(said: &Said) -> Vec<(String, String)> {
    let row = |n: usize| format!("m{n}");
    (1..=ROWS_MAX).map(row).map(|name| (said.get(&name).to_owned(), name)).filter(|(what, _)| !what.is_empty()).map(|(what, name)| (name, what)).collect()
}

/// What the rows say into the draft: what the chart has already in the same words is not said again.
pub(super) fn read(consultation: &mut Consultation, before: &[Fact], said: &Said) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut heard = Vec::new();
    for (name, what) in rows(said) {
        if let Some(fact) = fact(&name, &what, said, &mut faults) {
            let known = before.iter().any(|old| Fact { note: None, ..old.clone() } == fact);
            let anew = consultation.facts.iter().any(|old| alike(old, &fact));
            if anew || !known {
                heard.push(fact);
            }
        }
    }
    if faults.is_empty() {
        consultation.facts.retain(|old| what(old).is_none());
        consultation.facts.extend(heard);
    }
    faults
}

fn fact(name: &str, what: &str, said: &Said, faults: &mut Vec<Fault>) -> Option<Fact> {
    let (kind, code) = what.split_once(':')?;
    let mut fact = Fact::default();
    match kind {
        "drug" => fact.drug = Some(code.chars().take(120).collect()),
        "product" => fact.product = Some(code.to_owned()),
        "procedure" => fact.procedure = Some(code.to_owned()),
        _ => return None,
    }
    fact.status = said.word(&format!("{name}-is"), faults);
    read_parts(&mut fact, name, said, faults);
    if fact.status.is_none() && fact.on.is_none() {
        fact.status = Some(Status::Present);
    }
    Some(fact)
}

/// A medicine, product or treatment that was found and added.
pub(super) fn add(consultation: &mut Consultation, found: &str) -> Option<()> {
    let (kind, code) = found.split_once(':')?;
    let mut fact = Fact { status: Some(Status::Present), ..Fact::default() };
    match kind {
        "drug" => fact.drug = Some(code.chars().take(120).collect()),
        "product" => fact.product = Some(code.to_owned()),
        "procedure" => fact.procedure = Some(code.to_owned()),
        _ => return None,
    }
    if !consultation.facts.iter().any(|old| alike(old, &fact)) {
        consultation.facts.push(fact);
    }
    Some(())
}

/// Takes a row away; what the chart already has stays in the chart, where it is ended and not forgotten.
pub(super) fn take_away(consultation: &mut Consultation, said: &Said, name: &str) {
    let row = rows(said).into_iter().find(|(row, _)| row == name);
    if let Some((_, gone)) = row {
        consultation.facts.retain(|fact| what(fact).is_none_or(|own| squash(&own) != squash(&gone)));
    }
}

pub(super) fn view(page: &Consult) -> Markup {
    let rows = rows(&page.said);
    html! {
        (search(page, "Add a medicine, a product at home, or a treatment you had elsewhere", "As people say it: “Roaccutane”, “the pill”, “retinol”, “Botox”."))
        section.card {
            h2 { "What you take and use" }
            @if rows.is_empty() {
                p.muted { "Nothing yet." }
                button.btn type="submit" name="do" value="deny:medicines" { "I take no medicine at all" }
                p.hint { "Says no to each kind of medicine below, so that nobody has to ask again today." }
            } @else {
                div.consult-rows { @for (name, what) in &rows { (row(page, name, what)) } }
            }
        }
        @for (group, conditions) in asked(page.knowledge, Section::Medicines) { (group_card(page, group, &conditions)) }
    }
}

fn row(page: &Consult, name: &str, what: &str) -> Markup {
    let (title, word) = called(what);
    let kind = match what.split_once(':') {
        Some(("product", _)) => Kind::Product,
        Some(("procedure", _)) => Kind::Procedure,
        _ => Kind::Drug,
    };
    let is = format!("{name}-is");
    let chosen = page.said.get(&is);
    let known = page.in_chart(what);
    html! {
        fieldset.consult-row id=(name) data-on="yes" {
            legend { b { (title) } " " span."muted small" { (word) @if known { " · in the chart" } } }
            input type="hidden" name=(name) value=(what);
            div.consult-more {
                (Field::new(&is, "How it stands", Entry::Select(words::statuses(kind, if chosen.is_empty() { "present" } else { chosen }))).value(chosen).error(page.error(&is)))
                (more(page, name, kind))
                @if !known { button."btn quiet" type="submit" name="do" value={ "drop:" (name) } { "Remove" span.unseen { " " (title) } } }
            }
        }
    }
}

/// Every medicine that is named, for the groups that it answers.
pub(super) fn drugs(said: &Said) -> Vec<String> {
    rows(said).into_iter().filter_map(|(_, what)| what.strip_prefix("drug:").map(str::to_owned)).collect()
}

/// A sentence about what was found.
pub(super) fn unclear(typed: &str, found: usize) -> String {
    let typed = vocab::nearest::clip(typed);
    if found == 0 { format!("Nothing here is called “{typed}”.") } else { ui::sentence(&format!("“{typed}” may be several things: choose one below")) }
}
