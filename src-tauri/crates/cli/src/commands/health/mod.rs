//! `deskbell-admin health`: how this PC's Deskbell is doing, for an RMM to ask.

mod verdict;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use deskbell_desk::health::{self, OutboxHealth, SetUpHealth};
use deskbell_desk::{Clock as _, SystemClock};
use serde::{Deserialize, Serialize};

use crate::exit::Exit;
use crate::output;
use crate::place::Place;

use verdict::{Level, Problem};

const EXAMPLES: &str = "\
Examples:
  deskbell-admin health
  deskbell-admin health --json

Nothing is sent, nobody is called, nothing is changed. As root or SYSTEM the outboxes of all people
of this PC are looked at, else this account's own; with --data the one there.
Exit codes: 0 fine, 1 a warning (a ticket has waited for more than an hour, settings or rules have
errors, little room, a damaged outbox was set aside), 2 needs somebody (a ticket is parked, the key
was refused, not connected, an outbox can't be read, the disk is full).";

/// Say how Deskbell is doing on this PC, for monitoring
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Health {
    /// Print {ok, level, problems, connection, key_rests_until, remarks, outboxes} as JSON
    #[arg(long)]
    pub json: bool,
}

/// What was looked at.
#[derive(Debug, Serialize, Deserialize)]
struct Found {
    #[serde(flatten)]
    set_up: SetUpHealth,
    outboxes: Vec<OutboxHealth>,
}

#[derive(Serialize)]
struct Report<'a> {
    ok: bool,
    level: Level,
    problems: &'a [Problem],
    #[serde(flatten)]
    found: &'a Found,
}

impl Health {
    /// Looks and prints.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let mut set_up = health::set_up(&place.paths, place.settings().settings, Arc::new(SystemClock));
        if set_up.remarks.is_empty() {
            set_up.remarks = place.problems();
        }
        let outboxes = folders(place)
            .iter()
            .map(|(account, data)| health::outbox(data, account))
            .collect();
        let found = Found { set_up, outboxes };
        let problems = verdict::problems(&found, SystemClock.now());
        let level = verdict::level(&problems);
        if self.json {
            output::json(&Report {
                ok: level == Level::Fine,
                level,
                problems: &problems,
                found: &found,
            })?;
        } else {
            output::line(&words::text(&found, &problems))?;
        }
        Ok(match level {
            Level::Fine => Exit::Done,
            Level::Warning => Exit::Warning,
            Level::NeedsSomebody => Exit::NeedsSomebody,
        })
    }
}

/// An administrator's account sees everybody's outbox; its own comes first in any case.
fn folders(place: &Place) -> Vec<(String, PathBuf)> {
    let own = (String::new(), place.paths.data.clone());
    let account = deskbell_device::account().id;
    let sees_all = account == "0" || account == "S-1-5-18";
    if place.data_is_named || !sees_all {
        return vec![own];
    }
    let others = health::everyones(&place.paths).into_iter();
    let others = others.filter(|(_, data)| *data != place.paths.data);
    std::iter::once(own).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// `tests/health/*.json` is what was found on 21 November 2026 at noon, the text beside it what is printed.
    #[test]
    fn what_is_found_is_said_as_the_texts_beside_it_have_it() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/health");
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut cases = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let case = entry.unwrap().path();
            if case.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            cases += 1;
            let found: Found = serde_json::from_str(&fs::read_to_string(&case).unwrap()).unwrap();
            let problems = verdict::problems(&found, now);
            let text = words::text(&found, &problems);
            let golden = case.with_extension("txt");
            let wanted = fs::read_to_string(&golden).unwrap_or_default();
            assert_eq!(format!("{text}\n"), wanted, "{}", golden.display());
        }
        assert!(cases > 5, "{cases}");
    }
}
