//! What the requests that come all the time cost: the number of statements must not grow with what
//! there is, nor by accident.

use serde_json::json;

use crate::support::{Response, TestApp, world};

/// Statements on the reader threads and by the writer while `request` is answered.
async fn statements(app: &TestApp, request: impl Future<Output = Response>) -> (u64, u64) {
    let db = &app.app.metrics.db;
    let before = (db.read_statements.get(), db.write_statements.get());
    let answer = request.await;
    assert!(answer.status() < 300, "{}", answer.text());
    (db.read_statements.get() - before.0, db.write_statements.get() - before.1)
}

#[tokio::test]
async fn what_is_asked_all_the_time_takes_few_statements() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let mut chat = String::new();
    for number in 0..4 {
        chat = world::group(&ana, &format!("Plans {number}"), &[&budi]).await;
        for text in 0..5 {
            let id = world::id_of(&world::say(&ana, &chat, &format!("message {text}")).await);
            let reaction = json!({"messageId": id, "emoji": "👍"});
            budi.post(&format!("/chats/{chat}/reactions"), reaction).await.created();
        }
    }
    let messages = format!("/chats/{chat}/messages");
    let cases = [
        // The right, the rows, senders, reactions, pointers, marks.
        ("list", statements(&app, ana.get(&messages)).await, (6, 0)),
        // Chats, what is unread, members; then as for a list of messages.
        ("chats", statements(&app, ana.get("/chats")).await, (8, 0)),
        // The session, the right; the message, the chat's newest, the pointer and its marks, the event.
        ("post", statements(&app, ana.post(&messages, json!({"content": "hello"}))).await, (0, 7)),
    ];
    for (name, took, expected) in cases {
        assert_eq!(took, expected, "{name}");
    }
}

#[tokio::test]
async fn coming_back_costs_no_more_for_more_that_was_taken_back() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    // The first socket also looks its session up.
    budi.socket().await.leave().await;
    let mut costs = Vec::new();
    for deletions in [2, 12] {
        let since = app.app.db.committed_seq();
        for _ in 0..deletions {
            let id = world::id_of(&world::say(&ana, &chat, "never mind").await);
            ana.delete(&format!("/chats/{chat}/messages/{id}")).await.ok();
        }
        let before = app.app.metrics.db.read_statements.get();
        let mut socket = budi.socket_with(&format!("names=dot&since={since}")).await;
        assert_eq!(socket.until_resumed().await.0.len(), 2 * deletions);
        costs.push(app.app.metrics.db.read_statements.get() - before);
        socket.leave().await;
    }
    assert_eq!(costs[0], costs[1], "statements for 2 and for 12 deletions");
}
