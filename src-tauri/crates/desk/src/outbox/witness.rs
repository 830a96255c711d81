//! Whether the outbox is the one this machine worked on last, or an older one that was put back: a disk image, a profile,
//! a copy. Such a one says "planned" of what was sent.
//!
//! Each time something is about to be sent, the outbox gets a new token, and the same token is written where no image and
//! no profile reaches, and which is empty when the system has started. An outbox whose token is there is the last one.
//! Without such a place, or after a start, none is, and everything in it is looked for before it is sent.

use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::Volatile;

/// Where the token of one outbox is written.
#[derive(Debug)]
pub(super) struct Witness {
    place: Option<Volatile>,
    name: String,
}

impl Witness {
    /// `volatile`: a place of this person's that is empty when the system has started, if there is one.
    pub(super) fn new(volatile: Option<&Volatile>, outbox: &Path) -> Self {
        let whole = outbox.canonicalize().unwrap_or_else(|_| outbox.to_owned());
        let name = format!("{:x}", Sha256::digest(whole.as_os_str().as_encoded_bytes()));
        Self {
            place: volatile.cloned(),
            name: format!("outbox-{}", &name[..16]),
        }
    }

    /// Whether this token was the last one.
    pub(super) fn has_seen(&self, token: &str) -> bool {
        let seen = self.place.as_ref().and_then(|place| place.read(&self.name));
        seen.is_some_and(|seen| seen == token)
    }

    /// This token is the last one from now on.
    ///
    /// # Errors
    /// When an earlier one stays there: then nothing may be sent.
    pub(super) fn sees(&self, token: &str) -> io::Result<()> {
        let Some(place) = &self.place else {
            return Ok(());
        };
        let Err(error) = place.write(&self.name, token) else {
            return Ok(());
        };
        tracing::warn!(%error, "can't note what was sent last, so after a restart everything is looked for first");
        place.remove(&self.name)
    }
}

/// Another one than any before.
pub(super) fn token() -> String {
    Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn the_last_token_is_known_again_and_no_other(place: &Volatile) {
        let witness = || Witness::new(Some(place), Path::new("/data/outbox.db"));
        assert!(!witness().has_seen(""));
        witness().sees("one").unwrap();
        assert!(witness().has_seen("one"));
        witness().sees("two").unwrap();
        assert!(witness().has_seen("two") && !witness().has_seen("one"));
        let other = Witness::new(Some(place), Path::new("/else/outbox.db"));
        assert!(!other.has_seen("two"));
    }

    #[test]
    fn in_a_folder_the_last_token_is_known_again_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        the_last_token_is_known_again_and_no_other(&Volatile::Folder(folder.path().join("run")));
    }

    #[cfg(windows)]
    #[test]
    fn in_the_registry_the_last_token_is_known_again_and_no_other() {
        let key = format!(r"Software\Deskbell test {}", Uuid::now_v7());
        the_last_token_is_known_again_and_no_other(&Volatile::Registry(key.clone()));
        windows_registry::CURRENT_USER.remove_tree(key).unwrap();
    }

    #[test]
    fn where_nothing_is_volatile_no_outbox_is_the_last_one() {
        let witness = Witness::new(None, Path::new("/data/outbox.db"));
        witness.sees("one").unwrap();
        assert!(!witness.has_seen("one"));
    }
}
