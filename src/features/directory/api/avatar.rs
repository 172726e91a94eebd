//! `/users/me/avatar` and `/users/{id}/avatar/{version}`: pictures of people.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::access::{Answer, App, Call, FileBody, Grant, Granted, NoBody, SignedIn, Upload};
use crate::base::ids::UserId;
use crate::base::{Error, Result, codes};
use crate::features::directory::avatar::{Avatar, SIDES, avatar_url, version_of};
use crate::features::directory::events::{UserPatch, UserUpdated};
use crate::features::directory::model::Me;
use crate::features::directory::store::{self, looks};
use crate::http::answer::lasting_file;
use crate::http::extract::{Path, Query};
use crate::infra::db::WriteTx;
use crate::infra::pictures::{Shape, Square};

/// The most bytes of a picture.
const MOST: usize = 5 * 1024 * 1024;

/// Which square of the upright picture to use, in its pixels; the middle unless given.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Crop {
    /// The left edge.
    x: Option<u32>,
    /// The upper edge.
    y: Option<u32>,
    /// The length of the sides.
    #[param(minimum = 1)]
    side: Option<u32>,
}

impl Crop {
    fn square(&self) -> Result<Option<Square>> {
        match (self.x, self.y, self.side) {
            (None, None, None) => Ok(None),
            (Some(x), Some(y), Some(side)) if side > 0 => Ok(Some(Square { x, y, side })),
            _ => {
                Err(Error::invalid_field("side", "invalid", "give x, y and side, or none of them"))
            }
        }
    }
}

/// Sets the caller's picture: PNG, JPEG, GIF or WebP, at most 5 MB.
///
/// It is turned upright, cut to a square and written anew; nothing else of the file is kept.
#[utoipa::path(
    put,
    path = "/users/me/avatar",
    tag = "people",
    params(Crop),
    request_body(content = FileBody, content_type = "image/*"),
    responses(
        (status = 200, body = Me),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 413, description = "picture_too_large"),
        (status = 415, description = "unsupported_media_type"),
        (status = 422, description = "picture_unreadable"),
        (status = 503, description = "overloaded"),
    )
)]
pub(super) async fn set_avatar(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(crop): Query<Crop>,
    Upload(file, intent): Upload<MOST>,
) -> Result<Answer> {
    let made = app.pictures.make(file, Shape::Squares(crop.square()?, &SIDES)).await?;
    let [small, large] = <[_; 2]>::try_from(made)
        .map_err(|_| Error::internal("a picture is made in as many sizes as asked for"))?;
    let small = app.blobs.put(small.bytes).await?;
    let large = app.blobs.put(large.bytes).await?;
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            store_avatar(tx, &state, &granted, Some(Avatar { small, large }))
        })
        .await
}

/// Takes the caller's picture away.
#[utoipa::path(
    delete,
    path = "/users/me/avatar",
    tag = "people",
    responses((status = 200, body = Me), (status = 401, description = "unauthenticated, session_expired"))
)]
pub(super) async fn remove_avatar(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    grant.change(&app, intent, move |tx, granted| store_avatar(tx, &state, &granted, None)).await
}

fn store_avatar(
    tx: &mut WriteTx<'_>,
    app: &App,
    granted: &Granted<SignedIn>,
    avatar: Option<Avatar>,
) -> Result<Me> {
    let user = granted.actor.user;
    let mut me = store::load_me(tx, &app.presence, user)?;
    let url = avatar.as_ref().map(|avatar| avatar_url(user, &avatar.large));
    if me.person.avatar_url != url {
        looks::update_avatar(tx, user, avatar.as_ref())?;
        let patch = UserPatch { avatar_url: Some(url.clone()), ..UserPatch::default() };
        tx.emit(&UserUpdated::public(user, patch))?;
    }
    me.person.avatar_url = url;
    Ok(me)
}

/// Whose picture, and which of theirs.
#[derive(Debug, Deserialize)]
pub(super) struct AvatarPath {
    id: UserId,
    version: String,
}

/// How large a picture.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AvatarSize {
    /// The side of the square in pixels: 64, or 256 unless given.
    size: Option<u32>,
}

/// Gives a person's picture: a square in WebP that never changes under its address.
#[utoipa::path(
    get,
    path = "/users/{id}/avatar/{version}",
    tag = "people",
    params(
        ("id" = UserId, Path, description = "Whose picture."),
        ("version" = String, Path, description = "As `avatarUrl` has it."),
        AvatarSize,
    ),
    responses(
        (status = 200, body = FileBody, content_type = "image/webp"),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "picture_not_found"),
    )
)]
pub(super) async fn get_avatar(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(AvatarPath { id, version }): Path<AvatarPath>,
    Query(AvatarSize { size }): Query<AvatarSize>,
) -> Result<Response> {
    let size = size.unwrap_or(SIDES[1]);
    if !SIDES.contains(&size) {
        return Err(Error::invalid_field("size", "out_of_range", "must be 64 or 256"));
    }
    let avatar = grant.read(&app, move |tx, _| looks::find_avatar(tx, id)).await?;
    let avatar = avatar
        .filter(|avatar| version_of(&avatar.large) == version)
        .ok_or(codes::PICTURE_NOT_FOUND)?;
    let name = if size == SIDES[0] { avatar.small } else { avatar.large };
    let bytes = app.blobs.get(&name).await?.ok_or(codes::PICTURE_NOT_FOUND)?;
    Ok(lasting_file("image/webp", bytes))
}
