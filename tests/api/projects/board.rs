//! Boards: templates, limits, buckets that go, and what is paged.

use serde_json::{Value, json};

use crate::support::{TestApp, world};

#[tokio::test]
async fn templates_bring_buckets_in_both_languages() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let names = async |template: &str, locale: &str| {
        let body = json!({"name": "New", "template": template, "locale": locale});
        let made = ana.post("/projects", body).await.created();
        let buckets = made["buckets"].as_array().expect("buckets").clone();
        buckets
            .iter()
            .map(|bucket| bucket["name"].as_str().expect("a name").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("kanban", "en").await, ["To do", "In progress", "Done"]);
    assert_eq!(names("kanban", "id").await, ["Akan dikerjakan", "Sedang dikerjakan", "Selesai"]);
    assert_eq!(names("scrum", "en").await.len(), 5);
    assert_eq!(names("launch", "en").await.len(), 4);
    assert_eq!(names("blank", "en").await, [""; 0]);
}

#[tokio::test]
async fn a_full_bucket_warns_or_refuses_and_administrators_may_insist() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let body = json!({"name": "Doing", "wipLimit": 1});
    let bucket =
        world::id_of(&ana.post(&format!("/projects/{project}/buckets"), body).await.created());
    world::card(&ana, &project, &bucket, "first").await;
    let task = world::task(&budi, &project, "second").await;
    let path = format!("/projects/{project}/tasks/{task}/move");
    let there = json!({"bucketId": bucket});
    assert_eq!(budi.post(&path, there.clone()).await.ok()["overLimit"], true, "it warns");
    budi.post(&path, json!({"bucketId": null})).await.ok();
    let refuse = json!({"wipPolicy": "refuse"});
    ana.patch(&format!("/projects/{project}/buckets/{bucket}"), refuse).await.ok();
    budi.post(&path, there.clone()).await.refused("bucket_full");
    let insist = json!({"bucketId": bucket, "overrideWip": true});
    budi.post(&path, insist.clone()).await.refused("bucket_full");
    let new = json!({"title": "third", "bucketId": bucket});
    budi.post(&format!("/projects/{project}/tasks"), new).await.refused("bucket_full");
    ana.post(&path, there).await.refused("bucket_full");
    ana.post(&path, insist).await.ok();
}

#[tokio::test]
async fn a_bucket_goes_only_when_it_is_said_where_its_tasks_go() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let (one, two) =
        (world::bucket(&ana, &project, "one").await, world::bucket(&ana, &project, "two").await);
    let task = world::card(&ana, &project, &one, "a").await;
    let path = format!("/projects/{project}/buckets/{one}");
    ana.delete(&path).await.refused("bucket_not_empty");
    let call = ana.call(reqwest::Method::DELETE, &path).json(&json!({"moveTo": two}));
    assert_eq!(call.send().await.ok()["moved"], 1);
    let task = ana.get(&format!("/projects/{project}/tasks/{task}")).await.ok();
    assert_eq!(task["bucketId"], two.as_str());
    ana.delete(&format!("/projects/{project}/buckets/{two}")).await.refused("bucket_not_empty");
    let other = world::project(&ana, "Elsewhere", &[]).await;
    let foreign = world::bucket(&ana, &other, "foreign").await;
    let there = json!({"bucketId": foreign});
    let path = format!("/projects/{project}/tasks/{}/move", world::id_of(&task));
    ana.post(&path, there).await.refused("bucket_not_found");
}

#[tokio::test]
async fn a_board_brings_fifty_cards_of_each_bucket_and_the_rest_by_pages() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let bucket = world::bucket(&ana, &project, "one").await;
    let mut all = Vec::new();
    for number in 0..73 {
        all.push(world::card(&ana, &project, &bucket, &format!("task {number}")).await);
    }
    world::task(&ana, &project, "loose").await;
    let board = ana.get(&format!("/projects/{project}/board")).await.ok();
    let lane = &board["buckets"][0];
    assert_eq!(
        (&lane["taskCount"], &lane["matching"], &lane["hasMore"]),
        (&json!(73), &json!(73), &json!(true))
    );
    assert_eq!(board["unsorted"]["taskCount"], 1);
    let mut seen: Vec<Value> = lane["cards"].as_array().expect("cards").clone();
    assert_eq!(seen.len(), 50);
    let cursor = lane["nextCursor"].as_str().expect("a cursor");
    let path =
        format!("/projects/{project}/cards?bucketId={bucket}&sort=rank&limit=100&cursor={cursor}");
    let rest = ana.get(&path).await.ok();
    seen.extend(rest["items"].as_array().expect("cards").clone());
    let ids: Vec<String> = seen.iter().map(world::id_of).collect();
    assert_eq!(ids, all);
    let found = ana.get(&format!("/projects/{project}/board?q=task%207")).await.ok();
    assert_eq!(found["buckets"][0]["matching"], 4, "7, 70, 71 and 72");
}

#[tokio::test]
async fn more_buckets_and_cards_cost_no_more_questions() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let bucket = world::bucket(&ana, &project, "one").await;
    let mut costs = Vec::new();
    for cards in [2, 20] {
        for number in 0..cards {
            world::card(&ana, &project, &bucket, &format!("task {number}")).await;
        }
        let before = app.app.metrics.db.read_statements.get();
        ana.get(&format!("/projects/{project}/board")).await.ok();
        costs.push(app.app.metrics.db.read_statements.get() - before);
    }
    assert_eq!(costs[0], costs[1], "statements for 2 and for 22 cards");
    let path = format!(
        "/projects/{project}/tasks/{}/move",
        world::card(&ana, &project, &bucket, "x").await
    );
    let before = app.app.metrics.db.write_statements.get();
    ana.post(&path, json!({"position": 3})).await.ok();
    // The session, the right; the task, two neighbours, its new place and number, the event.
    assert!(app.app.metrics.db.write_statements.get() - before <= 8);
}
