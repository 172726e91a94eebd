//! The search index through kills and a full disk: every message is found, and once.

use std::path::{Path, PathBuf};

use reqwest::StatusCode;
use rustix::process::Signal;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::account::Account;
use crate::crash::check_index;
use crate::program::{Folder, PATIENCE, Server, names_in};

/// Messages that are there before anything happens.
const MESSAGES: usize = 600;

async fn say(ana: &Account, server: &Server, chat: &str, number: usize) {
    let body = json!({"content": format!("message {number}")});
    ana.create(server, &format!("/chats/{chat}/messages"), &body).await;
}

/// Ana, and a chat in which she said much.
async fn talk(server: &mut Server) -> (Account, String) {
    let ana = Account::set_up(server).await;
    let chat = ana.create(server, "/chats", &json!({"kind": "channel", "title": "load"})).await;
    let chat = chat["id"].as_str().expect("an id").to_owned();
    for number in 0..MESSAGES {
        say(&ana, server, &chat, number).await;
    }
    (ana, chat)
}

/// Waits until something is true of the disk: without rest, because it may soon be over.
async fn see(what: &str, mut is_so: impl FnMut() -> bool) {
    let seen = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, seen).await.unwrap_or_else(|_| panic!("{what} is not seen"));
}

async fn rebuild(ana: &Account, server: &Server) {
    let request = ana.request(server, reqwest::Method::PUT, "/search/index/all").json(&json!({}));
    assert_eq!(request.send().await.expect("an answer").status(), StatusCode::OK);
}

/// The name of the live index; none while there is none.
fn live(index: &Path) -> Option<String> {
    std::fs::read_to_string(index.join("live")).ok()
}

/// Parts of the index that is being built beside the live one.
fn parts_beside(index: &Path) -> usize {
    let live = live(index).unwrap_or_default();
    let others = names_in(index).into_iter().filter(|name| !name.contains("live") && *name != live);
    others.map(|name| names_in(&index.join(name)).len()).sum()
}

/// Whether a moment has come, by the name the live index had before.
type Moment<'a> = &'a dyn Fn(&Option<String>) -> bool;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_while_the_index_is_rebuilt_or_put_in_place_loses_nothing() {
    let folder = Folder::new();
    let index: PathBuf = folder.path("data/index");
    let mut server = Server::start(folder.serve()).await;
    let (ana, chat) = talk(&mut server).await;
    let mut said = MESSAGES;
    let moments: [(&str, Moment<'_>); 4] = [
        ("a rebuild that began", &|_| parts_beside(&index) > 0),
        ("a rebuild that writes", &|_| parts_beside(&index) > 4),
        ("a name for the new index", &|before| {
            index.join("live.new").exists() || live(&index) != *before
        }),
        ("the new index in its place", &|before| live(&index) != *before),
    ];
    for (what, is_so) in moments {
        let before = live(&index);
        rebuild(&ana, &server).await;
        say(&ana, &server, &chat, said).await;
        said += 1;
        see(what, || is_so(&before)).await;
        server.signal(Signal::KILL);
        server.wait().await;
        server = Server::start(folder.serve()).await;
        check_index(&ana, &server, said).await;
        let names = names_in(&index).into_iter().filter(|name| name.parse::<u32>().is_ok());
        assert_eq!(names.count(), 1, "{what}: what was left half done is gone");
    }
    server.stop().await;
    let check = folder.run(&["doctor", "--data", "data"]).await;
    assert_eq!(check.code, Some(0), "{}{}", check.stdout, check.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_while_the_index_is_written_loses_nothing() {
    let folder = Folder::new();
    let index: PathBuf = folder.path("data/index");
    let mut server = Server::start(folder.serve()).await;
    let (ana, chat) = talk(&mut server).await;
    let mut said = MESSAGES;
    for _ in 0..4 {
        let generation = index.join(live(&index).expect("an index"));
        while ana.get(&server, "/search/index").await["lagSeconds"] != 0.0 {}
        let before = names_in(&generation).len();
        for _ in 0..3 {
            say(&ana, &server, &chat, said).await;
            said += 1;
        }
        // A part is being written, or one that is no longer needed is being removed.
        see("a change of the folder", || names_in(&generation).len() != before).await;
        server.signal(Signal::KILL);
        server.wait().await;
        server = Server::start(folder.serve()).await;
        check_index(&ana, &server, said).await;
    }
    server.stop().await;
}

/// How many messages with a word are found.
async fn count(ana: &Account, server: &Server, word: &str) -> Value {
    let page = ana.get(server, &format!("/search/messages/cursor?q={word}")).await;
    page["total"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_under_the_index_is_waited_for() {
    let folder = Folder::new();
    // The index alone lies on a small disk, which only this server sees.
    let mount =
        "mkdir -p data/index && mount -t tmpfs -o size=2m none data/index && exec \"$0\" \"$@\"";
    let mut command = folder.within("unshare", &["--map-root-user", "--mount", "sh", "-c", mount]);
    command.env("EPOP_LIMITS_USER", "1000000");
    let mut server = Server::start(command).await;
    let ana = Account::set_up(&mut server).await;
    let chat = ana.create(&server, "/chats", &json!({"kind": "channel", "title": "load"})).await;
    let chat = chat["id"].as_str().expect("an id").to_owned();
    say(&ana, &server, &chat, 1).await;
    while ana.get(&server, "/search/index").await["lagSeconds"] != 0.0 {}

    let filler = PathBuf::from(format!("/proc/{}/root", server.id()))
        .join(folder.path("data/index/filler").strip_prefix("/").expect("a whole path"));
    let mut file = std::fs::File::create(&filler).expect("a file");
    let fault = std::io::copy(&mut std::io::repeat(0), &mut file).expect_err("the disk is full");
    assert_eq!(fault.kind(), std::io::ErrorKind::StorageFull);
    drop(file);
    for number in 2..6 {
        say(&ana, &server, &chat, number).await;
    }
    see("a fault that is told", || server.log().contains("the index was not written")).await;
    assert_eq!(count(&ana, &server, "message").await, 1, "what was there is found");
    std::fs::remove_file(&filler).expect("removed");
    let found = async { while count(&ana, &server, "message").await != 5 {} };
    let found = timeout(PATIENCE, found).await;
    found.unwrap_or_else(|_| panic!("it does not go on when there is room: {}", server.log()));
    check_index(&ana, &server, 5).await;
    server.stop().await;
}
