//! Keys and seals: one key for the site, one for each patient, wrapped by the site's.
use crate::ChartError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, AeadInOut, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// Chance, handed in: only the binary may draw it.
pub trait Chance: Send {
    /// Fills `bytes` with chance that nobody can foresee.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The bytes of a key.
type Bytes = [u8; KEY_BYTES];

/// The key of a site, from which every other is made or unwrapped. It is never stored beside the record.
#[derive(Clone)]
pub struct SiteKey {
    root: Bytes,
    /// A key for each purpose, so that no key is used for two. They are made once: a day of 600 visits unwraps 600 keys.
    head: Bytes,
    visit: Bytes,
    piece: Bytes,
    claim: Bytes,
    link: Bytes,
    sign: Bytes,
    own: Bytes,
    wrap: Bytes,
}

impl std::fmt::Debug for SiteKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SiteKey(..)")
    }
}

impl SiteKey {
    fn of(root: Bytes) -> Self {
        let key = |purpose: &str| mac(&root, &[b"serein.derive.1", purpose.as_bytes()]);
        Self {
            root,
            head: key("head"),
            visit: key("visit"),
            piece: key("piece"),
            claim: key("claim"),
            link: key("link"),
            sign: key("sign"),
            own: key("own"),
            wrap: key("wrap"),
        }
    }

    /// Draws a new key.
    #[must_use]
    pub fn draw(chance: &mut dyn Chance) -> Self {
        let mut bytes = [0; KEY_BYTES];
        chance.fill(&mut bytes);
        Self::of(bytes)
    }

    /// Reads a key as [`SiteKey::to_text`] writes it.
    ///
    /// # Errors
    /// It is not 64 hexadecimal digits.
    pub fn from_text(text: &str) -> Result<Self, ChartError> {
        let wrong = || ChartError::Form {
            what: "the key".to_owned(),
            why: "64 hexadecimal digits are needed".to_owned(),
        };
        let bytes = from_hex(text.trim()).ok_or_else(wrong)?;
        bytes.try_into().map(Self::of).map_err(|_| wrong())
    }

    /// The key as 64 hexadecimal digits, for the key file.
    #[must_use]
    pub fn to_text(&self) -> String {
        hex(&self.root)
    }

    /// The seal of the end of a book.
    pub(crate) fn seal_head(&self, site: &str, book: &str, count: u64, hash: &str, closed: u64) -> String {
        let (count, closed) = (count.to_be_bytes(), closed.to_be_bytes());
        hex(&mac(&self.head, &[site.as_bytes(), book.as_bytes(), &count, hash.as_bytes(), &closed]))
    }

    /// The seal of what happened to a visit.
    pub(crate) fn seal_event(&self, site: &str, parts: &[&str]) -> String {
        let parts: Vec<&[u8]> =
            std::iter::once(site).chain(parts.iter().copied()).map(str::as_bytes).collect();
        hex(&mac(&self.visit, &parts))
    }

    /// The keyed hash of a piece of a name, a number or a date.
    pub(crate) fn piece(&self, site: &str, piece: &str) -> i64 {
        let hash = mac(&self.piece, &[site.as_bytes(), piece.as_bytes()]);
        i64::from_be_bytes(hash.first_chunk().copied().unwrap_or_default())
    }

    /// The id of whatever is made once for a claim, such as a form of the public that is sent twice: the same claim is always the
    /// same id, and nobody without the key can say which.
    pub(crate) fn claimed(&self, site: &str, claim: &str) -> String {
        let mut id = hex(&mac(&self.claim, &[site.as_bytes(), claim.as_bytes()]));
        id.truncate(32);
        id
    }

    /// The signature of a link that is never stored and never ends, such as the one by which a guest stops messages.
    #[must_use]
    pub fn sign_link(&self, site: &str, purpose: &str, subject: &str) -> String {
        let signed = mac(&self.link, &[site.as_bytes(), purpose.as_bytes(), subject.as_bytes()]);
        BASE64.encode(signed)
    }

    /// Whether a signature is the one of [`SiteKey::sign_link`].
    #[must_use]
    pub fn is_link(&self, site: &str, purpose: &str, subject: &str, signature: &str) -> bool {
        let ours = self.sign_link(site, purpose, subject);
        // Every letter is compared, so that the time tells nothing.
        let differ = ours.bytes().zip(signature.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        ours.len() == signature.len() && differ == 0
    }

    /// The key that signs the day roots of the site.
    pub(crate) fn signing(&self, site: &str) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&mac(&self.sign, &[site.as_bytes()]))
    }

    /// Seals the body of an entry in a book of the house itself.
    pub(crate) fn seal_own(
        &self,
        body: &str,
        site: &str,
        book: &str,
        id: &str,
        chance: &mut dyn Chance,
    ) -> String {
        seal(&self.own, body.as_bytes(), &aad(&[site, book, id]), chance)
    }

    /// Opens the body of an entry in a book of the house itself.
    pub(crate) fn open_own(
        &self,
        body: &str,
        site: &str,
        book: &str,
        id: &str,
    ) -> Result<String, ChartError> {
        open(&self.own, body, &aad(&[site, book, id]))
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or(ChartError::Key("an entry of the house"))
    }

    /// A new key for a patient, and its wrapped form to be stored.
    pub(crate) fn new_patient_key(
        &self,
        site: &str,
        patient: &str,
        chance: &mut dyn Chance,
    ) -> (PatientKey, String) {
        let mut bytes = [0; KEY_BYTES];
        chance.fill(&mut bytes);
        let wrapped = seal(&self.wrap, &bytes, &aad(&[site, patient]), chance);
        (PatientKey(bytes), wrapped)
    }

    /// Unwraps a patient's key; `None` where it was destroyed.
    pub(crate) fn unwrap(
        &self,
        site: &str,
        patient: &str,
        wrapped: &str,
    ) -> Result<Option<PatientKey>, ChartError> {
        if wrapped.is_empty() {
            return Ok(None);
        }
        open(&self.wrap, wrapped, &aad(&[site, patient]))
            .and_then(|bytes| bytes.try_into().ok())
            .map(|bytes| Some(PatientKey(bytes)))
            .ok_or(ChartError::Key("a patient's key"))
    }
}

/// The key of one patient.
#[derive(Clone)]
pub struct PatientKey(Bytes);

impl PatientKey {
    /// Seals the body of an entry to its place.
    pub(crate) fn seal(&self, body: &str, book: &str, id: &str, chance: &mut dyn Chance) -> String {
        seal(&self.0, body.as_bytes(), &aad(&[book, id]), chance)
    }

    /// Opens the body of an entry.
    pub(crate) fn open(&self, body: &str, book: &str, id: &str) -> Result<String, ChartError> {
        open(&self.0, body, &aad(&[book, id]))
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or(ChartError::Key("an entry"))
    }
}

/// What stands beside the ledger: photographs and drafts.
impl PatientKey {
    /// Seals bytes to their place.
    pub(crate) fn seal_bytes(&self, bytes: &[u8], place: &[&str], chance: &mut dyn Chance) -> String {
        seal(&self.0, bytes, &aad(place), chance)
    }

    /// Opens bytes; `None` where they are not those that were sealed to this place.
    pub(crate) fn open_bytes(&self, sealed: &str, place: &[&str]) -> Option<Vec<u8>> {
        open(&self.0, sealed, &aad(place))
    }
}

/// HMAC-SHA-256 over parts, each with its length before it, so that no two lists of parts look alike.
fn mac(key: &Bytes, parts: &[&[u8]]) -> [u8; 32] {
    // HMAC fills a short key with zeros up to the block of the hash.
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// What a seal is bound to.
fn aad(parts: &[&str]) -> Vec<u8> {
    let mut bound = Vec::new();
    for part in parts {
        bound.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bound.extend_from_slice(part.as_bytes());
    }
    bound
}

fn seal(key: &Bytes, clear: &[u8], aad: &[u8], chance: &mut dyn Chance) -> String {
    let mut nonce = [0; NONCE_BYTES];
    chance.fill(&mut nonce);
    let cipher = XChaCha20Poly1305::new(key.into());
    let mut bytes = nonce.to_vec();
    // The cipher only refuses messages beyond 256 GiB; bodies are limited far below that.
    bytes.extend(cipher.encrypt(&XNonce::from(nonce), Payload { msg: clear, aad }).unwrap_or_default());
    BASE64.encode(bytes)
}

fn open(key: &Bytes, sealed: &str, aad: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = BASE64.decode(sealed).ok()?;
    let (nonce, rest) = bytes.split_at_mut_checked(NONCE_BYTES)?;
    let nonce: [u8; NONCE_BYTES] = (&*nonce).try_into().ok()?;
    let (msg, tag) = rest.split_at_mut_checked(rest.len().checked_sub(TAG_BYTES)?)?;
    let tag: [u8; TAG_BYTES] = (&*tag).try_into().ok()?;
    // Opened in its place: a day of 600 visits opens 1,200 seals.
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.decrypt_inout_detached(&XNonce::from(nonce), aad, msg.into(), &tag.into()).ok()?;
    let end = NONCE_BYTES + msg.len();
    bytes.truncate(end);
    bytes.drain(..NONCE_BYTES);
    Some(bytes)
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Bytes of hexadecimal text; `None` where it is none.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs.remainder().is_empty().then(|| pairs.filter_map(|p| Some(p.first()? * 16 + p.last()?)).collect())
}
