//! Before and after a treatment (sections 6.1 and 6.2), and the room in which all care
//! knowledge stands. Days count from the treatment, which is day 0; hours from its end.
use crate::Knowledge;
use crate::consent::Informing;
use crate::emergency::EmergencyCard;
use crate::language::Language;
use crate::living::{Living, OpenPoint, SpaFact};
use crate::load::Problem;
use crate::red_flag::{Reading, RedFlag};
use crate::review::SignOff;
use serde::Deserialize;
use std::collections::BTreeSet;
use vocab::Group;

vocab::words! {
    /// What is left alone after a treatment, until it is resumed.
    Activity, "activity" {
        /// Alcohol.
        Alcohol = "alcohol",
        /// Acids and other exfoliants.
        Acids = "acids",
        /// Bright light, indoors too.
        BrightLight = "bright_light",
        /// Dental care that is planned (the filler moves, never the care).
        Dental = "dental",
        /// Sauna, steam, hot wraps, hot baths.
        Heat = "heat",
        /// Lying down or bending low.
        LyingDown = "lying_down",
        /// Make-up.
        MakeUp = "make_up",
        /// Pain killers of the ibuprofen kind, without a prescription.
        Nsaid = "nsaid",
        /// Picking, scratching, peeling off.
        Picking = "picking",
        /// Pool and sea.
        Pool = "pool",
        /// Pressure and massage of the zone.
        Pressure = "pressure",
        /// The same treatment again.
        Repeat = "repeat",
        /// Retinoids without a prescription, or as the prescriber of the course orders.
        Retinoid = "retinoid",
        /// Rubbing.
        Rubbing = "rubbing",
        /// Sport.
        Sport = "sport",
        /// Sun and tanning beds.
        Sun = "sun",
        /// Sunscreen on skin that is still open.
        Sunscreen = "sunscreen",
    }
}

/// Everything of this module, in the order of the keys.
#[derive(Debug, Clone, Default)]
pub struct Care {
    /// Courses after treatments; the universal one has no `applies`.
    pub aftercare: Vec<Aftercare>,
    /// Tasks before treatments.
    pub preparation: Vec<Preparation>,
    /// What is told before consent; the one for every treatment has no `applies`.
    pub informing: Vec<Informing>,
    /// Red flags, the heaviest first.
    pub red_flags: Vec<RedFlag>,
    /// How free text is read.
    pub reading: Reading,
    /// Claims about living.
    pub living: Vec<Living>,
    /// What is done in an emergency, card by card.
    pub emergencies: Vec<EmergencyCard>,
    /// Other languages for the texts of consents.
    pub languages: Vec<Language>,
    /// Statements about massage, wraps, heat and oils.
    pub spa: Vec<SpaFact>,
    /// Open points for the medical director.
    pub open_points: Vec<OpenPoint>,
}

/// The course after a family of treatments (section 6.2).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aftercare {
    /// Key, lower case with underscores; the name of the file.
    pub key: String,
    /// Title for people.
    pub title: String,
    /// Groups and treatment codes; empty = every treatment.
    #[serde(default)]
    pub applies: Vec<String>,
    /// Codes of these groups that another file describes.
    #[serde(default)]
    pub except: Vec<String>,
    /// What the days look like.
    #[serde(default)]
    pub course: Vec<Stretch>,
    /// Symptom words that belong to the course, and when.
    #[serde(default)]
    pub expected: Vec<Expected>,
    /// What to do, and when.
    #[serde(default, rename = "do")]
    pub todo: Vec<Stretch>,
    /// What to leave, and how long.
    #[serde(default)]
    pub leave: Vec<Leave>,
    /// Days on which the clinic asks for a photo.
    #[serde(default)]
    pub check_days: Vec<u16>,
    /// A photo on the evening of day 0 as well.
    #[serde(default)]
    pub check_first_evening: bool,
    /// Days on which the clinic sees the person.
    #[serde(default)]
    pub visit_days: Vec<u16>,
    /// Sources.
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}

/// Words for a stretch of days.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// First day.
    pub from_day: u16,
    /// Last day.
    pub to_day: u16,
    /// In words for the patient.
    pub text: String,
}

/// Symptom words of the course within a window.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Symptom words.
    pub symptoms: Vec<String>,
    /// First day.
    #[serde(default)]
    pub from_day: u16,
    /// Last day on which they are expected.
    pub to_day: u16,
}

/// Something that is left alone for a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// What.
    pub what: Activity,
    /// Hours from the end of the treatment.
    pub hours: u16,
    /// In words for the patient.
    pub text: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

impl Leave {
    /// The day from which it may be resumed, counted from the day of the treatment.
    ///
    /// A part of a day counts as a whole one: what is left for 24 hours is resumed on day 1.
    #[must_use]
    pub const fn resume_day(&self) -> u16 {
        self.hours.div_ceil(24)
    }
}

/// Tasks of one stretch before the treatment (section 6.1).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// Key; the name of the file.
    pub key: String,
    /// Title for people.
    pub title: String,
    /// The tasks.
    pub task: Vec<PrepTask>,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}

/// One task before a treatment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrepTask {
    /// Days before the treatment, from which it holds or at which it is due; 0 = the day itself.
    pub days_before: u16,
    /// What to do.
    pub text: String,
    /// Groups and codes; empty = every treatment.
    #[serde(default)]
    pub applies: Vec<String>,
    /// Only where this holds, in words; empty = always.
    #[serde(default)]
    pub only: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

impl Knowledge {
    /// Whether a list of groups and codes means this treatment; an empty list means every one.
    #[must_use]
    pub fn applies_to(&self, applies: &[String], procedure: &str) -> bool {
        let group = self.treatment(procedure).and_then(|t| t.group);
        applies.is_empty()
            || applies.iter().any(|w| w == procedure || group.is_some_and(|g| g.code() == w.as_str()))
    }

    /// The course that is written for this treatment, beside the universal one.
    #[must_use]
    pub fn aftercare(&self, procedure: &str) -> Option<&Aftercare> {
        self.care.aftercare.iter().find(|a| {
            !a.applies.is_empty()
                && self.applies_to(&a.applies, procedure)
                && !a.except.iter().any(|c| c == procedure)
        })
    }

    /// Every symptom word that a file knows, in order.
    #[must_use]
    pub fn symptom_words(&self) -> BTreeSet<&str> {
        let flags =
            self.care.red_flags.iter().flat_map(|f| f.symptoms.iter().chain(f.together.iter().flatten()));
        let course = self.care.aftercare.iter().flat_map(|a| &a.expected).flat_map(|e| &e.symptoms);
        flags.chain(course).map(String::as_str).collect()
    }
}

impl Care {
    /// Puts everything in a stable order.
    pub(crate) fn sort(&mut self) {
        self.aftercare.sort_by(|a, b| a.key.cmp(&b.key));
        self.preparation.sort_by(|a, b| a.key.cmp(&b.key));
        self.informing.sort_by(|a, b| a.key.cmp(&b.key));
        self.red_flags.sort_by(|a, b| a.level.cmp(&b.level).then_with(|| a.key.cmp(&b.key)));
        self.living.sort_by(|a, b| a.key.cmp(&b.key));
        self.emergencies.sort_by(|a, b| (a.order, &a.key).cmp(&(b.order, &b.key)));
        self.languages.sort_by(|a, b| a.key.cmp(&b.key));
        self.spa.sort_by(|a, b| a.key.cmp(&b.key));
        self.open_points.sort_by_key(|p| p.number);
    }

    /// Every file with its citations.
    pub(crate) fn citations(&self) -> Vec<(String, Vec<&String>)> {
        let mut all: Vec<(String, Vec<&String>)> = Vec::new();
        for a in &self.aftercare {
            let tags = a.sources.iter().chain(a.leave.iter().flat_map(|l| &l.sources)).collect();
            all.push((format!("aftercare/{}.toml", a.key), tags));
        }
        for p in &self.preparation {
            let tags = p.task.iter().flat_map(|t| &t.sources).collect();
            all.push((format!("preparation/{}.toml", p.key), tags));
        }
        for i in &self.informing {
            all.push((format!("consent/{}.toml", i.key), i.citations()));
        }
        for f in &self.red_flags {
            all.push((format!("red-flags/{}.toml", f.key), f.sources.iter().collect()));
        }
        for card in &self.emergencies {
            let tags = card.sources.iter().chain(card.step.iter().flat_map(|s| &s.sources)).collect();
            all.push((format!("emergency/{}.toml", card.key), tags));
        }
        for l in &self.living {
            all.push((format!("living/{}.toml", l.key), l.sources.iter().collect()));
        }
        for s in &self.spa {
            let tags = s.states.iter().flat_map(|t| &t.sources).collect();
            all.push((format!("spa/{}.toml", s.key), tags));
        }
        all
    }
}

/// Groups, treatments and windows that cannot be.
pub(crate) fn cross_check(k: &Knowledge) -> Vec<Problem> {
    let mut problems = Vec::new();
    if k.treatments.is_empty() {
        return problems;
    }
    let mut known = |file: String, words: &mut dyn Iterator<Item = &String>| {
        for word in words {
            if word.parse::<Group>().is_err() && k.treatment(word).is_none() {
                let hint = vocab::nearest::hint(word, k.treatments.iter().map(|t| t.code.as_str()));
                problems.push(Problem::new(&file, &format!("unknown group or treatment `{word}`{hint}")));
            }
        }
    };
    for a in &k.care.aftercare {
        known(format!("aftercare/{}.toml", a.key), &mut a.applies.iter().chain(&a.except));
    }
    for p in &k.care.preparation {
        known(format!("preparation/{}.toml", p.key), &mut p.task.iter().flat_map(|t| &t.applies));
    }
    for f in &k.care.red_flags {
        known(format!("red-flags/{}.toml", f.key), &mut f.applies.iter().chain(&f.except));
    }
    for f in &k.care.red_flags {
        if f.to_day.is_some_and(|to| to < f.from_day) {
            let file = format!("red-flags/{}.toml", f.key);
            problems.push(Problem::new(&file, "`to_day` is before `from_day`"));
        }
    }
    problems
}
