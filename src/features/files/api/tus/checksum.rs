//! What a piece of an upload is to be, as its sender says.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::CHECKSUM;
use crate::base::{Error, Result};

/// What a piece is to be.
pub(super) enum Checksum {
    Sha1(Vec<u8>),
    Sha256(Vec<u8>),
}

impl Checksum {
    pub(super) fn fits(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha1(hash) => Sha1::digest(bytes).as_slice() == hash,
            Self::Sha256(hash) => Sha256::digest(bytes).as_slice() == hash,
        }
    }
}

/// The checksum of the piece in this request, if it has one.
///
/// # Errors
/// `invalid_request`
pub(super) fn read_checksum(headers: &HeaderMap) -> Result<Option<Checksum>> {
    let Some(value) = headers.get(CHECKSUM) else { return Ok(None) };
    let wrong = || {
        let sentence = "must be sha1 or sha256 and a hash in Base64";
        Error::invalid_field("Upload-Checksum", "invalid", sentence)
    };
    let (algorithm, hash) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(wrong)?;
    let hash = STANDARD.decode(hash).map_err(|_| wrong())?;
    match algorithm {
        "sha1" => Ok(Some(Checksum::Sha1(hash))),
        "sha256" => Ok(Some(Checksum::Sha256(hash))),
        _ => Err(wrong()),
    }
}
