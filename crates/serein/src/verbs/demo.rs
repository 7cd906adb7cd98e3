//! `serein demo`: the pages with invented people, on this machine only.
use super::serve;
use crate::{clinic, demo, keys};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What `serein demo` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Address and port to listen on, on this machine; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = serve::USUAL)]
    listen: SocketAddr,
    /// Folder for the record of the demonstration, kept and opened again; else it is thrown away at the end
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
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
    let knowledge = match args.clinic.or_demo() {
        Ok(knowledge) => knowledge,
        Err(code) => return code,
    };
    let house = serve::house(knowledge).with_demo().with_line(demo::LINE);
    serve::run_in(async {
        let folder = match demo::Folder::open(args.keep.as_deref()) {
            Ok(folder) => folder,
            Err(error) => return serve::said(&error),
        };
        let opened = demo::open(&folder, knowledge, serve::name_of(knowledge), house.zone()).await;
        let (record, people, guest) = match opened {
            Ok(opened) => opened,
            Err(error) => return serve::said(&error),
        };
        let messages = folder.messages();
        let mut lines = demo::lines(&people, guest.as_deref());
        lines.push(format!("Messages to guests are written into {}", messages.display()));
        lines.extend(demo::FIRST.iter().map(|line| (*line).to_owned()));
        let post = web::post::Post {
            couriers: vec![Arc::new(courier::Folder::new(&messages))],
            ..Default::default()
        };
        let house = house.with_post(post);
        let store = record.store.clone();
        let ended =
            serve::serve(house.with_record(record, keys::chance).with_people(people), args.listen, &lines)
                .await;
        store.close().await;
        ended
    })
}
