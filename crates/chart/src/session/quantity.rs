//! What a session is measured in: each quantity with its unit and the range outside of which it is a slip of the hand.
//!
//! These ranges say what a device or a bottle can be; what is usual for a person's skin stands in the knowledge.
use super::field::{Kind, Value};
use serde::{Deserialize, Serialize};

/// A number outside its range, or no number.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{what}: `{got}` is not from {low} to {high}{unit}", unit = if .unit.is_empty() { String::new() } else { format!(" {}", .unit) })]
pub struct OutOfRange {
    /// Which quantity.
    pub what: &'static str,
    /// Its unit; empty where it has none.
    pub unit: &'static str,
    /// Smallest.
    pub low: f64,
    /// Largest.
    pub high: f64,
    /// What was given.
    pub got: String,
}

macro_rules! quantities {
    ($($(#[$meta:meta])* $name:ident = $what:literal, $unit:literal, $low:literal to $high:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;
            fn try_from(value: f64) -> Result<Self, OutOfRange> {
                if ($low..=$high).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(OutOfRange { what: $what, unit: $unit, low: $low, high: $high, got: value.to_string() })
                }
            }
        }

        impl From<$name> for f64 {
            fn from(value: $name) -> Self { value.0 }
        }

        impl Value for $name {
            const KIND: Kind = Kind::Number { unit: $unit, low: $low, high: $high };
            fn read(text: &str) -> Result<Self, String> {
                number(text)
                    .ok_or_else(|| OutOfRange {
                        what: $what, unit: $unit, low: $low, high: $high, got: vocab::nearest::clip(text),
                    })
                    .and_then(Self::try_from)
                    .map_err(|e| e.to_string())
            }
            fn write(&self) -> String { self.0.to_string() }
        }
    )+};
}

quantities! {
    /// Strength of an acid, per cent.
    Percent = "strength", "%", 0.1 to 100.0;
    /// Acidity.
    Ph = "pH", "", 0.0 to 14.0;
    /// Layers of a peel.
    Layers = "layers", "", 1.0 to 12.0;
    /// Minutes.
    Minutes = "minutes", "min", 0.1 to 600.0;
    /// Needle depth, mm.
    DepthMm = "needle depth", "mm", 0.1 to 10.0;
    /// Passes.
    Passes = "passes", "", 1.0 to 30.0;
    /// Wavelength or cut-off, nm.
    WavelengthNm = "wavelength", "nm", 200.0 to 20_000.0;
    /// Fluence, J/cm².
    Fluence = "fluence", "J/cm²", 0.1 to 400.0;
    /// Energy of one microbeam or needle, mJ.
    EnergyMj = "energy", "mJ", 0.1 to 500.0;
    /// Power, W.
    Watts = "power", "W", 0.1 to 300.0;
    /// Length of a pulse, ms.
    PulseMs = "pulse", "ms", 0.000_000_1 to 2_000.0;
    /// Pause between two pulses, ms.
    DelayMs = "delay", "ms", 0.0 to 2_000.0;
    /// Diameter of the spot, mm.
    SpotMm = "spot", "mm", 0.1 to 60.0;
    /// Treated share of the skin, per cent.
    Density = "density", "%", 0.1 to 100.0;
    /// Suction, kPa.
    Vacuum = "vacuum", "kPa", 1.0 to 100.0;
    /// Temperature, °C.
    Celsius = "temperature", "°C", 4.0 to 60.0;
    /// Volume for dilution, ml.
    DiluentMl = "diluent", "ml", 0.1 to 50.0;
    /// Thickness of a needle or cannula, gauge.
    Gauge = "gauge", "G", 14.0 to 34.0;
}

/// A plain decimal number; a comma may stand for the point. Nothing that only programs write.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let plain = (1..=12).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.bytes().any(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_within_their_range_or_told() {
        for (text, want) in
            [("70", Some(70.0)), ("0,5", Some(0.5)), (" 12.5 ", Some(12.5)), ("100", Some(100.0))]
        {
            assert_eq!(Percent::read(text).ok().map(f64::from), want, "{text}");
        }
        for text in ["", "0", "101", "-5", "NaN", "inf", "1e2", "0x1F", "1.2.3", "ten", "٣", "99999999999999"]
        {
            let told = Percent::read(text).unwrap_err();
            assert!(told.contains("from 0.1 to 100 %"), "{text}: {told}");
        }
        assert!(serde_json::from_str::<Ph>("14.1").is_err());
        assert!(serde_json::from_str::<Ph>("null").is_err());
    }
}
