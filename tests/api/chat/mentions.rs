//! Who is named by a message.

use serde_json::json;

use super::chat_of;
use crate::support::{Client, TestApp, world};

async fn mentioned(client: &Client, chat: &str) -> (i64, i64) {
    let shown = chat_of(client, chat).await;
    let count = |key: &str| shown[key].as_i64().expect("a count");
    (count("unreadCount"), count("mentionCount"))
}

#[tokio::test]
async fn members_are_mentioned_and_nobody_else() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    budi.patch("/users/me", json!({"displayName": "Budi Santoso"})).await.ok();
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let message =
        world::say(&ana, &chat, "hi @budi santoso, @Citra, @Ana and `@Budi Santoso`").await;
    assert_eq!(
        (&message["mentions"], &message["mentionsAll"]),
        (&json!([budi.id()]), &json!(false))
    );
    assert_eq!(mentioned(&budi, &chat).await, (1, 1));
    let path = format!("/chats/{chat}/messages/{}/edit", world::id_of(&message));
    let edited = ana.post(&path, json!({"content": "hi nobody"})).await.ok();
    assert_eq!(edited["message"]["mentions"], json!([]));
    assert_eq!(mentioned(&budi, &chat).await, (1, 0));
    ana.post(&path, json!({"content": "hi @Budi Santoso"})).await.ok();
    assert_eq!(mentioned(&budi, &chat).await, (1, 1));
    ana.delete(path.trim_end_matches("/edit")).await.ok();
    assert_eq!(mentioned(&budi, &chat).await, (0, 0));
    citra.get(&format!("/chats/{chat}")).await.refused("chat_not_found");
}

#[tokio::test]
async fn everyone_is_mentioned_at_once_and_those_who_are_here_by_name() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::channel(&ana, "plans", &[&budi, &citra]).await;
    let all = world::say(&ana, &chat, "@channel listen, @Budi most of all").await;
    assert_eq!((&all["mentionsAll"], &all["mentions"]), (&json!(true), &json!([budi.id()])));
    assert_eq!(mentioned(&budi, &chat).await, (1, 1), "once, however often");
    assert_eq!(mentioned(&citra, &chat).await, (1, 1));
    assert_eq!(mentioned(&ana, &chat).await, (0, 0));
    let mark = json!({"messageId": all["id"], "only": true});
    citra.post(&format!("/chats/{chat}/reads"), mark).await.ok();
    assert_eq!(mentioned(&citra, &chat).await, (0, 0));

    let socket = citra.socket().await;
    let here = world::say(&ana, &chat, "@here who has a minute?").await;
    assert_eq!(here["mentions"], json!([citra.id()]));
    assert_eq!(mentioned(&citra, &chat).await, (1, 1));
    assert_eq!(mentioned(&budi, &chat).await, (2, 1));
    let root = world::id_of(&all);
    let reply = world::reply(&budi, &chat, &root, "@channel @Citra").await;
    assert_eq!((&reply["mentionsAll"], &reply["mentions"]), (&json!(false), &json!([citra.id()])));
    drop(socket);
}
