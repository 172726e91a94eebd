//! What people said of themselves, told again: the log keeps that a status changed, not what it says.

use std::collections::HashMap;

use serde::Deserialize;

use super::events::{StatusUpdated, status_words};
use super::store::looks;
use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::UserId;
use crate::infra::db::{Event as _, ReadTx, StoredEvent};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    user_id: UserId,
}

/// Gives the events of statuses their words: what is said now.
pub fn retell(tx: &ReadTx<'_>, presence: &Presence, events: &mut Vec<StoredEvent>) -> Result<()> {
    let mut users = Vec::new();
    for event in events.iter().filter(|event| event.name == StatusUpdated::NAME) {
        users.push(serde_json::from_str::<Head>(&event.data)?.user_id);
    }
    if users.is_empty() {
        return Ok(());
    }
    let statuses: HashMap<_, _> =
        looks::list_statuses(tx, &users, presence.now())?.into_iter().collect();
    let mut users = users.into_iter();
    for mut event in std::mem::take(events) {
        if event.name != StatusUpdated::NAME {
            events.push(event);
            continue;
        }
        // An event that has words comes with them or not at all.
        if let Some(status) = users.next().and_then(|user| statuses.get(&user)) {
            event.add_words(&status_words(status.as_ref())?);
            events.push(event);
        }
    }
    Ok(())
}
