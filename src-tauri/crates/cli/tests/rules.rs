//! `rules check`, `test` and `explain` as an admin runs them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]

mod common;

use common::Machine;

const GOOD: &str = r#"
[default]
queue = "Service Desk"

[[rule]]
name = "Printing"
when.msg = { word = ["printer"] }
set.queue = "Field Services"

[[test]]
name = "A jam"
given = { msg = "printer jam" }
expect = { queue = "Field Services" }
"#;

#[test]
fn a_good_file_is_fine_and_its_tests_pass() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "");
    machine.write("rules.toml", GOOD);

    machine.run(&["rules", "check"]).ends_with(0);
    let report = machine.run(&["rules", "test", "--json"]).ends_with(0).json();
    assert_eq!((&report["passed"], &report["failed"]), (&1.into(), &0.into()));
}

#[test]
fn a_slip_is_told_with_its_place_and_ends_with_2() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "");
    let file = machine.write("bad.toml", &GOOD.replace("set.queue", "set.queu"));
    let file = file.to_str().unwrap();

    let report = machine.run(&["rules", "check", file, "--json"]).ends_with(2).json();
    assert_eq!(report["ok"], false);
    let error = &report["diagnostics"][0];
    assert_eq!(
        (&error["severity"], &error["line"]),
        (&"error".into(), &8.into()),
        "{error}"
    );
    for words in [["rules", "test", file], ["rules", "explain", file]] {
        let ended = machine.run(&words).ends_with(2);
        assert!(ended.err.contains("bad.toml:8"), "{}", ended.err);
    }
}

#[test]
fn a_failed_test_says_what_was_expected_and_ends_with_1() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "");
    machine.write(
        "rules.toml",
        &GOOD.replace(
            "expect = { queue = \"Field Services\" }",
            "expect = { queue = \"Main Desk\" }",
        ),
    );

    let report = machine.run(&["rules", "test", "--json"]).ends_with(1).json();
    let difference = &report["tests"][0]["differences"][0];
    assert_eq!(
        (&difference["expected"], &difference["got"]),
        (&"Main Desk".into(), &"Field Services".into())
    );
    let text = machine.run(&["rules", "test"]).ends_with(1).out;
    assert!(text.contains("FAILED  A jam"), "{text}");
}

#[test]
fn a_ticket_s_way_is_explained_rule_by_rule() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "");
    machine.write("rules.toml", GOOD);
    let ticket = machine.write("ticket.toml", "msg = \"The printer is jammed\"");
    let words = ["rules", "explain", "--ticket", ticket.to_str().unwrap()];

    let text = machine.run(&words).ends_with(0).out;
    assert!(
        text.contains("applied  \"Printing\"") && text.contains("Service Desk -> Field Services"),
        "{text}"
    );
    let report = machine.run(&[&words[..], &["--json"]].concat()).ends_with(0).json();
    assert_eq!(report["route"]["fields"]["queue"]["value"], "Field Services");
}

#[test]
fn a_file_that_is_not_there_ends_with_2_and_is_named() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "");

    let ended = machine.run(&["rules", "check", "nowhere.toml", "--json"]).ends_with(2);
    assert!(
        ended.json()["error"]["message"]
            .as_str()
            .unwrap()
            .contains("nowhere.toml")
    );
}
