//! Keys and chance: the two things that only the binary brings.
use chart::{Chance, ChartError, SiteKey};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// Chance of the operating system.
pub(super) struct System;

impl Chance for System {
    #[expect(clippy::expect_used, reason = "without chance nothing may be sealed; there is no way on")]
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives chance");
    }
}

/// The key of the environment, or of the file.
pub(super) fn read(file: Option<&Path>) -> Result<SiteKey, ChartError> {
    if let Ok(text) = std::env::var("SEREIN_KEY") {
        return SiteKey::from_text(&text);
    }
    let Some(path) = file else {
        let why = "none is named; allowed --key-file FILE, SEREIN_KEY_FILE or SEREIN_KEY".to_owned();
        return Err(ChartError::Form { what: "the key".to_owned(), why });
    };
    let text = std::fs::read_to_string(path)
        .map_err(|source| ChartError::File { path: path.display().to_string(), source })?;
    SiteKey::from_text(&text)
}

/// Writes a new key into a new file that only its owner may read.
pub(super) fn write(path: &Path) -> Result<(), ChartError> {
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
