-- Conversations. Unread counts are never stored: they are counted from the pointer, so they cannot drift.

CREATE TABLE chats (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT    NOT NULL CONSTRAINT chats_kind CHECK (kind IN ('direct', 'group', 'channel')),
    title           TEXT,                                       -- null for direct chats
    title_key       TEXT    CONSTRAINT chats_title UNIQUE,      -- channels only: the title folded
    direct_key      TEXT    CONSTRAINT chats_direct UNIQUE,     -- direct chats only: 'lower:higher' user id
    topic           TEXT    NOT NULL DEFAULT '',
    created_by      INTEGER REFERENCES users (id),
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    archived_at     INTEGER,
    last_message_id INTEGER,                                    -- newest listed message that is not deleted
    last_active_at  INTEGER NOT NULL,
    member_count    INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT chats_direct_shape CHECK ((kind = 'direct') = (direct_key IS NOT NULL)),
    CONSTRAINT chats_title_shape CHECK ((kind = 'direct') = (title IS NULL))
) STRICT;

CREATE TABLE chat_members (
    chat_id      INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role         TEXT    NOT NULL CONSTRAINT chat_members_role CHECK (role IN ('owner', 'admin', 'member')),
    joined_at    INTEGER NOT NULL,
    is_pinned    INTEGER NOT NULL DEFAULT 0 CONSTRAINT chat_members_is_pinned CHECK (is_pinned IN (0, 1)),
    is_muted     INTEGER NOT NULL DEFAULT 0 CONSTRAINT chat_members_is_muted CHECK (is_muted IN (0, 1)),
    last_read_id INTEGER NOT NULL DEFAULT 0,                    -- everything listed up to here is read
    last_read_at INTEGER,
    PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_members_by_user ON chat_members (user_id, chat_id);

CREATE TABLE messages (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id       INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    sender_id     INTEGER NOT NULL REFERENCES users (id),
    root_id       INTEGER REFERENCES messages (id) ON DELETE CASCADE,  -- null: a root; set: a reply
    format        TEXT    NOT NULL CONSTRAINT messages_format CHECK (format IN ('markdown', 'html')),
    body          TEXT    NOT NULL,           -- as its sender wrote it; empty once deleted
    html          TEXT,                       -- sanitised; null where the body is one plain line
    plain         TEXT,                       -- words for search; null where they equal the body
    delivery      TEXT    NOT NULL CONSTRAINT messages_delivery CHECK (delivery IN ('normal', 'important', 'urgent')),
    client_id     TEXT,
    mentions      TEXT,                       -- user ids, comma separated
    mentions_all  INTEGER NOT NULL DEFAULT 0 CONSTRAINT messages_mentions_all CHECK (mentions_all IN (0, 1)),
    reactions     INTEGER NOT NULL DEFAULT 0, -- how many rows in message_reactions: most lists need not look there
    reply_count   INTEGER NOT NULL DEFAULT 0,
    last_reply_at INTEGER,
    last_repliers TEXT,                       -- up to three user ids, newest first, comma separated
    listed        INTEGER NOT NULL CONSTRAINT messages_listed_flag CHECK (listed IN (0, 1)), -- stands in the main list
    created_at    INTEGER NOT NULL,
    edited_at     INTEGER,
    deleted_at    INTEGER
) STRICT;

-- Covers paging through a chat and counting what is unread in it, mentions of everyone included.
CREATE INDEX messages_listed ON messages (chat_id, id, sender_id, deleted_at, mentions_all) WHERE listed = 1;
CREATE INDEX messages_by_root ON messages (root_id, id) WHERE root_id IS NOT NULL;

-- Who was mentioned by name; a row leaves when the message is deleted or no longer names the person.
-- A mention of everyone is a flag of the message, not a row for each.
CREATE TABLE message_mentions (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    root_id    INTEGER,                   -- null: a root; set: a reply in that thread
    PRIMARY KEY (user_id, chat_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_mentions_by_message ON message_mentions (message_id);

-- Explicit marks: unread messages of others that were read out of order, ahead of the pointer.
CREATE TABLE message_reads (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    read_at    INTEGER NOT NULL,
    PRIMARY KEY (user_id, chat_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_reads_by_message ON message_reads (message_id);
CREATE INDEX message_reads_by_chat ON message_reads (chat_id, message_id);

-- How far a person has read a thread.
CREATE TABLE thread_reads (
    root_id      INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    last_read_id INTEGER NOT NULL,
    last_read_at INTEGER NOT NULL,
    PRIMARY KEY (root_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_reactions (
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    emoji      TEXT    NOT NULL,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, emoji, user_id)
) STRICT, WITHOUT ROWID;

-- What a message said before it was edited or deleted.
CREATE TABLE message_revisions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    actor_id   INTEGER NOT NULL REFERENCES users (id),
    action     TEXT    NOT NULL CONSTRAINT message_revisions_action CHECK (action IN ('edited', 'deleted')),
    format     TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    html       TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX message_revisions_by_message ON message_revisions (message_id, id);
