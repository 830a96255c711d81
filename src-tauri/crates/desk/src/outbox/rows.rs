//! Rows as the rest of the desk sees them.

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::psa::RemoteId;
use crate::{BlobId, BlobKind, DraftId};

/// What a step does outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Decides where the ticket goes; only reads.
    Route,
    /// Makes the ticket.
    Ticket,
    /// Reads its number.
    Number,
    /// Adds a note.
    Note,
    /// Adds an attachment.
    Attachment,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Not sent, as far as the run that planned it knows.
    Planned,
    /// Committed before the request left; it may have happened.
    Attempting,
    /// It has happened.
    Done,
    /// It won't happen by itself.
    Parked,
}

/// Why a ticket waits or is parked, as far as somebody branches on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The ticket system can't be reached: everything waits for it.
    Offline,
    /// It is down.
    Outage,
    /// It is busy.
    Busy,
    /// A create that may have happened is being looked for.
    Ambiguous,
    /// The key was refused, or there is none.
    Key,
    /// It refused the content.
    Refused,
}

/// One outside step of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its place among the ticket's steps.
    pub(crate) ordinal: u32,
    /// What it does.
    pub(crate) kind: Kind,
    /// How far it is.
    pub(crate) state: State,
    /// The run that wrote it last; [`Uuid::nil`] when it may be older than what was sent.
    pub(crate) run: Uuid,
    /// How often it was tried.
    pub(crate) attempts: u32,
    /// Whether an attempt has left that may have happened.
    pub(crate) has_left: bool,
    /// How often it was not clear whether it happened.
    pub(crate) ambiguous: u32,
    /// By the ticket system's clock, a time when no attempt was under way any more; `None` before it has told one.
    pub(crate) ended_at: Option<Timestamp>,
    /// Parked because this key has never read back anything of its kind.
    pub(crate) unproven: bool,
    /// What it made.
    pub(crate) remote_id: Option<RemoteId>,
    /// Why it is parked.
    pub(crate) reason: Option<String>,
    /// What is to be sent, as JSON; see [`Step::content`].
    pub(crate) content: String,
}

/// The ticket to work on next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// Which.
    pub(crate) id: DraftId,
    /// Its steps, in order.
    pub(crate) steps: Vec<Step>,
    /// How often in a row something about it did not get through.
    pub(crate) tries: u32,
    /// Whether it was decided anew after a refusal.
    pub(crate) rerouted: bool,
    /// The ticket's id in the ticket system, once it exists.
    pub(crate) remote_id: Option<RemoteId>,
}

impl Step {
    /// Whether nothing can have been sent since it was written.
    pub(crate) fn is_certain(&self) -> bool {
        !self.run.is_nil()
    }

    /// What is to be sent.
    pub(crate) fn content<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.content)
    }
}

/// Columns hold the lower-case words that the schema names.
macro_rules! words {
    ($kind:ty { $($variant:path => $word:literal),* $(,)? }) => {
        impl $kind {
            pub(super) fn word(self) -> &'static str {
                match self { $($variant => $word),* }
            }
        }

        impl ToSql for $kind {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(self.word()))
            }
        }

        impl FromSql for $kind {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                match value.as_str()? {
                    $($word => Ok($variant),)*
                    _ => Err(FromSqlError::InvalidType),
                }
            }
        }
    };
}

words!(Kind {
    Self::Route => "route",
    Self::Ticket => "ticket",
    Self::Number => "number",
    Self::Note => "note",
    Self::Attachment => "attachment",
});
words!(State {
    Self::Planned => "planned",
    Self::Attempting => "attempting",
    Self::Done => "done",
    Self::Parked => "parked",
});
words!(Cause {
    Self::Offline => "offline",
    Self::Outage => "outage",
    Self::Busy => "busy",
    Self::Ambiguous => "ambiguous",
    Self::Key => "key",
    Self::Refused => "refused",
});
words!(BlobKind {
    Self::File => "file",
    Self::Picture => "picture",
});

/// A column that holds something as text.
pub(super) struct AsText<T>(pub(super) T);

impl<T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>> FromSql for AsText<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(AsText).map_err(FromSqlError::other)
    }
}

/// A column that holds something as JSON.
pub(super) struct AsJson<T>(pub(super) T);

impl<T: DeserializeOwned> FromSql for AsJson<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?)
            .map(AsJson)
            .map_err(FromSqlError::other)
    }
}

impl<T: Serialize> ToSql for AsJson<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        serde_json::to_string(&self.0)
            .map(ToSqlOutput::from)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
    }
}

/// A column that holds a time.
pub(super) struct AsTime(pub(super) Timestamp);

impl FromSql for AsTime {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Timestamp::from_millisecond(value.as_i64()?)
            .map(AsTime)
            .map_err(FromSqlError::other)
    }
}

impl ToSql for AsTime {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.as_millisecond()))
    }
}

impl ToSql for DraftId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.to_string()))
    }
}

impl ToSql for BlobId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.to_string()))
    }
}

impl ToSql for crate::Owner {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.as_str()))
    }
}

impl ToSql for RemoteId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0))
    }
}
