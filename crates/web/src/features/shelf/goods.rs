//! What forms say about products and devices.
use super::{DAY, Pairs, Wrongs, given, said};
use crate::key::key_of;
use chart::stock::{Device, DeviceEvent, Product, ProductIngredient};
use knowledge::Knowledge;
use std::collections::BTreeMap;

/// Whether two names are the same but for case, spaces and marks.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    vocab::nearest::squash(one) == vocab::nearest::squash(other)
}

/// A product as the form tells it.
pub(super) fn about(product: &Product) -> Pairs {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let ingredient = |one: &ProductIngredient| one.code.as_ref().map_or_else(|| one.name.clone(), |code| format!("{} = {code}", one.name));
    let lines: Vec<String> = product.ingredients.iter().map(ingredient).collect();
    let mut pairs = vec![
        pair("product", &product.key),
        pair("name", &product.name),
        pair("maker", &product.maker),
        pair("unit", product.unit.code()),
        pair("pack", &product.pack.to_string()),
        pair("open_hours", &product.open_hours.map(|hours| hours.to_string()).unwrap_or_default()),
        pair("reorder_at", &product.reorder_at.to_string()),
        pair("gtin", product.gtin.as_deref().unwrap_or_default()),
        pair("label", product.label.as_deref().unwrap_or_default()),
        pair("ingredients", &lines.join("\n")),
        pair("retired", if product.retired { "yes" } else { "" }),
    ];
    pairs.extend(product.treatments.iter().map(|code| pair("treatment", code)));
    pairs
}

/// The key of the product of a form: of the one it changes, else made of its name. A product that is here already is changed, not
/// told a second time.
pub(super) fn product_key(pairs: &Pairs, products: &BTreeMap<String, Product>, wrongs: &mut Wrongs) -> String {
    let (key, words) = (said(pairs, "product").trim(), |field: &str| said(pairs, field).trim().to_owned());
    if !key.is_empty() {
        if !products.contains_key(key) {
            wrongs.insert("do".to_owned(), "There is no such product here.".to_owned());
        }
        return key.to_owned();
    }
    let same = |one: &&Product| {
        same_name(&one.name, &words("name")) && same_name(&one.maker, &words("maker")) && one.pack.to_string() == words("pack")
    };
    if products.values().find(same).is_some() {
        wrongs.insert("name".to_owned(), "This product is in the list already; change it there.".to_owned());
    }
    key_of(&words("name"), "thing", |key| products.contains_key(key))
}

/// The ingredients of a text, one a line or parted by commas as on the pack.
pub(super) fn ingredients(text: &str, k: &Knowledge) -> Vec<ProductIngredient> {
    let parts = text.split(['\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| one(part, k)).collect()
}

/// The ingredient of a line: `Glycolic Acid = aha_glycolic`, or a name alone.
fn one(line: &str, k: &Knowledge) -> ProductIngredient {
    let (name, code) = line.split_once('=').map_or((line, None), |(name, code)| (name, Some(code.trim())));
    let name = name.trim().to_owned();
    let same = |text: &str| same_name(text, &name);
    // A name that the knowledge knows by its title needs no code.
    let known = k.ingredients.iter().find(|i| same(&i.title)).map(|i| i.code.as_str());
    ProductIngredient { code: code.or(known).map(str::to_owned), name }
}

/// What is wrong with the name of a device: none, or one that another in the house has. People tell devices apart by it.
fn device_name(name: &str, device: &str, devices: &BTreeMap<String, Device>) -> Option<&'static str> {
    if name.is_empty() {
        return Some("What the house calls it, such as Lamp 1.");
    }
    let other = devices.values().find(|one| !one.retired && one.key != device && same_name(&one.name, name));
    other.map(|_| "Another device is called so. Add what tells them apart, such as a number.")
}

/// The event of the form about a device. A new one is given a key of its name.
pub(super) fn device_event(pairs: &Pairs, devices: &BTreeMap<String, Device>, wrongs: &mut Wrongs) -> Option<DeviceEvent> {
    let mut device = said(pairs, "device").trim().to_owned();
    let words = |field: &str| said(pairs, field).trim().to_owned();
    match said(pairs, "do") {
        "describe" => {
            let service_days = given(pairs, "service_days", wrongs, "Whole days, 1 to 3650.");
            if let Some(why) = device_name(&words("name"), &device, devices) {
                wrongs.insert("name".to_owned(), why.to_owned());
                return None;
            }
            let service_days = service_days?;
            if device.is_empty() {
                device = key_of(&words("name"), "thing", |key| devices.contains_key(key));
            } else if !devices.contains_key(&device) {
                wrongs.insert("do".to_owned(), "There is no such device here.".to_owned());
                return None;
            }
            let treatments = pairs.iter().filter(|(n, _)| n == "treatment").map(|(_, code)| code.clone());
            Some(DeviceEvent::Described {
                device,
                name: words("name"),
                model: words("model"),
                serial: words("serial"),
                treatments: treatments.collect(),
                service_days,
            })
        }
        "service" => {
            let on = given(pairs, "on", wrongs, DAY)?;
            Some(DeviceEvent::Serviced { device, on, report: words("report") })
        }
        "fault" => Some(DeviceEvent::Faulted { device, what: words("what") }),
        "clear" => Some(DeviceEvent::Cleared { device, what: words("what") }),
        "retire" => Some(DeviceEvent::Retired { device }),
        _ => {
            wrongs.insert("do".to_owned(), "Choose what happened.".to_owned());
            None
        }
    }
}
