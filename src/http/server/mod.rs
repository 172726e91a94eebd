//! The listener's side: accepts connections, bounds them in number and in time, and ends them well.
//!
//! HTTP/1.1 and HTTP/2 on the same port, without TLS: a proxy ends that. Every connection has a
//! place (see [`config::Server::max_connections`]) until its last byte, sockets that were upgraded
//! included, and a [`Guarded`] stream that gives up on peers who are too slow.

mod guarded;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower::Service as _;

use self::guarded::{Activity, Guarded, Patience};
use super::meta::Peer;
use crate::config;

/// A request has at most this many headers.
const MOST_HEADERS: usize = 100;
/// The head of a request has at most this many bytes.
const HEAD_BYTES: usize = 32 * 1024;
/// One HTTP/2 connection has at most this many requests at once.
const MOST_STREAMS: u32 = 128;
const H2_PING: Duration = Duration::from_secs(20);
/// How long to wait when the system has no more descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What a connection gets when there is no place for it.
const NO_PLACE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Serves until `shutdown` is done, then lets running requests finish within `config.drain`.
///
/// # Errors
/// Never, at present: what goes wrong with one connection ends that connection.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    config: &config::Server,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(config.max_connections as usize));
    let patience = Patience { head: config.header_timeout, idle: config.idle_timeout };
    let builder = Arc::new(builder());
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        let stream = tokio::select! {
            biased;
            () = &mut shutdown => break,
            // Ended connections are let go of as they end.
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    rest_after(&error).await;
                    continue;
                }
            },
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            turn_away(&stream);
            continue;
        };
        let Ok(peer) = stream.peer_addr() else { continue };
        // Answers are written whole; waiting for more to send would only delay them.
        if stream.set_nodelay(true).is_err() {
            continue;
        }
        let activity = Arc::new(Activity::default());
        let guarded = Guarded::new(stream, patience, Arc::clone(&activity), place);
        let watcher = graceful.watcher();
        let (router, builder) = (router.clone(), Arc::clone(&builder));
        #[expect(clippy::disallowed_methods, reason = "connections end with this function")]
        connections.spawn(async move {
            let service = service_fn(move |request| {
                answer(router.clone(), request, Peer(peer.ip()), Arc::clone(&activity))
            });
            let connection = builder.serve_connection_with_upgrades(TokioIo::new(guarded), service);
            if let Err(error) = watcher.watch(connection).await {
                tracing::trace!(%error, "connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(config.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = connections.len(), "requests did not finish in time");
    }
    connections.shutdown().await;
    Ok(())
}

/// Limits of both protocols. The times are kept by [`Guarded`], which sees both in the same way.
fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_headers(MOST_HEADERS)
        .max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(H2_PING)
        .keep_alive_timeout(H2_PING)
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(HEAD_BYTES as u32);
    builder
}

async fn answer(
    mut router: Router,
    mut request: Request<Incoming>,
    peer: Peer,
    activity: Arc<Activity>,
) -> Result<axum::response::Response, std::convert::Infallible> {
    let running = activity.begin();
    request.extensions_mut().insert(peer);
    let response = router.call(request.map(Body::new)).await;
    if let Ok(response) = &response
        && response.status() == StatusCode::SWITCHING_PROTOCOLS
    {
        running.become_socket();
    }
    response
}

fn turn_away(stream: &TcpStream) {
    // Whoever cannot take these bytes at once does not get them.
    drop(stream.try_write(NO_PLACE));
}

/// A peer that went away is nothing; a system without descriptors needs a moment.
async fn rest_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::error!(%error, "cannot accept connections");
    tokio::time::sleep(ACCEPT_PAUSE).await;
}

#[cfg(test)]
mod tests;
