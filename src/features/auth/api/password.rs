//! Changing one's own password.

use axum::extract::State;
use serde::Deserialize;

use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::text::EmailAddress;
use crate::base::{Result, codes};
use crate::features::auth::accounts::replace_password;
use crate::features::auth::model::{Done, TypedPassword};
use crate::features::auth::revoke::Which;
use crate::features::auth::sign_in::count_account_attempt;
use crate::features::auth::store::credentials;
use crate::infra::password::check_policy;

/// The present password and the new one.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PasswordChange {
    /// The present password.
    current_password: TypedPassword,
    /// The new one: at least 10 characters.
    new_password: TypedPassword,
}

/// Changes the caller's password and ends their other sessions.
#[utoipa::path(
    post,
    path = "/auth/password/change",
    tag = "auth",
    request_body = PasswordChange,
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request, with `password` too_short, too_long, common_password or personal_password"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "wrong_password"),
        (status = 429, description = "rate_limited"),
    )
)]
pub(super) async fn change_password(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(change, intent): Call<PasswordChange>,
) -> Result<Answer> {
    let user = grant.actor().user;
    let found = app.db.reader().read(move |tx| credentials::find(tx, user)).await?;
    let account = found.ok_or(codes::SESSION_EXPIRED)?;
    if let Ok(email) = EmailAddress::parse(&account.email) {
        count_account_attempt(&app, &email)?;
    }
    let PasswordChange { current_password, new_password } = change;
    let checked = account.password_hash.clone();
    let verdict =
        app.passwords.verify(current_password.into_inner(), Some(checked.clone())).await?;
    let new_hash = if verdict.matches {
        check_policy(new_password.expose(), &[&account.email, &account.display_name])?;
        Some(app.passwords.hash(new_password.into_inner()).await?)
    } else {
        None
    };
    let state = app.clone();
    // Refused in the write only: a retry of a change that was made must get its first answer, though
    // the password it calls current is no longer that.
    grant
        .change(&app, intent, move |tx, granted| {
            let now = credentials::find(tx, user)?;
            let same = now.is_some_and(|now| now.password_hash == checked);
            let hash = new_hash.filter(|_| same).ok_or(codes::WRONG_PASSWORD)?;
            replace_password(tx, &state, user, &hash, Which::AllBut(granted.actor.session))?;
            Ok(Done::YES)
        })
        .await
}
