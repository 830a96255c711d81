//! Version 2. Frozen.
//!
//! What looked lost and was not sent again, because the key has never read back anything of its kind, is told apart from
//! what else is parked. `ended_at` is the ticket system's own time from here on, and counts in the run that wrote it.

pub(super) const CHANGE: &str = "
ALTER TABLE steps ADD COLUMN unproven INTEGER NOT NULL DEFAULT FALSE;
";
