//! Scaffolds: the first lines of a thing in the right place, so that adding it begins with its content.
use crate::{Said, tree};
use std::path::PathBuf;

const CONDITION: &str = include_str!("../scaffold/condition.toml");
const TREATMENT: &str = include_str!("../scaffold/treatment.toml");
const FEATURE: &str = include_str!("../scaffold/feature.txt");
const VIEW: &str = include_str!("../scaffold/view.txt");
const DECISION: &str = include_str!("../scaffold/decision.md");

/// A file to be made.
#[derive(Debug, PartialEq, Eq)]
struct Sheet {
    path: String,
    text: String,
}

/// Makes the files of `what`; never writes over one that exists.
pub(crate) fn run(what: &[&str]) -> Said {
    let (sheets, then) = planned(what, &tree::files()?)?;
    let paths: Vec<PathBuf> = sheets.iter().map(|sheet| tree::root().join(&sheet.path)).collect();
    if let Some(there) = paths.iter().find(|path| path.exists()) {
        return Err(format!("`{}` exists already\n", there.display()));
    }
    let mut said = String::new();
    for (sheet, path) in sheets.iter().zip(&paths) {
        tree::write(path, &sheet.text)?;
        said.extend([format!("made {}\n", sheet.path)]);
    }
    Ok(said + &then)
}

/// The files of a scaffold, and what remains to be done.
fn planned(what: &[&str], files: &[String]) -> Result<(Vec<Sheet>, String), String> {
    match what {
        ["condition", key] => Ok((vec![knowledge("conditions", key, CONDITION)?], FILL_IN.into())),
        ["treatment", key] => Ok((vec![knowledge("treatments", key, TREATMENT)?], FILL_IN.into())),
        ["page", feature, view] => {
            let (feature, view) = (key_of(feature)?, key_of(view)?);
            let fill = |text: &str| {
                text.replace("FEATURE", feature).replace("VIEW_TYPE", &camel(view)).replace("VIEW_FILE", view)
            };
            let folder = format!("crates/web/src/features/{feature}");
            let sheets = vec![
                Sheet { path: format!("{folder}/mod.rs"), text: fill(FEATURE) },
                Sheet { path: format!("{folder}/{view}.rs"), text: fill(VIEW) },
            ];
            let line = format!("{feature}: {};", camel(view));
            Ok((sheets, format!("now add `{line}` to `features!` in crates/web/src/features/mod.rs\n")))
        }
        ["decision", title @ ..] if !title.is_empty() => {
            let title = title.join(" ");
            let number = next_decision(files);
            let path = format!("docs/decisions/{number:04}-{}.md", slug(&title));
            let text = DECISION.replace("NUMBER", &format!("{number:04}")).replace("TITLE", &title);
            Ok((vec![Sheet { path, text }], "now write why; a page at most\n".into()))
        }
        _ => Err("new what? condition KEY, treatment KEY, page FEATURE VIEW, decision TITLE\n".into()),
    }
}

const FILL_IN: &str = "now fill in what stands in <…>; until then the check of the knowledge points at it\n";

fn knowledge(kind: &str, key: &str, text: &str) -> Result<Sheet, String> {
    let key = key_of(key)?;
    Ok(Sheet { path: format!("crates/knowledge/data/{kind}/{key}.toml"), text: text.replace("KEY", key) })
}

/// A code as case files write it: small letters, digits, underscores, a letter first.
fn key_of(key: &str) -> Result<&str, String> {
    let good = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if good { Ok(key) } else { Err(format!("`{key}` is no code: small letters, digits and underscores\n")) }
}

fn camel(key: &str) -> String {
    let piece = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    key.split('_').map(piece).collect()
}

fn slug(title: &str) -> String {
    let plain: String =
        title.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

fn next_decision(files: &[String]) -> u32 {
    let numbers =
        files.iter().filter_map(|path| path.strip_prefix("docs/decisions/")?.get(..4)?.parse().ok());
    numbers.max().unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scaffold_lands_where_it_belongs() {
        let files = ["docs/decisions/0001-a.md".to_owned(), "docs/decisions/0007-b.md".to_owned()];
        for (what, paths) in [
            (
                &["condition", "dental_work"][..],
                Some(vec!["crates/knowledge/data/conditions/dental_work.toml"]),
            ),
            (&["treatment", "peel_x"][..], Some(vec!["crates/knowledge/data/treatments/peel_x.toml"])),
            (
                &["page", "ask", "answer_list"][..],
                Some(vec![
                    "crates/web/src/features/ask/mod.rs",
                    "crates/web/src/features/ask/answer_list.rs",
                ]),
            ),
            (
                &["decision", "One gate,", "not two"][..],
                Some(vec!["docs/decisions/0008-one-gate-not-two.md"]),
            ),
            (&["condition", "../evil"][..], None),
            (&["condition", "Dental"][..], None),
            (&["condition"][..], None),
            (&["decision"][..], None),
        ] {
            let got = planned(what, &files).ok();
            let got =
                got.as_ref().map(|(sheets, _)| sheets.iter().map(|s| s.path.as_str()).collect::<Vec<_>>());
            assert_eq!(got, paths, "{what:?}");
        }
    }

    #[test]
    fn no_place_holder_of_a_page_is_left() {
        let (sheets, then) = planned(&["page", "ask", "answer_list"], &[]).unwrap();
        for sheet in &sheets {
            for left in ["FEATURE", "VIEW_TYPE", "VIEW_FILE"] {
                assert!(!sheet.text.contains(left), "{left} in {}", sheet.path);
            }
        }
        assert!(sheets[1].text.contains("pub struct AnswerList"));
        assert!(then.contains("ask: AnswerList;"));
    }
}
