//! The history: conditions in groups, each with yes, no and not sure; a whole group is denied in one gesture.
use super::said::{Fault, Said};
use super::show::Consult;
use crate::features::ask::words::{self, Kind};
use crate::ui::icon::Icon;
use crate::ui::{Entry, Field};
use chart::consult::{Consultation, GROUPS, Group, Section, by_medicine};
use chart::entry::Fact;
use knowledge::Knowledge;
use knowledge::condition::Condition;
use maud::{Markup, html};
use vocab::Zone;
use vocab::case::Status;

/// The answers, in the order of the buttons.
const ANSWERS: [(Status, &str); 4] = [
    (Status::Present, "Yes"),
    (Status::Past, "In the past"),
    (Status::Absent, "No"),
    (Status::Unknown, "Not sure"),
];

/// The conditions that a section asks.
pub(super) fn asked(k: &Knowledge, section: Section) -> impl Iterator<Item = (&'static Group, Vec<&Condition>)> {
    GROUPS.iter().filter(move |group| group.section == section).map(move |group| (group, group.conditions(k)))
}

/// The answers about conditions as the form shows them: what this consultation heard, else what the chart says.
pub(super) fn pairs(k: &Knowledge, section: Section, consultation: &Consultation, before: &[Fact]) -> Said {
    let mut said = Said::default();
    for condition in asked(k, section).flat_map(|(_, all)| all) {
        let own = |fact: &&Fact| fact.condition.as_deref() == Some(condition.code.as_str());
        let heard = consultation.facts.iter().find(own);
        // Of several facts of the chart about one condition the newest stands here; the others stay in the chart.
        let Some(fact) = heard.or_else(|| before.iter().rev().find(own)) else { continue };
        let name = format!("c-{}", condition.code);
        let status = fact.status.unwrap_or(Status::Present);
        said.put(&name, status.code());
        put_parts(&mut said, &name, fact);
    }
    said
}

pub(super) fn put_parts(said: &mut Said, name: &str, fact: &Fact) {
    let day = |day: Option<vocab::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    for (part, value) in [
        ("since", day(fact.since)),
        ("until", day(fact.until)),
        ("on", day(fact.on)),
        ("zone", fact.zone.map(|zone| zone.code().to_owned()).unwrap_or_default()),
        ("detail", fact.detail.clone().unwrap_or_default()),
        ("value", fact.value.map(|value| value.to_string()).unwrap_or_default()),
        ("unit", fact.unit.clone().unwrap_or_default()),
    ] {
        said.put(&format!("{name}-{part}"), value);
    }
}

/// What the form says into the draft: only what differs from what the chart has, so that nobody seems to have answered
/// what they only passed by.
pub(super) fn read(k: &Knowledge, section: Section, consultation: &mut Consultation, before: &[Fact], said: &Said) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut heard: Vec<(String, Option<Fact>)> = Vec::new();
    for condition in asked(k, section).flat_map(|(_, all)| all) {
        let name = format!("c-{}", condition.code);
        let fact = fact(condition, &name, said, &mut faults);
        let own = |old: &&Fact| old.condition.as_deref() == Some(condition.code.as_str());
        let known = before.iter().rev().find(own).is_some_and(|old| same(old, fact.as_ref()));
        let anew = consultation.facts.iter().any(|old| own(&old));
        heard.push((condition.code.clone(), fact.filter(|_| anew || !known)));
    }
    if faults.is_empty() {
        for (code, fact) in heard {
            consultation.facts.retain(|old| old.condition.as_deref() != Some(code.as_str()));
            consultation.facts.extend(fact);
        }
    }
    faults
}

/// Whether the chart says this already; what people wrote beside it is no difference.
fn same(old: &Fact, new: Option<&Fact>) -> bool {
    new.is_some_and(|new| {
        Fact { note: None, ..old.clone() } == *new
            || (old.status.is_none() && Fact { note: None, status: Some(Status::Present), ..old.clone() } == *new)
    })
}

fn fact(condition: &Condition, name: &str, said: &Said, faults: &mut Vec<Fault>) -> Option<Fact> {
    let status: Status = said.word(name, faults)?;
    let mut fact = Fact::condition(&condition.code, status);
    if matches!(status, Status::Present | Status::Past) {
        read_parts(&mut fact, name, said, faults);
        if let Some(detail) = fact.detail.clone().filter(|detail| !condition.details.contains(detail)) {
            faults.push((format!("{name}-detail"), format!("“{}” is not on the list.", vocab::nearest::clip(&detail))));
        }
    }
    Some(fact)
}

pub(super) fn read_parts(fact: &mut Fact, name: &str, said: &Said, faults: &mut Vec<Fault>) {
    let part = |part: &str| format!("{name}-{part}");
    fact.since = said.day(&part("since"), faults);
    fact.until = said.day(&part("until"), faults);
    fact.on = said.day(&part("on"), faults);
    fact.zone = said.word::<Zone>(&part("zone"), faults);
    fact.detail = Some(said.get(&part("detail")).to_owned()).filter(|text| !text.is_empty());
    fact.value = said.number(&part("value"), (0.0, 250.0), faults);
    fact.unit = fact.value.and(Some(said.get(&part("unit")).to_owned()).filter(|text| !text.is_empty()));
    if fact.value.is_some() && fact.unit.is_none() {
        faults.push((part("unit"), "In which unit?".to_owned()));
    }
    if let (Some(since), Some(until)) = (fact.since, fact.until)
        && since > until
    {
        faults.push((part("until"), "This ends before it begins.".to_owned()));
    }
}

pub(super) fn view(page: &Consult) -> Markup {
    html! {
        (search(page, "Find a condition", "As people say it: “cold sores”, “high blood pressure”."))
        @for (group, conditions) in asked(page.knowledge, Section::History) { (group_card(page, group, &conditions)) }
    }
}

/// The search field; what is found are buttons that say yes to it.
pub(super) fn search(page: &Consult, label: &str, hint: &str) -> Markup {
    let error = page.error("find");
    let described = if error.is_some() { "find-error find-hint" } else { "find-hint" };
    html! {
        section.card {
            div.field {
                label for="find" { (label) }
                div.ask-add {
                    input.input id="find" name="find" type="text" value=(page.said.get("find")) autocomplete="off" maxlength="120"
                        aria-invalid=[error.map(|_| "true")] aria-describedby=(described);
                    button.btn type="submit" name="do" value="find" { "Find" }
                }
                @if let Some(error) = error { p.error id="find-error" { (crate::ui::shape(vocab::verdict::State::Stop)) (error) } }
                p.hint id="find-hint" { (hint) }
                div id="found" aria-live="polite" { (found(page)) }
            }
        }
    }
}

fn found(page: &Consult) -> Markup {
    let typed = page.said.get("find");
    let (all, guess) = &page.found;
    html! {
        @if !typed.is_empty() {
            @if *guess && !all.is_empty() { p.small { "Did you mean:" } }
            ul class="ask-found" {
                @for one in all { li { button.ask-take type="submit" name="do" value={ "take:" (one.what) } { b { (one.title) } span.small { (one.kind) ", add" } } } }
                @if page.section == Section::Medicines && (all.is_empty() || *guess) {
                    li { button.ask-take type="submit" name="do" value={ "take:drug:" (typed) } { b { "“" (typed) "”" } span.small { "add as a medicine" } } }
                } @else if all.is_empty() {
                    li.small { "Nothing here is called that. Tell the practitioner, who writes it down." }
                }
            }
        }
    }
}

/// A group: closed when everything in it is answered, with one button for no to all that is open.
pub(super) fn group_card(page: &Consult, group: &Group, conditions: &[&Condition]) -> Markup {
    let answered = conditions.iter().filter(|c| !page.said.get(&format!("c-{}", c.code)).is_empty()).count();
    let open = conditions.len() - answered;
    let wrong = conditions.iter().any(|c| page.errors_begin_with(&format!("c-{}", c.code)));
    html! {
        @if !conditions.is_empty() {
            details."card consult-group" id={ "g-" (group.key) } open[open > 0 || wrong] {
                summary {
                    h2 { (group.title) }
                    span."muted small" { @if open == 0 { "all " (answered) " answered" } @else { (answered) " of " (conditions.len()) " answered" } }
                    (Icon::ChevronRight.with("turn"))
                }
                @if open > 0 {
                    button.btn type="submit" name="do" value={ "deny:" (group.key) } { @if answered == 0 { "None of these" } @else { "No to the other " (open) } }
                }
                div.consult-rows { @for condition in conditions { (row(page, condition)) } }
            }
        }
    }
}

fn row(page: &Consult, condition: &Condition) -> Markup {
    let name = format!("c-{}", condition.code);
    let chosen = page.said.get(&name);
    let drugs: Vec<&str> = page.drugs().collect();
    let by_drug = by_medicine(page.knowledge, &drugs, &condition.code);
    let kind = Kind::Condition(condition);
    let offered = words::statuses(kind, if chosen.is_empty() { "present" } else { chosen });
    html! {
        fieldset.consult-row id=(name) {
            legend { (condition.question) }
            @if by_drug && chosen.is_empty() { p.small { "Answered by a medicine you named." } }
            div.consult-answers {
                @for (status, word) in ANSWERS {
                    @if offered.iter().any(|(code, _)| code == status.code()) {
                        label.pill { input type="radio" name=(name) value=(status.code()) checked[chosen == status.code()]; span { (word) } }
                    }
                }
            }
            @if let Some(error) = page.error(&name) { p.error { (crate::ui::shape(vocab::verdict::State::Stop)) (error) } }
            div.consult-more { (more(page, &name, kind)) }
        }
    }
}

/// What matters beside a yes.
pub(super) fn more(page: &Consult, name: &str, kind: Kind<'_>) -> Markup {
    let matters = words::days(kind);
    let field = |part: &str, label: &str, entry: Entry| {
        let field = format!("{name}-{part}");
        Field::new(&field, label, entry).value(page.said.get(&field)).error(page.error(&field))
    };
    let shown = |part: &str| !page.said.get(&format!("{name}-{part}")).is_empty();
    let details: &[String] = if let Kind::Condition(c) = kind { &c.details } else { &[] };
    let sugar = name == "c-diabetes";
    html! {
        @if !details.is_empty() {
            @let all = std::iter::once((String::new(), "Not said".to_owned())).chain(details.iter().map(|word| (word.clone(), words::detail(word))));
            (field("detail", "Which", Entry::Select(all.collect())))
        }
        @for part in ["since", "until", "on"] {
            @let label = matters.iter().find(|(own, _)| *own == part).map(|(_, label)| *label);
            @if label.is_some() || shown(part) { (field(part, label.unwrap_or_else(|| words::spare(part)), Entry::Date).optional()) }
        }
        @if words::zoned(kind) || shown("zone") {
            @let zones = std::iter::once((String::new(), "Everywhere, or not known".to_owned())).chain(Zone::ALL.iter().map(|zone| (zone.code().to_owned(), zone.in_words())));
            (field("zone", "Where", Entry::Select(zones.collect())))
        }
        @if sugar || shown("value") {
            (field("value", "HbA1c", Entry::Number { low: "0".into(), high: "250".into(), step: "any".into(), unit: String::new() }).optional())
            (field("unit", "Unit", Entry::Select(["", "%", "mmol/mol"].map(|unit| (unit.to_owned(), if unit.is_empty() { "Choose".to_owned() } else { unit.to_owned() })).to_vec())))
        }
    }
}
