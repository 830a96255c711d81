//! What happens in a run, in order, and the one moment at which something is to go wrong.

use std::sync::{Mutex, MutexGuard, PoisonError};

use autotask_sim::Moment;
use tokio::sync::Notify;

/// A step boundary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Nothing of a commit has been written yet.
    CommitBegins,
    /// All of it has been written, and nothing is synced.
    CommitIsWritten,
    /// It is done.
    CommitEnds,
    /// Nothing of what is in the log has been brought into the database yet.
    CheckpointBegins,
    /// All of it is there, and nothing is synced.
    CheckpointIsWritten,
    /// A call of the desk's, as the server sees it: verb and path without ids.
    Call(String, Moment),
}

/// Events as they come, and where the trap is.
#[derive(Default)]
pub struct Trace {
    inner: Mutex<Inner>,
    sprung: Notify,
}

#[derive(Default)]
struct Inner {
    events: Vec<Event>,
    /// The place of the event at which something is to go wrong.
    trap: Option<usize>,
    is_sprung: bool,
}

impl Trace {
    pub fn with_trap(trap: Option<usize>) -> Self {
        let inner = Inner {
            trap,
            ..Inner::default()
        };
        Self {
            inner: Mutex::new(inner),
            sprung: Notify::new(),
        }
    }

    /// Something is to go wrong at the event after so many more.
    pub fn arm(&self, after: usize) {
        let mut inner = self.locked();
        inner.trap = Some(inner.events.len() + after);
        inner.is_sprung = false;
    }

    /// Nothing is to go wrong any more.
    pub fn disarm(&self) {
        self.locked().trap = None;
    }

    /// Whether this is where something goes wrong.
    pub fn meet(&self, event: Event) -> bool {
        let mut inner = self.locked();
        inner.events.push(event);
        let is_here = inner.trap.is_some_and(|trap| inner.events.len() == trap + 1);
        inner.is_sprung |= is_here;
        is_here
    }

    /// The program is to be ended: it stands still.
    pub fn spring(&self) {
        self.sprung.notify_one();
    }

    /// Until the program stands still to be ended.
    pub async fn sprung(&self) {
        self.sprung.notified().await;
    }

    pub fn is_sprung(&self) -> bool {
        self.locked().is_sprung
    }

    pub fn events(&self) -> Vec<Event> {
        self.locked().events.clone()
    }

    fn locked(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
