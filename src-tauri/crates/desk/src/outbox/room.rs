//! When the disk takes no more: words go before pictures and files.

use rusqlite::{Connection, ErrorCode, ffi};

use crate::volume;

use super::{Outbox, OutboxError};

/// The most the outbox may hold, in bytes. Pictures and files beyond it are not taken; words always are.
pub(super) const MOST: u64 = 500_000_000;
/// So much stays free for words when a file is staged, in bytes.
pub(super) const FOR_WORDS: u64 = 2_000_000;

impl Outbox {
    /// Does a piece of work that writes about `bytes`; once more after whatever room there is was made. Where that is not
    /// enough, the error is [`OutboxError::NoRoom`].
    pub(super) fn within_room<T>(
        &self,
        connection: &mut Connection,
        bytes: usize,
        work: impl Fn(&mut Connection) -> Result<T, OutboxError>,
    ) -> Result<T, OutboxError> {
        let error = match work(connection) {
            Err(error) => error,
            done => return done,
        };
        if !self.is_for_want_of_room(&error, bytes) {
            return Err(error);
        }
        make_room(connection);
        work(connection).map_err(|error| {
            if self.is_for_want_of_room(&error, bytes) {
                OutboxError::NoRoom
            } else {
                error
            }
        })
    }

    /// A file is not worth the words that could not be kept after it.
    pub(super) fn leaves_room_for_words(&self, connection: &Connection, bytes: usize) -> Result<(), OutboxError> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let room = volume::room(&self.folder).unwrap_or(u64::MAX);
        let too_much = held(connection)?.saturating_add(bytes) > MOST;
        if too_much || bytes.saturating_add(FOR_WORDS) > room {
            return Err(OutboxError::NoRoom);
        }
        Ok(())
    }

    /// A full disk says so; a quota or a limit looks like any other failed write, until it is tried out.
    fn is_for_want_of_room(&self, error: &OutboxError, bytes: usize) -> bool {
        let OutboxError::Database(rusqlite::Error::SqliteFailure(failure, _)) = error else {
            return false;
        };
        let failed_write = [ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_SHMSIZE];
        failure.code == ErrorCode::DiskFull
            || (failed_write.contains(&failure.extended_code) && volume::is_full(&self.folder, bytes))
    }
}

/// How much the outbox holds, in bytes, without what is free in it.
pub(super) fn held(connection: &Connection) -> rusqlite::Result<u64> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, u64>(0));
    Ok(pragma("page_count")?.saturating_sub(pragma("freelist_count")?) * pragma("page_size")?)
}

/// Gives what was deleted back to the disk: the pages, and the journal in which they may still be read. Failing is fine;
/// then it is done next time.
pub(super) fn make_room(connection: &Connection) {
    let freed = all_rows(connection, "PRAGMA incremental_vacuum")
        .and_then(|()| all_rows(connection, "PRAGMA wal_checkpoint(TRUNCATE)"));
    if let Err(error) = freed {
        tracing::debug!(%error, "no room could be made");
    }
}

/// Such a pragma does a part of its work with every row it answers.
fn all_rows(connection: &Connection, pragma: &str) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(pragma)?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}
