//! Taking words back.

use serde_json::{Value, json};

use super::said;
use crate::support::{TestApp, world};

#[tokio::test]
async fn an_edit_keeps_what_was_said_before() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let message = world::id_of(&world::say(&budi, &chat, "**first**").await);
    let path = format!("/chats/{chat}/messages/{message}");
    let edit = |text: &str| json!({"content": text});
    ana.post(&format!("{path}/edit"), edit("mine now")).await.refused("message_not_yours");
    budi.post(&format!("{path}/edit"), edit(" ")).await.invalid("content", "required");
    let edited = budi.post(&format!("{path}/edit"), edit("second")).await.ok();
    assert_eq!(edited["message"]["content"], "second");
    assert!(edited["message"]["editedAt"].is_string());
    budi.post(&format!("{path}/edit"), edit("second")).await.ok();
    budi.post(&format!("{path}/edit"), json!({"content": {"html": "<i>third</i>"}})).await.ok();
    let history = ana.get(&format!("{path}/history")).await.ok();
    assert_eq!(
        super::texts(&history, "content"),
        ["second", "**first**"],
        "the same again is no edit"
    );
    assert_eq!(history[1]["contentJson"]["text"], "first");
    assert_eq!(
        (&history[1]["action"], &history[1]["actorId"]),
        (&json!("edited"), &json!(budi.id()))
    );
    assert_eq!(said(&ana, &chat).await, ["third"]);
}

#[tokio::test]
async fn a_deleted_message_says_nothing_to_anyone_but_those_who_answer_for_it() {
    let app = TestApp::start().await;
    let (ana, budi, eka) = (app.user("ana").await, app.user("budi").await, app.user("eka").await);
    let chat = world::group(&ana, "plans", &[&budi, &eka]).await;
    let message = world::id_of(&world::say(&budi, &chat, "a secret").await);
    let path = format!("/chats/{chat}/messages/{message}");
    ana.delete(&path).await.refused("message_not_yours");
    let mut socket = ana.socket().await;
    budi.delete(&path).await.ok();
    let told = socket.expect("chat.message.deleted").await;
    assert!(!told.json.to_string().contains("secret"));
    assert_eq!(told.data["chat"]["lastMessage"], Value::Null);
    budi.delete(&path).await.ok();
    let mark = app.mark().await;
    socket.assert_silence(mark).await;
    assert_eq!(said(&ana, &chat).await, [""; 0]);
    let gone = eka.get(&path).await.ok();
    assert_eq!((&gone["content"], &gone["contentJson"]["html"]), (&json!(""), &json!("")));
    assert!(gone["deletedAt"].is_string());
    budi.post(&format!("{path}/edit"), json!({"content": "x"})).await.refused("message_deleted");
    let reaction = json!({"messageId": message, "emoji": "👍"});
    ana.post(&format!("/chats/{chat}/reactions"), reaction).await.refused("message_deleted");
    for (who, words) in [(&budi, "a secret"), (&ana, "a secret"), (&eka, "")] {
        let history = who.get(&format!("{path}/history")).await.ok();
        assert_eq!(super::texts(&history, "content"), [words], "to {}", who.name());
        assert_eq!(history[0]["action"], "deleted");
    }
}
