//! Files are found by the words inside them, by those who may have them.

use std::time::Duration;

use epop::infra::db::ReadTx;
use serde_json::{Value, json};

use super::{address, search};
use crate::files::{bring, id, put};
use crate::papers::{docx, pdf};
use crate::support::{Client, TestApp, arrives, world};

/// A file of `person`'s, brought and read.
async fn bring_read(person: &Client, name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let mut socket = person.socket().await;
    let file = bring(person, name, bytes).await;
    socket.until("file.text.updated").await;
    id(&file["id"]).to_owned()
}

/// How many files a person finds.
async fn count(app: &TestApp, person: &Client, q: &str) -> u64 {
    let answer = search(app, person, &[("q", q)]).await;
    let files = answer["files"].as_array().expect("a list").len() as u64;
    assert_eq!(answer["totals"]["files"], files, "{answer}");
    assert_eq!(answer["total"], answer["totals"]["files"], "{answer}");
    files
}

#[tokio::test]
async fn a_file_is_found_by_the_words_inside_it() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let papers = [
        (
            "notes.txt",
            b"Where the kingfisher & heron live".to_vec(),
            "<mark>kingfisher</mark> &amp; heron",
        ),
        (
            "page.pdf",
            pdf("", b"BT /F1 24 Tf 72 700 Td (A kingfisher dives) Tj ET"),
            "A <mark>kingfisher</mark> dives",
        ),
        (
            "letter.docx",
            docx("<w:p><w:t>Dear kingfisher</w:t></w:p>", "", 0),
            "Dear <mark>kingfisher</mark>",
        ),
    ];
    for (name, bytes, marked) in papers {
        let file = bring_read(&ana, name, bytes).await;
        let answer = search(&app, &ana, &[("q", "kingfisher")]).await;
        assert_eq!(answer["totals"]["files"], 1, "{name}: {answer}");
        let hit = &answer["files"][0];
        assert_eq!(hit["item"]["id"], file.as_str());
        let text = hit["highlights"]["text"].as_str().unwrap_or_default();
        assert!(text.contains(marked), "{name}: {hit}");
        assert_eq!(hit["highlights"]["fileName"], Value::Null);

        for stranger in [&budi, &citra] {
            assert_eq!(count(&app, stranger, "kingfisher").await, 0, "{name}");
            let hints = stranger.get(&address("/search/suggestions", &[("q", "kingf")])).await.ok();
            assert_eq!(hints["items"], json!([]), "{name}");
        }
        let body = json!({"content": "look", "attachments": [file]});
        let said = ana.post(&format!("/chats/{chat}/messages"), body).await.created();
        assert_eq!(count(&app, &budi, "kingfisher").await, 1, "{name}");
        assert_eq!(count(&app, &citra, "kingfisher").await, 0, "{name}");
        ana.delete(&format!("/chats/{chat}/messages/{}", world::id_of(&said))).await.ok();
        assert_eq!(count(&app, &budi, "kingfisher").await, 0, "{name} is attached no more");

        ana.delete(&format!("/files/{file}")).await.ok();
        assert_eq!(count(&app, &ana, "kingfisher").await, 0, "{name} is in the trash");
        ana.post(&format!("/files/{file}/restore"), json!({})).await.ok();
        assert_eq!(count(&app, &ana, "kingfisher").await, 1, "{name} is back");
        ana.delete(&format!("/files/{file}")).await.ok();
        ana.delete(&format!("/files/{file}/permanently")).await.ok();
        assert_eq!(count(&app, &ana, "kingfisher").await, 0, "{name} is gone");
    }
}

#[tokio::test]
async fn a_file_is_found_by_the_words_of_its_present_version() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let file = bring_read(&ana, "notes.txt", "all about herons").await;
    let mut socket = ana.socket().await;
    let form = ana.post(&format!("/files/{file}/versions"), json!({"fileName": "notes.txt"})).await;
    put(&app.anonymous(), &form.created(), "all about egrets").await.created();
    socket.until("file.text.updated").await;
    assert_eq!(count(&app, &ana, "egrets").await, 1);
    assert_eq!(count(&app, &ana, "herons").await, 0);
}

/// How often reading a file was begun, and how many files there are to read.
async fn reads(app: &TestApp) -> (u32, u32) {
    let read = |tx: &ReadTx<'_>| {
        let sql = "SELECT coalesce(sum(tries), 0), count(due_at) FROM file_texts";
        tx.one(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    };
    app.app.db.reader().read(read).await.expect("read")
}

#[tokio::test]
async fn a_file_is_read_once_and_nobody_learns_that_its_bytes_were_here() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let mut anas = ana.socket().await;
    bring_read(&ana, "notes.txt", "all about herons").await;
    anas.until("file.text.updated").await;
    bring_read(&budi, "other notes.txt", "all about herons").await;
    let heard = anas.until_mark(app.mark().await).await;
    assert!(!heard.iter().any(|frame| frame.event.starts_with("file.")), "{heard:?}");
    assert_eq!(count(&app, &budi, "herons").await, 1);
    epop::features::search::rebuild(&app.app).await.expect("rebuilt");
    assert_eq!(count(&app, &ana, "herons").await, 1);
    let app = app.restart().await;
    epop::features::search::rebuild(&app.app).await.expect("rebuilt");
    assert_eq!(count(&app, &app.user("ana").await, "herons").await, 1);
    assert_eq!(reads(&app).await, (2, 0), "each file once");
    assert!(epop::features::search::is_sound(&app.app).await.expect("looked at"));
}

#[tokio::test]
async fn a_broken_file_is_found_by_its_name_and_read_once() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    bring(&ana, "broken.pdf", b"%PDF-1.4 nothing that could be read".to_vec()).await;
    let half = docx("<w:p><w:t>herons</w:t></w:p>", "<w:t>more</w:t>", 1000);
    bring(&ana, "half.docx", half[..half.len() / 2].to_vec()).await;
    bring_read(&ana, "notes.txt", "all about egrets").await;
    assert_eq!(reads(&app).await, (3, 0), "each once, and over");
    assert_eq!(count(&app, &ana, "broken").await, 1);
    assert_eq!(count(&app, &ana, "egrets").await, 1);
}

#[tokio::test]
async fn reading_that_cannot_begin_is_tried_a_few_times() {
    let missing = |config: &mut epop::config::Config| {
        config.extract.program = Some("/nowhere/epop".into());
    };
    let app = TestApp::configured(missing).await;
    let ana = app.user("ana").await;
    bring(&ana, "notes.txt", "all about herons").await;
    for expected in [(1, 1), (2, 1), (3, 1), (3, 0)] {
        let begun = async {
            while reads(&app).await != expected {
                app.app.brought.notify_waiters();
            }
        };
        arrives("the next try", begun).await;
        app.app.clock.advance(Duration::from_mins(6));
    }
    let ana = app.sign_in(&ana).await;
    assert_eq!(count(&app, &ana, "notes").await, 1);
    assert_eq!(count(&app, &ana, "herons").await, 0);
}

#[tokio::test]
async fn a_file_that_was_left_alone_is_read_again_when_the_index_is_built_anew() {
    let app = TestApp::start().await;
    let (ana, boss) = (app.user("ana").await, app.admin().await);
    bring_read(&ana, "notes.txt", "all about herons").await;
    bring(&ana, "picture.bin", vec![0_u8, 1, 2, 3]).await;
    let left_alone = |tx: &mut epop::infra::db::WriteTx<'_>| {
        tx.execute("UPDATE file_texts SET tries = 3, due_at = NULL, text = NULL", [])
    };
    app.app.db.write(left_alone).await.expect("written");
    epop::features::search::rebuild(&app.app).await.expect("rebuilt");
    assert_eq!(count(&app, &ana, "herons").await, 0);
    let mut socket = ana.socket().await;
    boss.put("/search/index/all", json!({})).await.ok();
    socket.until("file.text.updated").await;
    assert_eq!(count(&app, &ana, "herons").await, 1);
    let read = |tx: &ReadTx<'_>| {
        let sql = "SELECT tries FROM file_texts ORDER BY file_id";
        tx.list(sql, [], |row| row.get::<_, u32>(0))
    };
    let tries = app.app.db.reader().read(read).await.expect("read");
    assert_eq!(tries[0], 1, "as if it had never been read");
    assert!(
        tries[1..].iter().all(|tries| *tries == 3),
        "nobody reads what has no words: {tries:?}"
    );
}

#[tokio::test]
async fn a_long_file_is_found_by_its_last_word_and_shown_around_it() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let text = format!("{}the kingfisher at last", "herons and egrets, ".repeat(20_000));
    bring_read(&ana, "long.txt", text).await;
    let answer = search(&app, &ana, &[("q", "kingfisher"), ("tab", "files")]).await;
    let marked = answer["files"][0]["highlights"]["text"].as_str().expect("a highlight");
    assert!(marked.starts_with('…'), "{marked}");
    assert!(marked.ends_with("the <mark>kingfisher</mark> at last"), "{marked}");
    assert!(marked.len() < 400, "{marked}");
}
