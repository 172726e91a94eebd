//! Files: their names and types. Their owner finds them, and whoever may see what they are attached to.

use super::super::source::{Entity, Reader, Shown, Source, first_id};
use crate::base::Result;
use crate::base::scope::Scope;
use crate::features::files::finding;
use crate::infra::db::{ReadTx, StoredEvent};
use crate::infra::index::{Document, tag};

/// Files.
pub(in super::super) struct Files;

const EVENTS: [&str; 5] =
    ["file.created", "file.updated", "file.deleted", "file.linked", "file.unlinked"];

impl Source for Files {
    fn entity(&self) -> Entity {
        Entity::Files
    }

    fn touched(&self, _: &ReadTx<'_>, event: &StoredEvent) -> Result<Vec<i64>> {
        first_id(event, &EVENTS)
    }

    fn load(&self, tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<Document>> {
        Ok(finding::list_findable_files(tx, ids)?.into_iter().map(document).collect())
    }

    fn list_ids(&self, tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
        finding::list_file_ids(tx, after, limit)
    }

    fn estimate(&self, tx: &ReadTx<'_>) -> Result<u64> {
        finding::estimate_files(tx)
    }

    fn show(&self, tx: &ReadTx<'_>, reader: Reader<'_>, ids: &[i64]) -> Result<Vec<Shown>> {
        let files = finding::show_readable(tx, reader.presence, reader.user, ids)?;
        let shown = files.into_iter().map(|file| {
            Ok(Shown {
                id: file.facts.id.get(),
                item: serde_json::value::to_raw_value(&file)?,
                texts: vec![("fileName", file.facts.file_name)],
            })
        });
        shown.collect()
    }
}

fn document(file: finding::FindableFile) -> Document {
    // `type:` takes what people call it and what its name ends in.
    let mut tags = vec![tag("type", file.kind.as_str())];
    tags.extend(file.name.rsplit_once('.').map(|(_, extension)| tag("type", extension)));
    Document {
        key: Entity::Files.key(file.id.get()),
        audience: file.audience.iter().map(|scope| scope.to_bits()).collect(),
        at: file.at,
        author: Some(Scope::User(file.owner).to_bits()),
        places: file.chats.iter().map(|chat| Scope::Chat(*chat).to_bits()).collect(),
        tags,
        title: file.name,
        body: String::new(),
    }
}
