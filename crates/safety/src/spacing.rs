//! Days between treatments: every procedure of the case, done or planned, against the asked one.
use crate::answer::{Because, Sources};
use crate::span::{EVER, FOREVER, Key, Span};
use crate::standing::{Person, Procedure};
use knowledge::Knowledge;
use knowledge::spacing::{Gap, SpacingCell, SpacingRow};
use knowledge::treatment::Treatment;
use vocab::case::Ask;
use vocab::zone::ZoneSet;
use vocab::{Day, Group, Params, Strength, Verdict, Zone};

/// Which gap holds from one treatment to the next, with its reason.
#[derive(Clone, Copy)]
pub(crate) struct Distance<'k> {
    days: u16,
    verdict: Verdict,
    key: Key<'k>,
    reason: &'k str,
    action: &'k str,
    sources: Sources<'k>,
    strength: Strength,
    recalled: bool,
}

/// Which cells and gaps may hold between two treatments, found once.
pub(crate) struct Distances<'k> {
    knowledge: &'k Knowledge,
    /// By place of the first and of the next treatment.
    cells: Vec<Vec<Option<(&'k SpacingRow, &'k SpacingCell)>>>,
    /// Each gap with the treatments that it names first and next; `heat` is asked of the parameters.
    gaps: Vec<(&'k Gap, Vec<bool>, Vec<bool>)>,
    /// The longest distance of all, in days.
    longest: i32,
}

impl<'k> Distances<'k> {
    pub(crate) fn new(k: &'k Knowledge) -> Self {
        let cell = |first: &Treatment, then: &Treatment| {
            let (row, column) = (first.letter()?, then.letter()?);
            let row = k.spacing.iter().find(|r| r.first == row)?;
            Some((row, row.cell.iter().find(|c| c.then == column)?))
        };
        let cells = k.treatments.iter().map(|a| k.treatments.iter().map(|b| cell(a, b)).collect()).collect();
        let named = |list: &[String]| k.treatments.iter().map(|t| names(list, t)).collect();
        let gaps = k.gaps.iter().flat_map(|g| &g.gap).map(|g| (g, named(&g.first), named(&g.then))).collect();
        let of_row = |row: &SpacingRow| {
            let of_cell =
                |c: &SpacingCell| c.except.iter().map(|e| e.days).chain([c.days]).max().unwrap_or(0);
            row.cell.iter().map(of_cell).chain([row.other_zone_days]).max().unwrap_or(0)
        };
        let own = k.treatments.iter().filter_map(|t| Some(t.schedule.as_ref()?.min_gap_days));
        let gap = k.gaps.iter().flat_map(|g| &g.gap).map(|g| g.days);
        let longest = k.spacing.iter().map(of_row).chain(own).chain(gap).max().unwrap_or(0);
        Self { knowledge: k, cells, gaps, longest: i32::from(longest) }
    }
}

/// The spacing findings of one ask that reach the day `since` or a later one. A patient of many years has hundreds of procedures, and
/// only the last few of them still count.
pub(crate) fn spans<'k>(
    k: &Distances<'k>,
    person: &Person<'_, 'k>,
    place: usize,
    (asked, ask): (&'k Treatment, &Ask),
    since: i32,
    out: &mut Vec<Span<'k>>,
) {
    let counts = |one: &&Procedure| one.on.is_none_or(|on| on.saturating_add(k.longest) > since);
    for procedure in person.procedures.iter().filter(counts) {
        let Some(other) = k.knowledge.treatments.get(procedure.treatment) else { continue };
        pair(k, person.today, procedure, (other, procedure.treatment), (asked, place), ask, out);
    }
}

fn pair<'k>(
    k: &Distances<'k>,
    today: i32,
    procedure: &Procedure,
    (other, other_place): (&'k Treatment, usize),
    (asked, asked_place): (&'k Treatment, usize),
    ask: &Ask,
    out: &mut Vec<Span<'k>>,
) {
    let none = Params::default();
    let after = Step { treatment: asked, place: asked_place, zone: ask.zone, params: &ask.params };
    let before = Step { treatment: other, place: other_place, zone: procedure.zone, params: &none };
    each_distance(k, &before, &after, |d| {
        let n = i32::from(d.days);
        match procedure.on {
            // A procedure on the asked day counts as done before it.
            Some(on) => push(&d, on, on + n, other, asked, on, out),
            // Nobody knows which day; what is past was today at the latest.
            None => undated(&d, other, if procedure.past { today + n } else { FOREVER }, out),
        }
    });
    each_distance(k, &after, &before, |d| match procedure.on {
        Some(on) => push(&d, on - i32::from(d.days) + 1, on, asked, other, on, out),
        // What is not said to be past may be planned: then the asked one is too near before it.
        None if !procedure.past => undated(&d, other, FOREVER, out),
        None => {}
    });
}

/// A gap to a procedure of which nobody knows the day.
fn undated<'k>(d: &Distance<'k>, other: &'k Treatment, to: i32, out: &mut Vec<Span<'k>>) {
    if d.verdict >= Verdict::Defer && d.days > 0 {
        out.push(Span {
            verdict: Verdict::Review,
            because: Because::UnknownDay { title: &other.title, reason: d.reason },
            question: Some((other.code.as_str(), "On which day was it?")),
            ..span(d, EVER, to)
        });
    }
}

fn push<'k>(
    d: &Distance<'k>,
    from: i32,
    to: i32,
    first: &'k Treatment,
    then: &'k Treatment,
    on: i32,
    out: &mut Vec<Span<'k>>,
) {
    if from < to {
        let because = Because::Spacing {
            first: &first.title,
            then: &then.title,
            on: Day::from_number(on),
            days: d.days,
            reason: d.reason,
        };
        out.push(Span { because, ..span(d, from, to) });
    }
}

const fn span<'k>(d: &Distance<'k>, from: i32, to: i32) -> Span<'k> {
    Span {
        from,
        to,
        verdict: d.verdict,
        key: d.key,
        because: Because::Text(d.reason),
        action: d.action,
        attach: None,
        lead_days: 0,
        until: "",
        sources: d.sources,
        strength: d.strength,
        recalled: d.recalled,
        by_law: false,
        question: None,
    }
}

/// What stands between two treatments on one day in this order: every gap of at least one day.
pub(crate) fn on_one_day<'k>(
    k: &Distances<'k>,
    (first, first_params): (&str, &Params),
    (then, then_params): (&str, &Params),
) -> Vec<Span<'k>> {
    let step = |code, params| {
        let place = k.knowledge.treatment_place(code)?;
        let treatment = k.knowledge.treatments.get(place)?;
        Some(Step { treatment, place, zone: None, params })
    };
    let mut found = Vec::new();
    if let (Some(a), Some(b)) = (step(first, first_params), step(then, then_params)) {
        each_distance(k, &a, &b, |d| {
            if d.days > 0 {
                found.push(Span { until: "on another day", ..span(&d, EVER, FOREVER) });
            }
        });
    }
    found
}

/// A treatment with what is known of this step.
struct Step<'k, 'p> {
    treatment: &'k Treatment,
    place: usize,
    zone: Option<Zone>,
    params: &'p Params,
}

/// Every gap that holds from `first` to `then`: the matrix, the treatment's own, heat and massage.
fn each_distance<'k>(
    k: &Distances<'k>,
    first: &Step<'k, '_>,
    then: &Step<'k, '_>,
    mut each: impl FnMut(Distance<'k>),
) {
    if let Some(d) = matrix(k, first, then) {
        each(d);
    }
    if first.treatment.code == then.treatment.code
        && zones_meet(first.zone, then.zone, first.treatment)
        && let Some(d) = own(first.treatment)
    {
        each(d);
    }
    for (gap, firsts, thens) in &k.gaps {
        if gap_holds(gap, firsts, thens, first, then) {
            each(Distance {
                days: gap.days,
                verdict: gap.verdict,
                key: Key::Rule(&gap.key),
                reason: &gap.because,
                action: &gap.action,
                sources: Sources::Listed(&gap.sources),
                strength: gap.strength,
                recalled: gap.recalled,
            });
        }
    }
}

/// The treatment's own least gap; where it and the matrix differ, both are told and the longer one counts.
fn own(t: &Treatment) -> Option<Distance<'_>> {
    let s = t.schedule.as_ref()?;
    Some(Distance {
        days: s.min_gap_days,
        verdict: Verdict::Defer,
        key: Key::Of("own-gap-", &t.code),
        reason: "The least distance between two sessions of this treatment.",
        action: "",
        sources: Sources::Listed(&s.sources),
        strength: s.strength,
        recalled: s.recalled,
    })
}

fn matrix<'k>(k: &Distances<'k>, first: &Step<'k, '_>, then: &Step<'k, '_>) -> Option<Distance<'k>> {
    let (row, cell) = (*k.cells.get(first.place)?.get(then.place)?)?;
    let same = zones_meet(first.zone, then.zone, first.treatment);
    let days =
        if same { days(cell, &first.treatment.code, &then.treatment.code) } else { row.other_zone_days };
    (days > 0).then_some(Distance {
        days,
        verdict: Verdict::Defer,
        key: Key::Pair("spacing-", row.first.code(), cell.then.code()),
        reason: &cell.because,
        action: "",
        sources: Sources::Listed(&cell.sources),
        strength: cell.strength,
        recalled: cell.recalled,
    })
}

/// Days of a cell, with its exceptions by code.
pub(crate) fn days(cell: &SpacingCell, first: &str, then: &str) -> u16 {
    let named = |codes: &[String], code: &str| codes.is_empty() || codes.iter().any(|c| c == code);
    cell.except.iter().find(|e| named(&e.first, first) && named(&e.then, then)).map_or(cell.days, |e| e.days)
}

/// Whether two steps touch the same skin: a zone that is not stated is the whole face, for massage
/// and wraps the whole body.
fn zones_meet(a: Option<Zone>, b: Option<Zone>, first: &Treatment) -> bool {
    let whole = if first.group == Some(Group::Body) { ZoneSet::EVERYWHERE } else { ZoneSet::FACE };
    match (a, b) {
        (None, None) => true,
        (Some(zone), None) | (None, Some(zone)) => ZoneSet::of(zone).meets(whole),
        (Some(a), Some(b)) => ZoneSet::of(a).meets(ZoneSet::only(b)),
    }
}

fn gap_holds(gap: &Gap, firsts: &[bool], thens: &[bool], first: &Step<'_, '_>, then: &Step<'_, '_>) -> bool {
    let is = |list: &[bool], words: &[String], step: &Step<'_, '_>| {
        list.get(step.place).copied().unwrap_or(false)
            || (step.params.heat == Some(true) && words.iter().any(|w| w == "heat"))
    };
    if !is(firsts, &gap.first, first) || !is(thens, &gap.then, then) {
        return false;
    }
    let facial = || then.zone.is_some_and(|z| ZoneSet::only(z).meets(ZoneSet::FACIAL));
    (!gap.facial_only || facial()) && (!gap.same_zone || zones_meet(first.zone, then.zone, first.treatment))
}

/// Whether a list of groups and codes names a treatment; `heat` names every wrap.
fn names(list: &[String], t: &Treatment) -> bool {
    list.iter().any(|word| {
        *word == t.code
            || t.group.is_some_and(|g| g.code() == word)
            || t.spaced_as
                .is_some_and(|l| Group::ALL.iter().any(|g| g.letter() == Some(l) && g.code() == word))
            || (word == "heat" && t.code == "body_wrap")
    })
}
