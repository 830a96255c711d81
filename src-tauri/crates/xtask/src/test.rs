//! `cargo xtask test`: every test there is.

use std::process::Command;

use anyhow::{Result, bail};

use crate::peers::Peers;
use crate::programs::Programs;
use crate::run::{cargo, listen, npm};
use crate::set_up::{node_packages, set_up};
use crate::stages::Stages;
use crate::tally::Tally;

/// Sets up, builds the programs the end-to-end tests drive, and runs the UI's and Rust's tests. Ends with one line
/// `N passed, N failed`; a failure in one kind of test does not keep the others from running.
pub fn run(stages: &mut Stages) -> Result<()> {
    set_up(stages)?;
    let peers = stages.run("set-up: other people's Autotask clients", Peers::installed)?;
    stages.run("set-up: taplo, for the rules' schema", || node_packages("tests/taplo"))?;
    let mut tally = Tally::default();
    stages.run("UI tests", || counted(&mut npm(&["test"]), &mut tally))?;
    stages.run("UI tests in a browser", || {
        counted(&mut npm(&["run", "test:browser"]), &mut tally)
    })?;
    let programs = stages.run("build the programs", || Programs::build("dev"))?;
    stages.run("other people's Autotask clients against the practice tenant", || {
        peers.judge(programs.path("autotask-sim")?, &mut tally)
    })?;
    stages.run("Rust tests, end-to-end among them", || {
        let mut command = cargo();
        command.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
        programs.hand_over(&mut command)?;
        counted(&mut command, &mut tally)
    })?;
    println!("\n{}\n{tally}", stages.summary());
    if tally.failed > 0 {
        bail!("some tests failed");
    }
    Ok(())
}

/// Runs a test command, prints what it says, and counts the tests.
pub fn counted(command: &mut Command, tally: &mut Tally) -> Result<()> {
    tally.count(|tally| listen(command, |line| tally.hear(line)))
}
