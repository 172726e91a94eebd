//! What administrators do with accounts, and what the machine itself can do.

use epop::features::{auth, directory};
use epop::infra::password::Passwords;
use epop::infra::telemetry::Metrics;
use futures_util::future::join;
use serde_json::json;

use crate::support::{Client, PASSWORD, TestApp};

fn account(person: &Client) -> String {
    format!("/admin/users/{}", person.id())
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.admin().await, app.user("ana").await);
    for change in [
        json!({"isAdmin": false}),
        json!({"disabled": true}),
        json!({"isAdmin": false, "disabled": true}),
    ] {
        admin.patch(&account(&admin), change).await.refused("last_admin");
    }
    assert_eq!(admin.get("/users/me").await.ok()["isAdmin"], true);
    admin.patch(&account(&ana), json!({"isAdmin": true})).await.ok();
    let after = admin.patch(&account(&admin), json!({"isAdmin": false})).await.ok();
    assert_eq!(after["isAdmin"], false);
    ana.patch(&account(&ana), json!({"disabled": true})).await.refused("last_admin");
    admin.patch(&account(&ana), json!({"isAdmin": false})).await.refused("admin_required");
}

#[tokio::test]
async fn two_administrators_who_demote_each_other_leave_one() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.admin().await, app.user("ana").await);
    for _ in 0..5 {
        admin.patch(&account(&ana), json!({"isAdmin": true})).await.ok();
        let (to_ana, to_admin) = (account(&ana), account(&admin));
        let (one, other) = join(
            admin.patch(&to_ana, json!({"isAdmin": false})),
            ana.patch(&to_admin, json!({"isAdmin": false})),
        )
        .await;
        let done = [one.status(), other.status()].iter().filter(|status| **status == 200).count();
        assert_eq!(done, 1, "{one} {other}");
        // Whoever is left makes the first one administrator again.
        if other.status() == 200 {
            ana.patch(&to_admin, json!({"isAdmin": true})).await.ok();
        }
    }
}

#[tokio::test]
async fn an_account_that_is_switched_on_again_starts_afresh() {
    let app = TestApp::start().await;
    let (admin, ana, budi) = (app.admin().await, app.user("ana").await, app.user("budi").await);
    let mut budis = budi.socket().await;
    let off = admin.patch(&account(&ana), json!({"disabled": true})).await.ok();
    assert_eq!((&off["disabled"], &off["presence"]), (&json!(true), &json!("offline")));
    let told = budis.expect("user.updated").await.data;
    assert_eq!((&told["userId"], &told["patch"]), (&json!(ana.id()), &json!({"disabled": true})));
    admin.patch(&account(&ana), json!({"disabled": false})).await.ok();
    ana.get("/users/me").await.refused("session_expired");
    app.sign_in(&ana).await.get("/users/me").await.ok();
    // Nothing changes, nothing is told.
    budis.expect("user.updated").await;
    admin.patch(&account(&ana), json!({"disabled": false, "isAdmin": false})).await.ok();
    admin.patch(&account(&ana), json!({})).await.ok();
    budis.assert_silence(app.mark().await).await;
}

#[tokio::test]
async fn accounts_are_changed_by_administrators_only() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.admin().await, app.user("ana").await);
    ana.patch(&account(&ana), json!({"isAdmin": true})).await.refused("admin_required");
    ana.post(&format!("{}/reset-link", account(&admin)), json!({})).await.refused("admin_required");
    ana.patch("/admin/users/999999", json!({})).await.refused("admin_required");
    admin.patch("/admin/users/999999", json!({"disabled": true})).await.refused("user_not_found");
    let strange = admin.patch(&account(&ana), json!({"email": "x@example.test"})).await;
    strange.invalid("email", "unknown_field");
}

#[tokio::test]
async fn the_machine_makes_accounts_and_sets_passwords() {
    let app = TestApp::start().await;
    let state = &app.app;
    assert_eq!(auth::user_count(state).await.expect("a number"), 0);
    let make = async |email: &str, password: &str| {
        auth::create_user(state, email, "Wati Putri", password.to_owned(), false).await
    };
    let refused = make("wati@example.test", "short").await.expect_err("a short password");
    assert_eq!(refused.code().name(), "invalid_request");
    make("nonsense", PASSWORD).await.expect_err("no address");
    make("Wati@example.test", PASSWORD).await.expect("an account");
    let taken = make("wati@example.test", PASSWORD).await.expect_err("a taken address");
    assert_eq!(taken.code().name(), "email_taken");
    let all = directory::list_all(state).await.expect("a list");
    assert_eq!(
        all.iter().map(|person| person.email.as_str()).collect::<Vec<_>>(),
        ["wati@example.test"]
    );

    let log_in = async |password: &str| {
        let body = json!({"email": "wati@example.test", "password": password});
        app.anonymous().post("/auth/login", body).await
    };
    let wati = app.anonymous().signed_in(&log_in(PASSWORD).await.ok());
    let new = "copper-lantern-5548";
    auth::set_password(state, "wati@example.test", new.to_owned()).await.expect("a new password");
    wati.get("/users/me").await.refused("session_expired");
    log_in(PASSWORD).await.refused("invalid_credentials");
    log_in(new).await.ok();
    let nobody = auth::set_password(state, "nobody@example.test", new.to_owned()).await;
    assert_eq!(nobody.expect_err("no account").code().name(), "user_not_found");
}

#[tokio::test]
async fn a_hash_of_weaker_parameters_is_made_anew_at_the_next_sign_in() {
    let app = TestApp::configured(|config| config.passwords.iterations = 2).await;
    let ana = app.user("ana").await;
    let mut weaker = app.app.config.passwords.clone();
    weaker.iterations = 1;
    let weaker = Passwords::start(&weaker, &Metrics::new()).expect("a thread");
    let old = weaker.hash(PASSWORD.to_owned()).await.expect("a hash");
    let put = app.app.db.write(move |tx| {
        tx.execute("UPDATE users SET password_hash = ?1 WHERE email = 'ana@example.test'", [old])
    });
    put.await.expect("the old hash is put back");
    let hash = async || {
        let kept = app.app.db.reader().read(|tx| {
            let sql = "SELECT password_hash FROM users WHERE email = 'ana@example.test'";
            tx.one(sql, [], |row| row.get::<_, String>(0))
        });
        kept.await.expect("the hash is kept")
    };
    assert!(hash().await.contains("t=1"));
    app.sign_in(&ana).await;
    let fresh = hash().await;
    assert!(fresh.contains("t=2"), "{fresh}");
    app.sign_in(&ana).await;
    assert_eq!(hash().await, fresh, "a hash of today's strength stays");
}
