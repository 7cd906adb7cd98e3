//! What a measure costs: CPU seconds of a process, read from the kernel, because the wall clock of a busy machine tells little.
//! Where there is no `/proc` (not Linux) every figure is zero, and the measures say so. And where a measure keeps its files.
#![expect(dead_code, unreachable_pub, reason = "the measures share it, and each needs a part")]
use std::path::PathBuf;
use std::time::Duration;

/// A folder of this process among the temporary ones. It goes with the measure, and so does what an engine writes beside a database.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes it; the name is the measure's.
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("serein-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// A file or a folder in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The address of a database in it.
    pub fn database(&self, name: &str) -> String {
        format!("sqlite:{}", self.path(name).display())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Ticks of the kernel's clock in a second, as Linux shows them to every program.
const TICKS: u64 = 100;

fn fields(pid: &str) -> Option<Vec<u64>> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name of the program stands in brackets and may hold anything; numbers begin after it.
    let numbers = text.rsplit_once(')')?.1.split_whitespace().skip(1);
    Some(numbers.map(|field| field.parse().unwrap_or(0)).collect())
}

fn ticks(fields: &[u64], range: std::ops::Range<usize>) -> u64 {
    fields.get(range).map_or(0, |times| times.iter().sum())
}

fn seconds(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1_000 / TICKS)
}

/// User and system time of a process, all its threads.
pub fn of_process(pid: u32) -> Duration {
    seconds(fields(&pid.to_string()).map_or(0, |fields| ticks(&fields, 10..12)))
}

/// What the PostgreSQL that `tests/with-postgres` started has spent on its clients. Its housekeeping (checkpoints, vacuum) comes and
/// goes by itself and is left out; a connection that was closed takes its time along.
pub fn of_postgres() -> Duration {
    let first = std::env::var("SEREIN_TEST_POSTGRES_PID").ok().and_then(|pid| pid.trim().parse::<u64>().ok());
    let Some(first) = first else { return Duration::ZERO };
    let mut sum = 0;
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())) else {
            continue;
        };
        let Some(fields) = fields(pid).filter(|fields| fields.first() == Some(&first)) else { continue };
        // PostgreSQL writes what a process does into its title: `postgres: serein postgres 127.0.0.1(50312) idle`.
        let title = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        if String::from_utf8_lossy(&title).contains("127.0.0.1(") {
            sum += ticks(&fields, 10..12);
        }
    }
    seconds(sum)
}

/// Resident memory of a process now and at its highest, in bytes.
pub fn memory(pid: u32) -> (u64, u64) {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let number = line
            .and_then(|line| line.split_whitespace().next())
            .and_then(|number| number.parse::<u64>().ok());
        number.unwrap_or(0) * 1_024
    };
    (line("VmRSS:"), line("VmHWM:"))
}
