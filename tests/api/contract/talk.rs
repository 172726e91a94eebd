//! The rows about answering messages, and about the desk.

use reqwest::Method;
use serde_json::{Value, json};

use super::rows::{Right, Row, create, delete, get, patch, post, put, row};

pub(super) fn answers() -> Vec<Row> {
    use Right::{Member, Sender, SignedIn};
    let pin = json!({"messageId": "{message}"});
    let forward = json!({"forward": {"chatId": "{chat}", "messageId": "{message}"}});
    let poll = json!({"content": "When?", "poll": {"options": ["now", "never"]}});
    vec![
        create("/chats/{chat}/messages", Member, forward),
        create("/chats/{chat}/messages", Member, poll),
        get("/chats/{chat}/messages/at?date=2026-01-01T00:00:00.000Z", Member),
        get("/chats/{chat}/pins", Member),
        create("/chats/{chat}/pins", Member, pin.clone()),
        delete("/chats/{chat}/pins", Member, pin),
        put("/chats/{chat}/messages/{poll}/vote", Member, json!({"options": [1]})),
        post("/chats/{chat}/messages/{poll}/close-poll", Sender, json!({})),
        create("/chats/{chat}/messages/{urgent}/ack", Member, json!({})),
        get("/chats/{chat}/messages/{urgent}/acks", Member),
        get("/chats/{chat}/threads/{message}", Member),
        put("/chats/{chat}/threads/{message}/follow", Member, json!({"isFollowing": false})),
        get("/chats/threads?limit=3", SignedIn),
        get("/chats/threads/unread", SignedIn),
        get("/chats/activity?kind=mention&limit=3", SignedIn),
        get("/chats/{chat}/unread", Member),
        post("/chats/read-all", SignedIn, json!({})),
        row(
            Method::POST,
            "/chats/read-all/undo",
            SignedIn,
            json!({"undoToken": "0123456789abcdef"}),
            409,
        ),
    ]
}

pub(super) fn desk() -> Vec<Row> {
    use Right::{Keeper, Member, Scheduler, SignedIn};
    let sections = json!([{"id": "work", "name": "Work", "chatIds": ["{chat}"]}]);
    let later = json!({"content": "good morning", "sendAt": "{soon}"});
    vec![
        get("/chats/saved?limit=3", SignedIn),
        create("/chats/saved", SignedIn, json!({"note": "water the plants", "remindAt": "{soon}"})),
        create("/chats/saved", Member, json!({"chatId": "{chat}", "note": "ask about this"})),
        get("/chats/saved/{saved}", Keeper),
        patch("/chats/saved/{saved}", Keeper, json!({"note": "later", "remindAt": null})),
        delete("/chats/saved/{saved}", Keeper, Value::Null),
        get("/chats/drafts", SignedIn),
        put("/chats/{chat}/draft", Member, json!({"text": "unfini", "version": 0})),
        get("/chats/scheduled", SignedIn),
        create("/chats/{chat}/scheduled", Member, later.clone()),
        patch("/chats/{chat}/scheduled/{scheduled}", Scheduler, later),
        delete("/chats/{chat}/scheduled/{scheduled}", Scheduler, Value::Null),
        post("/chats/{chat}/scheduled/{scheduled}/send", Scheduler, json!({})),
        get("/chats/sidebar", SignedIn),
        put("/chats/sidebar", SignedIn, json!({"version": 0, "sections": sections})),
    ]
}
