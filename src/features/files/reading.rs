//! Reading the words inside files, one file after the other, for those who search. A file is found by its name
//! at once, and by its words when they were read. They are kept by blob: to rebuild the index, nothing is
//! read again.
//!
//! That reading begins is written down before it does: whatever a file brings down, it is tried
//! [`TRIES`] times and left alone.

use std::time::Duration;

use super::events::FileTextUpdated;
use super::jobs::keep_busy;
use super::store::files;
use super::store::texts::{self, Due};
use crate::access::App;
use crate::base::{Error, Result};
use crate::infra::db::WriteTx;

/// How often reading a file is begun.
const TRIES: u32 = 3;
/// How long until reading that did not come to an end is begun again.
const AGAIN: Duration = Duration::from_mins(5);

/// Starts reading what is due; what was being read when the process ended is begun again at once.
pub(super) fn start(app: &App) {
    let hastened = app.clone();
    app.supervisor.spawn(async move {
        if let Err(error) = hastened.db.write(texts::hasten).await {
            tracing::warn!(%error, "files whose reading was broken off are read later");
        }
        keep_busy(&hastened, read_next);
    });
}

/// Reads the blob that has waited longest; false if none is due.
async fn read_next(app: App) -> Result<bool> {
    let now = app.clock.now();
    let Some(due) = app.db.background().read(move |tx| texts::find_due(tx, now)).await? else {
        return Ok(false);
    };
    if due.tries >= TRIES {
        tracing::warn!(blob = due.blob, "a file could not be read for words; it is left alone");
        app.db.write(move |tx| settle(tx, &due.blob, None)).await?;
        return Ok(true);
    }
    let (blob, again_at) = (due.blob.clone(), now.after(AGAIN));
    app.db.write(move |tx| texts::begin(tx, &blob, again_at)).await?;
    match read(&app, &due).await {
        Ok(text) => app.db.write(move |tx| settle(tx, &due.blob, text.as_deref())).await?,
        // It stays due, for later; others need not wait for it.
        Err(error) => tracing::warn!(%error, blob = due.blob, "a file was not read for words"),
    }
    Ok(true)
}

/// None if there are no words that can be read within the limits.
async fn read(app: &App, due: &Due) -> Result<Option<String>> {
    let bytes = app.blobs.stream(&due.blob, 0..due.size).await?;
    let bytes = bytes.ok_or_else(|| Error::internal("the blob is lost"))?;
    app.extractor.text(bytes, &due.mime).await
}

/// Keeps what was read, and tells the owners of the files that are this now.
fn settle(tx: &mut WriteTx<'_>, blob: &str, text: Option<&str>) -> Result<()> {
    texts::set(tx, blob, text)?;
    if text.is_some() {
        for row in files::list_by_blob(tx, blob)? {
            tx.emit(&FileTextUpdated { file_id: row.id, owner: row.owner })?;
        }
    }
    Ok(())
}
