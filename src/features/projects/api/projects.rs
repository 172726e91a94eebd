//! `/projects`: the projects themselves.

use axum::extract::State;
use serde::Deserialize;

use super::{change, look_again};
use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::ids::{ProjectId, UserId};
use crate::base::json;
use crate::base::page::{Page, PageQuery};
use crate::base::text::{Colour, ProjectDescription, ProjectKey, ProjectName};
use crate::base::{Error, Result};
use crate::features::directory::{Locale, TimeZone};
use crate::features::projects::access::{ManageMembers, ViewProject};
use crate::features::projects::acts::projects::{self, NewProject, ProjectChange};
use crate::features::projects::model::{NAMED_MAX, Template, Visibility, work_days};
use crate::features::projects::showing;
use crate::features::projects::store::projects::{self as store, Wanted};
use crate::features::projects::views::{Project, ProjectFull};
use crate::http::extract::Query;

/// Projects in one list without pages, at most.
const MINE_MAX: u32 = 500;
/// The longest search text, in characters.
const SEARCH_MAX_CHARS: usize = 100;

/// Which projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ListScope {
    /// Those the caller is a member of.
    Mine,
    /// All that the caller may see.
    All,
}

/// Which projects to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ProjectQuery {
    /// Whose; all that the caller may see unless given.
    scope: Option<ListScope>,
    /// Whether those that are archived, and no others; false unless given.
    archived: Option<bool>,
    /// A part of the name; at most 100 characters.
    q: Option<String>,
    /// How many, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before; absent for the first page.
    cursor: Option<String>,
}

/// Lists the projects the caller may see, the newest first.
#[utoipa::path(
    get,
    path = "/projects",
    tag = "projects",
    params(ProjectQuery),
    responses(
        (status = 200, body = Page<Project>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_projects(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<ProjectQuery>,
) -> Result<Answer> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.parse::<i64>()?;
    let search = query.q.unwrap_or_default().trim().to_lowercase();
    if search.chars().count() > SEARCH_MAX_CHARS {
        return Err(Error::invalid_field("q", "too_long", "must have at most 100 characters"));
    }
    let mine = query.scope == Some(ListScope::Mine);
    let archived = query.archived.unwrap_or(false);
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let wanted = Wanted { mine, archived, search: &search };
        let rows = store::list(tx, granted.actor.user, wanted, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |(row, _)| row.id.get());
        let items = showing::projects(tx, &presence, &rows.items)?;
        Ok(Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// Lists the projects the caller is a member of, what was changed last first; at most 500.
#[utoipa::path(
    get,
    path = "/projects/mine",
    tag = "projects",
    responses((status = 200, body = Vec<Project>), (status = 401, description = "unauthenticated, session_expired"))
)]
pub(super) async fn list_my_projects(
    State(app): State<App>,
    grant: Grant<SignedIn>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let rows = store::list_mine(tx, granted.actor.user, MINE_MAX)?;
        showing::projects(tx, &presence, &rows)
    });
    shown.await
}

/// A project to make.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ProjectBody {
    /// 1 to 120 characters.
    name: ProjectName,
    /// What stands before the numbers of its tasks; made of the name unless given.
    key: Option<ProjectKey>,
    /// Up to 4,000 characters.
    description: Option<ProjectDescription>,
    /// Its colour; one of a few in turn unless given.
    color: Option<Colour>,
    /// Who may see it; members unless given.
    visibility: Option<Visibility>,
    /// What it begins with; nothing unless given.
    template: Option<Template>,
    /// People who work in it from the first day; 100 at most.
    #[serde(default)]
    member_ids: Vec<UserId>,
    /// Days that are worked on, Monday is 1; all of them unless given.
    work_days: Option<Vec<u8>>,
    /// In which its days begin; UTC unless given.
    #[schema(value_type = Option<String>)]
    time_zone: Option<TimeZone>,
    /// The language of what the template brings; English unless given.
    locale: Option<Locale>,
}

impl ProjectBody {
    fn parse(self) -> Result<NewProject> {
        if self.member_ids.len() > NAMED_MAX {
            return Err(Error::invalid_field(
                "memberIds",
                "too_many",
                "must name at most 100 people",
            ));
        }
        if let Some(days) = &self.work_days {
            work_days::check(days)?;
        }
        Ok(NewProject {
            key: self.key,
            description: self.description,
            color: self.color,
            visibility: self.visibility.unwrap_or(Visibility::Private),
            template: self.template.unwrap_or(Template::Blank),
            people: self.member_ids,
            work_days: self.work_days,
            time_zone: self.time_zone,
            locale: self.locale.unwrap_or(Locale::En),
            ..NewProject::blank(self.name)
        })
    }
}

/// Makes a project, whose owner the caller is.
#[utoipa::path(
    post,
    path = "/projects",
    tag = "projects",
    request_body = ProjectBody,
    responses(
        (status = 201, body = ProjectFull),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 422, description = "too_many_projects"),
    )
)]
pub(super) async fn create_project(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(body, intent): Call<ProjectBody>,
) -> Result<Answer> {
    let new = body.parse()?;
    let state = app.clone();
    grant
        .create(&app, intent, move |tx, granted| {
            let (seat, reach) = projects::create(tx, &state.presence, granted.actor.user, new)?;
            look_again(tx, &state, reach);
            showing::project_full(tx, &state.presence, &seat)
        })
        .await
}

/// Tells about a project: its people, buckets, labels and fields.
#[utoipa::path(
    get,
    path = "/projects/{projectId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    responses(
        (status = 200, body = ProjectFull),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn get_project(
    State(app): State<App>,
    grant: Grant<ViewProject>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .show(&app, move |tx, granted| showing::project_full(tx, &presence, &granted.resource))
        .await
}

/// What is to change in a project; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(super) struct ProjectEdit {
    /// 1 to 120 characters.
    name: Option<ProjectName>,
    /// What stands before the numbers of its tasks.
    key: Option<ProjectKey>,
    /// Up to 4,000 characters; empty clears it.
    description: Option<ProjectDescription>,
    /// Its colour.
    color: Option<Colour>,
    /// Days that are worked on, Monday is 1; null for all of them.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Vec<u8>>)]
    work_days: Option<Option<Vec<u8>>>,
    /// In which its days begin; null for UTC.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<String>)]
    time_zone: Option<Option<TimeZone>>,
    /// Who may see it; for owners.
    visibility: Option<Visibility>,
    /// True to archive it, false to take it back; for owners.
    archived: Option<bool>,
}

/// Changes what a project is called, how it looks and who may see it; archives it or takes it back.
#[utoipa::path(
    patch,
    path = "/projects/{projectId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    request_body = ProjectEdit,
    responses(
        (status = 200, body = ProjectFull),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_owner_only, project_archived"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn update_project(
    State(app): State<App>,
    grant: Grant<ManageMembers>,
    Call(edit, intent): Call<ProjectEdit>,
) -> Result<Answer> {
    if let Some(Some(days)) = &edit.work_days {
        work_days::check(days)?;
    }
    let wanted = ProjectChange {
        name: edit.name,
        key: edit.key,
        description: edit.description,
        color: edit.color,
        work_days: edit.work_days,
        time_zone: edit.time_zone,
        visibility: edit.visibility,
        archived: edit.archived,
    };
    let state = app.clone();
    change(&app, grant, intent, move |tx, act| {
        let (seat, reach) = projects::change(tx, act, wanted)?;
        look_again(tx, &state, reach);
        showing::project_full(tx, act.presence, &seat)
    })
    .await
}
