//! Writing sessions: begun with a pass of the door, kept as a draft, signed, read by a second person, amended.
//!
//! Every step is one write: the entry, the signature, what is taken from the shelf, and the list of what waits.
use super::sign::hash_of;
use super::step::{Follow, Step, correction, form, signature_draft, waiting_for};
use super::{DoorPass, Keeps, Meaning, Second, Session, Signature, missing};
use crate::ChartError;
use crate::book::{self, Head};
use crate::booking::{Came, Treated};
use crate::entry::Body;
use crate::patient::{NewEntry, Patients};
use crate::people::Roll;
use crate::register::By;
use crate::seal::Chance;
use crate::stock::{Amount, ids_for};
use knowledge::Knowledge;
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use vocab::{Day, Performer};

/// The most sessions that are listed as waiting.
const WAITING_MAX: i64 = 1_000;
/// The most letters of a reason or a remark.
const REASON_LETTERS_MAX: usize = 2_000;

/// Who reads a session of somebody else.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Name, as it is printed.
    pub name: &'a str,
    /// Everybody here, with their licences.
    pub roll: &'a Roll,
    /// The day.
    pub day: Day,
    /// Where, ISO 3166-2; none where the house does not say.
    pub place: Option<&'a str>,
}

impl Reader<'_> {
    /// Ids of those in whose place the signature stands: none where it is due to the reader, or to nobody by name.
    ///
    /// # Errors
    /// No licence of the reader's to prescribe holds on the day, or it is due to somebody who works here and nothing says why
    /// somebody else signs.
    fn instead_of(&self, due: Vec<String>, remark: &str, by: &By) -> Result<Vec<String>, ChartError> {
        let reader = self.roll.get(&by.author).filter(|person| person.active);
        let tier = reader.and_then(|person| person.performer_on(self.day, self.place));
        if tier < Some(Performer::NpPa) {
            return Err(form(
                "the second signature",
                "it needs a licence to prescribe that holds here today",
            ));
        }
        if due.is_empty() || due.contains(&by.author) {
            return Ok(Vec::new());
        }
        let here = |id: &String| self.roll.get(id).is_some_and(|person| person.active);
        if due.iter().any(here) && remark.trim().is_empty() {
            let names: Vec<&str> = due.iter().map(|id| self.roll.name(id)).collect();
            let why = format!("it is due to {}: say in the remark why you sign instead", names.join(" or "));
            return Err(form("the second signature", &why));
        }
        Ok(due)
    }
}

/// A session that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Id of its entry.
    pub entry: String,
    /// The end of the chart.
    pub head: Head,
}

vocab::words! {
    /// What a session waits for.
    WaitingFor, "what a session waits for" {
        /// Its author's signature.
        Signature = "draft",
        /// A second signature.
        Review = "to_review",
        /// Its author: it came back.
        Author = "returned",
    }
}

/// A session that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Id of its entry.
    pub entry: String,
    /// Whose chart.
    pub patient: String,
    /// For what.
    pub waiting_for: WaitingFor,
    /// Who began it.
    pub author: String,
    /// Since when, milliseconds since 1970.
    pub since: i64,
}

impl Patients<'_> {
    /// Begins a session: its entry, and what it takes from the shelf.
    ///
    /// # Errors
    /// The pass is for another treatment or another day, the session is not whole in itself, a code does not exist, a lot may
    /// not be used, there is no such patient, or the database refuses; then nothing was written.
    pub async fn begin_session(
        &self,
        k: &Knowledge,
        patient: &str,
        session: &Session,
        pass: &DoorPass,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Begun, ChartError> {
        if pass.treatment != session.treatment {
            return Err(form("the pass of the door", "it is for another treatment"));
        }
        if pass.practitioner != session.performer || pass.practitioner != by.author {
            return Err(form("the pass of the door", "it is for somebody else"));
        }
        session.check_codes(k)?;
        session.check()?;
        let session = Session { door: Some(pass.entry.clone()), ..session.clone() };
        let entry = &book::new_id(by.at, chance);
        let key = self.patient_key(patient).await?;
        let new = NewEntry {
            id: entry.clone(),
            happened_at: session.started_at,
            body: Body::Session(session.clone()),
            amends: None,
        };
        let drafts = vec![crate::patient::draft(&key, patient, &new, by, chance)?];
        let uses = session.uses().unwrap_or_default();
        let next = Some(WaitingFor::Signature);
        let unused = Some((&key, pass.entry.as_str()));
        let mut follow = followed(entry, &session, None, Came::Begun);
        if let Some(Follow { treated, .. }) = &mut follow {
            treated.day = Some(pass.day);
        }
        let step = Step { patient, entry, drafts, uses: Some((uses, pass.day)), next, unused, follow };
        let head = self.step(&step, by, chance, None).await?;
        Ok(Begun { entry: entry.clone(), head })
    }

    /// Keeps a draft as it is now; what was there before stays in the record as a correction's original.
    ///
    /// # Errors
    /// It is signed already, the treatment changed, it is not whole in itself, a lot may not be used, or the database refuses.
    pub async fn keep_session(
        &self,
        patient: &str,
        entry: &str,
        session: &Session,
        day: Day,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Head, ChartError> {
        session.check()?;
        let key = self.patient_key(patient).await?;
        let now = self.session_now(&key, patient, entry).await?;
        if now == *session {
            return self.head_of(patient).await;
        }
        must_be_same(&now, session)?;
        let drafts = vec![correction(&key, patient, entry, session, "draft", by, chance)?];
        let uses = Some((all_uses(&now, session), day));
        let next = Some(WaitingFor::Signature);
        let step = Step { patient, entry, drafts, uses, next, unused: None, follow: None };
        // What somebody kept on another tablet in the meantime is not written over.
        let same = hash_of(&now);
        self.step_on(&step, by, chance, &[WaitingFor::Signature, WaitingFor::Author], Some((&key, &same)))
            .await
    }

    /// Signs a session as it counts now. `second` says whose second signature is due.
    /// The caller has asked for the password or passkey again: a signature without it does not reach this place.
    ///
    /// # Errors
    /// Something is missing (all of it is named), the signer is not who performed it, it is signed already, or the database
    /// refuses.
    #[expect(clippy::too_many_arguments, reason = "whose session, who signs with which rights, and when")]
    pub async fn sign_session(
        &self,
        k: &Knowledge,
        patient: &str,
        entry: &str,
        keeps: Keeps,
        (name, second): (&str, &Second),
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Signature, ChartError> {
        let key = self.patient_key(patient).await?;
        let now = self.session_now(&key, patient, entry).await?;
        let signature = performed(k, entry, &now, keeps, (name, second), by)?;
        let drafts = vec![signature_draft(&key, patient, &signature, by, chance)?];
        let next = signature.cosign.then_some(WaitingFor::Review);
        let follow = followed(entry, &now, now.ended_at, Came::Signed);
        let step = Step { patient, entry, drafts, uses: None, next, unused: None, follow };
        // The text must still be the one that was hashed: whoever corrected it in between comes first.
        self.step_on(&step, by, chance, &[WaitingFor::Signature], Some((&key, &signature.hash))).await?;
        Ok(signature)
    }

    /// The second signature: read and agreed, or sent back with a remark.
    ///
    /// # Errors
    /// It does not wait for one, the reviewer is who performed it, a return has no remark, or the database refuses.
    #[expect(
        clippy::too_many_arguments,
        reason = "whose session, what is said about it, who says it and when"
    )]
    pub async fn review_session(
        &self,
        patient: &str,
        entry: &str,
        meaning: Meaning,
        remark: &str,
        reader: &Reader<'_>,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Signature, ChartError> {
        let key = self.patient_key(patient).await?;
        let now = self.session_now(&key, patient, entry).await?;
        if now.performer == by.author {
            return Err(form("the second signature", "it is somebody else's who supervises"));
        }
        let due = self.due(&key, patient, entry, &hash_of(&now)).await?;
        let instead_of = reader.instead_of(due, remark, by)?;
        let next = match meaning {
            Meaning::Reviewed => None,
            Meaning::Returned => {
                reason("the remark", remark)?;
                Some(WaitingFor::Author)
            }
            Meaning::Performed => return Err(form("the meaning", "a second signature is a review")),
        };
        let signature = Signature {
            of: entry.to_owned(),
            hash: hash_of(&now),
            meaning,
            name: reader.name.to_owned(),
            remark: remark.trim().to_owned(),
            cosign: false,
            due: Vec::new(),
            instead_of,
        };
        let drafts = vec![signature_draft(&key, patient, &signature, by, chance)?];
        let step = Step { patient, entry, drafts, uses: None, next, unused: None, follow: None };
        self.step_on(&step, by, chance, &[WaitingFor::Review], Some((&key, &signature.hash))).await?;
        Ok(signature)
    }

    /// Amends a signed session: the new text with its reason and its new signature, in one write. The old one stays visible.
    ///
    /// # Errors
    /// It is still a draft, no reason is given, nothing changed, something is missing, a lot may not be used, or the database
    /// refuses.
    #[expect(clippy::too_many_arguments, reason = "which session becomes what, why, who signs it and when")]
    pub async fn amend_session(
        &self,
        k: &Knowledge,
        patient: &str,
        entry: &str,
        session: &Session,
        why: &str,
        keeps: Keeps,
        (name, second): (&str, &Second),
        day: Day,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Signature, ChartError> {
        let why = reason("the reason", why)?;
        session.check()?;
        let key = self.patient_key(patient).await?;
        let now = self.session_now(&key, patient, entry).await?;
        must_be_same(&now, session)?;
        if now == *session {
            return Err(form("the amendment", "nothing is different"));
        }
        let signature = performed(k, entry, session, keeps, (name, second), by)?;
        let drafts = vec![
            correction(&key, patient, entry, session, &why, by, chance)?,
            signature_draft(&key, patient, &signature, by, chance)?,
        ];
        let next = signature.cosign.then_some(WaitingFor::Review);
        let uses = Some((all_uses(&now, session), day));
        let follow = followed(entry, session, session.ended_at, Came::Amended);
        let step = Step { patient, entry, drafts, uses, next, unused: None, follow };
        let hash = hash_of(&now);
        let ids = ids_for(&step.uses.as_ref().map(|(u, _)| u.clone()).unwrap_or_default(), by, chance);
        let (step, ids, key, hash) = (&step, &ids, &key, &hash);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.lock_chart(tx, patient).await?;
            let waits = waiting_for(tx, self.site, entry).await?;
            if waits == Some(WaitingFor::Signature) {
                return Err(form("the amendment", "it is still a draft: keep it, and sign it"));
            }
            self.must_still_be(tx, key, patient, entry, hash).await?;
            self.write(tx, step, by, ids).await?;
            Ok((held, ()))
        })
        .await?;
        Ok(signature)
    }

    /// Sessions that wait, oldest first: all, or those of one author.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn waiting(&self, waiting_for: WaitingFor) -> Result<Vec<Waiting>, ChartError> {
        let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
            "SELECT entry, patient, author, since FROM session_open WHERE site = $1 AND state = $2 \
             ORDER BY since, entry LIMIT $3",
        )
        .bind(self.site)
        .bind(waiting_for.code())
        .bind(WAITING_MAX)
        .fetch_all(&self.store.pool)
        .await?;
        let waiting = rows.into_iter().map(|(entry, patient, author, since)| Waiting {
            entry,
            patient,
            waiting_for,
            author,
            since,
        });
        Ok(waiting.collect())
    }
}

fn performed(
    k: &Knowledge,
    entry: &str,
    session: &Session,
    keeps: Keeps,
    (name, second): (&str, &Second),
    by: &By,
) -> Result<Signature, ChartError> {
    if session.performer != by.author {
        return Err(form("the signature", "who performed it signs it"));
    }
    let gaps = missing(k, session, keeps);
    if !gaps.is_empty() {
        let all: Vec<String> = gaps.into_iter().map(|gap| gap.what).collect();
        return Err(form("the signature", &format!("something is missing. {}", all.join("; "))));
    }
    Ok(Signature {
        of: entry.to_owned(),
        hash: hash_of(session),
        meaning: Meaning::Performed,
        name: name.to_owned(),
        remark: String::new(),
        cosign: second.needed,
        due: second.due.clone(),
        instead_of: Vec::new(),
    })
}

/// What the session uses now, and nothing of the lots that it used before.
fn all_uses(before: &Session, now: &Session) -> BTreeMap<String, Amount> {
    let mut uses: BTreeMap<String, Amount> =
        before.uses().unwrap_or_default().into_keys().map(|lot| (lot, Amount::ZERO)).collect();
    uses.extend(now.uses().unwrap_or_default());
    uses
}

fn must_be_same(before: &Session, now: &Session) -> Result<(), ChartError> {
    let same =
        (&before.treatment, &before.performer, &before.door) == (&now.treatment, &now.performer, &now.door);
    if same && before.visit == now.visit {
        Ok(())
    } else {
        Err(form("the session", "treatment, performer, visit and the pass of the door stay as they are"))
    }
}

/// What the visit of a session learns of it; nothing for whoever came without one.
fn followed(entry: &str, session: &Session, ended_at: Option<i64>, came: Came) -> Option<Follow> {
    let treated = Treated { session: entry.to_owned(), day: None, began_at: session.started_at, ended_at };
    let treatment = session.treatment.clone();
    session.visit.clone().map(|visit| Follow { visit, treatment, treated, came })
}

fn reason(what: &'static str, text: &str) -> Result<String, ChartError> {
    let text = text.trim();
    let got = text.chars().count();
    if got == 0 {
        return Err(form(what, "nothing was written"));
    }
    if got > REASON_LETTERS_MAX {
        return Err(ChartError::Limit { what, limit: REASON_LETTERS_MAX, got });
    }
    Ok(text.to_owned())
}
