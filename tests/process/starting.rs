//! Starting: with no setting at all, for the first time, again, and twice at once.

use reqwest::StatusCode;

use crate::account::{Account, PASSWORD, setup};
use crate::program::{Folder, Server, names_in, run};

#[tokio::test]
async fn starts_without_any_setting() {
    let folder = Folder::new();
    let mut command = folder.epop(&[]);
    // The port alone is set: the usual one may be taken on this machine.
    command.env("EPOP_LISTEN", "127.0.0.1:0");
    let mut server = Server::start(command).await;
    let port = server.url.strip_prefix("http://127.0.0.1:").expect("loopback alone");
    assert!(port.parse::<u16>().is_ok_and(|port| port != 0), "{port}");
    assert!(!server.setup_token().await.is_empty());
    let ready = server.client.get(format!("{}/api/health/ready", server.url)).send().await;
    assert_eq!(ready.expect("an answer").status(), StatusCode::OK);
    assert!(names_in(&folder.path("data")).contains(&"epop.db".to_owned()));
    server.stop().await;
}

#[tokio::test]
async fn the_setup_link_makes_one_account_once() {
    let folder = Folder::new();
    let mut server = Server::start(folder.serve()).await;
    let token = server.setup_token().await;
    let post = async |token: &str, email: &str| {
        let url = format!("{}/api/v1/setup", server.url);
        let answer = server.client.post(url).json(&setup(token, email)).send().await;
        answer.expect("an answer").status()
    };
    assert!(post("wrong", "mallory@example.org").await.is_client_error());
    assert_eq!(post(&token, "ana@example.org").await, StatusCode::CREATED);
    assert!(post(&token, "mallory@example.org").await.is_client_error());
    let mallory = Account::try_sign_in(&server, "mallory@example.org", PASSWORD).await;
    assert_eq!(mallory.0, StatusCode::UNAUTHORIZED);
    server.stop().await;
}

#[tokio::test]
async fn a_second_start_finds_everything_and_prints_no_link() {
    let folder = Folder::new();
    let mut server = Server::start(folder.serve()).await;
    let ana = Account::set_up(&mut server).await;
    let me = ana.get(&server, "/users/me").await;
    server.stop().await;
    // Closing folded the log back: a copy of the one file is the whole truth.
    let log = std::fs::metadata(folder.path("data/epop.db-wal"));
    assert_eq!(log.map_or(0, |log| log.len()), 0);

    let server = Server::start(folder.serve()).await;
    assert_eq!(ana.get(&server, "/users/me").await["id"], me["id"], "the session still lives");
    Account::sign_in(&server, "ana@example.org", PASSWORD).await;
    server.signal(rustix::process::Signal::TERM);
    let (status, lines) = server.wait().await;
    assert_eq!(status.code(), Some(0));
    assert!(!lines.iter().any(|line| line.contains("/setup#")), "{lines:?}");
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused_and_harms_nothing() {
    let folder = Folder::new();
    let mut first = Server::start(folder.serve()).await;
    let ana = Account::set_up(&mut first).await;
    let second = run(folder.serve(), "").await;
    assert!(matches!(second.code, Some(1 | 2)), "{second:?}");
    assert!(second.stderr.contains("in use"), "{second:?}");
    assert!(second.stdout.is_empty(), "{second:?}");
    assert_eq!(ana.get(&first, "/users/me").await["email"], "ana@example.org");
    first.stop().await;
}

#[tokio::test]
async fn variables_can_make_the_first_account_silently() {
    let folder = Folder::new();
    let mut command = folder.serve();
    command.env("EPOP_ADMIN_EMAIL", "root@example.org").env("EPOP_ADMIN_PASSWORD", PASSWORD);
    let server = Server::start(command).await;
    let admin = Account::sign_in(&server, "root@example.org", PASSWORD).await;
    assert_eq!(admin.get(&server, "/users/me").await["isAdmin"], true);
    server.signal(rustix::process::Signal::TERM);
    let (_, lines) = server.wait().await;
    assert!(!lines.iter().any(|line| line.contains("/setup#")), "{lines:?}");
}
