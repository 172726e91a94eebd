//! Search, as people ask.

mod files;
mod finding;
mod history;
mod indexing;
mod inside;
mod language;
mod projects;
mod reading;
mod suggestions;
mod work_history;

use serde_json::Value;

use crate::support::{Client, TestApp, arrives};

/// Waits until the index has seen everything that has happened.
pub(crate) async fn indexed(app: &TestApp) {
    let newest = app.app.db.committed_seq();
    let mut progress = app.app.index.progress();
    let seen = arrives("the index", progress.wait_for(|position| position.seq >= newest));
    seen.await.expect("the index is written");
}

/// What a person finds with these parameters, once everything is in the index.
pub(crate) async fn search(app: &TestApp, person: &Client, parameters: &[(&str, &str)]) -> Value {
    indexed(app).await;
    person.get(&address("/search", parameters)).await.ok()
}

/// A path with parameters, escaped.
pub(crate) fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs = parameters.iter().map(|(name, value)| format!("{name}={}", escape(value)));
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

/// The texts of the messages that were found, in order.
pub(crate) fn texts(answer: &Value) -> Vec<String> {
    let hits = answer["messages"].as_array().expect("a list of messages").iter();
    hits.map(|hit| hit["item"]["content"].as_str().unwrap_or_default().to_owned()).collect()
}

/// What a person finds for `q`: the texts of messages, in the order of the alphabet.
pub(crate) async fn found(app: &TestApp, person: &Client, q: &str) -> Vec<String> {
    let answer = search(app, person, &[("q", q), ("limit", "100")]).await;
    let mut texts = texts(&answer);
    assert_eq!(answer["totals"]["messages"], texts.len(), "{answer}");
    texts.sort_unstable();
    texts
}
