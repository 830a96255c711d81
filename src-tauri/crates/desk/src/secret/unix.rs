//! The secret as text, in a file that only its owner, and a group that an admin gave it, can read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::Path;

use secrecy::SecretString;

use crate::Paths;

/// Writes a file that is not there yet; `before` is the one whose place it will take.
pub(super) fn write(fresh: &Path, before: &Path, _paths: &Paths, secret: &str) -> io::Result<()> {
    let mut written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(fresh)?;
    written.write_all(secret.as_bytes())?;
    keep_readers(before, &written)?;
    written.sync_all()
}

/// What the file holds.
pub(super) fn read(file: &mut File) -> io::Result<Option<SecretString>> {
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(Some(SecretString::from(text)))
}

/// Who can read or change the file though they should not.
pub(super) fn exposed(file: &File, _paths: &Paths) -> io::Result<Option<String>> {
    let mode = file.metadata()?.permissions().mode() & 0o777;
    let anybodys = mode & 0o007 != 0;
    Ok(anybodys.then(|| format!("every account on this machine can read or change it (mode {mode:o})")))
}

/// The group that an admin gave the file's predecessor, so that the people of this PC can use it, stays.
fn keep_readers(before: &Path, written: &File) -> io::Result<()> {
    let Ok(before) = fs::metadata(before) else {
        return Ok(());
    };
    let mode = before.permissions().mode() & 0o777;
    if mode & 0o007 != 0 {
        return Ok(());
    }
    fchown(written, Some(before.uid()), Some(before.gid()))?;
    written.set_permissions(fs::Permissions::from_mode(mode))
}
