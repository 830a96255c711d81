//! How Autotask received a key, for everybody on this machine: a key that was refused to one person isn't tried again by
//! the next, nor after a restart.
//!
//! Each account writes one file of its own, in the machine's shared folder where it may, else among its own data; and
//! reads everybody's, of which the latest counts. So no account has to change what another wrote. What somebody else
//! could write there can stop this PC's tickets for some hours at most, and never make it try a refused key more often
//! than once in that time.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use autotask_psa::{KeyHash, Standing};
use sha2::{Digest, Sha256};

use super::cache::replace;

/// Far more than a file of ours holds.
const LONGEST: u64 = 64 * 1024;
/// Far more than there are accounts on a machine.
const MOST: usize = 2000;

pub(super) struct Standings {
    /// Every account's, if there is such a folder.
    shared: PathBuf,
    /// This account's own.
    own: PathBuf,
    name: String,
    /// What was kept in this process, should the disk take nothing.
    here: Mutex<ByKey>,
}

type ByKey = BTreeMap<String, Standing>;

impl Standings {
    pub(super) fn new(shared: PathBuf, own: PathBuf) -> Self {
        let account = Sha256::digest(own.as_os_str().as_encoded_bytes());
        Self {
            shared,
            name: format!("key-{}.json", &format!("{account:x}")[..16]),
            own,
            here: Mutex::default(),
        }
    }

    /// The latest of all accounts; of two at one time, the one that is more careful.
    pub(super) fn latest(&self, key: &KeyHash) -> Option<Standing> {
        let kept = self
            .here
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key.as_str())
            .copied();
        files(&self.shared)
            .chain([self.own.join(&self.name)])
            .filter_map(|file| read(&file)?.get(key.as_str()).copied())
            .chain(kept)
            .max_by_key(|standing| (standing.at, standing.refusals))
    }

    pub(super) fn keep(&self, key: &KeyHash, standing: Standing) {
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        here.insert(key.as_str().to_owned(), standing);
        if self.write(&self.shared, key, standing).is_ok() {
            return;
        }
        if let Err(error) = self.write(&self.own, key, standing) {
            tracing::warn!(%error, "can't remember how the key was received, except until this program ends");
        }
    }

    fn write(&self, folder: &Path, key: &KeyHash, standing: Standing) -> io::Result<()> {
        let file = folder.join(&self.name);
        let mut all = read(&file).unwrap_or_default();
        all.insert(key.as_str().to_owned(), standing);
        if folder == self.shared {
            make_shared(folder)?;
        }
        replace(&file, &all)
    }
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .take(MOST)
}

/// Anybody may have put it there: a pipe would never end, and a link leads anywhere.
fn read(file: &Path) -> Option<ByKey> {
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
