//! Telling of files: whoever may see one hears of it, each scope by itself.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::Deserialize;

use super::events::{FileCreated, FileLinked, FileUpdated, LinkFacts, Words};
use super::store::files::{self, FileRow};
use super::store::links::{self, LinkRow};
use crate::base::ids::FileId;
use crate::base::scope::{Audience, Scope};
use crate::base::{Result, codes};
use crate::infra::db::{Event as _, ReadTx, StoredEvent, WriteTx};

/// Everyone who hears of a file: its owner first, then those who see it where it is attached.
pub(super) fn hearers(tx: &ReadTx<'_>, row: &FileRow) -> Result<Vec<Scope>> {
    let mut hearers = vec![Scope::User(row.owner)];
    for LinkRow { place, .. } in links::list(tx, row.id)? {
        if !hearers.contains(&place.hearers()) {
            hearers.push(place.hearers());
        }
    }
    Ok(hearers)
}

/// The same as one audience.
pub(super) fn audience(tx: &ReadTx<'_>, row: &FileRow) -> Result<Audience> {
    let owner = Audience::of(Scope::User(row.owner));
    Ok(hearers(tx, row)?.into_iter().fold(owner, Audience::and))
}

/// Tells that the bytes of a file are here.
pub(super) fn created(tx: &mut WriteTx<'_>, id: FileId) -> Result<FileRow> {
    let row = files::find(tx, id)?.ok_or(codes::FILE_NOT_FOUND)?;
    let words = Words::of(&row.facts())?;
    for scope in hearers(tx, &row)? {
        tx.emit(&FileCreated { file_id: id, scope, words: &words })?;
    }
    Ok(row)
}

/// Tells that a file is otherwise now.
pub(super) fn updated(tx: &mut WriteTx<'_>, id: FileId) -> Result<FileRow> {
    let row = files::find(tx, id)?.ok_or(codes::FILE_NOT_FOUND)?;
    let words = Words::of(&row.facts())?;
    for scope in hearers(tx, &row)? {
        tx.emit(&FileUpdated { file_id: id, scope, words: &words })?;
    }
    Ok(row)
}

/// What is told of a link.
pub(super) fn link_facts(link: &LinkRow) -> LinkFacts {
    let place = link.place;
    LinkFacts {
        file_id: link.file,
        ref_table: place.table,
        ref_id: place.id,
        chat_id: place.chat,
        project_id: place.project,
        scope: place.hearers(),
    }
}

/// Which file an event is about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    file_id: FileId,
}

/// Gives events of files their words, as the files are now. Those of files that are gone, or that their
/// hearers may not see any more, are taken out.
pub fn retell(tx: &ReadTx<'_>, events: &mut Vec<StoredEvent>) -> Result<()> {
    let has_words = |event: &StoredEvent| {
        matches!(event.name.as_str(), FileCreated::NAME | FileUpdated::NAME | FileLinked::NAME)
    };
    if !events.iter().any(has_words) {
        return Ok(());
    }
    let mut known: HashMap<FileId, Option<(Vec<Scope>, Words)>> = HashMap::new();
    for mut event in std::mem::take(events) {
        if !has_words(&event) {
            events.push(event);
            continue;
        }
        let Head { file_id } = serde_json::from_str(&event.data)?;
        let told = match known.entry(file_id) {
            Entry::Occupied(told) => told.into_mut(),
            Entry::Vacant(place) => place.insert(match files::find(tx, file_id)? {
                Some(row) => Some((hearers(tx, &row)?, Words::of(&row.facts())?)),
                None => None,
            }),
        };
        let Some((hearers, words)) = told else { continue };
        if event.audience.scopes().iter().all(|scope| hearers.contains(scope)) {
            event.add_words(words.as_str());
            events.push(event);
        }
    }
    Ok(())
}
