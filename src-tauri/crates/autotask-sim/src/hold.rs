//! Calls that stand still, so that a test can step in at a known moment of one.

use std::sync::{Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Moment {
    /// It has come in whole. Nothing has been done about it.
    Arrived,
    /// What becomes of it has been decided, and done where anything is done. Nothing has been answered.
    CarriedOut,
    /// As with [`Moment::CarriedOut`], and there will be no answer: the client waits for nothing.
    Unanswered,
}

/// A call that stands still at a [`Moment`] until it is let go on, or this is dropped.
#[derive(Debug)]
pub struct Held {
    method: String,
    path: String,
    moment: Moment,
    /// Being dropped is the signal.
    _go_on: oneshot::Sender<()>,
}

impl Held {
    /// The verb.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path, from `/ATServicesRest` on, without a query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where it stands.
    pub fn moment(&self) -> Moment {
        self.moment
    }

    /// Lets it go on to its next moment.
    pub fn go_on(self) {}
}

/// Who wants to see each call stand still, if anybody.
#[derive(Debug, Default)]
pub(crate) struct Hold(Mutex<Option<mpsc::UnboundedSender<Held>>>);

impl Hold {
    pub(crate) fn listen(&self) -> mpsc::UnboundedReceiver<Held> {
        let (sender, receiver) = mpsc::unbounded_channel();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        receiver
    }

    /// Returns when whoever listens lets the call go on; at once when nobody does.
    pub(crate) async fn stand_still(&self, method: &str, path: &str, moment: Moment) {
        let listener = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(listener) = listener else { return };
        let (go_on, gone_on) = oneshot::channel();
        let held = Held {
            method: method.to_owned(),
            path: path.to_owned(),
            moment,
            _go_on: go_on,
        };
        if listener.send(held).is_ok() {
            // An error is the sender being dropped, which is the signal.
            let _ = gone_on.await;
        }
    }
}
