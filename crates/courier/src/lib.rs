//! Couriers: they carry written messages away. One trait, three of them: into a folder, by SMTP, to a signed webhook.
//!
//! A courier says one of four things about a message ([`chart::message::Outcome`]) and nothing else: no address, no name and no
//! word of a message is ever written to a log or an error. Secrets come from the environment and are handed in.
pub mod folder;
pub mod hook;
mod letter;
pub mod signature;
pub mod smtp;

pub use folder::Folder;
pub use hook::Hook;
pub use letter::Wrong;
pub use smtp::Smtp;

use chart::message::{Letter, Outcome, Way};
use std::pin::Pin;
use std::time::Duration;

/// The longest that one message may take: less than the lease of the outbox.
pub const CARRY_MAX: Duration = Duration::from_mins(1);

/// A message in the hands of a courier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Id of the message in the outbox.
    pub id: String,
    /// Its key of idempotency: 32 hexadecimal digits, the same for every try of the same message.
    pub key: String,
    /// The words, and where they go.
    pub letter: Letter,
    /// The words as simple HTML; empty where there are none.
    pub html: String,
    /// Who writes: the name that the guest sees.
    pub from_name: String,
    /// Where answers go; empty = to whoever wrote.
    pub reply_to: String,
    /// The address that stops messages without signing in; empty where there is none.
    pub stop: String,
    /// This instant, milliseconds since 1970.
    pub at: i64,
}

impl Parcel {
    /// The key of idempotency of a message: the same in every process, and it tells nothing of the patient.
    #[must_use]
    pub fn key_of(site: &str, id: &str) -> String {
        use sha2::Digest as _;
        let hash = sha2::Sha256::digest(format!("serein.message.1\n{site}\n{id}"));
        chart::seal::hex(&hash).chars().take(32).collect()
    }
}

/// What a courier will say, later.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// Somebody who carries messages away.
pub trait Courier: Send + Sync + std::fmt::Debug {
    /// Which ways it goes.
    fn ways(&self) -> &[Way];

    /// Whether handing over the same message again makes no second one: it knows the key of idempotency. Of one that does not, a
    /// message in its hand when the program ended is left to a person.
    fn is_idempotent(&self) -> bool;

    /// Carries a message away, within [`CARRY_MAX`].
    fn carry<'a>(&'a self, parcel: &'a Parcel) -> Carried<'a>;
}

/// What is wrong with the settings of a courier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Setting {
    /// The address cannot be read.
    #[error("`{0}` is not {1}")]
    Address(String, &'static str),
    /// Words and addresses would cross a network in the clear.
    #[error(
        "`{0}` is not on this machine, and nothing of a patient crosses a network without TLS; use `{1}`"
    )]
    Clear(String, &'static str),
    /// A secret that can be guessed.
    #[error("the secret of the webhook has {got} characters; at least {least} are needed")]
    Short {
        /// Its characters.
        got: usize,
        /// The least.
        least: usize,
    },
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
