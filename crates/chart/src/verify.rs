//! Whether the record is still what was recorded: every chain, every end, every closed day.
//!
//! Without the key the chains and the signed days are checked; with it also the seals of the ends and of the patients' keys,
//! which somebody who rewrites whole chains cannot make.
use crate::ChartError;
use crate::book::{self, Head, NOTHING, Row, hash_of};
use crate::patient::{Patients, chart_of};
use crate::register::{Event, REGISTER, root_of};
use crate::seal::{SiteKey, from_hex};
use crate::store::Store;
use ed25519_dalek::{Signature, VerifyingKey};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// Entries read at a time.
const PAGE: i64 = 500;
/// Faults after which the search for more ends.
pub const FAULTS_MAX: usize = 100;

/// Something that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which book; empty where the fault lies outside the books.
    pub book: String,
    /// Place of the first bad entry, from 1; 0 where it is the book as a whole.
    pub seq: u64,
    /// Id of that entry, if there is one.
    pub id: String,
    /// What is wrong.
    pub what: String,
}

/// What was checked and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Books that were read.
    pub books: u64,
    /// Entries whose hash was computed anew.
    pub entries: u64,
    /// Days whose root and signature were checked.
    pub days: u64,
    /// The faults, the register first, then by book and place; none in a whole record.
    pub faults: Vec<Fault>,
}

impl Verified {
    fn fault(&mut self, book: &str, seq: u64, id: &str, what: impl Into<String>) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { book: book.to_owned(), seq, id: id.to_owned(), what: what.into() });
        }
    }
}

/// What the register says, for comparison with the books.
#[derive(Default)]
struct Told {
    public_key: Option<VerifyingKey>,
    /// Name of the site, and when it was opened.
    opened: (String, i64),
    registered: BTreeSet<String>,
    erased: BTreeSet<String>,
    joined: BTreeMap<String, String>,
    /// Book, entries, hash, and the place in the register that said so.
    closed: Vec<(String, u64, String, u64)>,
}

impl Store {
    /// Checks a site's whole record, from one moment's state of the database.
    ///
    /// # Errors
    /// The site is not in the record, or the database does not answer. A fault is not an error.
    pub async fn verify(&self, key: Option<&SiteKey>, site: &str) -> Result<Verified, ChartError> {
        let mut tx = self.read().await?;
        self.verify_in(&mut tx, key, site).await
    }

    /// The same, as this connection sees the database.
    pub(crate) async fn verify_in(
        &self,
        tx: &mut AnyConnection,
        key: Option<&SiteKey>,
        site: &str,
    ) -> Result<Verified, ChartError> {
        let mut verified = Verified::default();
        let row: Option<(String, String, i64)> =
            sqlx::query_as("SELECT public_key, name, opened_at FROM site WHERE site = $1")
                .bind(site)
                .fetch_optional(&mut *tx)
                .await?;
        let (public_key, name, opened_at) =
            row.ok_or_else(|| ChartError::Missing { what: "site", id: site.to_owned() })?;
        let mut told = Told::default();
        chain(tx, key, site, REGISTER, &mut verified, &mut |verified, row| told.hear(verified, row)).await?;
        let as_told = told.public_key.map(|k| crate::seal::hex(k.as_bytes())) == Some(public_key);
        if !as_told || told.opened != (name, opened_at) {
            verified.fault(
                "",
                0,
                "",
                "the site's name, key or first day is not what the register opened with",
            );
        }
        let mut books: BTreeSet<String> =
            names(tx, "SELECT DISTINCT book FROM entry WHERE site = $1", site).await?;
        books.extend(names(tx, "SELECT book FROM head WHERE site = $1", site).await?);
        books.remove(REGISTER);
        for book in &books {
            chain(tx, key, site, book, &mut verified, &mut |_, _| {}).await?;
        }
        compare(tx, key, site, &books, &told, &mut verified).await?;
        if let Some(key) = key
            && verified.faults.is_empty()
        {
            let patients = Patients::new(self, key, site);
            for patient in &told.registered {
                for photo in patients.broken_photos(tx, patient).await? {
                    let what = "the photograph is not the one that was recorded";
                    verified.fault(&chart_of(patient), 0, &photo, what);
                }
                if !patients.pieces_are_whole(tx, patient).await? {
                    verified.fault(
                        &chart_of(patient),
                        0,
                        "",
                        "the pieces for the search are not those of this person",
                    );
                }
            }
            beside(tx, key, site, &patients, &told, &mut verified).await?;
        }
        Ok(verified)
    }
}

/// What stands beside the books and is proved by them, or by a seal of its own: consent texts, lots, visits.
async fn beside(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    patients: &Patients<'_>,
    told: &Told,
    verified: &mut Verified,
) -> Result<(), ChartError> {
    let texts = crate::consent::texts_in(tx, site).await?;
    for (hash, is_whole) in &texts {
        if !is_whole {
            verified.fault("", 0, hash, "the bytes of this consent text are not those it was kept with");
        }
    }
    for patient in &told.registered {
        for (seq, id, hash) in patients.texts_named(tx, patient).await? {
            if !texts.contains_key(&hash) {
                let what = format!("the consent text {hash} that was signed here is gone");
                verified.fault(&chart_of(patient), seq, &id, what);
            }
        }
    }
    for lot in crate::stock::broken_lots(tx, site).await? {
        let what = "the row of this lot is not the end of its book";
        verified.fault(&format!("lot/{lot}"), 0, "", what);
    }
    for one in crate::booking::sealed::broken(tx, key, site, FAULTS_MAX).await? {
        verified.fault(&format!("visit/{}", one.booking), one.seq, "", one.what);
    }
    Ok(())
}

async fn names(
    tx: &mut AnyConnection,
    text: &'static str,
    site: &str,
) -> Result<BTreeSet<String>, ChartError> {
    let names: Vec<String> = sqlx::query_scalar(text).bind(site).fetch_all(tx).await?;
    Ok(names.into_iter().collect())
}

/// Walks one book from its first entry, computing every hash anew, and compares its end with what the head says.
async fn chain(
    tx: &mut AnyConnection,
    key: Option<&SiteKey>,
    site: &str,
    book: &str,
    verified: &mut Verified,
    each: &mut (dyn FnMut(&mut Verified, &Row) + Send),
) -> Result<(), ChartError> {
    verified.books += 1;
    let (mut count, mut last) = (0_i64, NOTHING.to_owned());
    let mut after = i64::MIN;
    let mut broken = false;
    loop {
        let rows = book::rows(tx, site, book, after, PAGE).await?;
        let Some(end) = rows.last() else { break };
        after = end.seq;
        for row in &rows {
            verified.entries += 1;
            if !broken && let Some(what) = wrong(site, book, row, count, &last) {
                verified.fault(book, book::unsigned(row.seq), &row.id, what);
                broken = true;
            }
            count += 1;
            last.clone_from(&row.hash);
            each(verified, row);
        }
    }
    if !broken {
        end(tx, key, site, book, verified, book::unsigned(count), &last).await?;
    }
    Ok(())
}

/// What is wrong with an entry, given the one before.
fn wrong(site: &str, book: &str, row: &Row, count: i64, last: &str) -> Option<String> {
    let expected = count + 1;
    if row.seq != expected {
        return Some(format!("entry {expected} is missing: the next one is number {}", row.seq));
    }
    if row.previous != last {
        return Some("it does not follow the entry before it".to_owned());
    }
    (hash_of(site, book, row) != row.hash).then(|| "its content is not what its hash was made of".to_owned())
}

async fn end(
    tx: &mut AnyConnection,
    key: Option<&SiteKey>,
    site: &str,
    book: &str,
    verified: &mut Verified,
    count: u64,
    last: &str,
) -> Result<(), ChartError> {
    let row: Option<(i64, String, i64, String)> =
        sqlx::query_as("SELECT count, hash, closed, seal FROM head WHERE site = $1 AND book = $2")
            .bind(site)
            .bind(book)
            .fetch_optional(tx)
            .await?;
    let Some((said, hash, closed, seal)) = row else {
        verified.fault(book, count, "", "the end of the book is missing");
        return Ok(());
    };
    let head = Head { count: book::unsigned(said), hash, closed: book::unsigned(closed) };
    if said < 0 || closed < 0 || head.count != count || head.hash != last {
        let what = format!("the book has {count} entries, its end says {said}");
        verified.fault(book, count.min(head.count) + 1, "", what);
        return Ok(());
    }
    if let Some(key) = key
        && seal != key.seal_head(site, book, head.count, &head.hash, head.closed)
    {
        verified.fault(book, count, "", "the seal of its end was not made with the key of this site");
    }
    Ok(())
}

impl Told {
    /// Hears one entry of the register.
    fn hear(&mut self, verified: &mut Verified, row: &Row) {
        let seq = book::unsigned(row.seq);
        let Ok(event) = serde_json::from_str::<Event>(&row.body) else {
            return verified.fault(REGISTER, seq, &row.id, "its event cannot be read");
        };
        match event {
            Event::Opened { name, public_key } => {
                self.public_key = public_key_of(&public_key);
                self.opened = (name, row.recorded_at);
            }
            Event::Registered { patient } => {
                self.registered.insert(patient);
            }
            Event::Joined { folded, kept } => {
                self.joined.insert(folded, kept);
            }
            Event::Parted { folded } => {
                self.joined.remove(&folded);
            }
            Event::Erased { patient, .. } => {
                self.erased.insert(patient);
            }
            Event::Closed { day, books, root, signature } => {
                verified.days += 1;
                if root_of(day, &books) != root {
                    verified.fault(
                        REGISTER,
                        seq,
                        &row.id,
                        format!("the root of {day} is not that of its books"),
                    );
                }
                if !self.signed(&root, &signature) {
                    verified.fault(
                        REGISTER,
                        seq,
                        &row.id,
                        format!("the signature of {day} is not by this site's key"),
                    );
                }
                self.closed.extend(books.into_iter().map(|(book, count, hash)| (book, count, hash, seq)));
            }
        }
    }

    fn signed(&self, root: &str, signature: &str) -> bool {
        let signature = from_hex(signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
        match (self.public_key, signature) {
            (Some(key), Some(signature)) => key.verify_strict(root.as_bytes(), &signature).is_ok(),
            _ => false,
        }
    }
}

fn public_key_of(text: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = from_hex(text)?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}

/// Compares the register with the books, the keys and the joinings.
async fn compare(
    tx: &mut AnyConnection,
    key: Option<&SiteKey>,
    site: &str,
    books: &BTreeSet<String>,
    told: &Told,
    verified: &mut Verified,
) -> Result<(), ChartError> {
    for (book, count, hash, seq) in &told.closed {
        let there: Option<String> =
            sqlx::query_scalar("SELECT hash FROM entry WHERE site = $1 AND book = $2 AND seq = $3")
                .bind(site)
                .bind(book)
                .bind(book::signed(*count))
                .fetch_optional(&mut *tx)
                .await?;
        if there.as_ref() != Some(hash) {
            verified.fault(
                book,
                *count,
                "",
                format!("it is not what was signed when the day was closed (register {seq})"),
            );
        }
    }
    for patient in &told.registered {
        if !books.contains(&chart_of(patient)) {
            verified.fault(&chart_of(patient), 1, "", "the chart of a registered patient is missing");
        }
    }
    for book in books.iter().filter(|book| !crate::own::is_own(book)) {
        let patient = book.strip_prefix("chart/").or_else(|| book.strip_prefix("looks/"));
        if !patient.is_some_and(|patient| told.registered.contains(patient)) {
            verified.fault(book, 1, "", "no patient of this book is registered");
        }
    }
    let joined = crate::patient::joined(tx, site).await?;
    if joined.into_iter().collect::<BTreeMap<_, _>>() != told.joined {
        verified.fault("", 0, "", "the charts that are read as one are not those that the register joined");
    }
    keys(tx, key, site, told, verified).await
}

async fn keys(
    tx: &mut AnyConnection,
    key: Option<&SiteKey>,
    site: &str,
    told: &Told,
    verified: &mut Verified,
) -> Result<(), ChartError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT patient, wrapped FROM patient_key WHERE site = $1")
            .bind(site)
            .fetch_all(tx)
            .await?;
    let wrapped: BTreeMap<String, String> = rows.into_iter().collect();
    for patient in told.registered.union(&wrapped.keys().cloned().collect()) {
        let book = chart_of(patient);
        let what = match wrapped.get(patient).map(String::as_str) {
            None => Some("the key of a registered patient is missing"),
            Some(_) if !told.registered.contains(patient) => Some("a key belongs to no registered patient"),
            Some("") if !told.erased.contains(patient) => {
                Some("the key is destroyed, and the register does not say so")
            }
            Some("") => None,
            Some(_) if told.erased.contains(patient) => Some("the patient was erased, and there is a key"),
            Some(text) => {
                let opens = key.is_none_or(|key| key.unwrap(site, patient, text).is_ok());
                (!opens).then_some("the key of this patient does not open")
            }
        };
        if let Some(what) = what {
            verified.fault(&book, 0, "", what);
        }
    }
    Ok(())
}
