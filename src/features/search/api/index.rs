//! `/search/index`: how the index stands, and building it anew.

use axum::extract::State;
use serde::Serialize;
use tokio::sync::oneshot;

use super::super::indexing::{lag, start_rebuilding};
use super::super::source::Entity;
use crate::access::{Admin, Answer, App, Call, Grant, NoBody};
use crate::base::{Result, codes};
use crate::features::files;
use crate::http::extract::{Json, Path};

/// How the index stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct IndexView {
    state: IndexState,
    /// Documents that can be found.
    documents: u64,
    /// How long ago the oldest change happened that cannot be found yet; 0 if everything can.
    lag_seconds: f64,
    /// How far the rebuild is, in documents; both 0 if there is none.
    progress: ProgressView,
    /// Bytes on disk.
    bytes: u64,
    /// Parts on disk.
    segments: u64,
}

/// What the index is doing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum IndexState {
    /// It follows what happens.
    Live,
    /// It does, and is being built anew beside.
    Rebuilding,
}

/// How far a rebuild is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ProgressView {
    done: u64,
    /// About how many there will be.
    total: u64,
}

/// Tells how the search index stands.
#[utoipa::path(
    get,
    path = "/search/index",
    tag = "search",
    responses(
        (status = 200, body = IndexView),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
pub(super) async fn show_index(
    State(app): State<App>,
    grant: Grant<Admin>,
) -> Result<Json<IndexView>> {
    grant.read(&app, |_, _| Ok(())).await?;
    let standing = app.index.standing();
    let (done, total) = standing.rebuilding.unwrap_or_default();
    Ok(Json(IndexView {
        state: if standing.rebuilding.is_some() {
            IndexState::Rebuilding
        } else {
            IndexState::Live
        },
        documents: standing.documents,
        lag_seconds: lag(&app).await?.as_secs_f64(),
        progress: ProgressView { done, total },
        bytes: standing.bytes,
        segments: standing.segments,
    }))
}

/// It has begun.
#[derive(Serialize, utoipa::ToSchema)]
struct Begun {
    /// Always true.
    success: bool,
}

/// Builds the search index anew, beside the live one, which answers meanwhile.
///
/// All kinds are in one index, so all are built whichever is named. Files that should have words and gave none are
/// read once more.
#[utoipa::path(
    put,
    path = "/search/index/{entity}",
    tag = "search",
    request_body = NoBody,
    params(("entity" = String, Path, description = "A kind as in `/search/{entity}/cursor`, or `all`.")),
    responses(
        (status = 200, body = Begun),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 404, description = "not_found"),
        (status = 409, description = "search_rebuilding"),
    )
)]
pub(super) async fn rebuild_index(
    State(app): State<App>,
    grant: Grant<Admin>,
    Path(entity): Path<String>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    // A retry gets the first answer and begins nothing.
    let (give, take) = oneshot::channel();
    let index = app.index.clone();
    let changed = grant.change(&app, intent, move |tx, _| {
        if entity != "all" && !Entity::ALL.iter().any(|known| known.name() == entity) {
            return Err(codes::NOT_FOUND.into());
        }
        let turn = index.try_rebuild_turn().ok_or(codes::SEARCH_REBUILDING)?;
        files::read_again(tx)?;
        drop(give.send(turn));
        Ok(Begun { success: true })
    });
    let answer = changed.await?;
    if let Ok(turn) = take.await {
        start_rebuilding(&app, turn);
        app.brought.notify_waiters();
    }
    Ok(answer)
}
