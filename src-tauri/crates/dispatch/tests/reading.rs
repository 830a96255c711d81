//! How large a file may be, and how what was found and decided reads.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what went wrong by failing"
)]

use std::fmt::Write as _;

use deskbell_dispatch::{Input, MAX_BYTES, MAX_RULES, Rules, Variable, check};
use jiff::Timestamp;

const EXAMPLE: &str = include_str!("../../../../tests/rules/example.toml");

fn example() -> Rules {
    check("rules.toml", EXAMPLE).rules.unwrap()
}

fn many_rules(count: usize) -> String {
    let mut text = "[default]\nqueue = \"Q\"\n".to_owned();
    for number in 0..count {
        writeln!(
            text,
            "[[rule]]\nname = \"{number}\"\nwhen.msg = {{ contains = \"word{number}\" }}\nset.queue = \"{number}\""
        )
        .unwrap();
    }
    text
}

fn about(msg: &str) -> Input {
    let mut input = Input::default();
    input.values.insert(Variable::Msg, vec![msg.to_owned()]);
    input
}

#[test]
fn a_thousand_rules_are_fine_and_one_more_is_an_error() {
    let rules = check("rules.toml", &many_rules(MAX_RULES)).rules.unwrap();
    let route = rules.run(&about("it is word999 today")).0;
    assert_eq!(route.fields[&Variable::Queue].value.to_string(), "999");

    let checked = check("rules.toml", &many_rules(MAX_RULES + 1));
    assert!(checked.rules.is_none());
    let [error] = checked.diagnostics.as_slice() else {
        panic!("{:?}", checked.diagnostics)
    };
    assert_eq!(error.message, "the file has 1001 rules; expected at most 1000");
    assert_eq!((error.line, error.column), (4003, 1));
}

#[test]
fn a_file_over_256_kib_is_refused_and_one_of_just_that_is_read() {
    let pad = |length: usize| format!("[default]\n#{}", "x".repeat(length - 11));
    assert!(check("rules.toml", &pad(MAX_BYTES)).rules.is_some());
    let checked = check("rules.toml", &pad(MAX_BYTES + 1));
    assert!(checked.rules.is_none());
    assert_eq!(
        checked.diagnostics[0].message,
        "the file has 262145 bytes; expected at most 262144 (256 KiB)"
    );
}

#[test]
fn a_rule_that_doubles_the_message_a_thousand_times_stays_small() {
    let mut text = "[default]\n".to_owned();
    for number in 0..MAX_RULES {
        writeln!(text, "[[rule]]\nname = \"{number}\"\nset.msg = \"{{msg}}{{msg}}\"").unwrap();
    }
    let (route, trace) = check("rules.toml", &text).rules.unwrap().run(&about("x"));
    let traced: usize = trace
        .steps
        .iter()
        .flat_map(|step| &step.changes)
        .map(|change| change.new.len())
        .sum();
    assert!(route.msg.len() <= 64 * 1024);
    assert!(traced <= 4 * 1024 * 1024);
}

#[test]
fn a_message_of_twenty_thousand_characters_of_any_kind_is_kept_whole() {
    for msg in [
        "a ".repeat(10_000),
        "🖨".repeat(20_000),
        "<script>".repeat(2_500),
        " ".repeat(20_000),
        "a\0b".to_owned(),
    ] {
        assert_eq!(example().run(&about(&msg)).0.msg, msg);
    }
}

#[test]
fn the_builtin_rules_set_nothing_and_reject_nothing() {
    let input = about("The printer is jammed");
    let (route, trace) = Rules::builtin().run(&input);
    assert_eq!(
        (route.subject.as_str(), route.msg.as_str()),
        ("The printer is jammed", "The printer is jammed")
    );
    assert!(route.fields.is_empty() && trace.lines().is_empty() && Rules::builtin().test().is_empty());
    assert_eq!(Rules::builtin().rejects_now(&input), None);
}

#[test]
fn a_diagnostic_shows_the_line_with_a_caret_under_the_place() {
    let text = "[default]\n[[rule]]\nname = \"R\"\n\twhen.hostnme = \"漢\" # why\nset.queue = \"Q\"\n";
    let [diagnostic] = check("rules.toml", text).diagnostics.try_into().unwrap();
    let expected = "\
error: there is no variable \"hostnme\"; expected one such as msg, hostname or businessName
 --> rules.toml:4:7
  |
4 | \twhen.hostnme = \"漢\" # why
  | \t     ^^^^^^^
  = did you mean \"hostname\"?";
    assert_eq!(diagnostic.render(), expected);
    let json = serde_json::to_value(&diagnostic).unwrap();
    assert_eq!(json["severity"], "error");
    assert_eq!(json["column"], 7);
}

#[test]
fn carets_stand_right_behind_wide_characters() {
    let [diagnostic] = check("r", "[default]\nudf = { \"漢字\" = [] }\n")
        .diagnostics
        .try_into()
        .unwrap();
    assert_eq!(diagnostic.column, 16);
    assert!(
        diagnostic.render().ends_with("\n  |                  ^^"),
        "{}",
        diagnostic.render()
    );
}

#[test]
fn the_explanation_tells_of_every_rule_why_and_what_it_changed() {
    let rules = example();
    let ticket = "msg = \"printer jam\"\nhostname = \"EXEC-07\"\nnow = \"2026-11-18T20:00\"\n";
    let input = rules
        .input_from_toml("ticket.toml", ticket, Timestamp::UNIX_EPOCH)
        .unwrap();
    let expected = "\
+ [default] (rules.toml:9): it is in place before the first rule
    priority: Medium  (rules.toml:10)
    queue: Service Desk  (rules.toml:11)
    type: Incident  (rules.toml:12)
+ \"Printing\" (rules.toml:14): msg has the word \"printer\" (rules.toml:16)
    queue: Service Desk -> Field Services  (rules.toml:17)
    issue: Printer  (rules.toml:18)
    append: Printer page: https://wiki.example/printers  (rules.toml:19)
+ \"Nobody is in the office\" (rules.toml:21): hours is \"outside office\" (rules.toml:23)
    queue: Field Services -> After hours  (rules.toml:25)
+ \"VIPs jump the queue\" (rules.toml:27): hostname is \"EXEC-*\" (rules.toml:29)
    priority: Medium -> Critical  (rules.toml:30)
    subject: printer jam -> [VIP] printer jam  (rules.toml:31)
    the pass ends here
- \"Account on hold\" (rules.toml:34): not looked at: \"VIPs jump the queue\" ended the pass (rules.toml:27)
";
    let (_, trace) = rules.run(&input);
    assert_eq!(trace.explain(), expected);
    let json = serde_json::to_value(&trace).unwrap();
    assert_eq!(json["steps"][1]["origin"]["rule"], "Printing");
    assert_eq!(json["steps"][1]["changes"][0]["old"], "Service Desk");
}

#[test]
fn a_ticket_to_explain_is_read_like_given_and_says_what_is_wrong_with_it() {
    let rules = example();
    let now: Timestamp = "2027-03-01T09:00:00Z".parse().unwrap();
    let input = rules
        .input_from_toml(
            "ticket.toml",
            "\u{feff}selections = [\"A\", \"B\"]\nregistered = true\n",
            now,
        )
        .unwrap();
    assert_eq!(input.now, now);
    assert_eq!(input.values[&Variable::Selections], ["A", "B"]);
    assert_eq!(input.values[&Variable::Registered], ["true"]);

    let berlin = rules
        .input_from_toml("ticket.toml", "now = \"2026-11-18T12:00\"", now)
        .unwrap();
    assert_eq!(berlin.now, "2026-11-18T11:00:00Z".parse().unwrap());

    let errors = rules
        .input_from_toml("ticket.toml", "hostnam = \"A\"\nhours = \"office\"\n", now)
        .unwrap_err();
    let places: Vec<_> = errors
        .iter()
        .map(|error| (error.file.as_str(), error.line, error.column))
        .collect();
    assert_eq!(places, [("ticket.toml", 1, 1), ("ticket.toml", 2, 1)]);
}

#[test]
fn long_values_are_cut_in_the_note_and_whole_in_the_trace() {
    let text = "[default]\n[[rule]]\nname = \"R\"\nset.msg = \"{msg}\\nsecond line\"\n";
    let (_, trace) = check("rules.toml", text).rules.unwrap().run(&about(&"x".repeat(500)));
    let [line] = trace.lines().try_into().unwrap();
    assert_eq!(line, format!("msg = {}…  <- \"R\" (rules.toml:4)", "x".repeat(119)));
    assert_eq!(trace.steps[1].changes[0].new.len(), 512);
}
