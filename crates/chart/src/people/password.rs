//! Passwords and one-time codes: pure functions; time and chance are handed in. Hashing is slow on purpose and belongs
//! beside the threads that answer.
use crate::ChartError;
use crate::seal::Chance;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use totp_rs::{Builder, Secret, Totp};

/// The shortest password, in letters.
pub const PASSWORD_MIN: usize = 12;
/// The longest password, in bytes.
pub const PASSWORD_BYTES_MAX: usize = 256;
/// Bytes of the secret of one-time codes, as RFC 4226 recommends.
const CODE_SECRET_BYTES: usize = 20;
/// How long one code holds, in seconds.
const CODE_STEP_S: i64 = 30;
/// How many recovery codes are made at once.
pub const RECOVERY_CODES: usize = 10;
/// Passwords that are long enough and guessed first.
const GUESSED: &[&str] =
    &["passwordpassword", "password1234", "123456789012", "qwertyuiopas", "qwerty123456"];

/// 19 MiB, two passes, one lane: the least that OWASP's cheat sheet recommends for Argon2id.
fn argon2() -> Option<Argon2<'static>> {
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1_024, 2, 1, None).ok()?))
}

/// What is wrong with a password, as a sentence; nothing if it may be used.
#[must_use]
pub fn weakness(password: &str, name: &str, email: &str) -> Option<String> {
    let lower = password.to_lowercase();
    let distinct: std::collections::BTreeSet<char> = lower.chars().collect();
    let own = [name.to_lowercase(), email.to_lowercase()];
    if password.chars().count() < PASSWORD_MIN {
        Some(format!(
            "At least {PASSWORD_MIN} letters. A few words in a row are easier to keep in mind than signs."
        ))
    } else if password.len() > PASSWORD_BYTES_MAX {
        Some(format!("At most {PASSWORD_BYTES_MAX} bytes."))
    } else if distinct.len() < 5 || GUESSED.contains(&lower.as_str()) {
        Some(
            "This one is guessed first. Take a few words that have nothing to do with each other.".to_owned(),
        )
    } else if own.iter().any(|own| !own.is_empty() && lower.contains(own.as_str())) {
        Some("It holds your own name or address. Take other words.".to_owned())
    } else {
        None
    }
}

/// The hash of a password, with its salt and costs in it.
///
/// # Errors
/// The password is longer than [`PASSWORD_BYTES_MAX`].
pub fn hash(password: &str, chance: &mut dyn Chance) -> Result<String, ChartError> {
    let wrong = |why: &str| ChartError::Form { what: "the password".to_owned(), why: why.to_owned() };
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(wrong("it is too long"));
    }
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    let argon2 = argon2().ok_or_else(|| wrong("its costs are out of range"))?;
    let hashed = argon2.hash_password_with_salt(password.as_bytes(), &salt);
    hashed.map(|hash| hash.to_string()).map_err(|e| wrong(&e.to_string()))
}

/// Whether a password is the one that was hashed.
#[must_use]
pub fn holds(hash: &str, password: &str) -> bool {
    password.len() <= PASSWORD_BYTES_MAX
        && argon2().is_some_and(|argon2| argon2.verify_password(password.as_bytes(), hash).is_ok())
}

/// A new secret for one-time codes, in base 32 as the apps take it.
#[must_use]
pub fn code_secret(chance: &mut dyn Chance) -> String {
    let mut bytes = [0; CODE_SECRET_BYTES];
    chance.fill(&mut bytes);
    Secret::new_stack(bytes).to_base32()
}

/// What the picture for the app says, by the key-URI format that the apps share.
#[must_use]
pub fn code_address(secret: &str, house: &str, person: &str) -> String {
    let part = |text: &str| {
        text.bytes().fold(String::new(), |safe, byte| {
            let plain = byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            if plain { safe + &char::from(byte).to_string() } else { safe + &format!("%{byte:02X}") }
        })
    };
    let (house, person) = (part(house), part(person));
    format!(
        "otpauth://totp/{house}:{person}?secret={secret}&issuer={house}&algorithm=SHA1&digits=6&period=30"
    )
}

fn codes(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    // One step of thirty seconds to each side, for clocks that differ.
    Builder::new().with_secret(secret).with_skew(1).build().ok()
}

/// The step whose code this is at the moment `now_ms`, if it is one of the three that hold. A step is taken once only:
/// the caller keeps the last.
#[must_use]
pub fn code_step(secret: &str, code: &str, now_ms: i64) -> Option<i64> {
    let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = u64::try_from(now_ms / 1_000).ok()?;
    i64::try_from(codes(secret)?.check(&digits, seconds)?).ok()
}

/// The code of a moment, as the app would show it.
#[must_use]
pub fn code_at(secret: &str, now_ms: i64) -> Option<String> {
    let seconds = u64::try_from(now_ms / 1_000).ok()?;
    codes(secret).map(|codes| codes.generate(seconds).to_string())
}

/// The step of a moment.
#[must_use]
pub const fn step_at(now_ms: i64) -> i64 {
    now_ms / 1_000 / CODE_STEP_S
}

/// New recovery codes: two groups of five letters that cannot be mistaken for each other, 50 bits each.
#[must_use]
pub fn recovery_codes(chance: &mut dyn Chance) -> Vec<String> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
    (0..RECOVERY_CODES)
        .map(|_| {
            let mut bytes = [0; 10];
            chance.fill(&mut bytes);
            let mut code: String = bytes
                .iter()
                .filter_map(|b| LETTERS.get(usize::from(b % 32)))
                .map(|b| char::from(*b))
                .collect();
            code.insert(5, '-');
            code
        })
        .collect()
}

/// A recovery code as it is compared: small letters, without what people add or leave out.
#[must_use]
pub fn bare_code(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Count(u8);
    impl Chance for Count {
        fn fill(&mut self, bytes: &mut [u8]) {
            for byte in bytes {
                self.0 = self.0.wrapping_add(37);
                *byte = self.0;
            }
        }
    }

    #[test]
    fn only_the_password_opens_its_hash() {
        let hashed = hash("four words that rhyme", &mut Count(1)).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        for (given, want) in [
            ("four words that rhyme", true),
            ("four words that rhyme ", false),
            ("Four words that rhyme", false),
            ("", false),
        ] {
            assert_eq!(holds(&hashed, given), want, "{given:?}");
        }
        for broken in ["", "$argon2id$", "four words that rhyme"] {
            assert!(!holds(broken, "four words that rhyme"), "{broken}");
        }
        assert_ne!(hash("four words that rhyme", &mut Count(2)).unwrap(), hashed, "a salt of its own");
    }

    #[test]
    fn a_weak_password_is_told() {
        for (password, weak) in [
            ("short", true),
            ("elevenlette", true),
            ("twelveletter", false),
            ("aaaaaaaaaaaaaaaa", true),
            ("PasswordPassword", true),
            ("i am imani clarke", true),
            ("nurse@harbour.example!", true),
            ("ünïcödé wörds", false),
        ] {
            let told = weakness(password, "Imani Clarke", "nurse@harbour.example");
            assert_eq!(told.is_some(), weak, "{password}: {told:?}");
        }
        assert!(weakness(&"ab cd ef".repeat(33), "", "").is_some(), "257 bytes and more");
    }

    /// The vectors of RFC 6238, appendix B, for SHA-1; its eight digits end in our six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::new_stack(*b"12345678901234567890").to_base32();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000_i64, "353130"),
        ] {
            let now = seconds * 1_000;
            assert_eq!(code_at(&secret, now).unwrap(), code, "{seconds}");
            assert_eq!(code_step(&secret, code, now), Some(step_at(now)));
            assert_eq!(code_step(&secret, code, now + 30_000), Some(step_at(now)), "half a minute late");
            assert_eq!(code_step(&secret, code, now + 90_000), None, "too late");
        }
        for rubbish in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(code_step(&secret, rubbish, 59_000), None, "{rubbish}");
        }
        let (spaced, now) = ("287 082", 59_000);
        assert!(code_step(&secret, spaced, now).is_some(), "people type the gap that the app shows");
    }

    #[test]
    fn the_address_for_the_app_is_quoted() {
        let address = code_address("ABC", "Larkspur House", "Imani & Co");
        let want = "otpauth://totp/Larkspur%20House:Imani%20%26%20Co?secret=ABC&issuer=Larkspur%20House&";
        assert!(address.starts_with(want), "{address}");
    }

    #[test]
    fn recovery_codes_differ_and_are_read_as_people_type_them() {
        let codes = recovery_codes(&mut Count(3));
        let distinct: std::collections::BTreeSet<&String> = codes.iter().collect();
        assert_eq!((codes.len(), distinct.len()), (RECOVERY_CODES, RECOVERY_CODES));
        let first = &codes[0];
        assert_eq!(bare_code(&format!(" {} ", first.to_uppercase())), bare_code(first));
    }
}
