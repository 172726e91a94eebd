-- What people say of themselves beyond their name: a status, quiet hours, a picture.

ALTER TABLE users ADD COLUMN status_emoji TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN status_text  TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN status_until INTEGER;          -- null: until it is taken back
ALTER TABLE users ADD COLUMN quiet_until  INTEGER;          -- not to be disturbed until then
ALTER TABLE users ADD COLUMN quiet_hours  TEXT;             -- JSON: [{"day","from","to"}], in the person's time zone
ALTER TABLE users ADD COLUMN avatar_small TEXT;             -- names of blobs: 64 and 256 pixels
ALTER TABLE users ADD COLUMN avatar_large TEXT;
