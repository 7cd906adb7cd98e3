//! Whether two charts are likely to be of one person: what speaks for it and against it.
use super::find::alike;
use super::pieces;
use crate::entry::Identity;
use vocab::Day;

/// Likeness of names, in both directions, from which they may be one name that was written twice, 0 to 1.
const NAME_ALIKE_MIN: f64 = 0.88;
/// Weight from which it is likely enough to be offered: a name that is the same or alike without another birth day, a part of the
/// name with the same one, or a number or address that is the same.
const LIKELY_MIN: i32 = 2;

/// How two names stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// The same words.
    Same,
    /// Words that are alike.
    Alike,
    /// A word of them is the same, such as the first name of somebody who married.
    Shared,
    /// Others.
    Other,
}

/// How two days of birth stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Births {
    /// One of them is not known.
    Unknown,
    /// The same day.
    Same,
    /// One slip apart: the year, the month or the day is another, or day and month are swapped.
    Slip,
    /// Others.
    Other,
}

/// What speaks for and against two charts being of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sameness {
    /// The names.
    pub names: Names,
    /// The days of birth.
    pub births: Births,
    /// The telephone number is the same.
    pub phone: bool,
    /// The e-mail address is the same.
    pub email: bool,
}

impl Sameness {
    /// Holds two people against each other.
    #[must_use]
    pub fn of(one: &Identity, other: &Identity) -> Self {
        let phone = |identity: &Identity| identity.phone.as_deref().and_then(pieces::of_phone);
        let email = |identity: &Identity| {
            identity.email.as_deref().map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty())
        };
        Self {
            names: names(&one.name, &other.name),
            births: births(one.born, other.born),
            phone: phone(one).is_some_and(|number| Some(number) == phone(other)),
            email: email(one).is_some_and(|address| Some(address) == email(other)),
        }
    }

    /// What it weighs, more is likelier: -3 to 10.
    #[must_use]
    pub fn weight(self) -> i32 {
        let names = match self.names {
            Names::Same => 3,
            Names::Alike => 2,
            Names::Shared => 1,
            Names::Other => 0,
        };
        let births = match self.births {
            Births::Same => 1,
            Births::Unknown | Births::Slip => 0,
            Births::Other => -3,
        };
        names + births + 3 * i32::from(self.phone) + 3 * i32::from(self.email)
    }

    /// Whether it is likely enough to be offered without anybody asking.
    #[must_use]
    pub fn is_likely(self) -> bool {
        self.weight() >= LIKELY_MIN
    }
}

fn names(one: &str, other: &str) -> Names {
    let (mut one, mut other) = (pieces::words(one), pieces::words(other));
    one.sort();
    other.sort();
    if one == other {
        return Names::Same;
    }
    if likeness(&one, &other).min(likeness(&other, &one)) >= NAME_ALIKE_MIN {
        return Names::Alike;
    }
    if one.iter().any(|word| other.contains(word)) { Names::Shared } else { Names::Other }
}

/// The mean over the words of the first of the likest word of the second, 0 to 1.
fn likeness(one: &[String], other: &[String]) -> f64 {
    let marks = one.iter().map(|word| other.iter().map(|their| alike(word, their)).fold(0.0, f64::max));
    marks.sum::<f64>() / u32::try_from(one.len()).map_or(1.0, f64::from).max(1.0)
}

fn births(one: Option<Day>, other: Option<Day>) -> Births {
    let (Some(one), Some(other)) = (one, other) else { return Births::Unknown };
    if one == other {
        return Births::Same;
    }
    let (one, other) = (one.date(), other.date());
    let same = [one.year() == other.year(), one.month() == other.month(), one.day() == other.day()];
    let swapped = one.year() == other.year() && one.month() == other.day() && one.day() == other.month();
    if swapped || same.iter().filter(|same| **same).count() == 2 { Births::Slip } else { Births::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, born: &str, phone: &str) -> Identity {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Identity { name: name.to_owned(), born: born.parse().ok(), phone: some(phone), ..Identity::default() }
    }

    #[test]
    fn what_is_likely_and_what_is_only_a_namesake() {
        let ana = person("Ana Silva", "1990-04-12", "+44 20 7946 0018");
        for (name, born, phone, likely) in [
            ("Anna Silva", "1990-04-12", "", true),
            ("Silva, Ana", "", "", true),
            // A slip in the day, the year, or day and month swapped.
            ("Ana Silva", "1990-04-21", "", true),
            ("Ana Silva", "1990-12-04", "", true),
            ("Ana Silva", "1980-04-12", "", true),
            ("Ana Silva", "1971-08-30", "", false),
            ("Anna Silva", "1971-08-30", "", false),
            // Sisters have one name and perhaps one number.
            ("Rita Silva", "1993-01-02", "", false),
            ("Rita Silva", "1993-01-02", "+44 20 7946 0018", false),
            // Somebody who married keeps number and birth day.
            ("Ana Costa", "1990-04-12", "02079460018", true),
            ("Ana Costa", "1990-04-12", "", true),
            ("Ana Costa", "", "", false),
            ("Tomas Nakamura", "1990-04-12", "", false),
        ] {
            let same = Sameness::of(&ana, &person(name, born, phone));
            assert_eq!(same.is_likely(), likely, "{name} {born} {phone}: {same:?} weighs {}", same.weight());
            assert_eq!(
                Sameness::of(&person(name, born, phone), &ana),
                same,
                "{name}: the same from both sides"
            );
        }
    }

    #[test]
    fn an_address_that_is_the_same_weighs_as_a_number_does() {
        let with = |email: &str| Identity { email: Some(email.to_owned()), ..person("Ana Silva", "", "") };
        assert!(
            Sameness::of(
                &with("Ana@harbour.example "),
                &Identity { name: "A. S.".to_owned(), ..with("ana@harbour.example") }
            )
            .email
        );
        assert!(!Sameness::of(&with(" "), &with("")).email, "nothing is no address");
    }
}
