//! What lets a person in: a password, one-time codes, recovery codes, passkeys.
use super::password::bare_code;
use super::{People, token_hash};
use crate::ChartError;
use crate::seal::Chance;

vocab::words! {
    /// A kind of credential.
    Kind, "kind of credential" {
        /// A password; its hash.
        Password = "password",
        /// One-time codes of an app; their secret, sealed.
        Code = "code",
        /// A recovery code; its hash, used once.
        Recovery = "recovery",
        /// A passkey; its public key, sealed.
        Passkey = "passkey",
    }
}

/// One credential, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Of which kind.
    pub kind: Kind,
    /// Id among those of its kind.
    pub id: String,
    /// What the person calls it.
    pub label: String,
    /// Since when, milliseconds since 1970.
    pub made_at: i64,
    /// Last used; for one-time codes the last step that was taken.
    pub used_at: i64,
}

/// What a sealed secret is bound to.
const SEALED_IN: &str = "credential";

impl People<'_> {
    /// Keeps a credential; one of the same kind and id is replaced. The secret is stored as it is given: a hash.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_credential(
        &self,
        practitioner: &str,
        (kind, id): (Kind, &str),
        label: &str,
        secret: &str,
        now: i64,
    ) -> Result<(), ChartError> {
        sqlx::query(
            "INSERT INTO credential (site, practitioner, kind, id, label, secret, made_at, used_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT (site, practitioner, kind, id) DO UPDATE SET \
             label = excluded.label, secret = excluded.secret, made_at = excluded.made_at, used_at = 0",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .bind(kind.code())
        .bind(id)
        .bind(label)
        .bind(secret)
        .bind(now)
        .execute(&self.own.store.writer)
        .await?;
        Ok(())
    }

    /// Keeps a credential whose secret must be read again: it is sealed with a key of the site.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_sealed(
        &self,
        practitioner: &str,
        (kind, id): (Kind, &str),
        label: &str,
        secret: &str,
        now: i64,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let sealed = self.seal_credential(practitioner, (kind, id), secret, chance);
        self.keep_credential(practitioner, (kind, id), label, &sealed, now).await
    }

    /// The secret of a credential as it is stored.
    pub(super) fn seal_credential(
        &self,
        practitioner: &str,
        (kind, id): (Kind, &str),
        secret: &str,
        chance: &mut dyn Chance,
    ) -> String {
        let bound = format!("{practitioner}/{kind}/{id}");
        self.own.key.seal_own(secret, self.own.site, SEALED_IN, &bound, chance)
    }

    /// Everything that lets somebody in, without secrets.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn credentials(&self, practitioner: &str) -> Result<Vec<Credential>, ChartError> {
        let rows: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
            "SELECT kind, id, label, made_at, used_at FROM credential WHERE site = $1 AND practitioner = $2",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .fetch_all(&self.own.store.pool)
        .await?;
        let mut all: Vec<Credential> = rows
            .into_iter()
            .filter_map(|(kind, id, label, made_at, used_at)| {
                Some(Credential { kind: kind.parse().ok()?, id, label, made_at, used_at })
            })
            .collect();
        all.sort_by(|a, b| (a.kind, a.made_at, &a.id).cmp(&(b.kind, b.made_at, &b.id)));
        Ok(all)
    }

    /// The stored secret of one credential: the hash of a password.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn secret(
        &self,
        practitioner: &str,
        kind: Kind,
        id: &str,
    ) -> Result<Option<String>, ChartError> {
        let secret: Option<String> = sqlx::query_scalar(
            "SELECT secret FROM credential WHERE site = $1 AND practitioner = $2 AND kind = $3 AND id = $4",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .bind(kind.code())
        .bind(id)
        .fetch_optional(&self.own.store.pool)
        .await?;
        Ok(secret)
    }

    /// The opened secret of one credential that was sealed.
    ///
    /// # Errors
    /// The key does not open it, or the database does not answer.
    pub async fn opened(
        &self,
        practitioner: &str,
        kind: Kind,
        id: &str,
    ) -> Result<Option<String>, ChartError> {
        let Some(sealed) = self.secret(practitioner, kind, id).await? else { return Ok(None) };
        let bound = format!("{practitioner}/{kind}/{id}");
        self.own.key.open_own(&sealed, self.own.site, SEALED_IN, &bound).map(Some)
    }

    /// Takes one credential away; `id` empty takes all of the kind.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn drop_credential(&self, practitioner: &str, kind: Kind, id: &str) -> Result<(), ChartError> {
        sqlx::query(
            "DELETE FROM credential WHERE site = $1 AND practitioner = $2 AND kind = $3 AND (id = $4 OR $4 = '')",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .bind(kind.code())
        .bind(id)
        .execute(&self.own.store.writer)
        .await?;
        Ok(())
    }

    /// Takes a step of one-time codes; `false` when it or a later one was taken before: a code opens once.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn take_step(&self, practitioner: &str, step: i64) -> Result<bool, ChartError> {
        let done = sqlx::query(
            "UPDATE credential SET used_at = $3 WHERE site = $1 AND practitioner = $2 AND kind = 'code' AND used_at < $3",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .bind(step)
        .execute(&self.own.store.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Replaces the recovery codes by these.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_recovery(
        &self,
        practitioner: &str,
        codes: &[String],
        now: i64,
    ) -> Result<(), ChartError> {
        self.drop_credential(practitioner, Kind::Recovery, "").await?;
        for code in codes {
            let hash = token_hash("recovery", &bare_code(code));
            self.keep_credential(practitioner, (Kind::Recovery, &hash), "", &hash, now).await?;
        }
        Ok(())
    }

    /// Uses a recovery code up; `false` when it is none, or was used.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn take_recovery(&self, practitioner: &str, code: &str) -> Result<bool, ChartError> {
        let done = sqlx::query(
            "DELETE FROM credential WHERE site = $1 AND practitioner = $2 AND kind = 'recovery' AND id = $3",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .bind(token_hash("recovery", &bare_code(code)))
        .execute(&self.own.store.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
