//! What a command does, one stage after the other, and how long each took.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// The stages that ended well so far.
#[derive(Default)]
pub struct Stages {
    done: Vec<(String, Duration)>,
}

impl Stages {
    /// Runs one stage, says when it begins and how long it took. Its error names the stage.
    #[expect(clippy::disallowed_methods, reason = "stages are timed by the real clock")]
    pub fn run<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("\n=== {name}");
        let began = Instant::now();
        let result = work();
        let took = began.elapsed();
        match result {
            Ok(value) => {
                eprintln!("=== {name}: {}", seconds(took));
                self.done.push((name.to_owned(), took));
                Ok(value)
            }
            Err(error) => Err(error).with_context(|| format!("{name} (after {})", seconds(took))),
        }
    }

    /// All stages with their times, and the sum.
    pub fn summary(&self) -> String {
        let width = self
            .done
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or(0)
            .max(8);
        let total = self.done.iter().map(|(_, took)| *took).sum();
        let rows = self
            .done
            .iter()
            .map(|(name, took)| (name.as_str(), *took))
            .chain([("together", total)]);
        let rows: Vec<String> = rows
            .map(|(name, took)| format!("  {name:width$}  {:>9}", seconds(took)))
            .collect();
        format!("Stages and their times:\n{}\n", rows.join("\n"))
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
