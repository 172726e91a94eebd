-- What people say of themselves beyond their name: a status, quiet hours, a picture; and the emoji of the workspace.

ALTER TABLE users ADD COLUMN status_emoji TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN status_text  TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN status_until INTEGER;          -- null: until it is taken back
ALTER TABLE users ADD COLUMN quiet_until  INTEGER;          -- not to be disturbed until then
ALTER TABLE users ADD COLUMN quiet_hours  TEXT;             -- JSON: [{"day","from","to"}], in the person's time zone
ALTER TABLE users ADD COLUMN avatar_small TEXT;             -- names of blobs: 64 and 256 pixels
ALTER TABLE users ADD COLUMN avatar_large TEXT;

CREATE TABLE custom_emoji (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL CONSTRAINT custom_emoji_name UNIQUE,
    blob       TEXT    NOT NULL,
    media_type TEXT    NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL
) STRICT;
