//! Sessions that are open: begun and not signed. Each is told plainly, gone on with by whoever began it, and never begun twice.
use super::load::Room;
use crate::Oops;
use crate::features::calendar::desk;
use chart::booking::{Status, Visit};
use chart::case::day_of;
use chart::entry::Body;
use chart::fold::Line;
use chart::session::{Session, Standing, standing};
use std::collections::BTreeSet;

/// A session that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Where it is gone on with.
    pub href: String,
    /// Who began it.
    pub who: String,
    /// When.
    pub when: String,
    /// Whether whoever looks began it.
    pub mine: bool,
    /// Whether it was begun today.
    pub today: bool,
}

impl Room<'_> {
    /// The open sessions of a treatment, newest first.
    fn drafts<'s>(&'s self, treatment: &'s str) -> impl Iterator<Item = (&'s Line, &'s Session)> {
        let lines = self.chart.lines.iter().rev();
        let of = lines.filter_map(move |line| match &line.now {
            Some(Body::Session(session)) if session.treatment == treatment => Some((line, session)),
            _ => None,
        });
        of.filter(|(line, _)| matches!(standing(&self.chart, line), Standing::Draft | Standing::Returned(_)))
    }

    /// Whether an instant is of today.
    pub(super) fn is_today(&self, at: i64) -> bool {
        day_of(at, &self.house.zone()) == self.today
    }

    /// The open sessions of a treatment as a page tells them.
    pub(super) async fn open(&self, treatment: &str) -> Result<Vec<Open>, Oops> {
        let roll = self.record.roll().await?;
        let told = |(line, session): (&Line, &Session)| Open {
            href: super::address(&self.patient, &line.entry.id),
            who: roll.name(&session.performer).to_owned(),
            when: self.clock(session.started_at),
            mine: session.performer == self.signed.practitioner,
            today: self.is_today(session.started_at),
        };
        Ok(self.drafts(treatment).map(told).collect())
    }

    /// The session of today that whoever is here has open already: it is gone on with instead of begun again.
    pub(super) fn own_of_today<'s>(&'s self, treatment: &'s str) -> Option<&'s str> {
        let own = |(_, session): &(&Line, &Session)| {
            session.performer == self.signed.practitioner && self.is_today(session.started_at)
        };
        self.drafts(treatment).find(own).map(|(line, _)| line.entry.id.as_str())
    }

    /// The visit of today in which a treatment is begun: whoever is in the room before whoever has only arrived. `None` for
    /// somebody who came without one, and where a session was begun in it already.
    pub(super) async fn visit_today(&self, treatment: &str) -> Result<Option<Visit>, Oops> {
        let bookings = desk::bookings(self.house)?;
        let own: BTreeSet<&str> =
            self.chart.lines.iter().map(|line| line.entry.patient.as_str()).chain([self.patient.as_str()]).collect();
        let mut found = Vec::new();
        for patient in own {
            found.extend(bookings.of_patient(patient).await?);
        }
        let begun = |visit: &Visit| {
            // A visit that moved to today after a session had begun in it on another day is to be had yet.
            let of = |session: &Session| session.visit.as_deref() == Some(&visit.id) && self.is_today(session.started_at);
            self.chart.lines.iter().any(|line| matches!(&line.now, Some(Body::Session(session)) if of(session)))
        };
        found.retain(|visit| {
            let is_open = visit.status.is_open() && visit.status != Status::Held;
            is_open && visit.slot.day == self.today && visit.body.treatment == treatment && !begun(visit)
        });
        let rank = |status| match status {
            Status::InRoom => 0,
            Status::Arrived => 1,
            Status::Confirmed | Status::Booked => 2,
            Status::Held | Status::Done | Status::Cancelled | Status::NoShow => 3,
        };
        found.sort_by_key(|visit| (rank(visit.status), visit.slot.cell));
        Ok(found.into_iter().next())
    }
}
