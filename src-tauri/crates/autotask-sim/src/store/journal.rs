//! An append-only file of changes, one line of JSON each.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;

use super::{Change, DataError};

#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    /// Where the next line goes.
    end: u64,
}

impl Journal {
    /// Opens or makes the journal and hands every change in it to `replay`. Also says how many bytes of an unfinished
    /// last line were cut off.
    pub(super) fn open(path: &Path, replay: impl FnMut(Change)) -> Result<(Self, u64), DataError> {
        let failed = |source| DataError::Io {
            path: path.to_owned(),
            source,
        };
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => DataError::InUse(path.to_owned()),
            TryLockError::Error(source) => failed(source),
        })?;
        let end = read(path, &file, replay)?;
        let torn = file.metadata().map_err(failed)?.len() - end;
        file.set_len(end).map_err(failed)?;
        Ok((Self { file, end }, torn))
    }

    pub(super) fn append(&mut self, change: &Change) -> io::Result<()> {
        let mut line = serde_json::to_vec(change)?;
        line.push(b'\n');
        self.file.seek(SeekFrom::Start(self.end))?;
        if let Err(error) = self.file.write_all(&line) {
            // Half a line in the middle would spoil everything after it.
            self.file.set_len(self.end)?;
            return Err(error);
        }
        self.end += line.len() as u64;
        Ok(())
    }
}

/// Reads all whole lines; answers where the last of them ends.
fn read(path: &Path, file: &File, mut replay: impl FnMut(Change)) -> Result<u64, DataError> {
    let mut lines = BufReader::new(file);
    let (mut end, mut line) = (0, Vec::new());
    for number in 1.. {
        line.clear();
        let length = lines.read_until(b'\n', &mut line).map_err(|source| DataError::Io {
            path: path.to_owned(),
            source,
        })?;
        if line.last() != Some(&b'\n') {
            break;
        }
        let change = serde_json::from_slice(&line).map_err(|error| DataError::Damaged {
            path: path.to_owned(),
            line: number,
            reason: error.to_string(),
        })?;
        replay(change);
        end += length as u64;
    }
    Ok(end)
}
