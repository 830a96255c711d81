//! How Autotask received a key, for everybody on this machine: a key that was refused to one person isn't tried again by
//! the next, nor after a restart. What somebody else could write there can stop this PC's tickets for some hours at most,
//! and never make it try a refused key more often than once in that time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use autotask_psa::{KeyHash, Standing};

use super::account_files::AccountFiles;

pub(super) struct Standings {
    files: AccountFiles,
    /// What was kept in this process, should the disk take nothing.
    here: Mutex<ByKey>,
}

type ByKey = BTreeMap<String, Standing>;

impl Standings {
    pub(super) fn new(shared: PathBuf, own: PathBuf) -> Self {
        Self {
            files: AccountFiles::new(shared, own, "key"),
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
        self.files
            .everyones::<ByKey>()
            .filter_map(|keys| keys.get(key.as_str()).copied())
            .chain(kept)
            .max_by_key(|standing| (standing.at, standing.refusals))
    }

    pub(super) fn keep(&self, key: &KeyHash, standing: Standing) {
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        here.insert(key.as_str().to_owned(), standing);
        let kept = self.files.change(|all: &mut ByKey| {
            all.insert(key.as_str().to_owned(), standing);
        });
        if let Err(error) = kept {
            tracing::warn!(%error, "can't remember how the key was received, except until this program ends");
        }
    }
}
