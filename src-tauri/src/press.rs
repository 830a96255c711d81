//! One press: the draft's id, the look that started with it, and the pictures taken before the window came onto the
//! screen. It lives as long as its window.

use std::sync::{Arc, Mutex};

use deskbell_desk::{DraftId, Facts};
use tokio::sync::{Mutex as AsyncMutex, watch};

use crate::lock;
use crate::machine::{Machine, blind};
use crate::pictures::Pictures;
use crate::view::SentView;

/// One press.
pub struct Press {
    draft: Mutex<DraftId>,
    facts: watch::Receiver<Option<Arc<Facts>>>,
    pictures: watch::Sender<Option<Arc<Pictures>>>,
    /// What the window heard of it, once sent. Locked while sending, so that a second click waits and gets the same ticket.
    pub sent: AsyncMutex<Option<SentView>>,
}

impl Press {
    /// Starts looking at the machine, on a thread of its own; pictures come later. Needs a tokio runtime around it.
    pub fn start(draft: DraftId, machine: Arc<dyn Machine>) -> Self {
        let (found, facts) = watch::channel(None);
        tokio::task::spawn_blocking(move || found.send_replace(Some(Arc::new(machine.look()))));
        Self {
            draft: Mutex::new(draft),
            facts,
            pictures: watch::Sender::new(None),
            sent: AsyncMutex::new(None),
        }
    }

    /// The draft this window writes now.
    pub fn draft(&self) -> DraftId {
        *lock(&self.draft)
    }

    /// From now on the window writes this draft, one that was kept from before.
    pub fn go_on_with(&self, draft: DraftId) {
        *lock(&self.draft) = draft;
    }

    /// The facts, as soon as the look is done.
    pub async fn facts(&self) -> Arc<Facts> {
        let mut facts = self.facts.clone();
        let found = facts.wait_for(Option::is_some).await;
        found
            .ok()
            .and_then(|found| found.clone())
            .unwrap_or_else(|| Arc::new(blind()))
    }

    /// The pictures of the last look, as soon as there was one.
    pub async fn pictures(&self) -> Arc<Pictures> {
        let mut pictures = self.pictures.subscribe();
        let taken = pictures.wait_for(Option::is_some).await;
        taken
            .ok()
            .and_then(|taken| taken.clone())
            .unwrap_or_else(|| Arc::new(Pictures::of(None)))
    }

    /// Replaces the pictures; the old ones are gone.
    pub fn show(&self, pictures: Pictures) {
        self.pictures.send_replace(Some(Arc::new(pictures)));
    }
}
