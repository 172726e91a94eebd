//! Every background task, listed.

use std::collections::HashSet;
use std::time::Duration;

use crate::access::App;
use crate::base::Result;
use crate::features::{auth, desk, directory, files, projects, realtime, search, workspace};
use crate::infra::db::{ReadTx, idempotency, outbox};
use crate::infra::events;

/// How often what is past its time is removed.
const PRUNE: Duration = Duration::from_mins(10);
/// How often files that nothing uses are removed.
const SWEEP: Duration = Duration::from_hours(1);
/// How often the cache is written down.
const SAVE: Duration = Duration::from_secs(10);
/// Rows removed per write, so that nobody waits for the broom.
const BATCH: u32 = 2_000;
/// Files removed per write: each is told of.
const FILES_BATCH: u32 = 100;

/// Starts them all.
pub(super) fn start(app: &App) {
    let lag = app.metrics.outbox_lag.clone();
    let bell = events::start_dispatcher(&app.db, &app.hub, lag, &app.supervisor);
    auth::start_notices(app, &bell);
    realtime::start_announcing(app);
    desk::start_alarms(app);
    search::start_indexing(app, &bell);
    files::start_jobs(app);
    start_pruning(app);
    start_sweeping(app);
    start_saving(app);
}

fn start_pruning(app: &App) {
    let sweeper = app.clone();
    app.supervisor.every("prune", PRUNE, move || {
        let app = sweeper.clone();
        async move {
            let keep = app.config.events.retention;
            while app.db.write(move |tx| outbox::prune(tx, keep, BATCH)).await? == BATCH as usize {}
            while app.db.write(|tx| idempotency::prune(tx, BATCH)).await? == BATCH as usize {}
            while app.db.write(|tx| auth::prune(tx, BATCH)).await? > 0 {}
            while app.db.write(|tx| desk::prune_drafts(tx, BATCH)).await? > 0 {}
            while app.db.write(|tx| projects::prune(tx, BATCH)).await? > 0 {}
            while files::prune(&app, FILES_BATCH).await? > 0 {}
            Ok(())
        }
    });
}

fn start_sweeping(app: &App) {
    let sweeper = app.clone();
    app.supervisor.every("sweep-blobs", SWEEP, move || {
        let app = sweeper.clone();
        async move {
            let in_use = app.db.reader().read(blobs_in_use).await?;
            files::prune_unfinished(&app)?;
            let swept = app.blobs.sweep(&in_use, app.clock.now()).await?;
            if swept > 0 {
                tracing::info!(swept, "removed files that nothing uses any more");
            }
            Ok(())
        }
    });
}

/// The names of all blobs that rows of any feature name.
pub(super) fn blobs_in_use(tx: &ReadTx<'_>) -> Result<HashSet<String>> {
    let mut names = directory::blobs_in_use(tx)?;
    names.extend(workspace::blobs_in_use(tx)?);
    names.extend(files::blobs_in_use(tx)?);
    Ok(names.into_iter().collect())
}

fn start_saving(app: &App) {
    let saver = app.clone();
    app.supervisor
        .every("save-cache", SAVE, move || std::future::ready(saver.cache.save(saver.clock.now())));
}
