//! `/auth/sessions`: where the caller is signed in.

use axum::extract::State;

use crate::access::{Answer, App, Call, Grant, NoBody, SignedIn};
use crate::base::ids::SessionId;
use crate::base::{Result, codes};
use crate::features::auth::access::OwnSession;
use crate::features::auth::model::{Done, Session};
use crate::features::auth::revoke::{Which, end_sessions};
use crate::features::auth::store::sessions;

/// Lists where the caller is signed in, newest first.
#[utoipa::path(
    get,
    path = "/auth/sessions",
    tag = "auth",
    responses((status = 200, body = Vec<Session>), (status = 401, description = "unauthenticated, session_expired"))
)]
pub(super) async fn list_sessions(
    State(app): State<App>,
    grant: Grant<SignedIn>,
) -> Result<Answer> {
    let now = app.clock.now();
    let list = grant.show(&app, move |tx, granted| {
        sessions::list(tx, granted.actor.user, granted.actor.session, now)
    });
    list.await
}

/// Ends one of the caller's sessions, at once.
#[utoipa::path(
    delete,
    path = "/auth/sessions/{id}",
    tag = "auth",
    params(("id" = SessionId, Path, description = "Which session.")),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "session_not_found"),
    )
)]
pub(super) async fn revoke_session(
    State(app): State<App>,
    grant: Grant<OwnSession>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let session = granted.resource;
            if !session.live {
                return Err(codes::SESSION_NOT_FOUND.into());
            }
            end_sessions(tx, &state, session.user, Which::One(session.id))?;
            Ok(Done::YES)
        })
        .await
}

/// Ends every session of the caller but the one that asks, at once.
#[utoipa::path(
    post,
    path = "/auth/sessions/revoke-all",
    tag = "auth",
    responses((status = 200, body = Done), (status = 401, description = "unauthenticated, session_expired"))
)]
pub(super) async fn revoke_other_sessions(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let actor = granted.actor;
            end_sessions(tx, &state, actor.user, Which::AllBut(actor.session))?;
            Ok(Done::YES)
        })
        .await
}
