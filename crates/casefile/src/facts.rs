//! Facts: each names exactly one thing, and how it stands.
use crate::read::FACTS_MAX;
use crate::tree::{Fault, Fields, Node};
use knowledge::Knowledge;
use knowledge::condition::Holds;
use vocab::case::{Fact, Status, Subject};

/// The codes that a case may use, for errors that list them.
pub(crate) struct Codes<'k> {
    pub(crate) treatments: Vec<&'k str>,
    pub(crate) protocols: Vec<&'k str>,
    pub(crate) products: Vec<&'k str>,
    pub(crate) conditions: Vec<&'k str>,
}

impl<'k> Codes<'k> {
    pub(crate) fn of(knowledge: &'k Knowledge) -> Self {
        Self {
            treatments: knowledge.treatments.iter().map(|t| t.code.as_str()).collect(),
            protocols: knowledge.protocols.iter().map(|p| p.code.as_str()).collect(),
            products: knowledge.ingredients.iter().map(|i| i.code.as_str()).collect(),
            conditions: knowledge
                .conditions
                .iter()
                .filter(|c| c.holds != Holds::Derived)
                .map(|c| c.code.as_str())
                .collect(),
        }
    }

    pub(crate) fn treatment(&self, node: &Node<'_, '_>) -> Result<String, Fault> {
        node.code("treatment", |c| self.treatments.contains(&c), &self.treatments)
    }

    /// What a visit of a plan may be: a treatment or a protocol.
    pub(crate) fn visit(&self, node: &Node<'_, '_>) -> Result<String, Fault> {
        let all: Vec<&str> = self.treatments.iter().chain(&self.protocols).copied().collect();
        node.code("treatment", |c| all.contains(&c), &all)
    }

    pub(crate) fn product(&self, node: &Node<'_, '_>) -> Result<String, Fault> {
        node.code("product", |c| self.products.contains(&c), &self.products)
    }

    fn condition(&self, node: &Node<'_, '_>, knowledge: &Knowledge) -> Result<String, Fault> {
        let code = node.string()?;
        if knowledge.condition(code).is_some_and(|c| c.holds == Holds::Derived) {
            return Err(node.wrong(format!("`{code}` follows from `patient` and is not written")));
        }
        node.code("condition", |c| self.conditions.contains(&c), &self.conditions)
    }
}

const FACT: [&str; 13] = [
    "condition",
    "drug",
    "procedure",
    "product",
    "status",
    "since",
    "until",
    "on",
    "zone",
    "note",
    "detail",
    "value",
    "unit",
];

pub(crate) fn facts(
    node: &Node<'_, '_>,
    knowledge: &Knowledge,
    codes: &Codes<'_>,
) -> Result<Vec<Fact>, Fault> {
    node.list(FACTS_MAX)?.iter().map(|n| fact(n, knowledge, codes)).collect()
}

fn fact(node: &Node<'_, '_>, knowledge: &Knowledge, codes: &Codes<'_>) -> Result<Fact, Fault> {
    let fields = node.fields(&FACT)?;
    let subject = subject(node, &fields, knowledge, codes)?;
    let status: Option<Status> = fields.map("status", Node::word)?;
    let fact = Fact {
        since: fields.map("since", Node::day)?,
        until: fields.map("until", Node::day)?,
        on: fields.map("on", Node::day)?,
        zone: fields.map("zone", Node::word)?,
        detail: fields.map("detail", |n| detail(n, &subject, knowledge))?,
        value: fields.map("value", |n| n.number(-10_000.0, 10_000.0))?,
        unit: fields.map("unit", |n| n.string().map(str::to_owned))?,
        subject,
        status,
    };
    fields.map("note", Node::string)?;
    if fact.status.is_none() && fact.on.is_none() {
        return Err(node.wrong(format!(
            "a fact needs `status` or `on`; {}",
            vocab::nearest::allowed(&Status::ALL.iter().map(|s| s.code()).collect::<Vec<_>>())
        )));
    }
    if let (Some(since), Some(until)) = (fact.since, fact.until)
        && since > until
    {
        return Err(fields.need("until")?.wrong(format!("until {until} is before since {since}")));
    }
    value(&fields, &fact)?;
    Ok(fact)
}

fn subject(
    node: &Node<'_, '_>,
    fields: &Fields<'_, '_>,
    knowledge: &Knowledge,
    codes: &Codes<'_>,
) -> Result<Subject, Fault> {
    let named: Vec<&str> = ["condition", "drug", "procedure", "product"]
        .into_iter()
        .filter(|n| fields.get(n).is_some())
        .collect();
    let [name] = named.as_slice() else {
        return Err(node.wrong("a fact names exactly one of `condition`, `drug`, `procedure`, `product`"));
    };
    let at = fields.need(name)?;
    match *name {
        "condition" => codes.condition(&at, knowledge).map(Subject::Condition),
        "procedure" => codes.treatment(&at).map(Subject::Procedure),
        "product" => codes.product(&at).map(Subject::Product),
        _ => {
            let drug = at.string()?;
            if vocab::nearest::squash(drug).is_empty() {
                return Err(at.wrong("the name of a drug needs at least one letter or digit"));
            }
            Ok(Subject::Drug(drug.to_owned()))
        }
    }
}

fn detail(node: &Node<'_, '_>, subject: &Subject, knowledge: &Knowledge) -> Result<String, Fault> {
    let nothing: &[String] = &[];
    let (code, allowed) = match subject {
        Subject::Condition(code) => {
            (code.as_str(), knowledge.condition(code).map_or(nothing, |c| c.details.as_slice()))
        }
        Subject::Drug(name) => (name.as_str(), nothing),
        Subject::Procedure(code) | Subject::Product(code) => (code.as_str(), nothing),
    };
    let words: Vec<&str> = allowed.iter().map(String::as_str).collect();
    if words.is_empty() {
        return Err(node.wrong(format!("`{}` has no details", vocab::nearest::clip(code))));
    }
    node.code("detail", |d| words.contains(&d), &words)
}

/// HbA1c is the one value that rules read: its unit and range are checked.
fn value(fields: &Fields<'_, '_>, fact: &Fact) -> Result<(), Fault> {
    let Some(value) = fact.value else { return Ok(()) };
    if fact.subject != Subject::Condition("diabetes".to_owned()) {
        return Ok(());
    }
    let Some(unit) = fields.get("unit") else {
        return Err(fields.need("value")?.wrong("an HbA1c needs its `unit`; allowed %, mmol/mol"));
    };
    let (low, high) = match fact.unit.as_deref() {
        Some("%") => (2.0, 25.0),
        Some("mmol/mol") => (0.0, 250.0),
        Some(_) | None => {
            return Err(unit.wrong(format!(
                "unknown unit `{}`; allowed %, mmol/mol",
                vocab::nearest::clip(unit.string()?)
            )));
        }
    };
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(fields.need("value")?.wrong(format!("{value} is out of range; allowed {low} to {high}")))
    }
}
