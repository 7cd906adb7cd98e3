//! The clinic's own layer: read from a folder, or the invented one of the demonstration.
use crate::input;
use knowledge::clinic::{BYTES_MAX, FILES_MAX};
use knowledge::{Knowledge, LoadError};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How deep the folders of a layer may lie.
const DEPTH_MAX: u8 = 4;

/// The option of every verb that asks the knowledge.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Layer {
    /// The clinic's own layer: prices, labels, policy, and rules laid over the shipped ones
    #[arg(long, value_name = "DIR")]
    clinic: Option<PathBuf>,
}

impl Layer {
    /// The shipped knowledge, with the clinic's layer over it where one was given.
    ///
    /// # Errors
    /// The faults were told; the status to leave with.
    pub(crate) fn knowledge(&self) -> Result<&'static Knowledge, ExitCode> {
        match &self.clinic {
            None => input::knowledge(),
            Some(folder) => from_folder(folder),
        }
    }

    /// The same, or the invented clinic of the demonstration where none was given.
    ///
    /// # Errors
    /// The faults were told; the status to leave with.
    pub(crate) fn or_demo(&self) -> Result<&'static Knowledge, ExitCode> {
        match &self.clinic {
            None => Knowledge::with_clinic(DEMO.iter().copied())
                .map(kept)
                .map_err(|e| input::fail(&format!("the clinic of the demonstration cannot be used:\n{e}"))),
            Some(folder) => from_folder(folder),
        }
    }
}

/// Knowledge lives as long as the process: one per command, never replaced.
fn kept(knowledge: Knowledge) -> &'static Knowledge {
    Box::leak(Box::new(knowledge))
}

/// Every TOML file of a folder, by its path below it.
///
/// # Errors
/// The fault was told; the status to leave with.
pub(crate) fn files(folder: &Path) -> Result<BTreeMap<String, String>, ExitCode> {
    let mut files = BTreeMap::new();
    collect(folder, "", DEPTH_MAX, &mut files)
        .map_err(|message| input::fail(&format!("{}: {message}", folder.display())))?;
    Ok(files)
}

fn from_folder(folder: &Path) -> Result<&'static Knowledge, ExitCode> {
    let files = files(folder)?;
    let pairs = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    Knowledge::with_clinic(pairs).map(kept).map_err(|e| input::fail(&told(folder, &files, &e)))
}

/// Every TOML file below `folder`, by its path with `/` in it, in the order of these paths.
fn collect(
    folder: &Path,
    below: &str,
    depth: u8,
    files: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    let unreadable = |e: std::io::Error| format!("cannot be read: {e}");
    // In the order of their names, so that the first fault is the same one on every machine.
    let mut paths = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|one| one.path())).collect::<Result<Vec<_>, _>>())
        .map_err(unreadable)?;
    paths.sort();
    for path in paths {
        let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
            return Err(format!("a file name is not UTF-8: {}", path.display()));
        };
        let below = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if depth == 0 {
                return Err(format!("`{below}` lies deeper than {DEPTH_MAX} folders"));
            }
            collect(&path, &below, depth - 1, files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            if files.len() >= FILES_MAX {
                return Err(format!("more than {FILES_MAX} files"));
            }
            let text = text(&path).map_err(|e| format!("{below}: {e}"))?;
            files.insert(below, text);
        }
    }
    Ok(())
}

/// One file, one byte past the limit at most.
fn text(path: &Path) -> Result<String, String> {
    let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let unreadable = |e: std::io::Error| format!("cannot be read: {e}");
    // A pipe that bears the name of a file would be waited for until somebody writes.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err("is no file".to_owned());
    }
    std::fs::File::open(path)
        .and_then(|file| file.take(limit).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|e| {
        let (line, column) = input::place(e.as_bytes(), e.utf8_error().valid_up_to());
        format!("line {line}, column {column}: not UTF-8; save the file as UTF-8")
    })
}

/// One line per fault: `DIR/FILE:LINE:COLUMN: what is wrong`.
fn told(folder: &Path, files: &BTreeMap<String, String>, error: &LoadError) -> String {
    let lines: Vec<String> = error
        .problems
        .iter()
        .map(|p| {
            let place = p.span.as_ref().zip(files.get(&p.file)).map(|(span, text)| {
                let before: Vec<char> = text.get(..span.start).unwrap_or_default().chars().collect();
                let line = before.iter().filter(|c| **c == '\n').count() + 1;
                let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
                format!(":{line}:{column}")
            });
            format!("{}{}: {}", folder.join(&p.file).display(), place.unwrap_or_default(), p.message)
        })
        .collect();
    lines.join("\n")
}

/// The invented clinic of the demonstration, file by file.
const DEMO: &[(&str, &str)] = &[
    ("clinic.toml", include_str!("../data/demo-clinic/clinic.toml")),
    ("devices/halden-lumia-iii.toml", include_str!("../data/demo-clinic/devices/halden-lumia-iii.toml")),
    ("devices/halden-vasca-595.toml", include_str!("../data/demo-clinic/devices/halden-vasca-595.toml")),
    ("devices/norrsken-duo.toml", include_str!("../data/demo-clinic/devices/norrsken-duo.toml")),
    ("devices/tessera-pen-2.toml", include_str!("../data/demo-clinic/devices/tessera-pen-2.toml")),
    ("labels/fen-plain.toml", include_str!("../data/demo-clinic/labels/fen-plain.toml")),
    ("labels/fen-volume.toml", include_str!("../data/demo-clinic/labels/fen-volume.toml")),
    ("labels/serenox.toml", include_str!("../data/demo-clinic/labels/serenox.toml")),
    ("prices/products.toml", include_str!("../data/demo-clinic/prices/products.toml")),
    ("prices/protocols.toml", include_str!("../data/demo-clinic/prices/protocols.toml")),
    ("prices/treatments.toml", include_str!("../data/demo-clinic/prices/treatments.toml")),
    ("spacing/n.toml", include_str!("../data/demo-clinic/spacing/n.toml")),
    ("treatments/laser_qs_pico.toml", include_str!("../data/demo-clinic/treatments/laser_qs_pico.toml")),
];

/// The knowledge with the invented clinic over it, for tests.
#[cfg(test)]
pub(crate) fn of_demo() -> &'static Knowledge {
    static DEMONSTRATION: std::sync::LazyLock<&'static Knowledge> =
        std::sync::LazyLock::new(|| Knowledge::with_clinic(DEMO.iter().copied()).map(kept).unwrap());
    *DEMONSTRATION
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo-clinic")
    }

    #[test]
    fn every_file_of_the_demonstration_is_in_the_binary() {
        let mut files = BTreeMap::new();
        collect(&folder(), "", DEPTH_MAX, &mut files).unwrap();
        let embedded: BTreeMap<String, String> =
            DEMO.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        assert_eq!(files, embedded);
    }

    #[test]
    fn the_demonstration_has_a_price_for_every_planned_treatment() {
        let knowledge = Knowledge::with_clinic(DEMO.iter().copied()).unwrap();
        let clinic = knowledge.clinic().unwrap();
        let planned: Vec<&str> =
            knowledge.treatments.iter().filter(|t| t.planned).map(|t| t.code.as_str()).collect();
        assert!(planned.len() > 20);
        for code in planned {
            assert!(clinic.price(code).is_some(), "no price for {code}");
        }
        for protocol in &knowledge.protocols {
            assert!(clinic.price(&protocol.code).is_some(), "no price for {}", protocol.code);
        }
        assert_eq!(clinic.price("peel_glycolic").unwrap().to_string(), "165.00 USD");
        assert_eq!(clinic.minutes("dermaplaning"), Some(40));
        assert_eq!(knowledge.overrides().len(), 3);
    }

    #[test]
    fn a_fault_is_told_with_line_and_column() {
        let files = BTreeMap::from([(
            "prices.toml".to_owned(),
            "[treatments]\npeel_glycolik = { price = 1 }\n".to_owned(),
        )]);
        let error = Knowledge::with_clinic(
            files
                .iter()
                .map(|(path, text)| (path.as_str(), text.as_str()))
                .chain([("clinic.toml", "name = \"A\"\ncurrency = \"EUR\"\ntime_zone = \"UTC\"\n")]),
        )
        .unwrap_err();
        assert_eq!(
            told(Path::new("here"), &files, &error),
            "here/prices.toml:2:1: unknown treatment `peel_glycolik`; did you mean `peel_glycolic`?"
        );
    }
}
