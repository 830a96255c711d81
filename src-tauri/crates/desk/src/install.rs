//! What an installer brings: the machine's settings and rules, each checked before it takes the place of what is there.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::settings::{self, SettingsProblem};
use crate::{Paths, rulebook};

/// Why nothing was put in place. What was there is untouched then.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The settings have errors; the first of them.
    #[error("{}", .0.first().map_or_else(String::new, ToString::to_string))]
    Settings(Vec<SettingsProblem>),
    /// The rules have an error, with its line and column.
    #[error("{0}")]
    Rules(String),
    /// The file, or its backup, can't be written.
    #[error("{} can't be written: {source}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Whether a text can be this machine's `deskbell.toml`.
///
/// # Errors
/// Everything that is wrong with it, each with line and column.
pub fn check_settings(text: &str) -> Result<(), Vec<SettingsProblem>> {
    settings::check("deskbell.toml", text)
}

/// Whether a text can be this machine's `rules.toml`.
///
/// # Errors
/// The first thing that is wrong with it, with line and column.
pub fn check_rules(text: &str) -> Result<(), String> {
    rulebook::checked("rules.toml", text).map(|_| ())
}

/// Puts settings in place, whole or not at all; those that were there stay beside them as `deskbell.toml.bak`.
///
/// # Errors
/// When the text has errors, or can't be written; then nothing has changed, but for the backup perhaps.
pub fn put_settings(paths: &Paths, text: &str) -> Result<(), InstallError> {
    check_settings(text).map_err(InstallError::Settings)?;
    put(&paths.settings(), text)
}

/// Puts rules where the settings say that they lie, whole or not at all; those that were there stay beside them with `.bak`
/// at the end of their name.
///
/// # Errors
/// As [`put_settings`].
pub fn put_rules(paths: &Paths, text: &str) -> Result<(), InstallError> {
    check_rules(text).map_err(InstallError::Rules)?;
    put(&rulebook::place(paths, &settings::look(paths).settings), text)
}

fn put(file: &Path, text: &str) -> Result<(), InstallError> {
    let told = |file: &Path, source: io::Error| InstallError::File {
        file: file.to_owned(),
        source,
    };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| told(folder, error))?;
    }
    if file.exists() {
        let backup = beside(file, "bak");
        let before = fs::read(file).map_err(|error| told(file, error))?;
        replace(&backup, &before).map_err(|error| told(&backup, error))?;
    }
    replace(file, text.as_bytes()).map_err(|error| told(file, error))
}

fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = beside(file, "new");
    fs::write(&fresh, bytes)?;
    fs::File::options().write(true).open(&fresh)?.sync_all()?;
    fs::rename(fresh, file)
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
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

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn settings_are_replaced_whole_and_the_old_ones_kept() {
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(&folder);
        put_settings(&paths, "company = 1\n").unwrap();
        assert_eq!(names(&paths.machine), ["deskbell.toml"]);
        put_settings(&paths, "company = 2\n").unwrap();
        put_settings(&paths, "company = 3\n").unwrap();
        assert_eq!(names(&paths.machine), ["deskbell.toml", "deskbell.toml.bak"]);
        let read = |name: &str| fs::read_to_string(paths.machine.join(name)).unwrap();
        assert_eq!(read("deskbell.toml"), "company = 3\n");
        assert_eq!(read("deskbell.toml.bak"), "company = 2\n");
    }

    #[test]
    fn what_has_errors_changes_nothing_and_says_where() {
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(&folder);
        put_settings(&paths, "company = 1\n").unwrap();
        put_rules(&paths, "[default]\npriority = \"High\"\n").unwrap();
        let wrong = put_settings(&paths, "company = 1\ncompnay = 2\n").unwrap_err();
        assert!(wrong.to_string().starts_with("deskbell.toml:2:1: "), "{wrong}");
        let wrong = put_rules(&paths, "[default]\npriority = \n").unwrap_err();
        assert!(wrong.to_string().starts_with("rules.toml:2:"), "{wrong}");
        assert_eq!(names(&paths.machine), ["deskbell.toml", "rules.toml"]);
        assert_eq!(fs::read_to_string(paths.settings()).unwrap(), "company = 1\n");
    }

    #[test]
    fn rules_go_where_the_settings_say_and_nothing_is_left_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(&folder);
        put_settings(&paths, "rules = \"ours.toml\"\n").unwrap();
        put_rules(&paths, "[default]\n").unwrap();
        put_rules(&paths, "[default]\n").unwrap();
        assert_eq!(names(&paths.machine), ["deskbell.toml", "ours.toml", "ours.toml.bak"]);
        assert!(!paths.data.exists(), "an installer's own account keeps nothing");
    }

    #[test]
    fn a_byte_order_mark_as_windows_writes_it_is_no_mistake() {
        assert_eq!(check_settings("\u{feff}company = 1\n"), Ok(()));
        assert_eq!(check_rules("\u{feff}[default]\n"), Ok(()));
    }
}
