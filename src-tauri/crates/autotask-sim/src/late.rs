//! Calls that are carried out later than they came.

use jiff::Timestamp;

use crate::simulator::Received;

/// A call whose client has had no answer.
pub(crate) struct Late {
    /// When it is carried out, by the tenant's clock.
    pub(crate) due: Timestamp,
    pub(crate) received: Received,
    /// Its path below `V1.0`.
    pub(crate) segments: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Lates(Vec<Late>);

impl Lates {
    pub(crate) fn add(&mut self, late: Late) {
        self.0.push(late);
        self.0.sort_by_key(|late| late.due);
    }

    /// The earliest one, if its time has come.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<Late> {
        let is_due = self.0.first().is_some_and(|late| late.due <= now);
        is_due.then(|| self.0.remove(0))
    }
}
