//! Signing in, staying in, signing out.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::access::{App, NoBody, Public, cookie};
use crate::base::codes::Code;
use crate::base::ids::SessionId;
use crate::base::text::EmailAddress;
use crate::base::{Error, Result, codes};
use crate::features::auth::cookies::{self, REFRESH_COOKIE};
use crate::features::auth::model::{Done, SignIn, TypedPassword};
use crate::features::auth::revoke::{Which, end_sessions};
use crate::features::auth::sign_in::{
    Arrival, Entry, count_account_attempt, count_attempt, entry, open_session,
};
use crate::features::auth::store::{credentials, sessions};
use crate::http::answer;
use crate::http::extract::Json;
use crate::http::meta::RequestMeta;
use crate::infra::db::{Origin, WriteTx};

/// An address and a password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LoginRequest {
    /// The e-mail address of the account.
    email: EmailAddress,
    /// Its password.
    password: TypedPassword,
    /// The code of a second factor. No account can have one yet, so it is not looked at.
    #[expect(dead_code, reason = "clients that know of second factors may send it")]
    totp: Option<String>,
}

/// Signs in. A wrong address costs the same time as a wrong password, and gets the same answer.
#[utoipa::path(
    post,
    path = "/auth/login",
    tag = "auth",
    request_body = LoginRequest,
    responses(
        (status = 200, body = SignIn, description = "Sets the cookies accessToken and refreshToken."),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "invalid_credentials"),
        (status = 429, description = "rate_limited"),
        (status = 503, description = "overloaded"),
    )
)]
pub(super) async fn log_in(
    State(app): State<App>,
    _: Public,
    meta: RequestMeta,
    Json(LoginRequest { email, password, .. }): Json<LoginRequest>,
) -> Result<Response> {
    count_attempt(&app, &meta)?;
    count_account_attempt(&app, &email)?;
    let found =
        app.db.reader().read(move |tx| credentials::find_by_email(tx, email.as_str())).await?;
    let hash = found.as_ref().map(|account| account.password_hash.clone());
    let verdict = app.passwords.verify(password.expose().to_owned(), hash).await?;
    let account = found
        .filter(|account| verdict.matches && !account.disabled)
        .ok_or(codes::INVALID_CREDENTIALS)?;
    let stronger = if verdict.needs_rehash {
        Some(app.passwords.hash(password.into_inner()).await?)
    } else {
        None
    };
    let (state, arrival) = (app.clone(), Arrival::of(&meta));
    let request_id = Some(meta.request_id.clone());
    let entry = app.db.write(move |tx| {
        // The password may have been changed, or the account switched off, while it was checked.
        let now = credentials::find(tx, account.user)?;
        let same = |now: &credentials::Credentials| {
            !now.disabled && now.password_hash == account.password_hash
        };
        now.filter(same).ok_or(codes::INVALID_CREDENTIALS)?;
        tx.set_origin(Origin { actor: Some(account.user), request_id });
        if let Some(hash) = stronger {
            credentials::set_hash(tx, account.user, &hash)?;
        }
        open_session(tx, &state, account.user, &arrival)
    });
    Ok(entry.await?.into_response(StatusCode::OK, &app, &meta))
}

/// Renews the tokens by the refresh cookie, which is good once. One that was used before ends its session.
#[utoipa::path(
    post,
    path = "/auth/refresh",
    tag = "auth",
    responses(
        (status = 200, body = SignIn, description = "Sets the cookies accessToken and refreshToken anew."),
        (status = 401, description = "unauthenticated, invalid_token, session_expired"),
    )
)]
pub(super) async fn refresh(
    State(app): State<App>,
    _: Public,
    meta: RequestMeta,
    headers: HeaderMap,
    Json(NoBody {}): Json<NoBody>,
) -> Result<Response> {
    let Some(token) = cookie(&headers, REFRESH_COOKIE).filter(|token| !token.is_empty()) else {
        return Ok(turn_away(codes::UNAUTHENTICATED, &meta));
    };
    let Some((session, generation)) = app.tokens.open_refresh(token) else {
        return Ok(turn_away(codes::INVALID_TOKEN, &meta));
    };
    let (state, arrival) = (app.clone(), Arrival::of(&meta));
    let request_id = Some(meta.request_id.clone());
    let renewal = app.db.write(move |tx| {
        tx.set_origin(Origin { actor: None, request_id });
        renew(tx, &state, session, generation, &arrival)
    });
    match renewal.await? {
        Ok(entry) => Ok(entry.into_response(StatusCode::OK, &app, &meta)),
        Err(code) => Ok(turn_away(code, &meta)),
    }
}

/// New tokens for a good refresh token. The inner error is a refusal whose effect is kept: a token
/// that was used before ends its session.
fn renew(
    tx: &mut WriteTx<'_>,
    app: &App,
    session: SessionId,
    generation: i64,
    arrival: &Arrival,
) -> Result<Result<Entry, Code>> {
    let now = tx.now();
    let state = sessions::find_state(tx, session)?;
    let Some(state) = state.filter(|state| state.live && state.expires_at > now) else {
        return Ok(Err(codes::SESSION_EXPIRED));
    };
    if state.generation != generation {
        end_sessions(tx, app, state.user, Which::One(session))?;
        return Ok(Err(codes::INVALID_TOKEN));
    }
    sessions::rotate(tx, session, arrival, now.after(app.config.auth.refresh_ttl))?;
    let entry = entry(tx, app, state.user, session, generation + 1)?;
    let cache = app.sessions.clone();
    // The cache remembers when the session ends, and that has moved.
    tx.after_commit(move || cache.forget(session));
    Ok(Ok(entry))
}

/// A refusal that also takes the cookies back: they are good for nothing.
fn turn_away(code: Code, meta: &RequestMeta) -> Response {
    let mut response = Error::from(code).into_response();
    cookies::clear(&mut response, meta.secure);
    response
}

/// Signs out: the session is over on the server, and the cookies are taken back, whether or not there was one.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", responses((status = 200, body = Done)))]
pub(super) async fn log_out(
    State(app): State<App>,
    Public { actor }: Public,
    meta: RequestMeta,
    headers: HeaderMap,
    Json(NoBody {}): Json<NoBody>,
) -> Result<Response> {
    let refreshed =
        cookie(&headers, REFRESH_COOKIE).and_then(|token| app.tokens.open_refresh(token));
    // Whoever has a token of the session, of whatever generation, may end it.
    let mut ended: Vec<SessionId> = refreshed.into_iter().map(|(session, _)| session).collect();
    ended.extend(actor.map(|actor| actor.session));
    if !ended.is_empty() {
        let (state, request_id) = (app.clone(), Some(meta.request_id.clone()));
        app.db
            .write(move |tx| {
                for session in ended {
                    let Some(found) = sessions::find_state(tx, session)? else { continue };
                    tx.set_origin(Origin {
                        actor: Some(found.user),
                        request_id: request_id.clone(),
                    });
                    end_sessions(tx, &state, found.user, Which::One(session))?;
                }
                Ok(())
            })
            .await?;
    }
    let mut response = answer::json(StatusCode::OK, &Done::YES);
    cookies::clear(&mut response, meta.secure);
    Ok(response)
}
