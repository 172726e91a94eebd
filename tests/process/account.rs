//! A signed-in person: requests with their token, and their live socket.

use futures_util::StreamExt as _;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::program::{PATIENCE, Server};

/// The password of every account that the tests make.
pub(crate) const PASSWORD: &str = "correct-horse-battery-staple";

/// Someone who is signed in; stays so when the server starts again.
#[derive(Clone)]
pub(crate) struct Account {
    client: Client,
    token: String,
}

impl Account {
    /// Makes the first account with the setup link.
    pub(crate) async fn set_up(server: &mut Server) -> Self {
        let token = server.setup_token().await;
        let answer = server
            .client
            .post(format!("{}/api/v1/setup", server.url))
            .json(&setup(&token, "ana@example.org"))
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::CREATED);
        Self::from_answer(server, &answer.json().await.expect("JSON"))
    }

    /// Signs in.
    pub(crate) async fn sign_in(server: &Server, email: &str, password: &str) -> Self {
        let (status, answer) = Self::try_sign_in(server, email, password).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        Self::from_answer(server, &answer)
    }

    /// Tries to sign in.
    pub(crate) async fn try_sign_in(
        server: &Server,
        email: &str,
        password: &str,
    ) -> (StatusCode, Value) {
        let request = server
            .client
            .post(format!("{}/api/v1/auth/login", server.url))
            .json(&json!({"email": email, "password": password}));
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.json().await.expect("JSON"))
    }

    fn from_answer(server: &Server, answer: &Value) -> Self {
        let token = answer["accessToken"].as_str().expect("an access token").to_owned();
        Self { client: server.client.clone(), token }
    }

    /// A request to `/api/v1/…`.
    pub(crate) fn request(&self, server: &Server, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/api/v1{path}", server.url);
        self.client.request(method, url).bearer_auth(&self.token)
    }

    /// What a GET answers.
    pub(crate) async fn get(&self, server: &Server, path: &str) -> Value {
        let answer = self.request(server, Method::GET, path).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.expect("JSON")
    }

    /// What a POST that makes something answers.
    pub(crate) async fn create(&self, server: &Server, path: &str, body: &Value) -> Value {
        let request = self.request(server, Method::POST, path).json(body);
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(status, StatusCode::CREATED, "{path}: {answer}");
        answer
    }

    /// The `Authorization` header.
    pub(crate) fn authorization(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Opens a live socket and reads its first frame.
    pub(crate) async fn socket(&self, server: &Server, query: &str) -> Socket {
        let url = format!("ws://{}/ws?names=dot{query}", server.address());
        let mut request = url.into_client_request().expect("a request");
        let authorization = self.authorization().parse().expect("a header");
        request.headers_mut().insert("authorization", authorization);
        let (stream, _) = connect_async(request).await.expect("a socket");
        let mut socket = Socket(stream);
        let Heard::Frame(first) = socket.next().await else { panic!("the socket is closed") };
        assert_eq!(first["event"], "connection.ready");
        socket
    }
}

/// The body of a setup.
pub(crate) fn setup(token: &str, email: &str) -> Value {
    json!({"token": token, "email": email, "displayName": "Ana", "password": PASSWORD})
}

/// A live socket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a socket hears.
#[derive(Debug)]
pub(crate) enum Heard {
    /// A frame.
    Frame(Value),
    /// The server closed the socket, with this code.
    Closed(Option<CloseCode>),
    /// The connection broke.
    Broken,
}

impl Socket {
    /// The next frame.
    pub(crate) async fn next(&mut self) -> Heard {
        loop {
            let message = timeout(PATIENCE, self.0.next()).await.expect("a frame");
            match message {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Frame(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Closed(frame.map(|frame| frame.code));
                }
                Some(Ok(_)) => {}
                Some(Err(Error::ConnectionClosed)) | None => return Heard::Closed(None),
                Some(Err(_)) => return Heard::Broken,
            }
        }
    }

    /// Reads until it is closed, and tells with which code.
    pub(crate) async fn close_code(&mut self) -> Option<CloseCode> {
        loop {
            match self.next().await {
                Heard::Frame(_) => {}
                Heard::Closed(code) => return code,
                Heard::Broken => panic!("the connection broke"),
            }
        }
    }
}
