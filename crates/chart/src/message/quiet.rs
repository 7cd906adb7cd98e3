//! Quiet hours on the wall of the site, and the settings of the outbox.
use super::Outbox;
use crate::ChartError;
use crate::booking::{parsed, text};
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

const DAY_MINUTES: u16 = 1_440;
const SETTING: &str = "messages";

/// Hours in which nobody is written to, in minutes of the day on the wall; they may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// The first quiet minute.
    pub from: u16,
    /// The first minute that is not quiet any more; the same as `from` = no quiet hours.
    pub to: u16,
}

/// Eight in the evening to eight in the morning.
impl Default for Quiet {
    fn default() -> Self {
        Self { from: 20 * 60, to: 8 * 60 }
    }
}

impl Quiet {
    /// Whether a minute of the day is quiet.
    #[must_use]
    pub const fn has(self, minute: u16) -> bool {
        if self.from <= self.to {
            self.from <= minute && minute < self.to
        } else {
            minute >= self.from || minute < self.to
        }
    }

    /// This instant, or the end of the quiet hours that it lies in. Milliseconds since 1970.
    #[must_use]
    pub fn next_open(self, zone: &TimeZone, at: i64) -> i64 {
        let Some((date, minute)) = wall(zone, at) else { return at };
        if !self.has(minute) {
            return at;
        }
        let date = if minute < self.to { date } else { date.saturating_add(1.day()) };
        // The change of the clock may skip the end; it is then the first minute after what was skipped.
        instant(zone, date, self.to).map_or(at, |end| end.max(at))
    }

    /// This instant, or the last minute before the quiet hours that it lies in. Milliseconds since 1970.
    #[must_use]
    pub fn last_open(self, zone: &TimeZone, at: i64) -> i64 {
        let Some((date, minute)) = wall(zone, at) else { return at };
        if !self.has(minute) {
            return at;
        }
        let date = if minute >= self.from { date } else { date.saturating_sub(1.day()) };
        instant(zone, date, self.from).map_or(at, |begin| (begin - 60_000).min(at))
    }

    /// Whether both are minutes of a day.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.from < DAY_MINUTES && self.to < DAY_MINUTES
    }
}

/// Date and minute on the wall.
fn wall(zone: &TimeZone, at: i64) -> Option<(Date, u16)> {
    let on = zone.to_datetime(Timestamp::from_millisecond(at).ok()?);
    let minute = i32::from(on.hour()) * 60 + i32::from(on.minute());
    Some((on.date(), u16::try_from(minute).ok()?))
}

/// The instant of a minute on the wall; of one that happens twice the first, of one that is skipped the one after.
pub(super) fn instant(zone: &TimeZone, date: Date, minute: u16) -> Option<i64> {
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let on = date.to_datetime(time(hour, minute, 0, 0));
    zone.to_ambiguous_timestamp(on).compatible().ok().map(Timestamp::as_millisecond)
}

/// What a house decides about its messages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Hours in which nobody is written to.
    #[serde(default)]
    pub quiet: Quiet,
    /// Whether invitations go by themselves; else each waits for a person.
    #[serde(default)]
    pub invites: bool,
    /// Where answers to an e-mail go; empty = nowhere.
    #[serde(default)]
    pub reply_to: String,
    /// How the letters end, such as the name of the house and its street; empty = the name alone.
    #[serde(default)]
    pub signature: String,
}

impl Settings {
    /// The longest of its texts, bytes.
    pub const TEXT_MAX: usize = 500;

    fn check(&self) -> Result<(), ChartError> {
        if !self.quiet.is_whole() {
            let why = "they begin and end at a minute of the day".to_owned();
            return Err(ChartError::Form { what: "the quiet hours".to_owned(), why });
        }
        let got = self.reply_to.len().max(self.signature.len());
        if got > Self::TEXT_MAX {
            return Err(ChartError::Limit { what: "bytes of a setting", limit: Self::TEXT_MAX, got });
        }
        Ok(())
    }
}

impl Outbox<'_> {
    /// What the house decided; the usual where it decided nothing.
    ///
    /// # Errors
    /// What is stored cannot be read, or the database does not answer.
    pub async fn settings(&self) -> Result<Settings, ChartError> {
        let body: Option<String> =
            sqlx::query_scalar("SELECT body FROM setting WHERE site = $1 AND setting = $2")
                .bind(self.site)
                .bind(SETTING)
                .fetch_optional(&self.store.pool)
                .await?;
        body.map_or_else(|| Ok(Settings::default()), |body| parsed("the settings of messages", &body))
    }

    /// Decides.
    ///
    /// # Errors
    /// A setting is outside its limits, or the database refuses.
    pub async fn set(&self, settings: &Settings) -> Result<(), ChartError> {
        settings.check()?;
        sqlx::query(
            "INSERT INTO setting (site, setting, body) VALUES ($1, $2, $3) \
             ON CONFLICT (site, setting) DO UPDATE SET body = excluded.body",
        )
        .bind(self.site)
        .bind(SETTING)
        .bind(text(settings)?)
        .execute(&self.store.writer)
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: &TimeZone, text: &str) -> i64 {
        let on: jiff::civil::DateTime = text.parse().unwrap();
        zone.to_ambiguous_timestamp(on).compatible().unwrap().as_millisecond()
    }

    #[test]
    fn what_falls_into_the_night_waits_for_the_morning_or_goes_the_evening_before() {
        let zone = &TimeZone::get("Europe/Berlin").unwrap();
        let night = Quiet::default();
        for (now, after, before) in [
            ("2027-03-01T12:00", "2027-03-01T12:00", "2027-03-01T12:00"),
            ("2027-03-01T19:59", "2027-03-01T19:59", "2027-03-01T19:59"),
            ("2027-03-01T20:00", "2027-03-02T08:00", "2027-03-01T19:59"),
            ("2027-03-02T07:59", "2027-03-02T08:00", "2027-03-01T19:59"),
            ("2027-03-02T08:00", "2027-03-02T08:00", "2027-03-02T08:00"),
            // Over the end of a year, and over both changes of the clock.
            ("2026-12-31T23:30", "2027-01-01T08:00", "2026-12-31T19:59"),
            ("2027-03-27T23:00", "2027-03-28T08:00", "2027-03-27T19:59"),
            ("2027-10-31T01:30", "2027-10-31T08:00", "2027-10-30T19:59"),
        ] {
            assert_eq!(night.next_open(zone, at(zone, now)), at(zone, after), "after {now}");
            assert_eq!(night.last_open(zone, at(zone, now)), at(zone, before), "before {now}");
        }
    }

    #[test]
    fn the_night_of_the_change_is_an_hour_shorter_or_longer() {
        let zone = &TimeZone::get("Europe/Berlin").unwrap();
        let hours = |day: &str, next: &str| {
            let end = Quiet::default().next_open(zone, at(zone, day));
            assert_eq!(end, at(zone, next));
            (end - at(zone, day)) / 3_600_000
        };
        assert_eq!(hours("2027-03-27T20:00", "2027-03-28T08:00"), 11);
        assert_eq!(hours("2027-10-30T20:00", "2027-10-31T08:00"), 13);
        assert_eq!(hours("2027-06-01T20:00", "2027-06-02T08:00"), 12);
    }

    #[test]
    fn an_end_that_the_clock_skips_is_the_minute_after() {
        let zone = &TimeZone::get("Europe/Berlin").unwrap();
        let odd = Quiet { from: 60, to: 150 };
        assert_eq!(odd.next_open(zone, at(zone, "2027-03-28T01:30")), at(zone, "2027-03-28T03:30"));
        // The hour that happens twice: its second turn is still before the end that was meant first, and stays where it is.
        let second = at(zone, "2027-10-31T02:10") + 3_600_000;
        assert_eq!(odd.next_open(zone, second), second);
        let none = Quiet { from: 480, to: 480 };
        assert!((0..1_440).all(|minute| !none.has(minute)));
        assert!(!Quiet { from: 1_440, to: 0 }.is_whole());
    }
}
