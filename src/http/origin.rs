//! Where a request was sent to, and requests that another site made a browser send.
//!
//! `Sec-Fetch-Site` is the browser's own word and cannot be set by a page; browsers leave it out on
//! plain HTTP, where `Origin` has to do. A request with neither is no browser's.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};

use super::meta::RequestMeta;
use crate::base::Error;
use crate::config;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origins that may act with a visitor's cookies, besides the one that is asked.
#[derive(Debug, Clone)]
pub struct Origins(Arc<[String]>);

impl Origins {
    /// The public address and the origins listed for CORS.
    pub fn of(server: &config::Server) -> Self {
        let listed = server.cors_origins.iter().chain(&server.public_url);
        Self(listed.map(|origin| origin.as_str().to_owned()).collect())
    }

    /// True if another site is behind this request.
    pub fn is_foreign(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let text =
            |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("null"));
        let origin = text(&header::ORIGIN);
        let listed = || origin.is_some_and(|origin| self.0.iter().any(|known| known == origin));
        match (text(&SEC_FETCH_SITE), origin) {
            (Some("same-origin" | "none"), _) | (None, None) => false,
            (Some(_), _) => !listed(),
            (None, Some(origin)) => {
                let host = text(&header::HOST).or_else(|| Some(uri.authority()?.as_str()));
                let own = origin.split_once("://").map(|(_, authority)| authority);
                !(own.zip(host).is_some_and(|(own, host)| own.eq_ignore_ascii_case(host))
                    || listed())
            }
        }
    }

    /// True if a state-changing request must be refused. A bearer token is never sent by itself.
    pub(super) fn refuses(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
        !method.is_safe()
            && !headers.contains_key(header::AUTHORIZATION)
            && self.is_foreign(uri, headers)
    }
}

/// Where the caller reached this server: `https://chat.example.org`. Only for answers to the caller: a
/// `Host` is not to be believed in what somebody else will read.
#[derive(Debug, Clone)]
pub struct OwnOrigin(pub String);

impl<S: Sync> FromRequestParts<S> for OwnOrigin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let secure = parts.extensions.get::<RequestMeta>().is_some_and(|meta| meta.secure);
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let host = parts.uri.authority().map(Authority::as_str);
        let host = host.or_else(|| text(header::HOST)).filter(|host| is_plain_host(host));
        let Some(host) = host else {
            return Err(Error::invalid_field("Host", "invalid", "must name this server"));
        };
        // A proxy that ends TLS unannounced shows in the address of the page alone.
        let page = text(header::ORIGIN).filter(|origin| origin.ends_with(&format!("://{host}")));
        let scheme = if secure { "https" } else { "http" };
        Ok(Self(page.map_or_else(|| format!("{scheme}://{host}"), str::to_owned)))
    }
}

fn is_plain_host(host: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
    (1..=255).contains(&host.len()) && host.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuses(method: Method, headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        map.insert("host", "chat.example.org".parse().unwrap());
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let mut config = config::Config::default();
        config.server.cors_origins = config::Setting::parse("https://partner.example").unwrap();
        Origins::of(&config.server).refuses(&method, &Uri::from_static("/api/v1/chats"), &map)
    }

    #[test]
    fn another_site_cannot_change_anything() {
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site"), ("origin", "https://blog.example.org")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "https://chat.example.org.evil.example")],
        ] {
            assert!(refuses(Method::POST, headers), "{headers:?}");
            assert!(!refuses(Method::GET, headers), "{headers:?}");
        }
    }

    #[test]
    fn our_page_listed_pages_and_programs_can() {
        for headers in [
            &[][..],
            &[("sec-fetch-site", "same-origin"), ("origin", "https://other-name.example")],
            &[("origin", "http://chat.example.org")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://partner.example")],
            &[("sec-fetch-site", "cross-site"), ("authorization", "Bearer x")],
        ] {
            assert!(!refuses(Method::DELETE, headers), "{headers:?}");
        }
    }
}
