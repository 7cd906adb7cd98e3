//! Keys, chance and the clock: what only the binary brings.
use chart::{Chance, ChartError, SiteKey};
use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::path::Path;

/// How much of a file is read that should hold a key: more than any key has.
const KEY_BYTES_MAX: u64 = 4_096;

/// Chance of the operating system.
pub(crate) struct System;

impl Chance for System {
    #[expect(clippy::expect_used, reason = "without chance nothing may be sealed; there is no way on")]
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives chance");
    }
}

/// Chance for whoever holds it for a while.
pub(crate) fn chance() -> Box<dyn Chance> {
    Box::new(System)
}

/// This instant, milliseconds since 1970.
pub(crate) fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the binary is the one that reads the clock")]
    let now = jiff::Timestamp::now();
    now.as_millisecond()
}

/// The key of the environment, or of the file.
pub(crate) fn read(file: Option<&Path>) -> Result<SiteKey, ChartError> {
    if let Ok(text) = std::env::var("SEREIN_KEY") {
        return SiteKey::from_text(&text);
    }
    let Some(path) = file else {
        let why = "none is named; allowed --key-file FILE, SEREIN_KEY_FILE or SEREIN_KEY".to_owned();
        return Err(ChartError::Form { what: "the key".to_owned(), why });
    };
    from_file(path)
}

/// The key of a file.
pub(crate) fn from_file(path: &Path) -> Result<SiteKey, ChartError> {
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(KEY_BYTES_MAX).read_to_string(&mut text))
        .map_err(|source| ChartError::File { path: path.display().to_string(), source })?;
    SiteKey::from_text(&text).map_err(|error| error.within(&path.display().to_string()))
}

/// Writes a new key into a new file that only its owner may read.
pub(crate) fn write(path: &Path) -> Result<(), ChartError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        writeln!(file, "{}", SiteKey::draw(&mut System).to_text())?;
        file.sync_all()
    });
    written.map_err(|source| ChartError::File { path: path.display().to_string(), source })
}
