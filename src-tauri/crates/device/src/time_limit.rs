//! Work that must not hold anybody: it runs on a thread of its own, and whoever asked goes on without it after a while.
//! The only module of this crate that asks the system for the time.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The moment after which nobody waits any longer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// The deadline came first. The thread is left to itself.
    Late,
    /// The work ended without an answer: its thread panicked or could not be started.
    Died,
}

impl Deadline {
    /// `limit` from now.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of this crate that measures time"
    )]
    pub fn within(limit: Duration) -> Self {
        Self(Instant::now() + limit)
    }

    /// The next message, if one comes in time.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of this crate that measures time"
    )]
    pub fn next<T>(self, receiver: &Receiver<T>) -> Result<T, NoAnswer> {
        let left = self.0.saturating_duration_since(Instant::now());
        receiver.recv_timeout(left).map_err(|error| match error {
            RecvTimeoutError::Timeout => NoAnswer::Late,
            RecvTimeoutError::Disconnected => NoAnswer::Died,
        })
    }
}

/// Starts `work` on a thread of its own; its answer comes out of the receiver.
pub(crate) fn start<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
    let (sender, receiver) = channel();
    let started = thread::Builder::new().name(name.to_owned()).spawn(move || {
        // Nobody may be waiting any more, which is what a deadline is for.
        let _ = sender.send(work());
    });
    if let Err(error) = started {
        tracing::warn!(name, %error, "a thread could not be started");
    }
    receiver
}
