//! Who is in a chat and what they may do there.

use serde_json::{Value, json};

use super::chat_of;
use crate::support::{Client, Response, TestApp, world};

async fn set_role(who: &Client, chat: &str, whose: &Client, role: &str) -> Response {
    who.patch(&format!("/chats/{chat}/members/{}", whose.id()), json!({"role": role})).await
}

async fn remove(who: &Client, chat: &str, whom: &Client) -> Response {
    who.delete(&format!("/chats/{chat}/members/{}", whom.id())).await
}

async fn names(client: &Client, chat: &str) -> Vec<Value> {
    let page = client.get(&format!("/chats/{chat}/members")).await.ok();
    let items = page["items"].as_array().expect("a page").iter();
    items.map(|member| member["person"]["displayName"].clone()).collect()
}

#[tokio::test]
async fn roles_reach_up_to_ones_own() {
    let app = TestApp::start().await;
    let [ana, budi, citra, eka] = [
        app.user("ana").await,
        app.user("budi").await,
        app.user("citra").await,
        app.user("eka").await,
    ];
    let chat = world::group(&ana, "plans", &[&budi, &citra]).await;
    set_role(&budi, &chat, &citra, "admin").await.refused("chat_admin_required");
    assert_eq!(set_role(&ana, &chat, &budi, "admin").await.ok()["role"], "admin");
    set_role(&budi, &chat, &citra, "owner").await.refused("chat_admin_required");
    set_role(&budi, &chat, &ana, "member").await.refused("chat_admin_required");
    remove(&budi, &chat, &ana).await.refused("chat_admin_required");
    set_role(&budi, &chat, &eka, "member").await.refused("member_not_found");
    set_role(&budi, &chat, &citra, "boss").await.invalid("role", "invalid");
    set_role(&ana, &chat, &ana, "member").await.refused("chat_owner_required");
    remove(&budi, &chat, &citra).await.ok();
    remove(&budi, &chat, &citra).await.refused("member_not_found");
    citra.get(&format!("/chats/{chat}")).await.refused("chat_not_found");
    ana.post(&format!("/chats/{chat}/leave"), json!({})).await.refused("chat_owner_required");
    set_role(&ana, &chat, &budi, "owner").await.ok();
    ana.post(&format!("/chats/{chat}/leave"), json!({})).await.ok();
    remove(&budi, &chat, &budi).await.ok();
    budi.get(&format!("/chats/{chat}")).await.refused("chat_not_found");
}

#[tokio::test]
async fn members_bring_people_in_and_are_listed() {
    let app = TestApp::start().await;
    let [ana, budi, citra, eka] = [
        app.user("ana").await,
        app.user("budi").await,
        app.user("citra").await,
        app.user("eka").await,
    ];
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let path = format!("/chats/{chat}/members");
    world::say(&ana, &chat, "before they came").await;
    let added = budi
        .post(&path, json!({"userIds": [citra.id(), ana.id(), eka.id(), citra.id()]}))
        .await
        .created();
    assert_eq!(added["added"], json!([citra.id(), eka.id()]));
    budi.post(&path, json!({"userIds": []})).await.invalid("userIds", "out_of_range");
    budi.post(&path, json!({"userIds": ["424242"]})).await.invalid("userIds", "unknown_person");
    let shown = chat_of(&citra, &chat).await;
    assert_eq!(
        (&shown["memberCount"], &shown["unreadCount"], &shown["role"]),
        (&json!(4), &json!(0), &json!("member"))
    );
    let mut everyone = names(&ana, &chat).await;
    everyone.sort_by_key(ToString::to_string);
    assert_eq!(everyone, ["Ana", "Budi", "Citra", "Eka"]);
    let page = ana.get(&format!("{path}?limit=3")).await.ok();
    let cursor = page["nextCursor"].as_str().expect("there is more");
    let rest = ana.get(&format!("{path}?limit=3&cursor={cursor}")).await.ok();
    assert_eq!(
        (&rest["hasMore"], rest["items"].as_array().map(Vec::len)),
        (&json!(false), Some(1))
    );
}

#[tokio::test]
async fn a_channel_is_read_by_everyone_and_spoken_in_by_members() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::channel(&ana, "open", &[]).await;
    let message = world::id_of(&world::say(&ana, &chat, "hello").await);
    let path = format!("/chats/{chat}");
    let shown = chat_of(&budi, &chat).await;
    assert_eq!(
        (&shown["isMember"], &shown["role"], &shown["unreadCount"]),
        (&json!(false), &Value::Null, &json!(0))
    );
    assert_eq!(super::said(&budi, &chat).await, ["hello"]);
    budi.get(&format!("{path}/messages/{message}/readers")).await.ok();
    let mark = json!({"messageId": message});
    for answer in [
        budi.post(&format!("{path}/messages"), json!({"content": "x"})).await,
        budi.post(&format!("{path}/reactions"), json!({"messageId": message, "emoji": "👍"})).await,
        budi.post(&format!("{path}/reads"), mark.clone()).await,
        budi.post(&format!("{path}/unread"), mark).await,
        budi.patch(&path, json!({"topic": "x"})).await,
        budi.patch(&format!("{path}/preferences"), json!({"isMuted": true})).await,
        budi.post(&format!("{path}/members"), json!({"userIds": [budi.id()]})).await,
        budi.post(&format!("{path}/leave"), json!({})).await,
    ] {
        answer.refused("chat_join_required");
    }
    let joined = budi.post(&format!("{path}/join"), json!({})).await.ok();
    assert_eq!((&joined["isMember"], &joined["memberCount"]), (&json!(true), &json!(2)));
    assert_eq!(budi.post(&format!("{path}/join"), json!({})).await.ok()["memberCount"], 2);
    world::say(&budi, &chat, "hi").await;
    budi.post(&format!("{path}/leave"), json!({})).await.ok();
    assert_eq!(chat_of(&ana, &chat).await["memberCount"], 1);
    let group = world::group(&ana, "closed", &[&app.user("citra").await]).await;
    budi.post(&format!("/chats/{group}/join"), json!({})).await.refused("chat_not_found");
}
