//! Signed tokens: the access token (15 minutes) and the refresh token (rotating).
//!
//! Both are `base64url(session, number, HMAC-SHA-256)`. They carry no claims to be believed: the
//! session they name decides, on every request. That is why they are not JWTs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::base::ids::SessionId;
use crate::base::time::Timestamp;
use crate::infra::secrets::Secrets;

const ACCESS: &str = "access";
const REFRESH: &str = "refresh";

/// Makes and opens tokens.
#[derive(Debug, Clone)]
pub struct Tokens {
    secrets: Secrets,
}

impl Tokens {
    /// Tokens signed with the keys of this installation.
    pub fn new(secrets: Secrets) -> Self {
        Self { secrets }
    }

    /// An access token for `session` until `expires`.
    pub fn access(&self, session: SessionId, expires: Timestamp) -> String {
        self.seal(ACCESS, session, expires.millis())
    }

    /// The session an access token names, if the token is ours and not over.
    pub fn open_access(&self, token: &str, now: Timestamp) -> Option<SessionId> {
        let (session, expires) = self.open(ACCESS, token)?;
        (Timestamp::from_millis(expires) > now).then_some(session)
    }

    /// The refresh token of `session` after `generation` rotations.
    pub fn refresh(&self, session: SessionId, generation: i64) -> String {
        self.seal(REFRESH, session, generation)
    }

    /// The session and generation a refresh token names, if the token is ours.
    pub fn open_refresh(&self, token: &str) -> Option<(SessionId, i64)> {
        self.open(REFRESH, token)
    }

    fn seal(&self, purpose: &str, session: SessionId, number: i64) -> String {
        let mut token = [0_u8; 48];
        token[..8].copy_from_slice(&session.get().to_be_bytes());
        token[8..16].copy_from_slice(&number.to_be_bytes());
        let signature = self.secrets.sign(purpose, &token[..16]);
        token[16..].copy_from_slice(&signature);
        URL_SAFE_NO_PAD.encode(token)
    }

    fn open(&self, purpose: &str, token: &str) -> Option<(SessionId, i64)> {
        let mut bytes = [0_u8; 48];
        let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
        if length != bytes.len() || !self.secrets.verify(purpose, &bytes[..16], &bytes[16..]) {
            return None;
        }
        let session = i64::from_be_bytes(*bytes.first_chunk::<8>()?);
        let number = i64::from_be_bytes(*bytes[8..].first_chunk::<8>()?);
        Some((SessionId::new(session), number))
    }
}

/// A one-time secret for a link, 256 bits: the text to hand out, and the hash to store.
pub fn one_time_secret() -> (String, [u8; 32]) {
    let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let hash = hash_secret(&secret);
    (secret, hash)
}

/// The hash under which a one-time secret is stored. The secret is random and long, so a fast hash is enough.
pub fn hash_secret(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn tokens_open_only_unspoilt_in_time_and_for_their_purpose() {
        let folder = tempfile::tempdir().expect("a folder");
        let tokens = Tokens::new(Secrets::open(folder.path()).expect("keys"));
        let now = Timestamp::from_millis(1_764_000_000_000);
        let session = SessionId::new(7);
        let access = tokens.access(session, now.after(Duration::from_secs(1)));
        assert_eq!(tokens.open_access(&access, now), Some(session));
        assert_eq!(tokens.open_access(&access, now.after(Duration::from_secs(1))), None);
        assert_eq!(tokens.open_refresh(&access), None);
        let spoilt =
            access.replace(&access[..2], if access.starts_with("AA") { "AB" } else { "AA" });
        assert!(spoilt == access || tokens.open_access(&spoilt, now).is_none());
        assert_eq!(tokens.open_access("", now), None);
        assert_eq!(tokens.open_refresh(&tokens.refresh(session, 3)), Some((session, 3)));
    }
}
