//! What `connect` says to a technician, case by case: `connect/cases.toml` and the text of each case beside it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]

mod common;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use autotask_sim::{Options, Tenant, serve};
use serde::Deserialize;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use common::{Ended, Machine, finish, program};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default = "user")]
    user: String,
    #[serde(default = "secret")]
    secret: String,
    #[serde(default = "tracking_id")]
    tracking_id: String,
    #[serde(default)]
    tenant: String,
    #[serde(default)]
    rules: String,
    #[serde(default)]
    test_ticket: bool,
    #[serde(default)]
    way: Way,
    #[serde(default)]
    exit: i32,
}

/// What lies between this machine and Autotask.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum Way {
    /// Nothing: the simulator answers.
    #[default]
    Free,
    /// A proxy that wants a password it isn't given.
    Proxy,
    /// Somebody with a certificate that nobody trusts.
    Untrusted,
    /// A name that no server knows.
    Nowhere,
}

fn user() -> String {
    "api@practice.example".to_owned()
}

fn secret() -> String {
    "practice-secret-not-real".to_owned()
}

fn tracking_id() -> String {
    "PRACTICE000000000000000000".to_owned()
}

#[test]
fn every_case_reads_as_it_is_written_down_and_never_shows_the_secret() {
    let runtime = Runtime::new().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/connect");
    let cases: Cases = toml::from_str(&fs::read_to_string(folder.join("cases.toml")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let ended = run(case, &runtime);
        let said = plain(&format!("{}--\n{}", ended.out, ended.err));
        assert!(
            !said.contains(&case.secret),
            "{}: the secret was shown:\n{said}",
            case.name
        );
        let expected = folder.join(file_of(&case.name));
        if ended.code != case.exit || !reads_as(&said, &fs::read_to_string(&expected).unwrap_or_default()) {
            let new = kept(&case.name, &said);
            let (name, code, wanted) = (&case.name, ended.code, case.exit);
            wrong.push(format!(
                "{name}: exit code {code} (wanted {wanted}), and it said:\n{said}\ndiff {expected:?} {new:?}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_ends_with_a_line_that_says_what_to_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/connect");
    let texts = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<PathBuf> = texts
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    assert!(texts.len() >= 13, "{texts:?}");
    for path in texts {
        let text = fs::read_to_string(&path).unwrap();
        let last = text.split("--\n").next().unwrap().lines().last().unwrap().to_owned();
        let tells = ["Do this: ", "DO THIS BEFORE YOU GO ON: ", "Better: ", "Nothing to do: "];
        assert!(tells.iter().any(|tell| last.starts_with(tell)), "{path:?}: {last}");
    }
}

fn run(case: &Case, runtime: &Runtime) -> Ended {
    let machine = Machine::new();
    let simulator;
    let mut command = program();
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    let discovery = match case.way {
        Way::Free => {
            let tenant = Tenant::from_toml(&format!("base = 'practice'\n{}", case.tenant)).unwrap();
            simulator = runtime.block_on(serve(tenant, Options::default())).unwrap();
            simulator.url()
        }
        Way::Proxy => {
            command.env("HTTPS_PROXY", format!("http://{}", proxy()));
            "https://webservices.autotask.example/ATServicesRest/".to_owned()
        }
        Way::Untrusted => format!(
            "https://localhost:{}/ATServicesRest/",
            runtime.block_on(untrusted()).port()
        ),
        Way::Nowhere => "https://webservices.autotask.invalid/ATServicesRest/".to_owned(),
    };
    machine.write("deskbell.toml", &format!("[autotask]\ndiscovery = \"{discovery}\"\n"));
    machine.write("rules.toml", &case.rules);
    command.args(["connect", "--settings"]).arg(machine.settings());
    command.arg("--data").arg(machine.folder.path().join("data"));
    if case.test_ticket {
        command.arg("--test-ticket");
    }
    let ended = finish(
        command,
        &format!("{}\n{}\n{}\n", case.user, case.secret, case.tracking_id),
    );
    let folder = machine.folder.path().display().to_string();
    Ended {
        out: ended.out.replace(&folder, "FOLDER"),
        err: ended.err.replace(&folder, "FOLDER"),
        ..ended
    }
}

/// Answers whatever it is asked with "who are you".
fn proxy() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            let _ = stream.write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n\
                  Content-Length: 0\r\n\r\n",
            );
        }
    });
    address
}

/// Shows a certificate for `localhost` that it has signed itself.
async fn untrusted() -> SocketAddr {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            drop(acceptor.accept(stream).await);
        }
    });
    address
}

/// Without what differs from run to run, and from account to account.
fn plain(said: &str) -> String {
    let whose = |line: &&str| !line.contains("can read the secret");
    let lines = said.lines().filter(whose).map(|line| {
        let words = line.split(' ').map(|word| without_number(&without_port(word)));
        words.collect::<Vec<_>>().join(" ")
    });
    lines.map(|line| line + "\n").collect()
}

fn without_port(word: &str) -> String {
    let Some((before, after)) = ["http://127.0.0.1:", "https://localhost:"]
        .into_iter()
        .find_map(|start| Some((start, word.strip_prefix(start)?)))
    else {
        return word.to_owned();
    };
    format!("{before}PORT{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// T20261121.0001 is another one tomorrow.
fn without_number(word: &str) -> String {
    match word.strip_prefix('T').and_then(|rest| rest.split_once('.')) {
        Some((date, number)) if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("TDATE.{number}")
        }
        _ => word.to_owned(),
    }
}

fn reads_as(said: &str, expected: &str) -> bool {
    let same = |(said, expected): (&str, &str)| match expected.split_once("[…]") {
        Some((before, after)) => said.starts_with(before) && said.ends_with(after),
        None => said == expected,
    };
    said.lines().count() == expected.lines().count() && said.lines().zip(expected.lines()).all(same)
}

/// "a user who can't read" -> `a-user-who-can-t-read.txt`
fn file_of(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase() + ".txt"
}

fn kept(name: &str, said: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("connect");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(file_of(name));
    fs::write(&path, said).unwrap();
    path
}
