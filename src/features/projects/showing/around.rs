//! What stands around tasks: comments, dependencies, what happened, links.

use std::collections::HashMap;

use super::{grouped, refs};
use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::{CommentId, ProjectId, TaskId};
use crate::features::projects::model::ProjectRole;
use crate::features::projects::store::activity::ActivityRow;
use crate::features::projects::store::comments::{self, CommentRow};
use crate::features::projects::store::dependencies::DependencyRow;
use crate::features::projects::store::projects::ProjectRow;
use crate::features::projects::store::tasks::TaskRow;
use crate::features::projects::store::{buckets, people};
use crate::features::projects::views::{
    Activity, Comment, CommentReaction, Dependency, Named, SourceMessage, TaskLink,
};
use crate::infra::db::ReadTx;

/// Shows comments in the order of their rows.
pub(crate) fn comments(
    tx: &ReadTx<'_>,
    presence: &Presence,
    rows: Vec<CommentRow>,
) -> Result<Vec<Comment>> {
    let people = refs(tx, presence, rows.iter().map(|row| row.user))?;
    let reacted: Vec<CommentId> =
        rows.iter().filter(|row| row.reactions > 0).map(|row| row.id).collect();
    let mut summaries = summaries(tx, &reacted)?;
    let shown = rows.into_iter().filter_map(|row| {
        Some(Comment {
            id: row.id,
            project_id: row.project,
            task_id: row.task,
            task: Named { id: row.task },
            user_id: row.user,
            user: people.get(&row.user)?.clone(),
            body: row.body,
            html: row.html,
            mentions: row.mentions,
            reactions_summary: summaries.remove(&row.id).unwrap_or_default(),
            client_id: row.client_id,
            created_at: row.created_at,
            edited_at: row.edited_at,
        })
    });
    Ok(shown.collect())
}

/// The reactions to comments.
pub(crate) fn summaries(
    tx: &ReadTx<'_>,
    ids: &[CommentId],
) -> Result<HashMap<CommentId, Vec<CommentReaction>>> {
    let mut summaries: HashMap<CommentId, Vec<CommentReaction>> = HashMap::new();
    if ids.is_empty() {
        return Ok(summaries);
    }
    for row in comments::list_reactions(tx, ids)? {
        let summary = summaries.entry(row.comment).or_default();
        match summary.iter_mut().find(|reaction| reaction.emoji == row.emoji) {
            Some(reaction) => {
                reaction.count += 1;
                reaction.user_ids.push(row.user);
            }
            None => summary.push(CommentReaction {
                emoji: row.emoji,
                count: 1,
                user_ids: vec![row.user],
            }),
        }
    }
    Ok(summaries)
}

/// Shows a dependency.
pub(crate) fn dependency(row: &DependencyRow) -> Dependency {
    Dependency {
        id: row.id,
        project_id: row.project,
        predecessor_id: row.predecessor,
        successor_id: row.successor,
        predecessor: Named { id: row.predecessor },
        successor: Named { id: row.successor },
        lag_days: row.lag_days,
        created_at: row.created_at,
    }
}

/// Shows what happened in the order of the rows.
pub(crate) fn activity(
    tx: &ReadTx<'_>,
    presence: &Presence,
    rows: Vec<ActivityRow>,
) -> Result<Vec<Activity>> {
    let people = refs(tx, presence, rows.iter().filter_map(|row| row.actor))?;
    let shown = rows.into_iter().map(|row| Activity {
        id: row.id,
        project_id: row.project,
        task_id: row.task,
        actor_id: row.actor,
        actor: row.actor.and_then(|actor| people.get(&actor).cloned()),
        action: row.action,
        data: row.data,
        created_at: row.created_at,
    });
    Ok(shown.collect())
}

/// Shows links to those of the tasks that the person may see.
pub(crate) fn links(
    tx: &ReadTx<'_>,
    visible: &[(ProjectRow, Option<ProjectRole>)],
    rows: &[TaskRow],
) -> Result<Vec<TaskLink>> {
    let projects: HashMap<ProjectId, &ProjectRow> =
        visible.iter().map(|(project, _)| (project.id, project)).collect();
    let mut assignees = grouped(people::list_assignees(
        tx,
        &rows.iter().map(|row| row.id).collect::<Vec<TaskId>>(),
    )?);
    let in_buckets: Vec<_> = rows.iter().filter_map(|row| row.bucket).collect();
    let names: HashMap<_, _> = buckets::list_names(tx, &in_buckets)?.into_iter().collect();
    let shown = rows.iter().filter(|row| row.deleted_at.is_none()).filter_map(|row| {
        let project = projects.get(&row.project)?;
        Some(TaskLink {
            id: row.id,
            number: row.number,
            key: format!("{}-{}", project.key, row.number),
            title: row.title.clone(),
            status: row.status,
            priority: row.priority,
            due_at: row.due_at,
            assignee_ids: assignees.remove(&row.id).unwrap_or_default(),
            project_id: project.id,
            project_name: project.name.clone(),
            project_color: project.color.clone(),
            bucket_name: row.bucket.and_then(|bucket| names.get(&bucket).cloned()),
            source: row.source.map(|(chat_id, message_id)| SourceMessage { chat_id, message_id }),
        })
    });
    Ok(shown.collect())
}
