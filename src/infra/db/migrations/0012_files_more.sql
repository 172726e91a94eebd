-- Small pictures belong to their file. While they belonged to the bytes, whoever brought bytes that somebody else had
-- brought before had the pictures at once, and could tell by it.
ALTER TABLE thumbnails RENAME TO thumbnails_of_blobs;
DROP INDEX thumbnails_due;

CREATE TABLE thumbnails (
    file_id  INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    blob     TEXT    NOT NULL,                -- of which form
    state    TEXT    NOT NULL CONSTRAINT thumbnails_state CHECK (state IN ('due', 'made', 'none')),
    small    TEXT,                            -- names of blobs
    large    TEXT,
    width    INTEGER,                         -- of the picture itself, upright
    height   INTEGER,
    PRIMARY KEY (file_id, blob),
    CONSTRAINT thumbnails_shape CHECK ((state = 'made') = (large IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX thumbnails_due ON thumbnails (file_id) WHERE state = 'due';

INSERT INTO thumbnails (file_id, blob, state, small, large, width, height)
    SELECT DISTINCT v.file_id, v.blob, t.state, t.small, t.large, t.width, t.height
    FROM file_versions v JOIN thumbnails_of_blobs t ON t.blob = v.blob;

DROP TABLE thumbnails_of_blobs;

-- What a picture shows, in words, for who does not see it.
ALTER TABLE files ADD COLUMN alt_text TEXT;
