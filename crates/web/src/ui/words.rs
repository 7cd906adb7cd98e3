//! Words of errors as sentences of a page.

/// With a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A message as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let said = capital(text.trim());
    if said.ends_with(['.', '?', '!']) { said } else { format!("{said}.") }
}
