//! Where the web view keeps its files. Two sessions of one person may each have a Deskbell, and two web views can't share
//! a folder: each takes the first that no other holds.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

/// So many sessions of one person at once have a folder each.
const SESSIONS: u32 = 32;

/// A folder that is this program's own until it ends.
pub struct WebData {
    folder: PathBuf,
    _held: File,
}

impl WebData {
    /// Takes a folder in the data folder; none when nothing can be written there.
    pub fn take(data: &Path) -> Option<Self> {
        let all = data.join("webview");
        fs::create_dir_all(&all).ok()?;
        (1..=SESSIONS).find_map(|number| Self::hold(&all, number))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn hold(all: &Path, number: u32) -> Option<Self> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let held = options.open(all.join(format!("{number}.lock"))).ok()?;
        held.try_lock().ok()?;
        Some(Self {
            folder: all.join(number.to_string()),
            _held: held,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_session_has_its_own_and_what_one_leaves_the_next_takes() {
        let data = tempfile::tempdir().unwrap();
        let take = || WebData::take(data.path()).unwrap();
        let (first, second) = (take(), take());
        assert_ne!(first.folder(), second.folder());
        let left = first.folder().to_owned();
        drop(first);
        assert_eq!(take().folder(), left);
        assert!(second.folder().starts_with(data.path()));
    }
}
