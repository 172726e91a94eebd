//! Saved messages, notes and reminders.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Client, TestApp, world};

async fn saved(client: &Client) -> Vec<Value> {
    client.get("/chats/saved").await.ok()["items"].as_array().expect("items").clone()
}

#[tokio::test]
async fn a_message_is_saved_once_and_shown_as_it_stands() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let message = world::id_of(&world::say(&ana, &chat, "keep this").await);
    let item = budi.post("/chats/saved", json!({"messageId": message})).await.created();
    assert_eq!((&item["chatId"], &item["note"]), (&json!(chat), &json!("")));
    let again = budi.post("/chats/saved", json!({"messageId": message, "note": "why"})).await.ok();
    assert_eq!((&again["id"], &again["note"]), (&item["id"], &json!("why")));
    let edit = format!("/chats/{chat}/messages/{message}/edit");
    ana.post(&edit, json!({"content": "keep that"})).await.ok();
    assert_eq!(saved(&budi).await[0]["message"]["content"], "keep that");
    ana.delete(&format!("/chats/{chat}/messages/{message}")).await.ok();
    assert_eq!(saved(&budi).await[0]["message"], Value::Null);
    assert_eq!(saved(&ana).await, Vec::<Value>::new());
    let path = format!("/chats/saved/{}", world::id_of(&item));
    budi.delete(&path).await.ok();
    budi.get(&path).await.refused("saved_not_found");
}

#[tokio::test]
async fn saving_opens_no_door() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let stranger = app.user("citra").await;
    let message = world::id_of(&world::say(&ana, &chat, "secret").await);
    let body = json!({"messageId": message});
    stranger.post("/chats/saved", body.clone()).await.refused("message_not_found");
    let note = json!({"chatId": chat, "note": "x"});
    stranger.post("/chats/saved", note).await.refused("chat_not_found");
    budi.post("/chats/saved", body).await.created();
    ana.delete(&format!("/chats/{chat}/members/{}", budi.id())).await.ok();
    let left = saved(&budi).await;
    assert_eq!(left[0]["message"], Value::Null, "who left does not read on: {left:?}");
    budi.post("/chats/saved", json!({})).await.invalid("messageId", "required");
}

#[tokio::test]
async fn one_is_reminded_once_when_it_is_time_also_after_a_restart() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let at = app.app.clock.now().after(Duration::from_mins(2));
    let item =
        ana.post("/chats/saved", json!({"note": "call home", "remindAt": at})).await.created();
    let path = format!("/chats/saved/{}", world::id_of(&item));
    ana.patch(&path, json!({"remindAt": "2001-01-01T00:00:00Z"})).await.invalid("remindAt", "past");
    ana.patch(&path, json!({"remindAt": "2101-01-01T00:00:00Z"}))
        .await
        .invalid("remindAt", "out_of_range");
    let app = app.restart().await;
    let ana = app.user("ana").await;
    let mut socket = ana.socket().await;
    app.pass(Duration::from_mins(3)).await;
    let due = socket.until("chat.reminder.due").await;
    assert_eq!(due.data["savedId"], item["id"]);
    assert!(
        !due.json.to_string().contains("call home"),
        "the note is nobody's business: {}",
        due.json
    );
    assert!(ana.get(&path).await.ok()["remindedAt"].is_string());
    app.pass(Duration::from_secs(5)).await;
    let mark = app.mark().await;
    socket.assert_silence(mark).await;
    let later = app.app.clock.now().after(Duration::from_mins(1));
    let again = ana.patch(&path, json!({"remindAt": later})).await.ok();
    assert_eq!(again["remindedAt"], Value::Null);
    app.pass(Duration::from_mins(2)).await;
    socket.until("chat.reminder.due").await;
}
