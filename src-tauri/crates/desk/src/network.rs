//! Tells when this PC comes back to a network: what waits for one is tried then, and not when its time is over.

use netwatcher::AsyncWatch;
use netwatcher::async_adapter::Tokio;

/// The networks this PC is in. `None` where they can't be watched; then what waits goes by the clock.
pub(crate) struct Network(Option<AsyncWatch>);

impl Network {
    /// Starts to watch. Costs nothing while nothing changes.
    pub(crate) fn watch() -> Self {
        let watch = netwatcher::watch_interfaces_async::<Tokio>();
        Self(
            watch
                .inspect_err(|error| tracing::warn!(%error, "networks can't be watched"))
                .ok(),
        )
    }

    /// Until this PC has an address that it had not before.
    pub(crate) async fn came_up(&mut self) {
        let Some(watch) = &mut self.0 else {
            return std::future::pending().await;
        };
        loop {
            let update = watch.changed().await;
            if !update.is_initial && update.addrs_added().next().is_some() {
                return;
            }
        }
    }
}
