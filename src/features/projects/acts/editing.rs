//! Editing tasks. Two people who change different things both have their way; of two who change the same,
//! the later is told what the other one wrote, and nothing is lost.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::moving::{self, Limit, Move};
use super::placing::Place;
use super::scheduling::NewDates;
use super::{Act, Waiting, load_task, pick, recurring};
use crate::base::html;
use crate::base::ids::{BucketId, FieldId, LabelId, TaskId, UserId};
use crate::base::text::{TaskDescription, TaskTitle};
use crate::base::time::Timestamp;
use crate::base::{Error, FieldError, Result, codes};
use crate::features::projects::acts::fields;
use crate::features::projects::events::{TaskAssigned, TaskUpdated, Words};
use crate::features::projects::model::recurrence::Recurrence;
use crate::features::projects::model::{ASSIGNEES_MAX, TaskPriority, TaskStatus};
use crate::features::projects::showing;
use crate::features::projects::store::tasks::{self, Description, LastChange, TaskRow};
use crate::features::projects::store::{labels, members, people};
use crate::features::projects::views::{Task, changed_keys};
use crate::infra::db::{ReadTx, WriteTx};

/// What is to change in a task; absent things stay as they are.
#[derive(Debug, Clone, Default)]
#[expect(clippy::option_option, reason = "unchanged, none and a value are three things")]
pub(crate) struct TaskChange {
    pub(crate) title: Option<TaskTitle>,
    pub(crate) description: Option<TaskDescription>,
    pub(crate) priority: Option<TaskPriority>,
    pub(crate) status: Option<TaskStatus>,
    pub(crate) percent: Option<u8>,
    pub(crate) start_at: Option<Option<Timestamp>>,
    pub(crate) due_at: Option<Option<Timestamp>>,
    pub(crate) is_milestone: Option<bool>,
    pub(crate) estimate: Option<Option<f64>>,
    pub(crate) recurrence: Option<Option<Recurrence>>,
    pub(crate) assignees: SetChange<UserId>,
    pub(crate) labels: SetChange<LabelId>,
    pub(crate) fields: BTreeMap<FieldId, Value>,
    pub(crate) archived: Option<bool>,
    pub(crate) bucket: Option<Option<BucketId>>,
}

/// How a set is to change: as a whole, or by single members, which meets no conflict.
#[derive(Debug, Clone)]
pub(crate) struct SetChange<I> {
    pub(crate) all: Option<Vec<I>>,
    pub(crate) add: Vec<I>,
    pub(crate) remove: Vec<I>,
}

impl<I> Default for SetChange<I> {
    fn default() -> Self {
        Self { all: None, add: Vec::new(), remove: Vec::new() }
    }
}

impl<I: Copy + Ord> SetChange<I> {
    /// The set as it is to be.
    fn apply(&self, before: &[I]) -> Vec<I> {
        let mut after = self.all.clone().unwrap_or_else(|| before.to_vec());
        after.extend(&self.add);
        after.retain(|member| !self.remove.contains(member));
        after.sort_unstable();
        after.dedup();
        after
    }
}

/// What is asked for under the names that a task's keys have, for the search of conflicts.
fn wishes(change: &TaskChange) -> serde_json::Result<Vec<(String, Value)>> {
    let mut wishes = Vec::new();
    let mut wish = |key: &str, value: Option<Value>| {
        wishes.extend(value.map(|value| (key.to_owned(), value)));
    };
    wish("title", change.title.as_ref().map(|title| json!(title)));
    wish("description", change.description.as_ref().map(|text| json!(text)));
    wish("priority", change.priority.map(|priority| json!(priority)));
    wish("status", change.status.map(|status| json!(status)));
    wish("percent", change.percent.map(|percent| json!(percent)));
    wish("startAt", change.start_at.map(|at| json!(at)));
    wish("dueAt", change.due_at.map(|at| json!(at)));
    wish("isMilestone", change.is_milestone.map(|is| json!(is)));
    wish("estimate", change.estimate.map(|hours| json!(hours)));
    wish("recurrence", change.recurrence.map(serde_json::to_value).transpose()?);
    let sorted = |ids: &Vec<_>| {
        let mut ids: Vec<UserId> = ids.clone();
        ids.sort_unstable();
        json!(ids)
    };
    wish("assigneeIds", change.assignees.all.as_ref().map(sorted));
    wish("labelIds", change.labels.all.as_ref().map(|ids| json!(ids)));
    for (field, value) in &change.fields {
        wish(&format!("fields.{field}"), Some(value.clone()));
    }
    Ok(wishes)
}

/// The value under a name of [`wishes`].
fn value_of(shown: &Value, key: &str) -> Value {
    match key.split_once('.') {
        Some((map, field)) => shown[map][field].clone(),
        None => shown[key].clone(),
    }
}

fn same(one: &Value, other: &Value) -> bool {
    let set = |value: &Value| {
        let mut texts: Vec<String> = value.as_array()?.iter().map(ToString::to_string).collect();
        texts.sort_unstable();
        Some(texts)
    };
    one == other || set(one).zip(set(other)).is_some_and(|(one, other)| one == other)
}

/// Refuses to overwrite what somebody else changed after `revision`.
fn check_conflicts(
    tx: &ReadTx<'_>,
    row: &TaskRow,
    shown: &Value,
    wishes: &[(String, Value)],
    revision: u32,
) -> Result<()> {
    if revision >= row.revision {
        return Ok(());
    }
    let changes = tasks::load_changes(tx, row.id)?;
    let mut details = Vec::new();
    for (key, yours) in wishes {
        let theirs = value_of(shown, key);
        let Some(last) = changes.get(key).filter(|last| last.revision > revision) else { continue };
        if same(yours, &theirs) {
            continue;
        }
        let detail = FieldError::new(key.clone(), "changed", "was changed by somebody else since");
        details.push(detail.with(json!({
            "yours": yours,
            "theirs": theirs,
            "revision": last.revision,
            "changedBy": last.by,
            "changedAt": Timestamp::from_millis(last.at),
        })));
    }
    if details.is_empty() { Ok(()) } else { Err(Error::refused(codes::TASK_CONFLICT, details)) }
}

/// Refuses to overwrite dates that somebody else changed after the revision the caller saw.
///
/// # Errors
/// `task_conflict`.
pub(crate) fn check_dates_conflict(
    tx: &ReadTx<'_>,
    act: &Act<'_>,
    row: &TaskRow,
    new: NewDates,
) -> Result<()> {
    let Some(revision) = new.revision else { return Ok(()) };
    let change = TaskChange { start_at: new.start, due_at: new.due, ..TaskChange::default() };
    let shown = serde_json::to_value(showing::task_for_all(tx, act.presence, row)?)?;
    check_conflicts(tx, row, &shown, &wishes(&change)?, revision)
}

/// Edits a task and tells what is otherwise now.
///
/// # Errors
/// `task_not_found`, `task_conflict`, `assignee_not_member`, `label_not_found`, `field_not_found`,
/// `bucket_not_found`, `bucket_full`, `invalid_request` for dates in the wrong order and values that a field
/// does not take.
pub(crate) fn edit(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    id: TaskId,
    change: &TaskChange,
    revision: Option<u32>,
) -> Result<TaskRow> {
    let mut row = load_task(tx, act.project(), id)?;
    let before = showing::task_for_all(tx, act.presence, &row)?;
    let shown = serde_json::to_value(&before)?;
    let wishes = wishes(change)?;
    if let Some(revision) = revision {
        check_conflicts(tx, &row, &shown, &wishes, revision)?;
    }
    let was_done = row.status == TaskStatus::Done;
    let waiting = Waiting::load(tx, id)?;
    apply_to_row(&mut row, change, tx.now())?;
    row.revision += 1;
    row.updated_at = tx.now();
    tasks::update(tx, &row)?;
    apply_beside(tx, act, &row, &before, change)?;
    let row = load_task(tx, act.project(), id)?;
    let after = showing::task_for_all(tx, act.presence, &row)?;
    let mut row = finish(tx, act, row, (&before, &after), &wishes)?;
    waiting.tell(tx, act.presence)?;
    if !was_done && row.status == TaskStatus::Done {
        recurring::repeat(tx, act, &row)?;
    }
    if let Some(archived) = change.archived {
        row = super::trash::set_archived(tx, act, row, archived)?;
    }
    if let Some(bucket) = change.bucket.filter(|bucket| *bucket != row.bucket) {
        let to = Move { bucket, place: Place::End, limit: Limit::Holds };
        row = moving::move_row(tx, act, row, to)?.row;
    }
    Ok(row)
}

/// Tells of a change, notes it, and remembers who changed what; nothing of it if nothing changed.
fn finish(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    mut row: TaskRow,
    (before, after): (&Task, &Task),
    wishes: &[(String, Value)],
) -> Result<TaskRow> {
    let patch = changed_keys(before, after)?;
    let fields: Vec<String> = patch.keys().cloned().collect();
    if fields.iter().all(|key| key == "revision" || key == "updatedAt") {
        row.revision = before.card.revision;
        row.updated_at = before.card.updated_at;
        tasks::update(tx, &row)?;
        return Ok(row);
    }
    let (old, new) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let mut changes = tasks::load_changes(tx, row.id)?;
    let last = LastChange { revision: row.revision, by: act.user, at: tx.now().millis() };
    for key in NOTED {
        if value_of(&old, key) == value_of(&new, key) {
            continue;
        }
        changes.insert((*key).to_owned(), last);
        let data = match *key {
            "description" => json!({"field": key}),
            _ => json!({"field": key, "from": old[*key], "to": new[*key]}),
        };
        act.note(tx, Some(row.id), "task.updated", &data)?;
    }
    for (key, _) in wishes.iter().filter(|(key, _)| key.starts_with("fields.")) {
        if value_of(&old, key) != value_of(&new, key) {
            changes.insert(key.clone(), last);
        }
    }
    tasks::set_changes(tx, row.id, &changes)?;
    let words = Some(Words::patch(&pick(&new, &fields))?);
    tx.emit(&TaskUpdated { project_id: row.project, task_id: row.id, fields, words })?;
    tell_assigned(tx, act, row.id, &before.card.assignee_ids, &after.card.assignee_ids)?;
    Ok(row)
}

/// What a task's history keeps.
const NOTED: &[&str] = &[
    "title",
    "description",
    "priority",
    "status",
    "percent",
    "startAt",
    "dueAt",
    "isMilestone",
    "estimate",
    "recurrence",
    "assigneeIds",
    "labelIds",
    "fields",
];

/// Tells people whom somebody else put on a task, who follow it from now on.
pub(crate) fn tell_assigned(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    before: &[UserId],
    after: &[UserId],
) -> Result<()> {
    for user in after.iter().filter(|user| !before.contains(user) && **user != act.user) {
        tx.emit(&TaskAssigned { project: act.project(), task_id: task, user_id: *user })?;
    }
    Ok(())
}

fn apply_to_row(row: &mut TaskRow, change: &TaskChange, now: Timestamp) -> Result<()> {
    if let Some(title) = &change.title {
        title.as_str().clone_into(&mut row.title);
    }
    row.priority = change.priority.unwrap_or(row.priority);
    row.percent = change.percent.unwrap_or(row.percent);
    if let Some(status) = change.status {
        moving::set_status(row, status, now);
    }
    row.start_at = change.start_at.unwrap_or(row.start_at);
    row.due_at = change.due_at.unwrap_or(row.due_at);
    check_dates(row.start_at, row.due_at)?;
    row.is_milestone = change.is_milestone.unwrap_or(row.is_milestone);
    row.estimate = change.estimate.unwrap_or(row.estimate);
    row.recurrence = change.recurrence.unwrap_or(row.recurrence);
    Ok(())
}

/// The span a task may have: first generation's clients never went beyond.
const LONGEST: std::time::Duration = std::time::Duration::from_hours(24 * 366 * 5);

/// Refuses dates in the wrong order, and tasks that take years.
///
/// # Errors
/// `invalid_request` on `dueAt`.
pub(crate) fn check_dates(start: Option<Timestamp>, due: Option<Timestamp>) -> Result<()> {
    let Some((start, due)) = start.zip(due) else { return Ok(()) };
    if due < start {
        return Err(Error::invalid_field("dueAt", "before_start", "must not be before the start"));
    }
    if due.since(start) > LONGEST {
        return Err(Error::invalid_field(
            "dueAt",
            "too_long",
            "must be at most five years after the start",
        ));
    }
    Ok(())
}

/// What a description says, with its markup made safe.
pub(crate) fn describe(text: &TaskDescription) -> Description {
    let text = text.as_str().to_owned();
    let html = (!text.is_empty()).then(|| html::render_markdown(&text));
    Description { text, html }
}

/// Changes what lies in tables of its own.
fn apply_beside(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    row: &TaskRow,
    before: &Task,
    change: &TaskChange,
) -> Result<()> {
    if let Some(text) = &change.description {
        tasks::set_description(tx, row.id, &describe(text))?;
    }
    set_assignees(tx, act, row.id, &before.card.assignee_ids, &change.assignees)?;
    set_labels(tx, act, row.id, &before.card.label_ids, &change.labels)?;
    for (field, value) in &change.fields {
        fields::set_value(tx, act, row.id, *field, value)?;
    }
    Ok(())
}

/// Puts people on a task and takes others off.
///
/// # Errors
/// `assignee_not_member` for who is newly put on it and may not work here; `invalid_request` for too many.
pub(crate) fn set_assignees(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    before: &[UserId],
    change: &SetChange<UserId>,
) -> Result<()> {
    let after = change.apply(before);
    if after.len() > ASSIGNEES_MAX {
        let message = format!("must be at most {ASSIGNEES_MAX} people");
        return Err(Error::invalid_field("assigneeIds", "too_many", message));
    }
    let new: Vec<UserId> = after.iter().filter(|user| !before.contains(user)).copied().collect();
    if members::list_workers_among(tx, act.project(), &new)?.len() < new.len() {
        return Err(codes::ASSIGNEE_NOT_MEMBER.into());
    }
    for user in before.iter().filter(|user| !after.contains(user)) {
        people::unassign(tx, task, *user)?;
    }
    for user in new {
        people::assign(tx, task, user)?;
        people::begin_to_follow(tx, task, user)?;
    }
    Ok(())
}

/// Puts labels on a task and takes others off.
///
/// # Errors
/// `label_not_found`.
pub(crate) fn set_labels(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    before: &[LabelId],
    change: &SetChange<LabelId>,
) -> Result<()> {
    let after = change.apply(before);
    for label in before.iter().filter(|label| !after.contains(label)) {
        labels::take_off(tx, task, *label)?;
    }
    for label in after.iter().filter(|label| !before.contains(label)) {
        labels::find(tx, act.project(), *label)?.ok_or(codes::LABEL_NOT_FOUND)?;
        labels::put_on(tx, task, *label)?;
    }
    Ok(())
}
