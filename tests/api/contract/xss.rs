//! No markup that does something survives, whichever form a message comes in and wherever it goes out.

use serde_json::{Value, json};

use crate::support::markup::judge;
use crate::support::{TestApp, world};

/// Filter evasions as OWASP lists them, mutation attacks on parsers, and what Markdown adds. One on
/// each line, with `\n`, `\t`, `\0` and `\u{…}`.
const VECTORS: &str = include_str!("fixtures/xss.txt");

fn vectors() -> Vec<String> {
    let unescape = |line: &str| {
        let mut text = line.replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
        while let Some(start) = text.find("\\u{") {
            let end = start + text[start..].find('}').expect("an escape ends");
            let code =
                u32::from_str_radix(&text[start + 3..end], 16).expect("an escape is hexadecimal");
            let letter = char::from_u32(code).expect("an escape is a letter");
            text.replace_range(start..=end, letter.to_string().as_str());
        }
        text
    };
    VECTORS.lines().map(unescape).collect()
}

/// What did harm, so that one run tells of everything.
#[derive(Default)]
struct Harms(Vec<String>);

impl Harms {
    fn look_at(&mut self, message: &Value, vector: &str) {
        let html = message["contentJson"]["html"].as_str().expect("a message has markup");
        if let Err(harm) = judge(html) {
            self.0.push(format!("{vector:?} became {html:?}: {harm}"));
        }
    }

    #[track_caller]
    fn assert_none(&self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

#[tokio::test]
async fn messages_come_out_harmless() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let mut socket = ana.socket().await;
    let path = format!("/chats/{chat}/messages");
    let (mut kept, mut harms) = (0, Harms::default());
    for vector in vectors() {
        for content in [
            json!(vector),
            json!({"markdown": vector}),
            json!({"html": vector}),
            json!({"type": "text", "html": format!("<p>before</p>{vector}"), "text": vector}),
        ] {
            let answer = ana.post(&path, json!({"content": content})).await;
            if answer.status() == 400 {
                // Nothing was left of it.
                continue;
            }
            harms.look_at(&answer.created(), &vector);
            harms.look_at(&socket.until("chat.message.created").await.data["patch"], &vector);
            kept += 1;
        }
    }
    assert!(kept > vectors().len() * 2, "most say something: {kept}");
    let mut page = ana.get(&format!("{path}/cursor?limit=100")).await.ok();
    let mut read = 0;
    loop {
        for message in page["items"].as_array().expect("a page of messages") {
            harms.look_at(message, "a message that is read again");
            read += 1;
        }
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        page = ana.get(&format!("{path}/cursor?limit=100&cursor={cursor}")).await.ok();
    }
    assert_eq!(read, kept);
    harms.assert_none();
}

#[tokio::test]
async fn edits_come_out_harmless() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let message = world::id_of(&world::say(&ana, &chat, "first").await);
    let path = format!("/chats/{chat}/messages/{message}");
    let mut socket = ana.socket().await;
    let mut harms = Harms::default();
    for vector in vectors() {
        for content in [json!(vector), json!({"html": vector})] {
            let answer = ana.post(&format!("{path}/edit"), json!({"content": content})).await;
            if answer.status() == 400 {
                continue;
            }
            let Value::Object(answer) = answer.ok() else { panic!("an edit answers an object") };
            harms.look_at(&answer["message"], &vector);
            let told = socket.next().await.expect("the socket is open");
            if told.event == "chat.message.updated" {
                harms.look_at(&told.data["patch"], &vector);
            }
        }
    }
    for revision in ana.get(&format!("{path}/history")).await.ok().as_array().expect("a list") {
        harms.look_at(revision, "an earlier version");
    }
    harms.assert_none();
}

#[tokio::test]
async fn names_are_text_wherever_they_stand() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let name = "<img src=x onerror=alert(1)>";
    ana.patch("/users/me", json!({"displayName": name})).await.ok();
    assert_eq!(ana.get("/users/me").await.ok()["displayName"], name);
    // The page of the workspace never holds data: what it shows, it asks for.
    for path in ["/", "/chat/1", "/login?next=<script>alert(1)</script>", "/docs"] {
        let page = ana.call_root(reqwest::Method::GET, path).send().await;
        assert!(!page.text().contains("onerror") && !page.text().contains("alert(1)"), "{path}");
    }
}
