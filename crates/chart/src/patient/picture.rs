//! Photographs of a patient: kept with their entry in one write, shown only for a purpose that is allowed.
use super::{NewEntry, Patients, Why, chart_of, draft};
use crate::ChartError;
use crate::book;
use crate::consent::{Allowed, Purpose, photo_allowed};
use crate::entry::Body;
use crate::fold::Chart;
use crate::photo::{Clean, Photo};
use crate::register::By;
use crate::seal::{Chance, PatientKey, hex};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;
use vocab::{Day, Zone};

/// Clear bytes of one sealed piece: as text it stays below half of the longest line of an export.
const PIECE_BYTES: usize = 384 * 1024;
/// The most photographs of one patient.
pub const PHOTOS_MAX: usize = 2_000;

vocab::words! {
    /// Which of the two files of a photograph.
    Size, "size of a photograph" {
        /// The whole one.
        Full = "full",
        /// The small copy for lists.
        Small = "small",
    }
}

/// What is said of a photograph when it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// From where it shows the person.
    pub view: crate::photo::View,
    /// The zone in a close view.
    pub zone: Option<Zone>,
    /// The day on which it was taken.
    pub on: Day,
    /// Whether it is a drawing instead of a photograph, as in the demonstration.
    pub drawn: bool,
    /// A remark, at most [`crate::photo::NOTE_MAX`] letters.
    pub note: String,
}

struct Piece {
    size: Size,
    part: i64,
    parts: i64,
    body: String,
}

impl Patients<'_> {
    /// Keeps a photograph: its sealed pieces and its entry, both or neither. Gives the id of the entry.
    ///
    /// # Errors
    /// Photographs for the record are not allowed at this instant ([`ChartError::NotAllowed`]), there is no such patient, the
    /// key is destroyed, the remark is too long, there are [`PHOTOS_MAX`] already, or the database refuses.
    pub async fn keep_photo(
        &self,
        patient: &str,
        (clean, taken): (&Clean, &Taken),
        happened_at: i64,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let chart = Chart::of(&self.glance(patient, Why::Care, by, chance).await?);
        allowed(&chart, Purpose::Record, by.at)?;
        let id = book::new_id(by.at, chance);
        let key = self.patient_key(patient).await?;
        let place = (patient, id.as_str());
        let mut pieces = sealed(&key, place, Size::Full, &clean.full, chance);
        pieces.extend(sealed(&key, place, Size::Small, &clean.small, chance));
        let photo = Photo {
            file_hash: hash(place, &pieces),
            view: taken.view,
            zone: taken.zone,
            on: taken.on,
            width: clean.width,
            height: clean.height,
            drawn: taken.drawn,
            note: taken.note.trim().to_owned(),
        };
        let new = NewEntry { id: id.clone(), happened_at, body: Body::Photo(photo), amends: None };
        new.body.check()?;
        let (entry, pieces) = (&draft(&key, patient, &new, by, chance)?, &pieces);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_have_key(tx, patient).await?;
            self.must_have_room(tx, patient).await?;
            for piece in pieces {
                insert(tx, self.site, place, piece).await?;
            }
            let entries = std::slice::from_ref(entry);
            book::append(tx, self.key, self.site, &chart_of(patient), None, entries).await?;
            Ok((held, ()))
        })
        .await?;
        Ok(id)
    }

    async fn must_have_room(&self, tx: &mut AnyConnection, patient: &str) -> Result<(), ChartError> {
        let there: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM photo_part WHERE site = $1 AND patient = $2 AND size = 'small' AND part = 1",
        )
        .bind(self.site)
        .bind(patient)
        .fetch_one(tx)
        .await?;
        let got = usize::try_from(there).unwrap_or(0) + 1;
        if got > PHOTOS_MAX {
            return Err(ChartError::Limit { what: "photographs of a patient", limit: PHOTOS_MAX, got });
        }
        Ok(())
    }

    /// The bytes of a photograph, for a purpose: a JPEG file. The look is remembered.
    ///
    /// # Errors
    /// The purpose is not allowed at this instant ([`ChartError::NotAllowed`]), the chart has no such photograph or it was
    /// withdrawn, the key is destroyed, the pieces are not those of the entry, or the database does not answer.
    pub async fn photo(
        &self,
        patient: &str,
        (photo, size): (&str, Size),
        (purpose, why): (Purpose, Why),
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Vec<u8>, ChartError> {
        let chart = Chart::of(&self.glance(patient, why, by, chance).await?);
        let line = chart.lines.iter().find(|line| line.entry.id == photo);
        let Some((line, Body::Photo(_))) = line.and_then(|line| Some((line, line.now.as_ref()?))) else {
            return Err(ChartError::Missing { what: "photograph", id: photo.to_owned() });
        };
        allowed(&chart, purpose, by.at)?;
        // Two charts that were joined keep their own keys.
        let owner = line.entry.patient.as_str();
        let mut tx = self.store.read().await?;
        let key = self.key_in(&mut tx, owner).await?;
        opened(&mut tx, &key, self.site, (owner, photo), size).await
    }

    /// Whether the sealed pieces of every photograph in this chart are those that its entry was recorded with; the ids of
    /// those that are not.
    pub(crate) async fn broken_photos(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
    ) -> Result<Vec<String>, ChartError> {
        let mut broken = Vec::new();
        let entries = match self.entries(tx, patient, 0).await {
            Ok(entries) => entries,
            // With the key the pieces are gone as well.
            Err(ChartError::Erased(_)) => return Ok(broken),
            Err(e) => return Err(e),
        };
        for entry in entries {
            let Body::Photo(photo) = &entry.body else { continue };
            let place = (patient, entry.id.as_str());
            let pieces = pieces(tx, self.site, place).await?;
            if hash(place, &pieces) != photo.file_hash {
                broken.push(entry.id);
            }
        }
        Ok(broken)
    }
}

fn allowed(chart: &Chart, purpose: Purpose, at: i64) -> Result<(), ChartError> {
    let now = photo_allowed(chart, purpose, at);
    if now.holds() {
        return Ok(());
    }
    let why = match now {
        Allowed::Until(_) | Allowed::NotAsked => "nobody was asked",
        Allowed::Ended(_) => "the consent ended",
        Allowed::TakenBack(_) => "the consent was taken back",
    };
    Err(ChartError::NotAllowed { what: purpose.title(), why })
}

fn place_of<'p>(
    (patient, photo): (&'p str, &'p str),
    size: Size,
    part: &'p str,
    parts: &'p str,
) -> [&'p str; 6] {
    ["photo", patient, photo, size.code(), part, parts]
}

fn sealed(
    key: &PatientKey,
    place: (&str, &str),
    size: Size,
    bytes: &[u8],
    chance: &mut dyn Chance,
) -> Vec<Piece> {
    let parts = bytes.chunks(PIECE_BYTES).count();
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut pieces = Vec::with_capacity(parts);
    for (at, piece) in bytes.chunks(PIECE_BYTES).enumerate() {
        let (part, parts) = (number(at + 1), number(parts));
        let body =
            key.seal_bytes(piece, &place_of(place, size, &part.to_string(), &parts.to_string()), chance);
        pieces.push(Piece { size, part, parts, body });
    }
    pieces
}

/// SHA-256 over every sealed piece with its place, each with its length before it.
fn hash((patient, photo): (&str, &str), pieces: &[Piece]) -> String {
    let mut hash = Sha256::new();
    let mut put = |text: &str| {
        hash.update(format!("{}:", text.len()));
        hash.update(text);
    };
    for text in ["serein.photo.1", patient, photo] {
        put(text);
    }
    for piece in pieces {
        for text in [piece.size.code(), &piece.part.to_string(), &piece.parts.to_string(), &piece.body] {
            put(text);
        }
    }
    hex(&hash.finalize())
}

async fn insert(
    tx: &mut AnyConnection,
    site: &str,
    (patient, photo): (&str, &str),
    piece: &Piece,
) -> Result<(), ChartError> {
    sqlx::query(
        "INSERT INTO photo_part (site, patient, photo, size, part, parts, body) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(site)
    .bind(patient)
    .bind(photo)
    .bind(piece.size.code())
    .bind(piece.part)
    .bind(piece.parts)
    .bind(&piece.body)
    .execute(tx)
    .await?;
    Ok(())
}

/// Every piece of a photograph, the whole file first.
async fn pieces(
    tx: &mut AnyConnection,
    site: &str,
    (patient, photo): (&str, &str),
) -> Result<Vec<Piece>, ChartError> {
    let rows: Vec<(String, i64, i64, String)> = sqlx::query_as(
        "SELECT size, part, parts, body FROM photo_part WHERE site = $1 AND patient = $2 AND photo = $3 \
         ORDER BY size, part",
    )
    .bind(site)
    .bind(patient)
    .bind(photo)
    .fetch_all(tx)
    .await?;
    let pieces = rows
        .into_iter()
        .filter_map(|(size, part, parts, body)| Some(Piece { size: size.parse().ok()?, part, parts, body }));
    Ok(pieces.collect())
}

async fn opened(
    tx: &mut AnyConnection,
    key: &PatientKey,
    site: &str,
    place: (&str, &str),
    which: Size,
) -> Result<Vec<u8>, ChartError> {
    let mut bytes = Vec::new();
    let (mut read, mut announced) = (0, 0);
    for piece in pieces(tx, site, place).await?.iter().filter(|piece| piece.size == which) {
        let (part, parts) = (piece.part.to_string(), piece.parts.to_string());
        let clear = key.open_bytes(&piece.body, &place_of(place, which, &part, &parts));
        bytes.extend(clear.ok_or(ChartError::Key("a photograph"))?);
        read += 1;
        announced = piece.parts;
    }
    if read == 0 || read != announced {
        let why = format!("{read} of {announced} pieces are there");
        return Err(ChartError::Form { what: format!("the photograph {}", place.1), why });
    }
    Ok(bytes)
}

/// Removes every piece of a patient: without the key nobody could open them.
pub(super) async fn forget(tx: &mut AnyConnection, site: &str, patient: &str) -> Result<(), ChartError> {
    for text in [
        "DELETE FROM photo_part WHERE site = $1 AND patient = $2",
        "DELETE FROM consult_draft WHERE site = $1 AND patient = $2",
    ] {
        sqlx::query(text).bind(site).bind(patient).execute(&mut *tx).await?;
    }
    Ok(())
}
