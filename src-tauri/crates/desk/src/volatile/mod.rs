//! A place of this person's that no disk image and no profile reaches, and that is empty when the system has started.

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::private;

#[cfg(windows)]
mod registry;

/// Where what should not outlive the system's run is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Volatile {
    /// A folder that the system empties (`$XDG_RUNTIME_DIR/deskbell`).
    Folder(PathBuf),
    /// A key under `HKEY_CURRENT_USER` that lives in memory alone, until the person has logged off everywhere
    /// (`Software\Deskbell\Volatile`).
    #[cfg(windows)]
    Registry(String),
}

impl Volatile {
    /// The system's own, if it has one.
    #[cfg(not(windows))]
    pub fn system() -> Option<Self> {
        let dirs = directories::BaseDirs::new()?;
        Some(Self::Folder(dirs.runtime_dir()?.join("deskbell")))
    }

    /// The system's own, if it has one.
    #[cfg(windows)]
    pub fn system() -> Option<Self> {
        Some(Self::Registry(r"Software\Deskbell\Volatile".to_owned()))
    }

    /// What is kept under `name`, if it can be read.
    pub(crate) fn read(&self, name: &str) -> Option<String> {
        match self {
            Self::Folder(folder) => fs::read_to_string(folder.join(name)).ok(),
            #[cfg(windows)]
            Self::Registry(key) => registry::read(key, name),
        }
    }

    /// Keeps a text under `name`.
    pub(crate) fn write(&self, name: &str, text: &str) -> io::Result<()> {
        match self {
            Self::Folder(folder) => {
                private::folder(folder)?;
                fs::write(folder.join(name), text)
            }
            #[cfg(windows)]
            Self::Registry(key) => registry::write(key, name, text),
        }
    }

    /// Nothing is kept under `name` any more.
    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        let removed = match self {
            Self::Folder(folder) => fs::remove_file(folder.join(name)),
            #[cfg(windows)]
            Self::Registry(key) => registry::remove(key, name),
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}
