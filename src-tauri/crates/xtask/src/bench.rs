//! `cargo xtask bench`: what Deskbell costs, measured beside bare programs in the same run.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::programs::Programs;
use crate::run::root;
use crate::set_up::set_up;
use crate::stages::Stages;

/// Sets up, builds the programs as people get them, and measures. Prints a table and writes target/bench.json.
pub fn run(stages: &mut Stages) -> Result<()> {
    set_up(stages)?;
    let programs = stages.run("build the programs as for people", || Programs::build("dist"))?;
    stages.run("measure", || {
        let mut drive = Command::new(programs.path("deskbell-drive")?);
        programs.hand_over(&mut drive)?;
        drive.env("DESKBELL_BARE_BIN", programs.path("bare")?);
        drive.args(["bench", "--out"]).arg(root().join("target/bench.json"));
        let status = drive.stdin(Stdio::null()).status().context("deskbell-drive")?;
        if !status.success() {
            bail!("the measuring failed");
        }
        Ok(())
    })
}
