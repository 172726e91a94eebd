//! `/files` and `/files/{id}`: which files there are, and what becomes of each.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, NoBody, SignedIn, store as people};
use crate::base::ids::{ChatId, FileId, ProjectId, UserId};
use crate::base::kind::FileKind;
use crate::base::page::{Page, PageAfter, PageQuery};
use crate::base::text::{FileLabel, FileName};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::files::access::{OwnFile, ReadFile};
use crate::features::files::acts::changing;
use crate::features::files::model::{RefTable, Sort, Whose};
use crate::features::files::showing::{self, File};
use crate::features::files::store::listing::{self, Key, Wanted};
use crate::features::files::store::{files, labels};
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
    /// On how many files it is.
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
        let used = labels::list_used(tx, granted.actor.user)?.into_iter();
        Ok(used.map(|(name, count)| Label { name, count }).collect::<Vec<_>>())
    });
    shown.await
}

/// Tells one file.
#[utoipa::path(
    get,
    path = "/files/{id}",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = File),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "file_not_found"),
    )
)]
pub(crate) async fn get_file(State(app): State<App>, grant: Grant<ReadFile>) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let (actor, row) = granted.into_parts();
        showing::file(tx, &presence, actor.user, row)
    });
    shown.await
}

/// What is to change in a file; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FileEdit {
    /// What to call it: 1 to 255 characters. Its owner's to say.
    file_name: Option<FileName>,
    /// The caller's own labels on it, 20 at most, of 1 to 60 characters. Everyone's own to say.
    labels: Option<Vec<FileLabel>>,
}

/// Renames a file, or puts other labels of the caller's own on it.
#[utoipa::path(
    patch,
    path = "/files/{id}",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    request_body = FileEdit,
    responses(
        (status = 200, body = File),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours"),
        (status = 404, description = "file_not_found"),
    )
)]
pub(crate) async fn update_file(
    State(app): State<App>,
    grant: Grant<ReadFile>,
    Call(edit, intent): Call<FileEdit>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, row) = granted.into_parts();
            if let Some(name) = edit.file_name {
                if row.owner != actor.user {
                    return Err(codes::FILE_NOT_YOURS.into());
                }
                changing::rename(tx, &row, &name)?;
            }
            if let Some(wanted) = edit.labels {
                changing::label(tx, actor.user, &row, &wanted)?;
            }
            let row = files::find(tx, row.id)?.ok_or(codes::FILE_NOT_FOUND)?;
            showing::file(tx, &presence, actor.user, row)
        })
        .await
}

/// What is done.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FileDone {
    /// Always true.
    pub(super) success: bool,
}

/// Puts a file into the trash: for 30 days it can be restored.
#[utoipa::path(
    delete,
    path = "/files/{id}",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = FileDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours"),
        (status = 404, description = "file_not_found"),
    )
)]
pub(crate) async fn trash_file(
    State(app): State<App>,
    grant: Grant<OwnFile>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .change(&app, intent, |tx, granted| {
            changing::trash(tx, &granted.resource)?;
            Ok(FileDone { success: true })
        })
        .await
}

/// Takes a file out of the trash.
#[utoipa::path(
    post,
    path = "/files/{id}/restore",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = File),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "file_not_trashed"),
    )
)]
pub(crate) async fn restore_file(
    State(app): State<App>,
    grant: Grant<OwnFile>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, row) = granted.into_parts();
            let row = changing::restore(tx, &row)?;
            showing::file(tx, &presence, actor.user, row)
        })
        .await
}

/// Deletes for good what is in the trash.
#[utoipa::path(
    delete,
    path = "/files/{id}/permanently",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = FileDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "file_not_trashed"),
    )
)]
pub(crate) async fn delete_file(
    State(app): State<App>,
    grant: Grant<OwnFile>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .change(&app, intent, |tx, granted| {
            changing::delete(tx, &granted.resource)?;
            Ok(FileDone { success: true })
        })
        .await
}

/// What came, as the sender knows it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Confirmation {
    /// How many bytes were sent.
    uploaded_size: Option<u64>,
}

/// Confirms that the bytes of a file were sent.
#[utoipa::path(
    post,
    path = "/files/{id}/confirm",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    request_body = Confirmation,
    responses(
        (status = 201, body = File),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours, file_not_ready"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "upload_size_differs"),
    )
)]
pub(crate) async fn confirm_file(
    State(app): State<App>,
    grant: Grant<OwnFile>,
    Call(sent, intent): Call<Confirmation>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .create(&app, intent, move |tx, granted| {
            let (actor, row) = granted.into_parts();
            if row.version == 0 {
                return Err(codes::FILE_NOT_READY.into());
            }
            if sent.uploaded_size.is_some_and(|size| size != row.size) {
                return Err(codes::UPLOAD_SIZE_DIFFERS.into());
            }
            showing::file(tx, &presence, actor.user, row)
        })
        .await
}

/// A file to attach to something that is there already.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AttachRequest {
    /// The file. Its bytes may still be on their way.
    file_id: FileId,
    /// What to attach it to: `messages`, `tasks` or `mail_messages`.
    ref_table: String,
    /// Which of them.
    ref_id: String,
    /// Not looked at: the file knows it.
    #[serde(rename = "filename", alias = "fileName")]
    _filename: Option<String>,
    /// Not looked at: the file knows it.
    #[serde(rename = "mime", alias = "mimeType")]
    _mime: Option<String>,
    /// Not looked at: the file knows it.
    #[serde(rename = "size", alias = "fileSize")]
    _size: Option<u64>,
}

/// A file that is attached.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attached {
    /// Always true.
    success: bool,
    /// The link.
    link_id: crate::base::ids::FileLinkId,
}

/// Attaches a file the caller may see to something the caller may change.
#[utoipa::path(
    post,
    path = "/files/attach",
    tag = "files",
    request_body = AttachRequest,
    responses(
        (status = 201, body = Attached),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived, message_not_yours"),
        (status = 404, description = "file_not_found, attach_target_not_found, message_not_found"),
        (status = 409, description = "file_trashed, message_deleted"),
        (status = 422, description = "too_many_attachments"),
    )
)]
pub(crate) async fn attach_file(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(request, intent): Call<AttachRequest>,
) -> Result<Answer> {
    let table = request.ref_table.parse::<RefTable>().map_err(|()| {
        let sentence = "must be messages, tasks or mail_messages";
        Error::invalid_field("refTable", "invalid", sentence)
    })?;
    let id = request.ref_id.parse::<FileId>().map(FileId::get);
    let id = id.map_err(|_| Error::invalid_field("refId", "invalid", "must be an id"))?;
    let state = app.clone();
    grant
        .create(&app, intent, move |tx, granted| {
            let user = granted.actor.user;
            let link_id =
                (state.attach)(tx, &state.presence, user, request.file_id, (table.as_str(), id))?;
            Ok(Attached { success: true, link_id })
        })
        .await
}
