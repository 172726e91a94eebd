//! What the event log keeps, and what it tells whom afterwards.

use epop::infra::db::outbox;

use crate::support::{Client, Frame, TestApp, world};

/// What a socket that comes back is told of what happened after `since`.
async fn replayed(person: &Client, since: i64) -> Vec<Frame> {
    let mut socket = person.socket_with(&format!("names=dot&since={since}")).await;
    socket.until_resumed().await.0
}

fn find<'f>(frames: &'f [Frame], event: &str) -> &'f Frame {
    frames.iter().find(|frame| frame.event == event).unwrap_or_else(|| panic!("{event} came"))
}

#[tokio::test]
async fn the_log_keeps_no_words() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let first = world::id_of(&world::say(&ana, &chat, "the quokka is first").await);
    let last = world::id_of(&world::say(&ana, &chat, "the quokka is last").await);
    world::reply(&budi, &chat, &first, "a quokka, really?").await;
    let edit = serde_json::json!({"content": "the quokka was edited"});
    ana.post(&format!("/chats/{chat}/messages/{first}/edit"), edit).await.ok();
    ana.delete(&format!("/chats/{chat}/messages/{last}")).await.ok();
    let log = app.app.db.reader().read(|tx| outbox::list_heads(tx, 0, 1_000)).await;
    let log = log.expect("the log");
    assert!(log.iter().any(|event| event.name == "chat.message.deleted"));
    let told = log.iter().find(|event| event.data.contains("quokka"));
    assert!(told.is_none(), "{told:?}");
}

#[tokio::test]
async fn who_comes_back_hears_what_is_said_now_and_nothing_that_was_taken_back() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let since = app.app.db.committed_seq();
    let kept = world::say(&ana, &chat, "first wording").await;
    let id = world::id_of(&kept);
    let edit = serde_json::json!({"content": "second wording"});
    ana.post(&format!("/chats/{chat}/messages/{id}/edit"), edit).await.ok();
    let gone = world::id_of(&world::say(&ana, &chat, "a secret").await);
    ana.delete(&format!("/chats/{chat}/messages/{gone}")).await.ok();
    let missed = replayed(&budi, since).await;
    let created = find(&missed, "chat.message.created");
    let stands = ana.get(&format!("/chats/{chat}/messages/{id}")).await.ok();
    for key in ["id", "content", "contentJson", "createdAt", "editedAt", "sender", "mentions"] {
        assert_eq!(created.data["patch"][key], stands[key], "{key}");
    }
    let updated = find(&missed, "chat.message.updated");
    assert_eq!(updated.data["patch"]["content"], "second wording");
    let deleted = find(&missed, "chat.message.deleted");
    assert_eq!(deleted.data["messageId"], gone.as_str());
    assert_eq!(deleted.data["chat"]["lastMessage"]["id"], id.as_str());
    let all = missed.iter().map(|frame| frame.data.to_string()).collect::<String>();
    assert!(!all.contains("first wording") && !all.contains("a secret"), "{all}");
}

#[tokio::test]
async fn what_was_said_before_one_came_is_not_replayed() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let since = app.app.db.committed_seq();
    let chat = world::group(&ana, "Plans", &[&app.user("citra").await]).await;
    world::say(&ana, &chat, "before Budi").await;
    app.app.clock.advance(std::time::Duration::from_mins(1));
    let add = serde_json::json!({"userIds": [budi.id()]});
    ana.post(&format!("/chats/{chat}/members"), add).await.created();
    world::say(&ana, &chat, "after Budi").await;
    let missed = replayed(&budi, since).await;
    let said: Vec<_> = missed
        .iter()
        .filter(|frame| frame.event == "chat.message.created")
        .map(|frame| frame.data["patch"]["content"].clone())
        .collect();
    assert_eq!(said, ["after Budi"]);
}
