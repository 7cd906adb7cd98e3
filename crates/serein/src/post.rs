//! The post of the running house: which couriers there are, by the environment, and the loop that delivers beside the pages.
use chart::message::Way;
use courier::{Courier, Folder, Hook, Setting, Smtp};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use web::House;
use web::post::{Again, Cursor, Post, Secret, ask_again, pass_on, sweep, turn};

/// Waiting after a round in which nothing was due.
const IDLE: Duration = Duration::from_secs(5);
/// Waiting between two sweeps that find somebody, and before the next whole one.
const STEP: Duration = Duration::from_millis(500);
/// Waiting before a whole sweep begins anew.
const ANEW: Duration = Duration::from_mins(2);
/// Waiting before visits are looked through again when all were as they stand.
const ASK_AGAIN: Duration = Duration::from_mins(1);
/// Waiting between two looks at offers of free times; an offer lasts for hours.
const PASS_ON: Duration = Duration::from_mins(1);
/// Waiting after the record did not answer.
const FAULT: Duration = Duration::from_secs(30);

/// How messages leave the house. Secrets are read from the environment only, so that no list of processes shows them:
/// `SEREIN_SMTP_USER`, `SEREIN_SMTP_PASSWORD`, `SEREIN_HOOK_SECRET`, `SEREIN_REPLY_SECRET`.
#[derive(clap::Args)]
#[group(id = "couriers")]
pub(crate) struct Args {
    /// Mail server, `smtps://HOST:465` or `smtp://HOST:587`; needs --mail-from
    #[arg(long, env = "SEREIN_SMTP", hide_env_values = true, value_name = "URL", requires = "mail_from")]
    smtp: Option<String>,
    /// Address from which letters come
    #[arg(long, env = "SEREIN_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Address that takes messages as signed JSON, `https://HOST/PATH`; its secret is in `SEREIN_HOOK_SECRET`
    #[arg(long, env = "SEREIN_HOOK", hide_env_values = true, value_name = "URL")]
    hook: Option<String>,
    /// What goes to that address
    #[arg(
        long,
        env = "SEREIN_HOOK_WAYS",
        value_name = "WAYS",
        value_delimiter = ',',
        default_value = "text"
    )]
    hook_ways: Vec<String>,
    /// Folder into which messages are written instead, as files; for trying things out
    #[arg(long, env = "SEREIN_MESSAGES", value_name = "DIR")]
    messages: Option<PathBuf>,
}

fn secret(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Args {
    /// The couriers that were named.
    ///
    /// # Errors
    /// What one of them needs is missing or cannot be read.
    pub(crate) fn post(&self) -> Result<Post, Setting> {
        let mut couriers: Vec<Arc<dyn Courier>> = Vec::new();
        if let Some(folder) = &self.messages {
            couriers.push(Arc::new(Folder::new(folder)));
        }
        if let (Some(server), Some(from)) = (&self.smtp, &self.mail_from) {
            let account = secret("SEREIN_SMTP_USER").zip(secret("SEREIN_SMTP_PASSWORD"));
            couriers.push(Arc::new(Smtp::new(server, from, account)?));
        }
        if let Some(to) = &self.hook {
            let ways: Vec<Way> = self
                .hook_ways
                .iter()
                .map(|way| {
                    way.trim()
                        .parse()
                        .map_err(|_| Setting::Address(way.clone(), "a way: allowed email, text"))
                })
                .collect::<Result<_, _>>()?;
            let signed = secret("SEREIN_HOOK_SECRET").unwrap_or_default();
            couriers.push(Arc::new(Hook::new(to, &signed, &ways)?));
        }
        let reply_secret = secret("SEREIN_REPLY_SECRET");
        if let Some(short) = reply_secret.as_ref().filter(|text| text.len() < courier::signature::SECRET_MIN)
        {
            return Err(Setting::Short { got: short.len(), least: courier::signature::SECRET_MIN });
        }
        Ok(Post { couriers, reply_secret: reply_secret.map(Secret) })
    }
}

/// Delivers and looks after the outbox until it is dropped. What fails is tried again; what it says names no one.
pub(crate) async fn run(house: Arc<House>) {
    if house.record().is_none() {
        return;
    }
    tokio::join!(delivering(&house), sweeping(&house), passing_on(&house), asking_again(&house));
}

async fn delivering(house: &Arc<House>) {
    loop {
        let wait = match turn(house).await {
            Ok(round) if round.failed > 0 => {
                eprintln!("note: {} messages could not be written; they are tried again", round.failed);
                FAULT
            }
            Ok(round) if round.taken > 0 => continue,
            Ok(_) => IDLE,
            Err(error) => {
                eprintln!("note: the outbox does not answer ({error}); it is asked again");
                FAULT
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// The gate is asked again about visits whose guest, practitioner or rules have changed, while nobody looks.
async fn asking_again(house: &House) {
    let mut place = Again::default();
    loop {
        let wait = match ask_again(house, &mut place).await {
            Ok(0) => ASK_AGAIN,
            Ok(_) => STEP,
            Err(_) => {
                eprintln!("note: visits could not be asked about again; it is tried again");
                FAULT
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// Free times that were offered go on to the next when nobody answered.
async fn passing_on(house: &House) {
    loop {
        let wait = if let Ok(()) = pass_on(house).await {
            PASS_ON
        } else {
            eprintln!("note: offers of free times could not be looked after; it is tried again");
            FAULT
        };
        tokio::time::sleep(wait).await;
    }
}

async fn sweeping(house: &House) {
    let mut cursor = Cursor::default();
    loop {
        let wait = match sweep(house, &cursor).await {
            Ok((next, _)) => {
                cursor = next;
                if cursor.is_at_the_beginning() { ANEW } else { STEP }
            }
            Err(error) => {
                eprintln!("note: reminders could not be looked after ({error}); it is tried again");
                FAULT
            }
        };
        tokio::time::sleep(wait).await;
    }
}
