//! A table of comma-separated values whose every field remembers its line and column.

/// The largest table that is read, bytes.
pub const BYTES_MAX: usize = 1024 * 1024;
/// The most rows that are read.
pub const ROWS_MAX: usize = 10_000;

/// Where something stands in a file; both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// A table that cannot be read: `LINE:COLUMN: field: what is wrong`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{}: {field}: {what}", place.line, place.column)]
pub struct TableError {
    /// Where.
    pub place: Place,
    /// Which column of the table, or `file`.
    pub field: String,
    /// What is wrong and what is allowed.
    pub what: String,
}

/// One field and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The text, without the quotes around it.
    pub text: String,
    /// Where it begins.
    pub place: Place,
}

/// An error about the file as a whole.
#[must_use]
pub fn file_error(place: Place, what: impl Into<String>) -> TableError {
    TableError { place, field: "file".to_owned(), what: what.into() }
}

struct Reader<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    place: Place,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c == '\n' {
            self.place = Place { line: self.place.line + 1, column: 1 };
        } else {
            self.place.column += 1;
        }
        Some(c)
    }

    fn quoted(&mut self, start: Place) -> Result<String, TableError> {
        let mut text = String::new();
        self.next();
        loop {
            match self.next() {
                None => return Err(file_error(start, "a quote is opened here and never closed")),
                Some('"') if self.rest.peek() == Some(&'"') => {
                    self.next();
                    text.push('"');
                }
                Some('"') => return Ok(text),
                Some(c) => text.push(c),
            }
        }
    }

    fn field(&mut self) -> Result<Field, TableError> {
        let place = self.place;
        let mut text = if self.rest.peek() == Some(&'"') { self.quoted(place)? } else { String::new() };
        while let Some(c) = self.rest.peek() {
            if matches!(c, ',' | '\n' | '\r') {
                break;
            }
            text.extend(self.next());
        }
        Ok(Field { text, place })
    }
}

/// Reads all records of a table; empty lines are skipped, a byte-order mark too.
pub fn records(text: &str) -> Result<Vec<Vec<Field>>, TableError> {
    let start = Place { line: 1, column: 1 };
    if text.len() > BYTES_MAX {
        return Err(file_error(start, format!("{} bytes; allowed at most {BYTES_MAX}", text.len())));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { rest: text.chars().peekable(), place: start };
    let mut all = Vec::new();
    while reader.rest.peek().is_some() {
        let mut record = vec![reader.field()?];
        loop {
            match reader.next() {
                Some(',') => record.push(reader.field()?),
                // A carriage return alone ends no line: it is passed over.
                Some('\r') => {}
                Some('\n') | None => break,
                Some(_) => return Err(file_error(reader.place, "a comma or the end of the line is missing")),
            }
        }
        if record.iter().any(|f| !f.text.trim().is_empty()) {
            all.push(record);
        }
        if all.len() > ROWS_MAX + 1 {
            return Err(file_error(reader.place, format!("too many rows; allowed at most {ROWS_MAX}")));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fields_know_their_place() {
        let all = records("\u{feff}a,\"b, \"\"c\"\"\",d\r\n\n1,,3\n").unwrap();
        let texts: Vec<Vec<&str>> = all.iter().map(|r| r.iter().map(|f| f.text.as_str()).collect()).collect();
        assert_eq!(texts, [vec!["a", "b, \"c\"", "d"], vec!["1", "", "3"]]);
        assert_eq!(all[0][2].place, Place { line: 1, column: 14 });
        assert_eq!(all[1][2].place, Place { line: 3, column: 4 });
        assert!(records("a,\"b\n").is_err());
        assert_eq!(records("").unwrap().len(), 0);
    }

    #[test]
    fn the_limits_hold_at_their_edges() {
        assert!(records(&"x\n".repeat(ROWS_MAX + 1)).is_ok());
        assert!(records(&"x\n".repeat(ROWS_MAX + 2)).is_err());
        assert!(records(&" ".repeat(BYTES_MAX)).is_ok());
        assert!(records(&" ".repeat(BYTES_MAX + 1)).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z,\"\n\r ]{0,60}") {
            let _ = records(&text);
        }
    }
}
