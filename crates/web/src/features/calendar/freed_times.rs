//! What became of the times that visits left in the last two days: one line each, and folded why nobody who waits had it.
use super::desk;
use super::passing::{self, waits};
use super::words;
use crate::{House, Oops};
use chart::ChartError;
use chart::booking::visit::Body;
use chart::wait::{Became, Freed, Looked, Offer, OfferState, Waiting};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The times that visits left.
#[derive(Debug, Clone, Default)]
pub(super) struct FreedTimes {
    /// Those of a moment ago: which, and from when on they are offered.
    pub(super) pending: Vec<(String, String)>,
    /// Those for which whoever fits was looked for, the newest first.
    pub(super) told: Vec<Line>,
}

/// One time.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) time: String,
    /// What the visit was that left it.
    pub(super) what: String,
    /// What became of it, in sentences.
    pub(super) became: String,
    /// Who waits and did not have it: who, and the first reason why not.
    pub(super) why_not: Vec<(String, String)>,
}

/// Whoever waits or waited, looked up once.
struct Guests<'a> {
    house: &'a House,
    known: BTreeMap<String, Waiting>,
    private: bool,
}

impl Guests<'_> {
    async fn one(&mut self, wait: &str) -> Result<Option<(String, String)>, Oops> {
        if !self.known.contains_key(wait) {
            match waits(self.house)?.one(wait).await {
                Ok(one) => self.known.insert(wait.to_owned(), one),
                Err(ChartError::Missing { .. }) => return Ok(None),
                Err(other) => return Err(other.into()),
            };
        }
        let of = |one: &Waiting| (desk::short(one.guest.as_deref(), self.private), one.wish.service.clone());
        Ok(self.known.get(wait).map(of))
    }
}

/// Reads what became of them. `open` is everybody who waits, `offers` the newest offers, `services` the titles by key.
pub(super) async fn read(
    house: &House,
    (open, offers): (&[Waiting], &[Offer]),
    services: &BTreeMap<String, String>,
    private: bool,
) -> Result<FreedTimes, Oops> {
    let (list, now) = (waits(house)?, house.now_ms());
    let mut times = FreedTimes::default();
    for one in list.freed().await?.into_iter().filter(|one| one.due_at > now) {
        times.pending.push((said(&one.freed), desk::moment(one.due_at, &house.zone())));
    }
    let known = open.iter().map(|one| (one.id.clone(), one.clone())).collect();
    let mut guests = Guests { house, known, private };
    let all = list.looked(now).await?;
    let ids = all.iter().map(|looked| looked.visit.clone()).collect();
    let visits = desk::bookings(house)?.these(&ids).await?;
    let left: BTreeMap<&str, &Body> = visits.iter().map(|visit| (visit.id.as_str(), &visit.body)).collect();
    for looked in all {
        let (service, what) = left.get(looked.visit.as_str()).map_or(("", ""), |body| (&body.service, &body.title));
        let mut of_it: Vec<&Offer> = offers.iter().filter(|offer| offer.freed.id == looked.freed.id).collect();
        of_it.sort_by_key(|offer| offer.made_at);
        times.told.push(Line {
            time: said(&looked.freed),
            what: what.to_owned(),
            became: became(house, &looked, &of_it, &mut guests).await?,
            why_not: why_not(&looked, service, services, &mut guests).await?,
        });
    }
    Ok(times)
}

/// A time, as it is said.
fn said(freed: &Freed) -> String {
    format!("{}, {}", words::day(freed.day), words::span(freed.from, freed.to))
}

/// What became of a time, the offers of it first.
async fn became(house: &House, looked: &Looked, offers: &[&Offer], guests: &mut Guests<'_>) -> Result<String, Oops> {
    let mut said = Vec::new();
    for offer in offers {
        let (who, _) = guests.one(&offer.wait).await?.unwrap_or_default();
        said.push(match offer.state {
            OfferState::Open => format!("Held for {who} until {}.", desk::moment(offer.ends_at, &house.zone())),
            OfferState::Accepted => format!("{who} took it."),
            OfferState::Declined => format!("{who} did not want it."),
            OfferState::Expired => format!("{who} did not answer in time."),
            OfferState::Lost => continue,
        });
    }
    let then = desk::moment(looked.at, &house.zone());
    let others = if said.is_empty() { "Nobody" } else { "Nobody else" };
    match looked.became {
        Became::Offered => {}
        Became::Nobody => said.push(format!("{others} on the list could have it; it was free then ({then}).")),
        Became::Empty => said.push(format!("{others} was waiting; it was free then ({then}).")),
        Became::Late => said.push("It began within the hour, too soon for a message.".to_owned()),
        Became::Gone => said.push("It was not free any more when the list was asked.".to_owned()),
    }
    Ok(said.join(" "))
}

/// Who waits and could not have it: those who wait for the same service first, the others with what they wait for.
async fn why_not(
    looked: &Looked,
    service: &str,
    services: &BTreeMap<String, String>,
    guests: &mut Guests<'_>,
) -> Result<Vec<(String, String)>, Oops> {
    let (mut same, mut other) = (Vec::new(), Vec::new());
    if !matches!(looked.became, Became::Nobody | Became::Gone) {
        return Ok(same);
    }
    for one in looked.considered.iter().filter(|one| one.fit.is_err()) {
        let Some((who, wished)) = guests.one(&one.wait).await? else { continue };
        let told = passing::told(one);
        if wished == service {
            same.push((who, told));
        } else {
            let title = services.get(&wished).map_or(wished.as_str(), String::as_str);
            other.push((format!("{who} ({title})"), told));
        }
    }
    same.append(&mut other);
    Ok(same)
}

impl FreedTimes {
    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.told.is_empty()
    }

    pub(super) fn render(&self) -> Markup {
        html! {
            @if self.is_empty() { p.muted { "In the last two days no visit moved or was called off. What it leaves stands here, with whom it went to." } }
            ul.waitlist {
                @for (time, from) in &self.pending {
                    li.offered { p { b { (time) } " became free. It is offered from " (from) " on, if it is still free then." } }
                }
                @for line in &self.told {
                    li.offered {
                        p { b { (line.time) } @if !line.what.is_empty() { span.muted { ", " (line.what) } } }
                        p.small { (line.became) }
                        @if !line.why_not.is_empty() {
                            details.times {
                                summary aria-label=(format!("Why nobody, {}", line.time)) { "Why nobody" }
                                ol.history { @for (who, told) in &line.why_not { li { (who) ": " (told) } } }
                            }
                        }
                    }
                }
            }
        }
    }

    pub(super) fn sample() -> Self {
        Self {
            pending: vec![("Fri 27 November, 10:00 to 11:00".to_owned(), "Tue 24 November, 09:03".to_owned())],
            told: vec![
                Line {
                    time: "Sat 28 November, 10:15 to 11:15".to_owned(),
                    what: "Hydrating facial".to_owned(),
                    became: "Pia <R.> did not want it. Nobody else on the list could have it; it was free then (Tue 24 November, 09:03).".to_owned(),
                    why_not: vec![
                        ("Sam L.".to_owned(), "may not have it on that day; from Thu 3 December on".to_owned()),
                        ("Rosa N. (Intense pulsed light)".to_owned(), "wishes other hours".to_owned()),
                    ],
                },
                Line {
                    time: "Thu 26 November, 15:00 to 16:00".to_owned(),
                    what: "Massage".to_owned(),
                    became: "Held for Amara O. until Tue 24 November, 11:00.".to_owned(),
                    why_not: Vec::new(),
                },
            ],
        }
    }
}
