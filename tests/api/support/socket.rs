//! Live sockets as a client sees them. Every frame is distrusted as every answer is.

use std::collections::VecDeque;
use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::app::MARK;
use super::arrives;

/// A socket that gets this many pings in a row waits for something that never comes.
const MANY_PINGS: u32 = 12;

/// How a socket says who it is.
#[derive(Debug, Clone)]
pub(crate) enum SocketAuth {
    /// Not at all.
    None,
    /// `Authorization: Bearer`.
    Bearer(String),
    /// The cookie, as our own page sends it.
    Cookie(String),
    /// The cookie, as a page of another origin makes a browser send it.
    ForeignCookie(String, &'static str),
}

/// One frame from the server.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    /// Its name.
    pub(crate) event: String,
    /// Its place in the event log; none if it is not kept.
    pub(crate) seq: Option<i64>,
    /// What it says.
    pub(crate) data: Value,
    /// The whole frame.
    pub(crate) json: Value,
}

/// An open socket.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Frames that came while a test waited for something else.
    early: VecDeque<Frame>,
    /// `connection.ready`, once it came.
    pub(crate) greeting: Value,
    /// The presence changes told so far, newest last: they come when they come.
    pub(crate) presence: Vec<Value>,
    close_code: Option<u16>,
    newest: i64,
    next_id: u32,
}

impl Socket {
    /// Opens a socket; the server must take the handshake.
    pub(crate) async fn open(address: SocketAddr, query: &str, auth: &SocketAuth) -> Self {
        match Self::try_open(address, query, auth).await {
            Ok(socket) => socket,
            Err(error) => panic!("the socket was refused: {error}"),
        }
    }

    /// Opens a socket; the status of the answer if the server refuses the handshake.
    pub(crate) async fn try_open(
        address: SocketAddr,
        query: &str,
        auth: &SocketAuth,
    ) -> Result<Self, u16> {
        let url = format!("ws://{address}/ws?{query}");
        let mut request = url.into_client_request().expect("a WebSocket address");
        let value = |text: String| HeaderValue::try_from(text).expect("a header value");
        let headers = request.headers_mut();
        match auth {
            SocketAuth::None => None,
            SocketAuth::Bearer(token) => {
                headers.insert("authorization", value(format!("Bearer {token}")))
            }
            SocketAuth::Cookie(token) => {
                headers.insert("origin", value(format!("http://{address}")));
                headers.insert("cookie", value(format!("accessToken={token}")))
            }
            SocketAuth::ForeignCookie(token, origin) => {
                headers.insert("origin", HeaderValue::from_static(origin));
                headers.insert("cookie", value(format!("accessToken={token}")))
            }
        };
        match arrives("the handshake", tokio_tungstenite::connect_async(request)).await {
            Ok((stream, _)) => Ok(Self {
                stream,
                early: VecDeque::new(),
                greeting: Value::Null,
                presence: Vec::new(),
                close_code: None,
                newest: 0,
                next_id: 1,
            }),
            Err(SocketError::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("the handshake broke: {error}"),
        }
    }

    /// Waits for `connection.ready`.
    pub(super) async fn ready(&mut self) {
        self.greeting = self.expect("connection.ready").await.data;
    }

    /// The next frame that is no presence change and no mark; none once the socket is closed.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        loop {
            let frame = self.next_or_mark().await?;
            if frame.data["name"] != MARK {
                return Some(frame);
            }
        }
    }

    async fn next_or_mark(&mut self) -> Option<Frame> {
        if let Some(frame) = self.early.pop_front() {
            return Some(frame);
        }
        loop {
            let frame = self.receive().await?;
            if frame.event == "user.presence.updated" || frame.event == "user:presence_updated" {
                self.presence.push(frame.data);
            } else {
                return Some(frame);
            }
        }
    }

    /// What a socket with `since` is told before `connection.resumed`, and that frame's data.
    pub(crate) async fn until_resumed(&mut self) -> (Vec<Frame>, Value) {
        let mut missed = Vec::new();
        loop {
            let frame = self.next().await.expect("the socket is open");
            match frame.event.as_str() {
                "connection.resumed" => return (missed, frame.data),
                _ => missed.push(frame),
            }
        }
    }

    /// The next presence change of a person, told or still to be told.
    pub(crate) async fn presence_of(&mut self, user: &str) -> Value {
        loop {
            let told = self.presence.drain(..).flat_map(|data| {
                data["changes"].as_array().cloned().expect("presence tells a list of changes")
            });
            let change = told.rev().find(|change| change["userId"] == user);
            if let Some(change) = change {
                return change["presence"].clone();
            }
            let frame = self.receive().await.expect("the socket is open");
            match frame.event.as_str() {
                "user.presence.updated" => self.presence.push(frame.data),
                _ => self.early.push_back(frame),
            }
        }
    }

    async fn receive(&mut self) -> Option<Frame> {
        let mut pings = 0;
        loop {
            match arrives("a frame", self.stream.next()).await {
                Some(Ok(Message::Text(text))) => return Some(self.check(&text)),
                Some(Ok(Message::Close(frame))) => {
                    self.close_code = frame.map(|frame| frame.code.into());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                    pings += 1;
                    assert!(pings < MANY_PINGS, "nothing but pings came");
                }
                Some(Ok(other)) => panic!("the server sent {other:?}"),
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// A frame has a name and data; a kept one has its place, behind the last one, and its facts.
    fn check(&mut self, text: &str) -> Frame {
        let json: Value = serde_json::from_str(text).expect("frames are JSON");
        let event = json["event"].as_str().expect("frames have a name").to_owned();
        let (seq, data) = (json["seq"].as_i64(), json["data"].clone());
        assert!(data.is_object(), "{text}");
        if let Some(seq) = seq {
            // With both name styles every event comes twice.
            assert!(seq >= self.newest, "{text} came after {}", self.newest);
            self.newest = seq;
            assert_eq!(data["eventId"], seq.to_string(), "{text}");
            assert!(data["name"].is_string() && data["ts"].is_string(), "{text}");
            let ids = data["ids"].as_array().unwrap_or_else(|| panic!("{text} has no ids"));
            assert!(ids.iter().all(Value::is_string), "{text}");
            for key in ["actorId", "requestId"] {
                assert!(data[key].is_string() || data[key].is_null(), "{text} has no {key}");
            }
        }
        Frame { event, seq, data, json }
    }

    /// The next frame, which must be a `name`.
    pub(crate) async fn expect(&mut self, name: &str) -> Frame {
        let frame = self.next().await.unwrap_or_else(|| panic!("closed before {name}"));
        assert_eq!(frame.event, name, "{}", frame.json);
        frame
    }

    /// The next `name`, whatever comes before it.
    pub(crate) async fn until(&mut self, name: &str) -> Frame {
        loop {
            let frame = self.next().await.unwrap_or_else(|| panic!("closed before {name}"));
            if frame.event == name {
                return frame;
            }
        }
    }

    /// Everything up to the mark that [`TestApp::mark`](super::TestApp::mark) made.
    pub(crate) async fn until_mark(&mut self, mark: u64) -> Vec<Frame> {
        let mut frames = Vec::new();
        loop {
            let frame = self.next_or_mark().await.expect("the socket is open until the mark");
            if frame.data["name"] != MARK {
                frames.push(frame);
            } else if frame.data["mark"] == mark {
                return frames;
            }
        }
    }

    /// Waits for the next mark, whichever it is.
    pub(crate) async fn any_mark(&mut self) {
        while self.next_or_mark().await.expect("the socket is open until a mark").data["name"]
            != MARK
        {}
    }

    /// Asserts that nothing comes before the mark.
    pub(crate) async fn assert_silence(&mut self, mark: u64) {
        let frames = self.until_mark(mark).await;
        assert!(frames.is_empty(), "{frames:?}");
    }

    /// Sends a text as it is.
    pub(crate) async fn send_text(&mut self, text: impl Into<String>) {
        // A server that closed already says so in the next frame.
        drop(self.stream.send(Message::text(text.into())).await);
    }

    /// Sends any message.
    pub(crate) async fn send_message(&mut self, message: Message) {
        drop(self.stream.send(message).await);
    }

    /// Sends an event and waits for its acknowledgement: `{ok, error?}`.
    pub(crate) async fn call(&mut self, event: &str, data: Value) -> Value {
        let id = self.next_id.to_string();
        self.next_id += 1;
        self.send_text(json!({"event": event, "id": id, "data": data}).to_string()).await;
        let mut early = VecDeque::new();
        let answer = loop {
            let frame = self.next().await.expect("the socket is open until the acknowledgement");
            if frame.event == "ack" && frame.json["id"] == id {
                break frame.data;
            }
            early.push_back(frame);
        };
        early.append(&mut self.early);
        self.early = early;
        answer
    }

    /// Sends an event that the server must take.
    pub(crate) async fn call_ok(&mut self, event: &str, data: Value) {
        let answer = self.call(event, data).await;
        assert_eq!(answer["ok"], true, "{event}: {answer}");
    }

    /// Waits for the server to close and tells the frames before that, and the code.
    pub(crate) async fn closed(&mut self) -> (Vec<Frame>, u16) {
        let mut frames = Vec::new();
        while let Some(frame) = self.next().await {
            frames.push(frame);
        }
        (frames, self.close_code.expect("the server says why it closes"))
    }

    /// The newest place in the event log that was told.
    pub(crate) fn newest(&self) -> i64 {
        self.newest
    }

    /// Says goodbye and waits until the server has heard it.
    pub(crate) async fn leave(mut self) {
        drop(self.stream.close(None).await);
        while self.receive().await.is_some() {}
    }
}
