//! Where everything lies. Passed in, so that no test touches a developer's own folders.

use std::path::PathBuf;

/// All folders and files the desk uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The machine's folder: `deskbell.toml`, `rules.toml`, the secret, last good copies
    /// (`%ProgramData%\Deskbell`, `/etc/deskbell`).
    pub machine: PathBuf,
    /// The person's own settings, `me.toml` (`%APPDATA%\Deskbell`, `~/.config/deskbell`).
    pub person: PathBuf,
    /// The person's outbox and caches (`%LOCALAPPDATA%\Deskbell`, `~/.local/share/deskbell`).
    pub data: PathBuf,
    /// The machine's settings file, when another than `machine/deskbell.toml` is named on the command line.
    pub settings_file: Option<PathBuf>,
}
