//! Why a session is in a plan and why it lies on its day.
use serde::{Serialize, Serializer};
use std::fmt;
use vocab::goals::Concern;
use vocab::{Day, Zone};

/// One reason, as data.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// What it is for, and what one course of it brings by the day that counts.
    Serves {
        /// The concern.
        concern: Concern,
        /// Median fall of today's severity by this course alone, per cent.
        percent: u16,
        /// Where the number comes from.
        basis: String,
    },
    /// It is for comfort.
    Comfort {
        /// The concern.
        concern: Concern,
    },
    /// Its place in the course.
    Place {
        /// Number of the session, from 1.
        nth: u16,
        /// Sessions of the course.
        of: u16,
    },
    /// Where it was wished for and is not given, because the gate stops it there.
    Spared {
        /// These zones.
        zones: Vec<Zone>,
    },
    /// It was preferred.
    Preferred,
    /// The day is the first that is free: what was in the way on the day before.
    FirstFree(Blocked),
    /// The least distance to the session before of the same treatment.
    OwnGap {
        /// Day of the session before.
        after: Day,
        /// Least days.
        days: u16,
    },
    /// The distance to another treatment before it.
    Spacing {
        /// Treatment code.
        other: String,
        /// Its day.
        on: Day,
        /// Least days.
        days: u16,
    },
    /// It shares a visit, which saves one.
    Together {
        /// Treatment code of the other.
        other: String,
        /// It is done before the other.
        first: bool,
    },
    /// The distance to another treatment after it.
    Before {
        /// Treatment code.
        other: String,
        /// Its day.
        on: Day,
        /// Least days.
        days: u16,
    },
    /// It may wait no longer after the session before.
    LatestGap {
        /// Day of the session before.
        after: Day,
        /// Most days.
        days: u16,
    },
    /// Nothing asks for this day and nothing for another: it keeps the rhythm of the course.
    Rhythm,
    /// The last session that still leaves the quiet days before the event.
    QuietBefore {
        /// Day of the event.
        event: Day,
        /// Days kept free before it.
        days: u16,
    },
    /// The published strength for this skin and this place in the course.
    Strength {
        /// Per cent.
        percent: f64,
        /// Why so much.
        because: &'static str,
    },
    /// The day moved, as little as could be.
    Moved {
        /// The agreed day.
        from: Day,
    },
    /// The day was agreed before, and nothing that is known now moves it.
    Kept,
}

/// What stands in the way of a treatment on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    /// The gate says defer or refuse.
    Gate,
    /// The person is away.
    Away,
    /// Quiet days before the event, and the event itself.
    Event,
    /// Preparation of so many days comes first.
    Preparation(u16),
    /// A test is made and read first, so many days.
    Test(u16),
    /// A prescriber's order or signature comes first, so many days.
    Order(u16),
    /// The sun is strong and the person is much outdoors.
    Sun,
    /// What it brings would have faded by the day that counts.
    Fades,
    /// After the event nothing counts for it any more.
    Late,
    /// It has already been decided that nothing happens on this day.
    Past,
    /// On that day parts of the protocol would be left out or swapped.
    Parts,
    /// Put to the gate together with the rest of the plan, the day was not free.
    Together,
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gate => f.write_str("until then the gate does not let it"),
            Self::Away => f.write_str("the days before are an absence"),
            Self::Event => f.write_str("the days before belong to the event"),
            Self::Preparation(days) => write!(f, "{days} days of preparation come first"),
            Self::Test(days) => write!(f, "a test comes first and is read within {days} days"),
            Self::Order(1) => f.write_str("a prescriber orders or signs the day before"),
            Self::Order(days) => write!(f, "a prescriber orders or signs first, {days} days"),
            Self::Sun => f.write_str("before that the sun is strong and the days are spent outdoors"),
            Self::Fades => f.write_str("given earlier it would have faded by the day that counts"),
            Self::Late => f.write_str("the event is over"),
            Self::Past => f.write_str("it is the first day of the plan"),
            Self::Parts => f.write_str("on the days before parts of it would be left out"),
            Self::Together => f.write_str("on the day before it would not go with the rest of the plan"),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serves { concern, percent, basis } => {
                let what = concern.code().replace('_', " ");
                if *percent == 0 {
                    return write!(f, "for {what}: little is expected of it alone ({basis})");
                }
                write!(f, "for {what}: its course alone is expected to take off about {percent} % ({basis})")
            }
            Self::Comfort { concern } => {
                write!(
                    f,
                    "for {}: comfort on the day, nothing that lasts is promised",
                    concern.code().replace('_', " ")
                )
            }
            Self::Place { nth, of } => write!(f, "session {nth} of {of}"),
            Self::Spared { zones } => {
                let names: Vec<String> = zones.iter().map(|z| z.in_words()).collect();
                write!(f, "not in these places, where the gate stops it: {}", names.join(", "))
            }
            Self::Preferred => f.write_str("it was wished for"),
            Self::FirstFree(blocked) => write!(f, "the first free day: {blocked}"),
            Self::OwnGap { after, days } => {
                write!(f, "{days} days after the session of {after}, the least distance")
            }
            Self::LatestGap { after, days } => {
                write!(
                    f,
                    "at most {days} days after the session of {after}, so that the course holds together"
                )
            }
            Self::Spacing { other, on, days } => write!(f, "{days} days after {other} on {on}"),
            Self::Before { other, on, days } => write!(f, "{days} days before {other} on {on}"),
            Self::Rhythm => f.write_str("it keeps the rhythm of the course"),
            Self::Together { other, first } => {
                let order = if *first { "before" } else { "after" };
                write!(f, "in one visit with {other}, {order} it: one visit less")
            }
            Self::QuietBefore { event, days } => write!(f, "leaves {days} quiet days before {event}"),
            Self::Strength { percent, because } => write!(f, "{percent} %: {because}"),
            Self::Moved { from } => write!(f, "moved from {from}, the least that is possible"),
            Self::Kept => f.write_str("the agreed day is kept"),
        }
    }
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
