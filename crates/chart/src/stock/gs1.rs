//! What a scanner reads off a pack: the GS1 element string with article number, lot and day of expiry.
//!
//! Both ways of writing are read: with brackets, `(01)09501101530003(17)271231(10)A1`, and as scanners send it, with a
//! group separator after a part of open length. Sources: GS1 General Specifications, sections 3 and 7.
use vocab::Day;

/// What a code on a pack says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scanned {
    /// Article number (01).
    pub gtin: Option<String>,
    /// Lot or batch (10).
    pub lot: Option<String>,
    /// Last day (17); a day `00` is the last of the month.
    pub expires: Option<Day>,
    /// Serial number (21).
    pub serial: Option<String>,
}

/// What is wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the code cannot be read: {0}")]
pub struct NotACode(pub String);

/// The letter between parts of open length, as scanners send it.
const SEPARATOR: char = '\u{1d}';
/// The longest code.
const LETTERS_MAX: usize = 200;

fn part(from: &str, letters: usize) -> Result<(&str, &str), NotACode> {
    from.split_at_checked(letters).ok_or_else(|| NotACode(format!("`{from}` ends too early")))
}

/// Whether the digits are an article number: 8, 12, 13 or 14, the last one checking the others.
#[must_use]
pub fn is_gtin(digits: &str) -> bool {
    if ![8, 12, 13, 14].contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, b)| u32::from(b - b'0') * if place % 2 == 1 { 3 } else { 1 })
        .sum();
    sum.is_multiple_of(10)
}

/// Reads a scanned code.
///
/// # Errors
/// A part is unknown, too short, no day, or the check digit of the article is wrong.
pub fn read(text: &str) -> Result<Scanned, NotACode> {
    let text = text.trim();
    if text.is_empty() || text.len() > LETTERS_MAX || !text.is_ascii() {
        return Err(NotACode(format!("1 to {LETTERS_MAX} plain letters and digits")));
    }
    let mut scanned = Scanned::default();
    let mut rest = text.strip_prefix("]d2").or_else(|| text.strip_prefix("]C1")).unwrap_or(text);
    let bracketed = rest.starts_with('(');
    while !rest.is_empty() {
        rest = rest.trim_start_matches(SEPARATOR);
        if bracketed {
            rest =
                rest.strip_prefix('(').ok_or_else(|| NotACode(format!("`(` is missing before `{rest}`")))?;
        }
        let (name, after) = part(rest, 2)?;
        let after = if bracketed {
            after.strip_prefix(')').ok_or_else(|| NotACode(format!("`)` is missing after `{name}`")))?
        } else {
            after
        };
        let fixed = match name {
            "01" => Some(14),
            "11" | "13" | "15" | "17" => Some(6),
            "10" | "21" => None,
            other => {
                return Err(NotACode(format!(
                    "part `{other}` is not known; known are 01, 10, 11, 13, 15, 17, 21"
                )));
            }
        };
        let open_end = after.find(if bracketed { '(' } else { SEPARATOR }).unwrap_or(after.len());
        let (value, next) = part(after, fixed.unwrap_or(open_end))?;
        store(&mut scanned, name, value)?;
        rest = next;
    }
    Ok(scanned)
}

fn store(scanned: &mut Scanned, name: &str, value: &str) -> Result<(), NotACode> {
    let open = |value: &str| {
        let fits = (1..=20).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_graphic());
        if fits {
            Ok(Some(value.to_owned()))
        } else {
            Err(NotACode(format!("part {name} has 1 to 20 letters")))
        }
    };
    match name {
        "01" if is_gtin(value) => scanned.gtin = Some(value.to_owned()),
        "01" => return Err(NotACode(format!("the check digit of the article `{value}` is wrong"))),
        "10" => scanned.lot = open(value)?,
        "21" => scanned.serial = open(value)?,
        "17" => scanned.expires = Some(day(value)?),
        _ => {}
    }
    Ok(())
}

/// `YYMMDD` of this century; day 00 is the last of the month.
fn day(value: &str) -> Result<Day, NotACode> {
    let wrong = || NotACode(format!("`{value}` is no day (YYMMDD)"));
    if !value.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let (Some(year), Some(month), Some(day)) = (value.get(0..2), value.get(2..4), value.get(4..6)) else {
        return Err(wrong());
    };
    if day != "00" {
        return format!("20{year}-{month}-{day}").parse().map_err(|_| wrong());
    }
    (28..=31).rev().find_map(|last| format!("20{year}-{month}-{last}").parse().ok()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_read_in_both_ways_of_writing() {
        let want = Scanned {
            gtin: Some("09501101530003".to_owned()),
            lot: Some("AB-12".to_owned()),
            expires: "2027-02-28".parse().ok(),
            serial: Some("7".to_owned()),
        };
        for text in [
            "(01)09501101530003(17)270200(10)AB-12(21)7",
            "010950110153000317270200".to_owned().as_str(),
            "01095011015300031727022810AB-12\u{1d}217",
            "]d201095011015300031727020010AB-12\u{1d}217",
        ] {
            let got = read(text).unwrap();
            assert_eq!((&got.gtin, got.expires), (&want.gtin, want.expires), "{text}");
            if text.contains("AB") {
                assert_eq!(got, want, "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_code_is_told() {
        for text in [
            "",
            "()",
            "(",
            "(01",
            "(01)",
            "(01)09501101530004",
            "(99)x",
            "0109501101530",
            "17270230",
            "(17)27023a",
            "(10)",
            "é",
            "10",
            "(01)09501101530003x",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&"1".repeat(1000)).is_err());
    }
}
