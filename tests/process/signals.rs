//! SIGTERM and SIGINT: sockets are told to come back, running requests finish, the exit is clean.

use std::fs::OpenOptions;

use rustix::process::Signal;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::account::Account;
use crate::program::{Folder, PATIENCE, Server};

const BODY: &str = r#"{"kind":"channel","title":"drained"}"#;

/// Sends the head of a POST and waits until the server asks for its body: the request is running.
async fn begin_request(server: &Server, account: &Account) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    let head = format!(
        "POST /api/v1/chats HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        server.address(),
        account.authorization(),
        BODY.len(),
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut asked = [0; 25];
    timeout(PATIENCE, stream.read_exact(&mut asked)).await.expect("in time").expect("an answer");
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

async fn drains_on(signal: Signal) {
    let folder = Folder::new();
    let mut server = Server::start(folder.serve()).await;
    let ana = Account::set_up(&mut server).await;
    let mut socket = ana.socket(&server, "").await;
    let mut running = begin_request(&server, &ana).await;

    server.signal(signal);
    assert_eq!(socket.close_code().await, Some(CloseCode::Restart));
    running.write_all(BODY.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    timeout(PATIENCE, running.read_to_string(&mut answer)).await.expect("in time").expect("text");
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    let (status, _) = server.wait().await;
    assert_eq!(status.code(), Some(0));

    let server = Server::start(folder.serve()).await;
    let chats = ana.get(&server, "/chats").await;
    assert!(
        chats.as_array().is_some_and(|chats| chats.iter().any(|chat| chat["title"] == "drained")),
        "{chats}"
    );
    server.stop().await;
}

#[tokio::test]
async fn sigterm_drains() {
    drains_on(Signal::TERM).await;
}

#[tokio::test]
async fn sigint_drains() {
    drains_on(Signal::INT).await;
}

#[tokio::test]
async fn a_request_that_does_not_finish_holds_nothing_up_for_ever() {
    let folder = Folder::new();
    let mut command = folder.serve();
    command.env("EPOP_SERVER_DRAIN", "300ms");
    let mut server = Server::start(command).await;
    let ana = Account::set_up(&mut server).await;
    let running = begin_request(&server, &ana).await;
    server.signal(Signal::TERM);
    let (status, _) = server.wait().await;
    assert_eq!(status.code(), Some(0));
    drop(running);
}

#[tokio::test]
async fn a_client_that_comes_back_after_a_restart_misses_nothing() {
    let folder = Folder::new();
    let mut server = Server::start(folder.serve()).await;
    let ana = Account::set_up(&mut server).await;
    let channel = json!({"kind": "channel", "title": "news"});
    let chat = ana.create(&server, "/chats", &channel).await;
    let boot = ana.get(&server, "/boot").await;
    let since = boot["seq"].as_str().expect("a sequence number").to_owned();
    let path = format!("/chats/{}/messages", chat["id"].as_str().expect("an id"));
    ana.create(&server, &path, &json!({"content": "before the restart"})).await;
    server.stop().await;

    let server = Server::start(folder.serve()).await;
    let mut socket = ana.socket(&server, &format!("&since={since}")).await;
    let mut names = Vec::new();
    loop {
        match socket.next().await {
            crate::account::Heard::Frame(frame) => {
                names.push(frame["event"].as_str().expect("a name").to_owned());
                if frame["event"] == "connection.resumed" {
                    break;
                }
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(names.iter().filter(|name| *name == "chat.message.created").count(), 1, "{names:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_log_that_nobody_reads_holds_nothing_up() {
    let folder = Folder::new();
    let log = folder.path("log");
    let made = Command::new("mkfifo").arg(&log).status().await.expect("mkfifo runs");
    assert!(made.success());
    let unread = OpenOptions::new().read(true).write(true).open(&log).expect("a pipe");
    let log = log.to_str().expect("text");
    let mut command = folder.within("sh", &["-c", r#"exec 2>"$0" "$@""#, log]);
    command.env("EPOP_LIMITS_ANONYMOUS", "1000000");
    let server = Server::start(command).await;
    // A line each: three times what fits into a pipe.
    for _ in 0..1_000 {
        let url = format!("{}/api/v1/boot", server.url);
        let answer = timeout(PATIENCE, server.client.get(url).send()).await;
        assert_eq!(answer.expect("in time").expect("an answer").status(), 401);
    }
    server.signal(Signal::TERM);
    let (status, _) = server.wait().await;
    assert_eq!(status.code(), Some(0));
    drop(unread);
}
