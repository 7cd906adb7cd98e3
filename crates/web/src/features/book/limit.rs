//! How much of the calendar a stranger may take: enough for a family, too little to empty a week.
use crate::features::calendar::desk;
use crate::{House, Oops};
use chart::ChartError;

use chart::people::{Patience, Purpose, token_hash};

/// Visits that one telephone number or e-mail address may have open.
pub(super) const OPEN_MAX: usize = 3;
/// Bookings from one network address, behind which many people may sit: eight at once, then ten minutes of wait, twenty, up to
/// twelve hours. A day without any forgets.
const OF_ADDRESS: Patience = Patience { free: 8, wait_ms: 10 * 60_000, wait_max_ms: 12 * 3_600_000 };
/// Bookings of one telephone number or e-mail address, called off or not: five, then the same.
const OF_STRANGER: Patience = Patience { free: 5, ..OF_ADDRESS };

/// How a stranger is reached, written in one way only.
fn plain(reach: &str) -> String {
    if reach.contains('@') {
        return reach.trim().to_lowercase();
    }
    let digits: String = reach.chars().filter(char::is_ascii_digit).collect();
    // With and without the code of the country it is the same telephone.
    digits.chars().rev().take(9).collect()
}

/// The name under which what a stranger made is counted; it tells nobody the number.
pub(super) fn stranger(reach: &str) -> String {
    format!("guest/{}", token_hash("reach", &plain(reach)))
}

/// Counts a booking, or says why it is one too many.
pub(super) async fn reached(house: &House, address: &str, reach: &str) -> Result<Option<String>, Oops> {
    let people = house.kept()?.people();
    let (bookings, now) = (desk::bookings(house)?, house.now_ms());
    let stranger = stranger(reach);
    let mut open = 0;
    for id in people.links_made_by(Purpose::Visit, &stranger, now).await? {
        match bookings.one(&id).await {
            Ok(visit) if visit.status.is_open() => open += 1,
            Ok(_) | Err(ChartError::Missing { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    if open >= OPEN_MAX {
        return Ok(Some(format!(
            "{OPEN_MAX} visits are booked under this number or address already. Cancel one of them by its link, or call us for more."
        )));
    }
    for (door, patience) in [(format!("book/{address}"), OF_ADDRESS), (format!("book/{stranger}"), OF_STRANGER)] {
        if let Err(until) = people.knock(&door, patience, now).await? {
            let minutes = (until - now).max(0) / 60_000 + 1;
            let when = if minutes < 90 { format!("{minutes} minutes") } else { format!("{} hours", (minutes + 59) / 60) };
            return Ok(Some(format!("Many visits were booked from here. The next one can be booked in {when}, or at once by telephone.")));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_telephone_is_one_stranger_however_it_is_written() {
        for (a, b, same) in [
            ("+44 20 7946 0018", "(020) 7946-0018", true),
            ("Amara@Harbour.example", " amara@harbour.example", true),
            ("+44 20 7946 0018", "+44 20 7946 0019", false),
            ("a@b.example", "b@b.example", false),
        ] {
            assert_eq!(stranger(a) == stranger(b), same, "{a} {b}");
        }
        assert!(!stranger("a@b.example").contains("a@b"), "the number itself is not kept");
    }
}
