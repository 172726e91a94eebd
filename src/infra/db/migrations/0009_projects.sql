-- Projects: who takes part, the buckets of the board, tasks and what belongs to them.

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

CREATE INDEX projects_open ON projects (opened_at) WHERE opened_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX projects_deleted ON projects (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE project_members (
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       TEXT    NOT NULL CONSTRAINT project_members_role CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
    joined_at  INTEGER NOT NULL,
    PRIMARY KEY (project_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX project_members_by_user ON project_members (user_id, project_id);

-- `rank` orders: texts between two others can always be made, so a move writes one row.
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

-- The board: tasks of a bucket in their order, and how many there are. No two have one place.
CREATE UNIQUE INDEX tasks_order ON tasks (project_id, bucket_id, rank) WHERE archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX tasks_by_bucket ON tasks (bucket_id) WHERE bucket_id IS NOT NULL;
CREATE INDEX tasks_by_status ON tasks (project_id, status) WHERE archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX tasks_by_due ON tasks (project_id, due_at) WHERE archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX tasks_by_message ON tasks (source_message_id) WHERE source_message_id IS NOT NULL;
CREATE INDEX tasks_deleted ON tasks (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE task_assignees (
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (task_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_assignees_by_user ON task_assignees (user_id, task_id);

CREATE TABLE project_labels (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    name_key   TEXT    NOT NULL,                    -- the name folded
    color      TEXT    NOT NULL,
    CONSTRAINT project_labels_name UNIQUE (project_id, name_key)
) STRICT;

CREATE TABLE task_labels (
    task_id  INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    label_id INTEGER NOT NULL REFERENCES project_labels (id) ON DELETE CASCADE,
    PRIMARY KEY (task_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_labels_by_label ON task_labels (label_id, task_id);

-- What a project wants to know of its tasks beyond what every task has.
CREATE TABLE project_fields (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    kind       TEXT    NOT NULL CONSTRAINT project_fields_kind CHECK (kind IN ('text', 'number', 'date', 'choice', 'person')),
    options    TEXT    NOT NULL                     -- JSON: what can be chosen
) STRICT;

CREATE INDEX project_fields_by_project ON project_fields (project_id);

CREATE TABLE task_fields (
    task_id  INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    field_id INTEGER NOT NULL REFERENCES project_fields (id) ON DELETE CASCADE,
    value    TEXT    NOT NULL,                      -- JSON
    PRIMARY KEY (task_id, field_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_fields_by_field ON task_fields (field_id);

CREATE TABLE task_checklist (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id      INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    text         TEXT    NOT NULL,
    is_completed INTEGER NOT NULL CONSTRAINT task_checklist_is_completed CHECK (is_completed IN (0, 1)),
    rank         TEXT    NOT NULL
) STRICT;

CREATE INDEX task_checklist_by_task ON task_checklist (task_id, rank);

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

CREATE INDEX task_comments_by_task ON task_comments (task_id, id);

CREATE TABLE task_comment_reactions (
    comment_id INTEGER NOT NULL REFERENCES task_comments (id) ON DELETE CASCADE,
    emoji      TEXT    NOT NULL,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (comment_id, emoji, user_id)
) STRICT, WITHOUT ROWID;

-- Who follows a task. A row stays when somebody stops following, so that it is remembered.
CREATE TABLE task_followers (
    task_id      INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    is_following INTEGER NOT NULL CONSTRAINT task_followers_is_following CHECK (is_following IN (0, 1)),
    PRIMARY KEY (task_id, user_id)
) STRICT, WITHOUT ROWID;

-- The successor begins when the predecessor is finished and the lag is over. There are no cycles.
CREATE TABLE task_dependencies (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id     INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    predecessor_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    successor_id   INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    lag_days       INTEGER NOT NULL CONSTRAINT task_dependencies_lag_days CHECK (lag_days >= 0),
    created_at     INTEGER NOT NULL,
    CONSTRAINT task_dependencies_pair UNIQUE (predecessor_id, successor_id)
) STRICT;

CREATE INDEX task_dependencies_by_successor ON task_dependencies (successor_id);
CREATE INDEX task_dependencies_by_project ON task_dependencies (project_id);

-- What happened, for people who come later.
CREATE TABLE project_activity (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    task_id    INTEGER REFERENCES tasks (id) ON DELETE CASCADE,
    actor_id   INTEGER REFERENCES users (id),       -- null: the system
    action     TEXT    NOT NULL,
    data       TEXT    NOT NULL,                    -- JSON
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX project_activity_by_project ON project_activity (project_id, id);
CREATE INDEX project_activity_by_task ON project_activity (task_id, id) WHERE task_id IS NOT NULL;

-- What was brought in from elsewhere, so that bringing it in again finds it.
CREATE TABLE project_imports (
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    source     TEXT    NOT NULL CONSTRAINT project_imports_source CHECK (source IN ('trello', 'planka', 'csv')),
    kind       TEXT    NOT NULL CONSTRAINT project_imports_kind CHECK (kind IN ('board', 'bucket', 'label', 'task', 'comment', 'item')),
    source_id  TEXT    NOT NULL,
    local_id   INTEGER NOT NULL,
    PRIMARY KEY (project_id, source, kind, source_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX project_imports_by_source ON project_imports (source, kind, source_id);
