//! One write about a session: chart, shelf, and the list of what waits, together or not at all.
use super::sign::hash_of;
use super::{Session, Signature, WaitingFor};
use crate::ChartError;
use crate::book::{self, Draft, Head};
use crate::booking::{Bookings, Came, Treated};
use crate::entry::{Amending, Amendment, Body};
use crate::patient::{NewEntry, Patients, chart_of};
use crate::register::By;
use crate::seal::{Chance, PatientKey};
use crate::stock::{Amount, Stock, ids_for, settle};
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use vocab::Day;

/// The write of one step: what is told, and what follows for the shelf and the list.
pub(super) struct Step<'s> {
    pub(super) patient: &'s str,
    pub(super) entry: &'s str,
    pub(super) drafts: Vec<Draft>,
    pub(super) uses: Option<(BTreeMap<String, Amount>, Day)>,
    pub(super) next: Option<WaitingFor>,
    /// The entry of the door with which no session may have begun yet.
    pub(super) unused: Option<(&'s PatientKey, &'s str)>,
    /// What the visit learns of it.
    pub(super) follow: Option<Follow>,
}

/// A visit that follows its session.
pub(super) struct Follow {
    pub(super) visit: String,
    pub(super) treatment: String,
    pub(super) treated: Treated,
    pub(super) came: Came,
}

impl Patients<'_> {
    pub(super) async fn step(
        &self,
        step: &Step<'_>,
        by: &By,
        chance: &mut dyn Chance,
        from: Option<&[WaitingFor]>,
    ) -> Result<Head, ChartError> {
        self.step_on(step, by, chance, from.unwrap_or_default(), None).await
    }

    /// One step: `from` are the states in which it may be taken (none = it is the first), `same` the text that must still count.
    pub(super) async fn step_on(
        &self,
        step: &Step<'_>,
        by: &By,
        chance: &mut dyn Chance,
        from: &[WaitingFor],
        same: Option<(&PatientKey, &String)>,
    ) -> Result<Head, ChartError> {
        let uses = step.uses.as_ref().map(|(uses, _)| uses.clone()).unwrap_or_default();
        let ids = &ids_for(&uses, by, chance);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.lock_chart(tx, step.patient).await?;
            self.must_have_key(tx, step.patient).await?;
            if !from.is_empty() {
                match waiting_for(tx, self.site, step.entry).await? {
                    Some(waits) if from.contains(&waits) => {}
                    Some(WaitingFor::Review) => {
                        return Err(form("the session", "it is signed and waits for a second signature"));
                    }
                    Some(WaitingFor::Signature) => return Err(form("the session", "it is not signed yet")),
                    Some(WaitingFor::Author) => {
                        return Err(form("the session", "it went back to who performed it"));
                    }
                    None => {
                        return Err(form(
                            "the session",
                            "it is signed: it can only be amended, with a reason",
                        ));
                    }
                }
            }
            if let Some((key, door)) = step.unused {
                self.must_be_unused(tx, key, step.patient, door).await?;
            }
            if let Some((key, hash)) = same {
                self.must_still_be(tx, key, step.patient, step.entry, hash).await?;
            }
            let head = self.write(tx, step, by, ids).await?;
            Ok((held, head))
        })
        .await
    }

    /// The chart first, then the lots in their order: every session waits in the same order, so none waits for ever.
    pub(super) async fn write(
        &self,
        tx: &mut AnyConnection,
        step: &Step<'_>,
        by: &By,
        ids: &BTreeMap<String, String>,
    ) -> Result<Head, ChartError> {
        let head = book::append(tx, self.key, self.site, &chart_of(step.patient), None, &step.drafts).await?;
        if let Some((uses, day)) = &step.uses {
            let stock = Stock::new(self.store, self.key, self.site);
            settle(tx, &stock, (step.entry, step.patient), uses, *day, by, ids).await?;
        }
        list(tx, self.site, step, by).await?;
        if let Some(Follow { visit, treatment, treated, came }) = &step.follow {
            // The clock on the wall plays no part in it: the day of the house comes with the pass of the door.
            let bookings = Bookings::in_zone(self.store, self.key, self.site, &jiff::tz::TimeZone::UTC)?;
            bookings.follow(tx, visit, (step.patient, treatment), (treated, *came), by).await?;
        }
        Ok(head)
    }

    pub(super) async fn lock_chart(&self, tx: &mut AnyConnection, patient: &str) -> Result<(), ChartError> {
        crate::stock::lock(tx, self.site, &chart_of(patient)).await
    }

    pub(super) async fn head_of(&self, patient: &str) -> Result<Head, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        book::head(&mut connection, self.site, &chart_of(patient)).await
    }

    pub(super) async fn session_now(
        &self,
        key: &PatientKey,
        patient: &str,
        entry: &str,
    ) -> Result<Session, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        self.session_in(&mut connection, key, patient, entry).await
    }

    /// The session as it counts now: its entry and the amendments that name it.
    pub(super) async fn session_in(
        &self,
        tx: &mut AnyConnection,
        key: &PatientKey,
        patient: &str,
        entry: &str,
    ) -> Result<Session, ChartError> {
        let book = chart_of(patient);
        let rows = book::with_changes(tx, (self.site, &book), entry).await?;
        let entries = rows
            .into_iter()
            .map(|row| crate::patient::opened(key, patient, &book, row))
            .collect::<Result<Vec<_>, _>>()?;
        let chart = crate::fold::Chart::of(&entries);
        match chart.lines.first().and_then(|line| line.now.as_ref()) {
            Some(Body::Session(session)) => Ok(session.clone()),
            _ => Err(ChartError::Missing { what: "session", id: vocab::nearest::clip(entry) }),
        }
    }

    /// Every entry of one kind of a chart, opened.
    async fn of_kind(
        &self,
        tx: &mut AnyConnection,
        key: &PatientKey,
        patient: &str,
        kind: &str,
    ) -> Result<Vec<Body>, ChartError> {
        let book = chart_of(patient);
        let rows = book::rows_where(tx, (self.site, &book), "kind = $3 ORDER BY seq", &[kind]).await?;
        rows.into_iter()
            .map(|row| crate::patient::opened(key, patient, &book, row).map(|entry| entry.body))
            .collect()
    }

    /// No session began with this entry of the door; asked under the lock of the chart.
    async fn must_be_unused(
        &self,
        tx: &mut AnyConnection,
        key: &PatientKey,
        patient: &str,
        door: &str,
    ) -> Result<(), ChartError> {
        let began =
            |body: &Body| matches!(body, Body::Session(session) if session.door.as_deref() == Some(door));
        if self.of_kind(tx, key, patient, "session").await?.iter().any(began) {
            return Err(form("the pass of the door", &super::NoPass::Used.to_string()));
        }
        Ok(())
    }

    /// To whom the second signature is due, as the newest signature under this text says.
    pub(super) async fn due(
        &self,
        key: &PatientKey,
        patient: &str,
        entry: &str,
        hash: &str,
    ) -> Result<Vec<String>, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        let bodies = self.of_kind(&mut connection, key, patient, "signature").await?;
        let due = bodies.into_iter().rev().find_map(|body| {
            let Body::Signature(one) = body else { return None };
            (one.of == entry && one.hash == hash).then_some(one.due)
        });
        Ok(due.unwrap_or_default())
    }

    pub(super) async fn must_still_be(
        &self,
        tx: &mut AnyConnection,
        key: &PatientKey,
        patient: &str,
        entry: &str,
        hash: &str,
    ) -> Result<(), ChartError> {
        if hash_of(&self.session_in(tx, key, patient, entry).await?) == hash {
            Ok(())
        } else {
            Err(form("the session", "somebody changed it since you read it: read it again"))
        }
    }
}

pub(super) fn correction(
    key: &PatientKey,
    patient: &str,
    entry: &str,
    session: &Session,
    why: &str,
    by: &By,
    chance: &mut dyn Chance,
) -> Result<Draft, ChartError> {
    let body = Body::Amendment(Amendment {
        how: Amending::Correction,
        reason: why.to_owned(),
        to: Some(Box::new(Body::Session(session.clone()))),
    });
    let id = book::new_id(by.at, chance);
    let new = NewEntry { id, happened_at: by.at, body, amends: Some(entry.to_owned()) };
    crate::patient::draft(key, patient, &new, by, chance)
}

pub(super) fn signature_draft(
    key: &PatientKey,
    patient: &str,
    signature: &Signature,
    by: &By,
    chance: &mut dyn Chance,
) -> Result<Draft, ChartError> {
    let id = book::new_id(by.at, chance);
    let body = Body::Signature(signature.clone());
    crate::patient::draft(key, patient, &NewEntry { id, happened_at: by.at, body, amends: None }, by, chance)
}

pub(super) async fn waiting_for(
    tx: &mut AnyConnection,
    site: &str,
    entry: &str,
) -> Result<Option<WaitingFor>, ChartError> {
    let state: Option<String> =
        sqlx::query_scalar("SELECT state FROM session_open WHERE site = $1 AND entry = $2")
            .bind(site)
            .bind(entry)
            .fetch_optional(tx)
            .await?;
    Ok(state.and_then(|state| state.parse().ok()))
}

async fn list(tx: &mut AnyConnection, site: &str, step: &Step<'_>, by: &By) -> Result<(), ChartError> {
    let Some(next) = step.next else {
        sqlx::query("DELETE FROM session_open WHERE site = $1 AND entry = $2")
            .bind(site)
            .bind(step.entry)
            .execute(tx)
            .await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO session_open (site, entry, patient, state, author, since) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (site, entry) DO UPDATE SET state = excluded.state, since = excluded.since",
    )
    .bind(site)
    .bind(step.entry)
    .bind(step.patient)
    .bind(next.code())
    .bind(&by.author)
    .bind(by.at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Nothing of a patient who was erased waits for anybody.
pub(crate) async fn forget(tx: &mut AnyConnection, site: &str, patient: &str) -> Result<(), ChartError> {
    sqlx::query("DELETE FROM session_open WHERE site = $1 AND patient = $2")
        .bind(site)
        .bind(patient)
        .execute(tx)
        .await?;
    Ok(())
}

pub(super) fn form(what: &str, why: &str) -> ChartError {
    ChartError::Form { what: what.to_owned(), why: why.to_owned() }
}
