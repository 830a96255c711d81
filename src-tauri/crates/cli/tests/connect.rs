//! `connect`: what it asks, what it saves, and what it never shows.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]

mod common;

use std::fs;

use common::{Machine, Practice};

/// A machine that has only heard where the practice tenant is.
fn fresh(practice: &Practice) -> Machine {
    let machine = Machine::new();
    let url = practice.ready["url"].as_str().unwrap();
    machine.write(
        "deskbell.toml",
        &format!("# ours\n[autotask]\ndiscovery = \"{url}\"\npractice = true\n"),
    );
    machine
}

fn key(practice: &Practice) -> [String; 3] {
    let settings: toml::Table = fs::read_to_string(practice.machine.settings())
        .unwrap()
        .parse()
        .unwrap();
    let text = |key: &str| settings["autotask"][key].as_str().unwrap().to_owned();
    let secret = fs::read_to_string(practice.machine.folder.path().join("secret")).unwrap();
    [text("user"), secret.trim().to_owned(), text("tracking_id")]
}

#[test]
fn a_key_that_fits_is_saved_and_every_line_is_ok() {
    let practice = Practice::start();
    let (machine, [user, secret, tracking_id]) = (fresh(&practice), key(&practice));

    let ended = machine
        .run_with(&["connect"], &format!("{user}\n{secret}\n{tracking_id}\n"))
        .ends_with(0);

    for line in [
        "ok      Zone",
        "ok      Credentials",
        "ok      Right to tickets",
        "ok      Unregistered User",
    ] {
        assert!(ended.out.contains(line), "{}", ended.out);
    }
    assert!(!ended.out.contains(&secret) && !ended.err.contains(&secret));
    let settings = fs::read_to_string(machine.settings()).unwrap();
    assert!(
        settings.contains("# ours") && settings.contains(&user) && settings.contains(&tracking_id),
        "{settings}"
    );
    assert!(!settings.contains(&secret));
    #[cfg(unix)]
    assert_eq!(common::mode(&machine.folder.path().join("secret")), 0o600);
    machine.run(&["health"]).ends_with(0);
    machine.run_with(&["connect"], "\n\n\n").ends_with(0);
}

#[test]
fn a_key_that_is_refused_is_not_saved_and_the_line_says_what_to_do() {
    let practice = Practice::start();
    let (machine, [user, _, tracking_id]) = (fresh(&practice), key(&practice));

    let ended = machine
        .run_with(&["connect"], &format!("{user}\nwrong-and-not-real\n{tracking_id}\n"))
        .ends_with(1);

    assert!(
        ended.out.contains("not ok  Credentials") && ended.out.contains("Do this:"),
        "{}",
        ended.out
    );
    assert!(!ended.out.contains("wrong-and-not-real") && !ended.err.contains("wrong-and-not-real"));
    assert!(!machine.folder.path().join("secret").exists());
    assert!(!fs::read_to_string(machine.settings()).unwrap().contains(&user));
}

#[test]
fn no_answer_and_nothing_stored_ends_with_2() {
    let practice = Practice::start();

    let ended = fresh(&practice).run_with(&["connect"], "\n\n\n").ends_with(2);
    assert!(ended.err.contains("API user"), "{}", ended.err);
}

#[test]
fn the_test_ticket_is_made_read_back_and_completed() {
    let practice = Practice::start();

    let ended = practice
        .machine
        .run_with(&["connect", "--test-ticket"], "\n\n\n")
        .ends_with(0);

    for line in [
        "ok      Test ticket",
        "ok      Test note",
        "ok      Test attachment",
        "ok      Test ticket completed",
    ] {
        assert!(ended.out.contains(line), "{}", ended.out);
    }
    let ticket = &practice.tickets()[0];
    assert_eq!(
        (&ticket["status"], &ticket["queue"]),
        (&"Complete".into(), &"Service Desk".into())
    );
    assert_eq!(ticket["attachments"][0]["name"], "deskbell-test.txt");
}

#[test]
fn without_rules_the_test_ticket_has_what_a_sent_ticket_has() {
    let practice = Practice::start();
    fs::remove_file(practice.machine.folder.path().join("rules.toml")).unwrap();

    practice
        .machine
        .run_with(&["connect", "--test-ticket"], "\n\n\n")
        .ends_with(0);
    practice
        .machine
        .run(&["submit", "--message", "Nothing special", "--wait", "30"])
        .ends_with(0);

    let tickets = practice.tickets();
    assert_eq!(tickets.len(), 2);
    for field in ["queue", "priority", "source", "category", "type"] {
        assert_eq!(tickets[0][field], tickets[1][field], "{field}");
    }
    assert!(tickets[0]["queue"].is_string(), "{tickets:?}");
}

#[test]
fn settings_with_errors_end_with_2_before_anything_is_asked() {
    let practice = Practice::start();
    let [user, secret, tracking_id] = key(&practice);
    let machine = fresh(&practice);
    machine.change_settings(|text| format!("compny = \"Contoso Ltd\"\n{text}"));

    let ended = machine
        .run_with(&["connect"], &format!("{user}\n{secret}\n{tracking_id}\n"))
        .ends_with(2);

    assert!(
        ended.err.contains("compny") && !ended.err.contains("Saved"),
        "{}",
        ended.err
    );
    assert!(ended.out.is_empty(), "{}", ended.out);
    assert!(!machine.folder.path().join("secret").exists());
    assert_eq!(practice.admin("GET", "requests", "").trim(), "[]");
}

#[test]
fn a_named_settings_file_must_be_there() {
    let machine = Machine::new();
    let ended = machine.run_with(&["connect"], "a\nb\nc\n").ends_with(2);
    assert!(ended.err.contains("There is no settings file"), "{}", ended.err);
    assert!(!machine.settings().exists());
}

#[test]
fn a_test_ticket_that_can_not_be_read_back_is_not_ok() {
    let practice = Practice::start();
    let [_, _, tracking_id] = key(&practice);
    let input = format!("api-blind@practice.example\npractice-blind-secret-not-real\n{tracking_id}\n");

    let ended = practice
        .machine
        .run_with(&["connect", "--test-ticket"], &input)
        .ends_with(1);
    assert!(ended.out.contains("not ok  Test ticket:"), "{}", ended.out);
}

#[test]
fn what_a_category_demands_is_told_in_the_words_of_the_rules() {
    let practice = Practice::start();
    let [_, _, tracking_id] = key(&practice);
    let input = format!("api-strict@practice.example\npractice-strict-secret-not-real\n{tracking_id}\n");
    practice.machine.write("rules.toml", "");

    let ended = practice
        .machine
        .run_with(&["connect", "--test-ticket"], &input)
        .ends_with(1);
    assert!(ended.out.contains("Do this: set dueIn in [default]"), "{}", ended.out);
    assert!(!ended.out.contains(".."), "{}", ended.out);

    practice.machine.write("rules.toml", "[default]\ndueIn = \"4h\"\n");
    practice
        .machine
        .run_with(&["connect", "--test-ticket"], &input)
        .ends_with(0);
}

#[test]
fn a_default_this_tenant_does_not_have_is_told() {
    let practice = Practice::start();
    practice
        .machine
        .write("rules.toml", "[default]\nqueue = \"Marmoset\"\n");

    let ended = practice.machine.run_with(&["connect", "--test-ticket"], "\n\n\n");
    assert!(ended.out.contains("\"Marmoset\""), "{}", ended.out);
}
