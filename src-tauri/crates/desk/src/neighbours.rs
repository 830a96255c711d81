//! Other programs that use the same outbox. Whoever changes something touches a file; whoever delivers hears of it,
//! and sleeps meanwhile. A change of the machine's settings, rules or key is heard the same way.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

use crate::Paths;

/// The listening side.
pub(crate) struct Neighbours {
    rang: Arc<Notify>,
    /// Listens for as long as it lives. `None` where that can't be had; then what others add waits for our own next
    /// ticket.
    _watcher: Option<RecommendedWatcher>,
}

impl Neighbours {
    /// Starts to listen.
    pub(crate) fn listen(paths: &Paths) -> Self {
        let rang = Arc::new(Notify::new());
        let watcher = watch(paths, Arc::clone(&rang)).inspect_err(|error| {
            tracing::warn!(%error, "other programs can't be heard");
        });
        Self {
            rang,
            _watcher: watcher.ok(),
        }
    }

    /// Until somebody has changed something, which may have been ourselves.
    pub(crate) async fn rang(&self) {
        self.rang.notified().await;
    }
}

/// Lets the others know that something has changed.
pub(crate) fn ring(paths: &Paths) {
    let folder = folder(paths);
    let touched = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join("rung"), b"!"));
    if let Err(error) = touched {
        tracing::warn!(%error, "other programs are not told");
    }
}

fn watch(paths: &Paths, rang: Arc<Notify>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| match event {
        Ok(event) if !concerns_us(&event) => {}
        Ok(_) | Err(_) => rang.notify_one(),
    })?;
    let folder = folder(paths);
    fs::create_dir_all(&folder)?;
    watcher.watch(&folder, RecursiveMode::NonRecursive)?;
    if paths.machine.is_dir() {
        watcher.watch(&paths.machine, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

/// Windows tells of a folder, too, when something in it changes: of `shared`, which whoever delivers writes, so that one
/// turn of the courier could ring for the next.
fn concerns_us(event: &Event) -> bool {
    let folders_only = !event.paths.is_empty() && event.paths.iter().all(|path| path.is_dir());
    is_change(event.kind) && !folders_only
}

/// Reading is none.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => true,
        EventKind::Access(_) | EventKind::Any | EventKind::Other => false,
    }
}

fn folder(paths: &Paths) -> PathBuf {
    paths.data.join("bell")
}

#[cfg(test)]
mod tests {
    use notify::event::ModifyKind;

    use super::*;

    fn changed(path: &std::path::Path) -> Event {
        Event::new(EventKind::Modify(ModifyKind::Any)).add_path(path.to_owned())
    }

    #[test]
    fn a_folder_that_changed_inside_wakes_nobody_and_a_file_does() {
        let folder = tempfile::tempdir().unwrap();
        let shared = folder.path().join("shared");
        fs::create_dir(&shared).unwrap();
        assert!(!concerns_us(&changed(&shared)));
        assert!(
            concerns_us(&changed(&folder.path().join("deskbell.toml"))),
            "gone is a change, too"
        );
        fs::write(folder.path().join("rules.toml"), "").unwrap();
        assert!(concerns_us(&changed(&folder.path().join("rules.toml"))));
    }
}
