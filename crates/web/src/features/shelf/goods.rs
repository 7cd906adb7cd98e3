//! What forms say about products and devices.
use super::{DAY, Pairs, Wrongs, given, said};
use chart::stock::{DeviceEvent, ProductIngredient};
use knowledge::Knowledge;

/// The ingredients of a text, one a line or parted by commas as on the pack.
pub(super) fn ingredients(text: &str, k: &Knowledge) -> Vec<ProductIngredient> {
    let parts = text.split(['\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| one(part, k)).collect()
}

/// The ingredient of a line: `Glycolic Acid = aha_glycolic`, or a name alone.
fn one(line: &str, k: &Knowledge) -> ProductIngredient {
    let (name, code) = line.split_once('=').map_or((line, None), |(name, code)| (name, Some(code.trim())));
    let name = name.trim().to_owned();
    let same = |text: &str| vocab::nearest::squash(text) == vocab::nearest::squash(&name);
    // A name that the knowledge knows by its title needs no code.
    let known = k.ingredients.iter().find(|i| same(&i.title)).map(|i| i.code.as_str());
    ProductIngredient { code: code.or(known).map(str::to_owned), name }
}

/// The event of the form about a device.
pub(super) fn device_event(pairs: &Pairs, wrongs: &mut Wrongs) -> Option<DeviceEvent> {
    let device = said(pairs, "device").trim().to_owned();
    let words = |field: &str| said(pairs, field).trim().to_owned();
    match said(pairs, "do") {
        "describe" => {
            let service_days = given(pairs, "service_days", wrongs, "Whole days, 1 to 3650.")?;
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
