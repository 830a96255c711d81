//! What a person has to be told once, whatever window is open: that a request waits for long, or that the outbox was
//! damaged.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::alert::Alert;
use crate::desk::{Desk, Inner};
use crate::outbox::OutboxError;
use crate::{DeskError, News, Owner, Ticket};

/// A ticket that has not reached the ticket system after this long is worth a call.
pub const LONG: SignedDuration = SignedDuration::from_hours(1);

/// Something a person has to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Tiding {
    /// It was saved more than an hour ago and is still here. It is safe; if it can't wait, somebody should be called.
    WaitsLong(Ticket),
    /// The outbox was damaged and a new one opened.
    Damaged {
        /// Of these, a part may be missing.
        maimed: Vec<String>,
        /// Of these, nothing is left but the code.
        lost: Vec<String>,
        /// Nothing could be read: what waited is not known.
        unreadable: bool,
    },
}

impl Desk {
    /// What this person has not been told yet. Each tiding is answered once, also over restarts: whoever asks tells.
    /// [`News::Tidings`] says when asking is worth it; so does a start.
    pub async fn tidings(&self, owner: &Owner) -> Result<Vec<Tiding>, DeskError> {
        let desk = self.inner();
        let before = long_before(desk.clock.now());
        let late = desk.outbox.take_late(owner, before).await?;
        let mut tidings: Vec<Tiding> = late.into_iter().map(Tiding::WaitsLong).collect();
        if let Some(damage) = desk.outbox.damage().await? {
            let references = |lost| -> Vec<String> {
                let affected = damage.affected.iter().filter(|one| one.lost == lost);
                affected
                    .filter(|one| one.owner == owner.0)
                    .map(|one| one.reference.clone())
                    .collect()
            };
            let (maimed, lost) = (references(false), references(true));
            let unreadable = damage.unreadable;
            let affects_them = unreadable || !maimed.is_empty() || !lost.is_empty();
            if affects_them && desk.outbox.take_damage(owner, &damage.kept_as).await? {
                tidings.push(Tiding::Damaged {
                    maimed,
                    lost,
                    unreadable,
                });
            }
        }
        Ok(tidings)
    }
}

/// Tells the MSP what waits for long, and whoever sits here that there is something to ask for. Answers when the next
/// ticket will have waited for long.
pub(crate) async fn look(desk: &Inner) -> Result<Option<Timestamp>, OutboxError> {
    let now = desk.clock.now();
    let waiting = desk.outbox.waiting(long_before(now)).await?;
    for (ticket, since) in waiting.longest {
        desk.alert(Alert::WaitsLong { ticket, since }).await;
    }
    for owner in waiting.untold {
        desk.bulletin.announce(owner, News::Tidings);
    }
    if let Some(damage) = desk.outbox.damage().await? {
        let kept_as = damage.kept_as;
        let references = damage.affected.into_iter().map(|one| one.reference).collect();
        desk.alert(Alert::OutboxDamaged {
            kept_as,
            references,
            unreadable: damage.unreadable,
        })
        .await;
    }
    Ok(waiting.next.and_then(|saved_at| saved_at.checked_add(LONG).ok()))
}

fn long_before(now: Timestamp) -> Timestamp {
    now.saturating_sub(LONG).unwrap_or(now)
}
