-- The machinery's own tables: the event log, its consumers, the answers kept for retries, settings.

-- One row per event, in the order in which everything happened.
CREATE TABLE outbox (
    seq        INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    audience   TEXT    NOT NULL,           -- scopes, comma separated: who may see it
    data       TEXT    NOT NULL,           -- the JSON object that goes out
    created_at INTEGER NOT NULL            -- Unix milliseconds, as every time here
) STRICT;

-- How far each background reader of the event log has come.
CREATE TABLE consumers (
    name   TEXT    PRIMARY KEY,
    cursor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The answer of every keyed change, written with the change itself. Rows are appended and leave in
-- the same order after 24 hours; only the 16-byte index is random.
CREATE TABLE idempotency (
    id         INTEGER PRIMARY KEY,
    request    BLOB    NOT NULL CONSTRAINT idempotency_request UNIQUE, -- hash of user, method, path and key
    body_hash  BLOB    NOT NULL,
    status     INTEGER NOT NULL,
    answer     BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Facts about this workspace that are not configuration: its name, how far the event log was pruned.
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
