//! Reading a file or standard input, within the limit, and telling faults.
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

/// Exit status of an input that cannot be read.
pub(crate) const UNREADABLE: u8 = 2;

/// Reads a file, or standard input for `-`, one byte past the limit at most.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ExitCode> {
    bytes(path, casefile::BYTES_MAX)
        .map_err(|error| fail(&format!("{}:1:1: cannot be read: {error}", path.display())))
}

/// The bytes of a file or of standard input, at most `max` and one more, so that excess shows.
fn bytes(path: &Path, max: usize) -> std::io::Result<Vec<u8>> {
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The whole text of a file or of standard input, at most `max` bytes of UTF-8.
///
/// # Errors
/// The message, which begins with the place.
pub(crate) fn text(path: &Path, max: usize) -> Result<String, String> {
    let name = path.display();
    let bytes = bytes(path, max).map_err(|error| {
        format!("{name}:1:1: file: cannot be read ({error}); allowed a text file, or - for standard input")
    })?;
    if bytes.len() > max {
        return Err(format!("{name}:1:1: file: too large; allowed at most {max} bytes"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let (line, column) = place(error.as_bytes(), error.utf8_error().valid_up_to());
        format!("{name}:{line}:{column}: file: not UTF-8 text; allowed UTF-8 only")
    })
}

/// Line and column, from 1, of the first byte that is no UTF-8.
pub(crate) fn place(bytes: &[u8], valid: usize) -> (usize, usize) {
    let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1)
}

/// Tells a fault of a file.
pub(crate) fn fault(path: &Path, fault: &casefile::Fault) -> ExitCode {
    let name = if path == Path::new("-") { "<stdin>".to_owned() } else { path.display().to_string() };
    fail(&fault.in_file(&name))
}

/// One message on standard error, nothing on standard output, status 2.
pub(crate) fn fail(message: &str) -> ExitCode {
    let short: String = message.chars().take(4000).collect();
    eprintln!("{short}");
    ExitCode::from(UNREADABLE)
}

/// The shipped knowledge, or the message that says what is wrong with it.
pub(crate) fn knowledge() -> Result<&'static knowledge::Knowledge, ExitCode> {
    knowledge::Knowledge::shipped().map_err(|e| fail(&format!("the knowledge cannot be used:\n{e}")))
}

/// Writes to standard output; a reader that went away is no fault of ours.
pub(crate) fn print(text: &str) -> ExitCode {
    use std::io::Write as _;
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
