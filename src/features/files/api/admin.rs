//! How long files are kept, what administrators do, and how much is used.

use std::time::Duration;

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::files::FileDone;
use crate::access::{Admin, Answer, App, Call, Grant, SignedIn, store as people};
use crate::base::ids::FileId;
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::files::access::KeepFile;
use crate::features::files::acts::{changing, purging, settling};
use crate::features::files::model::{FileStatus, Retention};
use crate::features::files::store::{files, usage};
use crate::http::extract::Path;

/// How long to keep a file.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetentionRequest {
    /// From now on; null is `permanent`.
    #[serde(deserialize_with = "Option::deserialize")]
    policy: Option<Retention>,
}

/// How long a file is kept.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Retained {
    /// Always true.
    success: bool,
    /// The policy.
    retention_policy: Retention,
    /// When it will be deleted for good.
    retention_expires_at: Option<Timestamp>,
}

/// Says how long a file is kept: its owner's right and administrators'.
#[utoipa::path(
    patch,
    path = "/files/{id}/retention",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    request_body = RetentionRequest,
    responses(
        (status = 200, body = Retained),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours"),
        (status = 404, description = "file_not_found"),
    )
)]
pub(crate) async fn set_retention(
    State(app): State<App>,
    grant: Grant<KeepFile>,
    Call(RetentionRequest { policy }, intent): Call<RetentionRequest>,
) -> Result<Answer> {
    let policy = policy.unwrap_or(Retention::Permanent);
    grant
        .change(&app, intent, move |tx, granted| {
            let row = changing::retain(tx, &granted.resource, policy)?;
            Ok(Retained {
                success: true,
                retention_policy: row.retention,
                retention_expires_at: row.retention_until,
            })
        })
        .await
}

/// What an administrator says of a file.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct StatusRequest {
    /// How far it has come: `scanning` has it scanned again. Not `pending`.
    status: FileStatus,
    /// Why, up to 200 characters.
    scan_result: Option<String>,
}

/// Overrules the scanner: of the present form of a file.
#[utoipa::path(
    patch,
    path = "/files/{id}/status",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    request_body = StatusRequest,
    responses(
        (status = 200, body = FileDone),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required, file_not_ready"),
        (status = 404, description = "file_not_found"),
    )
)]
pub(crate) async fn overrule_status(
    State(app): State<App>,
    grant: Grant<Admin>,
    Path(id): Path<FileId>,
    Call(request, intent): Call<StatusRequest>,
) -> Result<Answer> {
    let StatusRequest { status, scan_result } = request;
    if status == FileStatus::Pending {
        return Err(Error::invalid_field("status", "invalid", "cannot be pending again"));
    }
    if scan_result.as_ref().is_some_and(|text| text.chars().count() > 200) {
        let sentence = "must have at most 200 characters";
        return Err(Error::invalid_field("scanResult", "too_long", sentence));
    }
    let bell = app.brought.clone();
    grant
        .change(&app, intent, move |tx, _| {
            let row = files::find(tx, id)?.ok_or(codes::FILE_NOT_FOUND)?;
            if row.version == 0 {
                return Err(codes::FILE_NOT_READY.into());
            }
            settling::overrule(tx, id, row.version, status, scan_result)?;
            tx.after_commit(move || bell.notify_waiters());
            Ok(FileDone { success: true })
        })
        .await
}

/// What to give up.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PurgeTemp {
    /// Files whose bytes were awaited for longer than this, 1 to 8,760; 24 unless given.
    #[schema(minimum = 1, maximum = 8760)]
    older_than_hours: Option<u32>,
}

/// What to delete.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PurgeRetention {
    /// How many at most, 1 to 1,000; 200 unless given.
    #[schema(minimum = 1, maximum = 1000)]
    batch: Option<u32>,
}

/// What was deleted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Purged {
    /// How many files.
    deleted: usize,
}

/// Files given up in one request, at most.
const PURGE_MAX: u32 = 500;

fn bounded(field: &'static str, number: u32, max: u32) -> Result<u32> {
    if (1..=max).contains(&number) {
        Ok(number)
    } else {
        Err(Error::invalid_field(field, "out_of_range", format!("must be 1 to {max}")))
    }
}

/// Gives up files whose bytes never came.
#[utoipa::path(
    post,
    path = "/files/purge-temp",
    tag = "files",
    request_body = PurgeTemp,
    responses(
        (status = 201, body = Purged),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
pub(crate) async fn purge_temp(
    State(app): State<App>,
    grant: Grant<Admin>,
    Call(request, intent): Call<PurgeTemp>,
) -> Result<Answer> {
    let hours = bounded("olderThanHours", request.older_than_hours.unwrap_or(24), 8_760)?;
    let older = Duration::from_hours(u64::from(hours));
    grant
        .create(&app, intent, move |tx, _| {
            Ok(Purged { deleted: purging::given_up(tx, older, PURGE_MAX)? })
        })
        .await
}

/// Deletes for good what is not to be kept any longer.
#[utoipa::path(
    post,
    path = "/files/purge-retention",
    tag = "files",
    request_body = PurgeRetention,
    responses(
        (status = 201, body = Purged),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
pub(crate) async fn purge_retention(
    State(app): State<App>,
    grant: Grant<Admin>,
    Call(request, intent): Call<PurgeRetention>,
) -> Result<Answer> {
    let batch = bounded("batch", request.batch.unwrap_or(200), 1_000)?;
    grant
        .create(&app, intent, move |tx, _| Ok(Purged { deleted: purging::retained(tx, batch)? }))
        .await
}

/// How much is kept, in bytes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Usage {
    /// By the caller, trash and earlier versions included.
    used: u64,
    /// What the caller may keep; null for no limit.
    quota: Option<u64>,
    /// How much of it that is, 0 to 100; 0 without a limit.
    percentage: u8,
    /// By everyone together; null unless an administrator asks: it would tell of every file that comes.
    workspace_used: Option<u64>,
    /// What everyone together may keep; null for no limit but the disk.
    workspace_quota: Option<u64>,
}

/// Tells how much the caller keeps; administrators, how much everyone together does, too.
#[utoipa::path(
    get,
    path = "/files/usage",
    tag = "files",
    responses(
        (status = 200, body = Usage),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(crate) async fn get_usage(State(app): State<App>, grant: Grant<SignedIn>) -> Result<Answer> {
    let config = &app.config.files;
    let quota = config.quota.map(crate::config::ByteSize::bytes);
    let workspace_quota = config.workspace_quota.map(crate::config::ByteSize::bytes);
    let shown = grant.show(&app, move |tx, granted| {
        let user = granted.actor.user;
        let own = usage::of_person(tx, user)?;
        let all = people::is_admin(tx, user)?.then(|| usage::of_all(tx)).transpose()?;
        let share = quota.map_or(0, |quota| own.saturating_mul(100) / quota.max(1));
        Ok(Usage {
            used: own,
            quota,
            percentage: u8::try_from(share).unwrap_or(100).min(100),
            workspace_used: all,
            workspace_quota,
        })
    });
    shown.await
}
