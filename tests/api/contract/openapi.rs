//! The document of the API: complete, true to the command line's, and kept in the repository.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use crate::support::{TestApp, assert_snapshot};

#[tokio::test]
async fn the_document_that_is_served_is_what_the_handlers_say() {
    let said = serde_json::to_value(epop::boot::openapi()).expect("the document is JSON");
    let mut text = serde_json::to_string_pretty(&said).expect("JSON can be printed");
    text.push('\n');
    assert_snapshot("docs/openapi.json", &text);
    let served =
        TestApp::start().await.anonymous().call_root(Method::GET, "/docs-json").send().await;
    assert_eq!(*served.json(), said);
}

#[tokio::test]
async fn every_operation_is_described() {
    let app = TestApp::start().await;
    let (mut names, mut faults) = (BTreeSet::new(), Vec::new());
    for operation in app.document().operations() {
        let facts = operation.facts;
        let place = format!("{} {}", operation.method, operation.path);
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                faults.push(format!("{place}: {what}"));
            }
        };
        expect(facts["summary"].as_str().is_some_and(|text| text.ends_with('.')), "has no summary");
        expect(facts["tags"].as_array().is_some_and(|tags| tags.len() == 1), "has not one tag");
        expect(names.insert(facts["operationId"].to_string()), "shares its operationId");
        for name in
            operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        {
            expect(parameter(facts, "path", name).is_some(), &format!("does not describe {name}"));
        }
        let responses = facts["responses"].as_object().expect("an operation has responses");
        let successes = responses.iter().filter(|(status, _)| status.starts_with('2'));
        for (status, response) in successes.clone() {
            let kinds = response["content"].as_object();
            let described = kinds.is_some_and(|kinds| {
                !kinds.is_empty() && kinds.values().all(|kind| !kind["schema"].is_null())
            });
            // The protocol of resumable uploads answers with headers alone.
            let is_tus = operation.path.contains("/tus");
            expect(described || is_tus, &format!("has no schema for {status}"));
        }
        expect(successes.count() >= 1, "has no success");
        if operation.method == "PATCH" {
            expect(!facts["requestBody"].is_null(), "has no body");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn parameter<'d>(facts: &'d Value, kind: &str, name: &str) -> Option<&'d Value> {
    let all = facts["parameters"].as_array()?;
    all.iter().find(|parameter| parameter["in"] == kind && parameter["name"] == name)
}

#[tokio::test]
async fn the_page_of_the_document_needs_nothing_from_outside() {
    let app = TestApp::start().await;
    let page = app.anonymous().call_root(Method::GET, "/docs").send().await;
    assert_eq!(page.status(), 200);
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    for operation in app.document().operations() {
        let name = operation.facts["operationId"].as_str().unwrap_or_default();
        assert!(page.text().contains(operation.path), "{name} is not on the page");
    }
    for foreign in ["src=\"http", "href=\"http://", "@import", "//cdn"] {
        assert!(!page.text().contains(foreign), "the page asks for {foreign}");
    }
}
