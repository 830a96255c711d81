//! `cargo xtask test`: every test there is.

use anyhow::{Result, bail};

use crate::programs::Programs;
use crate::run::{cargo, listen, npm};
use crate::set_up::set_up;
use crate::stages::Stages;
use crate::tally::Tally;

/// Sets up, builds the programs the end-to-end tests drive, and runs the UI's and Rust's tests. Ends with one line
/// `N passed, N failed`; a failure in one kind of test does not keep the others from running.
pub fn run(stages: &mut Stages) -> Result<()> {
    set_up(stages)?;
    let mut tally = Tally::default();
    let mut whole = true;
    whole &= stages.run("UI tests", || listen(&mut npm(&["test"]), |line| tally.hear(line)))?;
    whole &= stages.run("UI tests in a browser", || {
        listen(&mut npm(&["run", "test:browser"]), |line| tally.hear(line))
    })?;
    let programs = stages.run("build the programs", || Programs::build("dev"))?;
    whole &= stages.run("Rust tests, end-to-end among them", || {
        let mut command = cargo();
        command.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
        programs.hand_over(&mut command)?;
        listen(&mut command, |line| tally.hear(line))
    })?;
    println!("\n{}\n{tally}", stages.summary());
    if !whole || tally.failed > 0 {
        bail!("some tests failed");
    }
    Ok(())
}
