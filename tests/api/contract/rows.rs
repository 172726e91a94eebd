//! One row per endpoint: an address and a body that work, and who may do it.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{files, projects, search, talk, workspace};
use crate::files::at_rest;
use crate::support::{Client, PASSWORD, TestApp, world};

/// Who may do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    /// Everyone, signed in or not.
    Public,
    /// Everyone with an account.
    SignedIn,
    /// Administrators of the workspace.
    Admin,
    /// Members of the chat.
    Member,
    /// Administrators of the chat.
    Owner,
    /// The sender of the message.
    Sender,
    /// Who saved it.
    Keeper,
    /// Who will say it later.
    Scheduler,
    /// Who added the emoji.
    Maker,
    /// Everyone in the project.
    ProjectView,
    /// Members of the project who are no viewers.
    ProjectWork,
    /// The same, where the task is all that is named.
    TaskAttacher,
    /// Who wrote the comment.
    Commenter,
    /// Administrators of the project.
    ProjectAdmin,
    /// Owners of the project.
    ProjectOwner,
    /// Owners of the project in the trash.
    ProjectTrash,
    /// Who sees the file where it is attached.
    FileReader,
    /// Whose file it is.
    FileOwner,
    /// Whose file it is, and administrators.
    FileKeeper,
    /// Who put their file into the trash.
    Trasher,
    /// Who brings the file.
    Bringer,
    /// Who sent the message that gets a file.
    Attacher,
}

/// One endpoint.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) method: Method,
    /// Below `/api/v1`, with the names of a [`Place`] in braces.
    pub(super) url: &'static str,
    pub(super) right: Right,
    pub(super) body: Value,
    /// The status for a caller who holds the right.
    pub(super) status: u16,
}

pub(super) fn row(
    method: Method,
    url: &'static str,
    right: Right,
    body: Value,
    status: u16,
) -> Row {
    Row { method, url, right, body, status }
}

pub(super) fn get(url: &'static str, right: Right) -> Row {
    row(Method::GET, url, right, Value::Null, 200)
}

pub(super) fn post(url: &'static str, right: Right, body: Value) -> Row {
    row(Method::POST, url, right, body, 200)
}

pub(super) fn create(url: &'static str, right: Right, body: Value) -> Row {
    row(Method::POST, url, right, body, 201)
}

pub(super) fn patch(url: &'static str, right: Right, body: Value) -> Row {
    row(Method::PATCH, url, right, body, 200)
}

pub(super) fn put(url: &'static str, right: Right, body: Value) -> Row {
    row(Method::PUT, url, right, body, 200)
}

pub(super) fn delete(url: &'static str, right: Right, body: Value) -> Row {
    row(Method::DELETE, url, right, body, 200)
}

/// Every endpoint.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = sign_in();
    rows.extend(people());
    rows.extend(chats());
    rows.extend(messages());
    rows.extend(talk::answers());
    rows.extend(talk::desk());
    rows.extend(search::rows());
    rows.extend(workspace::rows());
    rows.extend(files::rows());
    rows.extend(projects::rows());
    rows
}

/// A body that is this text is sent as a picture.
pub(super) const PICTURE: &str = "a picture";
const OTHER_PASSWORD: &str = "copper-lantern-5548";
const PUBLIC_KEY: &str =
    "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM";

fn sign_in() -> Vec<Row> {
    use Right::{Admin, Public, SignedIn};
    let account =
        json!({"token": "{invite}", "email": "{new}", "displayName": "New", "password": PASSWORD});
    let taken = json!({"token": "x", "email": "{new}", "displayName": "New", "password": PASSWORD});
    let passwords = json!({"currentPassword": PASSWORD, "newPassword": OTHER_PASSWORD});
    let keys = json!({"p256dh": PUBLIC_KEY, "auth": "tBHItJI5svbpez7KI4CCXg"});
    let subscription = json!({"endpoint": "https://push.example.test/{new}", "keys": keys});
    vec![
        get("/setup", Public),
        row(Method::POST, "/setup", Public, taken, 409),
        post("/auth/login", Public, json!({"email": "{guest.email}", "password": PASSWORD})),
        row(Method::POST, "/auth/refresh", Public, Value::Null, 401),
        post("/auth/logout", Public, Value::Null),
        post("/auth/password/forgot", Public, json!({"email": "{guest.email}"})),
        post(
            "/auth/password/reset",
            Public,
            json!({"token": "{reset}", "password": OTHER_PASSWORD}),
        ),
        post("/auth/password/change", SignedIn, passwords),
        get("/auth/sessions", SignedIn),
        delete("/auth/sessions/{session}", SignedIn, Value::Null),
        post("/auth/sessions/revoke-all", SignedIn, json!({})),
        create("/auth/push/subscribe", SignedIn, subscription),
        post("/auth/invitations/inspect", Public, json!({"token": "{invite}"})),
        create("/auth/invitations/accept", Public, account),
        create(
            "/admin/invitations",
            Admin,
            json!({"email": "{new}", "isAdmin": false, "expiresInDays": 3}),
        ),
        get("/admin/invitations", Admin),
        delete("/admin/invitations/{invitation}", Admin, Value::Null),
        create("/admin/users/{guest}/reset-link", Admin, json!({})),
        patch("/admin/users/{guest}", Admin, json!({"isAdmin": true})),
    ]
}

fn people() -> Vec<Row> {
    use Right::SignedIn;
    vec![
        get("/users/me", SignedIn),
        patch("/users/me", SignedIn, json!({"title": "Carpenter", "locale": "id"})),
        post("/users/me/presence", SignedIn, json!({"presence": "busy"})),
        put("/users/me/status", SignedIn, json!({"emoji": "🏝️", "text": "Away"})),
        delete("/users/me/status", SignedIn, Value::Null),
        put("/users/me/do-not-disturb", SignedIn, json!({"schedule": []})),
        put("/users/me/avatar", SignedIn, json!(PICTURE)),
        delete("/users/me/avatar", SignedIn, Value::Null),
        get("/users/{guest}/avatar/{avatar}?size=64", SignedIn),
        get("/users?q=a&limit=5", SignedIn),
        get("/users/{guest}", SignedIn),
        post("/presence/heartbeat", SignedIn, json!({"ttl": 60})),
        get("/presence/me", SignedIn),
        get("/me/summary", SignedIn),
        get("/boot", SignedIn),
    ]
}

fn chats() -> Vec<Row> {
    use Right::{Member, Owner, SignedIn};
    vec![
        get("/chats", SignedIn),
        create(
            "/chats",
            SignedIn,
            json!({"kind": "group", "title": "Plans", "participantIds": ["{budi}"]}),
        ),
        get("/chats/channels?q=c", SignedIn),
        get("/chats/unread", SignedIn),
        get("/chats/{chat}", Member),
        patch("/chats/{chat}", Owner, json!({"title": "Renamed"})),
        post("/chats/{channel}/join", SignedIn, json!({})),
        post("/chats/{chat}/leave", Member, json!({})),
        get("/chats/{chat}/members?limit=2", Member),
        create("/chats/{chat}/members", Member, json!({"userIds": ["{guest}"]})),
        patch("/chats/{chat}/members/{eka}", Owner, json!({"role": "admin"})),
        delete("/chats/{chat}/members/{eka}", Owner, Value::Null),
        patch("/chats/{chat}/preferences", Member, json!({"isPinned": true})),
    ]
}

fn messages() -> Vec<Row> {
    use Right::{Member, Sender};
    let reaction = json!({"messageId": "{message}", "emoji": "👍"});
    vec![
        get("/chats/{chat}/messages?limit=5", Member),
        get("/chats/{chat}/messages/cursor?limit=1", Member),
        create("/chats/{chat}/messages", Member, json!({"content": "hello", "clientId": "c-1"})),
        get("/chats/{chat}/messages/{message}", Member),
        get("/chats/{chat}/threads?rootMessageId={message}", Member),
        post("/chats/{chat}/messages/{message}/edit", Sender, json!({"content": "better"})),
        delete("/chats/{chat}/messages/{message}", Sender, Value::Null),
        get("/chats/{chat}/messages/{message}/history", Member),
        get("/chats/{chat}/messages/{message}/readers", Member),
        create("/chats/{chat}/reactions", Member, reaction.clone()),
        delete("/chats/{chat}/reactions", Member, reaction),
        post("/chats/{chat}/reads", Member, json!({"messageId": "{message}"})),
        post("/chats/{chat}/unread", Member, json!({"messageId": "{message}"})),
    ]
}

/// The people of the tests: Ana owns the chat, Budi and Eka are members, Citra is not.
pub(super) struct People {
    pub(super) admin: Client,
    pub(super) ana: Client,
    pub(super) budi: Client,
    pub(super) citra: Client,
    pub(super) eka: Client,
    pub(super) fajar: Client,
    pub(super) gita: Client,
    /// Was disabled while signed in.
    pub(super) dodi: Client,
}

impl People {
    pub(super) async fn of(app: &TestApp) -> Self {
        let [ana, budi, citra, eka, dodi] = ["ana", "budi", "citra", "eka", "dodi"];
        let people = Self {
            admin: app.admin().await,
            ana: app.user(ana).await,
            budi: app.user(budi).await,
            citra: app.user(citra).await,
            eka: app.user(eka).await,
            fajar: app.user("fajar").await,
            gita: app.user("gita").await,
            dodi: app.user(dodi).await,
        };
        let disabled = json!({"disabled": true});
        people.admin.patch(&format!("/admin/users/{}", people.dodi.id()), disabled).await.ok();
        people
    }
}

/// Things made for one row alone, so that no row disturbs another.
pub(super) struct Place {
    /// A person of this place alone, in no chat.
    pub(super) guest: Client,
    /// What the names in braces stand for.
    names: Vec<(&'static str, String)>,
}

impl Place {
    pub(super) async fn make(app: &TestApp, people: &People, number: usize) -> Self {
        let People { admin, ana, budi, eka, .. } = people;
        let guest = app.user(&format!("guest{number}")).await;
        let chat = world::group(ana, "Workshop", &[budi, eka]).await;
        let channel = world::channel(ana, &format!("channel-{number}"), &[budi]).await;
        let message = world::id_of(&world::say(budi, &chat, "first").await);
        world::reply(ana, &chat, &message, "second").await;
        let poll = json!({"content": "Now?", "poll": {"options": ["yes", "no"]}});
        let poll = budi.post(&format!("/chats/{chat}/messages"), poll).await.created();
        let urgent = json!({"content": "Fire!", "delivery": "urgent"});
        let urgent = ana.post(&format!("/chats/{chat}/messages"), urgent).await.created();
        let saved = guest.post("/chats/saved", json!({"note": "my own"})).await.created();
        let soon = app.app.clock.now().after(Duration::from_hours(1)).to_string();
        let later = json!({"content": "later", "sendAt": soon});
        let later = budi.post(&format!("/chats/{chat}/scheduled"), later).await.created();
        let invited = admin.post("/admin/invitations", json!({})).await.created();
        let link = admin
            .post(&format!("/admin/users/{}/reset-link", guest.id()), json!({}))
            .await
            .created();
        let pictured = guest.call(Method::PUT, "/users/me/avatar");
        let pictured = pictured.body("image/png", world::picture(8, 8)).send().await.ok();
        let avatar = pictured["avatarUrl"].as_str().and_then(|url| url.rsplit('/').next());
        let emoji = guest.call(Method::POST, &format!("/emoji?name=own_{number}"));
        let emoji = emoji.body("image/png", world::picture(8, 8)).send().await.created();
        let other = app.sign_in(&guest).await;
        let sessions = other.get("/auth/sessions").await.ok();
        let session =
            sessions.as_array().and_then(|all| all.iter().find(|one| one["isCurrent"] == true));
        let brought = files::names(budi, &guest, &chat).await;
        let furnished = projects::furnish(people).await;
        at_rest(app).await;
        let names = vec![
            ("{chat}", chat),
            ("{channel}", channel),
            ("{message}", message),
            ("{poll}", world::id_of(&poll)),
            ("{urgent}", world::id_of(&urgent)),
            ("{saved}", world::id_of(&saved)),
            ("{scheduled}", world::id_of(&later)),
            ("{soon}", soon),
            ("{budi}", budi.id().to_owned()),
            ("{eka}", eka.id().to_owned()),
            ("{guest}", guest.id().to_owned()),
            ("{emoji}", world::id_of(&emoji)),
            ("{drawing}", emoji["url"].as_str().map_or("", |u| &u[u.len() - 16..]).to_owned()),
            ("{avatar}", avatar.expect("a picture has a version").to_owned()),
            ("{guest.email}", guest.email().to_owned()),
            ("{new}", format!("new{number}@example.test")),
            ("{session}", world::id_of(session.expect("the session in use is listed"))),
            ("{invitation}", world::id_of(&invited)),
            ("{invite}", invited["token"].as_str().expect("an invitation has a token").to_owned()),
            ("{reset}", token_in(&link["url"])),
        ];
        Self { guest, names: [names, brought, furnished].concat() }
    }

    /// Puts this place's ids into an address or a body.
    pub(super) fn fill(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    pub(super) fn fill_json(&self, body: &Value) -> Value {
        serde_json::from_str(&self.fill(&body.to_string())).expect("ids need no escaping")
    }

    /// Puts another id in the place of a name.
    pub(super) fn rename(&mut self, name: &'static str, value: String) {
        self.names.retain(|(known, _)| *known != name);
        self.names.push((name, value));
    }

    /// The caller who has just the right, and no more.
    pub(super) fn holder<'p>(&'p self, right: Right, people: &'p People) -> &'p Client {
        match right {
            Right::Public
            | Right::SignedIn
            | Right::Keeper
            | Right::Maker
            | Right::Trasher
            | Right::Bringer => &self.guest,
            Right::Admin => &people.admin,
            Right::Member
            | Right::Sender
            | Right::Scheduler
            | Right::FileReader
            | Right::FileOwner
            | Right::FileKeeper
            | Right::Attacher
            | Right::ProjectWork
            | Right::TaskAttacher
            | Right::Commenter => &people.budi,
            Right::Owner | Right::ProjectOwner | Right::ProjectTrash => &people.ana,
            Right::ProjectView => &people.fajar,
            Right::ProjectAdmin => &people.eka,
        }
    }
}

impl Row {
    /// Sends this row's request as `caller`.
    pub(super) fn call(&self, place: &Place, caller: &Client) -> crate::support::Call {
        let call = self.at(&place.fill(self.url), caller);
        match &self.body {
            Value::Null => call,
            Value::String(_) => call.body("image/png", world::picture(9, 9)),
            body => call.json(&place.fill_json(body)),
        }
    }

    /// This row's request to another address, without its body.
    pub(super) fn at(&self, url: &str, caller: &Client) -> crate::support::Call {
        let call = caller.call(self.method.clone(), url);
        let is_tus = self.url.contains("/tus");
        if is_tus { call.header("tus-resumable", "1.0.0") } else { call }
    }

    /// `POST /chats/{chat}/messages`, for messages.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.url)
    }
}

/// The token of a link: it stands in the fragment, which no server and no log gets to see.
pub(super) fn token_in(url: &Value) -> String {
    let url = url.as_str().expect("a link is a text");
    url.split_once("#token=").unwrap_or_else(|| panic!("{url} has no token")).1.to_owned()
}
