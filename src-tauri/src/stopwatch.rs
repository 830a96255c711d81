//! Times from press to painted, for `--bench` and for nothing else.

use std::io::Write as _;
use std::sync::Mutex;
use std::time::Instant;

/// Runs from a press that opens a form until that form has painted. Does nothing unless `--bench` is given.
pub struct Stopwatch {
    on: bool,
    pressed: Mutex<Option<Instant>>,
}

impl Stopwatch {
    /// Prints when `on`.
    pub fn new(on: bool) -> Self {
        Self {
            on,
            pressed: Mutex::new(None),
        }
    }

    /// The bell was pressed.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    pub fn pressed(&self) {
        if self.on {
            *crate::lock(&self.pressed) = Some(Instant::now());
        }
    }

    /// The form has painted: prints `painted <ms>` once per press.
    pub fn painted(&self) {
        if let Some(pressed) = crate::lock(&self.pressed).take() {
            let milliseconds = pressed.elapsed().as_millis();
            if let Err(error) = writeln!(std::io::stdout(), "painted {milliseconds}") {
                tracing::debug!("nobody reads the benchmark: {error}");
            }
        }
    }
}
