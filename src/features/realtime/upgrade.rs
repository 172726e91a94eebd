//! From a request to a socket.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::frames::MAX_FRAME;
use super::socket;
use crate::access::{App, Public};
use crate::base::{Error, Result, codes};
use crate::http::extract::Query;
use crate::http::origin::Origins;
use crate::infra::hub::NameStyle;

/// The parameters of `/ws`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SocketQuery {
    since: Option<i64>,
    #[serde(default)]
    names: Names,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Names {
    Dot,
    Colon,
    #[default]
    Both,
}

/// Upgrades a request to a socket.
///
/// # Errors
/// `cross_site_request` for a cookie from another site's page, `invalid_request` for a request that
/// is no WebSocket handshake (RFC 6455 §4.2.1).
pub(super) async fn upgrade(
    State(app): State<App>,
    caller: Public,
    Query(query): Query<SocketQuery>,
    mut request: Request,
) -> Result<Response> {
    let headers = request.headers();
    let by_cookie = !headers.contains_key(header::AUTHORIZATION);
    if by_cookie && Origins::of(&app.config.server).is_foreign(request.uri(), headers) {
        return Err(codes::CROSS_SITE_REQUEST.into());
    }
    let accept = accept_key(headers)?;
    let on_upgrade = hyper::upgrade::on(&mut request);
    let style = match query.names {
        Names::Dot => NameStyle::Dot,
        Names::Colon => NameStyle::Colon,
        Names::Both => NameStyle::Both,
    };
    let tasks = app.supervisor.clone();
    tasks.spawn(async move {
        let upgraded = match on_upgrade.await {
            Ok(upgraded) => upgraded,
            Err(error) => {
                tracing::debug!(%error, "a socket was not upgraded");
                return;
            }
        };
        let stream =
            WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(limits()))
                .await;
        socket::serve(app, stream, caller.actor, style, query.since).await;
    });
    Ok(switching_protocols(&accept))
}

fn accept_key(headers: &HeaderMap) -> Result<String> {
    let has = |name: header::HeaderName, word: &str| {
        let values = headers.get_all(name);
        values
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word)))
    };
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    match key {
        Some(key)
            if has(header::CONNECTION, "upgrade")
                && has(header::UPGRADE, "websocket")
                && has(header::SEC_WEBSOCKET_VERSION, "13") =>
        {
            Ok(derive_accept_key(key.as_bytes()))
        }
        _ => Err(Error::invalid_field(
            "upgrade",
            "required",
            "this address takes WebSocket handshakes only",
        )),
    }
}

fn limits() -> WebSocketConfig {
    WebSocketConfig::default()
        // The default of 128 KiB a socket would be most of the memory of a busy server.
        .read_buffer_size(4 * 1024)
        // Events go past this buffer: see `Socket::send`.
        .write_buffer_size(1024)
        .max_message_size(Some(MAX_FRAME))
        .max_frame_size(Some(MAX_FRAME))
}

fn switching_protocols(accept: &str) -> Response {
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}
