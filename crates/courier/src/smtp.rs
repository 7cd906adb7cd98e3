//! E-mail by SMTP under TLS, step by step, so that it is known whether a letter may have gone.
use crate::letter::mail;
use crate::{CARRY_MAX, Carried, Courier, Parcel, Setting, is_here};
use chart::message::{Outcome, Way};
use hyper::Uri;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long one step of the conversation may take.
const STEP_MAX: Duration = Duration::from_secs(20);
/// What an address of a server looks like.
const ALLOWED: &str = "the address of a mail server: allowed smtps://HOST:465, smtp://HOST:587";

/// How the conversation is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seal {
    /// From the first byte.
    Whole,
    /// After the greeting.
    Start,
    /// Not at all: only on this machine.
    None,
}

/// Sends e-mail by one server.
#[derive(Clone)]
pub struct Smtp {
    host: String,
    port: u16,
    seal: Seal,
    credentials: Option<Credentials>,
    from: String,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Smtp({}:{})", self.host, self.port)
    }
}

impl Smtp {
    /// A server by its address: `smtps://HOST[:465]` is sealed from the first byte, `smtp://HOST[:587]` after the greeting, and
    /// on this machine alone `smtp://127.0.0.1:PORT` not at all. `from` is the address of the house; the name and the password
    /// of the account come from the environment.
    ///
    /// # Errors
    /// The address or the sender cannot be read, or the server is elsewhere and not sealed.
    pub fn new(server: &str, from: &str, account: Option<(String, String)>) -> Result<Self, Setting> {
        let wrong = || Setting::Address(server.to_owned(), ALLOWED);
        let uri: Uri = server.trim().parse().map_err(|_| wrong())?;
        let host = uri.host().ok_or_else(wrong)?.to_owned();
        let (seal, usual) = match uri.scheme_str() {
            Some("smtps") => (Seal::Whole, 465),
            Some("smtp") if is_here(&host) => (Seal::None, 25),
            Some("smtp") => (Seal::Start, 587),
            Some(_) | None => return Err(wrong()),
        };
        from.parse::<lettre::Address>()
            .map_err(|_| Setting::Address(from.to_owned(), "the e-mail address of the house"))?;
        let credentials = account.map(|(name, password)| Credentials::new(name, password));
        Ok(Self { host, port: uri.port_u16().unwrap_or(usual), seal, credentials, from: from.to_owned() })
    }

    async fn opened(&self) -> Result<AsyncSmtpConnection, Error> {
        // The house says hello by the domain of its address; the name of the machine is nobody's business.
        let hello = ClientId::Domain(self.from.rsplit('@').next().unwrap_or("localhost").to_owned());
        let tls = || TlsParameters::new(self.host.clone());
        let whole = if self.seal == Seal::Whole { Some(tls()?) } else { None };
        let place = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(place, Some(STEP_MAX), &hello, whole, None).await?;
        if self.seal == Seal::Start {
            connection.starttls(tls()?, &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    /// The conversation; `handed` becomes true before the words leave, from where on a silence is no answer.
    async fn told(&self, parcel: &Parcel, handed: &AtomicBool) -> Outcome {
        let Ok(letter) = mail(parcel, &self.from) else { return Outcome::Rejected };
        let envelope = letter.envelope().clone();
        // A wrong password is mended by a person, and the letters wait until then.
        let Ok(mut connection) = self.opened().await else { return Outcome::Again };
        let before = async {
            connection.command(Mail::new(envelope.from().cloned(), vec![])).await?;
            for to in envelope.to() {
                connection.command(Rcpt::new(to.clone(), vec![])).await?;
            }
            connection.command(Data).await
        };
        if let Err(error) = before.await {
            connection.abort().await;
            return if error.is_permanent() { Outcome::Rejected } else { Outcome::Again };
        }
        handed.store(true, Ordering::Relaxed);
        let answered = connection.message(&letter.formatted()).await;
        let outcome = match answered {
            Ok(_) => Outcome::Sent,
            Err(error) if error.is_permanent() => Outcome::Rejected,
            Err(error) if error.is_transient() => Outcome::Again,
            Err(_) => Outcome::Unsure,
        };
        // What the server says to a goodbye changes nothing.
        let _ = connection.quit().await;
        outcome
    }

    async fn within(&self, parcel: &Parcel) -> Outcome {
        if parcel.letter.way != Way::Email {
            return Outcome::Rejected;
        }
        let handed = AtomicBool::new(false);
        match tokio::time::timeout(CARRY_MAX, self.told(parcel, &handed)).await {
            Ok(outcome) => outcome,
            Err(_) if handed.load(Ordering::Relaxed) => Outcome::Unsure,
            Err(_) => Outcome::Again,
        }
    }
}

impl Courier for Smtp {
    fn ways(&self) -> &[Way] {
        &[Way::Email]
    }

    fn is_idempotent(&self) -> bool {
        // A server takes the same letter twice and sends it twice.
        false
    }

    fn carry<'a>(&'a self, parcel: &'a Parcel) -> Carried<'a> {
        Box::pin(self.within(parcel))
    }
}
