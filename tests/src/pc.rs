//! Somebody's PC: a home folder, a session bus and a display, all of their own and gone afterwards.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::TempDir;
use tokio::process::Command;

use crate::bus::Bus;
use crate::display::{Display, PATH};

/// Somebody's PC.
pub struct Pc {
    /// Its display.
    pub display: Display,
    /// Its session bus.
    pub bus: Bus,
    dir: TempDir,
}

impl Pc {
    /// A PC with one screen of 1280x800.
    pub async fn new() -> Result<Self> {
        let dir = home()?;
        let display = Display::one_screen(dir.path(), 1280, 800).await?;
        Self::with(dir, display).await
    }

    /// A PC with one screen of 3840x2160.
    pub async fn with_a_4k_screen() -> Result<Self> {
        let dir = home()?;
        let display = Display::one_screen(dir.path(), 3840, 2160).await?;
        Self::with(dir, display).await
    }

    /// A PC with two screens of 3840x2160.
    pub async fn with_two_4k_screens() -> Result<Self> {
        let dir = home()?;
        let display = Display::two_4k_screens(dir.path()).await?;
        Self::with(dir, display).await
    }

    async fn with(dir: TempDir, display: Display) -> Result<Self> {
        let bus = Bus::start(dir.path()).await?;
        Ok(Self { display, bus, dir })
    }

    /// The folder that holds everything of this PC.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Where the tray app keeps its outbox and log.
    pub fn data(&self) -> PathBuf {
        self.dir().join("data")
    }

    /// A command in this PC's session, that inherits nothing of ours.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = bare_session(program, self.dir());
        command
            .env("DISPLAY", &self.display.name)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address);
        command
    }
}

/// A command in a session without a display and without a bus, as a service or an RMM agent would start it.
pub fn bare_session(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("PATH", PATH)
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env("LANG", "C.UTF-8")
        .env("NO_AT_BRIDGE", "1")
        .env("RUST_BACKTRACE", "1")
        .current_dir(home);
    command
}

fn home() -> Result<TempDir> {
    let dir = tempfile::Builder::new().prefix("deskbell-").tempdir()?;
    let run = dir.path().join("run");
    fs::create_dir(&run)?;
    fs::set_permissions(&run, fs::Permissions::from_mode(0o700))?;
    Ok(dir)
}
