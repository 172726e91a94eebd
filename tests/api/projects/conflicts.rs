//! Two people at one task: different things both stay; of the same thing the later is told both values.

use serde_json::json;

use crate::support::{TestApp, world};

#[tokio::test]
async fn who_changes_different_things_both_have_their_way() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let task = world::task(&ana, &project, "Paint").await;
    let path = format!("/projects/{project}/tasks/{task}");
    let seen = ana.get(&path).await.ok()["revision"].clone();
    ana.patch(&path, json!({"title": "Paint the door", "revision": seen})).await.ok();
    let after = budi.patch(&path, json!({"priority": "high", "revision": seen})).await.ok();
    assert_eq!((&after["title"], &after["priority"]), (&json!("Paint the door"), &json!("high")));
}

#[tokio::test]
async fn who_changes_the_same_later_is_told_both_values() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let task = world::task(&ana, &project, "Paint").await;
    let path = format!("/projects/{project}/tasks/{task}");
    let seen = ana.get(&path).await.ok()["revision"].clone();
    ana.patch(
        &path,
        json!({"title": "Ana's", "dueAt": "2027-01-01T00:00:00.000Z", "revision": seen}),
    )
    .await
    .ok();
    let before = app.app.db.committed_seq();
    let body = json!({"title": "Budi's", "priority": "low", "revision": seen});
    let refused = budi.patch(&path, body).await.refused("task_conflict");
    assert_eq!(app.app.db.committed_seq(), before, "nothing of it was done");
    let detail = &refused["details"][0];
    assert_eq!((&detail["field"], &detail["code"]), (&json!("title"), &json!("changed")));
    assert_eq!(detail["more"]["yours"], "Budi's");
    assert_eq!(detail["more"]["theirs"], "Ana's");
    assert_eq!(detail["more"]["changedBy"], ana.id());
    // The same wish is no conflict, and neither is a wish after a look.
    budi.patch(&path, json!({"title": "Ana's", "revision": seen})).await.ok();
    let seen = budi.get(&path).await.ok()["revision"].clone();
    let after = budi.patch(&path, json!({"title": "Budi's", "revision": seen})).await.ok();
    assert_eq!(after["title"], "Budi's");
    let late = json!({"dueAt": null, "revision": 1});
    budi.post(&format!("{path}/reschedule"), late).await.refused("task_conflict");
    // Without a word of what was seen the last one wins.
    assert_eq!(
        ana.patch(&path, json!({"title": "Ana's again"})).await.ok()["title"],
        "Ana's again"
    );
}

#[tokio::test]
async fn what_is_added_to_a_set_meets_no_conflict() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let task = world::task(&ana, &project, "Paint").await;
    let path = format!("/projects/{project}/tasks/{task}");
    let add = |id: &str| json!({"addAssigneeIds": [id], "revision": 1});
    ana.patch(&path, add(ana.id())).await.ok();
    let both = budi.patch(&path, add(budi.id())).await.ok();
    assert_eq!(both["assigneeIds"], json!([ana.id(), budi.id()]));
    let whole = json!({"assigneeIds": [], "revision": 1});
    budi.patch(&path, whole).await.refused("task_conflict");
}

#[tokio::test]
async fn a_move_does_not_stand_in_the_way_of_an_edit() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let done = json!({"name": "Done", "status": "done"});
    let done = ana.post(&format!("/projects/{project}/buckets"), done).await.created();
    let task = world::task(&ana, &project, "Paint").await;
    let path = format!("/projects/{project}/tasks/{task}");
    let there = json!({"bucketId": done["id"]});
    let moved = ana.post(&format!("{path}/move"), there).await.ok();
    assert_eq!(
        (&moved["task"]["status"], &moved["task"]["percent"]),
        (&json!("done"), &json!(100))
    );
    ana.patch(&path, json!({"title": "Painted", "revision": 1})).await.ok();
    let refused = ana.patch(&path, json!({"status": "review", "revision": 1})).await;
    assert_eq!(refused.refused("task_conflict")["details"][0]["more"]["theirs"], "done");
}
