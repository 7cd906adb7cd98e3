//! What guests answer, and what they stop: by a link, by an answer, or by a word to the desk.
use super::{LISTED_MAX, Outbox, Purpose, SEALED_AS, Why};
use crate::ChartError;
use crate::book::new_id;
use crate::contact::Contact;
use crate::entry::Body;
use crate::identity::Identity;
use crate::patient::{NewEntry, OTHERS};
use crate::register::By;
use crate::seal::Chance;
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

/// The most answers that one list shows.
pub const REPLIES_MAX: i64 = LISTED_MAX;
/// The longest answer that is kept, bytes.
const ANSWER_BYTES_MAX: usize = 4_000;
/// The longest id or address of an answer, bytes.
const ADDRESS_BYTES_MAX: usize = 300;
/// What an answer of one word means everywhere in the world of text messages, and the German and French of it.
const STOPS: &[&str] = &[
    "STOP",
    "STOPALL",
    "STOP ALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "STOPP",
    "ARRET",
    "ARRÊT",
    "REVOKE",
    "OPTOUT",
];
/// What a sealed answer of nobody we know is bound to.
const BOOK: &str = "reply";

/// An answer as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its own id, by which the same answer sent twice is heard once.
    pub id: String,
    /// Address or number that it came from.
    pub from: String,
    /// Id of the message that it answers; empty where nobody knows.
    pub message: String,
    /// What it says.
    pub text: String,
}

/// An answer as the desk reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its id.
    pub id: String,
    /// Id of the patient; empty where nobody knows who wrote.
    pub patient: String,
    /// When it came, milliseconds since 1970.
    pub at: i64,
    /// Whether it stopped the messages.
    pub stop: bool,
    /// Who has read it; empty = nobody yet.
    pub done_by: String,
    /// Where it came from and what it says; `None` once the patient was erased.
    pub words: Option<(String, String)>,
}

/// Whether an answer is the one word that stops everything. A sentence with the word in it is read by a person.
#[must_use]
pub fn is_stop(text: &str) -> bool {
    let word = text.trim().trim_end_matches(['.', '!']).trim().to_uppercase();
    STOPS.contains(&word.as_str())
}

impl Outbox<'_> {
    /// Hears an answer: keeps it for the desk, and stops the messages where it says so. `false` when it was heard before.
    ///
    /// # Errors
    /// It is too long, or the database refuses.
    pub async fn hear(&self, answer: &Answer, now: i64, chance: &mut dyn Chance) -> Result<bool, ChartError> {
        for (what, got, limit) in [
            ("bytes of an answer", answer.text.len(), ANSWER_BYTES_MAX),
            ("bytes of the id of an answer", answer.id.len(), ADDRESS_BYTES_MAX),
            ("bytes of the address of an answer", answer.from.len(), ADDRESS_BYTES_MAX),
        ] {
            if got > limit {
                return Err(ChartError::Limit { what, limit, got });
            }
        }
        let heard: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM reply WHERE site = $1 AND reply = $2")
            .bind(self.site)
            .bind(&answer.id)
            .fetch_one(&self.store.pool)
            .await?;
        if heard > 0 {
            return Ok(false);
        }
        let writers = self.writers(answer).await?;
        // Messages go out under the chart that was kept: whoever has two is one person.
        let mut persons = BTreeSet::new();
        for writer in &writers {
            persons.insert(self.patients().part_of(writer).await?.unwrap_or_else(|| writer.clone()));
        }
        // Two people with one address: whose answer it is, a person decides.
        let patient = Some(&persons).filter(|all| all.len() == 1).and_then(BTreeSet::first);
        let words = serde_json::to_string(&(&answer.from, &answer.text))
            .map_err(|e| ChartError::Form { what: "an answer".to_owned(), why: e.to_string() })?;
        let stop = is_stop(&answer.text);
        // What the answer does comes before the answer is kept: where it could not be done, the same answer is sent again.
        for writer in writers.iter().filter(|chart| !persons.contains(*chart)).chain(&persons) {
            if stop {
                // No more to this address, whoever of them it was.
                let by = By { author: writer.clone(), at: now };
                self.stop(writer, Purpose::ALL, &by, chance).await?;
            } else {
                self.hold_invitations(writer, now).await?;
            }
        }
        let sealed = match patient {
            Some(patient) => {
                self.patients().patient_key(patient).await?.seal(&words, SEALED_AS, &answer.id, chance)
            }
            None => self.key.seal_own(&words, self.site, BOOK, &answer.id, chance),
        };
        let done = sqlx::query(
            "INSERT INTO reply (site, reply, patient, message, kind, at, done_by, sealed) \
             VALUES ($1, $2, $3, $4, $5, $6, '', $7) ON CONFLICT (site, reply) DO NOTHING",
        )
        .bind(self.site)
        .bind(&answer.id)
        .bind(patient.map_or("", String::as_str))
        .bind(&answer.message)
        .bind(if stop { "stop" } else { "words" })
        .bind(now)
        .bind(sealed)
        .execute(&self.store.writer)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// An invitation that waits for its hour waits for a person instead: its guest has written, and nobody has read it yet.
    async fn hold_invitations(&self, patient: &str, now: i64) -> Result<(), ChartError> {
        sqlx::query(
            "UPDATE message SET status = 'held', changed_at = $3 WHERE site = $1 AND patient = $2 AND kind = 'recall' \
             AND status = 'queued' AND attempts = 0",
        )
        .bind(self.site)
        .bind(patient)
        .bind(now)
        .execute(&self.store.writer)
        .await?;
        Ok(())
    }

    /// Whether a person has written, under whichever of their charts, and nobody has read it yet.
    pub(super) async fn waits_for_an_answer(&self, patient: &str) -> Result<bool, ChartError> {
        let unread: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT COUNT(*) FROM reply WHERE site = $1 AND (patient = $2 OR patient IN ({OTHERS})) AND done_by = '' \
             AND kind = 'words'"
        )))
        .bind(self.site)
        .bind(patient)
        .fetch_one(&self.store.pool)
        .await?;
        Ok(unread > 0)
    }

    /// Who may have written an answer: whoever the message went to, else everybody with this address.
    async fn writers(&self, answer: &Answer) -> Result<Vec<String>, ChartError> {
        if !answer.message.is_empty() {
            match self.one(&answer.message).await {
                Ok(message) => {
                    let known = self.patients().known(&message.patient).await.is_ok();
                    return Ok(known.then_some(message.patient).into_iter().collect());
                }
                Err(ChartError::Missing { .. }) => {}
                Err(e) => return Err(e),
            }
        }
        let found = self.patients().find(&answer.from).await?;
        let theirs = found.into_iter().filter(|one| has_address(&one.identity, &answer.from));
        Ok(theirs.map(|one| one.patient).collect())
    }

    /// Stops messages for these purposes by the patient's own word, and takes back what waits; what was allowed before, so that
    /// it can be taken back.
    ///
    /// # Errors
    /// There is no such patient, the key was destroyed, or the database refuses.
    pub async fn stop(
        &self,
        patient: &str,
        purposes: &[Purpose],
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Contact, ChartError> {
        let before = self.patients().for_the_house(patient).await?.contact().cloned().unwrap_or_default();
        let stopped = before.stopped(purposes);
        if stopped.allows != before.allows {
            self.keep_contact(patient, &stopped, by, chance).await?;
        }
        self.take_back_for(patient, purposes, Why::Refused, by.at).await?;
        Ok(before)
    }

    /// Records how a patient may be reached.
    ///
    /// # Errors
    /// As for [`Outbox::stop`].
    pub async fn keep_contact(
        &self,
        patient: &str,
        contact: &Contact,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let entry = NewEntry {
            id: new_id(by.at, chance),
            happened_at: by.at,
            body: Body::Contact(contact.clone()),
            amends: None,
        };
        self.patients().record(patient, None, &[entry], by, chance).await.map(|_| ())
    }

    /// The answers that nobody has read yet, then the others, the newest first; at most [`REPLIES_MAX`].
    ///
    /// # Errors
    /// A row cannot be opened, or the database does not answer.
    pub async fn replies(&self) -> Result<Vec<Reply>, ChartError> {
        let rows: Vec<(String, String, i64, String, String, String, String)> = sqlx::query_as(
            "SELECT r.reply, r.patient, r.at, r.kind, r.done_by, r.sealed, COALESCE(k.wrapped, '') FROM reply r \
             LEFT JOIN patient_key k ON k.site = r.site AND k.patient = r.patient WHERE r.site = $1 \
             ORDER BY CASE WHEN r.done_by = '' THEN 0 ELSE 1 END, r.at DESC, r.reply LIMIT $2",
        )
        .bind(self.site)
        .bind(REPLIES_MAX)
        .fetch_all(&self.store.pool)
        .await?;
        let mut replies = Vec::with_capacity(rows.len());
        for (id, patient, at, kind, done_by, sealed, wrapped) in rows {
            let clear = match self.key.unwrap(self.site, &patient, &wrapped)? {
                _ if sealed.is_empty() => None,
                Some(key) => Some(key.open(&sealed, SEALED_AS, &id)?),
                None if patient.is_empty() => Some(self.key.open_own(&sealed, self.site, BOOK, &id)?),
                None => None,
            };
            let words = clear.map(|clear| crate::booking::parsed("an answer", &clear)).transpose()?;
            replies.push(Reply { id, patient, at, stop: kind == "stop", done_by, words });
        }
        Ok(replies)
    }

    /// Says that somebody has read an answer and done what it asks for; `false` when it was read before.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn read_reply(&self, id: &str, by: &By) -> Result<bool, ChartError> {
        let done =
            sqlx::query("UPDATE reply SET done_by = $3 WHERE site = $1 AND reply = $2 AND done_by = ''")
                .bind(self.site)
                .bind(id)
                .bind(&by.author)
                .execute(&self.store.writer)
                .await?;
        Ok(done.rows_affected() == 1)
    }
}

/// Whether this is the patient's own address; numbers are the same if their digits are, whatever stands between them.
fn has_address(identity: &Identity, from: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let by_mail = identity.email.as_deref().is_some_and(|mail| mail.trim().eq_ignore_ascii_case(from.trim()));
    let number = digits(from);
    let by_phone = number.len() >= 6
        && identity
            .phone
            .as_deref()
            .map(digits)
            .is_some_and(|own| own.trim_start_matches('0') == number.trim_start_matches('0'));
    by_mail || by_phone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_stops_and_a_sentence_is_read() {
        for stop in ["STOP", " stop ", "Stop.", "stopp", "STOP ALL", "unsubscribe", "Arrêt!"] {
            assert!(is_stop(stop), "{stop}");
        }
        for words in ["", "I will stop by at five", "do not stop", "yes", "cancel my visit"] {
            assert!(!is_stop(words), "{words}");
        }
    }

    #[test]
    fn a_number_is_its_digits() {
        let who = Identity {
            phone: Some("+1 (555) 010-42 00".to_owned()),
            email: Some("A@b.example".to_owned()),
            ..Identity::default()
        };
        assert!(has_address(&who, "+15550104200") && has_address(&who, " a@B.example"));
        assert!(!has_address(&who, "5550104200") && !has_address(&who, "42") && !has_address(&who, ""));
    }
}
