//! What a command line asks for, read and checked before anything is changed.

use std::path::{Path, PathBuf};
use std::{fs, io};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use deskbell_desk::install;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};

use crate::orders::{Apply, Icon};

/// The properties that act only when they are given, as they were given; empty means not given.
#[derive(Debug)]
pub struct Asked {
    /// `AUTOTASK_SECRET`.
    pub secret: SecretString,
    /// `SECRET_FILE`.
    pub secret_file: String,
    /// `ACCEPT_LOCAL_SECRET`.
    pub accepted: String,
    /// `SETTINGS_FILE`.
    pub settings_file: String,
    /// `RULES_FILE`.
    pub rules_file: String,
    /// `BRAND_ICON`.
    pub brand_icon: String,
    /// Where relative paths start.
    pub folder: String,
}

/// Why nothing is installed: a sentence or two for the log and for whoever sits before it.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The secret came twice.
    #[error(
        "Both AUTOTASK_SECRET and SECRET_FILE are given, so nothing was changed. Give one of them; SECRET_FILE is better."
    )]
    TwoSecrets,
    /// Nobody said that they know how it is kept.
    #[error(
        "A secret was given without ACCEPT_LOCAL_SECRET=1, so nothing was changed. This version keeps the secret on this \
         PC, encrypted, but in such a way that a person who is logged on and determined can recover it (SECURITY.md says \
         what it can read). If that is acceptable to you, add ACCEPT_LOCAL_SECRET=1."
    )]
    NotAccepted,
    /// A file can't be read.
    #[error("{property} names {}, which can't be read ({source}), so nothing was changed. Check the path, and that the account that installs may read it.", file.display())]
    Unreadable {
        /// By which property.
        property: &'static str,
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A path without a beginning.
    #[error(
        "{property} names {path}, which is no whole path, so nothing was changed. Give the path from its drive on, such as C:\\Temp\\{path}."
    )]
    Relative {
        /// By which property.
        property: &'static str,
        /// As it was given.
        path: String,
    },
    /// A file that holds something else than it should.
    #[error("{property} names {}, which can't be used, so nothing was changed: {why}", file.display())]
    Unusable {
        /// By which property.
        property: &'static str,
        /// Which.
        file: PathBuf,
        /// Where and why.
        why: String,
    },
}

/// More than any icon that a tray shows.
const ICON_BYTES: usize = 1_000_000;

/// Reads and checks everything that was asked for.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(asked: &Asked) -> Result<Apply, Refusal> {
    let settings = checked(asked, "SETTINGS_FILE", &asked.settings_file, |text| {
        install::check_settings(text).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            lines.join("; ")
        })
    })?;
    let rules = checked(asked, "RULES_FILE", &asked.rules_file, install::check_rules)?;
    let icon = icon(asked)?;
    let (secret, spent) = secret(asked)?;
    if !secret.expose_secret().is_empty() && asked.accepted != "1" {
        return Err(Refusal::NotAccepted);
    }
    Ok(Apply {
        settings,
        rules,
        icon,
        secret,
        spent,
    })
}

fn checked(
    asked: &Asked,
    property: &'static str,
    path: &str,
    check: impl Fn(&str) -> Result<(), String>,
) -> Result<Option<String>, Refusal> {
    if path.is_empty() {
        return Ok(None);
    }
    let file = whole(asked, property, path)?;
    let text = text(property, &file)?;
    match check(&text) {
        Ok(()) => Ok(Some(text.to_string())),
        Err(why) => Err(Refusal::Unusable { property, file, why }),
    }
}

fn icon(asked: &Asked) -> Result<Option<Icon>, Refusal> {
    const PROPERTY: &str = "BRAND_ICON";
    if asked.brand_icon.is_empty() || asked.brand_icon == "-" {
        return Ok(None);
    }
    let file = whole(asked, PROPERTY, &asked.brand_icon)?;
    let bytes = bytes(PROPERTY, &file)?;
    let name = match bytes.as_slice() {
        [0, 0, 1, 0, ..] => "icon.ico",
        [0x89, b'P', b'N', b'G', ..] => "icon.png",
        _ => "",
    };
    if name.is_empty() || bytes.len() > ICON_BYTES {
        let why = "an icon is a .ico or .png of at most 1 MB.".to_owned();
        return Err(Refusal::Unusable {
            property: PROPERTY,
            file,
            why,
        });
    }
    Ok(Some(Icon {
        name: name.to_owned(),
        bytes: BASE64_STANDARD.encode(bytes),
    }))
}

/// The secret, and the file that is to go once it is stored.
fn secret(asked: &Asked) -> Result<(SecretString, Option<PathBuf>), Refusal> {
    const PROPERTY: &str = "SECRET_FILE";
    let given = asked.secret.expose_secret().trim();
    if asked.secret_file.is_empty() {
        return Ok((SecretString::from(given), None));
    }
    if !given.is_empty() {
        return Err(Refusal::TwoSecrets);
    }
    let file = whole(asked, PROPERTY, &asked.secret_file)?;
    let text = text(PROPERTY, &file)?;
    let line = text.trim();
    if line.is_empty() || line.lines().count() > 1 {
        let why = "it should hold one line, the secret.".to_owned();
        return Err(Refusal::Unusable {
            property: PROPERTY,
            file,
            why,
        });
    }
    Ok((SecretString::from(line), Some(file)))
}

fn whole(asked: &Asked, property: &'static str, path: &str) -> Result<PathBuf, Refusal> {
    let file = Path::new(&asked.folder).join(path);
    if file.is_absolute() {
        return Ok(file);
    }
    Err(Refusal::Relative {
        property,
        path: path.to_owned(),
    })
}

fn bytes(property: &'static str, file: &Path) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    fs::read(file)
        .map(Zeroizing::new)
        .map_err(|source| Refusal::Unreadable {
            property,
            file: file.to_owned(),
            source,
        })
}

/// Text as Windows' tools write it: UTF-8, with or without a mark, or UTF-16 with one (PowerShell's `>`).
fn text(property: &'static str, file: &Path) -> Result<Zeroizing<String>, Refusal> {
    let bytes = bytes(property, file)?;
    let text = match bytes.as_slice() {
        [0xff, 0xfe, units @ ..] => {
            let (units, _) = units.as_chunks::<2>();
            let units: Zeroizing<Vec<u16>> =
                Zeroizing::new(units.iter().map(|unit| u16::from_le_bytes(*unit)).collect());
            String::from_utf16(&units).ok()
        }
        [0xef, 0xbb, 0xbf, text @ ..] | text => str::from_utf8(text).ok().map(str::to_owned),
    };
    text.map(Zeroizing::new).ok_or_else(|| Refusal::Unusable {
        property,
        file: file.to_owned(),
        why: "it is no text; save it as UTF-8.".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "practice-secret-not-real";

    fn nothing(folder: &Path) -> Asked {
        Asked {
            secret: SecretString::default(),
            secret_file: String::new(),
            accepted: String::new(),
            settings_file: String::new(),
            rules_file: String::new(),
            brand_icon: String::new(),
            folder: folder.display().to_string(),
        }
    }

    fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
        let file = folder.join(name);
        fs::write(&file, bytes).unwrap();
        file.display().to_string()
    }

    #[test]
    fn a_secret_is_taken_only_from_who_says_that_they_know_how_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut asked = nothing(folder.path());
        asked.secret = SecretString::from(SECRET);
        let refusal = check(&asked).unwrap_err();
        assert!(matches!(refusal, Refusal::NotAccepted));
        assert!(refusal.to_string().contains("ACCEPT_LOCAL_SECRET=1"));
        asked.accepted = "1".to_owned();
        assert_eq!(check(&asked).unwrap().secret.expose_secret(), SECRET);
    }

    #[test]
    fn a_secret_file_is_read_however_windows_wrote_it_and_is_to_go() {
        let folder = tempfile::tempdir().unwrap();
        let utf16: Vec<u8> = format!("\u{feff}{SECRET}\r\n")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked = format!("\u{feff}{SECRET}\r\n").into_bytes();
        for bytes in [SECRET.as_bytes(), &marked, &utf16] {
            let mut asked = nothing(folder.path());
            asked.secret_file = write(folder.path(), "secret.txt", bytes);
            asked.accepted = "1".to_owned();
            let apply = check(&asked).unwrap();
            assert_eq!(apply.secret.expose_secret(), SECRET);
            assert_eq!(apply.spent, Some(folder.path().join("secret.txt")));
        }
    }

    #[test]
    fn what_is_no_secret_is_refused_without_being_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut asked = nothing(folder.path());
        asked.accepted = "1".to_owned();
        asked.secret_file = write(folder.path(), "secret.txt", format!("{SECRET}\nand more").as_bytes());
        let refusal = check(&asked).unwrap_err();
        assert!(!format!("{refusal} {refusal:?}").contains(SECRET));
        asked.secret = SecretString::from(SECRET);
        assert!(matches!(check(&asked).unwrap_err(), Refusal::TwoSecrets));
        assert!(!format!("{asked:?}").contains(SECRET));
    }

    #[test]
    fn settings_and_rules_with_a_mistake_are_refused_with_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let mut asked = nothing(folder.path());
        asked.settings_file = write(folder.path(), "ours.toml", b"company = 1\ncompnay = 2\n");
        let told = check(&asked).unwrap_err().to_string();
        assert!(told.contains("ours.toml") && told.contains(":2:1:"), "{told}");
        asked.settings_file = write(folder.path(), "ours.toml", b"company = 1\n");
        asked.rules_file = write(folder.path(), "rules.toml", b"[default]\npriority = \n");
        let told = check(&asked).unwrap_err().to_string();
        assert!(told.contains("RULES_FILE") && told.contains(":2:"), "{told}");
        asked.rules_file = write(folder.path(), "rules.toml", b"[default]\n");
        let apply = check(&asked).unwrap();
        assert_eq!(apply.settings.as_deref(), Some("company = 1\n"));
        assert_eq!(apply.rules.as_deref(), Some("[default]\n"));
    }

    #[test]
    fn a_file_that_is_not_there_is_told_with_its_property_and_path() {
        let folder = tempfile::tempdir().unwrap();
        let mut asked = nothing(folder.path());
        asked.rules_file = "none.toml".to_owned();
        let told = check(&asked).unwrap_err().to_string();
        let path = folder.path().join("none.toml");
        assert!(
            told.contains("RULES_FILE") && told.contains(&path.display().to_string()),
            "{told}"
        );
        asked.folder = String::new();
        assert!(matches!(check(&asked).unwrap_err(), Refusal::Relative { .. }));
    }

    #[test]
    fn only_a_picture_becomes_the_icon() {
        let folder = tempfile::tempdir().unwrap();
        let mut asked = nothing(folder.path());
        asked.brand_icon = write(folder.path(), "contoso.ico", b"\0\0\x01\0rest");
        assert_eq!(check(&asked).unwrap().icon.unwrap().name, "icon.ico");
        asked.brand_icon = write(folder.path(), "contoso.ico", b"MZ");
        assert!(matches!(check(&asked).unwrap_err(), Refusal::Unusable { .. }));
    }
}
