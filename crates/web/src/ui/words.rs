//! Words of errors as sentences of a page, days and places as people say them.
use vocab::Day;

/// With a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A zone as people say it: the side is the person's own.
pub(crate) fn zone(zone: vocab::Zone) -> String {
    zone.in_words()
}

/// An instant on the wall of the site: `Tue 24 Nov 2026, 14:05`; nothing for one that no calendar knows.
pub(crate) fn moment(at: i64, zone: &jiff::tz::TimeZone) -> String {
    let Ok(at) = jiff::Timestamp::from_millisecond(at) else { return String::new() };
    let at = zone.to_datetime(at);
    format!("{}, {:02}:{:02}", Day::from_date(at.date()).in_words(), at.hour(), at.minute())
}

/// A sentence of the kernel with its days as people say them: `2026-11-24` becomes `Tue 24 Nov 2026`.
pub(crate) fn with_days(text: &str) -> String {
    let said = |word: &str| {
        let bare = word.trim_matches(|letter: char| !letter.is_ascii_digit());
        let day = (bare.len() == ISO_DAY).then(|| bare.parse::<Day>().ok()).flatten()?;
        Some(word.replacen(bare, &day.in_words(), 1))
    };
    text.split(' ').map(|word| said(word).unwrap_or_else(|| word.to_owned())).collect::<Vec<_>>().join(" ")
}

/// Letters of a day as programs write it.
const ISO_DAY: usize = "2026-11-24".len();

/// A message as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let said = capital(text.trim());
    if said.ends_with(['.', '?', '!']) { said } else { format!("{said}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocab::Zone;

    #[test]
    fn a_zone_is_said_with_its_side() {
        for (code, said) in [
            (Zone::PeriorbitalL, "left periorbital"),
            (Zone::CheekMedialR, "right inner cheek"),
            (Zone::LipUpper, "upper lip"),
            (Zone::Nose, "nose"),
        ] {
            assert_eq!(zone(code), said);
        }
    }

    #[test]
    fn days_are_said_with_their_weekday_and_nothing_else_changes() {
        for (text, said) in [
            (
                "28 days (the known date is 2026-11-24). More.",
                "28 days (the known date is Tue 24 Nov 2026). More.",
            ),
            ("good until 2026-11-24, 4 on hand", "good until Tue 24 Nov 2026, 4 on hand"),
            ("lot 2026-1124-7", "lot 2026-1124-7"),
            ("2026-13-40 is no day", "2026-13-40 is no day"),
            ("", ""),
        ] {
            assert_eq!(with_days(text), said);
        }
    }

    #[test]
    fn an_instant_is_told_on_the_wall_of_the_site() {
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(moment(1_795_525_500_000, &zone), "Tue 24 Nov 2026, 14:05");
        assert_eq!(moment(i64::MAX, &zone), "");
    }
}
