//! People: their names, addresses and titles. Everyone sees everyone who can sign in.

use super::super::source::{Entity, Reader, Shown, Source, first_id};
use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::scope::Scope;
use crate::features::directory::{self, finding};
use crate::infra::db::{ReadTx, StoredEvent};
use crate::infra::index::Document;

/// People.
pub(in super::super) struct People;

impl Source for People {
    fn entity(&self) -> Entity {
        Entity::Users
    }

    fn touched(&self, _: &ReadTx<'_>, event: &StoredEvent) -> Result<Vec<i64>> {
        first_id(event, &["user.created", "user.updated"])
    }

    fn load(&self, tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<Document>> {
        let people = finding::list_findable_people(tx, &user_ids(ids))?.into_iter();
        let documents = people.map(|person| Document {
            key: Entity::Users.key(person.id.get()),
            audience: vec![Scope::Org.to_bits()],
            at: person.created_at,
            author: None,
            places: Vec::new(),
            tags: Vec::new(),
            body: format!("{}\n{}\n{}", person.email, person.title, person.phone_ext),
            title: person.display_name,
        });
        Ok(documents.collect())
    }

    fn list_ids(&self, tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
        finding::list_person_ids(tx, after, limit)
    }

    fn estimate(&self, tx: &ReadTx<'_>) -> Result<u64> {
        Ok(directory::count_people(tx)?.cast_unsigned())
    }

    fn show(&self, tx: &ReadTx<'_>, reader: Reader<'_>, ids: &[i64]) -> Result<Vec<Shown>> {
        let mut people = directory::list_people_by_ids(tx, reader.presence, &user_ids(ids))?;
        people.retain(|person| !person.disabled);
        let shown = people.into_iter().map(|person| {
            Ok(Shown {
                id: person.id.get(),
                item: serde_json::value::to_raw_value(&person)?,
                texts: vec![
                    ("displayName", person.display_name),
                    ("email", person.email),
                    ("title", person.title),
                    ("phoneExt", person.phone_ext),
                ],
            })
        });
        shown.collect()
    }
}

fn user_ids(ids: &[i64]) -> Vec<UserId> {
    ids.iter().copied().map(UserId::new).collect()
}
