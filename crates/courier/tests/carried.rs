//! Messages that really go: a conversation with a mail server, a webhook whose receiver checks the signature, a folder.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use chart::message::{Letter, Outcome, Way};
use courier::signature::{SIGNATURE, TIMESTAMP, holds};
use courier::{Courier as _, Folder, Hook, Parcel, Smtp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const AT: i64 = 1_796_284_800_000;

fn parcel(way: Way) -> Parcel {
    Parcel {
        id: "reminder/p/2026-12-05".to_owned(),
        key: Parcel::key_of("harbour", "reminder/p/2026-12-05"),
        letter: Letter {
            way,
            to: if way == Way::Email { "amara@example.org" } else { "+15550104200" }.to_owned(),
            language: "en".to_owned(),
            subject: "Your visit on Saturday, 5 December".to_owned(),
            text: "Dear Amara,\n.a line that begins with a dot\nsee you at 14:00.".to_owned(),
            attached: vec![],
            tells: vec![],
        },
        html: "<p>Dear Amara,</p>".to_owned(),
        from_name: "Harbour House".to_owned(),
        reply_to: "desk@harbour.example".to_owned(),
        stop: String::new(),
        at: AT,
    }
}

/// What a mail server heard, line by line, and the letter.
type Heard = Arc<Mutex<Vec<String>>>;

/// A mail server of one conversation: `answers` says what it answers to a command instead of the usual; none ends the line.
async fn server(answers: &'static [(&'static str, &'static str)]) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, heard) = (listener.local_addr().unwrap().port(), Heard::default());
    let kept = heard.clone();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
        let (mut line, mut in_letter) = (String::new(), false);
        loop {
            line.clear();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            let said = line.trim_end().to_owned();
            kept.lock().unwrap().push(said.clone());
            let word = if in_letter { if said == "." { "." } else { continue } } else { &said };
            let usual = match word.get(..4).unwrap_or(word) {
                "EHLO" => "250-mail.example\r\n250 AUTH PLAIN",
                "AUTH" => "235 welcome",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            let answer =
                answers.iter().find(|(to, _)| word.starts_with(to)).map_or(usual, |(_, answer)| *answer);
            if answer.is_empty() {
                return;
            }
            in_letter = answer.starts_with("354");
            stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        }
    });
    (port, heard)
}

fn smtp(port: u16) -> Smtp {
    let account = Some(("house".to_owned(), "a quiet password".to_owned()));
    Smtp::new(&format!("smtp://127.0.0.1:{port}"), "desk@harbour.example", account).unwrap()
}

#[tokio::test]
async fn a_letter_goes_through_a_real_conversation() {
    let (port, heard) = server(&[]).await;
    assert_eq!(smtp(port).carry(&parcel(Way::Email)).await, Outcome::Sent);
    let heard = heard.lock().unwrap().clone();
    let at =
        |line: &str| heard.iter().position(|one| one == line).unwrap_or_else(|| panic!("{line}: {heard:?}"));
    assert!(at("EHLO harbour.example") < at("MAIL FROM:<desk@harbour.example>"));
    assert!(at("MAIL FROM:<desk@harbour.example>") < at("RCPT TO:<amara@example.org>"));
    assert!(at("RCPT TO:<amara@example.org>") < at("DATA"));
    assert!(
        at("DATA") < at("Subject: Your visit on Saturday, 5 December")
            && at("Subject: Your visit on Saturday, 5 December") < at(".")
    );
    at("Reply-To: desk@harbour.example");
    at("..a line that begins with a dot");
    assert!(heard.iter().any(|line| line.starts_with("AUTH PLAIN ")));
}

#[tokio::test]
async fn every_answer_of_a_server_is_known_for_what_it_is() {
    for (answers, outcome) in [
        (&[("RCPT", "550 no such person")][..], Outcome::Rejected),
        (&[("RCPT", "450 later")], Outcome::Again),
        (&[("MAIL", "421 closing")], Outcome::Again),
        (&[("AUTH", "535 wrong")], Outcome::Again),
        (&[(".", "554 not this letter")], Outcome::Rejected),
        (&[(".", "451 later")], Outcome::Again),
        // The line breaks before the letter left, and after it.
        (&[("DATA", "")], Outcome::Again),
        (&[(".", "")], Outcome::Unsure),
    ] {
        let (port, _) = server(answers).await;
        assert_eq!(smtp(port).carry(&parcel(Way::Email)).await, outcome, "{answers:?}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(smtp(nobody).carry(&parcel(Way::Email)).await, Outcome::Again);
    assert_eq!(smtp(nobody).carry(&parcel(Way::Text)).await, Outcome::Rejected, "no way for a text message");
}

#[test]
fn a_server_elsewhere_is_sealed_and_a_sender_is_an_address() {
    for (server, from, right) in [
        ("smtps://mail.example", "desk@harbour.example", true),
        ("smtp://mail.example:587", "desk@harbour.example", true),
        ("smtp://127.0.0.1:25", "desk@harbour.example", true),
        ("smtps://mail.example", "desk", false),
        ("mail.example", "desk@harbour.example", false),
        ("https://mail.example", "desk@harbour.example", false),
    ] {
        assert_eq!(Smtp::new(server, from, None).is_ok(), right, "{server} {from}");
    }
    let shown = format!("{:?}", smtp(2525));
    assert_eq!(shown, "Smtp(127.0.0.1:2525)", "no password is shown");
}

/// One request as a receiver reads it: headers in small letters, and the body.
async fn request(stream: &mut BufReader<TcpStream>) -> (BTreeMap<String, String>, Vec<u8>) {
    let (mut headers, mut line) = (BTreeMap::new(), String::new());
    loop {
        line.clear();
        stream.read_line(&mut line).await.unwrap();
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.insert(name.to_lowercase(), value.trim().to_owned()),
            None if line.trim_end().is_empty() => break,
            None => headers.insert("request".to_owned(), line.trim_end().to_owned()),
        };
    }
    let mut body = vec![0; headers.get("content-length").unwrap().parse().unwrap()];
    stream.read_exact(&mut body).await.unwrap();
    (headers, body)
}

#[tokio::test]
async fn a_receiver_checks_the_signature_and_knows_a_message_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let receiver = tokio::spawn(async move {
        let mut keys: Vec<String> = Vec::new();
        let mut bodies = Vec::new();
        for _ in 0..2 {
            let mut stream = BufReader::new(listener.accept().await.unwrap().0);
            let (headers, body) = request(&mut stream).await;
            assert_eq!(headers["request"], "POST /send HTTP/1.1");
            assert!(holds(SECRET, AT / 1_000 + 5, &headers[TIMESTAMP], &headers[SIGNATURE], &body));
            assert!(
                !holds(SECRET, AT / 1_000 + 301, &headers[TIMESTAMP], &headers[SIGNATURE], &body),
                "too old"
            );
            let known = keys.contains(&headers["idempotency-key"]);
            keys.push(headers["idempotency-key"].clone());
            bodies.push(body);
            let status = if known { "409 Conflict" } else { "202 Accepted" };
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        bodies
    });
    let hook = Hook::new(&format!("http://127.0.0.1:{port}/send"), SECRET, &[Way::Text]).unwrap();
    assert!(hook.is_idempotent() && hook.ways() == [Way::Text]);
    for _ in 0..2 {
        assert_eq!(hook.carry(&parcel(Way::Text)).await, Outcome::Sent, "again is the same message");
    }
    let bodies = receiver.await.unwrap();
    assert_eq!(bodies[0], bodies[1]);
    let said: serde_json::Value = serde_json::from_slice(&bodies[0]).unwrap();
    assert_eq!((said["way"].as_str(), said["to"].as_str()), (Some("text"), Some("+15550104200")));
    assert_eq!(hook.carry(&parcel(Way::Text)).await, Outcome::Again, "nobody is there any more");
}

#[tokio::test]
async fn a_folder_holds_one_file_a_message_however_often_it_comes() {
    let path = std::env::temp_dir().join(format!("serein-folder-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    let folder = Folder::new(&path);
    for _ in 0..2 {
        assert_eq!(folder.carry(&parcel(Way::Email)).await, Outcome::Sent);
        assert_eq!(folder.carry(&parcel(Way::Text)).await, Outcome::Sent);
    }
    let mut names: Vec<String> = std::fs::read_dir(&path)
        .unwrap()
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let key = parcel(Way::Email).key;
    assert_eq!(names, [format!("{key}.eml"), format!("{key}.txt")]);
    let mail = std::fs::read_to_string(path.join(&names[0])).unwrap();
    assert!(
        mail.contains("Subject: Your visit on Saturday, 5 December") && mail.contains("amara@example.org")
    );
    std::fs::remove_dir_all(&path).unwrap();
}
