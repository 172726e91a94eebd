//! Projects, tasks and comments are found by those who may see the project.

use serde_json::{Value, json};

use super::{address, indexed, search};
use crate::support::{Client, TestApp, world};

/// The ids of what was found of a kind, in order.
fn ids(answer: &Value, kind: &str) -> Vec<String> {
    let hits = answer[kind].as_array().expect("a list").iter();
    hits.map(|hit| world::id_of(&hit["item"])).collect()
}

/// The ids of the tasks that a person finds, in the order of their ids.
async fn tasks(app: &TestApp, person: &Client, q: &str) -> Vec<String> {
    let answer = search(app, person, &[("q", q)]).await;
    let mut found = ids(&answer, "tasks");
    assert_eq!(answer["totals"]["tasks"], found.len(), "{q}");
    found.sort_by_key(|id| id.parse::<u64>().expect("a number"));
    found
}

/// What a person finds in all.
async fn total(app: &TestApp, person: &Client, q: &str) -> u64 {
    search(app, person, &[("q", q)]).await["total"].as_u64().expect("a number")
}

struct Office {
    app: TestApp,
    ana: Client,
    budi: Client,
    citra: Client,
    project: String,
    task: String,
}

async fn office() -> Office {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let project = world::project(&ana, "Harbour", &[(&budi, "member")]).await;
    let body = json!({"key": "HRB", "description": "Everything about **cranes**"});
    ana.patch(&format!("/projects/{project}"), body).await.ok();
    let task = world::task(&ana, &project, "Repair the kingfisher crane").await;
    Office { app, ana, budi, citra, project, task }
}

#[tokio::test]
async fn a_task_is_found_by_all_it_says() {
    let Office { app, ana, budi, citra, project, task } = office().await;
    let path = format!("/projects/{project}/tasks/{task}");
    ana.patch(&path, json!({"description": "Order **steel ropes**"})).await.ok();
    ana.post(&format!("{path}/checklist"), json!({"text": "call the welder"})).await.created();
    for (q, field, marked) in [
        ("kingfisher", "title", "Repair the <mark>kingfisher</mark> crane"),
        ("ropes", "description", "Order **steel <mark>ropes</mark>**"),
        ("welder", "checklist", "call the <mark>welder</mark>"),
        ("HRB-1", "key", "<mark>HRB-1</mark>"),
    ] {
        let answer = search(&app, &budi, &[("q", q), ("tab", "tasks")]).await;
        assert_eq!(ids(&answer, "tasks"), [task.as_str()], "{q}");
        assert_eq!(answer["tasks"][0]["highlights"][field], marked, "{q}");
        assert_eq!(total(&app, &citra, q).await, 0, "{q}");
    }
    let answer = search(&app, &budi, &[("q", "welder")]).await;
    let item = &answer["tasks"][0]["item"];
    assert_eq!((&item["key"], &item["project"]["name"]), (&json!("HRB-1"), &json!("Harbour")));
    let place = json!([{"id": format!("project:{project}"), "name": "Harbour", "count": 1}]);
    assert_eq!(answer["facets"]["in"], place);
    let page = budi.get(&address("/search/tasks/cursor", &[("q", "welder")])).await.ok();
    assert_eq!(page["items"][0]["checklist"][0]["text"], "call the welder", "a whole task");
    // With another key of the project, tasks are called otherwise.
    ana.patch(&format!("/projects/{project}"), json!({"key": "DOCK"})).await.ok();
    assert_eq!(tasks(&app, &budi, "DOCK-1").await, [task]);
    assert!(tasks(&app, &budi, "HRB-1").await.is_empty());
}

#[tokio::test]
async fn a_project_and_a_comment_are_found() {
    let Office { app, ana, budi, citra, project, task } = office().await;
    let answer = search(&app, &budi, &[("q", "harbour")]).await;
    assert_eq!(ids(&answer, "projects"), [project.as_str()]);
    assert_eq!(answer["projects"][0]["highlights"]["name"], "<mark>Harbour</mark>");
    let answer = search(&app, &budi, &[("q", "everything"), ("tab", "projects")]).await;
    assert_eq!(ids(&answer, "projects"), [project.as_str()]);

    let path = format!("/projects/{project}/tasks/{task}/comments");
    let comment = budi.post(&path, json!({"body": "the *flamingo* is late"})).await.created();
    let answer = search(&app, &ana, &[("q", "flamingo")]).await;
    let hit = &answer["comments"][0];
    assert_eq!(hit["item"]["id"], comment["id"]);
    assert_eq!(hit["item"]["taskTitle"], "Repair the kingfisher crane");
    assert_eq!(
        (&hit["item"]["taskKey"], &hit["item"]["projectName"]),
        (&json!("HRB-1"), &json!("Harbour"))
    );
    assert_eq!(hit["highlights"]["body"], "the *<mark>flamingo</mark>* is late");
    for q in ["harbour", "flamingo", "everything"] {
        assert_eq!(total(&app, &citra, q).await, 0, "{q}");
        let hints = citra.get(&address("/search/suggestions", &[("q", &q[..4])])).await.ok();
        assert_eq!(hints["items"], json!([]), "{q}");
    }
    let hints = budi.get(&address("/search/suggestions", &[("q", "harb")])).await.ok();
    assert_eq!(hints["items"][0], json!({"text": "Harbour", "kind": "project", "id": project}));

    let path = format!("{path}/{}", world::id_of(&comment));
    budi.patch(&path, json!({"body": "the egret is late"})).await.ok();
    assert_eq!(total(&app, &ana, "flamingo").await, 0);
    assert_eq!(total(&app, &ana, "egret").await, 1);
    budi.delete(&path).await.ok();
    assert_eq!(total(&app, &ana, "egret").await, 0);
}

#[tokio::test]
async fn filters_know_what_tasks_have() {
    let Office { app, ana, budi, citra, project, task } = office().await;
    let other = world::task(&budi, &project, "Paint the crane").await;
    let path = format!("/projects/{project}");
    let label = json!({"name": "Sea side", "color": "#b3261e"});
    let label = world::id_of(&ana.post(&format!("{path}/labels"), label).await.created());
    let change = json!({"labelIds": [label], "assigneeIds": [budi.id()], "status": "review"});
    ana.patch(&format!("{path}/tasks/{task}"), change).await.ok();
    let elsewhere = world::project(&ana, "Garden", &[]).await;
    let third = world::task(&ana, &elsewhere, "Plant a crane").await;
    let all = [&task, &other, &third].map(String::as_str);
    for (q, expected) in [
        ("crane type:task", vec![all[0], all[1], all[2]]),
        ("crane from:me", vec![all[0], all[2]]),
        ("crane from:budi", vec![all[1]]),
        ("crane in:harbour", vec![all[0], all[1]]),
        (&format!("crane in:project:{project}"), vec![all[0], all[1]]),
        ("crane -in:harbour", vec![all[2]]),
        ("label:\"sea side\"", vec![all[0]]),
        ("crane -label:\"sea side\"", vec![all[1], all[2]]),
        ("label:nothing", vec![]),
        ("assignee:budi", vec![all[0]]),
        ("crane -assignee:@budi", vec![all[1], all[2]]),
    ] {
        assert_eq!(tasks(&app, &ana, q).await, expected, "{q}");
    }
    assert_eq!(tasks(&app, &budi, "is:mine").await, [all[0], all[1]], "made by me, or I am on it");
    for (parameter, value, expected) in [
        ("projectId", project.as_str(), 2),
        ("projectId", elsewhere.as_str(), 1),
        ("status", "review", 1),
        ("labels", "sea side,nothing", 1),
        ("senderId", budi.id(), 1),
    ] {
        let answer = search(&app, &ana, &[("q", "crane"), (parameter, value)]).await;
        assert_eq!(answer["totals"]["tasks"], expected, "{parameter}={value}");
    }
    let path_of_label = format!("{path}/labels/{label}");
    ana.patch(&path_of_label, json!({"name": "Land side"})).await.ok();
    assert_eq!(tasks(&app, &ana, "label:\"land side\"").await, [all[0]]);
    assert!(tasks(&app, &ana, "label:\"sea side\"").await.is_empty());
    // Of what is not theirs, strangers are not told that it is there.
    for q in ["label:\"land side\"", "assignee:budi", "in:harbour", "status"] {
        assert_eq!(total(&app, &citra, q).await, 0, "{q}");
    }
    let answer = search(&app, &citra, &[("q", "crane"), ("projectId", &project)]).await;
    assert_eq!(answer["total"], 0);
    let answer = search(&app, &citra, &[("q", "in:harbour")]).await;
    assert_eq!(answer["query"]["problems"][0]["code"], "unknown_place");
}

#[tokio::test]
async fn who_may_see_a_project_now_finds_it_and_nobody_else() {
    let Office { app, ana, budi, citra, project, task } = office().await;
    let path = format!("/projects/{project}");
    let comments = format!("{path}/tasks/{task}/comments");
    ana.post(&comments, json!({"body": "a kingfisher is a bird"})).await.created();
    assert_eq!(total(&app, &budi, "kingfisher").await, 2);
    assert_eq!(total(&app, &citra, "kingfisher").await, 0);
    ana.patch(&path, json!({"visibility": "org"})).await.ok();
    assert_eq!(total(&app, &citra, "kingfisher").await, 2, "everyone sees it");
    ana.patch(&path, json!({"visibility": "private"})).await.ok();
    assert_eq!(total(&app, &citra, "kingfisher").await, 0, "no more");
    budi.post(&format!("{path}/leave"), json!({})).await.ok();
    assert_eq!(total(&app, &budi, "kingfisher").await, 0, "left");
    ana.patch(&path, json!({"archived": true})).await.ok();
    assert_eq!(total(&app, &ana, "kingfisher").await, 2, "archived is readable");
    ana.patch(&path, json!({"archived": false})).await.ok();

    ana.delete(&path).await.ok();
    assert_eq!(
        ana.get("/search?q=kingfisher").await.ok()["total"],
        0,
        "also before the index has seen it"
    );
    assert_eq!(total(&app, &ana, "kingfisher").await, 0);
    ana.post(&format!("{path}/restore"), json!({})).await.ok();
    assert_eq!(total(&app, &ana, "kingfisher").await, 2);
    ana.delete(&format!("{path}/tasks/{task}")).await.ok();
    assert_eq!(total(&app, &ana, "kingfisher").await, 0, "a task takes its comments along");
    ana.post(&format!("{path}/tasks/{task}/restore"), json!({})).await.ok();
    assert_eq!(total(&app, &ana, "kingfisher").await, 2);

    let open = world::project(&ana, "Garden", &[(&citra, "viewer")]).await;
    let body = json!({"projectId": open});
    ana.post(&format!("{path}/tasks/{task}/transfer"), body).await.ok();
    assert_eq!(
        total(&app, &citra, "kingfisher").await,
        2,
        "it went where citra is, with its comments"
    );
    indexed(&app).await;
    assert!(epop::features::search::is_sound(&app.app).await.expect("looked at"));
}
