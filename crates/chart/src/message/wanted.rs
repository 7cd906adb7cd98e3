//! Which messages should exist now for one patient, beside those that a change of a visit brings by itself: reminders, a consent
//! still to be read, how it goes after a treatment, an invitation. A pure function, and what makes the outbox agree with it.
use super::quiet::{Settings, instant};
use super::recall::{self, Due};
use super::{Kind, Outbox, Wish};
use crate::ChartError;
use crate::after;
use crate::book::retried;
use crate::booking::{Status, Visit};
use crate::case::day_of;
use crate::consent;
use crate::fold::Chart;
use crate::message::Why;
use crate::register::By;
use crate::seal::Chance;
use calendar::wall::Wall;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use safety::Gate;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Day;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Days before a visit on which the guest is reminded, at the hour of the visit.
pub const REMIND_DAYS: i32 = 2;
/// Before a visit the guest is reminded once more, milliseconds: three hours.
pub const SOON_MS: i64 = 3 * HOUR_MS;
/// A reminder that would come less than this before the visit comes the evening before, milliseconds: an hour.
const SOON_LAST_MS: i64 = HOUR_MS;
/// A reminder two days before is of no use less than this before the visit, milliseconds: twelve hours.
const REMIND_LAST_MS: i64 = 12 * HOUR_MS;
/// Days before a visit on which a consent that is missing is asked for.
pub const CONSENT_DAYS: i32 = 5;
/// The minute of the day at which a guest is asked how it goes; the evening of the day itself at six.
const CARE_MINUTE: u16 = 10 * 60;
const CARE_EVENING: u16 = 18 * 60;
/// The minute of the day at which somebody is invited.
const INVITE_MINUTE: u16 = 10 * 60;
/// An invitation holds for so many days.
const INVITE_DAYS: i32 = 30;
/// Days ahead for which messages are made.
pub const AHEAD_DAYS: i32 = 9;

/// Everything about one patient that says which messages there should be.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Id of the patient.
    pub patient: &'a str,
    /// The chart.
    pub chart: &'a Chart,
    /// Every visit.
    pub visits: &'a [Visit],
    /// What is known of treatments.
    pub knowledge: &'a Knowledge,
    /// The clock on the wall of the site.
    pub wall: &'a Wall,
    /// Its zone.
    pub zone: &'a TimeZone,
    /// What the house decided.
    pub settings: &'a Settings,
    /// This instant, milliseconds since 1970.
    pub now: i64,
}

/// The kinds that stand here; the others come from a change or a page.
pub const KINDS: [Kind; 5] = [Kind::Reminder, Kind::Soon, Kind::Consent, Kind::Aftercare, Kind::Recall];

/// The messages that should exist now, in the order of their ids. Those that are past already are not among them.
#[must_use]
pub fn wanted(about: &About<'_>, gate: &Gate<'_>) -> Vec<Wish> {
    let mut all = of_visits(about);
    all.extend(of_care(about));
    all.extend(of_recall(about, gate));
    all.retain(|wish| wish.expires > about.now);
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

impl About<'_> {
    fn wish(&self, kind: Kind, key: &str, what: &str, (not_before, expires): (i64, i64)) -> Wish {
        Wish {
            id: format!("{kind}/{}/{key}", self.patient),
            patient: self.patient.to_owned(),
            kind,
            about: what.to_owned(),
            not_before,
            expires,
            held: false,
            detail: String::new(),
            attached: Vec::new(),
        }
    }

    fn begins(&self, visit: &Visit) -> Option<i64> {
        self.wall.instant(visit.slot.day, usize::from(visit.slot.cell)).map(jiff::Timestamp::as_millisecond)
    }
}

/// One reminder a patient and day, whatever the day holds: two days before, and three hours before the first visit.
fn of_visits(about: &About<'_>) -> Vec<Wish> {
    let today = day_of(about.now, about.zone);
    let mut first: BTreeMap<Day, (i64, &Visit)> = BTreeMap::new();
    let mut treated: BTreeMap<Day, Vec<&Visit>> = BTreeMap::new();
    for visit in about.visits {
        let agreed = matches!(visit.status, Status::Booked | Status::Confirmed);
        let Some(begins) = about.begins(visit).filter(|begins| agreed && *begins > about.now) else {
            continue;
        };
        if visit.slot.day.since(today) > AHEAD_DAYS {
            continue;
        }
        let known = first.entry(visit.slot.day).or_insert((begins, visit));
        if begins < known.0 {
            *known = (begins, visit);
        }
        treated.entry(visit.slot.day).or_default().push(visit);
    }
    let mut all = Vec::new();
    for (day, (begins, visit)) in first {
        let minute = visit.slot.cell * crate::booking::GRAIN_MINUTES;
        let quiet = about.settings.quiet;
        if let Some(at) = instant(about.zone, day.plus(-REMIND_DAYS).date(), minute) {
            let at = quiet.next_open(about.zone, at);
            all.push(about.wish(Kind::Reminder, &day.to_string(), &visit.id, (at, begins - REMIND_LAST_MS)));
        }
        let soon = quiet.next_open(about.zone, begins - SOON_MS);
        // A visit in the early morning is reminded of the evening before: its own hour would come too late.
        let soon =
            if soon > begins - SOON_LAST_MS { quiet.last_open(about.zone, begins - SOON_MS) } else { soon };
        all.push(about.wish(Kind::Soon, &day.to_string(), &visit.id, (soon, begins - SOON_LAST_MS / 2)));
        let missing = treated.get(&day).into_iter().flatten().find(|visit| is_unsigned(about, visit));
        if let Some(missing) = missing
            && let Some(at) = instant(about.zone, day.plus(-CONSENT_DAYS).date(), minute)
        {
            let at = quiet.next_open(about.zone, at);
            let what = missing.body.treatment.as_str();
            all.push(about.wish(Kind::Consent, &day.to_string(), what, (at, begins - HOUR_MS)));
        }
    }
    all
}

/// Whether a consent that can be read is not signed yet.
fn is_unsigned(about: &About<'_>, visit: &Visit) -> bool {
    let treatment = visit.body.treatment.as_str();
    !treatment.is_empty()
        && match consent::standing(about.knowledge, about.chart, treatment, visit.slot.day) {
            consent::Standing::Missing
            | consent::Standing::Presented { .. }
            | consent::Standing::Changed { .. }
            | consent::Standing::Expired { .. }
            | consent::Standing::OwnNeeded
            | consent::Standing::GuardianNeeded => true,
            // Who took it back is spoken to, not written to; where nothing is written there is nothing to read.
            consent::Standing::Holds { .. }
            | consent::Standing::Thinking { .. }
            | consent::Standing::Withdrawn { .. }
            | consent::Standing::NoText { .. } => false,
        }
}

/// How it goes after a treatment, on the days on which the knowledge asks.
fn of_care(about: &About<'_>) -> Vec<Wish> {
    let today = day_of(about.now, about.zone);
    let sessions = after::since(about.chart, about.zone, today);
    let due = after::due(about.knowledge, about.chart, &sessions, about.zone);
    // Two treatments that ask on the same day ask once.
    let mut days = BTreeSet::new();
    due.into_iter()
        .filter(|due| due.answered.is_none() && due.on.since(today) <= AHEAD_DAYS)
        .filter(|due| days.insert((due.on, due.day == 0)))
        .filter_map(|due| {
            let minute = if due.day == 0 { CARE_EVENING } else { CARE_MINUTE };
            let at = instant(about.zone, due.on.date(), minute)?;
            let over = instant(about.zone, due.on.plus(1).date(), CARE_EVENING)?;
            let key = format!("{}-{}", due.on, if due.day == 0 { "evening" } else { "day" });
            Some(about.wish(
                Kind::Aftercare,
                &key,
                &due.key,
                (about.settings.quiet.next_open(about.zone, at), over),
            ))
        })
        .collect()
}

/// An invitation; it waits for a person unless the house lets invitations go by themselves.
fn of_recall(about: &About<'_>, gate: &Gate<'_>) -> Option<Wish> {
    let today = day_of(about.now, about.zone);
    let due: Due = recall::due(about.knowledge, gate, about.chart, about.visits, about.zone, today)?;
    let at = instant(about.zone, due.since.date(), INVITE_MINUTE)?.max(about.now);
    let over = instant(about.zone, today.plus(INVITE_DAYS).date(), INVITE_MINUTE)?;
    let title =
        about.knowledge.treatment(&due.treatment).map_or(due.treatment.as_str(), |known| &known.title);
    let at = about.settings.quiet.next_open(about.zone, at);
    let mut wish = about.wish(Kind::Recall, &due.about(), &due.about(), (at, over));
    wish.held = !about.settings.invites;
    wish.detail = due.in_words(title);
    Some(wish)
}

/// What making the outbox agree came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreed {
    /// Messages that were wished for.
    pub put: usize,
    /// Messages that got another time.
    pub moved: usize,
    /// Messages that were taken back.
    pub withdrawn: usize,
}

type Waiting = (String, String, String, i64, i64);

impl Outbox<'_> {
    /// Makes the outbox agree with what should exist for a patient: wishes for what is missing, takes back what is over, moves
    /// what has another time. Done twice, the second time changes nothing. What is under way, was sent or was taken back by a
    /// person stays as it is; an invitation is made only if none is open.
    ///
    /// # Errors
    /// As for [`Outbox::put`].
    pub async fn agree(
        &self,
        patient: &str,
        wanted: &[Wish],
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Agreed, ChartError> {
        let kinds = KINDS.map(|kind| format!("'{kind}'")).join(", ");
        let sql = format!(
            "SELECT message, status, why, not_before, expires FROM message WHERE site = $1 AND patient = $2 \
             AND kind IN ({kinds}) AND (status IN ('queued', 'held') OR expires > $3)"
        );
        let there: Vec<Waiting> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(self.site)
            .bind(patient)
            .bind(by.at)
            .fetch_all(&self.store.pool)
            .await?;
        let mut agreed = Agreed::default();
        let waits = |status: &str| matches!(status, "queued" | "held");
        for (id, ..) in there.iter().filter(|one| waits(&one.1)) {
            let over = !wanted.iter().any(|wish| wish.id == *id);
            if over && self.withdraw(id, Why::Over, by).await? {
                agreed.withdrawn += 1;
            }
        }
        for wish in wanted {
            match there.iter().find(|one| one.0 == wish.id) {
                Some((_, status, _, not_before, expires)) if waits(status) => {
                    // An invitation keeps the time that it was given first.
                    let same = wish.kind == Kind::Recall
                        || (*not_before, *expires) == (wish.not_before, wish.expires);
                    if !same && self.moved(wish, by.at).await? {
                        agreed.moved += 1;
                    }
                }
                Some((_, status, why, ..))
                    if status != "cancelled" || !matches!(why.as_str(), "over" | "booked") => {}
                Some(_) | None => {
                    let late = wish.not_before + late_ms(wish.kind) < by.at;
                    let mut wish = wish.clone();
                    // Who has written is answered by a person before they are invited.
                    wish.held |= wish.kind == Kind::Recall && self.waits_for_an_answer(patient).await?;
                    if !late && self.put(wish, by, chance).await? {
                        agreed.put += 1;
                    }
                }
            }
        }
        Ok(agreed)
    }

    async fn moved(&self, wish: &Wish, now: i64) -> Result<bool, ChartError> {
        retried(self.store, |mut held| async move {
            let done = sqlx::query(
                "UPDATE message SET not_before = $3, expires = $4, about = $5, changed_at = $6 WHERE site = $1 \
                 AND message = $2 AND status IN ('queued', 'held') AND attempts = 0",
            )
            .bind(self.site)
            .bind(&wish.id)
            .bind(wish.not_before)
            .bind(wish.expires)
            .bind(&wish.about)
            .bind(now)
            .execute(&mut *held)
            .await?;
            Ok((held, done.rows_affected() == 1))
        })
        .await
    }
}

/// So long after its time a message is still made: who books a visit of tomorrow is not reminded of what was two days before.
const fn late_ms(kind: Kind) -> i64 {
    match kind {
        Kind::Reminder => 6 * HOUR_MS,
        Kind::Consent | Kind::Recall => i64::MAX / 4,
        Kind::Aftercare => 12 * HOUR_MS,
        Kind::Soon | Kind::Confirmation | Kind::Change | Kind::Cancellation | Kind::Hold | Kind::Offer => {
            HOUR_MS
        }
    }
}
