//! kill -9 under load: nothing acknowledged is lost, nothing is doubled, and a socket that comes
//! back has seen everything once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::account::{Account, Heard, Socket};
use crate::program::{Folder, PATIENCE, Server};

const WRITERS: usize = 24;
/// Posts acknowledged before the power fails.
const POSTS: usize = 200;
const CRASHES: usize = 3;

/// What the writers know: the answer of each key, if one arrived.
type Known = BTreeMap<String, Option<Value>>;

/// Posts one message under its key; none if no answer came.
async fn post(account: &Account, server: &Server, path: &str, key: &str) -> Option<(Value, bool)> {
    let request = account
        .request(server, Method::POST, path)
        .header("Idempotency-Key", key)
        .json(&json!({"content": format!("message {key}"), "clientId": key}));
    let answer = request.send().await.ok()?;
    let replayed = answer.headers().contains_key("idempotency-replayed");
    let status = answer.status();
    let body: Value = answer.json().await.ok()?;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    Some((body, replayed))
}

/// Writers post until the server is gone; tells what they know.
async fn load_until_killed(account: &Account, server: Server, path: &str, crash: usize) -> Known {
    let server = Arc::new(server);
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let enough = Arc::new(Notify::new());
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let (account, path) = (account.clone(), path.to_owned());
        let (server, acknowledged, enough) =
            (Arc::clone(&server), Arc::clone(&acknowledged), Arc::clone(&enough));
        writers.spawn(async move {
            let mut known = Known::new();
            for count in 0.. {
                let key = format!("{crash}-{writer}-{count}");
                let answer = post(&account, &server, &path, &key).await.map(|(body, _)| body);
                let over = answer.is_none();
                known.insert(key, answer);
                if over {
                    break;
                }
                if acknowledged.fetch_add(1, Ordering::SeqCst) + 1 == POSTS {
                    enough.notify_one();
                }
            }
            known
        });
    }
    timeout(PATIENCE, enough.notified()).await.expect("the server answers");
    server.signal(rustix::process::Signal::KILL);
    let known = writers.join_all().await.into_iter().flatten().collect();
    let server = Arc::into_inner(server).expect("the writers have ended");
    let (status, _) = server.wait().await;
    assert_eq!(status.code(), None, "it was killed");
    known
}

/// Every message of the chat, oldest first.
async fn all_messages(account: &Account, server: &Server, path: &str) -> Vec<Value> {
    let mut messages: Vec<Value> = Vec::new();
    let mut before = String::new();
    loop {
        let page = account.get(server, &format!("{path}?limit=100{before}")).await;
        let page = page.as_array().expect("a list").clone();
        let Some(oldest) = page.first() else { return messages };
        before = format!("&beforeId={}", oldest["id"].as_str().expect("an id"));
        messages.splice(0..0, page);
    }
}

/// The numbers and messages of the events that a socket gets, until it breaks or has caught up.
async fn collect(mut socket: Socket) -> Vec<(i64, String)> {
    let mut seen = Vec::new();
    loop {
        match socket.next().await {
            Heard::Frame(frame) if frame["event"] == "chat.message.created" => {
                let message = frame["data"]["messageId"].as_str().expect("an id").to_owned();
                seen.push((frame["seq"].as_i64().expect("a number"), message));
            }
            Heard::Frame(frame) if frame["event"] == "connection.resumed" => return seen,
            Heard::Frame(frame) => assert_ne!(frame["event"], "connection.reset"),
            Heard::Closed(_) | Heard::Broken => return seen,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_under_load_loses_nothing_and_doubles_nothing() {
    let folder = Folder::new();
    let mut server = Server::start(folder.serve()).await;
    let ana = Account::set_up(&mut server).await;
    let chat = ana.create(&server, "/chats", &json!({"kind": "channel", "title": "load"})).await;
    let path = format!("/chats/{}/messages", chat["id"].as_str().expect("an id"));
    let boot = ana.get(&server, "/boot").await;
    let mut cursor: i64 = boot["seq"].as_str().and_then(|seq| seq.parse().ok()).expect("a number");
    let (mut keys, mut seen) = (0, Vec::new());

    for crash in 0..CRASHES {
        let mut live = JoinSet::new();
        live.spawn(collect(ana.socket(&server, "").await));
        let known = load_until_killed(&ana, server, &path, crash).await;
        let heard = live.join_all().await.concat();
        cursor = heard.last().map_or(cursor, |(seq, _)| *seq);
        seen.extend(heard);

        server = Server::start(folder.serve()).await;
        let stored = all_messages(&ana, &server, &path).await;
        check_acknowledged(&known, &stored);
        retry_all(&ana, &server, &path, &known).await;
        keys += known.len();
        let stored = all_messages(&ana, &server, &path).await;
        let distinct: BTreeSet<&str> = stored.iter().map(key_of).collect();
        assert_eq!((stored.len(), distinct.len()), (keys, keys), "each key made one message");
        check_index(&ana, &server, keys).await;

        let missed = collect(ana.socket(&server, &format!("&since={cursor}")).await).await;
        cursor = missed.last().map_or(cursor, |(seq, _)| *seq);
        seen.extend(missed);
        assert!(seen.is_sorted_by(|(before, _), (after, _)| before < after), "in order, once");
        let ids: Vec<&str> =
            stored.iter().map(|message| message["id"].as_str().expect("an id")).collect();
        let heard: Vec<&str> = seen.iter().map(|(_, message)| message.as_str()).collect();
        assert_eq!(heard, ids, "the socket saw every message once, in the order of the chat");
    }
    server.stop().await;
}

/// Each message is in the search index, and once: found by its word, counted, and listed page by page.
pub(crate) async fn check_index(account: &Account, server: &Server, expected: usize) {
    loop {
        let index = account.get(server, "/search/index").await;
        if index["lagSeconds"] == 0.0 && index["state"] == "live" {
            break;
        }
    }
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/search/messages/cursor?q=message&sort=date&limit=100{cursor}");
        let page = account.get(server, &path).await;
        assert_eq!(page["total"], expected, "every message is counted once");
        let items = page["items"].as_array().expect("a list").iter();
        ids.extend(items.map(|item| item["id"].as_str().expect("an id").to_owned()));
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let distinct: BTreeSet<&String> = ids.iter().collect();
    assert_eq!((ids.len(), distinct.len()), (expected, expected), "every message is found once");
}

fn key_of(message: &Value) -> &str {
    message["clientId"].as_str().expect("the key it was sent under")
}

/// Whatever was acknowledged is there, as it was acknowledged.
fn check_acknowledged(known: &Known, stored: &[Value]) {
    let by_key: BTreeMap<&str, &Value> =
        stored.iter().map(|message| (key_of(message), message)).collect();
    for (key, answer) in known {
        let Some(answer) = answer else { continue };
        let message = by_key.get(key.as_str()).unwrap_or_else(|| panic!("{key} is lost"));
        assert_eq!(message["id"], answer["id"]);
        assert_eq!(message["content"], answer["content"]);
    }
}

/// Every key again: what was acknowledged answers the same, what was not is done now or was done.
async fn retry_all(account: &Account, server: &Server, path: &str, known: &Known) {
    for (key, answer) in known {
        let (again, replayed) = post(account, server, path, key).await.expect("an answer");
        if let Some(answer) = answer {
            assert_eq!(&again, answer, "{key}");
            assert!(replayed, "{key}");
        }
    }
}
