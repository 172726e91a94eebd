//! Files as they are found: what an index is built of, and what is shown of a hit.

use super::access::load_seen;
use super::showing;
use super::store::files::FileRow;
use super::store::{files, labels, links, listing, texts};
use crate::access::Presence;
use crate::base::ids::{ChatId, FileId, ProjectId, UserId};
use crate::base::kind::FileKind;
use crate::base::scope::Scope;
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::infra::db::ReadTx;

use super::model::FileStatus;
pub use super::showing::File;

/// A file that can be found, with all that it is found by but the words inside it.
#[derive(Debug, Clone)]
pub struct FindableFile {
    /// Its id.
    pub id: FileId,
    /// Whose it is.
    pub owner: UserId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub mime: String,
    /// The same, as people think of it.
    pub kind: FileKind,
    /// How many bytes.
    pub size: u64,
    /// Its blob.
    pub blob: String,
    /// When it was brought.
    pub at: Timestamp,
    /// Who may see it: its owner, and where it is attached.
    pub audience: Vec<Scope>,
    /// The chats it is used in.
    pub chats: Vec<ChatId>,
    /// The projects it is used in.
    pub projects: Vec<ProjectId>,
}

/// Those of the files that can be found: whose bytes are here and sound, and that are not in the trash.
///
/// # Errors
/// The storage failed.
pub fn list_findable_files(tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<FindableFile>> {
    let ids: Vec<FileId> = ids.iter().copied().map(FileId::new).collect();
    let rows = files::list_by_ids(tx, &ids)?;
    let is_findable = |row: &FileRow| row.status == FileStatus::Ready && row.trashed_at.is_none();
    rows.into_iter().filter(is_findable).filter_map(|row| findable(tx, row).transpose()).collect()
}

fn findable(tx: &ReadTx<'_>, row: FileRow) -> Result<Option<FindableFile>> {
    let Some(blob) = row.blob else { return Ok(None) };
    let mut found = FindableFile {
        id: row.id,
        owner: row.owner,
        name: row.name,
        mime: row.mime,
        kind: row.kind,
        size: row.size,
        blob,
        at: row.created_at,
        audience: vec![Scope::User(row.owner)],
        chats: Vec::new(),
        projects: Vec::new(),
    };
    for link in links::list(tx, row.id)? {
        let place = link.place;
        push_new(&mut found.audience, Some(place.scope));
        push_new(&mut found.chats, place.chat);
        push_new(&mut found.projects, place.project);
    }
    Ok(Some(found))
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: Option<T>) {
    if let Some(item) = item.filter(|item| !list.contains(item)) {
        list.push(item);
    }
}

/// The words inside a file; none if there are none, or none that were read yet. Who may see it is not asked.
///
/// # Errors
/// The storage failed.
pub fn find_text(tx: &ReadTx<'_>, id: FileId) -> Result<Option<String>> {
    texts::find(tx, id)
}

/// The newest files on which the person put one of these labels, in whatever case, at most `limit`.
///
/// # Errors
/// The storage failed.
pub fn list_labelled(
    tx: &ReadTx<'_>,
    user: UserId,
    names: &[String],
    limit: u32,
) -> Result<Vec<FileId>> {
    labels::list_files(tx, user, names, limit)
}

/// The ids of files after `after`, in order.
///
/// # Errors
/// The storage failed.
pub fn list_file_ids(tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
    listing::list_ids(tx, FileId::new(after), limit)
}

/// About how many files there are.
///
/// # Errors
/// The storage failed.
pub fn estimate_files(tx: &ReadTx<'_>) -> Result<u64> {
    listing::newest_id(tx)
}

/// Those of the files that the person may see and that are not in the trash, in no order.
///
/// # Errors
/// The storage failed.
pub fn show_readable(
    tx: &ReadTx<'_>,
    presence: &Presence,
    user: UserId,
    ids: &[i64],
) -> Result<Vec<File>> {
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        match load_seen(tx, user, FileId::new(*id)) {
            Ok(row) if row.trashed_at.is_none() => rows.push(row),
            Ok(_) => {}
            Err(error) if error.code() == codes::FILE_NOT_FOUND => {}
            Err(error) => return Err(error),
        }
    }
    showing::files(tx, presence, user, &rows)
}
