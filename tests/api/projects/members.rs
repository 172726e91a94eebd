//! Who takes part: nobody is lifted above who lifts them, and losing access is immediate.

use serde_json::json;

use crate::support::{TestApp, world};

#[tokio::test]
async fn nobody_gives_what_they_do_not_have() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let (citra, eka) = (app.user("citra").await, app.user("eka").await);
    let project = world::project(&ana, "Plans", &[(&eka, "admin"), (&budi, "member")]).await;
    let members = format!("/projects/{project}/members");
    let new = json!({"userId": citra.id(), "role": "owner"});
    eka.post(&members, new).await.refused("project_admin_required");
    let raise = json!({"role": "owner"});
    eka.patch(&format!("{members}/{}", budi.id()), raise).await.refused("project_admin_required");
    let touch = format!("{members}/{}", ana.id());
    eka.patch(&touch, json!({"role": "viewer"})).await.refused("project_admin_required");
    eka.delete(&touch).await.refused("project_admin_required");
    ana.patch(&touch, json!({"role": "member"})).await.refused("project_owner_required");
    ana.post(&format!("/projects/{project}/leave"), json!({}))
        .await
        .refused("project_owner_required");
    let heir = json!({"userId": eka.id()});
    ana.post(&format!("/projects/{project}/hand-over"), heir).await.ok();
    ana.post(&format!("/projects/{project}/leave"), json!({})).await.ok();
    ana.get(&format!("/projects/{project}")).await.refused("project_not_found");
    assert_eq!(eka.get(&format!("/projects/{project}")).await.ok()["myRole"], "owner");
}

#[tokio::test]
async fn who_is_removed_hears_nothing_more() {
    let app = TestApp::start().await;
    let (ana, budi, eka) = (app.user("ana").await, app.user("budi").await, app.user("eka").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member"), (&eka, "viewer")]).await;
    let (mut budis, mut ekas) = (budi.socket().await, eka.socket().await);
    world::task(&ana, &project, "for members").await;
    budis.until("project.task.created").await;
    ana.delete(&format!("/projects/{project}/members/{}", budi.id())).await.ok();
    world::task(&ana, &project, "for members").await;
    let mark = app.mark().await;
    let heard = budis.until_mark(mark).await;
    assert!(heard.iter().any(|frame| frame.event == "project.member.removed"));
    assert!(!heard.iter().any(|frame| frame.event == "project.task.created"), "{heard:?}");
    assert!(ekas.until_mark(mark).await.iter().any(|f| f.event == "project.task.created"));
    for path in ["", "/board", "/tasks", "/members", "/activity"] {
        budi.get(&format!("/projects/{project}{path}")).await.refused("project_not_found");
    }
    let mut again = budi.socket_with("names=dot&since=0").await;
    let missed = again.until_mark(app.mark().await).await;
    assert!(!missed.iter().any(|frame| frame.event.starts_with("project.task")), "{missed:?}");
}

#[tokio::test]
async fn an_open_project_is_seen_by_all_and_closed_to_them_at_once() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let project = world::project(&ana, "Plans", &[]).await;
    let path = format!("/projects/{project}");
    budi.get(&path).await.refused("project_not_found");
    let mut budis = budi.socket().await;
    ana.patch(&path, json!({"visibility": "org"})).await.ok();
    let seen = budi.get(&path).await.ok();
    assert_eq!((&seen["myRole"], &seen["isMember"]), (&json!("viewer"), &json!(false)));
    world::task(&ana, &project, "for everyone").await;
    budis.until("project.task.created").await;
    let new = json!({"title": "mine"});
    budi.post(&format!("{path}/tasks"), new).await.refused("project_role_required");
    let closing = json!({"visibility": "private", "name": "A secret", "description": "hidden"});
    ana.patch(&path, closing).await.ok();
    world::task(&ana, &project, "for members").await;
    let heard = budis.until_mark(app.mark().await).await;
    assert!(!heard.iter().any(|frame| frame.event == "project.task.created"), "{heard:?}");
    let closed = heard.iter().find(|frame| frame.event == "project.updated").expect("it is told");
    assert_eq!(closed.data["patch"], json!({"visibility": "private"}), "and nothing else is");
    assert!(!format!("{heard:?}").contains("secret"), "{heard:?}");
    budi.get(&path).await.refused("project_not_found");
}

#[tokio::test]
async fn an_orphan_is_taken_over_and_everyone_is_told() {
    let app = TestApp::start().await;
    let (ana, budi, admin) = (app.user("ana").await, app.user("budi").await, app.admin().await);
    let project = world::project(&ana, "Plans", &[(&budi, "member")]).await;
    let take = format!("/admin/projects/{project}/take-over");
    admin.post(&take, json!({})).await.refused("project_not_orphaned");
    admin.patch(&format!("/admin/users/{}", ana.id()), json!({"disabled": true})).await.ok();
    let listed = admin.get("/admin/projects/orphaned").await.ok();
    assert_eq!(listed["items"][0]["id"], project.as_str());
    let mut budis = budi.socket().await;
    admin.post(&take, json!({})).await.ok();
    let told = budis.until("project.ownership.taken").await;
    assert_eq!(told.data["userId"], admin.id());
    assert_eq!(admin.get(&format!("/projects/{project}")).await.ok()["myRole"], "owner");
    let history = budi.get(&format!("/projects/{project}/activity")).await.ok();
    assert!(history.to_string().contains("project.taken_over"), "{history}");
}

#[tokio::test]
async fn an_owner_who_cannot_sign_in_does_not_count() {
    let app = TestApp::start().await;
    let (ana, budi, admin) = (app.user("ana").await, app.user("budi").await, app.admin().await);
    let project = world::project(&ana, "Plans", &[(&budi, "owner")]).await;
    admin.patch(&format!("/admin/users/{}", budi.id()), json!({"disabled": true})).await.ok();
    let leave = format!("/projects/{project}/leave");
    ana.post(&leave, json!({})).await.refused("project_owner_required");
    let step_down = format!("/projects/{project}/members/{}", ana.id());
    ana.patch(&step_down, json!({"role": "admin"})).await.refused("project_owner_required");
    ana.delete(&format!("/projects/{project}/members/{}", budi.id())).await.ok();
}
