//! Tasks: everything that can be said of them, the trash, copies, other projects, and what comes again.

use std::time::Duration;

use serde_json::json;

use crate::support::{TestApp, world};

#[tokio::test]
async fn both_generations_names_say_the_same() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let new = json!({"title": "a", "position": 0, "startDate": "2026-12-01T00:00:00.000Z", "progress": 30});
    let task = ana.post(&format!("/projects/{project}/tasks"), new).await.created();
    assert_eq!(task["startAt"], task["startDate"]);
    assert_eq!((&task["percent"], &task["progress"]), (&json!(30), &json!("not_started")));
    let path = format!("/projects/{project}/tasks/{}", world::id_of(&task));
    let after = ana.patch(&path, json!({"progress": "completed", "dueDate": null})).await.ok();
    assert_eq!((&after["status"], &after["percent"]), (&json!("done"), &json!(100)));
    ana.patch(&path, json!({"progress": "late"})).await.invalid("progress", "invalid");
    ana.patch(&path, json!({"percent": 101})).await.invalid("percent", "out_of_range");
    let wrong = json!({"startAt": "2026-12-02T00:00:00.000Z", "dueAt": "2026-12-01T00:00:00.000Z"});
    ana.patch(&path, wrong).await.invalid("dueAt", "before_start");
    let late = json!({"status": "todo", "startAt": null, "dueAt": "2026-01-01T00:00:00.000Z"});
    assert_eq!(ana.patch(&path, late).await.ok()["progress"], "late");
}

#[tokio::test]
async fn fields_take_what_they_are_for() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[]).await;
    let path = format!("/projects/{project}/tasks/{}", world::task(&ana, &project, "a").await);
    let cases = [
        ("text", json!("x"), json!(3)),
        ("number", json!(2.5), json!("2")),
        ("date", json!("2026-02-28"), json!("2026-02-30")),
        ("choice", json!("1"), json!("9")),
        ("person", json!(ana.id()), json!(budi.id())),
    ];
    for (kind, good, bad) in cases {
        let options = if kind == "choice" { json!([{"name": "a"}]) } else { json!([]) };
        let new = json!({"name": kind, "kind": kind, "options": options});
        let field = ana.post(&format!("/projects/{project}/fields"), new).await.created();
        let id = world::id_of(&field);
        let set = |value: &serde_json::Value| json!({"fields": {id.as_str(): value}});
        assert_eq!(ana.patch(&path, set(&good)).await.ok()["fields"][&id], good, "{kind}");
        ana.patch(&path, set(&bad)).await.invalid(&format!("fields.{id}"), "invalid");
        assert!(ana.patch(&path, set(&json!(null))).await.ok()["fields"].get(&id).is_none());
    }
}

#[tokio::test]
async fn what_is_deleted_comes_back_to_its_place_for_thirty_days() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let bucket = world::bucket(&ana, &project, "one").await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(world::card(&ana, &project, &bucket, name).await);
    }
    let path = format!("/projects/{project}/tasks/{}", ids[1]);
    ana.delete(&path).await.ok();
    ana.get(&path).await.refused("task_not_found");
    let trash = ana.get(&format!("/projects/{project}/trash")).await.ok();
    assert_eq!(trash["items"][0]["id"], ids[1].as_str());
    assert_eq!(ana.post(&format!("{path}/restore"), json!({})).await.ok()["position"], 1);
    ana.delete(&path).await.ok();
    app.app.clock.advance(Duration::from_hours(24 * 31));
    let pruned = app.app.db.write(|tx| epop::features::projects::prune(tx, 100)).await;
    assert_eq!(pruned.expect("the broom works"), 1);
}

#[tokio::test]
async fn a_task_goes_to_another_project_with_what_fits_there() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let from = world::project(&ana, "From", &[(&budi, "member")]).await;
    let to = world::project(&ana, "To", &[]).await;
    let mut labels = Vec::new();
    for (project, name) in [(&from, "red"), (&from, "blue"), (&to, "Red")] {
        let label = json!({"name": name, "color": "#ff0000"});
        labels.push(world::id_of(
            &ana.post(&format!("/projects/{project}/labels"), label).await.created(),
        ));
    }
    let new = json!({"title": "a", "assigneeIds": [ana.id(), budi.id()], "labelIds": [labels[0], labels[1]]});
    let task = world::id_of(&ana.post(&format!("/projects/{from}/tasks"), new).await.created());
    let path = format!("/projects/{from}/tasks/{task}");
    let copy = ana.post(&format!("{path}/copy"), json!({"projectId": to})).await.created();
    assert_eq!((&copy["projectId"], &copy["labelIds"]), (&json!(to), &json!([labels[2]])));
    budi.post(&format!("{path}/transfer"), json!({"projectId": to}))
        .await
        .refused("project_not_found");
    let moved = ana.post(&format!("{path}/transfer"), json!({"projectId": to})).await.ok();
    assert_eq!(moved["assigneeIds"], json!([ana.id()]));
    assert_eq!(moved["labelIds"], json!([labels[2]]));
    ana.get(&path).await.refused("task_not_found");
    budi.get(&format!("/projects/links?taskIds={task}")).await.ok()["tasks"]
        .as_array()
        .map(|tasks| assert!(tasks.is_empty(), "{tasks:?}"))
        .expect("a list");
}

#[tokio::test]
async fn what_does_not_go_along_to_another_project_is_told() {
    let app = TestApp::start().await;
    let (ana, budi, eka) = (app.user("ana").await, app.user("budi").await, app.user("eka").await);
    let from = world::project(&ana, "From", &[(&budi, "member"), (&eka, "member")]).await;
    let to = world::project(&ana, "To", &[(&eka, "viewer")]).await;
    let mut fields = Vec::new();
    for (project, name, kind) in [
        (&from, "Checked by", "person"),
        (&from, "Asked by", "person"),
        (&from, "Cost", "number"),
        (&to, "Checked by", "person"),
        (&to, "Asked by", "person"),
        (&to, "Cost", "text"),
    ] {
        let new = json!({"name": name, "kind": kind});
        let made = ana.post(&format!("/projects/{project}/fields"), new).await.created();
        fields.push(world::id_of(&made));
    }
    let label = json!({"name": "red", "color": "#ff0000"});
    let label = ana.post(&format!("/projects/{from}/labels"), label).await.created();
    let new = json!({
        "title": "a", "assigneeIds": [ana.id(), eka.id()], "labelIds": [label["id"]],
        "fields": {fields[0].as_str(): eka.id(), fields[1].as_str(): budi.id(), fields[2].as_str(): 3},
    });
    let task = world::id_of(&ana.post(&format!("/projects/{from}/tasks"), new).await.created());
    let other = world::task(&ana, &from, "b").await;
    let link = json!({"predecessorId": other, "successorId": task});
    ana.post(&format!("/projects/{from}/dependencies"), link).await.created();
    let path = format!("/projects/{from}/tasks/{task}");
    budi.put(&format!("{path}/follow"), json!({"isFollowing": true})).await.ok();
    let moved = ana.post(&format!("{path}/transfer"), json!({"projectId": to})).await.ok();
    let left = json!({
        "assigneeIds": [eka.id()], "labels": ["red"], "fields": ["Asked by", "Cost"], "dependencies": 1,
    });
    assert_eq!(moved["leftBehind"], left);
    assert_eq!(moved["fields"], json!({fields[3].as_str(): eka.id()}));
    let followers = moved["followerIds"].as_array().expect("followers");
    assert!(!followers.contains(&json!(budi.id())), "who may not see it does not follow it");
}

#[tokio::test]
async fn what_comes_again_does_when_it_is_done() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let body = json!({"name": "Plans", "template": "kanban"});
    let project = ana.post("/projects", body).await.created();
    let (id, buckets) = (world::id_of(&project), &project["buckets"]);
    let new = json!({
        "title": "Water the plants", "bucketId": buckets[0]["id"], "checklist": ["fern"],
        "startAt": "2026-11-30T08:00:00.000Z", "dueAt": "2026-11-30T09:00:00.000Z",
        "recurrence": {"unit": "week", "every": 1},
    });
    let task = ana.post(&format!("/projects/{id}/tasks"), new).await.created();
    let path = format!("/projects/{id}/tasks/{}", world::id_of(&task));
    ana.post(&format!("{path}/move"), json!({"bucketId": buckets[2]["id"]})).await.ok();
    let tasks = ana.get(&format!("/projects/{id}/tasks")).await.ok()["items"].clone();
    assert_eq!(tasks.as_array().map(Vec::len), Some(2));
    let next = &tasks[0];
    assert_eq!(
        (&next["dueAt"], &next["startAt"]),
        (&json!("2026-12-07T09:00:00.000Z"), &json!("2026-12-07T08:00:00.000Z"))
    );
    assert_eq!((&next["bucketId"], &next["status"]), (&buckets[0]["id"], &json!("todo")));
    assert_eq!(next["recurrence"]["unit"], "week");
    assert_eq!(ana.get(&path).await.ok()["recurrence"], json!(null), "it goes on with the next");
}
