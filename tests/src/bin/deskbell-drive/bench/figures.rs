//! Medians, 95th percentiles, and the clock they are taken by.

use std::time::Instant;

use serde_json::{Value, json};

/// What several runs of one thing measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    runs: Vec<f64>,
}

impl Figures {
    /// Of these runs, in any order. None at all count as zero.
    pub fn of(mut runs: Vec<f64>) -> Self {
        runs.sort_by(f64::total_cmp);
        Self { runs }
    }

    /// Half of the runs were at most this.
    pub fn median(&self) -> f64 {
        self.at(50)
    }

    /// 95 of 100 runs were at most this.
    pub fn p95(&self) -> f64 {
        self.at(95)
    }

    /// As the file has it.
    pub fn json(&self) -> Value {
        json!({ "median": self.median(), "p95": self.p95(), "runs": self.runs })
    }

    fn at(&self, percent: usize) -> f64 {
        let rank = (self.runs.len() * percent).div_ceil(100).max(1);
        self.runs.get(rank - 1).copied().unwrap_or_default()
    }
}

/// Runs something and says how many milliseconds it took.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed().as_secs_f64() * 1000.0)
}

/// Runs something asynchronous and says how many milliseconds it took.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub async fn timed_async<T>(work: impl Future<Output = T>) -> (T, f64) {
    let began = Instant::now();
    let done = work.await;
    (done, began.elapsed().as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_twenty_runs_the_median_is_the_tenth_and_p95_the_nineteenth() {
        let figures = Figures::of((1..=20).rev().map(f64::from).collect());
        assert!((figures.median() - 10.0).abs() < f64::EPSILON);
        assert!((figures.p95() - 19.0).abs() < f64::EPSILON);
        assert!((Figures::of(vec![7.0]).p95() - 7.0).abs() < f64::EPSILON);
    }
}
