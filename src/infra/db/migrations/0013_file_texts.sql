-- The words inside files, for those who search: derived, they can be thrown away. As small pictures, they belong
-- to their file and not to the bytes.
CREATE TABLE file_texts (
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    blob    TEXT    NOT NULL,                 -- of which form
    due_at  INTEGER,                          -- when they are to be read; NULL when that is over
    tries   INTEGER NOT NULL DEFAULT 0,       -- how often reading them has begun
    text    TEXT,                             -- NULL if none could be read
    PRIMARY KEY (file_id, blob),
    CONSTRAINT file_texts_shape CHECK (due_at IS NULL OR text IS NULL)
) STRICT;

CREATE INDEX file_texts_due ON file_texts (due_at) WHERE due_at IS NOT NULL;

INSERT INTO file_texts (file_id, blob, due_at)
SELECT DISTINCT file_id, blob, 0 FROM file_versions
WHERE kind IN ('pdf', 'text', 'code', 'document', 'spreadsheet', 'presentation');
