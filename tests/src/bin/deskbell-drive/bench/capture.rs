//! Capturing and encoding 3840x2160 screens with much on them. The display is the process's own, so each measuring is a
//! run of this program on that PC.

use anyhow::{Context as _, Result, ensure};
use deskbell_device::{Capture, CaptureError, Edit, Tool};
use deskbell_tests::pc::Pc;
use deskbell_tests::process::run;
use serde_json::{Value, json};

use super::RUNS;
use super::figures::{Figures, timed};
use super::report::Report;

/// A wallpaper that is hard on lossless encoders.
const NOISY: &str = "plasma:fractal";

/// Measures with one screen.
pub async fn measure(report: &mut Report) -> Result<()> {
    let pc = Pc::with_a_4k_screen().await?;
    pc.display.wallpaper("3840x2160", NOISY).await?;
    let program = std::env::current_exe()?;
    let mut command = pc.command(&program);
    command.args(["capture", &RUNS.to_string()]);
    let ended = run(&command, "").await?;
    ensure!(ended.status.success(), "{}", ended.stderr);
    let runs: Vec<Value> = serde_json::from_str(&ended.stdout).context("the measuring run's answer")?;
    let each = |key: &str| Figures::of(runs.iter().filter_map(|run| run[key].as_f64()).collect());
    let (capture, encode, both, bytes) = (each("capture_ms"), each("encode_ms"), each("both_ms"), each("bytes"));
    let redact = each("redact_ms");
    report.row(
        "capture of a 3840x2160 screen",
        format!("{:.0} ms (p95 {:.0})", capture.median(), capture.p95()),
    );
    report.row(
        "encode of it",
        format!("{:.0} ms (p95 {:.0})", encode.median(), encode.p95()),
    );
    report.row("bytes of it", format!("{:.0} kB", bytes.median() / 1000.0));
    report.goal("capture and encode per 3840x2160 screen, ms", both.median(), 150.0);
    report.goal(
        "redaction of a 3840x2160 picture to its new preview, ms",
        redact.median(),
        120.0,
    );
    report.section(
        "capture_and_encode",
        json!({ "capture_ms": capture.json(), "encode_ms": encode.json(), "both_ms": both.json(), "bytes": bytes.json(),
            "redact_ms": redact.json() }),
    );
    Ok(())
}

/// Captures and encodes this process's own display so many times and prints what it took.
pub fn here(runs: &str) -> Result<()> {
    let mut figures = Vec::new();
    for _ in 0..runs.parse()? {
        let (captured, capture_ms) = timed(deskbell_device::capture);
        let screens: Vec<Capture> = captured?.into_iter().collect::<Result<_, _>>()?;
        let screen = screens.first().context("no screen")?;
        let (picture, encode_ms) = timed(|| screen.encode());
        let bytes = picture?.bytes.len();
        let both_ms = capture_ms + encode_ms;
        let (preview, redact_ms) = timed(|| redacted(screen));
        preview?;
        figures.push(json!({
            "capture_ms": capture_ms, "encode_ms": encode_ms, "both_ms": both_ms, "bytes": bytes, "redact_ms": redact_ms,
        }));
    }
    println!("{}", Value::Array(figures));
    Ok(())
}

/// What a change costs until the form can show it: drawn on the capture, then made small twice, as the tray app does.
fn redacted(screen: &Capture) -> Result<(), CaptureError> {
    let hide = Edit {
        tool: Tool::Hide,
        x: 1200,
        y: 800,
        width: 1600,
        height: 400,
    };
    let arrow = Edit {
        tool: Tool::Arrow,
        ..hide
    };
    let view = screen.edited(&[hide, arrow]).within(1600);
    view.thumbnail(1600)?;
    view.thumbnail(320)?;
    Ok(())
}
