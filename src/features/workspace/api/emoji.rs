//! `/emoji`: the workspace's own.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use crate::access::{Admin, Answer, App, Call, FileBody, Grant, NoBody, SignedIn, Upload};
use crate::base::ids::EmojiId;
use crate::base::text::EmojiName;
use crate::base::{Error, Result, codes};
use crate::features::workspace::access::{AddEmoji, RemoveEmoji};
use crate::features::workspace::events::{EmojiCreated, EmojiDeleted, WorkspaceUpdated};
use crate::features::workspace::model::{CustomEmoji, EMOJI_MAX, EmojiAdders, is_built_in};
use crate::features::workspace::store::emoji::Drawing;
use crate::features::workspace::store::{branding, emoji};
use crate::http::answer::lasting_file;
use crate::http::extract::{Path, Query};
use crate::infra::db::WriteTx;
use crate::infra::pictures::Shape;

/// The most bytes of an emoji's picture.
const MOST: usize = 256 * 1024;
/// The longest side of an emoji, in pixels.
const SIDE: u32 = 128;

/// The workspace's own emoji.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmojiList {
    /// All of them, by name.
    items: Vec<CustomEmoji>,
    /// Who may add some.
    added_by: EmojiAdders,
    /// How many there can be.
    limit: u32,
}

/// Lists the workspace's own emoji.
#[utoipa::path(
    get,
    path = "/emoji",
    tag = "workspace",
    responses(
        (status = 200, body = EmojiList),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(crate) async fn list_emoji(State(app): State<App>, grant: Grant<SignedIn>) -> Result<Answer> {
    let list = grant.show(&app, |tx, _| {
        let (items, added_by) = (emoji::list(tx)?, branding::emoji_added_by(tx)?);
        Ok(EmojiList { items, added_by, limit: EMOJI_MAX })
    });
    list.await
}

/// What to call a new emoji.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NewEmoji {
    /// 2 to 32 of a to z, digits, `_`, `+` and `-`; none that the page knows already.
    #[param(value_type = String, pattern = "^[a-z0-9_+-]{2,32}$")]
    name: EmojiName,
}

/// Adds an emoji: PNG, JPEG, GIF or WebP, at most 256 KB. A picture that moves goes on moving.
#[utoipa::path(
    post,
    path = "/emoji",
    tag = "workspace",
    params(NewEmoji),
    request_body(content = FileBody, content_type = "image/*"),
    responses(
        (status = 201, body = CustomEmoji),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 409, description = "emoji_name_taken"),
        (status = 413, description = "picture_too_large"),
        (status = 415, description = "unsupported_media_type"),
        (status = 422, description = "picture_unreadable, too_many_emoji"),
        (status = 503, description = "overloaded"),
    )
)]
pub(crate) async fn add_emoji(
    State(app): State<App>,
    grant: Grant<AddEmoji>,
    Query(NewEmoji { name }): Query<NewEmoji>,
    Upload(file, intent): Upload<MOST>,
) -> Result<Answer> {
    if is_built_in(&name) {
        return Err(codes::EMOJI_NAME_TAKEN.into());
    }
    // A picture costs time: that of who may not add it is not looked at.
    grant.clone().read(&app, |_, _| Ok(())).await?;
    let made = app.pictures.make(file, Shape::Moving { side: SIDE, bytes: MOST }).await?;
    let [picture] = <[_; 1]>::try_from(made).map_err(|_| Error::internal("one was asked for"))?;
    let media_type = picture.media_type.to_owned();
    let drawing = Drawing { blob: app.blobs.put(picture.bytes).await?, media_type };
    grant
        .create(&app, intent, move |tx, granted| {
            if emoji::count(tx)? >= EMOJI_MAX {
                return Err(codes::TOO_MANY_EMOJI.into());
            }
            let id = emoji::insert(tx, &name, &drawing, granted.actor.user)?;
            let made = emoji::find(tx, id)?.ok_or(codes::EMOJI_NOT_FOUND)?;
            tx.emit(&EmojiCreated::new(made.clone()))?;
            Ok(made)
        })
        .await
}

/// An emoji that is gone.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Removed {
    /// Always true.
    success: bool,
}

/// Takes an emoji away: its maker's right and administrators'. Where it was used its name stands.
#[utoipa::path(
    delete,
    path = "/emoji/{id}",
    tag = "workspace",
    params(("id" = EmojiId, Path, description = "Which emoji.")),
    responses(
        (status = 200, body = Removed),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "emoji_not_yours"),
        (status = 404, description = "emoji_not_found"),
    )
)]
pub(crate) async fn remove_emoji(
    State(app): State<App>,
    grant: Grant<RemoveEmoji>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .change(&app, intent, |tx, granted| {
            let CustomEmoji { id, name, .. } = granted.resource.ok_or(codes::EMOJI_NOT_FOUND)?;
            emoji::delete(tx, id)?;
            tx.emit(&EmojiDeleted { emoji_id: id, name })?;
            Ok(Removed { success: true })
        })
        .await
}

/// Which picture of which emoji.
#[derive(Debug, Deserialize)]
pub(crate) struct PicturePath {
    id: EmojiId,
    version: String,
}

/// Gives the picture of an emoji, which never changes under its address.
#[utoipa::path(
    get,
    path = "/emoji/{id}/{version}",
    tag = "workspace",
    params(
        ("id" = EmojiId, Path, description = "Which emoji."),
        ("version" = String, Path, description = "As `url` has it."),
    ),
    responses(
        (status = 200, body = FileBody, content_type = "image/webp"),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "emoji_not_found"),
    )
)]
pub(crate) async fn get_picture(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(PicturePath { id, version }): Path<PicturePath>,
) -> Result<Response> {
    let drawing = grant.read(&app, move |tx, _| emoji::find_drawing(tx, id)).await?;
    let drawing =
        drawing.filter(|found| found.version() == version).ok_or(codes::EMOJI_NOT_FOUND)?;
    let bytes = app.blobs.get(&drawing.blob).await?.ok_or(codes::EMOJI_NOT_FOUND)?;
    let moves = drawing.media_type == "image/gif";
    Ok(lasting_file(if moves { "image/gif" } else { "image/webp" }, bytes))
}

/// Who may add emoji.
#[derive(Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EmojiPolicy {
    added_by: EmojiAdders,
}

/// Says who may add emoji.
#[utoipa::path(
    put,
    path = "/admin/emoji",
    tag = "admin",
    request_body = EmojiPolicy,
    responses(
        (status = 200, body = EmojiPolicy),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
pub(crate) async fn set_policy(
    State(app): State<App>,
    grant: Grant<Admin>,
    Call(policy, intent): Call<EmojiPolicy>,
) -> Result<Answer> {
    grant.change(&app, intent, move |tx, _| store_policy(tx, policy)).await
}

fn store_policy(tx: &mut WriteTx<'_>, policy: EmojiPolicy) -> Result<EmojiPolicy> {
    if branding::emoji_added_by(tx)? != policy.added_by {
        branding::set_emoji_added_by(tx, policy.added_by)?;
        tx.emit(&WorkspaceUpdated::adders(policy.added_by))?;
    }
    Ok(policy)
}
