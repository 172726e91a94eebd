//! Checks JSON against the part of JSON Schema that the document uses, and more strictly than the
//! standard: a key that the schema does not name is a fault.

use std::collections::BTreeSet;

use epop::base::time::Timestamp;
use serde_json::Value;

use super::Document;

/// Where `value` departs from `schema`; empty if nowhere.
pub(super) fn faults(document: &Document, schema: &Value, value: &Value) -> Vec<String> {
    let mut check = Check { document, faults: Vec::new() };
    check.value(schema, value, "$", true);
    check.faults
}

fn is_time(text: &str) -> bool {
    text.parse::<Timestamp>().is_ok() && text.ends_with('Z') && text.len() == 24
}

struct Check<'d> {
    document: &'d Document,
    faults: Vec<String>,
}

impl<'d> Check<'d> {
    fn fault(&mut self, path: &str, message: impl std::fmt::Display) {
        self.faults.push(format!("{path} {message}"));
    }

    /// `closed`: keys that the schema does not name are faults.
    fn value(&mut self, schema: &'d Value, value: &Value, path: &str, closed: bool) {
        let schema = self.document.resolve(schema);
        for word in ["oneOf", "anyOf"] {
            if let Some(branches) = schema.get(word).and_then(Value::as_array) {
                self.some_branch(branches, value, path, closed);
            }
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            for part in parts {
                self.value(part, value, path, false);
            }
        }
        self.of_type(schema, value, path);
        if let Some(allowed) = schema.get("enum").and_then(Value::as_array)
            && !allowed.contains(value)
        {
            self.fault(path, format_args!("is {value}, which is not one of {allowed:?}"));
        }
        match value {
            Value::Object(object) => self.object(schema, object, path, closed),
            Value::Array(items) => {
                if let Some(item) = schema.get("items") {
                    for (position, value) in items.iter().enumerate() {
                        self.value(item, value, &format!("{path}[{position}]"), true);
                    }
                }
            }
            Value::String(text) if schema["format"] == "date-time" && !is_time(text) => {
                self.fault(path, format_args!("is no time: {text}"));
            }
            _ => {}
        }
    }

    fn some_branch(&mut self, branches: &'d [Value], value: &Value, path: &str, closed: bool) {
        let mut nearest: Option<Vec<String>> = None;
        for branch in branches {
            let mut attempt = Check { document: self.document, faults: Vec::new() };
            attempt.value(branch, value, path, closed);
            if attempt.faults.is_empty() {
                return;
            }
            if nearest.as_ref().is_none_or(|least| attempt.faults.len() < least.len()) {
                nearest = Some(attempt.faults);
            }
        }
        self.faults.extend(nearest.unwrap_or_default());
    }

    fn of_type(&mut self, schema: &Value, value: &Value, path: &str) {
        let allowed: Vec<&str> = match schema.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => return,
        };
        let actual = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let fits =
            allowed.contains(&actual) || (actual == "integer" && allowed.contains(&"number"));
        if !fits {
            self.fault(path, format_args!("is {value}, not {}", allowed.join(" or ")));
        }
    }

    fn object(
        &mut self,
        schema: &'d Value,
        object: &serde_json::Map<String, Value>,
        path: &str,
        closed: bool,
    ) {
        for required in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let key = required.as_str().unwrap_or_default();
            if !object.contains_key(key) {
                self.fault(path, format_args!("has no {key}"));
            }
        }
        for (key, part) in schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            if let Some(value) = object.get(key) {
                self.value(part, value, &format!("{path}.{key}"), true);
            }
        }
        if !closed {
            return;
        }
        let Some(known) = self.known_keys(schema) else { return };
        for key in object.keys().filter(|key| !known.contains(key.as_str())) {
            self.fault(path, format_args!("has {key}, which is not documented"));
        }
    }

    /// The keys an object of this schema may have; none if it may have any, or if its branches decide.
    fn known_keys(&self, schema: &'d Value) -> Option<BTreeSet<&'d str>> {
        let schema = self.document.resolve(schema);
        let open = ["additionalProperties", "oneOf", "anyOf"]
            .iter()
            .any(|word| schema.get(word).is_some_and(|value| *value != Value::Bool(false)));
        if open {
            return None;
        }
        let own = schema.get("properties").and_then(Value::as_object);
        let mut known: BTreeSet<&str> =
            own.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            known.extend(self.known_keys(part)?);
        }
        Some(known)
    }
}
