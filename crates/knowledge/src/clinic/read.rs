//! Reading the files of a layer: which kind each is, what it may contain, and what it changes.
use super::label::{Label, LabelKind};
use super::{BYTES_MAX, CLINIC_TAG, Clinic, FILES_MAX, Override, Price, Prices, Signed, Switch, over};
use crate::Knowledge;
use crate::load::{Problem, Raw};
use crate::scope::{is_place, unknown};
use crate::source::Source;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use vocab::case::Policy;
use vocab::money::Currency;
use vocab::nearest;

/// Folders of the shipped data that a layer may write into.
const OVERRIDABLE: &[&str] = &[
    "aftercare",
    "bibliography.toml",
    "conditions",
    "consent",
    "drugs",
    "ingredients",
    "emergency",
    "languages",
    "living",
    "open-points",
    "pairs",
    "preparation",
    "protocols",
    "red-flags",
    "scope",
    "spa",
    "spacing",
    "treatments",
];
/// Kinds of file that only a layer has.
const OWN: [&str; 5] = ["clinic.toml", "devices", "labels", "prices", "prices.toml"];

/// A layer as read: the clinic, its files laid over the shipped ones, and what they changed.
pub(crate) struct Layer {
    pub(crate) clinic: Clinic,
    /// Whole files as they are now, by path.
    pub(crate) files: BTreeMap<String, Value>,
    pub(crate) overrides: Vec<Override>,
    /// Sources that the layer brings: its labels and itself.
    pub(crate) sources: BTreeMap<String, Source>,
    /// Codes with prices, with their place, to be checked once all is loaded.
    pub(crate) priced: Vec<Priced>,
}

/// A code that has a price, and where it says so.
pub(crate) struct Priced {
    pub(crate) file: String,
    pub(crate) kind: &'static str,
    pub(crate) code: String,
    pub(crate) span: Range<usize>,
}

/// Reads all files of a layer.
pub(crate) fn layer<'a>(
    shipped: &Raw<'_>,
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Layer, Vec<Problem>> {
    let mut reader = Reader::default();
    for (count, (path, text)) in files.into_iter().enumerate() {
        if count >= FILES_MAX {
            reader.problems.push(Problem::new(path, &format!("more than {FILES_MAX} files in one layer")));
            break;
        }
        if text.len() > BYTES_MAX {
            reader.problems.push(Problem::new(path, &format!("larger than {BYTES_MAX} bytes")));
            continue;
        }
        reader.file(shipped, path, text);
    }
    reader.done()
}

#[derive(Default)]
struct Reader {
    head: Option<Head>,
    prices: Prices,
    priced: Vec<Priced>,
    labels: Vec<Label>,
    files: BTreeMap<String, Value>,
    overrides: Vec<Override>,
    problems: Vec<Problem>,
}

/// The file `clinic.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    name: Spanned<String>,
    #[serde(default)]
    jurisdiction: Option<Spanned<String>>,
    currency: Currency,
    time_zone: Spanned<String>,
    #[serde(default)]
    policy: Vec<Spanned<Switch>>,
}

/// A file of prices.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PriceFile {
    treatments: BTreeMap<Spanned<String>, Spanned<Price>>,
    protocols: BTreeMap<Spanned<String>, Spanned<Price>>,
    products: BTreeMap<Spanned<String>, Spanned<Price>>,
}

impl Reader {
    fn file(&mut self, shipped: &Raw<'_>, path: &str, text: &str) {
        let (folder, rest) = path.split_once('/').map_or((path, ""), |(f, r)| (f, r));
        let stem = rest.strip_suffix(".toml").unwrap_or(rest);
        let outcome = match folder {
            "clinic.toml" => parsed::<Head>(path, text).map(|head| self.head = Some(head)),
            "prices.toml" | "prices" => parsed(path, text).map(|file| self.prices(path, file)),
            "devices" => parsed::<Label>(path, text)
                .and_then(|label| self.label(path, label.placed(LabelKind::Device, stem))),
            "labels" => parsed::<Label>(path, text)
                .and_then(|label| self.label(path, label.placed(LabelKind::Product, stem))),
            folder if OVERRIDABLE.contains(&folder) => over::file(shipped, path, text).map(|over| {
                self.files.insert(path.to_owned(), over.now);
                self.overrides.extend(over.told);
            }),
            _ => Err(Problem::new(path, &no_such_kind(folder))),
        };
        self.problems.extend(outcome.err());
    }

    fn prices(&mut self, path: &str, file: PriceFile) {
        let PriceFile { treatments, protocols, products } = file;
        for (kind, from, into) in [
            ("treatment", treatments, &mut self.prices.treatments),
            ("protocol", protocols, &mut self.prices.protocols),
            ("product", products, &mut self.prices.products),
        ] {
            for (code, price) in from {
                let wrong = match *price.as_ref() {
                    Price { price: None, minutes: None } => Some("has neither a price nor minutes"),
                    Price { price: Some(p), .. } if !(0..=1_000_000_000).contains(&p) => {
                        Some("the price is outside 0 to 1000000000 minor units")
                    }
                    Price { minutes: Some(m), .. } if !(1..=1440).contains(&m) => {
                        Some("the minutes are outside 1 to 1440")
                    }
                    Price { .. } => None,
                };
                let span = code.span();
                let code = code.into_inner();
                if let Some(message) = wrong {
                    self.problems.push(at(path, price.span(), &format!("`{code}` {message}")));
                }
                if into.insert(code.clone(), price.into_inner()).is_some() {
                    self.problems.push(at(
                        path,
                        span.clone(),
                        &format!("`{code}` has a price in another file too"),
                    ));
                }
                self.priced.push(Priced { file: path.to_owned(), kind, code, span });
            }
        }
    }

    fn label(&mut self, path: &str, label: Label) -> Result<(), Problem> {
        let wrong = if label.key.is_empty() || !label.key.bytes().all(is_key) {
            Some("a device or label is named by its file: lower case letters, digits and hyphens")
        } else if label.treatments.is_empty() {
            Some("a label names the treatments it is used for")
        } else if label.source.trim().is_empty() {
            Some("a label names its document in `source`")
        } else if label.depth_mm.is_some_and(|[low, high]| !(0.0 <= low && low <= high && high <= 10.0)) {
            Some("`depth_mm` is a smallest and a largest depth between 0 and 10")
        } else if label.outside < vocab::Verdict::Review {
            Some("`outside` is review, defer or refuse: a label never clears")
        } else if self.labels.iter().any(|other| other.key == label.key) {
            Some("a device and a label have the same name")
        } else {
            None
        };
        if let Some(message) = wrong {
            return Err(Problem::new(path, message));
        }
        self.labels.push(label);
        Ok(())
    }

    fn done(mut self) -> Result<Layer, Vec<Problem>> {
        let Some(head) = self.head.take() else {
            self.problems.push(Problem::new(
                "clinic.toml",
                "missing: a layer says whose it is (name, currency, time_zone)",
            ));
            return Err(self.problems);
        };
        let policy = self.policy(&head);
        self.check_head(&head);
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        self.labels.sort_by(|a, b| a.key.cmp(&b.key));
        let name = head.name.into_inner();
        let mut sources: BTreeMap<String, Source> = BTreeMap::new();
        for label in &self.labels {
            for tag in &label.tags {
                sources.insert(tag.clone(), source(&format!("{}: {}", label.name(), label.source)));
            }
        }
        sources.insert(CLINIC_TAG.to_owned(), source(&format!("The clinic's own layer: {name}")));
        Ok(Layer {
            clinic: Clinic {
                name,
                jurisdiction: head.jurisdiction.map(Spanned::into_inner),
                currency: head.currency,
                time_zone: head.time_zone.into_inner(),
                switches: head.policy.into_iter().map(Spanned::into_inner).collect(),
                policy,
                labels: self.labels,
                prices: self.prices,
            },
            files: self.files,
            overrides: self.overrides,
            sources,
            priced: self.priced,
        })
    }

    fn check_head(&mut self, head: &Head) {
        if head.name.as_ref().trim().is_empty() {
            self.problems.push(at("clinic.toml", head.name.span(), "the clinic has no name"));
        }
        let zone = head.time_zone.as_ref();
        let good = zone == "UTC"
            || zone.contains('/')
                && zone.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+'));
        if !good {
            let message = format!(
                "`{}` is not a time zone; allowed are names like America/Los_Angeles, or UTC",
                nearest::clip(zone)
            );
            self.problems.push(at("clinic.toml", head.time_zone.span(), &message));
        }
        if let Some(place) = head.jurisdiction.as_ref().filter(|p| !is_place(p.as_ref())) {
            let message = format!(
                "`{}` is not an ISO 3166-2 code; allowed are codes like US-CA or GB-ENG",
                nearest::clip(place.as_ref())
            );
            self.problems.push(at("clinic.toml", place.span(), &message));
        }
    }

    fn policy(&mut self, head: &Head) -> Policy {
        let mut policy = Policy {
            jurisdiction: head.jurisdiction.as_ref().map(|p| p.as_ref().clone()),
            ..Policy::default()
        };
        for switch in &head.policy {
            let Switch { switch: name, value, signed } = switch.as_ref();
            let outcome = unsigned(signed).map_or_else(|| set(&mut policy, name, value), Err);
            if let Err(message) = outcome {
                self.problems.push(at("clinic.toml", switch.span(), &message));
            }
        }
        policy
    }
}

const SWITCHES: [&str; 4] = ["isotretinoin", "hba1c_limit", "vaccine_filler", "photosensitiser_light"];

/// Sets one switch by name.
fn set(policy: &mut Policy, name: &str, value: &str) -> Result<(), String> {
    let explain = |e: vocab::word::UnknownWord| nearest::explain(&e);
    match name {
        "isotretinoin" => policy.isotretinoin = value.parse().map_err(explain)?,
        "vaccine_filler" => policy.vaccine_filler = value.parse().map_err(explain)?,
        "photosensitiser_light" => policy.photosensitiser_light = value.parse().map_err(explain)?,
        "hba1c_limit" => {
            policy.hba1c_limit =
                value.parse().ok().filter(|v| (4.0..=15.0).contains(v)).ok_or_else(|| {
                    format!("`{}` is not a limit of HbA1c; allowed 4.0 to 15.0 (%)", nearest::clip(value))
                })?;
        }
        _ => {
            let hint = nearest::hint(name, SWITCHES);
            return Err(format!(
                "unknown policy switch `{}`; {}{hint}",
                nearest::clip(name),
                nearest::allowed(&SWITCHES)
            ));
        }
    }
    Ok(())
}

fn source(text: &str) -> Source {
    Source {
        text: text.to_owned(),
        doi: None,
        strength: vec![vocab::Strength::Label],
        heading: "The clinic's own layer".to_owned(),
    }
}

const fn is_key(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

pub(super) fn parsed<T: serde::de::DeserializeOwned>(path: &str, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|e| Problem {
        file: path.to_owned(),
        span: e.span(),
        message: nearest::hinted(e.message()),
    })
}

fn at(path: &str, span: Range<usize>, message: &str) -> Problem {
    Problem { file: path.to_owned(), span: Some(span), message: message.to_owned() }
}

fn no_such_kind(folder: &str) -> String {
    let all: Vec<&str> = OWN.iter().chain(OVERRIDABLE).copied().collect();
    let hint = nearest::hint(folder, all.iter().copied());
    format!("no layer has a file or folder `{}`; {}{hint}", nearest::clip(folder), nearest::allowed(&all))
}

/// What a signature lacks.
pub(super) fn unsigned(s: &Signed) -> Option<String> {
    let fields = [("name", &s.name), ("licence", &s.licence), ("reason", &s.reason)];
    fields.iter().find(|(_, text)| text.trim().is_empty()).map(|(field, _)| {
        format!("the signature has no {field}: a signature has name, licence, on and reason")
    })
}

/// Codes in prices and labels that do not exist.
pub(crate) fn cross_check(k: &Knowledge, priced: &[Priced]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let treatments = || k.treatments.iter().map(|t| t.code.as_str());
    for p in priced {
        let all: Vec<&str> = match p.kind {
            "treatment" => treatments().collect(),
            "protocol" => k.protocols.iter().map(|p| p.code.as_str()).collect(),
            _ => k.ingredients.iter().map(|i| i.code.as_str()).collect(),
        };
        if !all.contains(&p.code.as_str()) {
            let problem = unknown(&p.file, p.kind, &p.code, all);
            problems.push(Problem { span: Some(p.span.clone()), ..problem });
        }
    }
    for label in k.clinic.iter().flat_map(|c| &c.labels) {
        let folder = if label.kind == LabelKind::Device { "devices" } else { "labels" };
        let file = format!("{folder}/{}.toml", label.key);
        for code in label.treatments.iter().filter(|code| k.treatment(code).is_none()) {
            problems.push(unknown(&file, "treatment", code, treatments()));
        }
        for c in &label.contraindication {
            let Some(condition) = k.condition(&c.condition) else {
                let all = k.conditions.iter().map(|c| c.code.as_str());
                problems.push(unknown(&file, "condition", &c.condition, all));
                continue;
            };
            let details = || condition.details.iter().chain(&condition.inner_details).map(String::as_str);
            for word in c.detail.iter().filter(|word| !details().any(|d| d == word.as_str())) {
                problems.push(unknown(&file, &format!("detail of `{}`", c.condition), word, details()));
            }
        }
    }
    problems
}
