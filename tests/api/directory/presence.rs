//! Who is here.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// How `viewer` sees `person`.
async fn seen(viewer: &Client, person: &Client) -> Value {
    viewer.get(&format!("/users/{}", person.id())).await.ok()["presence"].clone()
}

#[tokio::test]
async fn a_heartbeat_holds_for_its_time() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    assert_eq!(seen(&budi, &ana).await, "offline");
    assert_eq!(ana.get("/presence/me").await.ok(), json!({"userId": ana.id(), "online": false}));
    let answer = ana.post("/presence/heartbeat", json!({"ttl": 30})).await.ok();
    assert_eq!(answer, json!({"ok": true, "ttl": 30}));
    assert_eq!(ana.get("/presence/me").await.ok()["online"], true);
    assert_eq!(seen(&budi, &ana).await, "available");
    app.app.clock.advance(Duration::from_secs(31));
    assert_eq!(seen(&budi, &ana).await, "offline");
    assert_eq!(ana.post("/presence/heartbeat", json!({})).await.ok()["ttl"], 60);
    for ttl in [0, 601] {
        ana.post("/presence/heartbeat", json!({"ttl": ttl})).await.invalid("ttl", "out_of_range");
    }
}

#[tokio::test]
async fn a_state_set_by_hand_holds_until_it_is_taken_back() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let set =
        async |state: &str| ana.post("/users/me/presence", json!({"presence": state})).await.ok();
    ana.post("/presence/heartbeat", json!({"ttl": 600})).await.ok();
    for (state, manual, shown) in [
        ("busy", json!("busy"), "busy"),
        ("away", json!("away"), "away"),
        ("auto", Value::Null, "available"),
        ("offline", json!("away"), "away"),
        ("available", Value::Null, "available"),
    ] {
        let me = set(state).await;
        assert_eq!((&me["manualPresence"], &me["presence"]), (&manual, &json!(shown)), "{state}");
        assert_eq!(seen(&budi, &ana).await, shown, "{state}");
        assert_eq!(ana.get("/users/me").await.ok(), me, "{state}");
    }
    set("busy").await;
    app.app.clock.advance(Duration::from_mins(9));
    assert_eq!(seen(&budi, &ana).await, "busy", "also without doing anything");
    app.app.clock.advance(Duration::from_mins(2));
    assert_eq!(seen(&budi, &ana).await, "offline", "but not without being here");
    ana.post("/presence/heartbeat", json!({})).await.ok();
    assert_eq!(seen(&budi, &ana).await, "busy", "and again on coming back");
}

#[tokio::test]
async fn a_state_set_by_hand_survives_a_restart() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    ana.post("/users/me/presence", json!({"presence": "busy"})).await.ok();
    drop((ana, budi));
    let app = app.restart().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    assert_eq!(seen(&budi, &ana).await, "offline");
    let _socket = ana.socket().await;
    assert_eq!(seen(&budi, &ana).await, "busy");
}

#[tokio::test]
async fn only_states_that_are_known_can_be_set() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    for bad in [json!("hacked"), json!(""), json!(null), json!(7), json!({"$gt": ""})] {
        ana.post("/users/me/presence", json!({"presence": bad})).await.refused("invalid_request");
    }
    ana.post("/users/me/presence", json!({})).await.invalid("presence", "required");
    assert_eq!(ana.get("/users/me").await.ok()["manualPresence"], Value::Null);
}
