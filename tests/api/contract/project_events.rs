//! Every event of projects is proven by replay, for an owner, a member and somebody outside.

use std::collections::BTreeSet;

use epop::features::projects;
use reqwest::Method;
use serde_json::{Value, json};

use super::project_replay::Boards;
use crate::support::{TestApp, world};

/// One change: who does it, the request, and the name under which its id is known from then on.
struct Step(&'static str, Method, &'static str, Value, &'static str);

fn post(who: &'static str, url: &'static str, body: Value, name: &'static str) -> Step {
    Step(who, Method::POST, url, body, name)
}

fn patch(who: &'static str, url: &'static str, body: Value) -> Step {
    Step(who, Method::PATCH, url, body, "")
}

fn put(who: &'static str, url: &'static str, body: Value) -> Step {
    Step(who, Method::PUT, url, body, "")
}

fn delete(who: &'static str, url: &'static str, body: Value) -> Step {
    Step(who, Method::DELETE, url, body, "")
}

const P: &str = "/projects/{p}";

fn life() -> Vec<Step> {
    let mut steps = beginning();
    steps.extend(working());
    steps.extend(waiting());
    steps.extend(talking());
    steps.extend(shaping());
    steps.extend(ending());
    steps
}

fn beginning() -> Vec<Step> {
    let new = json!({"name": "Relaunch", "template": "kanban", "memberIds": ["{budi}"]});
    vec![
        post("ana", "/projects", new, "p"),
        patch(
            "ana",
            P,
            json!({"name": "Relaunch 2", "color": "#123456", "description": "all new"}),
        ),
        post("ana", "/projects/{p}/buckets", json!({"name": "Ideas", "position": 0}), "ideas"),
        post(
            "ana",
            "/projects/{p}/buckets",
            json!({"name": "Gone soon", "status": "done"}),
            "gone",
        ),
        patch("ana", "/projects/{p}/buckets/{ideas}", json!({"wipLimit": 9, "afterId": "{gone}"})),
        post("ana", "/projects/{p}/labels", json!({"name": "red", "color": "#ff0000"}), "red"),
        post("ana", "/projects/{p}/labels", json!({"name": "blue", "color": "#0000ff"}), "blue"),
        post("ana", "/projects/{p}/fields", json!({"name": "Cost", "kind": "number"}), "cost"),
        post(
            "ana",
            "/projects/{p}/fields",
            json!({"name": "Stage", "kind": "choice", "options": [{"name": "a"}, {"name": "b"}]}),
            "stage",
        ),
    ]
}

fn working() -> Vec<Step> {
    let first = json!({
        "title": "secret plan", "bucketId": "{ideas}", "description": "**how**", "assigneeIds": ["{budi}"],
        "labelIds": ["{red}", "{blue}"], "fields": {"{cost}": 5, "{stage}": "2"}, "checklist": ["one"],
        "dueAt": "2026-12-01T00:00:00.000Z",
    });
    let change = json!({"title": "open plan", "status": "review", "percent": 40, "estimate": 2.5});
    vec![
        post("ana", "/projects/{p}/tasks", first, "t1"),
        post(
            "budi",
            "/projects/{p}/tasks",
            json!({"title": "second", "bucketId": "{ideas}"}),
            "t2",
        ),
        post("budi", "/projects/{p}/tasks", json!({"title": "third"}), "t3"),
        patch("budi", "/projects/{p}/tasks/{t1}", change),
        patch(
            "ana",
            "/projects/{p}/tasks/{t1}",
            json!({"addAssigneeIds": ["{ana}"], "removeLabelIds": ["{red}"]}),
        ),
        post(
            "budi",
            "/projects/{p}/tasks/{t2}/move",
            json!({"bucketId": "{ideas}", "position": 0}),
            "",
        ),
        post("budi", "/projects/{p}/tasks/{t2}/move", json!({"bucketId": "{gone}"}), ""),
        post(
            "ana",
            "/projects/{p}/tasks/{t3}/move",
            json!({"bucketId": "{ideas}", "afterId": "{t1}"}),
            "",
        ),
        post("ana", "/projects/{p}/buckets/{ideas}/reorder", json!({"taskIds": ["{t3}"]}), ""),
        post("budi", "/projects/{p}/tasks/{t1}/checklist", json!({"text": "two"}), ""),
        patch(
            "budi",
            "/projects/{p}/tasks/{t1}",
            json!({"recurrence": {"unit": "week", "every": 1}}),
        ),
        patch("budi", "/projects/{p}/tasks/{t1}", json!({"status": "done"})),
        post("ana", "/files/presign", json!({"fileName": "plan.txt"}), "file"),
        post("ana", "/files/attach", attach("{t1}"), ""),
        post("ana", "/projects/{p}/tasks/{t1}/copy", json!({"title": "copied"}), "t4"),
        patch("ana", "/projects/{p}/tasks/{t4}", json!({"archived": true})),
        patch("ana", "/projects/{p}/tasks/{t4}", json!({"archived": false})),
        post(
            "ana",
            "/projects/{p}/tasks/bulk",
            json!({"taskIds": ["{t3}", "{t4}"], "set": {"priority": "high"}}),
            "",
        ),
    ]
}

fn attach(task: &str) -> Value {
    json!({"fileId": "{file}", "refTable": "tasks", "refId": task})
}

fn waiting() -> Vec<Step> {
    let link = |from: &str, to: &str, lag: u32| json!({"predecessorId": from, "successorId": to, "lagDays": lag});
    let dates = |start: &str| json!({"startAt": format!("2027-01-{start}T00:00:00.000Z"), "dueAt": "2027-01-20T00:00:00.000Z"});
    vec![
        post("ana", "/projects/{p}/dependencies", link("{t3}", "{t4}", 0), ""),
        post("ana", "/projects/{p}/dependencies", link("{t3}", "{t4}", 2), ""),
        patch("ana", "/projects/{p}/tasks/{t4}", dates("02")),
        post("ana", "/projects/{p}/tasks/{t3}/reschedule", dates("10"), ""),
        post(
            "ana",
            "/projects/{p}/tasks/{t3}/reschedule",
            json!({"startAt": "2027-02-01T00:00:00.000Z", "cascade": true}),
            "",
        ),
        patch("ana", "/projects/{p}/tasks/{t3}", json!({"status": "done"})),
        patch("ana", "/projects/{p}/tasks/{t3}", json!({"status": "todo"})),
        delete("budi", "/projects/{p}/tasks/{t3}", Value::Null),
        post("budi", "/projects/{p}/tasks/{t3}/restore", json!({}), ""),
        post("ana", "/projects/{p}/dependencies", link("{t1}", "{t4}", 0), ""),
        delete("ana", "/projects/{p}/dependencies/{t1}/{t4}", Value::Null),
    ]
}

fn talking() -> Vec<Step> {
    vec![
        post("ana", "/projects/{p}/tasks/{t1}/comments", json!({"body": "@Budi a secret"}), "c1"),
        post("budi", "/projects/{p}/tasks/{t1}/comments", json!({"body": "fine"}), "c2"),
        patch("ana", "/projects/{p}/tasks/{t1}/comments/{c1}", json!({"body": "**open** words"})),
        post(
            "budi",
            "/projects/{p}/tasks/{t1}/comments/{c1}/reactions",
            json!({"emoji": "🎉"}),
            "",
        ),
        delete("budi", "/projects/{p}/tasks/{t1}/comments/{c1}/reactions", json!({"emoji": "🎉"})),
        delete("budi", "/projects/{p}/tasks/{t1}/comments/{c2}", Value::Null),
        put("budi", "/projects/{p}/tasks/{t2}/follow", json!({"isFollowing": false})),
    ]
}

fn shaping() -> Vec<Step> {
    vec![
        patch("ana", "/projects/{p}/labels/{blue}", json!({"name": "Azure"})),
        delete("ana", "/projects/{p}/labels/{blue}", Value::Null),
        patch(
            "ana",
            "/projects/{p}/fields/{stage}",
            json!({"name": "Step", "options": [{"id": "1", "name": "a"}]}),
        ),
        delete("ana", "/projects/{p}/fields/{cost}", Value::Null),
        patch("ana", "/projects/{p}/tasks/{t2}", json!({"archived": true})),
        delete("ana", "/projects/{p}/buckets/{gone}", json!({"moveTo": "{ideas}"})),
        post("ana", "/projects/{p}/members", json!({"userId": "{citra}", "role": "viewer"}), ""),
        patch("ana", "/projects/{p}/members/{citra}", json!({"role": "member"})),
        post("citra", "/projects", json!({"name": "Citra's", "template": "blank"}), "other"),
        delete("budi", "/projects/{p}/tasks/{t1}/attachments/{file}", Value::Null),
        post("ana", "/files/attach", attach("{t1}"), ""),
        post("citra", "/projects/{p}/tasks/{t1}/transfer", json!({"projectId": "{other}"}), ""),
        post("citra", "/projects/{p}/leave", json!({}), ""),
        post(
            "ana",
            "/projects/import",
            json!({"source": "csv", "projectId": "{p}", "data": "title,list\nfrom afar,Abroad\n"}),
            "",
        ),
        patch("ana", P, json!({"visibility": "org"})),
        post("budi", "/projects/{p}/tasks", json!({"title": "for all to see"}), ""),
        patch("ana", P, json!({"visibility": "private"})),
        post("budi", "/projects/{p}/tasks", json!({"title": "for us alone"}), ""),
    ]
}

fn ending() -> Vec<Step> {
    vec![
        patch("ana", P, json!({"archived": true})),
        patch("ana", P, json!({"archived": false})),
        post("ana", "/projects/{p}/hand-over", json!({"userId": "{budi}"}), ""),
        delete("budi", P, Value::Null),
        post("budi", "/projects/{p}/restore", json!({}), ""),
        delete("budi", "/projects/{p}/members/{ana}", Value::Null),
        patch("admin", "/admin/users/{budi}", json!({"disabled": true})),
        post("admin", "/admin/projects/{p}/take-over", json!({}), ""),
        post("admin", "/projects/{p}/members", json!({"userId": "{citra}"}), ""),
    ]
}

#[tokio::test]
async fn who_listens_to_projects_holds_what_who_loads_gets() {
    let app = TestApp::start().await;
    let mut names: Vec<(String, String)> = Vec::new();
    let mut boards = Vec::new();
    for name in ["ana", "budi", "citra"] {
        let person = app.user(name).await;
        names.push((format!("{{{name}}}"), person.id().to_owned()));
        boards.push(Boards::of(&person).await);
    }
    let admin = app.admin().await;
    boards.push(Boards::of(&admin).await);
    let since = app.app.db.committed_seq();
    let mut late = Boards::of(&app.user("citra").await).await;
    let mut told: BTreeSet<String> = BTreeSet::new();
    for Step(who, method, url, body, name) in life() {
        let fill = |text: &str| {
            names.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
        };
        let person = if who == "admin" { admin.clone() } else { app.user(who).await };
        let call = person.call(method.clone(), &fill(url));
        let body: Value =
            serde_json::from_str(&fill(&body.to_string())).expect("ids need no escaping");
        let call = if body.is_null() { call } else { call.json(&body) };
        let answer = call.send().await;
        assert!(answer.status() < 300, "{answer}");
        if !name.is_empty() {
            let answer = answer.json();
            let id = answer.get("fileId").unwrap_or(&answer["id"]);
            names.push((format!("{{{name}}}"), id.as_str().expect("an id").to_owned()));
        }
        let mark = app.mark().await;
        // Who is disabled hears nothing any more.
        if url.contains("/admin/users") {
            boards.remove(1);
        }
        for board in &mut boards {
            told.extend(board.check(mark, &format!("{who} {method} {url} {body}")).await);
        }
    }
    late.come_back(since).await;
    late.check(app.mark().await, "being away all the time").await;
    let known: BTreeSet<String> =
        projects::EVENTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(told, known, "every event of the catalogue was told, and no other");
}

#[tokio::test]
async fn the_log_keeps_no_words_of_tasks_and_comments() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let since = app.app.db.committed_seq();
    let task = world::task(&ana, &project, "first wording").await;
    let path = format!("/projects/{project}/tasks/{task}");
    let says = json!({"body": "a secret"});
    let comment = world::id_of(&ana.post(&format!("{path}/comments"), says).await.created());
    ana.patch(&path, json!({"title": "second wording", "description": "hidden"})).await.ok();
    ana.patch(&path, json!({"description": ""})).await.ok();
    ana.delete(&format!("{path}/comments/{comment}")).await.ok();
    let mut socket = budi.socket_with(&format!("names=dot&since={since}")).await;
    let missed = socket.until_mark(app.mark().await).await;
    let all: String = missed.iter().map(|frame| frame.json.to_string()).collect();
    assert!(all.contains("second wording"), "{all}");
    for gone in ["first wording", "a secret", "hidden"] {
        assert!(!all.contains(gone), "{gone} is still told: {all}");
    }
}
