//! The picture of a person: where it is, and which blobs hold it.

use crate::base::Result;
use crate::base::ids::UserId;
use crate::infra::db::ReadTx;

/// Digits of a blob's name that tell one picture from the next.
const VERSION: usize = 16;

/// The sides of the two squares that are kept of a picture, in pixels.
pub(super) const SIDES: [u32; 2] = [64, 256];

/// The blobs of a person's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Avatar {
    /// 64 pixels.
    pub small: String,
    /// 256 pixels.
    pub large: String,
}

/// What tells a picture from the one before.
pub(super) fn version_of(large: &str) -> &str {
    &large[..VERSION.min(large.len())]
}

/// Where the picture of `user` is that the blob `large` holds.
pub(super) fn avatar_url(user: UserId, large: &str) -> String {
    format!("/api/v1/users/{user}/avatar/{}", version_of(large))
}

/// The names of all blobs that people's pictures are in.
pub fn blobs_in_use(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    super::store::looks::list_avatar_blobs(tx)
}
