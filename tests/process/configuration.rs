//! A configuration with faults: all of them are told, and nothing is touched.

use crate::program::{Folder, run};

#[tokio::test]
async fn every_fault_is_told_and_the_data_are_not_touched() {
    let folder = Folder::new();
    let mut command = folder.serve();
    command
        .env("EPOP_LIMITS_USER", "many")
        .env("EPOP_AUTH_ACCESS_TTL", "soon")
        .env("EPOP_SERVER_LISTNE", "127.0.0.1:1");
    let ran = run(command, "").await;
    assert_eq!(ran.code, Some(2), "{ran:?}");
    for name in ["EPOP_LIMITS_USER", "EPOP_AUTH_ACCESS_TTL", "EPOP_SERVER_LISTNE"] {
        assert!(ran.stderr.contains(name), "{name} is not in {ran:?}");
    }
    assert!(ran.stdout.is_empty(), "{ran:?}");
    assert!(!folder.path("data").exists());
}

#[tokio::test]
async fn check_config_judges_without_starting() {
    let folder = Folder::new();
    let good = folder.run(&["check-config"]).await;
    assert_eq!(good.code, Some(0), "{good:?}");

    let file = folder.path("epop.toml");
    std::fs::write(&file, "[server]\nlisten = 'nowhere'\n[limits]\nuser = 0\n").expect("written");
    let bad = folder.run(&["check-config", "--config", "epop.toml"]).await;
    assert_eq!(bad.code, Some(2), "{bad:?}");
    let told = format!("{}{}", bad.stdout, bad.stderr);
    assert!(told.contains("server.listen") && told.contains("limits.user"), "{bad:?}");
    assert!(!folder.path("data").exists());
}

#[tokio::test]
async fn a_file_that_is_not_there_is_a_fault() {
    let folder = Folder::new();
    let ran = folder.run(&["serve", "--listen", "127.0.0.1:0", "--config", "missing.toml"]).await;
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("missing.toml"), "{ran:?}");
    assert!(!folder.path("data").exists());
}

#[tokio::test]
async fn wrong_usage_exits_with_two() {
    let folder = Folder::new();
    for arguments in [&["--nonsense"][..], &["nonsense"], &["user"], &["user", "add"]] {
        let ran = folder.run(arguments).await;
        assert_eq!(ran.code, Some(2), "{arguments:?} {ran:?}");
        assert!(ran.stderr.contains("Usage"), "{arguments:?} {ran:?}");
    }
    let version = folder.run(&["--version"]).await;
    assert_eq!(version.code, Some(0));
    assert!(version.stdout.contains(env!("CARGO_PKG_VERSION")), "{version:?}");
}
