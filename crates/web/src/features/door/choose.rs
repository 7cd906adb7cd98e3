//! What is chosen and set at the door: the lot in the hand, the device, and the settings that the gate is asked with.
use super::shelf::{Kept, Shelf};
use super::stand::SETTINGS;
use super::{Pairs, said};
use crate::features::treat::planned::Planned;
use crate::ui::{Entry, Field};
use chart::session::{Done, Kind};
use maud::{Markup, html};

/// A setting that the gate reads.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Name of the field.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// How it is filled in.
    pub entry: Entry,
    /// What stands in it.
    pub value: String,
    /// It stands so in the agreed plan.
    pub planned: bool,
}

/// The settings of a treatment that the gate reads: the fields of its record that an ask can state.
pub(super) fn settings(treatment: &str, pairs: &Pairs, planned: Option<&Planned>) -> Vec<Setting> {
    let done = crate::house::knowledge().and_then(|k| Done::of(k, treatment));
    let fields = done.as_ref().map_or(&[][..], Done::fields);
    fields
        .iter()
        .filter(|field| SETTINGS.contains(&field.key))
        .filter_map(|field| {
            let entry = match field.kind {
                Kind::Number { unit, low, high } => Entry::Number {
                    low: low.to_string(),
                    high: high.to_string(),
                    step: "any".to_owned(),
                    unit: unit.to_owned(),
                },
                Kind::Choice(words) => {
                    let word = |word: &&str| ((*word).to_owned(), crate::ui::capital(word));
                    let none = (String::new(), "Not said".to_owned());
                    Entry::Select(std::iter::once(none).chain(words.iter().map(word)).collect())
                }
                Kind::Flag | Kind::Text => return None,
            };
            let value = said(pairs, field.key).to_owned();
            let planned = planned.and_then(|plan| plan.settings.get(field.key)).is_some_and(|one| *one == value);
            Some(Setting { name: field.key, label: field.label, entry, value, planned })
        })
        .collect()
}

/// The fields of what is chosen and set.
pub(super) fn choices(shelf: &Shelf, settings: &[Setting]) -> Markup {
    html! {
        @for (n, one) in shelf.kept.iter().enumerate() { (lots(n, one, shelf.kept.len() > 1)) }
        @for (n, lot) in shelf.gone.iter().enumerate() {
            (Field::new("lot", &format!("What was chosen, {}", n + 1), Entry::Select(vec![(lot.clone(), "It can not be used".to_owned()), (String::new(), "Without it".to_owned())]))
                .id(&format!("gone-{n}")).value(lot).hint("The line above says why. Take it out, or put it right."))
        }
        @if !shelf.devices.is_empty() || !shelf.device.is_empty() {
            (Field::new("device", "Which device", Entry::Select(choosing(&shelf.devices, &shelf.device))).value(&shelf.device))
        }
        @for one in settings {
            (Field::new(one.name, one.label, one.entry.clone()).value(&one.value).optional()
                .hint(if one.planned { "From the plan; the safety check counts with it." } else { "As it will be set; the safety check counts with it." }))
        }
    }
}

/// The lots of one product: where several products serve, each may be left out.
fn lots(n: usize, one: &Kept, several: bool) -> Markup {
    let mut options = one.lots.clone();
    if several {
        options.insert(0, (String::new(), "Not used".to_owned()));
    }
    let label = if several { format!("Which lot: {}", one.name) } else { "Which lot".to_owned() };
    let hint = if n == 0 { "In date, not held back and not recalled; the first to expire stands first." } else { "Each lot that is chosen is checked." };
    html! { (Field::new("lot", &label, Entry::Select(options)).id(&format!("lot-{n}")).value(&one.lot).hint(hint)) }
}

/// The options, and what is chosen although it is none of them any more: the line above says why.
fn with(options: &[(String, String)], chosen: &str) -> Vec<(String, String)> {
    let mut all = options.to_vec();
    if !chosen.is_empty() && !all.iter().any(|(value, _)| value == chosen) {
        all.insert(0, (chosen.to_owned(), "What was chosen can not be used".to_owned()));
    }
    all
}

/// The same, where nothing needs to be chosen yet.
fn choosing(options: &[(String, String)], chosen: &str) -> Vec<(String, String)> {
    let mut all = with(options, chosen);
    if options.len() > 1 || chosen.is_empty() {
        all.insert(0, (String::new(), "Choose".to_owned()));
    }
    all
}
