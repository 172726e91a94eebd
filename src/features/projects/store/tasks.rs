//! Tasks as rows, one at a time or by their ids; lists of them are in `cards`, their order in `board`.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::Json;
use crate::base::Result;
use crate::base::html::SafeHtml;
use crate::base::ids::{BucketId, ChatId, MessageId, ProjectId, TaskId, UserId};
use crate::base::time::Timestamp;
use crate::features::projects::model::rank::Rank;
use crate::features::projects::model::recurrence::Recurrence;
use crate::features::projects::model::{TaskPriority, TaskStatus};
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A task as stored, without its description.
#[derive(Debug, Clone)]
pub(crate) struct TaskRow {
    pub(crate) id: TaskId,
    pub(crate) project: ProjectId,
    pub(crate) bucket: Option<BucketId>,
    pub(crate) number: u32,
    pub(crate) title: String,
    pub(crate) priority: TaskPriority,
    pub(crate) status: TaskStatus,
    pub(crate) percent: u8,
    pub(crate) start_at: Option<Timestamp>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) is_milestone: bool,
    pub(crate) estimate: Option<f64>,
    pub(crate) recurrence: Option<Recurrence>,
    pub(crate) source: Option<(ChatId, MessageId)>,
    pub(crate) rank: Rank,
    pub(crate) revision: u32,
    pub(crate) checklist_total: u32,
    pub(crate) checklist_done: u32,
    pub(crate) comment_count: u32,
    pub(crate) has_description: bool,
    pub(crate) created_by: UserId,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) completed_at: Option<Timestamp>,
    pub(crate) archived_at: Option<Timestamp>,
    pub(crate) deleted_at: Option<Timestamp>,
}

impl TaskRow {
    /// True if it stands on the board.
    pub(crate) fn is_live(&self) -> bool {
        self.archived_at.is_none() && self.deleted_at.is_none()
    }
}

/// What there is to know about a task, as it was written and sanitised.
#[derive(Debug, Clone, Default)]
pub(crate) struct Description {
    pub(crate) text: String,
    /// None where there is no text.
    pub(crate) html: Option<SafeHtml>,
}

/// The columns of a [`TaskRow`], in its order.
pub(super) const COLUMNS: &str =
    "t.id, t.project_id, t.bucket_id, t.number, t.title, t.priority, t.status, t.percent, t.start_at, t.due_at,
     t.is_milestone, t.estimate, t.recurrence, t.source_chat_id, t.source_message_id, t.rank, t.revision,
     t.checklist_total, t.checklist_done, t.comment_count, t.description_html IS NOT NULL, t.created_by,
     t.created_at, t.updated_at, t.completed_at, t.archived_at, t.deleted_at";

macro_rules! tasks {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.project_id, t.bucket_id, t.number, t.title, t.priority, t.status, t.percent, t.start_at, t.due_at,
                    t.is_milestone, t.estimate, t.recurrence, t.source_chat_id, t.source_message_id, t.rank, t.revision,
                    t.checklist_total, t.checklist_done, t.comment_count, t.description_html IS NOT NULL, t.created_by,
                    t.created_at, t.updated_at, t.completed_at, t.archived_at, t.deleted_at
             FROM tasks t ",
            $rest
        )
    };
}

pub(super) fn task(row: &Row<'_>) -> rusqlite::Result<TaskRow> {
    let recurrence: Option<Json<Recurrence>> = row.get(12)?;
    let source: (Option<ChatId>, Option<MessageId>) = (row.get(13)?, row.get(14)?);
    Ok(TaskRow {
        id: row.get(0)?,
        project: row.get(1)?,
        bucket: row.get(2)?,
        number: row.get(3)?,
        title: row.get(4)?,
        priority: row.get(5)?,
        status: row.get(6)?,
        percent: row.get(7)?,
        start_at: row.get(8)?,
        due_at: row.get(9)?,
        is_milestone: row.get(10)?,
        estimate: row.get(11)?,
        recurrence: recurrence.map(|Json(recurrence)| recurrence),
        source: source.0.zip(source.1),
        rank: row.get(15)?,
        revision: row.get(16)?,
        checklist_total: row.get(17)?,
        checklist_done: row.get(18)?,
        comment_count: row.get(19)?,
        has_description: row.get(20)?,
        created_by: row.get(21)?,
        created_at: row.get(22)?,
        updated_at: row.get(23)?,
        completed_at: row.get(24)?,
        archived_at: row.get(25)?,
        deleted_at: row.get(26)?,
    })
}

/// A task of the project, archived or not, but not in the trash.
pub(crate) fn find(tx: &ReadTx<'_>, project: ProjectId, id: TaskId) -> Result<Option<TaskRow>> {
    tx.find(
        tasks!("WHERE t.id = ?2 AND t.project_id = ?1 AND t.deleted_at IS NULL"),
        (project, id),
        task,
    )
}

/// A task of the project that is in the trash.
pub(crate) fn find_deleted(
    tx: &ReadTx<'_>,
    project: ProjectId,
    id: TaskId,
) -> Result<Option<TaskRow>> {
    tx.find(
        tasks!("WHERE t.id = ?2 AND t.project_id = ?1 AND t.deleted_at IS NOT NULL"),
        (project, id),
        task,
    )
}

/// Tasks with these ids, wherever they are.
pub(crate) fn list_by_ids(tx: &ReadTx<'_>, ids: &[TaskId]) -> Result<Vec<TaskRow>> {
    tx.list(tasks!("WHERE t.id IN (SELECT value FROM json_each(?1))"), [json_ids(ids)], task)
}

/// Tasks that were made of these messages, but for those in the trash.
pub(crate) fn list_of_messages(tx: &ReadTx<'_>, messages: &[MessageId]) -> Result<Vec<TaskRow>> {
    tx.list(
        tasks!(
            "WHERE t.source_message_id IN (SELECT value FROM json_each(?1)) AND t.deleted_at IS NULL ORDER BY t.id"
        ),
        [json_ids(messages)],
        task,
    )
}

/// Deleted tasks of a project, the newest first.
pub(crate) fn list_trash(
    tx: &ReadTx<'_>,
    project: ProjectId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<TaskRow>> {
    tx.list(
        tasks!(
            "WHERE t.project_id = ?1 AND t.deleted_at IS NOT NULL AND t.id < ?2 ORDER BY t.id DESC LIMIT ?3"
        ),
        (project, before.unwrap_or(i64::MAX), limit),
        task,
    )
}

/// What there is to know about tasks.
pub(crate) fn list_descriptions(
    tx: &ReadTx<'_>,
    ids: &[TaskId],
) -> Result<Vec<(TaskId, Description)>> {
    tx.list(
        "SELECT id, description, description_html FROM tasks WHERE id IN (SELECT value FROM json_each(?1))",
        [json_ids(ids)],
        |row| {
            let html: Option<String> = row.get(2)?;
            Ok((row.get(0)?, Description { text: row.get(1)?, html: html.map(SafeHtml::stored) }))
        },
    )
}

/// How many tasks of a project there are, wherever they are.
pub(crate) fn count(tx: &ReadTx<'_>, project: ProjectId) -> Result<u32> {
    tx.one("SELECT count(*) FROM tasks WHERE project_id = ?1", [project], |row| row.get(0))
}

/// How many live tasks each project has, and how many of them are done.
pub(crate) fn count_by_project(
    tx: &ReadTx<'_>,
    projects: &[ProjectId],
) -> Result<Vec<(ProjectId, u32, u32)>> {
    tx.list(
        "SELECT project_id, count(*), sum(status = 'done') FROM tasks
         WHERE project_id IN (SELECT value FROM json_each(?1)) AND archived_at IS NULL AND deleted_at IS NULL
         GROUP BY project_id",
        [json_ids(projects)],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Adds a task; its id is not asked for.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    row: &TaskRow,
    description: &Description,
) -> Result<TaskId> {
    let id = tx.insert(
        "INSERT INTO tasks (project_id, bucket_id, number, title, description, description_html, priority, status,
                            percent, start_at, due_at, is_milestone, estimate, recurrence, source_chat_id,
                            source_message_id, rank, created_by, created_at, updated_at, completed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        params![
            row.project,
            row.bucket,
            row.number,
            row.title,
            description.text,
            description.html.as_ref().map(SafeHtml::as_str),
            row.priority,
            row.status,
            row.percent,
            row.start_at,
            row.due_at,
            row.is_milestone,
            row.estimate,
            row.recurrence.map(Json),
            row.source.map(|(chat, _)| chat),
            row.source.map(|(_, message)| message),
            row.rank,
            row.created_by,
            row.created_at,
            row.updated_at,
            row.completed_at,
        ],
    )?;
    Ok(TaskId::new(id))
}

/// Writes what can be edited of a task, but for its description and its place.
pub(crate) fn update(tx: &mut WriteTx<'_>, row: &TaskRow) -> Result<()> {
    tx.execute(
        "UPDATE tasks SET title = ?2, priority = ?3, status = ?4, percent = ?5, start_at = ?6, due_at = ?7,
                is_milestone = ?8, estimate = ?9, recurrence = ?10, revision = ?11, updated_at = ?12,
                completed_at = ?13 WHERE id = ?1",
        params![
            row.id,
            row.title,
            row.priority,
            row.status,
            row.percent,
            row.start_at,
            row.due_at,
            row.is_milestone,
            row.estimate,
            row.recurrence.map(Json),
            row.revision,
            row.updated_at,
            row.completed_at,
        ],
    )?;
    Ok(())
}

/// Writes what there is to know about a task.
pub(crate) fn set_description(
    tx: &mut WriteTx<'_>,
    id: TaskId,
    description: &Description,
) -> Result<()> {
    tx.execute(
        "UPDATE tasks SET description = ?2, description_html = ?3 WHERE id = ?1",
        (id, &description.text, description.html.as_ref().map(SafeHtml::as_str)),
    )?;
    Ok(())
}

/// Archives or deletes a task, or takes it back: everything that decides whether it stands on the board.
pub(crate) fn set_state(tx: &mut WriteTx<'_>, row: &TaskRow) -> Result<()> {
    tx.execute(
        "UPDATE tasks SET bucket_id = ?2, rank = ?3, archived_at = ?4, deleted_at = ?5, revision = ?6, updated_at = ?7
         WHERE id = ?1",
        (
            row.id,
            row.bucket,
            &row.rank,
            row.archived_at,
            row.deleted_at,
            row.revision,
            row.updated_at,
        ),
    )?;
    Ok(())
}

/// Gives a task to another project.
pub(crate) fn set_project(tx: &mut WriteTx<'_>, row: &TaskRow) -> Result<()> {
    tx.execute(
        "UPDATE tasks SET project_id = ?2, bucket_id = ?3, number = ?4, rank = ?5, revision = ?6, updated_at = ?7
         WHERE id = ?1",
        (row.id, row.project, row.bucket, row.number, &row.rank, row.revision, row.updated_at),
    )?;
    Ok(())
}

/// When and by whom a field was changed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastChange {
    pub(crate) revision: u32,
    pub(crate) by: UserId,
    pub(crate) at: i64,
}

/// The last change of each field of a task that was changed since it was made.
pub(crate) type Changes = BTreeMap<String, LastChange>;

/// The last changes of a task's fields.
pub(crate) fn load_changes(tx: &ReadTx<'_>, id: TaskId) -> Result<Changes> {
    tx.one("SELECT revisions FROM tasks WHERE id = ?1", [id], |row| {
        row.get(0).map(|Json(changes)| changes)
    })
}

/// Notes the last changes of a task's fields.
pub(crate) fn set_changes(tx: &mut WriteTx<'_>, id: TaskId, changes: &Changes) -> Result<()> {
    tx.execute("UPDATE tasks SET revisions = ?2 WHERE id = ?1", (id, Json(changes)))?;
    Ok(())
}

/// Up to `limit` tasks that were deleted before `horizon`.
pub(crate) fn list_deleted_before(
    tx: &ReadTx<'_>,
    horizon: Timestamp,
    limit: u32,
) -> Result<Vec<TaskId>> {
    tx.list("SELECT id FROM tasks WHERE deleted_at < ?1 LIMIT ?2", (horizon, limit), |row| {
        row.get(0)
    })
}

/// Removes a task with all that is its.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: TaskId) -> Result<()> {
    tx.execute("DELETE FROM tasks WHERE id = ?1", [id])?;
    Ok(())
}
