//! The demo: the people the first generation's smoke tests know, and a team that has been talking.

use epop::boot::demo::seed;
use serde_json::json;

use crate::support::{Client, TestApp};

async fn sign_in(app: &TestApp, name: &str) -> Client {
    let body = json!({"email": format!("{name}@epop.local"), "password": format!("{name}123")});
    app.anonymous().signed_in(&app.anonymous().post("/auth/login", body).await.ok())
}

#[tokio::test]
async fn the_demo_is_a_lively_team_and_is_told_once() {
    let app = TestApp::start().await;
    seed(&app.app).await.expect("the demo is told");
    let seq = app.app.db.committed_seq();
    seed(&app.app).await.expect("the demo is there");
    assert_eq!(app.app.db.committed_seq(), seq);
    for name in ["admin", "alice", "bob"] {
        let person = sign_in(&app, name).await;
        let chats = person.get("/chats").await.ok();
        let chats = chats.as_array().expect("a list");
        let general = chats.iter().find(|chat| chat["title"] == "General").expect("General");
        assert_eq!(general["memberCount"], 3);
        assert_eq!(general["lastMessage"]["content"], "Welcome to EPOP!");
        for kind in ["direct", "group", "channel"] {
            assert!(
                chats.iter().filter(|chat| chat["kind"] == kind).count() >= 3,
                "{name}: {kind}"
            );
        }
        assert!(chats.iter().any(|chat| chat["unreadCount"] != 0), "{name} has something to read");
        assert!(chats.iter().any(|chat| chat["unreadCount"] == 0));
        assert_eq!(person.get("/users/me").await.ok()["isAdmin"], name == "admin");
    }
    let alice = sign_in(&app, "alice").await;
    assert_eq!(
        alice.get("/users?limit=100").await.ok()["items"].as_array().map(Vec::len),
        Some(30)
    );
    let channels = alice.get("/chats/channels?limit=100").await.ok()["items"].clone();
    let channels = channels.as_array().expect("a page").clone();
    assert_eq!(channels.len(), 12);
    let mut seen = [false; 4];
    for channel in channels {
        let id = channel["id"].as_str().expect("an id").to_owned();
        let messages = alice.get(&format!("/chats/{id}/messages?limit=100")).await.ok();
        for message in messages.as_array().expect("a list") {
            seen[0] |= message["replyCount"] != 0;
            seen[1] |= message["reactionsSummary"] != json!([]);
            seen[2] |= message["mentions"] != json!([]);
            seen[3] |= message["mentionsAll"] == true;
        }
    }
    assert_eq!(seen, [true; 4], "threads, reactions, mentions, and of everyone");
    let files = alice.get("/files?scope=all&limit=100").await.ok()["items"].clone();
    let files = files.as_array().expect("a page").clone();
    for kind in ["image", "pdf", "spreadsheet", "text", "code", "audio"] {
        assert!(files.iter().any(|file| file["kind"] == kind), "{kind}");
    }
    assert!(files.iter().all(|file| file["links"] != json!([])), "each is shared somewhere");
    assert!(
        files.iter().all(|file| file["links"][0]["linkedAt"] == file["createdAt"]),
        "when it was said"
    );
    assert!(files.iter().any(|file| file["versionCount"] == 2 && file["ownerId"] == alice.id()));
}
