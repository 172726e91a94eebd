//! Files and a real scanner: what is clean can be had, what is infected cannot, and what was not checked
//! waits.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::account::{Account, Heard, Socket};
use crate::program::{Folder, Server};
use crate::scanner::{Clamd, SIGNATURE, eicar};

/// Brings a file and tells its id.
async fn bring(ana: &Account, server: &Server, name: &str, bytes: String) -> String {
    let signed = ana.create(server, "/files/presign", &json!({"fileName": name})).await;
    let url = signed["putUrl"].as_str().expect("an address");
    let put = server.client.put(url).body(bytes).send().await.expect("an answer");
    assert_eq!(put.status(), StatusCode::CREATED);
    signed["fileId"].as_str().expect("an id").to_owned()
}

/// What the file is after the next thing that happens to it.
async fn verdict(socket: &mut Socket, file: &str) -> Value {
    loop {
        match socket.next().await {
            Heard::Frame(frame)
                if frame["event"] == "file.updated" && frame["data"]["fileId"] == file =>
            {
                return frame["data"]["patch"].clone();
            }
            Heard::Frame(_) => {}
            Heard::Closed(_) | Heard::Broken => panic!("the socket was closed"),
        }
    }
}

/// The status of a download, and the code of its refusal.
async fn download(ana: &Account, server: &Server, file: &str) -> (StatusCode, Value) {
    let path = format!("/files/{file}/download");
    let answer = ana.request(server, Method::GET, &path).send().await.expect("an answer");
    let (status, bytes) = (answer.status(), answer.bytes().await.expect("a body"));
    let body = serde_json::from_slice::<Value>(&bytes).unwrap_or_default();
    (status, body["code"].clone())
}

#[tokio::test]
async fn nobody_has_a_file_before_it_is_found_clean() {
    let folder = Folder::new();
    let mut clamd = Clamd::start().await;
    let mut command = folder.serve();
    command.env("CLAMAV_ENABLED", "true").env("CLAMAV_SOCKET", clamd.folder.path("clamd.sock"));
    let mut server = Server::start(command).await;
    let ana = Account::set_up(&mut server).await;
    let mut socket = ana.socket(&server, "").await;

    let clean = bring(&ana, &server, "clean.txt", "hello".to_owned()).await;
    let found = verdict(&mut socket, &clean).await;
    assert_eq!((&found["status"], &found["scanResult"]), (&json!("ready"), &json!("OK")));
    assert_eq!(download(&ana, &server, &clean).await.0, StatusCode::OK);

    let infected = bring(&ana, &server, "harmless.txt", eicar()).await;
    let found = verdict(&mut socket, &infected).await;
    assert_eq!((&found["status"], &found["scanResult"]), (&json!("infected"), &json!(SIGNATURE)));
    let refused = (StatusCode::FORBIDDEN, json!("file_infected"));
    assert_eq!(download(&ana, &server, &infected).await, refused);

    // A later form that is infected never takes over.
    let versions = format!("/files/{clean}/versions");
    let form = ana.create(&server, &versions, &json!({"fileName": "a"})).await;
    let url = form["putUrl"].as_str().expect("an address");
    let put = server.client.put(url).body(eicar()).send().await.expect("an answer");
    assert_eq!(put.status(), StatusCode::CREATED);
    let mut found = verdict(&mut socket, &clean).await;
    while found["versionCount"] != 2 {
        found = verdict(&mut socket, &clean).await;
    }
    assert_eq!((&found["status"], &found["version"]), (&json!("ready"), &json!(1)));
    assert_eq!(download(&ana, &server, &clean).await.0, StatusCode::OK);

    clamd.child.kill().await.expect("clamd is killed");
    let waiting = bring(&ana, &server, "waiting.txt", "hello again".to_owned()).await;
    let refused = (StatusCode::FORBIDDEN, json!("file_not_ready"));
    assert_eq!(download(&ana, &server, &waiting).await, refused);
    assert_eq!(ana.get(&server, &format!("/files/{waiting}")).await["status"], "scanning");
    server.stop().await;
}
