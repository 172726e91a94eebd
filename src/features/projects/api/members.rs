//! `/projects/{projectId}/members`: who takes part.

use axum::extract::State;
use serde::Deserialize;

use super::{ProjectDone, act, change, look_again};
use crate::access::{Answer, App, Call, Grant, NoBody, created_if};
use crate::base::Error;
use crate::base::Result;
use crate::base::ids::{ProjectId, UserId};
use crate::base::page::{Page, PageQuery};
use crate::base::time::Timestamp;
use crate::features::projects::access::{ManageMembers, OwnProject, ViewProject};
use crate::features::projects::acts::{Act, Reach, members};
use crate::features::projects::model::ProjectRole;
use crate::features::projects::showing;
use crate::features::projects::store::members::{self as store, MemberRow};
use crate::features::projects::views::Member;
use crate::http::extract::{Path, Query};
use crate::infra::db::ReadTx;

fn show(tx: &ReadTx<'_>, act: &Act<'_>, row: MemberRow) -> Result<Member> {
    let shown = showing::members(tx, act.presence, vec![row])?.into_iter().next();
    shown.ok_or_else(|| Error::internal("a member was lost on their way"))
}

/// Lists the members of a project, in the order in which they came.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/members",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), PageQuery),
    responses(
        (status = 200, body = Page<Member>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn list_project_members(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<(i64, i64)>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let after =
            page.after.map(|(joined, user)| (Timestamp::from_millis(joined), UserId::new(user)));
        let rows = store::list(tx, granted.resource.project.id, after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| (row.joined_at.millis(), row.user.get()));
        let items = showing::members(tx, &presence, rows.items)?;
        Ok(Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// Somebody who is to take part.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MemberBody {
    /// Who.
    user_id: UserId,
    /// As what; as a member unless given. Never above the caller.
    role: Option<ProjectRole>,
}

/// Brings somebody in; a member gets the role.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/members",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    request_body = MemberBody,
    responses(
        (status = 200, body = Member, description = "They took part already."),
        (status = 201, body = Member),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required"),
        (status = 404, description = "project_not_found"),
        (status = 409, description = "project_owner_required"),
        (status = 422, description = "too_many_members"),
    )
)]
pub(super) async fn put_project_member(
    State(app): State<App>,
    grant: Grant<ManageMembers>,
    Call(body, intent): Call<MemberBody>,
) -> Result<Answer> {
    let state = app.clone();
    act(&app, grant, intent, move |tx, act| {
        let role = body.role.unwrap_or(ProjectRole::Member);
        let (is_new, row) = members::put(tx, act, body.user_id, role)?;
        if is_new {
            look_again(tx, &state, Reach::People(vec![body.user_id]));
        }
        Ok((created_if(is_new), show(tx, act, row)?))
    })
    .await
}

/// Another role for a member.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RoleBody {
    /// Which. Never above the caller.
    role: ProjectRole,
}

/// Gives a member another role.
#[utoipa::path(
    patch,
    path = "/projects/{projectId}/members/{userId}",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("userId" = UserId, Path, description = "The member."),
    ),
    request_body = RoleBody,
    responses(
        (status = 200, body = Member),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required"),
        (status = 404, description = "project_not_found, project_member_not_found"),
        (status = 409, description = "project_owner_required"),
    )
)]
pub(super) async fn update_project_member(
    State(app): State<App>,
    grant: Grant<ManageMembers>,
    Path((_, user)): Path<(ProjectId, UserId)>,
    Call(body, intent): Call<RoleBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        let row = members::set_role(tx, act, user, body.role)?;
        show(tx, act, row)
    })
    .await
}

/// Takes a member out of a project.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/members/{userId}",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("userId" = UserId, Path, description = "The member."),
    ),
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required"),
        (status = 404, description = "project_not_found, project_member_not_found"),
        (status = 409, description = "project_owner_required"),
    )
)]
pub(super) async fn remove_project_member(
    State(app): State<App>,
    grant: Grant<ManageMembers>,
    Path((_, user)): Path<(ProjectId, UserId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    change(&app, grant, intent, move |tx, act| {
        let reach = members::remove(tx, act, user)?;
        look_again(tx, &state, reach);
        Ok(ProjectDone::YES)
    })
    .await
}

/// Takes the caller out of a project.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/leave",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found, project_member_not_found"),
        (status = 409, description = "project_owner_required"),
    )
)]
pub(super) async fn leave_project(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    change(&app, grant, intent, move |tx, act| {
        let reach = members::remove(tx, act, act.user)?;
        look_again(tx, &state, reach);
        Ok(ProjectDone::YES)
    })
    .await
}

/// The member who is to own the project.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct HeirBody {
    /// Who.
    user_id: UserId,
}

/// Hands a project over: a member owns it, and the caller is an administrator of it.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/hand-over",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    request_body = HeirBody,
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_owner_only"),
        (status = 404, description = "project_not_found, project_member_not_found"),
    )
)]
pub(super) async fn hand_over_project(
    State(app): State<App>,
    grant: Grant<OwnProject>,
    Call(body, intent): Call<HeirBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        members::hand_over(tx, act, body.user_id)?;
        Ok(ProjectDone::YES)
    })
    .await
}
