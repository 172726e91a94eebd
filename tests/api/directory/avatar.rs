//! Pictures of people.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Response, TestApp, world};

async fn upload(person: &Client, query: &str, kind: &str, file: Vec<u8>) -> Response {
    person.call(Method::PUT, &format!("/users/me/avatar{query}")).body(kind, file).send().await
}

/// The path below `/api/v1` of a person's picture.
fn path_of(person: &Value) -> String {
    let url = person["avatarUrl"].as_str().expect("the person has a picture");
    url.strip_prefix("/api/v1").expect("it is below the API").to_owned()
}

#[tokio::test]
async fn a_picture_is_sized_and_everyone_sees_it_and_keeps_it() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let mut budis = budi.socket().await;
    let me = upload(&ana, "", "image/png", world::picture(600, 400)).await.ok();
    let told = budis.expect("user.updated").await.data;
    assert_eq!(told["patch"], json!({"avatarUrl": me["avatarUrl"]}));
    let path = path_of(&budi.get(&format!("/users/{}", ana.id())).await.ok());
    for (query, side) in [("", 256), ("?size=256", 256), ("?size=64", 64)] {
        let answer = budi.get(&format!("{path}{query}")).await;
        assert_eq!(answer.status(), 200, "{answer}");
        assert_eq!(answer.header("content-type"), Some("image/webp"));
        assert_eq!(answer.header("cache-control"), Some("private, max-age=31536000, immutable"));
        let picture = image::load_from_memory(answer.body()).expect("a picture");
        assert_eq!((picture.width(), picture.height()), (side, side));
    }
    app.anonymous().get(&path).await.refused("unauthenticated");
    budi.get(&format!("{path}?size=65")).await.invalid("size", "out_of_range");
}

#[tokio::test]
async fn the_square_is_the_one_that_was_chosen() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let me = upload(&ana, "?x=300&y=0&side=300", "image/png", world::picture(600, 400)).await.ok();
    let answer = ana.get(&path_of(&me)).await;
    let picture = image::load_from_memory(answer.body()).expect("a picture").to_rgb8();
    assert_eq!(picture.get_pixel(2, 100).0, [0, 0, 255], "the right half is blue");
    for bad in ["?x=1", "?x=1&y=1", "?x=1&y=1&side=0"] {
        upload(&ana, bad, "image/png", world::picture(9, 9)).await.invalid("side", "invalid");
    }
    upload(&ana, "?x=-1&y=0&side=9", "image/png", vec![]).await.refused("invalid_request");
}

#[tokio::test]
async fn a_picture_that_was_replaced_or_taken_away_is_gone() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let first = path_of(&upload(&ana, "", "image/png", world::picture(30, 30)).await.ok());
    let second = path_of(&upload(&ana, "", "image/png", world::picture(30, 20)).await.ok());
    assert_ne!(first, second);
    ana.get(&first).await.refused("picture_not_found");
    assert_eq!(ana.delete("/users/me/avatar").await.ok()["avatarUrl"], Value::Null);
    ana.get(&second).await.refused("picture_not_found");
    let before = app.app.db.committed_seq();
    ana.delete("/users/me/avatar").await.ok();
    assert_eq!(app.app.db.committed_seq(), before, "nothing changed, nothing is told");
}

#[tokio::test]
async fn what_is_no_picture_changes_nothing() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    upload(&ana, "", "image/png", b"not a picture".to_vec()).await.refused("picture_unreadable");
    upload(&ana, "", "image/png", vec![]).await.refused("picture_unreadable");
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
    upload(&ana, "", "image/svg+xml", svg.clone()).await.refused("unsupported_media_type");
    upload(&ana, "", "image/png", svg).await.refused("picture_unreadable");
    let file = world::picture(9, 9);
    upload(&ana, "", "application/json", file.clone()).await.refused("unsupported_media_type");
    upload(&ana, "", "text/html", file).await.refused("unsupported_media_type");
    let large = vec![0; 5 * 1024 * 1024 + 1];
    upload(&ana, "", "image/png", large).await.refused("picture_too_large");
    assert_eq!(ana.get("/users/me").await.ok()["avatarUrl"], Value::Null);
}
