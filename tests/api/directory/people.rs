//! Everyone.

use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn names(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/users?{query}")).await.ok();
    let items = page["items"].as_array().expect("a page").iter();
    items.map(|person| person["displayName"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn people_are_found_by_name_address_and_extension() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    ana.patch("/users/me", json!({"displayName": "Ana Wijaya", "phoneExt": "4711"})).await.ok();
    budi.patch("/users/me", json!({"displayName": "100%_Budi"})).await.ok();
    assert_eq!(names(&budi, "q=WIJ").await, ["Ana Wijaya"]);
    assert_eq!(names(&budi, "q=ana@ex").await, ["Ana Wijaya"]);
    assert_eq!(names(&budi, "q=4711").await, ["Ana Wijaya"]);
    assert_eq!(names(&budi, "q=%25_b").await, ["100%_Budi"], "signs stand for themselves");
    assert_eq!(names(&budi, "q=%25").await, ["100%_Budi"]);
    assert_eq!(names(&budi, "q=%5C").await, [""; 0]);
    assert_eq!(names(&budi, "q=').DROP").await, [""; 0]);
    assert_eq!(names(&budi, "q=%20").await.len(), 3, "blanks ask for everyone");
    budi.get(&format!("/users?q={}", "x".repeat(101))).await.invalid("q", "too_long");
}

#[tokio::test]
async fn pages_show_everyone_once_by_name() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for name in ["budi", "ana", "eka", "citra", "dodi", "zaki"] {
        app.user(name).await;
    }
    // Two of the same name, and one that sorts by case only.
    app.user("eka").await.patch("/users/me", json!({"displayName": "Budi"})).await.ok();
    app.user("zaki").await.patch("/users/me", json!({"displayName": "budi"})).await.ok();
    let (mut seen, mut url) = (Vec::new(), "/users?limit=2".to_owned());
    loop {
        let page = admin.get(&url).await.ok();
        seen.extend(page["items"].as_array().expect("a page").clone());
        assert_eq!(page["hasMore"], page["nextCursor"].is_string());
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        url = format!("/users?limit=2&cursor={cursor}");
    }
    let shown: Vec<_> =
        seen.iter().map(|person| person["displayName"].as_str().unwrap_or_default()).collect();
    assert_eq!(shown, ["Admin", "Ana", "Budi", "Budi", "budi", "Citra", "Dodi"]);
    let mut ids: Vec<_> = seen.iter().map(|person| person["id"].to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 7);
    admin.get("/users?cursor=nonsense").await.refused("invalid_cursor");
    for limit in ["0", "101", "-1", "x"] {
        admin.get(&format!("/users?limit={limit}")).await.refused("invalid_request");
    }
}

#[tokio::test]
async fn switched_off_accounts_are_listed_for_administrators_only() {
    let app = TestApp::start().await;
    let (admin, ana, dodi) = (app.admin().await, app.user("ana").await, app.user("dodi").await);
    admin.patch(&format!("/admin/users/{}", dodi.id()), json!({"disabled": true})).await.ok();
    assert_eq!(names(&ana, "limit=100").await, ["Admin", "Ana"]);
    assert_eq!(names(&admin, "includeDisabled=true").await, ["Admin", "Ana", "Dodi"]);
    assert_eq!(names(&admin, "includeDisabled=false").await, ["Admin", "Ana"]);
    ana.get("/users?includeDisabled=true").await.refused("admin_required");
    // Old messages still show who wrote them.
    let shown = ana.get(&format!("/users/{}", dodi.id())).await.ok();
    assert_eq!((&shown["displayName"], &shown["disabled"]), (&json!("Dodi"), &json!(true)));
}

#[tokio::test]
async fn a_person_is_seen_without_their_settings() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    ana.patch("/users/me", json!({"locale": "id", "timeZone": "Asia/Jakarta"})).await.ok();
    let seen = budi.get(&format!("/users/{}", ana.id())).await.ok();
    for key in ["locale", "doNotDisturb", "manualPresence", "passwordHash"] {
        assert_eq!(seen.get(key), None::<&Value>, "{key}");
    }
    assert_eq!(seen["timeZone"], "Asia/Jakarta", "others see what time it is for her");
    budi.get("/users/999999").await.refused("user_not_found");
    budi.get("/users/nobody").await.refused("invalid_request");
}
