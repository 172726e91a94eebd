//! `/admin/users`: what an administrator does with somebody's account.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::tokens::one_time_secret;
use crate::access::{Answer, App, Call, Grant, NoBody};
use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::features::auth::access::ManageAccount;
use crate::features::auth::links::PageAddress;
use crate::features::auth::revoke::{Which, end_sessions};
use crate::features::auth::store::{invitations, resets};
use crate::features::directory::{self, Person};
use crate::infra::db::WriteTx;

/// What to change in an account; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AccountEdit {
    /// Whether the person administers the workspace.
    is_admin: Option<bool>,
    /// Whether the account is switched off.
    disabled: Option<bool>,
}

/// Changes somebody's role, or switches their account off or on, at once.
#[utoipa::path(
    patch,
    path = "/admin/users/{id}",
    tag = "admin",
    params(("id" = UserId, Path, description = "Whose account.")),
    request_body = AccountEdit,
    responses(
        (status = 200, body = Person),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 404, description = "user_not_found"),
        (status = 409, description = "last_admin"),
    )
)]
pub(super) async fn update_account(
    State(app): State<App>,
    grant: Grant<ManageAccount>,
    Call(edit, intent): Call<AccountEdit>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let mut person = directory::load_person(tx, &state.presence, granted.resource)?;
            let before = person.clone();
            if let Some(is_admin) = edit.is_admin {
                directory::set_role(tx, &mut person, is_admin)?;
            }
            if let Some(disabled) = edit.disabled {
                directory::set_disabled(tx, &mut person, disabled)?;
            }
            if person.is_admin != before.is_admin || person.disabled != before.disabled {
                apply_at_once(tx, &state, &person)?;
            }
            Ok(person)
        })
        .await
}

/// Makes a changed role or a switched-off account felt before the caller is answered.
fn apply_at_once(tx: &mut WriteTx<'_>, app: &App, person: &Person) -> Result<()> {
    let (user, disabled) = (person.id, person.disabled);
    if disabled || !person.is_admin {
        invitations::revoke_all_of(tx, user)?;
    }
    let state = app.clone();
    tx.after_commit(move || {
        state.sessions.forget_user(user);
        if disabled {
            state.hub.close_user(user);
        } else {
            state.hub.scopes_changed(user);
        }
    });
    if disabled {
        resets::use_all_of(tx, user)?;
        end_sessions(tx, app, user, Which::All)?;
    }
    Ok(())
}

/// A link to set a new password. The only answer that carries its secret.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResetLink {
    /// The link to hand out.
    url: String,
    /// When it ends.
    expires_at: Timestamp,
}

/// Makes a link by which somebody sets a new password, where no mail is set up.
#[utoipa::path(
    post,
    path = "/admin/users/{id}/reset-link",
    tag = "admin",
    params(("id" = UserId, Path, description = "Whose account.")),
    responses(
        (status = 201, body = ResetLink),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 404, description = "user_not_found"),
    )
)]
pub(super) async fn create_reset_link(
    State(app): State<App>,
    grant: Grant<ManageAccount>,
    page: PageAddress,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let (token, token_hash) = one_time_secret();
    let lifetime = app.config.auth.reset_ttl;
    grant
        .create(&app, intent, move |tx, granted| {
            let expires_at = tx.now().after(lifetime);
            resets::insert(tx, token_hash, granted.resource, expires_at)?;
            Ok(ResetLink { url: page.reset(&token), expires_at })
        })
        .await
}
