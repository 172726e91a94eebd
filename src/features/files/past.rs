//! Files that were brought before: what the demo shows, as if its people had brought them.

use bytes::Bytes;

use super::acts::settling;
use super::model::{FileStatus, RefTable};
use super::store::files::{self, NewFile};
use super::store::links;
use super::store::versions::Form;
use super::telling;
use crate::base::ids::{FileId, FileVersionId, UserId};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::infra::blobs::Blobs;
use crate::infra::db::WriteTx;
use crate::infra::filetype::{FileType, sniff};

/// What is attached to a row of a feature above was attached at this moment.
///
/// # Errors
/// The storage failed.
pub fn date_links(tx: &mut WriteTx<'_>, table: RefTable, id: i64, at: Timestamp) -> Result<()> {
    links::set_times(tx, table, id, at)
}

/// A form of a file whose bytes are kept.
#[derive(Debug, Clone)]
pub struct PastForm {
    blob: String,
    size: u64,
    kind: FileType,
}

impl PastForm {
    /// Keeps the bytes of a file of this name.
    ///
    /// # Errors
    /// `storage_full`, or the disk does not take them.
    pub async fn keep(blobs: &Blobs, name: &str, bytes: Bytes) -> Result<Self> {
        let (size, kind) = (bytes.len() as u64, sniff(&bytes, name, None));
        Ok(Self { blob: blobs.put(bytes).await?, size, kind })
    }

    /// A file that was brought at this moment and has had these forms, the newest last.
    ///
    /// # Errors
    /// The storage failed.
    pub fn bring(
        tx: &mut WriteTx<'_>,
        owner: UserId,
        name: &str,
        forms: &[Self],
        alt_text: Option<&str>,
        at: Timestamp,
    ) -> Result<FileId> {
        let last = forms.last().ok_or_else(|| Error::internal("a file of nothing"))?;
        let FileType { mime, kind, .. } = &last.kind;
        let id = files::insert(tx, &NewFile { owner, name, mime, kind: *kind, size: last.size })?;
        for (version, form) in (1..).zip(forms) {
            let row = files::find(tx, id)?.ok_or(codes::FILE_NOT_FOUND)?;
            settling::add(tx, &row, &form.as_form(id, version, owner, at))?;
        }
        files::set_alt_text(tx, id, alt_text)?;
        files::set_times(tx, id, at)?;
        telling::created(tx, id)?;
        Ok(id)
    }

    fn as_form(&self, file: FileId, version: u32, owner: UserId, at: Timestamp) -> Form {
        Form {
            id: FileVersionId::new(0),
            file,
            version,
            status: FileStatus::Ready,
            blob: self.blob.clone(),
            size: self.size,
            mime: self.kind.mime.clone(),
            kind: self.kind.kind,
            is_inline: self.kind.is_inline,
            verdict: None,
            scanned_at: None,
            scan_at: None,
            created_by: owner,
            created_at: at,
        }
    }
}
