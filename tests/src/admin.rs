//! `deskbell-admin` as a script or an RMM agent calls it: without a display, without a session bus.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::pc::bare_session;
use crate::process::{Ended, run};
use crate::programs;

/// Somebody who runs `deskbell-admin` on a PC with these settings.
pub struct Admin {
    settings: PathBuf,
    home: TempDir,
}

/// What `submit --json` came to.
#[derive(Debug)]
pub struct Submitted {
    /// The exit code: 0 sent, 1 failed, 2 bad input, 3 saved but not yet sent, 4 rejected by a rule, 5 parked.
    pub exit: i32,
    /// The JSON line, or null when there was none.
    pub report: Value,
    /// What it complained of.
    pub complaint: String,
}

impl Admin {
    /// With this settings file, and an outbox of its own.
    pub fn new(settings: &Path) -> Result<Self> {
        let home = tempfile::Builder::new().prefix("deskbell-admin-").tempdir()?;
        Ok(Self {
            settings: settings.to_owned(),
            home,
        })
    }

    /// A folder for files to send.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the outbox lies.
    pub fn data(&self) -> PathBuf {
        self.home().join("data")
    }

    /// Runs a command to its end, with this on its standard input.
    pub async fn run(&self, words: &[&str], input: &str) -> Result<Ended> {
        run(&self.command(&programs::admin()?, words), input).await
    }

    /// Runs a command where no network interface is up, not even the loopback.
    pub async fn run_without_network(&self, words: &[&str]) -> Result<Ended> {
        let admin = programs::admin()?;
        let admin = admin.to_str().context("a path that is not text")?;
        let words = [&["--map-root-user", "--net", "--", admin], words].concat();
        run(&self.command(Path::new("unshare"), &words), "").await
    }

    /// `submit --json` with these further words; the message comes from standard input.
    pub async fn submit(&self, message: &str, words: &[&str]) -> Result<Submitted> {
        let words = [&["submit", "--json", "--message", "-"], words].concat();
        Submitted::from(&self.run(&words, message).await?)
    }

    fn command(&self, program: &Path, words: &[&str]) -> Command {
        let mut command = bare_session(program, self.home());
        command
            .args(words)
            .arg("--settings")
            .arg(&self.settings)
            .arg("--data")
            .arg(self.data());
        command
    }
}

impl Submitted {
    /// Reads what `submit --json` printed.
    pub fn from(ended: &Ended) -> Result<Self> {
        let exit = ended
            .status
            .code()
            .with_context(|| format!("ended by a signal: {}", ended.stderr))?;
        let report = ended
            .stdout
            .lines()
            .last()
            .and_then(|line| serde_json::from_str(line).ok())
            .unwrap_or_default();
        Ok(Self {
            exit,
            report,
            complaint: ended.stderr.clone(),
        })
    }

    /// The short code.
    pub fn reference(&self) -> Result<&str> {
        self.report["reference"]
            .as_str()
            .with_context(|| format!("no reference: {}", self.complaint))
    }
}
