//! What a person says: the draft, who they are, and what they hand in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The ticket's id from the press onward: a UUIDv7, made once, and what makes [`crate::Desk::submit`] idempotent.
/// It ends up as the ticket's key in the ticket system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftId(pub Uuid);

impl std::fmt::Display for DraftId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for DraftId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Whose draft, row or event it is: a SID on Windows, a uid elsewhere. Every call and every row carries one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Owner(pub String);

/// Names bytes that were staged for a draft. Bytes reach the desk as a stream, never as a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlobId(pub Uuid);

/// How it is known who the requester is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KnownBy {
    /// The operating system's own account says so.
    Os,
    /// A person typed it; it proves nothing.
    Typed,
    /// A script or RMM running as an administrator said so.
    Admin,
}

/// Who asks for help, as far as they or the machine say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    /// As typed or prefilled; may be empty.
    pub name: String,
    /// As typed or prefilled; may be empty.
    pub email: String,
    /// Optional; empty when not given.
    #[serde(default)]
    pub phone: String,
    /// How the name and e-mail above are known.
    pub known_by: KnownBy,
}

/// Whom a request is for, when it is not for whoever sends it. As typed; either may be empty, not both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnBehalfOf {
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Their e-mail address.
    #[serde(default)]
    pub email: String,
}

/// What a person has written so far. Kept for 24 h when the form is closed; pictures are never part of a kept draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Made on press.
    pub id: DraftId,
    /// What is wrong, in the person's words. At most [`crate::MESSAGE_CHARS`] characters are accepted at submit.
    #[serde(default)]
    pub message: String,
    /// A subject, when the sender gives one (scripts do, the form does not); else it is made from the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Ids of the ticked selections, as the settings name them.
    #[serde(default)]
    pub selections: Vec<String>,
    /// Answers to short texts, by the selection's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, String>,
    /// Who asks.
    pub requester: Requester,
    /// For whom, if not for themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OnBehalfOf>,
    /// Added files, in the order added.
    #[serde(default)]
    pub files: Vec<BlobId>,
}

/// What kind of bytes a blob holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlobKind {
    /// A file the person added. Survives with a kept draft.
    File,
    /// A picture of the screen, staged only when the person pressed Send and saw it.
    Picture,
}

/// Everything that is handed in at Send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The words.
    pub draft: Draft,
    /// Pictures, staged as [`BlobKind::Picture`], in the order shown.
    #[serde(default)]
    pub pictures: Vec<BlobId>,
    /// Facts about the machine, already without what the person switched off.
    pub facts: crate::Facts,
    /// Notes from the front end for the technicians, e.g. "No picture: the screen could not be captured (…)".
    #[serde(default)]
    pub remarks: Vec<String>,
    /// The front end could not ask for everything that the settings require (a script, a window without the admin's own
    /// form): what is missing is said to the technicians then, and keeps nothing from being sent.
    #[serde(default)]
    pub unasked: bool,
}
