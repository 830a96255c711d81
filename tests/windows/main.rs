//! The MSI and the Windows programs as an MSP's tool and people meet them, on a PC of its own under Wine.

#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop where it is")]
#![allow(clippy::print_stdout, reason = "what was measured or left over is printed")]

mod install;
mod program;
mod refusals;
mod remove;
mod tables;
mod tray;
mod upgrade;

use std::path::{Path, PathBuf};

use anyhow::Result;
use deskbell_tests::wine::{Wine, windows_path};

/// Where Wine's prefix is kept between runs.
const CACHE: &str = env!("CARGO_TARGET_TMPDIR");

const SETTINGS: &str = r"HKLM\Software\Deskbell";
const RUN: &str = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run";

/// Looks like none, and is found wherever it should not be.
const SECRET: &str = "practice-secret-not-real";

async fn pc() -> Result<Wine> {
    Wine::new(Path::new(CACHE)).await
}

fn msi() -> Result<String> {
    windows_path(&deskbell_tests::programs::msi()?)
}

fn previous_msi() -> Result<String> {
    windows_path(&deskbell_tests::programs::previous_msi()?)
}

fn programs(pc: &Wine) -> PathBuf {
    pc.c().join("Program Files/Deskbell")
}

fn machine(pc: &Wine) -> PathBuf {
    pc.c().join("ProgramData/Deskbell")
}

/// What this account keeps of Deskbell.
fn data(pc: &Wine) -> PathBuf {
    home(pc).join("AppData/Local/Deskbell")
}

fn home(pc: &Wine) -> PathBuf {
    let users = std::fs::read_dir(pc.c().join("users")).unwrap();
    let mut homes = users
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("Public"));
    homes.next().unwrap()
}
