//! What was brought in from elsewhere, by its id there.

use std::collections::{HashMap, HashSet};

use crate::base::Result;
use crate::base::ids::{ProjectId, TaskId, UserId};
use crate::features::projects::model::{Imported, Source};
use crate::infra::db::{ReadTx, WriteTx};

/// What a project has from one source.
#[derive(Debug, Default)]
pub(crate) struct Known(HashMap<(Imported, String), i64>);

impl Known {
    /// Our id of a thing.
    pub(crate) fn get(&self, kind: Imported, id: &str) -> Option<i64> {
        self.0.get(&(kind, id.to_owned())).copied()
    }

    /// Remembers a thing.
    pub(crate) fn insert(&mut self, kind: Imported, id: &str, local: i64) {
        self.0.insert((kind, id.to_owned()), local);
    }
}

/// What a project has from one source.
pub(crate) fn load(tx: &ReadTx<'_>, project: ProjectId, source: Source) -> Result<Known> {
    let rows = tx.list(
        "SELECT kind, source_id, local_id FROM project_imports WHERE project_id = ?1 AND source = ?2",
        (project, source),
        |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)),
    )?;
    Ok(Known(rows.into_iter().collect()))
}

/// Those of the tasks brought in from a source that are still in the project, and not in its trash.
pub(crate) fn list_present_tasks(
    tx: &ReadTx<'_>,
    project: ProjectId,
    source: Source,
) -> Result<HashSet<TaskId>> {
    let present = tx.list(
        "SELECT t.id FROM project_imports i JOIN tasks t ON t.id = i.local_id
         WHERE i.project_id = ?1 AND i.source = ?2 AND i.kind = 'task' AND t.project_id = ?1 AND t.deleted_at IS NULL",
        (project, source),
        |row| row.get(0),
    )?;
    Ok(present.into_iter().collect())
}

/// The newest project that a board was brought into and that the person administers.
pub(crate) fn find_project(
    tx: &ReadTx<'_>,
    user: UserId,
    source: Source,
    board: &str,
) -> Result<Option<ProjectId>> {
    tx.find(
        "SELECT i.project_id FROM project_imports i
         JOIN projects p ON p.id = i.project_id
         JOIN project_members m ON m.project_id = i.project_id AND m.user_id = ?1
         WHERE i.source = ?2 AND i.kind = 'board' AND i.source_id = ?3 AND m.role IN ('admin', 'owner')
           AND p.deleted_at IS NULL AND p.archived_at IS NULL
         ORDER BY i.project_id DESC LIMIT 1",
        (user, source, board),
        |row| row.get(0),
    )
}

/// Remembers what was brought in.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    project: ProjectId,
    source: Source,
    kind: Imported,
    id: &str,
    local: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO project_imports (project_id, source, kind, source_id, local_id) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (project_id, source, kind, source_id) DO UPDATE SET local_id = excluded.local_id",
        (project, source, kind, id, local),
    )?;
    Ok(())
}
