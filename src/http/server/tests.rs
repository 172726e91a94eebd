//! The server over real connections. Short patience instead of sleeping: each test waits for the
//! server to act.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::Request;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::*;
use crate::base::Result;
use crate::http::extract::read_body;
use crate::http::ui::Ui;
use crate::http::{Kit, stack};
use crate::infra::clock::Clock;
use crate::infra::telemetry::Metrics;

struct Running {
    address: SocketAddr,
    metrics: Metrics,
    stop: oneshot::Sender<()>,
    done: JoinHandle<io::Result<()>>,
}

fn patient() -> config::Server {
    config::Config::default().server
}

async fn start(config: config::Server) -> Running {
    let routes = Router::new()
        .route(
            "/api/v1/echo",
            post(async |request: Request| -> Result<String> {
                Ok(String::from_utf8_lossy(&read_body(request).await?).into_owned())
            }),
        )
        .route("/api/v1/panic", get(async || -> Result<()> { panic!("on purpose") }))
        .route("/api/v1/never", get(std::future::pending::<()>));
    let metrics = Metrics::new();
    let ui = Ui::open(None).unwrap();
    let kit = Kit { config: &config, metrics: &metrics, clock: Clock::system(), ui };
    let whole = stack(routes, kit);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    #[expect(clippy::disallowed_methods, reason = "a test has no supervisor")]
    let done = tokio::spawn(async move {
        serve(listener, whole, &config, async { drop(stopped.await) }).await
    });
    Running { address, metrics, stop, done }
}

/// Sends bytes, and reads until the server closes the connection.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // A reset is one way of closing.
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8_lossy(&answer).into_owned()
}

async fn ask(address: SocketAddr, head: &str) -> String {
    exchange(address, format!("{head}\r\nhost: epop\r\nconnection: close\r\n\r\n").as_bytes()).await
}

#[tokio::test]
async fn errors_have_one_envelope_and_every_answer_its_headers() {
    let server = start(patient()).await;
    for (head, status, code) in [
        ("GET /api/v1/nothing HTTP/1.1", "404", "not_found"),
        ("DELETE /api/v1/echo HTTP/1.1", "405", "method_not_allowed"),
        ("POST /chat HTTP/1.1", "405", "method_not_allowed"),
        ("GET /api/v1/panic HTTP/1.1", "500", "internal_error"),
        (
            "POST /api/v1/echo HTTP/1.1\r\ncontent-length: 2\r\norigin: http://evil",
            "403",
            "cross_site_request",
        ),
    ] {
        let answer = ask(server.address, &format!("{head}\r\nx-request-id: my-id")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{head}\n{answer}");
        assert!(answer.contains(&format!("{{\"code\":\"{code}\"")), "{answer}");
        assert!(answer.contains("\"requestId\":\"my-id\",\"traceId\":\"my-id\""), "{answer}");
        for header in
            ["content-security-policy: ", "x-content-type-options: nosniff", "x-request-id: my-id"]
        {
            assert!(answer.contains(header), "{header}\n{answer}");
        }
        assert!(!answer.contains("on purpose"), "{answer}");
    }
    let text = server.metrics.render();
    assert!(text.contains("route=\"unmatched\",status_code=\"404\""), "{text}");
    assert!(text.contains("route=\"/api/v1/panic\",status_code=\"500\""), "{text}");
}

#[tokio::test]
async fn slow_and_silent_peers_are_given_up() {
    let config = config::Server {
        header_timeout: Duration::from_millis(60),
        idle_timeout: Duration::from_millis(120),
        ..patient()
    };
    let server = start(config).await;
    for bytes in [
        &b""[..],
        b"G",
        b"GET /api/v1/nothing HTTP/1.1\r\nhost: x\r\nx-slow: ",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        // Ends only when the server closes; the test's own limit would be the harness's.
        let answer = exchange(server.address, bytes).await;
        assert!(!answer.contains("200 OK"), "{answer}");
    }
    // A kept connection is served, then closed when it rests too long.
    let kept = exchange(server.address, b"GET /api/v1/nothing HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(kept.starts_with("HTTP/1.1 404"), "{kept}");
}

#[tokio::test]
async fn heads_are_bounded_in_number_and_size() {
    let server = start(patient()).await;
    let many = "x-a: b\r\n".repeat(MOST_HEADERS + 5);
    let answer = ask(server.address, &format!("GET / HTTP/1.1\r\n{}", many.trim_end())).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let large = "x".repeat(2 * HEAD_BYTES);
    let answer = ask(server.address, &format!("GET / HTTP/1.1\r\nx-large: {large}")).await;
    assert!(!answer.contains("200 OK"), "{answer}");
}

#[tokio::test]
async fn connections_beyond_the_limit_are_turned_away_and_places_come_back() {
    let server = start(config::Server { max_connections: 1, ..patient() }).await;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    first.write_all(b"GET /api/v1/nothing HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut byte = [0];
    first.read_exact(&mut byte).await.unwrap();
    let mut second = TcpStream::connect(server.address).await.unwrap();
    let mut answer = String::new();
    second.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    drop(first);
    let mut turned_away = 0;
    while !ask(server.address, "GET /api/v1/nothing HTTP/1.1").await.starts_with("HTTP/1.1 404") {
        turned_away += 1;
        assert!(turned_away < 1000, "the place never comes back");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn stopping_waits_for_running_requests_but_not_for_ever() {
    let server = start(config::Server { drain: Duration::from_millis(80), ..patient() }).await;
    let mut stuck = TcpStream::connect(server.address).await.unwrap();
    stuck.write_all(b"GET /api/v1/never HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut posting = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /api/v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{";
    posting.write_all(head.as_bytes()).await.unwrap();
    while !server.metrics.render().contains("http_requests_in_flight 2") {
        tokio::task::yield_now().await;
    }
    server.stop.send(()).unwrap();
    posting.write_all(b"}").await.unwrap();
    let mut answer = String::new();
    posting.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("{}"), "{answer}");
    server.done.await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
}
