//! The Autotask secret: a file of its own beside the settings, `secret`. On Linux it is readable by its owner (and group)
//! alone. On Windows it is sealed for this machine, and readable by those who sit at it. Whoever may use it can also find
//! it out: the tray runs as the person.

use std::fs;
use std::io;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use crate::Paths;

#[cfg_attr(windows, path = "windows.rs")]
#[cfg_attr(unix, path = "unix.rs")]
mod file;

/// Why the secret can't be had. No variant holds it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Nothing is stored yet.
    #[error("the secret is not stored yet ({}); `deskbell-admin connect` stores it", file.display())]
    Missing {
        /// Where it was looked for.
        file: PathBuf,
    },
    /// Others than those who use Deskbell can read it, or could have changed it.
    #[error(
        "{} is not used, since {why}; `deskbell-admin connect` stores a secret anew, which should be a new one where the old \
         one may be known",
        file.display()
    )]
    Exposed {
        /// The file.
        file: PathBuf,
        /// Who can do what.
        why: String,
    },
    /// It was sealed on another machine, or is damaged (Windows).
    #[error(
        "{} can't be opened on this PC: it was stored on another one, or it is damaged; `deskbell-admin connect` stores it \
         anew",
        file.display()
    )]
    Sealed {
        /// The file.
        file: PathBuf,
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

/// Stores the secret; what was there is replaced as a whole or not at all. On Linux it is readable by its owner alone, or
/// where one was stored before, by whoever could read that; on Windows by SYSTEM, administrators and those who are logged on
/// here.
pub fn store(paths: &Paths, secret: &SecretString) -> Result<(), SecretError> {
    let place = place(paths);
    write(&place, paths, secret.expose_secret().trim()).map_err(|source| SecretError::File { file: place, source })
}

/// The stored secret, without blanks around it.
pub fn load(paths: &Paths) -> Result<SecretString, SecretError> {
    let file = place(paths);
    let mut open = match fs::File::open(&file) {
        Ok(open) => open,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(SecretError::Missing { file }),
        Err(source) => return Err(SecretError::File { file, source }),
    };
    let exposed = match file::exposed(&open, paths) {
        Ok(exposed) => exposed,
        Err(source) => return Err(SecretError::File { file, source }),
    };
    if let Some(why) = exposed {
        return Err(SecretError::Exposed { file, why });
    }
    let text = match file::read(&mut open) {
        Ok(Some(text)) => text,
        Ok(None) => return Err(SecretError::Sealed { file }),
        Err(source) => return Err(SecretError::File { file, source }),
    };
    match text.expose_secret().trim() {
        "" => Err(SecretError::Empty { file }),
        secret => Ok(SecretString::from(secret)),
    }
}

pub(crate) fn place(paths: &Paths) -> PathBuf {
    paths.machine.join("secret")
}

fn write(place: &PathBuf, paths: &Paths, secret: &str) -> io::Result<()> {
    fs::create_dir_all(&paths.machine)?;
    let fresh = place.with_extension("new");
    drop(fs::remove_file(&fresh));
    file::write(&fresh, place, paths, secret)?;
    fs::rename(fresh, place)
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
        assert!(matches!(&error, SecretError::Exposed { why, .. } if why.contains("mode 644")));
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
    #[cfg(windows)]
    #[test]
    fn the_file_does_not_hold_the_secret_in_plain_and_one_that_cannot_be_opened_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(&folder);
        store(&paths, &SecretString::from("not-real")).unwrap();
        let file = place(&paths);
        let mut sealed = fs::read(&file).unwrap();
        let wide: Vec<u8> = "not-real".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for plain in [b"not-real".as_slice(), &wide] {
            assert!(!sealed.windows(plain.len()).any(|part| part == plain));
        }
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        fs::write(&file, &sealed).unwrap();
        assert!(matches!(load(&paths), Err(SecretError::Sealed { .. })));
        fs::write(&file, "not-real").unwrap();
        let error = load(&paths).unwrap_err();
        assert!(matches!(error, SecretError::Sealed { .. }));
        assert!(!format!("{error} {error:?}").contains("not-real"));
    }
}
