//! Reading a file or standard input, within the limit, and telling faults.
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

/// Exit status of an input that cannot be read.
pub(crate) const UNREADABLE: u8 = 2;

/// Reads a file, or standard input for `-`, one byte past the limit at most.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ExitCode> {
    let limit = u64::try_from(casefile::BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let outcome = if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    match outcome {
        Ok(_) => Ok(bytes),
        Err(error) => Err(fail(&format!("{}:1:1: cannot be read: {error}", path.display()))),
    }
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
