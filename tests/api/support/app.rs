//! The real application on a temporary folder, a clock of its own and a loopback port.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use epop::access::App;
use epop::base::scope::{Audience, Scope};
use epop::base::time::Timestamp;
use epop::config::Config;
use epop::infra::clock::Clock;
use epop::infra::db::{Event, settings};
use reqwest::Method;
use serde::Serialize;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, oneshot};

use super::client::{Client, Target};
use super::{Document, PASSWORD, arrives};

/// Which channel newcomers are brought into. One that is not there leaves them where they are: so a
/// test counts only the chats it made.
const GENERAL: &str = "general_chat";
const NO_CHAT: &str = "9223372036854775807";

/// When every test begins.
const START: Timestamp = Timestamp::from_millis(1_790_000_000_000);

/// The application under test. It ends, and its folder goes, when this is dropped.
pub(crate) struct TestApp {
    /// The state behind the handlers: for the clock, for faults, and for what no API can do.
    pub(crate) app: App,
    target: Arc<Target>,
    people: Mutex<HashMap<String, Client>>,
    stop: Option<oneshot::Sender<()>>,
    server: Option<tokio::task::JoinHandle<epop::base::Result<()>>>,
    threads: Threads,
    folder: TempDir,
}

/// What still writes when a test does not wait for the end: it ends before the folder goes.
struct Threads(App);

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.index.close();
        self.0.db.close();
    }
}

impl TestApp {
    /// Starts with generous rate limits, cheap password hashes, and no channel that everyone is in.
    pub(crate) async fn start() -> Self {
        Self::configured(|_| ()).await
    }

    /// The same with the channel that everyone is in from the first day.
    pub(crate) async fn welcoming() -> Self {
        let app = Self::start().await;
        let kept = app.app.db.write(|tx| settings::remove(tx, GENERAL)).await;
        kept.expect("the setting is removed");
        app
    }

    /// Starts with the settings `set` makes on top of those of [`start`](Self::start).
    pub(crate) async fn configured(set: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let app = Self::start_in(folder, Clock::fixed(START), set).await;
        let kept = app.app.db.write(|tx| settings::set(tx, GENERAL, NO_CHAT)).await;
        kept.expect("the setting is kept");
        app
    }

    async fn start_in(folder: TempDir, clock: Clock, set: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        config.data.dir = folder.path().to_owned();
        config.limits.anonymous = 1_000_000;
        config.limits.user = 1_000_000;
        config.limits.sign_in = 1_000_000;
        config.limits.uploads = 1_000_000;
        config.passwords.memory_kib = 64;
        config.passwords.iterations = 1;
        config.database.readers = Some(2);
        config.extract.program = Some(env!("CARGO_BIN_EXE_epop").into());
        set(&mut config);
        let app = epop::boot::open(config, clock).await.expect("the application opens");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let address = listener.local_addr().expect("the port is bound");
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move { drop(stopped.await) };
        #[expect(clippy::disallowed_methods, reason = "the server is the thing under test")]
        let server = tokio::spawn(epop::boot::serve(app.clone(), listener, shutdown));
        let target = Target::new(address, app.clock.clone());
        let target = Document::load(target);
        let people = Mutex::default();
        let threads = Threads(app.clone());
        Self { app, target, people, stop: Some(stop), server: Some(server), threads, folder }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.target.address
    }

    /// What the API says of itself.
    pub(crate) fn document(&self) -> &'static Document {
        self.target.document()
    }

    /// A caller who is not signed in.
    pub(crate) fn anonymous(&self) -> Client {
        Client::anonymous(Arc::clone(&self.target))
    }

    /// The first person, made by setup.
    pub(crate) async fn admin(&self) -> Client {
        let mut people = self.people.lock().await;
        self.find_or_set_up(&mut people).await
    }

    /// The person called `name`, made by an invitation when first asked for.
    pub(crate) async fn user(&self, name: &str) -> Client {
        let mut people = self.people.lock().await;
        if let Some(person) = people.get(name) {
            return person.clone();
        }
        let admin = self.find_or_set_up(&mut people).await;
        let invitation = admin.post("/admin/invitations", json!({"email": email_of(name)})).await;
        let token = invitation.created()["token"].clone();
        let body =
            json!({"token": token, "displayName": display_name_of(name), "password": PASSWORD});
        let signed_in = self.anonymous().post("/auth/invitations/accept", body).await;
        let person = self.anonymous().signed_in(&signed_in.created());
        people.insert(name.to_owned(), person.clone());
        person
    }

    async fn find_or_set_up(&self, people: &mut HashMap<String, Client>) -> Client {
        if let Some(admin) = people.get("admin") {
            return admin.clone();
        }
        let body = json!({
            "token": self.app.setup.issue(),
            "email": email_of("admin"),
            "displayName": "Admin",
            "password": PASSWORD,
        });
        let signed_in = self.anonymous().post("/setup", body).await.created();
        let admin = self.anonymous().signed_in(&signed_in);
        people.insert("admin".to_owned(), admin.clone());
        admin
    }

    /// The same person in a new session.
    pub(crate) async fn sign_in(&self, person: &Client) -> Client {
        let body = json!({"email": person.email(), "password": PASSWORD});
        let signed_in = self.anonymous().post("/auth/login", body).await.ok();
        self.anonymous().signed_in(&signed_in)
    }

    /// Puts a mark into the event log that every socket gets, and tells its number. A socket that got
    /// it has got everything before it: that is how a test knows that nothing came.
    pub(crate) async fn mark(&self) -> u64 {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let mark = NEXT.fetch_add(1, Ordering::Relaxed);
        let written = self.app.db.write(move |tx| tx.emit(&Mark { mark })).await;
        written.expect("the mark is written");
        mark
    }

    /// Lets time pass, for the application's clock and for every timer, without waiting for it.
    pub(crate) async fn pass(&self, span: Duration) {
        self.app.clock.advance(span);
        tokio::time::pause();
        tokio::time::advance(span).await;
        tokio::time::resume();
        // A round trip, so that whatever was due has run.
        self.anonymous().call_root(Method::GET, "/api/health/live").send().await;
    }

    /// Stops as on SIGTERM, and opens the same folder again.
    pub(crate) async fn restart(mut self) -> Self {
        self.shut_down().await;
        let Self { app, folder, people, threads, .. } = self;
        let (clock, config) = (app.clock.clone(), app.config.clone());
        drop((app, threads));
        let next = Self::start_in(folder, clock, |fresh| *fresh = config).await;
        let people = people.into_inner().into_iter();
        let moved = people.map(|(name, person)| (name, person.at(&next.target)));
        next.people.lock().await.extend(moved);
        next
    }

    /// Stops as on SIGTERM and waits for the end.
    pub(crate) async fn shut_down(&mut self) {
        drop(self.stop.take());
        if let Some(server) = self.server.take() {
            let ended = arrives("the end of the server", server).await;
            ended.expect("the server does not panic").expect("the server ends well");
        }
    }
}

/// The address of the person called `name`.
pub(crate) fn email_of(name: &str) -> String {
    format!("{name}@example.test")
}

/// `ana` is shown as Ana.
fn display_name_of(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The name of a mark.
pub(super) const MARK: &str = "test.mark";

/// An event of no feature that everyone sees.
#[derive(Serialize)]
struct Mark {
    mark: u64,
}

impl Event for Mark {
    const NAME: &'static str = MARK;

    fn audience(&self) -> Audience {
        Audience::of(Scope::Org)
    }

    fn ids(&self) -> Vec<i64> {
        Vec::new()
    }
}
