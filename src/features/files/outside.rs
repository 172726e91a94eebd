//! What other features ask about files.

use std::collections::HashMap;

use super::model::{Attachment, RefTable};
use super::store::{links, thumbnails, versions};
use crate::base::Result;
use crate::infra::db::ReadTx;

/// The files attached to rows of a feature above, by row, in the order in which they were attached.
pub fn list_attached(
    tx: &ReadTx<'_>,
    table: RefTable,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<Attachment>>> {
    let mut attached: HashMap<i64, Vec<Attachment>> = HashMap::new();
    if ids.is_empty() {
        return Ok(attached);
    }
    for (id, row) in links::list_attached(tx, table, ids)? {
        attached.entry(id).or_default().push(row.into_attachment());
    }
    Ok(attached)
}

/// How many files are attached to rows of a feature above; those that have none are left out.
pub fn count_attached(tx: &ReadTx<'_>, table: RefTable, ids: &[i64]) -> Result<HashMap<i64, u32>> {
    Ok(links::count_of_many(tx, table, ids)?.into_iter().collect())
}

/// The names of all blobs that files and their small pictures are in.
pub fn blobs_in_use(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    let mut names = versions::list_blobs(tx)?;
    names.extend(thumbnails::list_blobs(tx)?);
    Ok(names)
}
