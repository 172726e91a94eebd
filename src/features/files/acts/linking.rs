//! Attaching files to rows of features above, and taking them off. Who may change the row was asked there.

use super::changing::require_kept;
use crate::base::ids::{FileId, FileLinkId, ProjectId, UserId};
use crate::base::{Result, codes};
use crate::features::files::access::load_seen;
use crate::features::files::events::{FileLinked, FileUnlinked, Words};
use crate::features::files::model::{ATTACHMENTS_MAX, Place, RefTable};
use crate::features::files::store::files::FileRow;
use crate::features::files::store::links::{self, LinkRow};
use crate::features::files::telling::link_facts;
use crate::infra::db::WriteTx;

/// Attaches a file the person may see. One that is attached already stays so.
///
/// # Errors
/// `file_not_found`, `file_trashed`, `too_many_attachments`
pub fn attach(
    tx: &mut WriteTx<'_>,
    user: UserId,
    file: FileId,
    place: &Place,
) -> Result<FileLinkId> {
    let row = load_seen(tx, user, file)?;
    require_kept(&row)?;
    if let Some(known) = links::find_id(tx, file, place.table, place.id)? {
        return Ok(known);
    }
    if links::count(tx, place.table, place.id)? >= ATTACHMENTS_MAX {
        return Err(codes::TOO_MANY_ATTACHMENTS.into());
    }
    link(tx, user, &row, place)
}

fn link(tx: &mut WriteTx<'_>, user: UserId, row: &FileRow, place: &Place) -> Result<FileLinkId> {
    let id = links::insert(tx, row.id, place, user)?.ok_or(codes::FILE_NOT_FOUND)?;
    let facts = link_facts(&LinkRow { file: row.id, place: *place, linked_at: tx.now() });
    let words = Words::of(&row.facts())?;
    tx.emit(&FileLinked { link: facts, words: &words })?;
    Ok(id)
}

/// Attaches what is attached to one row to another, too: what is forwarded keeps its files. What is in the
/// trash is left out.
///
/// # Errors
/// The storage failed.
pub fn attach_same(
    tx: &mut WriteTx<'_>,
    user: UserId,
    from: (RefTable, i64),
    place: &Place,
) -> Result<bool> {
    let rows = links::list_files(tx, from.0, from.1)?;
    let kept: Vec<FileRow> = rows.into_iter().filter(|row| row.trashed_at.is_none()).collect();
    for row in &kept {
        link(tx, user, row, place)?;
    }
    Ok(!kept.is_empty())
}

/// Moves what is attached to a row along with it: from now on those see it who see the row where it is now.
///
/// # Errors
/// The storage failed.
pub fn attach_elsewhere(tx: &mut WriteTx<'_>, user: UserId, place: &Place) -> Result<()> {
    let rows = links::list_files(tx, place.table, place.id)?;
    detach_all(tx, place.table, place.id)?;
    for row in &rows {
        link(tx, user, row, place)?;
    }
    Ok(())
}

/// Takes a file off what it is attached to; false if it was not.
///
/// # Errors
/// The storage failed.
pub fn detach(tx: &mut WriteTx<'_>, file: FileId, table: RefTable, id: i64) -> Result<bool> {
    let known = links::list_of_place(tx, table, id)?;
    let Some(known) = known.into_iter().find(|link| link.file == file) else { return Ok(false) };
    links::delete(tx, file, table, id)?;
    tx.emit(&FileUnlinked { link: link_facts(&known) })?;
    Ok(true)
}

/// Takes every file off a row that is gone.
///
/// # Errors
/// The storage failed.
pub fn detach_all(tx: &mut WriteTx<'_>, table: RefTable, id: i64) -> Result<()> {
    for known in links::list_of_place(tx, table, id)? {
        links::delete(tx, known.file, table, id)?;
        tx.emit(&FileUnlinked { link: link_facts(&known) })?;
    }
    Ok(())
}

/// Takes every file off the rows of a project that is gone.
///
/// # Errors
/// The storage failed.
pub fn detach_all_in(tx: &mut WriteTx<'_>, project: ProjectId) -> Result<()> {
    for known in links::list_of_project(tx, project)? {
        links::delete(tx, known.file, known.place.table, known.place.id)?;
        tx.emit(&FileUnlinked { link: link_facts(&known) })?;
    }
    Ok(())
}
