//! Forgotten passwords: a link by mail, and the new password it sets.

use axum::Json as JsonAnswer;
use axum::extract::State;
use serde::Deserialize;

use crate::access::tokens::hash_secret;
use crate::access::{App, Public};
use crate::base::text::EmailAddress;
use crate::base::{Result, codes};
use crate::features::auth::accounts::replace_password;
use crate::features::auth::mailing::mail_reset_link;
use crate::features::auth::model::{Done, LinkToken, TypedPassword};
use crate::features::auth::revoke::Which;
use crate::features::auth::sign_in::count_attempt;
use crate::features::auth::store::{credentials, resets};
use crate::http::extract::Json;
use crate::http::meta::RequestMeta;
use crate::infra::db::Origin;
use crate::infra::password::check_policy;

/// Whose password was forgotten.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForgotRequest {
    /// The e-mail address of the account.
    email: EmailAddress,
}

/// Mails a link to set a new password, if there is such an account and mail is set up. The answer is
/// always the same, and comes before anything is looked up.
#[utoipa::path(
    post,
    path = "/auth/password/forgot",
    tag = "auth",
    request_body = ForgotRequest,
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request"),
        (status = 429, description = "rate_limited"),
    )
)]
pub(super) async fn forgot_password(
    State(app): State<App>,
    _: Public,
    meta: RequestMeta,
    Json(ForgotRequest { email }): Json<ForgotRequest>,
) -> Result<JsonAnswer<Done>> {
    count_attempt(&app, &meta)?;
    let state = app.clone();
    // After the answer: the time it takes tells nobody who has an account.
    app.supervisor.spawn(async move {
        if let Err(error) = mail_reset_link(&state, email).await {
            tracing::error!(requestId = &*meta.request_id, %error, "a link was not mailed");
        }
    });
    Ok(JsonAnswer(Done::YES))
}

/// A new password, by the secret of a link.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResetRequest {
    /// The e-mail address of the account, if the caller wants it checked.
    email: Option<EmailAddress>,
    /// The secret of the link.
    token: LinkToken,
    /// The new password: at least 10 characters.
    password: TypedPassword,
}

/// Sets a new password and ends every session of the account. A refused attempt leaves the link good.
#[utoipa::path(
    post,
    path = "/auth/password/reset",
    tag = "auth",
    request_body = ResetRequest,
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request, with `password` too_short, too_long, common_password or personal_password"),
        (status = 401, description = "invalid_token"),
        (status = 429, description = "rate_limited"),
    )
)]
pub(super) async fn reset_password(
    State(app): State<App>,
    _: Public,
    meta: RequestMeta,
    Json(request): Json<ResetRequest>,
) -> Result<JsonAnswer<Done>> {
    count_attempt(&app, &meta)?;
    let token_hash = hash_secret(request.token.expose());
    let now = app.clock.now();
    let found = app.db.reader().read(move |tx| {
        let user = resets::find_user(tx, token_hash, now)?;
        Ok(user.map(|user| credentials::find(tx, user)).transpose()?.flatten())
    });
    let asked = request.email.as_ref().map(EmailAddress::as_str);
    let account = found.await?;
    let account = account
        .filter(|account| asked.is_none_or(|email| email == account.email))
        .ok_or(codes::INVALID_TOKEN)?;
    check_policy(request.password.expose(), &[&account.email, &account.display_name])?;
    let hash = app.passwords.hash(request.password.into_inner()).await?;
    let state = app.clone();
    let request_id = Some(meta.request_id.clone());
    let reset = app.db.write(move |tx| {
        let user = resets::find_user(tx, token_hash, tx.now())?.ok_or(codes::INVALID_TOKEN)?;
        tx.set_origin(Origin { actor: Some(user), request_id });
        replace_password(tx, &state, user, &hash, Which::All)
    });
    reset.await?;
    Ok(JsonAnswer(Done::YES))
}
