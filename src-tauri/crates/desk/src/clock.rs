//! Time is passed in. This is the only module of the desk that asks the system for it.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

/// Where the desk gets the time from and how it waits.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Waits until `at`, or a little longer.
    async fn sleep_until(&self, at: Timestamp);
}

/// The system's own time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that waits")]
    async fn sleep_until(&self, at: Timestamp) {
        let left = Duration::try_from(at.duration_since(self.now())).unwrap_or_default();
        tokio::time::sleep(left).await;
    }
}
