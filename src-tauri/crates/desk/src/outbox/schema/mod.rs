//! The database's layout over time: one frozen module per version, never changed once released.

mod v1;
mod v2;

use rusqlite::{Connection, TransactionBehavior};

use super::OutboxError;

/// The version this program writes.
pub(super) const VERSION: i64 = 2;

/// Brings a database to [`VERSION`]. A newer one is left alone.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), OutboxError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > VERSION {
        return Err(OutboxError::Newer { found });
    }
    if found == VERSION {
        return Ok(());
    }
    // Another program may be doing the same.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found < 1 {
        transaction.execute_batch(v1::CREATE)?;
    }
    if found < 2 {
        transaction.execute_batch(v2::CHANGE)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(())
}
