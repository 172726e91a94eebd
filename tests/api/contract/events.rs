//! Every event is proven by replay: state before + events = state loaded after, for everyone.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use epop::features::{auth, chat, desk, directory, files, projects, realtime, workspace};
use reqwest::Method;
use serde_json::{Value, json};

use super::replay::Replica;
use crate::files::below_api;
use crate::support::{Client, PASSWORD, TestApp, assert_snapshot, world};

/// One change: who does it, the request, and the name under which its id is known from then on.
struct Step(&'static str, Method, &'static str, Value, &'static str);

fn post(who: &'static str, url: &'static str, body: Value, name: &'static str) -> Step {
    Step(who, Method::POST, url, body, name)
}

fn put(who: &'static str, url: &'static str, body: Value) -> Step {
    Step(who, Method::PUT, url, body, "")
}

/// Time passes until what lies ahead is over.
fn wait_for(event: &'static str) -> Step {
    Step(TIME, Method::GET, event, Value::Null, "")
}

/// Who does nothing but pass.
const TIME: &str = "time";

/// What is on its way is waited for.
fn hear(event: &'static str) -> Step {
    Step(EARS, Method::GET, event, Value::Null, "")
}

/// Who does nothing but hear.
const EARS: &str = "ears";

fn patch(who: &'static str, url: &'static str, body: Value) -> Step {
    Step(who, Method::PATCH, url, body, "")
}

fn delete(who: &'static str, url: &'static str, body: Value) -> Step {
    Step(who, Method::DELETE, url, body, "")
}

/// A life of a chat in which everything happens that is told.
fn life() -> Vec<Step> {
    let mut steps = talking();
    steps.extend(answering());
    steps.extend(bringing());
    steps.extend(keeping());
    steps.extend(looking());
    steps.extend(people_come_and_go());
    steps
}

/// A body that is this text is sent as a picture.
const PICTURE: &str = "a picture";

/// The workspace gets a look and an emoji, which is used, and taken away again.
fn looking() -> Vec<Step> {
    let reaction = json!({"messageId": "{looked}", "emoji": ":party_parrot:"});
    vec![
        put("admin", "/admin/branding", json!({"name": "Workshop", "accent": "#0f766e"})),
        put("admin", "/admin/branding/logo", json!(PICTURE)),
        post("ana", "/emoji?name=party_parrot", json!(PICTURE), "parrot"),
        put("admin", "/admin/emoji", json!({"addedBy": "admins"})),
        post("ana", "/chats/{chat}/messages", json!({"content": "look"}), "looked"),
        post("budi", "/chats/{chat}/reactions", reaction, ""),
        delete("ana", "/emoji/{parrot}", Value::Null),
        delete("admin", "/admin/branding/logo", Value::Null),
        patch("ana", "/users/me", json!({"isNew": false})),
    ]
}

fn talking() -> Vec<Step> {
    let say = |text: &str| json!({"content": text});
    let reply = |text: &str| json!({"content": text, "rootMessageId": "{m1}"});
    let mark = |message: &str| json!({"messageId": message});
    let react = |message: &str| json!({"messageId": message, "emoji": "🎉"});
    vec![
        post(
            "ana",
            "/chats",
            json!({"kind": "group", "title": "Plans", "participantIds": ["{budi}"]}),
            "chat",
        ),
        post("budi", "/chats/{chat}/messages", say("hello @Ana, **read** this"), "m1"),
        post("budi", "/chats/{chat}/messages", say("and this"), "m2"),
        post("ana", "/chats/{chat}/reads", mark("{m2}"), ""),
        post("ana", "/chats/{chat}/unread", mark("{m1}"), ""),
        post("ana", "/chats/{chat}/reads", mark("{m1}"), ""),
        post("ana", "/chats/{chat}/messages", reply("in a thread"), "r1"),
        post("budi", "/chats/{chat}/messages", reply("again"), "r2"),
        post("budi", "/chats/{chat}/messages/{m1}/edit", say("hello **everyone**"), ""),
        post("ana", "/chats/{chat}/reactions", react("{m1}"), ""),
        post("budi", "/chats/{chat}/reactions", react("{m1}"), ""),
        delete("ana", "/chats/{chat}/reactions", react("{m1}")),
        delete("ana", "/chats/{chat}/messages/{r1}", Value::Null),
        delete("budi", "/chats/{chat}/messages/{m1}", Value::Null),
        delete("budi", "/chats/{chat}/messages/{r2}", Value::Null),
        delete("budi", "/chats/{chat}/messages/{m2}", Value::Null),
        post("ana", "/chats/{chat}/messages", say("@all come"), "m3"),
        patch("ana", "/chats/{chat}/preferences", json!({"isPinned": true, "isMuted": true})),
        patch("budi", "/chats/{chat}", json!({"topic": "what we plan"})),
        patch("ana", "/chats/{chat}", json!({"title": "Better plans"})),
    ]
}

/// A file is brought while a message waits for it, changes, and goes.
fn bringing() -> Vec<Step> {
    let attach = json!({"fileId": "{file}", "refTable": "messages", "refId": "{m9}"});
    vec![
        post("ana", "/files/presign", json!({"fileName": "plan.txt"}), "file"),
        post("ana", "/chats/{chat}/messages", json!({"attachments": ["{file}"]}), "m8"),
        put("nobody", "{put}", json!("words")),
        hear("file.text.updated"),
        patch("ana", "/files/{file}", json!({"fileName": "better plan.txt"})),
        patch("ana", "/files/{file}", json!({"labels": ["plans"]})),
        post("ana", "/chats/{chat}/messages", json!({"content": "more comes"}), "m9"),
        post("ana", "/files/attach", attach, ""),
        delete("ana", "/chats/{chat}/messages/{m8}", Value::Null),
        delete("ana", "/files/{file}", Value::Null),
        post("ana", "/files/{file}/restore", json!({}), ""),
        patch("ana", "/files/{file}/retention", json!({"policy": "30d"})),
        delete("ana", "/files/{file}", Value::Null),
        delete("ana", "/files/{file}/permanently", Value::Null),
    ]
}

fn answering() -> Vec<Step> {
    let vote = |choices: &[u32]| json!({"options": choices});
    let urgent = json!({"content": "at once!", "delivery": "urgent"});
    let poll = json!({"content": "When?", "poll": {"options": ["now", "never"], "multiple": true}});
    let forward = json!({"forward": {"chatId": "{chat}", "messageId": "{m5}"}});
    let pin = || json!({"messageId": "{m5}"});
    vec![
        post("budi", "/chats/{chat}/messages", urgent, "m5"),
        post("ana", "/chats/{chat}/messages/{m5}/ack", json!({}), ""),
        post("ana", "/chats/{chat}/pins", pin(), ""),
        delete("budi", "/chats/{chat}/pins", pin()),
        post("budi", "/chats/{chat}/pins", pin(), ""),
        post("ana", "/chats/{chat}/messages", poll, "m6"),
        put("budi", "/chats/{chat}/messages/{m6}/vote", vote(&[0, 1])),
        put("ana", "/chats/{chat}/messages/{m6}/vote", vote(&[1])),
        put("budi", "/chats/{chat}/messages/{m6}/vote", vote(&[])),
        post("ana", "/chats/{chat}/messages/{m6}/close-poll", json!({}), ""),
        post("ana", "/chats/{chat}/messages", forward, "m7"),
        put("ana", "/chats/{chat}/threads/{m5}/follow", json!({"isFollowing": true})),
        post("budi", "/chats/read-all", json!({}), "undo"),
        post("budi", "/chats/read-all/undo", json!({"undoToken": "{undo}"}), ""),
        delete("budi", "/chats/{chat}/messages/{m5}", Value::Null),
    ]
}

fn keeping() -> Vec<Step> {
    let later = |text: &str| json!({"content": text, "sendAt": "{soon}"});
    vec![
        post("ana", "/chats/saved", json!({"messageId": "{m6}", "remindAt": "{soon}"}), "saved"),
        patch("ana", "/chats/saved/{saved}", json!({"note": "think of it"})),
        put("ana", "/chats/{chat}/draft", json!({"text": "as I was say", "version": 0})),
        put(
            "ana",
            "/chats/sidebar",
            json!({"version": 0, "sections": [
                {"id": "work", "name": "Work", "chatIds": ["{chat}"]},
            ]}),
        ),
        post("ana", "/chats/{chat}/scheduled", later("never"), "later"),
        patch("ana", "/chats/{chat}/scheduled/{later}", json!({"content": "after all"})),
        delete("ana", "/chats/{chat}/scheduled/{later}", Value::Null),
        post("ana", "/chats/{chat}/scheduled", later("in time"), "later"),
        wait_for("chat.scheduled.sent"),
        post(
            "ana",
            "/chats/{chat}/scheduled",
            json!({"content": "too late", "sendAt": "{later on}"}),
            "",
        ),
        patch("ana", "/chats/{chat}", json!({"archived": true})),
        wait_for("chat.scheduled.failed"),
        patch("ana", "/chats/{chat}", json!({"archived": false})),
        delete("ana", "/chats/saved/{saved}", Value::Null),
    ]
}

fn people_come_and_go() -> Vec<Step> {
    let nothing = || json!({});
    vec![
        post("ana", "/chats/{chat}/members", json!({"userIds": ["{citra}"]}), ""),
        patch("ana", "/chats/{chat}/members/{budi}", json!({"role": "admin"})),
        delete("budi", "/chats/{chat}/members/{citra}", Value::Null),
        post("budi", "/chats/{chat}/leave", nothing(), ""),
        patch("ana", "/chats/{chat}", json!({"archived": true})),
        patch("ana", "/chats/{chat}", json!({"archived": false})),
        post(
            "ana",
            "/chats",
            json!({"kind": "channel", "title": "open", "participantIds": ["{budi}"]}),
            "open",
        ),
        post("citra", "/chats/{open}/join", nothing(), ""),
        post("citra", "/chats/{open}/messages", json!({"content": "I am here"}), "m4"),
        post("citra", "/chats/{open}/leave", nothing(), ""),
        post("budi", "/chats", json!({"kind": "direct", "participantIds": ["{citra}"]}), "direct"),
        patch("budi", "/users/me", json!({"title": "Carpenter", "phoneExt": "12", "locale": "id"})),
        post("budi", "/users/me/presence", json!({"presence": "busy"}), ""),
        put("budi", "/users/me/status", json!({"text": "In the field"})),
        put("budi", "/users/me/status", json!({"emoji": "🏝️", "text": "On an island"})),
        put("ana", "/users/me/status", json!({"text": "for a moment"})),
        delete("ana", "/users/me/status", Value::Null),
        put("ana", "/users/me/do-not-disturb", json!({"until": "2026-12-01T08:00:00.000Z"})),
        post("admin", "/admin/invitations", json!({"email": "new@example.test"}), "token"),
        post(
            "nobody",
            "/auth/invitations/accept",
            json!({"token": "{token}", "displayName": "New", "password": PASSWORD}),
            "new",
        ),
        patch("admin", "/admin/users/{citra}", json!({"isAdmin": true})),
        patch("admin", "/admin/users/{new}", json!({"disabled": true})),
        delete("ana", "/auth/sessions/{other}", Value::Null),
        post(
            "ana",
            "/auth/password/change",
            json!({"currentPassword": PASSWORD, "newPassword": "copper-lantern-5548"}),
            "",
        ),
    ]
}

/// How far ahead the story looks: less than a session lasts without a sign of life.
const SOON: Duration = Duration::from_mins(2);

struct Story {
    app: TestApp,
    names: Vec<(String, String)>,
}

impl Story {
    async fn person(&self, who: &str) -> Client {
        match who {
            "nobody" => self.app.anonymous(),
            "admin" => self.app.admin().await,
            name => self.app.user(name).await,
        }
    }

    fn fill(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    }

    fn name(&mut self, name: &str, id: &Value) {
        let id = id.as_str().unwrap_or_else(|| panic!("{name} has no id")).to_owned();
        self.names.push((format!("{{{name}}}"), id));
    }

    async fn do_step(&mut self, Step(who, method, url, body, name): &Step) {
        if *who == EARS {
            // It may have happened already.
            let mut socket = self.person("ana").await.socket_with("names=dot&since=0").await;
            socket.until(url).await;
            return;
        }
        if *who == TIME {
            let mut socket = self.person("ana").await.socket().await;
            self.app.pass(SOON).await;
            socket.until(url).await;
            return;
        }
        let call = self.person(who).await.call(method.clone(), &self.fill(url));
        let body = serde_json::from_str::<Value>(&self.fill(&body.to_string()))
            .expect("ids need no escaping");
        let call = match body {
            Value::Null => call,
            Value::String(text) if text == PICTURE => call.body("image/png", world::picture(9, 9)),
            Value::String(text) => call.body("text/plain", text),
            body => call.json(&body),
        };
        let answer = call.send().await;
        assert!(answer.status() < 300, "{answer}");
        let json = answer.json();
        match *name {
            "" => {}
            "token" => self.name(name, &json["token"]),
            "new" => self.name(name, &json["user"]["id"]),
            "undo" => self.name(name, &json["undoToken"]),
            "file" => {
                self.name(name, &json["fileId"]);
                self.names.push(("{put}".to_owned(), below_api(&json["putUrl"])));
            }
            _ => self.name(name, &json["id"]),
        }
    }
}

/// What this story tells; projects have one of their own.
fn catalogue() -> Vec<(&'static str, &'static str)> {
    [directory::EVENTS, workspace::EVENTS, auth::EVENTS, files::EVENTS, chat::EVENTS, desk::EVENTS]
        .concat()
}

#[tokio::test]
async fn who_listens_holds_what_who_loads_gets() {
    let mut story = Story { app: TestApp::start().await, names: Vec::new() };
    let mut replicas = Vec::new();
    let people = ["ana", "budi", "citra"];
    for name in people {
        let person = story.person(name).await;
        story.name(name, &json!(person.id()));
    }
    let other =
        story.app.sign_in(&story.person("ana").await).await.get("/auth/sessions").await.ok();
    let other = other
        .as_array()
        .and_then(|all| all.iter().find(|session| session["isCurrent"] == true).cloned());
    story.name("other", &other.expect("the session in use is listed")["id"]);
    for name in people {
        replicas.push(Replica::of(&story.person(name).await).await);
    }
    let now = story.app.app.clock.now();
    story.name("soon", &json!(now.after(SOON)));
    story.name("later on", &json!(now.after(SOON * 2)));
    let since = story.app.app.db.committed_seq();
    let mut late = Replica::of(&story.person("budi").await).await;
    let mut told: BTreeSet<String> = BTreeSet::new();
    for step in life() {
        story.do_step(&step).await;
        let mark = story.app.mark().await;
        for replica in &mut replicas {
            told.extend(replica.check(mark, &format!("{} {} {}", step.0, step.1, step.2)).await);
        }
    }
    let mark = story.app.mark().await;
    late.come_back(since).await;
    late.check(mark, "being away all the time").await;
    let known: BTreeSet<String> = catalogue().iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(told, known, "every event of the catalogue was told, and no other");
}

#[test]
fn the_list_of_events_is_kept() {
    let mut text = String::from(
        "# Events\n\nWhat a socket tells, by name. Generated from the code; a test keeps it true.\n\n\
         ## Kept: they have a `seq` and can be caught up on\n\n",
    );
    for (name, about) in catalogue().iter().chain(projects::EVENTS) {
        writeln!(text, "- `{name}`: {}", about.trim()).expect("a string takes it");
    }
    text.push_str("\n## For the moment: they are not kept\n\n");
    for (name, about) in realtime::EVENTS {
        writeln!(text, "- `{name}`: {about}").expect("a string takes it");
    }
    assert_snapshot("docs/events.md", &text);
}
