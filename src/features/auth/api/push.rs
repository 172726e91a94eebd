//! `/auth/push`: where the caller's browser takes pushed messages.

use axum::extract::State;
use axum::http::Uri;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::{Error, FieldError, Result};
use crate::features::auth::model::Done;
use crate::features::auth::store::push;

/// The longest endpoint, in bytes.
const ENDPOINT_MAX: usize = 2048;

/// A browser's `PushSubscription` as its `toJSON` gives it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PushSubscription {
    /// The address at the browser's push service: https, by name, at most 2048 bytes.
    endpoint: String,
    /// When the service ends it, Unix milliseconds; taken and not used: the service says when it is over.
    #[serde(rename = "expirationTime")]
    _expiration_time: Option<f64>,
    /// The keys to encrypt with.
    keys: PushKeys,
}

/// The keys of a push subscription, base64url.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PushKeys {
    /// The browser's public key on the curve P-256: 65 bytes, uncompressed.
    p256dh: String,
    /// The shared secret: 16 bytes.
    auth: String,
}

impl PushSubscription {
    fn check(&self) -> Result<()> {
        let mut faults = Vec::new();
        if !is_push_service(&self.endpoint) {
            let message = "must be the https address of a push service, at most 2048 bytes";
            faults.push(FieldError::new("endpoint", "invalid", message));
        }
        // RFC 8291: an uncompressed point begins with 4.
        if !decode(&self.keys.p256dh).is_some_and(|key| key.len() == 65 && key[0] == 4) {
            let message = "must be 65 bytes of a P-256 point in base64url";
            faults.push(FieldError::new("keys.p256dh", "invalid", message));
        }
        if decode(&self.keys.auth).is_none_or(|secret| secret.len() != 16) {
            faults.push(FieldError::new("keys.auth", "invalid", "must be 16 bytes in base64url"));
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
    }
}

/// Push services are reached over https, by a full name, at the usual port. Never an address of a
/// machine: the server itself will call it.
fn is_push_service(endpoint: &str) -> bool {
    let uri = (endpoint.len() <= ENDPOINT_MAX).then(|| endpoint.parse::<Uri>().ok()).flatten();
    uri.is_some_and(|uri| {
        let host = uri.host().unwrap_or_default();
        let top = host.rsplit('.').next().unwrap_or_default();
        uri.scheme_str() == Some("https")
            && uri.authority().is_some_and(|authority| authority.as_str() == host)
            && host.contains('.')
            && top.starts_with(|c: char| c.is_ascii_alphabetic())
            && !["local", "localhost", "internal"].contains(&top.to_ascii_lowercase().as_str())
    })
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

/// Takes pushed messages on this browser, for the session that asks.
#[utoipa::path(
    post,
    path = "/auth/push/subscribe",
    tag = "auth",
    request_body = PushSubscription,
    responses(
        (status = 201, body = Done),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn subscribe_push(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(subscription, intent): Call<PushSubscription>,
) -> Result<Answer> {
    subscription.check()?;
    grant
        .create(&app, intent, move |tx, granted| {
            let keys = push::Subscription {
                endpoint: &subscription.endpoint,
                p256dh: subscription.keys.p256dh.trim_end_matches('='),
                auth: subscription.keys.auth.trim_end_matches('='),
            };
            push::put(tx, granted.actor.user, granted.actor.session, &keys)?;
            Ok(Done::YES)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_push_services_are_taken() {
        assert!(is_push_service("https://fcm.googleapis.com/fcm/send/abc:def"));
        assert!(is_push_service("https://updates.push.services.mozilla.com/wpush/v2/gAAA"));
        let long = format!("https://push.example.org/{}", "a".repeat(2048));
        for bad in [
            "http://push.example.org/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://localhost/x",
            "https://db.internal/x",
            "https://printer.local/x",
            "https://push.example.org:8443/x",
            "https://user:pass@push.example.org/x",
            "https://2130706433/x",
            "ftp://push.example.org/x",
            "/x",
            "",
            &long,
        ] {
            assert!(!is_push_service(bad), "{bad}");
        }
    }

    #[test]
    fn keys_have_their_lengths() {
        let point = URL_SAFE_NO_PAD.encode([4_u8; 65]);
        let with = |p256dh: &str, auth: &str| PushSubscription {
            endpoint: "https://push.example.org/x".to_owned(),
            _expiration_time: None,
            keys: PushKeys { p256dh: p256dh.to_owned(), auth: auth.to_owned() },
        };
        let secret = URL_SAFE_NO_PAD.encode([7_u8; 16]);
        assert!(with(&point, &secret).check().is_ok());
        assert!(with(&point, &format!("{secret}==")).check().is_ok());
        assert!(with(&URL_SAFE_NO_PAD.encode([5_u8; 65]), &secret).check().is_err());
        assert!(with(&point, "short").check().is_err());
    }
}
