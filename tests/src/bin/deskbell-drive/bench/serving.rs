//! How many requests a second the practice tenant serves, as it is built for people, with its limits off. It must never
//! be what a load test of Deskbell measures.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context as _, Result, ensure};
use deskbell_tests::programs;
use serde_json::{Value, json};

use super::RUNS;
use super::figures::{Figures, timed};
use super::report::Report;

const CONNECTIONS: u32 = 4;
/// Over each connection.
const REQUESTS: u32 = 1000;

/// The tenant's limits out of the way.
const TENANT: &str = "base = 'practice'
[limits]
hourly_requests = 1000000000
slow_down = false
threads = 1000
";

/// Measures looking a contact up by its address, which is what every ticket begins with.
pub fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let tenant = Served::start(folder.path())?;
    let runs: Result<Vec<f64>> = (0..RUNS).map(|_| tenant.run()).collect();
    let figures = Figures::of(runs?);
    report.row(
        "requests a second the practice tenant serves",
        format!("median {:.0}, p95 {:.0}", figures.median(), figures.p95()),
    );
    report.section("requests_per_second_of_the_practice_tenant", figures.json());
    Ok(())
}

struct Served {
    program: Child,
    ready: Value,
}

impl Served {
    fn start(folder: &Path) -> Result<Self> {
        let file = folder.join("tenant.toml");
        std::fs::write(&file, TENANT)?;
        // It is built into the same folder as the programs that are handed over.
        let program = programs::admin()?.with_file_name(format!("autotask-sim{}", std::env::consts::EXE_SUFFIX));
        let mut program = Command::new(program)
            .arg("--tenant")
            .arg(file)
            .stdout(Stdio::piped())
            .spawn()
            .context("autotask-sim")?;
        let mut line = String::new();
        BufReader::new(program.stdout.take().context("its output")?).read_line(&mut line)?;
        let ready = serde_json::from_str(&line).context("autotask-sim's first line")?;
        Ok(Self { program, ready })
    }

    /// Requests a second of one run over a few connections at once.
    fn run(&self) -> Result<f64> {
        let (all, ms) = timed(|| -> Result<()> {
            thread::scope(|scope| {
                let connections: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(|| self.hammer())).collect();
                connections
                    .into_iter()
                    .try_for_each(|connection| connection.join().map_err(|_| anyhow::anyhow!("a connection broke"))?)
            })
        });
        all?;
        Ok(f64::from(REQUESTS * CONNECTIONS) / ms * 1000.0)
    }

    fn hammer(&self) -> Result<()> {
        let said = |name: &str| {
            self.ready[name]
                .as_str()
                .with_context(|| format!("it did not say its {name}"))
        };
        let url = said("url")?;
        let address = url.split('/').nth(2).context("its address")?;
        let body =
            json!({"filter": [{"op": "eq", "field": "emailAddress", "value": "dana@contoso.example"}]}).to_string();
        let request = format!(
            "POST /ATServicesRest/V1.0/Contacts/query HTTP/1.1\r\nHost: {address}\r\nUserName: {}\r\nSecret: {}\r\n\
             ApiIntegrationCode: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            said("user")?,
            said("secret")?,
            said("tracking_id")?,
            body.len()
        );
        let mut line = BufReader::new(TcpStream::connect(address)?);
        line.get_ref().set_nodelay(true)?;
        for _ in 0..REQUESTS {
            line.get_mut().write_all(request.as_bytes())?;
            answered(&mut line)?;
        }
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Reads one answer to its end; only a 200 counts.
fn answered(line: &mut BufReader<TcpStream>) -> Result<()> {
    let (mut head, mut length) = (String::new(), 0);
    line.read_line(&mut head)?;
    ensure!(head.starts_with("HTTP/1.1 200"), "answered {head:?}");
    while head != "\r\n" {
        head.clear();
        line.read_line(&mut head)?;
        ensure!(!head.is_empty(), "the answer ended in its head");
        if let Some(value) = head.strip_prefix("content-length: ") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    line.read_exact(&mut body)?;
    Ok(())
}
