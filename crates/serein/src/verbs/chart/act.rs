//! One function for each thing that can be done with the record.
use super::{Act, Args, Opened, Outcome};
use crate::keys::{self, System, now};
use chart::book::new_id;
use chart::entry::{Body, Identity};
use chart::fold::Chart;
use chart::patient::{NewEntry, Patients, Why};
use chart::register::{By, Event};
use chart::transfer::Trust;
use chart::{ChartError, SiteKey, Store, backup};
use knowledge::Knowledge;
use serde_json::json;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

/// The longest line of standard input.
const LINE_BYTES_MAX: usize = 1 << 20;
/// Looks that are shown.
const LOOKS_SHOWN: u32 = 1_000;

pub(super) async fn act(args: &Args, knowledge: Option<&'static Knowledge>) -> Result<Outcome, ChartError> {
    let by = By { author: args.place.who.clone(), at: now() };
    let chance = &mut System;
    match &args.act {
        Act::Key { file } => {
            keys::write(file).map(|()| format!("A new key is in {}.\n", file.display()).into())
        }
        Act::Restore { from, to } => {
            backup::restore(from, to).await.map(|()| format!("Restored into {}.\n", to.display()).into())
        }
        Act::Backup { file } => {
            Store::open(&args.place.db).await?.backup(file).await?;
            Ok(format!("The copy is in {}.\n", file.display()).into())
        }
        Act::Export { file } => export(args, file).await,
        Act::Import { file, as_it_is } => import(args, file, *as_it_is).await,
        Act::Verify { json } => verify(args, *json).await,
        Act::Open { name } => {
            let Opened { store, key } = Opened::from(args).await?;
            store.open_site(&key, &args.place.site, name, &by, chance).await?;
            Ok(format!("The site `{}` is open.\n", args.place.site).into())
        }
        Act::CloseDay { day } => {
            let Opened { store, key } = Opened::from(args).await?;
            let event = store.close_day(&key, &args.place.site, *day, &by, chance).await?;
            let Event::Closed { books, root, signature, .. } = event else { return Ok(String::new().into()) };
            let grown = books.len();
            Ok(format!("{day} is closed: {grown} books grew.\nroot      {root}\nsignature {signature}\n")
                .into())
        }
        Act::Register { .. }
        | Act::Find { .. }
        | Act::Record { .. }
        | Act::Show { .. }
        | Act::Looks { .. }
        | Act::Join { .. }
        | Act::Part { .. }
        | Act::Erase { .. } => {
            let Opened { store, key } = Opened::from(args).await?;
            with_patients(&args.act, &Patients::new(&store, &key, &args.place.site), &by, knowledge)
                .await
                .map(Outcome::from)
        }
    }
}

async fn with_patients(
    act: &Act,
    patients: &Patients<'_>,
    by: &By,
    knowledge: Option<&Knowledge>,
) -> Result<String, ChartError> {
    let chance = &mut System;
    match act {
        Act::Register { name, born, phone, email } => {
            let person = Identity {
                name: name.clone(),
                born: *born,
                sex: None,
                phone: phone.clone(),
                email: email.clone(),
            };
            patients.register(&person, by, chance).await.map(|id| format!("{id}\n"))
        }
        Act::Find { words } => {
            let mut text = String::new();
            for found in patients.find(&words.join(" ")).await? {
                let born = found.identity.born.map(|day| day.to_string()).unwrap_or_default();
                let _ = writeln!(text, "{}  {born:<10}  {}", found.patient, found.identity.name);
            }
            Ok(if text.is_empty() { "Nobody is found.\n".to_owned() } else { text })
        }
        Act::Record { patient, expect, .. } => {
            let entries = entries(&mut std::io::stdin().lock(), by, knowledge)?;
            let head = patients.record(patient, *expect, &entries, by, chance).await?;
            Ok(format!("Recorded; the chart has {} entries.\n", head.count))
        }
        Act::Show { patient, json } => show(patients, patient, *json, by).await,
        Act::Looks { patient } => {
            let mut text = String::new();
            for look in patients.looks(patient, LOOKS_SHOWN).await? {
                let _ = writeln!(text, "{}  {:<12} {}", instant(look.at), look.why, look.who);
            }
            Ok(text)
        }
        Act::Join { kept, folded } => {
            patients.join(kept, folded, by, chance).await.map(|()| "The two are read as one.\n".to_owned())
        }
        Act::Part { folded } => {
            patients.part(folded, by, chance).await.map(|()| "Both stand alone.\n".to_owned())
        }
        Act::Erase { patient, reason } => erased(patients, (patient, reason), by, chance).await,
        Act::Key { .. }
        | Act::Open { .. }
        | Act::CloseDay { .. }
        | Act::Verify { .. }
        | Act::Backup { .. }
        | Act::Restore { .. }
        | Act::Export { .. }
        | Act::Import { .. } => Ok(String::new()),
    }
}

/// Erases a person: every chart that is read as one with the named one, and that one last.
async fn erased(
    patients: &Patients<'_>,
    (patient, reason): (&str, &str),
    by: &By,
    chance: &mut System,
) -> Result<String, ChartError> {
    let mut told = String::new();
    for other in patients.who(&patients.others_of(patient).await?).await? {
        patients.erase(&other.patient, reason, by, chance).await?;
        told.push_str("Another chart of the same person is erased with it.\n");
    }
    patients.erase(patient, reason, by, chance).await?;
    told.push_str("The key is destroyed; the chart cannot be read again.\n");
    Ok(told)
}

/// Reads one body a line; the line of the first fault is named.
fn entries(
    from: &mut dyn BufRead,
    by: &By,
    knowledge: Option<&Knowledge>,
) -> Result<Vec<NewEntry>, ChartError> {
    let mut entries = Vec::new();
    let most = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    for number in 1_u64.. {
        let wrong = |why: String| ChartError::Form { what: format!("-:{number}"), why };
        let mut line = Vec::new();
        (&mut *from).take(most).read_until(b'\n', &mut line).map_err(|e| wrong(e.to_string()))?;
        if line.is_empty() {
            break;
        }
        if line.len() > LINE_BYTES_MAX {
            return Err(wrong(format!("the line is longer than {LINE_BYTES_MAX} bytes")));
        }
        let line = std::str::from_utf8(&line)
            .map_err(|e| wrong(format!("byte {} is not UTF-8", e.valid_up_to() + 1)))?;
        if line.trim().is_empty() {
            continue;
        }
        let body: Body = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
        body.check()
            .and_then(|()| knowledge.map_or(Ok(()), |k| body.check_codes(k)))
            .map_err(|e| wrong(e.to_string()))?;
        entries.push(NewEntry { id: new_id(by.at, &mut System), happened_at: by.at, body, amends: None });
    }
    Ok(entries)
}

async fn show(patients: &Patients<'_>, patient: &str, as_json: bool, by: &By) -> Result<String, ChartError> {
    let entries = patients.read(patient, 0, Why::Care, by, &mut System).await?;
    let mut text = String::new();
    if as_json {
        for entry in &entries {
            let value = json!({
                "seq": entry.seq, "id": entry.id, "happened_at": instant(entry.happened_at),
                "recorded_at": instant(entry.recorded_at), "author": entry.author, "amends": entry.amends,
                "entry": entry.body,
            });
            let _ = writeln!(text, "{value}");
        }
        return Ok(text);
    }
    let chart = Chart::of(&entries);
    if let Some(identity) = chart.identity() {
        let born = identity.born.map(|day| format!(", born {day}")).unwrap_or_default();
        let _ = writeln!(text, "{}{born}\n", identity.name);
    }
    for line in chart.lines.iter().rev() {
        let body = |body: &Body| serde_json::to_string(body).unwrap_or_default();
        let _ = writeln!(
            text,
            "{}  {}  {}",
            instant(line.entry.happened_at),
            line.entry.author,
            line.now.as_ref().map_or_else(|| "withdrawn".to_owned(), body)
        );
        for change in &line.changes {
            let _ = writeln!(text, "    {} by {}: {}", instant(change.at), change.author, change.reason);
        }
        if !line.changes.is_empty() {
            let _ = writeln!(text, "    first recorded as {}", body(&line.entry.body));
        }
    }
    Ok(text)
}

async fn verify(args: &Args, as_json: bool) -> Result<Outcome, ChartError> {
    let key = key_if_any(args)?;
    let verified = Store::open(&args.place.db).await?.verify(key.as_ref(), &args.place.site).await?;
    let status = u8::from(!verified.faults.is_empty());
    let mut text = String::new();
    if as_json {
        let faults: Vec<_> = verified
            .faults
            .iter()
            .map(|f| json!({ "book": f.book, "entry": f.seq, "id": f.id, "what": f.what }))
            .collect();
        let value = json!({
            "whole": faults.is_empty(), "books": verified.books, "entries": verified.entries, "days": verified.days,
            "seals_checked": key.is_some(), "faults": faults,
        });
        let _ = writeln!(text, "{value}");
        return Ok(Outcome { text, status });
    }
    let seals = if key.is_some() { "seals checked" } else { "without the key the seals were not checked" };
    let counted = format!(
        "{} entries in {} books, {} closed days; {seals}",
        verified.entries, verified.books, verified.days
    );
    if verified.faults.is_empty() {
        let _ = writeln!(text, "The record is whole: {counted}.");
    } else {
        let _ = writeln!(text, "The record was changed: {counted}.");
    }
    for fault in &verified.faults {
        let place = match (fault.book.as_str(), fault.seq) {
            ("", _) => "beside the books".to_owned(),
            (book, 0) => book.to_owned(),
            (book, seq) => format!("{book}, entry {seq} {}", fault.id).trim_end().to_owned(),
        };
        let _ = writeln!(text, "  {place}: {}", fault.what);
    }
    Ok(Outcome { text, status })
}

async fn export(args: &Args, file: &Path) -> Result<Outcome, ChartError> {
    let store = Store::open(&args.place.db).await?;
    if file.as_os_str() == "-" {
        store.export(&args.place.site, &mut std::io::stdout()).await?;
        return Ok(String::new().into());
    }
    let moved = store.export_to(&args.place.site, file).await?;
    Ok(format!("{} entries and everything around them are in {}.\n", moved.entries, file.display()).into())
}

async fn import(args: &Args, file: &Path, as_it_is: bool) -> Result<Outcome, ChartError> {
    let name = if file.as_os_str() == "-" { "<stdin>".to_owned() } else { file.display().to_string() };
    let unread = |source| ChartError::File { path: name.clone(), source };
    // The file is opened before the record is: an address that is mistyped would make one.
    let mut from: Box<dyn BufRead + Send> = if file.as_os_str() == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        if std::fs::metadata(file).map_err(unread)?.is_dir() {
            return Err(ChartError::Form { what: name, why: "it is a folder".to_owned() });
        }
        Box::new(BufReader::new(std::fs::File::open(file).map_err(unread)?))
    };
    let key = key_if_any(args)?;
    let trust = if as_it_is { Trust::AsItIs } else { Trust::Whole(key.as_ref()) };
    let store = Store::open(&args.place.db).await?;
    let moved = store.import_as(&mut from, trust).await.map_err(|error| error.within(&name))?;
    Ok(format!("{} entries of the site `{}` came in.\n", moved.entries, moved.site).into())
}

/// The key, where one is named: what can be checked without it is checked without it.
fn key_if_any(args: &Args) -> Result<Option<SiteKey>, ChartError> {
    match keys::read(args.place.key_file.as_deref()) {
        Ok(key) => Ok(Some(key)),
        Err(_) if args.place.key_file.is_none() && std::env::var_os("SEREIN_KEY").is_none() => Ok(None),
        Err(error) => Err(error),
    }
}

/// An instant as people read it, in UTC.
fn instant(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |t| format!("{t:.0}"))
}
