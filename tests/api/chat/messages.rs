//! What is said: its forms, its bounds, and the list of it.

use serde_json::{Value, json};

use super::{said, texts};
use crate::support::{Client, TestApp, world};

async fn list(client: &Client, chat: &str, query: &str) -> Vec<String> {
    texts(&client.get(&format!("/chats/{chat}/messages?{query}")).await.ok(), "content")
}

#[tokio::test]
async fn content_comes_as_a_string_or_an_object_and_goes_out_the_same() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let path = format!("/chats/{chat}/messages");
    for content in [
        json!("**a** b"),
        json!({"type": "text", "text": "**a** b"}),
        json!({"markdown": "**a** b"}),
        json!({"type": "markdown", "text": "ignored", "markdown": "**a** b"}),
    ] {
        let message = ana.post(&path, json!({"content": content})).await.created();
        assert_eq!(message["content"], "**a** b");
        let expected =
            json!({"type": "markdown", "text": "a b", "html": "<p><strong>a</strong> b</p>"});
        assert_eq!(message["contentJson"], expected);
    }
    let html = json!({"type": "html", "html": "<p>a <b>b</b></p><script>x</script>"});
    let message = ana.post(&path, json!({"content": html})).await.created();
    assert_eq!(message["content"], "a b");
    assert_eq!(
        message["contentJson"],
        json!({"type": "html", "text": "a b", "html": "<p>a <b>b</b></p>"})
    );
    let id = world::id_of(&message);
    assert_eq!(ana.get(&format!("{path}/{id}")).await.ok()["contentJson"], message["contentJson"]);

    let old = json!({"content": "x", "deliveryPriority": "urgent", "clientId": "c_1-A"});
    let message = ana.post(&path, old).await.created();
    assert_eq!((&message["delivery"], &message["clientId"]), (&json!("urgent"), &json!("c_1-A")));
    assert_eq!(
        (&message["chat"]["id"], &message["sender"]["displayName"]),
        (&json!(chat), &json!("Ana"))
    );
    assert_eq!((&message["rootMessage"], &message["attachments"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn what_is_no_message_is_refused_by_name() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let path = format!("/chats/{chat}/messages");
    let refused = [
        (json!({}), "content", "required"),
        (json!({"content": null}), "content", "required"),
        (json!({"content": 7}), "content", "invalid"),
        (json!({"content": " \n\u{200b}"}), "content", "required"),
        (json!({"content": "x".repeat(20_001)}), "content", "too_long"),
        (json!({"content": {"text": "a", "color": "red"}}), "content.color", "unknown_field"),
        (json!({"content": {"type": "html", "text": "a"}}), "content.html", "required"),
        (json!({"content": {"html": "<script>a</script>"}}), "content", "required"),
        (json!({"content": "x", "delivery": "loud"}), "delivery", "invalid"),
        (json!({"content": "x", "clientId": "a b"}), "clientId", "invalid"),
        (json!({"content": "x", "rootMessageId": "0"}), "rootMessageId", "invalid"),
        (json!({"content": "x", "senderId": "1"}), "senderId", "unknown_field"),
    ];
    for (body, field, fault) in refused {
        ana.post(&path, body).await.invalid(field, fault);
    }
    let body = json!({"content": "x", "rootMessageId": "424242"});
    ana.post(&path, body).await.refused("message_not_found");
    ana.post(&path, json!({"content": "é".repeat(20_000)})).await.created();
    assert_eq!(said(&ana, &chat).await.len(), 1);
}

#[tokio::test]
async fn the_list_goes_back_forth_and_around() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let mut ids = Vec::new();
    for number in 1..=9 {
        ids.push(world::id_of(&world::say(&ana, &chat, &number.to_string()).await));
    }
    let reply = world::id_of(&world::reply(&ana, &chat, &ids[4], "beside").await);
    assert_eq!(list(&ana, &chat, "limit=3").await, ["7", "8", "9"]);
    assert_eq!(list(&ana, &chat, &format!("limit=2&beforeId={}", ids[2])).await, ["1", "2"]);
    assert_eq!(list(&ana, &chat, &format!("limit=2&afterId={}", ids[2])).await, ["4", "5"]);
    for around in [&ids[4], &reply] {
        assert_eq!(
            list(&ana, &chat, &format!("limit=4&aroundId={around}")).await,
            ["3", "4", "5", "6"]
        );
    }
    assert_eq!(list(&ana, &chat, &format!("limit=1&aroundId={}", ids[0])).await, ["1"]);
    let path = format!("/chats/{chat}/messages");
    ana.get(&format!("{path}?aroundId=424242")).await.refused("message_not_found");
    ana.get(&format!("{path}?beforeId=5&afterId=3")).await.invalid("", "too_many");
    ana.get(&format!("{path}?beforeId=x")).await.refused("invalid_request");
    ana.get(&format!("{path}?limit=101")).await.invalid("limit", "out_of_range");

    let (mut back, mut url) = (Vec::new(), format!("{path}/cursor?limit=4"));
    loop {
        let page = ana.get(&url).await.ok();
        let mut items = texts(&page["items"], "content");
        items.append(&mut back);
        back = items;
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        url = format!("{path}/cursor?limit=4&cursor={cursor}");
    }
    assert_eq!(back, ["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}

#[tokio::test]
async fn reactions_are_summed_up_by_first_use() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::channel(&ana, "plans", &[&budi]).await;
    let other = world::channel(&ana, "elsewhere", &[&budi]).await;
    let message = world::id_of(&world::say(&ana, &chat, "hello").await);
    let path = format!("/chats/{chat}/reactions");
    let react = |emoji: &str| json!({"messageId": message, "emoji": emoji});
    budi.post(&path, react("🎉")).await.created();
    ana.post(&path, react("👍")).await.created();
    budi.post(&path, react("👍")).await.created();
    let answer = ana.post(&path, react("👍")).await.ok();
    let expected = json!([
        {"emoji": "🎉", "count": 1, "userIds": [budi.id()], "hasCurrentUser": false},
        {"emoji": "👍", "count": 2, "userIds": [ana.id(), budi.id()], "hasCurrentUser": true},
    ]);
    assert_eq!(answer["reactionsSummary"], expected);
    assert_eq!(
        ana.get(&format!("/chats/{chat}/messages")).await.ok()[0]["reactionsSummary"],
        expected
    );
    let call = budi.call(reqwest::Method::DELETE, &path).json(&react("🎉")).send().await.ok();
    assert_eq!(call["reactionsSummary"][0]["emoji"], "👍");
    budi.call(reqwest::Method::DELETE, &path).json(&react("🎉")).send().await.ok();
    for bad in ["", "ok", "<b>", "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍"]
    {
        ana.post(&path, react(bad)).await.refused("invalid_request");
    }
    ana.post(&format!("/chats/{other}/reactions"), react("👍")).await.refused("message_not_found");
    let emoji: Vec<String> = ('\u{1f600}'..='\u{1f612}').map(String::from).collect();
    for emoji in &emoji {
        ana.post(&path, react(emoji)).await.created();
    }
    ana.post(&path, react("🐢")).await.refused("too_many_reactions");
    budi.post(&path, react("👍")).await.ok();
}
