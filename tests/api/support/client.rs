//! Callers: a person with a session, or nobody. Every answer is checked before a test sees it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use epop::infra::clock::Clock;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use serde_json::{Value, json};

use super::response::{Asked, Response};
use super::socket::{Socket, SocketAuth};
use super::{Document, arrives};

/// The application as its callers reach it.
pub(crate) struct Target {
    pub(super) address: SocketAddr,
    http: reqwest::Client,
    clock: Clock,
    document: Option<&'static Document>,
}

impl Target {
    pub(super) fn new(address: SocketAddr, clock: Clock) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client without TLS");
        Self { address, http, clock, document: None }
    }

    pub(super) fn documented(self, document: &'static Document) -> Arc<Self> {
        Arc::new(Self { document: Some(document), ..self })
    }

    pub(super) fn document(&self) -> &'static Document {
        self.document.expect("the document is loaded before anyone calls")
    }
}

/// How a caller says who they are.
#[derive(Clone)]
enum Identity {
    Nobody,
    Bearer(Arc<Person>),
    Cookie(Arc<Person>),
}

struct Person {
    id: String,
    email: String,
    name: String,
    token: String,
}

/// A caller. Clones are the same caller in the same session.
#[derive(Clone)]
pub(crate) struct Client {
    target: Arc<Target>,
    identity: Identity,
}

impl Client {
    pub(super) fn anonymous(target: Arc<Target>) -> Self {
        Self { target, identity: Identity::Nobody }
    }

    /// The caller whom a sign-in answered.
    pub(crate) fn signed_in(&self, sign_in: &Value) -> Self {
        let text = |value: &Value| value.as_str().expect("a sign-in names the person").to_owned();
        let user = &sign_in["user"];
        let person = Person {
            id: text(&user["id"]),
            email: text(&user["email"]),
            name: text(&user["displayName"]),
            token: text(&sign_in["accessToken"]),
        };
        Self { target: Arc::clone(&self.target), identity: Identity::Bearer(Arc::new(person)) }
    }

    /// A caller with a token that names nobody we know.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        let nobody = json!({"id": "", "email": "", "displayName": ""});
        self.signed_in(&json!({"accessToken": token, "user": nobody}))
    }

    /// The same person and session by cookie, as a browser.
    pub(crate) fn by_cookie(&self) -> Self {
        let identity = Identity::Cookie(Arc::clone(self.person()));
        Self { target: Arc::clone(&self.target), identity }
    }

    pub(super) fn at(self, target: &Arc<Target>) -> Self {
        Self { target: Arc::clone(target), identity: self.identity }
    }

    fn person(&self) -> &Arc<Person> {
        match &self.identity {
            Identity::Bearer(person) | Identity::Cookie(person) => person,
            Identity::Nobody => panic!("nobody is signed in here"),
        }
    }

    /// The person's id.
    pub(crate) fn id(&self) -> &str {
        &self.person().id
    }

    /// The person's e-mail address.
    pub(crate) fn email(&self) -> &str {
        &self.person().email
    }

    /// The person's name.
    pub(crate) fn name(&self) -> &str {
        &self.person().name
    }

    /// The access token of the session.
    pub(crate) fn token(&self) -> &str {
        &self.person().token
    }

    /// GET a path below `/api/v1`.
    pub(crate) async fn get(&self, path: &str) -> Response {
        self.call(Method::GET, path).send().await
    }

    /// POST JSON to a path below `/api/v1`.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.call(Method::POST, path).json(&body).send().await
    }

    /// PATCH with JSON a path below `/api/v1`.
    pub(crate) async fn patch(&self, path: &str, body: Value) -> Response {
        self.call(Method::PATCH, path).json(&body).send().await
    }

    /// PUT JSON to a path below `/api/v1`.
    pub(crate) async fn put(&self, path: &str, body: Value) -> Response {
        self.call(Method::PUT, path).json(&body).send().await
    }

    /// DELETE a path below `/api/v1`.
    pub(crate) async fn delete(&self, path: &str) -> Response {
        self.call(Method::DELETE, path).send().await
    }

    /// A request to a path below `/api/v1`, to be completed.
    pub(crate) fn call(&self, method: Method, path: &str) -> Call {
        self.call_root(method, &format!("/api/v1{path}"))
    }

    /// A request to a path of the server, to be completed.
    pub(crate) fn call_root(&self, method: Method, path: &str) -> Call {
        let url = format!("http://{}{path}", self.target.address);
        let request = self.target.http.request(method.clone(), url);
        let request = match &self.identity {
            Identity::Nobody => request,
            Identity::Bearer(person) => {
                request.header(AUTHORIZATION, format!("Bearer {}", person.token))
            }
            Identity::Cookie(person) => {
                request.header(COOKIE, format!("accessToken={}", person.token))
            }
        };
        let asked = Asked { method, path: path.to_owned(), request_id: None };
        Call { target: Arc::clone(&self.target), request, asked }
    }

    /// How a socket of this caller says who it is.
    pub(crate) fn socket_auth(&self) -> SocketAuth {
        match &self.identity {
            Identity::Nobody => SocketAuth::None,
            Identity::Bearer(person) => SocketAuth::Bearer(person.token.clone()),
            Identity::Cookie(person) => SocketAuth::Cookie(person.token.clone()),
        }
    }

    /// A socket of this caller with dot names, after `connection.ready`.
    pub(crate) async fn socket(&self) -> Socket {
        self.socket_with("names=dot").await
    }

    /// A socket of this caller with the query given, after `connection.ready`.
    pub(crate) async fn socket_with(&self, query: &str) -> Socket {
        let mut socket = Socket::open(self.target.address, query, &self.socket_auth()).await;
        socket.ready().await;
        socket
    }
}

/// A request on its way.
pub(crate) struct Call {
    target: Arc<Target>,
    request: reqwest::RequestBuilder,
    asked: Asked,
}

impl Call {
    /// With an `Idempotency-Key`.
    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// With a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        if name.eq_ignore_ascii_case("x-request-id") {
            self.asked.request_id = Some(value.to_owned());
        }
        Self { request: self.request.header(name, value), ..self }
    }

    /// With a JSON body.
    pub(crate) fn json(self, body: &Value) -> Self {
        Self { request: self.request.json(body), ..self }
    }

    /// With a body of any kind.
    pub(crate) fn body(self, content_type: &str, body: impl Into<reqwest::Body>) -> Self {
        Self { request: self.request.header(CONTENT_TYPE, content_type).body(body), ..self }
    }

    /// Sends it, a millisecond after the request before, and checks what comes back.
    pub(crate) async fn send(self) -> Response {
        self.target.clock.advance(Duration::from_millis(1));
        let answer = arrives("an answer", async {
            let answer = self.request.send().await.expect("the server answers");
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let body = answer.bytes().await.expect("the whole body arrives");
            (status, headers, body)
        });
        let (status, headers, body) = answer.await;
        Response::check(self.asked, status, headers, body, self.target.document())
    }
}
