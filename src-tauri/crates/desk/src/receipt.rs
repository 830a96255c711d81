//! What a person is told the moment their words are safe.

use serde::{Deserialize, Serialize};

use crate::DraftId;

/// What a person reads the moment their words are safe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Our id.
    pub id: DraftId,
    /// The short code, e.g. `H7K2`.
    pub reference: String,
    /// Pictures and files for which there was no room, the largest first; nearly always none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

/// A picture or file that was handed in and could not be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its file name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Why.
    pub why: NoRoom,
}

/// Why there was no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoRoom {
    /// The disk is full.
    DiskFull,
    /// As much waits on this PC as may wait there.
    TooMuchWaiting,
}

/// What the internal note says of them, one line per reason.
pub(crate) fn remarks(left_out: &[LeftOut]) -> Vec<String> {
    let line = |why, sentence: &str| {
        let names: Vec<String> = left_out
            .iter()
            .filter(|one| one.why == why)
            .map(|one| format!("{} ({} kB)", one.name, one.bytes.div_ceil(1000)))
            .collect();
        (!names.is_empty()).then(|| format!("{sentence} {}.", names.join(", ")))
    };
    let lines = [
        line(NoRoom::DiskFull, "This PC's disk was full, so these were left out:"),
        line(
            NoRoom::TooMuchWaiting,
            "Too much was waiting on this PC already, so these were left out:",
        ),
    ];
    lines.into_iter().flatten().collect()
}
