//! `facts` on the machine the tests run on.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]

mod common;

use common::{finish, program};

#[test]
fn facts_are_values_or_reasons() {
    let mut command = program();
    command.args(["facts", "--json"]);
    let facts = finish(command, "").ends_with(0).json();

    let facts = facts.as_array().unwrap();
    assert_eq!(facts[0]["key"], "hostname");
    assert!(!facts[0]["values"][0].as_str().unwrap().is_empty());
    let monitors = facts.iter().find(|fact| fact["key"] == "monitors").unwrap();
    assert_eq!(monitors["missing"], "there is no display");
}

#[test]
fn a_command_that_does_not_exist_ends_with_2() {
    let mut command = program();
    command.arg("fact");

    finish(command, "").ends_with(2);
}
