//! `/files/{id}/confirm` and `/files/attach`: what is done with a file that was announced.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::ids::{FileId, FileLinkId};
use crate::base::{Error, Result, codes};
use crate::features::files::access::OwnFile;
use crate::features::files::model::RefTable;
use crate::features::files::showing::{self, File};

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
    link_id: FileLinkId,
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
        (status = 403, description = "chat_join_required, chat_archived, message_not_yours, project_role_required, project_archived"),
        (status = 404, description = "file_not_found, attach_target_not_found, message_not_found, task_not_found"),
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
