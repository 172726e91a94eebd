//! `/files/{id}/download`, `/view` and `/thumbnail`: the bytes themselves, whole or in part.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, FileBody, Grant, Linked, signed_path};
use crate::base::ids::{FileId, UserId};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::files::access::{ReadFile, is_keeper, require_ready};
use crate::features::files::store::files::FileRow;
use crate::features::files::store::{thumbnails, versions};
use crate::http::extract::Query;
use crate::http::file::{Asked, Disposition, Outgoing, send};
use crate::http::origin::OwnOrigin;
use crate::infra::db::ReadTx;
use crate::infra::filetype::shown_as;

/// How long an address to save a file is good.
const DOWNLOAD_TTL: std::time::Duration = std::time::Duration::from_mins(15);
/// How long an address to show a file is good: as long as a long film.
const VIEW_TTL: std::time::Duration = std::time::Duration::from_hours(6);

/// Which form of a file.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ContentQuery {
    /// The number of the form; the present one unless given. Others are for who may change the file.
    version: Option<u32>,
    /// Of an address that was asked for: it speaks for its maker.
    #[serde(rename = "token")]
    _token: Option<String>,
}

/// What of a file goes out.
struct Content {
    blob: String,
    mime: String,
    name: String,
}

fn find_content(
    tx: &ReadTx<'_>,
    user: UserId,
    row: FileRow,
    version: Option<u32>,
) -> Result<Content> {
    if let Some(version) = version.filter(|version| *version != row.version) {
        let form = versions::find_number(tx, row.id, version)?;
        let form = if is_keeper(tx, user, &row)? { form } else { None };
        let form = form.ok_or(codes::FILE_VERSION_NOT_FOUND)?;
        require_ready(form.status)?;
        return Ok(Content { blob: form.blob, mime: form.mime, name: row.name });
    }
    require_ready(row.status)?;
    let blob = row.blob.ok_or(codes::FILE_NOT_READY)?;
    Ok(Content { blob, mime: row.mime, name: row.name })
}

async fn load(app: &App, grant: Grant<ReadFile>, version: Option<u32>) -> Result<Content> {
    let content = grant.read(app, move |tx, granted| {
        let (actor, row) = granted.into_parts();
        find_content(tx, actor.user, row, version)
    });
    content.await
}

async fn give(app: &App, asked: &Asked, file: Outgoing<'_>) -> Result<Response> {
    let sent = send(&app.blobs, asked, file).await?;
    sent.ok_or_else(|| Error::internal(format!("the blob {} is lost", file.blob)))
}

/// Gives the bytes of a file, to be saved; a part of them, if a range is asked for.
#[utoipa::path(
    get,
    path = "/files/{id}/download",
    tag = "files",
    params(("id" = FileId, Path, description = "The file."), ContentQuery),
    responses(
        (status = 200, body = FileBody, content_type = "application/octet-stream"),
        (status = 206, body = FileBody, content_type = "application/octet-stream", description = "The range that was asked for."),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_ready, file_infected"),
        (status = 404, description = "file_not_found, file_version_not_found, link_expired"),
        (status = 416, description = "range_unsatisfiable"),
    )
)]
pub(crate) async fn download(
    State(app): State<App>,
    Linked(grant): Linked<ReadFile>,
    Query(query): Query<ContentQuery>,
    asked: Asked,
) -> Result<Response> {
    let content = load(&app, grant, query.version).await?;
    let file = Outgoing {
        blob: &content.blob,
        file_name: &content.name,
        media_type: &content.mime,
        disposition: Disposition::Attachment,
    };
    give(&app, &asked, file).await
}

/// Gives the bytes of a file, to be shown: of types that do nothing but show.
#[utoipa::path(
    get,
    path = "/files/{id}/view",
    tag = "files",
    params(("id" = FileId, Path, description = "The file."), ContentQuery),
    responses(
        (status = 200, body = FileBody, content_type = "application/octet-stream"),
        (status = 206, body = FileBody, content_type = "application/octet-stream", description = "The range that was asked for."),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_ready, file_infected"),
        (status = 404, description = "file_not_found, file_version_not_found, link_expired"),
        (status = 415, description = "file_not_inline"),
        (status = 416, description = "range_unsatisfiable"),
    )
)]
pub(crate) async fn view(
    State(app): State<App>,
    Linked(grant): Linked<ReadFile>,
    Query(query): Query<ContentQuery>,
    asked: Asked,
) -> Result<Response> {
    let content = load(&app, grant, query.version).await?;
    let file = Outgoing {
        blob: &content.blob,
        file_name: &content.name,
        media_type: shown_as(&content.mime).ok_or(codes::FILE_NOT_INLINE)?,
        disposition: Disposition::Inline,
    };
    give(&app, &asked, file).await
}

/// How large a small picture.
#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ThumbnailSize {
    /// At most 320 pixels a side.
    #[default]
    Small,
    /// At most 1,280 pixels a side.
    Large,
}

/// Which small picture.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ThumbnailQuery {
    /// How large; `small` unless given.
    #[serde(default)]
    #[param(inline, required = false)]
    size: ThumbnailSize,
    /// Not looked at: another address for another form, so that pages fetch it anew.
    #[serde(rename = "version")]
    _version: Option<u32>,
    /// Of an address that was asked for: it speaks for its maker.
    #[serde(rename = "token")]
    _token: Option<String>,
}

/// Gives a small picture of a file in WebP; nothing of the original file but what is seen is in it.
#[utoipa::path(
    get,
    path = "/files/{id}/thumbnail",
    tag = "files",
    params(("id" = FileId, Path, description = "The file."), ThumbnailQuery),
    responses(
        (status = 200, body = FileBody, content_type = "image/webp"),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_ready, file_infected"),
        (status = 404, description = "file_not_found, file_no_thumbnail, link_expired"),
    )
)]
pub(crate) async fn thumbnail(
    State(app): State<App>,
    Linked(grant): Linked<ReadFile>,
    Query(query): Query<ThumbnailQuery>,
    asked: Asked,
) -> Result<Response> {
    let found = grant.read(&app, |_, granted| {
        let row = granted.resource;
        require_ready(row.status)?;
        let picture = row.picture.ok_or(codes::FILE_NO_THUMBNAIL)?;
        Ok((picture, row.name))
    });
    let (picture, name) = found.await?;
    let blob = match query.size {
        ThumbnailSize::Small => &picture.small,
        ThumbnailSize::Large => &picture.large,
    };
    let file = Outgoing {
        blob,
        file_name: &format!("{name}.webp"),
        media_type: "image/webp",
        disposition: Disposition::Inline,
    };
    if let Some(response) = send(&app.blobs, &asked, file).await? {
        return Ok(response);
    }
    // Small pictures are derived: what was thrown away is made anew.
    let bell = app.brought.clone();
    app.db
        .write(move |tx| {
            tx.after_commit(move || bell.notify_waiters());
            thumbnails::ask_again(tx, &picture.small, &picture.large)
        })
        .await?;
    Err(codes::FILE_NO_THUMBNAIL.into())
}

/// What an address is for.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Purpose {
    /// To save the file: good for a quarter of an hour.
    Download,
    /// To show it: good for six hours.
    View,
}

/// An address to ask for.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkRequest {
    /// What it is for.
    purpose: Purpose,
}

/// An address that works without a session, as long as its maker's session and right last.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignedLink {
    /// The address.
    url: String,
    /// Until when it is good.
    expires_at: Timestamp,
}

/// Makes an address for media elements and new tabs.
#[utoipa::path(
    post,
    path = "/files/{id}/link",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    request_body = LinkRequest,
    responses(
        (status = 200, body = SignedLink),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_ready, file_infected"),
        (status = 404, description = "file_not_found"),
        (status = 415, description = "file_not_inline"),
    )
)]
pub(crate) async fn make_link(
    State(app): State<App>,
    grant: Grant<ReadFile>,
    origin: OwnOrigin,
    Call(LinkRequest { purpose }, intent): Call<LinkRequest>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, row) = granted.into_parts();
            require_ready(row.status)?;
            let (word, ttl) = match purpose {
                Purpose::Download => ("download", DOWNLOAD_TTL),
                Purpose::View if shown_as(&row.mime).is_none() => {
                    return Err(codes::FILE_NOT_INLINE.into());
                }
                Purpose::View => ("view", VIEW_TTL),
            };
            let expires_at = tx.now().after(ttl);
            let path = format!("/api/v1/files/{}/{word}", row.id);
            let path = signed_path(&state.secrets, &path, actor.session, expires_at);
            Ok(SignedLink { url: format!("{}{path}", origin.0), expires_at })
        })
        .await
}
