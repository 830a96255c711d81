//! `submit` and `outbox` against the practice tenant: every documented exit code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]

mod common;

use common::{Machine, Practice};
use serde_json::Value;

const ID: &str = "019a0b1c-0000-7000-8000-00000000c0de";

fn submit(practice: &Practice, more: &[&str]) -> common::Ended {
    practice
        .machine
        .run(&[&["submit", "--json", "--wait", "30"], more].concat())
}

#[test]
fn a_ticket_is_sent_with_its_file_and_told_by_number() {
    let practice = Practice::start();
    let file = practice.machine.write("evidence.txt", "it was like this");
    let words = [
        "--message",
        "The printer is jammed",
        "--email",
        "dana@contoso.example",
        "--attach",
    ];

    let sent = submit(&practice, &[&words[..], &[file.to_str().unwrap()]].concat())
        .ends_with(0)
        .json();

    let tickets = practice.tickets();
    assert_eq!(tickets.len(), 1);
    let ticket = &tickets[0];
    assert_eq!(
        (&sent["state"], &sent["number"]),
        (&"delivered".into(), &ticket["number"])
    );
    assert_eq!(
        (&ticket["contact"], &ticket["queue"]),
        (&"Dana Reyes".into(), &"Field Services".into())
    );
    assert!(
        ticket["description"]
            .as_str()
            .unwrap()
            .contains("The printer is jammed")
    );
    assert_eq!(ticket["attachments"][0]["bytes"], "it was like this".len());
}

#[test]
fn the_same_id_twice_is_one_ticket() {
    let practice = Practice::start();
    let words = ["--id", ID, "--message", "Once"];

    let first = submit(&practice, &words).ends_with(0).json();
    let second = submit(&practice, &words).ends_with(0).json();

    assert_eq!(
        (&first["number"], &first["reference"]),
        (&second["number"], &second["reference"])
    );
    assert_eq!(practice.tickets().len(), 1);
}

#[test]
fn autotask_down_means_saved_and_sent_later() {
    let practice = Practice::start();
    practice.admin("POST", "down", "");

    let saved = practice
        .machine
        .run(&["submit", "--json", "--wait", "1", "--message", "Later"])
        .ends_with(3)
        .json();
    assert_eq!(saved["number"], Value::Null);
    practice.machine.run(&["outbox", "deliver"]).ends_with(3);

    practice.admin("POST", "up", "");
    practice.machine.run(&["outbox", "deliver"]).ends_with(0);
    assert_eq!(practice.tickets().len(), 1);
    let list = practice.machine.run(&["outbox", "list", "--json"]).ends_with(0).json();
    assert_eq!(
        (&list[0]["reference"], &list[0]["state"]["state"]),
        (&saved["reference"], &"delivered".into())
    );
}

#[test]
fn told_to_wait_deliver_goes_on_until_autotask_is_back() {
    let practice = Practice::start();
    practice.admin("POST", "down", "");
    practice
        .machine
        .run(&["submit", "--wait", "0", "--message", "Later"])
        .ends_with(3);
    practice.admin("POST", "up", "");
    practice.admin("POST", "faults", r#"{"fault": "down", "times": 2}"#);

    practice.machine.run(&["outbox", "deliver"]).ends_with(3);
    practice
        .machine
        .run(&["outbox", "deliver", "--wait", "60"])
        .ends_with(0);
    assert_eq!(practice.tickets().len(), 1);
}

#[test]
fn a_sent_ticket_can_be_looked_at_with_the_rules_reasons() {
    let practice = Practice::start();
    let sent = submit(&practice, &["--message", "Out of toner"]).ends_with(0).json();
    let reference = sent["reference"].as_str().unwrap();

    let shown = practice.machine.run(&["outbox", "show", reference]).ends_with(0).out;
    assert!(
        shown.contains(sent["number"].as_str().unwrap()) && shown.contains("\"Printing\""),
        "{shown}"
    );
    let report = practice
        .machine
        .run(&["outbox", "show", reference, "--json"])
        .ends_with(0)
        .json();
    assert_eq!(report["ticket"]["id"], sent["id"]);
    practice.machine.run(&["outbox", "show", "NONE"]).ends_with(2);
}

#[test]
fn a_rule_that_rejects_ends_with_4_and_sends_nothing() {
    let practice = Practice::start();
    practice.machine.write(
        "rules.toml",
        "[[rule]]\nname = \"Closed\"\nwhen.msg = \"*\"\nreject = \"Please call.\"\n",
    );

    let ended = submit(&practice, &["--message", "Hello"]).ends_with(4);

    assert_eq!(ended.json()["error"]["message"], "Please call.");
    assert_eq!(
        practice.machine.run(&["outbox", "list", "--json"]).ends_with(0).json(),
        serde_json::json!([])
    );
    assert!(practice.tickets().is_empty());
}

#[test]
fn what_cannot_be_used_ends_with_2_and_says_so() {
    let practice = Practice::start();

    submit(&practice, &[]).ends_with(2);
    submit(&practice, &["--message", "   "]).ends_with(2);
    submit(&practice, &["--message", "x", "--id", "not-a-uuid"]).ends_with(2);
    submit(&practice, &["--message", "x", "--email", "nobody at home"]).ends_with(2);
    let missing = submit(&practice, &["--message", "x", "--attach", "/nowhere/file.txt"]).ends_with(2);
    assert!(missing.err.contains("/nowhere/file.txt"), "{}", missing.err);
    let selection = submit(&practice, &["--message", "x", "--selection", "fire"]).ends_with(2);
    assert!(selection.err.contains("fire"), "{}", selection.err);
    assert!(practice.tickets().is_empty());
}

#[test]
fn a_machine_that_is_not_connected_ends_with_1_and_names_the_way_out() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "");

    let ended = machine.run(&["submit", "--message", "Hello", "--json"]).ends_with(1);
    assert!(ended.err.contains("connect"), "{}", ended.err);
    machine.run(&["health"]).ends_with(2);
}

#[test]
fn a_refused_key_parks_the_ticket_and_ends_with_5() {
    let practice = Practice::start();
    practice.machine.write("secret", "wrong-and-not-real");
    #[cfg(unix)]
    std::process::Command::new("chmod")
        .arg("600")
        .arg(practice.machine.folder.path().join("secret"))
        .status()
        .unwrap();

    submit(&practice, &["--message", "Hello"]).ends_with(5);

    practice.machine.run(&["outbox", "deliver"]).ends_with(5);
    let health = practice.machine.run(&["health", "--json"]).ends_with(2).json();
    let parked = &health["outboxes"][0]["parked"];
    assert_eq!((&health["ok"], parked.as_array().unwrap().len()), (&false.into(), 1));
    assert_eq!(health["level"], "needs_somebody");
}

#[test]
fn the_message_can_come_from_standard_input_in_any_language() {
    let practice = Practice::start();
    let words = [
        "submit",
        "--wait",
        "30",
        "--subject",
        "Disk nearly full",
        "--message",
        "-",
        "--screenshot",
    ];

    practice
        .machine
        .run_with(&words, "Grüße: /dev/sda1 ist voll\n")
        .ends_with(0);

    let ticket = &practice.tickets()[0];
    assert_eq!(ticket["title"], "Disk nearly full");
    assert!(
        ticket["description"]
            .as_str()
            .unwrap()
            .contains("Grüße: /dev/sda1 ist voll")
    );
    let notes = ticket["notes"].to_string();
    assert!(notes.contains("there is no display to capture"), "{notes}");
}

#[test]
fn an_admin_who_allows_no_pictures_is_obeyed() {
    let practice = Practice::start();
    practice
        .machine
        .change_settings(|settings| format!("screenshots = false\n{settings}"));

    submit(&practice, &["--message", "Hello", "--screenshot"]).ends_with(0);

    let notes = practice.tickets()[0]["notes"].to_string();
    assert!(notes.contains("the settings of this PC allow none"), "{notes}");
}

#[test]
fn two_selections_of_one_group_are_bad_input_and_the_group_is_named() {
    let practice = Practice::start();
    let words = ["--message", "x", "--selection", "only-me", "--selection", "others-too"];
    let ended = submit(&practice, &words).ends_with(2);
    assert!(ended.err.contains("Who has it?"), "{}", ended.err);
    submit(&practice, &words[..4]).ends_with(0);
}

#[test]
fn arguments_that_can_not_be_right_are_told_as_json_too() {
    let told = Machine::new().run(&["submit", "--json", "--wait", "soon"]).ends_with(2);
    assert_eq!(told.json()["error"]["code"], "bad_input");
    assert!(told.err.contains("--wait"), "{}", told.err);
}

#[test]
fn an_outbox_in_which_nothing_waits_says_so() {
    let practice = Practice::start();
    let ended = practice.machine.run(&["outbox", "deliver"]).ends_with(0);
    assert_eq!(ended.err.trim(), "Nothing is waiting.");
}

#[test]
fn a_script_answers_the_admins_form_says_for_whom_it_is_and_is_never_held_up_by_what_people_are_asked() {
    let practice = Practice::start();
    practice.machine.change_settings(|settings| {
        format!(
            "{settings}\n[[selection]]\nid = \"room\"\nkind = \"text\"\ntext = \"Which room?\"\nshown_when = \"emergency\"\n\
             [[selection]]\nid = \"agreed\"\ntext = \"You may call me\"\nrequired = true\n"
        )
    });
    let hidden = submit(&practice, &["--message", "x", "--answer", "room=204"]).ends_with(2);
    assert!(hidden.err.contains("emergency"), "{}", hidden.err);
    let unknown = submit(&practice, &["--message", "x", "--answer", "floor=2"]).ends_with(2);
    assert!(unknown.err.contains("room"), "{}", unknown.err);
    submit(&practice, &["--message", "x", "--answer", "room"]).ends_with(2);

    let words = [
        "--message",
        "No sound",
        "--selection",
        "emergency",
        "--answer",
        "room= 2=0=4",
    ];
    let for_whom = [
        "--email",
        "dana@contoso.example",
        "--for",
        "Jonas <jonas@contoso.example>",
    ];
    submit(&practice, &[&words[..], &for_whom].concat()).ends_with(0);

    let ticket = &practice.tickets()[0];
    assert_eq!(ticket["contact"], "Jonas Müller");
    let description = ticket["description"].as_str().unwrap();
    assert!(description.contains("• Which room? 2=0=4"), "{description}");
    let notes = ticket["notes"].to_string();
    assert!(
        notes.contains("Not asked, although the form requires it: \\\"You may call me\\\"."),
        "{notes}"
    );
}
