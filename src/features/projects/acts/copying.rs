//! Copies of tasks, and tasks that go to another project. What the other project does not know by name is
//! left behind.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::making::{self, NewTask};
use super::placing::{self, Place};
use super::{Act, Waiting, dependencies as links, load_task, moving, trash};
use crate::base::ids::{BucketId, FieldId, LabelId, ProjectId, TaskId, UserId};
use crate::base::text::{ChecklistText, TaskDescription, TaskTitle, TextFault};
use crate::base::{Error, Result};
use crate::features::projects::access::Seat;
use crate::features::projects::model::FieldKind;
use crate::features::projects::showing::{self, Viewer};
use crate::features::projects::store::board::Column;
use crate::features::projects::store::fields::{self, FieldRow};
use crate::features::projects::store::tasks::{self, TaskRow};
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
        description: Some(TaskDescription::parse(&shown.description).map_err(internal)?),
        priority: row.priority,
        start_at: row.start_at,
        due_at: row.due_at,
        is_milestone: row.is_milestone,
        estimate: row.estimate,
        assignees: belongings.assignees,
        labels: belongings.labels,
        fields: belongings.fields,
        checklist: lines.into_iter().map(|text| (text, false)).collect(),
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

/// Gives a task to another project.
///
/// # Errors
/// `task_not_found`, `bucket_not_found`, `bucket_full`.
pub(crate) fn transfer(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    id: TaskId,
    target: &Act<'_>,
    bucket: Option<BucketId>,
) -> Result<TaskRow> {
    let mut row = load_task(tx, act.project(), id)?;
    if act.project() == target.project() {
        let to = moving::Move { bucket, place: Place::End, limit: moving::Limit::Holds };
        return Ok(moving::move_row(tx, act, row, to)?.row);
    }
    let into = moving::load_bucket(tx, target, bucket)?;
    moving::check_limit(tx, target, into.as_ref(), moving::Limit::Holds)?;
    let shown = showing::task_for_all(tx, act.presence, &row)?;
    let belongings = Belongings::fitting(tx, act, &shown, target)?;
    let waiting = Waiting::load(tx, id)?;
    for link in dependencies::list_touching(tx, &[id])? {
        links::tell_removed(tx, &link)?;
    }
    dependencies::delete_all_of(tx, id)?;
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
    target.note(tx, Some(id), "task.transferred", &json!({}))?;
    let row = load_task(tx, row.project, id)?;
    trash::tell_created(tx, target, &row, None)?;
    waiting.tell(tx, act.presence)?;
    Ok(row)
}

/// What of a task fits into a project: people who work there, labels and fields of the same name.
struct Belongings {
    assignees: Vec<UserId>,
    labels: Vec<LabelId>,
    fields: BTreeMap<FieldId, Value>,
}

impl Belongings {
    fn fitting(tx: &ReadTx<'_>, act: &Act<'_>, task: &Task, target: &Act<'_>) -> Result<Self> {
        let card = &task.card;
        let assignees = members::list_workers_among(tx, target.project(), &card.assignee_ids)?;
        if act.project() == target.project() {
            let (labels, fields) = (card.label_ids.clone(), card.fields.clone());
            return Ok(Self { assignees, labels, fields });
        }
        let mut fitting = Vec::new();
        for label in &task.labels {
            let known = labels::find_by_name(tx, target.project(), &label.name)?;
            fitting.extend(known.map(|known| known.id));
        }
        let theirs = fields::list(tx, target.project())?;
        let ours: HashMap<FieldId, FieldRow> =
            fields::list(tx, act.project())?.into_iter().map(|field| (field.id, field)).collect();
        let values = card.fields.iter().filter_map(|(id, value)| {
            let ours = ours.get(id)?;
            let theirs =
                theirs.iter().find(|field| field.name == ours.name && field.kind == ours.kind)?;
            Some((theirs.id, fitting_value(ours, theirs, value)?))
        });
        Ok(Self { assignees, labels: fitting, fields: values.collect() })
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

/// A value as the other field has it: a choice goes by its name, a person does not go along.
fn fitting_value(ours: &FieldRow, theirs: &FieldRow, value: &Value) -> Option<Value> {
    match ours.kind {
        FieldKind::Text | FieldKind::Number | FieldKind::Date => Some(value.clone()),
        FieldKind::Person => None,
        FieldKind::Choice => {
            let chosen = ours.options.iter().find(|choice| value == &json!(choice.id))?;
            let same = theirs.options.iter().find(|choice| choice.name == chosen.name)?;
            Some(json!(same.id))
        }
    }
}
