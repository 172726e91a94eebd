//! The bare list: axum, the newest 50 rows on a reader thread, JSON out.

use std::path::Path;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use crossbeam_channel::{Receiver, Sender, bounded};
use http::{StatusCode, header};
use rusqlite::Connection;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::world::open_database;
use crate::{Outcome, machine};

/// The rows in the table.
const ROWS: u32 = 100_000;

type Job = oneshot::Sender<Bytes>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    sender_id: String,
    content: String,
    created_at: i64,
}

#[expect(clippy::disallowed_methods, reason = "a bare program has no task machinery")]
pub(super) async fn serve(listener: TcpListener, folder: &Path) -> Outcome {
    let file = folder.join("list.db");
    fill(&open_database(&file)?)?;
    let (jobs, queue) = bounded(4096);
    for _ in 0..machine::cores() {
        let (connection, queue) = (open_database(&file)?, queue.clone());
        std::thread::Builder::new().name("reader".into()).spawn(move || {
            if let Err(error) = answer_all(&connection, &queue) {
                eprintln!("a reader ended: {error}");
            }
        })?;
    }
    let router = Router::new().route("/rows", get(list)).with_state(jobs);
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    Ok(axum::serve(listener, router).await?)
}

async fn list(
    State(jobs): State<Sender<Job>>,
) -> Result<([(header::HeaderName, &'static str); 1], Bytes), StatusCode> {
    let (reply, answer) = oneshot::channel();
    jobs.try_send(reply).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let rows = answer.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], rows))
}

fn fill(connection: &Connection) -> Outcome {
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.execute_batch(
        "CREATE TABLE rows (id INTEGER PRIMARY KEY, sender_id INTEGER NOT NULL, content TEXT NOT NULL,
                            created_at INTEGER NOT NULL) STRICT;
         BEGIN",
    )?;
    let mut insert = connection.prepare(
        "INSERT INTO rows (sender_id, content, created_at) VALUES (?1, ?2, 1764000000000 + ?1)",
    )?;
    for number in 0..ROWS {
        insert.execute((
            number,
            format!("Row {number}: lunch is at noon, the plan is in the shared folder"),
        ))?;
    }
    Ok(connection.execute_batch("COMMIT")?)
}

fn answer_all(connection: &Connection, queue: &Receiver<Job>) -> Outcome {
    while let Ok(reply) = queue.recv() {
        let mut select = connection.prepare_cached(
            "SELECT id, sender_id, content, created_at FROM rows ORDER BY id DESC LIMIT 50",
        )?;
        let rows = select.query_map([], |row| {
            Ok(Row {
                id: row.get::<_, i64>(0)?.to_string(),
                sender_id: row.get::<_, i64>(1)?.to_string(),
                content: row.get(2)?,
                created_at: row.get(3)?,
            })
        })?;
        let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
        rows.reverse();
        // A client that hung up does not want its answer.
        drop(reply.send(serde_json::to_vec(&rows)?.into()));
    }
    Ok(())
}
