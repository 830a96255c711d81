//! A Windows of our own to run tests in: a Wine prefix under target/, never the developer's.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::toolchain::folder;
use crate::run::{root, run};

/// A prefix that is ready.
pub struct Wine {
    prefix: PathBuf,
    runner: PathBuf,
}

impl Wine {
    /// Makes a fresh prefix.
    pub fn set_up() -> Result<Self> {
        let wine = Self {
            prefix: folder().join("prefix"),
            runner: folder().join("run"),
        };
        if fs::exists(&wine.prefix)? {
            fs::remove_dir_all(&wine.prefix).context("the last run's Wine prefix")?;
        }
        fs::create_dir_all(folder())?;
        run(wine.command("wineboot").arg("--init"))?;
        run(wine.command("wineserver").arg("--wait"))?;
        let system = wine.prefix.join("drive_c/windows/system32");
        // Rust's random numbers come from a DLL that Wine 8 doesn't have.
        run(Command::new("x86_64-w64-mingw32-gcc")
            .args(["-shared", "-o"])
            .arg(system.join("bcryptprimitives.dll"))
            .arg(root().join("tests/windows/bcryptprimitives.c"))
            .arg("-ladvapi32"))?;
        let line = "#!/bin/sh\n# Runs a test program for cargo.\nexec env WINEDEBUG=-all ";
        let line = format!("{line}WINEPREFIX='{}' wine \"$@\"\n", wine.prefix.display());
        fs::write(&wine.runner, line)?;
        fs::set_permissions(&wine.runner, fs::Permissions::from_mode(0o755))?;
        Ok(wine)
    }

    /// What cargo calls to run a Windows program.
    pub fn runner(&self) -> &PathBuf {
        &self.runner
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("WINEPREFIX", &self.prefix)
            .env("WINEARCH", "win64")
            .env("WINEDEBUG", "-all");
        // No offers to download what Wine leaves out.
        command.env("WINEDLLOVERRIDES", "mscoree,mshtml=").env_remove("DISPLAY");
        command
    }
}
