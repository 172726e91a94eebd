//! Files as they are now.

use crate::base::Result;
use crate::base::ids::{FileId, UserId};
use crate::base::kind::FileKind;
use crate::base::time::Timestamp;
use crate::features::files::model::{Attachment, FileFacts, FileStatus, Retention, name_key};
use crate::features::files::store::versions::Form;
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids, params};

/// A file as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct FileRow {
    pub(crate) id: FileId,
    pub(crate) owner: UserId,
    pub(crate) name: String,
    pub(crate) status: FileStatus,
    pub(crate) mime: String,
    pub(crate) kind: FileKind,
    pub(crate) is_inline: bool,
    pub(crate) size: u64,
    /// None until the bytes are there.
    pub(crate) blob: Option<String>,
    pub(crate) version: u32,
    pub(crate) version_count: u32,
    pub(crate) verdict: Option<String>,
    pub(crate) scanned_at: Option<Timestamp>,
    pub(crate) retention: Retention,
    pub(crate) retention_until: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) trashed_at: Option<Timestamp>,
    /// What it shows, in its owner's words.
    pub(crate) alt_text: Option<String>,
    /// Its small pictures, if it has some.
    pub(crate) picture: Option<Thumbnails>,
}

/// Small pictures of a file, and how large it is itself.
#[derive(Debug, Clone)]
pub(crate) struct Thumbnails {
    pub(crate) small: String,
    pub(crate) large: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The columns of a [`FileRow`], and the tables they are in.
macro_rules! files {
    ($($rest:tt)+) => {
        concat!(
            "SELECT f.id, f.owner_id, f.name, f.status, f.mime, f.kind, f.is_inline, f.size, f.blob, f.version,
                    f.version_count, f.verdict, f.scanned_at, f.retention, f.retention_until, f.created_at,
                    f.updated_at, f.trashed_at, f.alt_text, t.small, t.large, t.width, t.height
             FROM files f LEFT JOIN thumbnails t ON t.file_id = f.id AND t.blob = f.blob AND t.state = 'made' ",
            $($rest)+
        )
    };
}

pub(super) use files;

pub(super) fn file(row: &Row<'_>) -> rusqlite::Result<FileRow> {
    Ok(FileRow {
        id: row.get(0)?,
        owner: row.get(1)?,
        name: row.get(2)?,
        status: row.get(3)?,
        mime: row.get(4)?,
        kind: row.get(5)?,
        is_inline: row.get(6)?,
        size: row.get(7)?,
        blob: row.get(8)?,
        version: row.get(9)?,
        version_count: row.get(10)?,
        verdict: row.get(11)?,
        scanned_at: row.get(12)?,
        retention: row.get(13)?,
        retention_until: row.get(14)?,
        created_at: row.get(15)?,
        updated_at: row.get(16)?,
        trashed_at: row.get(17)?,
        alt_text: row.get(18)?,
        picture: match row.get(20)? {
            None => None,
            Some(large) => Some(Thumbnails {
                small: row.get(19)?,
                large,
                width: row.get(21)?,
                height: row.get(22)?,
            }),
        },
    })
}

impl FileRow {
    /// What everyone sees of it.
    pub(crate) fn facts(&self) -> FileFacts {
        FileFacts {
            id: self.id,
            file_name: self.name.clone(),
            filename: self.name.clone(),
            mime_type: self.mime.clone(),
            mime: self.mime.clone(),
            size: self.size,
            status: self.status,
            scan_result: self.verdict.clone(),
            scanned_at: self.scanned_at,
            sha256: self.blob.clone(),
            kind: self.kind,
            is_inline: self.is_inline,
            width: self.picture.as_ref().map(|picture| picture.width),
            height: self.picture.as_ref().map(|picture| picture.height),
            has_thumbnail: self.picture.is_some(),
            version: self.version,
            version_count: self.version_count,
            retention_policy: self.retention,
            retention_expires_at: self.retention_until,
            owner_id: self.owner,
            created_at: self.created_at,
            updated_at: self.updated_at,
            trashed_at: self.trashed_at,
            alt_text: self.alt_text.clone(),
        }
    }

    /// What is shown of it where it is attached.
    pub(crate) fn into_attachment(self) -> Attachment {
        let picture = self.picture.as_ref();
        Attachment {
            id: self.id,
            width: picture.map(|picture| picture.width),
            height: picture.map(|picture| picture.height),
            has_thumbnail: picture.is_some(),
            file_name: self.name,
            mime_type: self.mime,
            size: self.size,
            status: self.status,
            kind: self.kind,
            is_inline: self.is_inline,
            version: self.version,
            trashed_at: self.trashed_at,
            alt_text: self.alt_text,
        }
    }
}

/// One file, in the trash or not.
pub(crate) fn find(tx: &ReadTx<'_>, id: FileId) -> Result<Option<FileRow>> {
    tx.find(files!("WHERE f.id = ?1"), [id], file)
}

/// Files by their ids, in no order.
pub(crate) fn list_by_ids(tx: &ReadTx<'_>, ids: &[FileId]) -> Result<Vec<FileRow>> {
    tx.list(files!("WHERE f.id IN (SELECT value FROM json_each(?1))"), [json_ids(ids)], file)
}

/// A file whose bytes are awaited.
#[derive(Debug, Clone)]
pub(crate) struct NewFile<'a> {
    pub(crate) owner: UserId,
    pub(crate) name: &'a str,
    pub(crate) mime: &'a str,
    pub(crate) kind: FileKind,
    pub(crate) size: u64,
}

/// Adds a file whose bytes are awaited.
pub(crate) fn insert(tx: &mut WriteTx<'_>, new: &NewFile<'_>) -> Result<FileId> {
    let now = tx.now();
    tx.insert(
        "INSERT INTO files (owner_id, name, name_key, status, mime, kind, is_inline, size, version, version_count,
                            created_at, updated_at)
         VALUES (?1, ?2, ?3, 'pending', ?4, ?5, 0, ?6, 0, 0, ?7, ?7)",
        (new.owner, new.name, name_key(new.name), new.mime, new.kind, new.size, now),
    )
    .map(FileId::new)
}

/// Makes a form of the file what it is now.
pub(crate) fn set_form(tx: &mut WriteTx<'_>, id: FileId, form: &Form) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE files SET status = ?2, blob = ?3, size = ?4, mime = ?5, kind = ?6, is_inline = ?7, version = ?8,
                          verdict = ?9, scanned_at = ?10, updated_at = ?11
         WHERE id = ?1",
        params![
            id,
            form.status,
            form.blob,
            form.size,
            form.mime,
            form.kind,
            form.is_inline,
            form.version,
            form.verdict,
            form.scanned_at,
            now
        ],
    )?;
    Ok(())
}

/// Counts the forms of a file anew.
pub(crate) fn count_forms_again(tx: &mut WriteTx<'_>, id: FileId) -> Result<()> {
    tx.execute(
        "UPDATE files SET version_count = (SELECT count(*) FROM file_versions WHERE file_id = ?1) WHERE id = ?1",
        [id],
    )?;
    Ok(())
}

/// Calls a file otherwise.
pub(crate) fn set_name(tx: &mut WriteTx<'_>, id: FileId, name: &str) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE files SET name = ?2, name_key = ?3, updated_at = ?4 WHERE id = ?1",
        (id, name, name_key(name), now),
    )?;
    Ok(())
}

/// Says what a file shows.
pub(crate) fn set_alt_text(tx: &mut WriteTx<'_>, id: FileId, text: Option<&str>) -> Result<()> {
    let now = tx.now();
    tx.execute("UPDATE files SET alt_text = ?2, updated_at = ?3 WHERE id = ?1", (id, text, now))?;
    Ok(())
}

/// Notes how long a file is kept.
pub(crate) fn set_retention(
    tx: &mut WriteTx<'_>,
    id: FileId,
    policy: Retention,
    until: Option<Timestamp>,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE files SET retention = ?2, retention_until = ?3, updated_at = ?4 WHERE id = ?1",
        (id, policy, until, now),
    )?;
    Ok(())
}

/// Notes when a file was brought.
pub(crate) fn set_times(tx: &mut WriteTx<'_>, id: FileId, at: Timestamp) -> Result<()> {
    tx.execute("UPDATE files SET created_at = ?2, updated_at = ?2 WHERE id = ?1", (id, at))?;
    Ok(())
}

/// Puts a file into the trash, or takes it out.
pub(crate) fn set_trashed(
    tx: &mut WriteTx<'_>,
    id: FileId,
    trashed_at: Option<Timestamp>,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE files SET trashed_at = ?2, updated_at = ?3 WHERE id = ?1",
        (id, trashed_at, now),
    )?;
    Ok(())
}

/// Removes a file with its forms, its links and its labels.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: FileId) -> Result<()> {
    tx.execute("DELETE FROM files WHERE id = ?1", [id])?;
    Ok(())
}

/// Files whose bytes never came, asked for before `horizon`.
pub(crate) fn list_given_up(
    tx: &ReadTx<'_>,
    horizon: Timestamp,
    limit: u32,
) -> Result<Vec<FileRow>> {
    let now = horizon;
    tx.list(
        files!(
            "WHERE f.status = 'pending' AND f.created_at < ?1
               AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.file_id = f.id AND u.way = 'tus')
             ORDER BY f.created_at LIMIT ?2"
        ),
        (now, limit),
        file,
    )
}

/// Files that have been in the trash since before `horizon`.
pub(crate) fn list_trashed_before(
    tx: &ReadTx<'_>,
    horizon: Timestamp,
    limit: u32,
) -> Result<Vec<FileRow>> {
    tx.list(
        files!("WHERE f.trashed_at < ?1 ORDER BY f.trashed_at LIMIT ?2"),
        (horizon, limit),
        file,
    )
}

/// Files that are not to be kept longer than `now`.
pub(crate) fn list_retained_until(
    tx: &ReadTx<'_>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<FileRow>> {
    tx.list(
        files!("WHERE f.retention_until <= ?1 ORDER BY f.retention_until LIMIT ?2"),
        (now, limit),
        file,
    )
}
