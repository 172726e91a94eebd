//! What is suggested while somebody types.

use serde_json::{Value, json};

use super::{address, indexed};
use crate::support::{Client, TestApp, world};

async fn suggested(person: &Client, q: &str) -> Vec<Value> {
    let answer = person.get(&address("/search/suggestions", &[("q", q)])).await.ok();
    answer["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn words_people_places_and_filters_are_suggested() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Budgets", &[&budi]).await;
    for text in ["the budgeting tool", "budgeting again", "a budget"] {
        world::say(&ana, &chat, text).await;
    }
    indexed(&app).await;
    let all = suggested(&ana, "see bud").await;
    assert_eq!(all[0], json!({"text": "Budi", "kind": "person", "id": budi.id()}));
    assert_eq!(all[1], json!({"text": "Budgets", "kind": "chat", "id": chat}));
    // Nothing has both words; with the last alone there are three.
    assert_eq!(all.len(), 2);
    let all = suggested(&ana, "bud").await;
    assert_eq!(
        all[2..],
        [json!({"text": "budgeting", "kind": "term"}), json!({"text": "budget", "kind": "term"}),]
    );
    assert_eq!(suggested(&ana, "fro").await[0], json!({"text": "from:", "kind": "operator"}));
    assert_eq!(suggested(&ana, "from:bu").await[0]["text"], "Budi");
    assert_eq!(suggested(&ana, "in:bu").await[0]["text"], "Budgets");
    assert!(suggested(&ana, "bud ").await.is_empty() && suggested(&ana, "").await.is_empty());
}

#[tokio::test]
async fn nothing_of_others_is_suggested() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::group(&ana, "Kingfisher", &[&budi]).await;
    world::say(&ana, &chat, "kingfishers everywhere").await;
    indexed(&app).await;
    assert_eq!(suggested(&budi, "kingf").await.len(), 2);
    assert!(suggested(&citra, "kingf").await.is_empty());
    ana.delete(&format!("/chats/{chat}/members/{}", budi.id())).await.ok();
    assert!(suggested(&budi, "kingf").await.is_empty());
}
