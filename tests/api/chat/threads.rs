//! Replies: beside the main list, never in it.

use serde_json::{Value, json};

use super::{said, texts};
use crate::support::{TestApp, world};

#[tokio::test]
async fn replies_stand_in_their_thread_and_their_root_knows() {
    let app = TestApp::start().await;
    let people = [
        app.user("ana").await,
        app.user("budi").await,
        app.user("citra").await,
        app.user("eka").await,
    ];
    let [ana, budi, citra, eka] = &people;
    let chat = world::channel(ana, "plans", &[budi, citra, eka]).await;
    let root = world::id_of(&world::say(ana, &chat, "root").await);
    let mut replies = Vec::new();
    for who in [budi, citra, eka, budi, ana] {
        replies.push(world::id_of(&world::reply(who, &chat, &root, who.name()).await));
    }
    assert_eq!(said(ana, &chat).await, ["root"]);
    let shown = &ana.get(&format!("/chats/{chat}/messages")).await.ok()[0];
    assert_eq!(
        (&shown["replyCount"], &shown["lastRepliers"]),
        (&json!(5), &json!([ana.id(), budi.id(), eka.id()]))
    );
    let thread = format!("/chats/{chat}/threads?rootMessageId={root}");
    let answered = ana.get(&thread).await.ok();
    assert_eq!(texts(&answered, "content"), ["Budi", "Citra", "Eka", "Budi", "Ana"]);
    assert_eq!(
        (&answered[0]["rootMessageId"], &answered[0]["rootMessage"]["id"]),
        (&json!(root), &json!(root))
    );
    let older = ana.get(&format!("{thread}&limit=2&beforeId={}", replies[3])).await.ok();
    assert_eq!(texts(&older, "content"), ["Citra", "Eka"]);

    let post = format!("/chats/{chat}/messages");
    let deeper = json!({"content": "x", "threadId": replies[0]});
    ana.post(&post, deeper).await.refused("message_not_a_root");
    let of_reply = format!("/chats/{chat}/threads?rootMessageId={}", replies[0]);
    ana.get(&of_reply).await.refused("message_not_a_root");
    ana.get(&format!("/chats/{chat}/threads")).await.invalid("rootMessageId", "required");
    let other = world::channel(ana, "elsewhere", &[]).await;
    ana.post(&format!("/chats/{other}/messages"), json!({"content": "x", "rootMessageId": root}))
        .await
        .refused("message_not_found");
    ana.get(&format!("/chats/{other}/threads?rootMessageId={root}"))
        .await
        .refused("message_not_found");
}

#[tokio::test]
async fn a_deleted_root_stays_as_long_as_it_has_replies() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::channel(&ana, "plans", &[&budi]).await;
    let root = world::id_of(&world::say(&ana, &chat, "root").await);
    let reply = world::id_of(&world::reply(&budi, &chat, &root, "reply").await);
    let path = format!("/chats/{chat}/messages");
    ana.delete(&format!("{path}/{root}")).await.ok();
    let stone = &ana.get(&path).await.ok()[0];
    assert_eq!((&stone["content"], &stone["replyCount"]), (&json!(""), &json!(1)));
    let late = json!({"content": "late", "rootMessageId": root});
    budi.post(&path, late).await.refused("message_deleted");
    assert_eq!(super::chat_of(&budi, &chat).await["unreadCount"], 0);
    budi.delete(&format!("{path}/{reply}")).await.ok();
    assert_eq!(ana.get(&path).await.ok(), json!([]));
    assert_eq!(
        ana.get(&format!("/chats/{chat}/threads?rootMessageId={root}")).await.ok(),
        json!([])
    );
}

#[tokio::test]
async fn an_event_of_a_reply_tells_what_its_root_knows() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::channel(&ana, "plans", &[&budi]).await;
    let root = world::id_of(&world::say(&ana, &chat, "root").await);
    let mut socket = ana.socket().await;
    let reply = world::id_of(&world::reply(&budi, &chat, &root, "reply").await);
    let told = socket.expect("chat.message.created").await.data;
    assert_eq!((&told["rootMessageId"], &told["root"]["id"]), (&json!(root), &json!(root)));
    assert_eq!(
        (&told["root"]["replyCount"], &told["root"]["lastRepliers"]),
        (&json!(1), &json!([budi.id()]))
    );
    budi.delete(&format!("/chats/{chat}/messages/{reply}")).await.ok();
    let told = socket.expect("chat.message.deleted").await.data;
    assert_eq!(
        (&told["root"]["replyCount"], &told["root"]["lastReplyAt"]),
        (&json!(0), &Value::Null)
    );
}
