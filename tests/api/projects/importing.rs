//! Boards from elsewhere: what is tried changes nothing, what is done again doubles nothing.

use serde_json::{Value, json};

use crate::support::{TestApp, world};

fn trello() -> Value {
    json!({
        "id": "b1", "name": "House",
        "lists": [
            {"id": "l2", "name": "Doing", "pos": 2}, {"id": "l1", "name": "To do", "pos": 1},
            {"id": "l3", "name": "Old", "pos": 3, "closed": true},
        ],
        "labels": [{"id": "x", "name": "", "color": "red"}],
        "members": [{"id": "m1", "fullName": "Budi"}, {"id": "m2", "fullName": "Stranger"}],
        "cards": [
            {"id": "c1", "name": "Paint", "desc": "**white**", "idList": "l1", "pos": 1, "due": "2027-01-01T00:00:00.000Z",
             "idLabels": ["x"], "idMembers": ["m1", "m2"], "attachments": [{"name": "plan.pdf"}]},
            {"id": "c2", "name": "Sweep", "idList": "l3", "pos": 2, "dueComplete": true},
        ],
        "checklists": [{"idCard": "c1", "checkItems": [{"name": "buy", "state": "complete", "pos": 1}]}],
        "actions": [
            {"id": "a1", "type": "commentCard", "date": "2026-01-01T00:00:00.000Z",
             "data": {"text": "hm", "card": {"id": "c1"}}, "memberCreator": {"fullName": "Stranger"}},
        ],
        "customFields": [{"name": "Points"}],
        "prefs": {"anything": "else"},
    })
}

#[tokio::test]
async fn a_board_of_trello_comes_once_however_often_it_is_brought() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let body = |dry: bool| json!({"source": "trello", "data": trello().to_string(), "memberIds": [budi.id()], "dryRun": dry});
    let before = app.app.db.committed_seq();
    let tried = ana.post("/projects/import", body(true)).await.ok();
    assert_eq!(app.app.db.committed_seq(), before, "a trial leaves nothing behind");
    assert_eq!(tried["projectId"], Value::Null);
    let made = json!({"buckets": 2, "labels": 1, "tasks": 2, "comments": 1, "checklistItems": 1});
    assert_eq!(tried["created"], made);
    assert_eq!(tried["people"]["unknown"], json!(["Stranger"]));
    let lost: Vec<_> =
        tried["lost"].as_array().expect("losses").iter().map(|loss| &loss["what"]).collect();
    assert_eq!(lost, ["custom fields", "attachments"]);
    let done = ana.post("/projects/import", body(false)).await.created();
    assert_eq!(done["created"], made);
    let project = done["projectId"].as_str().expect("a project");
    let board = ana.get(&format!("/projects/{project}/board")).await.ok();
    assert_eq!(board["buckets"][0]["name"], "To do");
    let card = &board["buckets"][0]["cards"][0];
    let task = ana.get(&format!("/projects/{project}/tasks/{}", world::id_of(card))).await.ok();
    assert_eq!((&task["title"], &task["assigneeIds"]), (&json!("Paint"), &json!([budi.id()])));
    assert_eq!(task["descriptionHtml"], "<p><strong>white</strong></p>");
    assert_eq!((&task["checklistDone"], &task["commentCount"]), (&json!(1), &json!(1)));
    let again = ana.post("/projects/import", body(false)).await.ok();
    assert_eq!((&again["projectId"], &again["skipped"]), (&json!(project), &json!(2)));
    let nothing =
        json!({"buckets": 0, "labels": 0, "tasks": 0, "comments": 0, "checklistItems": 0});
    assert_eq!(again["created"], nothing);
    let archived = ana.get(&format!("/projects/{project}/tasks?archived=true")).await.ok();
    assert_eq!(archived["items"][0]["status"], "done");
}

#[tokio::test]
async fn a_table_comes_with_its_columns_guessed_or_said() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "House", &[(&budi, "member")]).await;
    let table = "Name;List;Due date;Priority;Tags;Owner;Extra\n\
                 Paint;To do;2027-01-01;high;red, blue;Budi;x\n\
                 ;To do;;;;;\n\
                 Sweep;Doing;tomorrow;low;;Nobody;\n\
                 Sweep;Doing;tomorrow;low;;Nobody;\n";
    let body = |extra: Value| {
        let mut body = json!({"source": "csv", "data": table, "projectId": project});
        body.as_object_mut()
            .expect("an object")
            .extend(extra.as_object().cloned().unwrap_or_default());
        body
    };
    budi.post("/projects/import", body(json!({}))).await.refused("project_admin_required");
    let tried = ana.post("/projects/import", body(json!({"dryRun": true}))).await.ok();
    assert_eq!(tried["columns"][6]["mapsTo"], "ignore");
    let problem =
        json!({"row": 2, "code": "no_title", "message": "It has no title and is left out."});
    assert_eq!(tried["problems"][0], problem);
    assert_eq!(tried["problems"][1]["value"], "tomorrow");
    assert_eq!(tried["problems"].as_array().map(Vec::len), Some(3), "and two days that are none");
    let said = json!({"mapping": {"Extra": "description"}});
    let done = ana.post("/projects/import", body(said)).await.created();
    assert_eq!((&done["created"]["tasks"], &done["created"]["labels"]), (&json!(3), &json!(2)));
    let tasks = ana.get(&format!("/projects/{project}/tasks?sort=number")).await.ok();
    assert_eq!(tasks["items"][0]["description"], "x");
    assert_eq!(tasks["items"][0]["dueAt"], "2027-01-01T00:00:00.000Z");
    let no_title = json!({"source": "csv", "data": "a,b\n1,2\n", "name": "x"});
    ana.post("/projects/import", no_title).await.refused("import_unreadable");
    let broken = json!({"source": "trello", "data": "{}", "name": "x"});
    ana.post("/projects/import", broken).await.refused("import_unreadable");
}

#[tokio::test]
async fn a_board_of_planka_comes_with_what_belongs_to_its_cards() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let data = json!({
        "item": {"id": "9", "name": "Garden"},
        "included": {
            "lists": [{"id": "1", "name": "Soon", "position": 1, "type": "active"}, {"id": "2", "name": null, "type": "archive"}],
            "cards": [
                {"id": "5", "name": "Dig", "listId": "1", "position": 1, "description": null, "dueDate": null,
                 "isDueCompleted": true, "isClosed": false},
            ],
            "labels": [{"id": "7", "name": "hard", "color": "berry-red"}],
            "cardLabels": [{"cardId": "5", "labelId": "7"}],
            "cardMemberships": [{"cardId": "5", "userId": "3"}],
            "users": [{"id": "3", "name": "Someone", "email": ana.email()}],
            "taskLists": [{"id": "t", "cardId": "5"}],
            "tasks": [{"name": "find a spade", "isCompleted": true, "taskListId": "t"}],
        },
    });
    let body = json!({"source": "planka", "data": data.to_string()});
    let done = ana.post("/projects/import", body).await.created();
    let project = done["projectId"].as_str().expect("a project");
    let task = &ana.get(&format!("/projects/{project}/tasks")).await.ok()["items"][0];
    assert_eq!((&task["assigneeIds"], &task["checklistDone"]), (&json!([ana.id()]), &json!(1)));
    assert_eq!((&task["labels"][0]["name"], &task["status"]), (&json!("hard"), &json!("done")));
}

#[tokio::test]
async fn nobody_is_made_to_have_said_something() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "House", &[(&budi, "member")]).await;
    let mut board = trello();
    board["actions"][0]["memberCreator"]["fullName"] = json!(budi.name());
    board["actions"][0]["date"] = json!("2099-01-01T00:00:00.000Z");
    let bring = async |board: &Value| {
        let body = json!({"source": "trello", "data": board.to_string(), "projectId": project});
        ana.post("/projects/import", body).await
    };
    bring(&board).await.created();
    let task = &ana.get(&format!("/projects/{project}/tasks?q=Paint")).await.ok()["items"][0];
    let path = format!("/projects/{project}/tasks/{}", world::id_of(task));
    let said = ana.get(&format!("{path}/comments")).await.ok()["items"][0].clone();
    assert_eq!((&said["userId"], &said["body"]), (&json!(ana.id()), &json!("**Budi**: hm")));
    assert!(said["createdAt"].as_str() < Some("2099"), "nor will they: {said}");
    // More was said there since, and one task went into the trash here.
    let more =
        json!({"id": "a2", "type": "commentCard", "data": {"text": "ok", "card": {"id": "c1"}}});
    let lost =
        json!({"id": "a3", "type": "commentCard", "data": {"text": "ah", "card": {"id": "c2"}}});
    board["actions"] = json!([lost, more]);
    let swept = ana.get(&format!("/projects/{project}/tasks?archived=true")).await.ok();
    let swept = world::id_of(&swept["items"][0]);
    ana.delete(&format!("/projects/{project}/tasks/{swept}")).await.ok();
    let again = bring(&board).await.created();
    assert_eq!(again["created"]["comments"], 1, "{again}");
    assert_eq!((&again["updated"], &again["skipped"]), (&json!(1), &json!(1)));
    assert_eq!(ana.get(&path).await.ok()["commentCount"], 2);
}

#[tokio::test]
async fn what_was_renamed_here_is_known_again() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let body = json!({"source": "trello", "data": trello().to_string()});
    let done = ana.post("/projects/import", body.clone()).await.created();
    let project = done["projectId"].as_str().expect("a project");
    let full = ana.get(&format!("/projects/{project}")).await.ok();
    for (what, name) in [("labels", "urgent"), ("buckets", "Next")] {
        let path = format!("/projects/{project}/{what}/{}", world::id_of(&full[what][0]));
        ana.patch(&path, json!({"name": name})).await.ok();
    }
    let again = ana.post("/projects/import", body).await.ok();
    assert_eq!((&again["created"]["labels"], &again["created"]["buckets"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn hostile_files_are_refused_and_change_nothing() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let before = app.app.db.committed_seq();
    let bring = async |source: &str, data: String, code: &str| {
        for dry in [true, false] {
            let body = json!({"source": source, "data": data, "name": "x", "dryRun": dry});
            ana.post("/projects/import", body).await.refused(code);
        }
    };
    let board = |lists: &str, cards: &str| {
        format!(r#"{{"id": "b", "name": "b", "lists": [{lists}], "cards": [{cards}]}}"#)
    };
    let many = |count: usize, one: &dyn Fn(usize) -> String| {
        (0..count).map(one).collect::<Vec<_>>().join(",")
    };
    let deep = format!(r#"{{"id": {}1{}}}"#, "[".repeat(9_000), "]".repeat(9_000));
    bring("trello", deep, "import_unreadable").await;
    let list = |n: usize| format!(r#"{{"id": "{n}", "name": "l"}}"#);
    bring("trello", board(&many(51, &list), ""), "too_many_buckets").await;
    let card = |n: usize| format!(r#"{{"id": "{n}", "name": "c", "idList": ""}}"#);
    bring("trello", board("", &many(50_001, &card)), "too_many_tasks").await;
    let long = format!(r#"{{"id": "{}", "name": "c", "idList": ""}}"#, "x".repeat(201));
    bring("trello", board("", &long), "import_unreadable").await;
    bring("csv", format!("title\n{}", "x\n".repeat(50_001)), "too_many_tasks").await;
    let rows: Vec<String> = (0..60).map(|n| format!("x,{n}")).collect();
    bring("csv", format!("title,list\n{}", rows.join("\n")), "too_many_buckets").await;
    bring("csv", format!("title{}\n", ",a".repeat(200)), "import_unreadable").await;
    // What a parser says may repeat the file: it is told in short.
    let long =
        json!({"source": "trello", "data": json!("y".repeat(100_000)).to_string(), "name": "x"});
    let refused = ana.post("/projects/import", long).await;
    refused.refused("import_unreadable");
    assert!(refused.length() < 2_000, "{}", refused.length());
    let twice = json!({"source": "csv", "data": "a,b\n1,2\n", "name": "x", "mapping": {"a": "title", "b": "title"}});
    ana.post("/projects/import", twice).await.invalid("mapping", "duplicate");
    assert_eq!(app.app.db.committed_seq(), before);
}

#[tokio::test]
async fn what_is_too_much_is_cut_and_told() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let mut board = trello();
    board["name"] = json!("n".repeat(200));
    board["cards"][0]["desc"] = json!("d".repeat(20_001));
    board["cards"][0]["start"] = json!("2001-01-01T00:00:00.000Z");
    board["cards"][0]["name"] = json!("Pa\u{202e}int");
    board["actions"][0]["data"]["text"] = json!("t".repeat(6_000));
    board["cards"][1] = board["cards"][0].clone();
    let done = json!({"source": "trello", "data": board.to_string()});
    let done = ana.post("/projects/import", done).await.created();
    let lost: Vec<&str> = done["lost"]
        .as_array()
        .expect("losses")
        .iter()
        .filter_map(|loss| loss["what"].as_str())
        .collect();
    for what in [
        "ends of long descriptions",
        "ends of long comments",
        "starts that do not go with when it is due",
    ] {
        assert!(lost.contains(&what), "{lost:?}");
    }
    assert_eq!(done["problems"].as_array().map(Vec::len), Some(1), "one id, two cards");
    let project = done["projectId"].as_str().expect("a project");
    let task = &ana.get(&format!("/projects/{project}/tasks")).await.ok()["items"][0];
    assert_eq!((&task["title"], &task["startAt"]), (&json!("Paint"), &Value::Null));
    // It can be edited as any other.
    let path = format!("/projects/{project}/tasks/{}", world::id_of(task));
    ana.patch(&path, json!({"title": "Paint it"})).await.ok();
}
