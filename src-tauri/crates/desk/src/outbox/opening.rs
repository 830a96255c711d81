//! Opening: the file, its journal and its layout; and what is done with a file that is damaged.
//!
//! A small outbox is checked whole at every start (`PRAGMA quick_check`), which costs milliseconds. Of a large one the
//! tables of words are: the bytes may be hundreds of megabytes, and damage among them costs an attachment and no words.
//! Damage that shows only later closes the outbox; it is opened anew then, as at a start, after a check of all of it.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::private;
use crate::volume::Volume;

use super::salvage::salvage;
use super::{OutboxError, PATIENCE, schema};

/// The database. SQLite puts its journal (`-wal`) and an index of that (`-shm`) beside it.
const FILE: &str = "outbox.db";
/// What was salvaged, until it takes the damaged one's place.
const SALVAGED: &str = "outbox.salvaged";

/// A file that says that damage was met.
const SUSPECT: &str = "outbox.suspect";

/// Up to this size it is checked whole at every start, in bytes.
const SMALL: u64 = 16_000_000;
/// The tables that are checked at every start in any case.
const OF_WORDS: [&str; 5] = ["meta", "tickets", "steps", "drafts", "codes"];

/// The database while it can be worked on. Closed once damage is met, and opened anew by the next piece of work.
pub(super) struct Open {
    folder: PathBuf,
    volume: Volume,
    /// The connection ends before what says that it is there.
    now: Option<(Connection, InUse)>,
}

impl Open {
    /// Opens the outbox in `folder`, and makes it if need be. A damaged one is set aside under a dated name, and what can be
    /// read of it goes on in a new one, which remembers that.
    pub(super) fn new(folder: &Path, volume: Volume) -> Result<Self, OutboxError> {
        Ok(Self {
            now: Some(open(folder, volume)?),
            folder: folder.to_owned(),
            volume,
        })
    }

    /// Does a piece of work.
    pub(super) fn work<T>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, OutboxError>,
    ) -> Result<T, OutboxError> {
        let mut now = match self.now.take() {
            Some(now) => now,
            None => open(&self.folder, self.volume)?,
        };
        let done = work(&mut now.0);
        if done.as_ref().is_err_and(OutboxError::is_damage) {
            tracing::error!("damage was met in the outbox");
            // Where even that can't be written, it is met again.
            drop(private::file(&self.folder.join(SUSPECT)));
        } else {
            self.now = Some(now);
        }
        done
    }
}

fn open(folder: &Path, volume: Volume) -> Result<(Connection, InUse), OutboxError> {
    private::folder(folder)?;
    let mut in_use = InUse::enter(folder)?;
    let file = folder.join(FILE);
    // A salvage that was cut short at its very end.
    if !file.exists() && folder.join(SALVAGED).exists() {
        fs::rename(folder.join(SALVAGED), &file)?;
    }
    let suspect = folder.join(SUSPECT).exists();
    let error = match connect(&file, volume, suspect) {
        Ok(connection) => {
            drop(fs::remove_file(folder.join(SUSPECT)));
            return Ok((connection, in_use));
        }
        Err(error) if error.is_damage() => error,
        Err(error) => return Err(error),
    };
    tracing::error!("the outbox is damaged: {error}");
    if !in_use.alone()? {
        return Err(OutboxError::DamagedInUse);
    }
    // Another program may have done it meanwhile.
    let connection = match connect(&file, volume, suspect) {
        Err(error) if error.is_damage() => {
            set_aside(folder)?;
            connect(&file, volume, false)?
        }
        other => other?,
    };
    in_use.not_alone()?;
    Ok((connection, in_use))
}

/// Opens a database that is taken to be whole, and brings it to today's layout.
fn connect(file: &Path, volume: Volume, suspect: bool) -> Result<Connection, OutboxError> {
    if file.is_dir() {
        return Err(OutboxError::Damaged("a folder is in its place".to_owned()));
    }
    // The files SQLite puts beside it take over its mode.
    private::file(file)?;
    if !begins_as_one(file)? {
        return Err(OutboxError::Damaged("it does not begin as a database does".to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    // Until it is known to be ours and whole, closing it changes nothing in it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    check(&connection, suspect || fs::metadata(file)?.len() <= SMALL)?;
    // Takes effect on a new file only, and before its first table.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    set_journal(&connection, volume)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    schema::migrate(&mut connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(connection)
}

/// An empty file is a new outbox. SQLite takes other things for one, too, and writes over them.
fn begins_as_one(file: &Path) -> io::Result<bool> {
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let mut first = Vec::new();
    File::open(file)?.take(16).read_to_end(&mut first)?;
    Ok(first.is_empty() || first == MAGIC)
}

/// Refuses a newer version before anything is changed, and damage as far as it shows cheaply.
fn check(connection: &Connection, whole: bool) -> Result<(), OutboxError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > schema::VERSION {
        return Err(OutboxError::Newer { found });
    }
    if found == 0 {
        let tables = "SELECT EXISTS (SELECT 1 FROM sqlite_schema)";
        let has_tables: bool = connection.query_row(tables, [], |row| row.get(0))?;
        if has_tables {
            return Err(OutboxError::Damaged("its version is missing".to_owned()));
        }
        return Ok(());
    }
    for table in OF_WORDS {
        if !connection.table_exists(None, table)? {
            return Err(OutboxError::Damaged(format!("the table {table} is missing")));
        }
        if !whole {
            quick_check(connection, &format!("PRAGMA quick_check({table})"))?;
        }
    }
    if whole {
        quick_check(connection, "PRAGMA quick_check")?;
    }
    Ok(())
}

fn quick_check(connection: &Connection, pragma: &str) -> Result<(), OutboxError> {
    let verdict: String = connection.query_row(pragma, [], |row| row.get(0))?;
    if verdict == "ok" {
        return Ok(());
    }
    Err(OutboxError::Damaged(verdict))
}

/// WAL needs memory that all programs share, which a network has not. There a commit also has to wait until the journal's
/// end is on the disk (EXTRA), else a power cut may bring the journal back and take the commit away.
fn set_journal(connection: &Connection, volume: Volume) -> rusqlite::Result<()> {
    let (mode, synchronous) = match volume {
        Volume::Local => ("WAL", "FULL"),
        Volume::Network => ("DELETE", "EXTRA"),
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    let changed = connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0));
    match changed {
        Err(rusqlite::Error::SqliteFailure(failure, _)) if failure.code == ErrorCode::DatabaseBusy => {
            tracing::warn!("another program uses the outbox; its journal is changed next time");
            Ok(())
        }
        changed => changed.map(drop),
    }
}

/// What can be read is written down whole before the damaged file is touched, so that a power cut on the way loses
/// nothing: it is done once more.
fn set_aside(folder: &Path) -> Result<(), OutboxError> {
    let damaged = folder.join(FILE);
    let written_last = Timestamp::try_from(fs::metadata(&damaged)?.modified()?).unwrap_or_default();
    let kept_as = dated(folder, written_last);
    let unfinished = folder.join("outbox.unfinished");
    drop(fs::remove_file(&unfinished));
    private::file(&unfinished)?;
    let mut fresh = Connection::open(&unfinished)?;
    fresh.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    fresh.pragma_update(None, "synchronous", "FULL")?;
    schema::migrate(&mut fresh)?;
    salvage(&damaged, &mut fresh, &kept_as, written_last)?;
    fresh.close().map_err(|(_, error)| error)?;
    fs::rename(&unfinished, folder.join(SALVAGED))?;
    let journal = folder.join(format!("{FILE}-wal"));
    if fs::metadata(&journal).is_ok_and(|found| found.len() > 0) {
        fs::rename(&journal, folder.join(format!("{kept_as}-wal")))?;
    }
    for rest in [journal, folder.join(format!("{FILE}-shm")), folder.join(SUSPECT)] {
        drop(fs::remove_file(rest));
    }
    fs::rename(&damaged, folder.join(&kept_as))?;
    fs::rename(folder.join(SALVAGED), damaged)?;
    Ok(())
}

/// A name that is free: `outbox-2026-11-21T194913Z.db`, after when it was written last.
fn dated(folder: &Path, written_last: Timestamp) -> String {
    let date = written_last.strftime("%Y-%m-%dT%H%M%SZ");
    let names =
        std::iter::once(format!("outbox-{date}.db")).chain((2..).map(|number| format!("outbox-{date}-{number}.db")));
    let mut free = names.filter(|name| !folder.join(name).exists());
    free.next().unwrap_or_default()
}

/// Says that a program has the outbox open, for as long as it lives. Only who is alone may set a damaged one aside: others
/// would go on writing into what nobody delivers any more.
pub(super) struct InUse {
    place: PathBuf,
    file: File,
}

impl InUse {
    fn enter(folder: &Path) -> io::Result<Self> {
        let place = folder.join("outbox.lock");
        let this = Self {
            file: private::lock_file(&place)?,
            place,
        };
        this.share()?;
        Ok(this)
    }

    /// Whether nobody else has it open. If so, nobody opens it until [`InUse::not_alone`].
    fn alone(&mut self) -> io::Result<bool> {
        self.let_go()?;
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(true),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn not_alone(&mut self) -> io::Result<()> {
        self.let_go()?;
        self.share()
    }

    /// A lock ends with the file that it was taken on, everywhere; unlocking twice on one file does not work on each system.
    fn let_go(&mut self) -> io::Result<()> {
        self.file = private::lock_file(&self.place)?;
        Ok(())
    }

    /// Where a file system has no locks, the outbox is taken to be ours alone.
    fn share(&self) -> io::Result<()> {
        match self.file.lock_shared() {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
            other => other,
        }
    }
}
