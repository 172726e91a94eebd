//! Projects: what they are called and what they are for. Their members find them; open ones, everyone.

use super::super::source::{Entity, Named, Reader, Shown, Source, first_id};
use crate::base::Result;
use crate::base::ids::ProjectId;
use crate::base::scope::Scope;
use crate::features::projects::finding;
use crate::infra::db::{ReadTx, StoredEvent};
use crate::infra::index::Document;

/// Projects.
pub(in super::super) struct Projects;

const EVENTS: [&str; 4] =
    ["project.created", "project.updated", "project.deleted", "project.restored"];

/// What stands before the id of a project where ids of chats are known, too.
const PREFIX: &str = "project:";

impl Source for Projects {
    fn entity(&self) -> Entity {
        Entity::Projects
    }

    fn touched(&self, _: &ReadTx<'_>, event: &StoredEvent) -> Result<Vec<i64>> {
        first_id(event, &EVENTS)
    }

    fn load(&self, tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<Document>> {
        let projects = finding::list_findable_projects(tx, ids)?.into_iter();
        let documents = projects.map(|project| Document {
            key: Entity::Projects.key(project.id.get()),
            audience: vec![Scope::Project(project.id).to_bits()],
            at: project.at,
            author: Some(Scope::User(project.created_by).to_bits()),
            places: Vec::new(),
            tags: Vec::new(),
            title: project.name,
            body: format!("{}\n{}", project.key, project.description),
        });
        Ok(documents.collect())
    }

    fn list_ids(&self, tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
        finding::list_project_ids(tx, after, limit)
    }

    fn estimate(&self, tx: &ReadTx<'_>) -> Result<u64> {
        finding::estimate_projects(tx)
    }

    fn show(&self, tx: &ReadTx<'_>, reader: Reader<'_>, ids: &[i64]) -> Result<Vec<Shown>> {
        let projects = finding::show_projects(tx, reader.presence, reader.user, ids)?;
        let shown = projects.into_iter().map(|project| {
            let item = serde_json::value::to_raw_value(&project)?;
            Ok(Shown { id: project.id().get(), item, texts: project.texts() })
        });
        shown.collect()
    }

    fn places(
        &self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        among: Option<&[i64]>,
    ) -> Result<Vec<Named>> {
        let among = among.map(|ids| ids.iter().copied().map(ProjectId::new).collect::<Vec<_>>());
        let projects = finding::list_project_names(tx, reader.user, among.as_deref())?;
        let named = projects.into_iter().map(|(id, name)| Named {
            number: Scope::Project(id).to_bits(),
            id: format!("{PREFIX}{id}"),
            name,
        });
        Ok(named.collect())
    }
}
