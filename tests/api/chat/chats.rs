//! Making, finding, naming and archiving chats.

use serde_json::{Value, json};

use super::{chat_of, texts};
use crate::support::{Client, TestApp, world};

async fn titles(client: &Client, query: &str) -> Vec<String> {
    texts(&client.get(&format!("/chats/channels?{query}")).await.ok()["items"], "title")
}

#[tokio::test]
async fn two_people_have_one_direct_chat_ever() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let first = ana
        .post("/chats", json!({"isGroup": false, "participantIds": [budi.id()]}))
        .await
        .created();
    assert_eq!(
        (&first["kind"], &first["isGroup"], &first["title"]),
        (&json!("direct"), &json!(false), &Value::Null)
    );
    assert_eq!((&first["name"], &first["memberCount"]), (&json!("Budi"), &json!(2)));
    for (who, other) in [(&ana, &budi), (&budi, &ana)] {
        let again = who
            .post(
                "/chats",
                json!({"kind": "direct", "participantIds": [other.id(), who.id(), other.id()]}),
            )
            .await
            .ok();
        assert_eq!(again["id"], first["id"]);
        assert_eq!(again["name"], other.name());
    }
    let made = futures_util::future::join_all((0..8).map(|number| {
        let (one, other) = if number % 2 == 0 { (&ana, &budi) } else { (&budi, &ana) };
        one.post("/chats", json!({"kind": "direct", "participantIds": [other.id()]}))
    }));
    assert!(made.await.iter().all(|answer| answer.json()["id"] == first["id"]));
    let chat = first["id"].as_str().expect("an id");
    ana.patch(&format!("/chats/{chat}"), json!({"topic": "x"})).await.refused("chat_direct_fixed");
    ana.post(&format!("/chats/{chat}/leave"), json!({})).await.refused("chat_direct_fixed");
    let eka = app.user("eka").await;
    let more = json!({"userIds": [eka.id()]});
    ana.post(&format!("/chats/{chat}/members"), more).await.refused("chat_direct_fixed");
    eka.get(&format!("/chats/{chat}")).await.refused("chat_not_found");
}

#[tokio::test]
async fn people_and_titles_must_fit_the_kind() {
    let app = TestApp::start().await;
    let (ana, budi, admin) = (app.user("ana").await, app.user("budi").await, app.admin().await);
    let refused = [
        (json!({"participantIds": [budi.id()]}), "kind", "required"),
        (json!({"kind": "direct", "participantIds": []}), "participantIds", "invalid"),
        (json!({"kind": "direct", "participantIds": [ana.id()]}), "participantIds", "invalid"),
        (
            json!({"kind": "direct", "participantIds": [budi.id(), admin.id()]}),
            "participantIds",
            "invalid",
        ),
        (json!({"kind": "group", "title": "x", "participantIds": []}), "participantIds", "invalid"),
        (
            json!({"kind": "group", "title": " ", "participantIds": [budi.id()]}),
            "title",
            "required",
        ),
        (
            json!({"kind": "group", "title": "x".repeat(201), "participantIds": [budi.id()]}),
            "title",
            "too_long",
        ),
        (json!({"kind": "channel"}), "title", "required"),
        (
            json!({"kind": "group", "title": "x", "participantIds": ["999999"]}),
            "participantIds",
            "unknown_person",
        ),
        (
            json!({"kind": "group", "title": "x", "participantIds": [7]}),
            "participantIds[0]",
            "invalid",
        ),
        (json!({"kind": "group", "members": [budi.id()]}), "members", "unknown_field"),
        (json!({"kind": "group", "participantIds": vec!["1"; 101]}), "participantIds", "too_many"),
    ];
    for (body, field, fault) in refused {
        ana.post("/chats", body).await.invalid(field, fault);
    }
    admin.patch(&format!("/admin/users/{}", budi.id()), json!({"disabled": true})).await.ok();
    let body = json!({"kind": "direct", "participantIds": [budi.id()]});
    ana.post("/chats", body).await.invalid("participantIds", "unknown_person");
    let both = json!({"kind": "group", "isGroup": false, "participantIds": [admin.id()]});
    let group = ana.post("/chats", both).await.created();
    assert_eq!(
        (&group["kind"], &group["title"]),
        (&json!("group"), &json!("Admin")),
        "named after its people"
    );
    assert_eq!(
        ana.get("/chats").await.ok().as_array().map(Vec::len),
        Some(1),
        "nothing else was made"
    );
}

#[tokio::test]
async fn channels_are_found_by_everyone_and_named_once() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::channel(&ana, "Rilis Besar", &[]).await;
    for title in ["rilis besar", "RILIS  BESAR "] {
        budi.post("/chats", json!({"kind": "channel", "title": title}))
            .await
            .refused("chat_title_taken");
    }
    let other = world::channel(&budi, "desain", &[]).await;
    world::group(&ana, "Rilis Besar", &[&budi]).await;
    let path = format!("/chats/{other}");
    budi.patch(&path, json!({"title": "Rilis besar"})).await.refused("chat_title_taken");
    budi.patch(&path, json!({"title": "Desain"})).await.ok();
    assert_eq!(titles(&budi, "q=BESAR").await, ["Rilis Besar"]);
    assert_eq!(titles(&budi, "q=%25").await, [""; 0]);
    assert_eq!(titles(&ana, "").await, ["Desain", "Rilis Besar"]);
    let page = ana.get("/chats/channels?limit=1").await.ok();
    assert_eq!((&page["hasMore"], &page["items"][0]["isMember"]), (&json!(true), &json!(false)));
    let cursor = page["nextCursor"].as_str().expect("there is more");
    let rest = ana.get(&format!("/chats/channels?limit=1&cursor={cursor}")).await.ok();
    assert_eq!((&rest["hasMore"], &rest["items"][0]["isMember"]), (&json!(false), &json!(true)));
    ana.patch(&format!("/chats/{chat}"), json!({"archived": true})).await.ok();
    assert_eq!(titles(&ana, "").await, ["Desain"]);
    assert_eq!(chat_of(&budi, &chat).await["title"], "Rilis Besar", "it can still be read");
}

#[tokio::test]
async fn an_archived_chat_can_only_be_read() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::channel(&ana, "plans", &[&budi]).await;
    let path = format!("/chats/{chat}");
    let message = world::id_of(&world::say(&budi, &chat, "old words").await);
    budi.patch(&path, json!({"archived": true})).await.refused("chat_admin_required");
    assert!(ana.patch(&path, json!({"archived": true})).await.ok()["archivedAt"].is_string());
    let content = json!({"content": "x"});
    let reaction = json!({"messageId": message, "emoji": "👍"});
    for answer in [
        budi.post(&format!("{path}/messages"), content.clone()).await,
        budi.post(&format!("{path}/messages/{message}/edit"), content).await,
        budi.delete(&format!("{path}/messages/{message}")).await,
        budi.post(&format!("{path}/reactions"), reaction).await,
        budi.patch(&path, json!({"topic": "x"})).await,
        ana.patch(&path, json!({"title": "x"})).await,
        budi.post(&format!("{path}/members"), json!({"userIds": [citra.id()]})).await,
        citra.post(&format!("{path}/join"), json!({})).await,
    ] {
        answer.refused("chat_archived");
    }
    ana.post(&format!("{path}/reads"), json!({"messageId": message})).await.ok();
    assert_eq!(super::said(&citra, &chat).await, ["old words"]);
    let open = ana.patch(&path, json!({"archived": false, "title": "again"})).await.ok();
    assert_eq!((&open["archivedAt"], &open["title"]), (&Value::Null, &json!("again")));
    world::say(&budi, &chat, "new words").await;
}

#[tokio::test]
async fn the_list_says_what_is_pinned_latest_and_unread() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let quiet = world::group(&ana, "quiet", &[&budi]).await;
    let busy = world::group(&ana, "busy", &[&budi]).await;
    let direct = world::direct(&budi, &ana).await;
    world::say(&budi, &quiet, "first").await;
    let last = world::say(&budi, &busy, "*second*").await;
    ana.patch(&format!("/chats/{direct}/preferences"), json!({"isPinned": true})).await.ok();
    let chats = ana.get("/chats").await.ok();
    assert_eq!(texts(&chats, "id"), [&*direct, &busy, &quiet]);
    assert_eq!(texts(&chats, "name"), ["Budi", "busy", "quiet"]);
    let shown = &chats[1];
    assert_eq!(shown["lastMessage"]["id"], last["id"]);
    assert_eq!(shown["lastMessage"]["contentJson"]["html"], "<p><em>second</em></p>");
    assert_eq!(
        (&shown["unreadCount"], &shown["role"], &shown["isMember"]),
        (&json!(1), &json!("owner"), &json!(true))
    );
    assert_eq!(shown["members"], json!([ana.id(), budi.id()]));
    assert_eq!(chats[0]["isPinned"], true);
    let old = json!({"chat_id": busy, "unread": "1", "unreadCount": 1, "mentionCount": 0});
    let counts = ana.get("/chats/unread").await.ok();
    assert!(counts.as_array().is_some_and(|counts| counts.contains(&old)), "{counts}");
    let path = format!("/chats/{busy}/messages/{}", last["id"].as_str().unwrap_or_default());
    budi.delete(&path).await.ok();
    let shown = chat_of(&ana, &busy).await;
    assert_eq!((&shown["lastMessage"], &shown["unreadCount"]), (&Value::Null, &json!(0)));
    assert_eq!(ana.get("/me/summary").await.ok()["unreadMessages"], 1);
}
