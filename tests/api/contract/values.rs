//! Small questions and changes of JSON, for what a listening client holds.

use serde_json::Value;

pub(super) fn differences(ours: &Value, fresh: &Value, path: &str) -> Vec<String> {
    match (ours, fresh) {
        (Value::Object(left), Value::Object(right)) => {
            let mut names: Vec<&String> = left.keys().chain(right.keys()).collect();
            names.sort_unstable();
            names.dedup();
            let at = |name: &str| format!("{path}.{name}");
            names
                .iter()
                .flat_map(|name| match (left.get(*name), right.get(*name)) {
                    (Some(left), Some(right)) => differences(left, right, &at(name)),
                    (left, right) => vec![format!("{}: {left:?} but loaded {right:?}", at(name))],
                })
                .collect()
        }
        _ if ours == fresh => vec![],
        _ => vec![format!("{path}: {ours} but loaded {fresh}")],
    }
}

pub(super) fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

pub(super) fn keys(value: &Value) -> Vec<String> {
    value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub(super) fn number(id: &Value) -> i64 {
    id.as_str().and_then(|id| id.parse().ok()).unwrap_or(0)
}

pub(super) fn insert(map: &mut Value, key: &str, value: Value) {
    map.as_object_mut().expect("a map of the replica").insert(key.to_owned(), value);
}

pub(super) fn remove(map: &mut Value, key: &str) {
    map.as_object_mut().expect("a map of the replica").remove(key);
}

pub(super) fn merge(into: &mut Value, patch: &Value) {
    for (key, value) in patch.as_object().into_iter().flatten() {
        if key != "updatedAt" && key != "presence" {
            into[key] = value.clone();
        }
    }
}

pub(super) fn drop_nulls(map: &mut Value, keys: &[&str]) {
    for key in keys {
        if map[*key].is_null() {
            remove(map, key);
        }
    }
}
