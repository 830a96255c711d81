//! Waiting for a condition, with a bound.

use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Long enough for anything that should happen at once, on a machine that has much else to do.
pub const SOON: Duration = Duration::from_secs(30);

/// Long enough for a delivery that is tried again after a pause.
pub const EVENTUALLY: Duration = Duration::from_secs(90);

/// Looks until `probe` finds something, and gives it back. Fails after `bound`, naming `what` was waited for and the
/// last error, if looking failed.
pub async fn until<T>(what: &str, bound: Duration, mut probe: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let mut last = None;
    let looking = async {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match probe().await {
                Ok(Some(found)) => return found,
                Ok(None) => last = None,
                Err(error) => last = Some(error),
            }
        }
    };
    let found = timeout(bound, looking).await;
    found.with_context(|| {
        let because = last
            .map(|error| format!("; the last look failed: {error:#}"))
            .unwrap_or_default();
        format!("waited {} s in vain: {what}{because}", bound.as_secs())
    })
}
