//! What an administrator is told of the machine.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn the_status_is_what_is_there() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let status = admin.get("/admin/status").await.ok();
    assert_eq!(status["storage"]["writable"], true);
    assert!(status["storage"]["freeBytes"].as_u64().is_some_and(|bytes| bytes > 0), "{status}");
    assert_eq!(status["mail"], json!({"configured": false, "from": null}));
    assert_eq!(status["https"], false);
    admin.post("/admin/status/mail", json!({})).await.refused("mail_off");
}

#[tokio::test]
async fn a_mail_server_that_takes_nothing_is_told() {
    let app = TestApp::configured(|config| {
        config.mail.smtp_host = Some("127.0.0.1".to_owned());
        // Nobody listens on the port of discarding.
        config.mail.smtp_port = 9;
    });
    let app = app.await;
    let admin = app.admin().await;
    assert_eq!(admin.get("/admin/status").await.ok()["mail"]["configured"], true);
    admin.post("/admin/status/mail", json!({})).await.refused("mail_not_taken");
}
