//! Version 1. Frozen.
//!
//! Times are milliseconds since 1970. Every row has its owner. A blob without a ticket belongs to a draft.

pub(super) const CREATE: &str = "
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('created_by', 'deskbell outbox 1');

CREATE TABLE tickets (
    id               TEXT PRIMARY KEY,
    owner            TEXT NOT NULL,
    reference        TEXT NOT NULL UNIQUE,
    saved_at         INTEGER NOT NULL,
    settings_version TEXT NOT NULL,
    rules_version    TEXT NOT NULL,
    subject          TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('sending', 'waiting', 'parked', 'delivered')),
    cause            TEXT,
    reason           TEXT,
    next_try         INTEGER NOT NULL,
    tries            INTEGER NOT NULL DEFAULT 0,
    rerouted         INTEGER NOT NULL DEFAULT FALSE,
    remote_id        INTEGER,
    number           TEXT,
    delivered_at     INTEGER,
    draft            TEXT NOT NULL,
    facts            TEXT NOT NULL,
    selections       TEXT NOT NULL,
    remarks          TEXT NOT NULL,
    trace            TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_due ON tickets (next_try) WHERE state IN ('sending', 'waiting');

CREATE TABLE steps (
    ticket       TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    ordinal      INTEGER NOT NULL,
    owner        TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('route', 'ticket', 'number', 'note', 'attachment')),
    state        TEXT NOT NULL CHECK (state IN ('planned', 'attempting', 'done', 'parked')),
    run          TEXT NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    ambiguous    INTEGER NOT NULL DEFAULT 0,
    attempted_at INTEGER,
    ended_at     INTEGER,
    remote_id    INTEGER,
    reason       TEXT,
    content      TEXT NOT NULL,
    PRIMARY KEY (ticket, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE blobs (
    id        TEXT PRIMARY KEY,
    owner     TEXT NOT NULL,
    draft     TEXT NOT NULL,
    ticket    TEXT REFERENCES tickets (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL DEFAULT 0,
    kind      TEXT NOT NULL CHECK (kind IN ('file', 'picture')),
    name      TEXT NOT NULL,
    size      INTEGER NOT NULL,
    staged_at INTEGER NOT NULL,
    bytes     BLOB NOT NULL
) STRICT;
CREATE INDEX blobs_of_ticket ON blobs (ticket);
CREATE INDEX blobs_of_draft ON blobs (draft);

CREATE TABLE drafts (
    id      TEXT PRIMARY KEY,
    owner   TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    draft   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Outlives the ticket's row, so that a code read out on the phone means one ticket for a good while.
CREATE TABLE codes (
    reference TEXT PRIMARY KEY,
    ticket    TEXT NOT NULL UNIQUE,
    owner     TEXT NOT NULL,
    given_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";
