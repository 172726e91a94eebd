//! Bringing files by a signed form or address, and what is wrong with some of those.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{below_api, bring, download, id, presign, put};
use crate::support::{Client, Response, TestApp, arrives};

/// A form as browsers send it: the fields in their order, then the file.
fn form(fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in fields {
        let part =
            format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    body
}

fn fields(signed: &Value) -> Vec<(&str, &str)> {
    let fields = signed["fields"].as_object().expect("fields").iter();
    fields.map(|(name, value)| (name.as_str(), value.as_str().expect("a text"))).collect()
}

async fn post(person: &Client, body: Vec<u8>) -> Response {
    let call = person.call(Method::POST, "/files/upload");
    call.body("multipart/form-data; boundary=x", body).send().await
}

/// What lies in the folder of files on their way in.
fn unfinished(app: &TestApp) -> usize {
    let folder = app.app.config.data.dir.join("tmp");
    folder.read_dir().expect("the folder is there").count()
}

#[tokio::test]
async fn a_form_brings_a_file_that_is_ready_at_once() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let asked = json!({"fileName": "C:\\fakepath\\plan.txt", "fileSize": 5, "mimeType": "image/png",
                       "contextType": "chat", "contextId": "7"});
    let signed = ana.post("/files/presign", asked).await.created();
    assert_eq!(signed["url"], signed["uploadUrl"]);
    let pending = ana.get(&format!("/files/{}", id(&signed["fileId"]))).await.ok();
    assert_eq!((&pending["status"], &pending["fileName"]), (&json!("pending"), &json!("plan.txt")));
    download(&ana, id(&signed["fileId"])).await.refused("file_not_ready");

    let received =
        post(&app.anonymous(), form(&fields(&signed), "plan.txt", b"hello")).await.created();
    assert_eq!(received["key"], signed["key"]);
    assert_eq!(received["fileId"], signed["fileId"]);
    assert_eq!(received["size"], 5);
    let file = id(&signed["fileId"]);
    let confirmed = ana.post(&format!("/files/{file}/confirm"), json!({"uploadedSize": 5})).await;
    let confirmed = confirmed.created();
    assert_eq!(confirmed["status"], "ready");
    assert_eq!(
        (&confirmed["mimeType"], &confirmed["kind"]),
        (&json!("text/plain"), &json!("text"))
    );
    assert_eq!(confirmed["sha256"], received["etag"]);
    let wrong = ana.post(&format!("/files/{file}/confirm"), json!({"uploadedSize": 6})).await;
    wrong.refused("upload_size_differs");
    let bytes = download(&ana, file).await;
    assert_eq!((bytes.status(), bytes.body()), (200, &b"hello"[..]));
    assert_eq!(bytes.header("content-disposition"), Some("attachment; filename=\"plan.txt\""));
    assert_eq!(unfinished(&app), 0);
}

#[tokio::test]
async fn bytes_alone_do_as_well() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let file = bring(&ana, "Übersicht.csv", "a,b\n1,2\n").await;
    assert_eq!((&file["status"], &file["kind"]), (&json!("ready"), &json!("spreadsheet")));
    assert_eq!((&file["version"], &file["versionCount"]), (&json!(1), &json!(1)));
    let head = ana.call(Method::HEAD, &format!("/files/{}/download", id(&file["id"]))).send().await;
    assert_eq!((head.status(), head.header("content-length")), (200, Some("8")));
}

#[tokio::test]
async fn what_was_signed_is_good_once_for_a_while_and_unspoilt() {
    let app = TestApp::start().await;
    let (ana, nobody) = (app.user("ana").await, app.anonymous());
    let signed = presign(&ana, "once.txt").await;
    put(&nobody, &signed, "first").await.created();
    put(&nobody, &signed, "again").await.refused("upload_used");
    let body = form(&fields(&signed), "once.txt", b"again");
    post(&nobody, body).await.refused("upload_used");

    let other = presign(&ana, "other.txt").await;
    let [policy, signature] = ["policy", "signature"].map(|name| other["fields"][name].clone());
    let policy = policy.as_str().expect("a text");
    let mixed = [
        ("key", id(&signed["key"])),
        ("policy", policy),
        ("signature", signature.as_str().expect("a text")),
    ];
    post(&nobody, form(&mixed, "a", b"x")).await.refused("upload_forged");
    for forged in ["", "AAAA", &format!("{}A", &policy[1..])] {
        let url = below_api(&other["putUrl"]).replace(policy, forged);
        let call = nobody.call(Method::PUT, &url).body("text/plain", "x");
        call.send().await.refused("upload_forged");
    }
    app.app.clock.advance(Duration::from_mins(5));
    put(&nobody, &other, "late").await.refused("upload_expired");
    let own = ana.get("/files").await.ok();
    assert_eq!(own["items"].as_array().map(Vec::len), Some(1), "nothing else was kept");
    assert_eq!(unfinished(&app), 0);
}

#[tokio::test]
async fn what_is_too_large_empty_or_misshapen_is_refused_and_leaves_nothing() {
    let app = TestApp::configured(|config| {
        config.files.max_upload = epop::config::Setting::parse("1KB").expect("a size");
    })
    .await;
    let (ana, nobody) = (app.user("ana").await, app.anonymous());
    let signed = presign(&ana, "a.txt").await;
    put(&nobody, &signed, vec![b'x'; 1025]).await.refused("file_too_large");
    post(&nobody, form(&fields(&signed), "a", &[b'x'; 1025])).await.refused("file_too_large");
    put(&nobody, &signed, "").await.refused("upload_empty");
    post(&nobody, form(&fields(&signed), "a", b"")).await.refused("upload_empty");
    for size in [json!(1025), json!(0)] {
        let code = if size == 0 { "upload_empty" } else { "file_too_large" };
        ana.post("/files/presign", json!({"fileName": "a", "fileSize": size})).await.refused(code);
    }
    post(&nobody, form(&fields(&signed)[..2], "a", b"x")).await.refused("invalid_request");
    let surplus = [fields(&signed), vec![("acl", "public")]].concat();
    post(&nobody, form(&surplus, "a", b"x")).await.invalid("acl", "unknown_field");
    let long = "y".repeat(9_000);
    let long = [("key", long.as_str())];
    post(&nobody, form(&long, "a", b"x")).await.invalid("key", "too_long");
    let call = nobody.call(Method::POST, "/files/upload").body("text/plain", "x");
    call.send().await.refused("unsupported_media_type");
    let whole = form(&fields(&signed), "a", b"whole");
    post(&nobody, whole[..whole.len() - 9].to_vec()).await.refused("upload_incomplete");
    assert_eq!(unfinished(&app), 0);
    put(&nobody, &signed, vec![b'x'; 1024]).await.created();
}

#[tokio::test]
async fn what_is_cut_off_leaves_nothing_and_can_be_sent_again() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let signed = presign(&ana, "a.bin").await;
    let path = format!("/api/v1{}", below_api(&signed["putUrl"]));
    let mut socket = tokio::net::TcpStream::connect(app.address()).await.expect("it listens");
    let head = format!("PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
    socket.write_all(head.as_bytes()).await.expect("the head is sent");
    socket.write_all(&vec![7; 1_000_000]).await.expect("half of it is sent");
    socket.shutdown().await.expect("the rest is not");
    let mut answer = Vec::new();
    drop(arrives("the end", socket.read_to_end(&mut answer)).await);
    // The next one waits for nothing that the first one left.
    put(&app.anonymous(), &signed, vec![7; 2_000]).await.created();
    assert_eq!(unfinished(&app), 0);
    assert_eq!(download(&ana, id(&signed["fileId"])).await.body().len(), 2_000);
}

#[tokio::test]
async fn types_the_operator_denies_are_refused_by_name_and_by_what_is_in_them() {
    let app = TestApp::configured(|config| {
        config.files.denied_types = epop::config::Setting::parse(".exe, image/png").expect("types");
    })
    .await;
    let ana = app.user("ana").await;
    let exe = json!({"fileName": "setup.EXE"});
    ana.post("/files/presign", exe).await.refused("file_type_denied");
    let signed = presign(&ana, "harmless.txt").await;
    let png = crate::support::world::picture(4, 4);
    put(&ana, &signed, png).await.refused("file_type_denied");
    put(&ana, &signed, "harmless").await.created();
}

#[tokio::test]
async fn nobody_keeps_more_than_their_quota() {
    let app = TestApp::configured(|config| {
        config.files.quota = epop::config::Setting::parse("1000").expect("a size");
        config.files.workspace_quota = epop::config::Setting::parse("1500").expect("a size");
    })
    .await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let file = bring(&ana, "a", vec![1; 600]).await;
    let large = json!({"fileName": "b", "fileSize": 401});
    ana.post("/files/presign", large).await.refused("quota_full");
    let signed = presign(&ana, "b").await;
    put(&ana, &signed, vec![2; 401]).await.refused("quota_full");
    let usage = ana.get("/files/usage").await.ok();
    assert_eq!((&usage["used"], &usage["quota"]), (&json!(600), &json!(1000)));
    assert_eq!(usage["percentage"], 60);
    bring(&budi, "c", vec![3; 800]).await;
    let signed = presign(&budi, "d").await;
    put(&budi, &signed, vec![4; 101]).await.refused("quota_full");
    // The trash counts, and what is gone does not.
    let file = format!("/files/{}", id(&file["id"]));
    ana.delete(&file).await.ok();
    assert_eq!(ana.get("/files/usage").await.ok()["used"], 600);
    ana.delete(&format!("{file}/permanently")).await.ok();
    assert_eq!(ana.get("/files/usage").await.ok()["used"], 0);
    put(&budi, &signed, vec![4; 101]).await.created();
}

#[tokio::test]
async fn a_person_begins_only_so_many_uploads_in_whatever_way() {
    let app = TestApp::configured(|config| config.limits.uploads = 3).await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let name = || json!({"fileName": "a"});
    let file = id(&bring(&ana, "a", "x").await["id"]).to_owned();
    let versions = format!("/files/{file}/versions");
    ana.post(&versions, name()).await.created();
    let begin = || {
        let call = ana.call(Method::POST, "/files/tus").header("tus-resumable", "1.0.0");
        call.header("upload-length", "9").header("upload-metadata", "filename YQ==").send()
    };
    assert_eq!(begin().await.status(), 201);
    begin().await.refused("rate_limited");
    ana.post("/files/presign", name()).await.refused("rate_limited");
    ana.post(&versions, name()).await.refused("rate_limited");
    presign(&budi, "his own").await;
}

#[tokio::test]
async fn who_is_disabled_brings_nothing_more() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.admin().await, app.user("ana").await);
    let signed = presign(&ana, "a").await;
    let disabled = json!({"disabled": true});
    admin.patch(&format!("/admin/users/{}", ana.id()), disabled).await.ok();
    put(&app.anonymous(), &signed, "x").await.refused("forbidden");
}
