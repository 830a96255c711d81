//! `cargo xtask ci`: everything that can be said about the code without running it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use cargo_metadata::MetadataCommand;

use crate::arrows::{Crate, violations};
use crate::run::{cargo, npm, root, run as end_well};
use crate::set_up::set_up;
use crate::stages::Stages;
use crate::tools;

/// Sets up, then checks, what is quick first.
pub fn run(stages: &mut Stages) -> Result<()> {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .context("cargo metadata")?;
    let crates: Vec<Crate> = metadata.workspace_packages().into_iter().map(Crate::from).collect();
    set_up(stages)?;
    check(stages, metadata.target_directory.as_std_path(), &crates)?;
    println!("\n{}", stages.summary());
    Ok(())
}

fn check(stages: &mut Stages, target: &Path, crates: &[Crate]) -> Result<()> {
    stages.run("format", || end_well(cargo().args(["fmt", "--all", "--check"])))?;
    stages.run("format of the UI", || end_well(&mut npm(&["run", "format:check"])))?;
    stages.run("arrows between crates", || arrows(crates))?;
    stages.run("types of the UI", || end_well(&mut npm(&["run", "check"])))?;
    stages.run("clippy", || {
        let lints = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            // Its tests of the MSI are compiled when asked for only.
            "--features",
            "deskbell-tests/windows",
            "--",
            "--deny",
            "warnings",
        ];
        end_well(cargo().args(lints))
    })?;
    stages.run("licences, bans, sources", || {
        let deny = tools::DENY.installed(target)?;
        // Advisories need the network at every run: not here.
        end_well(
            Command::new(deny)
                .current_dir(root())
                .args(["--locked", "check", "licenses", "bans", "sources"]),
        )
    })?;
    stages.run("unused dependencies", || {
        let machete = tools::MACHETE.installed(target)?;
        end_well(Command::new(machete).current_dir(root()).args(["src-tauri", "tests"]))
    })
}

fn arrows(crates: &[Crate]) -> Result<()> {
    let wrong = violations(crates);
    for line in &wrong {
        eprintln!("  {line}");
    }
    if !wrong.is_empty() {
        bail!("{} arrows between crates are not in ARCHITECTURE.md", wrong.len());
    }
    eprintln!("{} crates depend on each other as ARCHITECTURE.md says.", crates.len());
    Ok(())
}
