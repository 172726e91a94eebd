//! What happens in projects, for everyone who may see it: a project's scope is held by its members, and
//! by everyone while it is open. What people wrote about tasks goes out and is not kept.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::model::{ProjectRole, TaskProgress, TaskStatus};
use super::views::{Bucket, CommentReaction, Dependency, Field, Label, ProjectFacts};
use crate::base::ids::{BucketId, CommentId, FieldId, LabelId, ProjectId, TaskId, UserId};
use crate::base::scope::{Audience, Scope};
use crate::base::time::Timestamp;
use crate::infra::db::event_table;

pub(crate) use crate::infra::db::Words;

/// The members of a project, and everyone while it is open.
fn readers(project: ProjectId) -> Audience {
    Audience::of(Scope::Project(project))
}

fn readers_and(project: ProjectId, user: UserId) -> Audience {
    readers(project).and(Scope::User(user))
}

fn only(user: UserId) -> Audience {
    Audience::of(Scope::User(user))
}

event_table! {
    "project.created",
    "A project was made. To its members; an open one, to everyone.",
    ProjectCreated { project_id: ProjectId, patch: ProjectFacts, }
        to |event| readers(event.project_id), ids project_id;

    "project.updated",
    "A project is called otherwise, looks otherwise, is archived or open to others. To who may see it; that it was opened or closed, to everyone.",
    ProjectUpdated { project_id: ProjectId, patch: Map<String, Value>, #[serde(skip)] to_everyone: bool, }
        to |event| if event.to_everyone { readers(event.project_id).and(Scope::Org) } else { readers(event.project_id) },
        ids project_id;

    "project.deleted",
    "A project is in the trash. To who could see it.",
    ProjectDeleted { project_id: ProjectId, #[serde(skip)] to: Audience, }
        to |event| event.to.clone(), ids project_id;

    "project.restored",
    "A project was taken out of the trash. To who may see it.",
    ProjectRestored { project_id: ProjectId, patch: ProjectFacts, }
        to |event| readers(event.project_id), ids project_id;

    "project.imported",
    "Tasks were brought in from elsewhere. To who may see the project: who hears it asks for the board.",
    ProjectImported { project_id: ProjectId, patch: ImportedPatch, }
        to |event| readers(event.project_id), ids project_id;

    "project.member.added",
    "Somebody takes part in a project now. To who may see it, them included.",
    MemberAdded { project_id: ProjectId, user_id: UserId, patch: MemberPatch, }
        to |event| readers_and(event.project_id, event.user_id), ids project_id, user_id;

    "project.member.updated",
    "A member has another role. To who may see the project.",
    MemberUpdated { project_id: ProjectId, user_id: UserId, patch: MemberPatch, }
        to |event| readers(event.project_id), ids project_id, user_id;

    "project.member.removed",
    "Somebody takes part no more. To who may see the project, and to who left.",
    MemberRemoved { project_id: ProjectId, user_id: UserId, patch: MemberPatch, }
        to |event| readers_and(event.project_id, event.user_id), ids project_id, user_id;

    "project.ownership.taken",
    "An administrator of the workspace took over a project that had no active owner. To who may see it, and to administrators.",
    OwnershipTaken { project_id: ProjectId, user_id: UserId, }
        to |event| readers(event.project_id).and(Scope::Admins), ids project_id, user_id;

    "project.bucket.created",
    "A board has a new bucket. To who may see the project.",
    BucketCreated { project_id: ProjectId, bucket_id: BucketId, patch: Bucket, }
        to |event| readers(event.project_id), ids bucket_id, project_id;

    "project.bucket.updated",
    "A bucket is called otherwise, stands elsewhere or has another limit. To who may see the project.",
    BucketUpdated { project_id: ProjectId, bucket_id: BucketId, patch: Map<String, Value>, }
        to |event| readers(event.project_id), ids bucket_id, project_id;

    "project.bucket.deleted",
    "A bucket is gone; its tasks were moved before. To who may see the project.",
    BucketDeleted { project_id: ProjectId, bucket_id: BucketId, patch: BucketGone, }
        to |event| readers(event.project_id), ids bucket_id, project_id;

    "project.bucket.reordered",
    "The tasks of a bucket, or those without one, have other places. To who may see the project.",
    BucketReordered { project_id: ProjectId, bucket_id: Option<BucketId>, patch: RanksPatch, }
        to |event| readers(event.project_id), ids project_id;

    "project.task.created",
    "A task was made, was taken back, or came from another project. To who may see the project.",
    TaskCreated {
        project_id: ProjectId, task_id: TaskId, bucket_id: Option<BucketId>,
        #[serde(skip_serializing_if = "Option::is_none")] client_id: Option<String>,
        #[serde(skip)] words: Option<Words>,
    } to |event| readers(event.project_id), ids task_id, project_id with words;

    "project.task.updated",
    "A task is otherwise: `fields` names the keys that `patch` has. To who may see the project.",
    TaskUpdated {
        project_id: ProjectId, task_id: TaskId, fields: Vec<String>, #[serde(skip)] words: Option<Words>,
    } to |event| readers(event.project_id), ids task_id, project_id with words;

    "project.task.moved",
    "A task stands elsewhere. To who may see the project.",
    TaskMoved {
        project_id: ProjectId, task_id: TaskId, bucket_id: Option<BucketId>, from_bucket_id: Option<BucketId>,
        position: u32, patch: MovedPatch,
    } to |event| readers(event.project_id), ids task_id, project_id;

    "project.task.rescheduled",
    "A task begins or is due at another time. To who may see the project.",
    TaskRescheduled {
        project_id: ProjectId, task_id: TaskId, start_at: Option<Timestamp>, due_at: Option<Timestamp>, patch: DatesPatch,
    } to |event| readers(event.project_id), ids task_id, project_id;

    "project.task.deleted",
    "A task is in the trash, or went to another project. To who may see the project.",
    TaskDeleted { #[serde(rename = "projectId")] project: ProjectId, task_id: TaskId, bucket_id: Option<BucketId>, }
        to |event| readers(event.project), ids task_id, project;

    "project.task.assigned",
    "Somebody else put the person on a task. To the person alone.",
    TaskAssigned { #[serde(rename = "projectId")] project: ProjectId, task_id: TaskId, user_id: UserId, }
        to |event| only(event.user_id), ids task_id, project;

    "project.task.mentioned",
    "Somebody else named the person in a comment. To the person alone.",
    TaskMentioned { #[serde(rename = "projectId")] project: ProjectId, task_id: TaskId, comment_id: CommentId, user_id: UserId, }
        to |event| only(event.user_id), ids comment_id, task_id, project;

    "project.task.follow.changed",
    "The person follows a task, or stopped. To the person alone.",
    TaskFollowChanged { project_id: ProjectId, task_id: TaskId, user_id: UserId, patch: FollowPatch, }
        to |event| only(event.user_id), ids task_id, project_id;

    "project.task.commented",
    "Somebody commented on a task. To who may see the project.",
    TaskCommented {
        project_id: ProjectId, task_id: TaskId, comment_id: CommentId,
        #[serde(skip_serializing_if = "Option::is_none")] client_id: Option<String>,
        task: CommentedTask, #[serde(skip)] words: Option<Words>,
    } to |event| readers(event.project_id), ids comment_id, task_id, project_id with words;

    "project.comment.updated",
    "A comment says something else. To who may see the project.",
    CommentUpdated { project_id: ProjectId, task_id: TaskId, comment_id: CommentId, #[serde(skip)] words: Option<Words>, }
        to |event| readers(event.project_id), ids comment_id, task_id, project_id with words;

    "project.comment.deleted",
    "A comment is gone. To who may see the project.",
    CommentDeleted { project_id: ProjectId, task_id: TaskId, comment_id: CommentId, task: CommentedTask, }
        to |event| readers(event.project_id), ids comment_id, task_id, project_id;

    "project.comment.reaction.added",
    "Somebody reacted to a comment. To who may see the project.",
    CommentReactionAdded {
        project_id: ProjectId, task_id: TaskId, comment_id: CommentId, user_id: UserId, emoji: String, patch: ReactionsPatch,
    } to |event| readers(event.project_id), ids comment_id, task_id, project_id;

    "project.comment.reaction.removed",
    "Somebody took a reaction to a comment back. To who may see the project.",
    CommentReactionRemoved {
        project_id: ProjectId, task_id: TaskId, comment_id: CommentId, user_id: UserId, emoji: String, patch: ReactionsPatch,
    } to |event| readers(event.project_id), ids comment_id, task_id, project_id;

    "project.dependency.added",
    "A task waits for another. To who may see the project.",
    DependencyAdded { project_id: ProjectId, predecessor_id: TaskId, successor_id: TaskId, lag_days: u32, patch: Dependency, }
        to |event| readers(event.project_id), ids predecessor_id, successor_id, project_id;

    "project.dependency.updated",
    "A task waits longer, or shorter. To who may see the project.",
    DependencyUpdated { project_id: ProjectId, predecessor_id: TaskId, successor_id: TaskId, lag_days: u32, patch: Dependency, }
        to |event| readers(event.project_id), ids predecessor_id, successor_id, project_id;

    "project.dependency.removed",
    "A task waits for another no more. To who may see the project.",
    DependencyRemoved { #[serde(rename = "projectId")] project: ProjectId, predecessor_id: TaskId, successor_id: TaskId, }
        to |event| readers(event.project), ids predecessor_id, successor_id, project;

    "project.label.created",
    "A project has a new label. To who may see it.",
    LabelCreated { project_id: ProjectId, label_id: LabelId, patch: Label, }
        to |event| readers(event.project_id), ids label_id, project_id;

    "project.label.updated",
    "A label is called otherwise or has another colour. To who may see the project.",
    LabelUpdated { project_id: ProjectId, label_id: LabelId, patch: Map<String, Value>, }
        to |event| readers(event.project_id), ids label_id, project_id;

    "project.label.deleted",
    "A label is gone, also from its tasks. To who may see the project.",
    LabelDeleted { project_id: ProjectId, label_id: LabelId, }
        to |event| readers(event.project_id), ids label_id, project_id;

    "project.field.created",
    "A project wants to know something more of its tasks. To who may see it.",
    FieldCreated { project_id: ProjectId, field_id: FieldId, patch: Field, }
        to |event| readers(event.project_id), ids field_id, project_id;

    "project.field.updated",
    "A field is called otherwise or has other choices; what was chosen and is no choice any more is empty. To who may see the project.",
    FieldUpdated { project_id: ProjectId, field_id: FieldId, patch: Map<String, Value>, }
        to |event| readers(event.project_id), ids field_id, project_id;

    "project.field.deleted",
    "A field is gone, with what tasks had in it. To who may see the project.",
    FieldDeleted { project_id: ProjectId, field_id: FieldId, }
        to |event| readers(event.project_id), ids field_id, project_id;
}

/// What a membership is now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MemberPatch {
    /// Absent for who left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<ProjectRole>,
    pub(crate) member_count: u32,
}

/// How many tasks were brought in.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ImportedPatch {
    pub(crate) tasks: u32,
}

/// Where the tasks of a deleted bucket went.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BucketGone {
    pub(crate) moved_to: Option<BucketId>,
}

/// The places of tasks.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RanksPatch {
    pub(crate) ranks: BTreeMap<TaskId, String>,
}

/// What a move changed of a task.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MovedPatch {
    pub(crate) bucket_id: Option<BucketId>,
    pub(crate) rank: String,
    pub(crate) status: TaskStatus,
    pub(crate) progress: TaskProgress,
    pub(crate) percent: u8,
    pub(crate) completed_at: Option<Timestamp>,
    pub(crate) revision: u32,
    pub(crate) updated_at: Timestamp,
}

/// The dates of a task, under the names that are in use.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DatesPatch {
    pub(crate) start_at: Option<Timestamp>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) start_date: Option<Timestamp>,
    pub(crate) due_date: Option<Timestamp>,
    pub(crate) progress: TaskProgress,
    pub(crate) revision: u32,
    pub(crate) updated_at: Timestamp,
}

/// Whether a person follows a task.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FollowPatch {
    pub(crate) is_following: bool,
}

/// What a task knows of its comments.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommentedTask {
    pub(crate) comment_count: u32,
}

/// The reactions to a comment now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReactionsPatch {
    pub(crate) reactions_summary: Vec<CommentReaction>,
}
