//! Why a JSON body was refused, in words a form can use: field, stable code, sentence.
//!
//! Runs only after a refusal, so it may take its time: unknown keys are taken out one by one until
//! another fault, or none, is left. That is how every unknown key gets named.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::base::codes;
use crate::base::{Error, FieldError};

/// At most this many faults are named.
const MOST_FAULTS: usize = 20;

/// The refusal of a body that is not a `T`.
pub(super) fn explain<T: DeserializeOwned>(body: &[u8]) -> Error {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else {
        return codes::INVALID_JSON.into();
    };
    let mut faults = Vec::new();
    while faults.len() < MOST_FAULTS {
        let Err(error) = serde_path_to_error::deserialize::<_, T>(&value) else { break };
        let place = path_of(&error);
        let fault = name(&place, &error.inner().to_string());
        let unknown = fault.code == "unknown_field";
        let removed = unknown && remove(&mut value, &fault.field);
        faults.push(fault);
        if !removed {
            break;
        }
    }
    if faults.is_empty() {
        // The bytes are refused and their value is not: a key stands twice.
        faults.push(FieldError::new("", "duplicate_field", "has a key twice"));
    }
    Error::invalid(faults)
}

/// The dotted path of the fault; empty for the whole body.
fn path_of(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let path = error.path().to_string();
    if path == "." { String::new() } else { path }
}

/// Turns serde's words into ours. `place` is where it stood when it gave up.
pub(super) fn name(place: &str, message: &str) -> FieldError {
    for (start, code, sentence) in [
        ("unknown field `", "unknown_field", "is no field of this request"),
        ("missing field `", "required", "is required"),
        ("duplicate field `", "duplicate_field", "is there twice"),
    ] {
        if let Some(field) = message.strip_prefix(start).and_then(|rest| rest.split('`').next()) {
            return FieldError::new(join(place, field), code, sentence);
        }
    }
    // Our own types say "code: sentence".
    if let Some((code, sentence)) = message.split_once(": ")
        && let Some(code) = TEXT_FAULTS.iter().find(|known| **known == code)
    {
        return FieldError::new(place, code, sentence);
    }
    FieldError::new(place, "invalid", message)
}

/// The codes of `base::text::TextFault`.
const TEXT_FAULTS: &[&str] = &["required", "too_long", "too_short", "invalid"];

fn join(place: &str, field: &str) -> String {
    match place.rsplit('.').next() {
        // For an unknown key the place is the key itself.
        Some(last) if last == field => place.to_owned(),
        _ if place.is_empty() => field.to_owned(),
        _ => format!("{place}.{field}"),
    }
}

/// Takes the key at a dotted path out of a value; false if there is none.
fn remove(value: &mut Value, path: &str) -> bool {
    let (parents, key) = path.rsplit_once('.').unwrap_or(("", path));
    let mut object = value;
    for step in parents.split('.').filter(|step| !step.is_empty()) {
        let (name, indices) = step.split_once('[').unwrap_or((step, ""));
        let mut next = if name.is_empty() { Some(object) } else { object.get_mut(name) };
        for index in indices.split('[').filter(|index| !index.is_empty()) {
            let index = index.trim_end_matches(']').parse::<usize>();
            next = next.and_then(|list| list.get_mut(index.ok()?));
        }
        let Some(found) = next else { return false };
        object = found;
    }
    object.as_object_mut().is_some_and(|object| object.remove(key).is_some())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::extract::parse_json;
    use super::*;
    use crate::base::ids::UserId;
    use crate::base::text::DisplayName;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[expect(dead_code, reason = "only their reading is tested")]
    struct Person {
        display_name: DisplayName,
        age: Option<u8>,
        friends: Option<Vec<Friend>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only their reading is tested")]
    struct Friend {
        id: UserId,
    }

    fn faults(body: &str) -> Vec<(String, &'static str)> {
        match parse_json::<Person>(body.as_bytes()).unwrap_err() {
            Error::Refused(refusal) if refusal.code == codes::INVALID_REQUEST => {
                refusal.details.into_iter().map(|fault| (fault.field, fault.code)).collect()
            }
            other => vec![(String::new(), other.code().name())],
        }
    }

    fn fault(field: &str, code: &'static str) -> (String, &'static str) {
        (field.to_owned(), code)
    }

    #[test]
    fn every_unknown_key_is_named() {
        let body = r#"{"displayName":"Ana","x":1,"friends":[{"id":"1"},{"id":"2","y":2}],"z":3}"#;
        assert_eq!(
            faults(body),
            [
                fault("friends[1].y", "unknown_field"),
                fault("x", "unknown_field"),
                fault("z", "unknown_field"),
            ]
        );
    }

    #[test]
    fn faults_name_field_and_kind() {
        assert_eq!(faults("{}"), [fault("displayName", "required")]);
        assert_eq!(faults(r#"{"displayName":" "}"#), [fault("displayName", "required")]);
        let long = "x".repeat(81);
        assert_eq!(
            faults(&format!(r#"{{"displayName":"{long}"}}"#)),
            [fault("displayName", "too_long")]
        );
        assert_eq!(faults(r#"{"displayName":"a","age":"old"}"#), [fault("age", "invalid")]);
        assert_eq!(
            faults(r#"{"displayName":"a","friends":[{"id":7}]}"#),
            [fault("friends[0].id", "invalid")]
        );
        assert_eq!(
            faults(r#"{"displayName":"a","displayName":"b"}"#),
            [fault("", "duplicate_field")]
        );
        assert_eq!(faults("[]"), [fault("", "invalid")]);
    }

    #[test]
    fn what_is_no_json_is_said_to_be_none() {
        for body in ["{", "nonsense", "\u{feff}{}", r#"{"displayName":"\ud800"}"#, "{} {}"] {
            assert_eq!(faults(body), [fault("", "invalid_json")], "{body}");
        }
        let deep = "[".repeat(200_000);
        assert_eq!(faults(&deep), [fault("", "invalid_json")]);
    }
}
