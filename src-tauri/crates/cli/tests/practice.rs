//! `practice`: what it writes, what it leaves alone, how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]

mod common;

use std::fs;
#[cfg(unix)]
use std::process::Command;

use common::{Machine, Practice};

#[test]
fn it_writes_settings_that_work_and_a_secret_of_its_own() {
    let practice = Practice::start();
    let folder = practice.machine.folder.path();

    assert_eq!(
        practice.ready["settings"].as_str().unwrap(),
        folder.join("deskbell.toml").to_str().unwrap()
    );
    for key in ["url", "page_url", "admin_url"] {
        assert!(
            practice.ready[key].as_str().unwrap().starts_with("http://127.0.0.1:"),
            "{key}"
        );
    }
    let settings = fs::read_to_string(practice.machine.settings()).unwrap();
    let secret = fs::read_to_string(folder.join("secret")).unwrap();
    assert!(settings.contains("practice = true") && !settings.contains(secret.trim()));
    #[cfg(unix)]
    assert_eq!(common::mode(&folder.join("secret")), 0o600);
    practice.machine.run(&["health"]).ends_with(0);
}

#[test]
fn rules_somebody_changed_survive_the_next_start() {
    let practice = Practice::start_in({
        let machine = Machine::new();
        machine.write("rules.toml", "# mine\n");
        machine
    });

    let rules = fs::read_to_string(practice.machine.folder.path().join("rules.toml")).unwrap();
    assert_eq!(rules, "# mine\n");
}

#[test]
fn a_real_machine_s_settings_are_never_overwritten() {
    let machine = Machine::new();
    machine.write(
        "deskbell.toml",
        "[autotask]\nuser = \"api@msp.example\"\ntracking_id = \"T\"\n",
    );

    let mut practice = Practice::start_in(machine);

    assert_eq!(practice.ready["exit"], 2, "{}", practice.ready);
    let message = practice.ready["error"]["message"].as_str().unwrap();
    assert!(message.contains("not for practice"), "{message}");
    assert_eq!(practice.server.wait().unwrap().code(), Some(2));
    let settings = fs::read_to_string(practice.machine.settings()).unwrap();
    assert!(settings.contains("api@msp.example"));
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_it_is_told_to() {
    let mut practice = Practice::start();
    let told = Command::new("kill")
        .args(["-TERM", &practice.server.id().to_string()])
        .status()
        .unwrap();

    assert!(told.success());
    assert_eq!(practice.server.wait().unwrap().code(), Some(0));
}
