//! Headers, addresses and limits of the HTTP side: what a proxy, a probe and a strict client rely on.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::{TestApp, world};

#[tokio::test]
async fn probes_and_figures_are_where_they_are_expected() {
    let app = TestApp::start().await;
    let anyone = app.anonymous();
    for path in [
        "/api/health/live",
        "/api/v1/health/live",
        "/api/health/ready",
        "/api/v1/health/ready",
        "/api/health",
    ] {
        let answer = anyone.call_root(Method::GET, path).send().await;
        assert_eq!(answer.ok()["status"], "ok", "{path}");
    }
    for path in ["/metrics", "/v1/metrics"] {
        let answer = anyone.call_root(Method::GET, path).send().await;
        assert_eq!(answer.status(), 200);
        assert!(answer.text().contains("http_requests_total"), "{path}");
    }
}

#[tokio::test]
async fn figures_are_for_the_networks_and_the_token_only() {
    let app = TestApp::configured(|config| {
        config.metrics.networks.clear();
        config.metrics.token = Some(epop::config::Secret::new("let-me-see"));
    })
    .await;
    let anyone = app.anonymous();
    anyone.call_root(Method::GET, "/metrics").send().await.refused("not_found");
    let wrong = anyone.call_root(Method::GET, "/metrics").header("authorization", "Bearer guess");
    wrong.send().await.refused("not_found");
    let right =
        anyone.call_root(Method::GET, "/metrics").header("authorization", "Bearer let-me-see");
    assert_eq!(right.send().await.status(), 200);
}

#[tokio::test]
async fn request_ids_are_taken_if_well_formed_and_replaced_otherwise() {
    let app = TestApp::start().await;
    let ask = |id: &str| {
        let call = app.anonymous().call(Method::GET, "/setup");
        // The kit expects to get back what it sends under the header's usual name.
        call.header("X-Trace-Id", id).send()
    };
    assert_eq!(ask("trace.1_A-b").await.header("x-trace-id"), Some("trace.1_A-b"));
    for bad in ["with space", "semi;colon", "<script>", &"x".repeat(129)] {
        assert_ne!(ask(bad).await.header("x-trace-id"), Some(bad));
    }
    let given =
        app.anonymous().call(Method::GET, "/setup").header("x-request-id", "my-id").send().await;
    assert_eq!(given.header("x-request-id"), Some("my-id"));
    assert_eq!(given.header("x-trace-id"), Some("my-id"));
    let traced = app.anonymous().call(Method::GET, "/setup");
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let traced = traced.header("traceparent", parent).send().await;
    assert_eq!(traced.header("x-trace-id"), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
}

#[tokio::test]
async fn events_carry_the_id_of_their_request() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let mut socket = ana.socket().await;
    let call = ana.call(Method::PATCH, "/users/me").header("x-request-id", "from-here");
    call.json(&json!({"title": "Carpenter"})).send().await.ok();
    let frame = socket.expect("user.updated").await;
    assert_eq!(frame.data["requestId"], "from-here");
    assert_eq!(frame.data["actorId"], ana.id());
}

#[tokio::test]
async fn an_unchanged_answer_is_not_sent_again() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    let path = format!("/chats/{chat}/messages");
    let first = ana.get(&path).await;
    let tag = first.header("etag").expect("an answer to GET has a tag").to_owned();
    let ask = |tag: &str| ana.call(Method::GET, &path).header("if-none-match", tag).send();
    let same = ask(&tag).await;
    assert_eq!((same.status(), same.text()), (304, ""));
    assert_eq!(same.header("etag"), Some(tag.as_str()));
    world::say(&ana, &chat, "news").await;
    let changed = ask(&tag).await;
    assert_eq!(changed.status(), 200);
    assert_ne!(changed.header("etag"), Some(tag.as_str()));
}

#[tokio::test]
async fn large_answers_are_packed_for_those_who_unpack() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let chat = world::channel(&ana, "plans", &[]).await;
    world::say(&ana, &chat, &"words and words ".repeat(500)).await;
    let path = format!("/chats/{chat}/messages");
    let plain = ana.get(&path).await;
    assert_eq!(plain.header("content-encoding"), None);
    let packed = ana.call(Method::GET, &path).header("accept-encoding", "gzip").send().await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.length() * 4 < plain.length(), "{} of {}", packed.length(), plain.length());
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_told_in_json() {
    let app = TestApp::start().await;
    let anyone = app.anonymous();
    for path in
        ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v2/chats", "/api/v1/chats/1/nothing"]
    {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            anyone.call_root(method, path).send().await.refused("not_found");
        }
    }
    let wrong = anyone.call(Method::PUT, "/auth/login").send().await;
    wrong.refused("method_not_allowed");
    assert_eq!(wrong.header("allow"), Some("POST"));
    anyone
        .call_root(Method::TRACE, "/api/v1/auth/login")
        .send()
        .await
        .refused("method_not_allowed");
    let page = anyone.call_root(Method::GET, "/chat/12").send().await;
    assert_eq!(page.status(), 200);
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    let page = anyone.call_root(Method::POST, "/chat/12").send().await;
    page.refused("method_not_allowed");
}

#[tokio::test]
async fn a_head_is_a_get_without_its_body() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let head = ana.call(Method::HEAD, "/chats").send().await;
    assert_eq!((head.status(), head.text()), (200, ""));
}

#[tokio::test]
async fn limits_are_told_and_kept() {
    let app = TestApp::configured(|config| config.limits.anonymous = 5).await;
    let anyone = app.anonymous();
    let ask = || anyone.get("/setup");
    for left in (0..5).rev() {
        let answer = ask().await;
        assert_eq!(answer.header("x-ratelimit-limit"), Some("5"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(left.to_string().as_str()));
        assert!(answer.header("x-ratelimit-reset").is_some());
    }
    let refused = ask().await;
    refused.refused("rate_limited");
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    // A forged address does not open a new bucket: no proxy is trusted unless it is configured.
    let forged =
        app.anonymous().call(Method::GET, "/setup").header("x-forwarded-for", "203.0.113.7");
    forged.send().await.refused("rate_limited");
    let probe = app.anonymous().call_root(Method::GET, "/api/health/live").send().await;
    assert_eq!(probe.status(), 200, "a probe is never refused");
}

#[tokio::test]
async fn people_have_buckets_of_their_own() {
    let app = TestApp::configured(|config| config.limits.user = 3).await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    for _ in 0..3 {
        ana.get("/users/me").await.ok();
    }
    ana.get("/users/me").await.refused("rate_limited");
    ana.by_cookie().get("/users/me").await.refused("rate_limited");
    budi.get("/users/me").await.ok();
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await.by_cookie();
    let change = || ana.call(Method::PATCH, "/users/me").json(&json!({"title": "Owned"}));
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        change().header(name, value).send().await.refused("cross_site_request");
    }
    let own = format!("http://{}", app.address());
    change().header("origin", &own).send().await.ok();
    change().header("sec-fetch-site", "same-origin").send().await.ok();
    change().send().await.ok();
    let safe =
        ana.call(Method::GET, "/users/me").header("origin", "https://evil.example").send().await;
    assert_eq!(safe.header("access-control-allow-origin"), None, "nobody else may read it");
}

#[tokio::test]
async fn listed_origins_may_call() {
    let partner = "https://partner.example";
    let app = TestApp::configured(|config| {
        config.server.cors_origins = epop::config::Setting::parse(partner).expect("an origin");
    })
    .await;
    let ana = app.user("ana").await.by_cookie();
    let answer = ana.call(Method::GET, "/users/me").header("origin", partner).send().await;
    assert_eq!(answer.header("access-control-allow-origin"), Some(partner));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    let stranger =
        ana.call(Method::GET, "/users/me").header("origin", "https://evil.example").send().await;
    assert_eq!(stranger.header("access-control-allow-origin"), None);

    let may_upload = ana.call(Method::OPTIONS, "/files/tus").header("origin", partner);
    let may_upload = may_upload
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "tus-resumable,upload-length,upload-metadata");
    let allowed = may_upload.send().await;
    let allowed = allowed.header("access-control-allow-headers").unwrap_or_default();
    assert!(allowed.contains("upload-metadata") && allowed.contains("upload-offset"), "{allowed}");
    let told = ana.call(Method::HEAD, "/files/tus/0").header("origin", partner).send().await;
    let told = told.header("access-control-expose-headers").unwrap_or_default();
    assert!(told.contains("location") && told.contains("upload-offset"), "{told}");
}

#[tokio::test]
async fn tokens_run_out_and_cookies_are_marked_under_tls() {
    let app = TestApp::configured(|config| {
        config.server.trusted_proxies =
            epop::config::Setting::parse("127.0.0.0/8").expect("a network");
    })
    .await;
    let ana = app.user("ana").await;
    let login = json!({"email": ana.email(), "password": crate::support::PASSWORD});
    let call =
        app.anonymous().call(Method::POST, "/auth/login").header("x-forwarded-proto", "https");
    let secure = call.json(&login).send().await;
    assert_eq!(secure.cookies().len(), 2, "{secure}");
    assert!(secure.cookies().iter().all(|cookie| cookie.attribute("secure").is_some()));
    assert!(secure.header("strict-transport-security").is_some());
    let plain = app.anonymous().post("/auth/login", login).await;
    assert!(plain.cookies().iter().all(|cookie| cookie.attribute("secure").is_none()));
    assert!(!plain.text().contains(&plain.cookie("refreshToken").expect("a refresh cookie")));

    app.app.clock.advance(Duration::from_mins(16));
    ana.get("/users/me").await.refused("session_expired");
}
