//! Spans of days with a verdict, and what can be read off them.
use crate::answer::{Because, Sources};
use knowledge::condition::Attached;
use vocab::{Day, Strength, Verdict};

/// Before every day.
pub(crate) const EVER: i32 = i32::MIN / 2;
/// After every day.
pub(crate) const FOREVER: i32 = i32::MAX / 2;

/// A verdict over the days `from..to` (`to` itself is free), with its reason.
#[derive(Debug, Clone)]
pub(crate) struct Span<'k> {
    pub(crate) from: i32,
    pub(crate) to: i32,
    pub(crate) verdict: Verdict,
    pub(crate) key: Key<'k>,
    pub(crate) because: Because<'k>,
    pub(crate) action: &'k str,
    pub(crate) attach: Option<Attached>,
    /// Days before the session at which the action begins (a product is paused so long before).
    pub(crate) lead_days: u16,
    /// What must happen where no date can be computed.
    pub(crate) until: &'k str,
    pub(crate) sources: Sources<'k>,
    pub(crate) strength: Strength,
    pub(crate) recalled: bool,
    pub(crate) by_law: bool,
    /// The question that would settle it: the code it is about, and the words.
    pub(crate) question: Option<(&'k str, &'k str)>,
}

/// The key of a rule: written in a file, or made of codes of the knowledge. Ordered as its text is.
#[derive(Debug, Clone, Copy)]
pub enum Key<'k> {
    /// As written.
    Rule(&'k str),
    /// A finding that a code of the knowledge carries: prefix and code.
    Of(&'static str, &'k str),
    /// Prefix and two codes.
    Pair(&'static str, &'k str, &'k str),
}

impl Key<'_> {
    /// Bytes of its text.
    const fn length(&self) -> usize {
        match self {
            Self::Rule(key) => key.len(),
            Self::Of(prefix, code) => prefix.len() + code.len(),
            Self::Pair(prefix, one, other) => prefix.len() + one.len() + 1 + other.len(),
        }
    }

    fn bytes(&self) -> impl Iterator<Item = u8> + '_ {
        let (prefix, one, dash, other) = match self {
            Self::Rule(key) => (*key, "", "", ""),
            Self::Of(prefix, code) => (*prefix, *code, "", ""),
            Self::Pair(prefix, one, other) => (*prefix, *one, "-", *other),
        };
        let plain = |b: u8| if b == b'_' { b'-' } else { b.to_ascii_lowercase() };
        prefix.bytes().chain(one.bytes().map(plain)).chain(dash.bytes()).chain(other.bytes().map(plain))
    }
}

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rule(a), Self::Rule(b)) => a == b,
            // The same parts make the same text; other parts may.
            (Self::Of(a, one), Self::Of(b, other)) if a == b && one == other => true,
            (Self::Pair(a, one, then), Self::Pair(b, other, next))
                if a == b && one == other && then == next =>
            {
                true
            }
            (Self::Rule(_) | Self::Of(..) | Self::Pair(..), _) => {
                self.length() == other.length() && self.bytes().eq(other.bytes())
            }
        }
    }
}

impl Eq for Key<'_> {}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Rule(a), Self::Rule(b)) => a.cmp(b),
            (Self::Rule(_) | Self::Of(..) | Self::Pair(..), _) => self.bytes().cmp(other.bytes()),
        }
    }
}

impl PartialEq<str> for Key<'_> {
    fn eq(&self, other: &str) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl std::fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use std::fmt::Write as _;
        self.bytes().try_for_each(|b| f.write_char(char::from(b)))
    }
}

/// A span over all days without a reason yet, as an expert would say it.
pub(crate) const fn plain<'k>(key: Key<'k>, verdict: Verdict, sources: &'k [String]) -> Span<'k> {
    Span {
        from: EVER,
        to: FOREVER,
        verdict,
        key,
        because: Because::Text(""),
        action: "",
        attach: None,
        lead_days: 0,
        until: "",
        sources: Sources::Listed(sources),
        strength: Strength::Expert,
        recalled: false,
        by_law: false,
        question: None,
    }
}

impl Span<'_> {
    pub(crate) const fn covers(&self, day: i32) -> bool {
        self.from <= day && day < self.to
    }

    pub(crate) fn stops(&self) -> bool {
        self.verdict >= Verdict::Defer
    }
}

/// The first day from `day` that none of `spans` stops; `None` if there is none.
pub(crate) fn first_free<'s, 'k: 's>(
    spans: &(impl Iterator<Item = &'s Span<'k>> + Clone),
    day: i32,
) -> Option<i32> {
    let mut free = day;
    loop {
        let next = spans.clone().filter(|s| s.stops() && s.covers(free)).map(|s| s.to).max();
        match next {
            None => return Some(free),
            Some(to) if to >= Day::LAST.number() => return None,
            Some(to) => free = to,
        }
    }
}

/// Days `from..=to` that share one verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// The verdict of each of these days.
    pub verdict: Verdict,
}

/// Cuts `from..=to` into runs of equal verdict.
pub(crate) fn runs(spans: &[Span<'_>], from: Day, to: Day) -> Vec<Run> {
    let (first, last) = (from.number(), to.number());
    let mut cuts: Vec<i32> = spans
        .iter()
        .flat_map(|s| [s.from, s.to])
        .filter(|d| *d > first && *d <= last)
        .chain([first])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut all: Vec<Run> = Vec::new();
    for (i, &start) in cuts.iter().enumerate() {
        let end = cuts.get(i + 1).map_or(last, |next| next - 1);
        if end < start {
            continue;
        }
        let verdict = worst(spans, start);
        match all.last_mut() {
            Some(run) if run.verdict == verdict => run.to = Day::from_number(end),
            _ => all.push(Run { from: Day::from_number(start), to: Day::from_number(end), verdict }),
        }
    }
    all
}

/// The heaviest verdict over a day.
pub(crate) fn worst(spans: &[Span<'_>], day: i32) -> Verdict {
    spans.iter().filter(|s| s.covers(day)).map(|s| s.verdict).max().unwrap_or(Verdict::Allow)
}
