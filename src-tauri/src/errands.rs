//! What windows asked for and must not be cut short: a draft being kept, a request being handed in.

use tokio::sync::watch;

/// Counts errands under way.
pub struct Errands(watch::Sender<usize>);

/// One errand; it ends when this is dropped.
pub struct Errand<'a>(&'a Errands);

impl Errands {
    /// None under way.
    pub fn none() -> Self {
        Self(watch::Sender::new(0))
    }

    /// One more begins.
    pub fn begin(&self) -> Errand<'_> {
        self.0.send_modify(|count| *count += 1);
        Errand(self)
    }

    /// Whether any is under way.
    pub fn any(&self) -> bool {
        *self.0.borrow() > 0
    }

    /// Resolves when none is under way.
    pub async fn done(&self) {
        // The sender is ours: it can't be gone while we wait.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Drop for Errand<'_> {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}
