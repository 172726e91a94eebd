//! What the API says of itself: the OpenAPI document, as the tests look things up in it.

use std::sync::{Arc, LazyLock};

use serde_json::Value;

use super::client::Target;
use super::schema;

/// The OpenAPI document.
pub(crate) struct Document(Value);

/// One operation of the document.
#[derive(Clone, Copy)]
pub(crate) struct Operation<'d> {
    /// Upper case.
    pub(crate) method: &'d str,
    /// The whole path with its parameters in braces.
    pub(crate) path: &'d str,
    /// Its object in the document.
    pub(crate) facts: &'d Value,
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

impl Document {
    /// Makes the target complete with what the handlers say of themselves.
    pub(super) fn load(target: Target) -> Arc<Target> {
        static SAID: LazyLock<Document> = LazyLock::new(|| {
            Document(serde_json::to_value(epop::boot::openapi()).expect("the document is JSON"))
        });
        target.documented(&SAID)
    }

    /// Every operation, in the order of the document.
    pub(crate) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = self.0["paths"].as_object().expect("a document has paths");
        paths.iter().flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| {
                let facts = item.get(method.to_ascii_lowercase())?;
                Some(Operation { method, path, facts })
            })
        })
    }

    /// The operation that answers a request; literal segments win over parameters.
    pub(crate) fn find(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let path = path.split('?').next().unwrap_or(path);
        let fits = self.operations().filter(|op| op.method == method && matches(op.path, path));
        fits.min_by_key(|op| op.path.matches('{').count())
    }

    /// What is wrong with an answer to the operation, by the document; empty if nothing is.
    pub(crate) fn faults(
        &self,
        operation: Operation<'_>,
        status: u16,
        body: &Value,
    ) -> Vec<String> {
        let Some(response) = operation.facts["responses"].get(status.to_string()) else {
            return vec![format!("status {status} is not documented")];
        };
        let content = &self.resolve(response)["content"];
        // Of a file nothing but its media type is said.
        if content
            .as_object()
            .is_some_and(|kinds| kinds.keys().all(|kind| kind != "application/json"))
        {
            return Vec::new();
        }
        // The protocol of resumable uploads answers with headers alone.
        if content.is_null() && body.is_null() && operation.path.contains("/tus") {
            return Vec::new();
        }
        let schema = &content["application/json"]["schema"];
        if schema.is_null() {
            return vec![format!("status {status} is documented without a schema")];
        }
        schema::faults(self, schema, body)
    }

    /// Follows a `$ref`, if the value is one.
    pub(super) fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        let Some(target) = value.get("$ref").and_then(Value::as_str) else { return value };
        let pointer = target.strip_prefix('#').expect("references stay inside the document");
        self.0.pointer(pointer).unwrap_or_else(|| panic!("{target} is not in the document"))
    }
}

fn matches(template: &str, path: &str) -> bool {
    let (mut left, mut right) = (template.split('/'), path.split('/'));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(part), Some(segment)) if part.starts_with('{') => {
                if segment.is_empty() {
                    return false;
                }
            }
            (Some(part), Some(segment)) if part == segment => {}
            _ => return false,
        }
    }
}
