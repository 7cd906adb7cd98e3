//! What a form says, as text: nothing is lost when something cannot be read.
use vocab::Day;

/// Names and values in the order in which they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said(pub(super) Vec<(String, String)>);

/// A field that cannot be read, and why.
pub(super) type Fault = (String, String);

impl Said {
    /// The last value of this name, without space around it; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.trim())
    }

    /// Every value of this name.
    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.0.iter().filter(move |(given, _)| given == name).map(|(_, text)| text.trim())
    }

    /// Whether this value was chosen.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|given| given == value)
    }

    /// Adds a pair unless its value is empty.
    #[expect(clippy::needless_pass_by_value, reason = "days, numbers and texts are made for this and handed over")]
    pub(super) fn put(&mut self, name: &str, value: impl ToString) {
        let value = value.to_string();
        if !value.is_empty() {
            self.0.push((name.to_owned(), value));
        }
    }

    /// A day; `None` where nothing was said.
    pub(super) fn day(&self, name: &str, faults: &mut Vec<Fault>) -> Option<Day> {
        let text = self.get(name);
        if text.is_empty() {
            return None;
        }
        let day = text.parse::<Day>();
        if day.is_err() {
            let why = format!("“{}” is not a day of the calendar; write it as 2027-04-09.", vocab::nearest::clip(text));
            faults.push((name.to_owned(), why));
        }
        day.ok()
    }

    /// A number within limits; `None` where nothing was said.
    pub(super) fn number(&self, name: &str, (low, high): (f64, f64), faults: &mut Vec<Fault>) -> Option<f64> {
        let text = self.get(name).replace(',', ".");
        if text.is_empty() {
            return None;
        }
        let number = text.parse::<f64>().ok().filter(|n| (low..=high).contains(n));
        if number.is_none() {
            let why = format!("“{}” is not a number from {low} to {high}.", vocab::nearest::clip(&text));
            faults.push((name.to_owned(), why));
        }
        number
    }

    /// A whole number within limits.
    pub(super) fn count(&self, name: &str, (low, high): (u16, u16), faults: &mut Vec<Fault>) -> Option<u16> {
        let number = self.number(name, (f64::from(low), f64::from(high)), faults)?;
        let whole = (low..=high).find(|n| f64::from(*n).total_cmp(&number).is_eq());
        if whole.is_none() {
            faults.push((name.to_owned(), "A whole number is needed.".to_owned()));
        }
        whole
    }

    /// A word of a closed list; `None` where nothing was said.
    pub(super) fn word<W: std::str::FromStr>(&self, name: &str, faults: &mut Vec<Fault>) -> Option<W> {
        let text = self.get(name);
        if text.is_empty() {
            return None;
        }
        let word = text.parse().ok();
        if word.is_none() {
            faults.push((name.to_owned(), format!("“{}” is no answer to this.", vocab::nearest::clip(text))));
        }
        word
    }

    /// A text within a number of letters.
    pub(super) fn text(&self, name: &str, most: usize, faults: &mut Vec<Fault>) -> String {
        let text = self.get(name);
        let letters = text.chars().count();
        if letters > most {
            faults.push((name.to_owned(), format!("{letters} letters; at most {most} are kept.")));
        }
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_told_at_its_field() {
        let said = Said(
            [("d", "2027-02-30"), ("n", "1,5"), ("m", "eleven"), ("w", "purple"), ("t", "abcd"), ("z", "chin"), ("z", "nose")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
        );
        let faults = &mut Vec::new();
        assert_eq!(said.day("d", faults), None);
        assert_eq!(said.number("n", (0.0, 10.0), faults), Some(1.5));
        assert_eq!(said.count("n", (0, 10), faults), None);
        assert_eq!(said.number("m", (0.0, 10.0), faults), None);
        assert_eq!(said.word::<vocab::Zone>("w", faults), None);
        said.text("t", 3, faults);
        let at: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(at, ["d", "n", "m", "w", "t"]);
        assert!(said.has("z", "chin") && said.has("z", "nose") && !said.has("z", "lips"));
        assert_eq!((said.day("nothing", faults), faults.len()), (None, 5), "saying nothing is no fault");
    }
}
