//! A calendar day, without a clock and without a zone.
use jiff::civil::Date;

/// A day of the Gregorian calendar, counted from 1970-01-01 (day 0). Years 1800 to 2299.
///
/// Adding days never leaves the range: it stops at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A text that is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{got}` is not a day of the calendar; write YYYY-MM-DD, from 1800-01-01 to 2299-12-31")]
pub struct NotADay {
    /// The text that was given.
    pub got: String,
}

impl Day {
    /// 1800-01-01.
    pub const FIRST: Self = Self(-62_091);
    /// 2299-12-31.
    pub const LAST: Self = Self(120_529);

    /// The day with this number (0 = 1970-01-01); clipped to the range.
    #[must_use]
    pub const fn from_number(number: i32) -> Self {
        if number < Self::FIRST.0 {
            Self::FIRST
        } else if number > Self::LAST.0 {
            Self::LAST
        } else {
            Self(number)
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day `days` later (or earlier, if negative).
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self::from_number(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this day; negative if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The same day of the year `years` later; 29 February becomes 1 March where there is none,
    /// so that nobody comes of age a day too early.
    #[must_use]
    pub fn plus_years(self, years: i16) -> Self {
        let date = self.date();
        let year = date.year().saturating_add(years);
        match Date::new(year, date.month(), date.day()) {
            Ok(day) => Self::from_date(day),
            Err(_) => Date::new(year, 3, 1).map_or(Self::LAST, Self::from_date),
        }
    }

    /// As a date of `jiff`, for calendars and words.
    #[must_use]
    pub fn date(self) -> Date {
        let epoch = Date::constant(1970, 1, 1);
        epoch.saturating_add(jiff::Span::new().days(self.0))
    }

    /// From a date of `jiff`; clipped to the range.
    #[must_use]
    pub fn from_date(date: Date) -> Self {
        let epoch = Date::constant(1970, 1, 1);
        let days = epoch.until(date).map_or(0, |span| span.get_days());
        Self::from_number(days)
    }

    /// The day of the week, Monday = 0.
    #[must_use]
    pub const fn weekday(self) -> u32 {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7).unsigned_abs()
    }

    /// As people say it: `Fri 9 Apr 2026`.
    #[must_use]
    pub fn in_words(self) -> String {
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let date = self.date();
        let day = DAYS.get(self.weekday() as usize).copied().unwrap_or("");
        let month =
            MONTHS.get(usize::from(date.month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or("");
        format!("{day} {} {month} {}", date.day(), date.year())
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let wrong = || NotADay { got: crate::nearest::clip(text) };
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes
                .iter()
                .enumerate()
                .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if !shape {
            return Err(wrong());
        }
        let part = |range: std::ops::Range<usize>| text.get(range).and_then(|t| t.parse::<i16>().ok());
        let (Some(year), Some(month), Some(day)) = (part(0..4), part(5..7), part(8..10)) else {
            return Err(wrong());
        };
        if !(1800..=2299).contains(&year) {
            return Err(wrong());
        }
        let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return Err(wrong()) };
        Date::new(year, month, day).map(Self::from_date).map_err(|_| wrong())
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(Written)
    }
}

/// A day as text, or as a bare date of a TOML file (which arrives as a map of one text).
struct Written;

impl<'de> serde::de::Visitor<'de> for Written {
    type Value = Day;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a day, YYYY-MM-DD")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Day, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Day, A::Error> {
        let entry: Option<(String, String)> = map.next_entry()?;
        let (_, text) = entry.ok_or_else(|| serde::de::Error::custom("expected a day, YYYY-MM-DD"))?;
        self.visit_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written_exactly() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2026-02-09", 20_493),
            ("1800-01-01", Day::FIRST.number()),
            ("2299-12-31", Day::LAST.number()),
        ] {
            let day: Day = text.parse().unwrap();
            assert_eq!(day.number(), number, "{text}");
            assert_eq!(day.to_string(), text);
        }
        for text in [
            "2026-02-30",
            "2025-02-29",
            "26-02-09",
            "2026-2-9",
            "1799-12-31",
            "2300-01-01",
            "",
            "2026/02/09",
            "2026-02-09T10",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_leap_day_child_comes_of_age_on_the_first_of_march() {
        let born: Day = "2008-02-29".parse().unwrap();
        assert_eq!(born.plus_years(18).to_string(), "2026-03-01");
        assert_eq!(born.plus_years(20).to_string(), "2028-02-29");
        assert_eq!(Day::LAST.plus(1), Day::LAST);
    }

    #[test]
    fn weekdays_and_words() {
        let day: Day = "2026-04-10".parse().unwrap();
        assert_eq!(day.in_words(), "Fri 10 Apr 2026");
        assert_eq!(day.plus(3).weekday(), 0);
    }
}
