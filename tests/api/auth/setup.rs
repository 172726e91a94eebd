//! The first account of a workspace.

use epop::config::Setting;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp};

fn first(token: &str, email: &str) -> Value {
    json!({"token": token, "email": email, "displayName": "Rina Hartono", "password": PASSWORD})
}

#[tokio::test]
async fn the_first_account_is_made_by_the_link_and_only_once() {
    let app = TestApp::start().await;
    let anyone = app.anonymous();
    let before = anyone.get("/setup").await.ok();
    assert_eq!(before, json!({"needed": true, "workspaceName": "EPOP"}));
    let token = app.app.setup.issue();

    anyone.post("/setup", first("guess", "rina@example.test")).await.refused("invalid_token");
    let mut body = first(&token, "rina@example.test");
    body["password"] = json!("short");
    anyone.post("/setup", body.clone()).await.invalid("password", "too_short");
    body["password"] = json!(PASSWORD);
    body["workspaceName"] = json!("  Kopi   Kita ");
    let made = anyone.post("/setup", body.clone()).await;
    assert_eq!(made.created()["user"]["isAdmin"], true);
    assert!(made.cookie("accessToken").is_some() && made.cookie("refreshToken").is_some());
    let rina = anyone.signed_in(&made.created());
    assert_eq!(rina.get("/users/me").await.ok()["displayName"], "Rina Hartono");

    let after = anyone.get("/setup").await.ok();
    assert_eq!(after, json!({"needed": false, "workspaceName": "Kopi Kita"}));
    anyone.post("/setup", body).await.refused("setup_done");
    let again = first(&app.app.setup.issue(), "eve@example.test");
    anyone.post("/setup", again).await.refused("setup_done");
}

#[tokio::test]
async fn sixteen_setups_at_once_make_one_account() {
    let app = TestApp::start().await;
    let anyone = app.anonymous();
    let token = app.app.setup.issue();
    let attempts =
        (0..16).map(|n| anyone.post("/setup", first(&token, &format!("p{n}@example.test"))));
    let answers = join_all(attempts).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status() == 201).collect();
    assert_eq!(made.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status() != 201) {
        let code = &answer.json()["code"];
        assert!(code == "setup_done" || code == "invalid_token", "{answer}");
    }
    let admin = anyone.signed_in(made[0].json());
    let people = admin.get("/users?includeDisabled=true").await.ok();
    assert_eq!(people["items"].as_array().map(Vec::len), Some(1), "{people}");
}

#[tokio::test]
async fn the_configured_administrator_needs_no_link() {
    let app = TestApp::configured(|config| {
        config.auth.admin_email = Some("Boss@Example.test".to_owned());
        config.auth.admin_password = Setting::parse(PASSWORD).ok();
    })
    .await;
    let anyone = app.anonymous();
    assert_eq!(anyone.get("/setup").await.ok()["needed"], false);
    let login = json!({"email": "boss@example.test", "password": PASSWORD});
    assert_eq!(anyone.post("/auth/login", login).await.ok()["user"]["isAdmin"], true);
    let late = first(&app.app.setup.issue(), "eve@example.test");
    anyone.post("/setup", late).await.refused("setup_done");
}
