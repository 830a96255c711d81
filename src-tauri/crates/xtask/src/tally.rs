//! Counting tests from what cargo, vitest, node and Python's unittest print.

use std::fmt;

use anyhow::Result;

/// How many tests passed and failed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u32,
    /// Failed.
    pub failed: u32,
}

impl Tally {
    /// Lets `run` run tests and count them. Tests that ended badly without one that failed (they could not even be built
    /// or started) count as one.
    pub fn count(&mut self, run: impl FnOnce(&mut Self) -> Result<bool>) -> Result<()> {
        let failed_before = self.failed;
        let ended_well = run(self)?;
        if !ended_well && self.failed == failed_before {
            self.failed += 1;
        }
        Ok(())
    }

    /// Counts a line, when it is one that sums up a run: cargo's `test result: …`, vitest's `Tests …`, node's `ℹ pass …`
    /// and `ℹ fail …`, unittest's `Ran … tests` and `FAILED (…)`.
    pub fn hear(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if let Some(count) = line.strip_prefix("ℹ pass ").and_then(number) {
            self.passed += count;
        } else if let Some(count) = line.strip_prefix("ℹ fail ").and_then(number) {
            self.failed += count;
        } else if let Some(count) = line.strip_prefix("Ran ").and_then(number) {
            self.passed += count;
        } else if let Some(kinds) = line.strip_prefix("FAILED (") {
            let failed = kinds.split('=').skip(1).filter_map(number).sum();
            self.passed = self.passed.saturating_sub(failed);
            self.failed += failed;
        } else {
            self.hear_pairs(line);
        }
    }

    fn hear_pairs(&mut self, line: &str) {
        let Some(counts) = line
            .strip_prefix("test result:")
            .or_else(|| line.strip_prefix("Tests "))
        else {
            return;
        };
        let words: Vec<&str> = counts
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            if let [count, kind] = pair
                && let Ok(count) = count.parse::<u32>()
            {
                match *kind {
                    "passed" => self.passed += count,
                    "failed" => self.failed += count,
                    _ => {}
                }
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number that a text begins with.
fn number(text: &str) -> Option<u32> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn without_colours(line: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in line.chars() {
        match (inside, c) {
            (false, '\u{1b}') => inside = true,
            (false, _) => text.push(c),
            (true, 'm') => inside = false,
            (true, _) => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_and_vitest_lines_add_up_and_others_count_nothing() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test a ... ok",
            "test result: FAILED. 2 passed; 1 failed; 4 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m14 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (14)\u{1b}[39m",
            "      Tests  1 failed | 5 passed (6)",
            " Test Files  9 passed (9)",
        ] {
            tally.hear(line);
        }
        assert_eq!(tally, Tally { passed: 21, failed: 2 });
        assert_eq!(tally.to_string(), "21 passed, 2 failed");
    }

    #[test]
    fn node_s_and_unittest_s_lines_add_up() {
        let mut tally = Tally::default();
        for line in [
            "✔ wrong secret: an empty 401 (4.7ms)",
            "ℹ tests 22",
            "\u{1b}[34mℹ pass 20\u{1b}[39m",
            "ℹ fail 2",
            "ℹ skipped 0",
            "Ran 16 tests in 0.251s",
            "OK",
            "Ran 5 tests in 0.251s",
            "FAILED (failures=1, errors=2)",
        ] {
            tally.hear(line);
        }
        assert_eq!(tally, Tally { passed: 38, failed: 5 });
    }

    #[test]
    fn tests_that_could_not_be_started_count_as_a_failure() {
        let mut tally = Tally::default();
        tally.count(|_| Ok(false)).unwrap();
        tally
            .count(|tally| {
                tally.hear("ℹ fail 3");
                Ok(false)
            })
            .unwrap();
        tally.count(|_| Ok(true)).unwrap();
        assert_eq!(tally, Tally { passed: 0, failed: 4 });
    }
}
