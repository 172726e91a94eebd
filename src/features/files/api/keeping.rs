//! From bytes in a temporary file to a form of a file: looked at, kept, and written down.

use std::sync::Arc;

use bytes::Bytes;

use crate::access::App;
use crate::base::{Result, codes};
use crate::features::files::acts::uploading::{self, Arrived};
use crate::features::files::store::files::FileRow;
use crate::infra::blobs::Incoming;
use crate::infra::db::Origin;
use crate::infra::filetype::{FileType, sniff};

/// How much of the beginning says what a file is.
const HEAD: usize = 8 * 1024;

/// An incoming file that goes with its request, unless it is kept.
pub(super) struct Temporary {
    incoming: Option<Incoming>,
    head: Vec<u8>,
}

/// A form of a file that was just brought.
pub(super) struct Kept {
    pub(super) file: FileRow,
    pub(super) blob: String,
    pub(super) size: u64,
}

impl Temporary {
    pub(super) fn new(incoming: Incoming) -> Self {
        Self { incoming: Some(incoming), head: Vec::new() }
    }

    pub(super) fn len(&self) -> u64 {
        self.incoming.as_ref().map_or(0, Incoming::len)
    }

    pub(super) async fn write(&mut self, bytes: Bytes) -> Result<()> {
        let missing = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..missing.min(bytes.len())]);
        match &mut self.incoming {
            Some(incoming) => incoming.write(bytes).await,
            None => Ok(()),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.incoming.take().map(Incoming::abandon) {
            tracing::warn!(%error, "what came of an upload was not removed; it will be later");
        }
    }
}

/// Keeps the bytes of an upload that came at once.
///
/// # Errors
/// `file_type_denied`, and as for [`uploading::arrive`].
pub(super) async fn keep(
    app: &App,
    upload: &str,
    mut temporary: Temporary,
    request_id: Arc<str>,
) -> Result<Kept> {
    let id = upload.to_owned();
    let now = app.clock.now();
    let announced = app.db.reader().read(move |tx| uploading::load(tx, &id, now)).await?;
    // What is denied is not kept even for a moment.
    look(app, &temporary.head, &announced.name, announced.mime.as_deref())?;
    let Some(incoming) = temporary.incoming.take() else {
        return Err(codes::UPLOAD_INCOMPLETE.into());
    };
    keep_incoming(app, upload, incoming, request_id).await
}

/// Keeps the bytes of an upload, all of which are in this file.
///
/// # Errors
/// `file_type_denied`, and as for [`uploading::arrive`].
pub(super) async fn keep_incoming(
    app: &App,
    upload: &str,
    incoming: Incoming,
    request_id: Arc<str>,
) -> Result<Kept> {
    let kept = app.blobs.keep(incoming).await?;
    let (id, head) = (upload.to_owned(), kept.head);
    let now = app.clock.now();
    let announced = app.db.reader().read(move |tx| uploading::load(tx, &id, now)).await?;
    let FileType { mime, kind, is_inline } =
        look(app, &head, &announced.name, announced.mime.as_deref())?;
    let arrived = Arrived { blob: kept.name.clone(), size: kept.size, mime, kind, is_inline };
    let (id, state) = (upload.to_owned(), app.clone());
    let file = app
        .db
        .write(move |tx| {
            tx.set_origin(Origin { actor: Some(announced.user), request_id: Some(request_id) });
            let bell = Arc::clone(&state.brought);
            tx.after_commit(move || bell.notify_waiters());
            uploading::arrive(tx, &state.config.files, state.scanner.is_some(), &id, arrived)
        })
        .await?;
    app.metrics.file_bytes.inc_by(kept.size);
    Ok(Kept { file, blob: kept.name, size: kept.size })
}

/// What a file is by what is in it.
fn look(app: &App, head: &[u8], name: &str, declared: Option<&str>) -> Result<FileType> {
    let found = sniff(head, name, declared);
    if is_denied(app, name, &found.mime) {
        return Err(codes::FILE_TYPE_DENIED.into());
    }
    Ok(found)
}

/// Whether the operator does not want such files.
pub(super) fn is_denied(app: &App, name: &str, mime: &str) -> bool {
    app.config.files.denied_types.iter().any(|pattern| pattern.means(name, mime))
}
