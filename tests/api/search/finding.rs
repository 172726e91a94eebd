//! What is found, and by whom.

use serde_json::json;

use super::{address, found, indexed, search, texts};
use crate::support::{TestApp, world};

#[tokio::test]
async fn a_message_is_found_by_its_members_and_does_not_exist_for_others() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    world::say(&ana, &chat, "The merger is called Kingfisher").await;

    assert_eq!(found(&app, &budi, "kingfisher").await, ["The merger is called Kingfisher"]);
    let answer = search(&app, &citra, &[("q", "kingfisher")]).await;
    assert_eq!(answer["total"], 0);
    assert_eq!(answer["totals"]["messages"], 0);
    assert_eq!(answer["facets"], json!({"type": answer["totals"], "from": [], "in": []}));
    for path in ["/search/messages/cursor", "/search/suggestions"] {
        let nothing = citra.get(&address(path, &[("q", "kingfish")])).await.ok();
        assert_eq!(nothing["items"], json!([]));
    }
    // Who runs the workspace has no key to private chats.
    let admin = app.admin().await;
    assert!(found(&app, &admin, "kingfisher").await.is_empty());
}

#[tokio::test]
async fn a_channel_is_everyones_to_find() {
    let app = TestApp::start().await;
    let (ana, citra) = (app.user("ana").await, app.user("citra").await);
    let chat = world::channel(&ana, "Announcements", &[]).await;
    world::say(&ana, &chat, "The office moves in March").await;
    assert_eq!(found(&app, &citra, "office").await, ["The office moves in March"]);
    let answer = search(&app, &citra, &[("q", "announce")]).await;
    assert_eq!(answer["chats"][0]["item"]["name"], "Announcements");
    assert_eq!(answer["chats"][0]["highlights"]["name"], "<mark>Announcements</mark>");
}

#[tokio::test]
async fn who_leaves_finds_nothing_and_who_comes_finds_what_they_may_read() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    world::say(&ana, &chat, "budget for spring").await;
    assert_eq!(found(&app, &budi, "budget").await.len(), 1);

    ana.delete(&format!("/chats/{chat}/members/{}", budi.id())).await.ok();
    // At once: the index need not have seen it.
    let answer = budi.get("/search?q=budget").await.ok();
    assert_eq!((&answer["total"], &answer["messages"]), (&json!(0), &json!([])));

    let body = json!({"userIds": [citra.id()]});
    ana.post(&format!("/chats/{chat}/members"), body).await.created();
    let answer = citra.get("/search?q=budget").await.ok();
    assert_eq!(texts(&answer), ["budget for spring"]);
}

#[tokio::test]
async fn what_is_edited_is_found_as_it_is_and_what_is_deleted_is_gone() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::group(&ana, "Plans", &[&app.user("budi").await]).await;
    let id = world::id_of(&world::say(&ana, &chat, "lunch at noon").await);
    assert_eq!(found(&app, &ana, "noon").await.len(), 1);
    let message = format!("/chats/{chat}/messages/{id}");
    ana.post(&format!("{message}/edit"), json!({"content": "lunch at one"})).await.ok();
    assert!(found(&app, &ana, "noon").await.is_empty());
    assert_eq!(found(&app, &ana, "one").await, ["lunch at one"]);

    ana.delete(&message).await.ok();
    // Before the index has seen it, too: what is shown and counted is what is there.
    let answer = ana.get("/search?q=lunch").await.ok();
    assert_eq!((&answer["total"], &answer["messages"]), (&json!(0), &json!([])));
    indexed(&app).await;
    assert_eq!(app.app.index.standing().documents, 4, "three people and a group");
}

#[tokio::test]
async fn people_are_found_by_name_address_and_title() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    budi.patch("/users/me", json!({"title": "Head of Warehousing"})).await.ok();
    for q in ["bud", "warehousing", "budi@example.test"] {
        let answer = search(&app, &ana, &[("q", q), ("tab", "people")]).await;
        assert_eq!(answer["users"][0]["item"]["id"], budi.id(), "{q}");
        assert_eq!(answer["totals"]["users"], 1, "{q}");
    }
    let admin = app.admin().await;
    admin.patch(&format!("/admin/users/{}", budi.id()), json!({"disabled": true})).await.ok();
    let answer = search(&app, &ana, &[("q", "bud"), ("tab", "users")]).await;
    assert_eq!(answer["totals"]["users"], 0);
}

#[tokio::test]
async fn hits_are_marked_and_safe() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::group(&ana, "Plans", &[&app.user("budi").await]).await;
    world::say(&ana, &chat, "`<script>alert(1)</script>` and the Café").await;
    let answer = search(&app, &ana, &[("q", "cafe script")]).await;
    assert_eq!(
        answer["messages"][0]["highlights"]["content"],
        "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; and the <mark>Café</mark>"
    );
    assert!(answer["messages"][0]["score"].as_f64().is_some_and(|score| score > 0.0));
    assert!(answer["took"].as_f64().is_some_and(|took| took > 0.0));
}

#[tokio::test]
async fn scores_do_not_tell_what_others_wrote() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let mine = world::group(&ana, "Mine", &[&app.user("citra").await]).await;
    let theirs = world::group(&budi, "Theirs", &[&app.user("citra").await]).await;
    world::say(&ana, &mine, "what about the layoffs").await;
    let parameters = [("q", "layoffs"), ("sort", "relevance")];
    let before = search(&app, &ana, &parameters).await["messages"][0]["score"].clone();
    for _ in 0..30 {
        world::say(&budi, &theirs, "layoffs layoffs").await;
    }
    let after = search(&app, &ana, &parameters).await;
    let (before, after) =
        (before.as_f64().unwrap(), after["messages"][0]["score"].as_f64().unwrap());
    // The message has grown older by a few milliseconds; nothing else is felt.
    assert!((before - after).abs() < 0.001, "{before} {after}");
}
