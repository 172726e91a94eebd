//! Tasks, as the board shows them and with everything that belongs to them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Viewer, grouped, refs};
use crate::access::Presence;
use crate::base::html;
use crate::base::ids::{FieldId, TaskId, UserId};
use crate::base::{Error, Result};
use crate::features::directory::PersonRef;
use crate::features::files::{self, Attachment, RefTable};
use crate::features::projects::model;
use crate::features::projects::store::checklist::{self, ItemRow};
use crate::features::projects::store::dependencies::{self, DependencyRow};
use crate::features::projects::store::labels::{self, LabelRow};
use crate::features::projects::store::projects::ProjectRow;
use crate::features::projects::store::tasks::{self, Description, TaskRow};
use crate::features::projects::store::{board, fields, people};
use crate::features::projects::views::{
    Card, ChecklistItem, LabelRef, Named, Position, ProjectOfTask, SourceMessage, Task,
};
use crate::infra::db::ReadTx;

/// What belongs to tasks, by task.
struct Belongings {
    assignees: HashMap<TaskId, Vec<UserId>>,
    labels: HashMap<TaskId, Vec<LabelRow>>,
    fields: HashMap<TaskId, BTreeMap<FieldId, serde_json::Value>>,
    blocked: HashSet<TaskId>,
    files: HashMap<i64, u32>,
}

impl Belongings {
    fn load(tx: &ReadTx<'_>, ids: &[TaskId]) -> Result<Self> {
        let mut values: HashMap<TaskId, BTreeMap<_, _>> = HashMap::new();
        for (task, field, value) in fields::list_values(tx, ids)? {
            values.entry(task).or_default().insert(field, value);
        }
        Ok(Self {
            assignees: grouped(people::list_assignees(tx, ids)?),
            labels: grouped(labels::list_of_tasks(tx, ids)?),
            fields: values,
            blocked: dependencies::list_blocked(tx, ids)?.into_iter().collect(),
            files: files::count_attached(tx, RefTable::Tasks, &numbers(ids))?,
        })
    }

    fn card(&mut self, row: &TaskRow, presence: &Presence) -> Card {
        let labels = self.labels.get(&row.id).into_iter().flatten();
        Card {
            id: row.id,
            number: row.number,
            project_id: row.project,
            bucket_id: row.bucket,
            title: row.title.clone(),
            priority: row.priority,
            status: row.status,
            progress: progress(row, presence),
            percent: row.percent,
            start_at: row.start_at,
            due_at: row.due_at,
            is_milestone: row.is_milestone,
            estimate: row.estimate,
            assignee_ids: self.assignees.get(&row.id).cloned().unwrap_or_default(),
            label_ids: labels.map(|label| label.id).collect(),
            checklist_done: row.checklist_done,
            checklist_total: row.checklist_total,
            comment_count: row.comment_count,
            attachment_count: self.files.get(&row.id.get()).copied().unwrap_or(0),
            has_description: row.has_description,
            is_blocked: self.blocked.contains(&row.id),
            is_recurring: row.recurrence.is_some(),
            fields: self.fields.remove(&row.id).unwrap_or_default(),
            rank: row.rank.as_str().to_owned(),
            revision: row.revision,
            created_by: Named { id: row.created_by },
            created_at: row.created_at,
            updated_at: row.updated_at,
            completed_at: row.completed_at,
            archived_at: row.archived_at,
        }
    }
}

/// How far a task is in the words of the first generation, now.
pub(crate) fn progress(row: &TaskRow, presence: &Presence) -> model::TaskProgress {
    let is_late = row.due_at.is_some_and(|due| due < presence.now());
    model::progress_of(row.status, is_late)
}

fn numbers(ids: &[TaskId]) -> Vec<i64> {
    ids.iter().map(|id| id.get()).collect()
}

fn ids_of(rows: &[TaskRow]) -> Vec<TaskId> {
    rows.iter().map(|row| row.id).collect()
}

/// Shows tasks as the board does, in the order of their rows.
pub(crate) fn cards(tx: &ReadTx<'_>, presence: &Presence, rows: &[TaskRow]) -> Result<Vec<Card>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut belongings = Belongings::load(tx, &ids_of(rows))?;
    Ok(rows.iter().map(|row| belongings.card(row, presence)).collect())
}

/// What a task has beyond its card, by task.
struct Details {
    descriptions: HashMap<TaskId, Description>,
    checklists: HashMap<TaskId, Vec<ItemRow>>,
    followers: HashMap<TaskId, Vec<UserId>>,
    links: Vec<DependencyRow>,
    people: HashMap<UserId, PersonRef>,
    files: HashMap<i64, Vec<Attachment>>,
}

impl Details {
    fn load(
        tx: &ReadTx<'_>,
        presence: &Presence,
        ids: &[TaskId],
        belongings: &Belongings,
    ) -> Result<Self> {
        let items = checklist::list(tx, ids)?.into_iter().map(|item| (item.task, item));
        let with_files: Vec<i64> = belongings.files.keys().copied().collect();
        Ok(Self {
            descriptions: tasks::list_descriptions(tx, ids)?.into_iter().collect(),
            checklists: grouped(items.collect()),
            followers: grouped(people::list_followers(tx, ids)?),
            links: dependencies::list_touching(tx, ids)?,
            people: refs(tx, presence, belongings.assignees.values().flatten().copied())?,
            files: files::list_attached(tx, RefTable::Tasks, &with_files)?,
        })
    }

    fn checklist(&mut self, task: TaskId) -> Vec<ChecklistItem> {
        let items = self.checklists.remove(&task).unwrap_or_default().into_iter().zip(0..);
        let shown = items.map(|(item, order)| ChecklistItem {
            id: item.id,
            text: item.text,
            is_completed: item.is_completed,
            order,
        });
        shown.collect()
    }

    /// The tasks that `task` waits for, and those that wait for it.
    fn links(&self, task: TaskId) -> (Vec<TaskId>, Vec<TaskId>) {
        let before = self.links.iter().filter(|link| link.successor == task);
        let after = self.links.iter().filter(|link| link.predecessor == task);
        (before.map(|link| link.predecessor).collect(), after.map(|link| link.successor).collect())
    }
}

/// Shows tasks with everything that belongs to them, in the order of their rows.
pub(crate) fn tasks(tx: &ReadTx<'_>, viewer: Viewer<'_>, rows: &[TaskRow]) -> Result<Vec<Task>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids_of(rows);
    let mut belongings = Belongings::load(tx, &ids)?;
    let mut details = Details::load(tx, viewer.presence, &ids, &belongings)?;
    let shown = rows.iter().map(|row| {
        let card = belongings.card(row, viewer.presence);
        let description = details.descriptions.remove(&row.id).unwrap_or_default();
        let labels = belongings.labels.remove(&row.id).unwrap_or_default().into_iter();
        let follower_ids = details.followers.remove(&row.id).unwrap_or_default();
        let (dependencies, dependents) = details.links(row.id);
        let project =
            ProjectOfTask { id: row.project, name: None, description: None, created_at: None };
        let on = card.assignee_ids.iter();
        Task {
            project,
            bucket: row.bucket.map(|id| Named { id }),
            description: description.text,
            description_html: description.html.unwrap_or_else(|| html::sanitize("")),
            place: None,
            start_date: row.start_at,
            due_date: row.due_at,
            assignees: on.filter_map(|id| details.people.get(id).cloned()).collect(),
            labels: labels
                .map(|LabelRow { id, name, color, .. }| LabelRef { id, name, color })
                .collect(),
            checklist: details.checklist(row.id),
            dependencies,
            dependents,
            is_following: viewer.user.map(|user| follower_ids.contains(&user)),
            follower_ids,
            recurrence: row.recurrence,
            source: row.source.map(|(chat_id, message_id)| SourceMessage { chat_id, message_id }),
            attachments: details.files.remove(&row.id.get()).unwrap_or_default(),
            deleted_at: row.deleted_at,
            card,
        }
    });
    Ok(shown.collect())
}

/// Shows tasks of one project with their places among the others.
pub(crate) fn placed_tasks(
    tx: &ReadTx<'_>,
    viewer: Viewer<'_>,
    project: &ProjectRow,
    rows: &[TaskRow],
) -> Result<Vec<Task>> {
    let mut shown = tasks(tx, viewer, rows)?;
    set_places(tx, &mut shown)?;
    for task in &mut shown {
        name_project(task, project);
    }
    Ok(shown)
}

/// Says where tasks stand among the others of their buckets.
pub(crate) fn set_places(tx: &ReadTx<'_>, tasks: &mut [Task]) -> Result<()> {
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.card.id).collect();
    let places: HashMap<_, _> = board::list_places(tx, &ids)?.into_iter().collect();
    for task in tasks {
        task.place = places.get(&task.card.id).copied().map(Position::of);
    }
    Ok(())
}

/// Says more of the project a task is in.
pub(crate) fn name_project(task: &mut Task, project: &ProjectRow) {
    task.project.name = Some(project.name.clone());
    task.project.description = Some(project.description.clone());
    task.project.created_at = Some(project.created_at);
}

/// Shows one task with its place.
pub(crate) fn task(
    tx: &ReadTx<'_>,
    viewer: Viewer<'_>,
    project: &ProjectRow,
    row: TaskRow,
) -> Result<Task> {
    let shown = placed_tasks(tx, viewer, project, &[row])?.into_iter().next();
    shown.ok_or_else(|| Error::internal("a task was lost on its way"))
}

/// Shows one task as events do.
pub(crate) fn task_for_all(tx: &ReadTx<'_>, presence: &Presence, row: &TaskRow) -> Result<Task> {
    let shown =
        tasks(tx, Viewer::everyone(presence), std::slice::from_ref(row))?.into_iter().next();
    shown.ok_or_else(|| Error::internal("a task was lost on its way"))
}
