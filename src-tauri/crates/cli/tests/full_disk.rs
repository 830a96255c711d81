//! A disk on which a file may not grow beyond a limit: the real program under `ulimit -f`, as a quota does it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::fs;
use std::process::Command;

use common::{Machine, Practice, finish};

/// Runs `deskbell-admin` where no file may hold more than so many KiB. A write beyond that is an error, not a signal.
fn run_limited(machine: &Machine, kib: u32, words: &[&str]) -> common::Ended {
    let mut command = Command::new("bash");
    command
        .arg("-c")
        .arg(format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\""))
        .arg(env!("CARGO_BIN_EXE_deskbell-admin"))
        .args(words)
        .arg("--settings")
        .arg(machine.settings())
        .arg("--data")
        .arg(machine.folder.path().join("data"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    finish(command, "")
}

#[test]
fn a_file_that_does_not_fit_stays_behind_or_is_refused_and_the_words_arrive() {
    let practice = Practice::start();
    let machine = &practice.machine;
    // Something was sent before, so that the outbox is there and has what it needs.
    machine.run(&["submit", "--message", "before"]).ends_with(0);
    let large = machine.write("large.log", &"0123456789abcdef".repeat(40_000));
    let large = large.to_str().unwrap();

    let refused = run_limited(
        machine,
        400,
        &["submit", "--message", "with a file", "--attach", large, "--json"],
    );
    let refused = refused.ends_with(1).json();
    assert_eq!(refused["error"]["message"], "There is no room left on this PC.");

    let sent = run_limited(machine, 400, &["submit", "--message", "The disk is full", "--json"]);
    assert_eq!(sent.ends_with(0).json()["state"], "delivered");
    assert_eq!(practice.tickets().len(), 2);
    let left = fs::read_dir(machine.folder.path().join("data")).unwrap();
    let names: Vec<String> = left
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!names.iter().any(|name| name.contains("probe")), "{names:?}");
}
