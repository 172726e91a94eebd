//! From rows to views, in a number of queries that does not grow with the rows.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::{FileFacts, Link};
use super::store::files::FileRow;
use super::store::{labels, links};
use crate::access::{Presence, store as people};
use crate::base::ids::{FileId, UserId};
use crate::base::{Error, Result};
use crate::features::directory::{self, PersonRef};
use crate::infra::db::ReadTx;

/// A file as one person sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// What everyone who may see it sees.
    #[serde(flatten)]
    pub facts: FileFacts,
    /// Whose it is.
    pub owner: Option<PersonRef>,
    /// The caller's own labels on it.
    pub labels: Vec<String>,
    /// Where it is used, as far as the caller may see it there, the latest first.
    pub links: Vec<Link>,
}

/// Shows files in the order of their rows.
pub(crate) fn files(
    tx: &ReadTx<'_>,
    presence: &Presence,
    viewer: UserId,
    rows: &[FileRow],
) -> Result<Vec<File>> {
    let ids: Vec<FileId> = rows.iter().map(|row| row.id).collect();
    let mut owners: Vec<UserId> = rows.iter().map(|row| row.owner).collect();
    owners.sort_unstable();
    owners.dedup();
    let owners: HashMap<UserId, PersonRef> = directory::list_refs(tx, presence, &owners)?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let mut labelled: HashMap<FileId, Vec<String>> = HashMap::new();
    for (file, label) in labels::list(tx, viewer, &ids)? {
        labelled.entry(file).or_default().push(label);
    }
    let scopes = people::find_scopes(tx, viewer)?.unwrap_or_default();
    let mut linked: HashMap<FileId, Vec<Link>> = HashMap::new();
    for link in links::list_of_many(tx, &ids)? {
        if scopes.contains(link.place.scope) {
            linked.entry(link.file).or_default().push(Link {
                ref_table: link.place.table,
                ref_id: link.place.id.to_string(),
                chat_id: link.place.chat,
                project_id: link.place.project,
                linked_at: link.linked_at,
            });
        }
    }
    let shown = rows.iter().map(|row| File {
        facts: row.facts(),
        owner: owners.get(&row.owner).cloned(),
        labels: labelled.remove(&row.id).unwrap_or_default(),
        links: linked.remove(&row.id).unwrap_or_default(),
    });
    Ok(shown.collect())
}

/// Shows one file.
pub(crate) fn file(
    tx: &ReadTx<'_>,
    presence: &Presence,
    viewer: UserId,
    row: FileRow,
) -> Result<File> {
    let shown = files(tx, presence, viewer, &[row])?;
    shown.into_iter().next().ok_or_else(|| Error::internal("a file was lost on its way"))
}
