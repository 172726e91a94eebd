//! The order of one's chats.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn one_order_for_all_devices_and_no_change_lost() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let phone = app.sign_in(&ana).await;
    let mut socket = phone.socket().await;
    assert_eq!(ana.get("/chats/sidebar").await.ok(), json!({"version": 0, "sections": []}));
    let order = |version: u64, name: &str| json!({"version": version, "sections": [{"id": "s-1", "name": name, "chatIds": ["7", "3"]}]});
    let kept = ana.put("/chats/sidebar", order(0, "Work")).await.ok();
    assert_eq!(kept["version"], 1);
    let told = socket.until("chat.sidebar.updated").await;
    assert_eq!(told.data["patch"]["version"], 1);
    assert!(!told.json.to_string().contains("Work"), "{}", told.json);
    phone.put("/chats/sidebar", order(0, "Play")).await.refused("sidebar_conflict");
    assert_eq!(phone.get("/chats/sidebar").await.ok(), kept);
    let twice =
        json!({"version": 1, "sections": [{"id": "s-1", "name": "W", "chatIds": ["7", "7"]}]});
    ana.put("/chats/sidebar", twice).await.invalid("sections", "duplicate");
    let nameless = json!({"version": 1, "sections": [{"id": "s-1", "name": " ", "chatIds": []}]});
    ana.put("/chats/sidebar", nameless).await.invalid("sections", "invalid");
    let other = app.user("budi").await.get("/chats/sidebar").await.ok();
    assert_eq!(other["sections"], json!([]));
}
