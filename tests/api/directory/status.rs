//! What people say they are doing, and when they are not to be disturbed.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Response, TestApp};

async fn put(person: &Client, path: &str, body: Value) -> Response {
    person.call(Method::PUT, path).json(&body).send().await
}

/// The moment `minutes` from now, as the clock of the test has it.
fn in_minutes(app: &TestApp, minutes: u64) -> String {
    app.app.clock.now().after(Duration::from_mins(minutes)).to_string()
}

#[tokio::test]
async fn a_status_is_seen_by_everyone_until_it_ends_by_itself() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let until = in_minutes(&app, 5);
    let status = json!({"emoji": "🍜", "text": " Makan  siang ", "until": until});
    let me = put(&ana, "/users/me/status", status).await.ok();
    let kept = json!({"emoji": "🍜", "text": "Makan siang", "until": until});
    assert_eq!(me["status"], kept);
    let seen = budi.get(&format!("/users/{}", ana.id())).await.ok();
    assert_eq!(seen["status"], kept);
    let before = app.app.db.committed_seq();
    app.app.clock.advance(Duration::from_mins(6));
    let seen = budi.get(&format!("/users/{}", ana.id())).await.ok();
    assert_eq!(seen["status"], Value::Null);
    assert_eq!(app.app.db.committed_seq(), before, "time passing writes nothing");
}

#[tokio::test]
async fn a_status_is_told_and_the_log_keeps_no_word_of_it() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let mut budis = budi.socket().await;
    let since = app.app.db.committed_seq();
    put(&ana, "/users/me/status", json!({"text": "secret surgery"})).await.ok();
    let told = budis.expect("user.status.updated").await.data;
    assert_eq!(told["userId"], ana.id());
    assert_eq!(told["patch"]["status"]["text"], "secret surgery");
    let log = app
        .app
        .db
        .reader()
        .read(|tx| tx.list("SELECT data FROM outbox", [], |row| row.get::<_, String>(0)));
    let log = log.await.expect("the log is read");
    assert!(log.iter().all(|data| !data.contains("surgery")), "{log:?}");
    // The same again is no news.
    put(&ana, "/users/me/status", json!({"text": "secret surgery"})).await.ok();
    ana.delete("/users/me/status").await.ok();
    assert_eq!(budis.expect("user.status.updated").await.data["patch"], json!({"status": null}));
    // Who comes later hears what is said now, which is nothing.
    let mut late = budi.socket_with(&format!("names=dot&since={since}")).await;
    let told = late.expect("user.status.updated").await.data;
    assert_eq!(told["patch"], json!({"status": null}));
}

#[tokio::test]
async fn a_status_that_says_nothing_too_much_or_ends_at_no_time_is_refused() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let set = |body: Value| put(&ana, "/users/me/status", body);
    set(json!({})).await.invalid("text", "required");
    set(json!({"text": "  "})).await.invalid("text", "required");
    set(json!({"text": "x".repeat(101)})).await.invalid("text", "too_long");
    set(json!({"text": "a\u{202e}b"})).await.invalid("text", "invalid");
    set(json!({"emoji": "lunch"})).await.invalid("emoji", "invalid");
    let now = app.app.clock.now().to_string();
    set(json!({"text": "x", "until": now})).await.invalid("until", "out_of_range");
    let far = in_minutes(&app, 60 * 24 * 400);
    set(json!({"text": "x", "until": far})).await.invalid("until", "out_of_range");
    set(json!({"text": "x".repeat(100), "emoji": "🦜"})).await.ok();
}

#[tokio::test]
async fn do_not_disturb_is_seen_and_its_schedule_is_nobody_elses() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let (mut anas, mut budis) = (ana.socket().await, budi.socket().await);
    let until = in_minutes(&app, 30);
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let schedule: Vec<_> =
        days.iter().map(|day| json!({"day": day, "from": "20:00", "to": "07:30"})).collect();
    let body = json!({"until": until, "schedule": schedule});
    let me = put(&ana, "/users/me/do-not-disturb", body.clone()).await.ok();
    assert_eq!(me["doNotDisturb"], body);
    let told = budis.expect("user.updated").await.data;
    assert_eq!(told["patch"], json!({"doNotDisturbUntil": me["doNotDisturbUntil"]}));
    assert_eq!(anas.expect("user.updated").await.data["patch"], told["patch"]);
    assert_eq!(anas.expect("user.updated").await.data["patch"], json!({"doNotDisturb": body}));
    let seen = budi.get(&format!("/users/{}", ana.id())).await.ok();
    assert_eq!(seen["doNotDisturbUntil"], me["doNotDisturbUntil"]);
    assert!(seen.get("doNotDisturb").is_none(), "{seen}");
    let me =
        put(&ana, "/users/me/do-not-disturb", json!({"until": null, "schedule": []})).await.ok();
    assert_eq!(me["doNotDisturbUntil"], Value::Null);
    assert_eq!(
        budis.expect("user.updated").await.data["patch"],
        json!({"doNotDisturbUntil": null})
    );
    let mark = app.mark().await;
    budis.assert_silence(mark).await;
}

#[tokio::test]
async fn the_schedule_runs_in_the_persons_own_time_zone() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    ana.patch("/users/me", json!({"timeZone": "Asia/Jakarta"})).await.ok();
    // The clock of the test stands at 2026-09-21T14:13Z, a Monday: 21:13 in Jakarta.
    let schedule = json!([{"day": "monday", "from": "20:00", "to": "21:20"}]);
    let me = put(&ana, "/users/me/do-not-disturb", json!({"schedule": schedule})).await.ok();
    assert_eq!(me["doNotDisturbUntil"], "2026-09-21T14:20:00.000Z", "{me}");
    app.app.clock.advance(Duration::from_mins(8));
    assert_eq!(ana.get("/users/me").await.ok()["doNotDisturbUntil"], Value::Null);
}

#[tokio::test]
async fn a_schedule_that_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let set = |hours: Value| put(&ana, "/users/me/do-not-disturb", json!({"schedule": hours}));
    let monday = json!({"day": "monday", "from": "20:00", "to": "07:00"});
    set(json!([{"day": "monday", "from": "20:00", "to": "20:00"}]))
        .await
        .invalid("schedule[0].to", "invalid");
    set(json!([monday, monday])).await.invalid("schedule[1].day", "invalid");
    set(json!([{"day": "monday", "from": "25:00", "to": "20:00"}]))
        .await
        .refused("invalid_request");
    set(json!([{"day": "noday", "from": "20:00", "to": "21:00"}])).await.refused("invalid_request");
    set(json!([monday])).await.ok();
}
