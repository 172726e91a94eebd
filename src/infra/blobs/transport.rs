//! How the store reaches a bucket: HTTP/1.1 by the library that serves our own pages, TLS by the one that
//! sends our mail. Another client would bring a second set of both.

use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt as _, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use opendal::{Buffer, Error, ErrorKind, HttpBody, HttpTransport};
use tokio::time::timeout;

const CONNECT: Duration = Duration::from_secs(10);
/// How long the beginning of an answer may take: a bucket that puts parts together takes its time.
const ANSWER: Duration = Duration::from_mins(1);
/// How long a connection is kept for the next request.
const IDLE: Duration = Duration::from_secs(30);

/// Sends the store's requests.
pub(super) struct Transport(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Transport {
    pub(super) fn new() -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT));
        let tls = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(tls);
        Self(client)
    }
}

impl HttpTransport for Transport {
    // A redirect is handed back: it would need another signature, and a bucket that moved is told of.
    async fn fetch(&self, request: Request<Buffer>) -> opendal::Result<Response<HttpBody>> {
        let head = request.method() == Method::HEAD;
        let request = request.map(|body| Full::new(body.to_bytes()));
        let response = match timeout(ANSWER, self.0.request(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(broken("the request was not answered").set_source(error)),
            Err(_) => return Err(broken("the request was not answered in time")),
        };
        let (parts, body) = response.into_parts();
        let length = parts.headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse().ok());
        let bytes = body.into_data_stream().map_ok(Buffer::from);
        let bytes = bytes.map_err(|error| broken("the answer broke off").set_source(error));
        Ok(Response::from_parts(parts, HttpBody::new(bytes, length.filter(|_| !head))))
    }
}

/// What may be well the next time.
fn broken(message: &str) -> Error {
    Error::new(ErrorKind::Unexpected, message).set_temporary()
}
