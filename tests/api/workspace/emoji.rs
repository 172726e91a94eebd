//! The workspace's own emoji.

use std::io::Cursor;

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Frame, Rgba, RgbaImage};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Response, TestApp, world};

async fn add(person: &Client, name: &str, kind: &str, file: Vec<u8>) -> Response {
    person.call(Method::POST, &format!("/emoji?name={name}")).body(kind, file).send().await
}

async fn add_png(person: &Client, name: &str) -> Response {
    add(person, name, "image/png", world::picture(200, 100)).await
}

fn names(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().expect("a list").iter();
    items.map(|one| one["name"].as_str().expect("a name")).collect()
}

fn moving(frames: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file);
    encoder.set_repeat(Repeat::Infinite).expect("it repeats");
    for frame in 0..frames {
        let picture = RgbaImage::from_pixel(64, 64, Rgba([frame.wrapping_mul(60), 9, 9, 255]));
        encoder.encode_frame(Frame::new(picture)).expect("a frame");
    }
    drop(encoder);
    file
}

#[tokio::test]
async fn an_emoji_is_told_listed_and_seen_by_everyone_with_an_account() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let mut budis = budi.socket().await;
    let made = add_png(&ana, "party_parrot").await.created();
    assert_eq!((&made["name"], &made["createdBy"]), (&json!("party_parrot"), &json!(ana.id())));
    assert_eq!(budis.expect("emoji.created").await.data["patch"], made);
    let list = budi.get("/emoji").await.ok();
    assert_eq!(list["items"], json!([made]));
    assert_eq!((&list["addedBy"], &list["limit"]), (&json!("everyone"), &json!(500)));
    assert_eq!(budi.get("/boot").await.ok()["emoji"], json!([made]));
    let url = made["url"].as_str().expect("an address");
    let picture = budi.call_root(Method::GET, url).send().await;
    assert_eq!(picture.header("content-type"), Some("image/webp"));
    assert_eq!(picture.header("cache-control"), Some("private, max-age=31536000, immutable"));
    let picture = image::load_from_memory(picture.body()).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (128, 64));
    app.anonymous().call_root(Method::GET, url).send().await.refused("unauthenticated");
}

#[tokio::test]
async fn a_picture_that_moves_goes_on_moving() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let made = add(&ana, "blink", "image/gif", moving(3)).await.created();
    let url = made["url"].as_str().expect("an address");
    let answer = ana.call_root(Method::GET, url).send().await;
    assert_eq!(answer.header("content-type"), Some("image/gif"));
    let decoder = image::codecs::gif::GifDecoder::new(Cursor::new(answer.body())).expect("a GIF");
    let frames = image::AnimationDecoder::into_frames(decoder).collect_frames();
    assert_eq!(frames.expect("frames").len(), 3);
    add(&ana, "flood", "image/gif", moving(121)).await.refused("picture_too_large");
}

#[tokio::test]
async fn names_are_of_a_form_and_free() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    for bad in ["x", "Party", "a%20b", "%3Aparty%3A", "p%C3%A4rty", &"x".repeat(33), ""] {
        add_png(&ana, bad).await.refused("invalid_request");
    }
    for built_in in ["smile", "%2B1", "tada"] {
        add_png(&ana, built_in).await.refused("emoji_name_taken");
    }
    add_png(&ana, "ship-it_2").await.created();
    add_png(&ana, "ship-it_2").await.refused("emoji_name_taken");
    assert_eq!(names(&ana.get("/emoji").await.ok()), ["ship-it_2"]);
}

#[tokio::test]
async fn what_is_no_small_picture_adds_nothing() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    add(&ana, "mine", "image/png", b"nothing".to_vec()).await.refused("picture_unreadable");
    add(&ana, "mine", "image/png", vec![]).await.refused("picture_unreadable");
    add(&ana, "mine", "text/html", world::picture(9, 9)).await.refused("unsupported_media_type");
    add(&ana, "mine", "image/svg+xml", b"<svg/>".to_vec()).await.refused("unsupported_media_type");
    let large = vec![0; 256 * 1024 + 1];
    add(&ana, "mine", "image/png", large).await.refused("picture_too_large");
    assert_eq!(names(&ana.get("/emoji").await.ok()), Vec::<&str>::new());
}

#[tokio::test]
async fn its_maker_and_administrators_take_it_away_and_its_name_stays_where_it_was_used() {
    let app = TestApp::start().await;
    let (admin, ana, budi) = (app.admin().await, app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let message = world::id_of(&world::say(&ana, &chat, "hello :wave2:").await);
    let reaction = json!({"messageId": message, "emoji": ":wave2:"});
    let reactions = format!("/chats/{chat}/reactions");
    budi.post(&reactions, reaction.clone()).await.refused("emoji_not_found");
    let made = add_png(&ana, "wave2").await.created();
    let summary = budi.post(&reactions, reaction.clone()).await.created();
    assert_eq!(summary["reactionsSummary"][0]["emoji"], ":wave2:");

    let own = format!("/emoji/{}", world::id_of(&made));
    budi.delete(&own).await.refused("emoji_not_yours");
    let mut budis = budi.socket().await;
    let remove = || ana.call(Method::DELETE, &own).key("gone").send();
    assert_eq!(remove().await.ok(), json!({"success": true}));
    let told = budis.expect("emoji.deleted").await.data;
    assert_eq!((&told["emojiId"], &told["name"]), (&made["id"], &json!("wave2")));
    assert_eq!(remove().await.ok(), json!({"success": true}), "a retry finds the first answer");
    ana.delete(&own).await.refused("emoji_not_found");
    let url = made["url"].as_str().expect("an address");
    ana.call_root(Method::GET, url).send().await.refused("emoji_not_found");

    let shown = ana.get(&format!("/chats/{chat}/messages/{message}")).await.ok();
    assert_eq!(shown["reactionsSummary"][0]["emoji"], ":wave2:");
    assert_eq!(shown["content"], "hello :wave2:");
    ana.post(&reactions, reaction.clone()).await.refused("emoji_not_found");
    let left = budi.call(Method::DELETE, &reactions).json(&reaction).send().await.ok();
    assert_eq!(left["reactionsSummary"], json!([]), "it can still be taken back");

    let other = add_png(&budi, "wave2").await.created();
    admin.delete(&format!("/emoji/{}", world::id_of(&other))).await.ok();
}

#[tokio::test]
async fn administrators_can_keep_it_to_themselves() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.admin().await, app.user("ana").await);
    let own = add_png(&ana, "before").await.created();
    let mut anas = ana.socket().await;
    admin.put("/admin/emoji", json!({"addedBy": "admins"})).await.ok();
    let told = anas.expect("workspace.updated").await.data;
    assert_eq!(told["patch"], json!({"emojiAddedBy": "admins"}));
    add_png(&ana, "after").await.refused("admin_required");
    add_png(&admin, "after").await.created();
    ana.delete(&format!("/emoji/{}", world::id_of(&own))).await.ok();
    admin.put("/admin/emoji", json!({"addedBy": "nobody"})).await.refused("invalid_request");
    admin.put("/admin/emoji", json!({"addedBy": "everyone"})).await.ok();
    add_png(&ana, "again").await.created();
}

#[tokio::test]
async fn there_are_at_most_five_hundred() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let first = add_png(&ana, "first").await.created();
    // Adding them one by one would take a while: the rows are what counts.
    let filled = app.app.db.write(|tx| {
        tx.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 499)
             INSERT INTO custom_emoji (name, blob, media_type, created_by, created_at)
             SELECT 'copy_' || i, blob, media_type, created_by, created_at FROM custom_emoji, n",
            [],
        )
    });
    assert_eq!(filled.await.expect("they are added"), 499);
    add_png(&ana, "one_too_many").await.refused("too_many_emoji");
    ana.delete(&format!("/emoji/{}", world::id_of(&first))).await.ok();
    add_png(&ana, "in_its_place").await.created();
    assert_eq!(names(&ana.get("/emoji").await.ok()).len(), 500);
}
