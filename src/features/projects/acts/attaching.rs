//! Files of tasks: whoever may see the project sees them, and who leaves it does no more.

use serde_json::json;

use super::{Act, load_task, tell_updated};
use crate::access::Presence;
use crate::base::ids::{FileId, FileLinkId, ProjectId, TaskId, UserId};
use crate::base::scope::Scope;
use crate::base::{Error, Result, codes};
use crate::features::files::{self, Place, RefTable};
use crate::features::projects::access::Seat;
use crate::features::projects::store::tasks::{self, TaskRow};
use crate::infra::db::WriteTx;

/// Where the files of a task are.
pub(crate) fn place_of(project: ProjectId, task: TaskId) -> Place {
    Place {
        table: RefTable::Tasks,
        id: task.get(),
        scope: Scope::Project(project),
        chat: None,
        project: Some(project),
    }
}

/// Attaches a file to a task, wherever it is; one that is attached already stays so.
///
/// # Errors
/// `task_not_found` also where the project is not theirs to see; `project_role_required`, `project_archived`,
/// `file_not_found`, `file_trashed`, `too_many_attachments`.
pub(crate) fn attach(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    user: UserId,
    file: FileId,
    task: TaskId,
) -> Result<FileLinkId> {
    let row = tasks::list_by_ids(tx, &[task])?.into_iter().next();
    let row = row.filter(|row| row.deleted_at.is_none()).ok_or(codes::TASK_NOT_FOUND)?;
    // Who may not see the project does not hear that there is such a task.
    let hidden = |_| Error::from(codes::TASK_NOT_FOUND);
    let seat = Seat::load(tx, user, row.project).map_err(hidden)?;
    seat.require_worker()?;
    let act = Act { seat: &seat, user, presence };
    let before = count(tx, task)?;
    let link = files::attach(tx, user, file, &place_of(row.project, task))?;
    if count(tx, task)? > before {
        tell(tx, &act, row, before)?;
    }
    Ok(link)
}

/// Takes a file off a task.
///
/// # Errors
/// `task_not_found`; `file_not_found` for one that is not attached to it.
pub(crate) fn detach(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    file: FileId,
) -> Result<TaskRow> {
    let row = load_task(tx, act.project(), task)?;
    let before = count(tx, task)?;
    if !files::detach(tx, file, RefTable::Tasks, task.get())? {
        return Err(codes::FILE_NOT_FOUND.into());
    }
    tell(tx, act, row, before)
}

fn count(tx: &WriteTx<'_>, task: TaskId) -> Result<u32> {
    let counts = files::count_attached(tx, RefTable::Tasks, &[task.get()])?;
    Ok(counts.get(&task.get()).copied().unwrap_or(0))
}

fn tell(tx: &mut WriteTx<'_>, act: &Act<'_>, mut row: TaskRow, before: u32) -> Result<TaskRow> {
    row.revision += 1;
    row.updated_at = tx.now();
    tasks::update(tx, &row)?;
    let fields = ["attachments", "attachmentCount", "revision", "updatedAt"];
    tell_updated(tx, act.presence, &row, fields.map(str::to_owned).into())?;
    let data = json!({"field": "attachments", "from": before, "to": count(tx, row.id)?});
    act.note(tx, Some(row.id), "task.updated", &data)?;
    Ok(row)
}
