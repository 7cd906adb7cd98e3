//! Signatures of webhooks, out and in: HMAC-SHA-256 over the second and the body, with a window of time.
//!
//! ```text
//! Serein-Timestamp: 1796284800
//! Serein-Signature: v1=HEX(HMAC-SHA256(secret, "1796284800" + "." + body))
//! ```
//! Whoever receives recomputes it over the bytes as they came, compares in constant time, and refuses what is older or newer
//! than [`WINDOW_SECONDS`].
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Header with the second at which the request was signed, seconds since 1970.
pub const TIMESTAMP: &str = "serein-timestamp";
/// Header with the signature.
pub const SIGNATURE: &str = "serein-signature";
/// So many seconds a signature may be old or early: five minutes.
pub const WINDOW_SECONDS: i64 = 300;
/// The least characters of a secret.
pub const SECRET_MIN: usize = 32;

/// The signature of a body at a second, as its header says it.
#[must_use]
pub fn sign(secret: &str, second: i64, body: &[u8]) -> String {
    mac(secret, second, body)
        .map(|mac| format!("v1={}", chart::seal::hex(&mac.finalize().into_bytes())))
        .unwrap_or_default()
}

/// Whether a signature is ours and fresh.
#[must_use]
pub fn holds(secret: &str, now: i64, second: &str, signature: &str, body: &[u8]) -> bool {
    let Ok(second) = second.parse::<i64>() else { return false };
    if second.abs_diff(now) > WINDOW_SECONDS.unsigned_abs() || secret.len() < SECRET_MIN {
        return false;
    }
    let given = signature.strip_prefix("v1=").and_then(chart::seal::from_hex);
    match (given, mac(secret, second, body)) {
        // Compares in constant time.
        (Some(given), Some(mac)) => mac.verify_slice(&given).is_ok(),
        (None, _) | (_, None) => false,
    }
}

fn mac(secret: &str, second: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(format!("{second}.").as_bytes());
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn the_signature_is_what_common_tools_compute() {
        // printf '1796284800.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        assert_eq!(
            sign(SECRET, 1_796_284_800, br#"{"a":1}"#),
            "v1=7a1ec5e17d0a0d4334e16479b11e5f46c73584937c641922456b3ced403a7da1"
        );
    }

    #[test]
    fn only_our_own_and_fresh_ones_hold() {
        let (now, body) = (1_796_284_800, br#"{"a":1}"#.as_slice());
        let good = sign(SECRET, now, body);
        let second = now.to_string();
        assert!(holds(SECRET, now, &second, &good, body));
        assert!(holds(SECRET, now + WINDOW_SECONDS, &second, &good, body));
        assert!(holds(SECRET, now - WINDOW_SECONDS, &second, &good, body));
        for (secret, at, second, signature, body) in [
            (SECRET, now + WINDOW_SECONDS + 1, second.as_str(), good.as_str(), body),
            (SECRET, now - WINDOW_SECONDS - 1, &second, &good, body),
            (SECRET, now, &second, &good, br#"{"a":2}"#),
            (SECRET, now, "1796284801", &good, body),
            (SECRET, now, "soon", &good, body),
            (SECRET, now, &second, &good[3..], body),
            (SECRET, now, &second, "v1=", body),
            (SECRET, now, &second, "v1=zz", body),
            ("another secret of thirty-two letters", now, &second, &good, body),
            ("", now, &second, &sign("", now, body), body),
        ] {
            assert!(!holds(secret, at, second, signature, body), "{at} {second} {signature}");
        }
    }
}
