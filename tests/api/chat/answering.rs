//! Pins, polls, what is forwarded and acknowledged, and how a person wants a chat.

use std::time::Duration;

use serde_json::{Value, json};

use super::{chat_of, texts};
use crate::support::{Client, TestApp, world};

async fn post(client: &Client, chat: &str, body: Value) -> Value {
    client.post(&format!("/chats/{chat}/messages"), body).await.created()
}

#[tokio::test]
async fn a_chat_keeps_pinned_messages_in_sight() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let path = format!("/chats/{chat}/pins");
    let mut ids = Vec::new();
    for words in ["one", "two", "three"] {
        ids.push(world::id_of(&world::say(&ana, &chat, words).await));
    }
    for id in [&ids[1], &ids[0]] {
        let pinned = budi.post(&path, json!({"messageId": id})).await.created();
        assert_eq!(pinned["message"]["pinnedBy"], budi.id());
        app.pass(Duration::from_secs(1)).await;
    }
    assert_eq!(budi.post(&path, json!({"messageId": ids[0]})).await.status(), 200);
    assert_eq!(texts(&ana.get(&path).await.ok(), "content"), ["one", "two"], "newest pin first");
    ana.delete(&format!("/chats/{chat}/messages/{}", ids[0])).await.ok();
    assert_eq!(texts(&ana.get(&path).await.ok(), "content"), ["two"]);
    ana.post(&path, json!({"messageId": ids[0]})).await.refused("message_deleted");
    for number in 0..99 {
        let id = world::id_of(&world::say(&ana, &chat, &number.to_string()).await);
        ana.post(&path, json!({"messageId": id})).await.created();
    }
    ana.post(&path, json!({"messageId": ids[2]})).await.refused("too_many_pins");
}

#[tokio::test]
async fn a_poll_is_asked_answered_and_closed() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::group(&ana, "plans", &[&budi, &citra]).await;
    let poll = json!({"content": "When?", "poll": {"options": ["now", "soon", "never"]}});
    let asked = post(&budi, &chat, poll).await;
    assert_eq!(asked["poll"]["options"][1], json!({"text": "soon", "count": 0, "userIds": []}));
    let path = format!("/chats/{chat}/messages/{}", world::id_of(&asked));
    let vote = |choices: Value| json!({"options": choices});
    ana.put(&format!("{path}/vote"), vote(json!([1]))).await.ok();
    let poll = ana.put(&format!("{path}/vote"), vote(json!([2]))).await.ok()["poll"].clone();
    assert_eq!(
        (&poll["mine"], &poll["voterCount"]),
        (&json!([2]), &json!(1)),
        "one may think again"
    );
    citra.put(&format!("{path}/vote"), vote(json!([2]))).await.ok();
    let shown = budi.get(&path).await.ok()["poll"].clone();
    assert_eq!(shown["options"][2]["userIds"], json!([ana.id(), citra.id()]));
    assert_eq!(shown["mine"], json!([]));
    ana.put(&format!("{path}/vote"), vote(json!([0, 1]))).await.invalid("options", "too_many");
    ana.put(&format!("{path}/vote"), vote(json!([3]))).await.invalid("options", "out_of_range");
    budi.post(&format!("{path}/edit"), json!({"content": "x"})).await.refused("message_fixed");
    citra.post(&format!("{path}/close-poll"), json!({})).await.refused("message_not_yours");
    let closed = ana.post(&format!("{path}/close-poll"), json!({})).await.ok();
    assert!(closed["poll"]["closedAt"].is_string(), "who runs the chat may close it: {closed}");
    citra.put(&format!("{path}/vote"), vote(json!([]))).await.refused("poll_closed");
    let plain = world::id_of(&world::say(&ana, &chat, "no question").await);
    let plain = format!("/chats/{chat}/messages/{plain}/vote");
    ana.put(&plain, vote(json!([0]))).await.refused("message_not_a_poll");
    budi.delete(&path).await.ok();
    assert_eq!(ana.get(&path).await.ok().get("poll"), None, "what was asked is gone with it");
}

#[tokio::test]
async fn an_anonymous_poll_tells_nobody_who_chose_what() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let mut socket = ana.socket().await;
    let closes = app.app.clock.now().after(Duration::from_mins(5));
    let poll =
        json!({"options": ["yes", "no"], "anonymous": true, "multiple": true, "closesAt": closes});
    let asked = post(&ana, &chat, json!({"content": "Happy?", "poll": poll})).await;
    let path = format!("/chats/{chat}/messages/{}/vote", world::id_of(&asked));
    budi.put(&path, json!({"options": [0, 1]})).await.ok();
    let told = socket.until("chat.poll.updated").await;
    assert_eq!(
        told.data["patch"]["votes"],
        json!([
            {"count": 1, "userIds": null}, {"count": 1, "userIds": null},
        ])
    );
    assert!(!told.data["patch"].to_string().contains(budi.id()), "{}", told.json);
    let shown = ana.get(&format!("/chats/{chat}/messages/{}", world::id_of(&asked))).await.ok();
    assert_eq!(shown["poll"]["options"][0]["userIds"], Value::Null);
    app.pass(Duration::from_mins(6)).await;
    budi.put(&path, json!({"options": []})).await.refused("poll_closed");
}

#[tokio::test]
async fn polls_that_make_no_sense_are_refused() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let path = format!("/chats/{chat}/messages");
    let many: Vec<String> = (0..11).map(|n| n.to_string()).collect();
    for (options, code) in [
        (json!(["one"]), "out_of_range"),
        (json!(many), "out_of_range"),
        (json!(["Yes", "yes "]), "duplicate"),
    ] {
        let body = json!({"content": "?", "poll": {"options": options}});
        ana.post(&path, body).await.invalid("poll.options", code);
    }
    let body = json!({"content": "?", "poll": {"options": ["a", "b"], "closesAt": "2001-01-01T00:00:00Z"}});
    ana.post(&path, body).await.invalid("poll.closesAt", "past");
    ana.post(&path, json!({"poll": {"options": ["a", "b"]}})).await.invalid("content", "required");
    assert_eq!(ana.get(&path).await.ok(), json!([]), "nothing was said");
}

#[tokio::test]
async fn forwarded_words_carry_whose_they_are_and_open_no_door() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let secret = world::group(&ana, "secret", &[&budi]).await;
    let open = world::channel(&ana, "open", &[&budi, &citra]).await;
    let private = world::say(&ana, &secret, "the **plan**").await;
    let public = world::say(&ana, &open, "the news").await;
    let forward = |chat: &str, message: &Value| json!({"forward": {"chatId": chat, "messageId": world::id_of(message)}});
    let copy = post(&budi, &open, forward(&secret, &private)).await;
    assert_eq!((&copy["content"], &copy["senderId"]), (&json!("the **plan**"), &json!(budi.id())));
    let whose = json!({"senderId": ana.id(), "sentAt": private["createdAt"]});
    assert_eq!(copy["forwarded"], whose, "where it stood is not told");
    let again = post(&citra, &open, forward(&open, &copy)).await;
    assert_eq!(again["forwarded"], whose, "who said it first stays");
    let copy_of_news = post(&citra, &open, forward(&open, &public)).await;
    assert_eq!(copy_of_news["forwarded"]["messageId"], public["id"]);
    let path = format!("/chats/{open}/messages");
    citra.post(&path, forward(&secret, &private)).await.refused("chat_not_found");
    citra.post(&path, forward(&open, &private)).await.refused("message_not_found");
    let mut both = forward(&open, &public);
    both["content"] = json!("look");
    citra.post(&path, both).await.invalid("forward", "too_many");
    let edit = format!("{path}/{}/edit", world::id_of(&copy));
    budi.post(&edit, json!({"content": "another plan"})).await.refused("message_fixed");
    ana.delete(&format!("/chats/{secret}/messages/{}", world::id_of(&private))).await.ok();
    budi.post(&path, forward(&secret, &private)).await.refused("message_deleted");
}

#[tokio::test]
async fn urgent_messages_are_acknowledged() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "plans", &[&budi]).await;
    let urgent = post(&ana, &chat, json!({"content": "now!", "delivery": "urgent"})).await;
    let path = format!("/chats/{chat}/messages/{}", world::id_of(&urgent));
    assert_eq!(budi.post(&format!("{path}/ack"), json!({})).await.created()["ackCount"], 1);
    assert_eq!(budi.post(&format!("{path}/ack"), json!({})).await.ok()["ackCount"], 1);
    ana.post(&format!("{path}/ack"), json!({})).await.refused("message_not_urgent");
    assert_eq!(ana.get(&path).await.ok()["ackCount"], 1);
    assert_eq!(ana.get(&format!("{path}/acks")).await.ok()[0]["userId"], budi.id());
    let calm = world::id_of(&world::say(&ana, &chat, "whenever").await);
    budi.post(&format!("/chats/{chat}/messages/{calm}/ack"), json!({}))
        .await
        .refused("message_not_urgent");
}

#[tokio::test]
async fn a_chat_is_muted_for_a_time_and_heard_of_as_wanted() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let path = format!("/chats/{chat}/preferences");
    let until = "2026-12-24T18:00:00.000Z";
    let muted = ana.patch(&path, json!({"isMuted": true, "mutedUntil": until})).await.ok();
    assert_eq!((&muted["isMuted"], &muted["mutedUntil"]), (&json!(true), &json!(until)));
    let kept = ana.patch(&path, json!({"notify": "mentions"})).await.ok();
    assert_eq!((&kept["mutedUntil"], &kept["notify"]), (&json!(until), &json!("mentions")));
    let for_good = ana.patch(&path, json!({"isMuted": true})).await.ok();
    assert_eq!(for_good["mutedUntil"], Value::Null);
    let unmuted = ana.patch(&path, json!({"isMuted": false, "mutedUntil": until})).await.ok();
    assert_eq!((&unmuted["isMuted"], &unmuted["mutedUntil"]), (&json!(false), &Value::Null));
    ana.patch(&path, json!({"notify": "loudly"})).await.refused("invalid_request");
    assert_eq!(chat_of(&ana, &chat).await["notify"], "mentions");
}

#[tokio::test]
async fn a_day_leads_to_its_first_message() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::channel(&ana, "plans", &[&budi]).await;
    let other = world::channel(&ana, "other", &[]).await;
    let mut said = Vec::new();
    for number in 0..20 {
        world::say(&ana, &other, "elsewhere").await;
        let message = world::say(&budi, &chat, &number.to_string()).await;
        world::reply(&ana, &chat, &world::id_of(&message), "beside").await;
        said.push((
            message["createdAt"].as_str().expect("a time").to_owned(),
            message["id"].clone(),
        ));
        app.pass(Duration::from_secs(20)).await;
    }
    let at = async |date: &str| {
        let path = format!("/chats/{chat}/messages/at?date={date}");
        ana.get(&path).await.ok()["messageId"].clone()
    };
    for (time, id) in &said {
        assert_eq!(&at(time).await, id);
    }
    assert_eq!(at("2001-01-01T00:00:00Z").await, said[0].1);
    assert_eq!(at("2099-01-01T00:00:00Z").await, Value::Null);
    ana.get(&format!("/chats/{chat}/messages/at?date=monday")).await.refused("invalid_request");
}
