//! The bare path of a post: axum, JSON in, one row in a group commit with `synchronous = FULL`, JSON out.

use std::path::Path;

use axum::extract::State;
use axum::routing::post;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use crossbeam_channel::{Receiver, Sender, bounded};
use http::StatusCode;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::Outcome;
use crate::world::open_database;

/// As many as the product puts into one commit.
const GROUP: usize = 256;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewRow {
    content: String,
    client_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    content: String,
    client_id: String,
}

struct Job {
    row: NewRow,
    reply: oneshot::Sender<Row>,
}

#[expect(clippy::disallowed_methods, reason = "a bare program has no task machinery")]
pub(super) async fn serve(listener: TcpListener, folder: &Path) -> Outcome {
    let connection = open(folder)?;
    let (jobs, queue) = bounded(4096);
    std::thread::Builder::new().name("writer".into()).spawn(move || {
        if let Err(error) = write_groups(&connection, &queue) {
            eprintln!("the writer ended: {error}");
        }
    })?;
    let router = Router::new().route("/rows", post(insert)).with_state(jobs);
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    Ok(axum::serve(listener, router).await?)
}

async fn insert(
    State(jobs): State<Sender<Job>>,
    Json(row): Json<NewRow>,
) -> Result<(StatusCode, Json<Row>), StatusCode> {
    let (reply, answer) = oneshot::channel();
    jobs.try_send(Job { row, reply }).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let row = answer.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok((StatusCode::CREATED, Json(row)))
}

fn open(folder: &Path) -> Outcome<Connection> {
    let connection = open_database(&folder.join("path.db"))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute_batch(
        "CREATE TABLE rows (id INTEGER PRIMARY KEY, content TEXT NOT NULL, client_id TEXT NOT NULL) STRICT",
    )?;
    Ok(connection)
}

fn write_groups(connection: &Connection, queue: &Receiver<Job>) -> Outcome {
    let run = |sql: &str| connection.prepare_cached(sql)?.execute([]);
    while let Ok(first) = queue.recv() {
        run("BEGIN IMMEDIATE")?;
        let mut answers = Vec::new();
        for job in std::iter::once(first).chain(queue.try_iter()).take(GROUP) {
            let mut insert = connection
                .prepare_cached("INSERT INTO rows (content, client_id) VALUES (?1, ?2)")?;
            let id = insert.insert((&job.row.content, &job.row.client_id))?;
            let NewRow { content, client_id } = job.row;
            answers.push((job.reply, Row { id: id.to_string(), content, client_id }));
        }
        run("COMMIT")?;
        for (reply, row) in answers {
            // A client that hung up does not want its answer.
            drop(reply.send(row));
        }
    }
    Ok(())
}
