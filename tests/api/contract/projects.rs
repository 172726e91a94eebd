//! The endpoints of projects, and what they need to be there. Of the project Ana is the owner, Eka an
//! administrator, Budi a member and Fajar a viewer.

use serde_json::{Value, json};

use super::rows::{People, Right, Row, create, delete, get, patch, post, put, row};
use crate::files::presign;
use crate::support::{Client, world};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = projects();
    rows.extend(boards());
    rows.extend(tasks());
    rows.extend(around_tasks());
    rows
}

fn projects() -> Vec<Row> {
    use Right::{Admin, ProjectAdmin, ProjectOwner, ProjectTrash, ProjectView, SignedIn};
    let new = json!({"name": "Relaunch", "template": "kanban", "memberIds": ["{budi}"]});
    let table =
        json!({"source": "csv", "name": "Brought in", "data": "title,due\nPaint,2027-01-01\n"});
    vec![
        get("/projects?scope=mine&limit=3", SignedIn),
        get("/projects/mine", SignedIn),
        get("/projects/mine/tasks?status=open&limit=3", SignedIn),
        get("/projects/links?taskIds=1&messageIds=1,2", SignedIn),
        get("/projects/trash", SignedIn),
        create("/projects", SignedIn, new),
        get("/projects/{project}", ProjectView),
        patch("/projects/{project}", ProjectAdmin, json!({"name": "Renamed", "workDays": [1, 2]})),
        delete("/projects/{project}", ProjectOwner, Value::Null),
        post("/projects/{deletedProject}/restore", ProjectTrash, json!({})),
        get("/projects/{project}/activity?limit=3", ProjectView),
        get("/projects/{project}/analytics?startDate=2026-09-01", ProjectView),
        create("/projects/import", SignedIn, table),
        get("/projects/{project}/members?limit=2", ProjectView),
        create("/projects/{project}/members", ProjectAdmin, json!({"userId": "{guest}"})),
        patch("/projects/{project}/members/{budi}", ProjectAdmin, json!({"role": "viewer"})),
        delete("/projects/{project}/members/{budi}", ProjectAdmin, Value::Null),
        post("/projects/{project}/leave", ProjectView, json!({})),
        post("/projects/{project}/hand-over", ProjectOwner, json!({"userId": "{budi}"})),
        get("/admin/projects/orphaned", Admin),
        row(reqwest::Method::POST, "/admin/projects/{project}/take-over", Admin, json!({}), 409),
    ]
}

fn boards() -> Vec<Row> {
    use Right::{ProjectAdmin, ProjectView, ProjectWork};
    let choice = json!({"name": "Stage", "kind": "choice", "options": [{"name": "Alpha"}]});
    vec![
        get("/projects/{project}/board?assigneeId=me,none", ProjectView),
        get("/projects/{project}/cards?bucketId={bucket}&sort=-due,title&limit=2", ProjectView),
        get("/projects/{project}/schedule", ProjectView),
        get("/projects/{project}/buckets", ProjectView),
        create(
            "/projects/{project}/buckets",
            ProjectAdmin,
            json!({"name": "Blocked", "position": 1, "wipLimit": 3, "wipPolicy": "refuse"}),
        ),
        patch(
            "/projects/{project}/buckets/{bucket}",
            ProjectAdmin,
            json!({"name": "Later", "afterId": "{otherBucket}"}),
        ),
        delete("/projects/{project}/buckets/{bucket}", ProjectAdmin, json!({"moveTo": null})),
        post(
            "/projects/{project}/buckets/{bucket}/reorder",
            ProjectWork,
            json!({"taskIds": ["{task}"]}),
        ),
        get("/projects/{project}/labels", ProjectView),
        create(
            "/projects/{project}/labels",
            ProjectAdmin,
            json!({"name": "new", "color": "#00ff00"}),
        ),
        patch("/projects/{project}/labels/{label}", ProjectAdmin, json!({"name": "other"})),
        delete("/projects/{project}/labels/{label}", ProjectAdmin, Value::Null),
        get("/projects/{project}/fields", ProjectView),
        create("/projects/{project}/fields", ProjectAdmin, choice),
        patch("/projects/{project}/fields/{field}", ProjectAdmin, json!({"name": "Cost"})),
        delete("/projects/{project}/fields/{field}", ProjectAdmin, Value::Null),
    ]
}

fn tasks() -> Vec<Row> {
    use Right::{ProjectView, ProjectWork, TaskAttacher};
    let attach = json!({"fileId": "{file}", "refTable": "tasks", "refId": "{task}"});
    let new = json!({
        "title": "Paint the door", "bucketId": "{bucket}", "position": 0, "assigneeIds": ["{budi}"],
        "labelIds": ["{label}"], "fields": {"{field}": 3}, "checklist": ["scrape"], "clientId": "c-1",
    });
    let there = json!({"bucketId": "{otherBucket}", "orderIndex": 0});
    let dates = json!({"startAt": "2027-01-04T09:00:00.000Z", "cascade": true});
    vec![
        get("/projects/{project}/tasks?limit=2", ProjectView),
        get("/projects/{project}/tasks/cursor?limit=2", ProjectView),
        create("/projects/{project}/tasks", ProjectWork, new),
        post(
            "/projects/{project}/tasks/bulk",
            ProjectWork,
            json!({"taskIds": ["{task}"], "set": {"priority": "high", "addAssigneeIds": ["{budi}"]}}),
        ),
        get("/projects/{project}/tasks/{task}", ProjectView),
        patch(
            "/projects/{project}/tasks/{task}",
            ProjectWork,
            json!({"title": "Paint the gate", "status": "review", "dueAt": null, "revision": 1}),
        ),
        delete("/projects/{project}/tasks/{task}", ProjectWork, Value::Null),
        post("/projects/{project}/tasks/{deletedTask}/restore", ProjectWork, json!({})),
        get("/projects/{project}/trash", ProjectView),
        post("/projects/{project}/tasks/{task}/move", ProjectWork, there.clone()),
        patch("/projects/{project}/tasks/{task}/move", ProjectWork, there),
        create("/projects/{project}/tasks/{task}/copy", ProjectWork, json!({"title": "Again"})),
        post(
            "/projects/{project}/tasks/{task}/transfer",
            ProjectWork,
            json!({"projectId": "{otherProject}"}),
        ),
        post("/projects/{project}/tasks/{task}/reschedule", ProjectWork, dates),
        put("/projects/{project}/tasks/{task}/follow", ProjectView, json!({"isFollowing": true})),
        get("/projects/{project}/tasks/{task}/activity", ProjectView),
        create("/files/attach", TaskAttacher, attach),
        delete("/projects/{project}/tasks/{task}/attachments/{attached}", ProjectWork, Value::Null),
    ]
}

fn around_tasks() -> Vec<Row> {
    use Right::{Commenter, ProjectView, ProjectWork};
    let waits = json!({"predecessorId": "{otherTask}", "successorId": "{task}", "lagDays": 2});
    let emoji = json!({"emoji": "👍"});
    vec![
        create(
            "/projects/{project}/tasks/{task}/checklist",
            ProjectWork,
            json!({"text": "sand it"}),
        ),
        patch(
            "/projects/{project}/tasks/{task}/checklist/{item}",
            ProjectWork,
            json!({"isCompleted": true, "afterId": null}),
        ),
        delete("/projects/{project}/tasks/{task}/checklist/{item}", ProjectWork, Value::Null),
        get("/projects/{project}/tasks/{task}/comments?limit=2", ProjectView),
        create(
            "/projects/{project}/tasks/{task}/comments",
            ProjectWork,
            json!({"body": "@Budi **look**", "clientId": "c-2"}),
        ),
        patch(
            "/projects/{project}/tasks/{task}/comments/{comment}",
            Commenter,
            json!({"body": "better"}),
        ),
        delete("/projects/{project}/tasks/{task}/comments/{comment}", Commenter, Value::Null),
        post(
            "/projects/{project}/tasks/{task}/comments/{comment}/reactions",
            ProjectWork,
            emoji.clone(),
        ),
        delete("/projects/{project}/tasks/{task}/comments/{comment}/reactions", ProjectWork, emoji),
        get("/projects/{project}/dependencies", ProjectView),
        get("/projects/{project}/tasks/{task}/dependencies", ProjectView),
        create("/projects/{project}/dependencies", ProjectWork, waits),
        delete("/projects/{project}/dependencies/{task}/{otherTask}", ProjectWork, Value::Null),
    ]
}

/// The callers who are refused, each with the code they get.
pub(super) fn refused(right: Right, people: &People) -> Vec<(&Client, &'static str)> {
    let People { admin, ana: _, budi, citra, eka, fajar, gita, .. } = people;
    // Who runs the workspace has no key to private projects.
    let mut refused = vec![(citra, "project_not_found"), (admin, "project_not_found")];
    match right {
        Right::ProjectWork => refused.push((fajar, "project_role_required")),
        Right::Commenter => {
            refused.extend([(fajar, "project_role_required"), (gita, "comment_not_yours")]);
        }
        Right::TaskAttacher => {
            return vec![
                (citra, "task_not_found"),
                (admin, "task_not_found"),
                (fajar, "project_role_required"),
            ];
        }
        Right::ProjectAdmin => {
            refused.extend([fajar, budi].map(|person| (person, "project_admin_required")));
        }
        Right::ProjectOwner => {
            refused.extend([fajar, budi, eka].map(|person| (person, "project_owner_only")));
        }
        Right::ProjectTrash => {
            refused.extend([fajar, budi, eka].map(|person| (person, "project_not_found")));
        }
        _ => {}
    }
    refused
}

/// A project with a bit of everything, and one in the trash.
pub(super) async fn furnish(people: &People) -> Vec<(&'static str, String)> {
    let People { ana, budi, eka, fajar, gita, .. } = people;
    let crew = [(eka, "admin"), (budi, "member"), (gita, "member"), (fajar, "viewer")];
    let project = world::project(ana, "Workshop", &crew).await;
    let other = world::project(ana, "Elsewhere", &[(budi, "member")]).await;
    let deleted = world::project(ana, "Over", &crew).await;
    ana.delete(&format!("/projects/{deleted}")).await.ok();
    let at = |path: &str| format!("/projects/{project}/{path}");
    let bucket = world::bucket(ana, &project, "Soon").await;
    let other_bucket = world::bucket(ana, &project, "Now").await;
    let label = ana.post(&at("labels"), json!({"name": "red", "color": "#ff0000"})).await.created();
    let field = ana.post(&at("fields"), json!({"name": "Cost", "kind": "number"})).await.created();
    let task = json!({"title": "Paint", "bucketId": bucket, "checklist": ["buy paint"]});
    let task = budi.post(&at("tasks"), task).await.created();
    let other_task = world::task(budi, &project, "Sweep").await;
    let deleted_task = world::task(budi, &project, "Never mind").await;
    budi.delete(&at(&format!("tasks/{deleted_task}"))).await.ok();
    let id = world::id_of(&task);
    let attached = presign(budi, "plan.txt").await["fileId"].clone();
    let attach = json!({"fileId": attached, "refTable": "tasks", "refId": id});
    budi.post("/files/attach", attach).await.created();
    let comment = budi.post(&at(&format!("tasks/{id}/comments")), json!({"body": "hm"})).await;
    vec![
        ("{otherBucket}", other_bucket),
        ("{bucket}", bucket),
        ("{label}", world::id_of(&label)),
        ("{field}", world::id_of(&field)),
        ("{item}", world::id_of(&task["checklist"][0])),
        ("{comment}", world::id_of(&comment.created())),
        ("{task}", id),
        ("{attached}", attached.as_str().expect("an id").to_owned()),
        ("{otherTask}", other_task),
        ("{deletedTask}", deleted_task),
        ("{project}", project.clone()),
        ("{otherProject}", other),
        ("{deletedProject}", deleted),
    ]
}
