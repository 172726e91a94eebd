//! What waits for what: circles are refused and named, and who waits moves along.

use serde_json::json;

use crate::support::{TestApp, world};

#[tokio::test]
async fn a_circle_is_refused_and_named() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let path = format!("/projects/{project}/dependencies");
    let mut ids = Vec::new();
    for name in ["dig", "pour", "build"] {
        ids.push(world::task(&ana, &project, name).await);
    }
    let link = |from: usize, to: usize| json!({"predecessorId": ids[from], "successorId": ids[to]});
    ana.post(&path, link(0, 1)).await.created();
    ana.post(&path, link(1, 2)).await.created();
    ana.post(&path, link(1, 2)).await.ok();
    let refused = ana.post(&path, link(2, 0)).await.refused("dependency_cycle");
    assert_eq!(refused["details"][0]["message"], "build → dig → pour → build");
    assert_eq!(refused["details"][0]["more"]["path"][1]["title"], "dig");
    ana.post(&path, link(1, 1)).await.refused("dependency_cycle");
    // Also over one that is in the trash: it may come back.
    ana.delete(&format!("/projects/{project}/tasks/{}", ids[1])).await.ok();
    ana.post(&path, link(2, 0)).await.refused("dependency_cycle");
}

#[tokio::test]
async fn what_tasks_of_others_wait_for_is_for_administrators() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let (anas, budis) =
        (world::task(&ana, &project, "a").await, world::task(&budi, &project, "b").await);
    let path = format!("/projects/{project}/dependencies");
    let own = json!({"predecessorId": anas, "successorId": budis});
    budi.post(&path, own).await.created();
    budi.delete(&format!("{path}/{anas}/{budis}")).await.ok();
    let others = json!({"predecessorId": budis, "successorId": anas});
    budi.post(&path, others.clone()).await.refused("project_admin_required");
    ana.post(&path, others).await.created();
    budi.delete(&format!("{path}/{budis}/{anas}")).await.refused("project_admin_required");
}

#[tokio::test]
async fn a_diamond_moves_along_in_one_step_and_each_task_is_told_once() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let day = |day: u32| format!("2027-03-{day:02}T00:00:00.000Z");
    let mut ids = Vec::new();
    for (name, from, to) in [("start", 1, 3), ("left", 3, 4), ("right", 3, 8), ("end", 8, 10)] {
        let new = json!({"title": name, "startAt": day(from), "dueAt": day(to)});
        let task = ana.post(&format!("/projects/{project}/tasks"), new).await.created();
        ids.push(world::id_of(&task));
    }
    for (from, to) in [(0, 1), (0, 2), (1, 3), (2, 3)] {
        let link = json!({"predecessorId": ids[from], "successorId": ids[to]});
        ana.post(&format!("/projects/{project}/dependencies"), link).await.created();
    }
    let mut socket = ana.socket().await;
    let path = format!("/projects/{project}/tasks/{}/reschedule", ids[0]);
    let moved = ana.post(&path, json!({"startAt": day(5), "cascade": true})).await.ok();
    assert_eq!(moved["task"]["dueAt"], day(7), "as long as before");
    let told = socket.until_mark(app.mark().await).await;
    let told: Vec<_> = told
        .iter()
        .filter(|frame| frame.event == "project.task.rescheduled")
        .map(|frame| {
            (frame.data["taskId"].as_str().expect("an id").to_owned(), frame.data["dueAt"].clone())
        })
        .collect();
    let expected = [(0, 7), (1, 8), (2, 12), (3, 14)];
    let expected: Vec<_> =
        expected.iter().map(|(task, due)| (ids[*task].clone(), json!(day(*due)))).collect();
    assert_eq!(told, expected);
    assert_eq!(moved["changed"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn weekends_are_stepped_over_where_a_project_says_so() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let body = json!({"name": "Plans", "workDays": [1, 2, 3, 4, 5]});
    let project = world::id_of(&ana.post("/projects", body).await.created());
    let new = |title: &str, start: &str, due: &str| json!({"title": title, "startAt": start, "dueAt": due});
    let (monday, friday) = ("2027-03-01T09:00:00.000Z", "2027-03-05T17:00:00.000Z");
    let path = format!("/projects/{project}/tasks");
    let first = world::id_of(&ana.post(&path, new("a", monday, monday)).await.created());
    let second = world::id_of(&ana.post(&path, new("b", monday, monday)).await.created());
    let link = json!({"predecessorId": first, "successorId": second, "lagDays": 1});
    ana.post(&format!("/projects/{project}/dependencies"), link).await.created();
    let dates = json!({"dueAt": friday, "cascade": true});
    let moved = ana.post(&format!("{path}/{first}/reschedule"), dates).await.ok();
    assert_eq!(moved["changed"][1]["startAt"], "2027-03-08T17:00:00.000Z");
}
