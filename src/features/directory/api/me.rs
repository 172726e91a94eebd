//! `/users/me`: the caller's own profile and presence.

use axum::extract::State;
use serde::Deserialize;

use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::Result;
use crate::features::directory::events::{UserPatch, UserUpdated};
use crate::features::directory::model::{Me, PresenceChoice, ProfileEdit, presence_after};
use crate::features::directory::store;

/// Tells who the caller is.
#[utoipa::path(
    get,
    path = "/users/me",
    tag = "people",
    responses((status = 200, body = Me), (status = 401, description = "unauthenticated, session_expired"))
)]
pub(super) async fn get_me(State(app): State<App>, grant: Grant<SignedIn>) -> Result<Answer> {
    let presence = app.presence.clone();
    let me = grant.show(&app, move |tx, granted| store::load_me(tx, &presence, granted.actor.user));
    me.await
}

/// Changes the caller's profile.
#[utoipa::path(
    patch,
    path = "/users/me",
    tag = "people",
    request_body = ProfileEdit,
    responses(
        (status = 200, body = Me),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn update_me(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(edit, intent): Call<ProfileEdit>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let user = granted.actor.user;
            let mut me = store::load_me(tx, &state.presence, user)?;
            let (public, own) = apply(edit, &mut me);
            if !public.is_empty() || !own.is_empty() {
                store::update_profile(tx, &me)?;
            }
            if public.display_name.is_some() {
                // Sessions remember their person's name.
                tx.after_commit(move || state.sessions.forget_user(user));
            }
            if !public.is_empty() {
                tx.emit(&UserUpdated::public(user, public))?;
            }
            if !own.is_empty() {
                tx.emit(&UserUpdated::own(user, own))?;
            }
            Ok(me)
        })
        .await
}

/// Puts the edit into `me` and tells what is new in it: for everyone, and for the person alone.
fn apply(edit: ProfileEdit, me: &mut Me) -> (UserPatch, UserPatch) {
    let mut public = UserPatch::default();
    let mut own = UserPatch::default();
    let person = &mut me.person;
    if let Some(name) = edit.display_name {
        public.display_name = replace(&mut person.display_name, name.as_str().to_owned());
    }
    if let Some(title) = edit.title {
        public.title = replace(&mut person.title, title.as_str().to_owned());
    }
    if let Some(extension) = edit.phone_ext {
        public.phone_ext = replace(&mut person.phone_ext, extension.as_str().to_owned());
    }
    if let Some(zone) = edit.time_zone {
        let zone = zone.map(|zone| zone.as_str().to_owned());
        public.time_zone = replace(&mut person.time_zone, zone);
    }
    if let Some(locale) = edit.locale {
        own.locale = replace(&mut me.locale, locale);
    }
    if let Some(is_new) = edit.is_new {
        own.is_new = replace(&mut me.is_new, is_new);
    }
    (public, own)
}

/// Replaces a value and returns the new one if it is another.
fn replace<T: Clone + PartialEq>(value: &mut T, new: T) -> Option<T> {
    (*value != new).then(|| {
        *value = new.clone();
        new
    })
}

/// What the caller says about being here.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PresenceEdit {
    /// The state to be seen in; `available` and `auto` take a state set by hand back.
    presence: PresenceChoice,
}

/// Sets the caller's presence by hand, or takes it back.
#[utoipa::path(
    post,
    path = "/users/me/presence",
    tag = "people",
    request_body = PresenceEdit,
    responses(
        (status = 200, body = Me),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn set_presence(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(edit, intent): Call<PresenceEdit>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let user = granted.actor.user;
            let manual = edit.presence.manual();
            let mut me = store::load_me(tx, &presence, user)?;
            if me.manual_presence != manual {
                store::update_manual_presence(tx, user, manual)?;
                let patch = UserPatch { manual_presence: Some(manual), ..UserPatch::default() };
                tx.emit(&UserUpdated::own(user, patch))?;
            }
            me.manual_presence = manual;
            me.person.presence = presence_after(me.person.presence, manual);
            tx.after_commit(move || presence.set_manual(user, manual));
            Ok(me)
        })
        .await
}
