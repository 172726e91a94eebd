//! Comments on tasks. Who may see the project finds them.

use super::super::source::{Entity, Reader, Shown, Source, first_id, ids_of};
use super::tasks::all_of;
use crate::base::Result;
use crate::base::scope::Scope;
use crate::features::projects::finding;
use crate::infra::db::{ReadTx, StoredEvent};
use crate::infra::index::Document;

/// Comments on tasks.
pub(in super::super) struct Comments;

const EVENTS: [&str; 3] =
    ["project.task.commented", "project.comment.updated", "project.comment.deleted"];

impl Source for Comments {
    fn entity(&self) -> Entity {
        Entity::Comments
    }

    fn touched(&self, tx: &ReadTx<'_>, event: &StoredEvent) -> Result<Vec<i64>> {
        match event.name.as_str() {
            "project.deleted" | "project.restored" | "project.imported" => {
                all_of(event, |project| finding::list_comments_in(tx, project))
            }
            // A task takes its comments along, into the trash and into another project.
            "project.task.created" | "project.task.deleted" => {
                let task = ids_of(event)?.into_iter().next();
                task.map_or(Ok(Vec::new()), |task| finding::list_comments_on(tx, task))
            }
            _ => first_id(event, &EVENTS),
        }
    }

    fn load(&self, tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<Document>> {
        let comments = finding::list_findable_comments(tx, ids)?.into_iter();
        let documents = comments.map(|comment| {
            let project = Scope::Project(comment.project).to_bits();
            Document {
                key: Entity::Comments.key(comment.id.get()),
                audience: vec![project],
                at: comment.at,
                author: Some(Scope::User(comment.user).to_bits()),
                places: vec![project],
                tags: Vec::new(),
                title: String::new(),
                body: comment.text,
            }
        });
        Ok(documents.collect())
    }

    fn list_ids(&self, tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
        finding::list_comment_ids(tx, after, limit)
    }

    fn estimate(&self, tx: &ReadTx<'_>) -> Result<u64> {
        finding::estimate_comments(tx)
    }

    fn show(&self, tx: &ReadTx<'_>, reader: Reader<'_>, ids: &[i64]) -> Result<Vec<Shown>> {
        let comments = finding::show_comments(tx, reader.presence, reader.user, ids)?;
        let shown = comments.into_iter().map(|comment| {
            let item = serde_json::value::to_raw_value(&comment)?;
            Ok(Shown { id: comment.id().get(), item, texts: comment.texts() })
        });
        shown.collect()
    }
}
