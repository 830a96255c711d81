//! `deskbell-drive`: what `cargo xtask demo` and `cargo xtask bench` spawn. It takes the programs from the environment
//! (`DESKBELL_BIN`, `DESKBELL_ADMIN_BIN`, `DESKBELL_BARE_BIN`), as the end-to-end tests do.

#![expect(clippy::print_stdout, reason = "what it finds out is printed")]

mod bench;
mod demo;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: deskbell-drive demo --out DIR [--json] | bench --out FILE";

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ended = match words.as_slice() {
        ["demo", "--out", dir] => demo::run(Path::new(dir), false).await,
        ["demo", "--out", dir, "--json"] => demo::run(Path::new(dir), true).await,
        ["bench", "--out", file] => bench::run(Path::new(file)).await,
        ["capture", runs] => bench::capture_here(runs),
        _ => Err(anyhow::anyhow!(USAGE)),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("deskbell-drive: {error:#}");
            ExitCode::FAILURE
        }
    }
}
