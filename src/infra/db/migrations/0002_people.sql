-- People, their sessions and the ways to get in.

CREATE TABLE users (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    email           TEXT    NOT NULL CONSTRAINT users_email UNIQUE, -- lower case
    password_hash   TEXT    NOT NULL,                               -- argon2id, PHC string
    display_name    TEXT    NOT NULL,
    title           TEXT    NOT NULL DEFAULT '',
    phone_ext       TEXT    NOT NULL DEFAULT '',
    locale          TEXT    CONSTRAINT users_locale CHECK (locale IN ('en', 'id')),
    time_zone       TEXT,
    manual_presence TEXT    CONSTRAINT users_manual_presence CHECK (manual_presence IN ('busy', 'away')),
    is_admin        INTEGER NOT NULL DEFAULT 0 CONSTRAINT users_is_admin CHECK (is_admin IN (0, 1)),
    disabled_at     INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX users_by_name ON users (display_name COLLATE NOCASE, id);

-- One sign-in on one device. `generation` counts the rotations of the refresh token: a token of an
-- older generation is a stolen or replayed one.
CREATE TABLE sessions (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    generation     INTEGER NOT NULL DEFAULT 1,
    device_name    TEXT    NOT NULL,
    device_type    TEXT    NOT NULL CONSTRAINT sessions_device_type
                           CHECK (device_type IN ('desktop', 'mobile', 'tablet', 'other')),
    ip_address     TEXT    NOT NULL,
    user_agent     TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    last_active_at INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    revoked_at     INTEGER
) STRICT;

CREATE INDEX sessions_by_user ON sessions (user_id) WHERE revoked_at IS NULL;

CREATE TABLE invitations (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash  BLOB    NOT NULL CONSTRAINT invitations_token UNIQUE,
    email       TEXT,
    is_admin    INTEGER NOT NULL DEFAULT 0 CONSTRAINT invitations_is_admin CHECK (is_admin IN (0, 1)),
    invited_by  INTEGER NOT NULL REFERENCES users (id),
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    accepted_by INTEGER REFERENCES users (id),
    accepted_at INTEGER,
    revoked_at  INTEGER
) STRICT;

CREATE TABLE password_resets (
    token_hash BLOB    PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX password_resets_by_user ON password_resets (user_id);

CREATE TABLE push_subscriptions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    endpoint   TEXT    NOT NULL CONSTRAINT push_subscriptions_endpoint UNIQUE,
    p256dh     TEXT    NOT NULL,
    auth       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user_id);
