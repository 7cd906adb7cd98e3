//! Hostile files on the command line, a table for each verb: every one ends with a message that names its place, a status that is
//! not zero and nothing on standard output; nothing breaks, and nothing is stored by half.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]
mod cases;
mod layer;
mod record;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The longest message.
const MESSAGE_CHARS_MAX: usize = 4_200;

/// A folder of one test that is gone after it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("serein-hostile-{}-{n}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// The address of a file in it.
    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A file in it, with the folders that lead to it.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// What lies in it, by name.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|one| one.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How the program ended, and what it said.
#[derive(Debug)]
struct Told {
    status: Option<i32>,
    out: String,
    err: String,
}

impl Told {
    /// What must hold of every refusal, and the words that this one must say.
    fn refuses(&self, what: &str, words: &[&str]) {
        assert!(matches!(self.status, Some(1 | 2)), "{what}: {self:?}");
        assert_eq!(self.out, "", "{what}");
        assert!(
            !self.err.contains("panicked") && !self.err.contains("RUST_BACKTRACE"),
            "{what}: {}",
            self.err
        );
        assert!(self.err.chars().count() <= MESSAGE_CHARS_MAX, "{what}: {} characters", self.err.len());
        assert!(!self.err.chars().any(|c| c.is_control() && c != '\n'), "{what}: {:?}", self.err);
        for word in words {
            assert!(self.err.contains(word), "{what} does not say `{word}`: {}", self.err);
        }
    }

    fn does(&self, what: &str) -> &str {
        assert_eq!(self.status, Some(0), "{what}: {self:?}");
        &self.out
    }
}

/// The program as it was built beside this test; nothing of the environment speaks to it.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_serein"));
    command.args(arguments).env("NO_COLOR", "1").stdin(Stdio::null());
    for name in ["SEREIN_KEY", "SEREIN_KEY_FILE", "SEREIN_DB", "SEREIN_SITE"] {
        command.env_remove(name);
    }
    command
}

fn serein(arguments: &[&str]) -> Told {
    told(&program(arguments).output().unwrap())
}

/// `serein chart` for something to do in a record.
fn chart<'a>(act: &[&'a str], record: &[&'a str]) -> Vec<&'a str> {
    [&["chart"], act, record].concat()
}

/// With bytes on standard input.
fn fed(arguments: &[&str], bytes: &[u8]) -> Told {
    let mut child = program(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who refuses early does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    told(&child.wait_with_output().unwrap())
}

fn told(output: &std::process::Output) -> Told {
    Told {
        status: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
