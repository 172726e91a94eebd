//! The channel everyone is in from the first day, and the hints of that day.

use serde_json::{Value, json};

use crate::support::{Client, TestApp, world};

async fn general(person: &Client) -> Value {
    let boot = person.get("/boot").await.ok();
    let id = &boot["generalChatId"];
    let chats = boot["chats"].as_array().expect("a list of chats").clone();
    chats.into_iter().find(|chat| chat["id"] == *id).unwrap_or(Value::Null)
}

#[tokio::test]
async fn the_first_person_makes_it_and_everyone_after_is_in_it() {
    let app = TestApp::welcoming().await;
    let admin = app.admin().await;
    let made = general(&admin).await;
    assert_eq!((&made["title"], &made["kind"]), (&json!("general"), &json!("channel")));
    assert_eq!(made["role"], "owner");
    let mut admins = admin.socket().await;
    let ana = app.user("ana").await;
    assert_eq!(admins.until("chat.participant.joined").await.data["userId"], ana.id());
    let seen = general(&ana).await;
    assert_eq!((&seen["id"], &seen["memberCount"]), (&made["id"], &json!(2)));
    assert_eq!(seen["unreadCount"], 0);
}

#[tokio::test]
async fn who_does_not_want_it_leaves_it_and_is_not_brought_back() {
    let app = TestApp::welcoming().await;
    let ana = app.user("ana").await;
    let chat = world::id_of(&general(&ana).await);
    ana.post(&format!("/chats/{chat}/leave"), json!({})).await.ok();
    app.user("budi").await;
    assert_eq!(general(&ana).await, Value::Null);
}

#[tokio::test]
async fn an_archived_one_takes_nobody_in() {
    let app = TestApp::welcoming().await;
    let admin = app.admin().await;
    let chat = world::id_of(&general(&admin).await);
    admin.patch(&format!("/chats/{chat}"), json!({"archived": true})).await.ok();
    let ana = app.user("ana").await;
    assert_eq!(general(&ana).await, Value::Null);
}

#[tokio::test]
async fn somebody_new_says_their_language_and_zone_and_when_they_need_no_hints() {
    let app = TestApp::welcoming().await;
    let admin = app.admin().await;
    let invitation = admin.post("/admin/invitations", json!({})).await.created();
    let body = json!({
        "token": invitation["token"], "email": "sari@example.test", "displayName": "Sari",
        "password": crate::support::PASSWORD, "locale": "id", "timeZone": "Asia/Makassar",
    });
    let made = app.anonymous().post("/auth/invitations/accept", body).await.created();
    let sari = app.anonymous().signed_in(&made);
    let me = sari.get("/users/me").await.ok();
    assert_eq!((&me["locale"], &me["timeZone"]), (&json!("id"), &json!("Asia/Makassar")));
    assert_eq!(me["isNew"], true);
    let mut other = sari.socket().await;
    sari.patch("/users/me", json!({"isNew": false})).await.ok();
    assert_eq!(other.expect("user.updated").await.data["patch"], json!({"isNew": false}));
    assert_eq!(sari.get("/users/me").await.ok()["isNew"], false);
    let others = admin.get(&format!("/users/{}", sari.id())).await.ok();
    assert_eq!(others.get("isNew"), None, "nobody else's business");
}
