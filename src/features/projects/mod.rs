//! Projects: boards with tasks, who takes part in them, and what happens there.
//!
//! * Owns the tables `projects`, `project_members`, `task_buckets`, `tasks`, `task_assignees`,
//!   `project_labels`, `task_labels`, `project_fields`, `task_fields`, `task_checklist`, `task_comments`,
//!   `task_comment_reactions`, `task_followers`, `task_dependencies`, `project_activity` and
//!   `project_imports`.
//! * Emits the events of `EVENTS`, to who may see the project: its scope is held by its members, and by
//!   everyone while it is open.
//! * Rights: see `access`. What is inside a project is always looked up inside the project of the right.
//! * The log keeps no words of tasks and comments: `retelling` gives them back to who reads it later.
//! * `finding` is what is given to a search.
//! * `acts` change rows and tell of it; `showing` makes views of rows; `model` has the rules without I/O.
//!
//! Invariants: a project has an owner. Tasks of a bucket are in the order of their ranks, no two of them
//! at one place; a move writes one row. Nobody overwrites what they have not seen, if they say what they
//! saw. Nothing waits for itself, over however many others. What is deleted can be taken back for 30 days.

mod access;
mod acts;
mod api;
mod events;
pub mod finding;
mod model;
mod past;
mod retelling;
mod showing;
mod store;
mod views;

use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::{FileId, FileLinkId, TaskId, UserId};
use crate::features::files::{self, RefTable};
use crate::infra::db::{ReadTx, WriteTx};

pub use api::routes;
pub use events::EVENTS;
pub use past::{PastProject, PastTask};
pub use retelling::retell;
pub use views::{Card, Project};

/// Up to `limit` projects the person is a member of, what was changed last first.
pub fn list_current(
    tx: &ReadTx<'_>,
    presence: &Presence,
    user: UserId,
    limit: u32,
) -> Result<Vec<Project>> {
    showing::projects(tx, presence, &store::projects::list_mine(tx, user, limit)?)
}

/// Up to `limit` tasks that the person is on and that are not done, what is due first.
pub fn list_due(
    tx: &ReadTx<'_>,
    presence: &Presence,
    user: UserId,
    limit: u32,
) -> Result<Vec<Card>> {
    let own = store::cards::Own { user, done: false };
    showing::cards(tx, presence, &store::cards::list_own(tx, own, None, limit)?)
}

/// Attaches a file to a task that the person may work on.
///
/// # Errors
/// `task_not_found`, `project_role_required`, `project_archived`, `file_not_found`, `file_trashed`,
/// `too_many_attachments`.
pub fn attach(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    user: UserId,
    file: FileId,
    task: TaskId,
) -> Result<FileLinkId> {
    acts::attaching::attach(tx, presence, user, file, task)
}

/// Removes up to `limit` projects or tasks that have been in the trash for 30 days, and tells how many.
pub fn prune(tx: &mut WriteTx<'_>, limit: u32) -> Result<usize> {
    let horizon = tx.now().before(model::TRASH_KEPT);
    let tasks = store::tasks::list_deleted_before(tx, horizon, limit)?;
    for task in &tasks {
        files::detach_all(tx, RefTable::Tasks, task.get())?;
        store::tasks::delete(tx, *task)?;
    }
    if !tasks.is_empty() {
        return Ok(tasks.len());
    }
    let projects = store::projects::list_deleted_before(tx, horizon, 1)?;
    for project in &projects {
        files::detach_all_in(tx, *project)?;
        store::projects::delete(tx, *project)?;
    }
    Ok(projects.len())
}
