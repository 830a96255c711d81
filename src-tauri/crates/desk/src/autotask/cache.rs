//! What is remembered of a tenant on disk. Losing it costs calls and nothing else, so a file that can't be read is one
//! that isn't there, and one that can't be written is only logged.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use autotask_psa::{InProcess, KeyHash, KnownZone, Memory, Standing, Usage};
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Clock;

use super::standings::Standings;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How long "nobody has this address" is believed: an admin who has just made the contact tries again soon.
const MISS: SignedDuration = SignedDuration::from_mins(10);

/// The lists, which everything else is checked against.
pub(super) const VOCABULARY: &str = "vocabulary";
/// The work types, which only some rules need.
pub(super) const WORK_TYPES: &str = "work-types";
/// The user-defined fields, which only some rules need.
pub(super) const USER_DEFINED: &str = "user-defined";
/// The type that notes get here, where it isn't the usual one.
pub(super) const NOTE_TYPE: &str = "note-type";
const ZONE: &str = "zone";
const USAGE: &str = "usage";
const LOOKED_UP: &str = "looked-up";

pub(super) struct Cache {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    standings: Standings,
    /// For a disk that takes nothing.
    here: InProcess,
    /// Held while a file is read, changed and written again.
    looked_up: Mutex<()>,
}

/// Something remembered, from when and until when. A clock that was wrong must not keep it alive for years.
#[derive(Debug, Serialize, Deserialize)]
struct Entry<T> {
    since: Timestamp,
    until: Timestamp,
    value: T,
}

/// What was found by address, name or id. The keys are hashes, so that the file is no list of addresses.
#[derive(Debug, Serialize, Deserialize)]
struct LookedUp {
    salt: Uuid,
    found: BTreeMap<String, Entry<serde_json::Value>>,
}

/// Something remembered, and whether it is still believed without asking.
pub(super) struct Remembered<T> {
    pub(super) value: T,
    pub(super) fresh: bool,
}

impl Cache {
    /// `folder`: of this person and this tenant. `standings`: of all people of this machine.
    pub(super) fn new(folder: PathBuf, standings: Standings, clock: Arc<dyn Clock>) -> Self {
        Self {
            folder,
            clock,
            standings,
            here: InProcess::default(),
            looked_up: Mutex::new(()),
        }
    }

    /// A list, fresh or not.
    pub(super) fn list<T: DeserializeOwned>(&self, name: &str) -> Option<Remembered<T>> {
        let entry: Entry<T> = self.read(name)?;
        Some(Remembered {
            fresh: self.is_fresh(&entry),
            value: entry.value,
        })
    }

    /// Keeps a list for about a day: thousands of PCs that started together must not ask together.
    pub(super) fn keep_list<T: Serialize>(&self, name: &str, value: &T) {
        self.write(name, &self.entry(value, about_a_day()));
    }

    /// What was found by this key, if it is still believed.
    pub(super) fn found<T: DeserializeOwned>(&self, key: &str) -> Option<Vec<T>> {
        let _alone = self.looked_up.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file: LookedUp = self.read(LOOKED_UP)?;
        let entry = file.found.remove(&hashed(file.salt, key))?;
        self.is_fresh(&entry)
            .then(|| serde_json::from_value(entry.value).ok())
            .flatten()
    }

    /// Keeps what was found by this key for a day, and that nothing was for some minutes.
    pub(super) fn keep_found<T: Serialize>(&self, key: &str, found: &[T]) {
        let Ok(value) = serde_json::to_value(found) else { return };
        let _alone = self.looked_up.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = self.read(LOOKED_UP).unwrap_or_else(|| LookedUp {
            salt: Uuid::now_v7(),
            found: BTreeMap::new(),
        });
        file.found.retain(|_, entry| self.is_fresh(entry));
        let entry = self.entry(value, if found.is_empty() { MISS } else { DAY });
        file.found.insert(hashed(file.salt, key), entry);
        self.write(LOOKED_UP, &file);
    }

    /// Forgets everything but the zone: Autotask refused what was made of it.
    pub(super) fn forget(&self) {
        for name in [VOCABULARY, WORK_TYPES, USER_DEFINED, NOTE_TYPE, LOOKED_UP] {
            drop(fs::remove_file(self.path(name)));
        }
    }

    fn entry<T>(&self, value: T, keep: SignedDuration) -> Entry<T> {
        let since = self.clock.now();
        Entry {
            since,
            until: since.saturating_add(keep).unwrap_or(since),
            value,
        }
    }

    fn is_fresh<T>(&self, entry: &Entry<T>) -> bool {
        (entry.since..entry.until).contains(&self.clock.now())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.path(name)).ok()?).ok()
    }

    fn write<T: Serialize>(&self, name: &str, value: &T) -> bool {
        let written = replace(&self.path(name), value);
        if let Err(error) = &written {
            tracing::warn!(name, %error, "can't remember this, so it will be asked again");
        }
        written.is_ok()
    }
}

impl Memory for Cache {
    fn zone(&self) -> Option<KnownZone> {
        self.read(ZONE).or_else(|| self.here.zone())
    }

    fn keep_zone(&self, zone: &KnownZone) {
        if !self.write(ZONE, zone) {
            self.here.keep_zone(zone);
        }
    }

    fn standing(&self, key: &KeyHash) -> Option<Standing> {
        self.standings.latest(key)
    }

    fn keep_standing(&self, key: &KeyHash, standing: &Standing) {
        self.standings.keep(key, *standing);
    }

    fn usage(&self) -> Usage {
        self.read(USAGE).unwrap_or_else(|| self.here.usage())
    }

    fn keep_usage(&self, usage: &Usage) {
        if !self.write(USAGE, usage) {
            self.here.keep_usage(usage);
        }
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// A folder for each tenant, so that other settings don't meet another tenant's lists.
pub(super) fn tenant_folder(discovery: &str, user: &str) -> String {
    let hash = Sha256::new()
        .chain_update(discovery)
        .chain_update([0])
        .chain_update(user)
        .finalize();
    format!("{hash:x}").chars().take(16).collect()
}

fn hashed(salt: Uuid, key: &str) -> String {
    format!(
        "{:x}",
        Sha256::new().chain_update(salt.as_bytes()).chain_update(key).finalize()
    )
}

/// A day, give or take a quarter.
fn about_a_day() -> SignedDuration {
    let [.., high, low] = *Uuid::now_v7().as_bytes();
    let dice = i64::from(u16::from_be_bytes([high, low]));
    SignedDuration::from_secs(DAY.as_secs() * 3 / 4 + DAY.as_secs() / 2 * dice / i64::from(u16::MAX))
}

/// Whole or not at all: another process may be reading.
pub(super) fn replace<T: Serialize>(path: &Path, value: &T) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = path.with_extension(Uuid::now_v7().simple().to_string());
    fs::write(&new, serde_json::to_vec(value)?)?;
    fs::rename(&new, path).inspect_err(|_| drop(fs::remove_file(&new)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_kept_for_a_day_give_or_take_a_quarter_and_not_all_alike() {
        let kept: Vec<_> = (0..100).map(|_| about_a_day()).collect();
        let hours = |hours| SignedDuration::from_hours(hours);
        assert!(
            kept.iter().all(|kept| (hours(18)..=hours(30)).contains(kept)),
            "{kept:?}"
        );
        assert!(
            kept.iter().any(|kept| *kept < hours(23)) && kept.iter().any(|kept| *kept > hours(25)),
            "{kept:?}"
        );
    }
}
