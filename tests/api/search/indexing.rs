//! The index comes back from everything.

use std::path::Path;

use serde_json::json;

use super::{found, indexed};
use crate::support::{Client, TestApp, arrives, world};

/// Ana, and a group with two messages of hers.
async fn ana_talks(app: &TestApp) -> (Client, String) {
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    world::say(&ana, &chat, "first of all").await;
    world::say(&ana, &chat, "second of all").await;
    (ana, chat)
}

/// The documents of what [`ana_talks`] makes: three people, a group, two messages.
const DOCUMENTS: u64 = 6;

#[tokio::test]
async fn the_index_goes_on_after_a_restart() {
    let app = TestApp::start().await;
    let (ana, chat) = ana_talks(&app).await;
    assert_eq!(found(&app, &ana, "all").await.len(), 2);
    let app = app.restart().await;
    let ana = app.user("ana").await;
    assert_eq!(found(&app, &ana, "all").await.len(), 2);
    world::say(&ana, &chat, "third of all").await;
    assert_eq!(found(&app, &ana, "all").await.len(), 3);
    assert_eq!(app.app.index.standing().documents, DOCUMENTS + 1);
}

/// Waits until a rebuilt index is in its place.
async fn whole(app: &TestApp) {
    let mut progress = app.app.index.progress();
    let whole = arrives("the rebuilt index", progress.wait_for(|position| position.is_whole));
    whole.await.expect("the index is written");
    indexed(app).await;
}

#[expect(clippy::disallowed_methods, reason = "the test spoils the folder of the index")]
fn spoil(folder: &Path, how: &str) {
    let index = folder.join("index");
    match how {
        "gone" => std::fs::remove_dir_all(&index).expect("removed"),
        "garbled" => {
            let live = std::fs::read_to_string(index.join("live")).expect("a name");
            std::fs::write(index.join(live).join("meta.json"), "{}").expect("written");
        }
        "bitten" => bite(&index),
        _ => std::fs::write(index.join("live"), "no name").expect("written"),
    }
}

/// Changes one byte in the middle of the words of the index.
fn bite(index: &Path) {
    let live = index.join(live(index));
    let files = live.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path());
    let words = files.filter(|file| file.extension().is_some_and(|end| end == "idx"));
    for file in words {
        let mut bytes = std::fs::read(&file).expect("read");
        bytes[4] ^= 0xff;
        std::fs::write(&file, bytes).expect("written");
    }
}

/// The name of the live index.
fn live(index: &Path) -> String {
    std::fs::read_to_string(index.join("live")).expect("a name")
}

#[tokio::test]
async fn an_index_with_other_bytes_than_were_written_is_built_anew() {
    let mut app = TestApp::start().await;
    ana_talks(&app).await;
    indexed(&app).await;
    app.shut_down().await;
    let index = app.app.config.data.dir.join("index");
    let before = live(&index);
    spoil(&app.app.config.data.dir.clone(), "bitten");
    let app = app.restart().await;
    let replaced = async {
        while live(&index) == before {
            tokio::task::yield_now().await;
        }
    };
    arrives("another index", replaced).await;
    let ana = app.user("ana").await;
    assert_eq!(found(&app, &ana, "all").await.len(), 2);
    assert_eq!(app.app.index.standing().documents, DOCUMENTS);
}

#[tokio::test]
async fn an_index_that_is_gone_or_spoilt_is_built_anew() {
    for how in ["gone", "garbled", "unnamed"] {
        let mut app = TestApp::start().await;
        ana_talks(&app).await;
        indexed(&app).await;
        app.shut_down().await;
        spoil(&app.app.config.data.dir.clone(), how);
        let app = app.restart().await;
        whole(&app).await;
        let ana = app.user("ana").await;
        assert_eq!(found(&app, &ana, "all").await.len(), 2, "{how}");
        assert_eq!(app.app.index.standing().documents, DOCUMENTS, "{how}");
    }
}

#[tokio::test]
async fn what_happens_during_a_rebuild_is_in_the_new_index_once() {
    let app = TestApp::start().await;
    let (ana, chat) = ana_talks(&app).await;
    indexed(&app).await;
    let talk = async {
        for number in 0..20 {
            let id = world::id_of(&world::say(&ana, &chat, &format!("meanwhile {number}")).await);
            if number % 2 == 0 {
                ana.delete(&format!("/chats/{chat}/messages/{id}")).await.ok();
            }
        }
    };
    let (rebuilt, ()) = tokio::join!(epop::features::search::rebuild(&app.app), talk);
    rebuilt.expect("rebuilt");
    assert_eq!(found(&app, &ana, "meanwhile").await.len(), 10);
    assert_eq!(app.app.index.standing().documents, DOCUMENTS + 10);
    assert!(epop::features::search::is_sound(&app.app).await.expect("looked at"));
}

#[tokio::test]
async fn administrators_see_how_the_index_stands_and_rebuild_it() {
    let app = TestApp::start().await;
    let (ana, _) = ana_talks(&app).await;
    indexed(&app).await;
    let admin = app.admin().await;
    let before = admin.get("/search/index").await.ok();
    assert_eq!((&before["state"], &before["documents"]), (&json!("live"), &json!(DOCUMENTS)));
    assert_eq!(before["lagSeconds"], 0.0);
    assert!(before["bytes"].as_u64().is_some_and(|bytes| bytes > 0));
    let begun = admin.put("/search/index/messages", json!({})).await;
    assert_eq!(begun.ok(), json!({"success": true}));
    admin.put("/search/index/nonsense", json!({})).await.refused("not_found");
    whole(&app).await;
    assert_eq!(found(&app, &ana, "all").await.len(), 2);
}
