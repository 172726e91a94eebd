//! The promises of the module, each with a test that fails without it.

use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use serde::Serialize;

use super::*;
use crate::base::codes;
use crate::base::ids::UserId;
use crate::base::scope::{Audience, Scope};
use crate::infra::telemetry::Metrics;

fn open(folder: &Path) -> Db {
    let metrics = Metrics::new();
    Db::open(folder, &DbOptions::new(2, Clock::system(), metrics.db)).expect("opened")
}

#[derive(Serialize)]
struct Noted {
    patch: String,
}

impl Event for Noted {
    const NAME: &'static str = "test.note.taken";

    fn audience(&self) -> Audience {
        Audience::of(Scope::User(UserId::new(1)))
    }

    fn ids(&self) -> Vec<i64> {
        vec![1]
    }
}

fn note(tx: &mut WriteTx<'_>, key: &str) -> Result<()> {
    settings::set(tx, key, "x")?;
    tx.emit(&Noted { patch: key.to_owned() })
}

async fn value(db: &Db, key: &'static str) -> Option<String> {
    db.reader().read(move |tx| settings::find(tx, key)).await.expect("read")
}

#[tokio::test]
async fn a_write_that_fails_or_panics_is_undone_alone_and_leaves_no_hole_in_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = open(folder.path());
    // Hold the writer, so that all three wait and share one group.
    let (go, gate) = mpsc::channel::<()>();
    let holder = db.write(move |_| Ok(gate.recv().is_ok()));
    let (held, good, failed, panicked, last, ()) = tokio::join!(
        holder,
        db.write(|tx| note(tx, "good")),
        db.write(|tx| note(tx, "failed").and(Err::<(), _>(codes::FORBIDDEN.into()))),
        db.write(|tx| {
            note(tx, "panicked")?;
            assert!(settings::find(tx, "panicked")?.is_none(), "this write panics");
            Ok(())
        }),
        db.write(|tx| note(tx, "last")),
        async { go.send(()).expect("the writer waits") },
    );
    assert!(held.expect("released"));
    good.expect("kept");
    last.expect("kept");
    assert_eq!(failed.unwrap_err().code(), codes::FORBIDDEN);
    assert_eq!(panicked.unwrap_err().code(), codes::INTERNAL_ERROR);
    assert!(value(&db, "good").await.is_some() && value(&db, "last").await.is_some());
    assert!(value(&db, "failed").await.is_none() && value(&db, "panicked").await.is_none());
    let log = db.reader().read(|tx| outbox::list_heads(tx, 0, 10)).await.expect("the log");
    assert_eq!(log.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2]);
    assert!(log[1].data.contains("\"last\""));
}

#[tokio::test]
async fn a_commit_that_fails_refuses_its_writes_and_the_next_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = open(folder.path());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ears = Arc::clone(&heard);
    db.on_commit(move |events| {
        ears.lock().expect("unpoisoned").extend(events.iter().map(|event| event.seq));
    });
    db.fail_next_commit();
    let error = db.write(|tx| note(tx, "lost")).await.unwrap_err();
    assert_eq!(error.code(), codes::STORAGE_FULL);
    db.write(|tx| note(tx, "kept")).await.expect("the disk has room again");
    assert!(value(&db, "lost").await.is_none());
    assert_eq!(*heard.lock().expect("unpoisoned"), [1]);
    assert_eq!(db.committed_seq(), 1);
}

#[tokio::test]
async fn readers_cannot_write_and_see_one_snapshot() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = open(folder.path());
    db.write(|tx| settings::set(tx, "name", "before")).await.expect("written");
    let (reading, started) = tokio::sync::oneshot::channel();
    let (changed, go) = mpsc::channel::<()>();
    let snapshot = db.reader().read(move |tx| {
        let first = settings::find(tx, "name")?;
        reading.send(()).expect("somebody waits");
        go.recv().expect("the change is made");
        Ok((first, settings::find(tx, "name")?))
    });
    let change = async {
        started.await.expect("the reader began");
        db.write(|tx| settings::set(tx, "name", "after")).await.expect("written");
        changed.send(()).expect("the reader waits");
    };
    let (snapshot, ()) = tokio::join!(snapshot, change);
    let (first, second) = snapshot.expect("read");
    assert_eq!(first, second);
    assert_eq!(value(&db, "name").await.as_deref(), Some("after"));

    let refused =
        db.reader().read(|tx| tx.one("DELETE FROM settings RETURNING key", [], |_| Ok(()))).await;
    assert!(refused.unwrap_err().to_string().contains("readonly"));
}

#[tokio::test]
async fn the_log_survives_a_restart_and_goes_on_after_it_was_pruned() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = open(folder.path());
    db.write(|tx| note(tx, "one")).await.expect("written");
    db.write(|tx| note(tx, "two")).await.expect("written");
    let pruned = db.write(|tx| outbox::prune(tx, Duration::ZERO, 10)).await;
    // Nothing is older than this very millisecond until it has passed.
    while db.write(|tx| outbox::prune(tx, Duration::ZERO, 10)).await.expect("pruned") == 0 {
        if db.reader().read(outbox::pruned_to).await.expect("read") == 2 {
            break;
        }
    }
    pruned.expect("pruned");
    db.close();
    drop(db);

    let db = open(folder.path());
    assert_eq!(db.committed_seq(), 2);
    db.write(|tx| note(tx, "three")).await.expect("written");
    let log = db
        .reader()
        .read(|tx| Ok((outbox::pruned_to(tx)?, outbox::list_heads(tx, 0, 10)?)))
        .await
        .expect("read");
    assert_eq!((log.0, log.1.len(), log.1[0].seq), (2, 1, 3));
}

#[tokio::test]
async fn effects_run_after_the_commit_and_before_the_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = open(folder.path());
    let (done, effect) = mpsc::channel();
    db.write(move |tx| {
        tx.after_commit(move || done.send(()).expect("the test waits"));
        Ok(())
    })
    .await
    .expect("written");
    effect.try_recv().expect("the effect came before the answer");

    let (undone, effect) = mpsc::channel::<()>();
    let refused: Result<()> = db
        .write(move |tx| {
            tx.after_commit(move || undone.send(()).expect("the test waits"));
            Err(codes::FORBIDDEN.into())
        })
        .await;
    refused.unwrap_err();
    assert!(effect.recv().is_err(), "the effect of an undone write is dropped");
}

#[tokio::test]
async fn uniqueness_conflicts_become_codes() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = open(folder.path());
    let insert = |tx: &mut WriteTx<'_>| {
        tx.insert_unique(
            "INSERT INTO idempotency (request, body_hash, status, answer, created_at) VALUES (x'01', x'', 200, x'', 0)",
            [],
            "idempotency.request",
            codes::EMAIL_TAKEN,
        )
    };
    db.write(insert).await.expect("the first");
    assert_eq!(db.write(insert).await.unwrap_err().code(), codes::EMAIL_TAKEN);
}

#[tokio::test]
async fn the_write_ahead_log_stays_bounded_and_is_folded_back_on_closing() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = open(folder.path());
    let padding = "x".repeat(64 * 1024);
    for round in 0..1_000 {
        let padding = padding.clone();
        db.write(move |tx| settings::set(tx, &format!("key-{}", round % 10), &padding))
            .await
            .expect("written");
    }
    let log = folder.path().join("epop.db-wal");
    let longest = std::fs::metadata(&log).expect("a log").len();
    // 64 MiB were written; the log begins anew each time it was folded back.
    assert!(longest < 32 * 1024 * 1024, "{longest}");
    db.close();
    assert!(std::fs::metadata(&log).map_or(0, |file| file.len()) == 0);
}

#[test]
fn a_cached_statement_is_prepared_once_whatever_it_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut connection = open::writer(&folder.path().join("epop.db")).expect("opened");
    migrate::run(&mut connection, folder.path(), Clock::system().now()).expect("migrated");
    // A partial index and a comparison are what makes SQLite look at the values.
    let sql =
        "SELECT id FROM messages WHERE chat_id = ?1 AND listed = 1 AND id < ?2 ORDER BY id DESC";
    for id in 1..20_i64 {
        let found = connection.prepare_cached(sql).expect("prepared").exists([id, id + 1]);
        assert!(!found.expect("asked"));
    }
    let statement = connection.prepare_cached(sql).expect("prepared");
    assert_eq!(statement.get_status(rusqlite::StatementStatus::RePrepare), 0);
}
