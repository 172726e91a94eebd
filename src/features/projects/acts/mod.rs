//! What happens in projects: an act changes rows and tells of it, in one transaction.

pub(crate) mod attaching;
pub(crate) mod buckets;
pub(crate) mod checklist;
pub(crate) mod commenting;
pub(crate) mod copying;
pub(crate) mod dependencies;
pub(crate) mod editing;
pub(crate) mod fields;
pub(crate) mod importing;
pub(crate) mod labels;
pub(crate) mod making;
pub(crate) mod members;
pub(crate) mod moving;
pub(crate) mod placing;
pub(crate) mod projects;
pub(crate) mod recurring;
pub(crate) mod scheduling;
pub(crate) mod trash;

use serde_json::Value;

use super::access::Seat;
use super::events::{TaskUpdated, Words};
use super::showing;
use super::store::activity;
use super::store::dependencies as links;
use super::store::tasks::{self, TaskRow};
use crate::access::Presence;
use crate::base::ids::{ProjectId, TaskId, UserId};
use crate::base::{Result, codes};
use crate::infra::db::{ReadTx, WriteTx};

/// Who acts, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Act<'a> {
    pub(crate) seat: &'a Seat,
    pub(crate) user: UserId,
    pub(crate) presence: &'a Presence,
}

impl Act<'_> {
    /// The project that is acted in.
    pub(crate) fn project(&self) -> ProjectId {
        self.seat.project.id
    }

    /// Notes what happened for people who come later.
    pub(crate) fn note(
        &self,
        tx: &mut WriteTx<'_>,
        task: Option<TaskId>,
        action: &str,
        data: &Value,
    ) -> Result<()> {
        activity::insert(tx, self.project(), task, Some(self.user), action, data)
    }
}

/// Whose sight an act changed: their sockets must look again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// These people's.
    People(Vec<UserId>),
    /// Everyone's.
    Everyone,
}

/// A task of the project that is not in the trash.
///
/// # Errors
/// `task_not_found`.
pub(crate) fn load_task(tx: &ReadTx<'_>, project: ProjectId, id: TaskId) -> Result<TaskRow> {
    tasks::find(tx, project, id)?.ok_or_else(|| codes::TASK_NOT_FOUND.into())
}

/// Tells that keys of a task are otherwise, as everyone sees it now.
pub(crate) fn tell_updated(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    row: &TaskRow,
    fields: Vec<String>,
) -> Result<()> {
    let shown = serde_json::to_value(showing::task_for_all(tx, presence, row)?)?;
    let words = Some(Words::patch(&pick(&shown, &fields))?);
    tx.emit(&TaskUpdated { project_id: row.project, task_id: row.id, fields, words })
}

/// Those keys of an object.
pub(crate) fn pick(object: &Value, keys: &[String]) -> serde_json::Map<String, Value> {
    let known =
        keys.iter().filter_map(|key| object.get(key).map(|value| (key.clone(), value.clone())));
    known.collect()
}

/// The tasks that wait for one, and which of them did before a change.
pub(crate) struct Waiting {
    successors: Vec<TaskId>,
    blocked: Vec<TaskId>,
}

impl Waiting {
    /// Who waits for `task`, before it is changed.
    pub(crate) fn load(tx: &ReadTx<'_>, task: TaskId) -> Result<Self> {
        Self::of(tx, links::list_successors(tx, task)?)
    }

    /// Whether these tasks wait, before something is changed.
    pub(crate) fn of(tx: &ReadTx<'_>, successors: Vec<TaskId>) -> Result<Self> {
        let blocked = links::list_blocked(tx, &successors)?;
        Ok(Self { successors, blocked })
    }

    /// Tells of each whether it still waits, where that is otherwise now.
    pub(crate) fn tell(self, tx: &mut WriteTx<'_>, presence: &Presence) -> Result<()> {
        let blocked = links::list_blocked(tx, &self.successors)?;
        let mut changed = self.successors;
        changed.retain(|id| blocked.contains(id) != self.blocked.contains(id));
        for row in tasks::list_by_ids(tx, &changed)? {
            tell_updated(tx, presence, &row, vec!["isBlocked".to_owned()])?;
        }
        Ok(())
    }
}
