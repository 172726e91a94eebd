//! What projects give to a search: what can be found, and the views of what was.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::showing::{self, Viewer};
use super::store::projects::{self, ProjectRow};
use super::store::tasks::{self, TaskRow};
use super::store::{checklist, comments, labels, people};
use super::views::{Comment, Task};
use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::{CommentId, LabelId, ProjectId, TaskId, UserId};
use crate::infra::db::ReadTx;

pub use super::store::findable::{
    FindableComment, FindableProject, FindableTask, estimate_comments, estimate_projects,
    estimate_tasks, list_comment_ids, list_comments_in, list_comments_on, list_findable_comments,
    list_findable_projects, list_findable_tasks, list_labels_called, list_project_ids,
    list_project_names, list_task_ids, list_tasks_of,
};
pub use super::views::Project;

/// What belongs to a task and is searched with it.
#[derive(Debug, Clone, Default)]
pub struct Belongings {
    /// Who is on it.
    pub assignees: Vec<UserId>,
    /// Its labels.
    pub labels: Vec<LabelId>,
    /// The lines of its checklist.
    pub lines: Vec<String>,
}

/// What belongs to these tasks, by task.
///
/// # Errors
/// The storage failed.
pub fn list_belongings(tx: &ReadTx<'_>, ids: &[TaskId]) -> Result<HashMap<TaskId, Belongings>> {
    let mut all: HashMap<TaskId, Belongings> = HashMap::new();
    for (task, user) in people::list_assignees(tx, ids)? {
        all.entry(task).or_default().assignees.push(user);
    }
    for (task, label) in labels::list_of_tasks(tx, ids)? {
        all.entry(task).or_default().labels.push(label.id);
    }
    for item in checklist::list(tx, ids)? {
        all.entry(item.task).or_default().lines.push(item.text);
    }
    Ok(all)
}

impl FindableTask {
    /// The word for how far it is.
    pub fn status(&self) -> &'static str {
        self.status.as_str()
    }
}

/// A task that was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundTask {
    /// The task.
    #[serde(flatten)]
    pub(crate) task: Task,
    /// Its number behind the key of the project, as `OPS-12`.
    pub key: String,
}

impl FoundTask {
    /// Its id.
    pub fn id(&self) -> TaskId {
        self.task.card.id
    }

    /// What of it is searched, by field.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        let lines = self.task.checklist.iter().map(|item| item.text.as_str());
        vec![
            ("title", self.task.card.title.clone()),
            ("key", self.key.clone()),
            ("description", self.task.description.clone()),
            ("checklist", lines.collect::<Vec<_>>().join("\n")),
        ]
    }
}

/// A comment that was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundComment {
    /// The comment.
    #[serde(flatten)]
    pub(crate) comment: Comment,
    /// The key of its task, as `OPS-12`.
    pub task_key: String,
    /// What its task is called.
    pub task_title: String,
    /// What its project is called.
    pub project_name: String,
}

impl FoundComment {
    /// Its id.
    pub fn id(&self) -> CommentId {
        self.comment.id
    }

    /// What of it is searched, by field.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        vec![("body", self.comment.body.clone())]
    }
}

impl Project {
    /// Its id.
    pub fn id(&self) -> ProjectId {
        self.facts.id
    }

    /// What of it is searched, by field.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.facts.name.clone()),
            ("key", self.facts.key.clone()),
            ("description", self.facts.description.clone()),
        ]
    }
}

/// Those of the projects that the person may see, in no order.
///
/// # Errors
/// The storage failed.
pub fn show_projects(
    tx: &ReadTx<'_>,
    presence: &Presence,
    user: UserId,
    ids: &[i64],
) -> Result<Vec<Project>> {
    let ids: Vec<ProjectId> = ids.iter().copied().map(ProjectId::new).collect();
    showing::projects(tx, presence, &projects::list_visible(tx, user, &ids)?)
}

/// The projects of these ids that the person may see.
fn visible(
    tx: &ReadTx<'_>,
    user: UserId,
    ids: impl Iterator<Item = ProjectId>,
) -> Result<HashMap<ProjectId, ProjectRow>> {
    let ids: HashSet<ProjectId> = ids.collect();
    let ids: Vec<ProjectId> = ids.into_iter().collect();
    let rows = projects::list_visible(tx, user, &ids)?.into_iter();
    Ok(rows.map(|(row, _)| (row.id, row)).collect())
}

/// Tasks that are not in the trash, with the projects they are in; only those the person may see.
fn visible_tasks(
    tx: &ReadTx<'_>,
    user: UserId,
    ids: &[TaskId],
) -> Result<(Vec<TaskRow>, HashMap<ProjectId, ProjectRow>)> {
    let mut rows = tasks::list_by_ids(tx, ids)?;
    let projects = visible(tx, user, rows.iter().map(|row| row.project))?;
    rows.retain(|row| row.deleted_at.is_none() && projects.contains_key(&row.project));
    Ok((rows, projects))
}

fn key_of(project: &ProjectRow, number: u32) -> String {
    format!("{}-{number}", project.key)
}

/// Those of the tasks that the person may see, in no order.
///
/// # Errors
/// The storage failed.
pub fn show_tasks(
    tx: &ReadTx<'_>,
    presence: &Presence,
    user: UserId,
    ids: &[i64],
) -> Result<Vec<FoundTask>> {
    let ids: Vec<TaskId> = ids.iter().copied().map(TaskId::new).collect();
    let (rows, projects) = visible_tasks(tx, user, &ids)?;
    let mut shown = showing::tasks(tx, Viewer::person(user, presence), &rows)?;
    showing::set_places(tx, &mut shown)?;
    let found = shown.into_iter().filter_map(|mut task| {
        let project = projects.get(&task.card.project_id)?;
        showing::name_project(&mut task, project);
        Some(FoundTask { key: key_of(project, task.card.number), task })
    });
    Ok(found.collect())
}

/// Those of the comments that the person may see, in no order.
///
/// # Errors
/// The storage failed.
pub fn show_comments(
    tx: &ReadTx<'_>,
    presence: &Presence,
    user: UserId,
    ids: &[i64],
) -> Result<Vec<FoundComment>> {
    let ids: Vec<CommentId> = ids.iter().copied().map(CommentId::new).collect();
    let mut rows = comments::list_by_ids(tx, &ids)?;
    let on: HashSet<TaskId> = rows.iter().map(|row| row.task).collect();
    let on: Vec<TaskId> = on.into_iter().collect();
    let (on, projects) = visible_tasks(tx, user, &on)?;
    let on: HashMap<TaskId, TaskRow> = on.into_iter().map(|row| (row.id, row)).collect();
    rows.retain(|row| on.contains_key(&row.task));
    let shown = showing::comments(tx, presence, rows)?.into_iter();
    let found = shown.filter_map(|comment| {
        let task = on.get(&comment.task_id)?;
        let project = projects.get(&task.project)?;
        Some(FoundComment {
            task_key: key_of(project, task.number),
            task_title: task.title.clone(),
            project_name: project.name.clone(),
            comment,
        })
    });
    Ok(found.collect())
}
