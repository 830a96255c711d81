//! `form preview`: what an admin's browser gets. How it looks there is tested in ui/test/browser/preview.test.ts.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use common::{Machine, program};
use serde_json::Value;

/// A running preview. Ended with the test.
struct Preview {
    child: Child,
    address: String,
}

impl Preview {
    fn of(machine: &Machine, words: &[&str]) -> Self {
        let mut command = program();
        command.args(["form", "preview", "--json", "--no-open", "--settings"]);
        command
            .arg(machine.settings())
            .arg("--data")
            .arg(machine.folder.path().join("data"));
        let mut child = command.args(words).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: Value = serde_json::from_str(&line).expect("built without the form? `npm run build` in ui/");
        let url = ready["url"].as_str().unwrap();
        let address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Status line, headers and body as they came.
    fn get(&self, path: &str, host: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn said(&self) -> Value {
        let answer = self.get("/form/settings.json", &self.address);
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

const SETTINGS: &str = "
company = \"Contoso Ltd\"
[autotask]
user = \"deskbell@msp.example\"
tracking_id = \"TRACKING0000000000000000000\"
[brand]
name = \"Contoso IT\"
[[selection]]
id = \"room\"
kind = \"text\"
text = \"Which room?\"
companies = [\"Contoso Ltd\"]
";

#[test]
fn the_page_gets_the_form_of_the_settings_and_no_key() {
    let machine = Machine::new();
    machine.write("deskbell.toml", SETTINGS);
    let preview = Preview::of(&machine, &[]);
    let said = preview.said();
    assert_eq!(said["form"]["selections"][0]["text"], "Which room?");
    assert_eq!(said["form"]["brand"]["name"], "Contoso IT");
    let text = said.to_string();
    assert!(!text.contains("msp.example") && !text.contains("TRACKING"), "{text}");

    let page = preview.get("/", &preview.address);
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("form/index.html"),
        "{page}"
    );
    let form = preview.get("/form/index.html", &preview.address);
    assert!(
        form.contains("content-encoding: gzip") && form.contains("content-security-policy"),
        "{form}"
    );

    let elsewhere = Preview::of(&machine, &["--company", "Fabrikam, Inc."]);
    assert_eq!(elsewhere.said()["form"]["selections"], Value::Array(Vec::new()));
}

#[test]
fn a_change_is_told_to_the_page_that_waits_and_a_mistake_with_its_place() {
    let machine = Machine::new();
    machine.write("deskbell.toml", SETTINGS);
    let preview = Preview::of(&machine, &[]);
    let before = preview.said()["print"].as_str().unwrap().to_owned();
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| preview.get(&format!("/form/changed?since={before}"), &preview.address));
        machine.write("deskbell.toml", &format!("{SETTINGS}shown_when = \"floor\"\n"));
        waiting.join().unwrap()
    });
    let said = preview.said();
    assert!(waiting.ends_with(said["print"].as_str().unwrap()), "{waiting}");
    let problem = &said["problems"][0];
    assert!(
        problem["place"].as_str().unwrap().ends_with("deskbell.toml:13:14"),
        "{problem}"
    );
    assert_eq!(problem["line"], "shown_when = \"floor\"");
    assert!(
        problem["message"]
            .as_str()
            .unwrap()
            .contains("no selection with the id"),
        "{problem}"
    );
}

#[test]
fn a_page_of_another_name_is_not_told_anything() {
    let machine = Machine::new();
    machine.write("deskbell.toml", SETTINGS);
    let preview = Preview::of(&machine, &[]);
    let answer = preview.get("/form/settings.json", "elsewhere.example");
    assert!(
        answer.starts_with("HTTP/1.1 403") && !answer.contains("Contoso"),
        "{answer}"
    );
}

#[test]
fn settings_that_are_not_there_are_bad_input() {
    Machine::new().run(&["form", "preview", "--no-open"]).ends_with(2);
}
