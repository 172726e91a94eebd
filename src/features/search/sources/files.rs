//! Files: their names, their types and the words inside them. Their owner finds them, and whoever may see
//! what they are attached to.

use super::super::source::{Entity, Reader, Shown, Source, first_id};
use crate::base::Result;
use crate::base::ids::FileId;
use crate::base::scope::Scope;
use crate::features::files::finding;
use crate::infra::db::{ReadTx, StoredEvent};
use crate::infra::index::{Document, tag};

/// Files.
pub(in super::super) struct Files;

const EVENTS: [&str; 6] = [
    "file.created",
    "file.updated",
    "file.deleted",
    "file.linked",
    "file.unlinked",
    "file.text.updated",
];

impl Source for Files {
    fn entity(&self) -> Entity {
        Entity::Files
    }

    fn touched(&self, _: &ReadTx<'_>, event: &StoredEvent) -> Result<Vec<i64>> {
        first_id(event, &EVENTS)
    }

    // A file may have a mebibyte of words.
    fn batch(&self) -> u32 {
        16
    }

    fn load(&self, tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<Document>> {
        let files = finding::list_findable_files(tx, ids)?.into_iter();
        let documents = files.map(|file| {
            let text = finding::find_text(tx, file.id)?;
            Ok(document(file, text.unwrap_or_default()))
        });
        documents.collect()
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

    fn inside(&self, tx: &ReadTx<'_>, id: i64) -> Result<Option<(&'static str, String)>> {
        let text = finding::find_text(tx, FileId::new(id))?;
        Ok(text.map(|text| ("text", text)))
    }
}

fn document(file: finding::FindableFile, text: String) -> Document {
    // `type:` takes what people call it and what its name ends in.
    let mut tags = vec![tag("type", file.kind.as_str())];
    tags.extend(file.name.rsplit_once('.').map(|(_, extension)| tag("type", extension)));
    let chats = file.chats.iter().copied().map(Scope::Chat);
    let projects = file.projects.iter().copied().map(Scope::Project);
    Document {
        key: Entity::Files.key(file.id.get()),
        audience: file.audience.iter().map(|scope| scope.to_bits()).collect(),
        at: file.at,
        author: Some(Scope::User(file.owner).to_bits()),
        places: chats.chain(projects).map(Scope::to_bits).collect(),
        tags,
        title: file.name,
        body: text,
    }
}
