//! What a key has read back of what was made with it, for everybody on this machine. Rows that a key has no right to are
//! left out of Autotask's answers without a word, so that "nothing found" means something only for a key that has once
//! found what it made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use autotask_psa::KeyHash;

use crate::psa::Made;

use super::account_files::AccountFiles;

pub(super) struct Sightings {
    key: String,
    files: AccountFiles,
    /// What is known in this process, so that a file is read and written once.
    here: Mutex<BTreeSet<Made>>,
}

type ByKey = BTreeMap<String, BTreeSet<Made>>;

impl Sightings {
    /// `known`: what needs no finding out.
    pub(super) fn new(key: &KeyHash, shared: PathBuf, own: PathBuf, known: Vec<Made>) -> Self {
        Self {
            key: key.as_str().to_owned(),
            files: AccountFiles::new(shared, own, "seen"),
            here: Mutex::new(known.into_iter().collect()),
        }
    }

    pub(super) fn has(&self, kind: Made) -> bool {
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        if !here.contains(&kind) {
            let everyones = self.files.everyones::<ByKey>();
            here.extend(everyones.filter_map(|mut keys| keys.remove(&self.key)).flatten());
        }
        here.contains(&kind)
    }

    pub(super) fn add(&self, kind: Made) {
        if self.has(kind) {
            return;
        }
        self.here.lock().unwrap_or_else(PoisonError::into_inner).insert(kind);
        let kept = self.files.change(|all: &mut ByKey| {
            all.entry(self.key.clone()).or_default().insert(kind);
        });
        if let Err(error) = kept {
            tracing::warn!(%error, "can't remember that this key sees what it makes, except until this program ends");
        }
    }
}

impl std::fmt::Debug for Sightings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sightings").finish_non_exhaustive()
    }
}
