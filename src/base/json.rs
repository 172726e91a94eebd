//! What JSON can say that a plain option cannot.

use serde::{Deserialize, Deserializer};

/// Tells a key that is null (`Some(None)`) from one that is absent (`None`, by `#[serde(default)]`).
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    d: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}

/// Takes null for what is there by default: files of others say null where we would say nothing.
pub fn or_default<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(
    d: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(d).map(Option::unwrap_or_default)
}
