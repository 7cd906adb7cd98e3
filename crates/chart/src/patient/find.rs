//! Finding a patient in spite of typos, by sound, birth day or number.
use super::{Patients, chart_of, pieces};
use crate::entry::{Body, Identity};
use crate::store::places;
use crate::{ChartError, book};
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// The most patients that a search answers with.
pub const FOUND_MAX: usize = 20;
/// The most patients that are named at once.
pub const WHO_MAX: usize = 1_000;
/// Pieces of a question; later ones are not read.
const ASKED_MAX: usize = 24;
/// Candidates whose names are opened and compared.
const CANDIDATES_MAX: i64 = 48;
/// Pieces that are looked through however many people have them.
const RARE_MIN: usize = 3;
/// Rows that are looked through beyond those.
const ROWS_MAX: i64 = 3_000;
/// People of one piece that are looked through, the last registered first; a piece that more people have counts as this.
const HELD_MAX: i64 = 2_000;
/// Likeness of names below which a candidate is not shown, 0 to 1.
const LIKE_MIN: f64 = 0.72;

/// A patient that the question may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Id of the patient.
    pub patient: String,
    /// Id of the chart that this one is read as a part of, where it was joined with another.
    pub part_of: Option<String>,
    /// Who they are.
    pub identity: Identity,
    /// How like the question, 0 to 1.
    pub likeness: f64,
}

/// A candidate as the database gives it, one row for each entry that may say who it is, the newest first.
type Row = (String, Option<String>, String, String, i64, String);

impl Patients<'_> {
    /// Finds patients by what was typed: parts of a name, a birth day (`1990-04-12`), a telephone number; typos are forgiven.
    /// The likest first, at most [`FOUND_MAX`].
    ///
    /// # Errors
    /// The database refuses.
    pub async fn find(&self, typed: &str) -> Result<Vec<Found>, ChartError> {
        let question = Question::read(typed);
        let asked: Vec<i64> =
            question.pieces.iter().take(ASKED_MAX).map(|piece| self.key.piece(self.site, piece)).collect();
        let mut tx = self.store.read().await?;
        let rare = self.rarest(&mut tx, &asked).await?;
        if rare.is_empty() {
            return Ok(Vec::new());
        }
        let text = likely(rare.len());
        let mut query = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(text)).bind(self.site);
        for piece in &rare {
            query = query.bind(piece);
        }
        let rows = query.fetch_all(&mut *tx).await?;
        let mut found: Vec<Found> = Vec::new();
        for of_one in rows.chunk_by(|one, other| one.0 == other.0) {
            let Some((patient, part_of, ..)) = of_one.first() else { continue };
            let Some(identity) = self.newest_identity(of_one)? else { continue };
            let likeness = question.likeness(&identity);
            if likeness >= LIKE_MIN {
                found.push(Found { patient: patient.clone(), part_of: part_of.clone(), identity, likeness });
            }
        }
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| a.patient.cmp(&b.patient)));
        found.truncate(FOUND_MAX);
        Ok(found)
    }

    /// Who these patients are; whoever was erased is missing.
    ///
    /// # Errors
    /// More than [`WHO_MAX`] are asked for, or the database refuses.
    pub async fn who(&self, patients: &[String]) -> Result<Vec<Found>, ChartError> {
        if patients.len() > WHO_MAX {
            return Err(ChartError::Limit { what: "patients", limit: WHO_MAX, got: patients.len() });
        }
        if patients.is_empty() {
            return Ok(Vec::new());
        }
        let text = include_str!("who.sql").replace("PATIENTS", &places(2, patients.len()));
        let mut query = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(text)).bind(self.site);
        for patient in patients {
            query = query.bind(patient);
        }
        let rows = query.fetch_all(&self.store.pool).await?;
        let mut found = Vec::new();
        for of_one in rows.chunk_by(|one, other| one.0 == other.0) {
            let Some((patient, part_of, ..)) = of_one.first() else { continue };
            if let Some(identity) = self.newest_identity(of_one)? {
                let (patient, part_of) = (patient.clone(), part_of.clone());
                found.push(Found { patient, part_of, identity, likeness: 1.0 });
            }
        }
        Ok(found)
    }

    /// The patients with a plan that was agreed, in the order of their ids; those who were erased are missing.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn with_plans(&self) -> Result<Vec<String>, ChartError> {
        let books: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT entry.book FROM entry JOIN patient_key ON patient_key.site = entry.site \
             AND entry.book = 'chart/' || patient_key.patient AND patient_key.wrapped <> '' \
             WHERE entry.site = $1 AND entry.kind = 'plan_agreed' ORDER BY entry.book",
        )
        .bind(self.site)
        .fetch_all(&self.store.pool)
        .await?;
        Ok(books.iter().filter_map(|book| book.strip_prefix("chart/")).map(str::to_owned).collect())
    }

    /// The patients whose charts somebody opened last, the newest first; where there are fewer than `most`, those that were
    /// registered last follow.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn recent(&self, author: &str, most: usize) -> Result<Vec<Found>, ChartError> {
        let looked: Vec<String> = sqlx::query_scalar(
            "SELECT book FROM entry WHERE site = $1 AND author = $2 AND kind = 'look' ORDER BY recorded_at DESC LIMIT 200",
        )
        .bind(self.site)
        .bind(author)
        .fetch_all(&self.store.pool)
        .await?;
        let newest: Vec<String> = sqlx::query_scalar(
            "SELECT patient FROM patient_key WHERE site = $1 AND wrapped <> '' ORDER BY patient DESC LIMIT $2",
        )
        .bind(self.site)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.store.pool)
        .await?;
        let mut ids: Vec<String> = Vec::new();
        let opened = looked.iter().filter_map(|book| book.strip_prefix("looks/")).map(str::to_owned);
        for id in opened.chain(newest) {
            if ids.len() < most && !ids.contains(&id) {
                ids.push(id);
            }
        }
        let mut found = self.who(&ids).await?;
        found.sort_by_key(|one| ids.iter().position(|id| *id == one.patient));
        Ok(found)
    }

    fn newest_identity(&self, rows: &[Row]) -> Result<Option<Identity>, ChartError> {
        let Some((patient, _, wrapped, ..)) = rows.first() else { return Ok(None) };
        let Some(key) = self.key.unwrap(self.site, patient, wrapped)? else { return Ok(None) };
        let book = chart_of(patient);
        for (.., id, version, body) in rows {
            let clear = key.open(body, &book, id)?;
            let body = Body::from_text(u32::try_from(*version).unwrap_or(u32::MAX), &clear)?;
            if let Some(identity) = super::identity_in(&body) {
                return Ok(Some(identity.clone()));
            }
        }
        Ok(None)
    }

    /// The asked pieces that the fewest people have: enough of them to tell people apart, few enough to look through.
    async fn rarest(&self, tx: &mut AnyConnection, asked: &[i64]) -> Result<Vec<i64>, ChartError> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let text = held(asked.len());
        let mut query = sqlx::query_as::<_, (i64, i64)>(sqlx::AssertSqlSafe(text)).bind(self.site);
        for piece in asked {
            query = query.bind(piece);
        }
        let mut held: Vec<(i64, i64)> = query
            .fetch_all(tx)
            .await?
            .into_iter()
            .map(|(piece, count)| (count, piece))
            .filter(|h| h.0 > 0)
            .collect();
        held.sort_unstable();
        held.dedup();
        let mut rows = 0;
        let few = held.into_iter().enumerate().take_while(|(place, (count, _))| {
            rows += count;
            *place < RARE_MIN || rows <= ROWS_MAX
        });
        Ok(few.map(|(_, (_, piece))| piece).collect())
    }

    /// Whether the stored pieces are those of the person, and none once erased.
    pub(crate) async fn pieces_are_whole(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
    ) -> Result<bool, ChartError> {
        let stored: Vec<i64> = sqlx::query_scalar("SELECT piece FROM piece WHERE site = $1 AND patient = $2")
            .bind(self.site)
            .bind(patient)
            .fetch_all(&mut *tx)
            .await?;
        let identity = self.identity_in(tx, patient).await?;
        let own: BTreeSet<i64> = identity
            .map(|identity| {
                pieces::of(&identity).iter().map(|piece| self.key.piece(self.site, piece)).collect()
            })
            .unwrap_or_default();
        Ok(stored.into_iter().collect::<BTreeSet<_>>() == own)
    }

    /// Who a patient is, by the newest entry that says so; `None` once erased.
    pub(crate) async fn identity_in(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
    ) -> Result<Option<Identity>, ChartError> {
        let key = match self.key_in(tx, patient).await {
            Ok(key) => key,
            Err(ChartError::Erased(_)) => return Ok(None),
            Err(e) => return Err(e),
        };
        let book = chart_of(patient);
        let rows: Vec<(String, i64, String)> = sqlx::query_as(
            "SELECT id, version, body FROM entry WHERE site = $1 AND book = $2 AND kind IN ('identity', 'amendment') \
             ORDER BY seq DESC",
        )
        .bind(self.site)
        .bind(&book)
        .fetch_all(tx)
        .await?;
        for (id, version, body) in rows {
            let clear = key.open(&body, &book, &id)?;
            let body = Body::from_text(u32::try_from(version).unwrap_or(u32::MAX), &clear)?;
            if let Some(identity) = super::identity_in(&body) {
                return Ok(Some(identity.clone()));
            }
        }
        Err(ChartError::Missing { what: "identity", id: book::NOTHING.to_owned() + patient })
    }
}

/// How many people have each of so many pieces, as far as it matters.
fn held(pieces: usize) -> String {
    let one = |place: usize| {
        format!(
            "SELECT ${place} AS piece, (SELECT COUNT(*) FROM (SELECT 1 FROM piece WHERE site = $1 AND piece = ${place} \
             LIMIT {HELD_MAX}) AS s{place}) AS held"
        )
    };
    (2..pieces + 2).map(one).collect::<Vec<_>>().join(" UNION ALL ")
}

/// Who has the most of so many pieces, with everything that is needed to say who they are: one question for all of them,
/// because each costs more than what it asks.
fn likely(pieces: usize) -> String {
    let one = |place: usize| {
        format!(
            "SELECT patient FROM (SELECT patient FROM piece WHERE site = $1 AND piece = ${place} \
             ORDER BY patient DESC LIMIT {HELD_MAX}) AS s{place}"
        )
    };
    let all = (2..pieces + 2).map(one).collect::<Vec<_>>().join(" UNION ALL ");
    include_str!("likely.sql").replace("PIECES", &all).replace("MOST", &CANDIDATES_MAX.to_string())
}

/// What was typed, taken apart.
struct Question {
    words: Vec<String>,
    born: Option<vocab::Day>,
    phone: Option<String>,
    pieces: BTreeSet<String>,
}

impl Question {
    fn read(typed: &str) -> Self {
        let mut pieces = BTreeSet::new();
        let mut rest = Vec::new();
        let mut born = None;
        for part in typed.split_whitespace() {
            match part.parse::<vocab::Day>() {
                Ok(day) => born = Some(day),
                Err(_) => rest.push(part),
            }
        }
        let digits =
            rest.iter().filter(|part| part.chars().any(|c| c.is_ascii_digit())).copied().collect::<String>();
        let phone = pieces::of_phone(&digits);
        let words: Vec<String> = pieces::words(&rest.join(" "))
            .into_iter()
            .filter(|word| !word.chars().all(|c| c.is_ascii_digit()))
            .collect();
        pieces.extend(born.map(pieces::of_day));
        pieces.extend(phone.clone());
        pieces.extend(pieces::of_words(&words));
        Self { words, born, phone, pieces }
    }

    /// How like a person is: the mean over the typed words of the likest word of the name; a birth day or number that is
    /// the same counts as a word that is the same.
    fn likeness(&self, identity: &Identity) -> f64 {
        let name = pieces::words(&identity.name);
        let mut marks: Vec<f64> = self
            .words
            .iter()
            .map(|typed| name.iter().map(|word| alike(typed, word)).fold(0.0, f64::max))
            .collect();
        if let Some(born) = self.born {
            marks.push(if identity.born == Some(born) { 1.0 } else { 0.0 });
        }
        if let Some(phone) = &self.phone {
            let theirs = identity.phone.as_deref().and_then(pieces::of_phone);
            marks.push(if theirs.as_ref() == Some(phone) { 1.0 } else { 0.0 });
        }
        let count = u32::try_from(marks.len()).map_or(1.0, f64::from).max(1.0);
        marks.iter().sum::<f64>() / count
    }
}

/// How like a word is another, 0 to 1: the beginning of it, its letters, or its sound.
pub(super) fn alike(typed: &str, word: &str) -> f64 {
    if word.starts_with(typed) && typed.len() >= 2 {
        return 0.98;
    }
    let by_letters = strsim::jaro_winkler(typed, word);
    if pieces::sound(typed) == pieces::sound(word) { by_letters.max(0.85) } else { by_letters }
}
