//! Exactly once: a keyed change happens once, however often and from wherever it is sent.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::rows::{People, Place, Right, rows};
use crate::files::at_rest;
use crate::support::{Client, Response, TestApp, world};

async fn post_keyed(client: &Client, chat: &str, key: &str, text: &str) -> Response {
    let call = client.call(Method::POST, &format!("/chats/{chat}/messages"));
    call.key(key).json(&json!({"content": text})).send().await
}

async fn texts_in(client: &Client, chat: &str) -> Vec<String> {
    let messages = client.get(&format!("/chats/{chat}/messages")).await.ok();
    let messages = messages.as_array().expect("a list of messages").iter();
    messages.map(|message| message["content"].as_str().unwrap_or_default().to_owned()).collect()
}

fn replayed(answer: &Response) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

#[tokio::test]
async fn sixteen_copies_at_once_are_one_change() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let copies = (0..16).map(|_| post_keyed(&ana, &chat, "copy", "once"));
    let answers = join_all(copies).await;
    let first = answers[0].created();
    assert!(answers.iter().all(|answer| answer.created() == first), "all copies answer the same");
    let fresh = answers.iter().filter(|answer| !replayed(answer)).count();
    assert_eq!(fresh, 1, "one of them did it");
    assert_eq!(texts_in(&ana, &chat).await, ["once"]);
}

#[tokio::test]
async fn sixteen_chats_at_once_are_one_chat() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let body = json!({"kind": "direct", "participantIds": [budi.id()]});
    let copies = (0..16).map(|_| ana.post("/chats", body.clone()));
    let answers = join_all(copies).await;
    let ids: Vec<_> = answers.iter().map(|answer| answer.json()["id"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "two people have one direct chat: {ids:?}");
    assert_eq!(answers.iter().filter(|answer| answer.status() == 201).count(), 1);
}

#[tokio::test]
async fn a_key_belongs_to_its_body_person_method_and_path() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let other = world::group(&ana, "Other", &[&budi]).await;
    let first = post_keyed(&ana, &chat, "k", "mine").await.created();
    post_keyed(&ana, &chat, "k", "another").await.refused("idempotency_key_reused");

    let budis = post_keyed(&budi, &chat, "k", "mine").await;
    assert!(!replayed(&budis), "a key is worth nothing to another person");
    assert_ne!(budis.created()["id"], first["id"]);
    assert_eq!(budis.created()["senderId"], budi.id());
    assert!(!replayed(&post_keyed(&ana, &other, "k", "mine").await), "nor at another path");
    assert_eq!(texts_in(&ana, &chat).await, ["mine", "mine"]);
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_also_after_a_restart() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let first = post_keyed(&ana, &chat, "k", "once").await.created();
    drop(ana);
    let app = app.restart().await;
    let ana = app.user("ana").await;
    let again = post_keyed(&ana, &chat, "k", "once").await;
    assert!(replayed(&again));
    assert_eq!(again.created(), first);
    assert_eq!(texts_in(&ana, &chat).await, ["once"]);
}

#[tokio::test]
async fn only_successes_are_kept() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    post_keyed(&ana, &chat, "k", "").await.refused("invalid_request");
    assert!(!replayed(&post_keyed(&ana, &chat, "k", "now it says something").await));

    app.app.db.fail_next_commit();
    let failed = post_keyed(&ana, &chat, "disk", "twice tried").await;
    assert!(failed.status() >= 500, "{failed}");
    assert!(!texts_in(&ana, &chat).await.contains(&"twice tried".to_owned()), "nothing was kept");
    assert!(!replayed(&post_keyed(&ana, &chat, "disk", "twice tried").await));
    assert_eq!(texts_in(&ana, &chat).await, ["now it says something", "twice tried"]);
}

#[tokio::test]
async fn a_replay_needs_the_right_again() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    post_keyed(&budi, &chat, "k", "secret plans").await.created();
    ana.delete(&format!("/chats/{chat}/members/{}", budi.id())).await.ok();
    post_keyed(&budi, &chat, "k", "secret plans").await.refused("chat_not_found");
}

#[tokio::test]
async fn a_key_is_good_for_a_day() {
    let two_days = Duration::from_hours(48);
    let app = TestApp::configured(|config| config.auth.access_ttl = two_days).await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    post_keyed(&ana, &chat, "k", "today").await.created();
    app.app.clock.advance(Duration::from_hours(23));
    assert!(replayed(&post_keyed(&ana, &chat, "k", "today").await));
}

#[tokio::test]
async fn keys_are_printable_and_short() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    for bad in ["", "tab\there", "ümlaut", &"k".repeat(256)] {
        post_keyed(&ana, &chat, bad, "x").await.refused("invalid_idempotency_key");
    }
    post_keyed(&ana, &chat, &"k".repeat(255), "x").await.created();
}

/// Changes that take away the right to make them, or what they are about: a retry is told so.
const LAST_ACTS: [&str; 5] = [
    "POST /chats/{chat}/leave",
    "DELETE /files/tus/{upload}",
    "DELETE /projects/{project}",
    "POST /projects/{project}/leave",
    "POST /projects/{project}/hand-over",
];

#[tokio::test]
async fn every_change_can_be_retried() {
    let app = TestApp::start().await;
    let people = People::of(&app).await;
    for (number, row) in rows().iter().enumerate() {
        // A refusal changes nothing, so nothing of it is kept.
        let changes = row.method != Method::GET && row.right != Right::Public && row.status < 300;
        if !changes || LAST_ACTS.contains(&row.name().as_str()) {
            continue;
        }
        let place = Place::make(&app, &people, number).await;
        let holder = place.holder(row.right, &people);
        // One address may have several rows.
        let key = format!("retry {number}");
        let send = || row.call(&place, holder).key(&key).send();
        let first = send().await;
        assert_eq!(first.status(), row.status, "{first}");
        at_rest(&app).await;
        let seq = app.app.db.committed_seq();
        let again = send().await;
        assert!(replayed(&again), "{again} is not a replay");
        assert_eq!((again.status(), again.json()), (first.status(), first.json()));
        assert_eq!(app.app.db.committed_seq(), seq, "the retry of {} did something", row.name());
        // A person has only so many of these, and there are more rows.
        let scheduled = place.fill("/chats/{chat}/scheduled/{scheduled}");
        people.budi.call(Method::DELETE, &scheduled).send().await;
    }
}
