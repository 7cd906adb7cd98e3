//! Passkeys over HTTP, with a device that a test can make answer wrongly.
use crate::stage::{Browser, Dice, NOW, ORIGIN, PASSWORD, Stage};
use axum::http::header::SET_COOKIE;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chart::people::{AccessEvent, CEREMONY_MS, KeyChange, Kind, password};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use vocab::Role;

/// A device with one passkey in it, and the ways in which it may lie.
#[derive(Debug, Clone)]
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    owner: Vec<u8>,
    counter: u32,
    origin: &'static str,
    party: &'static str,
    /// User present and user verified.
    flags: u8,
}

/// What a device is made to say that is not so; the other device is there to borrow from.
type Lie = fn(&mut Device, &Device);

const CHECKED: u8 = 0x05;

impl Device {
    fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        Self {
            key,
            id: vec![seed; 32],
            owner: vec![],
            counter: 0,
            origin: ORIGIN,
            party: "localhost",
            flags: CHECKED,
        }
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.party).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = options["publicKey"]["challenge"].as_str().unwrap();
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// Makes the passkey that was asked for: the text of the form field.
    fn make(&mut self, question: &Value) -> String {
        let options = &question["options"];
        self.owner = BASE64.decode(options["publicKey"]["user"]["id"].as_str().unwrap()).unwrap();
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut data = self.data(self.flags | 0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // The public key in CBOR: kty 2, alg -7, crv 1, x and y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point.as_bytes()[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point.as_bytes()[33..65]);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let response = json!({
            "clientDataJSON": BASE64.encode(self.client("webauthn.create", options)), "attestationObject": BASE64.encode(object),
        });
        self.answer(question, &response)
    }

    /// Answers as the passkey that is in it.
    fn touch(&mut self, question: &Value) -> String {
        self.counter += 1;
        let (data, client) = (self.data(self.flags), self.client("webauthn.get", &question["options"]));
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "clientDataJSON": BASE64.encode(client), "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der().as_bytes()), "userHandle": BASE64.encode(&self.owner),
        });
        self.answer(question, &response)
    }

    fn answer(&self, question: &Value, response: &Value) -> String {
        let id = BASE64.encode(&self.id);
        let credential = json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} });
        // In the order in which the script writes it.
        format!("{{\"ceremony\":{},\"credential\":{credential}}}", question["ceremony"])
    }
}

async fn question(browser: &Browser<'_>, address: &str, fields: &[(&str, &str)]) -> Value {
    let told = browser.post(address, fields).await;
    assert_eq!(told.status, 200, "{address}: {}", told.text);
    serde_json::from_str(&told.text).unwrap()
}

const ADDING: &[(&str, &str)] = &[("label", "My <telephone>"), ("proof", PASSWORD)];

async fn added(browser: &Browser<'_>, device: &mut Device) {
    let asked = question(browser, "/me/passkeys/begin", ADDING).await;
    let told =
        browser.post("/me/passkeys", &[("label", "My <telephone>"), ("answer", &device.make(&asked))]).await;
    assert_eq!((told.status, told.to.as_str()), (303, "/me"), "{}", told.text);
}

async fn comes_in(stage: &Stage, device: &mut Device) -> crate::stage::Told {
    let asked = question(&stage.out(), "/sign-in/passkey/begin", &[]).await;
    stage.out().post("/sign-in/passkey", &[("to", "/library"), ("answer", &device.touch(&asked))]).await
}

#[tokio::test]
async fn a_passkey_is_added_opens_without_a_name_signs_and_is_removed() {
    let stage = Stage::new().await;
    let (nurse, mut device) = (stage.fresh(Role::Nurse).await, Device::new(7));
    let asked = question(&nurse, "/me/passkeys/begin", ADDING).await;
    assert_eq!(asked["options"]["publicKey"]["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked["options"]["publicKey"]["rp"]["id"], "localhost");
    added(&nurse, &mut device).await;
    let page = nurse.get("/me").await.text;
    assert!(
        page.contains("My &lt;telephone&gt;") && page.contains("A passkey was added: My &lt;telephone&gt;"),
        "{page}"
    );

    let told = comes_in(&stage, &mut device).await;
    assert_eq!((told.status, told.to.as_str()), (303, "/library"), "{}", told.text);
    let cookie = told.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
    let secret = cookie.strip_prefix("serein=").and_then(|rest| rest.split(';').next()).unwrap();
    assert!(stage.with_secret(secret).get("/me").await.text.contains("Signed in by passkey"));

    let signed = stage.signed(Role::Nurse);
    let asked = question(&stage.as_(Role::Nurse), "/passkey/prove", &[]).await;
    stage.later(60_000);
    super::super::reauthenticated(&stage.house, &signed, &device.touch(&asked)).await.unwrap();
    let sessions = stage.record().people().sessions(&signed.practitioner, NOW + 60_000).await.unwrap();
    assert!(sessions.iter().any(|one| one.proved_at == NOW + 60_000), "it is written down");

    let id = chart::people::passkey_id(&device.id);
    assert_eq!(nurse.post(&format!("/me/passkeys/{id}/name"), &[("name", "Ring")]).await.status, 303);
    assert!(nurse.get("/me").await.text.contains("<strong>Ring</strong>"));
    let address = format!("/me/passkeys/{id}/remove");
    assert_eq!(nurse.post(&address, &[("proof", "wrong")]).await.status, 422, "it is asked who removes it");
    assert_eq!(nurse.post(&address, &[("proof", PASSWORD)]).await.status, 303);
    let gone = comes_in(&stage, &mut device).await;
    assert!(gone.status == 422 && gone.text.contains("it was removed"), "{}", gone.text);
    let owner = stage.as_(Role::Owner).get(&format!("/people/{}", signed.practitioner)).await.text;
    for line in [
        "A passkey was added",
        "A passkey got another name: Ring",
        "A passkey was removed: Ring",
        "Signed in by passkey",
    ] {
        assert!(owner.contains(line), "the owner reads `{line}`: {owner}");
    }
    let other = stage.as_(Role::Desk).get(&format!("/people/{}", signed.practitioner)).await.text;
    assert!(!other.contains("A passkey was"), "nobody else does");
}

#[tokio::test]
async fn answers_that_do_not_hold_are_refused_each_with_its_reason() {
    let stage = Stage::new().await;
    let (nurse, mut device) = (stage.fresh(Role::Nurse).await, Device::new(7));
    added(&nurse, &mut device).await;
    let mut desk = Device::new(9);
    added(&stage.fresh(Role::Desk).await, &mut desk).await;
    assert_eq!(comes_in(&stage, &mut device).await.status, 303);
    let table: [(&str, Lie, &str); 8] = [
        (
            "a page of another house asked",
            |d, _| d.origin = "https://evil.example",
            "answered for another address",
        ),
        (
            "another port of this machine asked",
            |d, _| d.origin = "http://localhost:1",
            "answered for another address",
        ),
        ("the answer is for another house", |d, _| d.party = "evil.example", "answered for another address"),
        ("the device did not check who touches it", |d, _| d.flags = 0x01, "did not check that it is you"),
        ("nobody touched it", |d, _| d.flags = 0x04, "did not check that it is you"),
        ("the counter goes back", |d, _| d.counter -= 1, "counted backwards"),
        (
            "it signs with another key",
            |d, _| d.key = SigningKey::from_slice(&[8; 32]).unwrap(),
            "does not hold",
        ),
        ("it says it is somebody else", |d, other| d.owner.clone_from(&other.owner), "opens nothing here"),
    ];
    for (what, lie, says) in table {
        let mut liar = device.clone();
        lie(&mut liar, &desk);
        let told = comes_in(&stage, &mut liar).await;
        assert!(told.status == 422 && told.text.contains(says), "{what}: {} {}", told.status, told.text);
        assert!(!told.headers.contains_key(SET_COOKIE), "{what}");
    }
    let events = stage.record().people().access_of(stage.id(Role::Nurse)).await.unwrap();
    let copied =
        |event: &AccessEvent| matches!(event, AccessEvent::Key { change: KeyChange::PasskeyCopied, .. });
    assert_eq!(events.iter().filter(|told| copied(&told.event)).count(), 1, "a copy is told to its owner");
    let told = comes_in(&stage, &mut Device { owner: device.owner.clone(), ..Device::new(3) }).await;
    assert!(told.text.contains("opens nothing here"), "a device that nobody added: {}", told.text);
    for (what, text) in [
        ("nothing", ""),
        ("a word", "x"),
        ("half a text", "{\"ceremony\":"),
        ("no credential", "{\"ceremony\":\"x\"}"),
    ] {
        let told = stage.out().post("/sign-in/passkey", &[("answer", text)]).await;
        assert!(told.status == 422 && told.text.contains("does not hold"), "{what}: {}", told.text);
    }
    let long = "x".repeat(super::ANSWER_MAX + 1);
    assert!(stage.out().post("/sign-in/passkey", &[("answer", &long)]).await.text.contains("longer than"));
    assert_eq!(comes_in(&stage, &mut device).await.status, 303, "the true one still opens");
    stage
        .record()
        .people()
        .tell(
            None,
            &[chart::people::PeopleEvent::Left { practitioner: stage.id(Role::Nurse).to_owned() }],
            &chart::register::By { author: "owner".to_owned(), at: NOW },
            &mut Dice,
        )
        .await
        .unwrap();
    assert!(comes_in(&stage, &mut device).await.text.contains("opens nothing here"), "whoever left is out");
}

#[tokio::test]
async fn a_question_is_answered_once_in_its_time_for_its_purpose_and_in_its_session() {
    let stage = Stage::new().await;
    let (nurse, mut device) = (stage.fresh(Role::Nurse).await, Device::new(7));
    added(&nurse, &mut device).await;
    let out = stage.out();
    let asked = question(&out, "/sign-in/passkey/begin", &[]).await;
    let answer = device.touch(&asked);
    assert_eq!(out.post("/sign-in/passkey", &[("answer", &answer)]).await.status, 303);
    let again = out.post("/sign-in/passkey", &[("answer", &answer)]).await;
    assert!(again.text.contains("was answered before"), "the same answer twice: {}", again.text);
    let asked = question(&out, "/sign-in/passkey/begin", &[]).await;
    let mut other = question(&out, "/sign-in/passkey/begin", &[]).await;
    other["options"] = asked["options"].clone();
    let told = out.post("/sign-in/passkey", &[("answer", &device.touch(&other))]).await;
    assert!(told.text.contains("is over"), "the challenge of another question: {}", told.text);
    let asked = question(&out, "/sign-in/passkey/begin", &[]).await;
    stage.later(CEREMONY_MS);
    let told = out.post("/sign-in/passkey", &[("answer", &device.touch(&asked))]).await;
    assert!(told.text.contains("is over"), "too late: {}", told.text);
    // A question of one session, or for one purpose, is none of another.
    let (signed, here) = (stage.signed(Role::Nurse), stage.as_(Role::Nurse));
    for (what, asked) in [
        ("to come in", question(&out, "/sign-in/passkey/begin", &[]).await),
        ("in another session", question(&nurse, "/passkey/prove", &[]).await),
    ] {
        let told = super::super::reauthenticated(&stage.house, &signed, &device.touch(&asked)).await;
        assert_eq!(told, Err(super::refused(super::OVER)), "{what}");
    }
    let asked = question(&here, "/passkey/prove", &[]).await;
    let told = out.post("/sign-in/passkey", &[("answer", &device.touch(&asked))]).await;
    assert!(told.text.contains("is over"), "a signature does not come in: {}", told.text);
}

#[tokio::test]
async fn nobody_signs_with_the_passkey_of_another_and_one_device_is_added_once() {
    let stage = Stage::new().await;
    let (mut mine, mut theirs) = (Device::new(7), Device::new(9));
    let (nurse, desk) = (stage.as_(Role::Nurse), stage.fresh(Role::Desk).await);
    added(&nurse, &mut mine).await;
    added(&desk, &mut theirs).await;
    let asked = question(&nurse, "/passkey/prove", &[]).await;
    let told =
        super::super::reauthenticated(&stage.house, &stage.signed(Role::Nurse), &theirs.touch(&asked)).await;
    assert_eq!(told, Err(super::refused(super::ANOTHERS)));
    let asked = question(&desk, "/me/passkeys/begin", ADDING).await;
    let told = desk.post("/me/passkeys", &[("label", "Copy"), ("answer", &mine.make(&asked))]).await;
    assert_eq!(told.status, 400, "a device that somebody has: {}", told.text);
    assert!(told.text.contains("omebody has it already"), "{}", told.text);
    let none = stage.as_(Role::Therapist).post("/passkey/prove", &[]).await;
    assert!(none.status == 422 && none.text.contains("You have no passkey here"), "{}", none.text);
    for (fields, says) in [
        ([("label", ""), ("proof", PASSWORD)], "Give it a name"),
        ([("label", "Ring"), ("proof", "wrong")], "not your password"),
        ([("label", "a\nb"), ("proof", PASSWORD)], "one line"),
    ] {
        let told = nurse.post("/me/passkeys/begin", &fields).await;
        assert!(told.status == 422 && told.text.contains(says), "{fields:?}: {}", told.text);
    }
    let long = "x".repeat(chart::people::LABEL_MAX + 1);
    assert!(
        nurse
            .post("/me/passkeys/begin", &[("label", &long), ("proof", PASSWORD)])
            .await
            .text
            .contains("At most")
    );
    let foreign = chart::people::passkey_id(&theirs.id);
    assert_eq!(
        nurse.post(&format!("/me/passkeys/{foreign}/remove"), &[("proof", PASSWORD)]).await.status,
        404
    );
    assert_eq!(nurse.post(&format!("/me/passkeys/{foreign}/name"), &[("name", "Mine")]).await.status, 404);
}

#[tokio::test]
async fn a_touch_is_the_second_proof_beside_a_password() {
    let stage = Stage::new().await;
    let (mut mine, mut theirs) = (Device::new(7), Device::new(9));
    added(&stage.as_(Role::Nurse), &mut mine).await;
    added(&stage.fresh(Role::Desk).await, &mut theirs).await;
    let (people, nurse) = (stage.record().people(), stage.id(Role::Nurse).to_owned());
    let secret = password::code_secret(&mut Dice);
    people.keep_sealed(&nurse, (Kind::Code, ""), "", &secret, NOW, &mut Dice).await.unwrap();
    for (device, status) in [(None, 422), (Some(&mut theirs), 422), (Some(&mut mine), 303)] {
        let asked = question(&stage.out(), "/sign-in/passkey/begin", &[]).await;
        let code = device.map(|device| device.touch(&asked)).unwrap_or_default();
        let fields = [("login", "nurse@harbour.example"), ("password", PASSWORD), ("code", &code)];
        assert_eq!(stage.out().post("/sign-in", &fields).await.status, status);
    }
}

#[tokio::test]
async fn the_last_way_in_is_never_taken_away() {
    let stage = Stage::new().await;
    let (nurse, mut device) = (stage.as_(Role::Nurse), Device::new(7));
    added(&nurse, &mut device).await;
    let (people, who) = (stage.record().people(), stage.id(Role::Nurse));
    people.drop_credential(who, Kind::Password, "").await.unwrap();
    let id = chart::people::passkey_id(&device.id);
    let asked = question(&nurse, "/passkey/prove", &[]).await;
    let told = nurse.post(&format!("/me/passkeys/{id}/remove"), &[("proof", &device.touch(&asked))]).await;
    assert!(told.status == 422 && told.text.contains("last way in"), "{}", told.text);
    let asked = question(&nurse, "/passkey/prove", &[]).await;
    let second = [("label", "Ring"), ("proof", &device.touch(&asked))]
        .map(|(name, text): (&str, &str)| (name, text.to_owned()));
    let second: Vec<(&str, &str)> = second.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let asked = question(&nurse, "/me/passkeys/begin", &second).await;
    let mut ring = Device::new(9);
    assert_eq!(
        nurse.post("/me/passkeys", &[("label", "Ring"), ("answer", &ring.make(&asked))]).await.status,
        303
    );
    let asked = question(&nurse, "/passkey/prove", &[]).await;
    let told = nurse.post(&format!("/me/passkeys/{id}/remove"), &[("proof", &ring.touch(&asked))]).await;
    assert_eq!(told.status, 303, "another passkey is a way in: {}", told.text);
}

#[tokio::test]
async fn a_house_without_a_name_says_that_passkeys_need_one() {
    for origin in ["", "http://192.0.2.1:8462", "not an address"] {
        let house = crate::House::new("0").with_origin(origin);
        let told = super::party(&house).map(|_| ());
        assert_eq!(told, Err(super::refused(super::NO_ORIGIN)), "{origin}");
    }
    assert!(super::party(&crate::House::new("0").with_public("https://harbour.example")).is_ok());
}
