//! What an idle tray costs after a minute, beside a bare Tauri tray.

use std::future::pending;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use deskbell_tests::bell::QuietBell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::proc::{Memory, memory, wake_ups, web_views};
use deskbell_tests::programs;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::report::Report;

/// What one program costs.
struct Idle {
    memory: Memory,
    web_views: usize,
    wake_ups: u64,
}

/// Measures memory after a minute of nothing, and how often threads wake in the minute after: one program after the
/// other, since what two share counts half for each.
pub async fn measure(report: &mut Report) -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    // The first GTK program on a display asks for OpenGL on behalf of all that follow, and pays for it.
    drop(bare(&pc).await?);
    let theirs = Idle::of(bare(&pc).await?).await?;
    let ours = Idle::of(QuietBell::start(&pc, practice.settings(), &["--background"]).await?).await?;
    for (name, ours, theirs) in [
        ("PSS", ours.memory.pss, theirs.memory.pss),
        ("USS", ours.memory.uss, theirs.memory.uss),
    ] {
        let ratio = f64::from(u32::try_from(ours)?) / f64::from(u32::try_from(theirs)?);
        let what = format!("idle memory ({name})");
        report.row(&what, format!("{ours} KiB, bare {theirs} KiB, ratio {ratio:.2}"));
        report.goal(&format!("{what}, times bare"), ratio, 1.15);
    }
    let views = "web views before the first press";
    report.row(views, ours.web_views.to_string());
    report.goal(views, f64::from(u32::try_from(ours.web_views)?), 0.0);
    report.row(
        "wake-ups in an idle minute",
        format!("{}, bare {}", ours.wake_ups, theirs.wake_ups),
    );
    report.section("idle", json!({ "deskbell": ours.json(), "bare": theirs.json() }));
    Ok(())
}

async fn bare(pc: &Pc) -> Result<QuietBell> {
    QuietBell::other(pc, &programs::bare()?, Path::new("bare.log")).await
}

impl Idle {
    async fn of(bell: QuietBell) -> Result<Self> {
        let id = bell.process.id()?;
        a_minute().await;
        let (memory, web_views, before) = (memory(id)?, web_views(id)?, wake_ups(id)?);
        a_minute().await;
        let wake_ups = wake_ups(id)? - before;
        bell.process.stop().await?;
        Ok(Self {
            memory,
            web_views,
            wake_ups,
        })
    }

    fn json(&self) -> Value {
        json!({
            "pss_kib": self.memory.pss,
            "uss_kib": self.memory.uss,
            "web_views": self.web_views,
            "wake_ups_per_minute": self.wake_ups,
        })
    }
}

async fn a_minute() {
    // Time that passes is what is measured here, so nothing can end it early.
    let _ = timeout(Duration::from_mins(1), pending::<()>()).await;
}
