//! What is believed before any trial is read: concerns, groups of treatments, end points, noise.
//!
//! Read from `data/model.toml`; every number there has its basis beside it.
use crate::family::{self, Family};
use crate::kernel::Rates;
use crate::regimen::Use;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A lognormal belief.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Belief {
    /// The median, above zero.
    pub median: f64,
    /// The standard deviation of the logarithm; zero for what is fixed.
    pub log_sd: f64,
}

/// Spreads that belong to no single parameter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noise {
    /// Between-trial error of a relative change (0.09 = 9 points).
    pub trial_sd: f64,
    /// Between-patient sd of the relative change; divided by the square root of the group's size.
    pub patient_sd: f64,
    /// The size of a group whose size is not stated.
    pub unstated_n: f64,
    /// Factor on the sd of arms that were recalled and not looked up.
    pub recalled_factor: f64,
    /// Sd of the logarithm of a trial's (or clinic's) multiplier on the whole effect.
    pub trial_effect: f64,
    /// Sd of the logarithm of a treatment's gain around its group.
    pub class_sd: f64,
    /// Sd added to the logarithm of the effect when the schedule is not visible.
    pub hidden_schedule_sd: f64,
    /// Sd of the share of the gain that is lost, long after a stop.
    pub relapse_sd: f64,
    /// Where these numbers come from.
    pub basis: String,
}

/// An end point of acne, as a share of the effect on inflammatory lesions.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndPoint {
    /// Its code.
    pub code: String,
    /// Words of a scale's name that mean this end point, lower case.
    pub words: Vec<String>,
    /// The share.
    pub share: Belief,
    /// Context, home care and procedures each have a share of their own (with the same prior).
    #[serde(default)]
    pub by_part: bool,
    /// Where the number comes from.
    pub basis: String,
}

/// Treatments of one concern that are given in the same manner.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Median gain of the group, log-units: plateau, or per session.
    pub gain: Belief,
    /// Onset, weeks.
    pub on: Belief,
    /// Offset, weeks.
    pub off: Belief,
}

/// A concern and what moves it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concern {
    /// Code, as cases use it.
    pub code: String,
    /// Other names, as tables of trials use them; compared in lower case.
    pub also: Vec<String>,
    /// Whether its scales differ in their response (acne).
    #[serde(default)]
    pub endpoints: bool,
    /// Plateau of vehicle, attention and regression to the mean, log-units.
    pub context: Belief,
    /// Its onset, weeks.
    pub context_weeks: Belief,
    /// The share of the context that an untreated group sees.
    pub untreated_share: Belief,
    /// What is used or taken continuously.
    pub continuous: Group,
    /// What is given in sessions.
    pub sessions: Group,
    /// Where the numbers come from.
    pub basis: String,
    /// `needs sign-off` if they were recalled.
    #[serde(default)]
    pub status: String,
    /// What every answer about this concern must say.
    #[serde(default)]
    pub caveat: String,
}

/// Treatments with a gain of their own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassEntry {
    concern: String,
    #[serde(rename = "use")]
    manner: Use,
    names: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default = "one")]
    ratio: f64,
    on: Option<Belief>,
    off: Option<Belief>,
    #[serde(default)]
    held: bool,
    #[serde(default)]
    procedure: bool,
    basis: String,
    #[serde(default)]
    status: String,
}

const fn one() -> f64 {
    1.0
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelFile {
    noise: Option<Noise>,
    #[serde(default)]
    endpoint: Vec<EndPoint>,
    #[serde(default)]
    concern: Vec<Concern>,
    #[serde(default)]
    class: Vec<ClassEntry>,
    #[serde(default)]
    family: Vec<Family>,
}

/// A parameter of the model, on the log scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name, for example `gain.acne.sessions`.
    pub name: String,
    /// Prior mean of the logarithm.
    pub mean: f64,
    /// Prior sd of the logarithm; zero = fixed.
    pub sd: f64,
}

/// A treatment of one concern, with the numbers of its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its name in tables of trials.
    pub name: String,
    /// Logarithm of its prior centre relative to the group.
    pub ln_ratio: f64,
    /// Its deviation from the group.
    pub deviation: usize,
    /// Its onset constant, if it has one of its own.
    pub on: Option<usize>,
    /// Its offset constant, if it has one of its own.
    pub off: Option<usize>,
    /// Holds first and then falls.
    pub held: bool,
    /// A procedure, though it is given so often that it counts as continuous (light).
    pub procedure: bool,
    /// Where the prior comes from.
    pub basis: String,
    /// `needs sign-off` if it was recalled.
    pub status: String,
}

/// The numbers of a concern's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Plateau of the context.
    pub context: usize,
    /// Onset of the context.
    pub context_weeks: usize,
    /// Share of the context without treatment.
    pub untreated: usize,
    /// Group gain, onset, offset of continuous use.
    pub continuous: [usize; 3],
    /// Group gain, onset, offset of sessions.
    pub sessions: [usize; 3],
}

/// The model with all its parameters in one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Spreads.
    pub noise: Noise,
    /// End points of acne with the numbers of their shares: context, home care, procedures.
    pub endpoints: Vec<(EndPoint, [usize; 3])>,
    /// Concerns with the numbers of their parameters.
    pub concerns: Vec<(Concern, Places)>,
    /// Every parameter.
    pub parameters: Vec<Parameter>,
    classes: BTreeMap<(String, Use), Vec<Class>>,
    aliases: BTreeMap<(String, Use, String), String>,
    /// Words in names of treatments that say which class they are like.
    pub families: Vec<Family>,
}

/// A data file of this crate that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// Not TOML, or not of the right shape.
    #[error("{file}: {source}")]
    Shape {
        /// Which file.
        file: &'static str,
        /// What the reader says.
        source: Box<toml::de::Error>,
    },
    /// The shape is right, a value is not.
    #[error("{file}: {what}")]
    Value {
        /// Which file.
        file: &'static str,
        /// What is wrong.
        what: String,
    },
}

struct Rows(Vec<Parameter>);

impl Rows {
    fn add(&mut self, name: String, belief: Belief) -> Result<usize, DataError> {
        let sound = belief.median > 0.0 && belief.median.is_finite() && (0.0..=3.0).contains(&belief.log_sd);
        if !sound {
            return Err(wrong(format!("{name}: median above 0 and log_sd from 0 to 3 are needed")));
        }
        self.0.push(Parameter { name, mean: libm::log(belief.median), sd: belief.log_sd });
        Ok(self.0.len() - 1)
    }

    fn group(&mut self, concern: &str, manner: Use, group: &Group) -> Result<[usize; 3], DataError> {
        let word = manner.code();
        Ok([
            self.add(format!("gain.{concern}.{word}"), group.gain)?,
            self.add(format!("on.{concern}.{word}"), group.on)?,
            self.add(format!("off.{concern}.{word}"), group.off)?,
        ])
    }
}

fn wrong(what: String) -> DataError {
    DataError::Value { file: "model.toml", what }
}

impl Model {
    /// Reads a model from the text of `model.toml`.
    pub fn read(text: &str) -> Result<Self, DataError> {
        let file: ModelFile = toml::from_str(text)
            .map_err(|source| DataError::Shape { file: "model.toml", source: Box::new(source) })?;
        let noise = file.noise.ok_or_else(|| wrong("no [noise]".to_owned()))?;
        let mut rows = Rows(Vec::new());
        let mut endpoints = Vec::new();
        for endpoint in file.endpoint {
            let name = |part: &str| format!("share.{}{part}", endpoint.code);
            let places = if endpoint.by_part {
                let [a, b, c] = [".context", ".home", ".procedures"];
                let mut add = |part| rows.add(name(part), endpoint.share);
                [add(a)?, add(b)?, add(c)?]
            } else {
                [rows.add(name(""), endpoint.share)?; 3]
            };
            endpoints.push((endpoint, places));
        }
        let mut concerns = Vec::new();
        for concern in file.concern {
            let code = &concern.code;
            let places = Places {
                context: rows.add(format!("context.{code}"), concern.context)?,
                context_weeks: rows.add(format!("context_weeks.{code}"), concern.context_weeks)?,
                untreated: rows.add(format!("untreated.{code}"), concern.untreated_share)?,
                continuous: rows.group(code, Use::Continuous, &concern.continuous)?,
                sessions: rows.group(code, Use::Sessions, &concern.sessions)?,
            };
            concerns.push((concern, places));
        }
        let mut model = Self {
            noise,
            endpoints,
            concerns,
            parameters: Vec::new(),
            classes: BTreeMap::new(),
            aliases: BTreeMap::new(),
            families: file.family,
        };
        for entry in &file.class {
            model.add_class(&mut rows, entry)?;
        }
        model.parameters = rows.0;
        Ok(model)
    }

    fn add_class(&mut self, rows: &mut Rows, entry: &ClassEntry) -> Result<(), DataError> {
        if !self.concerns.iter().any(|(c, _)| c.code == entry.concern) {
            return Err(wrong(format!("class of an unknown concern `{}`", entry.concern)));
        }
        let deviation = Belief { median: 1.0, log_sd: self.noise.class_sd };
        for name in &entry.names {
            let key = format!("{}.{}.{name}", entry.concern, entry.manner.code());
            let place = rows.add(format!("class.{key}"), deviation)?;
            let on = entry.on.map(|belief| rows.add(format!("on.{key}"), belief)).transpose()?;
            let off = entry.off.map(|belief| rows.add(format!("off.{key}"), belief)).transpose()?;
            self.classes.entry((entry.concern.clone(), entry.manner)).or_default().push(Class {
                name: name.clone(),
                ln_ratio: libm::log(entry.ratio),
                deviation: place,
                on,
                off,
                held: entry.held,
                procedure: entry.procedure || entry.manner == Use::Sessions,
                basis: entry.basis.clone(),
                status: entry.status.clone(),
            });
            for other in &entry.also {
                let key = (entry.concern.clone(), entry.manner, other.clone());
                self.aliases.insert(key, name.clone());
            }
        }
        Ok(())
    }

    /// The concern with this code or name; `None` if nothing is known about it.
    #[must_use]
    pub fn concern(&self, name: &str) -> Option<&(Concern, Places)> {
        let name = name.trim().to_lowercase();
        self.concerns.iter().find(|(c, _)| c.code == name || c.also.iter().any(|a| a.to_lowercase() == name))
    }

    /// All treatments of a concern that have a gain of their own.
    #[must_use]
    pub fn classes(&self, concern: &str, manner: Use) -> &[Class] {
        self.classes.get(&(concern.to_owned(), manner)).map_or(&[], Vec::as_slice)
    }

    /// A treatment of a concern by its name or another name of it, however it is spelt.
    #[must_use]
    pub fn class(&self, concern: &str, manner: Use, name: &str) -> Option<&Class> {
        let name = family::spelt(name);
        let known = self.aliases.get(&(concern.to_owned(), manner, name.clone()));
        let name = known.unwrap_or(&name);
        self.classes(concern, manner).iter().find(|c| c.name == *name)
    }
}

/// Time constants from logarithms, with a treatment's own manner of fading.
#[must_use]
pub fn rates(ln_on: f64, ln_off: f64, held: bool) -> Rates {
    Rates { on: libm::exp(ln_on), off: libm::exp(ln_off), held }
}
