//! Bringing files in pieces, by the tus protocol.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::stream;
use http_body_util::StreamBody;
use hyper::body::Frame;
use reqwest::Method;
use serde_json::json;
use sha1::{Digest as _, Sha1};

use super::{bring, download, id};
use crate::support::{Call, Client, Response, TestApp};

/// A request of the protocol.
fn tus(person: &Client, method: Method, path: &str) -> Call {
    person.call(method, path).header("tus-resumable", "1.0.0")
}

async fn begin(person: &Client, name: &str, length: usize) -> Response {
    begin_at(person, "/files/tus", name, length).await
}

async fn begin_at(person: &Client, path: &str, name: &str, length: usize) -> Response {
    let named = format!("filename {},filetype {}", STANDARD.encode(name), STANDARD.encode("x/y"));
    let call = tus(person, Method::POST, path).header("upload-length", &length.to_string());
    call.header("upload-metadata", &named).send().await
}

/// Where an upload goes on, below `/api/v1`.
fn place(begun: &Response) -> String {
    let url = begun.header("location").expect("it says where it goes on");
    url.split_once("/api/v1").expect("below the API").1.to_owned()
}

fn piece(person: &Client, place: &str, offset: usize, bytes: &[u8]) -> Call {
    let call = tus(person, Method::PATCH, place).header("upload-offset", &offset.to_string());
    call.body("application/offset+octet-stream", bytes.to_vec())
}

async fn offset(person: &Client, place: &str) -> String {
    let answer = tus(person, Method::HEAD, place).send().await;
    assert_eq!(answer.status(), 200, "{answer}");
    answer.header("upload-offset").expect("an offset").to_owned()
}

#[tokio::test]
async fn a_file_comes_in_pieces_also_over_a_restart() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let begun = begin(&ana, "film.bin", 10).await;
    assert_eq!(begun.status(), 201);
    let (place, file) = (place(&begun), begun.header("x-file-id").expect("a file").to_owned());
    assert_eq!(offset(&ana, &place).await, "0");
    let answer = piece(&ana, &place, 0, b"0123").send().await;
    assert_eq!((answer.status(), answer.header("upload-offset")), (204, Some("4")));
    piece(&ana, &place, 3, b"x").send().await.refused("upload_offset_differs");
    download(&ana, &file).await.refused("file_not_ready");
    assert_eq!(ana.get("/files/usage").await.ok()["used"], 10, "room is kept for the rest");

    let app = app.restart().await;
    let ana = app.user("ana").await;
    assert_eq!(offset(&ana, &place).await, "4");
    let answer = piece(&ana, &place, 4, b"456789").send().await;
    assert_eq!((answer.status(), answer.header("upload-offset")), (204, Some("10")));
    assert_eq!(download(&ana, &file).await.body(), b"0123456789");
    assert_eq!(ana.get(&format!("/files/{file}")).await.ok()["status"], "ready");
    // Who did not hear the answer asks where it goes on, and hears that it is done.
    assert_eq!(offset(&ana, &place).await, "10");
    piece(&ana, &place, 4, b"456789").send().await.refused("upload_used");
    assert_eq!(ana.get("/files/usage").await.ok()["used"], 10);
}

#[tokio::test]
async fn a_sender_that_went_away_with_the_last_byte_finds_its_file() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let begun = begin(&ana, "film.bin", 4).await;
    let (place, file) = (place(&begun), begun.header("x-file-id").expect("a file").to_owned());
    // All of it was written down, and nobody was there any more to make a file of it.
    let id = place.rsplit('/').next().expect("an id");
    let mut incoming = app.app.blobs.receive(id).unwrap();
    incoming.write("0123".into()).await.unwrap();
    incoming.sync().await.unwrap();
    drop(incoming);
    assert_eq!(offset(&ana, &place).await, "4");
    assert_eq!(download(&ana, &file).await.body(), b"0123");
    assert_eq!(offset(&ana, &place).await, "4");
}

#[tokio::test]
async fn the_protocol_says_what_it_speaks_and_refuses_other_versions() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let told = ana.call(Method::OPTIONS, "/files/tus").send().await;
    assert_eq!(told.status(), 204);
    assert_eq!(told.header("tus-version"), Some("1.0.0"));
    assert_eq!(told.header("tus-max-size"), Some("2147483648"));
    assert_eq!(told.header("tus-extension"), Some("creation,termination,checksum,expiration"));
    let refused =
        ana.call(Method::POST, "/files/tus").header("tus-resumable", "0.2.2").send().await;
    refused.refused("tus_version");
    assert_eq!(refused.header("tus-version"), Some("1.0.0"));
    begin(&ana, "", 10).await.invalid("Upload-Metadata", "required");
    begin(&ana, "a", 0).await.refused("upload_empty");
    begin(&ana, "a", 3 << 30).await.refused("file_too_large");
    let nameless = tus(&ana, Method::POST, "/files/tus").header("upload-length", "1");
    nameless.send().await.invalid("Upload-Metadata", "required");
}

#[tokio::test]
async fn a_piece_that_is_not_what_its_checksum_says_is_not_kept() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let place = place(&begin(&ana, "a.bin", 8).await);
    let sum = |bytes: &[u8]| format!("sha1 {}", STANDARD.encode(Sha1::digest(bytes)));
    let garbled = piece(&ana, &place, 0, b"0124").header("upload-checksum", &sum(b"0123"));
    garbled.send().await.refused("upload_garbled");
    assert_eq!(offset(&ana, &place).await, "0");
    let good =
        piece(&ana, &place, 0, b"0123").header("upload-checksum", &sum(b"0123")).send().await;
    assert_eq!(good.status(), 204);
    let unknown = piece(&ana, &place, 4, b"4567").header("upload-checksum", "md5 AAAA");
    unknown.send().await.invalid("Upload-Checksum", "invalid");
    piece(&ana, &place, 4, b"45678").send().await.refused("file_too_large");
    assert_eq!(offset(&ana, &place).await, "4");
}

#[tokio::test]
async fn an_upload_is_its_persons_alone_and_is_given_up() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let begun = begin(&ana, "a.bin", 8).await;
    let (place, file) = (place(&begun), begun.header("x-file-id").expect("a file").to_owned());
    piece(&budi, &place, 0, b"0123").send().await.refused("upload_not_found");
    piece(&ana, &place, 0, b"0123").send().await;
    assert_eq!(tus(&ana, Method::DELETE, &place).send().await.status(), 204);
    piece(&ana, &place, 4, b"4567").send().await.refused("upload_not_found");
    ana.get(&format!("/files/{file}")).await.refused("file_not_found");
    let folder = app.app.config.data.dir.join("tmp");
    assert_eq!(folder.read_dir().expect("the folder is there").count(), 0);
}

#[tokio::test]
async fn what_rests_too_long_is_over() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let begun = begin(&ana, "a.bin", 8).await;
    let place = place(&begun);
    app.app.clock.advance(Duration::from_hours(24));
    let ana = app.sign_in(&ana).await;
    piece(&ana, &place, 0, b"0123").send().await.refused("upload_expired");
    let pending = format!("/files/{}", begun.header("x-file-id").expect("a file"));
    assert_eq!(ana.get(&pending).await.ok()["status"], "pending");
    assert_eq!(epop::features::files::prune(&app.app, 10).await.expect("it is removed"), 1);
    ana.get(&pending).await.refused("file_not_found");
    assert_eq!(ana.get("/files/usage").await.ok()["used"], json!(0));
}

#[tokio::test]
async fn who_comes_again_takes_over_from_a_line_that_died() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let ways = [Method::HEAD, Method::PATCH, Method::DELETE];
    for way in ways {
        let begun = begin(&ana, "film.bin", 10).await;
        let place = place(&begun);
        let upload = place.rsplit('/').next().expect("an id");
        // No byte, and no end.
        let silence = stream::pending::<Result<Frame<Bytes>, std::convert::Infallible>>();
        let silence = reqwest::Body::wrap(StreamBody::new(silence));
        let call = tus(&ana, Method::PATCH, &place).header("upload-offset", "0");
        let call = call.body("application/offset+octet-stream", silence);
        let again = async {
            while app.app.blobs.receive(upload).is_ok() {
                tokio::task::yield_now().await;
            }
            match way {
                Method::PATCH => piece(&ana, &place, 0, b"0123456789").send().await,
                _ => tus(&ana, way.clone(), &place).send().await,
            }
        };
        let (dead, answer) = tokio::join!(call.send(), again);
        assert!([200, 204].contains(&answer.status()), "{way}: {answer}");
        dead.refused("upload_busy");
        let file = begun.header("x-file-id").expect("a file");
        match way {
            Method::HEAD => assert_eq!(answer.header("upload-offset"), Some("0")),
            Method::PATCH => assert_eq!(download(&ana, file).await.body(), b"0123456789"),
            _ => {
                download(&ana, file).await.refused("file_not_found");
            }
        }
    }
}

#[tokio::test]
async fn another_version_comes_in_pieces_as_well() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let file = bring(&ana, "plan.txt", "first").await;
    let path = format!("/files/{}", id(&file["id"]));
    let versions = format!("{path}/versions/tus");
    begin_at(&budi, &versions, "plan.txt", 6).await.refused("file_not_found");
    let begun = begin_at(&ana, &versions, "plan.txt", 6).await;
    assert_eq!((begun.status(), begun.header("x-file-id")), (201, file["id"].as_str()));
    assert_eq!(ana.get("/files/usage").await.ok()["used"], 11, "room is kept for it");
    piece(&ana, &place(&begun), 0, b"sec").send().await;
    assert_eq!(ana.get(&path).await.ok()["version"], 1, "it takes over when it is whole");
    piece(&ana, &place(&begun), 3, b"ond").send().await;
    assert_eq!(ana.get(&path).await.ok()["version"], 2);
    assert_eq!(download(&ana, id(&file["id"])).await.body(), b"second");
    // One that is given up leaves the file as it is.
    let begun = begin_at(&ana, &versions, "plan.txt", 6).await;
    piece(&ana, &place(&begun), 0, b"thi").send().await;
    assert_eq!(tus(&ana, Method::DELETE, &place(&begun)).send().await.status(), 204);
    assert_eq!(ana.get("/files/usage").await.ok()["used"], 11);
    assert_eq!(download(&ana, id(&file["id"])).await.body(), b"second");
    ana.delete(&path).await.ok();
    begin_at(&ana, &versions, "plan.txt", 6).await.refused("file_trashed");
}
