//! 5,000 tickets, each with a note and a picture, stay within 300 MB of memory. Linux tells how much it was at most.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const TICKETS: usize = 5000;
/// All pictures together are well over the limit, so that holding them would show.
const PICTURE: usize = 120_000;
const LIMIT_KB: u64 = 300_000;

const TENANT: &str = "base = 'practice'
[limits]
hourly_requests = 1000000
slow_down = false
attachment_window_bytes = 1000000000000
";

/// One connection, kept alive.
struct Line(BufReader<TcpStream>);

impl Line {
    fn to(url: &str) -> Self {
        let address = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    fn ask(&mut self, verb: &str, path: &str, body: &str) -> Vec<u8> {
        let request = format!(
            "{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUserName: api@practice.example\r\n\
             Secret: practice-secret-not-real\r\nApiIntegrationCode: PRACTICE000000000000000000\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut answer = vec![0; length];
        self.0.read_exact(&mut answer).unwrap();
        answer
    }

    fn create(&mut self, path: &str, body: &str) -> i64 {
        let answer = self.ask("POST", &format!("/ATServicesRest/V1.0/{path}"), body);
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        answer["itemId"].as_i64().unwrap_or_else(|| panic!("{path}: {answer}"))
    }
}

#[test]
#[ignore = "a minute or two"]
fn five_thousand_tickets_with_pictures_stay_within_300_mb() {
    let folder = tempfile::tempdir().unwrap();
    let tenant = folder.path().join("tenant.toml");
    fs::write(&tenant, TENANT).unwrap();
    for data in [None, Some(folder.path().join("data"))] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_autotask-sim"));
        command.arg("--tenant").arg(&tenant).stdout(Stdio::piped());
        if let Some(data) = &data {
            command.arg("--data").arg(data);
        }
        let mut program = command.spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(program.stdout.take().unwrap())
            .read_line(&mut ready)
            .unwrap();
        let ready: Value = serde_json::from_str(&ready).unwrap();

        fill(&mut Line::to(ready["url"].as_str().unwrap()));
        let mut admin = Line::to(ready["admin_url"].as_str().unwrap());
        let tickets: Value = serde_json::from_slice(&admin.ask("GET", "/tickets", "")).unwrap();
        assert_eq!(tickets.as_array().unwrap().len(), TICKETS);
        assert_eq!(tickets[0]["attachments"][0]["bytes"], PICTURE);

        let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
        program.kill().unwrap();
        program.wait().unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        println!("{TICKETS} tickets, data folder {data:?}: {} MB at most", peak / 1000);
        assert!(peak < LIMIT_KB, "{peak} kB");
    }
}

fn fill(line: &mut Line) {
    let ticket =
        json!({"companyID": 175, "contactID": 30_682_901, "status": 1, "priority": 2, "title": "The printer jams",
        "queueID": 29_682_833, "description": "It jams again and again. ".repeat(12)})
        .to_string();
    let note = json!({"title": "What we know", "description": "FRONTDESK-3, 10.0.0.7\n".repeat(30), "noteType": 1, "publish": 2})
        .to_string();
    let file = json!({"attachmentType": "FILE_ATTACHMENT", "fullPath": "screen.png", "title": "Screen", "publish": 2,
        "data": "AAAA".repeat(PICTURE / 3)})
    .to_string();
    for _ in 0..TICKETS {
        let id = line.create("Tickets", &ticket);
        line.create(&format!("Tickets/{id}/Notes"), &note);
        line.create(&format!("Tickets/{id}/Attachments"), &file);
    }
}
