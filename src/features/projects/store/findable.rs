//! What can be searched for in projects, and what of it a person may see.

use crate::base::Result;
use crate::base::ids::{CommentId, LabelId, ProjectId, TaskId, UserId};
use crate::base::time::Timestamp;
use crate::features::projects::model::TaskStatus;
use crate::infra::db::{ReadTx, json_ids};

/// What a project says to a search.
#[derive(Debug, Clone)]
pub struct FindableProject {
    /// The project.
    pub id: ProjectId,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub at: Timestamp,
    /// What stands before the numbers of its tasks.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
}

/// What a task says to a search, but for its checklist and who and what is on it.
#[derive(Debug, Clone)]
pub struct FindableTask {
    /// The task.
    pub id: TaskId,
    /// Where it is.
    pub project: ProjectId,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub at: Timestamp,
    /// Its number behind the key of the project, as `OPS-12`.
    pub key: String,
    /// What is to be done.
    pub title: String,
    /// What there is to know.
    pub description: String,
    /// How far it is.
    pub(crate) status: TaskStatus,
}

/// What a comment says to a search.
#[derive(Debug, Clone)]
pub struct FindableComment {
    /// The comment.
    pub id: CommentId,
    /// Where it is.
    pub project: ProjectId,
    /// Who wrote it.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub text: String,
}

/// Those of the projects that are not in the trash.
pub fn list_findable_projects(tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<FindableProject>> {
    tx.list(
        "SELECT id, created_by, created_at, key, name, description FROM projects
         WHERE id IN (SELECT value FROM json_each(?1)) AND deleted_at IS NULL",
        [json_ids(ids)],
        |row| {
            Ok(FindableProject {
                id: row.get(0)?,
                created_by: row.get(1)?,
                at: row.get(2)?,
                key: row.get(3)?,
                name: row.get(4)?,
                description: row.get(5)?,
            })
        },
    )
}

/// Those of the tasks that are not in the trash, nor their project; archived ones are among them.
pub fn list_findable_tasks(tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<FindableTask>> {
    tx.list(
        "SELECT t.id, t.project_id, t.created_by, t.created_at, p.key || '-' || t.number, t.title, t.description, t.status
         FROM tasks t JOIN projects p ON p.id = t.project_id
         WHERE t.id IN (SELECT value FROM json_each(?1)) AND t.deleted_at IS NULL AND p.deleted_at IS NULL",
        [json_ids(ids)],
        |row| {
            Ok(FindableTask {
                id: row.get(0)?,
                project: row.get(1)?,
                created_by: row.get(2)?,
                at: row.get(3)?,
                key: row.get(4)?,
                title: row.get(5)?,
                description: row.get(6)?,
                status: row.get(7)?,
            })
        },
    )
}

/// Those of the comments whose task is not in the trash, nor its project.
pub fn list_findable_comments(tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<FindableComment>> {
    tx.list(
        "SELECT c.id, t.project_id, c.user_id, c.created_at, c.body
         FROM task_comments c JOIN tasks t ON t.id = c.task_id JOIN projects p ON p.id = t.project_id
         WHERE c.id IN (SELECT value FROM json_each(?1)) AND t.deleted_at IS NULL AND p.deleted_at IS NULL",
        [json_ids(ids)],
        |row| {
            Ok(FindableComment {
                id: row.get(0)?,
                project: row.get(1)?,
                user: row.get(2)?,
                at: row.get(3)?,
                text: row.get(4)?,
            })
        },
    )
}

/// The ids of projects after `after`, in order.
pub fn list_project_ids(tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
    tx.list("SELECT id FROM projects WHERE id > ?1 ORDER BY id LIMIT ?2", (after, limit), |row| {
        row.get(0)
    })
}

/// The ids of tasks after `after`, in order.
pub fn list_task_ids(tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
    tx.list("SELECT id FROM tasks WHERE id > ?1 ORDER BY id LIMIT ?2", (after, limit), |row| {
        row.get(0)
    })
}

/// The ids of comments after `after`, in order.
pub fn list_comment_ids(tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
    tx.list(
        "SELECT id FROM task_comments WHERE id > ?1 ORDER BY id LIMIT ?2",
        (after, limit),
        |row| row.get(0),
    )
}

/// The ids of all tasks of a project.
pub fn list_tasks_of(tx: &ReadTx<'_>, project: i64) -> Result<Vec<i64>> {
    tx.list("SELECT id FROM tasks WHERE project_id = ?1", [project], |row| row.get(0))
}

/// The ids of all comments in a project.
pub fn list_comments_in(tx: &ReadTx<'_>, project: i64) -> Result<Vec<i64>> {
    tx.list(
        "SELECT c.id FROM tasks t JOIN task_comments c ON c.task_id = t.id WHERE t.project_id = ?1",
        [project],
        |row| row.get(0),
    )
}

/// The ids of all comments on a task.
pub fn list_comments_on(tx: &ReadTx<'_>, task: i64) -> Result<Vec<i64>> {
    tx.list("SELECT id FROM task_comments WHERE task_id = ?1", [task], |row| row.get(0))
}

/// About how many projects there are: ids are given out in order.
pub fn estimate_projects(tx: &ReadTx<'_>) -> Result<u64> {
    tx.one("SELECT coalesce(max(id), 0) FROM projects", [], |row| row.get(0))
}

/// About how many tasks there are.
pub fn estimate_tasks(tx: &ReadTx<'_>) -> Result<u64> {
    tx.one("SELECT coalesce(max(id), 0) FROM tasks", [], |row| row.get(0))
}

/// About how many comments there are.
pub fn estimate_comments(tx: &ReadTx<'_>) -> Result<u64> {
    tx.one("SELECT coalesce(max(id), 0) FROM task_comments", [], |row| row.get(0))
}

/// The names of the projects a person may see; of all, or of some.
pub fn list_project_names(
    tx: &ReadTx<'_>,
    user: UserId,
    among: Option<&[ProjectId]>,
) -> Result<Vec<(ProjectId, String)>> {
    tx.list(
        "SELECT p.id, p.name FROM projects p
         WHERE (?2 IS NULL OR p.id IN (SELECT value FROM json_each(?2))) AND p.deleted_at IS NULL
           AND (p.opened_at IS NOT NULL
                OR EXISTS (SELECT 1 FROM project_members m WHERE m.project_id = p.id AND m.user_id = ?1))
         ORDER BY p.id",
        (user, among.map(json_ids)),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The labels that are called so, in whatever case, in the projects a person may see.
pub fn list_labels_called(tx: &ReadTx<'_>, user: UserId, names: &[String]) -> Result<Vec<LabelId>> {
    let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    tx.list(
        "SELECT l.id FROM project_labels l JOIN projects p ON p.id = l.project_id
         WHERE l.name_key IN (SELECT value FROM json_each(?2)) AND p.deleted_at IS NULL
           AND (p.opened_at IS NOT NULL
                OR EXISTS (SELECT 1 FROM project_members m WHERE m.project_id = p.id AND m.user_id = ?1))",
        (user, serde_json::to_string(&names)?),
        |row| row.get(0),
    )
}
