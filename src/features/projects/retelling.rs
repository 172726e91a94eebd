//! What people wrote, told again: the log keeps no words of tasks and comments, so an event that is read
//! from it gets those of the rows as they stand now. What is gone for good is not told, and neither is what
//! has gone to another project: who may read the old one need not be able to read the new one.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::acts::pick;
use super::events::{CommentUpdated, TaskCommented, TaskCreated, TaskUpdated, Words};
use super::showing::{self, Viewer};
use super::store::{comments, tasks};
use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::{CommentId, ProjectId, TaskId};
use crate::infra::db::{Event as _, ReadTx, StoredEvent};

/// What the head of such an event tells of its rows.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    project_id: ProjectId,
    task_id: TaskId,
    comment_id: Option<CommentId>,
    fields: Option<Vec<String>>,
}

/// Gives the events of tasks and comments their words; those whose rows are gone are taken out.
pub fn retell(tx: &ReadTx<'_>, presence: &Presence, events: &mut Vec<StoredEvent>) -> Result<()> {
    let heads = events.iter().map(head).collect::<Result<Vec<_>>>()?;
    let said = |head: &&Head| head.comment_id.is_none();
    let mut ids: Vec<TaskId> =
        heads.iter().flatten().filter(said).map(|head| head.task_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = tasks::list_by_ids(tx, &ids)?;
    let shown = showing::tasks(tx, Viewer::everyone(presence), &rows)?;
    let shown = shown
        .iter()
        .map(|task| Ok(((task.card.project_id, task.card.id), serde_json::to_value(task)?)));
    let shown = shown.collect::<Result<HashMap<(ProjectId, TaskId), Value>>>()?;
    let mut ids: Vec<CommentId> =
        heads.iter().flatten().filter_map(|head| head.comment_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = if ids.is_empty() { Vec::new() } else { comments::list_by_ids(tx, &ids)? };
    let comments = showing::comments(tx, presence, rows)?.into_iter();
    let comments: HashMap<_, _> =
        comments.map(|comment| ((comment.project_id, comment.id), comment)).collect();
    for (mut event, head) in std::mem::take(events).into_iter().zip(heads) {
        let Some(head) = head else {
            events.push(event);
            continue;
        };
        let task = shown.get(&(head.project_id, head.task_id));
        let words = match (head.comment_id, &head.fields) {
            (Some(comment), _) => {
                comments.get(&(head.project_id, comment)).map(Words::patch).transpose()?
            }
            (None, Some(fields)) => {
                task.map(|task| Words::patch(&pick(task, fields))).transpose()?
            }
            (None, None) => task.map(Words::patch).transpose()?,
        };
        // An event that has words comes with them or not at all.
        if let Some(words) = words {
            event.add_words(words.as_str());
            events.push(event);
        }
    }
    Ok(())
}

/// The head of an event that has words; none for every other event.
fn head(event: &StoredEvent) -> Result<Option<Head>> {
    match event.name.as_str() {
        TaskCreated::NAME | TaskUpdated::NAME | TaskCommented::NAME | CommentUpdated::NAME => {
            Ok(Some(serde_json::from_str(&event.data)?))
        }
        _ => Ok(None),
    }
}
