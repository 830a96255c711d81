//! A look at an outbox from outside, which may be another account's and of another version. Changes nothing, and leaves no
//! file behind.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};

use crate::health::{OutboxHealth, ParkedTicket};

use super::rows::AsTime;
use super::{OutboxError, schema};

/// How long a program that is in the middle of a commit is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is in the outbox of a data folder; nothing when there is none.
pub(crate) fn glance(data: &Path) -> Result<OutboxHealth, OutboxError> {
    let file = data.join("outbox.db");
    if !file.try_exists()? || std::fs::metadata(&file)?.len() == 0 {
        return Ok(OutboxHealth::default());
    }
    let connection = open(&file)?;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > schema::VERSION {
        return Err(OutboxError::Newer { found });
    }
    let time = |query: &str| -> rusqlite::Result<Option<Timestamp>> {
        let time: Option<AsTime> = connection.query_row(query, [], |row| row.get(0))?;
        Ok(time.map(|time| time.0))
    };
    let count = |query: &str| connection.query_row(query, [], |row| row.get::<_, usize>(0));
    let mut parked = connection
        .prepare("SELECT reference, saved_at, reason FROM tickets WHERE state = 'parked' ORDER BY saved_at, id")?;
    let parked = parked.query_map([], |row| {
        Ok(ParkedTicket {
            reference: row.get(0)?,
            saved_at: row.get::<_, AsTime>(1)?.0,
            reason: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        })
    })?;
    Ok(OutboxHealth {
        unsent: count("SELECT count(*) FROM tickets WHERE state IN ('sending', 'waiting')")?,
        oldest_unsent: time("SELECT min(saved_at) FROM tickets WHERE state IN ('sending', 'waiting')")?,
        parked: parked.collect::<rusqlite::Result<_>>()?,
        delivered: count("SELECT count(*) FROM tickets WHERE state = 'delivered'")?,
        last_delivery: time("SELECT max(delivered_at) FROM tickets")?,
        ..OutboxHealth::default()
    })
}

/// Without a journal beside it nobody writes, and reading must not make one: that would be ours and in the way of its
/// owner. With one, it takes part as any reader does.
fn open(file: &Path) -> rusqlite::Result<Connection> {
    let journal = file.with_file_name("outbox.db-wal");
    let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = if std::fs::metadata(journal).is_ok_and(|found| found.len() > 0) {
        Connection::open_with_flags(file, read_only)?
    } else {
        Connection::open_with_flags(uri(file), read_only | OpenFlags::SQLITE_OPEN_URI)?
    };
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

fn uri(file: &Path) -> String {
    let slashed = file.to_string_lossy().replace('\\', "/");
    let mut uri = "file:".to_owned();
    if !slashed.starts_with('/') {
        uri.push_str("///");
    }
    for byte in slashed.bytes() {
        if byte.is_ascii_alphanumeric() || b"/:-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri + "?immutable=1"
}
