//! Groups and channels: their titles and topics. A direct chat is found by its people.

use super::super::source::{Entity, Named, Reader, Shown, Source, first_id};
use crate::base::Result;
use crate::base::ids::ChatId;
use crate::base::scope::Scope;
use crate::features::chat::finding;
use crate::infra::db::{ReadTx, StoredEvent};
use crate::infra::index::Document;

/// Groups and channels.
pub(in super::super) struct Chats;

impl Source for Chats {
    fn entity(&self) -> Entity {
        Entity::Chats
    }

    fn touched(&self, _: &ReadTx<'_>, event: &StoredEvent) -> Result<Vec<i64>> {
        first_id(event, &["chat.created", "chat.updated"])
    }

    fn load(&self, tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<Document>> {
        let chats = finding::list_findable_chats(tx, ids)?.into_iter().map(|chat| Document {
            key: Entity::Chats.key(chat.id.get()),
            audience: vec![chat.scope.to_bits()],
            at: chat.at,
            author: chat.created_by.map(|user| Scope::User(user).to_bits()),
            places: Vec::new(),
            tags: Vec::new(),
            title: chat.title,
            body: chat.topic,
        });
        Ok(chats.collect())
    }

    fn list_ids(&self, tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
        finding::list_chat_ids(tx, after, limit)
    }

    fn estimate(&self, tx: &ReadTx<'_>) -> Result<u64> {
        finding::estimate_chats(tx)
    }

    fn show(&self, tx: &ReadTx<'_>, reader: Reader<'_>, ids: &[i64]) -> Result<Vec<Shown>> {
        let shown = finding::show_chats(tx, reader.presence, reader.user, &chat_ids(ids))?;
        let shown = shown.into_iter().map(|chat| {
            Ok(Shown {
                id: chat.facts.id.get(),
                item: serde_json::value::to_raw_value(&chat)?,
                texts: vec![("name", chat.own.name), ("topic", chat.facts.topic)],
            })
        });
        shown.collect()
    }

    fn places(
        &self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        among: Option<&[i64]>,
    ) -> Result<Vec<Named>> {
        let among = among.map(chat_ids);
        let chats = finding::list_chat_names(tx, reader.user, among.as_deref())?;
        let named = chats.into_iter().map(|(id, name)| Named {
            number: Scope::Chat(id).to_bits(),
            id: id.to_string(),
            name,
        });
        Ok(named.collect())
    }
}

fn chat_ids(ids: &[i64]) -> Vec<ChatId> {
    ids.iter().copied().map(ChatId::new).collect()
}
