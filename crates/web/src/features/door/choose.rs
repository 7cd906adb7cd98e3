//! What is chosen and set at the door: the lot in the hand, the device, and the settings that the gate is asked with.
use super::stand::Shelf;
use super::{Pairs, said};
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
}

/// The settings of a treatment that the gate reads: the fields of its record that an ask can state.
pub(super) fn settings(treatment: &str, pairs: &Pairs) -> Vec<Setting> {
    let done = crate::house::knowledge().and_then(|k| Done::of(k, treatment));
    let fields = done.as_ref().map_or(&[][..], Done::fields);
    let asked = ["percent", "ph", "depth_mm", "wavelength_nm", "mode"];
    fields
        .iter()
        .filter(|field| asked.contains(&field.key))
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
            Some(Setting { name: field.key, label: field.label, entry, value })
        })
        .collect()
}

/// The fields of what is chosen and set.
pub(super) fn choices(shelf: &Shelf, settings: &[Setting]) -> Markup {
    html! {
        @if !shelf.lots.is_empty() || !shelf.lot.is_empty() {
            (Field::new("lot", "Which lot", Entry::Select(with(&shelf.lots, &shelf.lot))).value(&shelf.lot)
                .hint("In date, not held back and not recalled; the first to expire stands first."))
        }
        @if !shelf.devices.is_empty() || !shelf.device.is_empty() {
            (Field::new("device", "Which device", Entry::Select(choosing(&shelf.devices, &shelf.device))).value(&shelf.device))
        }
        @for one in settings {
            (Field::new(one.name, one.label, one.entry.clone()).value(&one.value).optional()
                .hint("As it will be set; the gate is asked with it."))
        }
    }
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
