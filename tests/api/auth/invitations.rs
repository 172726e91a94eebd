//! Invitations: one link, one account.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Response, TestApp, world};

async fn invite(admin: &Client, body: Value) -> Value {
    admin.post("/admin/invitations", body).await.created()
}

async fn accept(app: &TestApp, token: &Value, email: Option<&str>) -> Response {
    let mut body = json!({"token": token, "displayName": "Sari", "password": PASSWORD});
    if let Some(email) = email {
        body["email"] = json!(email);
    }
    app.anonymous().post("/auth/invitations/accept", body).await
}

async fn inspect(app: &TestApp, token: &Value) -> Response {
    app.anonymous().post("/auth/invitations/inspect", json!({"token": token})).await
}

#[tokio::test]
async fn whoever_has_the_link_joins_once() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.admin().await, app.user("ana").await);
    let invitation = invite(&admin, json!({})).await;
    let token = &invitation["token"];
    let url =
        format!("http://{}/invite#token={}", app.address(), token.as_str().unwrap_or_default());
    assert_eq!(invitation["url"], url);
    let letter = inspect(&app, token).await.ok();
    assert_eq!(letter["invitedBy"], "Admin");
    assert_eq!((&letter["email"], &letter["workspaceName"]), (&Value::Null, &json!("EPOP")));
    assert_eq!(letter["expiresAt"], invitation["expiresAt"]);

    accept(&app, token, None).await.invalid("email", "required");
    accept(&app, token, Some("ana@example.test")).await.refused("email_taken");
    let mut anas = ana.socket().await;
    let sari = accept(&app, token, Some("Sari@Example.test")).await;
    assert!(sari.cookie("refreshToken").is_some());
    assert_eq!(sari.created()["user"]["email"], "sari@example.test");
    assert_eq!(sari.created()["user"]["isAdmin"], false);
    let told = anas.expect("user.created").await.data;
    assert_eq!(told["patch"]["displayName"], "Sari");
    assert_eq!(told["userId"], sari.created()["user"]["id"]);
    app.anonymous().signed_in(&sari.created()).get("/users/me").await.ok();

    accept(&app, token, Some("second@example.test")).await.refused("invalid_token");
    inspect(&app, token).await.refused("invalid_token");
}

#[tokio::test]
async fn sixteen_who_accept_at_once_are_one() {
    let app = TestApp::start().await;
    let invitation = invite(&app.admin().await, json!({})).await;
    let attempts = (0..16).map(|n| {
        let (app, token) = (&app, &invitation["token"]);
        async move { accept(app, token, Some(&format!("p{n}@example.test"))).await }
    });
    let answers = join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.status() == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status() != 201) {
        answer.refused("invalid_token");
    }
    let people = app.admin().await.get("/users?q=example.test").await.ok();
    assert_eq!(people["items"].as_array().map(Vec::len), Some(2), "the admin and one more");
}

#[tokio::test]
async fn an_invitation_by_name_is_for_that_address() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({"email": "Sari@example.test", "isAdmin": true, "expiresInDays": 1});
    let invitation = invite(&admin, body).await;
    assert_eq!(invitation["email"], "sari@example.test");
    let token = &invitation["token"];
    accept(&app, token, Some("eve@example.test")).await.invalid("email", "invalid");
    let sari = accept(&app, token, None).await.created();
    assert_eq!(sari["user"]["isAdmin"], true);
    app.anonymous().signed_in(&sari).get("/admin/invitations").await.ok();
    let again = admin.post("/admin/invitations", json!({"email": "sari@example.test"})).await;
    again.refused("email_taken");
}

#[tokio::test]
async fn invitations_end_with_their_time_and_when_taken_back() {
    let app = TestApp::configured(|config| config.auth.access_ttl = Duration::from_hours(72)).await;
    let admin = app.admin().await;
    let (short, kept) =
        (invite(&admin, json!({"expiresInDays": 1})).await, invite(&admin, json!({})).await);
    let taken_back = invite(&admin, json!({})).await;
    let path = format!("/admin/invitations/{}", world::id_of(&taken_back));
    admin.delete(&path).await.ok();
    admin.delete(&path).await.refused("invitation_not_found");
    inspect(&app, &taken_back["token"]).await.refused("invalid_token");
    accept(&app, &taken_back["token"], Some("a@example.test")).await.refused("invalid_token");

    app.app.clock.advance(Duration::from_hours(25));
    accept(&app, &short["token"], Some("a@example.test")).await.refused("invalid_token");
    let open = admin.get("/admin/invitations").await.ok();
    let open: Vec<_> = open["items"].as_array().expect("a page").iter().map(world::id_of).collect();
    assert_eq!(open, [world::id_of(&kept)], "only what can be accepted is listed");
    accept(&app, &kept["token"], Some("a@example.test")).await.created();
    admin.delete(&format!("/admin/invitations/{}", open[0])).await.refused("invitation_not_found");
}

#[tokio::test]
async fn who_may_not_invite_any_more_has_not_invited() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.admin().await, app.user("ana").await);
    let path = format!("/admin/users/{}", ana.id());
    for change in [json!({"isAdmin": false}), json!({"isAdmin": false, "disabled": true})] {
        admin.patch(&path, json!({"isAdmin": true})).await.ok();
        let invitation = invite(&ana, json!({"isAdmin": true})).await;
        inspect(&app, &invitation["token"]).await.ok();
        admin.patch(&path, change).await.ok();
        accept(&app, &invitation["token"], Some("eve@example.test")).await.refused("invalid_token");
    }
}

#[tokio::test]
async fn invitations_are_listed_in_pages_without_their_secrets() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.insert(0, world::id_of(&invite(&admin, json!({})).await));
    }
    let (mut seen, mut url) = (Vec::new(), "/admin/invitations?limit=2".to_owned());
    loop {
        let page = admin.get(&url).await.ok();
        let items = page["items"].as_array().expect("a page");
        assert!(items.iter().all(|item| item.get("token").is_none() && item.get("url").is_none()));
        seen.extend(items.iter().map(world::id_of));
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        url = format!("/admin/invitations?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, made, "each once, newest first");
    admin.get("/admin/invitations?cursor=nonsense").await.refused("invalid_cursor");
    for days in [0, 31] {
        let answer = admin.post("/admin/invitations", json!({"expiresInDays": days})).await;
        answer.invalid("expiresInDays", "out_of_range");
    }
}
