//! Where files are used.

use rusqlite::types::FromSqlError;

use super::files::{FileRow, file, files};
use crate::base::Result;
use crate::base::ids::{FileId, FileLinkId, ProjectId, UserId};
use crate::base::scope::{Scope, ScopeSet};
use crate::base::time::Timestamp;
use crate::features::files::model::{Place, RefTable};
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A link as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct LinkRow {
    pub(crate) file: FileId,
    pub(crate) place: Place,
    pub(crate) linked_at: Timestamp,
}

macro_rules! links {
    ($rest:literal) => {
        concat!(
            "SELECT file_id, ref_table, ref_id, scope, chat_id, project_id, linked_at FROM file_links ",
            $rest
        )
    };
}

fn link(row: &Row<'_>) -> rusqlite::Result<LinkRow> {
    let scope = row.get_ref(3)?.as_str()?.parse().map_err(|()| FromSqlError::InvalidType)?;
    Ok(LinkRow {
        file: row.get(0)?,
        place: Place {
            table: row.get(1)?,
            id: row.get(2)?,
            scope,
            chat: row.get(4)?,
            project: row.get(5)?,
        },
        linked_at: row.get(6)?,
    })
}

/// Adds a link; none if there is one already.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    file: FileId,
    place: &Place,
    linked_by: UserId,
) -> Result<Option<FileLinkId>> {
    let now = tx.now();
    let added = tx.execute(
        "INSERT INTO file_links (file_id, ref_table, ref_id, scope, chat_id, project_id, linked_by, linked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        (
            file,
            place.table,
            place.id,
            place.scope.to_string(),
            place.chat,
            place.project,
            linked_by,
            now,
        ),
    )?;
    if added == 0 { Ok(None) } else { find_id(tx, file, place.table, place.id) }
}

/// Notes when what is attached to a row was attached.
pub(crate) fn set_times(
    tx: &mut WriteTx<'_>,
    table: RefTable,
    id: i64,
    at: Timestamp,
) -> Result<()> {
    let sql = "UPDATE file_links SET linked_at = ?3 WHERE ref_table = ?1 AND ref_id = ?2";
    tx.execute(sql, (table, id, at))?;
    Ok(())
}

/// The id of a link.
pub(crate) fn find_id(
    tx: &ReadTx<'_>,
    file: FileId,
    table: RefTable,
    id: i64,
) -> Result<Option<FileLinkId>> {
    tx.find(
        "SELECT id FROM file_links WHERE ref_table = ?1 AND ref_id = ?2 AND file_id = ?3",
        (table, id, file),
        |row| row.get(0),
    )
}

/// The links of a file, the newest first.
pub(crate) fn list(tx: &ReadTx<'_>, file: FileId) -> Result<Vec<LinkRow>> {
    tx.list(links!("WHERE file_id = ?1 ORDER BY id DESC"), [file], link)
}

/// The links of several files, the newest first.
pub(crate) fn list_of_many(tx: &ReadTx<'_>, files: &[FileId]) -> Result<Vec<LinkRow>> {
    tx.list(
        links!("WHERE file_id IN (SELECT value FROM json_each(?1)) ORDER BY id DESC"),
        [json_ids(files)],
        link,
    )
}

/// The links of one row of a feature above.
pub(crate) fn list_of_place(tx: &ReadTx<'_>, table: RefTable, id: i64) -> Result<Vec<LinkRow>> {
    tx.list(links!("WHERE ref_table = ?1 AND ref_id = ?2 ORDER BY id"), (table, id), link)
}

/// The links of all rows of a project.
pub(crate) fn list_of_project(tx: &ReadTx<'_>, project: ProjectId) -> Result<Vec<LinkRow>> {
    tx.list(links!("WHERE project_id = ?1 ORDER BY id"), [project], link)
}

/// How many files rows of a feature above have; those that have none are left out.
pub(crate) fn count_of_many(
    tx: &ReadTx<'_>,
    table: RefTable,
    ids: &[i64],
) -> Result<Vec<(i64, u32)>> {
    tx.list(
        "SELECT ref_id, count(*) FROM file_links
         WHERE ref_table = ?1 AND ref_id IN (SELECT value FROM json_each(?2)) GROUP BY ref_id",
        (table, json_ids(ids)),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The files of rows of a feature above, each with the row, in the order in which they were attached.
pub(crate) fn list_attached(
    tx: &ReadTx<'_>,
    table: RefTable,
    ids: &[i64],
) -> Result<Vec<(i64, FileRow)>> {
    let links = tx.list(
        "SELECT ref_id, file_id FROM file_links
         WHERE ref_table = ?1 AND ref_id IN (SELECT value FROM json_each(?2)) ORDER BY ref_id, id",
        (table, json_ids(ids)),
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, FileId>(1)?)),
    )?;
    let wanted: Vec<FileId> = links.iter().map(|(_, id)| *id).collect();
    let rows = super::files::list_by_ids(tx, &wanted)?;
    let rows: std::collections::HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(links.into_iter().filter_map(|(at, id)| Some((at, rows.get(&id)?.clone()))).collect())
}

/// The files of one row of a feature above.
pub(crate) fn list_files(tx: &ReadTx<'_>, table: RefTable, id: i64) -> Result<Vec<FileRow>> {
    tx.list(
        files!(
            "JOIN file_links l ON l.file_id = f.id WHERE l.ref_table = ?1 AND l.ref_id = ?2 ORDER BY l.id"
        ),
        (table, id),
        file,
    )
}

/// How many files a row of a feature above has.
pub(crate) fn count(tx: &ReadTx<'_>, table: RefTable, id: i64) -> Result<usize> {
    tx.one(
        "SELECT count(*) FROM file_links WHERE ref_table = ?1 AND ref_id = ?2",
        (table, id),
        |row| row.get(0),
    )
}

/// Whether one of these scopes may see the file where it is attached.
pub(crate) fn is_seen_by(tx: &ReadTx<'_>, file: FileId, scopes: &ScopeSet) -> Result<bool> {
    let of_file =
        tx.list("SELECT DISTINCT scope FROM file_links WHERE file_id = ?1", [file], |row| {
            let scope = row.get_ref(0)?.as_str()?.parse::<Scope>();
            scope.map_err(|()| FromSqlError::InvalidType.into())
        })?;
    Ok(of_file.into_iter().any(|scope| scopes.contains(scope)))
}

/// Removes one link; false if there was none.
pub(crate) fn delete(tx: &mut WriteTx<'_>, file: FileId, table: RefTable, id: i64) -> Result<bool> {
    let removed = tx.execute(
        "DELETE FROM file_links WHERE ref_table = ?1 AND ref_id = ?2 AND file_id = ?3",
        (table, id, file),
    )?;
    Ok(removed > 0)
}
