//! What can go wrong, and what may be done about it.

use std::fmt;
use std::time::Duration;

/// What may be done after a failed call. Decided in this crate, beside the answer that it was decided from; nobody above
/// needs to look at a status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Nothing happened, and the same call may work later.
    Transient {
        /// Not before this long, when Autotask said so or its documentation does.
        after: Option<Duration>,
    },
    /// The same call will never work.
    Permanent,
    /// A create that may have happened. Autotask has no idempotency key: look for what you made before you try again.
    Ambiguous,
}

impl Retry {
    /// Nothing happened; no time was given.
    pub(crate) const LATER: Self = Self::Transient { after: None };
}

/// What a call does to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Reads one, or many.
    Query,
    /// Makes one. The only verb whose failure can be ambiguous.
    Create,
    /// Changes one. Doing it twice is doing it once.
    Update,
    /// Deletes one.
    Delete,
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Query => "query",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        })
    }
}

/// Why the key was refused, as far as Autotask says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// No zone knows this user name.
    UnknownUser,
    /// The tracking identifier (integration code) is not one of this tenant's.
    TrackingIdentifier,
    /// The API user is locked.
    Locked,
    /// An empty 401: a wrong secret, or, in some tenants, any of the above.
    Unsaid,
    /// Autotask was not asked: this key was refused twice in a row before, and further tries would lock the API user.
    /// [`Client::try_key_again`](crate::Client::try_key_again) lifts it; else one try is made after six hours or more.
    Stopped,
    /// The key holds a character that no header can carry, or is empty; Autotask was not asked.
    Malformed,
}

/// A failed call.
///
/// No variant ever holds the secret: what Autotask (or something between) says is passed on whole, but a repetition of
/// the secret in it is taken out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The key was refused.
    #[error("Autotask refused the API user: {text}")]
    Credentials {
        /// Why.
        reason: Refusal,
        /// What Autotask said, or what was noticed.
        text: String,
    },
    /// The API user's security level doesn't allow this.
    #[error("the API user may not {verb} {entity}: {text}")]
    Permission {
        /// The entity, as in the API's addresses, e.g. `Tickets`.
        entity: String,
        /// What was tried.
        verb: Verb,
        /// What Autotask said.
        text: String,
    },
    /// Autotask refused the content. It answers this with status 500.
    #[error("Autotask did not accept this: {text}")]
    Validation {
        /// The field that the text names, if it names one.
        field: Option<String>,
        /// What Autotask said.
        text: String,
    },
    /// There is no such record, or this API user may not see it: Autotask doesn't tell these apart.
    #[error("not found: {text}")]
    NotFound {
        /// What was looked for.
        text: String,
    },
    /// More than three calls at once to one endpoint, by all users of the tracking identifier together. Short and frequent.
    #[error("too many calls to Autotask at once: {text}")]
    ThreadLimit {
        /// What Retry-After said, 20 s at most; else 5 s.
        after: Option<Duration>,
        /// What Autotask said.
        text: String,
    },
    /// The tenant's 10,000 calls an hour, of all integrations together, are used up.
    #[error("this hour's calls to Autotask are used up: {text}")]
    HourLimit {
        /// What Retry-After said, an hour at most; else 10 minutes. When the client itself has noticed, when a call of
        /// its own is an hour ago.
        after: Option<Duration>,
        /// What Autotask said, or what was noticed.
        text: String,
    },
    /// The tenant's 10,000,000 attachment bytes in five minutes are used up.
    #[error("Autotask takes no attachments for five minutes: {text}")]
    AttachmentLimit {
        /// What Retry-After said, else five minutes. When the client itself has noticed, when there is room again.
        after: Option<Duration>,
        /// What Autotask said, or what was noticed.
        text: String,
    },
    /// Autotask failed, or is down.
    #[error("Autotask is not available: {text}")]
    Unavailable {
        /// Status and text of the answer.
        text: String,
        /// What may be done.
        retry: Retry,
    },
    /// Autotask could not be reached, or the connection broke.
    #[error("Autotask could not be reached: {text}")]
    Network {
        /// What the network said.
        text: String,
        /// What may be done.
        retry: Retry,
    },
    /// No trusted connection came about, so nothing was sent.
    #[error("no trusted connection to Autotask: {text}")]
    Tls {
        /// What the TLS library said.
        text: String,
    },
    /// The proxy didn't let the call through, so nothing was sent to Autotask.
    #[error("the proxy did not let the call through: {text}")]
    Proxy {
        /// What the proxy said.
        text: String,
    },
    /// An answer that Autotask is not known to give: a redirect, another host's address, no JSON where JSON belongs.
    #[error("an unexpected answer: {text}")]
    Protocol {
        /// What was unexpected.
        text: String,
        /// What may be done.
        retry: Retry,
    },
}

impl Error {
    /// What may be done now.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Credentials { .. } | Self::Permission { .. } | Self::Validation { .. } | Self::NotFound { .. } => {
                Retry::Permanent
            }
            Self::ThreadLimit { after, .. } | Self::HourLimit { after, .. } | Self::AttachmentLimit { after, .. } => {
                Retry::Transient { after: *after }
            }
            Self::Unavailable { retry, .. } | Self::Network { retry, .. } | Self::Protocol { retry, .. } => *retry,
            Self::Tls { .. } | Self::Proxy { .. } => Retry::LATER,
        }
    }

    /// The text that came with it, whoever said it.
    pub fn text(&self) -> &str {
        match self {
            Self::Credentials { text, .. }
            | Self::Permission { text, .. }
            | Self::Validation { text, .. }
            | Self::NotFound { text }
            | Self::ThreadLimit { text, .. }
            | Self::HourLimit { text, .. }
            | Self::AttachmentLimit { text, .. }
            | Self::Unavailable { text, .. }
            | Self::Network { text, .. }
            | Self::Tls { text }
            | Self::Proxy { text }
            | Self::Protocol { text, .. } => text,
        }
    }

    /// Every field that a refusal of the content names, in Autotask's words; empty for any other error.
    pub fn fields(&self) -> Vec<String> {
        match self {
            Self::Validation { text, .. } => crate::answer::fields_of(text),
            Self::Credentials { .. }
            | Self::Permission { .. }
            | Self::NotFound { .. }
            | Self::ThreadLimit { .. }
            | Self::HourLimit { .. }
            | Self::AttachmentLimit { .. }
            | Self::Unavailable { .. }
            | Self::Network { .. }
            | Self::Tls { .. }
            | Self::Proxy { .. }
            | Self::Protocol { .. } => Vec::new(),
        }
    }

    pub(crate) fn map_text(mut self, change: impl Fn(&str) -> String) -> Self {
        match &mut self {
            Self::Credentials { text, .. }
            | Self::Permission { text, .. }
            | Self::Validation { text, .. }
            | Self::NotFound { text }
            | Self::ThreadLimit { text, .. }
            | Self::HourLimit { text, .. }
            | Self::AttachmentLimit { text, .. }
            | Self::Unavailable { text, .. }
            | Self::Network { text, .. }
            | Self::Tls { text }
            | Self::Proxy { text }
            | Self::Protocol { text, .. } => *text = change(text),
        }
        self
    }
}
