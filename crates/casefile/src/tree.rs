//! A JSON text as a tree with places, so that every error can say where it is.
use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};

/// A case file is at most 1 MiB.
pub const BYTES_MAX: usize = 1024 * 1024;
/// Objects and lists nest at most so deep.
pub const DEPTH_MAX: usize = 32;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Path of fields, `facts[2].zone`; empty = the whole file.
    pub path: String,
    /// What is wrong; what is allowed; the nearest word.
    pub what: String,
}

impl Fault {
    /// `FILE:LINE:COLUMN: path: what`, at most 4,000 characters.
    #[must_use]
    pub fn in_file(&self, file: &str) -> String {
        let path = if self.path.is_empty() { String::new() } else { format!("{}: ", self.path) };
        let text = format!("{file}:{}:{}: {path}{}", self.line, self.column, self.what);
        if text.chars().count() <= 4000 { text } else { text.chars().take(3999).chain(['…']).collect() }
    }
}

/// The text being read, for line and column.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl Text<'_> {
    pub(crate) fn fault(self, at: usize, path: &str, what: impl Into<String>) -> Fault {
        let mut at = at.min(self.0.len());
        while !self.0.is_char_boundary(at) {
            at -= 1;
        }
        let before = self.0.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        Fault { line, column, path: path.to_owned(), what: what.into() }
    }
}

/// Bytes as text: at most 1 MiB, UTF-8, not empty, not too deep.
pub(crate) fn checked(bytes: &[u8]) -> Result<&str, Fault> {
    let whole = |what: String| Fault { line: 1, column: 1, path: String::new(), what };
    if bytes.len() > BYTES_MAX {
        return Err(whole(format!(
            "the file is larger than {BYTES_MAX} bytes (1 MiB); allowed at most that"
        )));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let good = bytes.get(..e.valid_up_to()).unwrap_or_default();
        let good = std::str::from_utf8(good).unwrap_or_default();
        Text(good).fault(good.len(), "", "the text is not UTF-8; save the file as UTF-8")
    })?;
    if text.starts_with('\u{feff}') {
        return Err(whole("the file begins with a byte order mark; save it as UTF-8 without one".to_owned()));
    }
    if text.trim().is_empty() {
        return Err(whole("the file is empty; allowed is one JSON object".to_owned()));
    }
    depth(text)?;
    Ok(text)
}

/// Counts brackets outside of strings before anything recursive looks at the text.
fn depth(text: &str) -> Result<(), Fault> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        if in_string {
            match byte {
                0x20.. if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                0..=0x1f => {
                    let what = "this is not JSON: a control character inside a text; write it as \\n, \\t or \\u00XX";
                    return Err(Text(text).fault(at, "", what));
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(Text(text).fault(
                        at,
                        "",
                        format!("nested deeper than {DEPTH_MAX}; allowed at most that"),
                    ));
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// Strict JSON as a tree.
pub(crate) fn parse(text: &str) -> Result<Value<'_>, Fault> {
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
    let parsed = jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|e| {
        Text(text).fault(e.range().start, "", format!("this is not JSON: {}", lower(&e.kind().to_string())))
    })?;
    parsed.value.ok_or_else(|| Text(text).fault(0, "", "the file is empty; allowed is one JSON object"))
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// A value with its place in the text and its path.
#[derive(Clone)]
pub(crate) struct Node<'a, 'v> {
    pub(crate) text: Text<'a>,
    pub(crate) value: &'v Value<'a>,
    pub(crate) path: String,
}

/// An object whose field names were checked.
pub(crate) struct Fields<'a, 'v> {
    text: Text<'a>,
    object: &'v Object<'a>,
    path: String,
    at: usize,
}

impl<'a, 'v> Node<'a, 'v> {
    pub(crate) fn at(&self) -> usize {
        self.value.range().start
    }

    pub(crate) fn wrong(&self, what: impl Into<String>) -> Fault {
        self.text.fault(self.at(), &self.path, what)
    }

    /// An object with only these fields, each at most once.
    pub(crate) fn fields(&self, allowed: &[&'static str]) -> Result<Fields<'a, 'v>, Fault> {
        let Value::Object(object) = self.value else {
            return Err(self.wrong(format!("expected an object, got {}", kind(self.value))));
        };
        let fields = Fields { text: self.text, object, path: self.path.clone(), at: self.at() };
        let mut seen = std::collections::BTreeSet::new();
        for property in &object.properties {
            let name = property.name.as_str();
            let at = property.range.start;
            if !allowed.contains(&name) {
                let word = vocab::word::UnknownWord {
                    what: "field",
                    got: name.to_owned(),
                    allowed: allowed.to_vec(),
                };
                return Err(self.text.fault(
                    at,
                    &fields.path_of(&vocab::nearest::clip(name)),
                    vocab::nearest::explain(&word),
                ));
            }
            if !seen.insert(name) {
                return Err(self.text.fault(
                    at,
                    &fields.path_of(name),
                    format!("the field `{name}` is given twice; allowed once"),
                ));
            }
        }
        Ok(fields)
    }

    pub(crate) fn list(&self, max: usize) -> Result<Vec<Self>, Fault> {
        let Value::Array(array) = self.value else {
            return Err(self.wrong(format!("expected a list, got {}", kind(self.value))));
        };
        if array.elements.len() > max {
            return Err(self.wrong(format!("{} entries; allowed at most {max}", array.elements.len())));
        }
        Ok(array
            .elements
            .iter()
            .enumerate()
            .map(|(i, value)| Self { text: self.text, value, path: format!("{}[{i}]", self.path) })
            .collect())
    }

    pub(crate) fn string(&self) -> Result<&'v str, Fault> {
        let Value::StringLit(text) = self.value else {
            return Err(self.wrong(format!("expected a text, got {}", kind(self.value))));
        };
        Ok(&text.value)
    }

    pub(crate) fn boolean(&self) -> Result<bool, Fault> {
        let Value::BooleanLit(flag) = self.value else {
            return Err(self.wrong(format!("expected true or false, got {}", kind(self.value))));
        };
        Ok(flag.value)
    }

    pub(crate) fn number(&self, min: f64, max: f64) -> Result<f64, Fault> {
        let Value::NumberLit(number) = self.value else {
            return Err(self.wrong(format!("expected a number, got {}", kind(self.value))));
        };
        let value: f64 = number.value.parse().unwrap_or(f64::NAN);
        if !value.is_finite() {
            return Err(
                self.wrong(format!("`{}` is not a finite number", vocab::nearest::clip(number.value)))
            );
        }
        if (min..=max).contains(&value) {
            Ok(value)
        } else {
            Err(self.wrong(format!("{value} is out of range; allowed {min} to {max}")))
        }
    }

    pub(crate) fn integer(&self, min: i64, max: i64) -> Result<i64, Fault> {
        let Value::NumberLit(number) = self.value else {
            return Err(self.wrong(format!("expected a whole number, got {}", kind(self.value))));
        };
        match number.value.parse::<i64>() {
            Ok(value) if (min..=max).contains(&value) => Ok(value),
            _ => Err(self.wrong(format!(
                "`{}` is not a whole number from {min} to {max}",
                vocab::nearest::clip(number.value)
            ))),
        }
    }

    /// A word of a closed list.
    pub(crate) fn word<T>(&self) -> Result<T, Fault>
    where
        T: std::str::FromStr<Err = vocab::word::UnknownWord>,
    {
        self.string()?.parse().map_err(|e| self.wrong(vocab::nearest::explain(&e)))
    }

    pub(crate) fn day(&self) -> Result<vocab::Day, Fault> {
        self.string()?.parse().map_err(|e: vocab::day::NotADay| self.wrong(e.to_string()))
    }

    /// A code of an open set that the knowledge owns.
    pub(crate) fn code(
        &self,
        what: &str,
        known: impl Fn(&str) -> bool,
        all: &[&str],
    ) -> Result<String, Fault> {
        let code = self.string()?;
        if known(code) {
            return Ok(code.to_owned());
        }
        let hint = vocab::nearest::hint(code, all.iter().copied());
        Err(self.wrong(format!(
            "unknown {what} `{}`; {}{hint}",
            vocab::nearest::clip(code),
            vocab::nearest::allowed(all)
        )))
    }
}

impl<'a, 'v> Fields<'a, 'v> {
    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(crate) fn get(&self, name: &str) -> Option<Node<'a, 'v>> {
        let property = self.object.properties.iter().find(|p| p.name.as_str() == name)?;
        Some(Node { text: self.text, value: &property.value, path: self.path_of(name) })
    }

    pub(crate) fn need(&self, name: &str) -> Result<Node<'a, 'v>, Fault> {
        self.get(name).ok_or_else(|| self.wrong(format!("the field `{name}` is missing")))
    }

    pub(crate) fn wrong(&self, what: impl Into<String>) -> Fault {
        self.text.fault(self.at, &self.path, what)
    }

    /// Reads a field if it is there.
    pub(crate) fn map<T>(
        &self,
        name: &str,
        read: impl FnOnce(&Node<'a, 'v>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        self.get(name).map(|node| read(&node)).transpose()
    }
}

const fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::StringLit(_) => "a text",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "true or false",
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::NullKeyword(_) => "null (leave the field out instead)",
    }
}
