//! `deskbell-admin settings`: what is in effect, and where it comes from.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]

mod common;

use common::Machine;
use serde_json::{Value, json};

#[test]
fn each_value_says_where_it_comes_from() {
    let machine = Machine::new();
    machine.write(
        "deskbell.toml",
        "company = 0\nlanguage = \"de\"\n[brand]\nname = \"Contoso IT\"\n",
    );

    let report = machine.run(&["settings", "--json"]).ends_with(0).json();

    let of = |key: &str| {
        let settings = report["settings"].as_array().unwrap();
        let found = settings.iter().find(|setting| setting["key"] == key);
        found.map(|setting| (setting["value"].clone(), setting["from"].clone()))
    };
    assert_eq!(of("company"), Some((json!(0), json!("file"))));
    assert_eq!(of("brand.name"), Some((json!("Contoso IT"), json!("file"))));
    assert_eq!(of("ask_phone"), Some((json!(true), json!("default"))));
    assert_eq!(of("catch_all").unwrap().0["first"], "Unregistered");
    assert_eq!(of("hotkey"), None, "what is not set is not listed");
    let words = machine.run(&["settings"]).ends_with(0).out;
    assert!(words.contains("brand.name = \"Contoso IT\"  # file\n"), "{words}");
}

#[test]
fn what_is_wrong_is_told_and_is_the_exit_code() {
    let machine = Machine::new();
    machine.write("deskbell.toml", "compnay = 0\n");

    let ended = machine.run(&["settings", "--json"]).ends_with(1);

    let problems: Value = ended.json()["problems"].clone();
    assert!(
        problems[0].as_str().unwrap().contains("deskbell.toml:1:1"),
        "{problems}"
    );
}
