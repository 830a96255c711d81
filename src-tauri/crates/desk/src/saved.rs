//! A submission as it was kept: what everything after Send works from.

use jiff::Timestamp;

use crate::{BlobId, BlobKind, Draft, DraftId, Facts, Owner};

/// What was handed in, with what was decided in that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the time is called so everywhere")]
pub(crate) struct Saved {
    pub(crate) id: DraftId,
    pub(crate) owner: Owner,
    pub(crate) reference: String,
    pub(crate) saved_at: Timestamp,
    pub(crate) draft: Draft,
    pub(crate) facts: Facts,
    /// The texts of the ticked selections, as the settings had them then.
    pub(crate) selections: Vec<String>,
    /// For technicians: the front end's, and what was noticed at Send.
    pub(crate) remarks: Vec<String>,
    /// Pictures and files, in the order shown.
    pub(crate) files: Vec<SavedFile>,
}

/// One picture or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedFile {
    pub(crate) blob: BlobId,
    pub(crate) kind: BlobKind,
    pub(crate) name: String,
    pub(crate) bytes: u64,
}

impl Saved {
    /// The typed e-mail is the machine account's.
    pub(crate) fn identity_matches(&self) -> bool {
        let typed = &self.draft.requester.email;
        let account = self.facts.first("upn").unwrap_or_default();
        !typed.is_empty() && typed.to_lowercase() == account.to_lowercase()
    }

    /// For whom it is, if not for the requester: their name, else their address.
    pub(crate) fn on_behalf_of(&self) -> Option<String> {
        let other = self.draft.on_behalf_of.as_ref()?;
        let known = [&other.name, &other.email].into_iter().find(|text| !text.is_empty());
        known.cloned()
    }

    /// The subject that no rule has touched: the sender's, or one for a ticket without words. `None`: made from the
    /// message.
    pub(crate) fn given_subject(&self) -> Option<String> {
        if let Some(subject) = &self.draft.subject {
            return Some(subject.clone());
        }
        self.draft.message.is_empty().then(|| {
            let who = [
                self.draft.requester.name.as_str(),
                self.facts.first("username").unwrap_or_default(),
            ];
            let who = who.into_iter().find(|who| !who.is_empty());
            let from = who.map(|who| format!(" from {who}")).unwrap_or_default();
            let on = self.facts.first("hostname").map(|host| format!(" on {host}"));
            format!("Help request{from}{}", on.unwrap_or_default())
        })
    }
}
