//! Money: minor units of a currency, so that no cent is lost to rounding.
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Mul;

/// An ISO 4217 code such as `USD`: three capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// A text that is no currency code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{got}` is not an ISO 4217 code; allowed are three capitals like USD or EUR")]
pub struct NotACurrency {
    /// The text that was given, clipped.
    pub got: String,
}

impl Currency {
    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        // INVARIANT: three ASCII capitals, so this is text.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Whether it has no minor units, as the yen.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        ["JPY", "KRW", "CLP", "ISK", "VND", "XAF"].contains(&self.code())
    }
}

impl std::str::FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(text: &str) -> Result<Self, NotACurrency> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(NotACurrency { got: crate::nearest::clip(text) }),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Money {
    /// Minor units (cents).
    pub minor_units: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// An amount as somebody types it, such as `120` or `99.50`; `None` where it is none of this currency, below zero, or
    /// more than a thousand million.
    #[must_use]
    pub fn typed(text: &str, currency: Currency) -> Option<Self> {
        let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole, 9) || !digits(rest, 2) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let minor_units = match (currency.is_whole(), rest) {
            (true, "") => whole,
            (true, _) => return None,
            (false, _) => whole * 100 + format!("{rest:0<2}").parse::<i64>().ok()?,
        };
        Some(Self { minor_units, currency })
    }
}

impl Mul<u16> for Money {
    type Output = Self;

    fn mul(self, times: u16) -> Self {
        Self { minor_units: self.minor_units.saturating_mul(i64::from(times)), ..self }
    }
}

impl fmt::Display for Money {
    /// `180.00 USD`; currencies without minor units are printed without a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.currency.code();
        if self.currency.is_whole() {
            return write!(f, "{} {code}", self.minor_units);
        }
        let sign = if self.minor_units < 0 { "-" } else { "" };
        let amount = self.minor_units.unsigned_abs();
        write!(f, "{sign}{}.{:02} {code}", amount / 100, amount % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_with_their_minor_units() {
        for (minor_units, currency, want) in [
            (18_000, "USD", "180.00 USD"),
            (5, "EUR", "0.05 EUR"),
            (-1205, "GBP", "-12.05 GBP"),
            (9000, "JPY", "9000 JPY"),
        ] {
            let money = Money { minor_units, currency: currency.parse().unwrap() };
            assert_eq!(money.to_string(), want);
        }
    }

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        for (text, currency, want) in [
            ("120", "EUR", Some(12_000)),
            ("99.5", "EUR", Some(9_950)),
            ("99,50", "EUR", Some(9_950)),
            ("0.05", "USD", Some(5)),
            ("12000", "JPY", Some(12_000)),
            ("120.5", "JPY", None),
            ("1.005", "EUR", None),
            ("-1", "EUR", None),
            ("", "EUR", None),
            (".5", "EUR", None),
            ("12 000", "EUR", None),
            ("9999999999", "EUR", None),
        ] {
            let read = Money::typed(text, currency.parse().unwrap());
            assert_eq!(read.map(|money| money.minor_units), want, "{text} {currency}");
        }
    }

    #[test]
    fn a_currency_is_three_capitals() {
        for text in ["usd", "US", "USDX", "U$D", ""] {
            assert!(text.parse::<Currency>().is_err(), "{text}");
        }
    }
}
