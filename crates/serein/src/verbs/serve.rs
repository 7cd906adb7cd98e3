//! `serein serve`: the pages, until told to stop.
use crate::{clinic, keys, post};
use chart::people::Purpose;
use chart::register::By;
use chart::{ChartError, Store};
use knowledge::Knowledge;
use std::future::IntoFuture;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Where the pages are served unless told otherwise: this machine only.
pub(crate) const USUAL: &str = "127.0.0.1:8462";

/// How many ports after the wanted one are tried when it is taken.
const FURTHER_PORTS: u16 = 20;

/// The link of the first start: a day, once.
const FIRST_START: (i64, i64) = (24 * 60 * 60_000, 1);

/// How long answers under way may take after the signal to stop.
const LEAVE_WITHIN: Duration = Duration::from_secs(3);

/// What `serein serve` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = USUAL)]
    listen: SocketAddr,
    /// Address of the record: a `sqlite:FILE`, or of a PostgreSQL server; without it only the pages that need none are open
    #[arg(long, env = "SEREIN_DB", hide_env_values = true)]
    db: Option<String>,
    /// Code of the site
    #[arg(long, env = "SEREIN_SITE", default_value = "house")]
    site: String,
    /// File with the site's key; the variable `SEREIN_KEY` may hold the key itself
    #[arg(long, env = "SEREIN_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Address under which browsers reach the pages, such as `https://harbour.example`; needed behind a proxy with TLS
    #[arg(long, env = "SEREIN_PUBLIC", value_name = "URL")]
    public: Option<String>,
    /// A proxy stands before the pages and writes the address of whoever asks into `X-Forwarded-For`
    #[arg(long)]
    behind_proxy: bool,
    /// Telephone number that guests reach day and night; without it their page names the one of their appointment card
    #[arg(long, env = "SEREIN_LINE", value_name = "NUMBER")]
    line: Option<String>,
    #[command(flatten)]
    post: post::Args,
    #[command(flatten)]
    clinic: clinic::Layer,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> ExitCode {
    let knowledge = match args.clinic.knowledge() {
        Ok(knowledge) => knowledge,
        Err(code) => return code,
    };
    if !args.listen.ip().is_loopback() && args.public.is_none() {
        eprintln!(
            "note: {} can be reached from other machines without TLS; put a proxy with TLS before it and name its address with --public",
            args.listen
        );
    }
    let house = match &args.public {
        Some(public) => house(knowledge).with_public(public),
        None => house(knowledge),
    };
    let house = if args.behind_proxy { house.behind_proxy() } else { house };
    let house = house.with_line(args.line.as_deref().unwrap_or_default());
    let house = match args.post.post() {
        Ok(post) => house.with_post(post),
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    run_in(async {
        let Some(db) = &args.db else { return serve(house, args.listen, &[]).await };
        let opened = async {
            let record = record(args, db, knowledge).await?;
            let lines = first_start(&record).await?;
            Ok::<_, ChartError>((record, lines))
        };
        match opened.await {
            Ok((record, lines)) => serve(house.with_record(record, keys::chance), args.listen, &lines).await,
            Err(error) => said(&error),
        }
    })
}

/// In a house where nobody works yet: the link that makes the owner, once. A link of an earlier start opens no more.
async fn first_start(record: &web::Record) -> Result<Vec<String>, ChartError> {
    if record.roll().await?.all().next().is_some() {
        return Ok(Vec::new());
    }
    let (people, by) = (record.people(), By { author: "operator".to_owned(), at: keys::now() });
    people.drop_links(Purpose::FirstStart).await?;
    let secret = people.make_link(Purpose::FirstStart, "", FIRST_START, &by, &mut keys::System).await?;
    Ok(vec![
        "Nobody works here yet. This link makes the owner; it opens once, within a day:".to_owned(),
        format!("  {{}}/sign-in/{secret}"),
    ])
}

/// Opens the record, and the site in it where it is new.
async fn record(args: &Args, db: &str, knowledge: &Knowledge) -> Result<web::Record, ChartError> {
    let key = keys::read(args.key_file.as_deref())?;
    let store = Store::open(db).await?;
    let by = By { author: "operator".to_owned(), at: keys::now() };
    store.open_site(&key, &args.site, name_of(knowledge), &by, &mut keys::System).await?;
    Ok(web::Record::new(store, key, &args.site))
}

/// The name of the house.
pub(crate) fn name_of(knowledge: &Knowledge) -> &str {
    knowledge.clinic().map_or("Serein", |clinic| clinic.name.as_str())
}

/// What the pages know in every verb that serves them.
pub(crate) fn house(knowledge: &'static Knowledge) -> web::House {
    let named = knowledge.clinic().and_then(|clinic| jiff::tz::TimeZone::get(&clinic.time_zone).ok());
    web::House::new(env!("CARGO_PKG_VERSION"))
        .with_clock(keys::now)
        .with_zone(named.unwrap_or_else(jiff::tz::TimeZone::system))
        .with_knowledge(knowledge)
}

/// Tells a fault of the record with its likely remedy.
pub(crate) fn said(error: &ChartError) -> ExitCode {
    eprintln!("error: {error}{}", super::chart::help(error));
    ExitCode::FAILURE
}

/// Runs something on a run time of its own.
pub(crate) fn run_in(work: impl Future<Output = ExitCode>) -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => {
            eprintln!("error: the run time did not start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves the pages until Ctrl-C or SIGTERM; status 0 after a clean end, 1 if it could not begin. The lines are said after
/// the address; `{}` in them stands for it.
pub(crate) async fn serve(house: web::House, listen: SocketAddr, lines: &[String]) -> ExitCode {
    match served(house, listen, lines).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!(
                "error: cannot listen on `{listen}`: {error}\nhelp: choose another address with `--listen 127.0.0.1:0`"
            );
            ExitCode::FAILURE
        }
    }
}

async fn served(house: web::House, listen: SocketAddr, lines: &[String]) -> io::Result<()> {
    let listener = bind(listen).await?;
    let address = listener.local_addr()?;
    if listen.port() != 0 && address.port() != listen.port() {
        println!("Port {} is taken; took {} instead.", listen.port(), address.port());
    }
    // Passkeys are bound to a name. What only this machine reaches has one; anything else is named by whoever runs it.
    let house = if address.ip().is_loopback() {
        house.with_origin(&format!("http://localhost:{}", address.port()))
    } else {
        house
    };
    let public = house.public().map_or_else(|| format!("http://{address}"), str::to_owned);
    println!("Serein is open at http://{address}/  (Ctrl-C closes it)");
    for line in lines {
        println!("{}", line.replace("{}", &public));
    }

    let (leave, left) = oneshot::channel();
    let house = Arc::new(house.with_address(&format!("http://{address}")));
    // What is in the hand of a courier when the house closes is found by its lease.
    let post = tokio::spawn(post::run(house.clone()));
    let server =
        axum::serve(listener, web::shared_router(&house).into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(async move {
                told_to_stop().await;
                // Nobody listens any more only if the server has ended already.
                let _ = leave.send(());
            });
    let ended = tokio::select! {
        ended = server.into_future() => ended,
        () = async { let _ = left.await; tokio::time::sleep(LEAVE_WITHIN).await; } => Ok(()),
    };
    post.abort();
    ended
}

/// The wanted address or, if its port is taken, the first free one after it.
async fn bind(wanted: SocketAddr) -> io::Result<TcpListener> {
    let mut taken = match TcpListener::bind(wanted).await {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => error,
        other => return other,
    };
    for further in 1..=FURTHER_PORTS {
        let Some(port) = wanted.port().checked_add(further) else { break };
        match TcpListener::bind((wanted.ip(), port)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = error,
            other => return other,
        }
    }
    Err(taken)
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {},
        () = terminate => {},
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_gives_way_to_a_later_one() {
        let first = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let wanted = first.local_addr().unwrap();
        let second = bind(wanted).await.unwrap().local_addr().unwrap();
        assert!(second.port() > wanted.port() && second.port() - wanted.port() <= FURTHER_PORTS);
    }

    #[tokio::test]
    async fn an_address_of_another_machine_is_an_error_at_once() {
        let elsewhere = bind("192.0.2.1:8462".parse().unwrap()).await;
        assert_ne!(elsewhere.unwrap_err().kind(), io::ErrorKind::AddrInUse);
    }
}
