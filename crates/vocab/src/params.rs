//! The parameters of a treatment that an ask may state.

crate::words! {
    /// How light is given.
    Mode, "mode" {
        /// Continuous light.
        Continuous = "continuous",
        /// Repeated flashes.
        Pulsed = "pulsed",
    }
}

crate::words! {
    /// The kind of laser behind a treatment code.
    Device, "device" {
        /// Pulsed-dye laser.
        Pdl = "pdl",
        /// Potassium titanyl phosphate laser (532 nm).
        Ktp = "ktp",
        /// Neodymium YAG (1064 nm).
        NdYag = "nd_yag",
        /// Ruby (694 nm).
        Ruby = "ruby",
        /// Alexandrite (755 nm).
        Alexandrite = "alexandrite",
    }
}

crate::words! {
    /// Botulinum toxin type A products; units are not interchangeable.
    Toxin, "toxin" {
        /// Onabotulinumtoxin A.
        Ona = "onabotulinumtoxinA",
        /// Abobotulinumtoxin A.
        Abo = "abobotulinumtoxinA",
        /// Incobotulinumtoxin A.
        Inco = "incobotulinumtoxinA",
        /// Prabotulinumtoxin A.
        Prabo = "prabotulinumtoxinA",
        /// Daxibotulinumtoxin A.
        Daxi = "daxibotulinumtoxinA",
    }
}

crate::words! {
    /// Electric current applied to the skin.
    Current, "current" {
        /// None.
        None = "none",
        /// Radio frequency.
        Rf = "rf",
        /// Microcurrent.
        Microcurrent = "microcurrent",
        /// Galvanic.
        Galvanic = "galvanic",
    }
}

crate::words! {
    /// How firm a massage is.
    Pressure, "pressure" {
        /// Light.
        Light = "light",
        /// Medium.
        Medium = "medium",
        /// Deep.
        Deep = "deep",
    }
}

/// The parameters of one ask; what is absent was not stated.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Strength of a peel or product, per cent, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<f64>,
    /// Acidity, 0 to 14.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ph: Option<f64>,
    /// Needle depth, mm, 0 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth_mm: Option<f64>,
    /// Wavelength, nm, 200 to 20 000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wavelength_nm: Option<f64>,
    /// Continuous or pulsed light.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Kind of laser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// Toxin product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toxin: Option<Toxin>,
    /// Whether the filler holds lidocaine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lidocaine: Option<bool>,
    /// Electric current.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<Current>,
    /// Pressure of a massage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressure: Option<Pressure>,
    /// Whether heat is applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heat: Option<bool>,
    /// Whether a wrap holds seaweed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seaweed: Option<bool>,
    /// Whether essential oils are used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aromatherapy: Option<bool>,
    /// Whether the session is the touch-up of the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub touch_up: Option<bool>,
}

impl Params {
    /// The names that an ask may use, in the contract's order.
    pub const NAMES: [&'static str; 14] = [
        "percent",
        "ph",
        "depth_mm",
        "wavelength_nm",
        "mode",
        "device",
        "toxin",
        "lidocaine",
        "current",
        "pressure",
        "heat",
        "seaweed",
        "aromatherapy",
        "touch_up",
    ];

    /// The stated value of a parameter as a word (`true`, `pulsed`, `pdl`), for comparison with a
    /// rule; numbers and unstated parameters give `None`.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<&'static str> {
        let flag = |value: Option<bool>| value.map(|v| if v { "true" } else { "false" });
        match name {
            "mode" => self.mode.map(Mode::code),
            "device" => self.device.map(Device::code),
            "toxin" => self.toxin.map(Toxin::code),
            "current" => self.current.map(Current::code),
            "pressure" => self.pressure.map(Pressure::code),
            "lidocaine" => flag(self.lidocaine),
            "heat" => flag(self.heat),
            "seaweed" => flag(self.seaweed),
            "aromatherapy" => flag(self.aromatherapy),
            "touch_up" => flag(self.touch_up),
            _ => None,
        }
    }

    /// Whether nothing was stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
