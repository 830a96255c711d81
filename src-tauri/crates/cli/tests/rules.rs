//! `rules check`, `test` and `explain` as an admin runs them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]

mod common;

use common::{Machine, Practice};

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
    let diff = "        queue\n          - Main Desk   expected\n          + Field Services   got\n";
    assert!(text.contains(diff), "{text}");
}

#[test]
fn what_no_test_tries_is_told() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "");
    let never = "\n[[rule]]\nname = \"Never\"\nwhen.hostname = \"EXEC-*\"\nset.priority = \"High\"\n";
    machine.write("rules.toml", &format!("{GOOD}{never}"));

    let text = machine.run(&["rules", "test"]).ends_with(0).out;
    for line in [
        "Tried: 1 of 2 rules matched; 0 of 2 conditions seen to hold and to fail",
        "no test makes \"Never\" match",
        "when.msg of \"Printing\" never fails",
        "when.hostname of \"Never\" never holds",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let report = machine.run(&["rules", "test", "--json"]).ends_with(0).json();
    assert_eq!(report["coverage"]["rules"][1]["matched"], 0);
    assert_eq!(report["coverage"]["conditions"][0]["held"], 1);
}

#[test]
fn a_ticket_file_with_a_slip_is_told_with_its_place_and_ends_with_2() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "");
    machine.write("rules.toml", GOOD);
    let ticket = machine.write("ticket.toml", "msg = \"x\"\nhostnam = \"A\"\n");

    let ended = machine
        .run(&["rules", "explain", "--ticket", ticket.to_str().unwrap()])
        .ends_with(2);
    assert!(
        ended.err.contains("ticket.toml:2:1") && ended.err.contains("did you mean \"hostname\"?"),
        "{}",
        ended.err
    );
}

#[test]
fn names_are_compared_with_the_tenants_once_this_pc_has_heard_them() {
    let practice = Practice::start();
    let machine = &practice.machine;
    machine.write("rules.toml", &GOOD.replace("= \"Field Services\"", "= \"Marmoset\""));

    let before = machine.run(&["rules", "check", "--json"]).ends_with(0).json();
    assert_eq!(before["names"], "not_known");
    let said = machine.run(&["rules", "check"]).ends_with(0).out;
    assert!(said.contains("deskbell-admin connect"), "{said}");

    let words = [
        "submit",
        "--message",
        "Hello",
        "--email",
        "dana@contoso.example",
        "--wait",
        "30",
    ];
    machine.run(&words).ends_with(0);
    let after = machine.run(&["rules", "check", "--json"]).ends_with(0).json();
    assert_eq!(after["names"], "compared");
    let warned: Vec<&str> = after["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|found| found["message"].as_str())
        .filter(|message| message.contains("not in this tenant"))
        .collect();
    assert!(
        warned.len() == 1 && warned[0].starts_with("queue \"Marmoset\": not in this tenant; nearest: "),
        "{after}"
    );
    let offline = machine
        .run(&["rules", "check", "--offline", "--json"])
        .ends_with(0)
        .json();
    assert_eq!(offline["names"], "offline");
    assert!(!offline.to_string().contains("not in this tenant"), "{offline}");

    let starter = machine.folder.path().join("starter.toml");
    machine.run(&["rules", "init", starter.to_str().unwrap()]).ends_with(0);
    let text = std::fs::read_to_string(&starter).unwrap();
    assert!(
        text.contains("\"Field Services\"") && text.contains("\"Critical\""),
        "{text}"
    );
    let report = machine
        .run(&["rules", "check", starter.to_str().unwrap(), "--json"])
        .ends_with(0)
        .json();
    let severities: Vec<&serde_json::Value> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| &found["severity"])
        .collect();
    assert!(severities.iter().all(|severity| **severity == "note"), "{report}");
    machine.run(&["rules", "test", starter.to_str().unwrap()]).ends_with(0);
}

#[test]
fn a_first_rules_file_is_written_with_its_schema_and_never_over_another() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "");

    machine.run(&["rules", "init"]).ends_with(0);
    let file = machine.folder.path().join("rules.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("#:schema ./rules.schema.json\n"), "{text}");
    let schema = std::fs::read_to_string(machine.folder.path().join("rules.schema.json")).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&schema).unwrap()["properties"]["rule"].is_object());

    std::fs::write(&file, "# mine\n").unwrap();
    let refused = machine.run(&["rules", "init"]).ends_with(2);
    assert!(refused.err.contains("is there already"), "{}", refused.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "# mine\n");
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
        text.contains("+ \"Printing\"") && text.contains("Service Desk -> Field Services"),
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
