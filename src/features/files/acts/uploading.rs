//! Bringing files: bytes are announced, come, and are a form of their file from then on.

use std::time::Duration;

use crate::access::store as people;
use crate::base::ids::{FileId, FileVersionId, UserId};
use crate::base::kind::FileKind;
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::config;
use crate::features::files::access::load_own;
use crate::features::files::model::FileStatus;
use crate::features::files::store::files::{self, FileRow, NewFile};
use crate::features::files::store::uploads::{self, UploadRow, Way};
use crate::features::files::store::usage;
use crate::features::files::store::versions::{self, Form};
use crate::features::files::telling;
use crate::infra::db::{ReadTx, WriteTx};

use super::changing::require_kept;
use super::settling;

/// Bytes that somebody wants to bring.
#[derive(Debug, Clone)]
pub(crate) struct Announced {
    pub(crate) name: String,
    pub(crate) mime: Option<String>,
    /// What they are thought to be until they are here.
    pub(crate) kind: FileKind,
    pub(crate) size: Option<u64>,
    pub(crate) way: Way,
    /// How long they are awaited.
    pub(crate) ttl: Duration,
}

/// Bytes that have come and are kept.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) blob: String,
    pub(crate) size: u64,
    pub(crate) mime: String,
    pub(crate) kind: FileKind,
    pub(crate) is_inline: bool,
}

/// Refuses what the person, or everyone together, has no room for.
///
/// # Errors
/// `quota_full`
pub(crate) fn require_room(
    tx: &ReadTx<'_>,
    config: &config::Files,
    user: UserId,
    bytes: u64,
) -> Result<()> {
    let over = |used: u64, quota: u64| used.saturating_add(bytes) > quota;
    if let Some(quota) = config.quota
        && over(usage::of_person(tx, user)?, quota.bytes())
    {
        return Err(codes::QUOTA_FULL.into());
    }
    if let Some(quota) = config.workspace_quota
        && over(usage::of_all(tx)?, quota.bytes())
    {
        return Err(codes::QUOTA_FULL.into());
    }
    Ok(())
}

/// Announces a new file.
///
/// # Errors
/// `quota_full`
pub(crate) fn announce(
    tx: &mut WriteTx<'_>,
    config: &config::Files,
    user: UserId,
    new: Announced,
) -> Result<UploadRow> {
    require_room(tx, config, user, new.size.unwrap_or(1))?;
    let mime = new.mime.as_deref().unwrap_or("application/octet-stream");
    let size = new.size.unwrap_or(0);
    let row = NewFile { owner: user, name: &new.name, mime, kind: new.kind, size };
    let file = files::insert(tx, &row)?;
    await_bytes(tx, user, file, new)
}

/// Announces a new form of a file.
///
/// # Errors
/// `file_trashed`, `file_not_ready` before the first form is there, `quota_full`
pub(crate) fn announce_form(
    tx: &mut WriteTx<'_>,
    config: &config::Files,
    user: UserId,
    file: &FileRow,
    new: Announced,
) -> Result<UploadRow> {
    require_kept(file)?;
    if file.version == 0 {
        return Err(codes::FILE_NOT_READY.into());
    }
    require_room(tx, config, file.owner, new.size.unwrap_or(1))?;
    await_bytes(tx, user, file.id, new)
}

fn await_bytes(
    tx: &mut WriteTx<'_>,
    user: UserId,
    file: FileId,
    new: Announced,
) -> Result<UploadRow> {
    let now = tx.now();
    let upload = UploadRow {
        id: new_id(),
        file,
        user,
        way: new.way,
        name: new.name,
        mime: new.mime,
        size: new.size,
        is_done: false,
        created_at: now,
        expires_at: now.after(new.ttl),
    };
    uploads::insert(tx, &upload)?;
    Ok(upload)
}

/// 128 random bits in 32 hexadecimal digits: nobody guesses the upload of somebody else.
fn new_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// An upload as it may still be done by its person.
///
/// # Errors
/// `upload_used`, `upload_expired`; `forbidden` if the person may not sign in any more.
pub(crate) fn load(tx: &ReadTx<'_>, id: &str, now: Timestamp) -> Result<UploadRow> {
    let upload = uploads::find(tx, id)?.ok_or(codes::UPLOAD_EXPIRED)?;
    if upload.is_done {
        return Err(codes::UPLOAD_USED.into());
    }
    if upload.expires_at <= now {
        return Err(codes::UPLOAD_EXPIRED.into());
    }
    if people::find_scopes(tx, upload.user)?.is_none() {
        return Err(codes::FORBIDDEN.into());
    }
    Ok(upload)
}

/// The bytes of an upload are kept: they are a form of its file now, and the upload is done.
///
/// # Errors
/// As for [`load`], and `quota_full`. As for who begins it, where a file would get another form: the right to
/// it may have gone since.
pub(crate) fn arrive(
    tx: &mut WriteTx<'_>,
    config: &config::Files,
    is_scanned: bool,
    id: &str,
    arrived: Arrived,
) -> Result<FileRow> {
    let upload = load(tx, id, tx.now())?;
    let file = load_own(tx, upload.user, upload.file)?;
    if file.version > 0 {
        require_kept(&file)?;
    }
    uploads::set_done(tx, id)?;
    require_room(tx, config, file.owner, arrived.size)?;
    let now = tx.now();
    let form = Form {
        id: FileVersionId::new(0),
        file: file.id,
        version: versions::last_number(tx, file.id)? + 1,
        status: if is_scanned { FileStatus::Scanning } else { FileStatus::Ready },
        blob: arrived.blob,
        size: arrived.size,
        mime: arrived.mime,
        kind: arrived.kind,
        is_inline: arrived.is_inline,
        verdict: None,
        scanned_at: None,
        scan_at: is_scanned.then_some(now),
        created_by: upload.user,
        created_at: now,
    };
    settling::add(tx, &file, &form)?;
    if file.version == 0 { telling::created(tx, file.id) } else { telling::updated(tx, file.id) }
}
