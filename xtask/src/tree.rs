//! Where the house stands on this machine, and which files belong to it.
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// Every file that is tracked, or would be if it were added; paths relative to the root, sorted.
pub(crate) fn files() -> Result<Vec<String>, String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .map_err(|error| format!("cannot ask git for the files: {error}\n"))?;
    if !listed.status.success() {
        return Err(String::from_utf8_lossy(&listed.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    let mut files: Vec<String> =
        text.lines().filter(|path| root().join(path).is_file()).map(String::from).collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// A file's text.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}\n", path.display()))
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, text))
        .map_err(|error| format!("cannot write `{}`: {error}\n", path.display()))
}

/// The built program: named in `SEREIN`, or beside this one.
pub(crate) fn program() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("SEREIN") {
        return Ok(named.into());
    }
    let own = std::env::current_exe().map_err(|error| format!("cannot find myself: {error}\n"))?;
    let built = own.with_file_name(format!("serein{}", std::env::consts::EXE_SUFFIX));
    if built.is_file() {
        Ok(built)
    } else {
        Err("the program is not built\nhelp: `cargo build -p serein`, or name it in SEREIN\n".into())
    }
}

/// An empty folder beside this program, for what is thrown away afterwards.
pub(crate) fn scratch(name: &str) -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| format!("cannot find myself: {error}\n"))?;
    let folder = own.with_file_name(format!("scratch-{name}-{}", std::process::id()));
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .map_err(|error| format!("cannot empty the scratch folder: {error}\n"))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("cannot make a scratch folder: {error}\n"))?;
    Ok(folder)
}
