//! Files of tasks: who may see the project sees them, and nobody else.

use std::time::Duration;

use serde_json::{Value, json};

use crate::files::{bring, download, id};
use crate::support::{Client, Response, TestApp, world};

async fn attach(person: &Client, file: &Value, task: &str) -> Response {
    let body = json!({"fileId": file["id"], "refTable": "tasks", "refId": task});
    person.post("/files/attach", body).await
}

#[tokio::test]
async fn a_task_has_files_that_its_project_sees_and_nobody_else() {
    let app = TestApp::start().await;
    let (ana, budi, eka) = (app.user("ana").await, app.user("budi").await, app.user("eka").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member"), (&eka, "viewer")]).await;
    let task = world::task(&ana, &project, "a").await;
    let path = format!("/projects/{project}/tasks/{task}");
    let file = bring(&budi, "plan.txt", "hello").await;
    let mut anas = ana.socket().await;
    attach(&budi, &file, &task).await.created();
    attach(&budi, &file, &task).await.created();
    let told = anas.until("project.task.updated").await.data;
    assert_eq!(told["patch"]["attachmentCount"], 1);
    assert_eq!(told["patch"]["attachments"][0]["id"], file["id"]);
    let heard = anas.until_mark(app.mark().await).await;
    assert!(heard.iter().all(|frame| frame.event != "project.task.updated"), "once is once");
    let shown = eka.get(&path).await.ok();
    assert_eq!(shown["attachments"][0]["fileName"], "plan.txt");
    let board = eka.get(&format!("/projects/{project}/board")).await.ok();
    assert_eq!(board["unsorted"]["cards"][0]["attachmentCount"], 1);
    assert_eq!(download(&eka, id(&file["id"])).await.body(), b"hello");
    let listed = eka.get(&format!("/files?projectId={project}")).await.ok();
    assert_eq!(listed["items"][0]["id"], file["id"]);
    let history = ana.get(&format!("{path}/activity")).await.ok();
    assert_eq!(history["items"][0]["data"], json!({"field": "attachments", "from": 0, "to": 1}));

    // Who leaves, or never was there, has nothing of it.
    ana.delete(&format!("/projects/{project}/members/{}", eka.id())).await.ok();
    for nobody in [&eka, &app.user("citra").await, &app.admin().await] {
        download(nobody, id(&file["id"])).await.refused("file_not_found");
        let own = bring(nobody, "own.txt", "mine").await;
        attach(nobody, &own, &task).await.refused("task_not_found");
    }
    let others = bring(&eka, "others.txt", "x").await;
    attach(&budi, &others, &task).await.refused("file_not_found");
    attach(&budi, &file, "999999").await.refused("task_not_found");

    let off = format!("{path}/attachments/{}", id(&file["id"]));
    assert_eq!(ana.delete(&off).await.ok()["attachments"], json!([]));
    ana.delete(&off).await.refused("file_not_found");
    download(&ana, id(&file["id"])).await.refused("file_not_found");
    assert_eq!(download(&budi, id(&file["id"])).await.status(), 200, "it is still its owner's");
}

#[tokio::test]
async fn files_go_along_with_their_task_and_no_further() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let from = world::project(&ana, "From", &[(&budi, "member")]).await;
    let to = world::project(&ana, "To", &[]).await;
    let task = world::task(&ana, &from, "a").await;
    let path = format!("/projects/{from}/tasks/{task}");
    let file = bring(&ana, "plan.txt", "hello").await;
    attach(&ana, &file, &task).await.created();
    let copy = budi.post(&format!("{path}/copy"), json!({})).await.created();
    assert_eq!(copy["attachments"][0]["id"], file["id"]);
    budi.delete(&format!("/projects/{from}/tasks/{}", world::id_of(&copy))).await.ok();
    assert_eq!(download(&budi, id(&file["id"])).await.status(), 200);
    let moved = ana.post(&format!("{path}/transfer"), json!({"projectId": to})).await.ok();
    assert_eq!(moved["attachmentCount"], 1);
    assert_eq!(download(&budi, id(&file["id"])).await.status(), 200, "the copy is in the trash");
    app.app.clock.advance(Duration::from_hours(24 * 31));
    let pruned = app.app.db.write(|tx| epop::features::projects::prune(tx, 100)).await;
    assert_eq!(pruned.expect("the broom works"), 1);
    download(&app.sign_in(&budi).await, id(&file["id"])).await.refused("file_not_found");
}

#[tokio::test]
async fn a_project_that_is_gone_for_good_takes_its_files_from_everyone() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let task = world::task(&ana, &project, "a").await;
    let file = bring(&ana, "plan.txt", "hello").await;
    attach(&ana, &file, &task).await.created();
    ana.patch(&format!("/projects/{project}"), json!({"archived": true})).await.ok();
    let other = bring(&budi, "more.txt", "hello").await;
    attach(&budi, &other, &task).await.refused("project_archived");
    ana.delete(&format!("/projects/{project}")).await.ok();
    download(&budi, id(&file["id"])).await.refused("file_not_found");
    app.app.clock.advance(Duration::from_hours(24 * 31));
    let pruned = app.app.db.write(|tx| epop::features::projects::prune(tx, 100)).await;
    assert_eq!(pruned.expect("the broom works"), 1);
    let ana = app.sign_in(&ana).await;
    let links = ana.get(&format!("/files/{}", id(&file["id"]))).await.ok()["links"].clone();
    assert_eq!(links, json!([]));
}
