//! From a rule and what stands to a window of days.
use crate::span::{EVER, FOREVER};
use crate::standing::Standing;
use knowledge::condition::{Holds, Rule};
use vocab::case::Status;

/// The days `from..to` over which a rule stands, and whether that is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: i32,
    pub(crate) to: i32,
    /// False where the last day is not known: the rule may or may not stand.
    pub(crate) certain: bool,
}

impl Window {
    const fn sure(from: i32, to: i32) -> Option<Self> {
        if from < to { Some(Self { from, to, certain: true }) } else { None }
    }

    const fn maybe(from: i32, to: i32) -> Option<Self> {
        if from < to { Some(Self { from, to, certain: false }) } else { None }
    }
}

/// The days of a rule.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Terms {
    days: Option<u16>,
    before_days: Option<u16>,
    after_days: Option<u16>,
    from_healing: bool,
}

impl Terms {
    /// Stands as long as its condition does.
    pub(crate) const PLAIN: Self =
        Self { days: None, before_days: None, after_days: None, from_healing: false };

    pub(crate) fn of(rule: &Rule) -> Self {
        Self {
            days: rule.days,
            before_days: rule.before_days,
            after_days: rule.after_days,
            from_healing: rule.counts_from_healing(),
        }
    }
}

/// When a rule of these `terms` stands because of `s`. `today` bounds what is past: it ended today at the latest.
pub(crate) fn window(holds: Holds, rule: Terms, s: &Standing<'_>, today: i32) -> Option<Window> {
    let days = i32::from(rule.days.unwrap_or(0));
    match holds {
        Holds::Ever | Holds::Derived => {
            let end = if holds == Holds::Derived { s.until } else { None };
            Window::sure(s.since.unwrap_or(EVER), end.map_or(FOREVER, |d| d + 1))
        }
        Holds::State => state(rule, days, s, today),
        Holds::Chronic => chronic(rule, days, s),
        Holds::Event => event(rule, days, s, today),
    }
}

fn state(rule: Terms, days: i32, s: &Standing<'_>, today: i32) -> Option<Window> {
    let from = s.since.or(if s.until.is_none() { s.on } else { None }).unwrap_or(EVER);
    // A day that is named alone was the last one, save where the state goes on, or has to heal first.
    let named_alone =
        s.on.filter(|_| days > 0 && !s.goes_on && (s.status == Status::Past || !rule.from_healing));
    let last = s.until.or(named_alone);
    match (last, s.status) {
        // The last day itself still counts, even for a rule without days.
        (Some(last), _) => Window::sure(from, last.saturating_add(days.max(1))),
        (None, Status::Past) => Window::maybe(from.min(today), today.saturating_add(days)),
        (None, Status::Present | Status::Absent | Status::Unknown) => Window::sure(from, FOREVER),
    }
}

fn chronic(rule: Terms, days: i32, s: &Standing<'_>) -> Option<Window> {
    if let Some(after) = rule.after_days {
        let on = s.on.or(s.until)?;
        return Window::sure(on.saturating_add(i32::from(after)), FOREVER);
    }
    let end = s.until.map_or(FOREVER, |d| d.saturating_add(days.max(1)));
    let window = if rule.days.is_some() {
        Window::sure(EVER, s.on.map_or(end, |d| d.saturating_add(days)))
    } else {
        Window::sure(s.since.unwrap_or(EVER), end)
    };
    // Somebody should say whether a past long-lasting condition is settled.
    window.map(|w| Window { certain: s.status != Status::Past || s.on.is_some() || s.until.is_some(), ..w })
}

fn event(rule: Terms, days: i32, s: &Standing<'_>, today: i32) -> Option<Window> {
    let before = i32::from(rule.before_days.unwrap_or(0));
    let last = s.on.max(s.until);
    match (last, s.status) {
        (Some(last), _) => {
            let first = s.since.or(s.on).unwrap_or(last).min(last);
            if let Some(after) = rule.after_days {
                return Window::sure(last.saturating_add(i32::from(after)), FOREVER);
            }
            let from = if before > 0 { first - before + 1 } else { first };
            let to = if rule.days.is_some() { last.saturating_add(days.max(1)) } else { FOREVER };
            Window::sure(from, to)
        }
        (None, Status::Past) => match (rule.after_days, rule.days) {
            (None, Some(_)) => Window::maybe(EVER, today.saturating_add(days)),
            (Some(_), _) | (None, None) => Window::sure(EVER, FOREVER),
        },
        (None, Status::Present | Status::Absent | Status::Unknown) => {
            if rule.after_days.is_some() {
                None
            } else {
                Window::sure(EVER, FOREVER)
            }
        }
    }
}
