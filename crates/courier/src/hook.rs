//! The signed webhook: every message as one JSON object to an address of the house, for text messages and whatever else.
use crate::signature::{SECRET_MIN, SIGNATURE, TIMESTAMP, sign};
use crate::{CARRY_MAX, Carried, Courier, Parcel, Setting, is_here};
use chart::message::{Outcome, Way};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Request, StatusCode, Uri, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// What an address of a webhook looks like.
const ALLOWED: &str = "the address of a webhook: allowed https://HOST/PATH";

/// Sends messages to one address.
#[derive(Clone)]
pub struct Hook {
    to: Uri,
    secret: String,
    ways: Vec<Way>,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hook({})", self.to.host().unwrap_or_default())
    }
}

impl Hook {
    /// A webhook by its address; `http` is for this machine alone. The secret comes from the environment.
    ///
    /// # Errors
    /// The address cannot be read or is elsewhere without TLS, or the secret is short.
    pub fn new(to: &str, secret: &str, ways: &[Way]) -> Result<Self, Setting> {
        let wrong = || Setting::Address(to.to_owned(), ALLOWED);
        let uri: Uri = to.trim().parse().map_err(|_| wrong())?;
        let host = uri.host().ok_or_else(wrong)?;
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_here(host) => {}
            Some("http") => return Err(Setting::Clear(host.to_owned(), "https://")),
            Some(_) | None => return Err(wrong()),
        }
        if secret.chars().count() < SECRET_MIN {
            return Err(Setting::Short { got: secret.chars().count(), least: SECRET_MIN });
        }
        let connector =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self { to: uri, secret: secret.to_owned(), ways: ways.to_vec(), client })
    }

    async fn told(&self, parcel: &Parcel) -> Outcome {
        let letter = &parcel.letter;
        let said = serde_json::json!({
            "id": parcel.id, "way": letter.way, "to": letter.to, "language": letter.language,
            "from": parcel.from_name, "reply_to": parcel.reply_to, "subject": letter.subject, "text": letter.text,
            "html": parcel.html, "stop": parcel.stop, "attached": letter.attached,
        });
        let body = said.to_string();
        let second = parcel.at / 1_000;
        let request = Request::post(self.to.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", &parcel.key)
            .header(TIMESTAMP, second)
            .header(SIGNATURE, sign(&self.secret, second, body.as_bytes()))
            .body(Full::new(Bytes::from(body)));
        let Ok(request) = request else { return Outcome::Rejected };
        match self.client.request(request).await {
            Ok(answer) => heard(answer.status()),
            // The receiver knows the key, so that a second try is no second message.
            Err(_) => Outcome::Again,
        }
    }
}

/// What an answer means. A redirect is not followed: the address of a patient goes where the house said, and nowhere else.
fn heard(status: StatusCode) -> Outcome {
    match status {
        // A conflict is how a receiver says that it has the key already.
        StatusCode::CONFLICT => Outcome::Sent,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS | StatusCode::UNAUTHORIZED => {
            Outcome::Again
        }
        status if status.is_success() => Outcome::Sent,
        status if status.is_client_error() => Outcome::Rejected,
        _ => Outcome::Again,
    }
}

impl Courier for Hook {
    fn ways(&self) -> &[Way] {
        &self.ways
    }

    fn is_idempotent(&self) -> bool {
        true
    }

    fn carry<'a>(&'a self, parcel: &'a Parcel) -> Carried<'a> {
        Box::pin(async { tokio::time::timeout(CARRY_MAX, self.told(parcel)).await.unwrap_or(Outcome::Again) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn an_address_elsewhere_is_sealed_and_a_secret_is_long() {
        for (to, secret, right) in [
            ("https://sms.example/send", SECRET, true),
            ("http://127.0.0.1:9000/send", SECRET, true),
            ("http://localhost/send", SECRET, true),
            ("http://sms.example/send", SECRET, false),
            ("ftp://sms.example/send", SECRET, false),
            ("sms.example", SECRET, false),
            ("https://sms.example/send", &SECRET[1..], false),
        ] {
            assert_eq!(Hook::new(to, secret, &[Way::Text]).is_ok(), right, "{to}");
        }
        let shown = format!("{:?}", Hook::new("https://sms.example/send?token=x", SECRET, &[]).unwrap());
        assert_eq!(shown, "Hook(sms.example)", "nothing secret is shown");
    }

    #[test]
    fn an_answer_is_one_of_four_words() {
        for (status, outcome) in [
            (200, Outcome::Sent),
            (202, Outcome::Sent),
            (409, Outcome::Sent),
            (302, Outcome::Again),
            (401, Outcome::Again),
            (429, Outcome::Again),
            (500, Outcome::Again),
            (400, Outcome::Rejected),
            (410, Outcome::Rejected),
        ] {
            assert_eq!(heard(StatusCode::from_u16(status).unwrap()), outcome, "{status}");
        }
    }
}
