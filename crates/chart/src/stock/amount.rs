//! Amounts of a product in thousandths of its unit, so that a tenth of a millilitre is exact.
use serde::{Deserialize, Serialize};

/// An amount, 0 to 1 000 000 units, exact to a thousandth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Amount(i64);

/// What is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{got}` is not an amount: a number from 0 to 1000000 with at most three decimals, such as 0.25")]
pub struct NotAnAmount {
    /// What was given.
    pub got: String,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount.
    pub const MOST: Self = Self(1_000_000_000);

    /// So many whole units, up to the largest amount.
    #[must_use]
    pub const fn whole(units: u32) -> Self {
        let thousandths = units as i64 * 1000;
        if thousandths > Self::MOST.0 { Self::MOST } else { Self(thousandths) }
    }

    /// Thousandths of the unit.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum; `None` above the largest amount.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::try_from(self.0.checked_add(other.0)?).ok()
    }

    /// The difference; `None` below nothing.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        Self::try_from(self.0 - other.0).ok()
    }

    /// The smaller of the two.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        self.min(other)
    }
}

impl TryFrom<i64> for Amount {
    type Error = NotAnAmount;

    fn try_from(thousandths: i64) -> Result<Self, NotAnAmount> {
        if (0..=Self::MOST.0).contains(&thousandths) {
            Ok(Self(thousandths))
        } else {
            Err(NotAnAmount { got: format!("{thousandths} thousandths") })
        }
    }
}

impl From<Amount> for i64 {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl std::str::FromStr for Amount {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let wrong = || NotAnAmount { got: vocab::nearest::clip(text) };
        let written = text.trim().replace(',', ".");
        let (whole, part) = written.split_once('.').unwrap_or((&written, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 7 || part.len() > 3 || !digits(whole) || !digits(part) {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let part: i64 = format!("{part:0<3}").parse().map_err(|_| wrong())?;
        Self::try_from(whole * 1000 + part).map_err(|_| wrong())
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{}.{:03}", self.0 / 1000, self.0 % 1000);
        f.pad(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly_or_not_at_all() {
        for (text, thousandths) in [
            ("0", 0),
            ("1", 1000),
            ("0.1", 100),
            ("0,25", 250),
            (" 12.5 ", 12_500),
            ("0.001", 1),
            ("1000000", 1_000_000_000),
            ("1.", 1000),
        ] {
            let amount: Amount = text.parse().unwrap();
            assert_eq!(amount.thousandths(), thousandths, "{text}");
            assert_eq!(amount.to_string().parse::<Amount>().unwrap(), amount);
        }
        for text in [
            "",
            "-1",
            "+1",
            "1e3",
            "0.0001",
            "1000000.001",
            "1 000",
            "NaN",
            "٣",
            "1.2.3",
            "99999999999999999999",
        ] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_goes_below_nothing_or_above_the_most() {
        assert_eq!(Amount::whole(1).minus(Amount::whole(2)), None);
        assert_eq!(Amount::MOST.plus(Amount::whole(1)), None);
        assert_eq!(Amount::whole(2).minus(Amount::whole(2)), Some(Amount::ZERO));
    }
}
