//! Returning guests: what the chart has and was said a while ago is confirmed or ended; whatever changed is answered below.
use super::show::Consult;
use crate::features::ask::find::called;
use chart::consult::{Age, Consultation, Section, Standing, Still};
use maud::{Markup, html};
use vocab::Day;
use vocab::case::Status;

/// What of the chart belongs to a section and is old.
pub(super) fn old(standing: &[Standing], section: Section) -> impl Iterator<Item = (&Standing, i64)> {
    standing.iter().filter_map(move |one| {
        let Age::Old(days) = one.age else { return None };
        belongs(one, section).then_some((one, days))
    })
}

fn belongs(one: &Standing, section: Section) -> bool {
    let is_drug = one.fact.drug.is_some() || one.fact.product.is_some();
    let asked = chart::consult::GROUPS.iter().find(|group| {
        one.fact.condition.as_deref().is_some_and(|code| group.codes.contains(&code))
    });
    let own = if is_drug { Section::Medicines } else { asked.map_or(Section::History, |group| group.section) };
    own == section
}

/// Does what a button says: `true:KEY`, `all`, `end:KEY`.
pub(super) fn done(consultation: &mut Consultation, standing: &[Standing], section: Section, deed: &str, today: Day) -> Option<()> {
    let (verb, key) = deed.split_once(':').unwrap_or((deed, ""));
    let known = |key: &str| standing.iter().find(|one| one.key == key);
    match verb {
        "all" => {
            let keys: Vec<String> = old(standing, section).map(|(one, _)| one.key.clone()).collect();
            for key in keys {
                consultation.still.entry(key).or_insert(Still::True);
            }
            Some(())
        }
        "true" => known(key).map(|one| consultation.still.insert(one.key.clone(), Still::True)).map(|_| ()),
        "end" => {
            let one = known(key).filter(|one| one.ends)?;
            consultation.still.insert(one.key.clone(), Still::Ended { on: today });
            Some(())
        }
        "ask" => consultation.still.remove(key).map(|_| ()),
        _ => None,
    }
}

/// A fact in words.
pub(super) fn in_words(one: &Standing) -> String {
    let what = one.key.split('@').next().unwrap_or_default();
    let (title, _) = called(what);
    let place = one.fact.zone.map(|zone| format!(", {}", zone.in_words())).unwrap_or_default();
    match one.fact.status {
        Some(Status::Absent) => format!("No: {}", title.to_lowercase()),
        Some(Status::Unknown) => format!("Not sure: {}", title.to_lowercase()),
        Some(Status::Past) => format!("{title}{place}, in the past"),
        Some(Status::Present) | None => format!("{title}{place}"),
    }
}

pub(super) fn view(page: &Consult) -> Markup {
    let all: Vec<_> = old(&page.standing, page.section).collect();
    let open = all.iter().filter(|(one, _)| !page.consultation.still.contains_key(&one.key)).count();
    let (noes, others): (Vec<_>, Vec<_>) = all.iter().partition(|(one, _)| one.fact.status == Some(Status::Absent));
    html! {
        @if !all.is_empty() {
            section.card id="still" {
                div.section-head {
                    h2 { "Still true?" }
                    @if open > 0 { button."btn" type="submit" name="do" value="still:all" { "All of it is still true" } }
                    @else { span."muted small" { "all confirmed today" } }
                }
                ul class="consult-still" {
                    @for (one, days) in &others { (line(page, one, *days)) }
                    @if !noes.is_empty() { li { (noes_in_words(page, &noes)) } }
                }
                p.hint { "Whatever changed is answered anew below; the new answer then counts." }
            }
        }
    }
}

fn line(page: &Consult, one: &Standing, days: i64) -> Markup {
    let said = page.consultation.still.get(&one.key);
    html! {
        li {
            span { b { (in_words(one)) } span."muted small" { " · said " (days) " days ago" } }
            span.consult-still-does {
                @match said {
                    Some(Still::True) => { span.small { "Still true" } button."btn quiet" type="submit" name="do" value={ "still:ask:" (one.key) } { "Undo" } }
                    Some(Still::Ended { on }) => { span.small { "Ended " (on.in_words()) } button."btn quiet" type="submit" name="do" value={ "still:ask:" (one.key) } { "Undo" } }
                    None => {
                        button.btn type="submit" name="do" value={ "still:true:" (one.key) } { "Still true" span.unseen { ": " (in_words(one)) } }
                        @if one.ends { button.btn type="submit" name="do" value={ "still:end:" (one.key) } { "It ended" span.unseen { ": " (in_words(one)) } } }
                    }
                }
            }
        }
    }
}

fn noes_in_words(page: &Consult, noes: &[(&Standing, i64)]) -> Markup {
    let waiting = noes.iter().filter(|(one, _)| !page.consultation.still.contains_key(&one.key)).count();
    let titles: Vec<String> = noes.iter().map(|(one, _)| called(&one.key).0.to_lowercase()).collect();
    html! {
        details.consult-says {
            summary { "No to " (noes.len()) " things" @if waiting == 0 { ", confirmed" } (crate::ui::icon::Icon::ChevronRight.with("turn")) }
            p.small { (titles.join(" · ")) }
        }
    }
}

/// The facts that a section shows as answered, from the chart alone.
pub(super) fn facts(standing: &[Standing]) -> Vec<chart::entry::Fact> {
    standing.iter().map(|one| one.fact.clone()).collect()
}
