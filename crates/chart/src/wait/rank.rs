//! Whom a time that became free is offered to: a pure order over those who wait, with a reason for each of them.
use super::{Freed, Waiting};
use crate::booking::{GRAIN_MINUTES, Standing, quantum};
use serde::{Deserialize, Serialize};
use vocab::Day;

vocab::words! {
    /// Why a time is not offered to somebody who waits.
    Not, "reason against an offer" {
        /// The day is none of those that were wished.
        OtherDay = "other_day",
        /// The hours are not those that were wished.
        OtherHours = "other_hours",
        /// Nobody whom they wish is free, or what they wait for takes longer.
        NoTime = "no_time",
        /// Whom they wish is not free then; somebody else is.
        Whom = "whom",
        /// They have a visit at that hour.
        OwnVisit = "own_visit",
        /// Another visit of theirs stands too near; without it the gate would let them.
        OwnNear = "own_near",
        /// So many fit that their gate was not asked.
        NotAsked = "not_asked",
        /// It begins sooner than they can come.
        TooSoon = "too_soon",
        /// The same time was offered to them before.
        HadIt = "had_it",
        /// The same time was to be offered to them before, and could not be held for them: nobody told them of it.
        NotSent = "not_sent",
        /// The gate has a question first, or a prescriber must look.
        GateAsks = "gate_asks",
        /// The gate says not on that day.
        GateStops = "gate_stops",
    }
}

impl Not {
    /// In words for the desk; it tells nothing of anybody's health.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::OtherDay => "wishes other days",
            Self::OtherHours => "wishes other hours",
            Self::NoTime => "the time is too short for it, or whoever does it is not free",
            Self::Whom => "whom they wish is not free",
            Self::OwnVisit => "has another visit at that hour",
            Self::OwnNear => "has another visit too near it, which could be moved instead",
            Self::NotAsked => "was not asked about; many stand before",
            Self::TooSoon => "cannot come that soon",
            Self::HadIt => "was offered this time before",
            Self::NotSent => "was to have it before, but it could not be held and no message went out",
            Self::GateAsks => "something is to be asked or signed first",
            Self::GateStops => "may not have it on that day",
        }
    }
}

/// Where a wish fits into a time that became free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// First cell of the visit.
    pub cell: u16,
    /// Minutes of the free time that it uses.
    pub used_minutes: u16,
}

/// The place of a wish in a free time, or why it has none. `starts` are the cells at which the service can begin on that day
/// with whom is wished, `length` its cells, `now` the day and the cell it is.
///
/// # Errors
/// The reason against it.
pub fn place(
    freed: &Freed,
    waiting: &Waiting,
    (starts, length): (&[u16], u16),
    now: (Day, u16),
) -> Result<Place, Not> {
    let wish = &waiting.wish;
    let weekday = calendar::roster::weekday(freed.day);
    let day = wish.first <= freed.day
        && freed.day <= wish.last
        && wish.weekdays.get(weekday).copied().unwrap_or(false);
    if !day {
        return Err(Not::OtherDay);
    }
    let used = |cell: u16| {
        freed.to.min(cell.saturating_add(length)).saturating_sub(freed.from.max(cell)) * GRAIN_MINUTES
    };
    let of_it: Vec<Place> = starts
        .iter()
        .map(|cell| Place { cell: *cell, used_minutes: used(*cell) })
        .filter(|place| place.used_minutes > 0)
        .collect();
    if of_it.is_empty() {
        return Err(Not::NoTime);
    }
    let within =
        |place: &&Place| wish.hours.0 <= place.cell && place.cell.saturating_add(length) <= wish.hours.1;
    let wished: Vec<&Place> = of_it.iter().filter(within).collect();
    if wished.is_empty() {
        return Err(Not::OtherHours);
    }
    // As the clock on the wall counts: the hour of a change is nobody's.
    let soonest = quantum(now.0, now.1) + i64::from(wish.notice_hours) * 60 / i64::from(GRAIN_MINUTES);
    let in_time = wished.into_iter().filter(|place| quantum(freed.day, place.cell) >= soonest);
    in_time
        .max_by_key(|place| (place.used_minutes, std::cmp::Reverse(place.cell)))
        .copied()
        .ok_or(Not::TooSoon)
}

/// What the gate's answer means for an offer: only what is green is offered.
///
/// # Errors
/// The reason against it.
pub const fn green(standing: Standing) -> Result<(), Not> {
    match standing {
        Standing::Books => Ok(()),
        Standing::Provisional => Err(Not::GateAsks),
        Standing::NotBefore(_) | Standing::Not => Err(Not::GateStops),
    }
}

/// One who waits, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Id of the wish.
    pub wait: String,
    /// Since when they wait, milliseconds since 1970.
    pub since: i64,
    /// The last day that would do.
    pub last: Day,
    /// Where they fit, or why not.
    pub fit: Result<Place, Not>,
    /// The first day on which the gate lets them, where it stops them on this one and tells one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Day>,
}

/// Puts those who wait in order, the best fit first: who uses most of the time, then whose last day comes first, then who
/// waits longest. Those who do not fit come after them, each with the reason.
pub fn rank(all: &mut [Judged]) {
    all.sort_by(|a, b| {
        let used = |one: &Judged| one.fit.as_ref().map_or(0, |place| place.used_minutes);
        let key = |one: &Judged| (one.fit.is_err(), std::cmp::Reverse(used(one)), one.last, one.since);
        key(a).cmp(&key(b)).then_with(|| a.wait.cmp(&b.wait))
    });
}

#[cfg(test)]
mod tests {
    use super::super::{WaitStatus, Wish};
    use super::*;

    /// Tuesday 2 March 2027.
    fn day() -> Day {
        "2027-03-02".parse().unwrap()
    }

    fn freed() -> Freed {
        Freed { id: "v/2".to_owned(), day: day(), from: 120, to: 132 }
    }

    fn wish() -> Wish {
        Wish {
            service: "toning".to_owned(),
            practitioner: None,
            weekdays: [true; 7],
            hours: (0, 288),
            first: day().plus(-10),
            last: day().plus(10),
            notice_hours: 0,
        }
    }

    fn waiting(wish: Wish) -> Waiting {
        Waiting {
            id: "w".to_owned(),
            patient: "p".to_owned(),
            guest: Some("Ines Moreau".to_owned()),
            status: WaitStatus::Waiting,
            since: 0,
            version: 1,
            wish,
            note: String::new(),
        }
    }

    #[test]
    fn a_wish_has_the_place_that_uses_most_of_the_time_or_a_reason() {
        let all: Vec<u16> = (108..160).step_by(3).collect();
        let only_wednesday = std::array::from_fn(|n| n == 2);
        let now = (day(), 100);
        for (name, wish, starts, now, want) in [
            ("whole", wish(), all.as_slice(), now, Ok(Place { cell: 120, used_minutes: 60 })),
            ("half", wish(), &[114, 126], now, Ok(Place { cell: 114, used_minutes: 30 })),
            ("none", wish(), &[], now, Err(Not::NoTime)),
            ("elsewhere", wish(), &[132, 108], now, Err(Not::NoTime)),
            ("weekday", Wish { weekdays: only_wednesday, ..wish() }, &all, now, Err(Not::OtherDay)),
            ("too late", Wish { last: day().plus(-1), ..wish() }, &all, now, Err(Not::OtherDay)),
            ("too early", Wish { first: day().plus(1), ..wish() }, &all, now, Err(Not::OtherDay)),
            ("hours", Wish { hours: (144, 288), ..wish() }, &all, now, Err(Not::OtherHours)),
            (
                "end of hours",
                Wish { hours: (0, 131), ..wish() },
                &all,
                now,
                Ok(Place { cell: 117, used_minutes: 45 }),
            ),
            ("notice", Wish { notice_hours: 4, ..wish() }, &all, now, Err(Not::TooSoon)),
            (
                "the later half",
                Wish { notice_hours: 2, ..wish() },
                &all,
                now,
                Ok(Place { cell: 126, used_minutes: 30 }),
            ),
            (
                "in notice",
                Wish { notice_hours: 24, ..wish() },
                &all,
                (day().plus(-1), 100),
                Ok(Place { cell: 120, used_minutes: 60 }),
            ),
        ] {
            assert_eq!(place(&freed(), &waiting(wish), (starts, 12), now), want, "{name}");
        }
    }

    #[test]
    fn most_time_then_the_nearest_last_day_then_the_longest_wait() {
        let one = |wait: &str, used_minutes, last, since| Judged {
            wait: wait.to_owned(),
            since,
            last: day().plus(last),
            fit: Ok(Place { cell: 120, used_minutes }),
            not_before: None,
        };
        let mut all = vec![
            Judged { fit: Err(Not::GateAsks), ..one("e", 60, 0, 0) },
            one("d", 30, 1, 0),
            one("c", 60, 9, 1),
            one("b", 60, 5, 9),
            one("a", 60, 9, 2),
        ];
        rank(&mut all);
        assert_eq!(all.iter().map(|one| one.wait.as_str()).collect::<Vec<_>>(), ["b", "c", "a", "d", "e"]);
    }

    #[test]
    fn only_a_green_gate_is_offered() {
        for (standing, want) in [
            (Standing::Books, Ok(())),
            (Standing::Provisional, Err(Not::GateAsks)),
            (Standing::NotBefore(None), Err(Not::GateStops)),
            (Standing::Not, Err(Not::GateStops)),
        ] {
            assert_eq!(green(standing), want, "{standing:?}");
        }
    }
}
