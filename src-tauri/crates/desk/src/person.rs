//! What a person may set for themselves, and what is remembered of them: `me.toml` in their own folder.

use std::{fs, io};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::{Paths, Settings, private};

/// The person's own settings. Texts are empty when not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Me {
    /// As sent last time.
    pub name: String,
    /// As sent last time.
    pub email: String,
    /// As sent last time.
    pub phone: String,
    /// The language they want, when it is not the system's.
    pub language: Option<String>,
    /// Their hotkey, when it is not the admin's.
    pub hotkey: Option<String>,
}

/// What is known of the person; nothing when `remember_identity` is off or the file can't be read.
pub fn load(paths: &Paths, settings: &Settings) -> Me {
    if !settings.remember_identity {
        return Me::default();
    }
    let read = fs::read_to_string(place(paths));
    let parsed = read.ok().and_then(|text| toml::from_str(&text).ok());
    parsed.unwrap_or_default()
}

/// Keeps what is known of the person. Keys of the file that Deskbell doesn't know stay. With `remember_identity` off
/// nothing is kept, and what an earlier setting left behind is deleted.
pub fn save(paths: &Paths, settings: &Settings, me: &Me) -> io::Result<()> {
    let file = place(paths);
    if !settings.remember_identity {
        return match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        };
    }
    let mut table: Table = match fs::read_to_string(&file) {
        Ok(text) => text
            .parse()
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "me.toml is not TOML"))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Table::new(),
        Err(error) => return Err(error),
    };
    for (key, value) in [
        ("name", Some(&me.name)),
        ("email", Some(&me.email)),
        ("phone", Some(&me.phone)),
        ("language", me.language.as_ref()),
        ("hotkey", me.hotkey.as_ref()),
    ] {
        match value.map(|value| value.trim()) {
            Some(value) if !value.is_empty() => drop(table.insert(key.to_owned(), Value::String(value.to_owned()))),
            Some(_) | None => drop(table.remove(key)),
        }
    }
    private::folder(&paths.person)?;
    let fresh = file.with_extension("toml.new");
    private::file(&fresh)?;
    fs::write(&fresh, table.to_string())?;
    fs::rename(fresh, file)
}

fn place(paths: &Paths) -> std::path::PathBuf {
    paths.person.join("me.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dana() -> Me {
        Me {
            name: "Dana Reyes".to_owned(),
            email: " dana@contoso.example".to_owned(),
            hotkey: Some("Ctrl+Alt+H".to_owned()),
            ..Me::default()
        }
    }

    #[test]
    fn who_sent_is_remembered_beside_what_somebody_wrote_by_hand() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::system(None, Some(folder.path().to_owned()));
        let settings = Settings::default();
        assert_eq!(load(&paths, &settings), Me::default());
        fs::create_dir_all(&paths.person).unwrap();
        fs::write(place(&paths), "colour = \"green\"\nphone = \"1\"\n").unwrap();
        save(&paths, &settings, &dana()).unwrap();
        let me = load(&paths, &settings);
        assert_eq!(
            (me.name.as_str(), me.email.as_str(), me.phone.as_str()),
            ("Dana Reyes", "dana@contoso.example", "")
        );
        assert!(fs::read_to_string(place(&paths)).unwrap().contains("green"));
    }

    #[test]
    fn a_shared_account_remembers_nobody_and_forgets_who_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::system(None, Some(folder.path().to_owned()));
        save(&paths, &Settings::default(), &dana()).unwrap();
        let shared = Settings {
            remember_identity: false,
            ..Settings::default()
        };
        assert_eq!(load(&paths, &shared), Me::default());
        save(&paths, &shared, &dana()).unwrap();
        assert!(!place(&paths).exists());
    }
}
