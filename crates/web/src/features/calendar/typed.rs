//! Days and times as people type them: what cannot be read is told with the form that can, and with what was most likely meant.
//! Nothing is guessed in silence.
use super::desk::{Pairs, said};
use crate::ui::Field;
use chart::booking::{cell_of, clock};
use vocab::Day;

/// Months by their first three letters.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// The longest text of which is guessed what was meant, in bytes.
const GUESS_MAX: usize = 40;

/// What was typed into the fields of a page and cannot be read; all that was typed stays, so that only what is wrong is typed again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wrong {
    typed: Pairs,
    told: Vec<(&'static str, String)>,
}

impl Wrong {
    /// Of a form, with what is wrong, field by field.
    pub(super) fn of(pairs: &Pairs, told: Vec<(&'static str, String)>) -> Self {
        Self { typed: if told.is_empty() { Pairs::new() } else { pairs.clone() }, told }
    }

    /// Adds what is wrong with further fields of the same form.
    pub(super) fn also(&mut self, pairs: &Pairs, told: Vec<(&'static str, String)>) {
        if !told.is_empty() {
            self.typed.clone_from(pairs);
            self.told.extend(told);
        }
    }

    /// Whether all of it can be read.
    pub(super) const fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// What is wrong with a field.
    pub(super) fn told(&self, name: &str) -> Option<&str> {
        self.told.iter().find(|(field, _)| *field == name).map(|(_, told)| told.as_str())
    }

    /// A field with what was typed into it and what is wrong with that; with the usual where nothing was typed.
    pub(super) fn field(&self, field: Field, name: &str, usual: &str) -> Field {
        let given = self.typed.iter().any(|(field, _)| field == name);
        field.value(if given { said(&self.typed, name) } else { usual }).error(self.told(name))
    }
}

/// The cell of a time that was typed, or what is wrong with it; `such` is an example that fits the field.
///
/// # Errors
/// It is no time of day, or lies between two steps of five minutes.
pub(super) fn time(text: &str, such: &str) -> Result<u16, String> {
    cell_of(text).ok_or_else(|| {
        let near = near_time(text).map_or_else(String::new, |near| format!("; did you mean {near}?"));
        let end = if near.is_empty() { "." } else { "" };
        format!("A time such as {such}, on a step of five minutes{near}{end}")
    })
}

/// A day that was typed, or what is wrong with it. `today` is what *today* and *tomorrow* stand for.
///
/// # Errors
/// It is no day.
pub(super) fn day(text: &str, today: Day) -> Result<Day, String> {
    text.parse().map_err(|_| match near_day(text, today) {
        Some(near) => format!("A day such as 2027-03-12; did you mean {near}?"),
        None => "A day such as 2027-03-12.".to_owned(),
    })
}

/// A day and a time in one word, `2027-03-12T10:00`, or what is wrong with it.
///
/// # Errors
/// Either half cannot be read.
pub(super) fn moment(text: &str, today: Day) -> Result<(Day, u16), String> {
    let Some((on, at)) = text.split_once('T').filter(|(on, _)| on.starts_with(|c: char| c.is_ascii_digit())) else {
        // Who types a time alone most likely means its time.
        let near = near_time(text).map_or_else(String::new, |near| format!(" Did you mean {today}T{near}?"));
        return Err(format!("A time is written as 2027-03-12T10:00, on a step of five minutes.{near}"));
    };
    Ok((day(on, today)?, time(at, "10:00")?))
}

/// What a text that is no time of day most likely means, as `14:05`.
fn near_time(text: &str) -> Option<String> {
    if text.len() > GUESS_MAX {
        return None;
    }
    let lower = text.trim().to_lowercase();
    match lower.as_str() {
        "noon" | "midday" | "mid-day" => return Some("12:00".to_owned()),
        "midnight" => return Some("00:00".to_owned()),
        _ => {}
    }
    let plain = lower.replace('.', "");
    let (half, core) = [("am", 0), ("pm", 12)]
        .iter()
        .find_map(|(word, hours)| Some((Some(*hours), plain.strip_suffix(word)?)))
        .unwrap_or((None, lower.as_str()));
    // What is left beside figures and what separates them was a word.
    if !core.chars().all(|c| c.is_ascii_digit() || " :.,h".contains(c)) {
        return None;
    }
    let parts: Vec<&str> = core.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (hour, minute) = match parts.as_slice() {
        [one] if one.len() <= 2 => (*one, "0"),
        [one] if one.len() <= 4 => one.split_at(one.len() - 2),
        [hour, minute] | [hour, minute, _] => (*hour, *minute),
        _ => return None,
    };
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return None,
        None => hour,
    };
    let last = chart::booking::DAY_CELLS - 1;
    let cell = (hour.checked_mul(60)? + minute + 2) / chart::booking::GRAIN_MINUTES;
    (hour < 24 && minute < 60).then(|| clock(cell.min(last)))
}

/// What a text that is no day most likely means. Two figures that could both be the month mean nothing for sure.
fn near_day(text: &str, today: Day) -> Option<Day> {
    if text.len() > GUESS_MAX {
        return None;
    }
    let lower = text.trim().to_lowercase();
    match lower.as_str() {
        "today" => return Some(today),
        "tomorrow" => return Some(today.plus(1)),
        _ => {}
    }
    let parts: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let number = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<i32>().ok();
    let month = |text: &str| MONTHS.iter().position(|name| text.starts_with(name)).and_then(|n| i32::try_from(n + 1).ok());
    let year = |text: &str| number(text).filter(|year| (1000..=9999).contains(year));
    let (year, month, day) = match parts.as_slice() {
        [one] if one.len() == 8 && one.bytes().all(|byte| byte.is_ascii_digit()) => {
            (one.get(..4)?.parse().ok()?, one.get(4..6)?.parse().ok()?, one.get(6..)?.parse().ok()?)
        }
        [y, m, d] if year(y).is_some() => (year(y)?, month(m).or_else(|| number(m))?, number(d)?),
        [d, m, y] if month(m).is_some() => (year(y)?, month(m)?, number(d)?),
        [m, d, y] if month(m).is_some() => (year(y)?, month(m)?, number(d)?),
        [a, b, y] => match (number(a)?, number(b)?) {
            (day, month) if day > 12 || text.contains('.') || day == month => (year(y)?, month, day),
            (month, day) if day > 12 => (year(y)?, month, day),
            _ => return None,
        },
        _ => return None,
    };
    // A day that its month does not have is the last one that it has.
    (1..=31).contains(&day).then_some(())?;
    (day.saturating_sub(3)..=day).rev().find_map(|day| format!("{year:04}-{month:02}-{day:02}").parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_cannot_be_read_says_what_can_and_what_was_meant() {
        assert_eq!((time("14:05", "09:00"), time(" 9:00", "09:00")), (Ok(169), Ok(108)));
        for (typed, near) in [
            ("noon", "12:00"),
            ("Midnight", "00:00"),
            ("2pm", "14:00"),
            ("2:30 p.m.", "14:30"),
            ("12 am", "00:00"),
            ("14.30", "14:30"),
            ("14h30", "14:30"),
            ("1430", "14:30"),
            ("9", "09:00"),
            ("14:03", "14:05"),
            ("23:59", "23:55"),
            ("10:00:00", "10:00"),
        ] {
            let want = format!("A time such as 09:00, on a step of five minutes; did you mean {near}?");
            assert_eq!(time(typed, "09:00"), Err(want), "{typed}");
        }
        for typed in ["32:00", "10:75", "later", "", "14pm", "1:2:3:4", "99999999", "☃", &"9".repeat(50)] {
            assert_eq!(time(typed, "09:00"), Err("A time such as 09:00, on a step of five minutes.".to_owned()), "{typed}");
        }
    }

    #[test]
    fn a_day_that_cannot_be_read_says_what_can_and_what_was_meant() {
        let today: Day = "2026-11-24".parse().unwrap();
        assert_eq!(day("2027-03-12", today), "2027-03-12".parse().map_err(|_| String::new()));
        for (typed, near) in [
            ("today", "2026-11-24"),
            ("Tomorrow", "2026-11-25"),
            ("2027-3-2", "2027-03-02"),
            ("2027/03/12", "2027-03-12"),
            ("20270312", "2027-03-12"),
            ("12.3.2027", "2027-03-12"),
            ("3/31/2027", "2027-03-31"),
            ("31/3/2027", "2027-03-31"),
            ("12 March 2027", "2027-03-12"),
            ("March 12th, 2027", "2027-03-12"),
            ("2027-02-30", "2027-02-28"),
        ] {
            assert_eq!(day(typed, today), Err(format!("A day such as 2027-03-12; did you mean {near}?")), "{typed}");
        }
        for typed in ["3/4/2027", "soon", "", "2027", "2027-13-01", "2027-01-32", "12 March", "☃☃☃☃", "0000-00-00"] {
            assert_eq!(day(typed, today), Err("A day such as 2027-03-12.".to_owned()), "{typed}");
        }
        assert_eq!(moment("2027-03-12T10:00", today), Ok(("2027-03-12".parse().unwrap(), 120)));
        assert!(moment("noon", today).unwrap_err().ends_with("Did you mean 2026-11-24T12:00?"));
        assert!(moment("2027-03-12Tnoon", today).unwrap_err().ends_with("did you mean 12:00?"));
        for wrong in ["", "T", "2027-03-12", "Tuesday", "x☃T10:00"] {
            assert!(moment(wrong, today).is_err(), "{wrong}");
        }
    }
}
