//! An instance from its text; every fault with its line, column, path and what is allowed.
use super::{Gap, Instance, Resource};
use crate::Cells;
use crate::cells::CELLS_MAX;
use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use vocab::nearest;

/// The longest text, bytes.
pub const BYTES_MAX: usize = 16_000_000;
/// The most days of a calendar: three years.
pub const DAYS_MAX: usize = 1_100;
/// The most sessions of a series.
pub const SESSIONS_MAX: usize = 60;
/// The most resources of one kind.
pub const RESOURCES_MAX: usize = 200;
/// The largest penalty of a change of practitioner.
pub const PENALTY_MAX: usize = 10_000;

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {path}: {wrong}; allowed {allowed}")]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Path of the value, like `free.p0[3]`.
    pub path: String,
    /// What is wrong.
    pub wrong: String,
    /// What is allowed.
    pub allowed: String,
}

const FIELDS: [&str; 13] = [
    "id",
    "grain_minutes",
    "day_cells",
    "days",
    "session_cells",
    "sessions",
    "gap_days",
    "first_by_day",
    "change_penalty",
    "practitioners",
    "rooms",
    "devices",
    "free",
];
const GAP_FIELDS: [&str; 3] = ["min", "ideal", "max"];

/// The text with the means to point into it.
struct Reader<'a> {
    text: &'a str,
}

/// Reads an instance.
pub fn read(text: &str) -> Result<Instance, Fault> {
    let reader = Reader { text };
    if text.len() > BYTES_MAX {
        return Err(reader.fault(0, "file", "too large", &format!("at most {BYTES_MAX} bytes")));
    }
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let tree = parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| {
        let wrong = format!("not JSON ({})", error.kind());
        reader.fault(error.range().start, "file", &wrong, "one JSON object")
    })?;
    match tree.value {
        Some(Value::Object(object)) => reader.instance(&object),
        Some(other) => Err(reader.fault(other.range().start, "file", "not an object", "one JSON object")),
        None => Err(reader.fault(0, "file", "empty", "one JSON object")),
    }
}

impl Reader<'_> {
    fn fault(&self, at: usize, path: &str, wrong: &str, allowed: &str) -> Fault {
        let before = self.text.get(..at.min(self.text.len())).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
        Fault { line, column, path: path.to_owned(), wrong: wrong.to_owned(), allowed: allowed.to_owned() }
    }

    fn instance(&self, object: &Object<'_>) -> Result<Instance, Fault> {
        self.only(object, "", &FIELDS)?;
        if let Some(id) = object.get("id").filter(|id| !matches!(id.value, Value::StringLit(_))) {
            return Err(self.fault(id.value.range().start, "id", "not a text", "a text in quotes"));
        }
        let number = |name: &str, from: usize, to: usize| self.number(object, "", name, from, to);
        let grain_minutes = number("grain_minutes", 1, 1_440)?;
        let day_cells = number("day_cells", 1, CELLS_MAX)?;
        let days = number("days", 1, DAYS_MAX)?;
        let session_cells = number("session_cells", 1, day_cells)?;
        let sessions = number("sessions", 1, SESSIONS_MAX)?;
        let gap = self.gap(object)?;
        let first_by = number("first_by_day", 0, usize::from(u16::MAX))?;
        let penalty = number("change_penalty", 0, PENALTY_MAX)?;
        let free = self.object(object, "free")?;
        let mut names = Vec::new();
        let mut kinds = Vec::new();
        for kind in ["practitioners", "rooms", "devices"] {
            let mut resources = Vec::new();
            for (at, name) in self.names(object, kind, &mut names)? {
                let days = self.days(free, &name, at, days, day_cells)?;
                resources.push(Resource { name, free: days });
            }
            kinds.push(resources);
        }
        let listed: Vec<&str> = names.iter().map(String::as_str).collect();
        self.only(free, "free.", &listed)?;
        let mut kinds = kinds.into_iter();
        let mut kind = || kinds.next().unwrap_or_default();
        Ok(Instance {
            days,
            day_cells,
            grain_minutes,
            session_cells,
            sessions,
            gap,
            first_by,
            change_penalty: u32::try_from(penalty).unwrap_or(u32::MAX),
            practitioners: kind(),
            rooms: kind(),
            devices: kind(),
        })
    }

    /// Refuses fields that are not listed or stand twice.
    fn only(&self, object: &Object<'_>, path: &str, allowed: &[&str]) -> Result<(), Fault> {
        let mut seen = std::collections::BTreeSet::new();
        for one in &object.properties {
            let (name, at) = (one.name.as_str(), one.range.start);
            let path = format!("{path}{}", nearest::clip(name));
            if !allowed.contains(&name) {
                let known = nearest::allowed(allowed);
                let hint = nearest::hint(name, allowed.iter().copied());
                let known = known.strip_prefix("allowed ").unwrap_or_default();
                return Err(self.fault(at, &path, "unknown field", &format!("{known}{hint}")));
            }
            if !seen.insert(name) {
                return Err(self.fault(at, &path, "stands twice", "each field once"));
            }
        }
        Ok(())
    }

    fn property<'b, 'c>(
        &self,
        object: &'b Object<'c>,
        prefix: &str,
        name: &str,
        allowed: &str,
    ) -> Result<&'b ObjectProp<'c>, Fault> {
        let missing = || self.fault(object.range.start, &format!("{prefix}{name}"), "missing", allowed);
        object.get(name).ok_or_else(missing)
    }

    fn number(
        &self,
        object: &Object<'_>,
        prefix: &str,
        name: &str,
        from: usize,
        to: usize,
    ) -> Result<usize, Fault> {
        let allowed = format!("a whole number from {from} to {to}");
        let value = &self.property(object, prefix, name, &allowed)?.value;
        let wrong = |what: &str| self.fault(value.range().start, &format!("{prefix}{name}"), what, &allowed);
        let Value::NumberLit(written) = value else { return Err(wrong("not a number")) };
        let number: usize =
            written.value.parse().map_err(|_| wrong(&format!("{} does not fit", written.value)))?;
        if (from..=to).contains(&number) { Ok(number) } else { Err(wrong(&format!("{number} does not fit"))) }
    }

    fn gap(&self, object: &Object<'_>) -> Result<Gap, Fault> {
        let gap = self.object(object, "gap_days")?;
        self.only(gap, "gap_days.", &GAP_FIELDS)?;
        let min = self.number(gap, "gap_days.", "min", 1, DAYS_MAX)?;
        let max = self.number(gap, "gap_days.", "max", min, DAYS_MAX)?;
        let ideal = self.number(gap, "gap_days.", "ideal", min, max)?;
        Ok(Gap { min, ideal, max })
    }

    fn object<'b, 'c>(&self, object: &'b Object<'c>, name: &str) -> Result<&'b Object<'c>, Fault> {
        let value = &self.property(object, "", name, "an object")?.value;
        let wrong = || self.fault(value.range().start, name, "not an object", "an object");
        value.as_object().ok_or_else(wrong)
    }

    /// The names of a kind with their places; each name once among all kinds.
    fn names(
        &self,
        object: &Object<'_>,
        kind: &str,
        all: &mut Vec<String>,
    ) -> Result<Vec<(usize, String)>, Fault> {
        let allowed = format!("a list of 1 to {RESOURCES_MAX} names, each once among all kinds");
        let value = &self.property(object, "", kind, &allowed)?.value;
        let Value::Array(list) = value else {
            return Err(self.fault(value.range().start, kind, "not a list", &allowed));
        };
        if list.elements.is_empty() || list.elements.len() > RESOURCES_MAX {
            let wrong = format!("{} names", list.elements.len());
            return Err(self.fault(list.range.start, kind, &wrong, &allowed));
        }
        let mut names = Vec::new();
        for (index, element) in list.elements.iter().enumerate() {
            let (at, path) = (element.range().start, format!("{kind}[{index}]"));
            let Value::StringLit(name) = element else {
                return Err(self.fault(at, &path, "not a name", &allowed));
            };
            if all.iter().any(|other| *other == name.value) {
                return Err(self.fault(at, &path, &format!("`{}` stands twice", name.value), &allowed));
            }
            all.push(name.value.to_string());
            names.push((at, name.value.to_string()));
        }
        Ok(names)
    }

    /// The free cells of one resource.
    fn days(
        &self,
        free: &Object<'_>,
        name: &str,
        at: usize,
        days: usize,
        day_cells: usize,
    ) -> Result<Vec<Cells>, Fault> {
        let path = format!("free.{name}");
        let allowed = format!("a list of {days} days");
        let Some(value) = free.get(name).map(|one| &one.value) else {
            return Err(self.fault(at, &path, "missing resource", &allowed));
        };
        let Value::Array(list) = value else {
            return Err(self.fault(value.range().start, &path, "not a list", &allowed));
        };
        if list.elements.len() != days {
            let wrong = format!("{} days", list.elements.len());
            return Err(self.fault(list.range.start, &path, &wrong, &allowed));
        }
        let digits = day_cells.div_ceil(4);
        let read = |(day, element): (usize, &Value<'_>)| {
            let allowed = format!("{digits} hexadecimal digits whose lowest {day_cells} bits are cells");
            let fault =
                |wrong: &str| self.fault(element.range().start, &format!("{path}[{day}]"), wrong, &allowed);
            let Value::StringLit(hex) = element else { return Err(fault("not a text")) };
            if hex.value.len() != digits {
                return Err(fault(&format!("{} characters", hex.value.chars().count())));
            }
            cells(&hex.value, day_cells).map_err(|wrong| fault(&wrong))
        };
        list.elements.iter().enumerate().map(read).collect()
    }
}

/// The cells of a hexadecimal number; the highest of its lowest `day_cells` bits is cell 0.
fn cells(hex: &str, day_cells: usize) -> Result<Cells, String> {
    let mut cells = Cells::NONE;
    // A day that does not fill its first digit begins some bits later.
    let spare = hex.len() * 4 - day_cells;
    for (place, digit) in hex.chars().enumerate() {
        let value = digit.to_digit(16).ok_or_else(|| format!("`{digit}` is no digit"))?;
        for bit in 0..4 {
            if value >> (3 - bit) & 1 == 1 {
                let cell = (place * 4 + bit).checked_sub(spare);
                cells.add(cell.ok_or_else(|| format!("a bit beyond the {day_cells} cells"))?);
            }
        }
    }
    Ok(cells)
}
