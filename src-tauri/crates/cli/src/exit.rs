//! Exit codes. Scripts and RMMs branch on them; they are documented in `--help` and never change their meaning.

use std::process::ExitCode;

use deskbell_desk::{DeskError, State};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: sent, or fine.
    Done,
    /// 1: failed.
    Failed,
    /// 2: what was handed in can't be used.
    BadInput,
    /// 3: saved, but not yet sent.
    Saved,
    /// 4: a rule rejects it; nothing was sent.
    Rejected,
    /// 5: parked; it needs a human.
    Parked,
    /// 1, of `health`: somebody should look.
    Warning,
    /// 2, of `health`: it won't get better by itself.
    NeedsSomebody,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed | Self::Warning => 1,
            Self::BadInput | Self::NeedsSomebody => 2,
            Self::Saved => 3,
            Self::Rejected => 4,
            Self::Parked => 5,
        }
    }

    /// What a ticket's state means to a script.
    pub const fn of_state(state: &State) -> Self {
        match state {
            State::Delivered => Self::Done,
            State::Sending | State::Waiting { .. } => Self::Saved,
            State::Parked { .. } => Self::Parked,
        }
    }

    /// What an error means to a script.
    pub fn of_error(error: &anyhow::Error) -> Self {
        if error.is::<BadInput>() {
            return Self::BadInput;
        }
        match error.downcast_ref::<DeskError>() {
            Some(DeskError::Empty | DeskError::Invalid { .. } | DeskError::TooLarge { .. }) => Self::BadInput,
            Some(DeskError::Rejected { .. }) => Self::Rejected,
            Some(_) | None => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What was handed in can't be used: one sentence that says what, and what would be right.
#[derive(Debug)]
pub struct BadInput(pub String);

impl std::fmt::Display for BadInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadInput {}
