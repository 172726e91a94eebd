//! Making tasks.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::editing::{self, SetChange};
use super::moving::Limit;
use super::placing::{self, Place};
use super::{Act, attaching, checklist, fields, moving, trash};
use crate::base::ids::{BucketId, ChatId, FieldId, LabelId, MessageId, TaskId, UserId};
use crate::base::text::{ChecklistText, TaskTitle};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::files::{self, RefTable};
use crate::features::projects::model::recurrence::Recurrence;
use crate::features::projects::model::{TASKS_MAX, TaskPriority, TaskStatus};
use crate::features::projects::store::board::Column;
use crate::features::projects::store::tasks::{self, Description, TaskRow};
use crate::features::projects::store::{people, projects};
use crate::infra::db::WriteTx;

/// A task to make.
#[derive(Debug, Clone)]
pub(crate) struct NewTask {
    pub(crate) title: TaskTitle,
    pub(crate) bucket: Option<BucketId>,
    pub(crate) place: Place,
    pub(crate) limit: Limit,
    pub(crate) description: Description,
    pub(crate) priority: TaskPriority,
    /// None follows the bucket.
    pub(crate) status: Option<TaskStatus>,
    pub(crate) percent: u8,
    pub(crate) start_at: Option<Timestamp>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) is_milestone: bool,
    pub(crate) estimate: Option<f64>,
    pub(crate) recurrence: Option<Recurrence>,
    pub(crate) assignees: Vec<UserId>,
    pub(crate) labels: Vec<LabelId>,
    pub(crate) checklist: Vec<(ChecklistText, bool)>,
    pub(crate) fields: BTreeMap<FieldId, Value>,
    pub(crate) source: Option<(ChatId, MessageId)>,
    pub(crate) client_id: Option<String>,
    /// The task whose files it has, too.
    pub(crate) files_of: Option<TaskId>,
}

impl NewTask {
    /// A task of which nothing but the title is known.
    pub(crate) fn titled(title: TaskTitle) -> Self {
        Self {
            title,
            bucket: None,
            place: Place::End,
            limit: Limit::Holds,
            description: Description::default(),
            priority: TaskPriority::Medium,
            status: None,
            percent: 0,
            start_at: None,
            due_at: None,
            is_milestone: false,
            estimate: None,
            recurrence: None,
            assignees: Vec::new(),
            labels: Vec::new(),
            checklist: Vec::new(),
            fields: BTreeMap::new(),
            source: None,
            client_id: None,
            files_of: None,
        }
    }
}

/// Makes a task and tells of it.
///
/// # Errors
/// `bucket_not_found`, `bucket_full`, `too_many_tasks`, `assignee_not_member`, `label_not_found`,
/// `field_not_found`, `checklist_full`, `invalid_request` for dates in the wrong order.
pub(crate) fn create(tx: &mut WriteTx<'_>, act: &Act<'_>, new: NewTask) -> Result<TaskRow> {
    let client_id = new.client_id.clone();
    let assignees = new.assignees.clone();
    let row = insert(tx, act, new)?;
    trash::tell_created(tx, act, &row, client_id)?;
    act.note(tx, Some(row.id), "task.created", &json!({"title": row.title}))?;
    editing::tell_assigned(tx, act, row.id, &[], &assignees)?;
    Ok(row)
}

/// Makes a task without telling of it.
///
/// # Errors
/// As for [`create`].
pub(crate) fn insert(tx: &mut WriteTx<'_>, act: &Act<'_>, new: NewTask) -> Result<TaskRow> {
    editing::check_dates(new.start_at, new.due_at)?;
    let bucket = moving::load_bucket(tx, act, new.bucket)?;
    moving::check_limit(tx, act, bucket.as_ref(), new.limit)?;
    let number = projects::next_number(tx, act.project())?;
    // Numbers only grow, so that counting is worth it only beyond the limit.
    if number > TASKS_MAX && tasks::count(tx, act.project())? >= TASKS_MAX {
        return Err(codes::TOO_MANY_TASKS.into());
    }
    let column = Column { project: act.project(), bucket: new.bucket };
    let rank = placing::rank_at(tx, column, new.place)?;
    let now = tx.now();
    let mut row = TaskRow {
        id: TaskId::new(0),
        project: act.project(),
        bucket: new.bucket,
        number,
        title: new.title.as_str().to_owned(),
        priority: new.priority,
        status: TaskStatus::Todo,
        percent: new.percent,
        start_at: new.start_at,
        due_at: new.due_at,
        is_milestone: new.is_milestone,
        estimate: new.estimate,
        recurrence: new.recurrence,
        source: new.source,
        rank,
        revision: 1,
        checklist_total: 0,
        checklist_done: 0,
        comment_count: 0,
        has_description: false,
        created_by: act.user,
        created_at: now,
        updated_at: now,
        completed_at: None,
        archived_at: None,
        deleted_at: None,
    };
    let status = new.status.or(bucket.and_then(|bucket| bucket.status));
    moving::set_status(&mut row, status.unwrap_or(TaskStatus::Todo), now);
    row.id = tasks::insert(tx, &row, &new.description)?;
    people::begin_to_follow(tx, row.id, act.user)?;
    let all = |ids| SetChange { all: Some(ids), ..SetChange::default() };
    editing::set_assignees(tx, act, row.id, &[], &all(new.assignees))?;
    let labels = SetChange { all: Some(new.labels), ..SetChange::default() };
    editing::set_labels(tx, act, row.id, &[], &labels)?;
    for (field, value) in &new.fields {
        fields::set_value(tx, act, row.id, *field, value)?;
    }
    checklist::fill(tx, row.id, &new.checklist)?;
    if let Some(other) = new.files_of {
        let from = (RefTable::Tasks, other.get());
        files::attach_same(tx, act.user, from, &attaching::place_of(row.project, row.id))?;
    }
    placing::refresh_if_long(tx, column, &row.rank)?;
    super::load_task(tx, row.project, row.id)
}
