//! Having read: pointers, marks, receipts.

use serde_json::{Value, json};

use super::chat_of;
use crate::support::{Client, TestApp, world};

struct Place {
    app: TestApp,
    ana: Client,
    budi: Client,
    chat: String,
    ids: Vec<String>,
}

/// Four messages of Ana's that Budi has not read.
async fn place() -> Place {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let mut ids = Vec::new();
    for text in ["one", "two", "three", "four"] {
        ids.push(world::id_of(&world::say(&ana, &chat, text).await));
    }
    Place { app, ana, budi, chat, ids }
}

impl Place {
    async fn read(&self, who: &Client, body: Value) -> Value {
        who.post(&format!("/chats/{}/reads", self.chat), body).await.ok()
    }

    async fn unread(&self, who: &Client, message: &str) -> Value {
        who.post(&format!("/chats/{}/unread", self.chat), json!({"messageId": message})).await.ok()
    }

    async fn read_counts(&self) -> Vec<Value> {
        let messages = self.ana.get(&format!("/chats/{}/messages", self.chat)).await.ok();
        messages
            .as_array()
            .expect("a list")
            .iter()
            .map(|message| message["readCount"].clone())
            .collect()
    }
}

#[tokio::test]
async fn a_pointer_moves_on_and_back_and_marks_stand_before_it() {
    let place = place().await;
    let Place { budi, ids, chat, .. } = &place;
    assert_eq!(chat_of(budi, chat).await["unreadCount"], 4);
    let state = place.read(budi, json!({"messageId": ids[1]})).await;
    assert_eq!((&state["lastReadMessageId"], &state["unreadCount"]), (&json!(ids[1]), &json!(2)));
    let state = place.read(budi, json!({"messageId": ids[0]})).await;
    assert_eq!(
        state["lastReadMessageId"],
        json!(ids[1]),
        "reading older messages again changes nothing"
    );
    let state = place.read(budi, json!({"messageId": ids[3], "only": true})).await;
    assert_eq!((&state["lastReadMessageId"], &state["unreadCount"]), (&json!(ids[1]), &json!(1)));
    assert_eq!(place.read_counts().await, [1, 1, 0, 1]);
    let state = place.unread(budi, &ids[0]).await;
    assert_eq!((&state["lastReadMessageId"], &state["unreadCount"]), (&Value::Null, &json!(4)));
    assert_eq!(place.read_counts().await, [0, 0, 0, 0]);
    world::say(budi, chat, "I have read it all").await;
    assert_eq!(chat_of(budi, chat).await["unreadCount"], 0);
    assert_eq!(place.read_counts().await, [1, 1, 1, 1, 0]);
    let other = world::id_of(
        &world::say(&place.ana, &world::group(&place.ana, "x", &[budi]).await, "x").await,
    );
    let elsewhere = json!({"messageId": other});
    budi.post(&format!("/chats/{chat}/reads"), elsewhere.clone())
        .await
        .refused("message_not_found");
    budi.post(&format!("/chats/{chat}/unread"), elsewhere).await.refused("message_not_found");
}

#[tokio::test]
async fn readers_are_those_who_were_there() {
    let place = place().await;
    let Place { app, ana, budi, chat, ids } = &place;
    let late = app.user("late").await;
    ana.post(&format!("/chats/{chat}/members"), json!({"userIds": [late.id()]})).await.created();
    let fifth = world::id_of(&world::say(ana, chat, "five").await);
    place.read(&late, json!({"messageId": fifth})).await;
    place.read(budi, json!({"messageId": ids[0]})).await;
    let readers = |id: &str| format!("/chats/{chat}/messages/{id}/readers");
    let first = ana.get(&readers(&ids[0])).await.ok();
    assert_eq!(
        super::texts(&first, "userId"),
        [budi.id()],
        "who came later has not read what was before"
    );
    let last = ana.get(&readers(&fifth)).await.ok();
    assert_eq!(super::texts(&last, "userId"), [late.id()]);
    assert_eq!(place.read_counts().await, [1, 0, 0, 0, 1]);
}

#[tokio::test]
async fn receipts_go_to_the_chat_and_second_thoughts_to_their_owner() {
    let place = place().await;
    let Place { app, ana, budi, ids, .. } = &place;
    let (mut hers, mut his) = (ana.socket().await, budi.socket().await);
    place.read(budi, json!({"messageId": ids[2]})).await;
    for socket in [&mut hers, &mut his] {
        let told = socket.expect("chat.message.read").await.data;
        assert_eq!((&told["userId"], &told["messageId"]), (&json!(budi.id()), &json!(ids[2])));
        assert_eq!(told["patch"]["lastReadMessageId"], json!(ids[2]));
    }
    place.read(budi, json!({"messageId": ids[2]})).await;
    place.unread(budi, &ids[1]).await;
    let told = his.expect("chat.message.unread").await.data;
    assert_eq!(told["patch"]["lastReadMessageId"], json!(ids[0]));
    let mark = app.mark().await;
    hers.assert_silence(mark).await;
}

#[tokio::test]
async fn a_thread_is_read_by_itself() {
    let place = place().await;
    let Place { ana, budi, chat, ids, .. } = &place;
    place.read(budi, json!({"messageId": ids[3]})).await;
    let first = world::id_of(&world::reply(ana, chat, &ids[0], "look @Budi").await);
    let second = world::id_of(&world::reply(ana, chat, &ids[0], "again @Budi").await);
    let shown = chat_of(budi, chat).await;
    assert_eq!((&shown["unreadCount"], &shown["mentionCount"]), (&json!(0), &json!(2)));
    let state = place.read(budi, json!({"messageId": first})).await;
    assert_eq!((&state["mentionCount"], &state["lastReadMessageId"]), (&json!(1), &json!(ids[3])));
    let thread = format!("/chats/{chat}/threads?rootMessageId={}", ids[0]);
    let replies = ana.get(&thread).await.ok();
    assert_eq!((&replies[0]["readCount"], &replies[1]["readCount"]), (&json!(1), &json!(0)));
    assert_eq!(place.read(budi, json!({"messageId": second})).await["mentionCount"], 0);
    assert_eq!(place.unread(budi, &second).await["mentionCount"], 1);
    let readers = ana.get(&format!("/chats/{chat}/messages/{first}/readers")).await.ok();
    assert_eq!(super::texts(&readers, "userId"), [budi.id()]);
}
