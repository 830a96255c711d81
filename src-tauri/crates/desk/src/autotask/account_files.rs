//! What every account of this machine may know. Each writes one file of its own, in the machine's shared folder where it
//! may, else among its own data; and reads everybody's. So no account has to change what another wrote.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::cache::replace;

/// Far more than a file of ours holds.
const LONGEST: u64 = 64 * 1024;
/// Far more than there are accounts on a machine.
const MOST: usize = 2000;

#[derive(Debug)]
pub(super) struct AccountFiles {
    /// Every account's, if there is such a folder.
    shared: PathBuf,
    /// This account's own.
    own: PathBuf,
    topic: &'static str,
    name: String,
}

impl AccountFiles {
    /// `topic` is how the files' names begin.
    pub(super) fn new(shared: PathBuf, own: PathBuf, topic: &'static str) -> Self {
        let account = Sha256::digest(own.as_os_str().as_encoded_bytes());
        Self {
            shared,
            name: format!("{topic}-{}.json", &format!("{account:x}")[..16]),
            own,
            topic,
        }
    }

    /// What each account has written. What can't be read is left out.
    pub(super) fn everyones<T: DeserializeOwned>(&self) -> impl Iterator<Item = T> {
        let begins = format!("{}-", self.topic);
        let is_ours = move |path: &PathBuf| {
            path.extension().is_some_and(|extension| extension == "json")
                && path
                    .file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with(&begins))
        };
        let entries = fs::read_dir(&self.shared).into_iter().flatten().flatten();
        entries
            .map(|entry| entry.path())
            .filter(is_ours)
            .take(MOST)
            .chain([self.own.join(&self.name)])
            .filter_map(|file| read(&file))
    }

    /// Changes what this account has written.
    pub(super) fn change<T>(&self, change: impl Fn(&mut T)) -> io::Result<()>
    where
        T: Default + Serialize + DeserializeOwned,
    {
        let write = |folder: &Path| {
            let file = folder.join(&self.name);
            let mut all = read(&file).unwrap_or_default();
            change(&mut all);
            replace(&file, &all)
        };
        make_shared(&self.shared)
            .and_then(|()| write(&self.shared))
            .or_else(|_| write(&self.own))
    }
}

/// Anybody may have put it there: a pipe would never end, and a link leads anywhere.
fn read<T: DeserializeOwned>(file: &Path) -> Option<T> {
    let found = fs::symlink_metadata(file).ok()?;
    if !found.is_file() || found.len() > LONGEST {
        return None;
    }
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

/// Whoever may makes the folder for everybody; each can take away only what is theirs.
fn make_shared(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o1777))?;
    }
    Ok(())
}
