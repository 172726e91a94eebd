//! How much can be brought, as the operator set it.

use serde::Serialize;
use utoipa::ToSchema;

use super::model::FORM_MAX;
use crate::config;

/// How much can be brought, in bytes: told before it is met.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The largest file; what is larger than `maxForm` comes in pieces.
    max_upload: u64,
    /// The largest file that comes at once.
    max_form: u64,
    /// How much one person may keep; null for no limit.
    quota: Option<u64>,
}

impl Limits {
    /// As the operator set them.
    pub fn of(config: &config::Files) -> Self {
        let max_upload = config.max_upload.bytes();
        let quota = config.quota.map(config::ByteSize::bytes);
        Self { max_upload, max_form: FORM_MAX.min(max_upload), quota }
    }
}
