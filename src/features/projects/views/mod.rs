//! What goes out: projects and their parts as their readers see them.

mod tasks;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::model::{Choice, FieldKind, ProjectRole, TaskStatus, Visibility, WipPolicy};
use crate::base::ids::{BucketId, FieldId, LabelId, ProjectId, UserId};
use crate::base::time::Timestamp;
use crate::features::directory::PersonRef;

pub use tasks::Card;
pub(crate) use tasks::{
    Activity, ChecklistItem, Comment, CommentReaction, Dependency, LabelRef, Position,
    ProjectOfTask, SourceMessage, Task, TaskLink,
};

/// A row that is only named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Named<I> {
    /// Its id.
    pub(crate) id: I,
}

/// A project as everyone who may see it does.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectFacts {
    /// Its id.
    pub(crate) id: ProjectId,
    /// What stands before the numbers of its tasks.
    pub(crate) key: String,
    /// What it is called.
    pub(crate) name: String,
    /// What it is for; may be empty.
    pub(crate) description: String,
    /// Its colour.
    pub(crate) color: String,
    /// Who may see it.
    pub(crate) visibility: Visibility,
    /// Days that are worked on, Monday is 1; null for all of them.
    pub(crate) work_days: Option<Vec<u8>>,
    /// In which its days begin; null for UTC.
    pub(crate) time_zone: Option<String>,
    /// How many people take part.
    pub(crate) member_count: u32,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was changed.
    pub(crate) updated_at: Timestamp,
    /// Since when it can only be read; null if it is open.
    pub(crate) archived_at: Option<Timestamp>,
    /// Since when it is in the trash.
    pub(crate) deleted_at: Option<Timestamp>,
}

/// A project as one person sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// What everyone sees.
    #[serde(flatten)]
    pub(crate) facts: ProjectFacts,
    /// Its first owner.
    pub(crate) owner_id: Option<UserId>,
    /// The same person.
    pub(crate) owner: Option<PersonRef>,
    /// What the caller may do in it.
    pub(crate) my_role: ProjectRole,
    /// Whether the caller is a member; false for who sees it because everyone does.
    pub(crate) is_member: bool,
    /// Tasks that are neither archived nor deleted.
    pub(crate) task_count: u32,
    /// Those of them that are done.
    pub(crate) done_count: u32,
}

/// A project with everything that stands around its tasks.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectFull {
    /// The project.
    #[serde(flatten)]
    pub(crate) project: Project,
    /// The ids of its members, the first 200.
    pub(crate) member_ids: Vec<UserId>,
    /// Its members, the first 200.
    pub(crate) members: Vec<Member>,
    /// Its buckets in their order.
    pub(crate) buckets: Vec<Bucket>,
    /// Its labels by name.
    pub(crate) labels: Vec<Label>,
    /// The fields it adds to its tasks.
    pub(crate) fields: Vec<Field>,
    /// The newest event that this contains.
    pub(crate) seq: String,
}

/// Somebody who takes part.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProjectMember)]
pub(crate) struct Member {
    /// In which project.
    pub(crate) project_id: ProjectId,
    /// Who.
    pub(crate) user_id: UserId,
    /// The same person.
    pub(crate) user: PersonRef,
    /// What they may do.
    pub(crate) role: ProjectRole,
    /// Since when.
    pub(crate) joined_at: Timestamp,
}

/// A bucket of a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaskBucket)]
pub(crate) struct Bucket {
    /// Its id.
    pub(crate) id: BucketId,
    /// Whose it is.
    pub(crate) project_id: ProjectId,
    /// The same.
    pub(crate) project: Named<ProjectId>,
    /// What it is called.
    pub(crate) name: String,
    /// Its colour, if it has one.
    pub(crate) color: Option<String>,
    /// The state a task gets by entering, if it gets one.
    pub(crate) status: Option<TaskStatus>,
    /// How many tasks it should have at most.
    pub(crate) wip_limit: Option<u32>,
    /// What happens beyond that.
    pub(crate) wip_policy: WipPolicy,
    /// Its place: buckets are in the order of these texts.
    pub(crate) rank: String,
    /// Its place, counted from 0; absent in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) position: Option<u32>,
    /// The same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) order: Option<u32>,
    /// How many tasks it has; absent in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_count: Option<u32>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
}

/// A label of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProjectLabel)]
pub(crate) struct Label {
    /// Its id.
    pub(crate) id: LabelId,
    /// Whose it is.
    pub(crate) project_id: ProjectId,
    /// What it says.
    pub(crate) name: String,
    /// Its colour.
    pub(crate) color: String,
}

/// A field that a project adds to its tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProjectField)]
pub(crate) struct Field {
    /// Its id.
    pub(crate) id: FieldId,
    /// Whose it is.
    pub(crate) project_id: ProjectId,
    /// What it is called.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) kind: FieldKind,
    /// What can be chosen; empty for other kinds.
    pub(crate) options: Vec<Choice>,
}

/// The keys of an object that are otherwise in another one of its kind.
pub(crate) fn changed_keys<T: Serialize>(
    before: &T,
    after: &T,
) -> serde_json::Result<serde_json::Map<String, Value>> {
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let Value::Object(after) = after else { return Ok(serde_json::Map::new()) };
    Ok(after.into_iter().filter(|(key, value)| before.get(key) != Some(value)).collect())
}
