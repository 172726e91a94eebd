//! The index follows the event log, and is built anew when it has to be.
//!
//! The cursor is in the index itself, so a crash never parts them. What an event changed is read from the
//! rows as they are when it is applied; so an event that comes twice changes nothing more.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::source::{SOURCES, Source};
use crate::access::App;
use crate::base::{Error, Result};
use crate::infra::db::{ReadTx, outbox};
use crate::infra::events::EventBell;
use crate::infra::index::{Changes, Document, Rebuild, Turn};
use crate::infra::tasks;

/// Events applied at once.
const EVENTS: u32 = 1_000;
/// How long the index waits after a fault.
const RETRY: Duration = Duration::from_secs(2);
/// How often its figures are told.
const FIGURES: Duration = Duration::from_secs(15);

/// Starts following the log; an index that is not whole is built anew.
pub fn start_indexing(app: &App, bell: &EventBell) {
    let (follower, stopping) = (app.clone(), app.supervisor.stopping());
    let bell = bell.clone();
    app.supervisor.spawn(async move {
        stopping.run_until_cancelled(follow(&follower, bell)).await;
    });
    start_figures(app);
    if !app.index.standing().position.is_whole
        && let Some(turn) = app.index.try_rebuild_turn()
    {
        start_rebuilding(app, turn);
    }
}

/// Builds the index anew beside the live one, in the background.
pub(super) fn start_rebuilding(app: &App, turn: Turn) {
    let (builder, stopping) = (app.clone(), app.supervisor.stopping());
    app.supervisor.spawn(async move {
        match stopping.run_until_cancelled(build(&builder, turn)).await {
            Some(Ok(built)) => {
                let Rebuilt { documents, took } = built;
                tracing::info!(
                    documents,
                    millis = took.as_millis(),
                    "the search index was rebuilt"
                );
            }
            Some(Err(error)) => tracing::error!(%error, "the search index was not rebuilt"),
            None => {}
        }
    });
}

fn start_figures(app: &App) {
    let teller = app.clone();
    app.supervisor.every("search-figures", FIGURES, move || {
        let app = teller.clone();
        async move {
            let standing = app.index.standing();
            app.metrics.search.bytes.set(standing.bytes.cast_signed());
            app.metrics.search.segments.set(standing.segments.cast_signed());
            app.metrics.search.documents.set(standing.documents.cast_signed());
            app.metrics.search.lag.set(lag(&app).await?.as_secs_f64());
            Ok(())
        }
    });
}

/// How long ago the oldest event happened that the index has not seen; zero if it has seen all.
pub(super) async fn lag(app: &App) -> Result<Duration> {
    let seen = app.index.progress().borrow().seq;
    let next = app.db.background().read(move |tx| outbox::list_heads(tx, seen, 1)).await?;
    let now = app.clock.now();
    Ok(next.first().map_or(Duration::ZERO, |event| now.since(event.created_at)))
}

/// Has the bytes of the index looked at, on a thread of its own; true if they are not those that were written.
async fn is_damaged(app: &App) -> bool {
    let (give, take) = oneshot::channel();
    let index = app.index.clone();
    let begun = tasks::spawn_thread("index-check", move || drop(give.send(index.damaged_files())));
    let looked = match begun {
        Ok(_) => take.await.unwrap_or_else(|_| Err(Error::internal("the check is gone"))),
        Err(error) => Err(error),
    };
    match looked {
        Ok(files) if files.is_empty() => false,
        Ok(files) => {
            tracing::error!(?files, "the search index is damaged; it is built anew");
            true
        }
        Err(error) => {
            tracing::error!(%error, "the search index cannot be read; it is built anew");
            true
        }
    }
}

/// Gives the index every change, in the order of the log. After a fault it begins again where the index says.
async fn follow(app: &App, mut bell: EventBell) {
    if is_damaged(app).await {
        app.index.try_rebuild_turn().into_iter().for_each(|turn| start_rebuilding(app, turn));
    }
    match app.db.background().read(outbox::pruned_to).await {
        // What it has not seen has left the log: the rows tell the rest.
        Ok(pruned) if pruned > app.index.next() => {
            app.index.try_rebuild_turn().into_iter().for_each(|turn| start_rebuilding(app, turn));
        }
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "it is not known whether the index has a gap"),
    }
    let mut progress = app.index.progress();
    let mut stumbles = 0;
    loop {
        if app.index.stumbles() > stumbles {
            stumbles = app.index.stumbles();
            tokio::time::sleep(RETRY).await;
        }
        let from = app.index.next();
        match app.db.background().read(move |tx| read_changes(tx, from)).await {
            Ok(changes) if changes.to == from => {
                // There is more when the bell rings, or when the index went back.
                let goes_on = tokio::select! {
                    is_open = bell.ring() => is_open,
                    moved = progress.changed() => moved.is_ok(),
                };
                if !goes_on {
                    return;
                }
            }
            Ok(changes) => app.index.apply(changes).await,
            Err(error) => {
                tracing::error!(%error, "the search index did not read the log; it tries again");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// What the next events changed, as the rows are in this snapshot: no more of them than a source reads at once.
fn read_changes(tx: &ReadTx<'_>, from: i64) -> Result<Changes> {
    let mut changes = Changes { from, to: from, ..Changes::default() };
    let mut touched = SOURCES.map(|source| (source, BTreeSet::new()));
    for event in &outbox::list_heads(tx, from, EVENTS)? {
        for (source, ids) in &mut touched {
            ids.extend(source.touched(tx, event)?);
        }
        changes.to = event.seq;
        if touched.iter().any(|(source, ids)| ids.len() >= source.batch() as usize) {
            break;
        }
    }
    for (source, ids) in touched.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let ids: Vec<i64> = ids.into_iter().collect();
        changes.touched.extend(ids.iter().map(|id| source.entity().key(*id)));
        changes.documents.extend(source.load(tx, &ids)?);
    }
    Ok(changes)
}

/// What a rebuild did.
#[derive(Debug, Clone, Copy)]
pub struct Rebuilt {
    /// Documents in the index.
    pub documents: u64,
    /// How long it took.
    pub took: Duration,
}

/// Builds the index anew beside the live one, and puts it in its place; after a rebuild that is under way.
///
/// # Errors
/// It cannot be written.
pub async fn rebuild(app: &App) -> Result<Rebuilt> {
    build(app, app.index.rebuild_turn().await?).await
}

async fn build(app: &App, turn: Turn) -> Result<Rebuilt> {
    let begun = Instant::now();
    let estimated = app.db.background().read(|tx| {
        let estimates = SOURCES.into_iter().map(|source| source.estimate(tx));
        Ok((outbox::newest_seq(tx)?, estimates.sum::<Result<u64>>()?))
    });
    let (seq, expected) = estimated.await?;
    // Rows are read after this event, so they contain it; what comes later is applied at the end.
    let mut rebuild = app.index.begin_rebuild(turn, seq, expected)?;
    let mut documents = 0;
    for source in SOURCES {
        documents += add_all(app, source, &mut rebuild).await?;
    }
    catch_up(app, &mut rebuild).await?;
    app.index.adopt(rebuild).await?;
    Ok(Rebuilt { documents, took: begun.elapsed() })
}

/// Adds every document of a source; the next rows are read while these are added.
async fn add_all(app: &App, source: &'static dyn Source, rebuild: &mut Rebuild) -> Result<u64> {
    let read = |after: i64| {
        app.db.background().read(move |tx| -> Result<(Vec<i64>, Vec<Document>)> {
            let ids = source.list_ids(tx, after, source.batch())?;
            let documents = source.load(tx, &ids)?;
            Ok((ids, documents))
        })
    };
    let mut added = 0;
    let (mut ids, mut documents) = read(0).await?;
    while let Some(last) = ids.last().copied() {
        added += documents.len() as u64;
        let (next, ()) = tokio::join!(read(last), rebuild.add(documents));
        (ids, documents) = next?;
    }
    Ok(added)
}

/// Applies what happened meanwhile, until nearly nothing is left: the live index goes on from there.
async fn catch_up(app: &App, rebuild: &mut Rebuild) -> Result<()> {
    loop {
        let from = rebuild.seq();
        let read = move |tx: &ReadTx<'_>| Ok((read_changes(tx, from)?, outbox::newest_seq(tx)?));
        let (changes, newest) = app.db.background().read(read).await?;
        let is_near = newest - changes.to < i64::from(EVENTS);
        rebuild.apply(changes).await;
        if is_near {
            return Ok(());
        }
    }
}

/// Whether the index has exactly the documents the rows have, as far as counting tells.
///
/// # Errors
/// The rows or the index cannot be read.
pub async fn is_sound(app: &App) -> Result<bool> {
    // A rebuild that is under way ends first.
    drop(app.index.rebuild_turn().await?);
    let there = app.db.background().read(|tx| {
        let mut count = 0;
        for source in SOURCES {
            let mut after = 0;
            loop {
                let ids = source.list_ids(tx, after, source.batch())?;
                let Some(last) = ids.last() else { break };
                after = *last;
                count += source.load(tx, &ids)?.len() as u64;
            }
        }
        Ok((count, outbox::newest_seq(tx)?))
    });
    let (count, newest) = there.await?;
    let mut progress = app.index.progress();
    // The log is followed all the time; nobody writes beside this command.
    if progress.wait_for(|position| position.seq >= newest).await.is_err() {
        return Ok(false);
    }
    Ok(app.index.standing().documents == count)
}
