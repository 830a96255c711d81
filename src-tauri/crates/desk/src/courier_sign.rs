//! The sign that somebody delivers an outbox: a lock on a file, which dies with its owner. Others can see whether it is out.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::private;

const FILE: &str = "courier.alive";

/// Out for as long as it lives. Several may be out at once.
pub(crate) struct CourierSign {
    _file: File,
}

/// Hangs the sign out. Where that can't be done, nobody sees that the courier is there, and that is all.
pub(crate) fn hang_out(data: &Path) -> Option<CourierSign> {
    let file = private::lock_file(&data.join(FILE)).ok()?;
    file.lock_shared().ok()?;
    Some(CourierSign { _file: file })
}

/// Whether a sign is out.
pub(crate) fn is_out(data: &Path) -> bool {
    let Ok(file) = File::open(data.join(FILE)) else {
        return false;
    };
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_out_for_as_long_as_any_courier_is_there() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_out(folder.path()));
        let (one, other) = (hang_out(folder.path()).unwrap(), hang_out(folder.path()).unwrap());
        assert!(is_out(folder.path()));
        drop(one);
        assert!(is_out(folder.path()));
        drop(other);
        assert!(!is_out(folder.path()));
    }
}
