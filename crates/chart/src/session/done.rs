//! What was done, one typed record for each kind of treatment.
use super::field::{Field, Kind, Value, choice, choices, record};
use super::quantity::{
    Celsius, DelayMs, Density, DepthMm, DiluentMl, EnergyMj, Fluence, Gauge, Layers, Minutes, Passes,
    Percent, Ph, PulseMs, SpotMm, Vacuum, Watts, WavelengthNm,
};
use knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use vocab::params::{Device, Mode, Pressure, Toxin};
use vocab::{Group, Params};

vocab::words! {
    /// What ended a peel.
    Neutraliser, "neutraliser" {
        /// Water.
        Water = "water",
        /// Bicarbonate or the maker's own.
        Bicarbonate = "bicarbonate",
        /// It ends by itself.
        SelfLimiting = "none needed",
    }
}

vocab::words! {
    /// What the skin showed when the treatment was ended.
    Endpoint, "endpoint" {
        /// Nothing to see.
        Nothing = "none",
        /// Even redness.
        Erythema = "erythema",
        /// Redness around follicles.
        Perifollicular = "perifollicular oedema",
        /// Precipitate of salicylic acid.
        Pseudofrost = "pseudofrost",
        /// Level I frost.
        Frost1 = "frost I",
        /// Level II frost.
        Frost2 = "frost II",
        /// Pinpoint bleeding.
        Pinpoint = "pinpoint bleeding",
        /// Purpura.
        Purpura = "purpura",
        /// Darkening of pigment.
        Darkening = "darkening",
        /// Vessels gone or darker.
        VesselChange = "vessel change",
        /// Blanching that was not wanted: see the card.
        Blanching = "blanching",
    }
}

vocab::words! {
    /// How the skin was cooled.
    Cooling, "cooling" {
        /// Not at all.
        Nothing = "none",
        /// Contact.
        Contact = "contact",
        /// Cold air.
        Air = "air",
        /// Cryogen spray.
        Cryogen = "cryogen",
        /// Gel.
        Gel = "gel",
    }
}

vocab::words! {
    /// What a product was brought in with.
    Tool, "tool" {
        /// Needle.
        Needle = "needle",
        /// Cannula.
        Cannula = "cannula",
    }
}

choices! {
    Neutraliser: "water", "bicarbonate", "none needed";
    Endpoint: "none", "erythema", "perifollicular oedema", "pseudofrost", "frost I", "frost II", "pinpoint bleeding",
        "purpura", "darkening", "vessel change", "blanching";
    Cooling: "none", "contact", "air", "cryogen", "gel";
    Tool: "needle", "cannula";
    Device: "pdl", "ktp", "nd_yag", "ruby", "alexandrite";
    Mode: "continuous", "pulsed";
    Pressure: "light", "medium", "deep";
    Toxin: "onabotulinumtoxinA", "abobotulinumtoxinA", "incobotulinumtoxinA", "prabotulinumtoxinA", "daxibotulinumtoxinA";
}

record! {
    /// A chemical peel.
    Peel {
        /// Strength.
        percent: Percent = "Strength",
        /// Acidity.
        ph: Ph = "pH",
        /// Layers.
        layers: Layers = "Layers",
        /// Minutes on the skin.
        minutes_on: Minutes = "Time on the skin",
        /// What ended it.
        neutraliser: Neutraliser = "Neutralised with",
        /// What the skin showed.
        endpoint: Endpoint = "Endpoint",
    }
}

record! {
    /// Needling, with radio frequency or without.
    Needling {
        /// Depth, where a zone says no other.
        depth_mm: DepthMm = "Needle depth",
        /// Passes.
        passes: Passes = "Passes",
        /// Cartridge.
        cartridge: String = "Cartridge",
        /// Power of the radio frequency.
        watts: Watts = "RF power",
        /// Length of its pulse.
        pulse_ms: PulseMs = "RF pulse",
        /// Whether the needles are insulated.
        insulated: bool = "Insulated needles",
        /// Minutes of numbing.
        numbing_minutes: Minutes = "Numbing",
        /// What the skin showed.
        endpoint: Endpoint = "Endpoint",
    }
}

record! {
    /// Laser, intense pulsed light, light-emitting diodes.
    Light {
        /// Kind of laser.
        device: Device = "Laser",
        /// Wavelength, or cut-off of a filter.
        wavelength_nm: WavelengthNm = "Wavelength or cut-off",
        /// Continuous or pulsed.
        mode: Mode = "Mode",
        /// Fluence.
        fluence: Fluence = "Fluence",
        /// Energy of a microbeam.
        energy_mj: EnergyMj = "Energy per beam",
        /// Length of the pulse.
        pulse_ms: PulseMs = "Pulse",
        /// Pause between pulses.
        delay_ms: DelayMs = "Delay",
        /// Spot.
        spot_mm: SpotMm = "Spot",
        /// Density.
        density: Density = "Density",
        /// Passes.
        passes: Passes = "Passes",
        /// Minutes of light.
        minutes_light: Minutes = "Time of light",
        /// Cooling.
        cooling: Cooling = "Cooling",
        /// Whether everybody wore eyewear for the wavelength.
        eyewear: bool = "Eyes protected",
        /// What the skin showed.
        endpoint: Endpoint = "Endpoint",
    }
}

record! {
    /// Toxin, filler, platelet-rich plasma. What went where stands in the points.
    Injectable {
        /// Toxin.
        toxin: Toxin = "Toxin",
        /// What it was diluted with, for one pack.
        diluent_ml: DiluentMl = "Diluent per vial",
        /// Tool.
        tool: Tool = "Tool",
        /// Its gauge.
        gauge: Gauge = "Gauge",
        /// Whether the filler holds lidocaine.
        lidocaine: bool = "With lidocaine",
        /// Whether it is the touch-up of the one before.
        touch_up: bool = "Touch-up",
        /// Whether the colour returned at once everywhere.
        refill: bool = "Capillary refill checked",
    }
}

record! {
    /// Microdermabrasion, hydradermabrasion, dermaplaning.
    Mechanical {
        /// Tip, blade or crystals.
        tip: String = "Tip or blade",
        /// Suction.
        vacuum: Vacuum = "Vacuum",
        /// Passes.
        passes: Passes = "Passes",
        /// Solutions.
        solution: String = "Solutions",
        /// What the skin showed.
        endpoint: Endpoint = "Endpoint",
    }
}

record! {
    /// A facial.
    Facial {
        /// Steps.
        steps: String = "Steps",
        /// Mask.
        mask: String = "Mask",
        /// Minutes of massage.
        massage_minutes: Minutes = "Massage",
        /// Extractions.
        extractions: bool = "Extractions",
    }
}

record! {
    /// A massage.
    Massage {
        /// Pressure.
        pressure: Pressure = "Pressure",
        /// Oil or cream.
        oil: String = "Oil or cream",
        /// Essential oils.
        aromatherapy: bool = "Essential oils",
        /// Heat.
        heat: bool = "Heat",
        /// Places left out.
        left_out: String = "Left out",
    }
}

record! {
    /// A wrap.
    Wrap {
        /// Agent.
        agent: String = "Agent",
        /// Whether it holds seaweed.
        seaweed: bool = "Seaweed",
        /// Essential oils.
        aromatherapy: bool = "Essential oils",
        /// Heat.
        heat: bool = "Heat",
        /// Temperature.
        temperature: Celsius = "Temperature",
        /// Minutes wrapped.
        minutes_wrapped: Minutes = "Time wrapped",
    }
}

/// The record of one kind of treatment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Done {
    /// A peel.
    Peel(Peel),
    /// Needling.
    Needling(Needling),
    /// Light.
    Light(Light),
    /// Injectables.
    Injectable(Injectable),
    /// Mechanical.
    Mechanical(Mechanical),
    /// A facial.
    Facial(Facial),
    /// A massage.
    Massage(Massage),
    /// A wrap.
    Wrap(Wrap),
}

macro_rules! each {
    ($done:expr, $record:ident => $what:expr) => {
        match $done {
            Done::Peel($record) => $what,
            Done::Needling($record) => $what,
            Done::Light($record) => $what,
            Done::Injectable($record) => $what,
            Done::Mechanical($record) => $what,
            Done::Facial($record) => $what,
            Done::Massage($record) => $what,
            Done::Wrap($record) => $what,
        }
    };
}

impl Done {
    /// The empty record for a treatment; `None` for what is not done here.
    #[must_use]
    pub fn of(k: &Knowledge, treatment: &str) -> Option<Self> {
        let known = k.treatment(treatment)?;
        Some(match treatment {
            "led_blue" | "led_red" => Self::Light(Light::default()),
            "massage" => Self::Massage(Massage::default()),
            "body_wrap" => Self::Wrap(Wrap::default()),
            "hyaluronidase_rescue" => Self::Injectable(Injectable::default()),
            _ => match known.group? {
                Group::Sup | Group::Med => Self::Peel(Peel::default()),
                Group::Mn | Group::Rfmn => Self::Needling(Needling::default()),
                Group::Light | Group::Nafl | Group::Abl | Group::Pdt => Self::Light(Light::default()),
                Group::Bont | Group::Fil | Group::Prp => Self::Injectable(Injectable::default()),
                Group::Mech => Self::Mechanical(Mechanical::default()),
                Group::Spa => Self::Facial(Facial::default()),
                Group::Body => Self::Massage(Massage::default()),
            },
        })
    }

    /// Its fields, in the order of the form.
    #[must_use]
    pub const fn fields(&self) -> &'static [Field] {
        match self {
            Self::Peel(_) => Peel::FIELDS,
            Self::Needling(_) => Needling::FIELDS,
            Self::Light(_) => Light::FIELDS,
            Self::Injectable(_) => Injectable::FIELDS,
            Self::Mechanical(_) => Mechanical::FIELDS,
            Self::Facial(_) => Facial::FIELDS,
            Self::Massage(_) => Massage::FIELDS,
            Self::Wrap(_) => Wrap::FIELDS,
        }
    }

    /// What a field holds, as text.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<String> {
        each!(self, record => record.get(key))
    }

    /// Sets a field from text; an empty text takes the value away.
    ///
    /// # Errors
    /// There is no such field, or the text is no value of it.
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), String> {
        each!(self, record => record.set(key, text))
    }

    /// The settings as the gate is asked with them.
    #[must_use]
    pub fn params(&self) -> Params {
        let number = |key: &str| self.get(key).and_then(|text| super::quantity::number(&text));
        let flag = |key: &str| self.get(key).map(|text| text == "yes");
        Params {
            percent: number("percent"),
            ph: number("ph"),
            depth_mm: number("depth_mm"),
            wavelength_nm: number("wavelength_nm"),
            mode: self.get("mode").and_then(|t| t.parse().ok()),
            device: self.get("device").and_then(|t| t.parse().ok()),
            toxin: self.get("toxin").and_then(|t| t.parse().ok()),
            lidocaine: flag("lidocaine"),
            current: None,
            pressure: self.get("pressure").and_then(|t| t.parse().ok()),
            heat: flag("heat"),
            seaweed: flag("seaweed"),
            aromatherapy: flag("aromatherapy"),
            touch_up: flag("touch_up"),
        }
    }
}
