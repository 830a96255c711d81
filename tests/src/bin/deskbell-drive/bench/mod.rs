//! The measuring: what Deskbell costs, beside bare programs in the same run. Only ratios of one run mean anything
//! elsewhere; the absolute figures are this machine's.

mod calls;
mod capture;
mod figures;
mod idle;
mod press;
mod report;
mod rules;
mod save;
mod serving;
mod sizes;

use std::path::Path;

use anyhow::{Context as _, Result};

pub use capture::here as capture_here;
use report::Report;

/// How often each thing is measured.
const RUNS: usize = 20;

/// Measures everything, prints a table, and writes `out`. Missed goals are said, not failures.
pub async fn run(out: &Path) -> Result<()> {
    let mut report = Report::default();
    sizes::measure(&mut report)?;
    rules::measure(&mut report).context("rules")?;
    save::measure(&mut report, out.parent().context("a folder")?)
        .await
        .context("Send to Saved")?;
    calls::measure(&mut report).await.context("calls per ticket")?;
    serving::measure(&mut report).context("requests the practice tenant serves")?;
    capture::measure(&mut report).await.context("capture and encode")?;
    press::measure(&mut report).await.context("press to painted")?;
    idle::measure(&mut report).await.context("idle")?;
    println!("\n{report}");
    report.write(out)?;
    println!("Written to {}", out.display());
    Ok(())
}
