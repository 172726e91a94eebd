//! `/users`: everyone.

use axum::extract::State;
use serde::Deserialize;

use crate::access::{Answer, App, Grant, SignedIn, store::is_admin};
use crate::base::ids::UserId;
use crate::base::page::{Page, PageQuery};
use crate::base::{Error, Result, codes};
use crate::features::directory::model::Person;
use crate::features::directory::store::{self, Accounts};
use crate::http::extract::{Path, Query};

/// The longest search text, in characters.
const SEARCH_MAX_CHARS: usize = 100;

/// Which people to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PeopleQuery {
    /// A part of the name, the e-mail address or the extension; at most 100 characters.
    q: Option<String>,
    /// True lists accounts that are switched off too; for administrators.
    #[serde(default)]
    include_disabled: bool,
    /// How many, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before; absent for the first page.
    cursor: Option<String>,
}

/// Lists people by name.
#[utoipa::path(
    get,
    path = "/users",
    tag = "people",
    params(PeopleQuery),
    responses(
        (status = 200, body = Page<Person>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
pub(super) async fn list_users(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<PeopleQuery>,
) -> Result<Answer> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.parse()?;
    let search = query.q.unwrap_or_default().trim().to_owned();
    if search.chars().count() > SEARCH_MAX_CHARS {
        return Err(Error::invalid_field("q", "too_long", "must have at most 100 characters"));
    }
    let accounts = if query.include_disabled { Accounts::All } else { Accounts::Active };
    let presence = app.presence.clone();
    let people = grant.show(&app, move |tx, granted| {
        if accounts == Accounts::All && !is_admin(tx, granted.actor.user)? {
            return Err(codes::ADMIN_REQUIRED.into());
        }
        store::list_people(tx, &presence, &search, accounts, page)
    });
    people.await
}

/// Tells who a person is.
#[utoipa::path(
    get,
    path = "/users/{id}",
    tag = "people",
    params(("id" = UserId, Path, description = "Whose row it is.")),
    responses(
        (status = 200, body = Person),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "user_not_found"),
    )
)]
pub(super) async fn get_user(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<UserId>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let person = grant.show(&app, move |tx, _| store::load_person(tx, &presence, id));
    person.await
}
