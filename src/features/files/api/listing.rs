//! `/files`: which files there are, for the caller.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Grant, SignedIn, store as people};
use crate::base::ids::{ChatId, ProjectId, UserId};
use crate::base::kind::FileKind;
use crate::base::page::{Page, PageAfter, PageQuery};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::files::model::{Sort, Whose};
use crate::features::files::showing::{self, File};
use crate::features::files::store::labels;
use crate::features::files::store::listing::{self, Key, Wanted};
use crate::http::extract::Query;

/// Which files to list, and in which order.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FilesQuery {
    /// Files of this kind.
    #[param(inline)]
    kind: Option<FileKind>,
    /// Files of this person.
    owner_id: Option<UserId>,
    /// Files that are used in this chat.
    chat_id: Option<ChatId>,
    /// Files that are used in this project.
    project_id: Option<ProjectId>,
    /// Files with this label of the caller's own.
    label: Option<String>,
    /// Files with this in their name.
    q: Option<String>,
    /// Files brought at or after this moment.
    from: Option<Timestamp>,
    /// Files brought before this moment.
    to: Option<Timestamp>,
    /// The order; `newest` unless given.
    #[serde(default)]
    #[param(inline, required = false)]
    sort: Sort,
    /// Whose; the caller's own unless given, or all where a chat or a project is named.
    #[param(inline)]
    scope: Option<Whose>,
    /// Whether what is in the trash is listed, and nothing else.
    #[serde(default)]
    #[param(required = false)]
    trashed: bool,
    /// How many, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before; absent for the first page.
    cursor: Option<String>,
}

impl FilesQuery {
    fn parse(self) -> Result<(Wanted, PageAfter<Key>)> {
        let query = PageQuery { limit: self.limit, cursor: self.cursor };
        let page = query.parse::<Key>()?;
        if page.after.as_ref().is_some_and(|key| !key.fits(self.sort)) {
            return Err(codes::INVALID_CURSOR.into());
        }
        let is_placed = self.chat_id.is_some() || self.project_id.is_some();
        let usual = if is_placed { Whose::All } else { Whose::Mine };
        let wanted = Wanted {
            whose: self.scope.unwrap_or(usual),
            kind: self.kind,
            owner: self.owner_id,
            chat: self.chat_id,
            project: self.project_id,
            label: self.label,
            name: self.q.filter(|text| !text.is_empty()),
            from: self.from,
            to: self.to,
            trashed: self.trashed,
            sort: self.sort,
        };
        Ok((wanted, page))
    }
}

async fn list(
    app: App,
    grant: Grant<SignedIn>,
    wanted: Wanted,
    page: PageAfter<Key>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let user = granted.actor.user;
        let scopes = people::find_scopes(tx, user)?.unwrap_or_default();
        let rows = listing::list(tx, user, &scopes, &wanted, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| Key::of(row, wanted.sort));
        let items = showing::files(tx, &presence, user, &rows.items)?;
        Ok(Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// Lists files the caller may see, whose bytes are here.
#[utoipa::path(
    get,
    path = "/files",
    tag = "files",
    params(FilesQuery),
    responses(
        (status = 200, body = Page<File>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(crate) async fn list_files(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<FilesQuery>,
) -> Result<Answer> {
    let (wanted, page) = query.parse()?;
    list(app, grant, wanted, page).await
}

/// Lists the caller's own files, newest first.
#[utoipa::path(
    get,
    path = "/files/mine/cursor",
    tag = "files",
    params(PageQuery),
    responses(
        (status = 200, body = Page<File>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(crate) async fn list_own_files(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(PageQuery { limit, cursor }): Query<PageQuery>,
) -> Result<Answer> {
    let (wanted, page) = FilesQuery { limit, cursor, ..FilesQuery::all() }.parse()?;
    list(app, grant, wanted, page).await
}

impl FilesQuery {
    /// No filter.
    fn all() -> Self {
        Self {
            kind: None,
            owner_id: None,
            chat_id: None,
            project_id: None,
            label: None,
            q: None,
            from: None,
            to: None,
            sort: Sort::Newest,
            scope: None,
            trashed: false,
            limit: None,
            cursor: None,
        }
    }
}

/// A label of the caller's own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Label {
    /// The word.
    name: String,
    /// On how many files it is that the caller may see.
    count: u32,
}

/// Lists the caller's own labels, by name.
#[utoipa::path(
    get,
    path = "/files/labels",
    tag = "files",
    responses(
        (status = 200, body = Vec<Label>),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(crate) async fn list_labels(State(app): State<App>, grant: Grant<SignedIn>) -> Result<Answer> {
    let shown = grant.show(&app, |tx, granted| {
        let user = granted.actor.user;
        let scopes = people::find_scopes(tx, user)?.unwrap_or_default();
        let labels = labels::list_used(tx, user, &scopes)?.into_iter();
        Ok(labels.map(|(name, count)| Label { name, count }).collect::<Vec<_>>())
    });
    shown.await
}
