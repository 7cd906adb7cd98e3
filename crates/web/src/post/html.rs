//! The words of a letter as simple HTML: paragraphs, lists, links. It is made from the plain words, so that both say the same.
use maud::{DOCTYPE, Markup, html};

/// The words as a whole page, without anything that is loaded from elsewhere.
pub(crate) fn of(language: &str, words: &str) -> String {
    let language = if language.is_empty() { "en" } else { language };
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head { meta charset="utf-8"; meta name="viewport" content="width=device-width"; }
            body style="font-family: Georgia, serif; font-size: 17px; line-height: 1.5; color: #2b2a28; max-width: 34em; margin: 2em auto; padding: 0 1em" {
                @for part in words.split("\n\n") { (part_of(part)) }
            }
        }
    };
    page.into_string()
}

fn part_of(part: &str) -> Markup {
    let lines: Vec<&str> = part.lines().collect();
    if !lines.is_empty() && lines.iter().all(|line| line.starts_with("- ")) {
        return html! { ul { @for line in &lines { li { (linked(line.trim_start_matches("- "))) } } } };
    }
    html! { p { @for (n, line) in lines.iter().enumerate() { @if n > 0 { br; } (linked(line)) } } }
}

/// A line in which an address can be pressed.
fn linked(line: &str) -> Markup {
    let Some(begin) = line.find("https://").or_else(|| line.find("http://")) else { return html! { (line) } };
    let (before, rest) = line.split_at_checked(begin).unwrap_or((line, ""));
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (address, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    html! { (before) a href=(address) { (address) } (after) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_become_paragraphs_lists_and_links_and_nothing_else() {
        let page = super::of(
            "en",
            "Dear <Amara>,\n\n- one & two\n- three\n\nSee https://a.example/x?y=1&z=2 soon\nor call",
        );
        assert!(page.contains("<p>Dear &lt;Amara&gt;,</p>"), "{page}");
        assert!(page.contains("<ul><li>one &amp; two</li><li>three</li></ul>"), "{page}");
        let link = "See <a href=\"https://a.example/x?y=1&amp;z=2\">https://a.example/x?y=1&amp;z=2</a> soon<br>or call";
        assert!(page.contains(link), "{page}");
    }
}
