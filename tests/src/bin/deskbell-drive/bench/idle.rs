//! What an idle tray costs after a minute, beside a bare Tauri tray.

use std::future::pending;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use deskbell_tests::bell::QuietBell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::proc::{memory, wake_ups, web_views};
use deskbell_tests::programs;
use serde_json::json;
use tokio::time::timeout;

use super::report::Report;

/// Measures memory after a minute of nothing, and how often threads wake in the minute after.
pub async fn measure(report: &mut Report) -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let deskbell = QuietBell::start(&pc, practice.settings(), &["--background"]).await?;
    let bare = QuietBell::other(&pc, &programs::bare()?, Path::new("bare.log")).await?;
    let (ours, theirs) = (deskbell.process.id()?, bare.process.id()?);
    a_minute().await;
    let used = (memory(ours)?, memory(theirs)?);
    let views = web_views(ours)?;
    let before = (wake_ups(ours)?, wake_ups(theirs)?);
    a_minute().await;
    let woken = (wake_ups(ours)? - before.0, wake_ups(theirs)? - before.1);

    let ratio = |ours: u64, theirs: u64| {
        f64::from(u32::try_from(ours).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(theirs).unwrap_or(u32::MAX)).max(1.0)
    };
    for (name, ours, theirs) in [("PSS", used.0.pss, used.1.pss), ("USS", used.0.uss, used.1.uss)] {
        let ratio = ratio(ours, theirs);
        let what = format!("idle memory ({name})");
        report.row(&what, format!("{ours} KiB, bare {theirs} KiB, ratio {ratio:.2}"));
        report.goal(&format!("{what}, times bare"), ratio, 1.15);
    }
    report.row("web views before the first press", views.to_string());
    report.goal(
        "web views before the first press",
        f64::from(u8::try_from(views).unwrap_or(u8::MAX)),
        0.0,
    );
    report.row("wake-ups in an idle minute", format!("{}, bare {}", woken.0, woken.1));
    report.section(
        "idle",
        json!({
            "deskbell": { "pss_kib": used.0.pss, "uss_kib": used.0.uss, "wake_ups_per_minute": woken.0, "web_views": views },
            "bare": { "pss_kib": used.1.pss, "uss_kib": used.1.uss, "wake_ups_per_minute": woken.1 },
        }),
    );
    Ok(())
}

async fn a_minute() {
    // Time that passes is what is measured here, so nothing can end it early.
    let _ = timeout(Duration::from_mins(1), pending::<()>()).await;
}
