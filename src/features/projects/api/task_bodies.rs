//! What a new task and a change of one look like in a request, with the names of both generations.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::base::ids::{BucketId, FieldId, LabelId, TaskId, UserId};
use crate::base::json;
use crate::base::text::{ChecklistText, ClientId, TaskDescription, TaskTitle};
use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::features::projects::acts::editing::{SetChange, TaskChange, describe};
use crate::features::projects::acts::making::NewTask;
use crate::features::projects::acts::moving::Limit;
use crate::features::projects::acts::placing::Place;
use crate::features::projects::model::recurrence::Recurrence;
use crate::features::projects::model::{
    CHECKLIST_MAX, ESTIMATE_MAX, TaskPriority, TaskProgress, TaskStatus,
};
use crate::features::projects::views::SourceMessage;

/// How far a task is: in parts of a hundred, or in the words of the first generation.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum ProgressBody {
    /// 0 to 100.
    Percent(u8),
    /// `not_started`, `in_progress` or `completed`.
    Word(TaskProgress),
}

/// A place in a bucket, under the names that are in use.
pub(super) fn place_of(
    before: Option<TaskId>,
    after: Option<TaskId>,
    index: Option<u32>,
) -> Option<Place> {
    let beside = before.map(Place::Before).or(after.map(Place::After));
    beside.or(index.map(Place::Index))
}

fn check_percent(percent: Option<u8>) -> Result<()> {
    if percent.is_some_and(|percent| percent > 100) {
        return Err(Error::invalid_field("percent", "out_of_range", "must be 0 to 100"));
    }
    Ok(())
}

fn check_estimate(estimate: Option<f64>) -> Result<()> {
    if estimate.is_some_and(|hours| !(0.0..=ESTIMATE_MAX).contains(&hours)) {
        return Err(Error::invalid_field("estimate", "out_of_range", "must be 0 to 100000 hours"));
    }
    Ok(())
}

/// The state and the percentage that `progress` stands for.
fn split(progress: Option<ProgressBody>) -> Result<(Option<TaskStatus>, Option<u8>)> {
    Ok(match progress {
        None => (None, None),
        Some(ProgressBody::Percent(percent)) => (None, Some(percent)),
        Some(ProgressBody::Word(TaskProgress::NotStarted)) => (Some(TaskStatus::Todo), None),
        Some(ProgressBody::Word(TaskProgress::Begun)) => (Some(TaskStatus::InProgress), None),
        Some(ProgressBody::Word(TaskProgress::Completed)) => (Some(TaskStatus::Done), None),
        Some(ProgressBody::Word(TaskProgress::Late)) => {
            let message = "follows from the date: it cannot be set";
            return Err(Error::invalid_field("progress", "invalid", message));
        }
    })
}

/// A task to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TaskBody {
    /// 1 to 300 characters.
    title: TaskTitle,
    /// In which bucket; in none unless given.
    bucket_id: Option<BucketId>,
    /// How many tasks stand before it; all of them unless a place is given.
    position: Option<u32>,
    /// The same.
    order_index: Option<u32>,
    /// The same.
    order: Option<u32>,
    /// Before which task it stands.
    before_id: Option<TaskId>,
    /// After which task it stands.
    after_id: Option<TaskId>,
    /// Markdown, up to 20,000 characters.
    description: Option<TaskDescription>,
    /// Medium unless given.
    priority: Option<TaskPriority>,
    /// What the bucket stands for, or to do, unless given.
    status: Option<TaskStatus>,
    /// 0 to 100.
    percent: Option<u8>,
    /// The same, or a word.
    progress: Option<ProgressBody>,
    /// When it begins.
    start_at: Option<Timestamp>,
    /// The same.
    start_date: Option<Timestamp>,
    /// When it is due.
    due_at: Option<Timestamp>,
    /// The same.
    due_date: Option<Timestamp>,
    /// Who is on it; 50 at most.
    #[serde(default)]
    assignee_ids: Vec<UserId>,
    /// Its labels.
    #[serde(default)]
    label_ids: Vec<LabelId>,
    /// The lines of its checklist; 100 at most.
    #[serde(default)]
    checklist: Vec<ChecklistText>,
    /// Hours, 0 to 100,000.
    estimate: Option<f64>,
    /// Whether it is a moment rather than work.
    #[serde(default)]
    is_milestone: bool,
    /// What it has in the fields of the project.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: BTreeMap<FieldId, Value>,
    /// When it comes again.
    recurrence: Option<Recurrence>,
    /// The message it is made of.
    source: Option<SourceMessage>,
    /// True to insist although the bucket is full; for administrators of the project.
    #[serde(default)]
    override_wip: bool,
    /// An id of the caller's own, which comes back with the answer and the event.
    client_id: Option<ClientId>,
}

impl TaskBody {
    /// Checks what can be checked without the project.
    ///
    /// # Errors
    /// `invalid_request`.
    pub(super) fn parse(self) -> Result<NewTask> {
        let (status, percent) = split(self.progress)?;
        let percent = self.percent.or(percent);
        check_percent(percent)?;
        check_estimate(self.estimate)?;
        if self.checklist.len() > CHECKLIST_MAX as usize {
            return Err(Error::invalid_field("checklist", "too_many", "must be at most 100 lines"));
        }
        let index = self.position.or(self.order_index).or(self.order);
        Ok(NewTask {
            bucket: self.bucket_id,
            place: place_of(self.before_id, self.after_id, index).unwrap_or_default(),
            limit: Limit::of(self.override_wip),
            description: self.description.as_ref().map(describe).unwrap_or_default(),
            priority: self.priority.unwrap_or(TaskPriority::Medium),
            status: self.status.or(status),
            percent: percent.unwrap_or(0),
            start_at: self.start_at.or(self.start_date),
            due_at: self.due_at.or(self.due_date),
            is_milestone: self.is_milestone,
            estimate: self.estimate,
            recurrence: self.recurrence.map(Recurrence::check).transpose()?,
            assignees: self.assignee_ids,
            labels: self.label_ids,
            checklist: self.checklist.into_iter().map(|text| (text, false)).collect(),
            fields: self.fields,
            source: self.source.map(|source| (source.chat_id, source.message_id)),
            client_id: self.client_id.map(|id| id.as_str().to_owned()),
            ..NewTask::titled(self.title)
        })
    }
}

/// What is to change in a task; an absent key stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(super) struct TaskEdit {
    /// 1 to 300 characters.
    title: Option<TaskTitle>,
    /// Markdown, up to 20,000 characters; empty clears it.
    description: Option<TaskDescription>,
    /// How urgent it is.
    priority: Option<TaskPriority>,
    /// How far it is.
    status: Option<TaskStatus>,
    /// 0 to 100.
    percent: Option<u8>,
    /// The same, or a word.
    progress: Option<ProgressBody>,
    /// When it begins; null for no time.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Timestamp>)]
    start_at: Option<Option<Timestamp>>,
    /// The same.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Timestamp>)]
    start_date: Option<Option<Timestamp>>,
    /// When it is due; null for no time.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Timestamp>)]
    due_at: Option<Option<Timestamp>>,
    /// The same.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Timestamp>)]
    due_date: Option<Option<Timestamp>>,
    /// Who is on it, all of them.
    assignee_ids: Option<Vec<UserId>>,
    /// Who is on it from now on.
    #[serde(default)]
    add_assignee_ids: Vec<UserId>,
    /// Who is on it no more.
    #[serde(default)]
    remove_assignee_ids: Vec<UserId>,
    /// Its labels, all of them.
    label_ids: Option<Vec<LabelId>>,
    /// Labels it has from now on.
    #[serde(default)]
    add_label_ids: Vec<LabelId>,
    /// Labels it has no more.
    #[serde(default)]
    remove_label_ids: Vec<LabelId>,
    /// Hours, 0 to 100,000; null for none.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<f64>)]
    estimate: Option<Option<f64>>,
    /// Whether it is a moment rather than work.
    is_milestone: Option<bool>,
    /// What it has in fields of the project; null takes it out.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: BTreeMap<FieldId, Value>,
    /// When it comes again; null for never.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Recurrence>)]
    recurrence: Option<Option<Recurrence>>,
    /// True to archive it, false to take it back.
    archived: Option<bool>,
    /// Into which bucket it goes, at its end; null for none.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<BucketId>)]
    bucket_id: Option<Option<BucketId>>,
    /// The revision of the task that the caller saw: what was changed by others since is not overwritten.
    revision: Option<u32>,
}

impl TaskEdit {
    /// Checks what can be checked without the task; also the revision that was seen.
    ///
    /// # Errors
    /// `invalid_request`.
    pub(super) fn parse(self) -> Result<(TaskChange, Option<u32>)> {
        let (status, percent) = split(self.progress)?;
        let percent = self.percent.or(percent);
        check_percent(percent)?;
        check_estimate(self.estimate.flatten())?;
        let recurrence = self.recurrence.map(|recurrence| recurrence.map(Recurrence::check));
        let change = TaskChange {
            title: self.title,
            description: self.description,
            priority: self.priority,
            status: self.status.or(status),
            percent,
            start_at: self.start_at.or(self.start_date),
            due_at: self.due_at.or(self.due_date),
            is_milestone: self.is_milestone,
            estimate: self.estimate,
            recurrence: recurrence.map(Option::transpose).transpose()?,
            assignees: SetChange {
                all: self.assignee_ids,
                add: self.add_assignee_ids,
                remove: self.remove_assignee_ids,
            },
            labels: SetChange {
                all: self.label_ids,
                add: self.add_label_ids,
                remove: self.remove_label_ids,
            },
            fields: self.fields,
            archived: self.archived,
            bucket: self.bucket_id,
        };
        Ok((change, self.revision))
    }
}

/// What is to change in many tasks at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TasksEdit {
    /// 1 to 200 different ones.
    pub(super) task_ids: Vec<TaskId>,
    /// What to change in each of them.
    #[serde(default)]
    pub(super) set: TaskEdit,
    /// True to put them into the trash.
    #[serde(default)]
    pub(super) delete: bool,
}
