//! Photographs over HTTP: bad and hostile files, consent by purpose, forged ids.
use crate::stage::{Browser, Dice, Stage, Told};
use axum::body::Body as Sent;
use axum::http::{Request, header};
use chart::book::new_id;
use chart::consent::{Act, Consent, Form, LANGUAGE, Meaning, Pen, Purpose, Text};
use chart::entry::{Body, Identity};
use chart::patient::NewEntry;
use chart::register::By;
use std::collections::BTreeMap;
use vocab::Role;

/// A real picture of 64 by 64 pixels, made by the same library that reads it.
fn picture() -> Vec<u8> {
    chart::photo::clean(&png()).unwrap().full
}

/// A PNG of 64 by 64 white pixels, written by hand: stored blocks, no compression.
fn png() -> Vec<u8> {
    let rows: Vec<u8> = (0..64).flat_map(|_| std::iter::once(0).chain(std::iter::repeat_n(0xFF, 64))).collect();
    let size = u16::try_from(rows.len()).unwrap();
    let mut packed = vec![0x78, 0x01, 0x01];
    packed.extend(size.to_le_bytes());
    packed.extend((!size).to_le_bytes());
    packed.extend(&rows);
    let (a, b) = rows.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    packed.extend(((b << 16) | a).to_be_bytes());
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut heading = Vec::new();
    heading.extend(64_u32.to_be_bytes());
    heading.extend(64_u32.to_be_bytes());
    heading.extend([8, 0, 0, 0, 0]);
    for (kind, body) in [(b"IHDR", heading), (b"IDAT", packed), (b"IEND", vec![])] {
        file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        let part: Vec<u8> = kind.iter().copied().chain(body).collect();
        let sum = !part.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
        });
        file.extend(part);
        file.extend(sum.to_be_bytes());
    }
    file
}

async fn allow(stage: &Stage, patient: &str, purpose: Purpose) {
    let text = Text::of(crate::house::knowledge().unwrap(), purpose.service(), LANGUAGE).unwrap();
    let on = stage.house.today().unwrap();
    let by = By { author: stage.id(Role::Nurse).to_owned(), at: stage.house.now_ms() };
    let who = Identity { name: "Amara Okafor".into(), born: "1990-04-12".parse().ok(), ..Identity::default() };
    let pen = Pen {
        text_hash: text.hash(),
        name: "Amara Okafor".into(),
        meaning: Some(Meaning::AllowsPhotographs),
        at: by.at,
        on: Some(on),
        explained_by: by.author.clone(),
        ..Pen::default()
    };
    let signed = Form::present(&text, &who, on).unwrap().answer(&BTreeMap::new()).unwrap().sign(&pen).unwrap();
    let body = Body::Consent(Consent { service: purpose.service().into(), act: Act::Signed(Box::new(signed)) });
    let entry = NewEntry { id: new_id(by.at, &mut Dice), happened_at: by.at, body, amends: None };
    stage.record().patients().record(patient, None, &[entry], &by, &mut Dice).await.unwrap();
}

/// Sends files as a browser does.
async fn send(browser: &Browser<'_>, patient: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Told {
    const EDGE: &str = "----serein-test-edge";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, bytes) in files {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n").bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{EDGE}--\r\n").bytes());
    let address = format!("/patients/{patient}/photos?csrf={}", browser.csrf());
    let request = Request::post(address).header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={EDGE}"));
    browser.send(request.body(Sent::from(body)).unwrap()).await
}

/// The ids of the photographs that a page shows.
fn shown(page: &str) -> Vec<String> {
    let mut ids: Vec<String> = page.split("/photos/").skip(1).filter_map(|rest| rest.split_once("?size=full")).map(|(id, _)| id.to_owned()).filter(|id| id.len() == 32).collect();
    ids.dedup();
    ids
}

#[tokio::test]
async fn without_consent_nothing_is_kept_and_with_it_one_sees_what_was_sent() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    let told = send(&nurse, &patient, &[("view", "front")], &[("a.jpg", &picture())]).await;
    assert_eq!(told.status, 422);
    assert!(told.text.contains("has not allowed photographs"), "{}", told.text);
    allow(&stage, &patient, Purpose::Record).await;
    let told = send(&nurse, &patient, &[("view", "front"), ("note", "<script>x</script>")], &[("a.jpg", &picture()), ("b.png", &png())]).await;
    assert_eq!(told.status, 303, "{}", told.text);
    let page = nurse.get(&format!("/patients/{patient}/photos")).await.text;
    assert!(page.contains("2 photographs") && !page.contains("<script>x"), "{page}");
    let ids = shown(&page);
    assert_eq!(ids.len(), 2);
    let image = nurse.get(&format!("/patients/{patient}/photos/{}?size=small", ids[0])).await;
    assert_eq!((image.status, image.headers.get(header::CONTENT_TYPE).unwrap().to_str().unwrap()), (200, "image/jpeg"));
    assert_eq!(image.headers.get(header::CACHE_CONTROL).unwrap(), "no-store", "a browser keeps nothing");
    let both = nurse.get(&format!("/patients/{patient}/photos/compare")).await;
    assert!(both.text.contains("data-compare") && both.text.contains("0 days between"), "{}", both.text);
}

#[tokio::test]
async fn what_is_taken_back_is_shown_to_nobody_from_that_moment() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    allow(&stage, &patient, Purpose::Record).await;
    send(&nurse, &patient, &[("view", "front")], &[("a.png", &png())]).await;
    let gallery = format!("/patients/{patient}/photos");
    let id = shown(&nurse.get(&gallery).await.text).remove(0);
    let image = format!("{gallery}/{id}");
    for purpose in ["teaching", "publication"] {
        assert_eq!(nurse.get(&format!("{image}?for={purpose}")).await.status, 409, "{purpose} was not asked");
        assert!(shown(&nurse.get(&format!("{gallery}?for={purpose}")).await.text).is_empty());
    }
    allow(&stage, &patient, Purpose::Teaching).await;
    assert_eq!(nurse.get(&format!("{image}?for=teaching")).await.status, 200);
    let told = nurse.post(&format!("{gallery}/withdraw"), &[("purpose", "record")]).await;
    assert_eq!(told.to, gallery);
    assert_eq!(nurse.get(&image).await.status, 409);
    let page = nurse.get(&gallery).await.text;
    assert!(shown(&page).is_empty() && page.contains("Taken back on"), "{page}");
    assert!(nurse.get(&format!("{gallery}/compare")).await.text.contains("Nothing to compare"));
    assert_eq!(nurse.get(&format!("{image}?for=teaching")).await.status, 200, "each purpose stands by itself");
    assert_eq!(nurse.post(&format!("{gallery}/withdraw"), &[("purpose", "purple")]).await.status, 400);
    assert_eq!(nurse.get(&format!("{gallery}?for=purple")).await.status, 404);
}

#[tokio::test]
async fn every_bad_upload_gets_its_answer_and_keeps_nothing() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    allow(&stage, &patient, Purpose::Record).await;
    let good = png();
    let mut bomb = good.clone();
    bomb.splice(16..24, [10_000_u32.to_be_bytes(), 10_000_u32.to_be_bytes()].concat());
    let page: &[u8] = b"<html><script>alert(1)</script>";
    for (fields, files, status, says) in [
        (vec![("view", "front")], vec![], 422, "No photograph was chosen"),
        (vec![("view", "front")], vec![("x.jpg", page)], 422, "This is not a picture"),
        (vec![("view", "front")], vec![("<b>x</b>.svg", b"<svg onload='x()'/>".as_slice())], 422, "&lt;b&gt;x&lt;/b&gt;.svg"),
        (vec![("view", "front")], vec![("x.gif", b"GIF89a\x01\0\x01\0".as_slice())], 422, "GIF is not read here"),
        (vec![("view", "front")], vec![("x.png", &good[..60])], 422, "damaged or was cut off"),
        (vec![("view", "front")], vec![("bomb.png", &bomb)], 422, "bomb.png"),
        (vec![("view", "upside-down")], vec![("a.png", &good)], 422, "Choose the view"),
        (vec![("view", "near")], vec![("a.png", &good)], 422, "Which zone"),
        (vec![("view", "near"), ("zone", "moon")], vec![("a.png", &good)], 422, "no such zone"),
        (vec![("view", "set")], vec![("a.png", &good)], 422, "The set has 5 views and 1 were sent"),
        (vec![("view", "front"), ("on", "2026-02-30")], vec![("a.png", &good)], 422, "The day is none"),
        (vec![("view", "front"), ("on", "2299-01-01")], vec![("a.png", &good)], 422, "lies ahead"),
        (vec![("view", "front")], vec![("a.png", good.as_slice()); 9], 400, "At most 8"),
    ] {
        let told = send(&nurse, &patient, &fields, &files).await;
        assert_eq!(told.status, status, "{fields:?} {says}: {}", told.text);
        assert!(told.text.contains(says), "{says}: {}", told.text);
        assert!(!told.text.contains("<script>alert"), "{says}");
    }
    let long = "x".repeat(5_000);
    assert_eq!(send(&nurse, &patient, &[("note", &long)], &[]).await.status, 400);
    let address = format!("/patients/{patient}/photos?csrf={}", nurse.csrf());
    for (kind, status) in [("multipart/form-data", 400), ("application/json", 400), ("multipart/form-data; boundary=x", 400)] {
        let request = Request::post(&address).header(header::CONTENT_TYPE, kind).body(Sent::from("rubbish")).unwrap();
        assert_eq!(nurse.send(request).await.status, status, "{kind}");
    }
    assert!(nurse.get(&format!("/patients/{patient}/photos")).await.text.contains("None yet"), "nothing was kept");
}

#[tokio::test]
async fn a_photograph_of_somebody_else_is_not_found_under_this_name() {
    let stage = Stage::new().await;
    let (patient, other) = (stage.patient("Amara Okafor").await, stage.patient("Ida Berg").await);
    let nurse = stage.as_(Role::Nurse);
    allow(&stage, &patient, Purpose::Record).await;
    send(&nurse, &patient, &[("view", "set")], &[("a", &png()), ("b", &png()), ("c", &png()), ("d", &png()), ("e", &png())].map(|(n, b): (&str, &Vec<u8>)| (n, b.as_slice()))).await;
    let ids = shown(&nurse.get(&format!("/patients/{patient}/photos")).await.text);
    assert_eq!(ids.len(), 5, "the whole set");
    for (address, status) in [
        (format!("/patients/{patient}/photos/{}", ids[0]), 200),
        (format!("/patients/{other}/photos/{}", ids[0]), 404),
        (format!("/patients/nobody/photos/{}", ids[0]), 404),
        (format!("/patients/{patient}/photos/nothing"), 404),
        (format!("/patients/{patient}/photos/%27%20OR%201%3D1"), 404),
        (format!("/patients/{patient}/photos/compare?before=nothing"), 404),
        (format!("/patients/{other}/photos/compare?before={}", ids[0]), 404),
    ] {
        assert_eq!(nurse.get(&address).await.status, status, "{address}");
    }
    assert_eq!(stage.as_(Role::Desk).get(&format!("/patients/{patient}/photos/{}", ids[0])).await.status, 403);
    let set = nurse.get(&format!("/patients/{patient}/consult")).await;
    assert_eq!(set.status, 200);
}
