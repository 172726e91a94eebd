//! Who is asking, from where, and under which ids: known before anything else looks at a request.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, header};
use ipnet::IpNet;
use parking_lot::Mutex;

use super::limits::Quota;

/// The header that carries the id of a request.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The header that carries the id of a chain of requests.
pub const X_TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The address at the other end of the connection; the server puts it into each request.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// What is known of a request before it is read. Cheap to clone; also an extractor.
#[derive(Debug, Clone)]
pub struct RequestMeta(Arc<Facts>);

/// The facts behind [`RequestMeta`].
#[derive(Debug)]
pub struct Facts {
    /// The id of this request: the caller's if it is well-formed, else ours.
    pub request_id: Arc<str>,
    /// The id of the chain of requests this one belongs to.
    pub trace_id: Arc<str>,
    /// The caller's address, behind the proxies we trust.
    pub client: IpAddr,
    /// True if the caller came over TLS, here or at a proxy we trust.
    pub secure: bool,
    /// The method.
    pub method: Method,
    uri: Uri,
    user_agent: Option<HeaderValue>,
    user: AtomicI64,
    quota: Mutex<Option<Quota>>,
}

impl Deref for RequestMeta {
    type Target = Facts;
    fn deref(&self) -> &Facts {
        &self.0
    }
}

impl RequestMeta {
    /// Reads the head of a request.
    pub(super) fn read(parts: &Parts, trusted_proxies: &[IpNet]) -> Self {
        let peer =
            parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0);
        let (client, secure) = find_client(peer, &parts.headers, trusted_proxies);
        let request_id = find_id(&parts.headers, &X_REQUEST_ID).unwrap_or_else(new_id);
        let trace_id = find_id(&parts.headers, &X_TRACE_ID)
            .or_else(|| find_trace(&parts.headers))
            .unwrap_or_else(|| Arc::clone(&request_id));
        Self(Arc::new(Facts {
            request_id,
            trace_id,
            client,
            secure,
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            user_agent: parts.headers.get(header::USER_AGENT).cloned(),
            user: AtomicI64::new(0),
            quota: Mutex::new(None),
        }))
    }

    /// For work that no request asked for: commands and background tasks.
    pub fn internal() -> Self {
        let (parts, ()) = Request::new(()).into_parts();
        Self::read(&parts, &[])
    }
}

impl Facts {
    /// The path asked for, without the query.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// What the caller says it is; empty if it says nothing.
    pub fn user_agent(&self) -> &str {
        self.user_agent.as_ref().and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Puts the caller's account into the log line.
    pub fn note_user(&self, user: i64) {
        self.user.store(user, Ordering::Relaxed);
    }

    /// Puts the state of the caller's rate limit into the headers of the answer.
    pub fn note_quota(&self, quota: Quota) {
        *self.quota.lock() = Some(quota);
    }

    pub(super) fn user(&self) -> Option<i64> {
        Some(self.user.load(Ordering::Relaxed)).filter(|user| *user != 0)
    }

    pub(super) fn quota(&self) -> Option<Quota> {
        *self.quota.lock()
    }
}

impl<S: Sync> FromRequestParts<S> for RequestMeta {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        // Only a router without the stack of this folder has a request without facts.
        let known = parts.extensions.get::<Self>().cloned();
        Ok(known.unwrap_or_else(|| Self::read(parts, &[])))
    }
}

fn find_id(headers: &HeaderMap, name: &HeaderName) -> Option<Arc<str>> {
    let id = headers.get(name)?.to_str().ok()?;
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    ((1..=128).contains(&id.len()) && id.bytes().all(allowed)).then(|| id.into())
}

/// The trace id of W3C `traceparent`: `00-<32 hex>-<16 hex>-<2 hex>`.
fn find_trace(headers: &HeaderMap) -> Option<Arc<str>> {
    let mut parts = headers.get(&TRACEPARENT)?.to_str().ok()?.split('-');
    let (version, trace, span) = (parts.next()?, parts.next()?, parts.next()?);
    let hex = |text: &str, length| {
        text.len() == length
            && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let good = hex(version, 2) && version != "ff" && hex(trace, 32) && hex(span, 16);
    (good && trace.bytes().any(|b| b != b'0')).then(|| trace.into())
}

/// 128 random bits in 32 hexadecimal digits.
fn new_id() -> Arc<str> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let bits: u128 = rand::random();
    let mut id = [0_u8; 32];
    for (place, digit) in id.iter_mut().enumerate() {
        *digit = DIGITS[(bits >> (4 * place)) as usize & 15];
    }
    std::str::from_utf8(&id).expect("the digits are ASCII").into()
}

/// The nearest address that is not a proxy of ours, and whether TLS ended at the nearest proxy.
fn find_client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> (IpAddr, bool) {
    let peer = peer.to_canonical();
    let is_ours = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    if trusted.is_empty() || !is_ours(peer) {
        return (peer, false);
    }
    let secure = headers
        .get(&X_FORWARDED_PROTO)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"));
    // Each proxy appends the address it saw: from the right, the first foreign one is the caller.
    let mut client = peer;
    let values = headers.get_all(&X_FORWARDED_FOR).into_iter().collect::<Vec<_>>();
    let hops = values.iter().rev().filter_map(|value| value.to_str().ok());
    for hop in hops.flat_map(|value| value.rsplit(',')) {
        let Some(address) = parse_hop(hop.trim()) else { break };
        client = address;
        if !is_ours(client) {
            break;
        }
    }
    (client, secure)
}

/// An address, perhaps in brackets, perhaps with a port.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.split(']').next());
    let address = bare
        .and_then(|bare| bare.parse::<IpAddr>().ok())
        .or_else(|| hop.parse().ok())
        .or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(peer: &str, headers: &[(&str, &str)], trusted: &[&str]) -> RequestMeta {
        let mut request = Request::new(());
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().append(name, value.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        RequestMeta::read(&request.into_parts().0, &trusted)
    }

    #[test]
    fn forwarded_addresses_count_only_behind_our_proxies() {
        let forged = &[("x-forwarded-for", "1.2.3.4"), ("x-forwarded-proto", "https")];
        let direct = read("203.0.113.9", forged, &["10.0.0.0/8"]);
        assert_eq!(direct.client.to_string(), "203.0.113.9");
        assert!(!direct.secure);

        let proxied =
            &[("x-forwarded-for", "9.9.9.9, 1.2.3.4, 10.1.1.1"), ("x-forwarded-proto", "https")];
        let proxied = read("10.0.0.2", proxied, &["10.0.0.0/8"]);
        assert_eq!(proxied.client.to_string(), "1.2.3.4");
        assert!(proxied.secure);

        let garbled =
            read("10.0.0.2", &[("x-forwarded-for", "1.2.3.4, nonsense")], &["10.0.0.0/8"]);
        assert_eq!(garbled.client.to_string(), "10.0.0.2");
        let bracketed =
            read("::ffff:10.0.0.2", &[("x-forwarded-for", "[2001:db8::1]:99")], &["10.0.0.0/8"]);
        assert_eq!(bracketed.client.to_string(), "2001:db8::1");
    }

    #[test]
    fn ids_are_taken_if_well_formed_and_made_otherwise() {
        assert_eq!(&*read("::1", &[("x-request-id", "a.b_c-1")], &[]).request_id, "a.b_c-1");
        for bad in ["", "a b", "a\"b", &"x".repeat(129)] {
            let made = read("::1", &[("x-request-id", bad)], &[]);
            assert_eq!(made.request_id.len(), 32, "{bad}");
            assert_eq!(made.trace_id, made.request_id);
        }
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let parent = format!("00-{trace}-00f067aa0ba902b7-01");
        assert_eq!(&*read("::1", &[("traceparent", &parent)], &[]).trace_id, trace);
        let empty = format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32));
        assert_ne!(&*read("::1", &[("traceparent", &empty)], &[]).trace_id, "0".repeat(32));
    }
}
