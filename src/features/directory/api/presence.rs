//! `/presence`: devices without a socket say that their person is here.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::presence::PresenceState;
use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::ids::UserId;
use crate::base::{Error, Result};
use crate::features::directory::store;

/// For how long a heartbeat holds unless it says, in seconds.
const DEFAULT_TTL: u32 = 60;
/// The longest a heartbeat can hold, in seconds.
const MAX_TTL: u32 = 600;

/// A sign of life.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Heartbeat {
    /// For how many seconds it holds, 1 to 600; 60 unless given.
    #[schema(minimum = 1, maximum = 600)]
    ttl: Option<u32>,
}

/// A sign of life was taken.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct HeartbeatTaken {
    /// Always true.
    ok: bool,
    /// For how many seconds it holds.
    ttl: u32,
}

/// Says that the caller is here.
#[utoipa::path(
    post,
    path = "/presence/heartbeat",
    tag = "people",
    request_body = Heartbeat,
    responses(
        (status = 200, body = HeartbeatTaken),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn send_heartbeat(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(heartbeat, intent): Call<Heartbeat>,
) -> Result<Answer> {
    let ttl = heartbeat.ttl.unwrap_or(DEFAULT_TTL);
    if !(1..=MAX_TTL).contains(&ttl) {
        return Err(Error::invalid_field("ttl", "out_of_range", "must be 1 to 600 seconds"));
    }
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let user = granted.actor.user;
            let manual = store::find_manual_presence(tx, user)?;
            let span = Duration::from_secs(ttl.into());
            tx.after_commit(move || presence.heartbeat(user, manual, span));
            Ok(HeartbeatTaken { ok: true, ttl })
        })
        .await
}

/// Whether the caller is here.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OwnPresence {
    /// The caller.
    user_id: UserId,
    /// True if a page or device of theirs is here.
    online: bool,
}

/// Tells whether the caller is seen as here.
#[utoipa::path(
    get,
    path = "/presence/me",
    tag = "people",
    responses((status = 200, body = OwnPresence), (status = 401, description = "unauthenticated, session_expired"))
)]
pub(super) async fn get_own_presence(
    State(app): State<App>,
    grant: Grant<SignedIn>,
) -> Result<Json<OwnPresence>> {
    let user_id = grant.read(&app, |_, granted| Ok(granted.actor.user)).await?;
    let online = app.presence.state_of(user_id) != PresenceState::Offline;
    Ok(Json(OwnPresence { user_id, online }))
}
