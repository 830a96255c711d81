//! `cargo xtask …`: the project's own commands. Depends on nothing of ours; it builds the programs and spawns them.

#![expect(clippy::print_stdout, reason = "what these commands find out is printed")]

mod arrows;
mod bench;
mod ci;
mod deb;
mod demo;
mod dist;
mod notices;
mod packages;
mod peers;
mod programs;
mod run;
mod set_up;
mod simulator;
mod stages;
mod tally;
mod test;
mod tools;
mod torture;
mod windows;

use std::process::ExitCode;

use stages::Stages;

const HELP: &str = "\
cargo xtask COMMAND

  demo [--json]   Set up, build, and ring the bell once from the tray button to a ticket in the practice tenant.
                  With a display, the form opens for you and stays; without one (or with --json) it is filled in by
                  itself, and the ticket that arrived is printed.
  test            Set up and run every test there is: Rust, UI, end-to-end in a real window, and other people's
                  Autotask clients against the practice tenant.
  test --windows  The programs and the MSI for Windows, built here and tried under Wine.
  dist --target windows [--verify] [--certificate P12 --password-file FILE [--timestamp URL]]
  dist --target linux
                  Build what people install, into target/dist: the MSI, or the .deb. With a certificate, programs and MSI
                  are signed. --verify builds twice and compares.
  ci              Set up and check: format, lints, arrows between crates, licences, unused dependencies.
  torture --rounds N [--seed S] [--json]
                  Build the programs with waits of seconds instead of minutes, kill -9 them at random while they deliver
                  to practice tenants in which everything goes wrong, and count what arrived: exit status 0 means that
                  nothing was lost and nothing came twice. --seed repeats the choices of an earlier run.
  bench           Set up, build as for people, measure; prints a table and writes target/bench.json.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut stages = Stages::default();
    let ended = match words.as_slice() {
        ["demo"] => demo::run(&mut stages, false),
        ["demo", "--json"] => demo::run(&mut stages, true),
        ["test"] => test::run(&mut stages),
        ["test", "--windows"] => windows::test(&mut stages),
        ["dist", words @ ..] => dist::run(&mut stages, words),
        ["ci"] => ci::run(&mut stages),
        ["torture", words @ ..] => torture::run(&mut stages, words),
        ["bench"] => bench::run(&mut stages),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("cargo xtask doesn't know `{}`.\n\n{HELP}", words.join(" "));
            return ExitCode::from(2);
        }
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
