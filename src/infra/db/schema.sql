CREATE TABLE chat_members (
    chat_id      INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role         TEXT    NOT NULL CONSTRAINT chat_members_role CHECK (role IN ('owner', 'admin', 'member')),
    joined_at    INTEGER NOT NULL,
    is_pinned    INTEGER NOT NULL DEFAULT 0 CONSTRAINT chat_members_is_pinned CHECK (is_pinned IN (0, 1)),
    is_muted     INTEGER NOT NULL DEFAULT 0 CONSTRAINT chat_members_is_muted CHECK (is_muted IN (0, 1)),
    last_read_id INTEGER NOT NULL DEFAULT 0,                    -- everything listed up to here is read
    last_read_at INTEGER, muted_until INTEGER, notify TEXT NOT NULL DEFAULT 'all'
    CONSTRAINT chat_members_notify CHECK (notify IN ('all', 'mentions', 'none')),
    PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE consumers (
    name   TEXT    PRIMARY KEY,
    cursor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE custom_emoji (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,         -- without its colons
    blob       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE drafts (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    root_id    INTEGER NOT NULL,             -- 0: the main list
    text       TEXT    NOT NULL,             -- empty: there was one
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, chat_id, root_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE file_archives (
    id         BLOB    PRIMARY KEY,           -- a hash of the secret in the address
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    file_ids   TEXT    NOT NULL,              -- JSON
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE file_labels (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    label   TEXT    NOT NULL,
    PRIMARY KEY (user_id, file_id, label)
) STRICT, WITHOUT ROWID;

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
    trashed_at      INTEGER, alt_text TEXT,
    CONSTRAINT files_blob_shape CHECK ((blob IS NULL) = (version = 0))
) STRICT;

CREATE TABLE idempotency (
    id         INTEGER PRIMARY KEY,
    request    BLOB    NOT NULL CONSTRAINT idempotency_request UNIQUE, -- hash of user, method, path and key
    body_hash  BLOB    NOT NULL,
    status     INTEGER NOT NULL,
    answer     BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

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

CREATE TABLE message_acks (
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    acked_at   INTEGER NOT NULL,
    PRIMARY KEY (message_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_mentions (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    root_id    INTEGER,                   -- null: a root; set: a reply in that thread
    PRIMARY KEY (user_id, chat_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_reactions (
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    emoji      TEXT    NOT NULL,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, emoji, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_reads (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    read_at    INTEGER NOT NULL,
    PRIMARY KEY (user_id, chat_id, message_id)
) STRICT, WITHOUT ROWID;

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
, pinned_at INTEGER, pinned_by INTEGER REFERENCES users (id), forwarded TEXT, acks      INTEGER NOT NULL DEFAULT 0, has_poll  INTEGER NOT NULL DEFAULT 0
    CONSTRAINT messages_has_poll CHECK (has_poll IN (0, 1)), has_files INTEGER NOT NULL DEFAULT 0
    CONSTRAINT messages_has_files CHECK (has_files IN (0, 1))) STRICT;

CREATE TABLE migrations (
             name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at INTEGER NOT NULL
         ) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    seq        INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    audience   TEXT    NOT NULL,           -- scopes, comma separated: who may see it
    data       TEXT    NOT NULL,           -- the JSON object that goes out
    created_at INTEGER NOT NULL            -- Unix milliseconds, as every time here
) STRICT;

CREATE TABLE password_resets (
    token_hash BLOB    PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE poll_votes (
    message_id INTEGER NOT NULL REFERENCES polls (message_id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    choice     INTEGER NOT NULL,             -- the place of the option, from 0
    PRIMARY KEY (message_id, user_id, choice)
) STRICT, WITHOUT ROWID;

CREATE TABLE polls (
    message_id   INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    is_multiple  INTEGER NOT NULL CONSTRAINT polls_is_multiple CHECK (is_multiple IN (0, 1)),
    is_anonymous INTEGER NOT NULL CONSTRAINT polls_is_anonymous CHECK (is_anonymous IN (0, 1)),
    options      TEXT    NOT NULL,           -- a JSON array of texts
    closes_at    INTEGER,
    closed_at    INTEGER                     -- by hand; null: open until closes_at
) STRICT;

CREATE TABLE project_activity (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    task_id    INTEGER REFERENCES tasks (id) ON DELETE CASCADE,
    actor_id   INTEGER REFERENCES users (id),       -- null: the system
    action     TEXT    NOT NULL,
    data       TEXT    NOT NULL,                    -- JSON
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE project_fields (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    kind       TEXT    NOT NULL CONSTRAINT project_fields_kind CHECK (kind IN ('text', 'number', 'date', 'choice', 'person')),
    options    TEXT    NOT NULL                     -- JSON: what can be chosen
) STRICT;

CREATE TABLE project_imports (
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    source     TEXT    NOT NULL CONSTRAINT project_imports_source CHECK (source IN ('trello', 'planka', 'csv')),
    kind       TEXT    NOT NULL CONSTRAINT project_imports_kind CHECK (kind IN ('board', 'bucket', 'label', 'task', 'comment', 'item')),
    source_id  TEXT    NOT NULL,
    local_id   INTEGER NOT NULL,
    PRIMARY KEY (project_id, source, kind, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE project_labels (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    name_key   TEXT    NOT NULL,                    -- the name folded
    color      TEXT    NOT NULL,
    CONSTRAINT project_labels_name UNIQUE (project_id, name_key)
) STRICT;

CREATE TABLE project_members (
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       TEXT    NOT NULL CONSTRAINT project_members_role CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
    joined_at  INTEGER NOT NULL,
    PRIMARY KEY (project_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE projects (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    key          TEXT    NOT NULL,                  -- stands before the numbers of the tasks
    name         TEXT    NOT NULL,
    description  TEXT    NOT NULL,
    color        TEXT    NOT NULL,
    opened_at    INTEGER,                           -- since when everyone may see it; null: private
    work_days    TEXT,                              -- JSON: days of the week, Monday is 1; null: all of them
    time_zone    TEXT,                              -- in which a day begins; null: UTC
    member_count INTEGER NOT NULL DEFAULT 0,
    last_number  INTEGER NOT NULL DEFAULT 0,        -- the number of the newest task
    created_by   INTEGER NOT NULL REFERENCES users (id),
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    archived_at  INTEGER,
    deleted_at   INTEGER                            -- in the trash; the row leaves 30 days later
) STRICT;

CREATE TABLE push_subscriptions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    endpoint   TEXT    NOT NULL CONSTRAINT push_subscriptions_endpoint UNIQUE,
    p256dh     TEXT    NOT NULL,
    auth       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE read_undos (
    user_id    INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    token      TEXT    NOT NULL,
    state      TEXT    NOT NULL,             -- JSON
    created_at INTEGER NOT NULL
) STRICT;

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

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sidebars (
    user_id  INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    version  INTEGER NOT NULL,
    sections TEXT    NOT NULL                -- JSON: [{id, name, chatIds}]
) STRICT;

CREATE TABLE task_assignees (
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (task_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_buckets (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    color      TEXT,
    status     TEXT    CONSTRAINT task_buckets_status CHECK (status IN ('todo', 'in_progress', 'review', 'done')),
    wip_limit  INTEGER,
    wip_policy TEXT    NOT NULL CONSTRAINT task_buckets_wip_policy CHECK (wip_policy IN ('warn', 'refuse')),
    rank       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT task_buckets_rank UNIQUE (project_id, rank)
) STRICT;

CREATE TABLE task_checklist (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id      INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    text         TEXT    NOT NULL,
    is_completed INTEGER NOT NULL CONSTRAINT task_checklist_is_completed CHECK (is_completed IN (0, 1)),
    rank         TEXT    NOT NULL
) STRICT;

CREATE TABLE task_comment_reactions (
    comment_id INTEGER NOT NULL REFERENCES task_comments (id) ON DELETE CASCADE,
    emoji      TEXT    NOT NULL,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (comment_id, emoji, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_comments (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id    INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    body       TEXT    NOT NULL,                    -- Markdown, as it was written
    html       TEXT    NOT NULL,                    -- sanitised
    mentions   TEXT    NOT NULL,                    -- JSON: ids of people
    client_id  TEXT,
    reactions  INTEGER NOT NULL DEFAULT 0,          -- how many rows in task_comment_reactions
    created_at INTEGER NOT NULL,
    edited_at  INTEGER
) STRICT;

CREATE TABLE task_dependencies (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id     INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    predecessor_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    successor_id   INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    lag_days       INTEGER NOT NULL CONSTRAINT task_dependencies_lag_days CHECK (lag_days >= 0),
    created_at     INTEGER NOT NULL,
    CONSTRAINT task_dependencies_pair UNIQUE (predecessor_id, successor_id)
) STRICT;

CREATE TABLE task_fields (
    task_id  INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    field_id INTEGER NOT NULL REFERENCES project_fields (id) ON DELETE CASCADE,
    value    TEXT    NOT NULL,                      -- JSON
    PRIMARY KEY (task_id, field_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_followers (
    task_id      INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    is_following INTEGER NOT NULL CONSTRAINT task_followers_is_following CHECK (is_following IN (0, 1)),
    PRIMARY KEY (task_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_labels (
    task_id  INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    label_id INTEGER NOT NULL REFERENCES project_labels (id) ON DELETE CASCADE,
    PRIMARY KEY (task_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id        INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    bucket_id         INTEGER REFERENCES task_buckets (id),
    number            INTEGER NOT NULL,
    title             TEXT    NOT NULL,
    priority          TEXT    NOT NULL CONSTRAINT tasks_priority CHECK (priority IN ('low', 'medium', 'high', 'critical')),
    status            TEXT    NOT NULL CONSTRAINT tasks_status CHECK (status IN ('todo', 'in_progress', 'review', 'done')),
    percent           INTEGER NOT NULL CONSTRAINT tasks_percent CHECK (percent BETWEEN 0 AND 100),
    start_at          INTEGER,
    due_at            INTEGER,
    is_milestone      INTEGER NOT NULL CONSTRAINT tasks_is_milestone CHECK (is_milestone IN (0, 1)),
    estimate          REAL,                         -- hours
    recurrence        TEXT,                         -- JSON
    source_chat_id    INTEGER,                      -- the message it was made of
    source_message_id INTEGER,
    rank              TEXT    NOT NULL,
    revision          INTEGER NOT NULL DEFAULT 1,   -- counts the changes
    revisions         TEXT    NOT NULL DEFAULT '{}',-- JSON: field → the revision, person and time of its last change
    checklist_total   INTEGER NOT NULL DEFAULT 0,
    checklist_done    INTEGER NOT NULL DEFAULT 0,
    comment_count     INTEGER NOT NULL DEFAULT 0,
    created_by        INTEGER NOT NULL REFERENCES users (id),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    completed_at      INTEGER,
    archived_at       INTEGER,
    deleted_at        INTEGER,                      -- in the trash; the row leaves 30 days later
    -- Last, so that a list of cards need not read past them.
    description       TEXT    NOT NULL,             -- Markdown, as it was written
    description_html  TEXT,                         -- sanitised; null where there is no description
    CONSTRAINT tasks_number UNIQUE (project_id, number)
) STRICT;

CREATE TABLE thread_follows (
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    root_id      INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    chat_id      INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    since_id     INTEGER NOT NULL,           -- replies before this one were there before: they are not unread
    is_following INTEGER NOT NULL CONSTRAINT thread_follows_is_following CHECK (is_following IN (0, 1)),
    PRIMARY KEY (user_id, root_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE thread_reads (
    root_id      INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    last_read_id INTEGER NOT NULL,
    last_read_at INTEGER NOT NULL,
    PRIMARY KEY (root_id, user_id)
) STRICT, WITHOUT ROWID;

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
, status_emoji TEXT NOT NULL DEFAULT '', status_text  TEXT NOT NULL DEFAULT '', status_until INTEGER, quiet_until  INTEGER, quiet_hours  TEXT, avatar_small TEXT, avatar_large TEXT, is_new INTEGER NOT NULL DEFAULT 0
    CONSTRAINT users_is_new CHECK (is_new IN (0, 1))) STRICT;

CREATE INDEX chat_members_by_user ON chat_members (user_id, chat_id);

CREATE INDEX chat_members_muted ON chat_members (muted_until) WHERE muted_until IS NOT NULL;

CREATE INDEX file_archives_by_expiry ON file_archives (expires_at);

CREATE INDEX file_labels_by_file ON file_labels (file_id);

CREATE INDEX file_labels_by_label ON file_labels (user_id, label, file_id);

CREATE INDEX file_links_by_chat ON file_links (chat_id, file_id) WHERE chat_id IS NOT NULL;

CREATE INDEX file_links_by_file ON file_links (file_id, scope);

CREATE INDEX file_links_by_project ON file_links (project_id, file_id) WHERE project_id IS NOT NULL;

CREATE INDEX file_versions_by_blob ON file_versions (blob);

CREATE INDEX file_versions_due ON file_versions (scan_at) WHERE scan_at IS NOT NULL;

CREATE INDEX files_by_owner ON files (owner_id, id);

CREATE INDEX files_pending ON files (created_at) WHERE status = 'pending';

CREATE INDEX files_retained ON files (retention_until) WHERE retention_until IS NOT NULL;

CREATE INDEX files_trashed ON files (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE INDEX message_mentions_by_message ON message_mentions (message_id);

CREATE INDEX message_reads_by_chat ON message_reads (chat_id, message_id);

CREATE INDEX message_reads_by_message ON message_reads (message_id);

CREATE INDEX message_revisions_by_message ON message_revisions (message_id, id);

CREATE INDEX messages_by_root ON messages (root_id, id) WHERE root_id IS NOT NULL;

CREATE INDEX messages_calling ON messages (chat_id, id) WHERE mentions_all = 1;

CREATE INDEX messages_listed ON messages (chat_id, id, sender_id, deleted_at, mentions_all) WHERE listed = 1;

CREATE INDEX messages_pinned ON messages (chat_id, pinned_at) WHERE pinned_at IS NOT NULL;

CREATE INDEX messages_reacted ON messages (sender_id, id) WHERE reactions > 0;

CREATE INDEX password_resets_by_user ON password_resets (user_id);

CREATE INDEX project_activity_by_project ON project_activity (project_id, id);

CREATE INDEX project_activity_by_task ON project_activity (task_id, id) WHERE task_id IS NOT NULL;

CREATE INDEX project_fields_by_project ON project_fields (project_id);

CREATE INDEX project_imports_by_source ON project_imports (source, kind, source_id);

CREATE INDEX project_members_by_user ON project_members (user_id, project_id);

CREATE INDEX projects_deleted ON projects (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX projects_open ON projects (opened_at) WHERE opened_at IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user_id);

CREATE INDEX saved_items_by_user ON saved_items (user_id, id);

CREATE INDEX saved_items_due ON saved_items (remind_at) WHERE remind_at IS NOT NULL AND reminded_at IS NULL;

CREATE INDEX scheduled_messages_by_user ON scheduled_messages (user_id, send_at);

CREATE INDEX scheduled_messages_due ON scheduled_messages (send_at) WHERE failure IS NULL;

CREATE INDEX sessions_by_user ON sessions (user_id) WHERE revoked_at IS NULL;

CREATE INDEX task_assignees_by_user ON task_assignees (user_id, task_id);

CREATE INDEX task_checklist_by_task ON task_checklist (task_id, rank);

CREATE INDEX task_comments_by_task ON task_comments (task_id, id);

CREATE INDEX task_dependencies_by_project ON task_dependencies (project_id);

CREATE INDEX task_dependencies_by_successor ON task_dependencies (successor_id);

CREATE INDEX task_fields_by_field ON task_fields (field_id);

CREATE INDEX task_labels_by_label ON task_labels (label_id, task_id);

CREATE INDEX tasks_by_bucket ON tasks (bucket_id) WHERE bucket_id IS NOT NULL;

CREATE INDEX tasks_by_due ON tasks (project_id, due_at) WHERE archived_at IS NULL AND deleted_at IS NULL;

CREATE INDEX tasks_by_message ON tasks (source_message_id) WHERE source_message_id IS NOT NULL;

CREATE INDEX tasks_by_status ON tasks (project_id, status) WHERE archived_at IS NULL AND deleted_at IS NULL;

CREATE INDEX tasks_deleted ON tasks (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE UNIQUE INDEX tasks_order ON tasks (project_id, bucket_id, rank) WHERE archived_at IS NULL AND deleted_at IS NULL;

CREATE INDEX thumbnails_due ON thumbnails (file_id) WHERE state = 'due';

CREATE INDEX uploads_by_expiry ON uploads (expires_at);

CREATE INDEX uploads_by_file ON uploads (file_id);

CREATE INDEX uploads_by_user ON uploads (user_id);

CREATE INDEX users_by_name ON users (display_name COLLATE NOCASE, id);

