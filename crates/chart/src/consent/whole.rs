//! What every signature has, whichever way it came: made at a form or read from the record.
use super::form::{DRAWN_BYTES_MAX, Deed, Meaning, Missing, NAME_BYTES_MAX, Signer};

/// Whether a deed is whole.
pub(super) fn whole(deed: &Deed) -> Result<(), Missing> {
    let is_hash = |h: &str| h.len() == 64 && h.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !is_hash(&deed.text_hash) || deed.service.is_empty() || deed.language.is_empty() {
        return Err(Missing::Text);
    }
    if deed.parts.is_empty() || !deed.parts.values().all(|h| is_hash(h)) {
        return Err(Missing::Text);
    }
    if let Some(fault) = name_fault(&deed.name) {
        return Err(fault);
    }
    if deed.until <= deed.on || deed.ends_at <= deed.at {
        return Err(Missing::Until(deed.until));
    }
    let guardian_says = match &deed.signer {
        Signer::Patient => deed.meaning != Meaning::AgreesForMinor,
        Signer::Guardian { relation } => !relation.trim().is_empty() && deed.meaning != Meaning::Agrees,
    };
    if !guardian_says {
        return Err(Missing::Guardian);
    }
    if deed.explained_by.is_empty() {
        return Err(Missing::Explained);
    }
    if deed.drawn.as_deref().is_some_and(|d| !is_drawing(d)) {
        return Err(Missing::Drawn);
    }
    Ok(())
}

/// What is wrong with a name.
pub(super) fn name_fault(name: &str) -> Option<Missing> {
    if name.len() > NAME_BYTES_MAX {
        return Some(Missing::NameLong);
    }
    // One letter is no name; two may be one.
    (name.chars().filter(|c| c.is_alphabetic()).count() < 2).then_some(Missing::Name)
}

/// A signature of Ida Berg under the chart of Amara Okafor is a mistake of the chart, not a signature.
pub(super) fn shares_a_part(name: &str, patient: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|p| p.chars().count() > 1)
            .map(str::to_lowercase)
            .collect()
    };
    let own = parts(patient);
    own.is_empty() || parts(name).iter().any(|p| own.contains(p))
}

/// Path data of straight strokes: `M 1 2 L 3 4`, numbers and the letters M and L only.
pub(super) fn is_drawing(path: &str) -> bool {
    path.len() <= DRAWN_BYTES_MAX
        && path.starts_with('M')
        && path.contains('L')
        && path.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b' ' | b'M' | b'L'))
}
