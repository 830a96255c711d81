//! Results go to standard output, messages to standard error; nothing else writes to either.

use std::io::{self, ErrorKind, Write as _};

use serde::Serialize;

/// A line of the result.
pub fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    gone_is_fine(writeln!(out, "{text}").and_then(|()| out.flush()))
}

/// The result as one line of JSON.
pub fn json(value: &impl Serialize) -> io::Result<()> {
    line(&serde_json::to_string(value)?)
}

/// A message to whoever sits there. Nobody is told when standard error is closed.
pub fn message(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A question, with the cursor left behind it.
pub fn question(text: &str) {
    let mut err = io::stderr().lock();
    let _ = write!(err, "{text}").and_then(|()| err.flush());
}

/// A reader that has seen enough (`| head -1`) is no failure.
fn gone_is_fine(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
