//! `cargo xtask demo`: the bell rings, from the tray button to a ticket in the practice tenant.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::programs::Programs;
use crate::run::{root, run as end_well};
use crate::set_up::set_up;
use crate::stages::Stages;

/// Sets up and builds. With a display the form opens for the person in front of it; without one, or when the ticket is
/// wanted as JSON, everything happens on a display of its own, by itself.
pub fn run(stages: &mut Stages, json: bool) -> Result<()> {
    set_up(stages)?;
    let programs = stages.run("build the programs", || Programs::build("dev"))?;
    let out = root().join("target/demo");
    if fs::exists(&out)? {
        fs::remove_dir_all(&out).context("the last demo's folder")?;
    }
    fs::create_dir_all(&out)?;
    if json || !has_display() {
        by_itself(stages, &programs, &out, json)
    } else {
        for_a_person(&programs, &out)
    }
}

fn by_itself(stages: &mut Stages, programs: &Programs, out: &Path, json: bool) -> Result<()> {
    let mut drive = Command::new(programs.path("deskbell-drive")?);
    programs.hand_over(&mut drive)?;
    drive.args(["demo", "--out"]).arg(out);
    if json {
        drive.arg("--json");
    }
    let found = stages.run("ring the bell", || {
        let drive = drive.stdin(Stdio::null()).stderr(Stdio::inherit());
        let drive = drive.output().context("deskbell-drive")?;
        if !drive.status.success() {
            bail!(
                "the ticket did not arrive whole; what the programs said is in {}",
                out.display()
            );
        }
        Ok(String::from_utf8(drive.stdout)?)
    })?;
    // What was found comes last, after everything about how.
    print!("{found}");
    Ok(())
}

/// Leaves everything running until the person presses Ctrl+C, which reaches the two programs as well.
fn for_a_person(programs: &Programs, out: &Path) -> Result<()> {
    let (mut practice, ready) = start_practice(programs.path("deskbell-admin")?, &out.join("practice"))?;
    let text = |key: &str| ready[key].as_str().with_context(|| format!("practice said no {key}"));
    println!(
        "\nThe practice tenant is running; its tickets appear at {}",
        text("page_url")?
    );
    println!("The form opens now; the bell stays in the tray. Ctrl+C ends both.\n");
    let mut tray = Command::new(programs.path("deskbell")?);
    tray.args(["--settings", text("settings")?, "--data"])
        .arg(out.join("data"))
        .arg("--press");
    let ended = end_well(&mut tray);
    practice.kill()?;
    practice.wait()?;
    ended
}

fn start_practice(admin: &Path, dir: &Path) -> Result<(Child, Value)> {
    let mut practice = Command::new(admin)
        .args(["practice", "--json", "--dir"])
        .arg(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("deskbell-admin practice")?;
    let mut line = String::new();
    BufReader::new(practice.stdout.take().context("no pipe")?).read_line(&mut line)?;
    let ready = serde_json::from_str(&line).context("deskbell-admin practice did not start")?;
    Ok((practice, ready))
}

#[expect(
    clippy::disallowed_methods,
    reason = "whether there is a display is in the environment"
)]
fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
