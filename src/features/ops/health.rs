//! Liveness and readiness.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use serde::Serialize;

use crate::access::App;
use crate::http::answer;

/// How long the writer may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Free bytes below which the process is not ready.
const ROOM: u64 = 64 * 1024 * 1024;

#[derive(Serialize)]
struct Live {
    status: &'static str,
}

#[derive(Serialize)]
struct Ready {
    status: &'static str,
    info: Checks,
    error: Checks,
    details: Checks,
}

#[derive(Serialize, Default, Clone, Copy)]
struct Checks {
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<Check>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disk: Option<Check>,
}

#[derive(Serialize, Clone, Copy)]
struct Check {
    status: &'static str,
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/health", get(ready))
        .route("/api/health/live", get(live))
        .route("/api/health/ready", get(ready))
        .route("/api/v1/health", get(ready))
        .route("/api/v1/health/live", get(live))
        .route("/api/v1/health/ready", get(ready))
}

async fn live() -> Response {
    answer::json(StatusCode::OK, &Live { status: "ok" })
}

/// Whether something can be written now.
pub(super) async fn writer_answers(app: &App) -> bool {
    matches!(tokio::time::timeout(PATIENCE, app.db.write(|_| Ok(()))).await, Ok(Ok(())))
}

/// How many bytes are free where the data is.
pub(super) fn disk_room(app: &App) -> Option<u64> {
    rustix::fs::statvfs(&app.config.data.dir).ok().map(|disk| disk.f_bavail * disk.f_frsize)
}

async fn ready(State(app): State<App>) -> Response {
    let database = writer_answers(&app).await;
    let disk = disk_room(&app).is_some_and(|room| room >= ROOM);
    let check = |name: bool| Some(Check { status: if name { "up" } else { "down" } });
    let details = Checks { database: check(database), disk: check(disk) };
    let only = |up: bool| Checks {
        database: details.database.filter(|_| database == up),
        disk: details.disk.filter(|_| disk == up),
    };
    let well = database && disk;
    let ready = Ready {
        status: if well { "ok" } else { "error" },
        info: only(true),
        error: only(false),
        details,
    };
    answer::json(if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, &ready)
}
