//! Files in chats: who sees them there, and until when.

use serde_json::{Value, json};

use super::{at_rest, bring, download, id, presign, put};
use crate::support::{Client, Response, TestApp, world};

async fn send(person: &Client, chat: &str, body: Value) -> Response {
    person.post(&format!("/chats/{chat}/messages"), body).await
}

#[tokio::test]
async fn a_message_has_files_that_its_chat_sees_and_nobody_else() {
    let app = TestApp::start().await;
    let [ana, budi, citra] =
        [app.user("ana").await, app.user("budi").await, app.user("citra").await];
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let file = bring(&ana, "plan.txt", "hello").await;
    let file = id(&file["id"]);
    download(&budi, file).await.refused("file_not_found");

    let mut budis = budi.socket().await;
    let said = send(&ana, &chat, json!({"attachments": [file]})).await.created();
    assert_eq!(said["content"], "");
    let attachment = &said["attachments"][0];
    assert_eq!((&attachment["id"], &attachment["fileName"]), (&json!(file), &json!("plan.txt")));
    let linked = budis.expect("file.linked").await.data;
    assert_eq!((&linked["fileId"], &linked["chatId"]), (&json!(file), &json!(chat)));
    assert_eq!(linked["patch"]["fileName"], "plan.txt");
    let told = budis.expect("chat.message.created").await.data;
    assert_eq!(told["patch"]["attachments"], said["attachments"]);
    let listed = budi.get(&format!("/chats/{chat}/messages")).await.ok();
    assert_eq!(listed[0]["attachments"], said["attachments"]);
    assert_eq!(download(&budi, file).await.body(), b"hello");
    let seen = budi.get(&format!("/files/{file}")).await.ok();
    assert_eq!(seen["links"][0]["refId"], said["id"]);
    for nobody in [&citra, &app.admin().await] {
        download(nobody, file).await.refused("file_not_found");
        nobody.get(&format!("/files/{file}")).await.refused("file_not_found");
        let listed = nobody.get(&format!("/files?chatId={chat}")).await.ok();
        assert_eq!(listed["items"], json!([]));
    }
    let listed = budi.get(&format!("/files?chatId={chat}")).await.ok();
    assert_eq!(listed["items"][0]["id"], file);
    assert_eq!(budi.get("/files").await.ok()["items"], json!([]), "it is not Budi's own");
    assert_eq!(budi.get("/files?scope=shared").await.ok()["items"][0]["id"], file);
}

#[tokio::test]
async fn in_a_channel_everyone_sees_files() {
    let app = TestApp::start().await;
    let [ana, budi, citra] =
        [app.user("ana").await, app.user("budi").await, app.user("citra").await];
    let channel = world::channel(&ana, "open", &[]).await;
    let file = bring(&ana, "plan.txt", "hello").await;
    send(&ana, &channel, json!({"content": "look", "attachments": [file["id"]]})).await.created();
    assert_eq!(download(&citra, id(&file["id"])).await.status(), 200);
    // Who sees a file may pass it on.
    let own = world::group(&citra, "Own", &[&budi]).await;
    send(&citra, &own, json!({"attachments": [file["id"]]})).await.created();
    let links = ana.get(&format!("/files/{}", id(&file["id"]))).await.ok()["links"].clone();
    assert_eq!(links.as_array().map(Vec::len), Some(1), "Ana does not hear of Citra's group");
}

#[tokio::test]
async fn losing_the_chat_is_losing_its_files_and_so_is_a_deleted_message() {
    let app = TestApp::start().await;
    let [ana, budi, citra] =
        [app.user("ana").await, app.user("budi").await, app.user("citra").await];
    let chat = world::group(&ana, "Plans", &[&budi, &citra]).await;
    let file = bring(&ana, "plan.txt", "hello").await;
    let file = id(&file["id"]);
    let said = send(&ana, &chat, json!({"attachments": [file]})).await.created();
    assert_eq!(download(&budi, file).await.status(), 200);
    ana.delete(&format!("/chats/{chat}/members/{}", budi.id())).await.ok();
    download(&budi, file).await.refused("file_not_found");
    let mut citras = citra.socket().await;
    ana.delete(&format!("/chats/{chat}/messages/{}", id(&said["id"]))).await.ok();
    assert_eq!(citras.expect("file.unlinked").await.data["fileId"], file);
    download(&citra, file).await.refused("file_not_found");
    assert_eq!(download(&ana, file).await.status(), 200, "it is still its owner's");
}

#[tokio::test]
async fn attaching_needs_the_file_and_the_place() {
    let app = TestApp::start().await;
    let [ana, budi, citra] =
        [app.user("ana").await, app.user("budi").await, app.user("citra").await];
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let (own, others) = (bring(&budi, "own", "x").await, bring(&citra, "others", "y").await);
    at_rest(&app).await;
    let before = app.app.db.committed_seq();
    send(&budi, &chat, json!({"attachments": [others["id"]]})).await.refused("file_not_found");
    send(&citra, &chat, json!({"attachments": [others["id"]]})).await.refused("chat_not_found");
    let twice = json!({"attachments": [own["id"], own["id"]]});
    send(&budi, &chat, twice).await.invalid("attachments", "duplicate");
    let many: Vec<String> = (1..=21).map(|number| number.to_string()).collect();
    send(&budi, &chat, json!({"attachments": many})).await.invalid("attachments", "too_many");
    send(&budi, &chat, json!({"content": " "})).await.invalid("content", "required");
    assert_eq!(app.app.db.committed_seq(), before, "what is refused leaves nothing");

    let message = world::say(&budi, &chat, "here it comes").await;
    let attach = |file: &Value, table: &str, at: &Value| json!({"fileId": file["id"], "refTable": table, "refId": at["id"], "filename": "x", "size": 1});
    let mut anas = ana.socket().await;
    let done = budi.post("/files/attach", attach(&own, "messages", &message)).await.created();
    let again = budi.post("/files/attach", attach(&own, "messages", &message)).await.created();
    assert_eq!(done, again, "attached once");
    assert_eq!(anas.expect("file.linked").await.data["refId"], message["id"]);
    let told = anas.expect("chat.message.updated").await.data;
    assert_eq!(told["patch"]["attachments"][0]["id"], own["id"]);
    for (person, file, code) in [
        (&ana, &own, "message_not_yours"),
        (&citra, &others, "message_not_found"),
        (&budi, &others, "file_not_found"),
    ] {
        person.post("/files/attach", attach(file, "messages", &message)).await.refused(code);
    }
    let refused = budi.post("/files/attach", attach(&own, "mail_messages", &message)).await;
    refused.refused("attach_target_not_found");
    let refused = budi.post("/files/attach", attach(&own, "users", &message)).await;
    refused.invalid("refTable", "invalid");
}

#[tokio::test]
async fn a_file_may_be_attached_before_its_bytes_come() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let signed = presign(&ana, "later.txt").await;
    let said = send(&ana, &chat, json!({"attachments": [signed["fileId"]]})).await.created();
    assert_eq!(said["attachments"][0]["status"], "pending");
    download(&budi, id(&signed["fileId"])).await.refused("file_not_ready");
    let mut budis = budi.socket().await;
    put(&ana, &signed, "at last").await.created();
    let told = budis.expect("file.created").await.data;
    assert_eq!(told["patch"]["status"], "ready");
    assert_eq!(download(&budi, id(&signed["fileId"])).await.body(), b"at last");
}

#[tokio::test]
async fn what_is_forwarded_keeps_its_files() {
    let app = TestApp::start().await;
    let [ana, budi, citra] =
        [app.user("ana").await, app.user("budi").await, app.user("citra").await];
    let (from, to) =
        (world::group(&ana, "From", &[&budi]).await, world::group(&budi, "To", &[&citra]).await);
    let file = bring(&ana, "plan.txt", "hello").await;
    let said = json!({"content": "look", "attachments": [file["id"]]});
    let said = send(&ana, &from, said).await.created();
    let forward = json!({"forward": {"chatId": from, "messageId": said["id"]}});
    let forwarded = send(&budi, &to, forward).await.created();
    assert_eq!(forwarded["attachments"][0]["id"], file["id"]);
    assert_eq!(download(&citra, id(&file["id"])).await.body(), b"hello");
    // The one goes, the other stays.
    ana.delete(&format!("/chats/{from}/messages/{}", id(&said["id"]))).await.ok();
    assert_eq!(download(&citra, id(&file["id"])).await.status(), 200);
    let both = json!({"forward": {"chatId": to, "messageId": forwarded["id"]}, "attachments": [file["id"]]});
    send(&budi, &to, both).await.invalid("forward", "too_many");
}

#[tokio::test]
async fn what_a_file_was_before_is_its_owners_alone() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let file = bring(&ana, "plan.txt", "with the salaries").await;
    let path = format!("/files/{}", id(&file["id"]));
    let next = ana.post(&format!("{path}/versions"), json!({"fileName": "plan.txt"})).await;
    put(&ana, &next.created(), "without").await.created();
    send(&ana, &chat, json!({"attachments": [file["id"]]})).await.created();
    assert_eq!(budi.get(&format!("{path}/download?version=2")).await.body(), b"without");
    for what in ["download", "view"] {
        let earlier = budi.get(&format!("{path}/{what}?version=1")).await;
        earlier.refused("file_version_not_found");
    }
    let numbers = |told: Value| {
        let versions = told["versions"].as_array().cloned().unwrap_or_default();
        versions.iter().map(|version| version["version"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(budi.get(&format!("{path}/versions")).await.ok()), [2]);
    assert_eq!(numbers(ana.get(&format!("{path}/versions")).await.ok()), [2, 1]);
}

#[tokio::test]
async fn what_becomes_of_a_file_is_not_told_by_counting() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let file = bring(&ana, "plan.txt", "hello").await;
    send(&ana, &chat, json!({"attachments": [file["id"]]})).await.created();
    let path = format!("/files/{}", id(&file["id"]));
    budi.patch(&path, json!({"labels": ["plans"]})).await.ok();
    assert_eq!(budi.get("/files/labels").await.ok()[0]["count"], 1);
    ana.delete(&format!("/chats/{chat}/members/{}", budi.id())).await.ok();
    assert_eq!(budi.get("/files/labels").await.ok(), json!([]));
    // Nor by what everyone together keeps.
    assert_eq!(budi.get("/files/usage").await.ok()["workspaceUsed"], Value::Null);
    assert_eq!(app.admin().await.get("/files/usage").await.ok()["workspaceUsed"], 5);
}

#[tokio::test]
async fn nobody_can_tell_that_the_same_bytes_are_here_already() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let picture = world::picture(40, 30);
    let file = bring(&ana, "a.png", picture.clone()).await;
    super::having::until(&ana, id(&file["id"]), |file| file["hasThumbnail"] == true).await;
    let mut budis = budi.socket().await;
    let signed = presign(&budi, "b.png").await;
    put(&budi, &signed, picture).await.created();
    let told = budis.expect("file.created").await.data;
    assert_eq!(told["patch"]["hasThumbnail"], false, "its small pictures take their time, too");
    let file =
        super::having::until(&budi, id(&signed["fileId"]), |file| file["hasThumbnail"] == true);
    assert_eq!(file.await["width"], 40);
}

#[tokio::test]
async fn what_a_picture_shows_is_its_owners_to_say() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let file = bring(&ana, "a.png", world::picture(3, 3)).await;
    send(&ana, &chat, json!({"attachments": [file["id"]]})).await.created();
    let path = format!("/files/{}", id(&file["id"]));
    let mut budis = budi.socket().await;
    let described = ana.patch(&path, json!({"altText": " A  cat,\nasleep "})).await.ok();
    assert_eq!(described["altText"], "A cat, asleep");
    // Its small pictures may be ready in between.
    let told = loop {
        let told = budis.until("file.updated").await.data;
        if told["patch"]["altText"].is_string() {
            break told;
        }
    };
    assert_eq!(told["patch"]["altText"], "A cat, asleep");
    let said = budi.get(&format!("/chats/{chat}/messages")).await.ok();
    assert_eq!(said[0]["attachments"][0]["altText"], "A cat, asleep");
    budi.patch(&path, json!({"altText": "A dog"})).await.refused("file_not_yours");
    let long = "x".repeat(1_001);
    ana.patch(&path, json!({"altText": long})).await.invalid("altText", "too_long");
    assert_eq!(ana.patch(&path, json!({"altText": ""})).await.ok()["altText"], Value::Null);
}
