//! The rows about files.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use super::rows::{PICTURE, Right, Row, create, delete, get, patch, post, row};
use crate::files::{below_api, bring, id, presign};
use crate::support::{Client, world};

pub(super) fn rows() -> Vec<Row> {
    use Right::{Admin, Attacher, FileKeeper, FileOwner, FileReader, Public, SignedIn, Trasher};
    let attach = json!({"fileId": "{file}", "refTable": "messages", "refId": "{said}"});
    let rows = vec![
        create("/files/presign", SignedIn, json!({"fileName": "a.txt", "fileSize": 3})),
        row(Method::POST, "/files/upload", Public, json!(PICTURE), 415),
        row(
            Method::PUT,
            "/files/upload?policy={policy}&signature={signature}",
            Public,
            json!(PICTURE),
            201,
        ),
        get("/files?scope=all&sort=name&limit=3", SignedIn),
        get("/files/mine/cursor?limit=3", SignedIn),
        get("/files/labels", SignedIn),
        get("/files/usage", SignedIn),
        create("/files/attach", Attacher, attach),
        create("/files/purge-temp", Admin, json!({"olderThanHours": 24})),
        create("/files/purge-retention", Admin, json!({"batch": 10})),
        get("/files/{file}", FileReader),
        patch("/files/{file}", FileReader, json!({"labels": ["mine"]})),
        patch("/files/{file}", FileOwner, json!({"fileName": "b.txt"})),
        delete("/files/{file}", FileOwner, Value::Null),
        post("/files/{trashed}/restore", Trasher, json!({})),
        delete("/files/{trashed}/permanently", Trasher, Value::Null),
        create("/files/{file}/confirm", FileOwner, json!({"uploadedSize": 5})),
        get("/files/{file}/download", FileReader),
        get("/files/{file}/view", FileReader),
        row(Method::GET, "/files/{file}/thumbnail", FileReader, Value::Null, 404),
        get("/files/{file}/preview", FileReader),
        post("/files/{file}/link", FileReader, json!({"purpose": "view"})),
        create("/files/archive", FileReader, json!({"fileIds": ["{file}"]})),
        get("/files/archive/{archive}", Public),
        get("/files/{file}/versions", FileReader),
        create("/files/{file}/versions", FileOwner, json!({"fileName": "b.txt"})),
        post("/files/{file}/versions/{version}/restore", FileOwner, json!({})),
        patch("/files/{file}/retention", FileKeeper, json!({"policy": "90d"})),
        patch("/files/{file}/status", Admin, json!({"status": "ready"})),
    ];
    [rows, resumable()].concat()
}

fn resumable() -> Vec<Row> {
    use Right::{Bringer, FileOwner, SignedIn};
    vec![
        row(Method::POST, "/files/{file}/versions/tus", FileOwner, Value::Null, 400),
        row(Method::POST, "/files/tus", SignedIn, Value::Null, 400),
        row(Method::PATCH, "/files/tus/{upload}", Bringer, Value::Null, 415),
        row(Method::DELETE, "/files/tus/{upload}", Bringer, Value::Null, 204),
    ]
}

/// Files for one row alone: one of Budi's in the chat, and of the guest's one in the trash and two on
/// their way.
pub(super) async fn names(
    budi: &Client,
    guest: &Client,
    chat: &str,
) -> Vec<(&'static str, String)> {
    let file = bring(budi, "a.txt", "hello").await;
    let with_file = json!({"content": "look", "attachments": [file["id"]]});
    budi.post(&format!("/chats/{chat}/messages"), with_file).await.created();
    let said = world::say(budi, chat, "there is more").await;
    let versions = budi.get(&format!("/files/{}/versions", id(&file["id"]))).await.ok();
    let archive = budi.post("/files/archive", json!({"fileIds": [file["id"]]})).await.created();
    let archive = below_api(&archive["url"]);
    let trashed = bring(guest, "b.txt", "old").await;
    guest.delete(&format!("/files/{}", id(&trashed["id"]))).await.ok();
    let signed = presign(guest, "c.png").await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let name = format!("filename {}", STANDARD.encode("d.bin"));
    let call = guest.call(Method::POST, "/files/tus").header("tus-resumable", "1.0.0");
    let begun = call.header("upload-length", "9").header("upload-metadata", &name).send().await;
    let upload = begun.header("location").and_then(|url| url.rsplit('/').next());
    vec![
        ("{file}", text(&file["id"])),
        ("{said}", text(&said["id"])),
        ("{version}", text(&versions["versions"][0]["versionId"])),
        ("{archive}", archive.rsplit('/').next().expect("a secret").to_owned()),
        ("{trashed}", text(&trashed["id"])),
        ("{policy}", text(&signed["fields"]["policy"])),
        ("{signature}", text(&signed["fields"]["signature"])),
        ("{upload}", upload.expect("it says where it goes on").to_owned()),
    ]
}
