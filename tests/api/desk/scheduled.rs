//! Messages to be posted later: once, in time, with the rights of that time.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Client, TestApp, world};

const SOON: Duration = Duration::from_mins(2);

async fn schedule(client: &Client, app: &TestApp, chat: &str, words: &str) -> Value {
    let at = app.app.clock.now().after(SOON);
    let body = json!({"content": words, "sendAt": at});
    client.post(&format!("/chats/{chat}/scheduled"), body).await.created()
}

async fn said(client: &Client, chat: &str) -> Vec<String> {
    let messages = client.get(&format!("/chats/{chat}/messages")).await.ok();
    let words = |message: &Value| message["content"].as_str().expect("words").to_owned();
    messages.as_array().expect("messages").iter().map(words).collect()
}

#[tokio::test]
async fn it_is_posted_once_when_it_is_time_also_across_a_restart() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    schedule(&ana, &app, &chat, "good morning, @Budi").await;
    schedule(&ana, &app, &chat, "and **more**").await;
    assert_eq!(said(&budi, &chat).await, Vec::<String>::new());
    assert_eq!(budi.get("/chats/scheduled").await.ok(), json!([]));
    let app = app.restart().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let mut socket = budi.socket().await;
    app.pass(SOON).await;
    let first = socket.until("chat.message.created").await;
    assert_eq!(first.data["patch"]["mentions"], json!([budi.id()]));
    socket.until("chat.message.created").await;
    assert_eq!(said(&budi, &chat).await, ["good morning, @Budi", "and **more**"]);
    assert_eq!(ana.get("/chats/scheduled").await.ok(), json!([]));
    app.pass(Duration::from_secs(10)).await;
    let mark = app.mark().await;
    socket.assert_silence(mark).await;
}

#[tokio::test]
async fn it_can_be_changed_given_up_and_sent_at_once() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let path = |item: &Value| format!("/chats/{chat}/scheduled/{}", world::id_of(item));
    let [one, two] =
        [schedule(&ana, &app, &chat, "one").await, schedule(&ana, &app, &chat, "two").await];
    let later = app.app.clock.now().after(SOON * 2).to_string();
    let changed = ana.patch(&path(&one), json!({"content": "better", "sendAt": later})).await.ok();
    assert_eq!((&changed["content"], &changed["sendAt"]), (&json!("better"), &json!(later)));
    ana.patch(&path(&one), json!({"content": " "})).await.invalid("content", "required");
    ana.patch(&path(&one), json!({"sendAt": "2001-01-01T00:00:00Z"}))
        .await
        .invalid("sendAt", "past");
    budi.patch(&path(&one), json!({"content": "mine"})).await.refused("scheduled_not_found");
    let sent = ana.post(&format!("{}/send", path(&one)), json!({})).await.ok();
    assert_eq!(sent["message"]["content"], "better");
    ana.post(&format!("{}/send", path(&one)), json!({})).await.refused("scheduled_not_found");
    ana.delete(&path(&two)).await.ok();
    assert_eq!(said(&budi, &chat).await, ["better"]);
    assert_eq!(ana.get("/chats/scheduled").await.ok(), json!([]));
}

#[tokio::test]
async fn what_one_may_not_say_any_more_stays_unsaid_and_tells_why() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let item = schedule(&budi, &app, &chat, "from afar").await;
    ana.delete(&format!("/chats/{chat}/members/{}", budi.id())).await.ok();
    let mut socket = budi.socket().await;
    app.pass(SOON).await;
    let failed = socket.until("chat.scheduled.failed").await;
    assert_eq!(failed.data["patch"]["failure"], "chat_not_found");
    let waiting = budi.get("/chats/scheduled").await.ok();
    assert_eq!(
        (&waiting[0]["state"], &waiting[0]["content"]),
        (&json!("failed"), &json!("from afar"))
    );
    assert_eq!(said(&ana, &chat).await, Vec::<String>::new());
    let path = format!("/chats/{chat}/scheduled/{}", world::id_of(&item));
    budi.post(&format!("{path}/send"), json!({})).await.refused("chat_not_found");
    // Asked back and given another time, it goes out after all.
    ana.post(&format!("/chats/{chat}/members"), json!({"userIds": [budi.id()]})).await.created();
    let again = app.app.clock.now().after(SOON);
    let retried = budi.patch(&path, json!({"sendAt": again})).await.ok();
    assert_eq!(retried["state"], "waiting");
    app.pass(SOON).await;
    socket.until("chat.scheduled.sent").await;
    assert_eq!(said(&ana, &chat).await, ["from afar"]);
}

#[tokio::test]
async fn a_reply_waits_for_its_thread_and_there_is_a_limit() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let elsewhere = world::channel(&ana, "elsewhere", &[]).await;
    let root = world::id_of(&world::say(&ana, &chat, "root").await);
    let at = app.app.clock.now().after(SOON);
    let body = json!({"content": "a reply", "rootMessageId": root, "sendAt": at});
    ana.post(&format!("/chats/{elsewhere}/scheduled"), body.clone())
        .await
        .refused("message_not_found");
    let item = ana.post(&format!("/chats/{chat}/scheduled"), body).await.created();
    let sent = format!("/chats/{chat}/scheduled/{}/send", world::id_of(&item));
    assert_eq!(ana.post(&sent, json!({})).await.ok()["message"]["rootMessageId"], json!(root));
    for _ in 0..100 {
        schedule(&ana, &app, &chat, "again").await;
    }
    let body = json!({"content": "once more", "sendAt": at});
    ana.post(&format!("/chats/{chat}/scheduled"), body).await.refused("too_many_scheduled");
}
