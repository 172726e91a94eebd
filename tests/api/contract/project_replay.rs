//! A page that loads its projects once and then only listens: what it holds must be what it would load.

use serde_json::{Map, Value, json};

use crate::support::{Client, Frame, Socket};

/// What a listening page holds of each project the person may see: `facts`, `members`, `buckets`,
/// `labels`, `fields`, `tasks`, `comments` and `dependencies`.
pub(super) struct Boards {
    client: Client,
    socket: Socket,
    state: Value,
}

impl Boards {
    pub(super) async fn of(client: &Client) -> Self {
        let socket = client.socket().await;
        Self { client: client.clone(), socket, state: load(client).await }
    }

    /// Was away since `since` and hears from the log what happened.
    pub(super) async fn come_back(&mut self, since: i64) {
        self.socket = self.client.socket_with(&format!("names=dot&since={since}")).await;
    }

    /// Hears everything up to the mark, and compares with what is loaded afresh.
    pub(super) async fn check(&mut self, mark: u64, step: &str) -> Vec<String> {
        let frames = self.socket.until_mark(mark).await;
        let frames: Vec<Frame> =
            frames.into_iter().filter(|frame| frame.event.starts_with("project.")).collect();
        for frame in &frames {
            self.apply(frame).await;
        }
        let fresh = load(&self.client).await;
        let names: Vec<String> = frames.into_iter().map(|frame| frame.event).collect();
        let differences = super::values::differences(&self.state, &fresh, "");
        let who = self.client.name();
        assert!(
            differences.is_empty(),
            "{who}, after {step} ({names:?}):\n{}",
            differences.join("\n")
        );
        names
    }

    async fn apply(&mut self, frame: &Frame) {
        let (data, patch) = (&frame.data, &frame.data["patch"]);
        let project = text(&data["projectId"]);
        let mine = data["userId"] == self.client.id();
        let name = frame.event.as_str();
        let anew = match name {
            "project.created" | "project.restored" | "project.imported" => true,
            "project.member.added" | "project.member.removed" => mine,
            "project.updated" => patch["visibility"].is_string(),
            _ => false,
        };
        if anew {
            return self.load_project(project).await;
        }
        if name == "project.deleted" {
            return remove(&mut self.state, project);
        }
        if name == "project.task.created" && patch["commentCount"] != 0 {
            // It was somewhere else before: what was said about it is asked for, as when it is opened.
            return self.load_project(project).await;
        }
        // Told to the person alone, or of a project that was lost again in the meantime.
        let Some(known) = self.state.get_mut(project) else { return };
        let (entity, action) = frame.event["project.".len()..].split_once('.').unwrap_or_default();
        match entity {
            "member" => member(known, action, data),
            "bucket" => bucket(known, action, data),
            "task" => task(known, action, data),
            "comment" => comment(known, action, data),
            "dependency" => dependency(known, action, data),
            "label" => label(known, action, data),
            "field" => field(known, action, data),
            "ownership" => {}
            _ => {
                merge(&mut known["facts"], patch);
                remove(&mut known["facts"], "updatedAt");
            }
        }
    }

    async fn load_project(&mut self, project: &str) {
        let answer = self.client.get(&format!("/projects/{project}")).await;
        if answer.status() == 404 {
            return remove(&mut self.state, project);
        }
        insert(&mut self.state, project, load_one(&self.client, &answer.ok()).await);
    }
}

fn member(known: &mut Value, action: &str, data: &Value) {
    match action {
        "removed" => remove(&mut known["members"], text(&data["userId"])),
        _ => insert(&mut known["members"], text(&data["userId"]), data["patch"]["role"].clone()),
    }
    known["facts"]["memberCount"] = data["patch"]["memberCount"].clone();
}

fn bucket(known: &mut Value, action: &str, data: &Value) {
    let (id, patch) = (text(&data["bucketId"]), &data["patch"]);
    match action {
        "created" => insert(&mut known["buckets"], id, patch.clone()),
        "updated" => merge(&mut known["buckets"][id], patch),
        "reordered" => {
            for (task, rank) in patch["ranks"].as_object().expect("ranks") {
                if let Some(task) = known["tasks"].get_mut(task) {
                    task["rank"] = rank.clone();
                }
            }
        }
        _ => {
            remove(&mut known["buckets"], id);
            for task in known["tasks"].as_object_mut().expect("tasks").values_mut() {
                if task["bucketId"] == id {
                    (task["bucketId"], task["bucket"]) = (Value::Null, Value::Null);
                }
            }
        }
    }
}

fn task(known: &mut Value, action: &str, data: &Value) {
    let (id, patch) = (text(&data["taskId"]), &data["patch"]);
    // Of a task that has gone to another project the log tells no words, so that one is not known.
    if action != "created" && known["tasks"].get(id).is_none() {
        return;
    }
    match action {
        "created" => insert(&mut known["tasks"], id, task_view(patch)),
        "updated" | "rescheduled" => {
            merge(&mut known["tasks"][id], patch);
            known["tasks"][id] = task_view(&known["tasks"][id]);
        }
        "moved" => {
            merge(&mut known["tasks"][id], patch);
            let bucket = &patch["bucketId"];
            known["tasks"][id]["bucket"] =
                if bucket.is_null() { Value::Null } else { json!({"id": bucket}) };
        }
        "deleted" => {
            remove(&mut known["tasks"], id);
            let ends = |link: &Value| link["predecessorId"] == id || link["successorId"] == id;
            let links: Vec<String> = known["dependencies"]
                .as_object()
                .expect("dependencies")
                .iter()
                .filter(|(_, link)| ends(link))
                .map(|(key, _)| key.clone())
                .collect();
            for key in links {
                let link = known["dependencies"][&key].clone();
                unlink(known, &link);
            }
            let comments = known["comments"].as_object_mut().expect("comments");
            comments.retain(|_, comment| comment["taskId"] != id);
        }
        "commented" => {
            known["tasks"][id]["commentCount"] = data["task"]["commentCount"].clone();
            insert(&mut known["comments"], text(&data["commentId"]), comment_view(patch));
        }
        // To the person alone: what is loaded says it by itself.
        "assigned" | "mentioned" | "follow.changed" => {}
        other => panic!("a task was {other}"),
    }
}

fn comment(known: &mut Value, action: &str, data: &Value) {
    let id = text(&data["commentId"]);
    if known["comments"].get(id).is_none() {
        return;
    }
    if action == "deleted" {
        remove(&mut known["comments"], id);
        known["tasks"][text(&data["taskId"])]["commentCount"] =
            data["task"]["commentCount"].clone();
    } else {
        merge(&mut known["comments"][id], &data["patch"]);
        known["comments"][id] = comment_view(&known["comments"][id]);
    }
}

fn dependency(known: &mut Value, action: &str, data: &Value) {
    if action == "removed" {
        return unlink(known, data);
    }
    let (before, after) = (text(&data["predecessorId"]), text(&data["successorId"]));
    insert(&mut known["dependencies"], &format!("{before}>{after}"), data["patch"].clone());
    for (task, key, other) in [(after, "dependencies", before), (before, "dependents", after)] {
        let Some(known) = known["tasks"].get_mut(task) else { continue };
        let list = known[key].as_array_mut().expect("a list of tasks");
        if !list.contains(&json!(other)) {
            list.push(json!(other));
            list.sort_by_key(|id| text(id).parse::<i64>().unwrap_or(0));
        }
    }
}

fn unlink(known: &mut Value, link: &Value) {
    let (before, after) = (text(&link["predecessorId"]), text(&link["successorId"]));
    remove(&mut known["dependencies"], &format!("{before}>{after}"));
    for (task, key, other) in [(after, "dependencies", before), (before, "dependents", after)] {
        let list = known["tasks"].get_mut(task).and_then(|task| task[key].as_array_mut());
        if let Some(list) = list {
            list.retain(|id| id != other);
        }
    }
}

fn label(known: &mut Value, action: &str, data: &Value) {
    let (id, patch) = (text(&data["labelId"]), &data["patch"]);
    match action {
        "created" => insert(&mut known["labels"], id, patch.clone()),
        "updated" => merge(&mut known["labels"][id], patch),
        _ => remove(&mut known["labels"], id),
    }
    for task in known["tasks"].as_object_mut().expect("tasks").values_mut() {
        let labels = task["labels"].as_array_mut().expect("labels");
        match action {
            "deleted" => labels.retain(|label| label["id"] != id),
            _ => {
                for label in labels.iter_mut().filter(|label| label["id"] == id) {
                    merge(label, patch);
                }
            }
        }
        labels.sort_by_key(|label| text(&label["name"]).to_lowercase());
        task["labelIds"] = labels.iter().map(|label| label["id"].clone()).collect();
    }
}

fn field(known: &mut Value, action: &str, data: &Value) {
    let (id, patch) = (text(&data["fieldId"]), &data["patch"]);
    match action {
        "created" => insert(&mut known["fields"], id, patch.clone()),
        "updated" => merge(&mut known["fields"][id], patch),
        _ => remove(&mut known["fields"], id),
    }
    let choices = known["fields"][id]["options"].as_array().cloned().unwrap_or_default();
    let gone = known["fields"].get(id).is_none_or(Value::is_null);
    if gone {
        remove(&mut known["fields"], id);
    }
    for task in known["tasks"].as_object_mut().expect("tasks").values_mut() {
        let chosen = &task["fields"][id];
        let offered = choices.is_empty() || choices.iter().any(|choice| &choice["id"] == chosen);
        if gone || !offered || chosen.is_null() {
            remove(&mut task["fields"], id);
        }
    }
}

async fn load(client: &Client) -> Value {
    let mut projects = Map::new();
    for archived in [false, true] {
        let listed = client.get(&format!("/projects?limit=100&archived={archived}")).await.ok();
        for project in list(&listed["items"]) {
            let id = text(&project["id"]).to_owned();
            let full = client.get(&format!("/projects/{id}")).await.ok();
            projects.insert(id, load_one(client, &full).await);
        }
    }
    projects.into()
}

async fn load_one(client: &Client, full: &Value) -> Value {
    let id = text(&full["id"]);
    let mut facts = full.clone();
    // What a listening page counts for itself, or keeps elsewhere.
    for key in [
        "memberIds",
        "members",
        "buckets",
        "labels",
        "fields",
        "seq",
        "taskCount",
        "doneCount",
        "ownerId",
        "owner",
        "myRole",
        "isMember",
        "updatedAt",
    ] {
        remove(&mut facts, key);
    }
    let (mut tasks, mut comments) = (Map::new(), Map::new());
    for archived in [false, true] {
        let path = format!("/projects/{id}/tasks?limit=100&archived={archived}");
        for task in list(&client.get(&path).await.ok()["items"]) {
            let task_id = text(&task["id"]).to_owned();
            let path = format!("/projects/{id}/tasks/{task_id}/comments?limit=100");
            for comment in list(&client.get(&path).await.ok()["items"]) {
                comments.insert(text(&comment["id"]).to_owned(), comment_view(&comment));
            }
            tasks.insert(task_id, task_view(&task));
        }
    }
    let links = list(&client.get(&format!("/projects/{id}/dependencies")).await.ok());
    let links = links.into_iter().map(|link| {
        (format!("{}>{}", text(&link["predecessorId"]), text(&link["successorId"])), link)
    });
    let members = list(&full["members"]).into_iter();
    let members =
        members.map(|member| (text(&member["userId"]).to_owned(), member["role"].clone()));
    let by_id = |list: Vec<Value>| -> Map<String, Value> {
        list.into_iter().map(|one| (text(&one["id"]).to_owned(), one)).collect()
    };
    let buckets = list(&full["buckets"]).into_iter().map(|mut bucket| {
        for key in ["position", "order", "taskCount"] {
            remove(&mut bucket, key);
        }
        bucket
    });
    json!({
        "facts": facts,
        "members": members.collect::<Map<_, _>>(),
        "buckets": by_id(buckets.collect()),
        "labels": by_id(list(&full["labels"])),
        "fields": by_id(list(&full["fields"])),
        "tasks": tasks,
        "comments": comments,
        "dependencies": links.collect::<Map<_, _>>(),
    })
}

/// A task without what a listening page does not keep.
fn task_view(task: &Value) -> Value {
    let mut task = task.clone();
    for key in ["position", "order", "orderIndex", "isFollowing"] {
        remove(&mut task, key);
    }
    task["project"] = json!({"id": task["projectId"]});
    for person in task["assignees"].as_array_mut().into_iter().flatten() {
        remove(person, "presence");
    }
    for key in ["dependencies", "dependents"] {
        let mut ids = list(&task[key]);
        ids.sort_by_key(|id| text(id).parse::<i64>().unwrap_or(0));
        task[key] = ids.into();
    }
    task
}

fn comment_view(comment: &Value) -> Value {
    let mut comment = comment.clone();
    remove(&mut comment["user"], "presence");
    comment
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn insert(map: &mut Value, key: &str, value: Value) {
    map.as_object_mut().expect("a map of the page").insert(key.to_owned(), value);
}

fn remove(map: &mut Value, key: &str) {
    if let Some(map) = map.as_object_mut() {
        map.remove(key);
    }
}

fn merge(into: &mut Value, patch: &Value) {
    for (key, value) in patch.as_object().into_iter().flatten() {
        into[key] = value.clone();
    }
    remove(into, "presence");
}
