//! A whole case from bytes.
use crate::facts::{self, Codes};
use crate::goals;
use crate::tree::{Fault, Fields, Node, Text, checked, parse};
use knowledge::Knowledge;
use vocab::case::{Ask, Asked, Case, Patient, Policy, Unstated};
use vocab::goals::{ExistingPlan, Goals, Measured, Scale};
use vocab::params::Params;
use vocab::scale::gags::Grades;

/// At most so many facts.
pub const FACTS_MAX: usize = 1000;
/// At most so many questions in one file: more than a file of 1 MiB can hold, so that its size is the limit.
const ASKS_MAX: usize = 65_536;

/// A case with what `plan` and `forecast` read beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Goals.
    pub goals: Option<Goals>,
    /// Measurements so far.
    pub measured: Vec<Measured>,
    /// A plan that exists.
    pub plan: Option<ExistingPlan>,
}

const FIELDS: [&str; 9] =
    ["today", "policy", "patient", "facts", "unstated", "ask", "goals", "measured", "plan"];

/// Reads a case.
///
/// # Errors
/// The first fault, with line, column and path.
pub fn read(knowledge: &Knowledge, bytes: &[u8]) -> Result<CaseFile, Fault> {
    let text = checked(bytes)?;
    let value = parse(text)?;
    let root = Node { text: Text(text), value: &value, path: String::new() };
    let fields = root.fields(&FIELDS)?;
    let codes = Codes::of(knowledge);
    let case = case(&fields, knowledge, &codes)?;
    Ok(CaseFile {
        goals: fields.map("goals", |n| goals::goals(n, &codes))?,
        measured: fields.map("measured", goals::measured)?.unwrap_or_default(),
        plan: fields.map("plan", |n| goals::plan(n, &codes))?,
        case,
    })
}

pub(crate) fn case(fields: &Fields<'_, '_>, knowledge: &Knowledge, codes: &Codes<'_>) -> Result<Case, Fault> {
    let today = fields.need("today")?.day()?;
    let patient_node = fields.need("patient")?;
    let patient = patient(&patient_node)?;
    if let Some(born) = patient.born
        && born > today
    {
        let at = patient_node.fields(&PATIENT)?.need("born")?;
        return Err(at.wrong(format!("born on {born}, after today ({today}); allowed is a day up to today")));
    }
    Ok(Case {
        today,
        policy: fields.map("policy", |n| policy(n, knowledge))?.unwrap_or_else(|| knowledge.policy()),
        patient,
        facts: fields.map("facts", |n| facts::facts(n, knowledge, codes))?.unwrap_or_default(),
        unstated: fields.map("unstated", Node::word)?.unwrap_or(Unstated::Unknown),
        ask: fields.map("ask", |n| asks(n, codes))?.unwrap_or_default(),
    })
}

const PATIENT: [&str; 5] = ["born", "sex", "phototype", "ita", "scores"];

fn patient(node: &Node<'_, '_>) -> Result<Patient, Fault> {
    let fields = node.fields(&PATIENT)?;
    let mut patient = Patient {
        born: fields.map("born", Node::day)?,
        sex: fields.map("sex", Node::word)?,
        phototype: fields.map("phototype", Node::word)?,
        ita: fields.map("ita", |n| n.number(-90.0, 90.0))?,
        gags: None,
        iga_acne: None,
    };
    if let Some(scores) = fields.get("scores") {
        let names: Vec<&'static str> = Scale::ALL.iter().map(|s| s.code()).collect();
        let fields = scores.fields(&names)?;
        for &scale in Scale::ALL {
            let Some(score) = fields.get(scale.code()) else { continue };
            let (min, max) = scale.range();
            if scale == Scale::Gags {
                patient.gags = Some(gags(&score)?);
            } else if scale == Scale::IgaAcne {
                patient.iga_acne = Some(u8::try_from(score.integer(0, 4)?).unwrap_or(4));
            } else {
                score.number(min, max)?;
            }
        }
    }
    Ok(patient)
}

fn gags(node: &Node<'_, '_>) -> Result<Grades, Fault> {
    let names: Vec<&'static str> = Grades::AREAS.iter().map(|(name, _)| *name).collect();
    let fields = node.fields(&names)?;
    let mut grades = [0_u8; 6];
    for (grade, name) in grades.iter_mut().zip(names) {
        *grade = u8::try_from(fields.need(name)?.integer(0, 4)?).unwrap_or(4);
    }
    Grades::from_areas(grades).ok_or_else(|| node.wrong("a grade is above 4; allowed 0 to 4"))
}

/// What a case does not state is as the clinic's medical director set it.
fn policy(node: &Node<'_, '_>, knowledge: &Knowledge) -> Result<Policy, Fault> {
    let fields = node.fields(&[
        "isotretinoin",
        "jurisdiction",
        "hba1c_limit",
        "vaccine_filler",
        "photosensitiser_light",
    ])?;
    let default = knowledge.policy();
    Ok(Policy {
        isotretinoin: fields.map("isotretinoin", Node::word)?.unwrap_or(default.isotretinoin),
        jurisdiction: fields.map("jurisdiction", jurisdiction)?.or(default.jurisdiction),
        hba1c_limit: fields.map("hba1c_limit", |n| n.number(4.0, 15.0))?.unwrap_or(default.hba1c_limit),
        vaccine_filler: fields.map("vaccine_filler", Node::word)?.unwrap_or(default.vaccine_filler),
        photosensitiser_light: fields
            .map("photosensitiser_light", Node::word)?
            .unwrap_or(default.photosensitiser_light),
    })
}

/// `US-CA`, `GB-ENG`, or a country alone.
fn jurisdiction(node: &Node<'_, '_>) -> Result<String, Fault> {
    let text = node.string()?;
    if knowledge::scope::is_place(text) {
        Ok(text.to_owned())
    } else {
        Err(node.wrong(format!(
            "`{}` is not an ISO 3166-2 code; allowed are codes like US-CA or GB-ENG",
            vocab::nearest::clip(text)
        )))
    }
}

fn asks(node: &Node<'_, '_>, codes: &Codes<'_>) -> Result<Vec<Ask>, Fault> {
    node.list(ASKS_MAX)?.iter().map(|n| ask(n, codes)).collect()
}

fn ask(node: &Node<'_, '_>, codes: &Codes<'_>) -> Result<Ask, Fault> {
    let fields = node.fields(&["treatment", "product", "on", "zone", "params", "performer"])?;
    let treatment = fields.map("treatment", |n| codes.treatment(n))?;
    let product = fields.map("product", |n| codes.product(n))?;
    let what = match (treatment, product) {
        (Some(code), None) => Asked::Treatment(code),
        (None, Some(code)) => Asked::Product(code),
        (None, None) | (Some(_), Some(_)) => {
            return Err(node.wrong("a question names exactly one of `treatment` and `product`"));
        }
    };
    Ok(Ask {
        what,
        on: fields.map("on", Node::day)?,
        zone: fields.map("zone", Node::word)?,
        params: fields.map("params", params)?.unwrap_or_default(),
        performer: fields.map("performer", Node::word)?,
    })
}

pub(crate) fn params(node: &Node<'_, '_>) -> Result<Params, Fault> {
    let f = node.fields(&Params::NAMES)?;
    Ok(Params {
        percent: f.map("percent", |n| n.number(0.0, 100.0))?,
        ph: f.map("ph", |n| n.number(0.0, 14.0))?,
        depth_mm: f.map("depth_mm", |n| n.number(0.0, 10.0))?,
        wavelength_nm: f.map("wavelength_nm", |n| n.number(200.0, 20_000.0))?,
        mode: f.map("mode", Node::word)?,
        device: f.map("device", Node::word)?,
        toxin: f.map("toxin", Node::word)?,
        lidocaine: f.map("lidocaine", Node::boolean)?,
        current: f.map("current", Node::word)?,
        pressure: f.map("pressure", Node::word)?,
        heat: f.map("heat", Node::boolean)?,
        seaweed: f.map("seaweed", Node::boolean)?,
        aromatherapy: f.map("aromatherapy", Node::boolean)?,
        touch_up: f.map("touch_up", Node::boolean)?,
    })
}
