//! Losing access is immediate: for each way of losing it, the socket hears nothing more, the next
//! request is refused, what comes back gets nothing, and everyone else is unaffected.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use super::rows::token_in;
use crate::support::{Client, Frame, PASSWORD, Socket, TestApp, world};

/// Ana owns the chat; Budi will lose it; Citra stays in it.
struct Scene {
    app: TestApp,
    ana: Client,
    budi: Client,
    citra: Client,
    chat: String,
}

impl Scene {
    async fn set() -> Self {
        let app = TestApp::start().await;
        let (ana, budi, citra) =
            (app.user("ana").await, app.user("budi").await, app.user("citra").await);
        let chat = world::group(&ana, "Plans", &[&budi, &citra]).await;
        Self { app, ana, budi, citra, chat }
    }

    /// Ana says something; asserts that Citra hears it.
    async fn speak(&self, citras: &mut Socket) {
        world::say(&self.ana, &self.chat, "only for members").await;
        let heard = citras.until("chat.message.created").await;
        assert_eq!(heard.data["patch"]["content"], "only for members");
    }

    /// Asserts that the socket, still open, hears nothing of the chat.
    async fn assert_deaf(&self, socket: &mut Socket) {
        let heard = socket.until_mark(self.app.mark().await).await;
        assert!(!heard.iter().any(|frame| self.is_message(frame)), "{heard:?}");
    }

    fn is_message(&self, frame: &Frame) -> bool {
        frame.event.starts_with("chat.message") && frame.data["chatId"] == self.chat.as_str()
    }

    /// Asserts that Budi is out of the chat on every path.
    async fn assert_out_of_chat(&self) {
        for path in ["", "/messages", "/members", "/messages/cursor"] {
            self.budi.get(&format!("/chats/{}{path}", self.chat)).await.refused("chat_not_found");
        }
        let listed = self.budi.get("/chats").await.ok();
        assert!(!listed.to_string().contains("only for members"), "{listed}");
        let mut again = self.budi.socket_with("names=dot&since=0").await;
        let missed = again.until_mark(self.app.mark().await).await;
        assert!(!missed.iter().any(|frame| self.is_message(frame)), "{missed:?}");
    }

    /// Asserts that the socket was closed for want of a session, and that the token is worth nothing.
    async fn assert_signed_out(&self, socket: &mut Socket, client: &Client, code: u16) {
        let (heard, closed) = socket.closed().await;
        assert_eq!(closed, code);
        assert!(!heard.iter().any(|frame| self.is_message(frame)), "{heard:?}");
        client.get("/users/me").await.refused("session_expired");
        client.by_cookie().get("/users/me").await.refused("session_expired");
        let mut refused =
            Socket::open(self.app.address(), "names=dot&since=0", &client.socket_auth()).await;
        assert_eq!(refused.closed().await, (vec![], 4401));
    }
}

#[tokio::test]
async fn who_is_removed_hears_nothing_more() {
    let scene = Scene::set().await;
    let (mut budis, mut citras) = (scene.budi.socket().await, scene.citra.socket().await);
    scene.speak(&mut citras).await;
    budis.until("chat.message.created").await;
    scene.ana.delete(&format!("/chats/{}/members/{}", scene.chat, scene.budi.id())).await.ok();
    scene.speak(&mut citras).await;
    scene.assert_deaf(&mut budis).await;
    scene.assert_out_of_chat().await;
}

#[tokio::test]
async fn who_leaves_hears_nothing_more() {
    let scene = Scene::set().await;
    let (mut budis, mut citras) = (scene.budi.socket().await, scene.citra.socket().await);
    scene.budi.post(&format!("/chats/{}/leave", scene.chat), json!({})).await.ok();
    scene.speak(&mut citras).await;
    scene.assert_deaf(&mut budis).await;
    scene.assert_out_of_chat().await;
}

#[tokio::test]
async fn who_is_removed_types_no_more_and_sees_nobody_type() {
    let scene = Scene::set().await;
    let (mut anas, mut budis) = (scene.ana.socket().await, scene.budi.socket().await);
    let mut citras = scene.citra.socket().await;
    let typing = json!({"chatId": scene.chat});
    budis.call_ok("join_chat", typing.clone()).await;
    scene.ana.delete(&format!("/chats/{}/members/{}", scene.chat, scene.budi.id())).await.ok();
    let mark = scene.app.mark().await;
    for socket in [&mut anas, &mut budis, &mut citras] {
        socket.until_mark(mark).await;
    }
    assert_eq!(budis.call("chat.typing.start", typing.clone()).await["ok"], false);
    anas.call_ok("chat.typing.start", typing).await;
    citras.expect("chat.typing.start").await;
    budis.assert_silence(scene.app.mark().await).await;
}

#[tokio::test]
async fn a_flood_does_not_hide_a_removal() {
    let scene = Scene::set().await;
    let mut budis = scene.budi.socket().await;
    let flood = join_all((0..40).map(|_| world::say(&scene.ana, &scene.chat, "flood")));
    let path = format!("/chats/{}/members/{}", scene.chat, scene.budi.id());
    let removal = async {
        scene.ana.delete(&path).await.ok();
        scene.app.app.db.committed_seq()
    };
    let (_, removed_by) = tokio::join!(flood, removal);
    join_all((0..40).map(|_| world::say(&scene.ana, &scene.chat, "flood"))).await;
    let heard = budis.until_mark(scene.app.mark().await).await;
    let late = heard.iter().filter(|frame| scene.is_message(frame) && frame.seq > Some(removed_by));
    assert_eq!(late.count(), 0, "{heard:?}");
}

#[tokio::test]
async fn who_comes_back_hears_again() {
    let scene = Scene::set().await;
    let (mut budis, mut citras) = (scene.budi.socket().await, scene.citra.socket().await);
    scene.ana.delete(&format!("/chats/{}/members/{}", scene.chat, scene.budi.id())).await.ok();
    scene.speak(&mut citras).await;
    let members = format!("/chats/{}/members", scene.chat);
    scene.ana.post(&members, json!({"userIds": [scene.budi.id()]})).await.created();
    let back = scene.app.app.db.committed_seq();
    scene.speak(&mut citras).await;
    let heard = budis.until_mark(scene.app.mark().await).await;
    let after = heard.iter().filter(|frame| scene.is_message(frame) && frame.seq > Some(back));
    assert_eq!(after.count(), 1, "{heard:?}");
}

#[tokio::test]
async fn a_revoked_session_ends_alone() {
    let scene = Scene::set().await;
    let phone = scene.app.sign_in(&scene.budi).await;
    let mut phones = phone.socket().await;
    let (mut budis, mut citras) = (scene.budi.socket().await, scene.citra.socket().await);
    let sessions = phone.get("/auth/sessions").await.ok();
    let all = sessions.as_array().expect("a list of sessions");
    let current = all.iter().find(|session| session["isCurrent"] == true).expect("the one in use");
    scene.budi.delete(&format!("/auth/sessions/{}", world::id_of(current))).await.ok();
    scene.speak(&mut citras).await;
    scene.assert_signed_out(&mut phones, &phone, 4401).await;
    budis.until("chat.message.created").await;
    let left = scene.budi.get("/auth/sessions").await.ok();
    assert_eq!(left.as_array().map(Vec::len), Some(all.len() - 1), "{left}");
}

#[tokio::test]
async fn logging_out_ends_the_session_on_the_server() {
    let scene = Scene::set().await;
    let (mut budis, mut citras) = (scene.budi.socket().await, scene.citra.socket().await);
    let other = scene.app.sign_in(&scene.budi).await;
    let mut others = other.socket().await;
    let answer = scene.budi.post("/auth/logout", json!({})).await;
    answer.ok();
    scene.speak(&mut citras).await;
    scene.assert_signed_out(&mut budis, &scene.budi, 4401).await;
    others.until("chat.message.created").await;
}

#[tokio::test]
async fn ending_the_other_sessions_keeps_this_one() {
    let scene = Scene::set().await;
    let others = [scene.app.sign_in(&scene.budi).await, scene.app.sign_in(&scene.budi).await];
    let mut sockets = [others[0].socket().await, others[1].socket().await];
    let (mut budis, mut citras) = (scene.budi.socket().await, scene.citra.socket().await);
    scene.budi.post("/auth/sessions/revoke-all", json!({})).await.ok();
    scene.speak(&mut citras).await;
    for (socket, client) in sockets.iter_mut().zip(&others) {
        scene.assert_signed_out(socket, client, 4401).await;
    }
    budis.until("chat.message.created").await;
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let scene = Scene::set().await;
    let other = scene.app.sign_in(&scene.budi).await;
    let mut others = other.socket().await;
    let (mut budis, mut citras) = (scene.budi.socket().await, scene.citra.socket().await);
    let body = json!({"currentPassword": PASSWORD, "newPassword": "copper-lantern-5548"});
    scene.budi.post("/auth/password/change", body).await.ok();
    scene.speak(&mut citras).await;
    scene.assert_signed_out(&mut others, &other, 4401).await;
    budis.until("chat.message.created").await;
}

#[tokio::test]
async fn a_reset_password_ends_every_session() {
    let scene = Scene::set().await;
    let (mut budis, mut citras) = (scene.budi.socket().await, scene.citra.socket().await);
    let path = format!("/admin/users/{}/reset-link", scene.budi.id());
    let link = scene.app.admin().await.post(&path, json!({})).await.created();
    let body = json!({"token": token_in(&link["url"]), "password": "copper-lantern-5548"});
    scene.app.anonymous().post("/auth/password/reset", body).await.ok();
    scene.speak(&mut citras).await;
    scene.assert_signed_out(&mut budis, &scene.budi, 4401).await;
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    let scene = Scene::set().await;
    let phone = scene.app.sign_in(&scene.budi).await;
    let (mut budis, mut phones) = (scene.budi.socket().await, phone.socket().await);
    let mut citras = scene.citra.socket().await;
    let path = format!("/admin/users/{}", scene.budi.id());
    scene.app.admin().await.patch(&path, json!({"disabled": true})).await.ok();
    scene.speak(&mut citras).await;
    for (socket, client) in [(&mut budis, &scene.budi), (&mut phones, &phone)] {
        scene.assert_signed_out(socket, client, 4403).await;
    }
    let login = json!({"email": scene.budi.email(), "password": PASSWORD});
    scene.app.anonymous().post("/auth/login", login).await.refused("invalid_credentials");
}

#[tokio::test]
async fn a_demoted_administrator_has_no_rights_left() {
    let scene = Scene::set().await;
    let admin = scene.app.admin().await;
    let path = format!("/admin/users/{}", scene.budi.id());
    admin.patch(&path, json!({"isAdmin": true})).await.ok();
    scene.budi.get("/admin/invitations").await.ok();
    admin.patch(&path, json!({"isAdmin": false})).await.ok();
    scene.budi.get("/admin/invitations").await.refused("admin_required");
    scene.budi.get("/users/me").await.ok();
}

#[tokio::test]
async fn an_archived_chat_is_for_reading_only() {
    let scene = Scene::set().await;
    let said = world::id_of(&world::say(&scene.budi, &scene.chat, "before").await);
    scene.ana.patch(&format!("/chats/{}", scene.chat), json!({"archived": true})).await.ok();
    let chat = &scene.chat;
    for (path, body) in [
        (format!("/chats/{chat}/messages"), json!({"content": "late"})),
        (format!("/chats/{chat}/messages/{said}/edit"), json!({"content": "late"})),
        (format!("/chats/{chat}/reactions"), json!({"messageId": said, "emoji": "👍"})),
    ] {
        scene.budi.post(&path, body).await.refused("chat_archived");
    }
    scene.budi.get(&format!("/chats/{chat}/messages")).await.ok();
    scene.budi.post(&format!("/chats/{chat}/reads"), json!({"messageId": said})).await.ok();
}

#[tokio::test]
async fn a_session_that_runs_out_takes_its_socket_along() {
    let scene = Scene::set().await;
    let mut budis = scene.budi.socket().await;
    scene.app.app.clock.advance(Duration::from_hours(24 * 31));
    scene.app.pass(Duration::from_secs(25)).await;
    let (_, code) = budis.closed().await;
    assert_eq!(code, 4401);
}
