//! One courier per outbox, whichever program it is in. The lock dies with its owner.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::outbox::OutboxError;
use crate::private;

/// Held while delivering.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// The lock, unless another program has it.
    ///
    /// # Errors
    /// [`OutboxError::Lock`] where locks can't be had at all, as in some folders on a network: then nobody can be sure to be
    /// alone.
    pub(super) fn take(data: &Path) -> Result<Option<Self>, OutboxError> {
        let file = private::lock_file(&data.join("courier.lock")).map_err(OutboxError::Lock)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(OutboxError::Lock(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_delivers_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let held = Lock::take(folder.path()).unwrap().unwrap();
        assert!(Lock::take(folder.path()).unwrap().is_none());
        drop(held);
        assert!(Lock::take(folder.path()).unwrap().is_some());
    }

    #[test]
    fn without_a_lock_nobody_delivers() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("courier.lock")).unwrap();
        assert!(matches!(Lock::take(folder.path()), Err(OutboxError::Lock(_))));
    }
}
