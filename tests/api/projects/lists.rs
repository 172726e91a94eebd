//! Lists of tasks: every filter, every order, page by page without a gap or a double.

use serde_json::json;

use crate::support::{Client, TestApp, world};

async fn titles(client: &Client, path: &str) -> Vec<String> {
    let (mut titles, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{path}&limit=2{cursor}")).await.ok();
        for item in page["items"].as_array().expect("items") {
            titles.push(item["title"].as_str().expect("a title").to_owned());
        }
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return titles,
        }
    }
}

#[tokio::test]
async fn orders_are_kept_over_pages_and_what_is_empty_comes_last() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let due = |day: u32| json!(format!("2027-01-{day:02}T00:00:00.000Z"));
    for (title, priority, due, estimate) in [
        ("a", "low", due(3), json!(2)),
        ("b", "critical", due(1), json!(null)),
        ("c", "high", json!(null), json!(1.5)),
        ("d", "high", due(3), json!(2)),
        ("e", "low", json!(null), json!(null)),
    ] {
        let new = json!({"title": title, "priority": priority, "dueAt": due, "estimate": estimate});
        ana.post(&format!("/projects/{project}/tasks"), new).await.created();
    }
    let cards = format!("/projects/{project}/cards?sort=");
    for (sort, expected) in [
        ("due", "badce"),
        ("-due", "adbce"),
        ("-priority,title", "bcdae"),
        ("priority,-title", "eadcb"),
        ("-estimate,-title", "daceb"),
        ("estimate,due,-number", "cdabe"),
        ("-created", "edcba"),
        ("number", "abcde"),
    ] {
        let expected: Vec<String> = expected.chars().map(String::from).collect();
        assert_eq!(titles(&ana, &format!("{cards}{sort}")).await, expected, "{sort}");
    }
    for bad in ["colour", "due,", "due,title,number,status", "--due"] {
        ana.get(&format!("{cards}{bad}")).await.invalid("sort", "invalid");
    }
    let page = ana.get(&format!("{cards}due&limit=1")).await.ok();
    let cursor = page["nextCursor"].as_str().expect("a cursor");
    ana.get(&format!("{cards}due,title&cursor={cursor}")).await.refused("invalid_cursor");
}

#[tokio::test]
async fn filters_let_through_what_they_say() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let bucket = world::bucket(&ana, &project, "one").await;
    let label = json!({"name": "red", "color": "#ff0000"});
    let label =
        world::id_of(&ana.post(&format!("/projects/{project}/labels"), label).await.created());
    let tasks = format!("/projects/{project}/tasks");
    let new = json!({"title": "Alpha", "assigneeIds": [ana.id()], "bucketId": bucket, "labelIds": [label]});
    ana.post(&tasks, new).await.created();
    let new = json!({"title": "100% Beta", "assigneeIds": [budi.id()], "status": "done", "priority": "high"});
    budi.post(&tasks, new).await.created();
    ana.post(&tasks, json!({"title": "Gamma", "dueAt": "2027-01-01T00:00:00.000Z"}))
        .await
        .created();
    for (filter, expected) in [
        ("assigneeId=me".to_owned(), vec!["Alpha"]),
        (format!("assigneeId={},none", budi.id()), vec!["100% Beta", "Gamma"]),
        (format!("bucketId={bucket}"), vec!["Alpha"]),
        ("bucketId=none".to_owned(), vec!["100% Beta", "Gamma"]),
        (format!("labelId={label}"), vec!["Alpha"]),
        ("status=done,review".to_owned(), vec!["100% Beta"]),
        ("priority=high".to_owned(), vec!["100% Beta"]),
        (format!("createdBy={}", budi.id()), vec!["100% Beta"]),
        ("noDue=true".to_owned(), vec!["Alpha", "100% Beta"]),
        ("dueFrom=2026-12-31T00:00:00.000Z".to_owned(), vec!["Gamma"]),
        ("q=BETA".to_owned(), vec!["100% Beta"]),
        ("q=%25".to_owned(), vec!["100% Beta"]),
        ("q=PLAN-3".to_owned(), vec!["Gamma"]),
    ] {
        let found = titles(&ana, &format!("/projects/{project}/cards?sort=number&{filter}")).await;
        assert_eq!(found, expected, "{filter}");
    }
    for bad in ["assigneeId=you", "status=open", "bucketId=x", "labelId="] {
        let path = format!("/projects/{project}/cards?{bad}");
        ana.get(&path).await.refused("invalid_request");
    }
}

#[tokio::test]
async fn own_tasks_are_those_one_is_on_and_may_see() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let tasks = format!("/projects/{project}/tasks");
    for (title, due) in [
        ("late", json!("2027-02-01T00:00:00.000Z")),
        ("any", json!(null)),
        ("soon", json!("2027-01-01T00:00:00.000Z")),
    ] {
        let new = json!({"title": title, "dueAt": due, "assigneeIds": [budi.id()]});
        ana.post(&tasks, new).await.created();
    }
    assert_eq!(titles(&budi, "/projects/mine/tasks?status=open").await, ["soon", "late", "any"]);
    let summary = budi.get("/me/summary").await.ok();
    assert_eq!(summary["myTasks"][0]["title"], "soon");
    assert_eq!(summary["currentProjects"][0]["name"], "Plans");
    ana.delete(&format!("/projects/{project}/members/{}", budi.id())).await.ok();
    assert_eq!(titles(&budi, "/projects/mine/tasks?status=open").await, [""; 0]);
    assert_eq!(budi.get("/me/summary").await.ok()["currentProjects"], json!([]));
}
