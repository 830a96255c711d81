//! What was measured, as a table for people and as a file for programs.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::{Map, Value, json};

/// Everything measured so far.
#[derive(Default)]
pub struct Report {
    rows: Vec<(String, String)>,
    goals: Vec<Goal>,
    sections: Map<String, Value>,
}

struct Goal {
    what: String,
    measured: f64,
    at_most: f64,
}

impl Report {
    /// A line of the table.
    pub fn row(&mut self, what: &str, figures: String) {
        eprintln!("  {what}: {figures}");
        self.rows.push((what.to_owned(), figures));
    }

    /// A part of the file.
    pub fn section(&mut self, name: &str, value: Value) {
        self.sections.insert(name.to_owned(), value);
    }

    /// Something that should be at most this much.
    pub fn goal(&mut self, what: &str, measured: f64, at_most: f64) {
        self.goals.push(Goal {
            what: what.to_owned(),
            measured,
            at_most,
        });
    }

    /// Writes everything as JSON.
    pub fn write(&self, file: &Path) -> Result<()> {
        let goals: Vec<Value> = self
            .goals
            .iter()
            .map(|goal| json!({ "goal": goal.what, "measured": goal.measured, "at_most": goal.at_most, "met": goal.met() }))
            .collect();
        let mut all = self.sections.clone();
        all.insert("goals".to_owned(), Value::Array(goals));
        Ok(fs::write(file, format!("{:#}\n", Value::Object(all)))?)
    }
}

impl Goal {
    fn met(&self) -> bool {
        self.measured <= self.at_most
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .rows
            .iter()
            .map(|(what, _)| what.chars().count())
            .max()
            .unwrap_or(0);
        for (what, figures) in &self.rows {
            writeln!(f, "{what:width$}  {figures}")?;
        }
        writeln!(f, "\nGoals")?;
        for goal in &self.goals {
            let verdict = if goal.met() { "met   " } else { "MISSED" };
            writeln!(
                f,
                "  {verdict}  {}: {:.2}, at most {:.2}",
                goal.what, goal.measured, goal.at_most
            )?;
        }
        Ok(())
    }
}
