//! Runs the real program, against a practice tenant that is the real program too.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder of its own for settings, rules, secret and outbox.
pub struct Machine {
    pub folder: TempDir,
}

/// How a run of the program ended.
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Machine {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn settings(&self) -> PathBuf {
        self.folder.path().join("deskbell.toml")
    }

    /// Writes a file beside the settings.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Changes the settings file.
    pub fn change_settings(&self, change: impl FnOnce(String) -> String) {
        let text = fs::read_to_string(self.settings()).unwrap();
        fs::write(self.settings(), change(text)).unwrap();
    }

    /// Runs `deskbell-admin` with this machine's settings and data.
    pub fn run(&self, words: &[&str]) -> Ended {
        self.run_with(words, "")
    }

    /// The same, with `input` on standard input.
    pub fn run_with(&self, words: &[&str], input: &str) -> Ended {
        let mut command = program();
        command
            .args(words)
            .arg("--settings")
            .arg(self.settings())
            .arg("--data")
            .arg(self.folder.path().join("data"))
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"));
        finish(command, input)
    }
}

impl Ended {
    /// What it printed, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// The exit code is `code`; else everything it said.
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// The program, without the developer's display.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskbell-admin"));
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command
}

pub fn finish(mut command: Command, input: &str) -> Ended {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that has no use for its input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended {
        code: status.code().unwrap_or(-1),
        out: text(stdout),
        err: text(stderr),
    }
}

/// A running practice tenant, and a machine that is set up for it. Ended with the test.
pub struct Practice {
    pub machine: Machine,
    pub ready: Value,
    pub server: Child,
}

impl Practice {
    pub fn start() -> Self {
        Self::start_in(Machine::new())
    }

    pub fn start_in(machine: Machine) -> Self {
        let mut command = program();
        command
            .args(["practice", "--json", "--dir"])
            .arg(machine.folder.path())
            .stdout(Stdio::piped());
        let mut server = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready = serde_json::from_str(&line).expect("practice did not say that it is ready");
        Self { machine, ready, server }
    }

    /// The tickets as the practice tenant stores them.
    pub fn tickets(&self) -> Vec<Value> {
        let answer: Value = serde_json::from_str(&self.admin("GET", "tickets", "")).unwrap();
        answer.as_array().unwrap().clone()
    }

    /// Asks the practice tenant's admin port, which is not part of Autotask.
    pub fn admin(&self, method: &str, path: &str, body: &str) -> String {
        let url = self.ready["admin_url"].as_str().unwrap();
        let host = url.trim_start_matches("http://").trim_end_matches('/');
        let mut stream = TcpStream::connect(host).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 2"), "{head}");
        body.to_owned()
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The file's mode, without its type.
#[cfg(unix)]
pub fn mode(path: &std::path::Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
