//! Passkeys: the questions put to them, and what is kept of them.
//!
//! What a ceremony is and whether its answer holds is decided by whoever speaks with browsers; here it is only kept. A
//! question is sealed, is taken once, and is over after [`CEREMONY_MS`]; a passkey is a row of `credential` whose secret
//! (its public key and its counter) is sealed.
use super::session::{draw, token_hash};
use super::{Kind, People};
use crate::ChartError;
use crate::book;
use crate::seal::Chance;
use sqlx::AnyConnection;

/// How long a question to a passkey waits for its answer: five minutes, as long as browsers wait.
pub const CEREMONY_MS: i64 = 5 * 60_000;
/// The most questions of a site that wait at a time; past it the oldest is dropped.
pub const CEREMONIES_MAX: i64 = 1_000;
/// The most passkeys of one person.
pub const PASSKEYS_MAX: usize = 20;
/// The longest name of a passkey, in letters.
pub const LABEL_MAX: usize = 60;

/// What a sealed question is bound to.
const SEALED_IN: &str = "ceremony";

vocab::words! {
    /// Why a passkey is asked.
    Ceremony, "purpose of a ceremony" {
        /// A new passkey is made; the subject is the session.
        Register = "register",
        /// Somebody comes in; there is no subject.
        SignIn = "sign-in",
        /// Whoever is signed in proves it again; the subject is the session.
        Prove = "prove",
    }
}

/// The id of a passkey in the record: a hash of the id that the device gave it, which may be long.
#[must_use]
pub fn passkey_id(credential: &[u8]) -> String {
    token_hash("passkey", &crate::seal::hex(credential))
}

impl People<'_> {
    /// Keeps a question until it is answered, and gives its secret name.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn open_ceremony(
        &self,
        (purpose, subject): (Ceremony, &str),
        state: &str,
        now: i64,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let token = draw(chance);
        let (site, hash) = (self.own.site, token_hash("ceremony", &token));
        let sealed = self.own.key.seal_own(state, site, SEALED_IN, &hash, chance);
        // What is over, and what is too many: a door that anybody may knock at leaves no more rows than its limit.
        sqlx::query(
            "DELETE FROM ceremony WHERE site = $1 AND (ends_at <= $2 OR hash IN (SELECT hash FROM ceremony \
             WHERE site = $1 ORDER BY ends_at DESC, hash LIMIT $4 OFFSET $3))",
        )
        .bind(site)
        .bind(now)
        .bind(CEREMONIES_MAX - 1)
        .bind(CEREMONIES_MAX)
        .execute(&self.own.store.writer)
        .await?;
        sqlx::query(
            "INSERT INTO ceremony (site, hash, purpose, subject, state, ends_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(site)
        .bind(&hash)
        .bind(purpose.code())
        .bind(subject)
        .bind(sealed)
        .bind(now.saturating_add(CEREMONY_MS))
        .execute(&self.own.store.writer)
        .await?;
        Ok(token)
    }

    /// Takes a question away to look at its answer: whoever asks second finds none. `None` where it is unknown, over,
    /// answered, or was put for another purpose or subject.
    ///
    /// # Errors
    /// The key does not open it, or the database refuses.
    pub async fn take_ceremony(
        &self,
        token: &str,
        (purpose, subject): (Ceremony, &str),
        now: i64,
    ) -> Result<Option<String>, ChartError> {
        let hash = token_hash("ceremony", token);
        let sealed: Option<String> = sqlx::query_scalar(
            "DELETE FROM ceremony WHERE site = $1 AND hash = $2 AND purpose = $3 AND subject = $4 AND ends_at > $5 \
             RETURNING state",
        )
        .bind(self.own.site)
        .bind(&hash)
        .bind(purpose.code())
        .bind(subject)
        .bind(now)
        .fetch_optional(&self.own.store.writer)
        .await?;
        sealed.map(|sealed| self.own.key.open_own(&sealed, self.own.site, SEALED_IN, &hash)).transpose()
    }

    /// Whose passkey this is; `None` where nobody has it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn passkey_owner(&self, id: &str) -> Result<Option<String>, ChartError> {
        let owner: Option<String> = sqlx::query_scalar(
            "SELECT practitioner FROM credential WHERE site = $1 AND kind = 'passkey' AND id = $2",
        )
        .bind(self.own.site)
        .bind(id)
        .fetch_optional(&self.own.store.pool)
        .await?;
        Ok(owner)
    }

    /// Keeps a new passkey.
    ///
    /// # Errors
    /// Its name is empty or too long, somebody has it already, there are [`PASSKEYS_MAX`], or the database refuses.
    pub async fn add_passkey(
        &self,
        practitioner: &str,
        (id, label): (&str, &str),
        secret: &str,
        now: i64,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        check_label(label)?;
        if self.passkey_owner(id).await?.is_some() {
            let why = "somebody has it already".to_owned();
            return Err(ChartError::Form { what: "the passkey".to_owned(), why });
        }
        let all = self.credentials(practitioner).await?;
        let got = all.iter().filter(|one| one.kind == Kind::Passkey).count() + 1;
        if got > PASSKEYS_MAX {
            return Err(ChartError::Limit { what: "passkeys of one person", limit: PASSKEYS_MAX, got });
        }
        self.keep_sealed(practitioner, (Kind::Passkey, id), label, secret, now, chance).await
    }

    /// The passkeys of somebody with what was sealed: their ids and secrets.
    ///
    /// # Errors
    /// The key does not open one, or the database does not answer.
    pub async fn passkeys(&self, practitioner: &str) -> Result<Vec<(String, String)>, ChartError> {
        let mut all = Vec::new();
        for one in self.credentials(practitioner).await?.into_iter().filter(|one| one.kind == Kind::Passkey) {
            if let Some(secret) = self.opened(practitioner, Kind::Passkey, &one.id).await? {
                all.push((one.id, secret));
            }
        }
        Ok(all)
    }

    /// Writes down that a passkey was used, with its new counter. `false` when somebody used or removed it since `before`
    /// (its sealed text, from [`People::secret`]) was read: two answers at once do not both count.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn used_passkey(
        &self,
        practitioner: &str,
        (id, before): (&str, &str),
        secret: &str,
        now: i64,
        chance: &mut dyn Chance,
    ) -> Result<bool, ChartError> {
        let sealed = self.seal_credential(practitioner, (Kind::Passkey, id), secret, chance);
        let done = sqlx::query(
            "UPDATE credential SET secret = $5, used_at = $6 WHERE site = $1 AND practitioner = $2 \
             AND kind = 'passkey' AND id = $3 AND secret = $4",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .bind(id)
        .bind(before)
        .bind(sealed)
        .bind(now)
        .execute(&self.own.store.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives a passkey another name; `false` when the person has none of this id.
    ///
    /// # Errors
    /// The name is empty or too long, or the database refuses.
    pub async fn rename_passkey(
        &self,
        practitioner: &str,
        id: &str,
        label: &str,
    ) -> Result<bool, ChartError> {
        check_label(label)?;
        let done = sqlx::query(
            "UPDATE credential SET label = $4 WHERE site = $1 AND practitioner = $2 AND kind = 'passkey' AND id = $3",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .bind(id)
        .bind(label)
        .execute(&self.own.store.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes a passkey away; `false` when the person has none of this id.
    ///
    /// # Errors
    /// It is the last way in: there is no password and no other passkey. Or the database refuses.
    pub async fn remove_passkey(&self, practitioner: &str, id: &str) -> Result<bool, ChartError> {
        let site = self.own.site;
        book::retried(self.own.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            // Takes the locks of the ways in, so that two removals at once do not each leave the other's.
            sqlx::query("UPDATE credential SET used_at = used_at WHERE site = $1 AND practitioner = $2")
                .bind(site)
                .bind(practitioner)
                .execute(&mut *tx)
                .await?;
            let others: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM credential WHERE site = $1 AND practitioner = $2 \
                 AND (kind = 'password' OR (kind = 'passkey' AND id <> $3))",
            )
            .bind(site)
            .bind(practitioner)
            .bind(id)
            .fetch_one(&mut *tx)
            .await?;
            if others == 0 {
                let why = "it is the last way in".to_owned();
                return Err(ChartError::Form { what: "the passkey".to_owned(), why });
            }
            let done = sqlx::query(
                "DELETE FROM credential WHERE site = $1 AND practitioner = $2 AND kind = 'passkey' AND id = $3",
            )
            .bind(site)
            .bind(practitioner)
            .bind(id)
            .execute(&mut *tx)
            .await?;
            Ok((held, done.rows_affected() == 1))
        })
        .await
    }
}

fn check_label(label: &str) -> Result<(), ChartError> {
    if label.trim().is_empty() || label.chars().any(char::is_control) {
        let why = "write one line, such as the name of the telephone".to_owned();
        return Err(ChartError::Form { what: "the name of the passkey".to_owned(), why });
    }
    super::event::within("letters of a passkey's name", LABEL_MAX, label)
}
