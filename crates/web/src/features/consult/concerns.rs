//! Concerns by zone: where it is on the face map, how much it bothers, and the published scales as one goes.
use super::goals::concern as title;
use super::said::{Fault, Said};
use super::show::Consult;
use crate::ui::face::{Marked, ZONES, face_map};
use crate::ui::icon::Icon;
use crate::ui::{self, Entry, Field};
use chart::consult::{Consultation, Input, Kind, Part, Reading, Score, Seen, parts_of, score};
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::Zone;
use vocab::goals::Concern;

/// The concern to look at first: the one that matters most.
pub(super) fn first(consultation: &Consultation) -> Concern {
    let wanted = consultation.goals.wanted.first().map(|wanted| wanted.concern);
    wanted.or_else(|| consultation.seen.keys().next().copied()).unwrap_or(Concern::Melasma)
}

/// The concerns that have a tab: what is wished and what was seen; and what else there is.
fn tabs(consultation: &Consultation) -> (Vec<Concern>, Vec<Concern>) {
    let mut own: Vec<Concern> = consultation.goals.wanted.iter().map(|wanted| wanted.concern).collect();
    for seen in consultation.seen.keys() {
        if !own.contains(seen) {
            own.push(*seen);
        }
    }
    let others = Concern::ALL.iter().filter(|one| !own.contains(one)).copied().collect();
    (own, others)
}

pub(super) fn pairs(consultation: &Consultation, concern: Concern) -> Said {
    let mut said = Said::default();
    said.put("concern", concern);
    let Some(seen) = consultation.seen.get(&concern) else { return said };
    for zone in &seen.zones {
        said.put("zone", zone);
    }
    said.put("bother", seen.bother.map(|n| n.to_string()).unwrap_or_default());
    for (key, value) in &seen.parts {
        said.put(&format!("p-{key}"), value);
    }
    said.put("note", &seen.note);
    said
}

pub(super) fn read(consultation: &mut Consultation, concern: Concern, said: &Said) -> Vec<Fault> {
    let faults = &mut Vec::new();
    let mut seen = Seen {
        zones: said.all("zone").filter_map(|code| code.parse().ok()).collect(),
        bother: said.count("bother", (0, 10), faults).and_then(|n| u8::try_from(n).ok()),
        note: said.text("note", 500, faults),
        parts: BTreeMap::new(),
    };
    for input in parts_of(concern).iter().flat_map(|reading| &reading.parts).flat_map(|part| &part.inputs) {
        if let Some(value) = reading(input, said, faults) {
            seen.parts.insert(input.key.clone(), value);
        }
    }
    if faults.is_empty() {
        if seen.is_empty() {
            consultation.seen.remove(&concern);
        } else {
            consultation.seen.insert(concern, seen);
        }
    }
    std::mem::take(faults)
}

fn reading(input: &Input, said: &Said, faults: &mut Vec<Fault>) -> Option<f64> {
    let name = format!("p-{}", input.key);
    let (limits, step, why) = match &input.kind {
        Kind::Percent => ((0.0, 100.0), None, ""),
        Kind::Halves(most) => ((0.0, f64::from(*most) / 2.0), Some(2.0), "Half points only, such as 4.5."),
        Kind::Grade(grades) => {
            let ends = grades.iter().map(|(grade, _)| f64::from(*grade));
            let limits = (ends.clone().fold(f64::MAX, f64::min), ends.fold(f64::MIN, f64::max));
            (limits, Some(1.0), "Whole grades only.")
        }
    };
    let value = said.number(&name, limits, faults)?;
    let stands = step.is_none_or(|step| (value * step).fract().abs() < f64::EPSILON);
    if !stands {
        faults.push((name, why.to_owned()));
    }
    stands.then_some(value)
}

pub(super) fn view(page: &Consult) -> Markup {
    let (own, others) = tabs(&page.consultation);
    let here = page.concern;
    let readings = parts_of(here);
    let tab = |one: Concern| {
        let href = format!("{}?concern={one}", page.address());
        html! { a.chip href=(href) aria-current=[(one == here).then_some("true")] { (title(one)) @if page.consultation.seen.contains_key(&one) { span.unseen { ", looked at" } span aria-hidden="true" { " ✓" } } } }
    };
    html! {
        nav.consult-tabs aria-label="Concerns" {
            @for one in &own { (tab(*one)) }
            @if !own.contains(&here) { (tab(here)) }
            details.consult-others { summary.chip { "Another" (Icon::ChevronRight.with("turn")) } div.cluster { @for one in others.iter().filter(|one| **one != here) { (tab(*one)) } } }
        }
        section."card consult-concern" {
            input type="hidden" name="concern" value=(here);
            div.section-head { h2 { (title(here)) } div id="score" aria-live="polite" { (scores(page)) } }
            div.consult-map {
                div id="map" { (map(page, &readings)) }
                div.stack {
                    (ten(page, "bother", "How much does it bother you?", "not at all", "as much as can be"))
                    (zones(page))
                }
            }
            @for reading in &readings { (scale(page, reading)) }
            (Field::new("note", "A remark", Entry::Lines).value(page.said.get("note")).error(page.error("note")).optional())
        }
    }
}

/// A line from 0 to 10.
pub(super) fn ten(page: &Consult, name: &str, legend: &str, low: &str, high: &str) -> Markup {
    let chosen = page.said.get(name);
    html! {
        fieldset.choices {
            legend { (legend) }
            div.scale-ten {
                @for n in 0..=10 {
                    @let words = match n { 0 => format!("0, {low}"), 10 => format!("10, {high}"), _ => n.to_string() };
                    label."pill number" { input type="radio" name=(name) value=(n) checked[chosen == n.to_string()] aria-label=(words); span aria-hidden="true" { (n) } }
                }
            }
            p."small muted scale-ends" aria-hidden="true" { span { "0 " (low) } span { "10 " (high) } }
            @if let Some(error) = page.error(name) { p.error { (ui::shape(vocab::verdict::State::Stop)) (error) } }
        }
    }
}

/// The zones as a list: the same as the map, for keys, for voices, and for pages without scripts.
fn zones(page: &Consult) -> Markup {
    let body = || Zone::ALL.iter().copied().filter(|zone| *zone > Zone::Decollete);
    let marked = body().any(|zone| page.said.has("zone", zone.code()));
    let one = |zone: Zone| html! { label.pill id={ "z-" (zone) } { input type="checkbox" name="zone" value=(zone) checked[page.said.has("zone", zone.code())]; span { (ui::capital(&zone.in_words())) } } };
    html! {
        fieldset.choices {
            legend { "Where is it?" }
            div.pills { @for zone in ZONES { (one(*zone)) } }
            details.consult-says open[marked] { summary { "Elsewhere on the body" (Icon::ChevronRight.with("turn")) } div.pills { @for zone in body() { (one(zone)) } } }
        }
    }
}

fn map(page: &Consult, readings: &[Reading]) -> Markup {
    let marked: Vec<Marked> = ZONES
        .iter()
        .map(|zone| {
            let chosen = page.said.has("zone", zone.code());
            let part = readings.iter().flat_map(|r| &r.parts).find(|part| part.zones.contains(zone));
            let (weight, words) = part.map_or((0, String::new()), |part| heaviness(page, part));
            let said = match (chosen, words.is_empty()) {
                (true, true) => "marked".to_owned(),
                (true, false) => format!("marked, {words}"),
                (false, _) => words,
            };
            Marked { zone: *zone, chosen, weight, href: format!("#z-{zone}"), said }
        })
        .collect();
    html! {
        (face_map(&format!("Face map: where is {}?", title(page.concern).to_lowercase()), &marked))
        p."small muted" { "Press a zone, or use the list. Your right is at the left, as in a photograph." }
    }
}

/// How heavy a region is, 0 to 4, and in words.
fn heaviness(page: &Consult, part: &Part) -> (u8, String) {
    let read = |input: &Input| page.said.get(&format!("p-{}", input.key)).replace(',', ".").parse::<f64>().ok();
    let grades = part.inputs.iter().filter(|input| !input.optional).filter_map(|input| {
        let Kind::Grade(all) = &input.kind else { return None };
        let value = read(input)?;
        let (grade, word) = all.iter().find(|(grade, _)| f64::from(*grade).total_cmp(&value).is_eq())?;
        Some((u8::try_from(*grade).unwrap_or(0), word.to_lowercase()))
    });
    let heaviest = grades.max_by_key(|(grade, _)| *grade);
    // Nothing is dark where no area is involved.
    let free = part.inputs.iter().any(|input| input.kind == Kind::Percent && read(input).is_some_and(|share| share <= 0.0));
    heaviest.filter(|_| !free).map_or((0, String::new()), |(grade, word)| (grade.min(4), word))
}

/// The scores of what was read so far.
fn scores(page: &Consult) -> Markup {
    let seen = page.consultation.seen.get(&page.concern);
    let all = seen.map(|seen| score(page.concern, &seen.parts)).unwrap_or_default();
    html! {
        div.cluster {
            @for one in &all { (score_chip(one)) }
            @if all.is_empty() && !parts_of(page.concern).is_empty() { span."muted small" { "No score yet" } }
        }
    }
}

/// A score in a chip: whole with its band, or what is missing from it.
pub(super) fn score_chip(one: &Score) -> Markup {
    let (_, most) = one.scale.range();
    let is_mmasi = one.scale == vocab::goals::Scale::Mmasi;
    let name = if is_mmasi { "mMASI".to_owned() } else { one.scale.code().replace('_', " ").to_uppercase() };
    html! {
        @if one.is_whole() { span.chip { (name) " " b { (one.value) } " of " (most) @if let Some(band) = one.band { ", " (band.replace('_', " ")) } } }
        @else { span."chip state-ask" { (ui::shape(vocab::verdict::State::Ask)) (name) ": " (one.missing) " to read" } }
    }
}

fn scale(page: &Consult, reading: &Reading) -> Markup {
    html! {
        section.consult-scale aria-label=(reading.title) {
            div.section-head { h3 { (reading.title) } span."small muted" { (reading.line) } @if reading.recalled { (ui::sign_off()) } }
            div.consult-regions {
                @for part in &reading.parts {
                    @let zones: Vec<&str> = part.zones.iter().map(|zone| zone.code()).collect();
                    fieldset.consult-region data-zones=(zones.join(" ")) {
                        legend { (part.title) }
                        @for input in &part.inputs { (field(page, part, input)) }
                    }
                }
            }
        }
    }
}

fn field(page: &Consult, part: &Part, input: &Input) -> Markup {
    let name = format!("p-{}", input.key);
    let chosen = page.said.get(&name);
    let number = |high: f64, step: &str, unit: &str| {
        let entry = Entry::Number { low: "0".into(), high: high.to_string(), step: step.into(), unit: unit.into() };
        html! { (Field::new(&name, input.title, entry).value(chosen).error(page.error(&name))) }
    };
    match &input.kind {
        Kind::Percent => number(100.0, "1", "%"),
        Kind::Halves(most) => number(f64::from(*most) / 2.0, "0.5", ""),
        Kind::Grade(grades) => {
            let long = grades.iter().any(|(_, word)| word.len() > 12);
            html! {
                div.field role="radiogroup" aria-label={ (part.title) ", " (input.title.to_lowercase()) } {
                    span.label { (input.title) @if input.optional { span.optional { " · optional" } } }
                    div class=(if long { "grades long" } else { "grades" }) {
                        @for (grade, word) in grades {
                            label.pill { input type="radio" name=(name) value=(grade) checked[chosen == grade.to_string()]; span { b { (grade) } " " (word) } }
                        }
                    }
                    @if let Some(error) = page.error(&name) { p.error { (ui::shape(vocab::verdict::State::Stop)) (error) } }
                }
            }
        }
    }
}
