//! Copies of tasks, and tasks that go to another project. What the other project does not know by name is
//! left behind.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::making::{self, NewTask};
use super::placing::{self, Place};
use super::{Act, Waiting, attaching, dependencies as links, load_task, moving, trash};
use crate::base::ids::{BucketId, FieldId, LabelId, ProjectId, TaskId, UserId};
use crate::base::text::{ChecklistText, TaskTitle, TextFault};
use crate::base::{Error, Result, codes};
use crate::features::files;
use crate::features::projects::access::Seat;
use crate::features::projects::model::{FieldKind, TASKS_MAX};
use crate::features::projects::showing::{self, Viewer};
use crate::features::projects::store::board::Column;
use crate::features::projects::store::fields::{self, FieldRow};
use crate::features::projects::store::tasks::{self, Description, TaskRow};
use crate::features::projects::store::{activity, dependencies, labels, members, people, projects};
use crate::features::projects::views::Task;
use crate::infra::db::{ReadTx, WriteTx};

/// The place of the actor in another project, where they may work on tasks.
///
/// # Errors
/// `project_not_found`, `project_role_required`, `project_archived`.
pub(crate) fn seat_in(tx: &ReadTx<'_>, user: UserId, project: ProjectId) -> Result<Seat> {
    let seat = Seat::load(tx, user, project)?;
    seat.require_worker()?;
    Ok(seat)
}

fn internal(fault: TextFault) -> Error {
    Error::internal(format!("a stored text is refused: {fault}"))
}

/// A task like another, to be made in the project of `target`; its checklist is unticked.
pub(crate) fn copy_of(
    tx: &ReadTx<'_>,
    act: &Act<'_>,
    row: &TaskRow,
    target: &Act<'_>,
) -> Result<NewTask> {
    let shown = showing::tasks(tx, Viewer::everyone(act.presence), std::slice::from_ref(row))?;
    let shown = shown.into_iter().next().ok_or_else(|| Error::internal("a task was lost"))?;
    let belongings = Belongings::fitting(tx, act, &shown, target)?;
    let lines = shown.checklist.iter().map(|item| ChecklistText::parse(&item.text));
    let lines = lines.collect::<Result<Vec<_>, _>>().map_err(internal)?;
    Ok(NewTask {
        description: Description {
            html: (!shown.description.is_empty()).then_some(shown.description_html),
            text: shown.description,
        },
        priority: row.priority,
        start_at: row.start_at,
        due_at: row.due_at,
        is_milestone: row.is_milestone,
        estimate: row.estimate,
        assignees: belongings.assignees,
        labels: belongings.labels,
        fields: belongings.fields,
        checklist: lines.into_iter().map(|text| (text, false)).collect(),
        files_of: Some(row.id),
        ..NewTask::titled(TaskTitle::parse(&row.title).map_err(internal)?)
    })
}

/// Copies a task, into another project if `target` is one.
///
/// # Errors
/// `task_not_found`; as for making a task.
pub(crate) fn copy(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    id: TaskId,
    target: &Act<'_>,
    title: Option<TaskTitle>,
    bucket: Option<BucketId>,
) -> Result<TaskRow> {
    let row = load_task(tx, act.project(), id)?;
    let copy = copy_of(tx, act, &row, target)?;
    let same = act.project() == target.project();
    let bucket = bucket.or(row.bucket.filter(|_| same));
    let place = if same && bucket == row.bucket { Place::After(id) } else { Place::End };
    let status = bucket.is_none().then_some(row.status);
    let title = title.unwrap_or(copy.title);
    making::create(tx, target, NewTask { title, bucket, place, status, ..copy })
}

/// What of a task another project has no place for.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeftBehind {
    /// People who were on it and do not work there.
    pub(crate) assignee_ids: Vec<UserId>,
    /// Names of labels that are not known there.
    pub(crate) labels: Vec<String>,
    /// Names of fields whose values do not fit there.
    pub(crate) fields: Vec<String>,
    /// How many tasks it waited for, or waited for it.
    pub(crate) dependencies: u32,
}

/// Gives a task to another project, and tells what did not go along.
///
/// # Errors
/// `task_not_found`, `bucket_not_found`, `bucket_full`, `too_many_tasks`.
pub(crate) fn transfer(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    id: TaskId,
    target: &Act<'_>,
    bucket: Option<BucketId>,
) -> Result<(TaskRow, LeftBehind)> {
    let mut row = load_task(tx, act.project(), id)?;
    if act.project() == target.project() {
        let to = moving::Move { bucket, place: Place::End, limit: moving::Limit::Holds };
        return Ok((moving::move_row(tx, act, row, to)?.row, LeftBehind::default()));
    }
    let into = moving::load_bucket(tx, target, bucket)?;
    moving::check_limit(tx, target, into.as_ref(), moving::Limit::Holds)?;
    if tasks::count(tx, target.project())? >= TASKS_MAX {
        return Err(codes::TOO_MANY_TASKS.into());
    }
    let shown = showing::task_for_all(tx, act.presence, &row)?;
    let belongings = Belongings::fitting(tx, act, &shown, target)?;
    let mut left = belongings.left.clone();
    let waiting = Waiting::load(tx, id)?;
    left.dependencies = untie(tx, id)?;
    trash::tell_deleted(tx, &row)?;
    let data = json!({"title": row.title, "number": row.number});
    act.note(tx, None, "task.transferred", &data)?;
    row.project = target.project();
    row.bucket = bucket;
    row.number = projects::next_number(tx, row.project)?;
    row.rank = placing::rank_at(tx, Column { project: row.project, bucket }, Place::End)?;
    row.revision += 1;
    row.updated_at = tx.now();
    if let Some(status) = into.and_then(|bucket| bucket.status) {
        moving::set_status(&mut row, status, tx.now());
        tasks::update(tx, &row)?;
    }
    tasks::set_project(tx, &row)?;
    activity::set_project(tx, id, row.project)?;
    belongings.replace(tx, &shown)?;
    if target.seat.project.opened_at.is_none() {
        people::drop_followers_outside(tx, id, row.project)?;
    }
    files::attach_elsewhere(tx, act.user, &attaching::place_of(row.project, id))?;
    target.note(tx, Some(id), "task.transferred", &json!({}))?;
    let row = load_task(tx, row.project, id)?;
    trash::tell_created(tx, target, &row, None)?;
    waiting.tell(tx, act.presence)?;
    Ok((row, left))
}

/// Lets a task wait for none, and none for it; tells how many there were.
fn untie(tx: &mut WriteTx<'_>, id: TaskId) -> Result<u32> {
    let known = dependencies::list_touching(tx, &[id])?;
    for link in &known {
        links::tell_removed(tx, link)?;
    }
    dependencies::delete_all_of(tx, id)?;
    Ok(known.len() as u32)
}

/// What of a task fits into a project: people who work there, labels and fields of the same name.
struct Belongings {
    assignees: Vec<UserId>,
    labels: Vec<LabelId>,
    fields: BTreeMap<FieldId, Value>,
    left: LeftBehind,
}

impl Belongings {
    fn fitting(tx: &ReadTx<'_>, act: &Act<'_>, task: &Task, target: &Act<'_>) -> Result<Self> {
        let card = &task.card;
        let assignees = members::list_workers_among(tx, target.project(), &card.assignee_ids)?;
        let gone = card.assignee_ids.iter().filter(|user| !assignees.contains(user));
        let mut left =
            LeftBehind { assignee_ids: gone.copied().collect(), ..LeftBehind::default() };
        if act.project() == target.project() {
            let (labels, fields) = (card.label_ids.clone(), card.fields.clone());
            return Ok(Self { assignees, labels, fields, left });
        }
        let mut fitting = Vec::new();
        for label in &task.labels {
            match labels::find_by_name(tx, target.project(), &label.name)? {
                Some(known) => fitting.push(known.id),
                None => left.labels.push(label.name.clone()),
            }
        }
        let theirs = fields::list(tx, target.project())?;
        let mut values = BTreeMap::new();
        for ours in fields::list(tx, act.project())? {
            let Some(value) = card.fields.get(&ours.id) else { continue };
            let same = |field: &&FieldRow| field.name == ours.name && field.kind == ours.kind;
            let fits = match theirs.iter().find(same) {
                Some(field) => {
                    fitting_value(tx, &ours, (target, field), value)?.map(|value| (field.id, value))
                }
                None => None,
            };
            match fits {
                Some((field, value)) => drop(values.insert(field, value)),
                None => left.fields.push(ours.name),
            }
        }
        Ok(Self { assignees, labels: fitting, fields: values, left })
    }

    /// Takes off the task what it had, and gives it these.
    fn replace(self, tx: &mut WriteTx<'_>, before: &Task) -> Result<()> {
        let task = before.card.id;
        for user in before.card.assignee_ids.iter().filter(|user| !self.assignees.contains(user)) {
            people::unassign(tx, task, *user)?;
        }
        for label in &before.card.label_ids {
            labels::take_off(tx, task, *label)?;
        }
        for label in self.labels {
            labels::put_on(tx, task, label)?;
        }
        for field in before.card.fields.keys() {
            fields::set_value(tx, task, *field, &Value::Null)?;
        }
        for (field, value) in self.fields {
            fields::set_value(tx, task, field, &value)?;
        }
        Ok(())
    }
}

/// A value as the other field has it: a choice goes by its name, a person if they take part there.
fn fitting_value(
    tx: &ReadTx<'_>,
    ours: &FieldRow,
    (target, theirs): (&Act<'_>, &FieldRow),
    value: &Value,
) -> Result<Option<Value>> {
    Ok(match ours.kind {
        FieldKind::Text | FieldKind::Number | FieldKind::Date => Some(value.clone()),
        FieldKind::Person => match value.as_str().and_then(|id| id.parse::<UserId>().ok()) {
            Some(user) => {
                members::find(tx, target.project(), user)?.is_some().then(|| value.clone())
            }
            None => None,
        },
        FieldKind::Choice => {
            let chosen = ours.options.iter().find(|choice| value == &json!(choice.id));
            let same = chosen
                .and_then(|chosen| theirs.options.iter().find(|choice| choice.name == chosen.name));
            same.map(|same| json!(same.id))
        }
    })
}
