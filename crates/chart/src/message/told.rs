//! What a guest knows of the visits, and what is news: found when a message is written, never when it is wished for.
use super::{Kind, Outbox};
use crate::ChartError;
use crate::booking::{Status, Visit, cell, day};
use crate::patient::OTHERS;
use calendar::wall::Wall;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use vocab::Day;

/// What a guest knows of one visit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// Id of the visit.
    pub booking: String,
    /// Its day.
    pub day: Day,
    /// Its first cell.
    pub cell: u16,
    /// That it was called off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// One thing that a guest does not know yet.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// A visit.
    New(Visit),
    /// A visit that the guest knows at another time.
    Moved {
        /// The day that the guest knows.
        day: Day,
        /// The first cell that the guest knows.
        cell: u16,
        /// The visit as it is.
        visit: Visit,
    },
    /// A visit that was called off; its slot is what the guest knows.
    Gone(Visit),
}

impl News {
    /// What the guest knows once it was told.
    #[must_use]
    pub fn telling(&self) -> Telling {
        let (visit, gone) = match self {
            Self::New(visit) | Self::Moved { visit, .. } => (visit, false),
            Self::Gone(visit) => (visit, true),
        };
        Telling { booking: visit.id.clone(), day: visit.slot.day, cell: visit.slot.cell, gone }
    }

    /// What a message with these news is; `None` where there are none.
    #[must_use]
    pub fn kind(news: &[Self]) -> Option<Kind> {
        let all = |of: fn(&Self) -> bool| news.iter().all(of);
        match news {
            [] => None,
            _ if all(|one| matches!(one, Self::New(_))) => Some(Kind::Confirmation),
            _ if all(|one| matches!(one, Self::Gone(_))) => Some(Kind::Cancellation),
            _ => Some(Kind::Change),
        }
    }

    /// What is news to a guest who knows this, in the order of time. What lies in the past is no news.
    #[must_use]
    pub fn of(knew: &[Telling], visits: &[Visit], wall: &Wall, now: i64) -> Vec<Self> {
        let before: BTreeMap<&str, &Telling> = knew.iter().map(|one| (one.booking.as_str(), one)).collect();
        let comes = |day: Day, cell: u16| {
            wall.instant(day, usize::from(cell)).is_some_and(|at| at.as_millisecond() > now)
        };
        let mut news = Vec::new();
        for visit in visits {
            let knows = before.get(visit.id.as_str()).filter(|one| !one.gone);
            let agreed = visit.status.is_open() && visit.status != Status::Held;
            match knows {
                None if agreed && comes(visit.slot.day, visit.slot.cell) => {
                    news.push(Self::New(visit.clone()));
                }
                Some(one) if agreed => {
                    let same = (one.day, one.cell) == (visit.slot.day, visit.slot.cell);
                    if !same && comes(visit.slot.day, visit.slot.cell) {
                        let visit = visit.clone();
                        news.push(Self::Moved { day: one.day, cell: one.cell, visit });
                    }
                }
                Some(one) if visit.status == Status::Cancelled && comes(one.day, one.cell) => {
                    let mut visit = visit.clone();
                    (visit.slot.day, visit.slot.cell) = (one.day, one.cell);
                    news.push(Self::Gone(visit));
                }
                None | Some(_) => {}
            }
        }
        news
    }
}

/// What a person was told, under whichever of their charts, in the order of the visits' ids.
pub(super) async fn told_in(
    tx: &mut AnyConnection,
    site: &str,
    patient: &str,
) -> Result<Vec<Telling>, ChartError> {
    let sql = format!(
        "SELECT booking, day, cell, gone FROM told WHERE site = $1 AND (patient = $2 OR patient IN ({OTHERS})) ORDER BY booking"
    );
    let rows: Vec<(String, i64, i64, i64)> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(site).bind(patient).fetch_all(tx).await?;
    let mut told: Vec<Telling> = rows
        .into_iter()
        .map(|(booking, on, at, gone)| Telling { booking, day: day(on), cell: cell(at), gone: gone != 0 })
        .collect();
    // Engines order text each in its own way.
    told.sort();
    Ok(told)
}

/// Remembers what a message told, each visit under the chart for which it was booked: a letter to somebody with two charts tells
/// of the visits of both.
pub(super) async fn remember(
    tx: &mut AnyConnection,
    site: &str,
    patient: &str,
    message: &str,
    tells: &[Telling],
) -> Result<(), ChartError> {
    for one in tells {
        sqlx::query(
            "INSERT INTO told (site, patient, booking, day, cell, gone, message) VALUES ($1, \
             COALESCE((SELECT b.patient FROM booking b WHERE b.site = $1 AND b.booking = $3), $2), $3, $4, $5, $6, $7) \
             ON CONFLICT (site, patient, booking) DO UPDATE SET day = excluded.day, cell = excluded.cell, \
             gone = excluded.gone, message = excluded.message",
        )
        .bind(site)
        .bind(patient)
        .bind(&one.booking)
        .bind(i64::from(one.day.number()))
        .bind(i64::from(one.cell))
        .bind(i64::from(one.gone))
        .bind(message)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

impl Outbox<'_> {
    /// What a person was told about visits so far, under whichever of their charts.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn told(&self, patient: &str) -> Result<Vec<Telling>, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        told_in(&mut connection, self.site, patient).await
    }

    /// Remembers that a guest knows these visits without a message: told in person, or brought from another system.
    /// What waited to tell of visits falls away; a later change is told.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn told_in_person(&self, patient: &str, visits: &[Visit]) -> Result<(), ChartError> {
        let tells: Vec<Telling> = visits
            .iter()
            .filter(|visit| visit.status != Status::Held)
            .map(|visit| Telling {
                booking: visit.id.clone(),
                day: visit.slot.day,
                cell: visit.slot.cell,
                gone: visit.status == Status::Cancelled,
            })
            .collect();
        let tells = &tells;
        crate::book::retried(self.store, |mut held| async move {
            remember(&mut held, self.site, patient, "", tells).await?;
            sqlx::query(
                "DELETE FROM message WHERE site = $1 AND patient = $2 AND status = 'queued' AND attempts = 0 \
                 AND kind IN ('confirmation', 'change', 'cancellation')",
            )
            .bind(self.site)
            .bind(patient)
            .execute(&mut *held)
            .await?;
            Ok((held, ()))
        })
        .await
    }
}
