//! Where everything lies. Passed in, so that no test touches a developer's own folders.

use std::path::{Path, PathBuf};

use directories::BaseDirs;
use sha2::{Digest as _, Sha256};

use crate::Volatile;

/// All folders and files the desk uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The machine's folder: `deskbell.toml`, `rules.toml`, the secret
    /// (`%ProgramData%\Deskbell`, `/etc/deskbell`).
    pub machine: PathBuf,
    /// The person's own settings, `me.toml` (`%APPDATA%\Deskbell`, `~/.config/deskbell`).
    pub person: PathBuf,
    /// The person's outbox, caches and last good copies (`%LOCALAPPDATA%\Deskbell`, `~/.local/share/deskbell`).
    pub data: PathBuf,
    /// A place of this person's that is empty when the system has started, if it has one: no disk image and no profile that
    /// is put back reaches it (`$XDG_RUNTIME_DIR/deskbell`, `HKCU\Software\Deskbell\Volatile`).
    pub volatile: Option<Volatile>,
    /// The machine's settings file, when another than `machine/deskbell.toml` is named on the command line.
    pub settings_file: Option<PathBuf>,
}

impl Paths {
    /// The system's own folders, or those named on the command line: `settings_file` takes its folder for the
    /// machine's, `data` holds the person's folder too. Another settings file than the machine's has a data folder of
    /// its own: what waits for one tenant never goes to another, and practice never mixes with what is real.
    ///
    /// The machine's own settings file, when it is named, is as good as not named.
    pub fn system(settings_file: Option<PathBuf>, data: Option<PathBuf>) -> Self {
        let settings_file = settings_file.filter(|file| key_of_another(file).is_some());
        let machine = settings_file.as_deref().map_or_else(machine_folder, folder_of);
        let other = settings_file.as_deref().and_then(key_of_another);
        let (person, data) = match (data, account_folders(&machine), other) {
            (Some(data), _, _) => (data.join("person"), data),
            (None, (person, data), Some(key)) => (person, data.join("other").join(key)),
            (None, own, None) => own,
        };
        Self {
            machine,
            person,
            data,
            volatile: Volatile::system(),
            settings_file,
        }
    }

    /// What all people of this machine share and write: nothing that needs to be kept from each other. A folder beside the
    /// settings (`%ProgramData%\Deskbell\shared`), but not in `/etc` (`/var/lib/deskbell/shared`).
    pub fn shared(&self) -> PathBuf {
        if cfg!(unix) && self.machine == machine_folder() {
            return PathBuf::from("/var/lib/deskbell/shared");
        }
        self.machine.join("shared")
    }

    /// The data folder that goes with these settings in another account's home.
    pub(crate) fn data_in(&self, home: &Path) -> PathBuf {
        let own = account_folders(&self.machine).1;
        let within = self.data.strip_prefix(own).unwrap_or(Path::new(""));
        let account = if cfg!(windows) {
            home.join("AppData").join("Local").join("Deskbell")
        } else {
            home.join(".local").join("share").join("deskbell")
        };
        account.join(within)
    }

    /// The machine's settings file, whether or not it is there.
    pub fn settings(&self) -> PathBuf {
        self.settings_file
            .clone()
            .unwrap_or_else(|| self.machine.join("deskbell.toml"))
    }
}

/// A name for the data of a settings file that is not the machine's own.
fn key_of_another(settings_file: &Path) -> Option<String> {
    let whole = whole(settings_file);
    if whole == self::whole(&machine_folder().join("deskbell.toml")) {
        return None;
    }
    let hash = Sha256::digest(whole.as_os_str().as_encoded_bytes());
    Some(format!("{hash:x}").chars().take(16).collect())
}

/// One file by whatever name: on Windows, one that is there begins differently than one that is not.
fn whole(file: &Path) -> PathBuf {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    whole.canonicalize().unwrap_or(whole)
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

#[cfg(windows)]
#[expect(
    clippy::disallowed_methods,
    reason = "where Windows says that the machine's data lies"
)]
fn machine_folder() -> PathBuf {
    let program_data = std::env::var_os("ProgramData").map_or_else(|| PathBuf::from(r"C:\ProgramData"), PathBuf::from);
    program_data.join("Deskbell")
}

#[cfg(not(windows))]
fn machine_folder() -> PathBuf {
    PathBuf::from("/etc/deskbell")
}

/// An account without a home (a service's) keeps its things in the machine's folder, if it may.
fn account_folders(machine: &Path) -> (PathBuf, PathBuf) {
    let name = if cfg!(windows) { "Deskbell" } else { "deskbell" };
    match BaseDirs::new() {
        Some(dirs) => (dirs.config_dir().join(name), dirs.data_local_dir().join(name)),
        None => (machine.join("person"), machine.join("data")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settings_file_takes_rules_and_secret_along_with_its_folder() {
        let paths = Paths::system(
            Some(PathBuf::from("/tmp/practice/deskbell.toml")),
            Some(PathBuf::from("/tmp/d")),
        );
        assert_eq!(paths.machine, Path::new("/tmp/practice"));
        assert_eq!(paths.settings(), Path::new("/tmp/practice/deskbell.toml"));
        assert_eq!(paths.data, Path::new("/tmp/d"));
        assert_eq!(paths.person, Path::new("/tmp/d/person"));
    }

    #[test]
    fn what_waits_for_one_settings_file_never_goes_where_another_leads() {
        let data = |file: &str| Paths::system(Some(PathBuf::from(file)), None).data;
        assert_ne!(data("/tmp/practice/deskbell.toml"), data("/tmp/real/deskbell.toml"));
        assert_eq!(data("/tmp/real/deskbell.toml"), data("/tmp/real/deskbell.toml"));
        let machines_own = machine_folder().join("deskbell.toml");
        let named = Paths::system(Some(machines_own), None);
        assert_eq!(named, Paths::system(None, None));
        assert_ne!(named.data, data("/tmp/real/deskbell.toml"));
    }

    #[test]
    fn another_accounts_outbox_for_the_same_settings_lies_in_its_own_home() {
        let home = Path::new("/home/dana");
        let of_machine = Paths::system(None, None).data_in(home);
        assert!(
            of_machine.starts_with(home) && !of_machine.ends_with("other"),
            "{of_machine:?}"
        );
        let own = Paths::system(Some(PathBuf::from("/tmp/real/deskbell.toml")), None);
        let of_file = own.data_in(home);
        assert_eq!(of_file.parent().unwrap(), of_machine.join("other"));
        assert_eq!(of_file.file_name(), own.data.file_name());
    }

    #[test]
    fn a_settings_file_named_without_a_folder_is_in_this_one() {
        let paths = Paths::system(Some(PathBuf::from("deskbell.toml")), None);
        assert_eq!(paths.machine, Path::new("."));
    }
}
