//! Comments on tasks: what they say is made safe, and whom they name hears of it.

use serde_json::json;

use super::{Act, load_task, tell_updated};
use crate::base::html;
use crate::base::ids::{CommentId, TaskId, UserId};
use crate::base::text::{ClientId, CommentText, ReactionEmoji};
use crate::base::{Error, Result, codes};
use crate::features::directory::{self, naming};
use crate::features::projects::events::{
    CommentDeleted, CommentReactionAdded, CommentReactionRemoved, CommentUpdated, CommentedTask,
    FollowPatch, ReactionsPatch, TaskCommented, TaskFollowChanged, TaskMentioned, Words,
};
use crate::features::projects::model::EMOJI_MAX;
use crate::features::projects::showing;
use crate::features::projects::store::comments::{self, CommentRow, ReactionRow};
use crate::features::projects::store::{members, people};
use crate::features::projects::views::{Comment, CommentReaction};
use crate::features::workspace;
use crate::infra::db::{ReadTx, WriteTx};

/// People one comment names, at most; the rest stay words.
const MENTIONS_MAX: usize = 100;

/// Comments on a task.
///
/// # Errors
/// `task_not_found`.
pub(crate) fn add(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    text: &CommentText,
    client_id: Option<ClientId>,
) -> Result<Comment> {
    load_task(tx, act.project(), task)?;
    let mut row = CommentRow {
        id: CommentId::new(0),
        project: act.project(),
        task,
        user: act.user,
        body: text.as_str().to_owned(),
        html: html::render_markdown(text.as_str()),
        mentions: named(tx, act, text.as_str())?,
        client_id: client_id.map(|id| id.as_str().to_owned()),
        reactions: 0,
        created_at: tx.now(),
        edited_at: None,
    };
    row.id = comments::insert(tx, &row)?;
    let comment_count = comments::count_again(tx, task)?;
    let shown = show(tx, act, row.clone())?;
    tx.emit(&TaskCommented {
        project_id: row.project,
        task_id: task,
        comment_id: row.id,
        client_id: row.client_id.clone(),
        task: CommentedTask { comment_count },
        words: Some(Words::patch(&shown)?),
    })?;
    act.note(tx, Some(task), "task.commented", &json!({"commentId": row.id}))?;
    tell_mentioned(tx, act, &row, &[])?;
    let mut more = people::begin_to_follow(tx, task, act.user)?;
    for user in &row.mentions {
        more |= people::begin_to_follow(tx, task, *user)?;
    }
    if more {
        tell_followers(tx, act, task)?;
    }
    Ok(shown)
}

/// Says something else in a comment.
///
/// # Errors
/// `comment_not_found`, `comment_not_yours`.
pub(crate) fn edit(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    id: CommentId,
    text: &CommentText,
) -> Result<Comment> {
    let mut row = load(tx, act, task, id)?;
    if row.user != act.user {
        return Err(codes::COMMENT_NOT_YOURS.into());
    }
    if row.body == text.as_str() {
        return show(tx, act, row);
    }
    let before = std::mem::replace(&mut row.mentions, named(tx, act, text.as_str())?);
    text.as_str().clone_into(&mut row.body);
    row.html = html::render_markdown(text.as_str());
    row.edited_at = Some(tx.now());
    comments::update(tx, &row)?;
    let shown = show(tx, act, row.clone())?;
    tx.emit(&CommentUpdated {
        project_id: row.project,
        task_id: task,
        comment_id: id,
        words: Some(Words::patch(&shown)?),
    })?;
    tell_mentioned(tx, act, &row, &before)?;
    Ok(shown)
}

/// Takes a comment away: one's own, or as an administrator of the project.
///
/// # Errors
/// `comment_not_found`, `comment_not_yours`.
pub(crate) fn delete(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    id: CommentId,
) -> Result<()> {
    let row = load(tx, act, task, id)?;
    if row.user != act.user && act.seat.require_admin().is_err() {
        return Err(codes::COMMENT_NOT_YOURS.into());
    }
    comments::delete(tx, id)?;
    let comment_count = comments::count_again(tx, task)?;
    tx.emit(&CommentDeleted {
        project_id: row.project,
        task_id: task,
        comment_id: id,
        task: CommentedTask { comment_count },
    })
}

/// Puts an emoji on a comment; one that is there already changes nothing.
///
/// # Errors
/// `comment_not_found`, `emoji_not_found`, `too_many_reactions`.
pub(crate) fn react(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    id: CommentId,
    emoji: &ReactionEmoji,
) -> Result<()> {
    load(tx, act, task, id)?;
    if let Some(name) = emoji.custom_name()
        && !workspace::emoji_exists(tx, name)?
    {
        return Err(codes::EMOJI_NOT_FOUND.into());
    }
    let reaction = ReactionRow { comment: id, emoji: emoji.as_str().to_owned(), user: act.user };
    let now = tx.now();
    if !comments::react(tx, &reaction, now)? {
        return Ok(());
    }
    let reactions_summary = summary(tx, id)?;
    if reactions_summary.len() as i64 > EMOJI_MAX {
        return Err(codes::TOO_MANY_REACTIONS.into());
    }
    tx.emit(&CommentReactionAdded {
        project_id: act.project(),
        task_id: task,
        comment_id: id,
        user_id: act.user,
        emoji: reaction.emoji,
        patch: ReactionsPatch { reactions_summary },
    })
}

/// Takes an emoji off a comment; one that is not there changes nothing.
///
/// # Errors
/// `comment_not_found`.
pub(crate) fn take_back(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    id: CommentId,
    emoji: &ReactionEmoji,
) -> Result<()> {
    load(tx, act, task, id)?;
    let reaction = ReactionRow { comment: id, emoji: emoji.as_str().to_owned(), user: act.user };
    if !comments::take_back(tx, &reaction)? {
        return Ok(());
    }
    let reactions_summary = summary(tx, id)?;
    tx.emit(&CommentReactionRemoved {
        project_id: act.project(),
        task_id: task,
        comment_id: id,
        user_id: act.user,
        emoji: reaction.emoji,
        patch: ReactionsPatch { reactions_summary },
    })
}

/// Follows a task, or stops.
///
/// # Errors
/// `task_not_found`.
pub(crate) fn set_following(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    is_following: bool,
) -> Result<()> {
    load_task(tx, act.project(), task)?;
    if !people::set_following(tx, task, act.user, is_following)? {
        return Ok(());
    }
    tx.emit(&TaskFollowChanged {
        project_id: act.project(),
        task_id: task,
        user_id: act.user,
        patch: FollowPatch { is_following },
    })?;
    tell_followers(tx, act, task)
}

fn tell_followers(tx: &mut WriteTx<'_>, act: &Act<'_>, task: TaskId) -> Result<()> {
    let row = load_task(tx, act.project(), task)?;
    tell_updated(tx, act.presence, &row, vec!["followerIds".to_owned()])
}

fn tell_mentioned(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    row: &CommentRow,
    before: &[UserId],
) -> Result<()> {
    let new = row.mentions.iter().filter(|user| !before.contains(user) && **user != act.user);
    for user in new {
        tx.emit(&TaskMentioned {
            project: row.project,
            task_id: row.task,
            comment_id: row.id,
            user_id: *user,
        })?;
    }
    Ok(())
}

/// The members a text names.
fn named(tx: &ReadTx<'_>, act: &Act<'_>, text: &str) -> Result<Vec<UserId>> {
    if !text.contains('@') {
        return Ok(Vec::new());
    }
    let ids = members::list_ids(tx, act.project())?;
    let refs = directory::list_refs(tx, act.presence, &ids)?.into_iter();
    let people: Vec<_> = refs.map(|person| (person.id, person.display_name)).collect();
    let mut named = Vec::new();
    for rest in naming::signs(&html::prose_of_markdown(text)) {
        for user in naming::people_at(rest, &people).1 {
            if named.len() < MENTIONS_MAX && !named.contains(&user) {
                named.push(user);
            }
        }
    }
    Ok(named)
}

fn load(tx: &ReadTx<'_>, act: &Act<'_>, task: TaskId, id: CommentId) -> Result<CommentRow> {
    load_task(tx, act.project(), task)?;
    comments::find(tx, task, id)?.ok_or_else(|| codes::COMMENT_NOT_FOUND.into())
}

fn summary(tx: &ReadTx<'_>, id: CommentId) -> Result<Vec<CommentReaction>> {
    Ok(showing::summaries(tx, &[id])?.remove(&id).unwrap_or_default())
}

fn show(tx: &ReadTx<'_>, act: &Act<'_>, row: CommentRow) -> Result<Comment> {
    let shown = showing::comments(tx, act.presence, vec![row])?.into_iter().next();
    shown.ok_or_else(|| Error::internal("a comment was lost on its way"))
}
