//! Captures and encodes every monitor 20 times and prints medians and 95th percentiles, one JSON line per monitor.
//! `DISPLAY=:9 cargo run --release --example capture -p deskbell-device`; `cargo xtask bench` reads the lines.

#![expect(clippy::print_stdout, reason = "the figures are its result")]

use std::time::{Duration, Instant};

use deskbell_device::{Capture, CaptureError, capture};

const ROUNDS: usize = 20;

fn main() -> Result<(), CaptureError> {
    let mut captures = Vec::new();
    let capturing = times(|| captures = capture().unwrap_or_default());
    let captures: Vec<Capture> = captures.into_iter().collect::<Result<_, _>>()?;
    if captures.is_empty() {
        return Err(CaptureError::NoDisplay);
    }
    for one in &captures {
        let picture = one.encode()?;
        let encoding = times(|| drop(one.encode()));
        let thumbnails = times(|| drop(one.thumbnail(480)));
        println!(
            r#"{{"monitor":"{}","width":{},"height":{},"monitors":{},"capture_ms":{},"encode_ms":{},"thumbnail_ms":{},"bytes":{},"media_type":"{}"}}"#,
            one.monitor,
            one.image.width(),
            one.image.height(),
            captures.len(),
            figures(&capturing),
            figures(&encoding),
            figures(&thumbnails),
            picture.bytes.len(),
            picture.media_type,
        );
    }
    Ok(())
}

/// The durations of all rounds, the shortest first.
#[expect(clippy::disallowed_methods, reason = "a stopwatch measures the real time")]
fn times(mut work: impl FnMut()) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

fn figures(sorted: &[Duration]) -> String {
    let at = |part: usize| sorted[(sorted.len() - 1) * part / 100].as_secs_f64() * 1000.0;
    format!(r#"{{"median":{:.1},"p95":{:.1}}}"#, at(50), at(95))
}
