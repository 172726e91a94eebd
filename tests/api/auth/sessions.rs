//! Where a person is signed in.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, TestApp, world};

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

async fn on_phone(app: &TestApp, person: &Client) -> Client {
    let body = json!({"email": person.email(), "password": PASSWORD});
    let call = app.anonymous().call(Method::POST, "/auth/login").header("user-agent", PHONE);
    app.anonymous().signed_in(&call.json(&body).send().await.ok())
}

async fn sessions(client: &Client) -> Vec<Value> {
    client.get("/auth/sessions").await.ok().as_array().expect("a list").clone()
}

#[tokio::test]
async fn sessions_are_named_after_their_devices() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let phone = on_phone(&app, &ana).await;
    let list = sessions(&phone).await;
    assert_eq!(list.len(), 2);
    assert_eq!(list[0]["deviceName"], "Safari on iPhone");
    assert_eq!(list[0]["deviceType"], "mobile");
    assert_eq!(list[0]["ipAddress"], "127.0.0.1");
    assert_eq!(list[0]["userAgent"], PHONE);
    assert_eq!(list[0]["userId"], ana.id());
    let current: Vec<_> = list.iter().map(|session| session["isCurrent"] == true).collect();
    assert_eq!(current, [true, false], "newest first, and each knows itself");
    let current: Vec<_> =
        sessions(&ana).await.iter().map(|session| session["isCurrent"] == true).collect();
    assert_eq!(current, [false, true]);
}

#[tokio::test]
async fn a_session_is_ended_by_its_person_alone() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let phone = on_phone(&app, &ana).await;
    let path = format!("/auth/sessions/{}", world::id_of(&sessions(&phone).await[0]));
    budi.delete(&path).await.refused("session_not_found");
    app.admin().await.delete(&path).await.refused("session_not_found");
    phone.get("/users/me").await.ok();
    ana.delete(&path).await.ok();
    phone.get("/users/me").await.refused("session_expired");
    ana.delete(&path).await.refused("session_not_found");
    ana.delete("/auth/sessions/999999").await.refused("session_not_found");
}

#[tokio::test]
async fn ending_a_session_is_told_to_the_others_of_the_person_alone() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let phone = on_phone(&app, &ana).await;
    let id = world::id_of(&sessions(&phone).await[0]);
    let (mut anas, mut budis) = (ana.socket().await, budi.socket().await);
    ana.delete(&format!("/auth/sessions/{id}")).await.ok();
    assert_eq!(anas.expect("auth.session.revoked").await.data["sessionId"], id);
    budis.assert_silence(app.mark().await).await;
}

#[tokio::test]
async fn one_can_end_the_session_one_is_in() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let phone = on_phone(&app, &ana).await;
    let id = world::id_of(&sessions(&phone).await[0]);
    phone.delete(&format!("/auth/sessions/{id}")).await.ok();
    phone.get("/users/me").await.refused("session_expired");
    assert_eq!(sessions(&ana).await.len(), 1);
}

#[tokio::test]
async fn sessions_that_ran_out_are_not_listed_and_leave_in_time() {
    let app =
        TestApp::configured(|config| config.auth.refresh_ttl = std::time::Duration::from_hours(1))
            .await;
    let ana = app.user("ana").await;
    app.app.clock.advance(std::time::Duration::from_hours(2));
    let fresh = app.sign_in(&ana).await;
    assert_eq!(sessions(&fresh).await.len(), 1);
    app.app.clock.advance(std::time::Duration::from_hours(24 * 31));
    let removed = app.app.db.write(|tx| epop::features::auth::prune(tx, 100)).await;
    assert!(removed.expect("the broom works") >= 2);
    let kept = app.sign_in(&ana).await;
    assert_eq!(sessions(&kept).await.len(), 1);
}
