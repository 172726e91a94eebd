//! Addresses that let their maker in for a while: media elements, new tabs and other programs carry no session.
//!
//! A token signs one path, a session and an end; it carries no right. Who comes with it is the person of
//! that session, if the session is alive, and their right is checked as always. So a link shows nothing
//! that its maker may no longer see.

use axum::extract::FromRequestParts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;

use super::app::App;
use super::gate::identify_session;
use super::grant::{Grant, Permission};
use crate::base::ids::SessionId;
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::http::meta::RequestMeta;
use crate::infra::secrets::Secrets;

const PURPOSE: &str = "link";
/// The parameter of an address that holds the token.
const TOKEN: &str = "token";

/// A path of ours, relative to the server, that lets the session in until `expires`.
pub fn signed_path(
    secrets: &Secrets,
    path: &str,
    session: SessionId,
    expires: Timestamp,
) -> String {
    let (facts, message) = message(path, session, expires);
    let mut token = [0_u8; 48];
    token[..16].copy_from_slice(&facts);
    token[16..].copy_from_slice(&secrets.sign(PURPOSE, &message));
    format!("{path}?{TOKEN}={}", URL_SAFE_NO_PAD.encode(token))
}

fn message(path: &str, session: SessionId, expires: Timestamp) -> ([u8; 16], Vec<u8>) {
    let mut facts = [0_u8; 16];
    facts[..8].copy_from_slice(&session.get().to_be_bytes());
    facts[8..].copy_from_slice(&expires.millis().to_be_bytes());
    (facts, [&facts, path.as_bytes()].concat())
}

/// The session that a token for this path names, if the token is ours and not over.
fn open(secrets: &Secrets, path: &str, token: &str, now: Timestamp) -> Option<SessionId> {
    let mut bytes = [0_u8; 48];
    let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
    if length != bytes.len() {
        return None;
    }
    let session = SessionId::new(i64::from_be_bytes(*bytes.first_chunk::<8>()?));
    let expires = Timestamp::from_millis(i64::from_be_bytes(*bytes[8..].first_chunk::<8>()?));
    let (_, message) = message(path, session, expires);
    (secrets.verify(PURPOSE, &message, &bytes[16..]) && expires > now).then_some(session)
}

/// A [`Grant`] for who comes with a session, or by a link of somebody who has one.
pub struct Linked<P: Permission>(pub Grant<P>);

impl<P: Permission> FromRequestParts<App> for Linked<P> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let query = parts.uri.query().unwrap_or_default();
        let token = query.split('&').find_map(|pair| pair.strip_prefix("token="));
        let Some(token) = token else {
            return Grant::from_request_parts(parts, app).await.map(Self);
        };
        let meta = parts.extensions.get::<RequestMeta>().cloned();
        let meta = meta.ok_or_else(|| Error::internal("the request came past the meta layer"))?;
        let now = app.clock.now();
        let session = open(&app.secrets, meta.path(), token, now).ok_or(codes::LINK_EXPIRED)?;
        let actor = identify_session(app, session).await?.ok_or(codes::LINK_EXPIRED)?;
        meta.note_user(actor.user.get());
        Grant::claim(parts, actor).await.map(Self)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_link_opens_its_own_path_unspoilt_and_in_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::open(folder.path()).expect("keys");
        let now = Timestamp::from_millis(1_764_000_000_000);
        let (session, end) = (SessionId::new(7), now.after(Duration::from_secs(1)));
        let link = signed_path(&secrets, "/api/v1/files/7/view", session, end);
        let (path, token) = link.split_once("?token=").expect("a token");
        assert_eq!(open(&secrets, path, token, now), Some(session));
        assert_eq!(open(&secrets, path, token, end), None);
        assert_eq!(open(&secrets, "/api/v1/files/8/view", token, now), None);
        for at in 0..token.len() {
            let spoilt: String = token
                .chars()
                .enumerate()
                .map(|(i, c)| {
                    if i != at {
                        c
                    } else if c == 'A' {
                        'B'
                    } else {
                        'A'
                    }
                })
                .collect();
            assert_eq!(open(&secrets, path, &spoilt, now), None, "{at}");
        }
        assert_eq!(open(&secrets, path, "", now), None);
    }
}
