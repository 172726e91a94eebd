//! Tasks: their titles, keys, descriptions and checklists. Who may see the project finds them.

use super::super::source::{Entity, Reader, Shown, Source, attached_to, first_id, ids_of};
use crate::base::Result;
use crate::base::ids::{LabelId, TaskId, UserId};
use crate::base::kind::FileKind;
use crate::base::scope::Scope;
use crate::features::files::{self, Attachment, RefTable};
use crate::features::projects::finding;
use crate::infra::db::{ReadTx, StoredEvent};
use crate::infra::index::{Document, tag};

/// Tasks.
pub(in super::super) struct Tasks;

const EVENTS: [&str; 4] =
    ["project.task.created", "project.task.updated", "project.task.moved", "project.task.deleted"];

impl Source for Tasks {
    fn entity(&self) -> Entity {
        Entity::Tasks
    }

    fn touched(&self, tx: &ReadTx<'_>, event: &StoredEvent) -> Result<Vec<i64>> {
        match event.name.as_str() {
            "project.deleted" | "project.restored" | "project.imported" => {
                all_of(event, |project| finding::list_tasks_of(tx, project))
            }
            // Each of its tasks has another key then.
            "project.updated" if has_key(event)? => {
                all_of(event, |project| finding::list_tasks_of(tx, project))
            }
            _ => match attached_to(event, RefTable::Tasks)? {
                Some(id) => Ok(vec![id]),
                None => first_id(event, &EVENTS),
            },
        }
    }

    fn load(&self, tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<Document>> {
        let attached = files::list_attached(tx, RefTable::Tasks, ids)?;
        let tasks: Vec<TaskId> = ids.iter().copied().map(TaskId::new).collect();
        let mut belongings = finding::list_belongings(tx, &tasks)?;
        let tasks = finding::list_findable_tasks(tx, ids)?.into_iter();
        let documents = tasks.map(|task| {
            let files = attached.get(&task.id.get()).map_or(&[][..], Vec::as_slice);
            let belongings = belongings.remove(&task.id).unwrap_or_default();
            document(task, belongings, files)
        });
        Ok(documents.collect())
    }

    fn list_ids(&self, tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
        finding::list_task_ids(tx, after, limit)
    }

    fn estimate(&self, tx: &ReadTx<'_>) -> Result<u64> {
        finding::estimate_tasks(tx)
    }

    fn show(&self, tx: &ReadTx<'_>, reader: Reader<'_>, ids: &[i64]) -> Result<Vec<Shown>> {
        let tasks = finding::show_tasks(tx, reader.presence, reader.user, ids)?;
        let shown = tasks.into_iter().map(|task| {
            let item = serde_json::value::to_raw_value(&task)?;
            Ok(Shown { id: task.id().get(), item, texts: task.texts() })
        });
        shown.collect()
    }
}

/// What `list` says of the project an event is about.
pub(super) fn all_of(
    event: &StoredEvent,
    list: impl Fn(i64) -> Result<Vec<i64>>,
) -> Result<Vec<i64>> {
    ids_of(event)?.first().map_or(Ok(Vec::new()), |project| list(*project))
}

/// Whether a project has another key after this event.
fn has_key(event: &StoredEvent) -> Result<bool> {
    #[derive(serde::Deserialize)]
    struct Changed {
        patch: serde_json::Map<String, serde_json::Value>,
    }
    let changed: Changed = serde_json::from_str(&event.data)?;
    Ok(changed.patch.contains_key("key"))
}

/// The tag of a label: by its id, because it may be called otherwise, or be taken from all its tasks at once.
pub(in super::super) fn label_tag(label: LabelId) -> String {
    format!("label:{label}")
}

/// The tag of somebody on a task.
pub(in super::super) fn assignee_tag(user: UserId) -> String {
    format!("assignee:{user}")
}

fn document(
    task: finding::FindableTask,
    belongings: finding::Belongings,
    files: &[Attachment],
) -> Document {
    let mut tags = vec![tag("status", task.status())];
    tags.extend(belongings.labels.into_iter().map(label_tag));
    tags.extend(belongings.assignees.into_iter().map(assignee_tag));
    tags.extend((!files.is_empty()).then(|| "has:file".to_owned()));
    let has_image = files.iter().any(|file| file.kind == FileKind::Image);
    tags.extend(has_image.then(|| "has:image".to_owned()));
    let project = Scope::Project(task.project).to_bits();
    Document {
        key: Entity::Tasks.key(task.id.get()),
        audience: vec![project],
        at: task.at,
        author: Some(Scope::User(task.created_by).to_bits()),
        places: vec![project],
        tags,
        body: format!("{}\n{}\n{}", task.key, task.description, belongings.lines.join("\n")),
        title: task.title,
    }
}
