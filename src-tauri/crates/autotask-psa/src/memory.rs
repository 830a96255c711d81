//! What a client remembers between calls and between runs.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Usage, Zone};

/// Where a client keeps what it remembers; implement it over a file or a registry, so that it outlives the process. What
/// comes here are plain facts, of the key nothing but its [`KeyHash`]. Losing any of it costs calls, except for the
/// refusals: without them, a wrong key is tried twice after each start, and a fleet that does so locks the API user.
///
/// Calls are short, come from any thread, and may come at the same time. What is kept is given back as it is: how long it
/// holds is decided by the client.
pub trait Memory: Send + Sync {
    /// The zone that was kept last.
    fn zone(&self) -> Option<KnownZone>;

    /// Keeps the zone.
    fn keep_zone(&self, zone: &KnownZone);

    /// How this key was last received. A memory that several people or processes share gives what any of them kept last.
    fn standing(&self, key: &KeyHash) -> Option<Standing>;

    /// Keeps how this key was received.
    fn keep_standing(&self, key: &KeyHash, standing: &Standing);

    /// What was used of Autotask's limits.
    fn usage(&self) -> Usage;

    /// Keeps what was used.
    fn keep_usage(&self, usage: &Usage);
}

/// A zone, and until when it is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownZone {
    /// The zone.
    pub zone: Zone,
    /// What it was looked up by: a hash of the discovery address and the user's name. Another one is looked up anew.
    pub found_by: String,
    /// When it was looked up. A time to come means that the clock was wrong, and that the zone isn't believed.
    pub since: Timestamp,
    /// When it is looked up again.
    pub until: Timestamp,
}

/// How Autotask last received a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// How often in a row it was refused; 0 when it was accepted, or when somebody asked to try it again.
    pub refusals: u32,
    /// When. Of two, the later one counts.
    pub at: Timestamp,
    /// Not before this time is a key tried again that was refused too often.
    pub not_before: Timestamp,
}

/// A key's name in a [`Memory`]: the first 16 digits of a hash of all three of its parts. It changes with each of them. It
/// may lie where every account of the machine reads it: a secret that Autotask generated can't be guessed from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyHash(String);

impl KeyHash {
    pub(crate) fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(hash_of(parts))
    }

    /// Its sixteen digits, of `0-9a-f`: fit for a file's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Each part goes in with its length, so that no two lists of parts look alike.
pub(crate) fn hash_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let whole = parts.into_iter().fold(Sha256::new(), |hash, part| {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        hash.chain_update(length.to_be_bytes()).chain_update(part)
    });
    format!("{:x}", whole.finalize()).chars().take(16).collect()
}

/// A memory that ends with the process.
///
/// ```
/// use autotask_psa::{InProcess, Memory};
///
/// assert_eq!(InProcess::default().zone(), None);
/// ```
#[derive(Debug, Default)]
pub struct InProcess(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    zone: Option<KnownZone>,
    standings: HashMap<KeyHash, Standing>,
    usage: Usage,
}

impl InProcess {
    fn with<T>(&self, look: impl FnOnce(&mut Remembered) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Memory for InProcess {
    fn zone(&self) -> Option<KnownZone> {
        self.with(|kept| kept.zone.clone())
    }

    fn keep_zone(&self, zone: &KnownZone) {
        self.with(|kept| kept.zone = Some(zone.clone()));
    }

    fn standing(&self, key: &KeyHash) -> Option<Standing> {
        self.with(|kept| kept.standings.get(key).copied())
    }

    fn keep_standing(&self, key: &KeyHash, standing: &Standing) {
        self.with(|kept| kept.standings.insert(key.clone(), *standing));
    }

    fn usage(&self) -> Usage {
        self.with(|kept| kept.usage.clone())
    }

    fn keep_usage(&self, usage: &Usage) {
        self.with(|kept| kept.usage = usage.clone());
    }
}
