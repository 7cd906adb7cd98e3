//! A clinic's file laid over a shipped one: tables are merged field by field, lists of named items
//! item by item, everything else is replaced. What changed is returned, with where it stands.
use serde_json::{Map, Value};

/// Fields by which an item of a list is known; the first that both sides have as text decides.
const NAMES: [&str; 7] = ["key", "then", "name", "param", "tier", "condition", "code"];

/// One step from the top of a file to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A field of a table.
    Field(String),
    /// An item of a list.
    Item {
        /// The field by which it is known.
        by: &'static str,
        /// What stands there.
        name: String,
        /// Its index in the clinic's file.
        index: usize,
    },
}

/// One value that is not as shipped.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// From the top of the file to the value.
    pub(crate) path: Vec<Step>,
    /// As shipped; `None` = added by the clinic.
    pub(crate) before: Option<Value>,
    /// As it is now.
    pub(crate) now: Value,
}

impl Change {
    /// Name of the innermost field.
    pub(crate) fn field(&self) -> &str {
        self.fields().last().unwrap_or("")
    }

    /// The fields passed on the way, outermost first.
    pub(crate) fn fields(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.path.iter().filter_map(|step| match step {
            Step::Field(name) => Some(name.as_str()),
            Step::Item { .. } => None,
        })
    }

    /// Whether a whole item was added to a list.
    pub(crate) fn is_new_item(&self) -> bool {
        self.before.is_none() && matches!(self.path.last(), Some(Step::Item { .. }))
    }

    /// `rule pregnancy-toxin, verdict`
    pub(crate) fn place(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Step::Field(name) if text.is_empty() => text.push_str(name),
                Step::Field(name) => {
                    text.push_str(", ");
                    text.push_str(name);
                }
                Step::Item { name, .. } => {
                    text.push(' ');
                    text.push_str(name);
                }
            }
        }
        text
    }
}

/// Lays `over` onto `base`.
pub(crate) fn merge(base: &mut Value, over: Value) -> Vec<Change> {
    let mut changes = Vec::new();
    into(base, over, &mut Vec::new(), &mut changes);
    changes
}

fn into(base: &mut Value, over: Value, path: &mut Vec<Step>, changes: &mut Vec<Change>) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => fields(base, over, path, changes),
        (Value::Array(base), Value::Array(over)) if named(base) && named(&over) => {
            items(base, over, path, changes);
        }
        (base, over) => {
            if *base != over {
                let before = std::mem::replace(base, over.clone());
                changes.push(Change { path: path.clone(), before: Some(before), now: over });
            }
        }
    }
}

fn fields(
    base: &mut Map<String, Value>,
    over: Map<String, Value>,
    path: &mut Vec<Step>,
    changes: &mut Vec<Change>,
) {
    for (name, value) in over {
        path.push(Step::Field(name.clone()));
        if let Some(old) = base.get_mut(&name) {
            into(old, value, path, changes);
        } else {
            added(value.clone(), path, changes);
            base.insert(name, value);
        }
        path.pop();
    }
}

/// A value of a field that the shipped file does not have; a list of items counts item by item.
fn added(value: Value, path: &mut Vec<Step>, changes: &mut Vec<Change>) {
    if let Some(list) = value.as_array().filter(|list| !list.is_empty() && named(list)) {
        for (index, item) in list.iter().enumerate() {
            path.push(item_step(item, index));
            changes.push(Change { path: path.clone(), before: None, now: item.clone() });
            path.pop();
        }
    } else {
        changes.push(Change { path: path.clone(), before: None, now: value });
    }
}

fn items(base: &mut Vec<Value>, over: Vec<Value>, path: &mut Vec<Step>, changes: &mut Vec<Change>) {
    for (index, item) in over.into_iter().enumerate() {
        path.push(item_step(&item, index));
        if let Some(old) = base.iter_mut().find(|old| name(old) == name(&item)) {
            into(old, item, path, changes);
        } else {
            changes.push(Change { path: path.clone(), before: None, now: item.clone() });
            base.push(item);
        }
        path.pop();
    }
}

fn named(list: &[Value]) -> bool {
    list.iter().all(|item| name(item).is_some())
}

/// The field by which an item is known, and what stands there.
pub(crate) fn name(item: &Value) -> Option<(&'static str, &str)> {
    NAMES.iter().find_map(|field| Some((*field, item.get(field)?.as_str()?)))
}

fn item_step(item: &Value, index: usize) -> Step {
    let (by, name) = name(item).unwrap_or_default();
    Step::Item { by, name: name.to_owned(), index }
}

/// The part of a value that a step leads to.
pub(crate) fn step<'v>(value: &'v Value, step: &Step) -> Option<&'v Value> {
    match step {
        Step::Field(field) => value.get(field),
        Step::Item { by, name: called, .. } => {
            value.as_array()?.iter().find(|item| name(item) == Some((*by, called)))
        }
    }
}

/// Writes `tag` into the sources of whatever a change touched, so that a finding names the clinic.
pub(crate) fn cite(base: &mut Value, path: &[Step], tag: &str) {
    let mut here = Some(base);
    let mut steps = path.iter();
    while let Some(value) = here {
        if let Some(Value::Array(sources)) = value.get_mut("sources")
            && !sources.iter().any(|s| s == tag)
        {
            sources.push(tag.into());
        }
        here = match steps.next() {
            Some(Step::Field(field)) => value.get_mut(field),
            Some(Step::Item { by, name: called, .. }) => value
                .as_array_mut()
                .and_then(|list| list.iter_mut().find(|item| name(item) == Some((*by, called)))),
            None => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn items_are_merged_by_their_name_and_the_rest_stays() {
        let mut base = json!({ "title": "T", "rule": [
            { "key": "a", "verdict": "review", "days": 14, "sources": ["X"] },
            { "key": "b", "verdict": "caution", "sources": ["Y"] },
        ] });
        let over =
            json!({ "rule": [{ "key": "b", "verdict": "review" }, { "key": "c", "verdict": "refuse" }] });
        let changes = merge(&mut base, over);
        let told: Vec<(String, Option<Value>, Value)> =
            changes.iter().map(|c| (c.place(), c.before.clone(), c.now.clone())).collect();
        assert_eq!(
            told,
            vec![
                ("rule b, verdict".to_owned(), Some(json!("caution")), json!("review")),
                ("rule c".to_owned(), None, json!({ "key": "c", "verdict": "refuse" })),
            ]
        );
        let first = changes.first().unwrap();
        cite(&mut base, &first.path, "CLINIC");
        assert_eq!(base["rule"][0]["sources"], json!(["X"]));
        assert_eq!(base["rule"][1]["sources"], json!(["Y", "CLINIC"]));
        assert_eq!(base["rule"][1]["verdict"], json!("review"));
        assert_eq!(base["rule"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn the_same_value_again_is_no_change() {
        let mut base = json!({ "schedule": { "min_gap_days": 14, "sessions": [6, 6] } });
        let over = json!({ "schedule": { "min_gap_days": 14, "sessions": [6, 6] } });
        assert!(merge(&mut base, over).is_empty());
    }
}
