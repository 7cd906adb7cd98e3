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

impl Why {
    /// The same for the person whose plan it is: a plain sentence without codes, figures and the words of the house;
    /// `None` where the reason is one for staff. `title` names a treatment as people call it.
    #[must_use]
    pub fn for_guests(&self, title: &dyn Fn(&str) -> String) -> Option<String> {
        let plain = |concern: &Concern| concern.code().replace('_', " ");
        Some(match self {
            Self::Serves { concern, .. } => format!("It is for {}.", plain(concern)),
            Self::Comfort { .. } => "It is for the comfort of the hour.".to_owned(),
            Self::Place { nth, of } if *of > 1 => format!("Visit {nth} of {of}."),
            Self::Place { .. } | Self::Rhythm | Self::LatestGap { .. } => return None,
            Self::Preferred => "You wished for it.".to_owned(),
            Self::Spared { zones } => {
                let names: Vec<String> = zones.iter().map(|z| z.in_words()).collect();
                format!("We leave out {}, where it would not be safe for you.", names.join(" and "))
            }
            Self::FirstFree(blocked) => blocked.for_guests()?.to_owned(),
            Self::OwnGap { .. } => "Your skin needs this long between two visits.".to_owned(),
            Self::Spacing { other, .. } => format!("Your skin needs this long after {}.", title(other)),
            Self::Before { other, .. } => format!("Your skin needs this long before {}.", title(other)),
            Self::Together { other, first: true } => {
                format!("On the same day as {}, before it.", title(other))
            }
            Self::Together { other, first: false } => {
                format!("On the same day as {}, after it.", title(other))
            }
            Self::QuietBefore { .. } => "Early enough for your skin to be quiet on your day.".to_owned(),
            Self::Strength { .. } => "As strong as suits your skin at this point.".to_owned(),
            Self::Moved { .. } => "We moved it as little as we could.".to_owned(),
            Self::Kept => "The day stays as we agreed.".to_owned(),
        })
    }
}

impl Blocked {
    /// The same for the person whose plan it is; `None` where the reason is one for staff.
    #[must_use]
    pub const fn for_guests(self) -> Option<&'static str> {
        match self {
            Self::Gate => Some("Before this day it would not be safe for you."),
            Self::Away => Some("The days before you are away."),
            Self::Event | Self::Late => Some("The days before belong to your event."),
            Self::Preparation(_) => Some("Your skin is prepared first."),
            Self::Test(_) => Some("A small test is made and read first."),
            Self::Order(_) => Some("A prescriber looks at it first."),
            Self::Sun => Some("In the sunny months it would burn or mark too easily."),
            Self::Fades => Some("Given earlier, it would have faded by your day."),
            Self::Parts => Some("On the days before, a part of it would have to be left out."),
            Self::Past | Self::Together => None,
        }
    }
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_guest_reads_has_no_word_of_the_house() {
        let day: Day = "2026-03-02".parse().unwrap();
        let other = || "laser_nafl".to_owned();
        let all = [
            Why::Serves {
                concern: Concern::FineLines,
                percent: 12,
                basis: "two arms [KESS]; needs sign-off".into(),
            },
            Why::Comfort { concern: Concern::Rest },
            Why::Place { nth: 2, of: 6 },
            Why::Place { nth: 1, of: 1 },
            Why::Preferred,
            Why::Spared { zones: vec![Zone::Forehead] },
            Why::FirstFree(Blocked::Gate),
            Why::FirstFree(Blocked::Together),
            Why::OwnGap { after: day, days: 14 },
            Why::LatestGap { after: day, days: 28 },
            Why::Spacing { other: other(), on: day, days: 28 },
            Why::Before { other: other(), on: day, days: 28 },
            Why::Together { other: other(), first: true },
            Why::QuietBefore { event: day, days: 14 },
            Why::Strength { percent: 30.0, because: "it rises" },
            Why::Moved { from: day },
            Why::Kept,
            Why::Rhythm,
        ];
        let said: Vec<String> =
            all.iter().filter_map(|w| w.for_guests(&|_| "the laser".to_owned())).collect();
        assert_eq!(said.len(), 14, "{said:?}");
        for text in &said {
            let house = ["gate", "sign-off", "_", "[", "%", "course", "staff", "point", "gap"];
            let found = house.iter().find(|w| text.contains(**w) && **w != "point");
            assert!(found.is_none() && text.ends_with('.'), "{text}: {found:?}");
        }
        assert_eq!(said[0], "It is for fine lines.");
        assert_eq!(said[8], "Your skin needs this long before the laser.");
    }
}
