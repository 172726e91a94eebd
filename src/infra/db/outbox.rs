//! The event log: one row per event, in the order in which everything happened.
//!
//! A row is written in the transaction of the change it tells of. Live sockets, and every background
//! consumer, read the same rows: the sockets by their `since`, the consumers by their stored cursor.
//!
//! The log keeps what happened, not what was said: the words of an event ([`Event::words`]) are sent
//! to who listens and dropped. Whoever reads the event later gets them from the tables, as they stand
//! then. So what was edited or deleted is nowhere in the log, and a row is a third of its size.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

use super::settings;
use super::tx::{Origin, ReadTx, WriteTx};
use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::scope::Audience;
use crate::base::time::Timestamp;

/// Something that happened, as its readers will see it: the fields become keys of the event's `data`
/// (the row's ids and `patch`).
pub trait Event: Serialize {
    /// `domain.entity.action`, past tense.
    const NAME: &'static str;

    /// Who may see it.
    fn audience(&self) -> Audience;

    /// The ids of the rows it is about, most important first.
    fn ids(&self) -> Vec<i64>;

    /// What people wrote, as a JSON object whose keys join the event's own: sent, but not kept. An
    /// event that has words needs a [`Teller`] that finds them again.
    fn words(&self) -> Option<&str> {
        None
    }
}

/// What people wrote, in an event: keys and their values. It is sent, not kept.
#[derive(Debug, Clone)]
pub struct Words(String);

impl Words {
    /// A key and its value.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn of<T: Serialize>(key: &str, value: &T) -> Result<Self> {
        let (key, value) = (serde_json::to_string(key)?, serde_json::to_string(value)?);
        Ok(Self(format!("{{{key}:{value}}}")))
    }

    /// What is otherwise now, under `patch`.
    ///
    /// # Errors
    /// As for [`of`](Self::of).
    pub fn patch<T: Serialize>(patch: &T) -> Result<Self> {
        Self::of("patch", patch)
    }

    /// A JSON object.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes the events of a feature and their list, `EVENTS`: of each its name, what it tells, who may see it,
/// which rows it is about, and which field is its words.
macro_rules! event_table {
    ($($name:literal, $doc:literal, $event:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)* }
       to |$this:ident| $audience:expr, ids $($id:ident),+ $(with $words:ident)?;)*) => {
        $(
            #[doc = $doc]
            #[derive(Debug, serde::Serialize)]
            #[serde(rename_all = "camelCase")]
            pub(crate) struct $event {
                $($(#[$attr])* pub(crate) $field: $type,)*
            }

            impl $crate::infra::db::Event for $event {
                const NAME: &'static str = $name;

                fn audience(&self) -> $crate::base::scope::Audience {
                    let $this = self;
                    $audience
                }

                fn ids(&self) -> Vec<i64> {
                    vec![$(self.$id.get()),+]
                }

                $(fn words(&self) -> Option<&str> {
                    self.$words.as_ref().map(|words| words.as_str())
                })?
            }
        )*

        /// Every event of this feature: its name and what it tells.
        pub const EVENTS: &[(&str, &str)] = &[$(($name, $doc)),*];
    };
}

pub(crate) use event_table;

/// Gives events read from the log their words again, as they stand now, and takes out those whose
/// rows are gone.
pub type Teller = Arc<dyn Fn(&ReadTx<'_>, &mut Vec<StoredEvent>) -> Result<()> + Send + Sync>;

/// An event with its place in the log.
#[derive(Debug)]
pub struct StoredEvent {
    /// Its number: one order for all.
    pub seq: i64,
    /// Its name, dot style.
    pub name: String,
    /// Who may see it.
    pub audience: Audience,
    /// The JSON object that goes out.
    pub data: String,
    /// When it happened.
    pub created_at: Timestamp,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a, E> {
    event_id: String,
    name: &'a str,
    ids: Vec<String>,
    ts: Timestamp,
    actor_id: Option<UserId>,
    request_id: Option<&'a str>,
    #[serde(flatten)]
    event: &'a E,
}

impl StoredEvent {
    pub(super) fn new<E: Event>(
        event: &E,
        seq: i64,
        now: Timestamp,
        origin: &Origin,
    ) -> Result<Self> {
        let data = serde_json::to_string(&Data {
            event_id: seq.to_string(),
            name: E::NAME,
            ids: event.ids().iter().map(ToString::to_string).collect(),
            ts: now,
            actor_id: origin.actor,
            request_id: origin.request_id.as_deref(),
            event,
        })?;
        Ok(Self {
            seq,
            name: E::NAME.to_owned(),
            audience: event.audience(),
            data,
            created_at: now,
        })
    }

    /// Adds words: a JSON object that is not empty.
    pub fn add_words(&mut self, words: &str) {
        debug_assert!(self.data.len() > 2 && words.starts_with("{\""), "both have keys");
        self.data.pop();
        self.data.push(',');
        self.data.push_str(&words[1..]);
    }

    /// An event that was never stored, for tests of its readers.
    #[cfg(test)]
    pub(crate) fn sample(seq: i64, name: &str, audience: Audience) -> Self {
        Self {
            seq,
            name: name.to_owned(),
            audience,
            data: "{}".to_owned(),
            created_at: Timestamp::from_millis(0),
        }
    }

    pub(super) fn insert(&self, tx: &mut WriteTx<'_>) -> Result<()> {
        tx.execute(
            "INSERT INTO outbox (seq, name, audience, data, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            (self.seq, &self.name, self.audience.to_string(), &self.data, self.created_at),
        )?;
        Ok(())
    }

    /// The frame for sockets: `{"event","seq","data"}` under `name`.
    pub fn frame(&self, name: &str) -> String {
        let mut frame = String::with_capacity(self.data.len() + name.len() + 48);
        // Names are ours and data is JSON already: nothing needs escaping.
        let written =
            write!(frame, r#"{{"event":"{name}","seq":{},"data":{}}}"#, self.seq, self.data);
        debug_assert!(written.is_ok(), "writing to a string does not fail");
        frame
    }
}

/// The name of the first generation's clients: `domain:entity_action`, three segments at most.
pub fn colon_name(name: &str) -> String {
    let mut segments = name.splitn(4, '.');
    let domain = segments.next().unwrap_or_default();
    let tail: Vec<_> = segments.take(2).collect();
    format!("{domain}:{}", tail.join("_"))
}

/// The newest `seq` ever given out.
pub(super) fn last_seq(connection: &Connection) -> Result<i64> {
    let newest: Option<i64> =
        connection.query_row("SELECT max(seq) FROM outbox", [], |row| row.get(0))?;
    let pruned: Option<String> = connection
        .query_row("SELECT value FROM settings WHERE key = ?1", [PRUNED_TO], |row| row.get(0))
        .optional()?;
    let pruned = pruned.and_then(|text| text.parse().ok()).unwrap_or(0);
    Ok(newest.unwrap_or(0).max(pruned))
}

/// When the newest event of the log happened.
pub(super) fn last_time(connection: &Connection) -> Result<Timestamp> {
    let newest = connection
        .query_row("SELECT created_at FROM outbox ORDER BY seq DESC LIMIT 1", [], |row| row.get(0))
        .optional()?;
    Ok(newest.unwrap_or(Timestamp::from_millis(0)))
}

const PRUNED_TO: &str = "outbox_pruned_to";

/// The newest `seq` that is in this snapshot.
pub fn newest_seq(tx: &ReadTx<'_>) -> Result<i64> {
    let newest: Option<i64> = tx.one("SELECT max(seq) FROM outbox", [], |row| row.get(0))?;
    Ok(newest.unwrap_or(0).max(pruned_to(tx)?))
}

/// Everything up to this `seq` has left the log; a cursor below it cannot be resumed.
pub fn pruned_to(tx: &ReadTx<'_>) -> Result<i64> {
    Ok(settings::find(tx, PRUNED_TO)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Up to `limit` events after `seq`, oldest first, without their words.
pub fn list_heads(tx: &ReadTx<'_>, seq: i64, limit: u32) -> Result<Vec<StoredEvent>> {
    tx.list(
        "SELECT seq, name, audience, data, created_at FROM outbox WHERE seq > ?1 ORDER BY seq LIMIT ?2",
        (seq, limit),
        |row| {
            let audience = row.get_ref(2)?.as_str()?.parse();
            Ok(StoredEvent {
                seq: row.get(0)?,
                name: row.get(1)?,
                audience: audience.map_err(|()| FromSqlError::InvalidType)?,
                data: row.get(3)?,
                created_at: row.get(4)?,
            })
        },
    )
}

/// Gives heads their words; those whose rows are gone stay away.
pub fn retell(tx: &ReadTx<'_>, mut heads: Vec<StoredEvent>) -> Result<Vec<Arc<StoredEvent>>> {
    tx.teller()(tx, &mut heads)?;
    Ok(heads.into_iter().map(Arc::new).collect())
}

/// Removes up to `batch` events older than `keep` and tells how many there were.
pub fn prune(tx: &mut WriteTx<'_>, keep: Duration, batch: u32) -> Result<usize> {
    let horizon = tx.now().before(keep);
    // The log is in time order, so the scan stops at the first young event.
    let last: Option<i64> = tx.one(
        "SELECT max(seq) FROM (SELECT seq, created_at FROM outbox ORDER BY seq LIMIT ?1) WHERE created_at < ?2",
        (batch, horizon),
        |row| row.get(0),
    )?;
    let Some(last) = last else { return Ok(0) };
    settings::set(tx, PRUNED_TO, &last.to_string())?;
    tx.execute("DELETE FROM outbox WHERE seq <= ?1", [last])
}

/// How far the consumer `name` has come; none before it ran the first time.
pub fn find_consumer_cursor(tx: &ReadTx<'_>, name: &str) -> Result<Option<i64>> {
    tx.find("SELECT cursor FROM consumers WHERE name = ?1", [name], |row| row.get(0))
}

/// Notes how far the consumer `name` has come.
pub fn set_consumer_cursor(tx: &mut WriteTx<'_>, name: &str, cursor: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO consumers (name, cursor) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor",
        (name, cursor),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::colon_name;

    #[test]
    fn colon_names_are_those_of_the_first_generation() {
        assert_eq!(colon_name("chat.message.created"), "chat:message_created");
        assert_eq!(colon_name("chat.message.reaction.added"), "chat:message_reaction");
        assert_eq!(colon_name("user.updated"), "user:updated");
    }
}
