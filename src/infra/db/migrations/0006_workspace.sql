-- What belongs to the workspace as a whole: its own emoji. Its name, colour and logo are rows of `settings`.

CREATE TABLE custom_emoji (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,         -- without its colons
    blob       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL
) STRICT;

-- Whether the person still gets the hints of the first day.
ALTER TABLE users ADD COLUMN is_new INTEGER NOT NULL DEFAULT 0
    CONSTRAINT users_is_new CHECK (is_new IN (0, 1));
