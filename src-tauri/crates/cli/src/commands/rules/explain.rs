//! `deskbell-admin rules explain`

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use deskbell_desk::{Clock as _, SystemClock};
use deskbell_dispatch::{Input, Route, Step, Trace, Variable};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Serialize;
use toml::{Table, Value};

use super::RulesFile;
use crate::exit::{BadInput, Exit};
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin rules explain rules.toml --ticket ticket.toml
  deskbell-admin rules explain --ticket ticket.toml --json

A ticket file names the rules' variables; what it doesn't name is empty:
  msg        = \"The printer is jammed\"
  hostname   = \"EXEC-07\"
  selections = [\"This is an emergency\"]
  now        = \"2026-11-18T12:00\"        in the rules' time zone; the present when not given

Exit codes: 0 fine, 2 a file has errors or can't be read.";

/// Show what the rules do with a ticket, and why
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// The rules file; this machine's when not given
    file: Option<PathBuf>,
    /// The ticket, as a TOML file of variables; an empty ticket when not given
    #[arg(long, value_name = "FILE")]
    ticket: Option<PathBuf>,
    /// Print {route, trace} as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    route: &'a Route,
    trace: &'a Trace,
}

impl Explain {
    /// Runs the rules over the ticket and prints what each did.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let file = RulesFile::read(self.file.as_deref(), place)?;
        let rules = file.rules()?;
        let input = match &self.ticket {
            Some(ticket) => read_ticket(ticket, &file.time_zone())?,
            None => Input {
                now: SystemClock.now(),
                ..Input::default()
            },
        };
        let (route, trace) = rules.run(&input);
        if self.json {
            output::json(&Report {
                route: &route,
                trace: &trace,
            })?;
            return Ok(Exit::Done);
        }
        for step in &trace.steps {
            print(step)?;
        }
        output::line("")?;
        for line in trace.lines() {
            output::line(&line)?;
        }
        if let Some(rejected) = &route.rejected {
            output::line(&format!("rejected: {}", rejected.value))?;
        }
        Ok(Exit::Done)
    }
}

fn print(step: &Step) -> anyhow::Result<()> {
    let name = step
        .origin
        .rule
        .as_deref()
        .map_or_else(|| "[default]".to_owned(), |rule| format!("{rule:?}"));
    let word = if step.matched { "applied" } else { "-      " };
    output::line(&format!(
        "{word}  {name} ({}:{})  {}",
        step.origin.file, step.origin.line, step.because
    ))?;
    for change in &step.changes {
        let old = change.old.as_deref().unwrap_or("nothing");
        output::line(&format!("           {}: {old} -> {}", change.field, change.new))?;
    }
    Ok(())
}

fn read_ticket(path: &Path, zone: &TimeZone) -> anyhow::Result<Input> {
    let bad = |what: String| BadInput(format!("{}: {what}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| bad(error.to_string()))?;
    Ok(input(table, zone).map_err(bad)?)
}

fn input(table: Table, zone: &TimeZone) -> Result<Input, String> {
    let mut values = BTreeMap::new();
    let mut now = SystemClock.now();
    for (name, value) in table {
        if name == "now" {
            now = moment(&value, zone)?;
            continue;
        }
        let variable = Variable::from_name(&name).ok_or_else(|| {
            let known: Vec<&str> = Variable::ALL.into_iter().map(Variable::name).collect();
            format!(
                "there is no variable {name}; the variables are now, {}",
                known.join(", ")
            )
        })?;
        values.insert(variable, texts(&name, value)?);
    }
    Ok(Input {
        values,
        now,
        ..Input::default()
    })
}

fn texts(name: &str, value: Value) -> Result<Vec<String>, String> {
    match value {
        Value::String(text) => Ok(vec![text]),
        Value::Integer(number) => Ok(vec![number.to_string()]),
        Value::Boolean(flag) => Ok(vec![flag.to_string()]),
        Value::Array(list) => {
            let lists: Result<Vec<Vec<String>>, String> = list.into_iter().map(|one| texts(name, one)).collect();
            Ok(lists?.concat())
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => {
            Err(format!("{name} must be a text or a list of texts"))
        }
    }
}

/// A moment with an offset, or one in the rules' time zone.
fn moment(value: &Value, zone: &TimeZone) -> Result<Timestamp, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Datetime(moment) => moment.to_string(),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Array(_) | Value::Table(_) => String::new(),
    };
    let local = || zone.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    text.parse::<Timestamp>().ok().or_else(local).ok_or_else(|| {
        format!("now = {value} is no moment; write it like \"2026-11-18T12:00\" or \"2026-11-18T12:00:00+01:00\"")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(ticket: &str) -> Result<Input, String> {
        input(ticket.parse().unwrap(), &TimeZone::get("Europe/Berlin").unwrap())
    }

    #[test]
    fn a_moment_without_an_offset_is_in_the_rules_time_zone() {
        let expected: Timestamp = "2026-11-18T11:00:00Z".parse().unwrap();
        for ticket in [
            r#"now = "2026-11-18T12:00""#,
            "now = 2026-11-18T12:00:00",
            r#"now = "2026-11-18T11:00:00Z""#,
        ] {
            assert_eq!(read(ticket).unwrap().now, expected, "{ticket}");
        }
        assert!(read("now = 12").unwrap_err().contains("no moment"));
    }

    #[test]
    fn texts_lists_numbers_and_flags_are_taken_and_others_refused() {
        let ticket = "msg = \"jam\"\nselections = [\"A\", \"B\"]\nregistered = false\nqueue = 29682833";
        let values = read(ticket).unwrap().values;

        assert_eq!(values[&Variable::Selections], ["A", "B"]);
        assert_eq!(values[&Variable::Registered], ["false"]);
        assert_eq!(values[&Variable::Queue], ["29682833"]);
        assert!(read("msg = 1.5").is_err());
        assert!(read("mesage = \"x\"").unwrap_err().contains("no variable mesage"));
    }
}
