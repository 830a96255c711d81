//! The Autotask secret: a file of its own beside the settings, `secret`, readable by its owner (and group) alone.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use crate::Paths;

/// Why the secret can't be had. No variant holds it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Nothing is stored yet.
    #[error("the secret is not stored yet ({}); `deskbell-admin connect` stores it", file.display())]
    Missing {
        /// Where it was looked for.
        file: PathBuf,
    },
    /// Everybody on this machine can read it, or could have changed it.
    #[error(
        "every account on this machine can read or change {} (mode {mode:o}), so it is not used; \
         set its mode to 600 and store a new secret, since the old one may be known",
        file.display()
    )]
    Exposed {
        /// The file.
        file: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The file holds nothing.
    #[error("{} is empty", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
    /// It can't be read or written.
    #[error("{} can't be used: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Stores the secret, readable by its owner alone; where one was stored before, by whoever could read that. What was
/// there is replaced as a whole or not at all.
pub fn store(paths: &Paths, secret: &SecretString) -> Result<(), SecretError> {
    let file = place(paths);
    write(&file, secret.expose_secret().trim()).map_err(|source| SecretError::File { file, source })
}

/// The stored secret, without blanks around it.
pub fn load(paths: &Paths) -> Result<SecretString, SecretError> {
    let file = place(paths);
    let text = match fs::read_to_string(&file) {
        Ok(text) => SecretString::from(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(SecretError::Missing { file }),
        Err(source) => return Err(SecretError::File { file, source }),
    };
    refuse_exposed(&file)?;
    match text.expose_secret().trim() {
        "" => Err(SecretError::Empty { file }),
        secret => Ok(SecretString::from(secret)),
    }
}

pub(crate) fn place(paths: &Paths) -> PathBuf {
    paths.machine.join("secret")
}

fn write(file: &PathBuf, secret: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = file.with_extension("new");
    drop(fs::remove_file(&fresh));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&fresh)?;
    written.write_all(secret.as_bytes())?;
    #[cfg(unix)]
    keep_readers(file, &written)?;
    written.sync_all()?;
    fs::rename(fresh, file)
}

/// The group that an admin gave the file's predecessor, so that the people of this PC can use it, stays.
#[cfg(unix)]
fn keep_readers(before: &PathBuf, written: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

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

#[cfg(unix)]
fn refuse_exposed(file: &PathBuf) -> Result<(), SecretError> {
    use std::os::unix::fs::PermissionsExt as _;

    let found = fs::metadata(file).map_err(|source| SecretError::File {
        file: file.clone(),
        source,
    })?;
    let mode = found.permissions().mode() & 0o777;
    let anybodys = mode & 0o007;
    if anybodys == 0 {
        return Ok(());
    }
    Err(SecretError::Exposed {
        file: file.clone(),
        mode,
    })
}

#[cfg(not(unix))]
fn refuse_exposed(_file: &PathBuf) -> Result<(), SecretError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(folder: &tempfile::TempDir) -> Paths {
        Paths::system(
            Some(folder.path().join("machine/deskbell.toml")),
            Some(folder.path().join("data")),
        )
    }

    #[test]
    fn what_is_stored_comes_back_without_the_line_end_a_prompt_leaves() {
        let folder = tempfile::tempdir().unwrap();
        store(&paths(&folder), &SecretString::from("not$real#\n")).unwrap();
        assert_eq!(load(&paths(&folder)).unwrap().expose_secret(), "not$real#");
        store(&paths(&folder), &SecretString::from("second")).unwrap();
        assert_eq!(load(&paths(&folder)).unwrap().expose_secret(), "second");
    }

    #[test]
    fn nothing_stored_says_what_stores_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = load(&paths(&folder)).unwrap_err();
        assert!(matches!(error, SecretError::Missing { .. }));
        assert!(error.to_string().contains("deskbell-admin connect"));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone_and_one_that_everybody_reads_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let paths = paths(&folder);
        store(&paths, &SecretString::from("not-real")).unwrap();
        let file = place(&paths);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let error = load(&paths).unwrap_err();
        assert!(matches!(error, SecretError::Exposed { mode: 0o644, .. }));
        assert!(!format!("{error} {error:?}").contains("not-real"));
        store(&paths, &SecretString::from("new")).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_group_that_an_admin_gave_it_can_read_the_next_secret_too() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let paths = paths(&folder);
        store(&paths, &SecretString::from("first")).unwrap();
        let file = place(&paths);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        store(&paths, &SecretString::from("second")).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(load(&paths).unwrap().expose_secret(), "second");
    }
}
