//! What `--data` promises: everything that was answered is still there, whatever became of the process.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use autotask_sim::{DataError, Options, ServeError, Tenant, serve};
use serde_json::{Value, json};

/// The program, killed like a power cut when it is dropped.
struct Program {
    child: Child,
    ready: Value,
}

impl Program {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_autotask-sim"))
            .arg("--data")
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready = serde_json::from_str(&line).unwrap();
        Self { child, ready }
    }

    fn call(&self, verb: &str, path: &str, body: &Value) -> Value {
        let answer = exchange(
            self.ready["url"].as_str().unwrap(),
            verb,
            &format!("/ATServicesRest/V1.0/{path}"),
            body,
        );
        serde_json::from_slice(&answer).unwrap()
    }

    fn create(&self, path: &str, body: &Value) -> i64 {
        let answer = self.call("POST", path, body);
        answer["itemId"].as_i64().unwrap_or_else(|| panic!("{path}: {answer}"))
    }

    fn admin(&self, path: &str) -> Vec<u8> {
        exchange(self.ready["admin_url"].as_str().unwrap(), "GET", path, &Value::Null)
    }

    fn tickets(&self) -> Value {
        serde_json::from_slice(&self.admin("/tickets")).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The answer's body.
fn exchange(base: &str, verb: &str, path: &str, body: &Value) -> Vec<u8> {
    let address = base.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let body = body.to_string();
    let head = format!(
        "{verb} {path} HTTP/1.1\r\nHost: {address}\r\nUserName: api-full@practice.example\r\n\
         Secret: practice-full-secret-not-real\r\nApiIntegrationCode: PRACTICE000000000000000000\r\n\
         Connection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    answer.split_off(end + 4)
}

fn ticket(title: &str) -> Value {
    json!({"companyID": 175, "status": 1, "priority": 2, "title": title, "queueID": 29_682_833})
}

fn note() -> Value {
    json!({"title": "n", "description": "text", "noteType": 1, "publish": 2})
}

fn file(data: &str) -> Value {
    json!({"attachmentType": "FILE_ATTACHMENT", "fullPath": "a.txt", "title": "a", "publish": 2, "data": data})
}

#[test]
fn everything_that_was_answered_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let before;
    let (first, gone, kept, on_note, contact);
    {
        let program = Program::start(folder.path());
        first = program.create("Tickets", &ticket("one"));
        program.call("PATCH", "Tickets", &json!({"id": first, "title": "one, changed"}));
        let note = program.create(&format!("Tickets/{first}/Notes"), &note());
        kept = program.create(&format!("Tickets/{first}/Attachments"), &file("aGVsbG8="));
        on_note = program.create(&format!("TicketNotes/{note}/Attachments"), &file("bm90ZQ=="));
        gone = program.create(&format!("Tickets/{first}/Attachments"), &file("Z29uZQ=="));
        program.call("DELETE", &format!("Tickets/{first}/Attachments/{gone}"), &Value::Null);
        contact = program.create(
            "Companies/175/Contacts",
            &json!({"firstName": "New", "lastName": "One", "isActive": 1}),
        );
        before = program.tickets();
    }

    let program = Program::start(folder.path());
    assert_eq!(program.tickets(), before);
    assert_eq!(before[0]["title"], "one, changed");
    assert_eq!(program.admin(&format!("/attachments/{kept}")), b"hello");
    assert_eq!(program.admin(&format!("/attachments/{on_note}")), b"note");
    assert_eq!(
        program.call("GET", &format!("Contacts/{contact}"), &Value::Null)["item"]["firstName"],
        "New"
    );

    let second = program.create("Tickets", &ticket("two"));
    assert_eq!(second, first + 1);
    let numbers = program.tickets();
    assert_ne!(numbers[0]["number"], numbers[1]["number"]);
    let next = program.create(&format!("Tickets/{second}/Attachments"), &file("bmV3"));
    assert_eq!(next, gone + 1, "the id of what was deleted is not given out again");
    assert_eq!(program.admin(&format!("/attachments/{next}")), b"new");
    assert_eq!(program.admin(&format!("/attachments/{kept}")), b"hello");
}

fn kept_in(folder: &Path) -> Options {
    Options {
        data: Some(folder.to_owned()),
        ..Options::default()
    }
}

/// A folder with one ticket in it, and the path of its journal.
fn with_a_ticket() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    Program::start(folder.path()).create("Tickets", &ticket("whole"));
    let journal = folder.path().join("journal.jsonl");
    (folder, journal)
}

#[tokio::test]
async fn a_change_that_was_half_written_is_left_out_and_said() {
    let (folder, journal) = with_a_ticket();
    let whole = fs::read(&journal).unwrap();
    let torn = [whole.as_slice(), br#"{"rows":[["Tickets",{"id":29684001,"ti"#].concat();
    fs::write(&journal, &torn).unwrap();

    let server = serve(Tenant::practice(), kept_in(folder.path())).await.unwrap();
    assert_eq!(server.torn_bytes(), (torn.len() - whole.len()) as u64);
    let titles: Vec<String> = server
        .simulator()
        .tickets()
        .into_iter()
        .map(|ticket| ticket.title)
        .collect();
    assert_eq!(titles, ["whole"]);
    server.shutdown().await;
    assert_eq!(fs::read(&journal).unwrap(), whole);
}

#[tokio::test]
async fn damage_before_the_end_is_refused_by_line() {
    let (folder, journal) = with_a_ticket();
    let damaged = [b"{\"rows\":\n".as_slice(), &fs::read(&journal).unwrap()].concat();
    fs::write(&journal, damaged).unwrap();
    let refused = serve(Tenant::practice(), kept_in(folder.path())).await.unwrap_err();
    assert!(
        matches!(refused, ServeError::Data(DataError::Damaged { line: 1, .. })),
        "{refused}"
    );
}

#[tokio::test]
async fn a_folder_is_used_by_one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(Tenant::practice(), kept_in(folder.path())).await.unwrap();
    let refused = serve(Tenant::practice(), kept_in(folder.path())).await.unwrap_err();
    assert!(matches!(refused, ServeError::Data(DataError::InUse(_))), "{refused}");
    drop(server);
}
