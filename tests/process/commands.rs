//! The other commands: what they print, and how they exit.

use reqwest::StatusCode;
use rustix::process::Signal;
use serde_json::Value;

use crate::account::{Account, PASSWORD};
use crate::program::{Folder, Server, names_in};

#[tokio::test]
async fn healthcheck_tells_by_its_exit_code() {
    let folder = Folder::new();
    let server = Server::start(folder.serve()).await;
    let well = folder.run(&["healthcheck", &server.url]).await;
    assert_eq!(well.code, Some(0), "{well:?}");
    let url = server.url.clone();
    server.stop().await;
    let gone = folder.run(&["healthcheck", &url]).await;
    assert_eq!(gone.code, Some(1), "{gone:?}");
}

#[tokio::test]
async fn openapi_prints_the_document() {
    let folder = Folder::new();
    let ran = folder.run(&["openapi"]).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let document: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    assert!(document["paths"]["/api/v1/auth/login"]["post"].is_object());
    assert!(!folder.path("data").exists(), "it needs no data");
}

/// `epop user add …` with a password.
async fn add(folder: &Folder, email: &str, more: &[&str]) -> crate::program::Ran {
    let mut arguments = vec!["user", "add", "--email", email, "--name", "Budi Santoso"];
    arguments.extend(["--data", "data", "--password-stdin"]);
    arguments.extend(more);
    folder.run_with_input(&arguments, &format!("{PASSWORD}\n")).await
}

#[tokio::test]
async fn accounts_are_kept_on_the_machine() {
    let folder = Folder::new();
    let added = add(&folder, "budi@example.org", &["--admin"]).await;
    assert_eq!(added.code, Some(0), "{added:?}");
    let again = add(&folder, "budi@example.org", &[]).await;
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(!again.stderr.is_empty(), "{again:?}");
    let listed = folder.run(&["user", "list", "--data", "data"]).await;
    assert_eq!(listed.code, Some(0), "{listed:?}");
    assert_eq!(listed.stdout.matches("budi@example.org").count(), 1, "{listed:?}");
    assert!(!listed.stdout.contains("argon2"), "{listed:?}");

    let server = Server::start(folder.serve()).await;
    let budi = Account::sign_in(&server, "budi@example.org", PASSWORD).await;
    let me = budi.get(&server, "/users/me").await;
    assert_eq!((&me["isAdmin"], &me["displayName"]), (&Value::Bool(true), &"Budi Santoso".into()));
    server.stop().await;
}

#[tokio::test]
async fn a_password_that_is_too_easy_is_refused() {
    let folder = Folder::new();
    let arguments = [
        "user",
        "add",
        "--email",
        "b@example.org",
        "--name",
        "B",
        "--data",
        "data",
        "--password-stdin",
    ];
    let ran = folder.run_with_input(&arguments, "short\n").await;
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let listed = folder.run(&["user", "list", "--data", "data"]).await;
    assert!(!listed.stdout.contains("b@example.org"), "{listed:?}");
}

#[tokio::test]
async fn a_lost_password_is_replaced_on_the_machine() {
    let folder = Folder::new();
    add(&folder, "budi@example.org", &[]).await;
    let reset =
        ["user", "reset-password", "budi@example.org", "--data", "data", "--password-stdin"];
    let ran = folder.run_with_input(&reset, "another-long-password\n").await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let nobody = ["user", "reset-password", "no@example.org", "--data", "data", "--password-stdin"];
    let ran = folder.run_with_input(&nobody, "another-long-password\n").await;
    assert_eq!(ran.code, Some(1), "{ran:?}");

    let server = Server::start(folder.serve()).await;
    let (old, _) = Account::try_sign_in(&server, "budi@example.org", PASSWORD).await;
    assert_eq!(old, StatusCode::UNAUTHORIZED);
    Account::sign_in(&server, "budi@example.org", "another-long-password").await;
    server.stop().await;
}

#[tokio::test]
async fn a_command_beside_a_running_server_works_or_says_why_not() {
    let folder = Folder::new();
    let mut server = Server::start(folder.serve()).await;
    let ana = Account::set_up(&mut server).await;
    let listed = folder.run(&["user", "list", "--data", "data"]).await;
    match listed.code {
        Some(0) => assert!(listed.stdout.contains("ana@example.org"), "{listed:?}"),
        Some(1) => assert!(listed.stderr.contains("in use"), "{listed:?}"),
        _ => panic!("{listed:?}"),
    }
    assert_eq!(ana.get(&server, "/users/me").await["email"], "ana@example.org");
    server.stop().await;
}

#[tokio::test]
async fn the_demo_is_lively_and_leaves_nothing_behind() {
    let folder = Folder::new();
    let temporary = folder.path("tmp");
    std::fs::create_dir(&temporary).expect("made");
    let mut command = folder.epop(&["demo", "--listen", "127.0.0.1:0"]);
    command.env("TMPDIR", &temporary);
    let server = Server::start(command).await;
    let admin = Account::sign_in(&server, "admin@epop.local", "admin123").await;
    let chats = admin.get(&server, "/chats").await;
    assert!(chats.as_array().is_some_and(|chats| chats.len() >= 3), "{chats}");
    let people = admin.get(&server, "/users?limit=100").await;
    assert!(people["items"].as_array().is_some_and(|people| people.len() >= 30), "{people}");
    server.signal(Signal::TERM);
    let (status, _) = server.wait().await;
    assert_eq!(status.code(), Some(0));
    assert_eq!(names_in(&temporary), [] as [String; 0], "the throw-away folder is gone");
    assert!(!folder.path("data").exists(), "the demo never touches real data");
}

#[tokio::test]
async fn the_doctor_looks_at_data_nobody_else_has_open() {
    let folder = Folder::new();
    add(&folder, "budi@example.org", &["--admin"]).await;
    let well = folder.run(&["doctor", "--data", "data"]).await;
    assert_eq!((well.code, well.stdout.trim()), (Some(0), "All is well."), "{well:?}");
    let told = folder.run(&["doctor", "--fix", "--json", "--data", "data"]).await;
    let report: Value = serde_json::from_str(&told.stdout).expect("JSON");
    let nothing = serde_json::json!(
        {"damaged": [], "miscounted": [], "indexSound": true, "mended": false}
    );
    assert_eq!(report, nothing, "{told:?}");
    let server = Server::start(folder.serve()).await;
    let busy = folder.run(&["doctor", "--data", "data"]).await;
    assert_eq!(busy.code, Some(1), "{busy:?}");
    assert!(busy.stderr.contains("in use"), "{busy:?}");
    server.stop().await;
}

#[tokio::test]
async fn the_index_is_built_anew_on_request() {
    let folder = Folder::new();
    add(&folder, "budi@example.org", &["--admin"]).await;
    std::fs::remove_dir_all(folder.path("data/index")).expect("the index is derived");
    let built = folder.run(&["reindex", "--json", "--data", "data"]).await;
    assert_eq!(built.code, Some(0), "{built:?}");
    let report: Value = serde_json::from_str(&built.stdout).expect("JSON");
    assert_eq!(report["documents"], 2, "a person and a channel: {built:?}");
    assert_eq!(report["readAgain"], 0, "{built:?}");
    let well = folder.run(&["doctor", "--data", "data"]).await;
    assert_eq!(well.stdout.trim(), "All is well.", "{well:?}");
}
