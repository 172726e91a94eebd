//! The rows about the workspace as a whole.

use reqwest::Method;
use serde_json::{Value, json};

use super::rows::{PICTURE, Right, Row, create, delete, get, put, row};

pub(super) fn rows() -> Vec<Row> {
    use Right::{Admin, Maker, Public, SignedIn};
    let branding = json!({"name": "Workshop", "accent": "#0f766e"});
    vec![
        get("/branding", Public),
        put("/admin/branding", Admin, branding),
        get("/admin/branding/palette?accent=%230f766e", Admin),
        put("/admin/branding/logo", Admin, json!(PICTURE)),
        delete("/admin/branding/logo", Admin, Value::Null),
        get("/emoji", SignedIn),
        create("/emoji?name=brand_new", SignedIn, json!(PICTURE)),
        get("/emoji/{emoji}/{drawing}", SignedIn),
        delete("/emoji/{emoji}", Maker, Value::Null),
        put("/admin/emoji", Admin, json!({"addedBy": "everyone"})),
        get("/admin/status", Admin),
        row(Method::POST, "/admin/status/mail", Admin, json!({}), 409),
    ]
}
