//! Reading the words inside files, one file after the other, for those who search. A file is found by its name
//! at once, and by its words when they were read. They are kept: to rebuild the index, nothing is read again.
//!
//! That reading begins is written down before it does: whatever a file brings down, it is tried
//! [`TRIES`] times and left alone, until somebody who looks after the server has the index built anew.

use std::time::Duration;

use super::events::FileTextUpdated;
use super::jobs::keep_busy;
use super::store::files;
use super::store::texts::{self, Due};
use crate::access::App;
use crate::base::{Error, Result};
use crate::infra::db::WriteTx;
use crate::infra::extract::reading::knows;

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

/// Has the files read once more that should have words and gave none, also those that were left alone: a
/// newer program, or more time, may find some. Tells how many.
///
/// # Errors
/// The storage failed.
pub fn read_again(tx: &mut WriteTx<'_>) -> Result<usize> {
    let mut types = texts::list_wordless_types(tx)?;
    types.retain(|mime| knows(mime));
    types.iter().map(|mime| texts::ask_again(tx, mime)).sum()
}

/// Reads the file that has waited longest; false if none is due.
async fn read_next(app: App) -> Result<bool> {
    let now = app.clock.now();
    let Some(due) = app.db.background().read(move |tx| texts::find_due(tx, now)).await? else {
        return Ok(false);
    };
    if due.tries >= TRIES {
        tracing::warn!(file = %due.file, "a file could not be read for words; it is left alone");
        app.db.write(move |tx| settle(tx, &due, None)).await?;
        return Ok(true);
    }
    let (begun, again_at) = (due.clone(), now.after(AGAIN));
    app.db.write(move |tx| texts::begin(tx, &begun, again_at)).await?;
    match read(&app, &due).await {
        Ok(text) => app.db.write(move |tx| settle(tx, &due, text.as_deref())).await?,
        // It stays due, for later; others need not wait for it.
        Err(error) => tracing::warn!(%error, file = %due.file, "a file was not read for words"),
    }
    Ok(true)
}

/// None if there are no words that can be read within the limits.
async fn read(app: &App, due: &Due) -> Result<Option<String>> {
    let bytes = app.blobs.stream(&due.blob, 0..due.size).await?;
    let bytes = bytes.ok_or_else(|| Error::internal("the blob is lost"))?;
    app.extractor.text(bytes, &due.mime).await
}

/// Keeps what was read, and tells the owner if that is what the file is now.
fn settle(tx: &mut WriteTx<'_>, due: &Due, text: Option<&str>) -> Result<()> {
    texts::set(tx, due, text)?;
    let file = files::find(tx, due.file)?.filter(|row| row.blob.as_ref() == Some(&due.blob));
    match file.filter(|_| text.is_some()) {
        Some(row) => tx.emit(&FileTextUpdated { file_id: row.id, owner: row.owner }),
        None => Ok(()),
    }
}
