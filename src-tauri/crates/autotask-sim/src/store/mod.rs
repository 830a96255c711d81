//! What is on disk: the bytes of attachments always, so that thousands of pictures don't fill the memory; with a data
//! folder, every change as well.

mod journal;
mod spool;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::journal::Journal;
use self::spool::Spool;
use crate::Row;

/// Why a data folder could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// Another process has it open.
    #[error("{} is in use by another autotask-sim", .0.display())]
    InUse(PathBuf),
    /// A line before the last one can't be read: this is no torn end, but damage.
    #[error("{}:{line}: not a line of a journal: {reason}", .path.display())]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What the reader says.
        reason: String,
    },
    /// It can't be made, read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Where an attachment's content lies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct File {
    offset: u64,
    pub(crate) bytes: u64,
    /// In hexadecimal.
    pub(crate) sha256: String,
}

/// What one call changed. It is kept whole or not at all.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Change {
    /// Rows as they have become, by entity path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) rows: Vec<(String, Row)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) gone: Vec<(String, i64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<(i64, File)>,
    /// The last ticket number given out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<(Date, u32)>,
}

impl Change {
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.gone.is_empty() && self.files.is_empty() && self.number.is_none()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Store {
    journal: Option<Journal>,
    spool: Spool,
    torn: u64,
}

impl Store {
    /// Opens a data folder, made if need be, and hands every change kept in it to `replay`, oldest first.
    pub(crate) fn open(folder: &Path, mut replay: impl FnMut(Change)) -> Result<Self, DataError> {
        fs::create_dir_all(folder).map_err(|source| DataError::Io {
            path: folder.to_owned(),
            source,
        })?;
        let mut end = 0;
        let (journal, torn) = Journal::open(&folder.join("journal.jsonl"), |change| {
            end = change
                .files
                .iter()
                .map(|(_, file)| file.offset + file.bytes)
                .fold(end, u64::max);
            replay(change);
        })?;
        let path = folder.join("attachments.bin");
        let spool = Spool::open(&path, end).map_err(|source| DataError::Io { path, source })?;
        Ok(Self {
            journal: Some(journal),
            spool,
            torn,
        })
    }

    /// How many bytes of an unfinished last line were dropped on opening: a change nobody was told had happened.
    pub(crate) fn torn(&self) -> u64 {
        self.torn
    }

    /// Keeps a change. When this returns, it outlives the process.
    pub(crate) fn keep(&mut self, change: &Change) -> io::Result<()> {
        match &mut self.journal {
            Some(journal) if !change.is_empty() => journal.append(change),
            _ => Ok(()),
        }
    }

    pub(crate) fn put(&mut self, bytes: &[u8], sha256: String) -> io::Result<File> {
        let offset = self.spool.append(bytes)?;
        Ok(File {
            offset,
            bytes: bytes.len() as u64,
            sha256,
        })
    }

    pub(crate) fn get(&self, file: &File) -> io::Result<Bytes> {
        self.spool.read(file.offset, file.bytes)
    }
}
