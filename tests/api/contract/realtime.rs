//! Sockets: who gets one, what comes over it, in which order, and what happens to those who misbehave.

use std::time::Duration;

use epop::infra::db::outbox;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Client, Frame, Socket, SocketAuth, TestApp, world};

fn seqs(frames: &[Frame]) -> Vec<i64> {
    frames.iter().filter_map(|frame| frame.seq).collect()
}

fn names(frames: &[Frame]) -> Vec<&str> {
    frames.iter().map(|frame| frame.event.as_str()).collect()
}

#[tokio::test]
async fn a_socket_signs_in_by_header_cookie_or_first_frame() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    assert_eq!(ana.socket().await.greeting["userId"], ana.id());
    assert_eq!(ana.by_cookie().socket().await.greeting["userId"], ana.id());
    let mut late = Socket::open(app.address(), "names=dot", &SocketAuth::None).await;
    late.send_text(json!({"event": "auth", "data": {"token": ana.token()}}).to_string()).await;
    let ready = late.expect("connection.ready").await.data;
    assert_eq!(ready["userId"], ana.id());
    assert_eq!(ready["seq"], app.app.db.committed_seq());
    assert!(ready["heartbeatMs"].as_u64().is_some_and(|period| period > 0), "{ready}");
}

#[tokio::test]
async fn who_is_not_signed_in_hears_nothing() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "open", &[]).await;
    let auth = |token: &str| json!({"event": "auth", "data": {"token": token}}).to_string();
    for first in [
        json!({"event": "join_chat", "data": {"chatId": chat}}).to_string(),
        json!({"event": "ping", "id": 1}).to_string(),
        "nonsense".to_owned(),
        auth("bm90LWEtdG9rZW4"),
        auth(""),
    ] {
        let mut socket = Socket::open(app.address(), "names=dot&since=0", &SocketAuth::None).await;
        socket.send_text(first).await;
        assert_eq!(socket.closed().await, (vec![], 4401));
    }
    let mut silent = Socket::open(app.address(), "", &SocketAuth::None).await;
    app.pass(Duration::from_secs(6)).await;
    assert_eq!(silent.closed().await, (vec![], 4401));
}

#[tokio::test]
async fn another_sites_page_gets_no_socket() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let foreign = SocketAuth::ForeignCookie(ana.token().to_owned(), "https://evil.example");
    assert_eq!(Socket::try_open(app.address(), "", &foreign).await.err(), Some(403));
    let plain = ana.call_root(Method::GET, "/ws").send().await;
    plain.refused("invalid_request");
    for query in ["since=abc", "names=camel", "token=x"] {
        let auth = SocketAuth::Bearer(ana.token().to_owned());
        assert_eq!(Socket::try_open(app.address(), query, &auth).await.err(), Some(400), "{query}");
    }
}

/// Twenty messages of Ana's in a chat with Budi; the sequence number before them.
async fn talk(app: &TestApp, ana: &Client, chat: &str, messages: usize) -> i64 {
    let before = app.app.db.committed_seq();
    for number in 0..messages {
        world::say(ana, chat, &format!("message {number}")).await;
    }
    before
}

#[tokio::test]
async fn every_event_comes_once_and_in_order() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let (mut budis, mut anas, mut citras) =
        (budi.socket().await, ana.socket().await, citra.socket().await);
    talk(&app, &ana, &chat, 20).await;
    let mark = app.mark().await;
    let heard = budis.until_mark(mark).await;
    let contents: Vec<_> = heard
        .iter()
        .filter(|frame| frame.event == "chat.message.created")
        .map(|frame| frame.data["patch"]["content"].clone())
        .collect();
    assert_eq!(
        contents,
        (0..20).map(|number| json!(format!("message {number}"))).collect::<Vec<_>>()
    );
    assert!(seqs(&heard).windows(2).all(|pair| pair[0] < pair[1]), "{heard:?}");
    assert_eq!(anas.until_mark(mark).await.len(), heard.len(), "the sender hears it, too");
    citras.assert_silence(mark).await;
}

#[tokio::test]
async fn a_socket_that_comes_back_gets_exactly_what_it_missed() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let private = world::group(&ana, "Without Budi", &[&app.user("citra").await]).await;
    let start = talk(&app, &ana, &chat, 5).await;
    talk(&app, &ana, &private, 5).await;
    talk(&app, &ana, &chat, 5).await;
    let newest = app.app.db.committed_seq();
    let mut whole: Option<Vec<i64>> = None;
    for since in start..=newest {
        let mut socket = budi.socket_with(&format!("names=dot&since={since}")).await;
        let (missed, resumed) = socket.until_resumed().await;
        assert_eq!(resumed, json!({"from": since, "to": newest, "count": missed.len()}));
        assert!(missed.iter().all(|frame| frame.data["chatId"] == chat.as_str()), "{missed:?}");
        let whole = whole.get_or_insert_with(|| seqs(&missed));
        let rest: Vec<i64> = whole.iter().copied().filter(|seq| *seq > since).collect();
        assert_eq!(seqs(&missed), rest, "since {since}");
        socket.leave().await;
    }
    let mut socket = budi.socket_with(&format!("names=dot&since={newest}")).await;
    socket.expect("connection.resumed").await;
    socket.assert_silence(app.mark().await).await;
}

#[tokio::test]
async fn an_answer_says_how_many_events_were_sent_before_it() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let start = talk(&app, &ana, &chat, 70).await;
    let mut late = budi.socket_with(&format!("names=both&since={start}")).await;
    let (missed, resumed) = late.until_resumed().await;
    assert_eq!(late.call("ping", Value::Null).await["events"], resumed["count"], "either name");
    assert_eq!(missed.len(), 140);
    talk(&app, &ana, &chat, 3).await;
    late.until_mark(app.mark().await).await;
    let now = late.call("ping", Value::Null).await["events"].as_u64();
    assert!(now >= resumed["count"].as_u64().map(|count| count + 3), "{now:?} after {resumed}");
    let mut fresh = budi.socket().await;
    assert_eq!(fresh.call("ping", Value::Null).await["events"], 0);
}

#[tokio::test]
async fn a_cursor_that_cannot_be_resumed_is_told_so() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    talk(&app, &ana, &chat, 3).await;
    app.app.clock.advance(Duration::from_hours(24 * 31));
    let keep = Duration::from_hours(24 * 30);
    app.app.db.write(move |tx| outbox::prune(tx, keep, 1_000)).await.expect("old events go");
    let pruned = app.app.db.committed_seq();
    let ana = app.sign_in(&ana).await;
    for since in [0, -1, pruned - 1, pruned + 1_000] {
        let newest = app.app.db.committed_seq();
        let mut socket = ana.socket_with(&format!("names=dot&since={since}")).await;
        assert_eq!(socket.expect("connection.reset").await.data, json!({"seq": newest}), "{since}");
        socket.assert_silence(app.mark().await).await;
    }
}

#[tokio::test]
async fn a_slow_socket_loses_nothing() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let mut slow = budi.socket().await;
    let text = "x".repeat(12_000);
    // More than the buffers of both ends hold, while nobody reads.
    for _ in 0..40 {
        let posts = (0..16).map(|_| world::say(&ana, &chat, &text));
        join_all(posts).await;
    }
    let heard = slow.until_mark(app.mark().await).await;
    let created = heard.iter().filter(|frame| frame.event == "chat.message.created");
    let mut ids: Vec<_> = created.map(|frame| frame.data["messageId"].to_string()).collect();
    assert_eq!(ids.len(), 640);
    ids.dedup();
    assert_eq!(ids.len(), 640, "nothing came twice");
    assert!(seqs(&heard).windows(2).all(|pair| pair[0] < pair[1]));
}

#[tokio::test]
async fn names_come_in_the_style_asked_for() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let mut sockets = Vec::new();
    for query in ["names=dot", "names=colon", "names=both", ""] {
        sockets.push(ana.socket_with(query).await);
    }
    let message = world::id_of(&world::say(&ana, &chat, "hello").await);
    let body = json!({"messageId": message, "emoji": "👍"});
    ana.post(&format!("/chats/{chat}/reactions"), body).await.created();
    let mark = app.mark().await;
    let mut heard = Vec::new();
    for socket in &mut sockets {
        heard.push(socket.until_mark(mark).await);
    }
    let dot = ["chat.message.created", "chat.message.reaction.added"];
    let colon = ["chat:message_created", "chat:message_reaction"];
    let about = |frames: &[Frame], names: &[&str]| {
        frames.iter().filter(|frame| names.contains(&frame.event.as_str())).count()
    };
    assert_eq!((about(&heard[0], &dot), about(&heard[0], &colon)), (2, 0));
    assert_eq!((about(&heard[1], &dot), about(&heard[1], &colon)), (0, 2));
    for both in &heard[2..] {
        assert_eq!((about(both, &dot), about(both, &colon)), (2, 2), "{:?}", names(both));
    }
    let reaction = heard[1].iter().find(|frame| frame.event == "chat:message_reaction");
    assert_eq!(reaction.expect("one reaction").data["action"], "added");
}

#[tokio::test]
async fn typing_tells_who_really_types() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let (mut anas, mut budis) = (ana.socket().await, budi.socket().await);
    budis.assert_silence(app.mark().await).await;
    let forged = json!({"chatId": chat, "userId": ana.id(), "userName": "The Boss"});
    for event in ["chat.typing.start", "chat:typing_start"] {
        budis.call_ok(event, forged.clone()).await;
    }
    let frame = anas.until("chat.typing.start").await;
    assert_eq!(frame.seq, None);
    assert_eq!(frame.data, json!({"chatId": chat, "userId": budi.id(), "userName": budi.name()}));
    anas.assert_silence(app.mark().await).await;
    app.pass(Duration::from_secs(5)).await;
    assert_eq!(anas.expect("chat.typing.stop").await.data["userId"], budi.id());
    budis.assert_silence(app.mark().await).await;
    budis.leave().await;
}

#[tokio::test]
async fn typing_is_for_members_and_their_readers() {
    let app = TestApp::start().await;
    let (ana, citra) = (app.user("ana").await, app.user("citra").await);
    let private = world::group(&ana, "Without Citra", &[&app.user("budi").await]).await;
    let open = world::channel(&ana, "open", &[]).await;
    let (mut anas, mut citras) = (ana.socket().await, citra.socket().await);
    let refused = json!({"ok": false, "error": {"code": "chat_not_found"}});
    assert_eq!(citras.call("chat.typing.start", json!({"chatId": private})).await, refused);
    assert_eq!(citras.call("join_chat", json!(private)).await, refused);
    assert_eq!(citras.call("join_chat", json!("999999")).await, refused);
    assert_eq!(
        citras.call("chat.typing.start", json!({"chatId": open})).await,
        refused,
        "readers do not type"
    );
    anas.assert_silence(app.mark().await).await;

    citras.call_ok("join_chat", json!({"chatId": open})).await;
    anas.call_ok("chat.typing.start", json!({"chatId": private})).await;
    anas.call_ok("chat.typing.start", json!({"chatId": open})).await;
    assert_eq!(citras.expect("chat.typing.start").await.data["chatId"], open.as_str());
    citras.call_ok("leave_chat", json!(open)).await;
    anas.call_ok("chat.typing.stop", json!({"chatId": open})).await;
    citras.assert_silence(app.mark().await).await;
}

#[tokio::test]
async fn presence_follows_sockets() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let mut anas = ana.socket().await;
    let budis = budi.socket().await;
    app.pass(Duration::from_secs(1)).await;
    assert_eq!(anas.presence_of(budi.id()).await, "available");
    budi.post("/users/me/presence", json!({"presence": "busy"})).await.ok();
    app.pass(Duration::from_secs(1)).await;
    assert_eq!(anas.presence_of(budi.id()).await, "busy");
    budis.leave().await;
    app.pass(Duration::from_secs(46)).await;
    app.pass(Duration::from_secs(1)).await;
    assert_eq!(anas.presence_of(budi.id()).await, "offline");
}

#[tokio::test]
async fn frames_that_make_no_sense_are_told_so() {
    let app = TestApp::start().await;
    let mut socket = app.user("ana").await.socket().await;
    for (sent, code) in [
        ("nonsense", "invalid_frame"),
        ("[]", "invalid_frame"),
        ("{\"id\":1}", "invalid_frame"),
        ("{\"event\":\"shout\"}", "unknown_event"),
        ("{\"event\":\"join_chat\",\"data\":{\"chatId\":7}}", "invalid_data"),
        ("{\"event\":\"auth\",\"data\":{\"token\":\"x\"}}", "already_signed_in"),
    ] {
        socket.send_text(sent).await;
        let answer = socket.expect("ack").await.data;
        assert_eq!(answer, json!({"ok": false, "error": {"code": code}}), "{sent}");
    }
    socket.send_message(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(socket.expect("ack").await.data["error"]["code"], "invalid_frame");
    socket.call_ok("ping", Value::Null).await;
}

#[tokio::test]
async fn sockets_that_shout_or_sleep_are_closed() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let ping = "{\"event\":\"ping\",\"id\":\"p\"}";
    let padded = |length: usize| format!("{ping}{}", " ".repeat(length - ping.len()));
    let mut large = ana.socket().await;
    large.send_text(padded(64 * 1024)).await;
    large.expect("ack").await;
    large.send_text(padded(64 * 1024 + 1)).await;
    assert_eq!(large.closed().await, (vec![], 4413));

    let mut chatty = ana.socket().await;
    for _ in 0..200 {
        chatty.send_text("{\"event\":\"ping\"}").await;
    }
    assert_eq!(chatty.closed().await, (vec![], 4429));

    let mut asleep = ana.socket().await;
    // From here on the socket waits for nothing but time.
    asleep.assert_silence(app.mark().await).await;
    for _ in 0..100 {
        // Not longer than until it is closed: the client has some time to hear why.
        if !app.app.hub.is_empty() {
            app.pass(Duration::from_secs(25)).await;
        }
    }
    assert_eq!(asleep.closed().await, (vec![], 4408));
}

#[tokio::test]
async fn a_restart_asks_to_come_back_and_loses_nothing() {
    let mut app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let mut socket = ana.socket().await;
    world::say(&ana, &chat, "before").await;
    socket.until("chat.message.created").await;
    let since = socket.newest();
    app.shut_down().await;
    assert_eq!(socket.closed().await, (vec![], 1012));
    let app = app.restart().await;
    let ana = app.user("ana").await;
    world::say(&ana, &chat, "after").await;
    let mut socket = ana.socket_with(&format!("names=dot&since={since}")).await;
    let missed = socket.until("chat.message.created").await;
    assert_eq!(missed.data["patch"]["content"], "after");
    socket.expect("connection.resumed").await;
}
