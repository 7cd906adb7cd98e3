//! Proofs of who somebody is: a password, a code of their app, or a touch of their passkey. Asked at the door, and again before a signature.
use super::{Signed, passkey};
use crate::{House, Oops};
use chart::ChartError;
use chart::people::{Kind, OF_ACCOUNT, password};
use std::sync::OnceLock;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// How many passwords are hashed at the same time; each takes 19 MiB.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Why a proof was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unproved {
    /// It is not the password, nor a code that holds.
    Wrong,
    /// Too many tries; how long until the next one counts, milliseconds.
    Often(i64),
    /// The answer of a passkey was not taken, with the sentence that says why.
    Passkey(String),
    /// It could not be looked at.
    Fault(Oops),
}

impl From<ChartError> for Unproved {
    fn from(error: ChartError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Unproved> for Oops {
    fn from(unproved: Unproved) -> Self {
        match unproved {
            Unproved::Wrong => Self::BadRequest(WRONG.to_owned()),
            Unproved::Often(wait_ms) => Self::Often(often(wait_ms)),
            Unproved::Passkey(why) => Self::BadRequest(why),
            Unproved::Fault(oops) => oops,
        }
    }
}

const WRONG: &str = "This is not your password, nor a code that holds now. Nothing was signed.";

/// When the next try counts, in words.
fn often(wait_ms: i64) -> String {
    let minutes = wait_ms.max(0) / 60_000 + 1;
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    format!("It was tried too often. The next try counts in {minutes} {unit}.")
}

impl Unproved {
    /// The sentence beside the field; an error where it is not about the field.
    ///
    /// # Errors
    /// The fault behind it.
    pub fn beside_the_field(self) -> Result<String, Oops> {
        match self {
            Self::Wrong => Ok(WRONG.to_owned()),
            Self::Often(wait_ms) => Ok(often(wait_ms)),
            Self::Passkey(why) => Ok(why),
            Self::Fault(oops) => Err(oops),
        }
    }
}

/// Asks whoever is signed in to prove it again, before they sign: `given` is their password, a code of their app, or
/// the answer of a passkey of theirs, from the field of [`crate::ui::prove`]. Wrong tries are counted as at the door.
///
/// # Errors
/// It is wrong, it was tried too often, or the record does not answer.
pub async fn reauthenticated(house: &House, signed: &Signed, given: &str) -> Result<(), Unproved> {
    let record = house.kept().map_err(Unproved::Fault)?;
    let (people, now, who) = (record.people(), house.now_ms(), signed.practitioner.as_str());
    let door = account_door(who);
    people.knock(&door, OF_ACCOUNT, now).await?.map_err(|until| Unproved::Often(until - now))?;
    if passkey::is_answer(given) {
        passkey::proves(house, signed, given).await?;
    } else if !code_holds(house, who, given).await? && !password_holds(house, Some(who), given).await? {
        return Err(Unproved::Wrong);
    }
    people.came_in(&door).await?;
    people.proved(&signed.session, now).await?;
    Ok(())
}

/// The name under which the tries at an account are counted.
pub(crate) fn account_door(practitioner: &str) -> String {
    format!("account/{practitioner}")
}

/// Whether a code of the app holds, and was not taken before.
pub(crate) async fn code_holds(house: &House, practitioner: &str, given: &str) -> Result<bool, Unproved> {
    let people = house.kept().map_err(Unproved::Fault)?.people();
    let Some(secret) = people.opened(practitioner, Kind::Code, "").await? else { return Ok(false) };
    match password::code_step(&secret, given, house.now_ms()) {
        Some(step) => Ok(people.take_step(practitioner, step).await?),
        None => Ok(false),
    }
}

/// Whether it is the password of somebody. Takes as long for nobody, so that the time does not tell who works here.
pub(crate) async fn password_holds(
    house: &House,
    practitioner: Option<&str>,
    given: &str,
) -> Result<bool, Unproved> {
    let record = house.kept().map_err(Unproved::Fault)?;
    let kept = match practitioner {
        Some(who) => record.people().secret(who, Kind::Password, "").await?,
        None => None,
    };
    let (known, given) = (kept.is_some(), given.to_owned());
    let held = in_turn(move || {
        let hash = kept.as_deref().unwrap_or_else(|| nobodys());
        password::holds(hash, &given)
    });
    Ok(held.await.map_err(Unproved::Fault)? && known)
}

/// Hashes a new password beside the threads that answer.
///
/// # Errors
/// It is too long, or the work could not be done.
pub(crate) async fn hashed(house: &House, given: &str) -> Result<String, Oops> {
    let (given, mut chance) = (given.to_owned(), house.chance());
    in_turn(move || password::hash(&given, &mut *chance)).await?.map_err(Oops::from)
}

/// Runs something slow beside the threads that answer, only few at a time.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Oops> {
    let turn = HASHING.acquire().await.map_err(|_| Oops::Broken)?;
    let done = spawn_blocking(work).await.map_err(|_| Oops::Broken);
    drop(turn);
    done
}

/// A hash that no password opens, of the same cost as any other.
fn nobodys() -> &'static str {
    struct Zeros;
    impl chart::Chance for Zeros {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password::hash("", &mut Zeros).unwrap_or_default())
}
