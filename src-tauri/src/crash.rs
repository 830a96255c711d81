//! When the program breaks: a report in `crashes` of the data folder, of which the next start tells. A report says where
//! in the program it happened, and nothing of what anybody wrote: what a panic says may quote it, so that is left out.

use std::fs;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use deskbell_desk::Clock;

/// A report nobody was told of yet.
const NEW: &str = "new.txt";
/// A report of something the program has survived: it went on until somebody ended it.
const SURVIVED: &str = "survived.txt";
/// A report that was told of.
const TOLD: &str = "told.txt";
/// So many reports are kept.
const KEPT: usize = 10;

/// What an earlier run has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// Runs that a crash has ended.
    pub ended: usize,
    /// Crashes that ended only what they happened in.
    pub survived: usize,
}

/// Where this run's reports go.
pub struct Crashes {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    run: u32,
    count: AtomicU32,
}

static CRASHES: OnceLock<Crashes> = OnceLock::new();

/// From now on a panic, and on Windows whatever else ends the program, leaves a report.
pub fn watch(data: &Path, clock: Arc<dyn Clock>) {
    let crashes = CRASHES.get_or_init(|| Crashes::new(data, clock));
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        crashes.panicked(panic);
        // Its words are for whoever develops this, at their own screen.
        if cfg!(debug_assertions) {
            before(panic);
        }
    }));
    #[cfg(windows)]
    exception::watch();
}

/// What earlier runs have left; the log says it, and it is told once.
pub fn found(data: &Path) -> Found {
    let found = take(&folder(data));
    if found != Found::default() {
        tracing::warn!(
            "earlier crashes: {} ended the program, {} did not; the reports are in the folder crashes",
            found.ended,
            found.survived
        );
    }
    found
}

/// The program ends as it should: what happened in this run has not ended it.
pub fn survived() {
    if let Some(crashes) = CRASHES.get() {
        crashes.survived();
    }
}

impl Crashes {
    fn new(data: &Path, clock: Arc<dyn Clock>) -> Self {
        Self {
            folder: folder(data),
            clock,
            run: std::process::id(),
            count: AtomicU32::new(0),
        }
    }

    fn panicked(&self, panic: &PanicHookInfo<'_>) {
        let place = panic
            .location()
            .map_or_else(|| "unknown".to_owned(), ToString::to_string);
        let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
        tracing::error!("a mistake of ours at {place} (thread {thread})");
        self.report(&format!("Panic at: {place}\nThread: {thread}\n"));
    }

    /// Writes a report; where that is impossible there is none.
    fn report(&self, what: &str) {
        let now = self.clock.now();
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let text = format!("Deskbell {}\nAt: {now}\n{what}", env!("CARGO_PKG_VERSION"));
        let name = format!("{}-{}-{number}.{NEW}", now.strftime("%Y%m%dT%H%M%SZ"), self.run);
        let _ = fs::create_dir_all(&self.folder);
        let _ = fs::write(self.folder.join(name), text);
    }

    fn survived(&self) {
        let ours = format!("-{}-", self.run);
        for (path, name) in reports(&self.folder) {
            if name.contains(&ours) {
                rename(&path, &name, NEW, SURVIVED);
            }
        }
    }
}

fn folder(data: &Path) -> PathBuf {
    data.join("crashes")
}

fn take(folder: &Path) -> Found {
    let mut found = Found::default();
    let mut reports = reports(folder);
    reports.sort_unstable();
    let too_many = reports.len().saturating_sub(KEPT);
    for (place, (path, name)) in reports.into_iter().enumerate() {
        found.ended += usize::from(rename(&path, &name, NEW, TOLD));
        found.survived += usize::from(rename(&path, &name, SURVIVED, TOLD));
        if place < too_many {
            let _ = fs::remove_file(path);
            let _ = fs::remove_file(folder.join(told(&name)));
        }
    }
    found
}

/// Every report with its name.
fn reports(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.filter_map(|entry| Some((entry.path(), entry.file_name().to_str()?.to_owned())));
    let ours = |name: &str| [NEW, SURVIVED, TOLD].iter().any(|end| name.ends_with(end));
    named.filter(|(_, name)| ours(name)).collect()
}

fn told(name: &str) -> String {
    let stem = name.split('.').next().unwrap_or(name);
    format!("{stem}.{TOLD}")
}

/// Whether there was such a report. One that can't be renamed counts as none: it would be told of for ever.
fn rename(path: &Path, name: &str, from: &str, to: &str) -> bool {
    name.strip_suffix(from)
        .is_some_and(|stem| fs::rename(path, path.with_file_name(format!("{stem}{to}"))).is_ok())
}

#[cfg(windows)]
mod exception {
    //! What ends the program without a panic, e.g. a bad access in a driver's DLL.

    use windows::Win32::System::Diagnostics::Debug::{EXCEPTION_POINTERS, SetUnhandledExceptionFilter};
    use windows::Win32::System::LibraryLoader::GetModuleHandleW;

    use super::CRASHES;

    /// Let Windows go on: it reports, and ends the program.
    const CONTINUE_SEARCH: i32 = 0;

    #[expect(unsafe_code, reason = "Win32")]
    pub fn watch() {
        // SAFETY: the function lives as long as the program and has the wanted shape.
        unsafe { SetUnhandledExceptionFilter(Some(filter)) };
    }

    #[expect(unsafe_code, reason = "called by Windows with pointers")]
    unsafe extern "system" fn filter(exception: *const EXCEPTION_POINTERS) -> i32 {
        // SAFETY: Windows hands over pointers that live during this call; each may be null, which gives none.
        let record = unsafe {
            let pointers = exception.as_ref();
            pointers.and_then(|pointers| pointers.ExceptionRecord.as_ref())
        };
        // SAFETY: asks for our own program's handle.
        let base = unsafe { GetModuleHandleW(None) }.map_or(0, |module| module.0 as usize);
        if let (Some(crashes), Some(record)) = (CRASHES.get(), record) {
            let offset = (record.ExceptionAddress as usize).wrapping_sub(base);
            crashes.report(&format!(
                "Exception: {:#010x}\nOffset from the program's start: {offset:#x}\n",
                record.ExceptionCode.0
            ));
        }
        CONTINUE_SEARCH
    }
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::*;
    use crate::scene::HandClock;

    fn run(data: &Path, run: u32) -> Crashes {
        Crashes {
            run,
            ..Crashes::new(data, Arc::new(HandClock::at("2026-11-21T09:00:00Z")))
        }
    }

    fn text(data: &Path) -> String {
        let (path, _) = reports(&folder(data)).remove(0);
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_crash_is_told_of_once_at_the_next_start() {
        let data = tempfile::tempdir().unwrap();
        run(data.path(), 7).report(&format!("Panic at: {}\n", Location::caller()));
        let expected = Found { ended: 1, survived: 0 };
        assert_eq!(found(data.path()), expected);
        assert_eq!(found(data.path()), Found::default());
        assert!(text(data.path()).contains("crash.rs:"), "the report stays");
    }

    #[test]
    fn what_the_program_has_survived_is_no_end_of_it() {
        let data = tempfile::tempdir().unwrap();
        run(data.path(), 6).report("ended it");
        let this = run(data.path(), 7);
        this.report("did not");
        this.survived();
        assert_eq!(found(data.path()), Found { ended: 1, survived: 1 });
    }

    #[test]
    fn the_newest_ten_reports_are_kept() {
        let data = tempfile::tempdir().unwrap();
        let crashes = run(data.path(), 7);
        for _ in 0..15 {
            crashes.report("again");
        }
        assert_eq!(found(data.path()).ended, 15);
        assert_eq!(reports(&folder(data.path())).len(), KEPT);
    }

    #[test]
    fn a_report_has_the_place_and_not_the_words_of_a_panic() {
        let data = tempfile::tempdir().unwrap();
        let crashes: &'static Crashes = Box::leak(Box::new(run(data.path(), 7)));
        let before = panic::take_hook();
        panic::set_hook(Box::new(|panic| crashes.panicked(panic)));
        let caught = panic::catch_unwind(|| panic!("dana@contoso.example"));
        panic::set_hook(before);
        assert!(caught.is_err());
        let report = text(data.path());
        assert!(report.contains("Panic at: src-tauri/src/crash.rs:"), "{report}");
        assert!(!report.contains("dana"), "{report}");
    }
}
