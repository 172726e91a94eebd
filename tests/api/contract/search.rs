//! The rows about search.

use serde_json::json;

use super::rows::{Right, Row, get, put};

pub(super) fn rows() -> Vec<Row> {
    use Right::{Admin, SignedIn};
    vec![
        get("/search?q=hello", SignedIn),
        get("/search/messages/cursor?q=hello", SignedIn),
        get("/search/suggestions?q=hel", SignedIn),
        get("/search/index", Admin),
        put("/search/index/all", Admin, json!({})),
    ]
}
