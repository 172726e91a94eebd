//! Those who do not keep to the rules: they cost little, and everyone else is served.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::{Socket, TestApp, arrives, world};

/// A connection on which a test says what it likes.
struct Raw(TcpStream);

impl Raw {
    async fn open(app: &TestApp, text: &[u8]) -> Self {
        let mut stream = TcpStream::connect(app.address()).await.expect("the server listens");
        stream.write_all(text).await.expect("the server takes bytes");
        Self(stream)
    }

    /// Everything the server says until it hangs up.
    async fn rest(mut self) -> String {
        let mut said = Vec::new();
        // A reset is a way to hang up, too.
        drop(arrives("the end of a connection", self.0.read_to_end(&mut said)).await);
        String::from_utf8_lossy(&said).into_owned()
    }

    /// The status of the next answer.
    async fn status(mut self) -> u16 {
        let mut head = [0; 12];
        arrives("an answer", self.0.read_exact(&mut head)).await.expect("the server answers");
        let head = String::from_utf8_lossy(&head);
        head.rsplit(' ').next().and_then(|status| status.parse().ok()).expect("an HTTP status")
    }
}

async fn assert_serves(app: &TestApp) {
    app.anonymous().get("/setup").await.ok();
}

#[tokio::test]
async fn slow_heads_are_given_up_and_hold_nobody_up() {
    let app = TestApp::start().await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        slow.push(Raw::open(&app, b"GET /api/v1/setup HTTP/1.1\r\nHost: x\r\nX-Slow: ").await);
    }
    slow.push(Raw::open(&app, b"").await);
    assert_serves(&app).await;
    for _ in 0..3 {
        app.pass(Duration::from_secs(40)).await;
    }
    let ends = join_all(slow.into_iter().map(Raw::rest)).await;
    assert!(
        ends.iter().all(|end| end.is_empty() || end.starts_with("HTTP/1.1 408")),
        "{:?}",
        ends.first()
    );
    assert_serves(&app).await;
}

#[tokio::test]
async fn slow_bodies_are_given_up() {
    let app = TestApp::start().await;
    let head = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{";
    let slow = Raw::open(&app, head).await;
    assert_serves(&app).await;
    app.pass(Duration::from_secs(31)).await;
    assert_eq!(slow.status().await, 400);
}

#[tokio::test]
async fn heads_and_bodies_have_limits() {
    let app = TestApp::start().await;
    let long = "x".repeat(300_000);
    let many = "X-Many: y\r\n".repeat(500);
    for head in [
        format!("GET /api/v1/setup HTTP/1.1\r\nHost: x\r\nX-Long: {long}\r\n\r\n"),
        format!("GET /api/v1/setup HTTP/1.1\r\nHost: x\r\n{many}\r\n"),
        format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"),
    ] {
        let mut stream = TcpStream::connect(app.address()).await.expect("the server listens");
        // The server may hang up before it has taken everything.
        drop(stream.write_all(head.as_bytes()).await);
        let end = Raw(stream).rest().await;
        let refused = ["HTTP/1.1 431", "HTTP/1.1 414", "HTTP/1.1 400"];
        assert!(end.is_empty() || refused.iter().any(|status| end.starts_with(status)), "{end}");
    }
    let announced = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        11 * 1024 * 1024
    );
    assert_eq!(Raw::open(&app, announced.as_bytes()).await.status().await, 413);
    let large = vec![b' '; 11 * 1024 * 1024];
    let answer = app
        .anonymous()
        .call(Method::POST, "/auth/login")
        .body("application/json", large)
        .send()
        .await;
    answer.refused("body_too_large");
    assert_serves(&app).await;
}

#[tokio::test]
async fn requests_that_can_be_read_in_two_ways_are_refused() {
    let app = TestApp::start().await;
    for request in [
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n{}{}",
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        "GET /api/v1/setup HTTP/1.1\r\nHost: x\r\nX-Bad\x01: y\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\x7c",
        "nonsense\r\n\r\n",
    ] {
        let end = Raw::open(&app, request.as_bytes()).await;
        let answer = end.rest().await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{request:?} was answered {answer}"
        );
    }
    assert_serves(&app).await;
}

#[tokio::test]
async fn bodies_that_nest_or_swell_are_refused() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let path = format!("/chats/{chat}/messages");
    for body in [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("{{\"content\":{}1", "[".repeat(500)),
    ] {
        let answer = ana.call(Method::POST, &path).body("application/json", body).send().await;
        assert_eq!(answer.status(), 400, "{answer}");
    }
    let long = json!({"content": "x".repeat(1_000_000)});
    ana.post(&path, long).await.refused("invalid_request");
    let zalgo = format!("e{}", "\u{301}".repeat(19_999));
    ana.post(&path, json!({"content": zalgo})).await.created();
}

/// Sockets one person may have.
const PER_PERSON: usize = 50;

#[tokio::test]
async fn five_thousand_idle_sockets_are_held() {
    let app = TestApp::start().await;
    let count = 5_000.min(files() / 2 - 200);
    let mut crowd = JoinSet::new();
    for number in 0..count.div_ceil(PER_PERSON) {
        let person = app.user(&format!("crowd{number}")).await;
        let wanted = PER_PERSON.min(count - crowd.len());
        for mut socket in join_all((0..wanted).map(|_| person.socket())).await {
            // Each listens, and so answers the server's pings.
            #[expect(clippy::disallowed_methods, reason = "the crowd ends with its test")]
            crowd.spawn(async move { socket.any_mark().await });
        }
    }
    assert_eq!(app.app.hub.len(), count);
    assert_serves(&app).await;
    app.mark().await;
    crowd.join_all().await;
}

/// How many files this process may have open, after asking for as many as it may ask for.
fn files() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit { current: limit.maximum, maximum: limit.maximum };
    // If it is refused the old limit stands, and fewer sockets are tried.
    setrlimit(Resource::Nofile, most).ok();
    getrlimit(Resource::Nofile)
        .current
        .map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX))
}

#[tokio::test]
async fn one_person_has_so_many_sockets_and_no_more() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let mut sockets = join_all((0..PER_PERSON).map(|_| ana.socket())).await;
    let mut surplus = Socket::open(app.address(), "names=dot", &ana.socket_auth()).await;
    assert_eq!(surplus.closed().await, (vec![], 4429));
    sockets.pop().expect("one of them").leave().await;
    app.pass(Duration::from_millis(1)).await;
    ana.socket().await;
}
