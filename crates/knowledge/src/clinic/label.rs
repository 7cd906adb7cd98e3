//! What the maker of a real device or product says: its cleared people, its limits, its own
//! contraindications. A label only ever adds findings; it never clears what a rule stops.
use crate::condition::{Attached, Rule, When};
use serde::Deserialize;
use vocab::params::{Device, Toxin};
use vocab::{Phototype, Strength, Verdict};

vocab::words! {
    /// What a label belongs to.
    LabelKind, "kind of label" {
        /// A device: `devices/*.toml`.
        Device = "device",
        /// A drug or product: `labels/*.toml`.
        Product = "product",
    }
}

/// The label of one device or product in the clinic's hands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Name of its file; set by the loader.
    #[serde(skip)]
    pub key: String,
    /// Device or product; set by the loader from the folder.
    #[serde(skip, default = "product")]
    pub kind: LabelKind,
    /// Who makes it.
    pub maker: String,
    /// Its name and version.
    pub model: String,
    /// Codes of the treatments it is used for.
    pub treatments: Vec<String>,
    /// The kind of laser, if it is one.
    #[serde(default)]
    pub device: Option<Device>,
    /// The toxin it holds, if it is one.
    #[serde(default)]
    pub toxin: Option<Toxin>,
    /// Whether it holds lidocaine; absent = does not matter.
    #[serde(default)]
    pub lidocaine: Option<bool>,
    /// Wavelengths it gives, nm (a filtered lamp: the cut-offs).
    #[serde(default)]
    pub wavelengths_nm: Vec<f64>,
    /// Smallest and largest needle depth, mm.
    #[serde(default)]
    pub depth_mm: Option<[f64; 2]>,
    /// Phototypes it is cleared for; empty = all.
    #[serde(default)]
    pub phototypes: Vec<Phototype>,
    /// Verdict for a phototype that it is not cleared for.
    #[serde(default = "refuse")]
    pub outside: Verdict,
    /// Cleared from this birthday, years.
    #[serde(default)]
    pub min_age: Option<u8>,
    /// Not studied after this age, years: a prescriber looks.
    #[serde(default)]
    pub max_age: Option<u8>,
    /// Its own contraindications.
    #[serde(default)]
    pub contraindication: Vec<Contraindication>,
    /// What the label says of doses, in words; the program never proposes one.
    #[serde(default)]
    pub dose_notes: Vec<String>,
    /// Days between services of a device.
    #[serde(default)]
    pub service_interval_days: Option<u16>,
    /// The document: title, revision, year.
    pub source: String,
    /// The tag under which findings cite `source`; set by the loader.
    #[serde(skip)]
    pub tags: Vec<String>,
    /// The contraindications as rules, each with its condition's code; set by the loader.
    #[serde(skip)]
    pub rules: Vec<(String, Rule)>,
}

const fn product() -> LabelKind {
    LabelKind::Product
}

const fn refuse() -> Verdict {
    Verdict::Refuse
}

/// One contraindication of a label.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contraindication {
    /// Condition code.
    pub condition: String,
    /// Only for these sub-cases; empty = all.
    #[serde(default)]
    pub detail: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// Days after the last day or event during which it stands.
    #[serde(default)]
    pub days: Option<u16>,
    /// Days before an event during which it stands.
    #[serde(default)]
    pub before_days: Option<u16>,
    /// Condition attached to the answer.
    #[serde(default)]
    pub attach: Option<Attached>,
    /// What to do.
    #[serde(default)]
    pub action: String,
    /// What must happen where no date can be computed.
    #[serde(default)]
    pub until: String,
    /// Why.
    pub because: String,
}

impl Label {
    /// `Maker Model`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.maker, self.model)
    }

    /// Fills in what follows from where the file stands.
    pub(crate) fn placed(mut self, kind: LabelKind, key: &str) -> Self {
        let tag = format!("LABEL-{}", key.to_uppercase());
        key.clone_into(&mut self.key);
        self.kind = kind;
        self.tags = vec![tag];
        self.rules = self
            .contraindication
            .iter()
            .enumerate()
            .map(|(i, c)| (c.condition.clone(), self.rule(i, c)))
            .collect();
        self
    }

    fn rule(&self, index: usize, c: &Contraindication) -> Rule {
        let plain = |text: &str| text.replace('_', "-").to_lowercase();
        let again = self.contraindication.iter().take(index).filter(|o| o.condition == c.condition).count();
        let number = if again == 0 { String::new() } else { format!("-{}", again + 1) };
        Rule {
            key: format!("label-{}-{}{number}", plain(&self.key), plain(&c.condition)),
            applies: self.treatments.clone(),
            except: Vec::new(),
            verdict: Some(c.verdict),
            days: c.days,
            before_days: c.before_days,
            after_days: None,
            stop_days: None,
            place: None,
            when: When { detail: c.detail.clone(), ..When::default() },
            attach: c.attach,
            action: c.action.clone(),
            until: c.until.clone(),
            because: c.because.clone(),
            sources: self.tags.clone(),
            strength: Strength::Label,
            recalled: false,
            by_law: false,
            question: String::new(),
        }
    }
}
