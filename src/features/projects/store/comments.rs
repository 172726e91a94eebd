//! Comments on tasks, and the reactions to them.

use super::Json;
use crate::base::Result;
use crate::base::html::SafeHtml;
use crate::base::ids::{CommentId, ProjectId, TaskId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A comment as stored.
#[derive(Debug, Clone)]
pub(crate) struct CommentRow {
    pub(crate) id: CommentId,
    pub(crate) project: ProjectId,
    pub(crate) task: TaskId,
    pub(crate) user: UserId,
    pub(crate) body: String,
    pub(crate) html: SafeHtml,
    pub(crate) mentions: Vec<UserId>,
    pub(crate) client_id: Option<String>,
    pub(crate) reactions: u32,
    pub(crate) created_at: Timestamp,
    pub(crate) edited_at: Option<Timestamp>,
}

macro_rules! comments {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, t.project_id, c.task_id, c.user_id, c.body, c.html, c.mentions, c.client_id, c.reactions,
                    c.created_at, c.edited_at
             FROM task_comments c JOIN tasks t ON t.id = c.task_id ",
            $rest
        )
    };
}

fn comment(row: &Row<'_>) -> rusqlite::Result<CommentRow> {
    let Json(mentions) = row.get(6)?;
    Ok(CommentRow {
        id: row.get(0)?,
        project: row.get(1)?,
        task: row.get(2)?,
        user: row.get(3)?,
        body: row.get(4)?,
        html: SafeHtml::stored(row.get(5)?),
        mentions,
        client_id: row.get(7)?,
        reactions: row.get(8)?,
        created_at: row.get(9)?,
        edited_at: row.get(10)?,
    })
}

/// A comment on the task.
pub(crate) fn find(tx: &ReadTx<'_>, task: TaskId, id: CommentId) -> Result<Option<CommentRow>> {
    tx.find(comments!("WHERE c.id = ?2 AND c.task_id = ?1"), (task, id), comment)
}

/// Comments on a task before one, the newest first.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    task: TaskId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<CommentRow>> {
    tx.list(
        comments!("WHERE c.task_id = ?1 AND c.id < ?2 ORDER BY c.id DESC LIMIT ?3"),
        (task, before.unwrap_or(i64::MAX), limit),
        comment,
    )
}

/// Comments with these ids.
pub(crate) fn list_by_ids(tx: &ReadTx<'_>, ids: &[CommentId]) -> Result<Vec<CommentRow>> {
    tx.list(comments!("WHERE c.id IN (SELECT value FROM json_each(?1))"), [json_ids(ids)], comment)
}

/// Adds a comment; its id is not asked for.
pub(crate) fn insert(tx: &mut WriteTx<'_>, row: &CommentRow) -> Result<CommentId> {
    let id = tx.insert(
        "INSERT INTO task_comments (task_id, user_id, body, html, mentions, client_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            row.task,
            row.user,
            &row.body,
            row.html.as_str(),
            Json(&row.mentions),
            &row.client_id,
            row.created_at,
        ),
    )?;
    Ok(CommentId::new(id))
}

/// Writes what a comment says.
pub(crate) fn update(tx: &mut WriteTx<'_>, row: &CommentRow) -> Result<()> {
    tx.execute(
        "UPDATE task_comments SET body = ?2, html = ?3, mentions = ?4, edited_at = ?5 WHERE id = ?1",
        (row.id, &row.body, row.html.as_str(), Json(&row.mentions), row.edited_at),
    )?;
    Ok(())
}

/// Removes a comment.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: CommentId) -> Result<()> {
    tx.execute("DELETE FROM task_comments WHERE id = ?1", [id])?;
    Ok(())
}

/// Counts the comments of a task anew and tells the number.
pub(crate) fn count_again(tx: &mut WriteTx<'_>, task: TaskId) -> Result<u32> {
    tx.execute(
        "UPDATE tasks SET comment_count = (SELECT count(*) FROM task_comments WHERE task_id = ?1) WHERE id = ?1",
        [task],
    )?;
    tx.one("SELECT comment_count FROM tasks WHERE id = ?1", [task], |row| row.get(0))
}

/// One person's emoji on one comment.
#[derive(Debug, Clone)]
pub(crate) struct ReactionRow {
    pub(crate) comment: CommentId,
    pub(crate) emoji: String,
    pub(crate) user: UserId,
}

/// The reactions to comments, each comment's in the order in which they were made.
pub(crate) fn list_reactions(tx: &ReadTx<'_>, ids: &[CommentId]) -> Result<Vec<ReactionRow>> {
    tx.list(
        "SELECT comment_id, emoji, user_id FROM task_comment_reactions
         WHERE comment_id IN (SELECT value FROM json_each(?1)) ORDER BY created_at, emoji, user_id",
        [json_ids(ids)],
        |row| Ok(ReactionRow { comment: row.get(0)?, emoji: row.get(1)?, user: row.get(2)? }),
    )
}

/// Adds a reaction; false if it is there already.
pub(crate) fn react(tx: &mut WriteTx<'_>, reaction: &ReactionRow, at: Timestamp) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO task_comment_reactions (comment_id, emoji, user_id, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
        (reaction.comment, &reaction.emoji, reaction.user, at),
    )?;
    count_reactions_again(tx, reaction.comment)?;
    Ok(added > 0)
}

/// Removes a reaction; false if there is none.
pub(crate) fn take_back(tx: &mut WriteTx<'_>, reaction: &ReactionRow) -> Result<bool> {
    let removed = tx.execute(
        "DELETE FROM task_comment_reactions WHERE comment_id = ?1 AND emoji = ?2 AND user_id = ?3",
        (reaction.comment, &reaction.emoji, reaction.user),
    )?;
    count_reactions_again(tx, reaction.comment)?;
    Ok(removed > 0)
}

fn count_reactions_again(tx: &mut WriteTx<'_>, comment: CommentId) -> Result<()> {
    tx.execute(
        "UPDATE task_comments SET reactions =
             (SELECT count(*) FROM task_comment_reactions WHERE comment_id = ?1) WHERE id = ?1",
        [comment],
    )?;
    Ok(())
}
