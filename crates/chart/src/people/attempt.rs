//! How often a door is tried in vain: counted before the try, so that many at once are no way around, and kept over a
//! new start.
use super::People;
use crate::ChartError;
use crate::book;
use sqlx::AnyConnection;

/// How patient a door is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Tries that wait for nothing.
    pub free: i64,
    /// The wait after the first further one, in milliseconds; it doubles with each.
    pub wait_ms: i64,
    /// The longest wait, in milliseconds.
    pub wait_max_ms: i64,
}

/// The door of one account: five tries, then half a minute, a minute, two, up to fifteen minutes.
pub const OF_ACCOUNT: Patience = Patience { free: 5, wait_ms: 30_000, wait_max_ms: 15 * 60_000 };
/// The doors behind one network address, where many people may work: thirty tries, then the same.
pub const OF_ADDRESS: Patience = Patience { free: 30, wait_ms: 30_000, wait_max_ms: 15 * 60_000 };
/// After this long without a try a door forgets: a day.
const FORGETS_MS: i64 = 24 * 60 * 60_000;

impl Patience {
    /// How long the door stays closed after the try with this number, counted from 1.
    #[must_use]
    pub fn wait(self, count: i64) -> i64 {
        let over = count.saturating_sub(self.free);
        if over < 0 {
            return 0;
        }
        let doubled = u32::try_from(over).ok().and_then(|over| 1_i64.checked_shl(over.min(40)));
        doubled.map_or(self.wait_max_ms, |times| self.wait_ms.saturating_mul(times)).min(self.wait_max_ms)
    }
}

impl People<'_> {
    /// Knocks at a door: the try is counted, or refused with the moment from which the next one counts.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn knock(
        &self,
        door: &str,
        patience: Patience,
        now: i64,
    ) -> Result<Result<(), i64>, ChartError> {
        let site = self.own.site;
        book::retried(self.own.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            // Takes the lock of the row where the engine locks rows, so that two knocks at once count twice.
            sqlx::query("UPDATE attempt SET count = count WHERE site = $1 AND door = $2")
                .bind(site)
                .bind(door)
                .execute(&mut *tx)
                .await?;
            let row: Option<(i64, i64, i64)> =
                sqlx::query_as("SELECT count, since, free_after FROM attempt WHERE site = $1 AND door = $2")
                    .bind(site)
                    .bind(door)
                    .fetch_optional(&mut *tx)
                    .await?;
            let (count, since, free_after) = row.unwrap_or((0, now, 0));
            if now < free_after {
                return Ok((held, Err(free_after)));
            }
            let (count, since) =
                if now.saturating_sub(since) > FORGETS_MS { (1, now) } else { (count + 1, now.max(since)) };
            let free_after = match patience.wait(count) {
                0 => 0,
                wait => now.saturating_add(wait),
            };
            sqlx::query(
                "INSERT INTO attempt (site, door, count, since, free_after) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (site, door) DO UPDATE SET count = excluded.count, since = excluded.since, \
                 free_after = excluded.free_after",
            )
            .bind(site)
            .bind(door)
            .bind(count)
            .bind(since)
            .bind(free_after)
            .execute(&mut *tx)
            .await?;
            Ok((held, Ok(())))
        })
        .await
    }

    /// Somebody came in: the door forgets the tries before.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn came_in(&self, door: &str) -> Result<(), ChartError> {
        sqlx::query("DELETE FROM attempt WHERE site = $1 AND door = $2")
            .bind(self.own.site)
            .bind(door)
            .execute(&self.own.store.writer)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_and_ends_at_its_limit() {
        for (count, seconds) in
            [(1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (1_000, 900)]
        {
            assert_eq!(OF_ACCOUNT.wait(count), seconds * 1_000, "try {count}");
        }
    }
}
