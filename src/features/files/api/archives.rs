//! `/files/archive`: many files at once, as a zip that is made while it is read.

use std::collections::HashSet;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use crate::access::tokens::one_time_secret;
use crate::access::{Answer, App, Call, FileBody, Grant, Public, SignedIn, identify_session};
use crate::base::ids::{FileId, UserId};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::files::access::load_seen;
use crate::features::files::model::{ARCHIVE_MAX, FileStatus};
use crate::features::files::store::archives;
use crate::features::files::store::files::FileRow;
use crate::http::extract::Path;
use crate::http::file::Disposition;
use crate::http::origin::OwnOrigin;
use crate::infra::blobs::ZipEntry;
use crate::infra::db::ReadTx;

/// How long the address of a bundle is good.
const TTL: std::time::Duration = std::time::Duration::from_mins(15);

/// Files to bundle.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ArchiveRequest {
    /// Which, 1 to 500, each once.
    file_ids: Vec<FileId>,
}

/// A bundle.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Archive {
    /// Where to get it, as a zip.
    url: String,
    /// Until when.
    expires_at: Timestamp,
    /// How many files are in it.
    file_count: usize,
    /// How many bytes they have, before they are packed.
    total_size: u64,
}

/// Those of the files that the person may have, in the order in which they were named.
fn list_ready(tx: &ReadTx<'_>, user: UserId, wanted: &[FileId]) -> Result<Vec<FileRow>> {
    let mut rows = Vec::with_capacity(wanted.len());
    for id in wanted {
        match load_seen(tx, user, *id) {
            Ok(row) if row.status == FileStatus::Ready && row.trashed_at.is_none() => {
                rows.push(row);
            }
            Ok(_) => {}
            Err(error) if error.code() == codes::FILE_NOT_FOUND => {}
            Err(error) => return Err(error),
        }
    }
    Ok(rows)
}

/// Makes an address under which files can be had as one zip. Files that the caller may not have are left out.
#[utoipa::path(
    post,
    path = "/files/archive",
    tag = "files",
    request_body = ArchiveRequest,
    responses(
        (status = 201, body = Archive),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "file_not_found"),
    )
)]
pub(crate) async fn make_archive(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    origin: OwnOrigin,
    Call(ArchiveRequest { file_ids }, intent): Call<ArchiveRequest>,
) -> Result<Answer> {
    let distinct: HashSet<FileId> = file_ids.iter().copied().collect();
    if !(1..=ARCHIVE_MAX).contains(&file_ids.len()) || distinct.len() != file_ids.len() {
        let sentence = "must be 1 to 500 files, each once";
        return Err(Error::invalid_field("fileIds", "out_of_range", sentence));
    }
    grant
        .create(&app, intent, move |tx, granted| {
            let rows = list_ready(tx, granted.actor.user, &file_ids)?;
            if rows.is_empty() {
                return Err(codes::FILE_NOT_FOUND.into());
            }
            let (secret, hash) = one_time_secret();
            let expires_at = tx.now().after(TTL);
            let ids: Vec<FileId> = rows.iter().map(|row| row.id).collect();
            archives::insert(tx, &hash, granted.actor.session, &ids, expires_at)?;
            Ok(Archive {
                url: format!("{}/api/v1/files/archive/{secret}", origin.0),
                expires_at,
                file_count: rows.len(),
                total_size: rows.iter().map(|row| row.size).sum(),
            })
        })
        .await
}

/// Gives a bundle as a zip. The address speaks for its maker, whose rights are looked at again.
#[utoipa::path(
    get,
    path = "/files/archive/{archive}",
    tag = "files",
    params(("archive" = String, Path, description = "As `url` has it.")),
    responses(
        (status = 200, body = FileBody, content_type = "application/zip"),
        (status = 404, description = "link_expired"),
        (status = 503, description = "overloaded"),
    )
)]
pub(crate) async fn get_archive(
    State(app): State<App>,
    _: Public,
    Path(secret): Path<String>,
) -> Result<Response> {
    let hash = crate::access::tokens::hash_secret(&secret);
    let now = app.clock.now();
    let found = app.db.reader().read(move |tx| archives::find(tx, &hash, now)).await?;
    let (session, ids) = found.ok_or(codes::LINK_EXPIRED)?;
    let actor = identify_session(&app, session).await?.ok_or(codes::LINK_EXPIRED)?;
    let rows = app.db.reader().read(move |tx| list_ready(tx, actor.user, &ids)).await?;
    if rows.is_empty() {
        return Err(codes::LINK_EXPIRED.into());
    }
    let entries = rows.into_iter().filter_map(|row| {
        Some(ZipEntry { name: row.name, blob: row.blob?, modified: row.updated_at })
    });
    let bytes = app.blobs.zip(entries.collect())?;
    let mut response = Response::new(Body::from_stream(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CONTENT_DISPOSITION, Disposition::Attachment.of("files.zip"));
    Ok(response)
}
