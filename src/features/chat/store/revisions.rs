//! What messages said before.

use super::StoredHtml;
use crate::base::Result;
use crate::base::html::{SafeHtml, plain_text_of_markdown};
use crate::base::ids::{MessageId, RevisionId, UserId};
use crate::base::time::Timestamp;
use crate::features::chat::content::Content;
use crate::features::chat::model::{Format, RevisionAction};
use crate::infra::db::{ReadTx, WriteTx, params};

/// What a message said before it was edited or deleted.
#[derive(Debug, Clone)]
pub(crate) struct RevisionRow {
    pub(crate) id: RevisionId,
    pub(crate) actor: UserId,
    pub(crate) action: RevisionAction,
    pub(crate) content: Content,
    pub(crate) created_at: Timestamp,
}

/// Keeps what a message says, before `action` changes it.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    message: MessageId,
    actor: UserId,
    action: RevisionAction,
    content: &Content,
    at: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO message_revisions (message_id, actor_id, action, format, body, html, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            message,
            actor,
            action,
            content.format,
            content.body,
            content.html.as_ref().map(SafeHtml::as_str),
            at,
        ],
    )?;
    Ok(())
}

/// What a message said before, newest first, the last hundred changes.
pub(crate) fn list(tx: &ReadTx<'_>, message: MessageId) -> Result<Vec<RevisionRow>> {
    tx.list(
        "SELECT id, actor_id, action, format, body, html, created_at
         FROM message_revisions WHERE message_id = ?1 ORDER BY id DESC LIMIT 100",
        [message],
        |row| {
            let format = row.get(3)?;
            let body: String = row.get(4)?;
            let html = row.get::<_, Option<StoredHtml>>(5)?.map(|html| html.0);
            // Words are not kept twice for what is rarely looked at.
            let marked = format == Format::Markdown && html.is_some();
            let plain = marked.then(|| plain_text_of_markdown(&body));
            Ok(RevisionRow {
                id: row.get(0)?,
                actor: row.get(1)?,
                action: row.get(2)?,
                content: Content { format, body, html, plain },
                created_at: row.get(6)?,
            })
        },
    )
}
