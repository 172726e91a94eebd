//! Threads one follows, what happened to one, why something is unread, and reading all of it.

use serde_json::{Value, json};

use super::{chat_of, texts};
use crate::support::{Client, TestApp, world};

async fn threads(client: &Client) -> Vec<Value> {
    let page = client.get("/chats/threads").await.ok();
    page["items"].as_array().expect("items").clone()
}

/// The root's words, what is unread and what of it mentions, thread by thread.
async fn outline(client: &Client) -> Vec<(String, u64, u64)> {
    let count = |thread: &Value, key: &str| thread[key].as_u64().expect("a number");
    let outlined = threads(client).await.into_iter().map(|thread| {
        let words = thread["root"]["content"].as_str().expect("words").to_owned();
        (words, count(&thread, "unreadCount"), count(&thread, "mentionCount"))
    });
    outlined.collect()
}

fn row(words: &str, unread: u64, mentions: u64) -> (String, u64, u64) {
    (words.to_owned(), unread, mentions)
}

#[tokio::test]
async fn following_begins_by_what_one_does_or_is_called_to() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::group(&ana, "plans", &[&budi, &citra]).await;
    let root = world::id_of(&world::say(&ana, &chat, "root").await);
    world::reply(&budi, &chat, &root, "one").await;
    assert_eq!(outline(&ana).await, [row("root", 1, 0)], "who began it follows");
    assert_eq!(outline(&budi).await, [row("root", 0, 0)], "who replied follows and has read it");
    assert_eq!(outline(&citra).await, []);
    world::reply(&budi, &chat, &root, "come, @Citra").await;
    assert_eq!(outline(&citra).await, [row("root", 1, 1)], "what was said before is not unread");
    assert_eq!(citra.get("/chats/threads/unread").await.ok(), json!({"threads": 1, "mentions": 1}));

    let path = format!("/chats/{chat}/threads/{root}");
    let stopped = citra.put(&format!("{path}/follow"), json!({"isFollowing": false})).await.ok();
    assert_eq!((&stopped["isFollowing"], &stopped["unreadCount"]), (&json!(false), &json!(0)));
    world::reply(&ana, &chat, &root, "two").await;
    assert_eq!(outline(&citra).await, [], "to stop is remembered");
    let newest = world::reply(&ana, &chat, &root, "@Citra again").await;
    assert_eq!(outline(&citra).await, [row("root", 1, 2)], "a call begins it anew");
    let read = json!({"messageId": world::id_of(&newest)});
    citra.post(&format!("/chats/{chat}/reads"), read).await.ok();
    assert_eq!(outline(&citra).await, [row("root", 0, 0)]);
    assert_eq!(
        texts(&threads(&citra).await[0]["lastReplies"], "content"),
        ["come, @Citra", "two", "@Citra again",]
    );
    let late = world::id_of(&world::reply(&ana, &chat, &root, "and who else").await);
    let edit = format!("/chats/{chat}/messages/{late}/edit");
    let eka = app.user("eka").await;
    ana.post(&format!("/chats/{chat}/members"), json!({"userIds": [eka.id()]})).await.created();
    ana.post(&edit, json!({"content": "and @Eka"})).await.ok();
    assert_eq!(outline(&eka).await, [row("root", 1, 1)], "named by an edit");
    let of_reply = format!("/chats/{chat}/threads/{}", world::id_of(&newest));
    citra.get(&of_reply).await.refused("message_not_a_root");
}

#[tokio::test]
async fn what_is_unread_comes_first_and_pages_end() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    for words in ["a", "b", "c"] {
        let root = world::id_of(&world::say(&ana, &chat, words).await);
        let reply = world::id_of(&world::reply(&budi, &chat, &root, "hm").await);
        if words != "a" {
            ana.post(&format!("/chats/{chat}/reads"), json!({"messageId": reply})).await.ok();
        }
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ana.get(&format!("/chats/threads?limit=1{cursor}")).await.ok();
        seen.push(page["items"][0]["root"]["content"].as_str().expect("a root").to_owned());
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["a", "c", "b"], "the unread one, then the latest");
}

#[tokio::test]
async fn who_is_gone_follows_nothing_there() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let root = world::id_of(&world::say(&budi, &chat, "secret plans").await);
    world::reply(&ana, &chat, &root, "hm").await;
    let quiet = world::id_of(&world::say(&budi, &chat, "nobody answers").await);
    world::reply(&ana, &chat, &root, "and @Budi").await;
    ana.post(&format!("/chats/{chat}/reactions"), json!({"messageId": root, "emoji": "🎉"}))
        .await
        .created();
    ana.delete(&format!("/chats/{chat}/members/{}", budi.id())).await.ok();
    world::reply(&ana, &chat, &root, "now that Budi is gone").await;
    world::reply(&ana, &chat, &quiet, "and here").await;
    assert_eq!(outline(&budi).await, []);
    assert_eq!(budi.get("/chats/threads/unread").await.ok(), json!({"threads": 0, "mentions": 0}));
    assert_eq!(budi.get("/chats/activity").await.ok()["items"], json!([]));
    // Coming back does not bring back what one followed.
    ana.post(&format!("/chats/{chat}/members"), json!({"userIds": [budi.id()]})).await.created();
    assert_eq!(outline(&budi).await, []);
}

#[tokio::test]
async fn activity_is_mentions_replies_and_reactions() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let root = world::id_of(&world::say(&ana, &chat, "root").await);
    world::say(&budi, &chat, "look, @Ana").await;
    world::say(&budi, &chat, "@channel too").await;
    world::say(&budi, &chat, "and nobody").await;
    world::reply(&budi, &chat, &root, "a reply").await;
    world::reply(&budi, &chat, &root, "a reply to @Ana").await;
    world::reply(&ana, &chat, &root, "my own").await;
    let react = |emoji: &str| json!({"messageId": root, "emoji": emoji});
    budi.post(&format!("/chats/{chat}/reactions"), react("🎉")).await.created();
    ana.post(&format!("/chats/{chat}/reactions"), react("👀")).await.created();
    let listed = |page: Value| -> Vec<String> {
        let items = page["items"].as_array().expect("items").clone();
        let line = |item: Value| {
            let words = item["message"]["content"].as_str().expect("words").to_owned();
            format!("{}: {words}", item["kind"].as_str().expect("a kind"))
        };
        items.into_iter().map(line).collect()
    };
    let mut all = listed(ana.get("/chats/activity").await.ok());
    all.sort_unstable();
    assert_eq!(
        all,
        [
            "mention: @channel too",
            "mention: a reply to @Ana",
            "mention: look, @Ana",
            "reaction: root",
            "reply: a reply",
        ]
    );
    assert_eq!(listed(ana.get("/chats/activity?kind=reply").await.ok()), ["reply: a reply"]);
    ana.get("/chats/activity?kind=gossip").await.refused("invalid_request");
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ana.get(&format!("/chats/activity?limit=2{cursor}")).await.ok();
        let next = page["nextCursor"].as_str().map(str::to_owned);
        paged.extend(listed(page));
        let Some(next) = next else { break };
        cursor = format!("&cursor={next}");
    }
    paged.sort_unstable();
    assert_eq!(paged, all, "no item is lost or told twice between pages");
    budi.delete(&format!("/chats/{chat}/messages/{root}")).await.refused("message_not_yours");
}

#[tokio::test]
async fn why_something_is_unread_is_exactly_what_is_counted() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let root = world::id_of(&world::say(&ana, &chat, "root").await);
    world::say(&budi, &chat, "one").await;
    let two = world::id_of(&world::say(&budi, &chat, "two, @Ana").await);
    let three = world::id_of(&world::say(&budi, &chat, "three").await);
    world::reply(&budi, &chat, &root, "deep, @Ana").await;
    budi.delete(&format!("/chats/{chat}/messages/{three}")).await.ok();
    let path = format!("/chats/{chat}/unread");
    let why = ana.get(&path).await.ok();
    assert_eq!(texts(&why["messages"], "content"), ["one", "two, @Ana"]);
    assert_eq!(texts(&why["mentions"], "content"), ["two, @Ana", "deep, @Ana"]);
    assert_eq!((&why["unreadCount"], &why["mentionCount"]), (&json!(2), &json!(2)));
    ana.post(&format!("/chats/{chat}/reads"), json!({"messageId": two, "only": true})).await.ok();
    let why = ana.get(&path).await.ok();
    assert_eq!(texts(&why["messages"], "content"), ["one"]);
    assert_eq!(texts(&why["mentions"], "content"), ["deep, @Ana"]);
}

#[tokio::test]
async fn everything_is_read_at_once_and_taken_back_once() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let other = world::group(&ana, "more", &[&budi]).await;
    let root = world::id_of(&world::say(&ana, &chat, "root").await);
    world::say(&budi, &chat, "one").await;
    let two = world::id_of(&world::say(&budi, &chat, "two").await);
    world::say(&budi, &other, "@Ana").await;
    world::reply(&budi, &chat, &root, "deep, @Ana").await;
    ana.post(&format!("/chats/{chat}/reads"), json!({"messageId": two, "only": true})).await.ok();
    let counts = async || {
        let mut counts = Vec::new();
        for chat in [&chat, &other] {
            let chat = chat_of(&ana, chat).await;
            counts.push((chat["unreadCount"].as_u64(), chat["mentionCount"].as_u64()));
        }
        (counts, ana.get("/chats/threads/unread").await.ok())
    };
    let before = counts().await;
    assert_eq!(before.0, [(Some(1), Some(1)), (Some(1), Some(1))]);
    let answer = ana.post("/chats/read-all", json!({})).await.ok();
    assert_eq!(answer["chats"], 2);
    let nothing = (vec![(Some(0), Some(0)); 2], json!({"threads": 0, "mentions": 0}));
    assert_eq!(counts().await, nothing);
    let token = json!({"undoToken": answer["undoToken"]});
    budi.post("/chats/read-all/undo", token.clone()).await.refused("undo_expired");
    ana.post("/chats/read-all/undo", token.clone()).await.ok();
    assert_eq!(counts().await, before);
    ana.post("/chats/read-all/undo", token).await.refused("undo_expired");
    ana.post("/chats/read-all", json!({})).await.ok();
    let again = ana.post("/chats/read-all", json!({})).await.ok();
    assert_eq!((&again["undoToken"], &again["chats"]), (&Value::Null, &json!(0)));
}
