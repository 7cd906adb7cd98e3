//! The nearest allowed word, for errors that help.
use crate::word::UnknownWord;

/// At most so many allowed words are printed in one message; the rest is counted.
pub const ALLOWED_SHOWN: usize = 40;

/// Letters and digits only, in lower case: how names of drugs are compared.
#[must_use]
pub fn squash(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The word of `allowed` that is most like `got`, if any is like it at all (Jaro-Winkler at least 0.75).
#[must_use]
pub fn nearest<'a>(got: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = got.to_lowercase();
    let mut best: Option<(f64, &'a str)> = None;
    for word in allowed {
        let score = strsim::jaro_winkler(&lower, &word.to_lowercase());
        if score >= 0.75 && best.is_none_or(|(s, _)| score > s) {
            best = Some((score, word));
        }
    }
    best.map(|(_, word)| word)
}

/// `unknown zone `chek`; allowed a, b, …; did you mean `cheek`?`
#[must_use]
pub fn explain(error: &UnknownWord) -> String {
    let mut text = format!("unknown {} `{}`; {}", error.what, clip(&error.got), allowed(&error.allowed));
    if let Some(word) = nearest(&error.got, error.allowed.iter().copied()) {
        text.push_str("; did you mean `");
        text.push_str(word);
        text.push_str("`?");
    }
    text
}

/// `allowed a, b, c and 17 more`.
#[must_use]
pub fn allowed(words: &[&str]) -> String {
    let shown: Vec<&str> = words.iter().copied().take(ALLOWED_SHOWN).collect();
    let mut text = format!("allowed {}", shown.join(", "));
    if words.len() > ALLOWED_SHOWN {
        text.push_str(" and ");
        text.push_str(&(words.len() - ALLOWED_SHOWN).to_string());
        text.push_str(" more");
    }
    text
}

/// The first 60 characters of what somebody typed, so that a message stays a message.
#[must_use]
pub fn clip(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    }
    let mut short: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_its_neighbour() {
        for (got, want) in [
            ("peel_glycolik", Some("peel_glycolic")),
            ("Peel_Glycolic", Some("peel_glycolic")),
            ("xyzzy", None),
        ] {
            assert_eq!(nearest(got, ["peel_glycolic", "botulinum"]), want, "{got}");
        }
    }

    #[test]
    fn names_are_compared_without_case_spaces_and_hyphens() {
        assert_eq!(squash("St John's-wort "), "stjohnswort");
        assert_eq!(clip(&"a".repeat(70)).chars().count(), 61);
    }
}
