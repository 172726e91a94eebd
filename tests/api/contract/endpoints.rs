//! Every endpoint × every kind of caller. The list of endpoints is the API's own document: one that has
//! no row here fails the suite.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::rows::{People, Place, Right, Row, rows};
use crate::support::{Client, TestApp, world};

/// The callers who are refused, each with the code they get.
fn refused<'p>(
    right: Right,
    people: &'p People,
    place: &'p Place,
) -> Vec<(&'p Client, &'static str)> {
    match right {
        Right::Public | Right::SignedIn => vec![],
        Right::Admin => vec![(&place.guest, "admin_required"), (&people.ana, "admin_required")],
        // Who runs the workspace has no key to private chats.
        Right::Member => vec![(&people.citra, "chat_not_found"), (&people.admin, "chat_not_found")],
        Right::Owner => vec![
            (&people.citra, "chat_not_found"),
            (&people.admin, "chat_not_found"),
            (&people.budi, "chat_admin_required"),
        ],
        Right::Sender => vec![
            (&people.citra, "chat_not_found"),
            (&people.admin, "chat_not_found"),
            (&people.eka, "message_not_yours"),
        ],
        Right::Keeper => vec![(&people.ana, "saved_not_found"), (&people.admin, "saved_not_found")],
        Right::Maker => vec![(&people.ana, "emoji_not_yours"), (&people.budi, "emoji_not_yours")],
        Right::FileReader => {
            vec![(&people.citra, "file_not_found"), (&people.admin, "file_not_found")]
        }
        Right::FileOwner => vec![
            (&people.citra, "file_not_found"),
            (&people.admin, "file_not_found"),
            (&people.eka, "file_not_yours"),
        ],
        Right::FileKeeper => {
            vec![(&people.citra, "file_not_found"), (&people.eka, "file_not_yours")]
        }
        Right::Trasher => vec![(&people.ana, "file_not_found"), (&people.admin, "file_not_found")],
        Right::Bringer => {
            vec![(&people.ana, "upload_not_found"), (&people.admin, "upload_not_found")]
        }
        Right::Attacher => vec![
            (&people.citra, "message_not_found"),
            (&people.admin, "message_not_found"),
            (&people.eka, "message_not_yours"),
        ],
        Right::Scheduler => vec![
            (&people.citra, "scheduled_not_found"),
            (&people.admin, "scheduled_not_found"),
            (&people.eka, "scheduled_not_found"),
        ],
        Right::ProjectView
        | Right::ProjectWork
        | Right::TaskAttacher
        | Right::Commenter
        | Right::ProjectAdmin
        | Right::ProjectOwner
        | Right::ProjectTrash => super::projects::refused(right, people),
    }
}

#[tokio::test]
async fn every_endpoint_has_a_row() {
    let app = TestApp::start().await;
    let document = app.document();
    let (mut covered, mut unknown) = (BTreeSet::new(), Vec::new());
    for row in rows() {
        let url = format!("/api/v1{}", row.url);
        match document.find(row.method.as_str(), &url) {
            Some(operation) => drop(covered.insert((operation.method, operation.path))),
            None => unknown.push(row.name()),
        }
    }
    assert!(unknown.is_empty(), "no endpoint of the document answers {unknown:?}");
    let missing: Vec<_> = document
        .operations()
        .filter(|operation| !covered.contains(&(operation.method, operation.path)))
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    assert!(missing.is_empty(), "rows are missing for {missing:?}");
}

#[tokio::test]
async fn nobody_passes_without_the_right() {
    let app = TestApp::start().await;
    let people = People::of(&app).await;
    let (anonymous, forger) = (app.anonymous(), app.anonymous().with_token("bm90LWEtdG9rZW4"));
    for (number, row) in rows().iter().enumerate() {
        let place = Place::make(&app, &people, number).await;
        let before = app.app.db.committed_seq();
        if row.right != Right::Public {
            row.call(&place, &anonymous).send().await.refused("unauthenticated");
            row.call(&place, &forger).send().await.refused("session_expired");
            row.call(&place, &people.dodi).send().await.refused("session_expired");
        }
        for (caller, code) in refused(row.right, &people, &place) {
            row.call(&place, caller).send().await.refused(code);
        }
        assert_eq!(app.app.db.committed_seq(), before, "a refused {} left an event", row.name());
        let holder =
            if row.right == Right::Public { &anonymous } else { place.holder(row.right, &people) };
        let answer = row.call(&place, holder).send().await;
        assert_eq!(answer.status(), row.status, "{answer}");
        // A person has only so many of these, and there are more rows.
        let scheduled = place.fill("/chats/{chat}/scheduled/{scheduled}");
        people.budi.call(Method::DELETE, &scheduled).send().await;
    }
}

#[tokio::test]
async fn a_message_is_reached_only_through_its_own_chat() {
    let app = TestApp::start().await;
    let people = People::of(&app).await;
    for (number, row) in rows().iter().enumerate() {
        let text = format!("{}{}", row.url, row.body);
        if !["{message}", "{poll}", "{urgent}"].iter().any(|name| text.contains(name)) {
            continue;
        }
        let mut place = Place::make(&app, &people, number).await;
        let elsewhere = world::group(&people.budi, "Elsewhere", &[&people.ana]).await;
        place.rename("{chat}", elsewhere);
        row.call(&place, &people.budi).send().await.refused("message_not_found");
    }
}

#[tokio::test]
async fn every_body_refuses_what_it_does_not_know() {
    let app = TestApp::start().await;
    let people = People::of(&app).await;
    let place = Place::make(&app, &people, 0).await;
    for row in rows() {
        let caller = place.holder(row.right, &people);
        let Value::Object(mut body) = place.fill_json(&row.body) else { continue };
        body.insert("surprise".to_owned(), json!(1));
        let url = place.fill(row.url);
        let send = |body: Value| caller.call(row.method.clone(), &url).json(&body).send();
        send(Value::Object(body)).await.invalid("surprise", "unknown_field");
        for wrong in [json!([]), json!("text"), json!(7)] {
            send(wrong).await.refused("invalid_request");
        }
        let call = caller.call(row.method.clone(), &url);
        call.body("application/json", "{\"a\":").send().await.refused("invalid_json");
        let call = caller.call(row.method.clone(), &url);
        call.body("text/plain", "{}").send().await.refused("unsupported_media_type");
    }
}

#[tokio::test]
async fn ids_that_are_none_are_refused_and_never_our_fault() {
    let app = TestApp::start().await;
    let people = People::of(&app).await;
    let place = Place::make(&app, &people, 0).await;
    let has_id = |row: &&Row| row.url.split('?').next().is_some_and(|path| path.contains('{'));
    for row in rows().iter().filter(has_id) {
        for id in [
            "abc",
            "-1",
            "0x10",
            "1.5",
            "99999999999999999999",
            "%00",
            "1%20OR%201=1",
            "9007199254740993",
        ] {
            let answer = with_first_id(row, &place, id, &people).await;
            assert!(matches!(answer, 400 | 404), "{} with {id} answered {answer}", row.name());
        }
    }
}

/// The status of a row's request with `id` in the place of the first id in its address.
async fn with_first_id(row: &Row, place: &Place, id: &str, people: &People) -> u16 {
    let (start, end) = (row.url.find('{').unwrap_or(0), row.url.find('}').unwrap_or(0));
    let url = format!("{}{id}{}", &row.url[..start], place.fill(&row.url[end + 1..]));
    let call = row.at(&url, place.holder(row.right, people));
    let call = if row.body.is_object() { call.json(&place.fill_json(&row.body)) } else { call };
    call.send().await.status()
}
