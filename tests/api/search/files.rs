//! Files are found by their names, by those who may have them.

use serde_json::{Value, json};

use super::{address, found, indexed, search};
use crate::files::bring;
use crate::support::{TestApp, world};

/// The names of the files that were found, in order.
fn names(answer: &Value) -> Vec<&str> {
    let hits = answer["files"].as_array().expect("a list of files").iter();
    hits.map(|hit| hit["item"]["fileName"].as_str().expect("a name")).collect()
}

#[tokio::test]
async fn a_file_is_found_by_its_owner_and_where_it_is_attached() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let file = bring(&ana, "Kingfisher budget.csv", "a,b\n1,2\n").await;
    assert_eq!(names(&search(&app, &ana, &[("q", "kingfisher")]).await), ["Kingfisher budget.csv"]);
    assert_eq!(search(&app, &budi, &[("q", "kingfisher")]).await["total"], 0);

    let body = json!({"content": "the numbers", "attachments": [file["id"]]});
    let said = ana.post(&format!("/chats/{chat}/messages"), body).await.created();
    let answer = search(&app, &budi, &[("q", "kingf"), ("tab", "files")]).await;
    assert_eq!(names(&answer), ["Kingfisher budget.csv"]);
    assert_eq!(answer["files"][0]["highlights"]["fileName"], "<mark>Kingfisher</mark> budget.csv");
    assert_eq!(answer["facets"]["in"][0]["id"], chat.as_str());
    for (parameter, value, expected) in [
        ("fileType", "csv", 1),
        ("fileType", "spreadsheet", 1),
        ("fileType", "pdf", 0),
        ("chatId", chat.as_str(), 1),
        ("senderId", ana.id(), 1),
    ] {
        let answer = search(&app, &budi, &[("q", "budget"), (parameter, value)]).await;
        assert_eq!(answer["totals"]["files"], expected, "{parameter} {value}");
    }
    assert_eq!(found(&app, &budi, "has:file").await, ["the numbers"]);
    assert!(found(&app, &budi, "has:image").await.is_empty());
    assert_eq!(search(&app, &citra, &[("q", "kingfisher")]).await["total"], 0);
    let hints = citra.get(&address("/search/suggestions", &[("q", "kingf")])).await.ok();
    assert_eq!(hints["items"], json!([]));

    // Without the message it is its owner's alone.
    ana.delete(&format!("/chats/{chat}/messages/{}", world::id_of(&said))).await.ok();
    assert_eq!(search(&app, &budi, &[("q", "kingfisher")]).await["total"], 0);
    assert_eq!(search(&app, &ana, &[("q", "kingfisher")]).await["total"], 1);
}

#[tokio::test]
async fn a_file_is_found_where_the_reader_may_go_and_nowhere_else() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let (one, other) = (
        world::group(&ana, "Plans", &[&budi]).await,
        world::group(&ana, "Secrets", &[&citra]).await,
    );
    let file = bring(&ana, "roadmap.txt", "words").await;
    for chat in [&one, &other] {
        let body = json!({"attachments": [file["id"]]});
        ana.post(&format!("/chats/{chat}/messages"), body).await.created();
    }
    let answer = search(&app, &budi, &[("q", "roadmap")]).await;
    assert_eq!(answer["facets"]["in"], json!([{"id": one, "name": "Plans", "count": 1}]));
    let answer = search(&app, &budi, &[("q", "roadmap"), ("chatId", &other)]).await;
    assert_eq!(answer["totals"]["files"], 0, "that it is in Secrets is not told");
}

#[tokio::test]
async fn a_file_is_found_by_its_new_name_and_not_in_the_trash() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let file = bring(&ana, "draft.txt", "words").await;
    let path = format!("/files/{}", file["id"].as_str().expect("an id"));
    ana.patch(&path, json!({"fileName": "final.txt"})).await.ok();
    assert_eq!(search(&app, &ana, &[("q", "draft ")]).await["total"], 0);
    assert_eq!(names(&search(&app, &ana, &[("q", "final.txt")]).await), ["final.txt"]);
    ana.delete(&path).await.ok();
    let answer = ana.get("/search?q=final").await.ok();
    assert_eq!(answer["total"], 0, "also before the index has seen it");
    indexed(&app).await;
    ana.post(&format!("{path}/restore"), json!({})).await.ok();
    assert_eq!(search(&app, &ana, &[("q", "final")]).await["total"], 1);
}
