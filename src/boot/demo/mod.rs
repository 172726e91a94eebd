//! The demo: a lively team with a year behind it, the same one every time, told up to now.
//!
//! Its passwords are known to everyone. That is why there is nothing here that a real workspace could
//! come upon: `epop demo` alone calls it, on a folder of its own.

mod boards;
mod files;
mod people;
mod plan;
mod scripts;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use files::{Prepared, Share};
use people::Cast;
use plan::{Deed, Plan};

use crate::access::{App, Presence};
use crate::base::Result;
use crate::base::ids::MessageId;
use crate::base::time::Timestamp;
use crate::features::chat::PastChat;
use crate::infra::db::{WriteTx, settings};

/// Marks a workspace that has the demo in it.
const SEEDED: &str = "demo_seeded";

/// Fills the workspace with the demo, in one transaction; to no effect if it is there already.
///
/// # Errors
/// The storage failed, or one of its people has an account here by other means.
pub async fn seed(app: &App) -> Result<()> {
    if is_seeded(app).await? {
        return Ok(());
    }
    let hashes = people::hash_passwords(&app.passwords).await?;
    let prepared = files::prepare(app).await?;
    let presence = app.presence.clone();
    let brought = Arc::clone(&app.brought);
    app.db
        .write(move |tx| {
            settings::set(tx, "workspace_name", "EPOP Nusantara")?;
            let now = tx.now();
            let cast = people::insert(tx, &presence, &hashes)?;
            let plan = Plan::new(cast.len(), now);
            let chats = open_chats(tx, &presence, &cast, &plan)?;
            if let Some(general) = plan.rooms.iter().position(|room| room.is_for_all(cast.len())) {
                chats[general].make_general(tx)?;
            }
            live(tx, &cast, &plan, &chats, &prepared)?;
            tx.after_commit(move || brought.notify_waiters());
            boards::insert(tx, &presence, &cast)?;
            settings::set(tx, SEEDED, &now.to_string())
        })
        .await
}

/// True if the demo is in this workspace already.
pub async fn is_seeded(app: &App) -> Result<bool> {
    Ok(app.db.reader().read(|tx| settings::find(tx, SEEDED)).await?.is_some())
}

fn open_chats(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    cast: &Cast,
    plan: &Plan,
) -> Result<Vec<PastChat>> {
    let open = |chat: &plan::Room| {
        let people = cast.pick(&chat.people);
        PastChat::create(tx, presence, chat.title, chat.is_open, &people, plan.start)
    };
    plan.rooms.iter().map(open).collect()
}

/// Does everything that was done, in the order of time.
fn live(
    tx: &mut WriteTx<'_>,
    cast: &Cast,
    plan: &Plan,
    chats: &[PastChat],
    prepared: &Prepared,
) -> Result<()> {
    let mut said: HashMap<usize, MessageId> = HashMap::new();
    // Who takes part in which thread, by the number of its root.
    let mut talkers: HashMap<usize, Vec<usize>> = HashMap::new();
    let yesterday = tx.now().before(Duration::from_hours(24));
    for step in &plan.steps {
        let (chat, at) = (&chats[step.room], Timestamp::from_millis(step.at));
        match &step.deed {
            Deed::Say { number, by, words, root } => {
                let words = cast.with_names(words);
                let thread = root.and_then(|root| said.get(&root).copied());
                let message = chat.say(tx, &cast.people[*by], &words, thread, at)?;
                said.insert(*number, message);
                let talkers = talkers.entry(root.unwrap_or(*number)).or_default();
                // What is new in a thread is new since yesterday.
                if root.is_some() && at < yesterday {
                    for other in talkers.iter().filter(|other| *other != by) {
                        chat.read(tx, cast.people[*other].id, message, at)?;
                    }
                }
                talkers.push(*by);
            }
            Deed::Share(Share { by, words, files, .. }) => {
                let files = prepared.bring(tx, cast, *by, files, at)?;
                chat.share(tx, &cast.people[*by], words, files, at)?;
            }
            Deed::React { number, by, emoji } => {
                if let Some(message) = said.get(number) {
                    chat.react(tx, cast.people[*by].id, *message, emoji, at)?;
                }
            }
            Deed::Read { number, by } => {
                if let Some(message) = said.get(number) {
                    chat.read(tx, cast.people[*by].id, *message, at)?;
                }
            }
        }
    }
    Ok(())
}
