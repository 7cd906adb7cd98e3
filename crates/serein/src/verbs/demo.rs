//! `serein demo`: the pages with invented people, on this machine only.
use super::serve;
use crate::clinic;
use std::net::SocketAddr;
use std::process::ExitCode;

/// What `serein demo` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Address and port to listen on, on this machine; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = serve::USUAL)]
    listen: SocketAddr,
    #[command(flatten)]
    clinic: clinic::Layer,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> ExitCode {
    if !args.listen.ip().is_loopback() {
        eprintln!(
            "error: the demonstration is for this machine only, and `{}` is not on it\nhelp: use `--listen {}`, or `serein serve`",
            args.listen,
            serve::USUAL
        );
        return ExitCode::from(2);
    }
    match args.clinic.or_demo() {
        Ok(knowledge) => serve::open(serve::house(knowledge).with_demo(), args.listen),
        Err(code) => code,
    }
}
