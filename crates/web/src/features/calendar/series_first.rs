//! Series that do not stand any more, for Today: what puts each right, with one gesture; the later ones as a line.
use super::desk::{self, Guest, short};
use super::repair::{self, Card};
use super::today::Task;
use super::words;
use crate::session::Signed;
use crate::{House, Oops};
use chart::booking::{Visit, clock};
use chart::patient::Why;
use std::collections::BTreeSet;
use vocab::Day;
use vocab::verdict::State;

/// Days back in which a missed visit of a series is told.
const BACK: i32 = 14;
/// Series whose repair is worked out for one page; the rest is told in a line.
const SHOWN: usize = 3;
/// Series that are looked at for one page.
const LOOKED: usize = 24;

/// A series with what puts it right.
#[derive(Debug, Clone)]
pub(super) struct First {
    pub(super) guest: String,
    pub(super) card: Card,
}

/// What Today says of series.
#[derive(Debug, Clone, Default)]
pub(super) struct Broken {
    pub(super) shown: Vec<First>,
    /// Those for which no repair was worked out yet.
    pub(super) more: Vec<Task>,
    /// Visits of which nothing else has to be said.
    pub(super) covered: BTreeSet<String>,
}

/// Finds them: what was missed or called off lately, and what of `near` cannot go ahead or whose people are not there.
pub(super) async fn broken(
    house: &House,
    signed: &Signed,
    near: &[Visit],
    stranded: &[(Visit, String)],
    (first, last): (Day, Day),
    private: bool,
) -> Result<Broken, Oops> {
    let bookings = desk::bookings(house)?;
    let gone = bookings.gone_of_series(first.plus(-BACK), last, first).await?;
    let stops = |v: &&Visit| v.status.is_open() && words::state(&v.body.asked) == State::Stop;
    let cannot: Vec<&Visit> = near.iter().filter(stops).chain(stranded.iter().map(|(visit, _)| visit)).collect();
    let stuck: BTreeSet<&str> = cannot.iter().map(|visit| visit.id.as_str()).collect();
    let mut candidates: Vec<&Visit> = gone.iter().chain(cannot.iter().copied()).collect();
    candidates.sort_by_key(|visit| (visit.slot.day, visit.slot.cell));
    let services = if candidates.is_empty() { Vec::new() } else { bookings.services().await? };
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    let mut told = Broken::default();
    for visit in candidates {
        let Some(series) = visit.body.step.as_ref().map(|step| step.series.clone()).filter(|series| !series.is_empty()) else { continue };
        if visit.guest.is_none() || known.len() >= LOOKED || !known.insert((visit.patient.clone(), series)) {
            continue;
        }
        let all = bookings.of_patient(&visit.patient).await?;
        let own = repair::of_series(visit, &all);
        let why = repair::broken(&own, &services, first);
        if why.is_none() && !own.iter().any(|one| stuck.contains(one.id.as_str())) {
            continue;
        }
        let guest = short(visit.guest.as_deref(), private);
        if told.shown.len() >= SHOWN {
            told.more.push(line(visit, &guest, why));
            continue;
        }
        let Some(card) = card(house, visit, &all).await? else { continue };
        // Why a visit cannot be where it was tells of health; whoever reads the page was shown it.
        house.kept()?.patients().shown(&visit.patient, Why::Care, &house.by(signed), &mut *house.chance()).await?;
        told.covered.extend(own.into_iter().map(|one| one.id));
        told.shown.push(First { guest, card });
    }
    Ok(told)
}

/// What puts a series right; none where everything may stay.
async fn card(house: &House, visit: &Visit, all: &[Visit]) -> Result<Option<Card>, Oops> {
    match Guest::unseen(house, &visit.patient).await {
        Ok(guest) => Ok(repair::proposed(house, &guest, visit, all).await?.map(|found| found.card)),
        Err(Oops::Erased | Oops::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

fn line(visit: &Visit, guest: &str, why: Option<String>) -> Task {
    let why = why.unwrap_or_else(|| format!("{}, {}, {}.", visit.body.title, words::day(visit.slot.day), clock(visit.slot.cell)));
    Task {
        visit: visit.id.clone(),
        state: State::Stop,
        title: format!("{guest}: the series does not stand."),
        line: why,
        href: format!("/calendar/visits/{}#repair", visit.id),
        action: "See what puts it right",
    }
}
