//! A running `autotask-sim`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

/// A tenant in a process of its own, ended when dropped.
pub struct Simulator {
    process: Child,
    /// The line of JSON by which it says where it is and how to log in.
    pub said: String,
}

impl Simulator {
    /// Starts the program with a tenant file, and waits until it is ready.
    pub fn start(program: &Path, tenant: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg("--tenant").arg(tenant);
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let stdout = process.stdout.take().context("no pipe")?;
        let mut simulator = Self {
            process,
            said: String::new(),
        };
        let read = BufReader::new(stdout).read_line(&mut simulator.said)?;
        (read > 0)
            .then_some(simulator)
            .with_context(|| format!("{} ended before it was ready", program.display()))
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
