//! The headers that every answer carries.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::meta::{RequestMeta, X_REQUEST_ID, X_TRACE_ID};

/// What an answer that is no page may do: nothing.
const NO_PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()",
);
const ONE_YEAR_TLS: HeaderValue = HeaderValue::from_static("max-age=31536000");
const ISOLATED: HeaderValue = HeaderValue::from_static("?1");
const ORIGIN_AGENT_CLUSTER: HeaderName = HeaderName::from_static("origin-agent-cluster");
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// May be kept, but must be asked about each time.
pub(super) const ASK_FIRST: HeaderValue = HeaderValue::from_static("private, no-cache");
const NEVER_KEEP: HeaderValue = HeaderValue::from_static("no-store");

/// Adds what is missing; a handler's own header stays.
pub(super) fn complete(headers: &mut HeaderMap, status: StatusCode, meta: &RequestMeta) {
    headers.reserve(12);
    for (name, id) in [(X_REQUEST_ID, &meta.request_id), (X_TRACE_ID, &meta.trace_id)] {
        headers.insert(name, HeaderValue::from_str(id).expect("ids are plain ASCII"));
    }
    if let Some(quota) = meta.quota() {
        quota.write(headers);
    }
    if status == StatusCode::SWITCHING_PROTOCOLS {
        return;
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
    headers.entry(header::CACHE_CONTROL).or_insert(NEVER_KEEP);
    headers.entry(header::REFERRER_POLICY).or_insert(SAME_ORIGIN);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.entry(CORP).or_insert(SAME_ORIGIN);
    headers.entry(PERMISSIONS_POLICY).or_insert(PERMISSIONS);
    // Without TLS browsers ignore these and complain about them.
    if meta.secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, ONE_YEAR_TLS);
        headers.entry(COOP).or_insert(SAME_ORIGIN);
        headers.insert(ORIGIN_AGENT_CLUSTER, ISOLATED);
    }
}
