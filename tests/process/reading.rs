//! The words inside files, read beside a running server: a file that does its worst holds nobody up, and
//! a server that is killed while it reads begins again.

use std::os::unix::fs::PermissionsExt as _;

use rustix::fs::{CWD, Mode, mknodat};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::account::{Account, Heard, Socket};
use crate::papers::docx;
use crate::program::{Folder, Server};

async fn bring(ana: &Account, server: &Server, name: &str, bytes: Vec<u8>) -> String {
    let signed = ana.create(server, "/files/presign", &json!({"fileName": name})).await;
    let url = signed["putUrl"].as_str().expect("an address");
    let put = server.client.put(url).body(bytes).send().await.expect("an answer");
    assert_eq!(put.status(), reqwest::StatusCode::CREATED);
    signed["fileId"].as_str().expect("an id").to_owned()
}

/// Waits until the words of a file were read, and are in the index.
async fn read(ana: &Account, server: &Server, socket: &mut Socket, file: &str) {
    loop {
        match socket.next().await {
            Heard::Frame(frame) if frame["event"] == "file.text.updated" => {
                if frame["data"]["fileId"] == file {
                    break;
                }
            }
            Heard::Frame(_) => {}
            Heard::Closed(_) | Heard::Broken => panic!("the socket was closed"),
        }
    }
    while ana.get(server, "/search/index").await["lagSeconds"] != 0.0 {}
}

/// The ids of the files that are found.
async fn found(ana: &Account, server: &Server, q: &str) -> Vec<Value> {
    let page = ana.get(server, &format!("/search/files/cursor?q={q}")).await;
    let items = page["items"].as_array().expect("a list").iter();
    items.map(|item| item["id"].clone()).collect()
}

#[tokio::test]
async fn a_hostile_file_holds_nobody_up() {
    let folder = Folder::new();
    let mut server = Server::start(folder.serve()).await;
    let ana = Account::set_up(&mut server).await;
    let mut socket = ana.socket(&server, "").await;
    // Nothing but the beginning of elements, 200 MB of them, and a word behind.
    let bomb = docx("<w:document>", &"<w:p><w:r>          ".repeat(10), 1_000_000);
    let hostile = bring(&ana, &server, "hostile.docx", bomb).await;
    let good = bring(&ana, &server, "good.txt", b"the kingfisher".to_vec()).await;
    read(&ana, &server, &mut socket, &good).await;
    assert_eq!(found(&ana, &server, "kingfisher").await, [json!(good)]);
    assert_eq!(found(&ana, &server, "hostile").await, [json!(hostile)]);
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_is_killed_while_it_reads_begins_again() {
    let folder = Folder::new();
    let (pipe, program) = (folder.path("pipe"), folder.path("reader"));
    mknodat(CWD, &pipe, rustix::fs::FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe");
    // While there is a pipe, reading tells that it has begun, and waits there to be let go.
    let (epop, told) = (env!("CARGO_BIN_EXE_epop"), pipe.display());
    let script = format!(
        "#!/bin/sh\nif [ -p '{told}' ]; then echo begun > '{told}'; cat '{told}'; exit 1; fi\n\
         exec '{epop}' \"$@\"\n"
    );
    std::fs::write(&program, script).expect("a script");
    let mode = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(&program, mode).expect("it can be run");
    let serve = || {
        let mut command = folder.serve();
        command.env("EPOP_EXTRACT_PROGRAM", &program).env("EPOP_EXTRACT_TIMEOUT", "10m");
        command
    };
    let mut server = Server::start(serve()).await;
    let ana = Account::set_up(&mut server).await;
    let file = bring(&ana, &server, "notes.txt", b"the kingfisher".to_vec()).await;
    let told = tokio::fs::read_to_string(&pipe).await.expect("it has begun");
    assert_eq!(told, "begun\n");
    while ana.get(&server, "/search/index").await["lagSeconds"] != 0.0 {}
    assert_eq!(found(&ana, &server, "notes").await, [json!(file)], "by its name at once");
    server.signal(Signal::KILL);
    server.wait().await;
    tokio::fs::write(&pipe, "over").await.expect("the reader is let go");
    std::fs::remove_file(&pipe).expect("removed");

    let server = Server::start(serve()).await;
    let mut socket = ana.socket(&server, "&since=0").await;
    read(&ana, &server, &mut socket, &file).await;
    assert_eq!(found(&ana, &server, "kingfisher").await, [json!(file)]);
    server.stop().await;
}
