-- The words inside blobs, for those who search: derived, so they belong to the blob and not to the file. They
-- can be thrown away.
CREATE TABLE file_texts (
    blob   TEXT    PRIMARY KEY,
    due_at INTEGER,                           -- when they are to be read; NULL when that is over
    tries  INTEGER NOT NULL DEFAULT 0,        -- how often reading them has begun
    text   TEXT,                              -- NULL if none could be read
    CONSTRAINT file_texts_shape CHECK (due_at IS NULL OR text IS NULL)
) STRICT;

CREATE INDEX file_texts_due ON file_texts (due_at) WHERE due_at IS NOT NULL;

INSERT INTO file_texts (blob, due_at)
SELECT DISTINCT blob, 0 FROM file_versions
WHERE kind IN ('pdf', 'text', 'code', 'document', 'spreadsheet', 'presentation');
