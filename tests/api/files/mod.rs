//! Files: brought, attached, had, changed, and gone.

mod attaching;
mod bringing;
mod having;
mod resuming;

use reqwest::Method;
use serde_json::{Value, json};

use epop::infra::db::ReadTx;

use crate::support::{Client, Response, TestApp, arrives};

/// Announces a file of this name.
pub(crate) async fn presign(person: &Client, name: &str) -> Value {
    person.post("/files/presign", json!({"fileName": name})).await.created()
}

/// The path and the query below `/api/v1` of an address of ours.
pub(crate) fn below_api(url: &Value) -> String {
    let url = url.as_str().expect("an address is a text");
    url.split_once("/api/v1").unwrap_or_else(|| panic!("{url} is not below the API")).1.to_owned()
}

/// Puts bytes to a signed address, as somebody without a session.
pub(crate) async fn put(nobody: &Client, signed: &Value, bytes: impl Into<Vec<u8>>) -> Response {
    let call = nobody.call(Method::PUT, &below_api(&signed["putUrl"]));
    call.body("application/octet-stream", bytes.into()).send().await
}

/// A file of `person`'s, brought; as the server tells it.
pub(crate) async fn bring(person: &Client, name: &str, bytes: impl Into<Vec<u8>>) -> Value {
    let signed = presign(person, name).await;
    put(person, &signed, bytes).await.created();
    person.get(&format!("/files/{}", id(&signed["fileId"]))).await.ok()
}

/// Waits until what files do by themselves is done: their words are read, their small pictures made.
pub(crate) async fn at_rest(app: &TestApp) {
    let due = |tx: &ReadTx<'_>| {
        let sql = "SELECT (SELECT count(due_at) FROM file_texts)
                        + (SELECT count(*) FROM thumbnails WHERE state = 'due')";
        tx.one(sql, [], |row| row.get::<_, u32>(0))
    };
    let done = async { while app.app.db.reader().read(due).await.expect("read") > 0 {} };
    arrives("the rest of the files", done).await;
}

/// An id as text.
pub(crate) fn id(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no id"))
}

/// The bytes of a file, as `person` gets them.
pub(crate) async fn download(person: &Client, file: &str) -> Response {
    person.get(&format!("/files/{file}/download")).await
}
