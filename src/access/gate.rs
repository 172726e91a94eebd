//! The gate every request passes: who is calling, and are they calling too often.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, header};

use super::actor::{Actor, Identity};
use super::app::App;
use crate::base::ids::SessionId;
use crate::base::{Result, codes};
use crate::http::limits::RateLimiter;
use crate::http::meta::RequestMeta;

/// The name of the cookie with the access token.
pub const ACCESS_COOKIE: &str = "accessToken";

/// The rate limits of the workspace.
pub struct Limits {
    /// Per address, for callers who are not signed in.
    pub anonymous: RateLimiter<std::net::IpAddr>,
    /// Per signed-in person.
    pub user: RateLimiter<crate::base::ids::UserId>,
    /// Sign-in attempts per address.
    pub sign_in_address: RateLimiter<std::net::IpAddr>,
    /// Sign-in attempts per account, by a hash of what was typed.
    pub sign_in_account: RateLimiter<u64>,
    /// Uploads begun per person.
    pub uploads: RateLimiter<crate::base::ids::UserId>,
}

/// The gate, as a layer.
///
/// # Errors
/// `rate_limited` for too many requests.
pub async fn admit(
    State(app): State<App>,
    meta: RequestMeta,
    mut request: Request,
    next: Next,
) -> Result<Response> {
    let identity = identify(&app, request.headers()).await?;
    let quota = match &identity {
        Identity::Actor(actor) => {
            meta.note_user(actor.user.get());
            app.limits.user.check(&actor.user)
        }
        Identity::Anonymous | Identity::Expired => app.limits.anonymous.check(&meta.client),
    };
    meta.note_quota(quota);
    quota.or_refuse(codes::RATE_LIMITED)?;
    request.extensions_mut().insert(identity);
    Ok(next.run(request).await)
}

async fn identify(app: &App, headers: &HeaderMap) -> Result<Identity> {
    // A cookie never speaks for a request that says who it is by itself.
    let token = match headers.get(header::AUTHORIZATION) {
        Some(value) => Some(
            value.to_str().ok().and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default(),
        ),
        None => cookie(headers, ACCESS_COOKIE),
    };
    let Some(token) = token else { return Ok(Identity::Anonymous) };
    Ok(identify_token(app, token).await?.map_or(Identity::Expired, Identity::Actor))
}

/// The actor a token names, for sockets that sign in by their first frame.
pub async fn identify_token(app: &App, token: &str) -> Result<Option<Actor>> {
    match app.tokens.open_access(token, app.clock.now()) {
        Some(id) => identify_session(app, id).await,
        None => Ok(None),
    }
}

/// The actor of a session, if it is alive: for addresses that speak for their maker.
pub async fn identify_session(app: &App, id: SessionId) -> Result<Option<Actor>> {
    let session = app.sessions.find(app.db.reader(), id, app.clock.now()).await?;
    Ok(session.map(|details| Actor::new(id, details)))
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(|line| {
            line.split(';')
                .find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name))
        })
        .map(|(_, value)| value)
}
