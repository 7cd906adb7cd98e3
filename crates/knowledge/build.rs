//! Compiles the knowledge in: the text of every file for people, and one JSON text that is quick
//! to read at start. Worked cases are left out of the JSON: only tests and `kb show` need them.
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[path = "src/plain.rs"]
mod plain;
use plain::plain;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("data");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    let mut all = serde_json::Map::new();
    for file in &files {
        let name = file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({name:?}, include_str!({:?})),", file.display().to_string())?;
        let text = std::fs::read_to_string(file)?;
        // A file that cannot be read is left to the loader, whose error names line and caret.
        let value = text.parse::<toml::Table>().map_or(serde_json::Value::Null, |mut table| {
            table.remove("case");
            plain(toml::Value::Table(table))
        });
        all.insert(name, value);
    }
    list.push(']');
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("files.rs"), list)?;
    std::fs::write(out.join("knowledge.json"), serde_json::to_string(&all)?)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}
