//! Opening a session, renewing its tokens, and the answer that carries them.

use axum::http::StatusCode;
use axum::response::Response;

use super::cookies;
use super::device::{Device, describe};
use super::model::SignIn;
use super::store::sessions;
use crate::access::App;
use crate::access::tokens::hash_secret;
use crate::base::ids::{SessionId, UserId};
use crate::base::text::EmailAddress;
use crate::base::{Result, codes};
use crate::features::directory;
use crate::http::answer;
use crate::http::meta::RequestMeta;
use crate::infra::db::WriteTx;

/// The longest `User-Agent` kept, in characters.
const USER_AGENT_MAX: usize = 512;

/// Who came: the device and its address.
#[derive(Debug, Clone)]
pub(super) struct Arrival {
    /// What the device is.
    pub(super) device: Device,
    /// What it calls itself, cut.
    pub(super) user_agent: String,
    /// Its address.
    pub(super) ip_address: String,
}

impl Arrival {
    /// Who sent the request.
    pub(super) fn of(meta: &RequestMeta) -> Self {
        Self {
            device: describe(meta.user_agent()),
            user_agent: meta.user_agent().chars().take(USER_AGENT_MAX).collect(),
            ip_address: meta.client.to_string(),
        }
    }
}

/// A session's tokens and the body that goes with them.
#[derive(Debug)]
pub(super) struct Entry {
    body: SignIn,
    refresh_token: String,
}

impl Entry {
    /// The answer: the body and both cookies.
    pub(super) fn into_response(
        self,
        status: StatusCode,
        app: &App,
        meta: &RequestMeta,
    ) -> Response {
        meta.note_user(self.body.user.person.id.get());
        let mut response = answer::json(status, &self.body);
        let auth = &app.config.auth;
        cookies::set(
            &mut response,
            (&self.body.access_token, auth.access_ttl),
            (&self.refresh_token, auth.refresh_ttl),
            meta.secure,
        );
        response
    }
}

/// Opens a session for `user`.
pub(super) fn open_session(
    tx: &mut WriteTx<'_>,
    app: &App,
    user: UserId,
    arrival: &Arrival,
) -> Result<Entry> {
    let expires = tx.now().after(app.config.auth.refresh_ttl);
    let session = sessions::insert(tx, user, arrival, expires)?;
    entry(tx, app, user, session, sessions::FIRST_GENERATION)
}

/// The tokens of `session` in its present generation.
pub(super) fn entry(
    tx: &WriteTx<'_>,
    app: &App,
    user: UserId,
    session: SessionId,
    generation: i64,
) -> Result<Entry> {
    let expires_at = tx.now().after(app.config.auth.access_ttl);
    let body = SignIn {
        success: true,
        access_token: app.tokens.access(session, expires_at),
        expires_at,
        user: directory::load_me(tx, &app.presence, user)?,
    };
    Ok(Entry { body, refresh_token: app.tokens.refresh(session, generation) })
}

/// Counts an attempt of the caller's address to get in.
///
/// # Errors
/// `rate_limited` with the time to wait.
pub(super) fn count_attempt(app: &App, meta: &RequestMeta) -> Result<()> {
    app.limits.sign_in_address.check(&meta.client).or_refuse(codes::RATE_LIMITED)
}

/// Counts an attempt at an account, whether it exists or not.
///
/// # Errors
/// `rate_limited` with the time to wait.
pub(super) fn count_account_attempt(app: &App, email: &EmailAddress) -> Result<()> {
    let hash = hash_secret(email.as_str());
    let (key, _) = hash.split_first_chunk::<8>().expect("a hash has 32 bytes");
    let quota = app.limits.sign_in_account.check(&u64::from_be_bytes(*key));
    quota.or_refuse(codes::RATE_LIMITED)
}
