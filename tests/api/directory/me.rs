//! One's own profile.

use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn one_sees_oneself_whole_and_never_a_hash() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let me = ana.get("/users/me").await.ok();
    let mut keys: Vec<_> = me.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "avatarUrl",
            "createdAt",
            "disabled",
            "displayName",
            "doNotDisturb",
            "doNotDisturbUntil",
            "email",
            "id",
            "isAdmin",
            "isNew",
            "locale",
            "manualPresence",
            "orgUnit",
            "phoneExt",
            "presence",
            "status",
            "timeZone",
            "title",
        ]
    );
    assert_eq!(me["orgUnit"], Value::Null);
}

#[tokio::test]
async fn a_profile_is_changed_where_the_change_says() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let edit = json!({"displayName": " Ana  Wijaya ", "title": "Carpenter", "phoneExt": "12-3", "locale": "id", "timeZone": "Asia/Jakarta"});
    let me = ana.patch("/users/me", edit).await.ok();
    assert_eq!(me["displayName"], "Ana Wijaya");
    assert_eq!((&me["locale"], &me["timeZone"]), (&json!("id"), &json!("Asia/Jakarta")));
    let me = ana.patch("/users/me", json!({"locale": null, "title": ""})).await.ok();
    assert_eq!((&me["locale"], &me["title"]), (&Value::Null, &json!("")));
    assert_eq!((&me["timeZone"], &me["phoneExt"]), (&json!("Asia/Jakarta"), &json!("12-3")));
    assert_eq!(ana.get("/users/me").await.ok(), me);
}

#[tokio::test]
async fn a_profile_takes_nothing_that_is_not_ones_own_to_say() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let send = |body: Value| ana.patch("/users/me", body);
    for key in ["isAdmin", "email", "password", "id", "disabled"] {
        send(json!({key: true})).await.invalid(key, "unknown_field");
    }
    send(json!({"displayName": ""})).await.invalid("displayName", "required");
    send(json!({"displayName": "x".repeat(81)})).await.invalid("displayName", "too_long");
    send(json!({"displayName": "nimda\u{202e}"})).await.invalid("displayName", "invalid");
    send(json!({"phoneExt": "<b>"})).await.invalid("phoneExt", "invalid");
    send(json!({"timeZone": "../etc"})).await.invalid("timeZone", "invalid");
    send(json!({"locale": "fr"})).await.refused("invalid_request");
}

#[tokio::test]
async fn others_hear_what_they_see_and_nobody_hears_settings() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let (mut anas, mut budis) = (ana.socket().await, budi.socket().await);
    ana.patch("/users/me", json!({"title": "Carpenter", "locale": "id"})).await.ok();
    let told = budis.expect("user.updated").await.data;
    assert_eq!(
        (&told["userId"], &told["patch"]),
        (&json!(ana.id()), &json!({"title": "Carpenter"}))
    );
    assert_eq!(anas.expect("user.updated").await.data["patch"], json!({"title": "Carpenter"}));
    assert_eq!(anas.expect("user.updated").await.data["patch"], json!({"locale": "id"}));
    ana.patch("/users/me", json!({"title": "Carpenter"})).await.ok();
    ana.patch("/users/me", json!({})).await.ok();
    let mark = app.mark().await;
    budis.assert_silence(mark).await;
    anas.assert_silence(mark).await;
}

#[tokio::test]
async fn a_new_name_is_used_at_once() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    ana.patch("/users/me", json!({"displayName": "Ana Wijaya"})).await.ok();
    assert_eq!(ana.get("/users/me").await.ok()["displayName"], "Ana Wijaya");
    let invited = app.admin().await;
    assert_eq!(
        invited.get(&format!("/users/{}", ana.id())).await.ok()["displayName"],
        "Ana Wijaya"
    );
}
