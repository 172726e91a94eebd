//! Changing and resetting passwords.

use std::time::Duration;

use futures_util::future::{join, join_all};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Response, TestApp};

const NEW: &str = "copper-lantern-5548";

async fn log_in(app: &TestApp, person: &Client, password: &str) -> Response {
    let body = json!({"email": person.email(), "password": password});
    app.anonymous().post("/auth/login", body).await
}

/// The secret of a new link for `person`, made by an administrator.
async fn reset_token(app: &TestApp, person: &Client) -> String {
    let path = format!("/admin/users/{}/reset-link", person.id());
    let link = app.admin().await.post(&path, json!({})).await.created();
    let url = link["url"].as_str().expect("a link");
    let (page, token) = url.split_once("#token=").expect("the secret is in the fragment");
    assert_eq!(page, format!("http://{}/reset", app.address()));
    token.to_owned()
}

async fn reset(app: &TestApp, body: Value) -> Response {
    app.anonymous().post("/auth/password/reset", body).await
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let change = |current: &str, new: &str| {
        let body = json!({"currentPassword": current, "newPassword": new});
        let ana = ana.clone();
        async move { ana.post("/auth/password/change", body).await }
    };
    change("not-the-password", NEW).await.refused("wrong_password");
    change(PASSWORD, "short").await.invalid("password", "too_short");
    change(PASSWORD, &"long ".repeat(60)).await.invalid("password", "too_long");
    change(PASSWORD, "password1234").await.invalid("password", "common_password");
    log_in(&app, &ana, PASSWORD).await.ok();
    change(PASSWORD, NEW).await.ok();
    log_in(&app, &ana, PASSWORD).await.refused("invalid_credentials");
    log_in(&app, &ana, NEW).await.ok();
    ana.get("/users/me").await.ok();
}

#[tokio::test]
async fn whoever_holds_a_session_cannot_guess_its_password() {
    let app = TestApp::configured(|config| config.limits.sign_in = 3).await;
    let ana = app.user("ana").await;
    let guess = json!({"currentPassword": "not-the-password", "newPassword": NEW});
    for _ in 0..3 {
        ana.post("/auth/password/change", guess.clone()).await.refused("wrong_password");
    }
    ana.post("/auth/password/change", guess).await.refused("rate_limited");
}

#[tokio::test]
async fn a_retried_change_gets_the_first_answer() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let body = json!({"currentPassword": PASSWORD, "newPassword": NEW});
    let send = || ana.call(Method::POST, "/auth/password/change").key("k").json(&body).send();
    assert_eq!(send().await.ok(), send().await.ok());
    ana.post("/auth/password/change", body.clone()).await.refused("wrong_password");
}

#[tokio::test]
async fn a_link_sets_a_password_once() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let (token, spare) = (reset_token(&app, &ana).await, reset_token(&app, &ana).await);
    reset(&app, json!({"token": "guess", "password": NEW})).await.refused("invalid_token");
    let stranger = json!({"email": "eve@example.test", "token": token, "password": NEW});
    reset(&app, stranger).await.refused("invalid_token");
    reset(&app, json!({"token": token, "password": "short"}))
        .await
        .invalid("password", "too_short");
    log_in(&app, &ana, PASSWORD).await.ok();
    ana.get("/users/me").await.ok();

    let good = json!({"email": "ana@example.test", "token": token, "password": NEW});
    reset(&app, good.clone()).await.ok();
    log_in(&app, &ana, NEW).await.ok();
    log_in(&app, &ana, PASSWORD).await.refused("invalid_credentials");
    ana.get("/users/me").await.refused("session_expired");
    reset(&app, good).await.refused("invalid_token");
    reset(&app, json!({"token": spare, "password": NEW})).await.refused("invalid_token");
}

#[tokio::test]
async fn a_link_used_by_many_at_once_works_for_one() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let token = reset_token(&app, &ana).await;
    let attempts = (0..8).map(|n| {
        let body = json!({"token": token, "password": format!("{NEW}-{n}")});
        let app = &app;
        async move { reset(app, body).await }
    });
    let answers = join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.status() == 200).count(), 1);
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_with_its_account() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let late = reset_token(&app, &ana).await;
    app.app.clock.advance(Duration::from_mins(31));
    reset(&app, json!({"token": late, "password": NEW})).await.refused("invalid_token");

    let admin = app.sign_in(&app.admin().await).await;
    let path = format!("/admin/users/{}", budi.id());
    let link = admin.post(&format!("{path}/reset-link"), json!({})).await.created();
    let token = link["url"]
        .as_str()
        .and_then(|url| url.split_once("#token="))
        .expect("a link")
        .1
        .to_owned();
    admin.patch(&path, json!({"disabled": true})).await.ok();
    let body = json!({"token": token, "password": NEW});
    reset(&app, body.clone()).await.refused("invalid_token");
    admin.patch(&path, json!({"disabled": false})).await.ok();
    reset(&app, body).await.refused("invalid_token");
}

#[tokio::test]
async fn guesses_at_links_are_slowed_down() {
    let app = TestApp::configured(|config| config.limits.sign_in = 2).await;
    let mut codes = Vec::new();
    for _ in 0..10 {
        let answer = reset(&app, json!({"token": "guess", "password": NEW})).await;
        codes.push(answer.json()["code"].as_str().unwrap_or_default().to_owned());
    }
    assert!(codes.contains(&"rate_limited".to_owned()), "{codes:?}");
}

#[tokio::test]
async fn no_sign_in_under_way_outlives_the_password_it_came_with() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let mut password = PASSWORD.to_owned();
    for round in 0..4 {
        let token = reset_token(&app, &ana).await;
        let next = format!("{NEW}-{round}");
        let entering = join_all((0..8).map(|_| log_in(&app, &ana, &password)));
        let setting = reset(&app, json!({"token": token, "password": next}));
        let (entered, set) = join(entering, setting).await;
        set.ok();
        // Whoever came in before is out again; whoever came later was refused.
        for answer in entered {
            if answer.status() == 200 {
                let session = app.anonymous().signed_in(answer.json());
                session.get("/users/me").await.refused("session_expired");
            } else {
                answer.refused("invalid_credentials");
            }
        }
        log_in(&app, &ana, &next).await.ok();
        password = next;
    }
}
