//! What is said while a search goes on, and how a person ends it.
use cpu_time::ProcessTime;
use planner::search::{Keep, Progress};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// CPU time of the whole process since it started.
pub(super) fn used() -> Duration {
    ProcessTime::now().as_duration()
}

/// Becomes true when the person presses Ctrl-C. Without signals on this system it stays false.
fn interrupted() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&stop);
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            heard.store(true, Ordering::Relaxed);
        }
    });
    stop
}

/// Tells the progress on standard error once a second, and stops on Ctrl-C or at the limit.
pub(super) fn watch(limit: Option<Duration>) -> impl FnMut(&Progress) -> Keep {
    let stop = interrupted();
    let mut told = 0;
    move |progress: &Progress| {
        let used = used();
        if used.as_secs() > told {
            told = used.as_secs();
            eprintln!("{told} s: best plan {}, none above {}", progress.objective, progress.bound);
        }
        let over = limit.is_some_and(|limit| used >= limit);
        if over || stop.load(Ordering::Relaxed) { Keep::Stop } else { Keep::Going }
    }
}
