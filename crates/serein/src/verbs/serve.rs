//! `serein serve`: the pages, until told to stop.
use crate::clinic;
use knowledge::Knowledge;
use std::future::IntoFuture;
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Where the pages are served unless told otherwise: this machine only.
pub(crate) const USUAL: &str = "127.0.0.1:8462";

/// How many ports after the wanted one are tried when it is taken.
const FURTHER_PORTS: u16 = 20;

/// How long answers under way may take after the signal to stop.
const LEAVE_WITHIN: Duration = Duration::from_secs(3);

/// What `serein serve` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = USUAL)]
    listen: SocketAddr,
    #[command(flatten)]
    clinic: clinic::Layer,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> ExitCode {
    let knowledge = match args.clinic.knowledge() {
        Ok(knowledge) => knowledge,
        Err(code) => return code,
    };
    if !args.listen.ip().is_loopback() {
        eprintln!(
            "note: {} can be reached from other machines, and pages ask nobody who they are yet",
            args.listen
        );
    }
    open(house(knowledge), args.listen)
}

/// What the pages know in every verb that serves them.
pub(crate) fn house(knowledge: &'static Knowledge) -> web::House {
    web::House::new(env!("CARGO_PKG_VERSION")).with_clock(today).with_knowledge(knowledge)
}

/// The day it is here, by the clock and the time zone of this machine.
fn today() -> vocab::Day {
    #[expect(clippy::disallowed_methods, reason = "the binary is the one that reads the clock")]
    let now = jiff::ZonedDateTime::now();
    vocab::Day::from_date(now.date())
}

/// Serves the pages until Ctrl-C or SIGTERM; status 0 after a clean end, 1 if it could not begin.
pub(crate) fn open(house: web::House, listen: SocketAddr) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed("the run time did not start", &error),
    };
    match runtime.block_on(serve(house, listen)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&format!("cannot listen on `{listen}`"), &error),
    }
}

fn failed(what: &str, error: &io::Error) -> ExitCode {
    eprintln!("error: {what}: {error}\nhelp: choose another address with `--listen 127.0.0.1:0`");
    ExitCode::FAILURE
}

async fn serve(house: web::House, listen: SocketAddr) -> io::Result<()> {
    let listener = bind(listen).await?;
    let address = listener.local_addr()?;
    if listen.port() != 0 && address.port() != listen.port() {
        println!("Port {} is taken; took {} instead.", listen.port(), address.port());
    }
    println!("Serein is open at http://{address}/  (Ctrl-C closes it)");

    let (leave, left) = oneshot::channel();
    let server = axum::serve(listener, web::router(house)).with_graceful_shutdown(async move {
        told_to_stop().await;
        // Nobody listens any more only if the server has ended already.
        let _ = leave.send(());
    });
    tokio::select! {
        ended = server.into_future() => ended,
        () = async { let _ = left.await; tokio::time::sleep(LEAVE_WITHIN).await; } => Ok(()),
    }
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
