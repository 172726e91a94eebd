-- What people do with messages and chats beyond talking: pins, threads that are followed, polls, what is
-- acknowledged, saved, drafted, scheduled, and how a person orders their chats.

ALTER TABLE messages ADD COLUMN pinned_at INTEGER;                          -- null: not pinned
ALTER TABLE messages ADD COLUMN pinned_by INTEGER REFERENCES users (id);
ALTER TABLE messages ADD COLUMN forwarded TEXT;                             -- whose words these were, as JSON
ALTER TABLE messages ADD COLUMN acks      INTEGER NOT NULL DEFAULT 0;       -- how many rows in message_acks
ALTER TABLE messages ADD COLUMN has_poll  INTEGER NOT NULL DEFAULT 0
    CONSTRAINT messages_has_poll CHECK (has_poll IN (0, 1));

CREATE INDEX messages_pinned ON messages (chat_id, pinned_at) WHERE pinned_at IS NOT NULL;
-- For the list of what happened to a person: messages that call everyone, and those that were reacted to.
CREATE INDEX messages_calling ON messages (chat_id, id) WHERE mentions_all = 1;
CREATE INDEX messages_reacted ON messages (sender_id, id) WHERE reactions > 0;

ALTER TABLE chat_members ADD COLUMN muted_until INTEGER;                    -- null: as long as it is muted
ALTER TABLE chat_members ADD COLUMN notify TEXT NOT NULL DEFAULT 'all'
    CONSTRAINT chat_members_notify CHECK (notify IN ('all', 'mentions', 'none'));

-- Who follows which thread. A row stays when somebody stops following, so that it is remembered.
CREATE TABLE thread_follows (
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    root_id      INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    chat_id      INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    since_id     INTEGER NOT NULL,           -- replies before this one were there before: they are not unread
    is_following INTEGER NOT NULL CONSTRAINT thread_follows_is_following CHECK (is_following IN (0, 1)),
    PRIMARY KEY (user_id, root_id)
) STRICT, WITHOUT ROWID;

-- Those who wrote in a thread, began it or were named in it follow it.
INSERT OR IGNORE INTO thread_follows (user_id, root_id, chat_id, since_id, is_following)
SELECT r.sender_id, r.id, r.chat_id, 0, 1 FROM messages r
JOIN chat_members m ON m.chat_id = r.chat_id AND m.user_id = r.sender_id WHERE r.reply_count > 0;
INSERT OR IGNORE INTO thread_follows (user_id, root_id, chat_id, since_id, is_following)
SELECT x.sender_id, x.root_id, x.chat_id, min(x.id), 1 FROM messages x
JOIN chat_members m ON m.chat_id = x.chat_id AND m.user_id = x.sender_id
WHERE x.root_id IS NOT NULL GROUP BY x.sender_id, x.root_id;
INSERT OR IGNORE INTO thread_follows (user_id, root_id, chat_id, since_id, is_following)
SELECT n.user_id, n.root_id, n.chat_id, min(n.message_id), 1 FROM message_mentions n
WHERE n.root_id IS NOT NULL GROUP BY n.user_id, n.root_id;

CREATE TABLE message_acks (
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    acked_at   INTEGER NOT NULL,
    PRIMARY KEY (message_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE polls (
    message_id   INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    is_multiple  INTEGER NOT NULL CONSTRAINT polls_is_multiple CHECK (is_multiple IN (0, 1)),
    is_anonymous INTEGER NOT NULL CONSTRAINT polls_is_anonymous CHECK (is_anonymous IN (0, 1)),
    options      TEXT    NOT NULL,           -- a JSON array of texts
    closes_at    INTEGER,
    closed_at    INTEGER                     -- by hand; null: open until closes_at
) STRICT;

-- Who chose what. Of an anonymous poll it is kept so that nobody votes twice, and shown to nobody else.
CREATE TABLE poll_votes (
    message_id INTEGER NOT NULL REFERENCES polls (message_id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    choice     INTEGER NOT NULL,             -- the place of the option, from 0
    PRIMARY KEY (message_id, user_id, choice)
) STRICT, WITHOUT ROWID;

-- What a person keeps for later: a message, or a note of their own, maybe with a reminder.
CREATE TABLE saved_items (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id     INTEGER REFERENCES chats (id) ON DELETE CASCADE,
    message_id  INTEGER REFERENCES messages (id) ON DELETE CASCADE,
    note        TEXT    NOT NULL,
    saved_at    INTEGER NOT NULL,
    remind_at   INTEGER,
    reminded_at INTEGER,
    CONSTRAINT saved_items_message UNIQUE (user_id, message_id)
) STRICT;

CREATE INDEX saved_items_by_user ON saved_items (user_id, id);
CREATE INDEX saved_items_due ON saved_items (remind_at) WHERE remind_at IS NOT NULL AND reminded_at IS NULL;

-- Unfinished texts, shared by a person's devices. `version` counts the changes, so that a device notices another one's.
CREATE TABLE drafts (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    root_id    INTEGER NOT NULL,             -- 0: the main list
    text       TEXT    NOT NULL,             -- empty: there was one
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, chat_id, root_id)
) STRICT, WITHOUT ROWID;

-- Messages to be posted later. A row leaves in the transaction that posts it, so it is posted once.
CREATE TABLE scheduled_messages (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    root_id    INTEGER REFERENCES messages (id) ON DELETE CASCADE,
    body       TEXT    NOT NULL,             -- Markdown, as its sender wrote it
    delivery   TEXT    NOT NULL CONSTRAINT scheduled_messages_delivery
                       CHECK (delivery IN ('normal', 'important', 'urgent')),
    send_at    INTEGER NOT NULL,
    failure    TEXT,                         -- why it could not be posted: an error code
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX scheduled_messages_by_user ON scheduled_messages (user_id, send_at);
CREATE INDEX scheduled_messages_due ON scheduled_messages (send_at) WHERE failure IS NULL;

-- How a person orders their chats: their own sections, as one document.
CREATE TABLE sidebars (
    user_id  INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    version  INTEGER NOT NULL,
    sections TEXT    NOT NULL                -- JSON: [{id, name, chatIds}]
) STRICT;

-- Where a person's pointers stood before they marked everything as read: the latest time only.
CREATE TABLE read_undos (
    user_id    INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    token      TEXT    NOT NULL,
    state      TEXT    NOT NULL,             -- JSON
    created_at INTEGER NOT NULL
) STRICT;
