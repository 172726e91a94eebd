//! Tasks and what belongs to them, as their readers see them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Named;
use crate::base::html::SafeHtml;
use crate::base::ids::{
    ActivityId, BucketId, ChatId, ChecklistItemId, CommentId, DependencyId, FieldId, LabelId,
    MessageId, ProjectId, TaskId, UserId,
};
use crate::base::time::Timestamp;
use crate::features::directory::PersonRef;
use crate::features::files::Attachment;
use crate::features::projects::model::recurrence::Recurrence;
use crate::features::projects::model::{TaskPriority, TaskProgress, TaskStatus};

/// A task as the board shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaskCard)]
pub struct Card {
    /// Its id.
    pub(crate) id: TaskId,
    /// Its number in the project.
    pub(crate) number: u32,
    /// Whose it is.
    pub(crate) project_id: ProjectId,
    /// In which bucket it is, if it is in one.
    pub(crate) bucket_id: Option<BucketId>,
    /// What is to be done.
    pub(crate) title: String,
    /// How urgent it is.
    pub(crate) priority: TaskPriority,
    /// How far it is.
    pub(crate) status: TaskStatus,
    /// The same in the words of the first generation, as of the answer.
    pub(crate) progress: TaskProgress,
    /// The same in parts of a hundred.
    pub(crate) percent: u8,
    /// When it begins.
    pub(crate) start_at: Option<Timestamp>,
    /// When it is due.
    pub(crate) due_at: Option<Timestamp>,
    /// Whether it is a moment rather than work.
    pub(crate) is_milestone: bool,
    /// How long it takes, in hours.
    pub(crate) estimate: Option<f64>,
    /// Who is on it.
    pub(crate) assignee_ids: Vec<UserId>,
    /// Its labels.
    pub(crate) label_ids: Vec<LabelId>,
    /// Lines of its checklist that are ticked.
    pub(crate) checklist_done: u32,
    /// Lines of its checklist.
    pub(crate) checklist_total: u32,
    /// How many comments it has.
    pub(crate) comment_count: u32,
    /// How many files it has.
    pub(crate) attachment_count: u32,
    /// Whether there is more to know than the title.
    pub(crate) has_description: bool,
    /// Whether it waits for a task that is not done.
    pub(crate) is_blocked: bool,
    /// Whether it comes again.
    pub(crate) is_recurring: bool,
    /// What it has in the fields of the project.
    pub(crate) fields: BTreeMap<FieldId, Value>,
    /// Its place: cards of a bucket are in the order of these texts.
    pub(crate) rank: String,
    /// Counts the changes.
    pub(crate) revision: u32,
    /// Who made it.
    pub(crate) created_by: Named<UserId>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was changed.
    pub(crate) updated_at: Timestamp,
    /// When it was done.
    pub(crate) completed_at: Option<Timestamp>,
    /// Since when it is archived.
    pub(crate) archived_at: Option<Timestamp>,
}

/// The project of a task.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectOfTask {
    /// Its id.
    pub(crate) id: ProjectId,
    /// Its name; absent in events, as what follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<Timestamp>,
}

/// A label as a task shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LabelRef {
    /// Its id.
    pub(crate) id: LabelId,
    /// What it says.
    pub(crate) name: String,
    /// Its colour.
    pub(crate) color: String,
}

/// A line of a checklist.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChecklistItem {
    /// Its id.
    pub(crate) id: ChecklistItemId,
    /// What is to be done.
    pub(crate) text: String,
    /// Whether it is.
    pub(crate) is_completed: bool,
    /// Its place, counted from 0.
    pub(crate) order: u32,
}

/// The message a task was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SourceMessage {
    /// In which chat.
    pub(crate) chat_id: ChatId,
    /// Which message.
    pub(crate) message_id: MessageId,
}

/// The places of a task among those of its bucket, counted from 0, under the names that are in use.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "these are the words on the wire")]
pub(crate) struct Position {
    /// Its place.
    pub(crate) position: u32,
    /// The same.
    pub(crate) order: u32,
    /// The same.
    pub(crate) order_index: u32,
}

impl Position {
    /// The place `position` under all its names.
    pub(crate) fn of(position: u32) -> Self {
        Self { position, order: position, order_index: position }
    }
}

/// A task with everything that belongs to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Task {
    /// What the board shows of it.
    #[serde(flatten)]
    pub(crate) card: Card,
    /// Whose it is.
    pub(crate) project: ProjectOfTask,
    /// In which bucket it is, if it is in one.
    #[schema(inline)]
    pub(crate) bucket: Option<Named<BucketId>>,
    /// What there is to know, in Markdown.
    pub(crate) description: String,
    /// The same as safe HTML.
    pub(crate) description_html: SafeHtml,
    /// Its place in its bucket; absent in events.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Position>,
    /// When it begins.
    pub(crate) start_date: Option<Timestamp>,
    /// When it is due.
    pub(crate) due_date: Option<Timestamp>,
    /// Who is on it.
    pub(crate) assignees: Vec<PersonRef>,
    /// Its labels.
    pub(crate) labels: Vec<LabelRef>,
    /// Its checklist.
    pub(crate) checklist: Vec<ChecklistItem>,
    /// The tasks it waits for.
    pub(crate) dependencies: Vec<TaskId>,
    /// The tasks that wait for it.
    pub(crate) dependents: Vec<TaskId>,
    /// Who hears of it.
    pub(crate) follower_ids: Vec<UserId>,
    /// Whether the caller is one of them; absent in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_following: Option<bool>,
    /// When it comes again.
    pub(crate) recurrence: Option<Recurrence>,
    /// The message it was made of.
    pub(crate) source: Option<SourceMessage>,
    /// Its files, in the order in which they were attached.
    pub(crate) attachments: Vec<Attachment>,
    /// Since when it is in the trash.
    pub(crate) deleted_at: Option<Timestamp>,
}

/// Who put one emoji on a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommentReaction {
    /// Which.
    pub(crate) emoji: String,
    /// How many people.
    pub(crate) count: u32,
    /// Who.
    pub(crate) user_ids: Vec<UserId>,
}

/// A comment on a task.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaskComment)]
pub(crate) struct Comment {
    /// Its id.
    pub(crate) id: CommentId,
    /// In which project.
    pub(crate) project_id: ProjectId,
    /// On which task.
    pub(crate) task_id: TaskId,
    /// The same.
    pub(crate) task: Named<TaskId>,
    /// Who wrote it.
    pub(crate) user_id: UserId,
    /// The same person.
    pub(crate) user: PersonRef,
    /// What it says, in Markdown.
    pub(crate) body: String,
    /// The same as safe HTML.
    pub(crate) html: SafeHtml,
    /// Members it names.
    pub(crate) mentions: Vec<UserId>,
    /// The reactions to it, by first use.
    pub(crate) reactions_summary: Vec<CommentReaction>,
    /// The id its writer's device gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_id: Option<String>,
    /// When it was written.
    pub(crate) created_at: Timestamp,
    /// When it was changed.
    pub(crate) edited_at: Option<Timestamp>,
}

/// That one task begins after another is finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaskDependency)]
pub(crate) struct Dependency {
    /// Its id.
    pub(crate) id: DependencyId,
    /// In which project.
    pub(crate) project_id: ProjectId,
    /// The task that is waited for.
    pub(crate) predecessor_id: TaskId,
    /// The task that waits.
    pub(crate) successor_id: TaskId,
    /// The task that is waited for.
    pub(crate) predecessor: Named<TaskId>,
    /// The task that waits.
    pub(crate) successor: Named<TaskId>,
    /// How many days lie between them.
    pub(crate) lag_days: u32,
    /// Since when.
    pub(crate) created_at: Timestamp,
}

/// Something that happened in a project.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProjectActivity)]
pub(crate) struct Activity {
    /// Its id.
    pub(crate) id: ActivityId,
    /// In which project.
    pub(crate) project_id: ProjectId,
    /// To which task, if it was one.
    pub(crate) task_id: Option<TaskId>,
    /// Who did it; null for the system.
    pub(crate) actor_id: Option<UserId>,
    /// The same person.
    pub(crate) actor: Option<PersonRef>,
    /// What, as `task.updated`.
    pub(crate) action: String,
    /// What else there is to know.
    #[schema(value_type = BTreeMap<String, Value>)]
    pub(crate) data: Value,
    /// When.
    pub(crate) created_at: Timestamp,
}

/// A task as a link to it shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskLink {
    /// Its id.
    pub(crate) id: TaskId,
    /// Its number in the project.
    pub(crate) number: u32,
    /// The same behind the key of the project, as `OPS-12`.
    pub(crate) key: String,
    /// What is to be done.
    pub(crate) title: String,
    /// How far it is.
    pub(crate) status: TaskStatus,
    /// How urgent it is.
    pub(crate) priority: TaskPriority,
    /// When it is due.
    pub(crate) due_at: Option<Timestamp>,
    /// Who is on it.
    pub(crate) assignee_ids: Vec<UserId>,
    /// Whose it is.
    pub(crate) project_id: ProjectId,
    /// What the project is called.
    pub(crate) project_name: String,
    /// The colour of the project.
    pub(crate) project_color: String,
    /// What its bucket is called, if it is in one.
    pub(crate) bucket_name: Option<String>,
    /// The message it was made of.
    pub(crate) source: Option<SourceMessage>,
}
