//! Comments: whom they name hears of it, and what they say does no harm.

use serde_json::json;

use crate::support::markup::judge;
use crate::support::{TestApp, world};

#[tokio::test]
async fn who_is_named_hears_of_it_and_follows() {
    let app = TestApp::start().await;
    let (ana, budi, citra) =
        (app.user("ana").await, app.user("budi").await, app.user("citra").await);
    let project = world::project(&ana, "Plans", &[(&budi, "viewer")]).await;
    let path = format!("/projects/{project}/tasks/{}", world::task(&ana, &project, "a").await);
    let (mut budis, mut citras) = (budi.socket().await, citra.socket().await);
    let body = json!({"body": "@Budi and @Citra, `@Ana` look"});
    let comment = ana.post(&format!("{path}/comments"), body).await.created();
    assert_eq!(comment["mentions"], json!([budi.id()]), "strangers and code are not named");
    budis.until("project.task.mentioned").await;
    let heard = citras.until_mark(app.mark().await).await;
    assert!(!heard.iter().any(|frame| frame.event.starts_with("project.")), "{heard:?}");
    let task = budi.get(&path).await.ok();
    assert_eq!((&task["isFollowing"], &task["commentCount"]), (&json!(true), &json!(1)));
    let put = budi.put(&format!("{path}/follow"), json!({"isFollowing": false})).await.ok();
    assert_eq!(put["isFollowing"], false);
    ana.post(&format!("{path}/comments"), json!({"body": "@Budi again"})).await.created();
    assert_eq!(
        budi.get(&path).await.ok()["isFollowing"],
        false,
        "who stopped is not made to follow"
    );
    budi.post(&format!("{path}/comments"), json!({"body": "hm"}))
        .await
        .refused("project_role_required");
}

#[tokio::test]
async fn nothing_that_is_written_does_harm() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let path = format!("/projects/{project}/tasks/{}", world::task(&ana, &project, "a").await);
    for text in [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "**ok** <svg onload=alert(1)>",
    ] {
        let task = ana.patch(&path, json!({"description": text})).await.ok();
        assert_eq!(judge(task["descriptionHtml"].as_str().expect("markup")), Ok(()));
        let comment = ana.post(&format!("{path}/comments"), json!({"body": text})).await.created();
        assert_eq!(judge(comment["html"].as_str().expect("markup")), Ok(()));
    }
    ana.post(&format!("{path}/comments"), json!({"body": "  "})).await.invalid("body", "required");
    ana.post(&format!("{path}/comments"), json!({"body": null})).await.refused("invalid_request");
}
