//! Unfinished texts on several devices.

use serde_json::{Value, json};

use crate::support::{TestApp, world};

#[tokio::test]
async fn devices_share_drafts_and_overwrite_none() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let phone = app.sign_in(&ana).await;
    let path = format!("/chats/{chat}/draft");
    let mut socket = phone.socket().await;
    let keep = |text: &str, version: u64| json!({"text": text, "version": version});
    let kept = ana.put(&path, keep("hello wor", 0)).await.ok();
    assert_eq!(kept["version"], 1);
    let told = socket.until("chat.draft.updated").await;
    assert_eq!(told.data["patch"]["version"], 1);
    assert!(!told.json.to_string().contains("hello"), "{}", told.json);
    let drafts = phone.get("/chats/drafts").await.ok();
    assert_eq!((&drafts[0]["text"], &drafts[0]["chatId"]), (&json!("hello wor"), &json!(chat)));
    phone.put(&path, keep("good morning", 0)).await.refused("draft_conflict");
    assert_eq!(
        phone.put(&path, keep("hello wor", 0)).await.ok()["version"],
        1,
        "the same is no conflict"
    );
    phone.put(&path, keep("hello world", 1)).await.ok();
    ana.put(&path, keep("hello, word", 1)).await.refused("draft_conflict");
    assert_eq!(ana.put(&path, keep("", 2)).await.ok()["version"], 3);
    assert_eq!(phone.get("/chats/drafts").await.ok(), json!([]));
    let fresh = phone.put(&path, keep("a new thought", 2)).await.ok();
    assert_eq!(fresh["version"], 4, "what was sent stands in nobody's way");
    assert_eq!(budi.get("/chats/drafts").await.ok(), json!([]));
    let endless = "x".repeat(20_001);
    ana.put(&path, keep(&endless, 4)).await.invalid("text", "too_long");
}

#[tokio::test]
async fn a_thread_has_a_draft_of_its_own() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let root = world::id_of(&world::say(&ana, &chat, "root").await);
    let path = format!("/chats/{chat}/draft");
    ana.put(&path, json!({"text": "above", "version": 0})).await.ok();
    ana.put(&path, json!({"text": "below", "version": 0, "rootMessageId": root})).await.ok();
    let elsewhere = world::channel(&ana, "elsewhere", &[]).await;
    let below = json!({"text": "x", "version": 0, "rootMessageId": root});
    ana.put(&format!("/chats/{elsewhere}/draft"), below).await.refused("message_not_found");
    let reply = world::id_of(&world::reply(&ana, &chat, &root, "reply").await);
    let deeper = json!({"text": "x", "version": 0, "rootMessageId": reply});
    ana.put(&path, deeper).await.refused("message_not_a_root");
    let drafts = ana.get("/chats/drafts").await.ok();
    let roots: Vec<&Value> =
        drafts.as_array().expect("drafts").iter().map(|draft| &draft["rootMessageId"]).collect();
    assert_eq!(roots.len(), 2);
    assert!(roots.contains(&&Value::Null) && roots.contains(&&json!(root)), "{drafts}");
    ana.post(&format!("/chats/{chat}/leave"), json!({})).await.ok();
    assert_eq!(ana.get("/chats/drafts").await.ok(), json!([]), "one writes where one is");
}
