//! Renewing the tokens of a session: a refresh token is good once.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::support::{Client, PASSWORD, Response, TestApp};

const DAY: Duration = Duration::from_hours(24);

/// A new session of `person`'s and its refresh token.
async fn enter(app: &TestApp, person: &Client) -> (Client, String) {
    let body = json!({"email": person.email(), "password": PASSWORD});
    let answer = app.anonymous().post("/auth/login", body).await;
    let token = answer.cookie("refreshToken").expect("a refresh cookie");
    (app.anonymous().signed_in(&answer.ok()), token)
}

async fn refresh(app: &TestApp, token: &str) -> Response {
    let call = app.anonymous().call(Method::POST, "/auth/refresh");
    call.header("cookie", &format!("refreshToken={token}")).send().await
}

fn token_of(answer: &Response) -> String {
    answer.ok();
    answer.cookie("refreshToken").expect("a refresh cookie")
}

#[tokio::test]
async fn a_session_lives_as_long_as_it_is_renewed() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let (session, mut token) = enter(&app, &ana).await;
    for _ in 0..4 {
        app.app.clock.advance(20 * DAY);
        let answer = refresh(&app, &token).await;
        let next = token_of(&answer);
        assert_ne!(next, token);
        token = next;
        let renewed = app.anonymous().signed_in(&answer.ok());
        assert_eq!(renewed.get("/users/me").await.ok()["id"], ana.id());
        session.get("/users/me").await.refused("session_expired");
    }
    app.app.clock.advance(31 * DAY);
    refresh(&app, &token).await.refused("session_expired");
}

#[tokio::test]
async fn renewing_keeps_the_session() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let (session, token) = enter(&app, &ana).await;
    let before = session.get("/auth/sessions").await.ok();
    app.app.clock.advance(Duration::from_mins(5));
    let renewed = app.anonymous().signed_in(&refresh(&app, &token).await.ok());
    let after = renewed.get("/auth/sessions").await.ok();
    assert_eq!(after[0]["id"], before[0]["id"]);
    assert_eq!(after[0]["isCurrent"], true);
    assert!(after[0]["lastActiveAt"].as_str() > before[0]["lastActiveAt"].as_str());
    session.get("/users/me").await.ok();
}

#[tokio::test]
async fn a_token_used_twice_ends_its_session_and_no_other() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let (session, stolen) = enter(&app, &ana).await;
    let fresh = token_of(&refresh(&app, &stolen).await);
    let (mut hers, mut others) = (session.socket().await, ana.socket().await);

    let answer = refresh(&app, &stolen).await;
    answer.refused("invalid_token");
    assert_eq!(answer.cookie("refreshToken").as_deref(), Some(""), "the cookies are taken back");
    assert_eq!(hers.closed().await.1, 4401);
    session.get("/users/me").await.refused("session_expired");
    refresh(&app, &fresh).await.refused("session_expired");
    others.expect("auth.session.revoked").await;
    ana.get("/users/me").await.ok();
}

#[tokio::test]
async fn a_token_used_by_many_at_once_is_good_for_one_at_most() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let (session, token) = enter(&app, &ana).await;
    let answers = join_all((0..8).map(|_| refresh(&app, &token))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status() == 200).count(), 1);
    session.get("/users/me").await.refused("session_expired");
}

#[tokio::test]
async fn what_is_no_refresh_token_renews_nothing() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let anyone = app.anonymous();
    anyone.post("/auth/refresh", json!({})).await.refused("unauthenticated");
    ana.by_cookie().post("/auth/refresh", json!({})).await.refused("unauthenticated");
    for bad in ["x", "bm9uc2Vuc2U", "a.b.c", ana.token(), &"A".repeat(64), &"A".repeat(4000)] {
        refresh(&app, bad).await.refused("invalid_token");
    }
    ana.get("/users/me").await.ok();
}

#[tokio::test]
async fn who_is_switched_off_renews_nothing() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let (_, token) = enter(&app, &ana).await;
    let path = format!("/admin/users/{}", ana.id());
    app.admin().await.patch(&path, json!({"disabled": true})).await.ok();
    refresh(&app, &token).await.refused("session_expired");
    app.admin().await.patch(&path, json!({"disabled": false})).await.ok();
    refresh(&app, &token).await.refused("session_expired");
}

#[tokio::test]
async fn another_site_cannot_renew_or_end_a_session() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let (session, token) = enter(&app, &ana).await;
    for path in ["/auth/refresh", "/auth/logout"] {
        let call = app.anonymous().call(Method::POST, path);
        let call = call.header("cookie", &format!("refreshToken={token}"));
        call.header("sec-fetch-site", "cross-site").send().await.refused("cross_site_request");
    }
    session.get("/users/me").await.ok();
    refresh(&app, &token).await.ok();
}
