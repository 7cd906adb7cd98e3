//! Tables of Markdown, and the small words inside them.
use std::fmt::Write as _;
use vocab::Verdict;

/// Adds a table; every row has as many cells as the head.
pub(super) fn table(text: &mut String, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    let _ = writeln!(text, "| {} |", head.join(" | "));
    let _ = writeln!(text, "|{}", "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text.push('\n');
}

/// A cell in one line, without a bar that would end it.
fn escaped(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// A heading.
pub(super) fn heading(text: &mut String, level: usize, words: &str) {
    let _ = writeln!(text, "{} {words}\n", "#".repeat(level));
}

/// `3`, or `3–5`.
pub(super) fn range([low, high]: [u16; 2]) -> String {
    if low == high { low.to_string() } else { format!("{low}–{high}") }
}

/// The letter of the reference for a verdict.
pub(super) const fn letter(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "–",
        Verdict::Caution => "C",
        Verdict::Review => "V",
        Verdict::Defer => "D",
        Verdict::Refuse => "R",
    }
}

/// Tags in brackets.
pub(super) fn cite(tags: &[String]) -> String {
    format!("[{}]", tags.join(", "))
}

/// What waits for a signature.
pub(super) const fn sign(recalled: bool) -> &'static str {
    if recalled { "needs sign-off" } else { "" }
}
