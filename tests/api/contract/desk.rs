//! The rows about what a person keeps around their chats.

use serde_json::{Value, json};

use super::rows::{Right, Row, create, delete, get, patch, post, put};

pub(super) fn rows() -> Vec<Row> {
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
