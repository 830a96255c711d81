//! Version 2. Frozen.
//!
//! What looked lost and was not sent again, because the key has never read back anything of its kind, is told apart from
//! what else is parked. `ended_at` is the ticket system's own time from here on. Ten thousand tickets are gone through in
//! order without sorting them each time.

pub(super) const CHANGE: &str = "
ALTER TABLE steps ADD COLUMN unproven INTEGER NOT NULL DEFAULT FALSE;
CREATE INDEX tickets_open ON tickets (saved_at, id) WHERE state IN ('sending', 'waiting');
CREATE INDEX tickets_delivered ON tickets (delivered_at) WHERE state = 'delivered';
CREATE INDEX codes_given ON codes (given_at);
";
