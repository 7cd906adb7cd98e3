//! What a form of photographs sends, read within limits, and kept one by one.
use crate::session::Signed;
use crate::{House, Oops};
use axum::extract::Multipart;
use axum::http::StatusCode;
use chart::ChartError;
use chart::consent::{Purpose, photo_allowed};
use chart::fold::Chart;
use chart::patient::Taken;
use chart::photo::{NOTE_MAX, View, clean};
use tokio::sync::Semaphore;
use vocab::{Day, Zone};

/// The most photographs of one form.
pub(super) const FILES_MAX: usize = 8;
/// The longest answer beside the files, bytes.
const FIELD_MAX: usize = 4_096;
/// Photographs that are read at the same time: each takes some hundred megabytes while it lasts.
static READING: Semaphore = Semaphore::const_new(2);

/// What was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    view: String,
    zone: String,
    on: String,
    note: String,
    files: Vec<(String, Vec<u8>)>,
}

/// Something that is not kept, by the name of its file, and why.
pub(super) type Refused = (String, String);

/// Reads the form.
///
/// # Errors
/// It is no form of files, it is longer than allowed, or it sends more files than fit.
pub(super) async fn read(mut form: Multipart) -> Result<Sent, Oops> {
    let unread = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Oops::TooLarge } else { Oops::BadRequest("The photographs could not be read. Choose them and send them once more.".into()) }
    };
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(unread)? {
        let name = field.name().unwrap_or_default().to_owned();
        // The name of a file is only ever shown: what cannot be seen in it is left out.
        let file = field.file_name().map(|name| {
            let seen: String = name.chars().filter(|letter| !crate::visible::is_hidden(*letter)).collect();
            vocab::nearest::clip(&seen)
        });
        let bytes = field.bytes().await.map_err(unread)?;
        if let (Some(file), "files") = (file, name.as_str()) {
            // A form without a chosen file sends one that is empty and has no name.
            if file.is_empty() && bytes.is_empty() {
                continue;
            }
            if sent.files.len() == FILES_MAX {
                return Err(Oops::BadRequest(format!("At most {FILES_MAX} photographs are sent at once. Nothing was kept.")));
            }
            sent.files.push((file, bytes.to_vec()));
            continue;
        }
        if bytes.len() > FIELD_MAX {
            return Err(Oops::BadRequest(format!("An answer beside the photographs is longer than {FIELD_MAX} bytes.")));
        }
        if let Some(hidden) = crate::visible::hidden(&bytes) {
            return Err(Oops::BadRequest(hidden.words()));
        }
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        match name.as_str() {
            "view" => sent.view = text,
            "zone" => sent.zone = text,
            "on" => sent.on = text,
            "note" => sent.note = text,
            _ => {}
        }
    }
    Ok(sent)
}

/// Keeps what can be kept; what cannot is told by its name.
///
/// # Errors
/// The record does not answer.
pub(super) async fn keep(house: &House, signed: &Signed, patient: &str, chart: &Chart, sent: Sent) -> Result<Vec<Refused>, Oops> {
    let refused = |why: &str| Ok(vec![(String::new(), why.to_owned())]);
    if !photo_allowed(chart, Purpose::Record, house.now_ms()).holds() {
        return refused("The guest has not allowed photographs for the record. Ask for the consent first.");
    }
    if sent.files.is_empty() {
        return refused("No photograph was chosen.");
    }
    let today = house.today().ok_or(Oops::Broken)?;
    let taken = match taken(&sent, today) {
        Ok(taken) => taken,
        Err(why) => return refused(&why),
    };
    let mut all = Vec::new();
    for ((name, bytes), taken) in sent.files.into_iter().zip(taken) {
        if let Err(why) = one(house, signed, patient, bytes, &taken).await? {
            all.push((if name.is_empty() { "A photograph".to_owned() } else { name }, crate::ui::sentence(&why)));
        }
    }
    Ok(all)
}

/// What is said of each file: one view for all, or the whole set in the order of turning.
fn taken(sent: &Sent, today: Day) -> Result<Vec<Taken>, String> {
    let letters = sent.note.chars().count();
    if letters > NOTE_MAX {
        return Err(format!("The remark has {letters} letters; at most {NOTE_MAX} are kept."));
    }
    let on = if sent.on.is_empty() { today } else { sent.on.parse::<Day>().map_err(|_| "The day is none; write it as 2027-04-09.".to_owned())? };
    if on > today {
        return Err("The day lies ahead.".to_owned());
    }
    let zone = if sent.zone.is_empty() { None } else { Some(sent.zone.parse::<Zone>().map_err(|_| "There is no such zone.".to_owned())?) };
    let one = |view| Taken { view, zone, on, drawn: false, note: sent.note.clone() };
    if sent.view == "set" {
        let (files, views) = (sent.files.len(), View::SET.len());
        if files != views {
            return Err(format!("The set has {views} views and {files} were sent. Send all of them in order, or one view by itself."));
        }
        return Ok(View::SET.map(one).to_vec());
    }
    let view = sent.view.parse::<View>().map_err(|_| "Choose the view.".to_owned())?;
    if view == View::Near && zone.is_none() {
        return Err("Which zone does the near view show?".to_owned());
    }
    Ok(sent.files.iter().map(|_| one(view)).collect())
}

/// Keeps one photograph, or says why not.
async fn one(house: &House, signed: &Signed, patient: &str, bytes: Vec<u8>, taken: &Taken) -> Result<Result<(), String>, Oops> {
    let _turn = READING.acquire().await.map_err(|_| Oops::Broken)?;
    let cleaned = tokio::task::spawn_blocking(move || clean(&bytes)).await.map_err(|_| Oops::Broken)?;
    let cleaned = match cleaned {
        Ok(cleaned) => cleaned,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let by = house.by(signed);
    let kept = house.kept()?.patients().keep_photo(patient, (&cleaned, taken), by.at, &by, &mut *house.chance()).await;
    match kept {
        Ok(_) => Ok(Ok(())),
        Err(error @ (ChartError::NotAllowed { .. } | ChartError::Limit { .. })) => Ok(Err(error.to_string())),
        Err(error) => Err(error.into()),
    }
}
