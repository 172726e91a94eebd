-- Files people bring. The bytes lie in blobs, named by their hash; a row says whose they are and what they
-- are called. What a file is now is in its own row; every form it had, also that one, is in file_versions.

CREATE TABLE files (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id        INTEGER NOT NULL REFERENCES users (id),
    name            TEXT    NOT NULL,
    name_key        TEXT    NOT NULL,         -- folded, to sort and to find by
    status          TEXT    NOT NULL CONSTRAINT files_status
                            CHECK (status IN ('pending', 'scanning', 'ready', 'infected', 'failed')),
    mime            TEXT    NOT NULL,         -- as declared until the bytes are there
    kind            TEXT    NOT NULL CONSTRAINT files_kind CHECK (kind IN
                            ('image', 'video', 'audio', 'pdf', 'text', 'code', 'document', 'spreadsheet',
                             'presentation', 'archive', 'other')),
    is_inline       INTEGER NOT NULL CONSTRAINT files_is_inline CHECK (is_inline IN (0, 1)),
    size            INTEGER NOT NULL,         -- as declared until the bytes are there
    blob            TEXT,                     -- null until the bytes are there
    version         INTEGER NOT NULL,         -- the form it has now; 0 until the bytes are there
    version_count   INTEGER NOT NULL,
    verdict         TEXT,                     -- what the scanner said of this form
    scanned_at      INTEGER,
    retention       TEXT    NOT NULL DEFAULT 'permanent' CONSTRAINT files_retention
                            CHECK (retention IN ('30d', '90d', '1y', '7y', 'permanent')),
    retention_until INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    trashed_at      INTEGER,
    CONSTRAINT files_blob_shape CHECK ((blob IS NULL) = (version = 0))
) STRICT;

CREATE INDEX files_by_owner ON files (owner_id, id);
CREATE INDEX files_pending ON files (created_at) WHERE status = 'pending';
CREATE INDEX files_trashed ON files (trashed_at) WHERE trashed_at IS NOT NULL;
CREATE INDEX files_retained ON files (retention_until) WHERE retention_until IS NOT NULL;

-- Every form a file had, oldest first. One that was found infected is never what the file is now.
CREATE TABLE file_versions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id     INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    version     INTEGER NOT NULL,
    status      TEXT    NOT NULL CONSTRAINT file_versions_status
                        CHECK (status IN ('scanning', 'ready', 'infected', 'failed')),
    blob        TEXT    NOT NULL,
    size        INTEGER NOT NULL,
    mime        TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    is_inline   INTEGER NOT NULL CONSTRAINT file_versions_is_inline CHECK (is_inline IN (0, 1)),
    verdict     TEXT,                         -- what the scanner said
    scanned_at  INTEGER,
    scan_at     INTEGER,                      -- when to scan it (again); null if there is nothing to do
    created_by  INTEGER NOT NULL REFERENCES users (id),
    created_at  INTEGER NOT NULL,
    CONSTRAINT file_versions_number UNIQUE (file_id, version)
) STRICT;

CREATE INDEX file_versions_by_blob ON file_versions (blob);
CREATE INDEX file_versions_due ON file_versions (scan_at) WHERE scan_at IS NOT NULL;

-- Small pictures of blobs: derived, so they belong to the blob and not to the file. They can be thrown away.
CREATE TABLE thumbnails (
    blob     TEXT    PRIMARY KEY,
    state    TEXT    NOT NULL CONSTRAINT thumbnails_state CHECK (state IN ('due', 'made', 'none')),
    small    TEXT,                            -- names of blobs
    large    TEXT,
    width    INTEGER,                         -- of the picture itself, upright
    height   INTEGER,
    CONSTRAINT thumbnails_shape CHECK ((state = 'made') = (large IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX thumbnails_due ON thumbnails (blob) WHERE state = 'due';

-- Where a file is used, and who may see it there: the link carries the scope.
CREATE TABLE file_links (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id    INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    ref_table  TEXT    NOT NULL CONSTRAINT file_links_ref_table
                       CHECK (ref_table IN ('messages', 'tasks', 'mail_messages')),
    ref_id     INTEGER NOT NULL,
    scope      TEXT    NOT NULL,
    chat_id    INTEGER,                       -- the chat or the project it is in
    project_id INTEGER,
    linked_by  INTEGER NOT NULL REFERENCES users (id),
    linked_at  INTEGER NOT NULL,
    CONSTRAINT file_links_once UNIQUE (ref_table, ref_id, file_id)
) STRICT;

CREATE INDEX file_links_by_file ON file_links (file_id, scope);
CREATE INDEX file_links_by_chat ON file_links (chat_id, file_id) WHERE chat_id IS NOT NULL;
CREATE INDEX file_links_by_project ON file_links (project_id, file_id) WHERE project_id IS NOT NULL;

-- A person's own order among the files they may see.
CREATE TABLE file_labels (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    label   TEXT    NOT NULL,
    PRIMARY KEY (user_id, file_id, label)
) STRICT, WITHOUT ROWID;

CREATE INDEX file_labels_by_label ON file_labels (user_id, label, file_id);
CREATE INDEX file_labels_by_file ON file_labels (file_id);

-- Bytes that are awaited. A row is done with when they have come: so an upload is done once.
CREATE TABLE uploads (
    id         TEXT    PRIMARY KEY,           -- 32 hexadecimal digits: also the name of the unfinished file
    file_id    INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    way        TEXT    NOT NULL CONSTRAINT uploads_way CHECK (way IN ('form', 'tus')),
    name       TEXT    NOT NULL,
    mime       TEXT,                          -- as declared
    size       INTEGER,                       -- as declared; of a resumable upload, exactly
    is_done    INTEGER NOT NULL CONSTRAINT uploads_is_done CHECK (is_done IN (0, 1)),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX uploads_by_file ON uploads (file_id);
CREATE INDEX uploads_by_user ON uploads (user_id);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);

-- Bundles of files that somebody asked for, for as long as their address is good.
CREATE TABLE file_archives (
    id         BLOB    PRIMARY KEY,           -- a hash of the secret in the address
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    file_ids   TEXT    NOT NULL,              -- JSON
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX file_archives_by_expiry ON file_archives (expires_at);

-- Most messages have no files, and need not be looked for.
ALTER TABLE messages ADD COLUMN has_files INTEGER NOT NULL DEFAULT 0
    CONSTRAINT messages_has_files CHECK (has_files IN (0, 1));
