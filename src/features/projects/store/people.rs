//! Who is at work on tasks, and who follows them.

use crate::base::Result;
use crate::base::ids::{ProjectId, TaskId, UserId};
use crate::infra::db::{ReadTx, WriteTx, json_ids};

/// The people on tasks.
pub(crate) fn list_assignees(tx: &ReadTx<'_>, tasks: &[TaskId]) -> Result<Vec<(TaskId, UserId)>> {
    tx.list(
        "SELECT task_id, user_id FROM task_assignees
         WHERE task_id IN (SELECT value FROM json_each(?1)) ORDER BY task_id, user_id",
        [json_ids(tasks)],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// True if the task is the person's: they made it, or they are on it.
pub(crate) fn is_theirs(tx: &ReadTx<'_>, task: TaskId, user: UserId) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM tasks WHERE id = ?1 AND created_by = ?2
         UNION ALL SELECT 1 FROM task_assignees WHERE task_id = ?1 AND user_id = ?2",
        (task, user),
    )
}

/// Puts a person on a task.
pub(crate) fn assign(tx: &mut WriteTx<'_>, task: TaskId, user: UserId) -> Result<()> {
    tx.execute(
        "INSERT INTO task_assignees (task_id, user_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        (task, user),
    )?;
    Ok(())
}

/// Takes a person off a task.
pub(crate) fn unassign(tx: &mut WriteTx<'_>, task: TaskId, user: UserId) -> Result<()> {
    tx.execute("DELETE FROM task_assignees WHERE task_id = ?1 AND user_id = ?2", (task, user))?;
    Ok(())
}

/// The people who follow tasks.
pub(crate) fn list_followers(tx: &ReadTx<'_>, tasks: &[TaskId]) -> Result<Vec<(TaskId, UserId)>> {
    tx.list(
        "SELECT task_id, user_id FROM task_followers
         WHERE task_id IN (SELECT value FROM json_each(?1)) AND is_following = 1 ORDER BY task_id, user_id",
        [json_ids(tasks)],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Lets a person follow a task, unless they stopped following it before. True if they did not yet.
pub(crate) fn begin_to_follow(tx: &mut WriteTx<'_>, task: TaskId, user: UserId) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO task_followers (task_id, user_id, is_following) VALUES (?1, ?2, 1) ON CONFLICT DO NOTHING",
        (task, user),
    )?;
    Ok(added > 0)
}

/// Forgets who followed a task and takes no part in the project.
pub(crate) fn drop_followers_outside(
    tx: &mut WriteTx<'_>,
    task: TaskId,
    project: ProjectId,
) -> Result<()> {
    tx.execute(
        "DELETE FROM task_followers WHERE task_id = ?1
         AND user_id NOT IN (SELECT user_id FROM project_members WHERE project_id = ?2)",
        (task, project),
    )?;
    Ok(())
}

/// Notes that a person follows a task, or does not. True if that is otherwise now.
pub(crate) fn set_following(
    tx: &mut WriteTx<'_>,
    task: TaskId,
    user: UserId,
    is_following: bool,
) -> Result<bool> {
    let changed = tx.execute(
        "INSERT INTO task_followers (task_id, user_id, is_following) VALUES (?1, ?2, ?3)
         ON CONFLICT (task_id, user_id) DO UPDATE SET is_following = excluded.is_following
         WHERE is_following <> excluded.is_following",
        (task, user, is_following),
    )?;
    Ok(changed > 0)
}
