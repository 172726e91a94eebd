//! Messages: their words, by whom, where, and what they carry.

use super::super::source::{Entity, Reader, Shown, Source, attached_to, first_id};
use crate::base::Result;
use crate::base::ids::MessageId;
use crate::base::kind::FileKind;
use crate::base::scope::Scope;
use crate::features::chat::{self, finding};
use crate::features::files::{self, Attachment, RefTable};
use crate::infra::db::{ReadTx, StoredEvent};
use crate::infra::index::Document;

/// Messages of chats.
pub(in super::super) struct Messages;

const EVENTS: [&str; 5] = [
    "chat.message.created",
    "chat.message.updated",
    "chat.message.deleted",
    "chat.message.pinned",
    "chat.message.unpinned",
];

impl Source for Messages {
    fn entity(&self) -> Entity {
        Entity::Messages
    }

    fn touched(&self, _: &ReadTx<'_>, event: &StoredEvent) -> Result<Vec<i64>> {
        match attached_to(event, RefTable::Messages)? {
            Some(id) => Ok(vec![id]),
            None => first_id(event, &EVENTS),
        }
    }

    fn load(&self, tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<Document>> {
        let attached = files::list_attached(tx, RefTable::Messages, ids)?;
        let messages = finding::list_findable_messages(tx, ids)?.into_iter();
        let documents = messages.map(|message| {
            let files = attached.get(&message.id.get()).map_or(&[][..], Vec::as_slice);
            document(message, files)
        });
        Ok(documents.collect())
    }

    fn list_ids(&self, tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
        finding::list_message_ids(tx, after, limit)
    }

    fn estimate(&self, tx: &ReadTx<'_>) -> Result<u64> {
        finding::estimate_messages(tx)
    }

    fn show(&self, tx: &ReadTx<'_>, reader: Reader<'_>, ids: &[i64]) -> Result<Vec<Shown>> {
        let ids: Vec<MessageId> = ids.iter().copied().map(MessageId::new).collect();
        let messages = chat::show_readable(tx, reader.presence, reader.user, &ids)?;
        let shown = messages.into_values().map(|message| {
            Ok(Shown {
                id: message.id.get(),
                item: serde_json::value::to_raw_value(&message)?,
                texts: vec![("content", message.content_json.text)],
            })
        });
        shown.collect()
    }
}

fn document(message: finding::FindableMessage, files: &[Attachment]) -> Document {
    let tags = [
        ("has:link", message.has_link),
        ("has:file", !files.is_empty()),
        ("has:image", files.iter().any(|file| file.kind == FileKind::Image)),
        ("is:pinned", message.is_pinned),
    ];
    Document {
        key: Entity::Messages.key(message.id.get()),
        audience: vec![message.scope.to_bits()],
        at: message.at,
        author: Some(Scope::User(message.sender).to_bits()),
        places: vec![Scope::Chat(message.chat).to_bits()],
        tags: tags.into_iter().filter(|(_, has)| *has).map(|(tag, _)| tag.to_owned()).collect(),
        title: String::new(),
        body: message.text,
    }
}
