//! Which crate may name which: the table, and a check of every manifest against it.
use crate::{Said, judged, tree};
use toml::Table;

const ABOVE_CHART: [&str; 7] = ["vocab", "knowledge", "calendar", "imaging", "safety", "forecast", "planner"];
const ABOVE_THE_EDGE: [&str; 10] = [
    "vocab",
    "knowledge",
    "calendar",
    "imaging",
    "safety",
    "forecast",
    "planner",
    "casefile",
    "chart",
    "courier",
];
const ABOVE_THE_BINARY: [&str; 12] = [
    "vocab",
    "knowledge",
    "calendar",
    "imaging",
    "safety",
    "forecast",
    "planner",
    "casefile",
    "chart",
    "courier",
    "web",
    "fhir",
];

/// Each crate and the crates it may name. Arrows point up only.
const ARROWS: &[(&str, &[&str])] = &[
    ("vocab", &[]),
    ("knowledge", &["vocab"]),
    ("calendar", &["vocab"]),
    ("imaging", &["vocab"]),
    ("safety", &["knowledge", "vocab"]),
    ("forecast", &["knowledge", "vocab"]),
    ("planner", &["safety", "forecast", "knowledge", "vocab"]),
    ("casefile", &["safety", "knowledge", "vocab"]),
    ("chart", &ABOVE_CHART),
    ("courier", &["chart", "vocab"]),
    ("web", &ABOVE_THE_EDGE),
    ("fhir", &ABOVE_THE_EDGE),
    ("serein", &ABOVE_THE_BINARY),
    ("xtask", &[]),
];

/// What only some crates may use at all: the kernel stays without run time, SQL, HTTP, HTML and chance.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("tokio", &["chart", "courier", "web", "fhir", "serein"]),
    ("lettre", &["courier"]),
    ("hyper", &["courier"]),
    ("hyper-util", &["courier"]),
    ("hyper-rustls", &["courier"]),
    ("axum", &["web", "fhir", "serein"]),
    ("tower-http", &["web", "fhir", "serein"]),
    ("maud", &["web"]),
    ("rusqlite", &["chart"]),
    ("sqlx", &["chart"]),
    ("postgres", &["chart"]),
    ("rand", &["serein"]),
    ("getrandom", &["serein"]),
];

/// Checks every manifest under `crates/`, and our own.
pub(crate) fn run() -> Said {
    let mut complaints = Vec::new();
    let mut seen = 0;
    for path in tree::files()? {
        if path.starts_with("crates/") && path.ends_with("/Cargo.toml") || path == "xtask/Cargo.toml" {
            seen += 1;
            complaints.extend(wrong(&path, &tree::read(&tree::root().join(&path))?));
        }
    }
    judged("arrows", seen, "manifests", &complaints)
}

/// What is wrong with one manifest.
fn wrong(path: &str, text: &str) -> Vec<String> {
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("{path}: {error}")],
    };
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    let Some((name, allowed)) = ARROWS.iter().find(|(known, _)| Some(*known) == name) else {
        return vec![format!("{path}: `{}` has no line in the table of arrows", name.unwrap_or("?"))];
    };
    let mut complaints = Vec::new();
    for (section, dependency) in dependencies(&manifest) {
        let ours = ARROWS.iter().any(|(known, _)| *known == dependency);
        if ours && !allowed.contains(&dependency.as_str()) {
            complaints.push(format!("{path}: `{name}` may not name `{dependency}` ({section})"));
        }
        // A test may use what the product may not: it runs on the developer's machine.
        let kept = KEPT_TO.iter().find(|(known, _)| *known == dependency);
        if let Some((_, users)) = kept
            && section != "dev-dependencies"
            && !users.contains(name)
        {
            complaints
                .push(format!("{path}: `{dependency}` is kept to {}, not for `{name}`", users.join(", ")));
        }
    }
    complaints
}

/// All dependencies with the section they stand in, those of single platforms included. A renamed one counts by
/// its real name.
fn dependencies(manifest: &Table) -> Vec<(&'static str, String)> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let tables = targets.into_iter().flat_map(Table::values).filter_map(toml::Value::as_table);
    let mut found = Vec::new();
    for table in std::iter::once(manifest).chain(tables) {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let listed = table.get(section).and_then(toml::Value::as_table);
            for (name, value) in listed.into_iter().flatten() {
                let real = value.get("package").and_then(toml::Value::as_str).unwrap_or(name);
                found.push((section, real.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_arrow_is_found() {
        for (name, rest, complaints) in [
            ("safety", "[dependencies]\nknowledge.workspace = true", 0),
            ("safety", "[dependencies]\nplanner.workspace = true", 1),
            ("vocab", "[dependencies]\nknowledge.workspace = true", 1),
            ("calendar", "[dependencies]\nknowledge.workspace = true", 1),
            ("calendar", "[dev-dependencies]\nsafety.workspace = true", 1),
            ("knowledge", "[build-dependencies]\nweb.workspace = true", 1),
            ("planner", "[target.'cfg(unix)'.dependencies]\nchart.workspace = true", 1),
            ("planner", "[dependencies]\nclock = { package = \"chart\", path = \"../chart\" }", 1),
            ("web", "[dependencies]\nfhir.workspace = true", 1),
            ("fhir", "[dependencies]\nweb.workspace = true", 1),
            ("fhir", "[dependencies]\nchart.workspace = true\nvocab.workspace = true", 0),
            ("serein", "[dependencies]\nfhir.workspace = true\nweb.workspace = true", 0),
            ("casefile", "[dependencies]\nsafety.workspace = true", 0),
            ("safety", "[dependencies]\ncasefile.workspace = true", 1),
            ("safety", "[dependencies]\ntokio.workspace = true", 1),
            ("web", "[dependencies]\nrusqlite.workspace = true", 1),
            ("planner", "[dev-dependencies]\nrand.workspace = true", 0),
            ("billing", "", 1),
        ] {
            let manifest = format!("[package]\nname = \"{name}\"\n{rest}\n");
            assert_eq!(wrong("x/Cargo.toml", &manifest).len(), complaints, "{manifest}");
        }
    }

    #[test]
    fn no_arrow_of_the_table_points_back() {
        for (at, (name, allowed)) in ARROWS.iter().enumerate() {
            for above in *allowed {
                let place = ARROWS.iter().position(|(known, _)| known == above);
                assert!(place.is_some_and(|place| place < at), "`{name}` -> `{above}`");
            }
        }
    }
}
