//! What happens to files by itself: they are scanned, get small pictures, and go when their time is over.
//!
//! What is to be done is found in the tables, so a restart forgets nothing; the bell only says that it is
//! worth looking at once.

use std::time::Duration;

use crate::access::App;
use crate::base::ids::FileId;
use crate::base::{Error, Result, codes};
use crate::infra::db::WriteTx;
use crate::infra::scanner;

use super::acts::purging;
use super::acts::settling::{self, Verdict};
use super::store::files::Thumbnails;
use super::store::versions::Form;
use super::store::{files, thumbnails, versions};
use super::telling;

/// How often it is looked whether something is due that no bell was rung for.
const LOOK: Duration = Duration::from_mins(1);
/// The most bytes of a picture that gets small ones: it is held in memory.
const PICTURE_MAX: u64 = 50 * 1024 * 1024;

/// Starts what looks after files that came: one task scans, one makes small pictures.
pub fn start_jobs(app: &App) {
    keep_busy(app, scan_next);
    keep_busy(app, picture_next);
}

/// Does `next` until nothing is due, and again when the bell rings.
fn keep_busy<F>(app: &App, next: impl Fn(App) -> F + Send + Sync + 'static)
where
    F: Future<Output = Result<bool>> + Send,
{
    let (app, stopping) = (app.clone(), app.supervisor.stopping());
    let supervisor = app.supervisor.clone();
    supervisor.spawn(async move {
        let work = async {
            loop {
                let rung = app.brought.notified();
                match next(app.clone()).await {
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(error) => {
                        tracing::error!(%error, "a file was not looked after; it is tried again");
                    }
                }
                drop(tokio::time::timeout(LOOK, rung).await);
            }
        };
        stopping.run_until_cancelled(work).await;
    });
}

/// Scans the form that has waited longest; false if none is due.
async fn scan_next(app: App) -> Result<bool> {
    let now = app.clock.now();
    let due = app.db.reader().read(move |tx| versions::find_due(tx, now)).await?;
    let Some(form) = due else { return Ok(false) };
    let verdict = scan(&app, &form).await;
    app.metrics.file_scans.with_label_values(&[verdict.word()]).inc();
    let bell = app.brought.clone();
    app.db
        .write(move |tx| {
            tx.after_commit(move || bell.notify_waiters());
            settling::settle(tx, form, verdict)
        })
        .await?;
    Ok(true)
}

async fn scan(app: &App, form: &Form) -> Verdict {
    let Some(scanner) = &app.scanner else {
        // It was turned off while the form waited.
        return Verdict::Clean;
    };
    let said = async {
        let bytes = app.blobs.stream(&form.blob, 0..form.size).await?;
        scanner.scan(bytes.ok_or_else(|| Error::internal("the blob is lost"))?).await
    };
    match said.await {
        Ok(scanner::Verdict::Clean) => Verdict::Clean,
        Ok(scanner::Verdict::Infected(signature)) => Verdict::Infected(signature),
        Ok(scanner::Verdict::TooLarge) => Verdict::TooLarge,
        Err(error) => {
            tracing::warn!(%error, "a file was not scanned; it is tried again");
            Verdict::Unknown
        }
    }
}

/// Makes the small pictures of one file; false if none are due.
async fn picture_next(app: App) -> Result<bool> {
    let due = app.db.reader().read(thumbnails::find_due).await?;
    let Some((file, blob)) = due else { return Ok(false) };
    let made = make(&app, &blob).await?;
    app.db.write(move |tx| settle(tx, file, &blob, made.as_ref())).await?;
    Ok(true)
}

/// None if the blob is no picture that can be read.
async fn make(app: &App, blob: &str) -> Result<Option<Thumbnails>> {
    let Some(size) = app.blobs.size(blob).await? else { return Ok(None) };
    if size > PICTURE_MAX {
        return Ok(None);
    }
    let Some(bytes) = app.blobs.get(blob).await? else { return Ok(None) };
    let made = match app.pictures.thumbnails(bytes).await {
        Ok(made) => made,
        Err(error)
            if [codes::PICTURE_UNREADABLE, codes::PICTURE_TOO_LARGE].contains(&error.code()) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let (width, height) = (made.width, made.height);
    let small = app.blobs.put(made.small).await?;
    let large = app.blobs.put(made.large).await?;
    Ok(Some(Thumbnails { small, large, width, height }))
}

fn settle(tx: &mut WriteTx<'_>, file: FileId, blob: &str, made: Option<&Thumbnails>) -> Result<()> {
    thumbnails::set(tx, file, blob, made)?;
    let row = files::find(tx, file)?;
    if made.is_some() && row.is_some_and(|row| row.blob.as_deref() == Some(blob)) {
        telling::updated(tx, file)?;
    }
    Ok(())
}

/// Removes up to `batch` things of each kind that are past their time, and tells how many there were.
///
/// # Errors
/// The storage failed.
pub async fn prune(app: &App, batch: u32) -> Result<usize> {
    let over = app.db.write(move |tx| purging::uploads_over(tx, batch)).await?;
    let kept = app.config.files.trash;
    let removed = app
        .db
        .write(move |tx| {
            Ok(purging::trash(tx, kept, batch)?
                + purging::retained(tx, batch)?
                + purging::bundles(tx, batch)?)
        })
        .await?;
    Ok(over + removed)
}

/// Removes what lies in the folder of unfinished files and nobody goes on with.
///
/// # Errors
/// The disk does not let it.
pub fn prune_unfinished(app: &App) -> Result<usize> {
    app.blobs.prune_incoming(app.clock.now().before(app.config.files.upload_ttl))
}
