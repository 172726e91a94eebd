//! `/chats/sidebar`: the order of the caller's chats.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::Result;
use crate::features::desk::acts::ordering;
use crate::features::desk::model::{Section, check_sections};

/// The order of the caller's chats. Chats in no section follow by themselves; chats the caller is not in
/// are not shown.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sidebar {
    /// Counts the changes; 0 before the first. In a change, the one that was changed.
    version: i64,
    /// The caller's own sections in order; 50 at most.
    sections: Vec<Section>,
}

/// Tells the order of the caller's chats.
#[utoipa::path(
    get,
    path = "/chats/sidebar",
    tag = "desk",
    responses(
        (status = 200, body = Sidebar),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn get_sidebar(State(app): State<App>, grant: Grant<SignedIn>) -> Result<Answer> {
    let shown = grant.show(&app, |tx, granted| {
        let (version, sections) = ordering::load(tx, granted.actor.user)?;
        Ok(Sidebar { version, sections })
    });
    shown.await
}

/// Orders the caller's chats otherwise.
#[utoipa::path(
    put,
    path = "/chats/sidebar",
    tag = "desk",
    request_body = Sidebar,
    responses(
        (status = 200, body = Sidebar),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 409, description = "sidebar_conflict"),
    )
)]
pub(super) async fn set_sidebar(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(order, intent): Call<Sidebar>,
) -> Result<Answer> {
    check_sections(&order.sections)?;
    grant
        .change(&app, intent, move |tx, granted| {
            let user = granted.actor.user;
            let (version, sections) = ordering::set(tx, user, order.sections, order.version)?;
            Ok(Sidebar { version, sections })
        })
        .await
}
