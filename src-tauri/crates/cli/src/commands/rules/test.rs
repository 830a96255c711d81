//! `deskbell-admin rules test`

use std::path::PathBuf;

use clap::Args;
use deskbell_dispatch::{ConditionCoverage, Coverage, TestResult};
use serde::Serialize;

use super::RulesFile;
use crate::exit::Exit;
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin rules test                   this machine's rules file
  deskbell-admin rules test rules.toml
  deskbell-admin rules test rules.toml --json

Exit codes: 0 all tests pass, 1 a test failed, 2 the file has errors or can't be read.";

/// Run the [[test]] blocks of a rules file
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Test {
    /// The rules file; this machine's when not given
    file: Option<PathBuf>,
    /// Print {file, passed, failed, tests, coverage} as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    passed: usize,
    failed: usize,
    tests: Vec<Tested<'a>>,
    coverage: &'a Coverage,
}

#[derive(Serialize)]
struct Tested<'a> {
    name: &'a str,
    line: u32,
    passed: bool,
    differences: Vec<Difference<'a>>,
}

#[derive(Serialize)]
struct Difference<'a> {
    field: &'a str,
    expected: &'a str,
    got: &'a str,
}

impl Test {
    /// Runs the tests and prints what came of each.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let file = RulesFile::read(self.file.as_deref(), place)?;
        let rules = file.rules()?;
        let (results, coverage) = (rules.test(), rules.coverage());
        let failed = results.iter().filter(|result| !result.differences.is_empty()).count();
        let passed = results.len() - failed;
        if self.json {
            output::json(&Report {
                file: &file.name,
                passed,
                failed,
                tests: results.iter().map(tested).collect(),
                coverage: &coverage,
            })?;
        } else {
            for result in &results {
                print(&file.name, result)?;
            }
            print_coverage(&file.name, &coverage)?;
            output::line(&format!("{}: {passed} passed, {failed} failed", file.name))?;
        }
        Ok(if failed == 0 { Exit::Done } else { Exit::Failed })
    }
}

fn tested(result: &TestResult) -> Tested<'_> {
    let differences = result.differences.iter();
    Tested {
        name: &result.name,
        line: result.line,
        passed: result.differences.is_empty(),
        differences: differences
            .map(|(field, expected, got)| Difference { field, expected, got })
            .collect(),
    }
}

fn print(file: &str, result: &TestResult) -> anyhow::Result<()> {
    let word = if result.differences.is_empty() {
        "ok    "
    } else {
        "FAILED"
    };
    output::line(&format!("{word}  {} ({file}:{})", result.name, result.line))?;
    for (field, expected, got) in &result.differences {
        output::line(&format!("        {field}"))?;
        output::line(&format!("          - {}   expected", shown(expected)))?;
        output::line(&format!("          + {}   got", shown(got)))?;
    }
    Ok(())
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "(nothing)" } else { value }
}

/// How much of the file the tests try, and what they leave out.
fn print_coverage(file: &str, coverage: &Coverage) -> anyhow::Result<()> {
    let matched = coverage.rules.iter().filter(|rule| rule.matched > 0).count();
    let covered = coverage
        .conditions
        .iter()
        .filter(|condition| condition.covered())
        .count();
    output::line(&format!(
        "Tried: {matched} of {} rules matched; {covered} of {} conditions seen to hold and to fail",
        coverage.rules.len(),
        coverage.conditions.len()
    ))?;
    for rule in coverage.rules.iter().filter(|rule| rule.matched == 0) {
        output::line(&format!(
            "        no test makes \"{}\" match ({file}:{})",
            rule.name, rule.line
        ))?;
    }
    for condition in coverage.conditions.iter().filter(|condition| !condition.covered()) {
        let (key, rule, line) = (&condition.key, &condition.rule, condition.line);
        output::line(&format!(
            "        {key} of \"{rule}\" {} ({file}:{line})",
            lacking(condition)
        ))?;
    }
    Ok(())
}

fn lacking(condition: &ConditionCoverage) -> &'static str {
    match (condition.held > 0, condition.failed > 0) {
        (false, false) => "is never looked at",
        (false, true) => "never holds",
        (true, _) => "never fails",
    }
}
