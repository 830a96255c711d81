//! Whether the outbox is the one this machine worked on last, or an older one that was put back: a disk image, a profile,
//! a copy. Such a one says "planned" of what was sent.
//!
//! Each time something is about to be sent, the outbox gets a new token, and the same token is written where no image and
//! no profile reaches: into a folder that the system empties when it starts. An outbox whose token is there is the last
//! one. Without such a folder, or after a start, none is, and everything in it is looked for before it is sent.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Where the token of one outbox is written.
#[derive(Debug)]
pub(super) struct Witness {
    file: Option<PathBuf>,
}

impl Witness {
    /// `volatile`: a folder of this person's that the system empties when it starts, if there is one.
    pub(super) fn new(volatile: Option<&Path>, outbox: &Path) -> Self {
        let whole = outbox.canonicalize().unwrap_or_else(|_| outbox.to_owned());
        let name = format!("{:x}", Sha256::digest(whole.as_os_str().as_encoded_bytes()));
        Self {
            file: volatile.map(|folder| folder.join(format!("outbox-{}", &name[..16]))),
        }
    }

    /// Whether this token was the last one.
    pub(super) fn has_seen(&self, token: &str) -> bool {
        let seen = self.file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        seen.is_some_and(|seen| seen == token)
    }

    /// This token is the last one from now on.
    ///
    /// # Errors
    /// When an earlier one stays there: then nothing may be sent.
    pub(super) fn sees(&self, token: &str) -> io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let Err(error) = write(file, token) else {
            return Ok(());
        };
        tracing::warn!(%error, "can't note what was sent last, so after a restart everything is looked for first");
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// Another one than any before.
pub(super) fn token() -> String {
    Uuid::now_v7().to_string()
}

fn write(file: &Path, token: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        crate::private::folder(folder)?;
    }
    fs::write(file, token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_token_is_known_again_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let witness = || Witness::new(Some(&folder.path().join("run")), Path::new("/data/outbox.db"));
        assert!(!witness().has_seen(""));
        witness().sees("one").unwrap();
        assert!(witness().has_seen("one"));
        witness().sees("two").unwrap();
        assert!(witness().has_seen("two") && !witness().has_seen("one"));
        let other = Witness::new(Some(&folder.path().join("run")), Path::new("/else/outbox.db"));
        assert!(!other.has_seen("two"));
    }

    #[test]
    fn where_nothing_is_volatile_no_outbox_is_the_last_one() {
        let witness = Witness::new(None, Path::new("/data/outbox.db"));
        witness.sees("one").unwrap();
        assert!(!witness.has_seen("one"));
    }
}
