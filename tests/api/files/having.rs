//! Having files: whole, in part, small, shown, many at once; and what becomes of them.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{below_api, bring, download, id, presign, put};
use crate::support::{Client, TestApp, world};

/// Waits until a file is as `done` wants it.
pub(super) async fn until(person: &Client, file: &str, done: impl Fn(&Value) -> bool) -> Value {
    let mut socket = person.socket().await;
    loop {
        let now = person.get(&format!("/files/{file}")).await.ok();
        if done(&now) {
            return now;
        }
        socket.until("file.updated").await;
    }
}

#[tokio::test]
async fn a_part_is_had_and_what_is_known_is_not_sent_again() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let file = bring(&ana, "digits.txt", "0123456789").await;
    let path = format!("/files/{}/download", id(&file["id"]));
    let part = ana.call(Method::GET, &path).header("range", "bytes=2-4").send().await;
    assert_eq!((part.status(), part.body()), (206, &b"234"[..]));
    assert_eq!(part.header("content-range"), Some("bytes 2-4/10"));
    for range in ["bytes=10-", "bytes=0-1,3-4"] {
        let call = ana.call(Method::GET, &path).header("range", range);
        call.send().await.refused("range_unsatisfiable");
    }
    let tag = part.header("etag").expect("a tag").to_owned();
    let known = ana.call(Method::GET, &path).header("if-none-match", &tag).send().await;
    assert_eq!((known.status(), known.body().len()), (304, 0));
    let other = ana.call(Method::GET, &path).header("range", "bytes=2-4");
    let other = other.header("if-range", "\"another\"").send().await;
    assert_eq!((other.status(), other.body()), (200, &b"0123456789"[..]));
}

#[tokio::test]
async fn only_what_does_nothing_is_shown_and_it_is_shown_alone() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let hostile = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for name in ["a.svg", "a.html", "a.png"] {
        let page = format!("<!doctype html><title>x</title>{hostile}");
        for bytes in [hostile, page.as_str()] {
            let file = bring(&ana, name, bytes).await;
            assert_eq!(file["isInline"], false, "{name}");
            let path = format!("/files/{}", id(&file["id"]));
            ana.get(&format!("{path}/view")).await.refused("file_not_inline");
            let saved = ana.get(&format!("{path}/download")).await;
            let disposition = saved.header("content-disposition").unwrap_or_default();
            assert!(disposition.starts_with("attachment"), "{saved}");
        }
    }
    let file = bring(&ana, "notes.md", "# Notes").await;
    let shown = ana.get(&format!("/files/{}/view", id(&file["id"]))).await;
    assert_eq!(shown.header("content-type"), Some("text/plain; charset=utf-8"));
    let policy = shown.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("sandbox") && policy.contains("frame-ancestors 'self'"), "{policy}");
}

#[tokio::test]
async fn a_picture_gets_small_ones_and_nothing_else_does() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let file = bring(&ana, "wide.png", world::picture(1_600, 400)).await;
    let file = until(&ana, id(&file["id"]), |file| file["hasThumbnail"] == true).await;
    assert_eq!((&file["width"], &file["height"]), (&json!(1_600), &json!(400)));
    let path = format!("/files/{}/thumbnail", id(&file["id"]));
    for (query, width) in [("", 320), ("?size=small", 320), ("?size=large&version=1", 1_280)] {
        let small = ana.get(&format!("{path}{query}")).await;
        assert_eq!((small.status(), small.header("content-type")), (200, Some("image/webp")));
        assert_eq!(image::load_from_memory(small.body()).expect("a picture").width(), width);
    }
    let text = bring(&ana, "a.txt", "x").await;
    let path = format!("/files/{}/thumbnail", id(&text["id"]));
    ana.get(&path).await.refused("file_no_thumbnail");
}

#[tokio::test]
async fn a_link_speaks_for_its_maker_as_long_as_they_may_see_the_file() {
    let app = TestApp::start().await;
    let (ana, budi, nobody) = (app.user("ana").await, app.user("budi").await, app.anonymous());
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let file = bring(&ana, "a.txt", "hello").await;
    let with_file = json!({"attachments": [file["id"]]});
    ana.post(&format!("/chats/{chat}/messages"), with_file).await.created();
    let path = format!("/files/{}/link", id(&file["id"]));
    let link = |person: Client, purpose: &'static str| {
        let path = path.clone();
        async move { below_api(&person.post(&path, json!({"purpose": purpose})).await.ok()["url"]) }
    };
    let (shown, saved) = (link(budi.clone(), "view").await, link(budi.clone(), "download").await);
    assert_eq!(nobody.get(&shown).await.body(), b"hello");
    assert_eq!(nobody.get(&saved).await.body(), b"hello");
    nobody.get(&shown.replace("/view", "/download")).await.refused("link_expired");
    app.app.clock.advance(Duration::from_mins(15));
    nobody.get(&saved).await.refused("link_expired");
    let ana = app.sign_in(&ana).await;
    ana.delete(&format!("/chats/{chat}/members/{}", budi.id())).await.ok();
    nobody.get(&shown).await.refused("file_not_found");
    let own = link(ana.clone(), "view").await;
    let sessions = ana.get("/auth/sessions").await.ok();
    let mut sessions = sessions.as_array().expect("a list").iter();
    let current = sessions.find(|session| session["isCurrent"] == true);
    let session = format!("/auth/sessions/{}", id(&current.expect("the one in use")["id"]));
    ana.delete(&session).await.ok();
    nobody.get(&own).await.refused("link_expired");
}

#[tokio::test]
async fn texts_and_tables_are_seen_before_they_are_had() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let source = bring(&ana, "main.rs", "fn main() {}\n").await;
    let seen = ana.get(&format!("/files/{}/preview", id(&source["id"]))).await.ok();
    assert_eq!(seen, json!({"text": "fn main() {}\n", "language": "rs", "truncated": false}));
    let table = bring(&ana, "t.csv", "a;b\n1;2\n").await;
    let seen = ana.get(&format!("/files/{}/preview", id(&table["id"]))).await.ok();
    assert_eq!(seen["rows"], json!([["a", "b"], ["1", "2"]]));
    let long = bring(&ana, "long.txt", "x".repeat(2 << 20)).await;
    let seen = ana.get(&format!("/files/{}/preview", id(&long["id"]))).await.ok();
    assert_eq!(
        (seen["truncated"].clone(), seen["text"].as_str().map(str::len)),
        (json!(true), Some(1 << 20))
    );
    let picture = bring(&ana, "a.png", world::picture(3, 3)).await;
    let path = format!("/files/{}/preview", id(&picture["id"]));
    ana.get(&path).await.refused("file_no_preview");
}

#[tokio::test]
async fn many_files_are_one_zip_of_those_the_caller_may_have() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let (one, two) = (bring(&ana, "a.txt", "one").await, bring(&ana, "a.txt", "two").await);
    let others = bring(&budi, "b.txt", "others").await;
    let wanted = json!({"fileIds": [one["id"], others["id"], two["id"]]});
    let bundle = ana.post("/files/archive", wanted).await.created();
    assert_eq!((&bundle["fileCount"], &bundle["totalSize"]), (&json!(2), &json!(6)));
    let zip = app.anonymous().get(&below_api(&bundle["url"])).await;
    assert_eq!(zip.header("content-type"), Some("application/zip"));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip.body().to_vec())).expect("a zip");
    let names: Vec<String> =
        zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    assert_eq!(names, ["a.txt", "a (2).txt"]);
    assert_eq!(std::io::read_to_string(zip.by_index(1).expect("the second")).expect("text"), "two");
    ana.delete(&format!("/files/{}", id(&one["id"]))).await.ok();
    ana.delete(&format!("/files/{}", id(&two["id"]))).await.ok();
    app.anonymous().get(&below_api(&bundle["url"])).await.refused("link_expired");
    let wanted = json!({"fileIds": [others["id"]]});
    ana.post("/files/archive", wanted).await.refused("file_not_found");
    for bad in [json!([]), json!([one["id"], one["id"]])] {
        ana.post("/files/archive", json!({"fileIds": bad}))
            .await
            .invalid("fileIds", "out_of_range");
    }
}

#[tokio::test]
async fn a_later_version_takes_over_and_an_earlier_one_comes_back() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let file = bring(&ana, "plan.txt", "first").await;
    let path = format!("/files/{}", id(&file["id"]));
    let signed =
        ana.post(&format!("{path}/versions"), json!({"fileName": "plan.txt"})).await.created();
    assert_eq!(signed["fileId"], file["id"]);
    put(&ana, &signed, "second").await.created();
    let now = ana.get(&path).await.ok();
    assert_eq!((&now["version"], &now["versionCount"]), (&json!(2), &json!(2)));
    let file = id(&file["id"]);
    assert_eq!(download(&ana, file).await.body(), b"second");
    assert_eq!(ana.get(&format!("{path}/download?version=1")).await.body(), b"first");
    ana.get(&format!("{path}/download?version=3")).await.refused("file_version_not_found");
    // Where the right to it went before the bytes came, they are refused.
    let late = ana.post(&format!("{path}/versions"), json!({"fileName": "plan.txt"})).await;
    let late = late.created();
    ana.delete(&path).await.ok();
    put(&ana, &late, "late").await.refused("file_trashed");
    ana.patch(&path, json!({"fileName": "b"})).await.refused("file_trashed");
    ana.post(&format!("{path}/restore"), json!({})).await.ok();
    let versions = ana.get(&format!("{path}/versions")).await.ok()["versions"].clone();
    assert_eq!((&versions[0]["isLatest"], &versions[1]["version"]), (&json!(true), &json!(1)));
    let first = format!("{path}/versions/{}/restore", id(&versions[1]["versionId"]));
    assert_eq!(ana.post(&first, json!({})).await.ok()["version"], 3);
    assert_eq!(download(&ana, file).await.body(), b"first");
    assert_eq!(ana.get("/files/usage").await.ok()["used"], 16);
}

#[tokio::test]
async fn the_trash_keeps_what_can_be_restored_and_is_emptied() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let file = bring(&ana, "a.txt", "hello").await;
    let with_file = json!({"attachments": [file["id"]]});
    ana.post(&format!("/chats/{chat}/messages"), with_file).await.created();
    let path = format!("/files/{}", id(&file["id"]));
    ana.delete(&format!("{path}/permanently")).await.refused("file_not_trashed");
    ana.post(&format!("{path}/restore"), json!({})).await.refused("file_not_trashed");
    ana.delete(&path).await.ok();
    assert_eq!(ana.get("/files").await.ok()["items"], json!([]));
    assert_eq!(ana.get("/files?trashed=true").await.ok()["items"][0]["id"], file["id"]);
    download(&budi, id(&file["id"])).await.refused("file_not_found");
    let said = budi.get(&format!("/chats/{chat}/messages")).await.ok();
    assert!(said[0]["attachments"][0]["trashedAt"].is_string(), "its place says that it is gone");
    ana.post(&format!("{path}/restore"), json!({})).await.ok();
    assert_eq!(download(&budi, id(&file["id"])).await.status(), 200);
    ana.delete(&path).await.ok();
    app.app.clock.advance(Duration::from_hours(24 * 30) + Duration::from_millis(1));
    // The file, and the upload that brought it.
    assert_eq!(epop::features::files::prune(&app.app, 10).await.expect("it is emptied"), 2);
    let budi = app.sign_in(&budi).await;
    let said = budi.get(&format!("/chats/{chat}/messages")).await.ok();
    assert_eq!(said[0]["attachments"], json!([]));
}

#[tokio::test]
async fn what_is_not_to_be_kept_goes_and_what_never_came_is_given_up() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.admin().await, app.user("ana").await);
    let file = bring(&ana, "a.txt", "hello").await;
    let path = format!("/files/{}", id(&file["id"]));
    let policy = |policy: Value| json!({"policy": policy});
    let kept = ana.patch(&format!("{path}/retention"), policy(json!("30d"))).await.ok();
    assert!(kept["retentionExpiresAt"].is_string());
    let kept = ana.patch(&format!("{path}/retention"), policy(Value::Null)).await.ok();
    assert_eq!(
        (&kept["retentionPolicy"], &kept["retentionExpiresAt"]),
        (&json!("permanent"), &Value::Null)
    );
    let refused = ana.patch(&format!("{path}/retention"), policy(json!("forever"))).await;
    refused.refused("invalid_request");
    ana.patch(&format!("{path}/retention"), policy(json!("30d"))).await.ok();
    let never = presign(&ana, "never").await;
    app.app.clock.advance(Duration::from_hours(24 * 30));
    let admin = app.sign_in(&admin).await;
    let purged = |body: Value| admin.post("/files/purge-retention", body);
    purged(json!({"batch": 0})).await.invalid("batch", "out_of_range");
    assert_eq!(purged(json!({})).await.created()["deleted"], 1);
    assert_eq!(admin.post("/files/purge-temp", json!({})).await.created()["deleted"], 1);
    let ana = app.sign_in(&ana).await;
    for gone in [id(&file["id"]), id(&never["fileId"])] {
        ana.get(&format!("/files/{gone}")).await.refused("file_not_found");
    }
}

#[tokio::test]
async fn lists_are_filtered_ordered_and_paged() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let chat = world::group(&ana, "Plans", &[&budi]).await;
    let long = bring(&ana, "Long.txt", "a long text").await;
    let early = app.app.clock.now();
    app.app.clock.advance(Duration::from_mins(1));
    let short = bring(&ana, "short.rs", "x").await;
    let table = bring(&budi, "table.csv", "a,b").await;
    for (person, file) in [(&ana, &short), (&budi, &table)] {
        let with_file = json!({"attachments": [file["id"]]});
        person.post(&format!("/chats/{chat}/messages"), with_file).await.created();
    }
    ana.patch(&format!("/files/{}", id(&short["id"])), json!({"labels": ["mine", "code", "mine"]}))
        .await
        .ok();
    let [long, short, table] = [&long, &short, &table].map(|file| file["id"].clone());
    for (query, expected) in [
        (String::new(), vec![&short, &long]),
        ("?sort=oldest".to_owned(), vec![&long, &short]),
        ("?scope=all&sort=name".to_owned(), vec![&long, &short, &table]),
        ("?scope=all&sort=size".to_owned(), vec![&long, &table, &short]),
        ("?scope=shared".to_owned(), vec![&table]),
        ("?scope=all&kind=spreadsheet".to_owned(), vec![&table]),
        (format!("?scope=all&ownerId={}", budi.id()), vec![&table]),
        (format!("?chatId={chat}"), vec![&table, &short]),
        (format!("?chatId={chat}&scope=mine"), vec![&short]),
        ("?q=LONG".to_owned(), vec![&long]),
        ("?q=%25".to_owned(), vec![]),
        ("?label=code".to_owned(), vec![&short]),
        (format!("?to={}", early.after(Duration::from_millis(1))), vec![&long]),
        (format!("?from={}", early.after(Duration::from_secs(30))), vec![&short]),
    ] {
        let listed = ana.get(&format!("/files{query}")).await.ok();
        let listed: Vec<&Value> =
            listed["items"].as_array().expect("a list").iter().map(|file| &file["id"]).collect();
        assert_eq!(listed, expected, "{query}");
        // The same one by one.
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let mark = if query.is_empty() { '?' } else { '&' };
            let page = ana.get(&format!("/files{query}{mark}limit=1{cursor}")).await.ok();
            paged.extend(
                page["items"].as_array().expect("a list").iter().map(|file| file["id"].clone()),
            );
            let Some(next) = page["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(paged.iter().collect::<Vec<_>>(), expected, "{query}");
    }
    assert_eq!(ana.get("/files/labels").await.ok()[0], json!({"name": "code", "count": 1}));
    assert_eq!(budi.get(&format!("/files/{}", id(&short))).await.ok()["labels"], json!([]));
    let by_size = ana.get("/files?sort=size&limit=1").await.ok();
    let foreign =
        format!("/files?sort=name&cursor={}", by_size["nextCursor"].as_str().expect("more"));
    ana.get(&foreign).await.refused("invalid_cursor");
}
