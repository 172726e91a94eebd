//! What happens to files by itself: they are scanned, get small pictures, and go when their time is over.

use std::time::Duration;

use crate::access::App;
use crate::base::Result;
use crate::infra::db::WriteTx;

use super::acts::purging;
use super::store::files::Thumbnails;
use super::store::{files, thumbnails};
use super::telling;

/// How often it is looked whether something is due that no bell was rung for.
const LOOK: Duration = Duration::from_mins(1);

/// Starts what looks after files that came.
pub fn start_jobs(app: &App) {
    let (worker, stopping) = (app.clone(), app.supervisor.stopping());
    app.supervisor.spawn(async move {
        let work = async {
            loop {
                match make_next(&worker).await {
                    Ok(true) => {}
                    Ok(false) => {
                        drop(tokio::time::timeout(LOOK, worker.brought.notified()).await);
                    }
                    Err(error) => {
                        tracing::error!(%error, "a small picture was not made; it is tried again");
                        tokio::time::sleep(LOOK).await;
                    }
                }
            }
        };
        stopping.run_until_cancelled(work).await;
    });
}

/// Makes the small pictures of one blob; false if there is nothing to do.
async fn make_next(app: &App) -> Result<bool> {
    let Some(blob) = app.db.reader().read(thumbnails::find_due).await? else { return Ok(false) };
    let made = make(app, &blob).await?;
    app.db.write(move |tx| settle(tx, &blob, made.as_ref())).await?;
    Ok(true)
}

/// None if the blob is no picture that can be read.
async fn make(_app: &App, _blob: &str) -> Result<Option<Thumbnails>> {
    Ok(None)
}

fn settle(tx: &mut WriteTx<'_>, blob: &str, made: Option<&Thumbnails>) -> Result<()> {
    thumbnails::set(tx, blob, made)?;
    if made.is_some() {
        for row in files::list_by_blob(tx, blob)? {
            telling::updated(tx, row.id)?;
        }
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
                + purging::leftovers(tx, batch)?)
        })
        .await?;
    Ok(over.len() + removed)
}
