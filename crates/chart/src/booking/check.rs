//! The check that nobody is booked twice: claims, visits and bits against one another, from the rows alone.
use super::visit::Visit;
use super::week::{week_in, week_of};
use super::{Bookings, place_of, quantum};
use crate::ChartError;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Day;

/// What was looked at, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Visits that claim time.
    pub visits: usize,
    /// Claims.
    pub claims: usize,
    /// What does not agree.
    pub faults: Vec<Fault>,
}

/// Something that must never be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A visit takes a cell that it has not claimed.
    Unclaimed(String),
    /// A claim without a visit that takes it.
    Orphan(String),
    /// Two visits take one cell, and neither says why.
    Overlap(String, String),
    /// The bits of a resource and week are not its claims.
    Bits(String, i64),
}

impl Bookings<'_> {
    /// Compares visits, claims and bits of the whole site.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn check(&self) -> Result<Checked, ChartError> {
        let visits = self.between(Day::from_number(-100_000), Day::from_number(2_000_000)).await?;
        let rows: Vec<(String, i64, String)> =
            sqlx::query_as("SELECT resource, quantum, booking FROM claim WHERE site = $1")
                .bind(self.site)
                .fetch_all(&self.store.pool)
                .await?;
        let bits: Vec<(String, i64, String)> =
            sqlx::query_as("SELECT resource, week, claimed FROM week_cells WHERE site = $1")
                .bind(self.site)
                .fetch_all(&self.store.pool)
                .await?;
        let mut checked = Checked { claims: rows.len(), ..Checked::default() };
        let claims: BTreeSet<(String, i64, String)> = rows.into_iter().collect();
        overlaps(&visits, &claims, &mut checked);
        let mut marked: BTreeSet<(String, i64)> = BTreeSet::new();
        for (resource, week, claimed) in &bits {
            for (place, cells) in week_in(claimed)?.iter().enumerate() {
                let day = super::week::first_day(*week).plus(i32::try_from(place).unwrap_or(0));
                marked.extend(
                    cells
                        .iter()
                        .filter_map(|cell| u16::try_from(cell).ok())
                        .map(|cell| (resource.clone(), quantum(day, cell))),
                );
            }
        }
        let claimed: BTreeSet<(String, i64)> =
            claims.into_iter().map(|(resource, at, _)| (resource, at)).collect();
        let differ: BTreeSet<(String, i64)> = marked
            .symmetric_difference(&claimed)
            .map(|(resource, at)| (resource.clone(), week_of(place_of(*at).0).0))
            .collect();
        checked.faults.extend(differ.into_iter().map(|(resource, week)| Fault::Bits(resource, week)));
        Ok(checked)
    }
}

fn overlaps(visits: &[Visit], claims: &BTreeSet<(String, i64, String)>, checked: &mut Checked) {
    let mut left = claims.clone();
    let mut takes: BTreeMap<(&str, i64), &Visit> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| visit.status.claims()) {
        checked.visits += 1;
        for part in &visit.slot.parts {
            let first = quantum(visit.slot.day, visit.slot.cell + part.from);
            for at in first..first + i64::from(part.length) {
                if !claims.contains(&(part.resource.clone(), at, visit.id.clone())) {
                    checked.faults.push(Fault::Unclaimed(visit.id.clone()));
                }
                left.remove(&(part.resource.clone(), at, visit.id.clone()));
                let other = takes.insert((&part.resource, at), visit);
                if let Some(other) = other
                    && other.id != visit.id
                    && other.body.overlap.is_none()
                    && visit.body.overlap.is_none()
                {
                    checked.faults.push(Fault::Overlap(other.id.clone(), visit.id.clone()));
                }
            }
        }
    }
    let orphans: BTreeSet<String> = left.into_iter().map(|(_, _, visit)| visit).collect();
    checked.faults.extend(orphans.into_iter().map(Fault::Orphan));
    checked.faults.dedup();
}
