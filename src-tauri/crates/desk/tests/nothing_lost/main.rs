//! Nothing lost, nothing twice: over real HTTP and a real SQLite file, on a disk that can fail and a clock that is moved.
// The program goes on in the place of one that was killed and still holds its files: they are renamed while open.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "tests")]

mod cell;
mod clock;
mod disk;
mod many;
mod matrix;
mod names;
mod sequences;
mod station;
mod trace;
mod vfs;

use std::io::Write as _;

use tokio::runtime::{Builder, Runtime};

/// Prints also where the test is fine: what was played belongs into CI's log.
fn say(text: &str) {
    drop(writeln!(std::io::stdout(), "{text}"));
}

/// Its time stands still.
fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap()
}
