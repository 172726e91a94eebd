//! The picture of a person.

use crate::base::ids::UserId;

/// Digits of a blob's name that tell one picture from the next.
const VERSION: usize = 16;

/// Where the picture of `user` is that the blob `name` holds.
pub(super) fn avatar_url(user: UserId, name: &str) -> String {
    format!("/api/v1/users/{user}/avatar/{}", &name[..VERSION.min(name.len())])
}
