//! Passkeys: the question to the device, and whether its answer holds.
//!
//! The ceremonies are those of `webauthn-rs`, which draws the challenge; between two requests they lie sealed in the
//! record and are taken once. An answer reaches us as the text of a form field, so that the forms that signed with a
//! password sign with a touch as well.
use super::{Signed, Unproved};
use crate::{House, Oops};
use chart::people::{AccessEvent, Ceremony, KeyChange, Kind, passkey_id};
use chart::register::By;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// The longest answer of a passkey, in bytes of its text.
pub(crate) const ANSWER_MAX: usize = 16 * 1024;

/// A question on its way to the device: the name of its ceremony, and what the browser hands on.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Question {
    ceremony: String,
    options: Value,
}

/// An answer as a form field holds it.
#[derive(Debug, Deserialize)]
struct Answer<C> {
    ceremony: String,
    credential: C,
}

/// The house as passkeys know it.
///
/// # Errors
/// The house was not told its address, or the address has no name.
fn party(house: &House) -> Result<Webauthn, Unproved> {
    let made = house.origin().and_then(|origin| Url::parse(origin).ok()).and_then(|origin| {
        let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
        builder.rp_name("Serein").build().ok()
    });
    made.ok_or_else(|| refused(NO_ORIGIN))
}

const NO_ORIGIN: &str = "This house does not know the address under which browsers reach it, and passkeys are bound to one. Whoever runs it names it with --public.";
const OVER: &str =
    "That question to your passkey is over, or was answered before. Press the button once more.";
const UNKNOWN: &str = "This passkey opens nothing here: it was removed, or it is another house’s.";
const ANOTHERS: &str =
    "This passkey is somebody else’s, or was removed. Use one of your own, or your password.";
const UNCHECKED: &str =
    "Your device did not check that it is you. Set up its fingerprint, face or PIN, and touch it once more.";
const COPIED: &str = "This passkey counted backwards, as a copy of it would. It was not taken. Come in another way, and remove it from your page.";
const BROKEN: &str =
    "The answer of your passkey does not hold. Press the button once more, or use your password.";
const AT_ONCE: &str = "This passkey answered twice at the same moment. Press the button once more.";
const LONG: &str = "That is longer than the answer of a passkey can be.";

fn refused(why: &str) -> Unproved {
    Unproved::Passkey(why.to_owned())
}

/// Why an answer does not hold, for the person who touched the device.
fn because(house: &House, fault: &WebauthnError) -> Unproved {
    let elsewhere = format!(
        "The passkey answered for another address than this house’s. Open the page at {} and try there.",
        house.origin().unwrap_or_default()
    );
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the library has eighty faults; these are the ones a person can do something about"
    )]
    match fault {
        WebauthnError::InvalidRPOrigin | WebauthnError::InvalidRPIDHash => refused(&elsewhere),
        WebauthnError::MismatchedChallenge => refused(OVER),
        WebauthnError::UserNotVerified | WebauthnError::UserNotPresent => refused(UNCHECKED),
        WebauthnError::CredentialNotFound => refused(UNKNOWN),
        WebauthnError::CredentialPossibleCompromise => refused(COPIED),
        _ => refused(BROKEN),
    }
}

/// Whether the text of a proof is the answer of a passkey rather than a password.
pub(crate) fn is_answer(given: &str) -> bool {
    given.starts_with("{\"ceremony\":")
}

/// Reads an answer; a text that is none is not a password either.
fn read<C: for<'de> Deserialize<'de>>(given: &str) -> Result<Answer<C>, Unproved> {
    if given.len() > ANSWER_MAX {
        return Err(refused(LONG));
    }
    serde_json::from_str(given).map_err(|_| refused(BROKEN))
}

fn text<T: Serialize>(value: &T) -> Result<String, Unproved> {
    serde_json::to_string(value).map_err(|_| Unproved::Fault(Oops::Broken))
}

fn state<T: for<'de> Deserialize<'de>>(kept: &str) -> Result<T, Unproved> {
    serde_json::from_str(kept).map_err(|_| Unproved::Fault(Oops::Broken))
}

async fn keep(
    house: &House,
    what: (Ceremony, &str),
    state: &str,
    options: Value,
) -> Result<Question, Unproved> {
    let people = house.kept().map_err(Unproved::Fault)?.people();
    let ceremony = people.open_ceremony(what, state, house.now_ms(), &mut *house.chance()).await?;
    Ok(Question { ceremony, options })
}

async fn take(house: &House, token: &str, what: (Ceremony, &str)) -> Result<String, Unproved> {
    let people = house.kept().map_err(Unproved::Fault)?.people();
    people.take_ceremony(token, what, house.now_ms()).await?.ok_or_else(|| refused(OVER))
}

/// The passkeys of somebody, as the ceremonies know them.
async fn keys_of(house: &House, practitioner: &str) -> Result<Vec<Passkey>, Unproved> {
    let kept = house.kept().map_err(Unproved::Fault)?.people().passkeys(practitioner).await?;
    kept.iter().map(|(_, secret)| state(secret)).collect()
}

/// Asks for a new passkey of whoever is signed in. They have proved who they are before.
pub(crate) async fn asked_to_register(house: &House, signed: &Signed) -> Result<Question, Unproved> {
    let person = Uuid::parse_str(&signed.practitioner).map_err(|_| Unproved::Fault(Oops::Broken))?;
    let known = keys_of(house, &signed.practitioner).await?.iter().map(|key| key.cred_id().clone()).collect();
    let begun = party(house)?.start_passkey_registration(person, &signed.name, &signed.name, Some(known));
    let (options, kept) = begun.map_err(|fault| because(house, &fault))?;
    let mut options = serde_json::to_value(options).map_err(|_| Unproved::Fault(Oops::Broken))?;
    // The device keeps the passkey with the name of its owner, so that it opens without a name typed.
    if let Some(wish) = options.pointer_mut("/publicKey/authenticatorSelection") {
        *wish =
            json!({ "residentKey": "required", "requireResidentKey": true, "userVerification": "required" });
    }
    keep(house, (Ceremony::Register, &signed.session), &text::<PasskeyRegistration>(&kept)?, options).await
}

/// Keeps the new passkey under this name.
pub(crate) async fn registered(
    house: &House,
    signed: &Signed,
    label: &str,
    given: &str,
) -> Result<(), Unproved> {
    let answer: Answer<RegisterPublicKeyCredential> = read(given)?;
    let kept = take(house, &answer.ceremony, (Ceremony::Register, &signed.session)).await?;
    let made = party(house)?.finish_passkey_registration(&answer.credential, &state(&kept)?);
    let key = made.map_err(|fault| because(house, &fault))?;
    let (people, by) = (house.kept().map_err(Unproved::Fault)?.people(), house.by(signed));
    let id = passkey_id(key.cred_id());
    people.add_passkey(&signed.practitioner, (&id, label), &text(&key)?, by.at, &mut *house.chance()).await?;
    remember(house, &signed.practitioner, KeyChange::PasskeyAdded, label).await?;
    Ok(())
}

/// Asks whoever comes in for any passkey of this house.
pub(crate) async fn asked_to_sign_in(house: &House) -> Result<Question, Unproved> {
    let begun = party(house)?.start_discoverable_authentication();
    let (options, kept) = begun.map_err(|fault| because(house, &fault))?;
    let options = json!({ "publicKey": options.public_key });
    keep(house, (Ceremony::SignIn, ""), &text::<DiscoverableAuthentication>(&kept)?, options).await
}

/// Who came in with this answer; a person who left does not.
pub(crate) async fn came_in(house: &House, given: &str) -> Result<String, Unproved> {
    let answer: Answer<PublicKeyCredential> = read(given)?;
    let kept = take(house, &answer.ceremony, (Ceremony::SignIn, "")).await?;
    let record = house.kept().map_err(Unproved::Fault)?;
    let id = passkey_id(&answer.credential.raw_id);
    let owner = record.people().passkey_owner(&id).await?.ok_or_else(|| refused(UNKNOWN))?;
    let here = record.roll().await?.get(&owner).is_some_and(|person| person.active);
    // The device says whose it is as well; both must name the same person.
    let handle = answer.credential.response.user_handle.as_deref().map(Uuid::from_slice);
    let same = matches!(handle, Some(Ok(said)) if Uuid::parse_str(&owner).is_ok_and(|owner| owner == said));
    if !here || !same {
        return Err(refused(UNKNOWN));
    }
    let kept: DiscoverableAuthentication = state(&kept)?;
    used(house, &owner, &id, |party, key| {
        party.finish_discoverable_authentication_v2(&answer.credential, kept, key)
    })
    .await?;
    Ok(owner)
}

/// Asks whoever is signed in for one of their own passkeys, before they sign.
pub(crate) async fn asked_to_prove(house: &House, signed: &Signed) -> Result<Question, Unproved> {
    let keys = keys_of(house, &signed.practitioner).await?;
    if keys.is_empty() {
        return Err(refused("You have no passkey here. Your page is where one is added."));
    }
    let begun = party(house)?.start_passkey_authentication(&keys);
    let (options, kept) = begun.map_err(|fault| because(house, &fault))?;
    let options = serde_json::to_value(options).map_err(|_| Unproved::Fault(Oops::Broken))?;
    keep(house, (Ceremony::Prove, &signed.session), &text::<PasskeyAuthentication>(&kept)?, options).await
}

/// Whether the answer proves that whoever is signed in is there.
pub(crate) async fn proves(house: &House, signed: &Signed, given: &str) -> Result<(), Unproved> {
    let answer: Answer<PublicKeyCredential> = read(given)?;
    let kept = take(house, &answer.ceremony, (Ceremony::Prove, &signed.session)).await?;
    let id = passkey_id(&answer.credential.raw_id);
    let owner = house.kept().map_err(Unproved::Fault)?.people().passkey_owner(&id).await?;
    if owner.as_deref() != Some(signed.practitioner.as_str()) {
        return Err(refused(ANOTHERS));
    }
    let kept: PasskeyAuthentication = state(&kept)?;
    used(house, &signed.practitioner, &id, |party, _| {
        party.finish_passkey_authentication(&answer.credential, &kept)
    })
    .await
}

/// Checks an answer against the passkey as it is kept now, and keeps its new counter.
async fn used(
    house: &House,
    owner: &str,
    id: &str,
    check: impl FnOnce(&Webauthn, &Passkey) -> Result<AuthenticationResult, WebauthnError>,
) -> Result<(), Unproved> {
    let people = house.kept().map_err(Unproved::Fault)?.people();
    let Some(before) = people.secret(owner, Kind::Passkey, id).await? else { return Err(refused(UNKNOWN)) };
    let Some(secret) = people.opened(owner, Kind::Passkey, id).await? else { return Err(refused(UNKNOWN)) };
    let mut key: Passkey = state(&secret)?;
    let result = match check(&party(house)?, &key) {
        Ok(result) => result,
        Err(fault) => {
            if matches!(fault, WebauthnError::CredentialPossibleCompromise) {
                let all = people.credentials(owner).await?;
                let label = all.iter().find(|one| one.id == id).map(|one| one.label.clone());
                remember(house, owner, KeyChange::PasskeyCopied, &label.unwrap_or_default()).await?;
            }
            return Err(because(house, &fault));
        }
    };
    key.update_credential(&result);
    let (secret, now) = (text(&key)?, house.now_ms());
    let counted = people.used_passkey(owner, (id, &before), &secret, now, &mut *house.chance()).await?;
    if counted { Ok(()) } else { Err(refused(AT_ONCE)) }
}

/// Tells the book of doors what changed about somebody's ways in.
pub(crate) async fn remember(house: &House, who: &str, change: KeyChange, label: &str) -> Result<(), Oops> {
    let by = By { author: who.to_owned(), at: house.now_ms() };
    let event = AccessEvent::Key { practitioner: who.to_owned(), change, label: label.to_owned() };
    house.kept()?.people().remember(&event, &by, &mut *house.chance()).await?;
    Ok(())
}

impl From<Oops> for Unproved {
    fn from(oops: Oops) -> Self {
        Self::Fault(oops)
    }
}

#[cfg(test)]
#[path = "passkey_tests.rs"]
mod tests;
