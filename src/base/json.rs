//! What JSON can say that a plain option cannot.

use serde::{Deserialize, Deserializer};

/// Tells a key that is null (`Some(None)`) from one that is absent (`None`, by `#[serde(default)]`).
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    d: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}
