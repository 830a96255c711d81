//! `cargo xtask …`: the project's own commands. Depends on nothing of ours; it builds the programs and spawns them.

#![expect(clippy::print_stdout, reason = "what these commands find out is printed")]

mod arrows;
mod bench;
mod ci;
mod demo;
mod packages;
mod peers;
mod programs;
mod run;
mod set_up;
mod stages;
mod tally;
mod test;
mod tools;

use std::process::ExitCode;

use stages::Stages;

const HELP: &str = "\
cargo xtask COMMAND

  demo [--json]   Set up, build, and ring the bell once from the tray button to a ticket in the practice tenant.
                  With a display, the form opens for you and stays; without one (or with --json) it is filled in by
                  itself, and the ticket that arrived is printed.
  test            Set up and run every test there is: Rust, UI, end-to-end in a real window, and other people's
                  Autotask clients against the practice tenant.
  ci              Set up and check: format, lints, arrows between crates, licences, unused dependencies.
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
        ["ci"] => ci::run(&mut stages),
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
