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
    text.push_str(&hint(&error.got, error.allowed.iter().copied()));
    text
}

/// ``; did you mean `cheek`?``, the end of an error, or nothing where no word is like it.
#[must_use]
pub fn hint<'a>(got: &str, allowed: impl IntoIterator<Item = &'a str>) -> String {
    nearest(got, allowed).map_or_else(String::new, |word| format!("; did you mean `{word}`?"))
}

/// What a parser says of a word that it does not know (``unknown field `dais`, expected one of `days`, `verdict` ``), with the
/// nearest of the words that it expects; any other message as it is.
#[must_use]
pub fn hinted(message: &str) -> String {
    let unknown =
        ["unknown field `", "unknown variant `"].iter().find_map(|start| message.strip_prefix(start));
    let parts = unknown.and_then(|rest| rest.split_once("`, expected "));
    let hint = parts.map(|(got, expected)| hint(got, expected.split('`').skip(1).step_by(2)));
    format!("{message}{}", hint.unwrap_or_default())
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
    fn what_a_parser_did_not_know_is_told_with_its_neighbour() {
        for (said, hint) in [
            ("unknown field `dais`, expected one of `key`, `days`, `verdict`", "; did you mean `days`?"),
            ("unknown field `dais`, expected `key` or `days`", "; did you mean `days`?"),
            ("unknown variant `hevy`, expected `heavy`", "; did you mean `heavy`?"),
            ("unknown field `xyzzy`, expected `key` or `days`", ""),
            ("unknown field `dais`, there are no fields", ""),
            ("missing field `days`", ""),
            ("", ""),
        ] {
            assert_eq!(hinted(said), format!("{said}{hint}"));
        }
    }

    #[test]
    fn names_are_compared_without_case_spaces_and_hyphens() {
        assert_eq!(squash("St John's-wort "), "stjohnswort");
        assert_eq!(clip(&"a".repeat(70)).chars().count(), 61);
    }
}
