//! Where browsers take pushed messages.

use serde_json::{Value, json};

use crate::support::{TestApp, world};

fn subscription(endpoint: &str) -> Value {
    json!({
        "endpoint": endpoint,
        "expirationTime": null,
        "keys": {
            "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
            "auth": "tBHItJI5svbpez7KI4CCXg",
        },
    })
}

/// Who is pushed to, by address.
async fn kept(app: &TestApp) -> Vec<(String, String)> {
    let kept = app.app.db.reader().read(|tx| {
        let sql = "SELECT endpoint, user_id FROM push_subscriptions ORDER BY endpoint";
        tx.list(sql, [], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.to_string())))
    });
    kept.await.expect("the table can be read")
}

const HERE: &str = "https://push.example.test/here";

#[tokio::test]
async fn a_browser_belongs_to_the_session_that_named_it_last() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    for _ in 0..2 {
        let answer = ana.post("/auth/push/subscribe", subscription(HERE)).await;
        assert_eq!(answer.created(), json!({"success": true}));
    }
    assert_eq!(kept(&app).await, [(HERE.to_owned(), ana.id().to_owned())]);
    budi.post("/auth/push/subscribe", subscription(HERE)).await.created();
    assert_eq!(kept(&app).await, [(HERE.to_owned(), budi.id().to_owned())]);
    let moved = "https://push.example.test/moved";
    budi.post("/auth/push/subscribe", subscription(moved)).await.created();
    assert_eq!(kept(&app).await, [(moved.to_owned(), budi.id().to_owned())]);
}

#[tokio::test]
async fn nothing_is_pushed_to_a_session_that_is_over() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let phone = app.sign_in(&ana).await;
    phone.post("/auth/push/subscribe", subscription(HERE)).await.created();
    let sessions = phone.get("/auth/sessions").await.ok();
    ana.delete(&format!("/auth/sessions/{}", world::id_of(&sessions[0]))).await.ok();
    assert_eq!(kept(&app).await, []);
}

#[tokio::test]
async fn only_push_services_are_taken() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let send = |body: Value| ana.post("/auth/push/subscribe", body);
    for bad in ["http://push.example.test/x", "https://127.0.0.1/x", "https://localhost/x", "x"] {
        send(subscription(bad)).await.invalid("endpoint", "invalid");
    }
    let mut body = subscription(HERE);
    body["keys"]["p256dh"] = json!("AAAA");
    body["keys"]["auth"] = json!("!");
    let answer = send(body).await;
    answer.invalid("keys.p256dh", "invalid");
    answer.invalid("keys.auth", "invalid");
    send(json!({"endpoint": HERE})).await.invalid("keys", "required");
    assert_eq!(kept(&app).await, []);
}
