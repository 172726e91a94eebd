//! How the workspace is called and looks.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Response, TestApp, world};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

async fn set_logo(admin: &Client, kind: &str, file: Vec<u8>) -> Response {
    admin.call(Method::PUT, "/admin/branding/logo").body(kind, file).send().await
}

async fn root(client: &Client, url: &Value) -> Response {
    client.call_root(Method::GET, url.as_str().expect("an address")).send().await
}

async fn page(app: &TestApp) -> Response {
    app.anonymous().call_root(Method::GET, "/login").send().await
}

async fn manifest(app: &TestApp) -> Value {
    let answer = app.anonymous().call_root(Method::GET, "/manifest.webmanifest").send().await;
    serde_json::from_slice(answer.body()).expect("a manifest")
}

#[tokio::test]
async fn a_workspace_has_the_products_own_look_until_somebody_says() {
    let app = TestApp::start().await;
    let plain =
        json!({"name": "EPOP", "accent": null, "styleUrl": null, "logoUrl": null, "iconUrl": null});
    assert_eq!(app.anonymous().get("/branding").await.ok(), plain);
    let page = page(&app).await;
    assert!(page.text().contains("<title>EPOP</title>") && !page.text().contains("/brand/"));
}

#[tokio::test]
async fn a_name_and_a_colour_are_told_and_are_on_the_page_before_it_runs() {
    let app = TestApp::start().await;
    let (admin, budi) = (app.admin().await, app.user("budi").await);
    let mut budis = budi.socket().await;
    let look = json!({"name": "Kopi & <Kita>", "accent": "#0F766E"});
    let made = admin.put("/admin/branding", look.clone()).await.ok();
    assert_eq!((&made["name"], &made["accent"]), (&json!("Kopi & <Kita>"), &json!("#0f766e")));
    assert_eq!(budis.expect("workspace.updated").await.data["patch"], made);
    assert_eq!(app.anonymous().get("/branding").await.ok(), made);
    assert_eq!(budi.get("/boot").await.ok()["workspace"]["accent"], "#0f766e");

    let html = page(&app).await;
    assert!(html.text().contains("<title>Kopi &amp; &lt;Kita&gt;</title>"), "{html}");
    let link = format!("<link rel=\"stylesheet\" href={} data-brand>", made["styleUrl"]);
    assert!(html.text().contains(&link), "{html}");
    let sheet = root(&app.anonymous(), &made["styleUrl"]).await;
    assert_eq!(sheet.header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(sheet.header("cache-control"), Some(FOR_EVER));
    assert!(sheet.text().contains("--accent: light-dark(#0f766e, #"), "{sheet}");
    let manifest = manifest(&app).await;
    assert_eq!(manifest["name"], "Kopi & <Kita>");
    assert_eq!(manifest["theme_color"], "#0f766e");

    let before = app.app.db.committed_seq();
    admin.put("/admin/branding", look).await.ok();
    assert_eq!(app.app.db.committed_seq(), before, "nothing changed, nothing is told");
    let plain = admin.put("/admin/branding", json!({"name": "Kopi"})).await.ok();
    assert_eq!(plain["styleUrl"], Value::Null, "without a colour it is the product's own");
    root(&app.anonymous(), &made["styleUrl"]).await.refused("not_found");
}

#[tokio::test]
async fn a_colour_that_cannot_be_read_is_refused_with_what_and_what_would_do() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let yellow = json!({"name": "Kopi", "accent": "#ffcc00"});
    let refusal = admin.put("/admin/branding", yellow).await.refused("accent_contrast");
    let first = &refusal["details"][0];
    assert_eq!((&first["field"], &first["code"]), (&json!("accent"), &json!("contrast")));
    assert!(
        first["message"]
            .as_str()
            .is_some_and(|text| text.starts_with("light: on-accent on accent"))
    );
    assert_eq!(app.anonymous().get("/branding").await.ok()["name"], "EPOP", "nothing was changed");

    let palette = admin.get("/admin/branding/palette?accent=%23ffcc00").await.ok();
    assert_eq!(palette["passes"], false);
    let near = palette["nearest"].as_str().expect("a colour").to_owned();
    admin.put("/admin/branding", json!({"name": "Kopi", "accent": near})).await.ok();
    for bad in ["yellow", "#fff", "#0f766e;}", "0f766e", ""] {
        let body = json!({"name": "Kopi", "accent": bad});
        admin.put("/admin/branding", body).await.refused("invalid_request");
    }
    admin
        .put("/admin/branding", json!({"name": " ", "accent": null}))
        .await
        .invalid("name", "required");
    admin.put("/admin/branding", json!({"accent": null})).await.refused("invalid_request");
    admin.get("/admin/branding/palette?accent=red").await.refused("invalid_request");
}

#[tokio::test]
async fn a_logo_is_on_the_page_in_the_manifest_and_kept_for_ever() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = set_logo(&admin, "image/png", world::picture(600, 300)).await.ok();
    let logo = root(&app.anonymous(), &made["logoUrl"]).await;
    assert_eq!(logo.header("content-type"), Some("image/png"));
    assert_eq!(logo.header("cache-control"), Some(FOR_EVER));
    let picture = image::load_from_memory(logo.body()).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (256, 128), "its shape is kept");
    assert!(page(&app).await.text().contains(&format!("rel=\"icon\" href={}", made["iconUrl"])));
    for icon in manifest(&app).await["icons"].as_array().expect("a list of icons") {
        let answer = root(&app.anonymous(), &icon["src"]).await;
        let picture = image::load_from_memory(answer.body()).expect("a picture");
        assert_eq!(icon["sizes"], format!("{}x{}", picture.width(), picture.height()));
    }
    let worker = app.anonymous().call_root(Method::GET, "/sw.js").send().await;
    assert!(worker.text().contains(made["logoUrl"].as_str().expect("an address")));

    let gone = admin.delete("/admin/branding/logo").await.ok();
    assert_eq!(gone["logoUrl"], Value::Null);
    root(&app.anonymous(), &made["logoUrl"]).await.refused("not_found");
}

#[tokio::test]
async fn what_is_no_logo_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
    set_logo(&admin, "image/svg+xml", svg.clone()).await.refused("unsupported_media_type");
    set_logo(&admin, "image/png", svg).await.refused("picture_unreadable");
    set_logo(&admin, "image/png", vec![0; 2 * 1024 * 1024 + 1]).await.refused("picture_too_large");
    let budi = app.user("budi").await;
    set_logo(&budi, "image/png", world::picture(9, 9)).await.refused("admin_required");
    assert_eq!(app.anonymous().get("/branding").await.ok()["logoUrl"], Value::Null);
    for path in ["/brand/0123456789abcdef/logo.png", "/brand/x/theme.css", "/brand/x", "/brand"] {
        root(&app.anonymous(), &json!(path)).await.refused("not_found");
    }
}

#[tokio::test]
async fn pictures_in_use_are_never_swept_away() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = set_logo(&admin, "image/png", world::picture(60, 30)).await.ok();
    let emoji =
        admin.call(Method::POST, "/emoji?name=kept").body("image/png", world::picture(9, 9));
    let emoji = emoji.send().await.created();
    let in_use = app.app.db.reader().read(epop::features::workspace::blobs_in_use).await;
    let in_use = in_use.expect("the names of blobs");
    assert_eq!(in_use.len(), 5, "{in_use:?}");
    let later = epop::infra::clock::Clock::system().now().after(epop::infra::blobs::SPARE * 2);
    app.app.blobs.sweep(&in_use.into_iter().collect(), later).await.expect("it sweeps");
    assert_eq!(root(&app.anonymous(), &made["logoUrl"]).await.status(), 200);
    assert_eq!(root(&admin, &emoji["url"]).await.status(), 200);
}
