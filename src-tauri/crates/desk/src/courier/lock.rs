//! One courier per outbox, whichever program it is in. The lock dies with its owner.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held while delivering.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// The lock, unless another program has it. Where locks can't be had at all, the outbox is taken to be ours alone.
    pub(super) fn take(data: &Path) -> Option<Self> {
        let opened = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(data.join("courier.lock"));
        let file = match opened {
            Ok(file) => file,
            Err(error) => {
                tracing::warn!(%error, "the courier's lock can't be opened");
                return None;
            }
        };
        match file.try_lock() {
            Ok(()) => Some(Self { _file: file }),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "this file system has no locks");
                Some(Self { _file: file })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_delivers_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let held = Lock::take(folder.path()).unwrap();
        assert!(Lock::take(folder.path()).is_none());
        drop(held);
        assert!(Lock::take(folder.path()).is_some());
    }
}
