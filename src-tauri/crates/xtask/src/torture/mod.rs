//! `cargo xtask torture`: kills the real programs at random, while they deliver to tenants in which everything goes
//! wrong, and counts what arrived. The programs wait seconds where people's wait minutes (the feature `short-window`).
//! Several PCs are tortured at once, each with a tenant of its own, because most of the time is waiting.

mod count;
mod figures;
mod lane;
mod pc;
mod tenant;
mod trouble;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use anyhow::{Context as _, Result, bail};
use cargo_metadata::MetadataCommand;
use fastrand::Rng;

use crate::programs::Programs;
use crate::run::{output, root};
use crate::set_up::set_up_system;
use crate::stages::Stages;

use figures::Figures;
use lane::Lane;

/// So many PCs at once.
const LANES: u32 = 24;
/// How often the tally is told meanwhile.
const TOLD_EVERY: u32 = 100;

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    rounds: u32,
    /// Decides all choices; what happens depends on the machine's timing all the same.
    seed: u64,
    json: bool,
}

/// The programs that are tortured.
struct Victims {
    admin: PathBuf,
    simulator: PathBuf,
}

/// Builds, tortures, and prints the figures. An error when anything was lost or came twice, or when the torture was none.
pub fn run(stages: &mut Stages, words: &[&str]) -> Result<()> {
    let wanted = wanted(words)?;
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .context("cargo metadata")?;
    let target = metadata.target_directory.join("torture");
    set_up_system(stages)?;
    let programs = stages.run("build the programs, with waits of seconds", || {
        Programs::build_short_window(target.as_str())
    })?;
    let victims = Victims {
        admin: programs.path("deskbell-admin")?.to_owned(),
        simulator: programs.path("autotask-sim")?.to_owned(),
    };
    let version = output(Command::new(&victims.admin).arg("--version"))?;
    if !version.contains("short-window") {
        bail!("these programs wait minutes: {version}");
    }
    let folder = target.as_std_path().join(format!("seed-{}", wanted.seed));
    let figures = stages.run("torture", || torture(&wanted, &victims, &folder))?;
    if wanted.json {
        println!("{}", figures.json(&wanted));
    } else {
        println!("\n{}\n{}", stages.summary(), figures.table(&wanted));
    }
    let wrong = figures.wrong(wanted.rounds);
    if wrong.is_empty() {
        return fs::remove_dir_all(&folder).context("the PCs' folders");
    }
    bail!(
        "{}; the PCs and what was asked of their tenants are in {}",
        wrong.join("; "),
        folder.display()
    )
}

fn wanted(words: &[&str]) -> Result<Wanted> {
    let mut wanted = Wanted {
        rounds: 100,
        seed: fastrand::u64(..1_000_000),
        json: false,
    };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut number = || -> Result<u64> {
            let number = words.next().with_context(|| format!("{word} needs a number"))?;
            number.parse().with_context(|| format!("{word} {number}"))
        };
        match *word {
            "--rounds" => wanted.rounds = u32::try_from(number()?)?,
            "--seed" => wanted.seed = number()?,
            "--json" => wanted.json = true,
            other => bail!("torture doesn't know `{other}`; it takes --rounds N, --seed S and --json"),
        }
    }
    if wanted.rounds == 0 {
        bail!("no rounds are no torture");
    }
    Ok(wanted)
}

fn torture(wanted: &Wanted, victims: &Victims, folder: &Path) -> Result<Figures> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let mut dice = Rng::with_seed(wanted.seed);
    let lanes = LANES.min(wanted.rounds);
    let lanes: Vec<(u32, Rng)> = (1..=lanes).map(|lane| (lane, dice.fork())).collect();
    let begun = AtomicU32::new(0);
    let tell = |_: &u32| {
        let begun = begun.fetch_add(1, Ordering::Relaxed) + 1;
        if begun.is_multiple_of(TOLD_EVERY) {
            eprintln!("  round {begun} of {}", wanted.rounds);
        }
    };
    let ended: Vec<Result<Figures>> = thread::scope(|scope| {
        let begin = |(lane, dice): (u32, Rng)| {
            let folder = folder.join(format!("lane-{lane}"));
            let rounds = (lane..=wanted.rounds)
                .step_by(usize::try_from(LANES).unwrap_or(1))
                .inspect(tell);
            scope.spawn(move || Lane::run(victims, &folder, dice, rounds).with_context(|| format!("lane {lane}")))
        };
        let running: Vec<_> = lanes.into_iter().map(begin).collect();
        let ended = running
            .into_iter()
            .map(|lane| lane.join().unwrap_or_else(|_| bail!("a lane panicked")));
        ended.collect()
    });
    let mut figures = Figures::default();
    for lane in ended {
        figures.add(lane?);
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_can_be_repeated_by_its_seed() {
        let wanted = wanted(&["--rounds", "7", "--seed", "42", "--json"]).unwrap();
        let expected = Wanted {
            rounds: 7,
            seed: 42,
            json: true,
        };
        assert_eq!(wanted, expected);
    }

    #[test]
    fn a_torture_without_rounds_and_words_nobody_knows_are_refused() {
        for words in [
            &["--rounds", "0"][..],
            &["--rounds"],
            &["--rounds", "many"],
            &["--sed", "1"],
        ] {
            assert!(wanted(words).is_err(), "{words:?}");
        }
    }
}
