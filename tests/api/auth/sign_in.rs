//! Signing in and out.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Response, TestApp};

async fn log_in(app: &TestApp, email: &str, password: &str) -> Response {
    app.anonymous().post("/auth/login", json!({"email": email, "password": password})).await
}

#[tokio::test]
async fn signing_in_answers_who_it_is_and_sets_two_cookies() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let answer = log_in(&app, "  ANA@example.TEST ", PASSWORD).await;
    let body = answer.ok();
    assert_eq!(body["success"], true);
    assert_eq!(body["user"]["id"], ana.id());
    assert_eq!(answer.cookie("accessToken").as_deref(), body["accessToken"].as_str());
    let refresh = answer.cookie("refreshToken").expect("a refresh cookie");
    assert!(!answer.text().contains(&refresh), "the refresh token is in its cookie only");
    let ages: Vec<_> =
        answer.cookies().iter().map(|c| c.attribute("max-age").map(str::to_owned)).collect();
    assert_eq!(ages, [Some("900".to_owned()), Some("2592000".to_owned())]);
    let again = app.anonymous().signed_in(&body);
    assert_eq!(again.get("/users/me").await.ok()["id"], ana.id());
    assert_eq!(again.by_cookie().get("/users/me").await.ok()["id"], ana.id());
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let app = TestApp::start().await;
    let (ana, dodi) = (app.user("ana").await, app.user("dodi").await);
    let path = format!("/admin/users/{}", dodi.id());
    app.admin().await.patch(&path, json!({"disabled": true})).await.ok();
    let strip = |answer: Response| {
        let mut body = answer.refused("invalid_credentials");
        for key in ["requestId", "traceId", "ts"] {
            body[key] = Value::Null;
        }
        assert!(answer.cookies().is_empty(), "{answer}");
        body
    };
    let wrong = strip(log_in(&app, ana.email(), "not-the-password").await);
    assert_eq!(strip(log_in(&app, "nobody@example.test", PASSWORD).await), wrong);
    assert_eq!(strip(log_in(&app, dodi.email(), PASSWORD).await), wrong);
}

#[tokio::test]
async fn an_unknown_address_costs_as_much_as_a_wrong_password() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let hashes = &app.app.metrics.password_hashes;
    for email in [ana.email(), "nobody@example.test"] {
        let before = hashes.get();
        log_in(&app, email, "not-the-password").await.refused("invalid_credentials");
        assert_eq!(hashes.get() - before, 1, "{email}");
    }
}

#[tokio::test]
async fn a_second_factor_that_nobody_has_is_not_looked_at() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let body = json!({"email": ana.email(), "password": PASSWORD, "totp": "123456"});
    app.anonymous().post("/auth/login", body).await.ok();
}

#[tokio::test]
async fn malformed_sign_ins_are_refused_by_field() {
    let app = TestApp::start().await;
    let anyone = app.anonymous();
    let send = |body: Value| anyone.post("/auth/login", body);
    send(json!({"email": "ana@example.test"})).await.invalid("password", "required");
    send(json!({"email": "ana", "password": "x"})).await.invalid("email", "invalid");
    send(json!({"email": "ana@example.test", "password": ""}))
        .await
        .invalid("password", "required");
    let endless = "x".repeat(100_000);
    let endless = json!({"email": "ana@example.test", "password": endless});
    send(endless).await.invalid("password", "too_long");
    let more = json!({"email": "ana@example.test", "password": "x", "admin": true});
    send(more).await.invalid("admin", "unknown_field");
}

#[tokio::test]
async fn failures_at_one_account_slow_it_down_and_no_other() {
    let app = TestApp::configured(|config| config.limits.sign_in = 4).await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    for _ in 0..4 {
        log_in(&app, ana.email(), "not-the-password").await.refused("invalid_credentials");
    }
    log_in(&app, ana.email(), PASSWORD).await.refused("rate_limited");
    log_in(&app, budi.email(), PASSWORD).await.ok();
    ana.get("/users/me").await.ok();
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_slowed_down() {
    let app = TestApp::configured(|config| config.limits.sign_in = 5).await;
    let ana = app.user("ana").await;
    let mut tried = 0;
    loop {
        let answer = log_in(&app, &format!("p{tried}@example.test"), "not-the-password").await;
        if answer.json()["code"] == "rate_limited" {
            break;
        }
        answer.refused("invalid_credentials");
        tried += 1;
        assert!(tried < 50, "nothing slows an address down");
    }
    log_in(&app, ana.email(), PASSWORD).await.refused("rate_limited");
}

/// Asserts that the answer takes both cookies back.
fn assert_cleared(answer: &Response) {
    for name in ["accessToken", "refreshToken"] {
        let cookies = answer.cookies();
        let cookie = cookies.iter().find(|cookie| cookie.name == name);
        let cookie = cookie.unwrap_or_else(|| panic!("{answer} leaves {name}"));
        assert_eq!((cookie.value.as_str(), cookie.attribute("max-age")), ("", Some("0")));
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let signed_in = log_in(&app, ana.email(), PASSWORD).await;
    let refresh = signed_in.cookie("refreshToken").expect("a refresh cookie");
    let session = app.anonymous().signed_in(&signed_in.ok());
    let answer = session.by_cookie().post("/auth/logout", json!({})).await;
    assert_eq!(answer.ok(), json!({"success": true}));
    assert_cleared(&answer);
    session.get("/users/me").await.refused("session_expired");
    refresh_with(&app.anonymous(), &refresh).await.refused("session_expired");
    ana.get("/users/me").await.ok();
}

#[tokio::test]
async fn signing_out_works_with_the_refresh_cookie_alone_and_with_nothing() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let signed_in = log_in(&app, ana.email(), PASSWORD).await;
    let refresh = signed_in.cookie("refreshToken").expect("a refresh cookie");
    let session = app.anonymous().signed_in(&signed_in.ok());
    let call = app.anonymous().call(Method::POST, "/auth/logout");
    let answer = call.header("cookie", &format!("refreshToken={refresh}")).send().await;
    answer.ok();
    assert_cleared(&answer);
    session.get("/users/me").await.refused("session_expired");

    for cookie in ["", "refreshToken=", "refreshToken=bm9uc2Vuc2U", "accessToken=x; refreshToken=y"]
    {
        let call = app.anonymous().call(Method::POST, "/auth/logout").header("cookie", cookie);
        assert_cleared(&call.send().await);
    }
}

async fn refresh_with(client: &Client, token: &str) -> Response {
    let call = client.call(Method::POST, "/auth/refresh");
    call.header("cookie", &format!("refreshToken={token}")).send().await
}
